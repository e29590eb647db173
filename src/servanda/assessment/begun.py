"""From when on what was asked for may have been so: the begin of the reports that tell of it.

Since when a finding is so is the end of a report's period. What happened lies somewhere in that
period, so that it may have been so from its begin on (SEMANTICS 1.5, 5.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from servanda.agreement.duties import DutyTables
from servanda.assessment.tables import ASSERTS, EVENT, FLOOR, TALLY

Row: TypeAlias = dict[str, Any]
COLUMNS: Final = ("begins_at", "ends_at", "kind", "stance", "thing_id", "usable_at")
"""What is read of reports."""


def with_begun(
    rows: list[Row],
    duties: DutyTables,
    things: pa.Table,
    reports: Iterable[pa.Table],
    as_of: int,
) -> list[Row]:
    """Return findings with `begun`: from when on each may have been so; None: it is not so.

    Args:
        rows: findings of some duties.
        duties: of which they are.
        things: `filter_things` of their case.
        reports: with `COLUMNS`, in pieces.
        as_of: of the findings, microseconds UTC; what was not usable by then is not read.
    """
    filters = _filters_of(duties)
    so = [row for row in rows if row["direction"] == FLOOR and row["verdict"] == "complied"]
    ends = {row["since"] for row in so if row["since"] is not None}
    begins = _begins(ends, things, reports, as_of) if ends else {}
    return [{**row, "begun": _begun(row, begins, filters)} for row in rows]


def _filters_of(duties: DutyTables) -> dict[tuple[Any, ...], int]:
    """Return the filter of each duty, by the key of its finding."""
    measures = {row.measure_id: row.filter_id for row in duties.rows.measures}
    return {
        (row.clause_no, row.reading_no, row.member_id, row.is_group, row.slot): (
            measures[row.measure_id]
        )
        for row in duties.rows.duties
    }


def _begun(
    row: Row, begins: Mapping[tuple[int, int], int], filters: Mapping[tuple[Any, ...], int]
) -> int | None:
    since = row["since"]
    if since is None or row["verdict"] != "complied" or row["direction"] != FLOOR:
        return None
    names = ("clause_no", "reading_no", "member_id", "is_group", "slot")
    number = filters.get(tuple(row[name] for name in names))
    first = since if number is None else begins.get((since, number), since)
    return int(max(row["opens_at"], first))


def _begins(
    ends: set[int], things: pa.Table, reports: Iterable[pa.Table], as_of: int
) -> dict[tuple[int, int], int]:
    """Return the earliest begin of the reports that end at some instants, by end and filter."""
    filters: defaultdict[int, list[int]] = defaultdict(list)
    for thing, number in zip(
        things["thing_id"].to_pylist(), things["filter_id"].to_pylist(), strict=True
    ):
        filters[thing].append(number)
    found: dict[tuple[int, int], int] = {}
    for piece in reports:
        mask = pc.is_in(piece["ends_at"], pa.array(sorted(ends), pa.int64()))
        mask = pc.and_(mask, pc.equal(piece["stance"], ASSERTS))
        mask = pc.and_(mask, pc.is_in(piece["kind"], pa.array([EVENT, TALLY], piece["kind"].type)))
        mask = pc.and_(mask, pc.less_equal(piece["usable_at"], as_of))
        some = (
            piece.filter(mask).group_by(["ends_at", "thing_id"]).aggregate([("begins_at", "min")])
        )
        for row in some.to_pylist():
            for number in filters[row["thing_id"]]:
                key = row["ends_at"], number
                found[key] = min(found.get(key, row["ends_at"]), row["begins_at_min"])
    return found
