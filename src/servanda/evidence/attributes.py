"""What is said of an object in one cell: `israeli, woman|child, not armed` (tables.py)."""

from __future__ import annotations

from typing import Final

from servanda.evidence.names import KnownNames
from servanda.evidence.things import Clause, Clauses

FORMS: Final = (
    ("woman", "an adjective or a thing of the vocabulary, in any of its forms"),
    ("woman|child", "one or the other"),
    ("not armed", "not that"),
    (
        "of southland",
        "it belongs to that actor; without an object: who was attacked or met",
    ),
    ("held by southland", "that actor holds it, or them"),
    ("from southland", "that actor gave it, of what is received"),
    ("notified to mission", "it was announced to that actor"),
    ("released by southland", "that actor did that to it"),
    ("carrying fuel", "what it carries"),
    ("of range", "what it is a part of"),
    ("occupying homes", "what it is doing"),
    ("on blue-list", "it stands on that list; the column `list` says the same"),
    ("in valley", "where it is itself, of something that is somewhere else than the act"),
    ("122 mm", "its size, age, weight or height, also `over 100 mm` and `under 5000 feet`"),
    ("5 km from merchant vessel", "how far it is from something"),
)
"""What may be said of an object, and what it means; the names are made up."""


def parse_attributes(text: str, names: KnownNames) -> tuple[Clauses, tuple[str, ...]]:
    """Return the clauses of a cell, and the words that no vocabulary knows.

    Clauses are parted by `,` and all hold; `|` parts those of which any holds; `not` denies one.
    """
    clauses: set[Clause] = set()
    unknown: list[str] = []
    for part in text.split(","):
        literals = set()
        for word in filter(None, (w.strip().lower() for w in part.split("|"))):
            is_denied = word.startswith("not ")
            name = names.attribute(word.removeprefix("not ").strip())
            if name:
                literals.add((name, is_denied))
            else:
                unknown.append(word.removeprefix("not ").strip())
        if literals:
            clauses.add(frozenset(literals))
    return frozenset(clauses), tuple(unknown)


def show_attributes(clauses: Clauses) -> str:
    """Return clauses in their one canonical form, which `parse_attributes` reads again."""
    return ", ".join(sorted(_show_clause(clause) for clause in clauses))


def _show_clause(clause: Clause) -> str:
    return "|".join(sorted(f"not {name}" if is_denied else name for name, is_denied in clause))
