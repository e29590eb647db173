"""The kinds of act that floors may share, as far as anybody could make use of it.

An act may count for several floors at once (a fuel truck that goes to the north). An *atom* is a
set of floors that one act may serve together, with the ceilings under which such an act certainly
falls. Whatever is really done is an atom or a worse use of the acts, so that what cannot be kept in
atoms cannot be kept at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from servanda.agreement.model import Agreement
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.contradictions import Inside

MOST_ATOMS = 3_000
"""Atoms beyond which nothing is decided."""


@dataclass(frozen=True)
class Atom:
    """Acts that serve some floors at once.

    Attributes:
        floors: numbers of the acts of the floors.
        acts: the floors' acts, each narrowed to one hand and one part of its area.
        ceilings: numbers of the acts of the ceilings under which they fall.
    """

    floors: frozenset[int]
    acts: tuple[Acts, ...]
    ceilings: frozenset[int]


class TooManyAtoms(Exception):  # noqa: N818 - no error: nothing is decided then
    """There are too many kinds of act to try them all."""


def atoms_of(
    acts: Mapping[int, Acts], kinds: Kinds, floors: Sequence[int], ceilings: Mapping[int, bool]
) -> list[Atom]:
    """Return all atoms that no other one makes superfluous.

    Args:
        acts: number to acts.
        kinds: how they lie to each other.
        floors: acts of floors.
        ceilings: acts of ceilings to whether all of them are 0.

    Raises:
        TooManyAtoms: there are too many to try.
    """
    limits = [acts[number] for number in ceilings]
    kept = {number: list(variants_of(acts[number], kinds.agreement, limits)) for number in floors}
    above = {
        f: {g for g in floors if g != f and Inside.between(kinds, acts[f], acts[g])} for f in floors
    }
    found: list[Atom] = []
    for chosen in _sets(floors, acts, kinds):
        if any(not above[f] <= chosen for f in chosen):
            continue
        for variant in product(*(kept[f] for f in sorted(chosen))):
            if _fit(variant, kinds):
                found.append(_atom(chosen, variant, acts, kinds, ceilings))
            if len(found) > MOST_ATOMS:
                raise TooManyAtoms
    return _best(found)


def _atom(
    chosen: frozenset[int], variant: tuple[Acts, ...], acts: Mapping[int, Acts], kinds: Kinds,
    ceilings: Mapping[int, bool],
) -> Atom:  # fmt: skip
    under = frozenset(
        number
        for number, is_none in ceilings.items()
        if any(kinds.inside(one, acts[number], is_none=is_none) for one in variant)
        and _are_bound(variant, acts[number])
    )
    return Atom(chosen, variant, under)


def _are_bound(variant: Sequence[Acts], limit: Acts) -> bool:
    """Return whether a limit binds each of those who owe a result: any may bring it about."""
    owing = [one.answerable for one in variant if one.answerable is not None]
    return limit.hands is None or all(hands <= limit.hands for hands in owing)


def _sets(
    floors: Sequence[int], acts: Mapping[int, Acts], kinds: Kinds
) -> Iterator[frozenset[int]]:
    """Yield every set of floors of which no two are apart."""
    found: list[frozenset[int]] = [frozenset()]
    for number in floors:
        meets = {f for f in floors if f != number and not kinds.apart(acts[f], acts[number])}
        found += [chosen | {number} for chosen in found if chosen <= meets]
        if len(found) > MOST_ATOMS:
            raise TooManyAtoms
    yield from found[1:]


def _fit(variant: Sequence[Acts], kinds: Kinds) -> bool:
    return not any(
        kinds.apart(one, other) for k, one in enumerate(variant) for other in variant[k + 1 :]
    )


def _best(atoms: Sequence[Atom]) -> list[Atom]:
    """Leave out atoms that serve fewer floors under more ceilings than another one."""
    kept: dict[tuple[frozenset[int], frozenset[int]], Atom] = {}
    for atom in atoms:
        kept.setdefault((atom.floors, atom.ceilings), atom)
    distinct = list(kept.values())
    return [
        atom
        for atom in distinct
        if not any(
            other is not atom and atom.floors <= other.floors and other.ceilings <= atom.ceilings
            and (atom.floors, atom.ceilings) != (other.floors, other.ceilings)
            for other in distinct
        )
    ]  # fmt: skip


# ---- narrowing --------------------------------------------------------------------------------


def variants_of(acts: Acts, agreement: Agreement, limits: Sequence[Acts]) -> Iterator[Acts]:
    """Yield acts divided by hands and by parts of their area, where a ceiling asks for it."""
    for by_hand in _by_hands(acts, limits):
        yield from _by_parts(by_hand, agreement, limits)


def _by_hands(acts: Acts, limits: Sequence[Acts]) -> Iterator[Acts]:
    hands = acts.hands
    is_divided = hands is not None and any(
        limit.hands is not None and limit.hands & hands and not hands <= limit.hands
        for limit in limits
    )
    if hands is None or not is_divided:
        yield acts
        return
    for hand in sorted(hands):
        yield replace(acts, hands=frozenset((hand,)))


def _by_parts(acts: Acts, agreement: Agreement, limits: Sequence[Acts]) -> Iterator[Acts]:
    for index, place in enumerate(acts.places):
        area = agreement.areas.get(place.areas[0]) if len(place.areas) == 1 else None
        odd = place.distance or place.near or place.own or "outside" in place.roles
        parts = () if area is None or odd or area.less else (area.parts or area.union)
        named = {name for limit in limits for p in limit.places for name in p.areas}
        if parts and named & _below(agreement, parts):
            before, after = acts.places[:index], acts.places[index + 1 :]
            for part in parts:
                places = (*before, replace(place, areas=(part,)), *after)
                yield from _by_parts(replace(acts, places=places), agreement, limits)
            return
    yield acts


def _below(agreement: Agreement, areas: Sequence[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(areas)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            area = agreement.areas.get(name)
            waiting += [*area.parts, *area.union] if area is not None else ()
    return found
