"""Home Front Command alerts: a warning was sounded. No impact, no kind of weapon, no hand.

Traps: `data` may hold several areas in one cell, and the alert sounded in each of them, so that
each is a report; `date` and `time` are local without a zone (Asia/Jerusalem, summer time);
`alertDate` rounds the seconds; warnings ahead, all-clears and drills are no alerts. The live feed
numbers its categories otherwise and must not be read with this table.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.door.plan import Clocks, DoorPlan
from servanda.evidence.importers.outside import OutsideFormat

ZONE: Final = "Asia/Jerusalem"

_SQL: Final = f"""
WITH read AS (
    SELECT s.*, c.act, c.aside AS code_aside, c.about AS meaning,
        try_strptime("date" || ' ' || "time", '%d.%m.%Y %H:%M:%S') AS local_time
    FROM sheet s LEFT JOIN codes c ON c.code = s.category
), parted AS (
    SELECT *, unnest(coalesce(string_split(data, ', '), [NULL])) AS place,
        generate_subscripts(coalesce(string_split(data, ', '), [NULL]), 1) AS part,
        first_utc(local_time, '{ZONE}') AS first_at, last_utc(local_time, '{ZONE}') AS last_at
    FROM read
)
SELECT row_no, rid || '-' || part AS report, getvariable('source') AS source,
    instant_text(last_at) AS recorded_at, instant_text(first_at) AS begins,
    CASE WHEN last_at > first_at THEN instant_text(last_at) END AS ends, 'event' AS kind,
    act, nullif(a.means, '-') AS area, 'alert ' || rid AS about, 'siren' AS means, place,
    category_desc AS "text", 'he' AS language, getvariable('licence') AS licence,
    'category ' || category || ': ' || meaning AS note,
    CASE WHEN local_time IS NULL THEN 'no time can be read from `' || concat_ws(' ', "date", "time")
            || '`'
        WHEN is_jumped(local_time, '{ZONE}') THEN 'the clocks jumped over this time' END AS fault,
    CASE WHEN act IS NULL THEN coalesce(code_aside, 'its code is not known')
        WHEN a.means = '-' THEN 'it lies outside of all areas of the case' END AS aside
FROM parted LEFT JOIN areas a ON a.says = place
ORDER BY row_no, part
"""

HOME_FRONT: Final = OutsideFormat(
    name="home-front",
    title="Home Front Command alerts",
    source="home-front-command",
    licence="Apache-2.0",
    header=("data", "date", "time", "alertDate", "category", "category_desc", "matrix_id", "rid"),
    sql=_SQL,
    codes="home-front.csv",
    code="s.category",
    areas=("data",),
    area_splits=", ",
    door=DoorPlan(clocks=(Clocks(("alertDate",), ("date", "time")),)),
    assumes=(
        "an alert is a warning; it says nothing of a launch, an impact or a hand",
        "an alert became known when it sounded",
        f"times are local to {ZONE}; one that the clocks showed twice lies between the two",
    ),
)
"""The format."""
