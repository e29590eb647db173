"""GDELT 2.0 mentions: which article spoke of which coded event, and when.

A row is what its name says: somebody mentioned something. It becomes a report of the act `mention`
at the time of the article, with the medium as its origin, and never an incident; the event that the
machine took it for stands in `about`. Traps: tab-separated without header though called .CSV;
`EventTimeDate` is when GDELT first coded the event, not when it was; `Confidence` is the machine's
own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_headerless

HEADER: Final = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName",
    "MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset",
    "InRawText", "Confidence", "MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo",
    "Extras",
)  # fmt: skip

_SQL: Final = """
WITH read AS (
    SELECT s.*, try_strptime(MentionTimeDate, '%Y%m%d%H%M%S') AS mentioned_at,
        coalesce(o.means, s.MentionSourceName) AS medium
    FROM sheet s LEFT JOIN origins o ON o.says = s.MentionSourceName
)
SELECT row_no,
    concat_ws('-', GLOBALEVENTID, 'mention', sha256(coalesce(MentionIdentifier, ''))[:8],
        SentenceID) AS report,
    getvariable('source') AS source, nullif(medium, getvariable('source')) AS origin,
    instant_text(mentioned_at) AS recorded_at, instant_text(mentioned_at) AS begins,
    'event' AS kind, 'mention' AS act, 'GDELT event ' || GLOBALEVENTID AS about,
    CASE WHEN regexp_matches(MentionIdentifier, '^https?://') THEN MentionIdentifier END AS link,
    'news, read by a machine' AS means, getvariable('licence') AS licence,
    concat_ws('; ', 'confidence of the machine ' || Confidence || ' of 100',
        'event first coded ' || EventTimeDate) AS note,
    CASE WHEN GLOBALEVENTID IS NULL THEN 'it has no `GLOBALEVENTID`'
        WHEN mentioned_at IS NULL
            THEN 'no time can be read from `' || coalesce(MentionTimeDate, '') || '`'
        END AS fault
FROM read ORDER BY row_no
"""


def _read(path: Path, encoding: str) -> Sheet:
    return read_headerless(path, HEADER, encoding)


def _recognise(sample: Sample) -> str:
    row = sample.header
    is_mention = (
        len(row) == len(HEADER)
        and row[0].isdigit()
        and all(cell.isdigit() and len(cell) == 14 for cell in row[1:3])
    )
    return f"it has no header and {len(HEADER)} columns as of GDELT mentions" if is_mention else ""


GDELT_MENTIONS: Final = OutsideFormat(
    name="gdelt-mentions",
    title="GDELT 2.0 mentions",
    source="gdelt",
    licence="GDELT",
    header=HEADER,
    sql=_SQL,
    origins=("MentionSourceName",),
    read=_read,
    recognise=_recognise,
    assumes=(
        "a row is a mention in the media and no incident: no duty counts it",
        "a mention was made when GDELT saw it; when the event was is not in the file",
    ),
)
"""The format."""
