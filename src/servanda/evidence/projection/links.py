"""Links of a record: read in pieces, resolved by joins that may go to disk, written in pieces.

A record has about a fifth as many links as reports, and each names several reports. So no loop runs
over them but where one names what is no report, and no table of them is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import ipc, parquet

from servanda.errors import Problem
from servanda.evidence.checks import FEW_REPORTS, Reports, with_known_targets
from servanda.evidence.faults import Faults, reject_rows
from servanda.evidence.formats import quoted_text
from servanda.evidence.hashing import row_hashes
from servanda.evidence.names import KnownNames
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.digests import Digests
from servanda.evidence.projection.pieces import PiecesFile
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import build_rows
from servanda.evidence.tables import arrow_schema

_PIECE: Final = 1 << 18
"""Links that are written at once."""
_GROUP: Final = 1 << 16
_TABLE: Final = arrow_schema("links")
_STAGED: Final = pa.schema([*_TABLE, ("hash", pa.string()), ("file_no", pa.int32()),
                            ("row_no", pa.int64())])  # fmt: skip
_ORDERED: Final = _STAGED.remove(_STAGED.get_field_index("hash")).insert(
    0, pa.field("link_no", pa.int64())
)
_WRITTEN: Final = _TABLE.append(fmt.TABLE_NUMBERS["links"])

_ORDER_SQL: Final = "FROM staged_links ORDER BY hash, recorded_at NULLS FIRST, file_no, row_no"
_NAMED_SQL: Final = """
CREATE OR REPLACE TEMP VIEW called AS
SELECT n.report_no, s.name AS source, n.report
FROM read_parquet({names}) n JOIN source_names s ON s.source_id = n.source_id
"""
_TOLD_AT_SQL: Final = """
CREATE OR REPLACE TEMP VIEW told_at AS
SELECT s.name AS source, p.report, p.recorded_at
FROM parts p JOIN source_order s ON s.code = p.source
WHERE p.row NOT IN (SELECT row FROM dropped)
"""
_REFS_SQL: Final = """
CREATE OR REPLACE TEMP VIEW refs AS
SELECT link_no, unnest(reports) AS ref, generate_subscripts(reports, 1) AS place FROM ordered_links
"""
# Nearly all links name every report as `source:report`. Where a text is also the whole id of a
# report, or its source has a colon, it may mean something else.
_JOINED_SQL: Final = """
COPY (
    SELECT r.link_no, r.place, c.report_no
    FROM refs r LEFT JOIN (SELECT * FROM called WHERE strpos(source, ':') = 0) c
    ON r.ref = c.source || ':' || c.report
) TO {joined} (FORMAT parquet)
"""
# Joined and sorted in one statement, both would hold memory at the same time.
_PLAIN_SQL: Final = """
COPY (FROM read_parquet({joined}) ORDER BY link_no, place)
TO {plain} (FORMAT parquet, ROW_GROUP_SIZE 131072)
"""
_UNCLEAR_SQL: Final = """
CREATE OR REPLACE TEMP TABLE unclear AS
SELECT DISTINCT link_no FROM plain_refs WHERE report_no IS NULL
UNION
SELECT DISTINCT r.link_no
FROM refs r JOIN (SELECT DISTINCT report FROM called WHERE strpos(report, ':') > 0) c
ON c.report = r.ref
"""
_FOUND_SQL: Final = """
CREATE OR REPLACE TEMP TABLE referred AS
WITH wanted AS (SELECT DISTINCT ref FROM refs SEMI JOIN unclear USING (link_no)), looked_up AS (
    SELECT ref, substr(ref, strpos(ref, ':') + 1) AS report,
        substr(ref, 1, strpos(ref, ':') - 1) AS source FROM wanted WHERE strpos(ref, ':') > 1
    UNION ALL SELECT ref, ref, NULL FROM wanted
)
SELECT DISTINCT w.ref, c.source, c.report, c.report_no, t.recorded_at
FROM called c JOIN looked_up w ON w.report = c.report
JOIN told_at t ON t.source = c.source AND t.report = c.report
WHERE w.source IS NULL OR w.source = c.source
"""
_LOOKED_UP_SQL: Final = """
COPY (
    WITH asked AS (
        SELECT DISTINCT r.link_no, r.ref, l.recorded_at
        FROM refs r SEMI JOIN unclear USING (link_no) JOIN ordered_links l USING (link_no)
    ), firsts AS (
        SELECT ref, min(recorded_at) AS first_at FROM referred GROUP BY ref
    ), answers AS (
        SELECT a.link_no, a.ref, count(f.ref) AS n, min(f.source || ':' || f.report) AS name,
            min(f.report_no) AS report_no
        FROM asked a LEFT JOIN firsts b USING (ref)
        LEFT JOIN referred f ON f.ref = a.ref
            AND f.recorded_at <= greatest(a.recorded_at, b.first_at)
        GROUP BY a.link_no, a.ref
    )
    SELECT DISTINCT link_no, n = 1 AS is_good, name, report_no FROM answers ORDER BY link_no
) TO {unclear} (FORMAT parquet, ROW_GROUP_SIZE 131072)
"""
_WRONG_SQL: Final = """
CREATE OR REPLACE TEMP TABLE wrong AS
SELECT DISTINCT link_no FROM unclear_refs WHERE NOT is_good
"""
_WRITTEN_SQL: Final = """
WITH links AS (
    SELECT * FROM ordered_links WHERE link_no BETWEEN $first AND $last
    AND link_no NOT IN (SELECT link_no FROM wrong)
), plain AS (
    SELECT link_no, list(report_no ORDER BY place) AS report_nos
    FROM plain_refs WHERE link_no BETWEEN $first AND $last
    AND link_no NOT IN (SELECT link_no FROM unclear) GROUP BY link_no
), looked_up AS (
    SELECT link_no, list(name ORDER BY name) AS names, list(report_no ORDER BY name) AS report_nos
    FROM unclear_refs WHERE link_no BETWEEN $first AND $last GROUP BY link_no
)
SELECT CASE WHEN p.link_no IS NULL THEN u.names ELSE l.reports END AS reports,
    l.* EXCLUDE (link_no, reports, file_no, row_no),
    coalesce(p.report_nos, u.report_nos) AS report_nos
FROM links l LEFT JOIN plain p USING (link_no) LEFT JOIN looked_up u USING (link_no)
ORDER BY l.link_no
"""
_SOME_SQL: Final = """
SELECT link_no AS row_id, reports, recorded_at, file_no, row_no FROM ordered_links
SEMI JOIN wrong USING (link_no) ORDER BY link_no
"""


@dataclass
class StagedLinks:
    """Links that could be read, on disk, and what came of the others.

    Attributes:
        files: that they come from.
        path: rows of `_STAGED` as Arrow.
        count: how many there are.
        rejects: tables of `tables.REJECTS`.
        problems: what is wrong with whole files.
        repeats: how many only repeated another; known once they are written.
        digests: where the hashes of the links are kept in their order, each once; None: nowhere.
        wrong: which of these do not count; known once they are written.
    """

    files: Sequence[PiecesFile]
    path: Path
    count: int = 0
    rejects: list[pa.Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    repeats: int = 0
    digests: Digests | None = None
    wrong: list[int] = field(default_factory=list)


def stage_links(files: Sequence[PiecesFile], names: KnownNames, path: Path) -> StagedLinks:
    """Read all links, a piece at a time, and put those that can be read on disk."""
    words = DeclaredWords(arrow_schema("words").empty_table())
    staged = StagedLinks(files, path)
    with ipc.new_file(path, _STAGED) as sink:
        for file_no, file in enumerate(files):
            for raw in file.pieces():
                rows, faults = build_rows("links", raw, names, words)
                rows = rows.append_column("hash", row_hashes("links", rows))
                numbers = pa.repeat(pa.scalar(file_no, pa.int32()), rows.num_rows)
                rows = rows.append_column("file_no", numbers)
                rows = rows.append_column("row_no", raw["row_no"])
                if faults.by_row:
                    places = pa.arange(0, rows.num_rows)
                    bad = pa.array(sorted(faults.by_row), pa.int64())
                    rows = rows.filter(pc.invert(pc.is_in(places, bad)))
                    staged.rejects.append(reject_rows(raw, faults))
                sink.write_table(rows.cast(_STAGED))
                staged.count += rows.num_rows
            staged.problems += file.problems
            staged.rejects += file.rejects()
    return staged


def write_links(
    connection: duckdb.DuckDBPyConnection, staged: StagedLinks, sources: Sequence[str], folder: Path
) -> pa.Table:
    """Resolve and write the table of links.

    Args:
        connection: with `parts`, `source_order`, `dropped`; may use its disk.
        staged: the links; is given further rejects, and repeats.
        sources: in order of their ids, from 1.
        folder: of the projection, which has its names already.

    Returns:
        Column `recorded_at` of the links that can be used.
    """
    target = folder / fmt.TABLES_FOLDER / "links.parquet"
    if not staged.count:
        parquet.write_table(_WRITTEN.empty_table(), target)
        return _TABLE.empty_table()
    scratch = staged.path.parent
    count = _order(connection, staged, scratch / "links-ordered.parquet")
    connection.register("source_names", pa.table({
        "source_id": pa.array(range(1, len(sources) + 1), pa.int32()),
        "name": pa.array(sources, pa.string()),
    }))  # fmt: skip
    _resolve(connection, folder, scratch)
    staged.rejects += _doubtful(connection, staged.files)
    if staged.digests is not None:
        gone: Any = connection.sql("SELECT link_no FROM wrong").to_arrow_table()["link_no"]
        staged.wrong = gone.to_pylist()
    found = _write(connection, count, target)
    connection.unregister("source_names")
    return found


def _order(connection: duckdb.DuckDBPyConnection, staged: StagedLinks, path: Path) -> int:
    """Write links in order of their hashes, each once, and make the view `ordered_links`.

    Returns:
        How many there are.
    """
    from pyarrow import dataset

    connection.register("staged_links", dataset.dataset(staged.path, schema=_STAGED, format="ipc"))
    last, count = None, 0
    with parquet.ParquetWriter(path, _ORDERED) as file:
        reader: Any = connection.sql(_ORDER_SQL).to_arrow_reader(_GROUP)
        for batch in reader:
            if not batch.num_rows:
                continue
            hashes = batch.column("hash")
            is_new = pc.not_equal(hashes[1:], hashes[:-1])
            first = pa.array([hashes[0].as_py() != last], pa.bool_())
            last = hashes[-1].as_py()
            rows = pa.Table.from_batches([batch]).filter(pa.concat_arrays([first, is_new]))
            numbers = pa.arange(count, count + rows.num_rows)
            count += rows.num_rows
            if staged.digests is not None:
                staged.digests.add(rows["hash"].combine_chunks())
            rows = rows.append_column("link_no", numbers)
            file.write_table(rows.select(_ORDERED.names).cast(_ORDERED))
    connection.unregister("staged_links")
    staged.repeats = staged.count - count
    _view(connection, "ordered_links", path)
    return count


def _view(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {name} AS FROM read_parquet({quoted_text(str(path))})"
    )


def _resolve(connection: duckdb.DuckDBPyConnection, folder: Path, scratch: Path) -> None:
    """Find the reports that each link names.

    It makes `plain_refs` (link and place to number), `unclear` (the links that these do not
    settle), `unclear_refs` (theirs, looked up by all that a text may mean), and `wrong`.
    """
    files = folder / fmt.NAMES_FOLDER
    if any(files.iterdir()):
        connection.execute(_NAMED_SQL.format(names=quoted_text(str(files / "*.parquet"))))
    else:
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE called
            (report_no BIGINT, source VARCHAR, report VARCHAR)"""
        )
    connection.execute(_TOLD_AT_SQL)
    connection.execute(_REFS_SQL)
    plain, unclear = scratch / "links-plain.parquet", scratch / "links-unclear.parquet"
    joined = scratch / "links-joined.parquet"
    connection.execute(_JOINED_SQL.format(joined=quoted_text(str(joined))))
    connection.execute(
        _PLAIN_SQL.format(joined=quoted_text(str(joined)), plain=quoted_text(str(plain)))
    )
    joined.unlink()
    _view(connection, "plain_refs", plain)
    connection.execute(_UNCLEAR_SQL)
    connection.execute(_FOUND_SQL)
    connection.execute(_LOOKED_UP_SQL.format(unclear=quoted_text(str(unclear))))
    _view(connection, "unclear_refs", unclear)
    connection.execute(_WRONG_SQL)


def _doubtful(connection: duckdb.DuckDBPyConnection, files: Sequence[PiecesFile]) -> list[pa.Table]:
    """Return the links that do not name just reports as rows of `tables.REJECTS`."""
    rows = connection.sql(_SOME_SQL).to_arrow_table()
    if not rows.num_rows:
        return []
    faults = Faults()
    schema = pa.schema([("row_id", pa.int64()), ("reports", pa.list_(pa.string())),
                        ("recorded_at", pa.int64())])  # fmt: skip
    told = rows.select(schema.names).cast(schema)
    with_known_targets(told, "reports", _nameable(connection), faults)
    found = []
    for file_no, file in enumerate(files):
        here = rows.filter(pc.equal(rows["file_no"], file_no))
        lines = dict(zip(here["row_no"].to_pylist(), here["row_id"].to_pylist(), strict=True))
        if lines:
            raw = file.named(file.whole(lines))
            theirs = Faults({place: faults.by_row[lines[line]]
                             for place, line in enumerate(raw["row_no"].to_pylist())})  # fmt: skip
            found.append(reject_rows(raw, theirs))
    return found


def _nameable(connection: duckdb.DuckDBPyConnection) -> Reports:
    """Return those that can be named: all where there are few, else those that were found."""
    ((count,),) = connection.execute("SELECT count(*) FROM called").fetchall()
    table = "referred" if count > FEW_REPORTS else "told_at"
    named = connection.sql(f"SELECT DISTINCT source, report, recorded_at FROM {table}")
    return Reports(named.to_arrow_table(), is_all=count <= FEW_REPORTS)


def _write(connection: duckdb.DuckDBPyConnection, count: int, target: Path) -> pa.Table:
    recorded: list[pa.Array] = []
    with parquet.ParquetWriter(target, _WRITTEN) as file:
        for rows in _written(connection, count):
            file.write_table(rows, row_group_size=_GROUP)
            recorded += rows["recorded_at"].chunks
    return pa.table({"recorded_at": pa.chunked_array(recorded, pa.int64())})


def _written(connection: duckdb.DuckDBPyConnection, count: int) -> Iterator[pa.Table]:
    """Yield the links that can be used, in their order, some at a time."""
    for first in range(0, count, _PIECE):
        bounds = {"first": first, "last": first + _PIECE - 1}
        rows = connection.sql(_WRITTEN_SQL, params=bounds).to_arrow_table()
        yield rows.select(_WRITTEN.names).cast(_WRITTEN)
