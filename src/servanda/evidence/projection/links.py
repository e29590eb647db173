"""Links of a record: read in slices, resolved in one pass over what reports are called.

A record has about a fifth as many links as reports, and each names several reports. So no loop runs
over them but where one names what is no report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import dataset, ipc, parquet

from servanda.evidence.checks import FEW_REPORTS, Reports, with_known_targets
from servanda.evidence.faults import Faults, reject_rows
from servanda.evidence.hashing import row_hashes
from servanda.evidence.load import Loader
from servanda.evidence.names import KnownNames
from servanda.evidence.projection import format as fmt
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import build_rows
from servanda.evidence.tables import arrow_schema

_SLICE: Final = 1 << 17
_CHUNK: Final = 1 << 17
_TABLE: Final = arrow_schema("links")
_STAGED: Final = pa.schema([*_TABLE, ("row_id", pa.int64()), ("hash", pa.string())])
_WRITTEN: Final = _TABLE.append(fmt.TABLE_NUMBERS["links"])

_NAMED_SQL: Final = """
CREATE OR REPLACE TEMP VIEW called AS
SELECT n.report_no, s.name AS source, n.report
FROM read_parquet('{names}') n JOIN source_names s ON s.source_id = n.source_id
"""
# Nearly all links name every report as `source:report`. Where a text is also the whole id of a
# report, or its source has a colon, it may mean something else.
_PLAIN_SQL: Final = """
CREATE OR REPLACE TEMP TABLE resolved AS
WITH refs AS (
    SELECT row_id, unnest(reports) AS ref, generate_subscripts(reports, 1) AS place
    FROM staged_links
), whole_ids AS (
    SELECT DISTINCT r.row_id FROM refs r JOIN called c ON c.report = r.ref
    WHERE strpos(c.report, ':') > 0
), found AS (
    SELECT r.row_id, count(*) = count(c.report_no) AS is_good, CAST(NULL AS VARCHAR[]) AS names,
        list(c.report_no ORDER BY r.place) AS report_nos
    FROM refs r LEFT JOIN (SELECT * FROM called WHERE strpos(source, ':') = 0) c
    ON r.ref = c.source || ':' || c.report
    WHERE r.row_id NOT IN (SELECT row_id FROM whole_ids) GROUP BY r.row_id
)
SELECT * FROM found WHERE is_good
"""
_REFS_SQL: Final = """
CREATE OR REPLACE TEMP TABLE link_refs AS
SELECT row_id, unnest(reports) AS ref FROM staged_links
WHERE row_id NOT IN (SELECT row_id FROM resolved)
"""
_FOUND_SQL: Final = """
CREATE OR REPLACE TEMP TABLE referred AS
WITH wanted AS (SELECT DISTINCT ref FROM link_refs), looked_up AS (
    SELECT ref, substr(ref, strpos(ref, ':') + 1) AS report,
        substr(ref, 1, strpos(ref, ':') - 1) AS source FROM wanted WHERE strpos(ref, ':') > 1
    UNION ALL SELECT ref, ref, NULL FROM wanted
)
SELECT DISTINCT w.ref, c.source, c.report, c.report_no
FROM called c JOIN looked_up w ON w.report = c.report
WHERE w.source IS NULL OR w.source = c.source
"""
_RESOLVED_SQL: Final = """
INSERT INTO resolved
WITH answers AS (
    SELECT ref, count(*) AS n, any_value(source || ':' || report) AS name,
        any_value(report_no) AS report_no
    FROM referred GROUP BY ref
), each AS (
    SELECT DISTINCT r.row_id, coalesce(a.n, 0) = 1 AS is_good, a.name, a.report_no
    FROM link_refs r LEFT JOIN answers a USING (ref)
)
SELECT row_id, bool_and(is_good) AS is_good, list(name ORDER BY name) AS names,
    list(report_no ORDER BY name) AS report_nos
FROM each GROUP BY row_id
"""
_REPEATED_SQL: Final = """
CREATE OR REPLACE TEMP TABLE left_out AS
SELECT row_id FROM (
    SELECT row_id, row_number() OVER (
        PARTITION BY hash ORDER BY recorded_at NULLS FIRST, row_id) AS n
    FROM staged_links
) WHERE n > 1
"""
_WRITTEN_SQL: Final = """
SELECT CASE WHEN r.row_id IS NOT NULL THEN coalesce(r.names, l.reports) END AS reports,
    l.* EXCLUDE (reports, row_id, hash), r.report_nos
FROM staged_links l LEFT JOIN resolved r USING (row_id)
WHERE l.row_id NOT IN (SELECT row_id FROM left_out) ORDER BY l.hash
"""


def read_links(
    connection: duckdb.DuckDBPyConnection,
    loader: Loader,
    known: tuple[KnownNames, Sequence[str]],
    folders: tuple[Path, Path],
) -> pa.Table:
    """Read and write the table of links.

    Args:
        connection: may use its disk.
        loader: has the links as text; is given rejects and repeats.
        known: what rows may name; the sources in order of their ids, from 1.
        folders: of the projection, which has its names already; for what is needed meanwhile.

    Returns:
        Column `recorded_at` of the links that can be used.
    """
    names, sources = known
    folder, scratch = folders
    target = folder / fmt.TABLES_FOLDER / "links.parquet"
    raw = loader.raw("links")
    if not raw.num_rows:
        parquet.write_table(_WRITTEN.empty_table(), target)
        return _TABLE.empty_table()
    faults = Faults()
    staged = scratch / "links.arrow"
    _stage(raw, names, faults, staged)
    connection.register("staged_links", dataset.dataset(staged, schema=_STAGED, format="ipc"))
    connection.register("source_names", pa.table({
        "source_id": pa.array(range(1, len(sources) + 1), pa.int32()),
        "name": pa.array(sources, pa.string()),
    }))  # fmt: skip
    loader.repeats["links"] = _leave_out_repeats(connection)
    _resolve(connection, folder)
    _leave_out_doubtful(connection, faults)
    if faults.by_row:
        loader.rejects.append(reject_rows(raw, faults))
    found = _write(connection, target)
    for name in ("staged_links", "source_names"):
        connection.unregister(name)
    return found


def _stage(raw: pa.Table, names: KnownNames, faults: Faults, path: Path) -> None:
    """Write the rows that can be read, with their places and hashes."""
    words = DeclaredWords(arrow_schema("words").empty_table())
    with ipc.new_file(path, _STAGED) as sink:
        for start in range(0, raw.num_rows, _SLICE):
            rows, found = build_rows("links", raw.slice(start, _SLICE), names, words)
            rows = rows.append_column("row_id", pa.arange(start, start + rows.num_rows))
            rows = rows.append_column("hash", row_hashes("links", rows))
            if found.by_row:
                bad = pa.array(sorted(start + row for row in found.by_row), pa.int64())
                rows = rows.filter(pc.invert(pc.is_in(rows["row_id"], bad)))
                faults.by_row |= {start + row: theirs for row, theirs in found.by_row.items()}
            sink.write_table(rows.cast(_STAGED))


def _leave_out_repeats(connection: duckdb.DuckDBPyConnection) -> int:
    """Make `left_out` of the rows that only repeat another; return how many there are."""
    connection.execute("CREATE OR REPLACE TEMP TABLE left_out (row_id BIGINT)")
    counts = "SELECT count(*) - count(DISTINCT hash) FROM staged_links"
    ((repeats,),) = connection.execute(counts).fetchall()
    if repeats:
        connection.execute(_REPEATED_SQL)
    return int(repeats)


def _resolve(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make `resolved`: the reports that each link names."""
    files = folder / fmt.NAMES_FOLDER
    if any(files.iterdir()):
        connection.execute(_NAMED_SQL.format(names=str(files / "*.parquet").replace("'", "''")))
    else:
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE called
            (report_no BIGINT, source VARCHAR, report VARCHAR)"""
        )
    for statement in (_PLAIN_SQL, _REFS_SQL, _FOUND_SQL, _RESOLVED_SQL):
        connection.execute(statement)


def _leave_out_doubtful(connection: duckdb.DuckDBPyConnection, faults: Faults) -> None:
    """Find out what is wrong with links that do not name just reports."""
    rows = connection.sql(
        """SELECT row_id, reports FROM staged_links SEMI JOIN
        (SELECT row_id FROM resolved WHERE NOT is_good) USING (row_id)
        WHERE row_id NOT IN (SELECT row_id FROM left_out) ORDER BY row_id"""
    ).to_arrow_table()
    if not rows.num_rows:
        return
    with_known_targets(
        rows.cast(pa.schema([("row_id", pa.int64()), ("reports", pa.list_(pa.string()))])),
        "reports", _nameable(connection), faults,
    )  # fmt: skip
    connection.execute("INSERT INTO left_out SELECT row_id FROM resolved WHERE NOT is_good")


def _nameable(connection: duckdb.DuckDBPyConnection) -> Reports:
    """Return those that can be named: all where there are few, else those that were found."""
    ((count,),) = connection.execute("SELECT count(*) FROM called").fetchall()
    table = "referred" if count > FEW_REPORTS else "called"
    named = connection.sql(f"SELECT DISTINCT source, report FROM {table}").to_arrow_table()
    return Reports(named, is_all=count <= FEW_REPORTS)


def _write(connection: duckdb.DuckDBPyConnection, target: Path) -> pa.Table:
    recorded: list[pa.Array] = []
    with parquet.ParquetWriter(target, _WRITTEN) as file:
        for rows in _written(connection):
            file.write_table(rows)
            recorded += rows["recorded_at"].chunks
    return pa.table({"recorded_at": pa.chunked_array(recorded, pa.int64())})


def _written(connection: duckdb.DuckDBPyConnection) -> Iterator[pa.Table]:
    reader: Any = connection.sql(_WRITTEN_SQL).to_arrow_reader(_CHUNK)
    for batch in reader:
        if batch.num_rows:
            yield pa.Table.from_batches([batch]).select(_WRITTEN.names).cast(_WRITTEN)
