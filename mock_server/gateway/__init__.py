"""The documents' gateway in plain Python: no I/O, no event loop, no wall clock, no global randomness."""
