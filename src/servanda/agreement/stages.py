"""Staged schedules: running totals, each due at the end of its stage (GRAMMAR, "How many")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from servanda.agreement.limits import refuse
from servanda.agreement.model import Duration, DutyClause, Quantity, Stage
from servanda.agreement.periods import TimeSet, common, elapsed, hull, shifted_date, up_to
from servanda.agreement.times import Times
from servanda.civil import date_at, local_day, moment_of

_ADDED: Final = frozenset(("number", "percent"))
MOST_REPEATS: Final = 5_000
"""Repeats of `n more every 7 days` that are worked out."""


@dataclass(frozen=True)
class StageDue:
    """A running total with its time.

    Attributes:
        name: local date (ISO) on which it is due, with the clock time where two share a date.
        times: from the begin of the duty to its deadline.
        quantities: what the running total adds up to: a share of what is declared, a number.
    """

    name: str
    times: TimeSet
    quantities: tuple[Quantity, ...]


def stages_of(times: Times, clause: DutyClause) -> list[StageDue]:
    """Return the stages of a schedule in order, those due before the duty begins left out.

    Args:
        times: of the frame; not clipped to the end of the agreement.
        clause: with a schedule.

    Raises:
        Unjudged: `more` follows all of a total.
    """
    whole = times.clause(clause)
    found: dict[str, StageDue] = {}
    for deadline, quantities in _deadlines(times, clause, whole):
        stage = common(whole, up_to(deadline))
        span = hull(stage)
        if span is None:
            continue
        last = moment_of(span.ends_at - 1, times.frame.zone)
        name = last.date().isoformat()
        if name in found and found[name].times != stage:
            name = f"{name} {moment_of(span.ends_at, times.frame.zone):%H:%M}"
        found[name] = StageDue(name, stage, quantities)
    return list(found.values())


def _deadlines(
    times: Times, clause: DutyClause, whole: TimeSet
) -> Iterator[tuple[int, tuple[Quantity, ...]]]:
    """Yield (deadline, running total) of every stage, repeated ones one by one."""
    span = hull(whole)
    schedule = clause.schedule
    if span is None or schedule is None:
        return
    total: tuple[Quantity, ...] = ()
    due, last = span.begins_at, min(span.ends_at, times.frame.end)
    for number, stage in enumerate(schedule.stages):
        if stage.every is None:
            total = _added(total, stage.quantity)
            due = _deadline(times, stage, last)
            yield due, total
            continue
        following = schedule.stages[number + 1 : number + 2]
        limit = _deadline(times, following[0], last) if following else last + 1
        for one in _repeats(due, stage.every, limit, times):
            total = _added(total, stage.quantity)
            yield one, total
            due = one


def _deadline(times: Times, stage: Stage, otherwise: int) -> int:
    """Return when a stage is due; a point that nobody knows yet: at the end."""
    found = times.stretch(stage.by) if stage.by is not None else None
    return otherwise if found is None else found.ends_at


def _repeats(due: int, every: Duration, limit: int, times: Times) -> Iterator[int]:
    """Yield the deadlines after one, each so much later, before a limit."""
    zone = times.frame.zone
    day: date = date_at(due - 1, zone)
    for number in range(1, MOST_REPEATS):
        length = Duration(every.count * number, every.unit)
        if every.is_elapsed:
            found = due + elapsed(length)
        else:
            found = local_day(shifted_date(day, length), zone).ends_at
        if found >= limit:
            return
        yield found


def _added(total: tuple[Quantity, ...], quantity: Quantity) -> tuple[Quantity, ...]:
    """Return the running total after a stage: `more` is added to what is of its kind."""
    if quantity.basis == "rest":
        return (replace(quantity, basis="all"),)
    if not quantity.more or not total:
        return (replace(quantity, more=False),)
    if any(one.basis not in _ADDED for one in (*total, quantity)):
        refuse("`more` after all of a total asks for more than there is: write how many in all")
    same = next((one for one in total if one.basis == quantity.basis), None)
    if same is None:
        return (*total, replace(quantity, more=False))
    low, high = same.low + quantity.low, same.high + quantity.high
    both = replace(same, low=low, high=high, about=None)
    return tuple(both if one is same else one for one in total)
