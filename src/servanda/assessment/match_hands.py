"""Whose acts reports name, and where sources stand to bearers (SEMANTICS 3.1, 3.2, 3.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from servanda.assessment.match_things import rows_table
from servanda.assessment.tables import (
    ANYONE,
    BEARER_HANDS,
    INSIDE,
    NEUTRAL,
    OTHER_SIDE,
    OVERLAPS,
    OWN_HANDS,
    OWN_SIDE,
    SAME,
    SIDES,
    SOURCES,
    UNLISTED,
)
from servanda.evidence.names import KnownNames

UNKNOWN_HAND = 0


@dataclass(frozen=True)
class KnownSource:
    """A source as it was declared by an instant.

    Attributes:
        name: as in reports.
        affiliation: `none`, an actor (also where it only leans to it), or empty: unknown.
        is_monitor: named by the agreement.
        is_listed: somebody declared it, or it bears the name of a party or monitor.
    """

    name: str
    affiliation: str = ""
    is_monitor: bool = False
    is_listed: bool = False


def known_sources(
    used: Sequence[str], declared: pa.Table, names: KnownNames
) -> tuple[KnownSource, ...]:
    """Return what is known of sources, in their order.

    Args:
        used: names of sources.
        declared: rows of `sources` recorded by the instant asked; the last one of each counts.
        names: of the agreement. A source that bears the name of a party or monitor (or one of its
            other names) and was not declared is of that one: nobody else speaks under it.
    """
    rows = declared.to_pylist()
    rows.sort(key=lambda row: (row["recorded_at"] is not None, row["recorded_at"] or 0))
    last: dict[str, dict[str, Any]] = {row["source"]: row for row in rows}
    return tuple(_known_source(name, last.get(name), names) for name in used)


def _known_source(name: str, row: dict[str, Any] | None, names: KnownNames) -> KnownSource:
    actor = names.actor(name)
    is_own_name = actor in {*names.parties, *names.monitors}
    if row is None:
        return KnownSource(name, actor if is_own_name else "", actor in names.monitors, is_own_name)
    side = row["affiliation"] or ""
    is_monitor = actor in names.monitors or side in names.monitors
    if side in {"", "none"} and row["leaning"]:
        side = row["leaning"]
    return KnownSource(name, side, is_monitor, is_listed=True)


def bearer_hands(
    bearers: Mapping[int, Sequence[str]], hands: Sequence[frozenset[str]], names: KnownNames
) -> pa.Table:
    """Return `BEARER_HANDS`; hands are numbered from 1 in their order, 0 is the unknown hand.

    Args:
        bearers: id to the names of its members, one for a single bearer; without `ANYONE`.
        hands: sets of candidate actors.
        names: of the agreement.
    """
    rows: list[tuple[object, ...]] = [(ANYONE, UNKNOWN_HAND, SAME)]
    rows += [(ANYONE, hand_id, INSIDE) for hand_id in range(1, len(hands) + 1)]
    for bearer_id, members in sorted(bearers.items()):
        if bearer_id == ANYONE:
            continue
        rows.append((bearer_id, UNKNOWN_HAND, OVERLAPS))
        owned = own_side(members, names)
        for hand_id, hand in enumerate(hands, start=1):
            if hand <= owned:
                rows.append((bearer_id, hand_id, SAME if set(members) <= hand else INSIDE))
            elif hand & owned:
                rows.append((bearer_id, hand_id, OVERLAPS))
    return rows_table(rows, BEARER_HANDS)


def own_side(members: Sequence[str], names: KnownNames) -> frozenset[str]:
    """Return members and all those whose acts are their acts."""
    return frozenset().union(*(names.own_side(member) for member in members))


def sides(
    bearers: Mapping[int, Sequence[str]], sources: Sequence[KnownSource], names: KnownNames
) -> pa.Table:
    """Return `SIDES`; sources are numbered from 1 in their order; `ANYONE` is every party."""
    members = {**bearers, ANYONE: names.parties}
    rows = [
        (bearer_id, source_id, _side(own_side(group, names), source, names))
        for bearer_id, group in sorted(members.items())
        for source_id, source in enumerate(sources, start=1)
    ]
    return rows_table(rows, SIDES)


def _side(owned: frozenset[str], source: KnownSource, names: KnownNames) -> int:
    if not source.affiliation:
        return UNLISTED
    if source.affiliation in owned:
        return OWN_SIDE
    is_of_party = source.affiliation in own_side(names.parties, names)
    return OTHER_SIDE if is_of_party else NEUTRAL


def own_hands(
    sources: Sequence[KnownSource], hands: Sequence[frozenset[str]], names: KnownNames
) -> pa.Table:
    """Return `OWN_HANDS`: the hands that name only the side of a source that has one."""
    partisans = own_side(names.parties, names)
    rows = [
        (source_id, hand_id)
        for source_id, source in enumerate(sources, start=1)
        if source.affiliation in partisans
        for hand_id, hand in enumerate(hands, start=1)
        if hand <= names.own_side(source.affiliation)
    ]
    return rows_table(rows, OWN_HANDS)


def source_rows(sources: Sequence[KnownSource]) -> pa.Table:
    """Return `SOURCES`."""
    rows = [
        (source_id, source.is_monitor, source.is_listed)
        for source_id, source in enumerate(sources, start=1)
    ]
    return rows_table(rows, SOURCES)
