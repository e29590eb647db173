"""How what one row speaks of lies to what another speaks of (SEMANTICS 2.2, 2.3, 4.1).

A thing is an act with its object and all that is said of it. What is said is kept as clauses:
all of them hold, and of each clause any of its literals. Relations are those of
`assessment.tables`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from servanda.evidence.sizes import size_implies, sizes_apart
from servanda.vocabulary import Vocabulary

INSIDE: Final = 1
CONTAINS: Final = 2
SAME: Final = 3
OVERLAPS: Final = 0

_PERSON: Final = "person"

Literal: TypeAlias = tuple[str, bool]
"""A name, and whether it is denied."""
Clause: TypeAlias = frozenset[Literal]
Clauses: TypeAlias = frozenset[Clause]


@dataclass(frozen=True)
class Thing:
    """What a row or a filter speaks of; an empty field does not narrow.

    Attributes:
        act: of the vocabulary.
        object: thing acted upon or counted.
        attributes: what holds of the object.
        on_list: declared list on which it stands.
        recipients: to each of them.
        manners: how it is done.
        unit: what is counted.
    """

    act: str = ""
    object: str = ""
    attributes: Clauses = frozenset()
    on_list: str = ""
    recipients: frozenset[str] = frozenset()
    manners: Clauses = frozenset()
    unit: str = ""

    @property
    def said(self) -> Clauses:
        """All that holds of the object: what it is, its attributes, and its list."""
        found = self.attributes | ({_clause(self.object)} if self.object else frozenset())
        return found | ({_clause(f"on {self.on_list}")} if self.on_list else frozenset())


class ThingRelations:
    """How things lie to each other in a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._acts: dict[tuple[str, str], int | None] = {}
        self._apart: dict[tuple[str, str], bool] = {}

    def relation(self, one: Thing, other: Thing) -> int | None:
        """Return how `one` lies to `other`: bit 1 inside it, bit 2 contains it, None apart.

        Units are left aside: they decide what a figure counts, not what it speaks of.
        """
        act = self.act_relation(one.act, other.act)
        if act is None:
            return None
        found = act
        found &= self._inside(one, other) | 2 * self._inside(other, one)
        return None if not found and self._are_apart(one, other) else found

    def act_relation(self, one: str, other: str) -> int | None:
        """Return how two acts lie to each other; an empty one is every act."""
        if (one, other) not in self._acts:
            self._acts[one, other] = self._act_relation(one, other)
        return self._acts[one, other]

    def _act_relation(self, one: str, other: str) -> int | None:
        if not one or not other:
            return (not other) * INSIDE | (not one) * CONTAINS
        kinds = self._vocabulary
        found = kinds.is_kind(one, other) * INSIDE | kinds.is_kind(other, one) * CONTAINS
        return found or (OVERLAPS if self._share_a_kind(one, other) else None)

    def _inside(self, one: Thing, other: Thing) -> int:
        said, manners = one.said, one.manners
        is_inside = (
            other.recipients <= one.recipients
            and all(any(self._implies(c, asked) for c in said) for asked in other.said)
            and all(any(self._implies(c, asked) for c in manners) for asked in other.manners)
        )
        return INSIDE if is_inside else 0

    def _are_apart(self, one: Thing, other: Thing) -> bool:
        if one.recipients and other.recipients and not one.recipients & other.recipients:
            return True
        if one.object and other.object and self.objects_apart(one.object, other.object):
            return True
        return _any_pair(one.said, other.said, self._excludes) or _any_pair(
            one.manners, other.manners, self._excludes
        )

    def objects_apart(self, one: str, other: str) -> bool:
        """Return whether nothing is both: declared apart, or neither is a kind of the other.

        Two things with a common kind (a `soldier hostage` is both) may be one. So may two persons:
        what someone is said to be (woman, hostage, farmer) rarely excludes another role.
        """
        kinds = self._vocabulary
        if kinds.is_kind(one, other) or kinds.is_kind(other, one):
            return False
        if kinds.are_apart(one, other):
            return True
        are_persons = kinds.is_kind(one, _PERSON) and kinds.is_kind(other, _PERSON)
        return not are_persons and not self._share_a_kind(one, other)

    def _share_a_kind(self, one: str, other: str) -> bool:
        kinds = self._vocabulary
        if any(name not in kinds.acts and name not in kinds.things for name in (one, other)):
            return False
        return not kinds.kinds_below(one).isdisjoint(kinds.kinds_below(other))

    def _implies(self, clause: Clause, asked: Clause) -> bool:
        return all(any(self._literal_implies(a, b) for b in asked) for a in clause)

    def _literal_implies(self, one: Literal, other: Literal) -> bool:
        if not one[1] and not other[1]:
            is_kind = other[0] in self._vocabulary.holds_of(one[0])
            return is_kind or size_implies(one[0], other[0])
        if one[1] and other[1]:
            return one[0] in self._vocabulary.holds_of(other[0])
        return not one[1] and self._names_apart(one[0], other[0])

    def _excludes(self, clause: Clause, other: Clause) -> bool:
        return all(self._literals_apart(a, b) for a in clause for b in other)

    def _literals_apart(self, one: Literal, other: Literal) -> bool:
        if one[1] and other[1]:
            return False
        if not one[1] and not other[1]:
            return self._names_apart(one[0], other[0])
        denied, said = (one[0], other[0]) if one[1] else (other[0], one[0])
        return denied in self._vocabulary.holds_of(said)

    def _names_apart(self, one: str, other: str) -> bool:
        if (one, other) not in self._apart:
            are_apart = self._vocabulary.are_apart(one, other)
            self._apart[one, other] = are_apart or sizes_apart(one, other)
        return self._apart[one, other]


def _any_pair(one: Clauses, other: Clauses, test: Callable[[Clause, Clause], bool]) -> bool:
    return any(test(a, b) for a in one for b in other)


def _clause(*names: str) -> Clause:
    return frozenset((name, False) for name in names)


def all_of(names: frozenset[str]) -> Clauses:
    """Return clauses that say each of the names."""
    return frozenset(_clause(name) for name in names)


def union_relation(relations: list[int | None]) -> int | None:
    """Return how a thing lies to a union, from how it lies to each member of it.

    Inside if inside one; contains if it contains all; apart if apart from all.
    """
    if all(rel is None for rel in relations):
        return None
    inside = any(rel is not None and rel & INSIDE for rel in relations)
    contains = all(rel is not None and rel & CONTAINS for rel in relations)
    return inside * INSIDE | contains * CONTAINS


def less_relation(base: int | None, taken: int | None) -> int | None:
    """Return how a thing lies to a base less what is taken away from it."""
    if base is None or (taken is not None and taken & INSIDE):
        return None
    if taken is None:
        return base
    return base & CONTAINS


def two_ended_acts(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the acts that have an origin and a place of effect."""
    ends = {name for name, act in vocabulary.acts.items() if act.has_two_ends}
    return frozenset(name for name in vocabulary.acts if vocabulary.kinds_above(name) & ends)
