"""From when on what was asked for may have been so: the begin of the reports that tell of it.

Since when a finding is so is the end of a report's period. What happened lies somewhere in that
period, so that it may have been so from its begin on (SEMANTICS 1.5, 5.5.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from servanda.agreement.duties import DutyTables
from servanda.agreement.questions import reached_at
from servanda.assessment.explain import Key, key_of
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
    filters, things_of = _filters_of(duties), _things_of(things)
    asked = [_wanted(row, filters, things_of) for row in rows]
    wanted = [one for one in asked if one is not None]
    begins = _begins(wanted, reports, as_of) if wanted else {}
    return [
        {**row, "begun": _begun(row, None if one is None else begins.get(one))}
        for row, one in zip(rows, asked, strict=True)
    ]


class _Wanted(NamedTuple):
    """Which reports may have brought about what is found: of some things, at some time.

    Attributes:
        things: thing ids.
        ends_at: the instant at which they end; None: any that meet the time asked about.
        opens_at: of the time asked about.
        closes_at: likewise.
    """

    things: frozenset[int]
    ends_at: int | None
    opens_at: int
    closes_at: int


def _wanted(
    row: Row, filters: Mapping[Key, int], things_of: Mapping[int, frozenset[int]]
) -> _Wanted | None:
    """Return the reports that say when a floor was, or may have been, reached; None: none do."""
    reached = reached_at(row)
    if row["direction"] != FLOOR or (reached is None and row["verdict"] != "disputed"):
        return None
    things = things_of.get(filters.get(key_of(row), 0), frozenset())
    return _Wanted(things, reached, row["opens_at"], row["closes_at"])


def _begun(row: Row, first: int | None) -> int | None:
    known = row["opens_at"] if row["verdict"] == "disputed" else reached_at(row)
    if row["direction"] != FLOOR or known is None:
        return None
    return int(max(row["opens_at"], known if first is None else first))


def _filters_of(duties: DutyTables) -> dict[Key, int]:
    """Return the filter of each duty, by the key of its finding."""
    measures = {row.measure_id: row.filter_id for row in duties.rows.measures}
    return {
        (row.clause_no, row.reading_no, row.member_id, row.is_group, row.slot): (
            measures[row.measure_id]
        )
        for row in duties.rows.duties
    }


def _things_of(table: pa.Table) -> dict[int, frozenset[int]]:
    """Return the things that each filter may mean."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for thing, number in zip(
        table["thing_id"].to_pylist(), table["filter_id"].to_pylist(), strict=True
    ):
        found[number].add(thing)
    return {number: frozenset(things) for number, things in found.items()}


def _begins(wanted: list[_Wanted], reports: Iterable[pa.Table], as_of: int) -> dict[_Wanted, int]:
    """Return the earliest begin of the reports that are wanted of each."""
    every = pa.array(sorted(set().union(*(one.things for one in wanted))), pa.int32())
    found: dict[_Wanted, int] = {}
    for piece in reports:
        mask = pc.and_(pc.is_in(piece["thing_id"], every), pc.equal(piece["stance"], ASSERTS))
        mask = pc.and_(mask, pc.is_in(piece["kind"], pa.array([EVENT, TALLY], piece["kind"].type)))
        some = piece.filter(pc.and_(mask, pc.less_equal(piece["usable_at"], as_of)))
        for one in wanted:
            first = _first_begin(some, one)
            if first is not None:
                found[one] = min(first, found.get(one, first))
    return found


def _first_begin(reports: pa.Table, wanted: _Wanted) -> int | None:
    mask = pc.is_in(reports["thing_id"], pa.array(sorted(wanted.things), pa.int32()))
    if wanted.ends_at is None:
        meets = pc.and_(pc.less(reports["begins_at"], wanted.closes_at),
                        pc.greater(reports["ends_at"], wanted.opens_at))  # fmt: skip
    else:
        meets = pc.equal(reports["ends_at"], wanted.ends_at)
    first: int | None = pc.min(reports["begins_at"].filter(pc.and_(mask, meets))).as_py()
    return first
