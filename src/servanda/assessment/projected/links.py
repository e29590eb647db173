"""Which reports of a projection share an incident: links by hand, without a loop over reports."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from servanda.assessment.backends.duckdb import rows_of_files
from servanda.evidence.incidents import LINKED

# Of each chain of corrections the report that stands; most reports are in none.
_MEMBERS_SQL: Final = """
CREATE TEMP TABLE members AS
WITH named AS (
    SELECT row_number() OVER (ORDER BY recorded_at, reports, reason) AS link_no,
        link = 'same' AS is_same, report_nos
    FROM links WHERE recorded_at <= $as_of
), each AS (
    SELECT link_no, is_same, unnest(report_nos) AS report_no FROM named
), rooted AS (
    SELECT e.link_no, e.is_same, e.report_no, r.root_no, r.kind = 1 AND r.stance = 1
        AND r.usable_at <= $as_of AND NOT r.withdrawn AS is_standing
    FROM each e JOIN projected r ON r.report_no = e.report_no
), chains AS (
    SELECT DISTINCT root_no FROM projected WHERE root_no <> report_no
), heads AS (
    SELECT r.root_no, arg_max(r.report_no, (r.recorded_at, r.report_no)) AS report_no,
        arg_max(r.kind = 1 AND r.stance = 1 AND NOT r.withdrawn, (r.recorded_at, r.report_no))
            AS is_standing
    FROM projected r SEMI JOIN chains USING (root_no) WHERE r.usable_at <= $as_of
    GROUP BY r.root_no
)
SELECT DISTINCT m.link_no, m.is_same, coalesce(h.report_no, m.report_no) AS report_no
FROM rooted m LEFT JOIN heads h ON h.root_no = m.root_no
WHERE coalesce(h.is_standing, m.is_standing)
"""
# A link starts with its least report; those that share a report take the least of both.
_LABELS_SQL: Final = """
CREATE TEMP TABLE labels AS
SELECT link_no, min(report_no) AS label FROM members WHERE is_same GROUP BY link_no
HAVING count(*) > 1
"""
_SHARED_SQL: Final = """
CREATE TEMP TABLE shared AS
SELECT m.report_no, m.link_no FROM members m JOIN labels USING (link_no)
WHERE m.report_no IN (
    SELECT m.report_no FROM members m JOIN labels USING (link_no)
    WHERE m.is_same GROUP BY m.report_no HAVING count(*) > 1
)
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
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW links AS FROM {rows_of_files(links)}")
        connection.execute(f"CREATE VIEW projected AS FROM {rows_of_files(reports)}")
        connection.execute(_MEMBERS_SQL, {"as_of": as_of})
        connection.execute(_LABELS_SQL)
        connection.execute(_SHARED_SQL)
        _spread(connection)
        connection.execute(f"CREATE TEMP TABLE linked AS {_LINKED_SQL}")
        ((apart,),) = connection.execute(_APART_SQL).fetchall()
        return connection.sql("FROM linked").to_arrow_table().cast(LINKED), apart > 0


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
