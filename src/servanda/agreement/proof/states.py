"""States that exclude each other: what is kept closed is not open (vocabulary, `apart from`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from servanda.agreement.duty_rows import LEVEL
from servanda.agreement.proof.acts import Acts
from servanda.agreement.proof.bounds import Bound, Bounds

_STATE: Final = "be "


def with_states(bounds: Bounds) -> Bounds:
    """Return bounds in which a floor of a state is a ceiling of 0 on every state apart from it.

    Only the same thing at the same place is taken so: a part of what is open may be closed.
    """
    stands = {b.acts_id for b in bounds.floors if _state_of(bounds.acts[b.acts_id])}
    words = bounds.agreement.vocabulary
    apart = {
        (one, other)
        for one in stands
        for other in stands
        if _but_for_state(bounds.acts[one]) == _but_for_state(bounds.acts[other])
        and words.are_apart(_state_of(bounds.acts[one]), _state_of(bounds.acts[other]))
    }
    ceilings = [
        replace(floor, acts_id=other, is_floor=False, number=0, opposite_id=floor.acts_id)
        for floor in bounds.floors
        for other in sorted(stands)
        if (floor.acts_id, other) in apart and not floor.by
    ]
    return replace(bounds, ceilings=(*bounds.ceilings, *ceilings)) if ceilings else bounds


def state_floor(bound: Bound) -> Bound:
    """Return the floor that a ceiling on states apart from it was made of."""
    return replace(bound, acts_id=bound.opposite_id, is_floor=True, number=1, opposite_id=0)


def _state_of(acts: Acts) -> str:
    """Return the state that some acts are, `open` of `be open`; empty: they are none."""
    names = acts.filter.acts
    is_state = acts.mode == LEVEL and len(names) == 1 and names[0].startswith(_STATE)
    return names[0].removeprefix(_STATE) if is_state else ""


def _but_for_state(acts: Acts) -> Acts:
    """Return what is in a state, whoever answers for it."""
    return replace(acts, filter=replace(acts.filter, acts=()), answerable=None)
