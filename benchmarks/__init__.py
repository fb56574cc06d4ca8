"""Benchmarks. What is measured against something else is measured in turns with it, in one run on one machine."""
