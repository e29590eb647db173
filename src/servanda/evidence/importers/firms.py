"""NASA FIRMS active fires: a satellite saw heat in a pixel.

Heat is not fire and fire is no attack, so that a row becomes a report of the act `detect heat`. The
place is the whole pixel: a circle that holds it, from `scan` and `track`. Trap:
`acq_time` is HHMM in UTC and may have lost its leading zeros. Clouds hide, and there are two to
four looks a day: no row proves nothing.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.door.plan import DoorPlan
from servanda.evidence.importers.outside import OutsideFormat

_SQL: Final = """
WITH read AS (
    SELECT s.*, try_strptime(acq_date || ' ' || lpad(acq_time, 4, '0'), '%Y-%m-%d %H%M') AS seen_at,
        try_cast(ceil(500 * sqrt(try_cast(scan AS DOUBLE) ^ 2 + try_cast(track AS DOUBLE) ^ 2))
            AS BIGINT) AS metres
    FROM sheet s
)
SELECT row_no, CAST(NULL AS VARCHAR) AS report, getvariable('source') AS source,
    getvariable('seen') AS recorded_at, minute_text(seen_at) AS begins, 'event' AS kind,
    'detect heat' AS act, latitude, longitude, CAST(metres AS VARCHAR) AS radius_m,
    'satellite' AS means, getvariable('licence') AS licence,
    concat_ws('; ', instrument || ' on ' || satellite, 'confidence ' || confidence,
        'radiative power ' || frp || ' MW', CASE daynight WHEN 'N' THEN 'by night'
        WHEN 'D' THEN 'by day' END, 'type ' || "type") AS note,
    CASE WHEN seen_at IS NULL
            THEN 'no time can be read from `' || concat_ws(' ', acq_date, acq_time) || '`'
        WHEN metres IS NULL THEN 'the size of the pixel is not said' END AS fault
FROM read ORDER BY row_no
"""

FIRMS: Final = OutsideFormat(
    name="firms",
    title="NASA FIRMS active fires",
    source="nasa-firms",
    licence="FIRMS",
    header=("latitude", "longitude", "scan", "track", "acq_date", "acq_time", "satellite",
            "confidence", "frp", "daynight"),
    may_have=("brightness", "bright_t31", "bright_ti4", "bright_ti5", "instrument", "version",
              "type", "country_id"),
    sql=_SQL,
    has_own_time=False,
    door=DoorPlan(latitude="latitude", longitude="longitude"),
    assumes=(
        "heat is not fire and fire is no attack: no duty counts it",
        "the place is the circle that holds the pixel",
    ),
)  # fmt: skip
"""MODIS and VIIRS, near real time and archive."""
