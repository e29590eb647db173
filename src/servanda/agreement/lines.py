"""What a clause asks for, line by line, before any calendar and any bearer.

A clause has a line for each thing that is judged by itself: a second number, a part (`of which`),
each half of `exactly`, each area of `in each zone`, and for `must let` with a number the acts that
stop someone. The first line has the label of the clause, the others `label.2`, `label.3` ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from servanda.agreement.duty_rows import IDLE, IDLE_RUN, LEVEL, SUM
from servanda.agreement.limits import refuse
from servanda.agreement.line_counts import counted_lines, most_of
from servanda.agreement.line_gates import gated_lines, gates_of
from servanda.agreement.line_kinds import NONE, Line, Share, Trigger, Wanted, bare
from servanda.agreement.line_levels import distance_lines, level_lines, share_lines
from servanda.agreement.line_pace import pace_lines
from servanda.agreement.line_parts import part_lines
from servanda.agreement.line_rules import (
    balance_lines,
    called_lines,
    exchange_lines,
    order_lines,
    sliding_lines,
)
from servanda.agreement.line_wanted import wanted_of
from servanda.agreement.model import (
    Agreement,
    DutyClause,
    Event,
    Filter,
    HoursOf,
    InAny,
    ObjectSpec,
    OnDaysWhen,
    Quantity,
)
from servanda.agreement.periods import lasting

__all__ = ["Line", "Share", "Trigger", "Wanted", "bare", "lines_of"]


def lines_of(agreement: Agreement, clause: DutyClause) -> tuple[Line, ...]:
    """Return the lines of a clause in their order.

    Args:
        agreement: knows the parts of areas, the tables of distances and the words.
        clause: a duty that the language judges.

    Raises:
        Unjudged: the tables cannot say it.
    """
    if not clause.is_judged:
        refuse(clause.reason)
    lines = _called(clause, list(_sliding(clause, _by_form(agreement, clause))))
    return tuple(one for line in lines for one in _in_each(agreement, line))


def _by_form(agreement: Agreement, clause: DutyClause) -> Iterator[Line]:
    if clause.form == "distance":
        return distance_lines(agreement, clause)
    if clause.form == "share":
        return share_lines(agreement, clause)
    if clause.form == "pace":
        return pace_lines(agreement, clause)
    if _READERS[clause.form] is counted_lines and (gates := gates_of(clause)):
        return gated_lines(clause, gates, agreement.vocabulary)
    return _READERS[clause.form](clause)


def _sliding(clause: DutyClause, lines: Iterator[Line]) -> Iterator[Line]:
    length = clause.period
    return sliding_lines(lines, length.duration) if isinstance(length, InAny) else lines


def _called(clause: DutyClause, lines: list[Line]) -> list[Line]:
    """Return lines that an act calls into being, or that hold on the days of an act."""
    is_called = any(opening.kind == "when" for opening in clause.openings)
    is_chosen = any(isinstance(window, OnDaysWhen) for window in clause.windows)
    return called_lines(clause, lines) if is_called or is_chosen else lines


# ---- let --------------------------------------------------------------------------------------


def _let(clause: DutyClause) -> Iterator[Line]:
    let = clause.let
    if let is None or clause.modality == "must not let":
        for demand in clause.demands:
            yield Line("ceiling", wanted_of(clause, demand.filter), demand.quantity or NONE)
        return
    is_limited = False
    for demand in clause.demands:
        if demand.quantity is None:
            continue
        wanted = _upon(wanted_of(clause, demand.filter), let.upon)
        asked = _asked(let.asking, wanted)
        if demand.quantity.op != "at most":
            yield Line("floor", wanted, replace(demand.quantity, op="at least"), asked=asked)
        if demand.quantity.op != "at least":
            # Whoever lets at most n pass has to stop the others.
            is_limited = True
            yield Line("ceiling", wanted, replace(demand.quantity, op="at most"))
        for line in part_lines(clause, demand):
            yield line if line.share else replace(line, asked=_asked(let.asking, line.wanted))
    if not is_limited:
        yield Line("ceiling", wanted_of(clause, let.refusing), NONE)


def _upon(passing: Wanted, upon: tuple[ObjectSpec, ...]) -> Wanted:
    """Return `let at least 9 farmers harvest crops` as farmers of whom it is told what they do."""
    if not upon:
        return passing
    acts = passing.filter.acts[:1]
    objects = tuple(
        replace(spec, event=Event(Filter(acts, upon))) for spec in passing.filter.objects
    )
    return replace(passing, filter=replace(passing.filter, objects=objects))


def _asked(asking: Filter, passing: Wanted) -> Wanted:
    """Return what was asked for of that which is to be let pass (5.4)."""
    objects, unit = passing.filter.objects, passing.filter.unit
    found = bare(replace(asking, objects=objects, unit=unit))
    return Wanted(found, passing.places, passing.less, asking.any_hand, asking.whose)


# ---- time without an act ----------------------------------------------------------------------


def hours_of(clause: DutyClause) -> HoursOf | None:
    """Return how long something must, or may, last; None: the sentence does not say."""
    return next((w for w in clause.windows if isinstance(w, HoursOf)), None)


def _refrain(clause: DutyClause) -> Iterator[Line]:
    hours = hours_of(clause)
    found = lasting(hours.duration) if hours is not None else None
    if hours is None or found is None:
        refuse("time without an act is judged in weeks, days, hours and minutes only")
    length = Decimal(found)
    mode = IDLE_RUN if hours.how == "in a row" else IDLE
    for demand in clause.demands:
        wanted = wanted_of(clause, demand.filter)
        yield Line("floor", wanted, Quantity("at least", length, length), mode=mode)


def _limits_of(clause: DutyClause) -> Iterator[Line]:
    """Yield what a permission with a number still forbids: more than that (5.8)."""
    hours = hours_of(clause)
    for demand in clause.demands:
        wanted = wanted_of(clause, demand.filter)
        if hours is not None:
            yield Line("floor", wanted, mode=IDLE, leaves_us=most_of(hours))
        elif demand.quantity is not None:
            mode = LEVEL if clause.level else SUM
            yield Line("ceiling", wanted, replace(demand.quantity, op="at most"), mode=mode)


_READERS: Final[dict[str, Callable[[DutyClause], Iterator[Line]]]] = {
    "never": counted_lines,
    "floor": counted_lines,
    "ceiling": counted_lines,
    "exactly": counted_lines,
    "schedule": counted_lines,
    "standstill": counted_lines,
    "let": _let,
    "exchange": exchange_lines,
    "order": order_lines,
    "notice": order_lines,
    "level": level_lines,
    "refrain": _refrain,
    "balance": balance_lines,
    "permission": _limits_of,
}


# ---- in each zone -----------------------------------------------------------------------------


def _in_each(agreement: Agreement, line: Line) -> Iterable[Line]:
    """Return a line for each area of `in each zone` (GRAMMAR, rule 5 of section 3)."""
    wanted = line.wanted
    index = next((k for k, place in enumerate(wanted.places) if place.for_each), None)
    if index is None:
        return (line,)
    place = wanted.places[index]
    areas = place.areas
    if len(areas) == 1 and areas[0] in agreement.areas:
        areas = agreement.areas[areas[0]].parts or areas
    before, after = wanted.places[:index], wanted.places[index + 1 :]
    singles = [replace(place, areas=(area,), for_each=False) for area in areas]
    narrowed = [replace(wanted, places=(*before, single, *after)) for single in singles]
    return [one for each in narrowed for one in _in_each(agreement, replace(line, wanted=each))]
