"""The time of a slot as each side of what is not known has it, and what they have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servanda.agreement.model import Quantity
from servanda.agreement.periods import TimeSet, common, hull, joined


@dataclass(frozen=True)
class Stretch:
    """The time of a slot.

    Attributes:
        times: when it is in force.
        quantities: of its stage.
        lapses_at: when it lapses with the agreement; None: it does not.
        is_part: it is a day, week or month of a floor that the clause has only part of.
    """

    times: TimeSet
    quantities: tuple[Quantity, ...] = ()
    lapses_at: int | None = None
    is_part: bool = False


def in_all(found: list[dict[str, Stretch]]) -> dict[str, Stretch]:
    """Return the time that slots have from every side."""
    first, *others = found
    for other in others:
        first = {
            name: replace(
                stretch,
                times=common(stretch.times, other[name].times),
                is_part=stretch.is_part or other[name].is_part,
            )
            for name, stretch in first.items()
            if name in other
        }
    return first


def in_any(found: list[dict[str, Stretch]]) -> dict[str, Stretch]:
    """Return the time that slots have from any side, in order of time."""
    merged: dict[str, Stretch] = {}
    for name, stretch in (pair for one in found for pair in one.items()):
        known = merged.get(name)
        times = stretch.times if known is None else _either(known.times, stretch.times)
        merged[name] = replace(known or stretch, times=times)
    return dict(sorted(merged.items(), key=lambda pair: pair[1].times[0].begins_at))


def _either(early: TimeSet, late: TimeSet) -> TimeSet:
    """Return the time from one side or the other, and from any instant between the two."""
    both = joined([*early, *late])
    whole = hull(both)
    is_plain = whole is not None and len(early) == len(late) == 1
    return joined([whole]) if whole is not None and is_plain else both
