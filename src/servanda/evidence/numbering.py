"""Numbers for reports, and which of them stand at an instant (SEMANTICS 2.8, 7)."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.checks import replaced_id
from servanda.evidence.scratch import scratch

BEFORE_EVERYTHING: Final = -(2**62)
NEVER: Final = 2**62
"""Instants outside of every period: recorded before everything, usable never."""


def known_by(table: pa.Table, as_of: int) -> pa.Table:
    """Return the rows recorded by an instant; without a recorded-at they were always known."""
    recorded = pc.fill_null(table["recorded_at"], BEFORE_EVERYTHING)
    return table.filter(pc.less_equal(recorded, as_of))


def number_reports(reports: pa.Table, as_of: int) -> pa.Table:
    """Return the reports recorded by an instant, numbered.

    Args:
        reports: in `arrow_schema("reports")`.
        as_of: microseconds UTC.

    Returns:
        The rows in order of (source, report id), with `report_no int64` from 1 in that order,
        `root_no` the first report of its chain of corrections, `usable_at` when it and all that it
        replaces had been recorded (`NEVER` while it waits for what it replaces), and `stands`: it
        is the last usable of its chain and not withdrawn.
    """
    rows = known_by(reports, as_of).sort_by([("source", "ascending"), ("report", "ascending")])
    numbers = pa.array(range(1, rows.num_rows + 1), pa.int64())
    rows = rows.append_column("report_no", numbers)
    roots, usable = _chains(rows)
    rows = rows.append_column("root_no", roots).append_column("usable_at", usable)
    return rows.append_column("stands", _stands(rows, as_of))


def _chains(rows: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return root number and usable-at; only the few rows that replace others are walked."""
    own, recorded = rows["report_no"].combine_chunks(), rows["recorded_at"].combine_chunks()
    some = rows.filter(pc.is_valid(rows["replaces"])).select(
        ["source", "report", "replaces", "report_no", "recorded_at"]
    )
    if not some.num_rows:
        return own, recorded
    facts = some.to_pylist()
    wanted = {(f["source"], _replaced(f)) for f in facts}
    found = _find(rows, wanted)
    corrections = {f["report_no"]: (found.get((f["source"], _replaced(f))), f) for f in facts}
    chains = {number: _walk(number, corrections, recorded) for number in corrections}
    order = sorted(chains)
    mask = pc.is_in(own, pa.array(order, pa.int64()))
    roots = pc.replace_with_mask(own, mask, pa.array([chains[n][0] for n in order], pa.int64()))
    usable = pa.array([chains[n][1] for n in order], pa.int64())
    return roots, pc.replace_with_mask(recorded, mask, usable)


def _replaced(fact: dict[str, str]) -> str:
    return replaced_id(fact["source"], fact["replaces"])


def _find(rows: pa.Table, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    order = sorted(wanted)
    asked = pa.table({
        "source": pa.array([s for s, _ in order], pa.string()),
        "report": pa.array([r for _, r in order], pa.string()),
    })  # fmt: skip
    with scratch() as connection:
        connection.register("rows", rows.select(["source", "report", "report_no"]))
        connection.register("asked", asked)
        sql = "SELECT * FROM asked JOIN rows USING (source, report)"
        found = connection.execute(sql).fetchall()
    return {(source, report): number for source, report, number in found}


def _walk(
    number: int, corrections: dict[int, tuple[int | None, dict[str, str]]], recorded: pa.Array
) -> tuple[int, int]:
    usable, current = recorded[number - 1].as_py(), number
    seen: set[int] = set()
    while current in corrections:
        following = corrections[current][0]
        if following is None or current in seen:
            return number, NEVER
        seen.add(current)
        current = following
        usable = max(usable, recorded[current - 1].as_py())
    return current, usable


def _stands(rows: pa.Table, as_of: int) -> pa.Array:
    """Return whether each row is the last usable of its chain, by recorded-at and id.

    What others replace is never the last.
    """
    if rows["replaces"].null_count == rows.num_rows:
        return pc.invert(rows["withdrawn"]).combine_chunks()
    with scratch() as connection:
        connection.register("rows", rows)
        last = connection.sql(
            """SELECT arg_max(report_no, (report_no <> root_no, recorded_at, report_no))
                AS report_no FROM rows WHERE usable_at <= ? GROUP BY root_no""",
            params=[as_of],
        ).to_arrow_table()
    is_last = pc.is_in(rows["report_no"], last["report_no"].combine_chunks())
    return pc.and_(is_last, pc.invert(rows["withdrawn"])).combine_chunks()
