"""What an index works out ahead of every judgement, as known after the last row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from servanda.evidence.formats import quoted_text
from servanda.evidence.numbering import BEFORE_EVERYTHING
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.memory import limit_memory

_TOPICS_SQL: Final = """
SELECT row_number() OVER (ORDER BY thing_id, place_id, hand_id) AS topic_no, thing_id, place_id,
    hand_id, is_open
FROM (
    SELECT thing_id, place_id, hand_id, bool_or(kind <> 1 OR about_id = 0) AS is_open
    FROM reports WHERE stance = 1 GROUP BY ALL
)
ORDER BY topic_no
"""
_REPLACED_SQL: Final = """
SELECT report_no, root_no, recorded_at, usable_at, withdrawn FROM reports
WHERE root_no IN (SELECT root_no FROM reports WHERE report_no <> root_no)
ORDER BY report_no
"""
# Nobody reports of the future: a period reaches no further than the instant of its recording.
_SPOKEN_UNTIL_SQL: Final = f"""
WITH usable AS (
    SELECT root_no, report_no,
        CASE WHEN report_no = root_no THEN {BEFORE_EVERYTHING} ELSE recorded_at END AS recorded_at
    FROM replaced WHERE usable_at <= $last
), lasts AS (
    SELECT root_no, max(recorded_at) AS recorded_at FROM usable GROUP BY root_no
), heads AS (
    SELECT max(report_no) AS report_no FROM usable JOIN lasts USING (root_no, recorded_at)
    GROUP BY root_no
)
SELECT source_id, max(least(ends_at, recorded_at)) AS spoken_until FROM reports
WHERE usable_at <= $last AND NOT withdrawn AND (report_no IN (SELECT report_no FROM heads)
    OR report_no NOT IN (SELECT report_no FROM replaced))
GROUP BY source_id ORDER BY source_id
"""
_SIDES: Final = ("source_id", "origin_id", "recorded_at", "begins_at", "ends_at", "low", "high")
_PAIRS_SQL: Final = f"""
WITH paired AS (
    SELECT r.*, t.topic_no FROM reports r JOIN topics t USING (thing_id, place_id, hand_id)
    WHERE r.is_paired = 1
)
SELECT a.about_id, {
    ", ".join(
        f"{side}.report_no AS {side}_no, {side}.topic_no AS {side}_topic_no, "
        + ", ".join(f"{side}.{name} AS {side}_{name}" for name in _SIDES)
        for side in ("a", "b")
    )
}
FROM paired a JOIN paired b ON a.about_id = b.about_id
    AND (a.topic_no < b.topic_no OR (a.topic_no = b.topic_no AND a.report_no < b.report_no))
ORDER BY a_topic_no, b_topic_no, a_no
"""
_QUERIES: Final = {
    "topics": _TOPICS_SQL,
    "replaced": _REPLACED_SQL,
    "spoken_until": _SPOKEN_UNTIL_SQL,
    "pairs": _PAIRS_SQL,
}


def write_ahead(folder: Path, scratch: Path, last: int, memory: tuple[str, int]) -> None:
    """Write the tables of `fmt.AHEAD`.

    Args:
        folder: of the projection; its reports are there.
        scratch: a folder for what memory cannot hold.
        last: the last instant of recording.
        memory: that this may take before it goes to disk, and by how many threads, as for
            `limit_memory`.
    """
    ahead = folder / fmt.AHEAD_FOLDER
    ahead.mkdir()
    reports = quoted_text(str(folder / fmt.REPORTS_FOLDER / "*.parquet"))
    with duckdb.connect() as connection:
        limit_memory(connection, memory, scratch)
        connection.execute(f"CREATE VIEW reports AS FROM read_parquet({reports})")
        for name, query in _QUERIES.items():
            path = quoted_text(str(ahead / f"{name}.parquet"))
            needs = {"last": last} if "$last" in query else {}
            columns = ", ".join(f"CAST({f.name} AS {_TYPES[str(f.type)]}) AS {f.name}"
                                for f in fmt.AHEAD[name])  # fmt: skip
            connection.execute(
                f"COPY (SELECT {columns} FROM ({query})) TO {path} (FORMAT parquet)", needs
            )
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({path})")


_TYPES: Final = {"int64": "BIGINT", "int32": "INTEGER", "bool": "BOOLEAN"}
