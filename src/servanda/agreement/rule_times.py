"""When what calls a rule into being counts, and when what it asks lapses (SEMANTICS 1.6, 5.3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Final

from servanda.agreement.excuses import excused, without_excuses
from servanda.agreement.falling_due import called_for, checks_around, lapse_of
from servanda.agreement.lines import Line
from servanda.agreement.model import DailyHours, DutyClause, Each, Every, Window
from servanda.agreement.periods import (
    TimeSet,
    blocks,
    common,
    dates_of,
    earlier,
    hull,
    joined,
    up_to,
    whole_days,
    within,
    without,
)
from servanda.agreement.phase_ends import phase_ends
from servanda.agreement.planned import Planned
from servanda.agreement.renewals import outlives
from servanda.agreement.slots import Clockwork
from servanda.agreement.times import Times
from servanda.civil import Period

_DUE_LATER: Final = frozenset(("reply", "exchange", "order"))
"""What may be in force for some acts, and only possibly for those that come later."""
_LAPSING: Final = frozenset(("reply", "exchange"))
_TOTALS: Final = frozenset(("exchange", "balance"))
"""Running totals: they cannot be cut in two."""


def timed_rule(clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str) -> Planned:
    """Return a rule with its times.

    Args:
        clockwork: the period in force.
        clause: of the line.
        planned: a line that evidence calls into being.
        bearer: one actor, or empty: decisions on one bearer do not count then.
    """
    life = clockwork.life
    frame = clockwork.times(life.may_ends, bearer).frame
    if planned.line.kind in _LAPSING and not outlives(frame, clause):
        planned = replace(planned, lapses_at=life.may_ends, may_lapses_at=life.may_ends)
    hours = _hours_of(clause, planned.line)
    certain, possible = _spans_seen(clockwork, clause, planned.line, bearer, hours)
    if planned.line.kind == "exchange" and certain != possible:
        # Its running totals cannot be cut in two.
        planned = _excused(clockwork, clause, replace(planned, may_spans=possible), bearer)
        return _interrupted(clockwork, clause, planned, bearer)
    planned = replace(planned, spans=certain, may_spans=without(possible, certain))
    planned = _excused(clockwork, clause, planned, bearer)
    planned = _suspended(clockwork, clause, planned, bearer)
    planned = _interrupted(clockwork, clause, planned, bearer)
    planned = _cut_with_phase(clockwork, clause, planned, bearer)
    return _at_hours(clockwork, clause, planned, bearer)


def _excused(clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str) -> Planned:
    """Return a reply or an exchange as an act leaves it that excuses (`unless`, 5.5.1).

    What is not yet due then lapses. Whether the act excuses from what is called later, too, the
    sentence does not say: that is due only possibly.
    """
    acts = tuple(e for e in clause.exemptions if e.event is not None)
    line, life = planned.line, clockwork.life
    if not acts or line.kind not in _LAPSING or line.quantity.op == "at most":
        return planned
    asked = replace(without_excuses(clause), exemptions=acts)
    seen = [excused(side.times(life.may_ends, bearer), asked) for side in clockwork.sides]
    surely, perhaps = reduce(common, seen), joined(span for found in seen for span in found)
    if not perhaps:
        return planned
    if not surely:
        possible = joined([*planned.spans, *planned.may_spans])
        return replace(planned, spans=(), may_spans=possible)
    if line.kind == "exchange":
        # Its running totals cannot be cut in two: what may have lapsed is not held against anybody.
        lapses_at = earlier(planned.lapses_at, perhaps[0].begins_at)
        return replace(planned, lapses_at=lapses_at, may_lapses_at=lapses_at)
    between = Period(perhaps[0].begins_at, surely[0].begins_at)
    unclear = joined([*perhaps, *called_for(between, line, life.zone)])
    return replace(
        planned,
        spans=without(planned.spans, unclear),
        may_spans=joined([*planned.may_spans, *common(planned.spans, unclear)]),
        lapses_at=earlier(planned.lapses_at, surely[0].begins_at),
    )


def _suspended(clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str) -> Planned:
    """Return a reply of which what falls due under a suspension lapses, as floors do (1.6)."""
    line, life = planned.line, clockwork.life
    if line.kind != "reply" or line.quantity.op == "at most":
        return planned
    seen = [side.times(life.may_ends, bearer).suspended(clause.label) for side in clockwork.sides]
    # A suspension may have no end; what is due after the end of all lapses in any case.
    frame = clockwork.times(life.may_ends, bearer).frame
    in_force = joined([Period(frame.entry, frame.end)])
    lapsing: list[tuple[Period, int]] = []
    for away in common(reduce(common, seen), in_force):
        unheard = called_for(away, line, life.zone)
        lapses_at = lapse_of(away, line, life.zone)
        lapsing += [(span, lapses_at) for span in common(planned.spans, unheard)]
        planned = replace(
            planned,
            spans=without(planned.spans, unheard),
            may_spans=without(planned.may_spans, unheard),
        )
    return replace(planned, suspended=tuple(lapsing))


def _interrupted(
    clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str
) -> Planned:
    """Return running totals with the checks that a suspension leaves of them (5.3.14).

    The totals themselves go through it, for they cannot be cut in two.
    """
    line, spans = planned.line, (*planned.spans, *planned.may_spans)
    if line.kind not in _TOTALS:
        return planned
    seen = [_away(side, clause, bearer) for side in clockwork.sides]
    found = [checks_around(span, seen, line, clockwork.life.zone) for span in spans]
    if not any(checks.is_interrupted for checks in found):
        return planned
    count = len(planned.spans)
    hours = joined(time for checks in found[:count] for time in checks.surely)
    may_hours = joined(
        [
            *(time for checks in found for time in checks.possibly),
            *(time for checks in found[count:] for time in checks.surely),
        ]
    )
    return replace(
        planned,
        spans=tuple(span for span in planned.spans if within(hours, span)),
        may_spans=tuple(span for span in spans if within(may_hours, span)),
        hours=hours,
        may_hours=may_hours,
        lapsing=tuple(
            (span, *one)
            for span, checks in zip(planned.spans, found, strict=False)
            for one in checks.lapsing
        ),
    )


def _cut_with_phase(
    clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str
) -> Planned:
    """Return what is due at the end of a phase as an end leaves it that was not set (1.6).

    What had been called for before that end was known lapses with the phase.
    """
    line = planned.line
    if line.limit is not None or line.kind not in _LAPSING or line.quantity.op == "at most":
        return planned
    for end in phase_ends(clockwork):
        whole, bare = hull(planned.spans), end.as_set
        if end.cut is None or whole is None or whole.ends_at > end.cut.at:
            continue
        as_set = hull(_spans_seen(bare, clause, line, bearer, None)[0])
        called = common(planned.hours or planned.spans, up_to(end.cut.known_at))
        if as_set is None or as_set.ends_at <= end.cut.at or not called:
            continue
        span = Period(whole.begins_at, as_set.ends_at)
        left = without(planned.hours or planned.spans, called)
        planned = replace(
            planned,
            spans=planned.spans if left else (),
            hours=left,
            may_hours=planned.may_hours or joined(planned.may_spans),
            lapsing=(*planned.lapsing, (span, called, end.cut.at)),
        )
    return planned


def _away(clockwork: Clockwork, clause: DutyClause, bearer: str) -> TimeSet:
    """Return when nobody is bound by a clause in between, as far as the agreement is in force."""
    life = clockwork.life
    times = clockwork.times(life.may_ends, bearer)
    found = times.suspended(clause.label)
    if not outlives(times.frame, clause):
        found = joined([*found, *life.gaps_seen(clockwork.side)])
    return common(found, joined([Period(times.frame.entry, times.frame.end)]))


def _at_hours(clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str) -> Planned:
    """Return an order whose acts need something at some hours only, with those hours."""
    hours = _hours_of(clause, planned.line)
    if hours is None:
        return planned
    certain, possible = _spans_seen(clockwork, clause, planned.line, bearer, None)
    return replace(planned, hours=certain, may_hours=without(possible, certain),
                   may_spans=joined([*planned.spans, *planned.may_spans]))  # fmt: skip


def _hours_of(clause: DutyClause, line: Line) -> Window | None:
    """Return the hours in which acts need something before; None: at any hour."""
    found = (window for window in clause.windows if isinstance(window, DailyHours))
    return next(found, None) if line.kind == "order" else None


def _spans_seen(
    clockwork: Clockwork, clause: DutyClause, line: Line, bearer: str, leave_out: Window | None
) -> tuple[TimeSet, TimeSet]:
    """Return when the triggers of a rule count, for certain and possibly."""
    seen = [_spans(side, clause, line, bearer, leave_out) for side in clockwork.sides]
    possible = joined(span for found in seen for span in found)
    return _surely_due(clockwork, line, reduce(common, seen)), possible


def _surely_due(clockwork: Clockwork, line: Line, spans: TimeSet) -> TimeSet:
    """Return when what calls for something comes that is due before the agreement may be over."""
    life = clockwork.life
    if not life.is_perhaps_over or line.kind not in _DUE_LATER:
        return spans
    over = clockwork.perhaps_over
    before = common(spans, up_to(over.begins_at))
    if line.kind == "order":
        return before
    return () if line.limit is None else without(before, called_for(over, line, life.zone))


def _spans(
    clockwork: Clockwork, clause: DutyClause, line: Line, bearer: str, leave_out: Window | None
) -> TimeSet:
    """Return when the triggers of a rule count; a due without a limit waits for the last end.

    Running totals go through a suspension.
    """
    life = clockwork.life
    is_later = life.is_perhaps_over and line.kind in _DUE_LATER
    has_end = (line.limit is not None and not is_later) or line.kind in {"balance", "sliding"}
    times = clockwork.times(life.ends if has_end else life.may_ends, bearer)
    whole = times.clause(clause, leave_out)
    found = without(whole, times.suspended(clause.label))
    if not outlives(times.frame, clause):
        found = without(found, life.gaps_seen(clockwork.side))
    if line.kind == "balance":
        hulls = (hull(within(found, period)) for period in _anew(times, clause, whole))
        return tuple(period for period in hulls if period is not None)
    bound, last = hull(found), hull(whole)
    if line.kind != "exchange" or bound is None or last is None:
        return found
    # What is due at the end of the clause is so whether or not a suspension lasts until then.
    return (Period(bound.begins_at, last.ends_at),)


def _anew(times: Times, clause: DutyClause, found: TimeSet) -> Iterator[Period]:
    """Yield the time of a balance, cut where it begins anew."""
    frame, period = times.frame, clause.period
    if not isinstance(period, Each | Every):
        yield from found
        return
    length = period.period if isinstance(period, Each) else period.duration
    dates = dates_of(found, frame.zone)
    if not dates:
        return
    for block in blocks(frame.first_day, length, (dates[0], dates[-1])):
        yield from within(found, whole_days(block.first, block.last, frame.zone))
