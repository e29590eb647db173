"""What lies in the folder of a projection: a record as integers, made once by loading.

A projection holds all of a record that does not depend on the clauses of an agreement, nor on the
instant that is asked. It depends on what the agreement lets evidence name (actors, areas, words of
its vocabulary, zone), of which it keeps a hash.

The folder:

- `index.json`: a `Head`: format version, counts, hashes, scales, files.
- `reports/*.parquet`: `REPORTS`, in parts in the order of the files that were read (mostly that of
  time); each part is sorted by thing, place and begin, so that a judgement skips most of its row
  groups. Paired reports (see `PAIRS`) lie in files of their own.
- `names/*.parquet`: `NAMES`, what a report is called and where it was written, in order of
  `report_no` over all parts, so that few names are found quickly. Judging does not read it.
- `targets.parquet`: `TARGETS`, what denials and exceptions speak of.
- `linked.parquet`: `incidents.LINKED` as known after the last row, in order of `report_no`; without
  it, or for an earlier instant, it is worked out from the links.
- `ahead/<name>.parquet`: one per entry of `AHEAD`, what judgements would else work out each time,
  as known after the last row.
- `dictionary/<name>.parquet`: one per entry of `DICTIONARY`, in order of its first column, ids
  dense from 1.
- `tables/<name>.parquet`: the other tables of evidence, in `arrow_schema(name)`, sorted as
  `Evidence.tables` has them; `links`, `marks` and `rulings` with the numbers of the reports that
  they name (`TABLE_NUMBERS`).
- `rejects.parquet`: `tables.REJECTS`.

Conventions are those of the tables of a judged case: instants are microseconds since
1970-01-01T00:00Z, periods half-open, ids dense from 1, 0 meaning none, null meaning unknown.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

VERSION: Final = 4
"""Raised whenever what a projection holds changes its meaning; others are refused."""

HEAD: Final = "index.json"
REPORTS_FOLDER: Final = "reports"
NAMES_FOLDER: Final = "names"
TARGETS_FILE: Final = "targets.parquet"
LINKED_FILE: Final = "linked.parquet"
REJECTS_FILE: Final = "rejects.parquet"
DICTIONARY_FOLDER: Final = "dictionary"
AHEAD_FOLDER: Final = "ahead"
TABLES_FOLDER: Final = "tables"

_I64, _I32, _I8, _BOOL, _TEXT = pa.int64(), pa.int32(), pa.int8(), pa.bool_(), pa.string()
_NAMES_LIST = pa.list_(pa.string())

KINDS: Final = {"event": 1, "tally": 2, "level": 3}
STANCES: Final = {"asserts": 1, "denies": 2, "observed-none": 3, "excepts": 4}
"""As in `assessment.tables`; kind and stance as the report gives them: what a state that no duty
asks for means, and whether an act stands, is for the reader."""


def _schema(*columns: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable) for name, kind, nullable in columns])


REPORTS: Final = _schema(
    ("report_no", _I64, False),  # dense from 1, in order of (source, report id)
    ("root_no", _I64, False),  # the first report of its chain of corrections; itself if it waits
    ("source_id", _I32, False),
    ("origin_id", _I32, False),  # = source_id where the source speaks for itself
    ("recorded_at", _I64, False),
    ("usable_at", _I64, False),  # when it and all that it replaces had been recorded;
    #                              numbering.NEVER while it waits for what it replaces
    ("begins_at", _I64, False),  # as written: what is dated to the day of entry is for the reader
    ("ends_at", _I64, False),
    ("by_day", _BOOL, False),  # `begins` was written as a whole day
    ("kind", _I8, False),  # KINDS
    ("stance", _I8, False),  # STANCES
    ("withdrawn", _BOOL, False),
    ("series_id", _I32, False),
    ("hand_id", _I32, False),  # 0: the unknown hand
    ("thing_id", _I32, False),
    ("place_id", _I32, False),
    ("point_id", _I32, False),  # 0 unless the place is a point with a radius and names no area
    ("about_id", _I32, False),
    ("low", _I64, False),  # times the scale of its unit, rounded down, at most 2**62; without a
    ("high", _I64, True),  # unit: acts, rounded down; high likewise, rounded up
    ("word_id", _I32, False),  # low and high rest on this word as declared last (see WORDS)
    ("is_paired", _I8, False),  # 1: it is in PAIRS
)
"""Reports, corrections and what was withdrawn among them. A few rows' figures depend on the instant
asked: those with a `word_id`."""

NAMES: Final = _schema(
    ("report_no", _I64, False),
    ("source_id", _I32, False),
    ("report", _TEXT, False),
    ("file_no", _I32, False),  # place in `files` of the head, from 0
    ("row_no", _I64, False),  # line or row in that file, as rejects give it
)

TOPICS: Final = _schema(
    ("topic_no", _I64, False),  # dense from 1, in order of the next three
    ("thing_id", _I32, False),
    ("place_id", _I32, False),
    ("hand_id", _I32, False),
    ("is_open", _BOOL, False),  # one of its reports counts, or names no matter
)
"""What assertions speak of."""
REPLACED: Final = _schema(
    ("report_no", _I64, False),
    ("root_no", _I64, False),
    ("recorded_at", _I64, False),
    ("usable_at", _I64, False),
    ("withdrawn", _BOOL, False),
)
"""All reports of chains of corrections with more than one report."""
SPOKEN_UNTIL: Final = _schema(("source_id", _I32, False), ("spoken_until", _I64, False))
"""When the last period ends on which each source has reported, of reports that stand."""
PAIRS: Final = _schema(
    ("about_id", _I32, False),
    *(
        (f"{side}_{name}", kind, name == "high")
        for side in ("a", "b")
        for name, kind in (
            ("no", _I64), ("topic_no", _I64), ("source_id", _I32), ("origin_id", _I32),
            ("recorded_at", _I64), ("begins_at", _I64), ("ends_at", _I64), ("low", _I64),
            ("high", _I64),
        )
    ),
)  # fmt: skip
"""Matters of which exactly two reports tell, both of them assertions of events, without a series,
that nobody has corrected, withdrawn, linked, marked, denied or ruled on: the two reports side by
side, the one of the lesser topic first. Matters that a rejected row names may be missing."""

AHEAD: Final = {
    "topics": TOPICS,
    "replaced": REPLACED,
    "spoken_until": SPOKEN_UNTIL,
    "pairs": PAIRS,
}

TARGETS: Final = _schema(("report_no", _I64, False), ("target_no", _I64, False))
"""What a `denies` or `excepts` report speaks of; distinct, sorted."""

SOURCES: Final = _schema(("source_id", _I32, False), ("name", _TEXT, False))
HANDS: Final = _schema(("hand_id", _I32, False), ("hand", _NAMES_LIST, False))
"""Sorted sets of candidate actors."""
THINGS: Final = _schema(
    ("thing_id", _I32, False),
    ("act", _TEXT, False),
    ("object", _TEXT, True),
    ("attributes", _TEXT, True),  # canonical, as `parse_attributes` reads them
    ("list", _TEXT, True),
    ("recipient", _NAMES_LIST, True),
    ("manner", _NAMES_LIST, True),
    ("unit", _TEXT, True),  # null: not said, also of `observed-none` rows
    ("kind", _I8, False),
    ("stance", _I8, False),
    ("scale", _I64, False),  # by which low and high of its reports are multiplied
)
"""Distinct in all but `scale`; finer than the things of a judged case, which have no stance."""
PLACES: Final = _schema(
    ("place_id", _I32, False),
    ("area", _NAMES_LIST, True),
    ("area_from", _NAMES_LIST, True),
    ("has_open_end", _BOOL, False),  # the act has two ends and `area_from` is null
)
POINTS: Final = _schema(
    ("point_id", _I32, False),
    ("latitude", pa.float64(), False),
    ("longitude", pa.float64(), False),
    ("radius_m", pa.float64(), False),
)
"""In order of the three; there may be as many as reports."""
ABOUTS: Final = _schema(("about_id", _I32, False), ("about", _TEXT, False))
SERIES: Final = _schema(("series_id", _I32, False), ("source", _TEXT, False),
                        ("series", _TEXT, False))  # fmt: skip
SERIES_THINGS: Final = _schema(("series_id", _I32, False), ("thing_id", _I32, False))
"""Which things each series counts."""
SPOKEN: Final = _schema(
    ("thing_id", _I32, False),
    ("place_id", _I32, False),
    ("reports", _I64, False),
)
"""How many reports speak of a thing at a place."""
WORDS: Final = _schema(
    ("word_id", _I32, False),
    ("source", _TEXT, False),
    ("word", _TEXT, False),
    ("by_day", _BOOL, False),  # the figure is an average per day of the period
)
"""Words on whose declared spreads figures rest; `tables/words.parquet` has the spreads. Scales make
every spread that was ever declared whole."""

DICTIONARY: Final = {
    "sources": SOURCES,
    "hands": HANDS,
    "things": THINGS,
    "places": PLACES,
    "points": POINTS,
    "abouts": ABOUTS,
    "series": SERIES,
    "series_things": SERIES_THINGS,
    "spoken": SPOKEN,
    "words": WORDS,
}
"""Ids are in order of the other columns, nulls last, texts by code point."""

TABLE_NUMBERS: Final = {
    "links": pa.field("report_nos", pa.list_(pa.int64())),
    "marks": pa.field("report_no", pa.int64()),
    "rulings": pa.field("report_no", pa.int64()),
}
"""Column that is added to a table of evidence: what its references mean; null where a ruling is on
something else."""
