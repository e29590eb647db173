"""Instants that evidence sets: `[x] is done`, `after hamas releases hostages` (SEMANTICS 5.5).

When such an instant came is a finding of its own, judged before the duties that wait for it, and
like every measure it is known for certain, or only possibly. What waits for it is worked out
twice, with the latest and with the earliest instant: what both give is certain, what one of them
gives is possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from servanda.agreement.model import DonePoint, Event

Side: TypeAlias = Literal["late", "early"]
"""Which instant counts: the one known for certain, or the earliest possible."""
SIDES: tuple[Side, Side] = ("late", "early")


@dataclass(frozen=True)
class Asked:
    """What is asked of the evidence: since when something is so.

    Attributes:
        what: a clause that is done, or an act.
        bearer: whose act or part it is, where the sentence says `it`; empty: as `what` names them.
        begins_at: acts from then on count, microseconds UTC; None: from entry into force.
        ends_at: acts up to then count; None: to the end of the agreement.
        interest: who gains if it is so, and proves nothing by its own word (5.5.1); empty: whoever
            does the act.
        is_denied: the sentence says that it is not so (`is not done`, `has not happened`); silence
            does not show that either.
    """

    what: DonePoint | Event
    bearer: str = ""
    begins_at: int | None = None
    ends_at: int | None = None
    interest: tuple[str, ...] = ()
    is_denied: bool = False


class Anchor(NamedTuple):
    """Since when it is so, microseconds UTC.

    Attributes:
        certain: at the standard in force; None: not so, as far as is known.
        possible: the earliest instant at which it may have come to be so; None: it cannot be so
            yet, or nothing is said of it and the sentence does not deny it. Never later than
            `certain`.
    """

    certain: int | None
    possible: int | None


UNKNOWN: Anchor = Anchor(None, None)
Anchors: TypeAlias = Mapping[Asked, Anchor]


@dataclass(frozen=True)
class Moments:
    """The instants that evidence has set, seen from one side.

    Attributes:
        anchors: what is known.
        side: which of the two instants counts.
        asked: all that was asked for, answered or not: what the next round has to judge.
    """

    anchors: Anchors = field(default_factory=dict)
    side: Side = "late"
    asked: set[Asked] = field(default_factory=set, compare=False)

    def of(self, asked: Asked) -> int | None:
        """Return since when something is so; None: not, as far as is known."""
        self.asked.add(asked)
        anchor = self.anchors.get(asked, UNKNOWN)
        return anchor.certain if self.side == "late" else anchor.possible

    def seen(self, side: Side) -> Moments:
        """Return the same from one side; what is asked of either is kept together."""
        return Moments(self.anchors, side, self.asked)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the sides that differ: one alone where everything known is known for certain."""
        is_exact = all(anchor.certain == anchor.possible for anchor in self.anchors.values())
        return SIDES[:1] if is_exact else SIDES
