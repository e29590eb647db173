"""What `may` takes out of prohibitions that cover it (SEMANTICS 5.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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

_PARTLY: Final = "a permission of some of those bound takes out a part that cannot be told apart"


def permissions_of(agreement: Agreement) -> list[tuple[DutyClause, Filter]]:
    """Return permissions that hold at all times; what goes beyond their number is their own."""
    return [
        (clause, demand.filter)
        for clause in agreement.duties
        if is_taken_out(clause) and not is_timed(clause)
        for demand in clause.demands
    ]


def is_taken_out(clause: DutyClause) -> bool:
    """Return whether a clause permits without a condition of its own.

    Whether a condition is met is for those to plead who are accused (5.6).
    """
    limits = (clause.openings, clause.only, clause.exemptions, clause.leave)
    return clause.form == "permission" and clause.is_judged and not any(limits)


def is_timed(clause: DutyClause) -> bool:
    """Return whether a permission holds at some times only."""
    return any(not isinstance(w, Each | Every | InAny | HoursOf) for w in clause.windows)


def timed_permission(agreement: Agreement, line: Line) -> DutyClause | None:
    """Return the permission that takes something out of a prohibition at some times.

    Raises:
        Unjudged: there are several.
    """
    found = [
        clause
        for clause in agreement.duties
        if is_taken_out(clause) and is_timed(clause)
        for demand in clause.demands
        if _meets(agreement, line.wanted, demand.filter)
    ]
    if len(found) > 1:
        refuse("several permissions that hold at some times only are not taken out yet")
    return found[0] if found else None


def placed_permission(agreement: Agreement, line: Line) -> tuple[DutyClause, PlaceSpec] | None:
    """Return the permission of some of the forbidden acts in one place among those forbidden.

    Raises:
        Unjudged: there are several.
    """
    found = [
        (clause, demand.places[0])
        for clause, demand in permissions_of(agreement)
        if _meets(agreement, line.wanted, demand)
        and len(demand.places) == 1
        and not _covers_place(agreement, line.wanted, demand)
        and not _covers_acts(agreement, line.wanted.filter, demand)
    ]
    if len(found) > 1:
        refuse("several permissions of some acts in some places are not taken out yet")
    return found[0] if found else None


def permitted(
    agreement: Agreement,
    line: Line,
    member: Member,
    during: DutyClause | None = None,
    skip: DutyClause | None = None,
) -> tuple[Line, Member] | None:
    """Return a prohibition without what its bearer may do.

    Args:
        agreement: with its permissions.
        line: a prohibition.
        member: one of its bearers.
        during: a permission in whose times the line is meant; None: outside of them.
        skip: a permission of which the line is kept out by its places.

    Returns:
        The line with further exceptions, and the bearer, without those who may do all of it; None:
        nothing is left, or the row of a group would count what one of its members may do.

    Raises:
        Unjudged: the permission holds for some of the bearers and for a part of the acts.
    """
    own = [(during, demand.filter) for demand in during.demands] if during is not None else []
    for clause, found in (*permissions_of(agreement), *own):
        allowed = set(clause.bearer.actors)
        if clause is skip:
            continue
        if clause.bearer.mode not in {"one", "each"} or not _meets(agreement, line.wanted, found):
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
    is_elsewhere = bool(found.places) and not _covers_place(agreement, wanted, found)
    if not is_elsewhere:
        if _covers_acts(agreement, wanted.filter, found):
            return None
        less = replace(bare(found), unit=wanted.filter.unit)
        return replace(wanted, less=(*wanted.less, less))
    if len(found.places) > 1 or not _covers_acts(agreement, wanted.filter, found):
        refuse("a permission of some acts in some places is not taken out yet")
    place = found.places[0]
    outside = replace(place, roles=("outside", *place.roles))
    return replace(wanted, places=(*wanted.places, outside))


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
