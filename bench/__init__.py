"""Benchmarks: what the product costs and how fast it is, as numbers that anybody can make again (README.md)."""
