"""When a fact holds, as far as is known (SEMANTICS 5.5)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from servanda.agreement.model import (
    ClauseState,
    DonePoint,
    Fact,
    HasHappened,
    IsDone,
    Quantity,
    UnderWay,
)
from servanda.agreement.periods import ALWAYS, TimeSet, joined, since, up_to, without

if TYPE_CHECKING:
    from servanda.agreement.instants import Instants


def when_holds(times: Instants, fact: Fact) -> TimeSet:
    """Return when a fact holds.

    Args:
        times: work out points, and know what evidence and people have set.
        fact: of the agreement of `times`.
    """
    match fact:
        case IsDone(DonePoint(state="done") as point):
            return _from_then(times.done_at(point))
        case IsDone(point):
            return times.frame.record.done(point, times.bearer)
        case HasHappened():
            return _happened(times, fact)
        case ClauseState():
            return _state(times, fact)
        case UnderWay(what):
            thing = times.frame.agreement.vocabulary.things[what.thing]
            return times.frame.record.under_way(thing.name, thing.plural)
        case _:
            return ()


def _from_then(instant: int | None) -> TimeSet:
    return () if instant is None else since(instant)


def _until_then(instant: int | None) -> TimeSet:
    return ALWAYS if instant is None else up_to(instant)


def _state(times: Instants, fact: ClauseState) -> TimeSet:
    if fact.state == "not done":
        return _until_then(times.done_at(DonePoint(fact.label), is_denied=True))
    suspended = times.suspended(fact.label)
    if fact.state == "suspended":
        return suspended
    span = times.clause_span(fact.label)
    return () if span is None else without(joined([span]), suspended)


def _happened(times: Instants, fact: HasHappened) -> TimeSet:
    if fact.by is None:
        found = times.happened_at(fact.event, is_denied=fact.negated)
        return _until_then(found) if fact.negated else _from_then(found)
    deadline = times.stretch(fact.by)
    if deadline is None:
        return ()
    event = fact.event
    if fact.negated:
        event = replace(event, quantity=_fewer_than(event.quantity))
    return _from_then(times.happened_at(event, deadline.ends_at))


def _fewer_than(quantity: Quantity | None) -> Quantity:
    """Return `fewer than n` of `at least n`, and the reverse; nothing said is `at least 1`."""
    asked = quantity or Quantity("at least", Decimal(1), Decimal(1))
    if asked.op == "at least":
        return replace(asked, op="at most", low=asked.low - 1, high=asked.low - 1)
    return replace(asked, op="at least", low=asked.high + 1, high=asked.high + 1)
