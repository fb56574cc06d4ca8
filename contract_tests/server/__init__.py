"""Verifying a server: checks as data, a state machine with a model, and what a run of them comes to."""
