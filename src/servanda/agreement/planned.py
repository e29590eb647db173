"""One line of a clause for one bearer, with its periods."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.agreement.bearers import Member
from servanda.agreement.lines import Line
from servanda.agreement.periods import TimeSet
from servanda.agreement.slots import Slot
from servanda.civil import Period


@dataclass(frozen=True)
class Planned:
    """One line for one bearer.

    Attributes:
        number: place of the line in its clause, from 0.
        line: its places named as areas, what is permitted taken out.
        member: the bearer.
        slots: periods of a floor, ceiling or schedule.
        spans: of a rule: when its triggers count.
        may_spans: of a rule: when they count only possibly, since its beginning or end is not
            exactly known.
        lapses_at: of a reply or an exchange: what comes due later lapses (1.6); None: nothing does.
        may_lapses_at: the same of what counts only possibly.
        suspended: of a reply: when what calls for one that falls due under a suspension counts, and
            when each lapses.
        hours, may_hours: of an order that holds at some hours only: those hours, and those that are
            possible only; what came before them counts from the begin of the span. Of running
            totals that a suspension interrupts: when what calls for a check comes.
        lapsing: of such totals: the span, when what calls for a check that falls due under the
            suspension comes, and when it lapses.
    """

    number: int
    line: Line
    member: Member
    slots: tuple[Slot, ...] = ()
    spans: TimeSet = ()
    may_spans: TimeSet = ()
    lapses_at: int | None = None
    may_lapses_at: int | None = None
    suspended: tuple[tuple[Period, int], ...] = ()
    hours: TimeSet = ()
    may_hours: TimeSet = ()
    lapsing: tuple[tuple[Period, TimeSet, int], ...] = ()

    @property
    def is_ever_in_force(self) -> bool:
        """Return whether it asks for anything at any time, if only for what lapses."""
        times = (self.slots, self.spans, self.may_spans, self.suspended, self.lapsing)
        return any(times)
