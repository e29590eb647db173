"""The words of agreements and evidence: acts, things and how they lie to each other."""

from __future__ import annotations

from servanda.vocabulary.loader import build_vocabulary, shipped_vocabulary
from servanda.vocabulary.terms import Act, Adjective, Manner, State, Term, Thing, Vocabulary

__all__ = [
    "Act",
    "Adjective",
    "Manner",
    "State",
    "Term",
    "Thing",
    "Vocabulary",
    "build_vocabulary",
    "shipped_vocabulary",
]
