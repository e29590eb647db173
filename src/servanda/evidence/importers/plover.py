"""PLOVER and POLECAT records in JSON Lines: coded from news, most of them by machines.

A record is a mention and never an incident. Two generations are read: 18 event types (2017) and 16
(2021), `source` and `target` of old, `actor` and `recipient` of new.
"""

from __future__ import annotations

from typing import Final

from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample

_MAY_HAVE: Final = (
    "actor", "recipient", "source", "target", "has_event", "time", "enddate", "endtime",
    "event_loc", "event_text", "quad_code", "event_scale", "mode", "context", "link", "text",
    "text_info", "cite_info", "coder", "coded_date", "coded_time", "comment",
)  # fmt: skip

_TYPE: Final = "upper(split_part(s.event, '|', 1))"
_MODE: Final = f"{_TYPE} || ' ' || lower(split_part(s.mode, '|', 1))"

_SQL: Final = f"""
WITH read AS (
    SELECT s.*, coalesce(fine.act, wide.act) AS act, coalesce(fine.about, wide.about) AS coded,
        coalesce(fine.aside, wide.aside) AS code_aside, p.means AS place_means,
        concat_ws(' ', coded_date, coded_time) AS coded_at
    FROM sheet s
    LEFT JOIN codes fine ON fine.code = {_MODE}
    LEFT JOIN codes wide ON wide.code = {_TYPE}
    LEFT JOIN areas p ON p.says = s.event_loc
)
SELECT row_no, id AS report, getvariable('source') AS source,
    nullif(regexp_extract(link, '^[a-z]+://(?:www[.])?([^/:]+)', 1), '') AS origin,
    coalesce(nullif(coded_at, ''), getvariable('seen')) AS recorded_at,
    date AS begins, enddate AS ends, 'event' AS kind, act, nullif(place_means, '-') AS area,
    'PLOVER ' || concat_ws(' ', event, mode, context) || ': ' || coded AS about,
    event_loc AS place, coalesce(event_text, "text") AS "text", link,
    'news, coded by ' || coalesce(coder, 'nobody named') AS means,
    getvariable('licence') AS licence,
    'actor as coded: ' || coalesce(actor, source, 'none') || '; recipient as coded: '
        || coalesce(recipient, target, 'none') AS note,
    CASE WHEN try_cast(date AS DATE) IS NULL THEN 'no date can be read from `'
            || coalesce(date, '') || '`'
        WHEN coded_at = '' AND getvariable('seen') IS NULL
            THEN 'neither `coded_date` nor `--seen` says when it became known' END AS fault,
    CASE WHEN lower(has_event) = 'false' THEN 'it says that it holds no event'
        WHEN act IS NULL THEN coalesce(code_aside, 'its code is not known')
        WHEN place_means = '-' THEN 'it lies outside of all areas of the case' END AS aside
FROM read ORDER BY row_no
"""


def _recognise(sample: Sample) -> str:
    found = set(sample.header)
    is_new, is_old = {"id", "date", "actor", "event"}, {"id", "date", "source", "target", "event"}
    if is_new <= found or is_old <= found:
        return "its records have `id`, `date`, `event` and actors as of PLOVER"
    return ""


PLOVER: Final = OutsideFormat(
    name="plover",
    title="PLOVER or POLECAT records",
    source="polecat",
    licence="",
    header=("id", "date", "event"),
    may_have=_MAY_HAVE,
    sql=_SQL,
    codes="plover.csv",
    code=_TYPE,
    areas=("event_loc",),
    recognise=_recognise,
    assumes=(
        "a record is a mention in the media and no incident: no duty counts it",
        "of several event types and modes the first is read; all are kept",
    ),
)
"""The format."""
