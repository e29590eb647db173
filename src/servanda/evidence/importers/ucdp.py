"""UCDP GED and its candidate releases: one row an event that killed somebody.

Traps: the estimates stand in the order best, high, low; `side_a` and `side_b` give no direction
unless the violence is one-sided; a candidate release may have no header, and its ids change meaning
when the yearly release comes, so it is a source of its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from servanda.evidence.door.plan import DoorPlan, Ordered, Parts
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_headerless

HEADER: Final = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip

EXACT_RADIUS_M: Final = 5000
"""A place is named and its centre given: how far the true one may lie from it. Our assumption."""
NEAR_RADIUS_M: Final = 25_000
"""`where_prec` 2: within about 25 km of the point."""

_DAY: Final = """coalesce(try_strptime(regexp_extract({0}, '^[^ T]+'), '%Y-%m-%d'),
    try_strptime(regexp_extract({0}, '^[^ T]+'), '%Y/%m/%d'))"""

_SQL: Final = f"""
WITH read AS (
    SELECT s.*, c.act, c.aside AS code_aside, {_DAY.format("date_start")} AS first_day,
        {_DAY.format("date_end")} AS last_day,
        CASE type_of_violence WHEN '3' THEN [a.means] ELSE [a.means, b.means] END AS hands,
        CASE where_prec WHEN '1' THEN [a2.means, a1.means, c0.means]
            WHEN '2' THEN [c0.means] WHEN '3' THEN [a2.means, a1.means, c0.means]
            WHEN '4' THEN [a1.means, c0.means] WHEN '6' THEN [c0.means] ELSE [] END AS place_of,
        CASE where_prec WHEN '1' THEN '{EXACT_RADIUS_M}' WHEN '2' THEN '{NEAR_RADIUS_M}' END
            AS metres, coalesce(o.means, source_office) AS first_source,
        try_cast(low AS BIGINT) AS least, try_cast(high AS BIGINT) AS most
    FROM sheet s
    LEFT JOIN codes c ON c.code = s.type_of_violence
    LEFT JOIN actors a ON a.says = s.side_a
    LEFT JOIN actors b ON b.says = s.side_b
    LEFT JOIN areas a2 ON a2.says = s.adm_2
    LEFT JOIN areas a1 ON a1.says = s.adm_1
    LEFT JOIN areas c0 ON c0.says = s.country
    LEFT JOIN origins o ON o.says = s.source_office
), made AS (
    SELECT row_no, id AS report, getvariable('source') AS source,
        nullif(first_source, getvariable('source')) AS origin,
        getvariable('seen') AS recorded_at, day_text(first_day) AS begins,
        day_text(last_day) AS ends, 'event' AS kind, hand_of(hands) AS actor, act,
        CASE WHEN NOT (getvariable('is_drawn') AND metres IS NOT NULL AND latitude IS NOT NULL)
            THEN area_of(place_of) END AS area,
        CASE WHEN metres IS NOT NULL THEN latitude END AS latitude,
        CASE WHEN metres IS NOT NULL THEN longitude END AS longitude,
        CASE WHEN latitude IS NOT NULL THEN metres END AS radius_m,
        concat_ws(', ', where_coordinates, adm_2, adm_1, country) AS place,
        source_headline AS "text", getvariable('licence') AS licence,
        concat_ws('; ', dyad_name || ' (no direction)', 'status ' || code_status,
            CASE event_clarity WHEN '2' THEN 'event not clear' END, where_description) AS note,
        CASE WHEN first_day IS NULL OR last_day IS NULL THEN 'no date can be read from `'
            || concat_ws('`, `', date_start, date_end) || '`'
            WHEN (low IS NOT NULL AND least IS NULL) OR (high IS NOT NULL AND most IS NULL)
            THEN 'no number of dead can be read from `' || concat_ws('`, `', low, high) || '`'
            END AS fault,
        CASE WHEN code_aside IS NOT NULL OR act IS NULL
                THEN coalesce(code_aside, 'its code is not known')
            WHEN is_outside(place_of) THEN 'it lies outside of all areas of the case'
            WHEN only_outsiders(hands) THEN 'it names only actors outside of the case'
            END AS aside, least, most
    FROM read
)
SELECT * EXCLUDE (least, most) FROM made
UNION ALL BY NAME
SELECT * EXCLUDE (least, most, act) REPLACE (report || '-killed' AS report), 'kill' AS act,
    'person' AS object, CAST(least AS VARCHAR) AS quantity_low,
    CAST(most AS VARCHAR) AS quantity_high, 'person' AS unit
FROM made WHERE coalesce(most, least) > 0 AND fault IS NULL AND aside IS NULL
ORDER BY row_no, report
"""

UCDP: Final = OutsideFormat(
    name="ucdp",
    title="UCDP georeferenced event dataset",
    source="ucdp-ged",
    licence="CC BY 4.0",
    header=HEADER,
    sql=_SQL,
    codes="ucdp.csv",
    code="s.type_of_violence",
    actors=("side_a", "side_b"),
    areas=("adm_2", "adm_1", "country"),
    origins=("source_office",),
    has_own_time=False,
    door=DoorPlan(
        day="date_start",
        parts=(Parts("best", ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")),),
        ordered=(Ordered(("low", "best", "high")),),
        latitude="latitude",
        longitude="longitude",
    ),
    assumes=(
        f"where `where_prec` is 1 the place lies within {EXACT_RADIUS_M} m of the point, where it"
        f" is 2 within {NEAR_RADIUS_M} m",
        "only one-sided violence has a direction; otherwise both sides are candidates",
        "the dead lie between `low` and `high`; `best` is kept in the original row",
    ),
)
"""The yearly release."""


def _read_candidate(path: Path, encoding: str) -> Sheet:
    return read_headerless(path, HEADER, encoding)


def _is_candidate(sample: Sample) -> str:
    row = sample.header
    is_data = len(row) == len(HEADER) and row[0].isdigit() and row[5] in {"1", "2", "3"}
    return f"it has no header and {len(HEADER)} columns as of UCDP" if is_data else ""


UCDP_CANDIDATE: Final = replace(
    UCDP,
    name="ucdp-candidate",
    title="UCDP candidate events without a header",
    source="ucdp-candidate",
    read=_read_candidate,
    recognise=_is_candidate,
)
"""A candidate release without a line of names; with one, import it as `ucdp --source
ucdp-candidate`."""
