"""ACLED event export: one row an event, coded by people from several sources.

Traps: dates are written `2023-01-31` or `16 May 2025`; `timestamp` is when the row last changed,
not when the event was; the order of `actor1` and `actor2` gives no direction, so both may be the
hand; the point stands for the place only where `geo_precision` is 1; one row merges several
sources.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.door.plan import DoorPlan
from servanda.evidence.importers.outside import OutsideFormat

HEADER: Final = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2",
    "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3",
    "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes",
    "fatalities", "tags", "timestamp",
)  # fmt: skip

TOWN_RADIUS_M: Final = 5000
"""A town is named and its centre given: how far the place may lie from it. Our assumption."""

_SQL: Final = f"""
WITH read AS (
    SELECT s.*, c.act, c.object AS thing, c.aside AS code_aside,
        coalesce(try_strptime(event_date, '%Y-%m-%d'), try_strptime(event_date, '%d %B %Y'),
            try_strptime(event_date, '%d %b %Y')) AS day,
        coalesce(instant_text(unix_time("timestamp")),
            getvariable('seen')) AS known_at,
        list_concat(
            CASE WHEN actor1 IS NOT NULL AND coalesce(inter1, '') NOT IN ('7', 'Civilians')
                THEN [one.means] ELSE [] END,
            CASE WHEN actor2 IS NOT NULL AND coalesce(inter2, '') NOT IN ('7', 'Civilians')
                THEN [two.means] ELSE [] END) AS hands,
        [l.means, a3.means, a2.means, a1.means, c0.means] AS fine,
        [a2.means, a1.means, c0.means] AS middle, [a1.means, c0.means] AS coarse,
        coalesce(o.means, s.source) AS first_source,
        try_cast(regexp_extract(trim(fatalities), '^([0-9]+)([.]0*)?$', 1) AS BIGINT) AS dead
    FROM sheet s
    LEFT JOIN codes c ON c.code = s.sub_event_type
    LEFT JOIN actors one ON one.says = s.actor1
    LEFT JOIN actors two ON two.says = s.actor2
    LEFT JOIN areas l ON l.says = s.location
    LEFT JOIN areas a3 ON a3.says = s.admin3
    LEFT JOIN areas a2 ON a2.says = s.admin2
    LEFT JOIN areas a1 ON a1.says = s.admin1
    LEFT JOIN areas c0 ON c0.says = s.country
    LEFT JOIN origins o ON o.says = s.source
), placed AS (
    SELECT *,
        CASE geo_precision WHEN '1' THEN fine WHEN '2' THEN middle ELSE coarse END AS place_of,
        CASE time_precision WHEN '1' THEN day WHEN '2' THEN day - INTERVAL 6 DAY
            WHEN '3' THEN date_trunc('month', day) END AS first_day,
        CASE time_precision WHEN '1' THEN day WHEN '2' THEN day + INTERVAL 6 DAY
            WHEN '3' THEN date_trunc('month', day) + INTERVAL 1 MONTH - INTERVAL 1 DAY
            END AS last_day
    FROM read
), made AS (
    SELECT row_no, event_id_cnty AS report, getvariable('source') AS source,
        nullif(first_source, getvariable('source')) AS origin, known_at AS recorded_at,
        day_text(first_day) AS begins, day_text(last_day) AS ends, 'event' AS kind,
        hand_of(hands) AS actor, act, thing AS object,
        CASE WHEN NOT (getvariable('is_drawn') AND geo_precision = '1' AND latitude IS NOT NULL)
            THEN area_of(place_of) END AS area,
        CASE WHEN geo_precision = '1' THEN latitude END AS latitude,
        CASE WHEN geo_precision = '1' THEN longitude END AS longitude,
        CASE WHEN geo_precision = '1' AND latitude IS NOT NULL THEN '{TOWN_RADIUS_M}'
            END AS radius_m,
        concat_ws(', ', location, admin2, admin1, country) AS place, notes AS "text",
        getvariable('licence') AS licence,
        concat_ws('; ', concat_ws(' / ', event_type, sub_event_type),
            'actors as written: ' || concat_ws(' and ', actor1, actor2) || ' (no direction)')
            AS note,
        CASE WHEN event_id_cnty IS NULL THEN 'it has no `event_id_cnty`'
            WHEN day IS NULL THEN 'no date can be read from `' || coalesce(event_date, '') || '`'
            WHEN first_day IS NULL THEN
                '`time_precision` is `' || coalesce(time_precision, '') || '`, not 1, 2 or 3'
            WHEN trim(fatalities) <> '' AND dead IS NULL
                THEN '`fatalities` is `' || fatalities || '`, which is no number'
            WHEN "timestamp" IS NOT NULL AND unix_time("timestamp") IS NULL
                THEN '`timestamp` is `' || "timestamp" || '`, which are no seconds since 1970'
            WHEN known_at IS NULL
                THEN 'neither `timestamp` nor `--seen` says when it became known'
            END AS fault,
        CASE WHEN act IS NULL THEN coalesce(code_aside, 'its code is not known')
            WHEN is_outside(place_of) THEN 'it lies outside of all areas of the case'
            WHEN only_outsiders(hands) THEN 'it names only actors outside of the case'
            END AS aside,
        dead
    FROM placed
)
SELECT * EXCLUDE (dead) FROM made
UNION ALL BY NAME
SELECT * EXCLUDE (dead, act, object) REPLACE (report || '-killed' AS report), 'kill' AS act,
    'person' AS object, CAST(dead AS VARCHAR) AS quantity, 'person' AS unit
FROM made WHERE dead > 0 AND fault IS NULL AND aside IS NULL
ORDER BY row_no, report
"""

ACLED: Final = OutsideFormat(
    name="acled",
    title="ACLED event export",
    source="acled",
    licence="ACLED",
    header=HEADER,
    may_have=("population_*", "data_id", "event_id_no_cnty", "iso3"),
    sql=_SQL,
    codes="acled.csv",
    code="s.sub_event_type",
    actors=("actor1", "actor2"),
    areas=("location", "admin3", "admin2", "admin1", "country"),
    origins=("source",),
    door=DoorPlan(day="event_date", latitude="latitude", longitude="longitude"),
    assumes=(
        f"where `geo_precision` is 1 the place lies within {TOWN_RADIUS_M} m of the point",
        "where `time_precision` is 2 the day lies within six days of the date, where it is 3 in its"
        " month",
        "civilians are no hand; all other actors named are candidates, in no order",
        "dead that are counted 0 may be unknown, so they make no report",
        "several sources in one cell are one first source, which is unlisted until `imports/"
        "names.csv` says whom it means",
    ),
)
"""The format."""
