"""ADS-B state vectors, as OpenSky gives them: an aircraft was at a place at an instant.

Traps: a vector holds longitude before latitude; `origin_country` is of the block of addresses and
says nothing of who flies; military aircraft often do not transmit and signals are forged near
fighting, so that presence can support a report and absence can refute none. The vectors of one
aircraft in one square of the map without a gap of ten minutes are one report; the others are set
aside as further looks at it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, json_lines, read_table, text_of
from servanda.evidence.scratch import scratch

FIELDS: Final = (
    "icao24", "callsign", "origin_country", "time_position", "last_contact", "longitude",
    "latitude", "baro_altitude", "on_ground", "velocity", "true_track", "vertical_rate", "sensors",
    "geo_altitude", "squawk", "spi", "position_source", "category",
)  # fmt: skip
_OLD: Final = ("lat", "lon", "heading", "vertrate", "onground", "alert", "baroaltitude",
               "geoaltitude", "lastposupdate", "lastcontact", "hour", "serials")  # fmt: skip
GAP_SECONDS: Final = 600
SQUARE_DEGREES: Final = 0.1
_METRES_PER_DEGREE: Final = 111_320
_SPARE_M: Final = 200

_SQL: Final = f"""
WITH read AS (
    SELECT s.*, c.object AS thing, degrees_of(coalesce(latitude, lat), 90) AS north,
        degrees_of(coalesce(longitude, lon), 180) AS east,
        unix_seconds(coalesce(time_position, lastposupdate, "time")) AS at_s,
        lower(coalesce(on_ground, onground)) = 'true' AS is_down
    FROM sheet s LEFT JOIN codes c ON c.code = s.category
), sorted AS (
    SELECT *, floor(north / {SQUARE_DEGREES}) AS row_of,
        floor(east / {SQUARE_DEGREES}) AS column_of,
        CASE WHEN icao24 IS NULL OR at_s IS NULL THEN 'it names no aircraft, or no time'
            END AS fault,
        CASE WHEN is_down THEN 'the aircraft is on the ground'
            WHEN north IS NULL OR east IS NULL THEN 'the aircraft told no position' END AS aside
    FROM read
), marked AS (
    SELECT *, CASE WHEN lag(at_s) OVER w + {GAP_SECONDS} >= at_s AND lag(row_of) OVER w = row_of
        AND lag(column_of) OVER w = column_of THEN 0 ELSE 1 END AS is_new
    FROM sorted WHERE fault IS NULL AND aside IS NULL
    WINDOW w AS (PARTITION BY icao24 ORDER BY at_s, row_no)
), stretches AS (
    SELECT *, sum(is_new) OVER (PARTITION BY icao24 ORDER BY at_s, row_no) AS stretch FROM marked
), middles AS (
    SELECT *, avg(north) OVER s AS north0, avg(east) OVER s AS east0,
        min(row_no) OVER s AS first_no, min(at_s) OVER s AS first_s, max(at_s) OVER s AS last_s
    FROM stretches WINDOW s AS (PARTITION BY icao24, stretch)
), placed AS (
    SELECT *, max(sqrt((north - north0) ^ 2 + ((east - east0) * cos(radians(north0))) ^ 2))
        OVER (PARTITION BY icao24, stretch) AS reach
    FROM middles
)
SELECT row_no, icao24 || '-' || first_s AS report, getvariable('source') AS source,
    coalesce(getvariable('seen'), instant_text(to_timestamp(last_s))) AS recorded_at,
    instant_text(to_timestamp(first_s)) AS begins, instant_text(to_timestamp(last_s)) AS ends,
    'event' AS kind, 'fly' AS act, coalesce(thing, 'aircraft') AS object,
    CAST(round(north0, 5) AS VARCHAR) AS latitude, CAST(round(east0, 5) AS VARCHAR) AS longitude,
    CAST(CAST(ceil(reach * {_METRES_PER_DEGREE}) + {_SPARE_M} AS BIGINT) AS VARCHAR) AS radius_m,
    icao24 AS about, 'radio' AS means, getvariable('licence') AS licence,
    concat_ws('; ', 'call sign ' || trim(callsign), 'address block of ' || origin_country
        || ', which says nothing of who flies') AS note,
    CAST(NULL AS VARCHAR) AS fault,
    CASE WHEN row_no <> first_no THEN 'a further look at the aircraft of row ' || first_no
        END AS aside
FROM placed
UNION ALL BY NAME
SELECT row_no, fault, aside FROM sorted WHERE fault IS NOT NULL OR aside IS NOT NULL
ORDER BY row_no
"""


def _read(path: Path, encoding: str) -> Sheet:
    if path.suffix.lower() != ".json":
        return read_table(path, encoding)
    text = text_of(path, encoding).decode()
    vectors = json_lines(text, ("$.states",))
    if vectors is None:
        message = f"`{path.name}` holds no state vectors"
        raise EvidenceError((Problem("SV304", message, (Place(str(path)),)),))
    cells = ", ".join(
        f"json_extract_string(line, '$[{k}]') AS {name}" for k, name in enumerate(FIELDS)
    )
    with scratch() as connection:
        numbers = pa.array(range(1, len(vectors) + 1), pa.int64())
        lines = pa.table({"line": pa.array(vectors, pa.string()), "row_no": numbers})
        connection.register("lines", lines)
        connection.register("one", pa.table({"text": [text]}))
        rows = connection.sql(
            f"""SELECT (SELECT json_extract_string(text, '$.time') FROM one) AS "time", {cells},
            row_no FROM lines ORDER BY row_no"""
        ).to_arrow_table()
    return Sheet(str(path), rows)


def _recognise(sample: Sample) -> str:
    if {"time", "states"} <= set(sample.top):
        return "it is an object with `time` and `states`, as OpenSky answers"
    if {"icao24", "lat", "lon", "time"} <= set(sample.header):
        return "it has the columns `time`, `icao24`, `lat`, `lon`, as OpenSky's history"
    return ""


ADSB: Final = OutsideFormat(
    name="adsb",
    title="ADS-B state vectors",
    source="opensky",
    licence="OpenSky",
    header=("icao24",),
    may_have=("time", *FIELDS, *_OLD),
    sql=_SQL,
    codes="adsb.csv",
    read=_read,
    recognise=_recognise,
    assumes=(
        "presence can support a report, absence can refute none",
        "an aircraft gives one report for each square of 0.1 degrees it crosses; link them to count"
        " a flight once",
    ),
)
"""The format."""
