"""Named series: inside one, no two rows may count the same (SEMANTICS 2.4)."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.attributes import parse_attributes
from servanda.evidence.checks import replaced_id
from servanda.evidence.faults import Fault, Faults
from servanda.evidence.names import KnownNames
from servanda.evidence.scratch import scratch_for
from servanda.evidence.things import Thing, ThingRelations, all_of

_HINT: Final = (
    "`ends` is included, so a row that ends with the minute 11:59 joins one that begins at 12:00;"
    " a correction names the old row in `replaces`; another table is another series"
)

# Only series in which a row begins before an earlier one has ended are looked at pair by pair.
_SUSPECT_SQL: Final = """
WITH members AS (
    SELECT row_id, source, series, begins, ends, max(ends) OVER (
        PARTITION BY source, series ORDER BY begins, ends, row_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM found WHERE series IS NOT NULL AND kind = 'tally'
), suspects AS (
    SELECT DISTINCT source, series FROM members WHERE before > begins
)
SELECT found.* FROM found SEMI JOIN suspects USING (source, series) WHERE kind = 'tally'
"""
# What rows speak of, and where: few different ones, however many rows there are.
_SPOT: Final = (
    "act", "object", "attributes", "list", "recipient", "manner", "unit", "area", "area_from",
)  # fmt: skip
_SPOTS_SQL: Final = f"""
CREATE TEMP TABLE spots AS SELECT row_number() OVER () - 1 AS spot, *
FROM (SELECT DISTINCT {", ".join(_SPOT)} FROM found)
"""
_MEMBERS_SQL: Final = f"""
CREATE TEMP TABLE members AS
SELECT f.row_id, f.source, f.series, f.report, f.begins, f.ends, f.recorded_at, s.spot,
    coalesce(r.root, f.report) AS root
FROM found f JOIN spots s ON {" AND ".join(f"s.{c} IS NOT DISTINCT FROM f.{c}" for c in _SPOT)}
LEFT JOIN roots r ON r.row_id = f.row_id
"""
_MEETING_SQL: Final = """
WITH told AS (SELECT DISTINCT source, series, spot FROM members)
SELECT DISTINCT a.spot, b.spot FROM told a JOIN told b USING (source, series)
WHERE a.spot <= b.spot ORDER BY ALL
"""
# Spots that may count the same, directly or by way of others, are kin. Among kin, in order of
# begin, most rows neither begin before an earlier one has ended, nor end after a later one has
# begun: so nearly none have to be looked at pair by pair, however long a series is.
_KIN_SQL: Final = """
CREATE TEMP TABLE kin AS
SELECT m.*, max(ends) OVER (
        PARTITION BY source, series, kin ORDER BY begins
        RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > begins AS begins_inside,
    min(begins) OVER (
        PARTITION BY source, series, kin ORDER BY begins
        RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) < ends AS ends_inside
FROM members m JOIN kin_of_spots USING (spot)
"""
_PAIRS_SQL: Final = """
WITH met AS (
    SELECT a.row_id AS one, b.row_id AS other
    FROM kin a JOIN related r ON r.one = a.spot
    JOIN kin b ON b.spot = r.other AND a.source = b.source AND a.series = b.series
    AND a.root <> b.root AND a.begins < b.begins AND b.begins < a.ends
    WHERE a.ends_inside AND b.begins_inside
    -- Running totals have one start and different ends; each is a series by itself.
    UNION ALL SELECT a.row_id, b.row_id
    FROM kin a JOIN related r ON r.one = a.spot
    JOIN kin b ON b.spot = r.other AND a.source = b.source AND a.series = b.series
    AND a.root <> b.root AND a.begins = b.begins AND a.ends = b.ends AND a.row_id < b.row_id
), either AS (
    SELECT one, other FROM met UNION ALL SELECT other, one FROM met
)
SELECT a.row_id, b.row_id, a.report, b.series
FROM either JOIN kin a ON a.row_id = one JOIN kin b ON b.row_id = other
WHERE (a.recorded_at, a.report) < (b.recorded_at, b.report)
ORDER BY b.recorded_at, b.report, a.recorded_at, a.report
"""


def without_overlaps(rows: pa.Table, names: KnownNames, faults: Faults) -> pa.Table:
    """Return the reports without those that overlap an earlier recorded one of their series.

    Rows of which the things or the places are apart do not overlap, nor do a report and its own
    correction. Of two that do, the later recorded is rejected.
    """
    if rows["series"].null_count == rows.num_rows:
        return rows
    with scratch_for(rows.num_rows) as opened:
        opened.register("found", rows)
        some = opened.read(_SUSPECT_SQL)
    bad = overlaps_among(some, names)
    for place, fault in bad.items():
        faults.add(place, fault)
    places = pa.array(sorted(bad), pa.int64())
    return rows.filter(pc.invert(pc.is_in(rows["row_id"], places))) if bad else rows


def overlaps_among(some: pa.Table, names: KnownNames) -> dict[int, Fault]:
    """Return which rows of series overlap an earlier recorded one, by `row_id`."""
    if not some.num_rows:
        return {}
    with scratch_for(some.num_rows) as place:
        place.register("found", some)
        place.register("roots", _roots(some))
        place.execute(_SPOTS_SQL)
        place.execute(_MEMBERS_SQL)
        spots = place.read("SELECT * FROM spots ORDER BY spot").to_pylist()
        meeting = place.execute(_MEETING_SQL).fetchall()
        near = _related(spots, meeting, names)
        place.register("related", near)
        place.register("kin_of_spots", _kin(near))
        place.execute(_KIN_SQL)
        pairs = place.execute(_PAIRS_SQL).fetchall()
    found: dict[int, Fault] = {}
    for one, other, report, series in pairs:  # in order of record
        if one not in found and other not in found:
            reason = f"it counts again what `{report}` counts in series `{series}`"
            found[other] = Fault("SV335", reason, _HINT)
    return found


def _roots(rows: pa.Table) -> pa.Table:
    """Return what corrections are versions of, so that they are not taken for overlaps."""
    some = rows.filter(pc.is_valid(rows["replaces"]))
    facts = some.select(["row_id", "source", "report", "replaces"]).to_pylist()
    older = {
        (f["source"], f["report"]): (f["source"], replaced_id(f["source"], f["replaces"]))
        for f in facts
    }
    found = []
    for fact in facts:
        key = (fact["source"], fact["report"])
        while key in older:
            key = older[key]
        found.append(key[1])
    return pa.table({"row_id": some["row_id"], "root": pa.array(found, pa.string())})


def _related(
    spots: list[dict[str, Any]], meeting: list[tuple[int, int]], names: KnownNames
) -> pa.Table:
    """Return the pairs of spots that may count the same, in both orders."""
    relations = ThingRelations(names.vocabulary)
    things = [thing_of(spot, names) for spot in spots]
    near = [
        (a, b)
        for a, b in meeting
        if not _lie_apart(spots[a], spots[b], names)
        and relations.relation(things[a], things[b]) is not None
    ]
    both = sorted({*near, *((b, a) for a, b in near)})
    return pa.table({
        "one": pa.array([a for a, _ in both], pa.int64()),
        "other": pa.array([b for _, b in both], pa.int64()),
    })  # fmt: skip


def _kin(related: pa.Table) -> pa.Table:
    """Return spots with the least of those to which they are related, directly or not."""
    least: dict[int, int] = {}

    def first(spot: int) -> int:
        while least.setdefault(spot, spot) != spot:
            spot = least[spot]
        return spot

    for one, other in zip(related["one"].to_pylist(), related["other"].to_pylist(), strict=True):
        low, high = sorted((first(one), first(other)))
        least[high] = low
    return pa.table({
        "spot": pa.array([*least], pa.int64()),
        "kin": pa.array([first(spot) for spot in least], pa.int64()),
    })  # fmt: skip


def _lie_apart(one: dict[str, Any], other: dict[str, Any], names: KnownNames) -> bool:
    """Return whether two spots have no place in common, or count in different units."""
    if one["unit"] != other["unit"]:
        return True
    return any(names.areas.relation(one[end] or (), other[end] or ()) is None
               for end in ("area", "area_from"))  # fmt: skip


def thing_of(row: dict[str, Any], names: KnownNames) -> Thing:
    """Return what a row of reports or coverage speaks of."""
    clauses, _ = parse_attributes(row.get("attributes") or "", names)
    return Thing(
        act=row["act"],
        object=row["object"] or "",
        attributes=clauses,
        on_list=row.get("list") or "",
        recipients=frozenset(row.get("recipient") or ()),
        manners=all_of(frozenset(row.get("manner") or ())),
        unit=row["unit"] or "",
    )
