"""What is said of an object in one cell: `israeli, woman|child, not armed` (tables.py)."""

from __future__ import annotations

from servanda.evidence.names import KnownNames
from servanda.evidence.things import Clause, Clauses


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
