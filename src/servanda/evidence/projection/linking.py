"""Which reports of a projection share an incident: links by hand, without a loop over reports."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
from pyarrow import parquet

from servanda.evidence.formats import quoted_text
from servanda.evidence.incidents import LINKED
from servanda.evidence.numbering import BEFORE_EVERYTHING, NEVER
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.memory import limit_memory

_NAMED_SQL: Final = """
CREATE TEMP TABLE named AS
SELECT file_row_number AS link_no, link = 'same' AS is_same, unnest(report_nos) AS report_no
FROM links WHERE recorded_at <= $as_of
"""
# Of each chain of corrections the report that stands, which is never the one that all others
# replace, whenever it was recorded; most reports are in none. Each step is a
# table of its own, and no sum keeps a state that cannot go to disk: few need memory at once.
_CHAINED_SQL: Final = f"""
CREATE TEMP TABLE chained AS
SELECT root_no, report_no, kind = 1 AND stance = 1 AND NOT withdrawn AS is_standing,
    CASE WHEN report_no = root_no THEN {BEFORE_EVERYTHING} ELSE recorded_at END AS recorded_at
FROM projected SEMI JOIN (
    SELECT DISTINCT root_no FROM projected WHERE root_no <> report_no
) c USING (root_no) WHERE usable_at <= $as_of
"""
_HEADS_SQL: Final = """
CREATE TEMP TABLE heads AS
SELECT root_no, max(report_no) AS report_no, arg_max(is_standing, report_no) AS is_standing
FROM chained JOIN (
    SELECT root_no, max(recorded_at) AS recorded_at FROM chained GROUP BY root_no
) last USING (root_no, recorded_at) GROUP BY root_no
"""
# Whoever names a report that is not there yet, or waits for what it replaces, names nothing.
_ROOTED_SQL: Final = f"""
CREATE TEMP TABLE rooted AS
SELECT e.link_no, e.is_same, e.report_no, r.root_no, r.kind = 1 AND r.stance = 1
    AND r.usable_at <= $as_of AND NOT r.withdrawn AS is_standing
FROM named e JOIN projected r ON r.report_no = e.report_no
WHERE CASE WHEN r.recorded_at = {BEFORE_EVERYTHING} THEN r.usable_at ELSE r.recorded_at END
    <= $as_of AND (r.usable_at <= $as_of OR r.usable_at = {NEVER})
"""
_MEMBERS_SQL: Final = """
CREATE TEMP TABLE members AS
SELECT m.link_no, m.is_same, coalesce(h.report_no, m.report_no) AS report_no
FROM rooted m LEFT JOIN heads h ON h.root_no = m.root_no
WHERE coalesce(h.is_standing, m.is_standing)
"""
# A link starts with its least report; those that share a report take the least of both. One may
# name a report twice: by itself and by what it corrects.
_LABELS_SQL: Final = """
CREATE TEMP TABLE labels AS
SELECT link_no, min(report_no) AS label FROM members WHERE is_same GROUP BY link_no
HAVING min(report_no) < max(report_no)
"""
_SHARED_SQL: Final = """
CREATE TEMP TABLE shared AS
SELECT DISTINCT m.report_no, m.link_no FROM members m JOIN labels USING (link_no)
SEMI JOIN (
    SELECT report_no FROM members WHERE is_same GROUP BY report_no
    HAVING min(link_no) < max(link_no)
) s USING (report_no)
"""
_STEP_SQL: Final = """
CREATE OR REPLACE TEMP TABLE lower AS
SELECT s.link_no, min(r.label) AS label
FROM shared s JOIN (
    SELECT s.report_no, min(l.label) AS label FROM shared s JOIN labels l USING (link_no)
    GROUP BY s.report_no
) r USING (report_no) JOIN labels l ON l.link_no = s.link_no
GROUP BY s.link_no, l.label HAVING min(r.label) < l.label
"""
_LINKED_SQL: Final = """
CREATE TEMP TABLE linked AS
SELECT m.report_no, min(l.label) AS incident_no
FROM members m JOIN labels l USING (link_no) GROUP BY m.report_no
"""
_APART_SQL: Final = """
SELECT count(*) FROM (
    SELECT a.link_no FROM members a JOIN members b USING (link_no)
    JOIN linked x ON x.report_no = a.report_no JOIN linked y ON y.report_no = b.report_no
    WHERE NOT a.is_same AND a.report_no < b.report_no AND x.incident_no = y.incident_no
)
"""


def linked_reports(links: str, reports: str, as_of: int) -> tuple[pa.Table, bool]:
    """Return the incidents that people have linked, as known at an instant.

    Args:
        links: the file of links, with the numbers of the reports that each names.
        reports: files of the reports of the projection.
        as_of: microseconds UTC.

    Returns:
        Rows of `LINKED`, and whether a person keeps reports apart that others have brought into one
        incident: then the links have to be read one by one.
    """
    if parquet.read_metadata(links).num_rows == 0:
        return LINKED.empty_table(), False
    with duckdb.connect() as connection:
        is_torn = _link(connection, links, reports, as_of)
        return connection.sql("FROM linked").to_arrow_table().cast(LINKED), is_torn


def write_linked(folder: Path, scratch: Path, as_of: int, memory: tuple[str, int]) -> None:
    """Write the incidents as known after the last row, unless links contradict each other.

    Args:
        folder: of the projection; its reports and links are there.
        scratch: a folder for what memory cannot hold.
        as_of: the last instant of recording.
        memory: that this may take before it goes to disk, and by how many threads, as for
            `limit_memory`.
    """
    links = str(folder / fmt.TABLES_FOLDER / "links.parquet")
    reports = str(folder / fmt.REPORTS_FOLDER / "*.parquet")
    with duckdb.connect() as connection:
        limit_memory(connection, memory, scratch)
        if not _link(connection, links, reports, as_of):
            path = quoted_text(str(folder / fmt.LINKED_FILE))
            connection.execute(f"COPY (FROM linked ORDER BY report_no) TO {path} (FORMAT parquet)")


def read_linked(folder: Path) -> pa.Table | None:
    """Return the incidents as known after the last row; None: they were not written."""
    path = folder / fmt.LINKED_FILE
    return parquet.read_table(path).cast(LINKED) if path.is_file() else None


def _link(connection: duckdb.DuckDBPyConnection, links: str, reports: str, as_of: int) -> bool:
    """Make the table `linked`; return whether links contradict each other."""
    connection.execute("SET preserve_insertion_order = false")
    numbered = f"read_parquet({quoted_text(links)}, file_row_number = true)"
    connection.execute(f"CREATE VIEW links AS FROM {numbered}")
    connection.execute(f"CREATE VIEW projected AS FROM read_parquet({quoted_text(reports)})")
    connection.execute(_CHAINED_SQL, {"as_of": as_of})
    connection.execute(_HEADS_SQL)
    connection.execute(_NAMED_SQL, {"as_of": as_of})
    connection.execute(_ROOTED_SQL, {"as_of": as_of})
    connection.execute(_MEMBERS_SQL)
    for name in ("named", "rooted", "chained", "heads"):
        connection.execute(f"DROP TABLE {name}")
    connection.execute(_LABELS_SQL)
    connection.execute(_SHARED_SQL)
    _spread(connection)
    connection.execute(_LINKED_SQL)
    ((apart,),) = connection.execute(_APART_SQL).fetchall()
    return bool(apart)


def _spread(connection: duckdb.DuckDBPyConnection) -> None:
    """Let links that share reports take one label, until nothing changes."""
    while True:
        connection.execute(_STEP_SQL)
        ((changed,),) = connection.execute("SELECT count(*) FROM lower").fetchall()
        if not changed:
            return
        connection.execute(
            "UPDATE labels SET label = lower.label FROM lower WHERE lower.link_no = labels.link_no"
        )
