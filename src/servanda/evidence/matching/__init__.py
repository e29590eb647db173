"""Pairs of reports that a person should look at: which may tell of one occurrence, and why."""

from servanda.evidence.matching.candidates import Candidate, find_candidates

__all__ = ["Candidate", "find_candidates"]
