"""Benchmarks: each measures its comparison in the same run and prints one JSON object as its last line."""
