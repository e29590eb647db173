"""Reports, sources, coverage, links and rulings: read, checked, placed and linked (SEMANTICS 2)."""

from __future__ import annotations

from servanda.evidence.incidents import Incidents, LinkingRule, find_incidents
from servanda.evidence.load import Evidence, empty_evidence, read_evidence
from servanda.evidence.names import KnownNames, build_area_map, known_names

__all__ = [
    "Evidence",
    "Incidents",
    "KnownNames",
    "LinkingRule",
    "build_area_map",
    "empty_evidence",
    "find_incidents",
    "known_names",
    "read_evidence",
]
