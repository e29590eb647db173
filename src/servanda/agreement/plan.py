"""Lines of a clause with their bearers and periods: all that is known before ids are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from servanda.agreement.bearers import Member, members_of, with_own_places
from servanda.agreement.excuses import excused, without_excuses
from servanda.agreement.falling_due import called_for, checks_around, lapse_of
from servanda.agreement.limits import refuse
from servanda.agreement.lines import Line, Trigger, Wanted, lines_of
from servanda.agreement.model import (
    Agreement,
    Bearer,
    DailyHours,
    DutyClause,
    Each,
    Every,
    ObjectSpec,
    Window,
)
from servanda.agreement.others import names_others, with_others, with_others_in
from servanda.agreement.periods import (
    TimeSet,
    blocks,
    common,
    dates_of,
    hull,
    joined,
    up_to,
    whole_days,
    within,
    without,
)
from servanda.agreement.permissions import (
    is_always,
    permissions_of,
    permitted,
    permitted_times,
    placed_permission,
)
from servanda.agreement.renewals import outlives
from servanda.agreement.rules_apart import rules_apart
from servanda.agreement.slots import (
    WHOLE,
    Clockwork,
    Slot,
    narrowed,
    repeat_of,
    slots_of,
    with_whole,
)
from servanda.agreement.times import Times
from servanda.civil import Period

_DUE_LATER: Final = frozenset(("reply", "exchange", "order"))
"""What may be in force for some acts, and only possibly for those that come later."""
_TOTALS: Final = frozenset(("exchange", "balance"))
"""Running totals: they cannot be cut in two."""


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


def plan_clause(agreement: Agreement, clockwork: Clockwork, clause: DutyClause) -> list[Planned]:
    """Return every line of a clause for every bearer, in order.

    Args:
        agreement: of the clause.
        clockwork: the period in force.
        clause: a duty, or a duty as one of its readings has it.

    Raises:
        Unjudged: the tables cannot say it; the text tells why.
        AgreementError: there are too many periods, or times wait for each other.
        LocalTimeError: a clock time does not exist on its day, or occurs twice.
        OverflowError: a date is beyond the calendar.
    """
    planned: list[Planned] = []
    variants = [
        (one, variant)
        for one in rules_apart(agreement, clause)
        for line in lines_of(agreement, one)
        for variant in _variants(clockwork, one, line)
    ]
    # Lines keep their numbers where a permission begins or ends to hold at some times only.
    variants.sort(key=lambda pair: pair[1].is_during)
    for number, (one, variant) in enumerate(variants):
        for bearer in _members(agreement, clause, variant.line):
            found = variant.line, bearer
            if variant.free:
                kept = permitted(agreement, variant.line, bearer, variant.free, variant.skip)
                if kept is None:
                    continue
                found = kept
            named = _with_areas(agreement, found[0], clause.bearer, found[1])
            own = with_others_named(agreement, one, found[1])
            timed = _timed(clockwork, own, Planned(number, named, found[1]))
            planned.append(_at_times(clockwork, timed, variant, bearer))
    return planned


@dataclass(frozen=True)
class _Variant:
    """A line, or what is left of it where and when a permission does, or does not, hold.

    Attributes:
        line: its places kept inside or outside of those of a permission.
        free: permissions that are taken out of it.
        skip: a permission of whose places the line is kept out.
        timed: permissions that hold at some times only.
        is_during: the line is meant in their times; false: outside of them.
    """

    line: Line
    free: tuple[DutyClause, ...] = ()
    skip: DutyClause | None = None
    timed: tuple[DutyClause, ...] = ()
    is_during: bool = False


def _variants(clockwork: Clockwork, clause: DutyClause, line: Line) -> list[_Variant]:
    if not line.is_prohibition or clause.form == "permission":
        return [_Variant(line)]
    agreement = clockwork.life.agreement
    found = permissions_of(agreement, line)
    always = tuple(one for one in found if is_always(clockwork, one))
    timed = tuple(one for one in found if one not in always)
    if not timed:
        return _placed(agreement, line, always)
    outside, during = _placed(agreement, line, always), _placed(agreement, line, found)
    return [
        *(replace(one, timed=timed) for one in outside),
        *(replace(one, timed=timed, is_during=True) for one in during),
    ]


def _placed(
    agreement: Agreement, line: Line, permissions: tuple[DutyClause, ...]
) -> list[_Variant]:
    """Return a prohibition with its permissions, inside and outside the place of one of them."""
    placed = placed_permission(agreement, line, permissions)
    if placed is None:
        return [_Variant(line, permissions)]
    permission, place = placed
    outside = replace(place, roles=("outside", *place.roles))
    apart, inside = (
        replace(line, wanted=replace(line.wanted, places=(*line.wanted.places, one)))
        for one in (outside, place)
    )
    return [_Variant(apart, permissions, skip=permission), _Variant(inside, permissions)]


def _at_times(clockwork: Clockwork, planned: Planned, variant: _Variant, bearer: Member) -> Planned:
    """Return a prohibition outside the times of permissions, or inside of them.

    What is permitted only possibly is forbidden only possibly.
    """
    if not variant.timed:
        return planned
    certain, possible = permitted_times(clockwork, variant.timed, bearer)
    slots = []
    for slot in planned.slots:
        if variant.is_during:
            inner, outer = common(slot.inner, certain), common(slot.outer, possible)
        else:
            inner, outer = without(slot.inner, possible), without(slot.outer, certain)
        if outer and slot.name != WHOLE:
            slots.append(narrowed(slot, inner, outer, is_known=certain == possible))
    return replace(planned, slots=tuple(with_whole(slots, planned.line, "day")))


def _members(agreement: Agreement, clause: DutyClause, line: Line) -> list[Member]:
    members = members_of(agreement, clause.bearer, is_ceiling=line.kind == "ceiling")
    if any(member.actors == () and member.name != "anyone" for member in members):
        refuse("nobody is declared whom it could bind")
    has_own = any(place.own for place in line.wanted.places) or names_others(
        (line, clause.windows, clause.openings, clause.exemptions)
    )
    # The place, or the other side, of each member is another one: the acts of all make no sum.
    return [member for member in members if not (member.is_group and has_own)]


def _with_areas(agreement: Agreement, line: Line, bearer: Bearer, member: Member) -> Line:
    def named(wanted: Wanted) -> Wanted:
        places = with_own_places(agreement, wanted.places, bearer, member)
        found = with_own_acts(replace(wanted, places=places), member)
        return with_others(agreement, found, member.actors)

    def named_trigger(trigger: Trigger) -> Trigger:
        return replace(trigger, wanted=named(trigger.wanted))

    share = line.share
    return replace(
        line,
        wanted=named(line.wanted),
        share=None if share is None else replace(share, base=named(share.base)),
        asked=None if line.asked is None else named(line.asked),
        triggers=tuple(named_trigger(trigger) for trigger in line.triggers),
    )


def with_others_named(agreement: Agreement, clause: DutyClause, member: Member) -> DutyClause:
    """Return a clause whose conditions and times name `the other party` of one bearer."""
    return replace(
        clause,
        windows=with_others_in(agreement, clause.windows, member.actors),
        openings=with_others_in(agreement, clause.openings, member.actors),
        exemptions=with_others_in(agreement, clause.exemptions, member.actors),
    )


def with_own_acts(wanted: Wanted, member: Member) -> Wanted:
    """Return acts upon things that the bearer has done something to, its name in its place."""
    found = wanted.filter
    if not any(spec.event is not None and spec.event.is_bearer for spec in found.objects):
        return wanted
    objects = tuple(_with_doer(spec, member) for spec in found.objects)
    return replace(wanted, filter=replace(found, objects=objects))


def _with_doer(spec: ObjectSpec, member: Member) -> ObjectSpec:
    event = spec.event
    if event is None or not event.is_bearer:
        return spec
    done = replace(event.filter, whose=member.actors)
    return replace(spec, event=replace(event, filter=done, is_bearer=False))


def _timed(clockwork: Clockwork, clause: DutyClause, planned: Planned) -> Planned:
    actors = planned.member.actors
    bearer = actors[0] if len(actors) == 1 else ""
    if not planned.line.is_rule:
        slots = slots_of(clockwork, clause, planned.line, bearer)
        if planned.member.is_group:
            slots = _while_all_are_bound(clockwork, clause, planned, slots)
        return replace(planned, slots=tuple(slots))
    life = clockwork.life
    frame = clockwork.times(life.may_ends, bearer).frame
    if planned.line.kind in {"reply", "exchange"} and not outlives(frame, clause):
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
    return _at_hours(clockwork, clause, planned, bearer)


def _while_all_are_bound(
    clockwork: Clockwork, clause: DutyClause, planned: Planned, slots: list[Slot]
) -> list[Slot]:
    """Return the slots of a group in the time in which each of its members is bound (5.1).

    That an act was one of theirs shows a breach only while none of them was free to do it.
    """
    line, found = planned.line, {slot.name: slot for slot in slots if slot.name != WHOLE}
    for actor in planned.member.actors:
        of_one = slots_of(clockwork, clause, line, actor)
        own = {slot.name: slot for slot in of_one if slot.name in found}
        found = {name: _shared(slot, own[name]) for name, slot in found.items() if name in own}
    kept = [slot for slot in found.values() if slot.outer]
    return with_whole(kept, line, repeat_of(clause, line))


def _shared(one: Slot, other: Slot) -> Slot:
    inner, outer = common(one.inner, other.inner), common(one.outer, other.outer)
    return replace(one, inner=inner, outer=outer, is_certain=one.is_certain and other.is_certain)


def _excused(clockwork: Clockwork, clause: DutyClause, planned: Planned, bearer: str) -> Planned:
    """Return a reply or an exchange as an act leaves it that excuses (`unless`, 5.5.1).

    What is not yet due then lapses. Whether the act excuses from what is called later, too, the
    sentence does not say: that is due only possibly.
    """
    acts = tuple(e for e in clause.exemptions if e.event is not None)
    line, life = planned.line, clockwork.life
    if not acts or line.kind not in {"reply", "exchange"} or line.quantity.op == "at most":
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
        lapses_at = _earlier(planned.lapses_at, perhaps[0].begins_at)
        return replace(planned, lapses_at=lapses_at, may_lapses_at=lapses_at)
    between = Period(perhaps[0].begins_at, surely[0].begins_at)
    unclear = joined([*perhaps, *called_for(between, line, life.zone)])
    return replace(
        planned,
        spans=without(planned.spans, unclear),
        may_spans=joined([*planned.may_spans, *common(planned.spans, unclear)]),
        lapses_at=_earlier(planned.lapses_at, surely[0].begins_at),
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


def _away(clockwork: Clockwork, clause: DutyClause, bearer: str) -> TimeSet:
    """Return when nobody is bound by a clause in between, as far as the agreement is in force."""
    life = clockwork.life
    times = clockwork.times(life.may_ends, bearer)
    found = times.suspended(clause.label)
    if not outlives(times.frame, clause):
        found = joined([*found, *life.gaps_seen(clockwork.side)])
    return common(found, joined([Period(times.frame.entry, times.frame.end)]))


def _earlier(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


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
