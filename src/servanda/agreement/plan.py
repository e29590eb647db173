"""Lines of a clause with their bearers and periods: all that is known before ids are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

from servanda.agreement.bearers import Member, members_of, with_own_places
from servanda.agreement.limits import refuse
from servanda.agreement.lines import Line, Trigger, Wanted, lines_of
from servanda.agreement.model import Agreement, Bearer, DutyClause, ObjectSpec
from servanda.agreement.others import names_others, with_others
from servanda.agreement.periods import TimeSet, common, hull, joined, without
from servanda.agreement.permissions import permitted, timed_permission
from servanda.agreement.renewals import outlives
from servanda.agreement.slots import Clockwork, Slot, slots_of


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
    """

    number: int
    line: Line
    member: Member
    slots: tuple[Slot, ...] = ()
    spans: TimeSet = ()
    may_spans: TimeSet = ()
    lapses_at: int | None = None


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
    number = 0
    for line in lines_of(agreement, clause):
        is_free = line.is_prohibition and clause.form != "permission"
        permission = timed_permission(agreement, line) if is_free else None
        for during in dict.fromkeys((None, permission)):
            for bearer in _members(agreement, clause, line):
                found = permitted(agreement, line, bearer, during) if is_free else (line, bearer)
                if found is None:
                    continue
                allowed, member = found
                named = _with_areas(agreement, allowed, clause.bearer, member)
                timed = _timed(clockwork, clause, Planned(number, named, member))
                planned.append(_at_times(clockwork, timed, permission, during))
            number += 1
    return planned


def _at_times(
    clockwork: Clockwork, planned: Planned, permission: DutyClause | None, during: DutyClause | None
) -> Planned:
    """Return a prohibition outside the times of a permission, or inside of them."""
    if permission is None:
        return planned
    times = clockwork.times(clockwork.life.may_ends, "").clause(permission)
    cut = without if during is None else common
    slots = [
        replace(slot, inner=cut(slot.inner, times), outer=cut(slot.outer, times))
        for slot in planned.slots
    ]
    return replace(planned, slots=tuple(slot for slot in slots if slot.inner))


def _members(agreement: Agreement, clause: DutyClause, line: Line) -> list[Member]:
    members = members_of(agreement, clause.bearer, is_ceiling=line.kind == "ceiling")
    if any(member.actors == () and member.name != "anyone" for member in members):
        refuse("nobody is declared whom it could bind")
    has_own = any(place.own for place in line.wanted.places) or names_others(line)
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
        return replace(planned, slots=tuple(slots))
    life = clockwork.life
    if planned.line.kind in {"reply", "exchange"} and not outlives(life.agreement, clause):
        planned = replace(planned, lapses_at=life.may_ends)
    seen = [_spans(side, clause, planned.line, bearer) for side in clockwork.sides]
    certain = reduce(common, seen)
    possible = joined(span for found in seen for span in found)
    if planned.line.kind == "exchange" and certain != possible:
        return replace(planned, may_spans=possible)  # its running totals cannot be cut in two
    return replace(planned, spans=certain, may_spans=without(possible, certain))


def _spans(clockwork: Clockwork, clause: DutyClause, line: Line, bearer: str) -> TimeSet:
    """Return when the triggers of a rule count; a due without a limit waits for the last end."""
    life = clockwork.life
    has_end = line.limit is not None or line.kind in {"balance", "sliding"}
    times = clockwork.times(life.ends if has_end else life.may_ends, bearer)
    found = without(times.clause(clause), times.suspended(clause.label))
    whole = hull(found)
    # Running totals of an exchange go through a suspension.
    return (whole,) if line.kind == "exchange" and whole is not None else found
