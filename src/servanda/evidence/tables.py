"""The tables of evidence as people write them: the only place that spells a column.

Every table is a file (`reports.csv`, `.jsonl`, `.parquet` or `.xlsx`) of a case folder, or an
Arrow table. Unknown is an empty cell, everywhere. Several values in one cell are parted by `|`.

Times in files: `2023-11-24` (that whole local day), `2023-11-24 07:15` (that minute),
`2023-11-24 07:15:13` (that second), or with `T` and an offset (`2023-11-24T07:15:13+02:00`, kept
as written, of at most 14 hours); without an offset they are local to the agreement's zone. Where
only the begin is given, the period is as fine as the begin is written. A recorded-at known to the
day is the end of that day (SEMANTICS 7).

Of a workbook the first sheet is read, and a time as finely as its cell shows it. Rows that share a
merged cell are rejected, for nobody says for which of them it holds, and so are rows with a formula
whose result is not in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column of a file.

    Attributes:
        name: as in the header.
        kind: `text`, `names` (parted by `|`), `number`, `time`, `flag` (`true`/`false`), `word`
            (one of `choices`).
        is_required: whether a row without it is rejected.
        meaning: one sentence for the documentation.
        choices: the allowed words of a `word`, first the default.
    """

    name: str
    kind: str
    meaning: str
    is_required: bool = False
    choices: tuple[str, ...] = ()


REPORTS: Final = (
    Column(
        "report",
        "text",
        "identity of the report, unique within its source; empty: the hash of the row, so that two"
        " rows that say the same are one report",
    ),
    Column("source", "text", "who published or sent it", is_required=True),
    Column("origin", "text", "who claims it, if the source only relays; empty: the source itself"),
    Column("recorded_at", "time", "when it became known to the record", is_required=True),
    Column(
        "begins", "time", "begin of what is reported, as finely as it is known", is_required=True
    ),
    Column(
        "ends",
        "time",
        "end of it; a whole day or minute named here is included, but what lasts until 00:00 or"
        " 24:00 ends with the day; empty: as fine as `begins`",
    ),
    Column(
        "kind",
        "word",
        "one occurrence, a count over a period and area, or how many stand at an instant",
        choices=("event", "tally", "level"),
    ),
    Column("series", "text", "named table of the source that the tally is a row of"),
    Column("actor", "names", "whose act it is; several: one of them; empty: unknown"),
    Column("act", "text", "term of the vocabulary", is_required=True),
    Column("object", "text", "term of the vocabulary: what is acted upon or counted"),
    Column(
        "attributes",
        "text",
        "what is said of the object: `israeli, woman|child` means Israeli"
        " and each a woman or a child; `not x` excludes x; more below",
    ),
    Column("list", "text", "declared list that the objects stand on"),
    Column(
        "recipient",
        "names",
        "to whom something is given, said or refused; who was attacked stands in `attributes`",
    ),
    Column("manner", "names", "how"),
    Column(
        "quantity",
        "text",
        "a number, `at least 5`, `up to 5`, `5-10`, or a word whose spread the source has declared",
    ),
    Column("quantity_low", "number", "at least this many; alone: the upper end is unknown"),
    Column("quantity_high", "number", "at most this many"),
    Column(
        "average_per",
        "word",
        "the quantity is an average per local day of the period, rounded to the last digit shown",
        choices=("", "day"),
    ),
    Column("unit", "text", "what the quantity counts: `truck`, `person`, `litre`"),
    Column(
        "area",
        "names",
        "declared area where it took place or effect; several: one of them;"
        " empty: unknown unless a point is given; with an area no verdict rests on the point",
    ),
    Column("area_from", "names", "declared area where it came from, for acts with two ends"),
    Column("latitude", "number", "degrees north, WGS 84"),
    Column("longitude", "number", "degrees east, WGS 84"),
    Column("radius_m", "number", "the true place lies within this many metres of the point"),
    Column(
        "about",
        "text",
        "the matter it concerns: a vessel, a complaint number, a list; who looked or counted"
        " speaks of this matter alone",
    ),
    Column(
        "stance",
        "word",
        "whether it says yes, says no to other reports, looked and saw none,"
        " or pleads an exception for other reports",
        choices=("asserts", "denies", "observed-none", "excepts"),
    ),
    Column("of", "names", "the reports that it denies or excepts: `report`, or `source:report`"),
    Column("replaces", "text", "the report of the same source that this one corrects"),
    Column("withdrawn", "flag", "the source takes its report back"),
    Column(
        "means", "text", "how it was perceived: seen, heard, camera, radar, interview, document"
    ),
    Column("place", "text", "the place in the source's own words"),
    Column("text", "text", "quotation, in its own language"),
    Column("language", "text", "language tag of the quotation"),
    Column("link", "text", "where it can be read"),
    Column("licence", "text", "terms under which the row may be passed on"),
    Column("note", "text", "remark of whoever recorded it"),
)
"""Further columns are kept as they are if their name begins with `original_`."""

SOURCES: Final = (
    Column("source", "text", "short name used in reports", is_required=True),
    Column("name", "text", "full name"),
    Column("kind", "text", "un, ngo, media, party, mediator, sensor, monitor ..."),
    Column(
        "affiliation", "text", "`none`, or the party or other bearer it belongs to; empty: unknown"
    ),
    Column("leaning", "text", "party to which it leans; counts as that one"),
    Column("language", "text", "language tag of the name"),
    Column("link", "text", "home page"),
    Column("reason", "text", "why the affiliation is declared so"),
    Column("recorded_at", "time", "when it was declared; empty: before everything"),
)

COVERAGE: Final = (
    Column("source", "text", "whose", is_required=True),
    Column(
        "role",
        "word",
        "`counts`: a declared counter; `covers`: watches; `denied`: was kept from watching",
        is_required=True,
        choices=("counts", "covers", "denied"),
    ),
    Column("act", "text", "act counted or watched", is_required=True),
    Column("object", "text", "object counted or watched; empty: every one"),
    Column("attributes", "text", "as in reports"),
    Column("unit", "text", "unit counted; empty: every one"),
    Column("area", "names", "area; empty: everywhere"),
    Column("begins", "time", "from; empty: always"),
    Column("ends", "time", "to; empty: without end"),
    Column("reason", "text", "why this is declared"),
    Column("recorded_at", "time", "when it was declared; empty: before everything"),
)

WORDS: Final = (
    Column("source", "text", "whose word", is_required=True),
    Column("word", "text", "`dozens`, `about 800`", is_required=True),
    Column("low", "number", "it means at least this many", is_required=True),
    Column("high", "number", "and at most this many; empty: unknown"),
    Column("reason", "text", "why"),
    Column("recorded_at", "time", "when it was declared; empty: before everything"),
)

LINKS: Final = (
    Column(
        "reports", "names", "two or more reports: `report`, or `source:report`", is_required=True
    ),
    Column("link", "word", "one occurrence, or not", choices=("same", "not the same")),
    Column("by", "text", "who linked them"),
    Column("reason", "text", "why", is_required=True),
    Column("recorded_at", "time", "when", is_required=True),
)

MARKS: Final = (
    Column("report", "text", "`report`, or `source:report`", is_required=True),
    Column("mark", "word", "what the analyst found", choices=("verified",)),
    Column("by", "text", "who", is_required=True),
    Column("reason", "text", "why", is_required=True),
    Column("recorded_at", "time", "when", is_required=True),
)

RULINGS: Final = (
    Column("ruling", "text", "identity", is_required=True),
    Column(
        "subject",
        "text",
        "what is ruled on: a report (`report` or `source:report`), a clause"
        " (`[label]`), a phase, what is under way (`talks`), or `agreement`",
        is_required=True,
    ),
    Column(
        "says",
        "word",
        "the ruling; those of reports: happened, did not happen, excepted;"
        " of clauses: breached, kept, verified, suspended, resumed, endorsed; of phases and the"
        " agreement: begins, ends, extended, verified, consents, gives notice",
        is_required=True,
        choices=(
            "happened",
            "did not happen",
            "excepted",
            "breached",
            "kept",
            "verified",
            "suspended",
            "resumed",
            "endorsed",
            "begins",
            "ends",
            "extended",
            "consents",
            "gives notice",
        ),
    ),
    Column("bearer", "text", "party concerned"),
    Column("begins", "time", "when it takes effect; empty: when it was recorded"),
    Column("ends", "time", "until when; empty: open"),
    Column("by", "text", "who ruled", is_required=True),
    Column("reason", "text", "why", is_required=True),
    Column("recorded_at", "time", "when", is_required=True),
)

TOTALS: Final = (
    Column("of", "text", "thing or list whose total is declared", is_required=True),
    Column("low", "number", "at least", is_required=True),
    Column("high", "number", "at most; empty: unknown"),
    Column("declared_by", "text", "who declared it", is_required=True),
    Column("accepted_by", "names", "who accepts the figure"),
    Column("reason", "text", "remark"),
    Column("recorded_at", "time", "when; empty: before everything"),
)

FILES: Final = {
    "reports": REPORTS,
    "sources": SOURCES,
    "coverage": COVERAGE,
    "words": WORDS,
    "links": LINKS,
    "marks": MARKS,
    "rulings": RULINGS,
    "totals": TOTALS,
}
"""Name of the table to its columns; the file is called `<name>.<csv|jsonl|parquet|xlsx>`."""

INSTANT: Final = pa.int64()

_EXTRA: Final = {
    "reports": (
        ("row_no", pa.int64()),  # line or row in its file
        ("file", pa.string()),
        ("precision", pa.string()),  # of the begin as written: day, minute, second, instant
        ("original", pa.string()),  # JSON object of the `original_` columns, null if none
        ("word", pa.string()),  # the word whose declared spread low and high rest on, else null
    ),
}

_ARROW: Final = {
    "text": pa.string(),
    "word": pa.string(),
    "names": pa.list_(pa.string()),
    "number": pa.decimal128(38, 6),
    "time": INSTANT,
    "flag": pa.bool_(),
}


def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of a loaded table: columns of its file, then those added on loading.

    Times are microseconds UTC; `ends` is exclusive and always filled; words have their default
    filled in; `quantity` of reports is replaced by `quantity_low` and `quantity_high` (a spread, an
    average and an act without a number are resolved), the words kept in `quantity`.
    """
    fields = [pa.field(c.name, _ARROW[c.kind]) for c in FILES[name]]
    fields += [pa.field(column, kind) for column, kind in _EXTRA.get(name, ())]
    return pa.schema(fields)


REJECTS: Final = pa.schema(
    [
        ("file", pa.string()),
        ("row_no", pa.int64()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("hint", pa.string()),
        ("row", pa.string()),  # the row as it was read, a JSON object of strings
    ]
)
"""Rows that cannot be used; nothing is lost (SEMANTICS 2, "nothing lost")."""
