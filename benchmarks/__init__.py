"""Measurements: run with `make bench`; results are ratios of one run on one machine."""
