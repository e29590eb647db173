"""Lines of a clause with their bearers and periods: all that is known before ids are given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servanda.agreement.bearers import Member, members_of, with_own_places
from servanda.agreement.limits import refuse
from servanda.agreement.lines import Line, Trigger, Wanted, lines_of
from servanda.agreement.model import Agreement, Bearer, DutyClause
from servanda.agreement.periods import TimeSet, hull, without
from servanda.agreement.permissions import permitted
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
    """

    number: int
    line: Line
    member: Member
    slots: tuple[Slot, ...] = ()
    spans: TimeSet = ()


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
    planned = []
    for number, line in enumerate(lines_of(agreement, clause)):
        for bearer in _members(agreement, clause, line):
            found = permitted(agreement, line, bearer) if line.is_prohibition else (line, bearer)
            if found is None:
                continue
            allowed, member = found
            named = _with_areas(agreement, allowed, clause.bearer, member)
            planned.append(_timed(clockwork, clause, Planned(number, named, member)))
    return planned


def _members(agreement: Agreement, clause: DutyClause, line: Line) -> list[Member]:
    members = members_of(agreement, clause.bearer, is_ceiling=line.kind == "ceiling")
    if any(member.actors == () and member.name != "anyone" for member in members):
        refuse("nobody is declared whom it could bind")
    has_own = any(place.own for place in line.wanted.places)
    # The place of each member is another one, so the acts of all cannot be summed over all places.
    return [member for member in members if not (member.is_group and has_own)]


def _with_areas(agreement: Agreement, line: Line, bearer: Bearer, member: Member) -> Line:
    def named(wanted: Wanted) -> Wanted:
        return replace(wanted, places=with_own_places(agreement, wanted.places, bearer, member))

    def named_trigger(trigger: Trigger) -> Trigger:
        return replace(trigger, wanted=named(trigger.wanted))

    return replace(
        line,
        wanted=named(line.wanted),
        asked=None if line.asked is None else named(line.asked),
        triggers=tuple(named_trigger(trigger) for trigger in line.triggers),
    )


def _timed(clockwork: Clockwork, clause: DutyClause, planned: Planned) -> Planned:
    actors = planned.member.actors
    bearer = actors[0] if len(actors) == 1 else ""
    if not planned.line.is_rule:
        slots = slots_of(clockwork, clause, planned.line, bearer)
        return replace(planned, slots=tuple(slots))
    return replace(planned, spans=_spans(clockwork, clause, planned.line, bearer))


def _spans(clockwork: Clockwork, clause: DutyClause, line: Line, bearer: str) -> TimeSet:
    """Return when the triggers of a rule count; a due without a limit waits for the last end."""
    life = clockwork.life
    times = clockwork.times(life.ends if line.limit is not None else life.may_ends, bearer)
    found = without(times.clause(clause), times.suspended(clause.label))
    whole = hull(found)
    # Running totals of an exchange go through a suspension.
    return (whole,) if line.kind == "exchange" and whole is not None else found
