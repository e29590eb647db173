"""Ukrainian air-raid alerts: a warning was on, from and to. No impact, no weapon, no hand.

Traps: the official file is by oblast, raion or hromada, and mostly by raion since December 2025, so
that counts before and after do not compare; in the volunteers' file `naive` means that the end was
assumed by its publisher, so it is not read; permanent alerts are in neither file.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.door.plan import DoorPlan
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample

_SQL: Final = """
WITH read AS (
    SELECT s.*, try_cast(started_at AS TIMESTAMPTZ) AS first_at,
        try_cast(finished_at AS TIMESTAMPTZ) AS last_at,
        coalesce(lower(naive) IN ('true', '1'), false) AS is_assumed,
        CASE level WHEN 'oblast' THEN [o.means] WHEN 'raion' THEN [r.means, o.means]
            WHEN 'hromada' THEN [h.means, r.means, o.means] ELSE [g.means, o.means] END AS place_of
    FROM sheet s
    LEFT JOIN areas h ON h.says = s.hromada
    LEFT JOIN areas r ON r.says = s.raion
    LEFT JOIN areas o ON o.says = s.oblast
    LEFT JOIN areas g ON g.says = s.region
)
SELECT row_no, CAST(NULL AS VARCHAR) AS report, getvariable('source') AS source,
    instant_text(CASE WHEN is_assumed THEN first_at ELSE coalesce(last_at, first_at) END)
        AS recorded_at,
    instant_text(first_at) AS begins,
    CASE WHEN NOT is_assumed THEN instant_text(last_at) END AS ends, 'event' AS kind,
    'sound alert' AS act, area_of(place_of) AS area, 'siren' AS means,
    concat_ws(', ', hromada, raion, oblast, region) AS place, getvariable('licence') AS licence,
    concat_ws('; ', 'by ' || level,
        CASE WHEN is_assumed THEN 'its end was assumed by the publisher and is not read' END)
        AS note,
    CASE WHEN first_at IS NULL THEN 'no time can be read from `' || coalesce(started_at, '') || '`'
        WHEN last_at IS NULL AND finished_at IS NOT NULL
            THEN 'no time can be read from `' || finished_at || '`' END AS fault,
    CASE WHEN is_outside(place_of) THEN 'it lies outside of all areas of the case' END AS aside
FROM read ORDER BY row_no
"""


def _recognise(sample: Sample) -> str:
    found = set(sample.header)
    if {"started_at", "finished_at"} <= found and found & {"oblast", "region"}:
        return "it has `started_at` and `finished_at` of alerts by oblast or region"
    return ""


AIR_RAID: Final = OutsideFormat(
    name="air-raid",
    title="Ukrainian air-raid alerts",
    source="air-raid-alerts",
    licence="",
    header=("started_at", "finished_at"),
    may_have=("oblast", "raion", "hromada", "level", "source", "region", "naive"),
    sql=_SQL,
    areas=("hromada", "raion", "oblast", "region"),
    recognise=_recognise,
    door=DoorPlan(day="started_at", unit="level"),
    assumes=(
        "an alert is a warning; it says nothing of a launch, an impact or a hand",
        "an alert became known when it ended, one whose end is not known when it began",
        "times without an offset are UTC",
    ),
)
"""The official and the volunteers' file."""
