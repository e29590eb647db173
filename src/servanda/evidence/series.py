"""Named series: inside one, no two rows may count the same (SEMANTICS 2.4)."""

from __future__ import annotations

from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.attributes import parse_attributes
from servanda.evidence.checks import replaced_id
from servanda.evidence.faults import Fault, Faults
from servanda.evidence.names import KnownNames
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
_PAIRS_SQL: Final = """
SELECT a.number AS one, b.number AS other FROM suspects a JOIN suspects b
ON a.source = b.source AND a.series = b.series AND a.root <> b.root
AND a.begins < b.ends AND b.begins < a.ends
-- Running totals have one start and different ends; each is a series by itself.
AND (a.begins <> b.begins OR a.ends = b.ends)
AND (a.recorded_at, a.report) < (b.recorded_at, b.report)
ORDER BY b.recorded_at, b.report, a.recorded_at, a.report
"""


def without_overlaps(rows: pa.Table, names: KnownNames, faults: Faults) -> pa.Table:
    """Return the reports without those that overlap an earlier recorded one of their series.

    Rows of which the things or the places are apart do not overlap, nor do a report and its own
    correction. Of two that do, the later recorded is rejected.
    """
    if rows["series"].null_count == rows.num_rows:
        return rows
    with duckdb.connect() as connection:
        connection.register("found", rows)
        some = connection.sql(_SUSPECT_SQL).to_arrow_table()
        if not some.num_rows:
            return rows
        roots = _roots(some)
        some = some.append_column("root", pa.array(roots)).append_column(
            "number", pa.array(range(some.num_rows), pa.int64())
        )
        connection.register("suspects", some)
        pairs = connection.execute(_PAIRS_SQL).fetchall()
    facts = some.to_pylist()
    bad = _overlapping(facts, pairs, names)
    for number, other in bad.items():
        reason = (
            f"it counts again what `{facts[other]['report']}` counts in series"
            f" `{facts[number]['series']}`"
        )
        faults.add(facts[number]["row_id"], Fault("SV335", reason, _HINT))
    places = pa.array(sorted(facts[number]["row_id"] for number in bad), pa.int64())
    return rows.filter(pc.invert(pc.is_in(rows["row_id"], places)))


def _roots(rows: pa.Table) -> list[str]:
    """Return what each row is a version of, so that corrections are not taken for overlaps."""
    facts = rows.select(["source", "report", "replaces"]).to_pylist()
    older = {
        (f["source"], f["report"]): (f["source"], replaced_id(f["source"], f["replaces"]))
        for f in facts
        if f["replaces"]
    }
    found = []
    for fact in facts:
        key = (fact["source"], fact["report"])
        while key in older:
            key = older[key]
        found.append(key[1])
    return found


def _overlapping(
    facts: list[dict[str, Any]], pairs: list[tuple[int, int]], names: KnownNames
) -> dict[int, int]:
    """Return the rows that overlap a row that stands, and which; pairs come in order of record."""
    relations = ThingRelations(names.vocabulary)
    bad: dict[int, int] = {}
    for one, other in pairs:
        if one in bad or other in bad:
            continue
        if not _are_apart(facts[one], facts[other], (relations, names)):
            bad[other] = one
    return bad


def _are_apart(
    one: dict[str, Any], other: dict[str, Any], tools: tuple[ThingRelations, KnownNames]
) -> bool:
    relations, names = tools
    if relations.relation(thing_of(one, names), thing_of(other, names)) is None:
        return True
    if one["unit"] != other["unit"]:
        return True
    if names.areas.relation(one["area"] or (), other["area"] or ()) is None:
        return True
    return names.areas.relation(one["area_from"] or (), other["area_from"] or ()) is None


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
