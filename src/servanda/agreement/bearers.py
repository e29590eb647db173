"""Who is bound: members and groups of a clause, and where `its` places are (SEMANTICS 5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from servanda.agreement.model import Agreement, Bearer, PlaceSpec
from servanda.agreement.words import join

ANYONE_NAME = "anyone"
"""Name of the bearer of a rule for everyone, unknown actors included."""


@dataclass(frozen=True)
class Member:
    """One bearer whose verdict is given.

    Attributes:
        name: as findings show it: the actor's name, that of the group, or `anyone`.
        actors: canonical names whose acts are summed; none: everyone's, unknown hands included.
        is_group: the row of a whole group, beside those of its members (5.1).
        times: by how much its limit is multiplied: n for each of k members is k x n for the group.
    """

    name: str
    actors: tuple[str, ...]
    is_group: bool = False
    times: int = 1


def members_of(agreement: Agreement, bearer: Bearer, *, is_ceiling: bool) -> list[Member]:
    """Return the bearers of a clause, the group last.

    A group has a row of its own for ceilings and prohibitions only: more than k x n by k members
    proves that one of them broke its own limit, while floors of members do not add up to anything.

    Args:
        agreement: knows all actors.
        bearer: of the clause; `all but` needs at least one other actor.
        is_ceiling: whether at most n is asked.
    """
    actors = bearer.actors
    match bearer.mode:
        case "anyone":
            return [Member(ANYONE_NAME, ())]
        case "all but":
            name = f"everyone but {bearer.group or join(actors)}"
            return [Member(name, others_than(agreement, actors))]
        case "together":
            return [Member(bearer.group or join(actors), actors)]
        case _:
            found = [Member(actor, (actor,)) for actor in actors]
    if bearer.mode == "each" and is_ceiling and len(actors) > 1:
        found.append(Member(bearer.group or join(actors), actors, True, len(actors)))
    return found


def others_than(agreement: Agreement, actors: Iterable[str]) -> tuple[str, ...]:
    """Return every declared actor but some, and but those whose acts are theirs."""
    own: set[str] = set()
    waiting = list(actors)
    while waiting:
        name = waiting.pop()
        if name not in own:
            own.add(name)
            known = agreement.actors.get(name)
            waiting += known.answers_for if known is not None else ()
    return tuple(name for name in agreement.actors if name not in own)


def other_parties(agreement: Agreement, actors: Iterable[str]) -> tuple[str, ...]:
    """Return the parties that are not among some actors, in the order of the file."""
    own = set(actors)
    return tuple(name for name in agreement.parties if name not in own)


def with_own_places(
    agreement: Agreement, places: Iterable[PlaceSpec], bearer: Bearer, member: Member
) -> tuple[PlaceSpec, ...]:
    """Return places in which `its x` and `the other side's x` are named as areas.

    Args:
        agreement: its `own` says which area is whose.
        places: of a filter.
        bearer: of the clause; a group of two has another side.
        member: whose places are meant; of a group, those of all its members.
    """
    return tuple(_with_own(agreement, place, bearer, member) for place in places)


def _with_own(agreement: Agreement, place: PlaceSpec, bearer: Bearer, member: Member) -> PlaceSpec:
    if not place.own:
        return place
    owners: Iterable[str] = member.actors
    if place.owner == "other side":
        group = bearer.actors if len(bearer.actors) == 2 else agreement.parties
        owners = (name for name in group if name not in member.actors)
        if member.is_group:
            owners = group
    by_party = agreement.own.get(place.own, {})
    areas = tuple(dict.fromkeys(by_party[name] for name in owners if name in by_party))
    return replace(place, areas=areas, own="", owner="")
