"""Judging records that were made ready on disk: only what is asked for is read."""
