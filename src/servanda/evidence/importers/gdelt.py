"""GDELT 2.0 events: what machines read out of news.

A row is a mention in the media and never an incident: it becomes a report of the act `mention`,
which no duty counts, with what it was coded as beside it. Traps: tab-separated without header
though called .CSV; codes differ between the tables in circulation, so that only roots and those
on which all tables agree are read unless one is named (`--codes cameo-2007`, `cameo-gdelt`,
`cameo-plover`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_headerless

_ACTOR: Final = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
                 "Religion2Code", "Type1Code", "Type2Code", "Type3Code")  # fmt: skip
_GEO: Final = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long",
               "FeatureID")  # fmt: skip
HEADER: Final = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{part}" for part in _ACTOR), *(f"Actor2{part}" for part in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
    *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip

_SQL: Final = """
WITH read AS (
    SELECT s.*, coalesce(fine.act, base.act, root.act) AS act,
        coalesce(fine.about, base.about, root.about) AS coded,
        coalesce(fine.aside, root.aside) AS code_aside,
        try_strptime(SQLDATE, '%Y%m%d') AS day, try_strptime(DATEADDED, '%Y%m%d%H%M%S') AS added,
        p.means AS place_means
    FROM sheet s
    LEFT JOIN codes fine ON fine.code = s.EventCode
    LEFT JOIN codes base ON base.code = s.EventBaseCode
    LEFT JOIN codes root ON root.code = s.EventRootCode
    LEFT JOIN areas p ON p.says = s.ActionGeo_FullName
)
SELECT row_no, GLOBALEVENTID AS report, getvariable('source') AS source,
    nullif(regexp_extract(SOURCEURL, '^[a-z]+://(?:www[.])?([^/:]+)', 1), '') AS origin,
    instant_text(added) AS recorded_at, day_text(day) AS begins, 'event' AS kind,
    act, nullif(place_means, '-') AS area, 'CAMEO ' || EventCode || ': ' || coded AS about,
    ActionGeo_FullName AS place, SOURCEURL AS link, 'news, read by a machine' AS means,
    getvariable('licence') AS licence,
    'actors as coded: ' || concat_ws(' and ', Actor1Name, Actor2Name) || ' (no direction)' AS note,
    CASE WHEN day IS NULL THEN 'no date can be read from `' || coalesce(SQLDATE, '') || '`'
        WHEN added IS NULL THEN 'no time can be read from `' || coalesce(DATEADDED, '') || '`'
        END AS fault,
    CASE WHEN act IS NULL THEN coalesce(code_aside, 'its code is not known')
        WHEN place_means = '-' THEN 'it lies outside of all areas of the case' END AS aside
FROM read ORDER BY row_no
"""


def _read(path: Path, encoding: str) -> Sheet:
    return read_headerless(path, HEADER, encoding)


def _recognise(sample: Sample) -> str:
    row = sample.header
    is_event = len(row) == len(HEADER) and row[0].isdigit() and len(row[1]) == 8
    return f"it has no header and {len(HEADER)} columns as of GDELT 2.0 events" if is_event else ""


GDELT: Final = OutsideFormat(
    name="gdelt",
    title="GDELT 2.0 events",
    source="gdelt",
    licence="GDELT",
    header=HEADER,
    sql=_SQL,
    codes="cameo.csv",
    code="s.EventRootCode",
    areas=("ActionGeo_FullName",),
    read=_read,
    recognise=_recognise,
    assumes=(
        "a row is a mention in the media and no incident: no duty counts it",
        "codes on which the tables in circulation differ are read by their root alone",
    ),
)
"""The format."""
