"""Lines of clauses that count acts: floors, ceilings, prohibitions, schedules, and their parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from servanda.agreement.duty_rows import IDLE, SUM
from servanda.agreement.limits import refuse
from servanda.agreement.line_kinds import ONE, Line
from servanda.agreement.line_parts import part_lines
from servanda.agreement.line_wanted import of_own_hand, wanted_of
from servanda.agreement.model import Demand, DutyClause, HoursOf
from servanda.agreement.periods import lasting


def counted_lines(clause: DutyClause) -> Iterator[Line]:
    """Yield the lines of a floor, a ceiling, a prohibition or a schedule."""
    for demand in clause.demands:
        yield from lines_of_demand(clause, demand)


def lines_of_demand(clause: DutyClause, demand: Demand, mode: int = SUM) -> Iterator[Line]:
    """Yield the lines of a demand: a number, or both halves of `exactly`, and its parts."""
    wanted = wanted_of(clause, demand.filter)
    quantity = demand.quantity or ONE
    hours = next((w for w in clause.windows if isinstance(w, HoursOf)), None)
    if hours is not None:  # `must not fly ... for more than 2 hours each day`
        yield Line("floor", wanted, mode=IDLE, leaves_us=most_of(hours))
    elif clause.form == "schedule":
        yield Line("schedule", wanted, quantity)
    elif clause.form == "exactly" or quantity.op == "exactly":
        yield Line("floor", wanted, replace(quantity, op="at least"), mode=mode)
        limited = wanted_of(clause, of_own_hand(demand.filter)) if mode == SUM else wanted
        yield Line("ceiling", limited, replace(quantity, op="at most"), mode=mode)
    else:
        kind: Literal["floor", "ceiling"] = "ceiling" if quantity.op == "at most" else "floor"
        yield Line(kind, wanted, quantity, mode=mode)
    yield from part_lines(clause, demand, mode)


def most_of(hours: HoursOf) -> int:
    """Return how long an act may last at most, in microseconds.

    Raises:
        Unjudged: it counts months, which have no length.
    """
    found = lasting(hours.duration)
    if found is None:
        refuse("how long an act may last is judged in weeks, days, hours and minutes only")
    return found
