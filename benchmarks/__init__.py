"""Benchmarks. Each figure is a ratio taken in one run on one machine, as the median of interleaved rounds."""
