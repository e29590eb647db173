"""ACLED's deletions: which events it took back, and when; read beside the events of a case.

A deletion is a correction that its source makes openly: each report that an event gave is followed
by one that withdraws it, known from the time of the deletion. So the event stays on record, and a
board of an earlier day still shows it. Traps: the endpoint lists deletions since the time that was
asked for, of the whole world; `deleted_timestamp` is Unix time; an event that changed after its
deletion was published again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet, read_json_records, read_table

HEADER: Final = ("event_id_cnty", "deleted_timestamp")

_SQL: Final = """
WITH read AS (
    SELECT s.row_no, event_id_cnty, deleted_timestamp,
        unix_time(deleted_timestamp) AS deleted_at
    FROM sheet s
), judged AS (
    SELECT h.* EXCLUDE (key), r.*, instant_text(deleted_at) AS known_at,
        try_cast(h.recorded_at AS TIMESTAMPTZ) > deleted_at AS is_back
    FROM read r LEFT JOIN held h ON h.key = r.event_id_cnty AND deleted_at IS NOT NULL
)
SELECT * EXCLUDE (event_id_cnty, deleted_timestamp, deleted_at, known_at, is_back)
    REPLACE (report || '-deleted' AS report, known_at AS recorded_at, report AS replaces,
        'true' AS withdrawn, 'the source deleted the event' AS note),
    CASE WHEN event_id_cnty IS NULL THEN 'it has no `event_id_cnty`'
        WHEN deleted_at IS NULL
            THEN 'no time can be read from `' || coalesce(deleted_timestamp, '') || '`'
        END AS fault,
    CASE WHEN report IS NULL THEN 'no import of the case holds this event'
        WHEN is_back THEN 'the event changed after it was deleted, so that it stands'
        END AS aside
FROM judged ORDER BY row_no, report
"""


def _read(path: Path, encoding: str) -> Sheet:
    if path.suffix.lower() == ".json":
        return read_json_records(path, ("$.data", "$"), encoding)
    return read_table(path, encoding)


ACLED_DELETED: Final = OutsideFormat(
    name="acled-deleted",
    title="ACLED deletions",
    source="acled",
    licence="ACLED",
    header=HEADER,
    sql=_SQL,
    read=_read,
    beside="acled",
    assumes=("a deleted event is taken back by its source from the time of the deletion on",),
)
"""The format; the answer of the endpoint `deleted` as CSV or JSON."""
