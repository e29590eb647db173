"""Lines of a clause with their bearers and periods: all that is known before ids are given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from servanda.agreement.bearers import Member, members_of, with_own_places
from servanda.agreement.limits import refuse
from servanda.agreement.lines import Line, Trigger, Wanted, lines_of
from servanda.agreement.model import (
    Agreement,
    Bearer,
    DutyClause,
    ObjectSpec,
)
from servanda.agreement.others import names_others, with_others, with_others_in
from servanda.agreement.periods import (
    common,
    without,
)
from servanda.agreement.permissions import (
    alike_in_time,
    is_always,
    permissions_of,
    permitted,
    permitted_times,
    placed_permission,
)
from servanda.agreement.planned import Planned
from servanda.agreement.rule_times import timed_rule
from servanda.agreement.rules_apart import rules_apart, tells_itself
from servanda.agreement.slots import (
    WHOLE,
    Clockwork,
    Slot,
    narrowed,
    repeat_of,
    slots_of,
    with_whole,
)

_Groups: TypeAlias = tuple[tuple[DutyClause, ...], ...]
MOST_GROUPS: Final = 3
"""Permissions at different times that are told apart; each doubles the lines of a prohibition."""


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
    variants.sort(key=lambda pair: pair[1].rank)
    for number, (one, variant) in enumerate(variants):
        for bearer in _members(agreement, clause, variant.line):
            if tells_itself(clause, one, bearer):
                continue
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
        during: permissions that hold at some times only, in groups that hold at the same times: the
            line is meant while each of these holds.
        beside: the groups that do not hold while the line is meant.
        rank: place of the line among those of other times.
    """

    line: Line
    free: tuple[DutyClause, ...] = ()
    skip: DutyClause | None = None
    during: tuple[tuple[DutyClause, ...], ...] = ()
    beside: tuple[tuple[DutyClause, ...], ...] = ()
    rank: int = 0


def _variants(clockwork: Clockwork, clause: DutyClause, line: Line) -> list[_Variant]:
    if not line.is_prohibition or clause.form == "permission":
        return [_Variant(line)]
    agreement = clockwork.life.agreement
    found = permissions_of(agreement, line)
    always = tuple(one for one in found if is_always(clockwork, one))
    timed = tuple(one for one in found if one not in always)
    variants = []
    for rank, (during, beside) in enumerate(_choices(alike_in_time(clockwork, timed))):
        held = {one.label for group in during for one in group} | {one.label for one in always}
        free = tuple(one for one in found if one.label in held)
        variants += [
            replace(one, during=during, beside=beside, rank=rank)
            for one in _placed(agreement, line, free)
        ]
    return variants


def _choices(groups: list[tuple[DutyClause, ...]]) -> Iterator[tuple[_Groups, _Groups]]:
    """Yield which groups of permissions may hold at one time, and which then do not."""
    if len(groups) > MOST_GROUPS:
        refuse("more than three permissions that hold at different times are not taken out yet")
    for chosen in range(2 ** len(groups)):
        held = [bool(chosen >> place & 1) for place in range(len(groups))]
        yield (
            tuple(group for group, is_held in zip(groups, held, strict=True) if is_held),
            tuple(group for group, is_held in zip(groups, held, strict=True) if not is_held),
        )


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
    if not (variant.during or variant.beside):
        return planned
    during, beside = (
        [permitted_times(clockwork, group, bearer) for group in groups]
        for groups in (variant.during, variant.beside)
    )
    is_known = all(certain == possible for certain, possible in (*during, *beside))
    slots = []
    for slot in planned.slots:
        inner, outer = slot.inner, slot.outer
        for certain, possible in during:
            inner, outer = common(inner, certain), common(outer, possible)
        for certain, possible in beside:
            inner, outer = without(inner, possible), without(outer, certain)
        if outer and slot.name != WHOLE:
            slots.append(narrowed(slot, inner, outer, is_known=is_known))
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
    return timed_rule(clockwork, clause, planned, bearer)


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
