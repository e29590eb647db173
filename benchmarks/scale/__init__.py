"""Benchmarks of size: generated cases, hand-written baselines, whole cold processes measured."""
