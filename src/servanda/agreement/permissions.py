"""What `may` takes out of prohibitions that cover it (SEMANTICS 5.8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Final

from servanda.agreement.bearers import Member, others_than
from servanda.agreement.limits import refuse
from servanda.agreement.lines import Line, Wanted, bare
from servanda.agreement.model import (
    Agreement,
    DutyClause,
    Each,
    Every,
    Filter,
    HoursOf,
    InAny,
    PlaceSpec,
)
from servanda.agreement.periods import ALWAYS, TimeSet, common, joined, since, without
from servanda.agreement.slots import Clockwork

_PARTLY: Final = "a permission of some of those bound takes out a part that cannot be told apart"


def permissions_of(agreement: Agreement, line: Line) -> tuple[DutyClause, ...]:
    """Return the permissions of some of the acts that a prohibition forbids, in their order.

    What goes beyond their number is their own.
    """
    return tuple(
        clause
        for clause in agreement.duties
        if is_taken_out(clause)
        and clause.bearer.mode in {"one", "each"}
        and any(_meets(agreement, line.wanted, demand.filter) for demand in clause.demands)
    )


def is_taken_out(clause: DutyClause) -> bool:
    """Return whether a clause permits without a condition of its own.

    Whether a condition is met is for those to plead who are accused (5.6).
    """
    limits = (clause.openings, clause.only, clause.exemptions, clause.leave)
    return clause.form == "permission" and clause.is_judged and not any(limits)


def is_timed(clause: DutyClause) -> bool:
    """Return whether a permission holds at some times only."""
    return any(not isinstance(w, Each | Every | InAny | HoursOf) for w in clause.windows)


def is_always(clockwork: Clockwork, clause: DutyClause) -> bool:
    """Return whether a permission holds at all times, for each of those who may."""
    return all(
        held == (ALWAYS, ALWAYS)
        for held in (_held(clockwork, clause, actor) for actor in clause.bearer.actors)
    )


def alike_in_time(
    clockwork: Clockwork, permissions: Iterable[DutyClause]
) -> list[tuple[DutyClause, ...]]:
    """Return permissions in groups that hold at the same times, in their order."""
    groups: dict[object, list[DutyClause]] = {}
    for clause in permissions:
        held = tuple(_held(clockwork, clause, actor) for actor in clause.bearer.actors)
        # Where it holds at one time for all who may, it does not matter who they are.
        key = held[0] if len(set(held)) == 1 else (clause.bearer.actors, held)
        groups.setdefault(key, []).append(clause)
    return [tuple(group) for group in groups.values()]


def permitted_times(
    clockwork: Clockwork, permissions: Iterable[DutyClause], member: Member
) -> tuple[TimeSet, TimeSet]:
    """Return when the bearer of a prohibition, or any of its members, may do what is permitted.

    Args:
        clockwork: the period in force.
        permissions: that hold at some times only.
        member: a bearer; who may do none of it is bound at all times, whatever is returned.

    Returns:
        The time for certain, and that which is possible.

    Raises:
        Unjudged: there are several permissions, and they hold at different times.
    """
    found: dict[str, list[tuple[TimeSet, TimeSet]]] = {}
    others: list[TimeSet] = []
    for clause in permissions:
        for actor in clause.bearer.actors:
            held = _held(clockwork, clause, actor)
            if not member.actors or actor in member.actors:
                found.setdefault(actor, []).append(held)
            others.append(held[0])
    if not found:
        return others[0], others[0]
    if any(held != all_held[0] for all_held in found.values() for held in all_held):
        refuse("several permissions that hold at different times are not taken out yet")
    each = [all_held[0] for all_held in found.values()]
    return reduce(common, (sure for sure, _ in each)), joined(p for _, one in each for p in one)


def _held(clockwork: Clockwork, clause: DutyClause, actor: str) -> tuple[TimeSet, TimeSet]:
    """Return when a permission holds for one actor, for certain and possibly.

    It does not before it was agreed, nor while it is suspended (SEMANTICS 5.8).
    """
    seen = []
    for side in clockwork.sides:
        times = side.times(side.life.may_ends, actor)
        if is_timed(clause):
            held = times.clause(clause)
        else:
            brought = times.brought(clause)
            held = since(brought) if brought > times.frame.entry else ALWAYS
        seen.append(without(held, times.suspended(clause.label)))
    return reduce(common, seen), joined(period for held in seen for period in held)


def placed_permission(
    agreement: Agreement, line: Line, permissions: Iterable[DutyClause]
) -> tuple[DutyClause, PlaceSpec] | None:
    """Return the permission of some of the forbidden acts in one place among those forbidden.

    Raises:
        Unjudged: there are several.
    """
    found = [
        (clause, demand.places[0])
        for clause, demand in _demands(permissions)
        if _meets(agreement, line.wanted, demand)
        and len(demand.places) == 1
        and not _covers_place(agreement, line.wanted, demand)
        and not _covers_acts(agreement, line.wanted.filter, demand)
    ]
    if len(found) > 1:
        refuse("several permissions of some acts in some places are not taken out yet")
    return found[0] if found else None


def _demands(permissions: Iterable[DutyClause]) -> Iterator[tuple[DutyClause, Filter]]:
    for clause in permissions:
        for demand in clause.demands:
            yield clause, demand.filter


def permitted(
    agreement: Agreement,
    line: Line,
    member: Member,
    permissions: Iterable[DutyClause],
    skip: DutyClause | None = None,
) -> tuple[Line, Member] | None:
    """Return a prohibition without what its bearer may do.

    Args:
        agreement: of the line.
        line: a prohibition.
        member: one of its bearers.
        permissions: that hold when the line is meant.
        skip: a permission of which the line is kept out by its places.

    Returns:
        The line with further exceptions, and the bearer, without those who may do all of it; None:
        nothing is left, or the row of a group would count what one of its members may do.

    Raises:
        Unjudged: the permission holds for some of the bearers and for a part of the acts.
    """
    # Who may do all of it is free whatever else is permitted, wherever that stands in the file.
    ordered = sorted(
        _demands(permissions), key=lambda one: not _takes_all(agreement, line.wanted, one[1])
    )
    for clause, found in ordered:
        allowed = set(clause.bearer.actors)
        if clause is skip or not _meets(agreement, line.wanted, found):
            continue
        actors = set(member.actors)
        if actors and not actors & allowed:
            continue
        if actors and actors <= allowed:
            narrowed = _without(agreement, line.wanted, found)
            if narrowed is None:
                return None
            line = replace(line, wanted=narrowed)
            continue
        if member.is_group:
            return None
        if _without(agreement, line.wanted, found) is not None:
            refuse(_PARTLY)
        member = _others(agreement, member, allowed)
    return line, member


def _others(agreement: Agreement, member: Member, allowed: set[str]) -> Member:
    others = others_than(agreement, allowed)
    kept = tuple(name for name in others if not member.actors or name in member.actors)
    if not kept:
        refuse(_PARTLY)
    return Member(member.name, kept)


def _meets(agreement: Agreement, wanted: Wanted, found: Filter) -> bool:
    """Return whether a permission speaks of some of the forbidden acts."""
    pairs = ((a, b) for a in wanted.filter.acts for b in found.acts)
    kinds = agreement.vocabulary
    return any(kinds.is_kind(a, b) or kinds.is_kind(b, a) for a, b in pairs)


def _without(agreement: Agreement, wanted: Wanted, found: Filter) -> Wanted | None:
    """Return forbidden acts less those permitted; None: nothing is left.

    Raises:
        Unjudged: what is permitted is narrower both in kind and in place.
    """
    if _takes_all(agreement, wanted, found):
        return None
    if _covers_place(agreement, wanted, found):
        less = replace(bare(found), unit=wanted.filter.unit)
        return replace(wanted, less=(*wanted.less, less))
    if len(found.places) > 1 or not _covers_acts(agreement, wanted.filter, found):
        refuse("a permission of some acts in some places is not taken out yet")
    place = found.places[0]
    outside = replace(place, roles=("outside", *place.roles))
    return replace(wanted, places=(*wanted.places, outside))


def _takes_all(agreement: Agreement, wanted: Wanted, found: Filter) -> bool:
    covers = _covers_acts(agreement, wanted.filter, found)
    return covers and _covers_place(agreement, wanted, found)


def _covers_acts(agreement: Agreement, wanted: Filter, found: Filter) -> bool:
    kinds = agreement.vocabulary
    if found.manners or found.recipients or found.senders:
        return False
    if found.objects and found.objects != wanted.objects:
        return False
    return all(any(kinds.is_kind(act, may) for may in found.acts) for act in wanted.acts)


def _covers_place(agreement: Agreement, wanted: Wanted, found: Filter) -> bool:
    """Return whether the permission holds wherever the prohibition does."""
    forbidden = [set(place.areas) for place in wanted.places if "outside" not in place.roles]
    return all(
        any(bool(areas) and areas <= set(_areas_below(agreement, place.areas))
            for areas in forbidden)
        for place in found.places
    )  # fmt: skip


def _areas_below(agreement: Agreement, areas: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(areas)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        area = agreement.areas.get(name)
        if area is not None:
            waiting += [*area.parts, *area.union]
