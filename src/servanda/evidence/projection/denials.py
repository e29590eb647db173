"""Which reports other rows speak of, and the denials that speak of none (SEMANTICS 2.8)."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from servanda.evidence.checks import FEW_REPORTS, Reports, with_known_targets
from servanda.evidence.faults import Faults
from servanda.evidence.projection.settled import PAIRS, Settled, note_dropped

# As `checks.ReportIds` finds them: what had been recorded by then, else what was recorded first.
_MEANT: Final = """
    usable AS (SELECT * FROM known WHERE row NOT IN (SELECT row FROM dropped)),
    firsts AS (SELECT ref, min(recorded_at) AS first_at FROM usable GROUP BY ref),
    meant AS (
        SELECT d.row, d.ref, k.row AS target FROM denials d LEFT JOIN firsts f USING (ref)
        LEFT JOIN usable k ON k.ref = d.ref AND k.recorded_at <= greatest(d.recorded_at, f.first_at)
        WHERE d.row NOT IN (SELECT row FROM dropped)
    )"""


def find_references(connection: duckdb.DuckDBPyConnection, references: pa.Table) -> pa.Table:
    """Return the reports that references name.

    Args:
        connection: with `parts`, `source_order`, `dropped`.
        references: distinct, column `ref`.

    Returns:
        `ref`, `source`, `report`, `row`, `recorded_at`; several rows where a reference may mean
        several reports.
    """
    connection.register("asked", references)
    found = connection.sql(
        """WITH wanted AS (
            SELECT ref, ref AS report, NULL AS source FROM asked
            UNION ALL SELECT ref, substr(ref, strpos(ref, ':') + 1),
                substr(ref, 1, strpos(ref, ':') - 1)
            FROM asked WHERE strpos(ref, ':') > 1
        )
        SELECT DISTINCT w.ref, s.name AS source, p.report, p.row, p.recorded_at
        FROM parts p JOIN wanted w ON w.report = p.report
        JOIN source_order s ON s.code = p.source
        WHERE (w.source IS NULL OR w.source = s.name)
        AND p.row NOT IN (SELECT row FROM dropped)"""
    ).to_arrow_table()
    connection.unregister("asked")
    return found


def drop_unknown_denials(connection: duckdb.DuckDBPyConnection, settled: Settled) -> None:
    """Drop the reports that deny or except what is no report that can be used."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE denials AS
        SELECT row, unnest("of") AS ref, recorded_at FROM refs
        WHERE "of" IS NOT NULL AND row NOT IN (SELECT row FROM dropped)"""
    )
    asked = connection.sql("SELECT DISTINCT ref FROM denials").to_arrow_table()
    if not asked.num_rows:
        return
    connection.register("found_refs", find_references(connection, asked))
    connection.execute("CREATE OR REPLACE TEMP TABLE known AS SELECT * FROM found_refs")
    connection.unregister("found_refs")
    while True:
        doubtful = connection.sql(
            f"""WITH {_MEANT}, each AS (
                SELECT row, ref, count(target) AS n FROM meant GROUP BY row, ref)
            SELECT DISTINCT row FROM each WHERE n <> 1"""
        ).to_arrow_table()
        if not doubtful.num_rows:
            break
        before = len(settled.dropped)
        _drop_denials(connection, settled, doubtful)
        if len(settled.dropped) == before:
            break
        note_dropped(connection, settled)
    settled.targets = (
        connection.sql(
            f"WITH {_MEANT} SELECT DISTINCT row, target FROM meant WHERE target IS NOT NULL"
        )
        .to_arrow_table()
        .cast(PAIRS)
    )


def _drop_denials(
    connection: duckdb.DuckDBPyConnection, settled: Settled, doubtful: pa.Table
) -> None:
    """Find out what is wrong with doubtful denials."""
    connection.register("doubtful", doubtful)
    rows = connection.sql(
        'SELECT row AS row_id, list("ref" ORDER BY ref) AS "of",'
        " any_value(recorded_at) AS recorded_at FROM denials"
        " SEMI JOIN doubtful USING (row) GROUP BY row ORDER BY row"
    ).to_arrow_table()
    faults = Faults()
    with_known_targets(rows, "of", known_reports(connection, "known"), faults)
    connection.unregister("doubtful")
    for row, found in faults.by_row.items():
        settled.drop(row, *found)


def known_reports(connection: duckdb.DuckDBPyConnection, found: str) -> Reports:
    """Return those that can be named: all where there are few, else those that were found."""
    left = "row NOT IN (SELECT row FROM dropped)"
    (count,) = connection.execute(f"SELECT count(*) FROM parts WHERE {left}").fetchall()[0]
    if count > FEW_REPORTS:
        named = connection.sql(
            f"SELECT DISTINCT source, report, recorded_at FROM {found} WHERE {left}"
        )
        return Reports(named.to_arrow_table(), is_all=False)
    named = connection.sql(
        f"""SELECT s.name AS source, p.report, p.recorded_at FROM parts p JOIN source_order s
        ON s.code = p.source WHERE {left}"""
    )
    return Reports(named.to_arrow_table())
