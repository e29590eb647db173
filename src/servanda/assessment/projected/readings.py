"""How the reports of a projection are read: states, words, points and the day of entry.

Tables here have a row only for what is read otherwise than as written; without any row the
reports are taken from the files as they are (stations 05).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from servanda.assessment.evidence_rows import level_acts
from servanda.assessment.match_things import EVERY_UNIT, SpokenThing
from servanda.assessment.prepare import Setting
from servanda.assessment.states import contraries, contrary_of, opposites, same_levels
from servanda.assessment.tables import EVENT, OBSERVED_NONE
from servanda.civil import date_at, day_start
from servanda.evidence.numbering import known_by
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.projection.writing import scaled
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import total_of_average
from servanda.evidence.scratch import scratch
from servanda.evidence.series import thing_of
from servanda.vocabulary.loader import state_act


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema(list(columns))


_I64, _I32, _BOOL = pa.int64(), pa.int32(), pa.bool_()
THING_READS: Final = _schema(
    ("thing_id", _I32), ("told_id", _I32), ("other_id", _I32), ("none_id", _I32),
    ("is_level", _BOOL), ("is_kept", _BOOL), ("holds_us", _I64), ("scale", _I64),
    ("factor", _I64),
)  # fmt: skip
WORD_READS: Final = _schema(("word_id", _I32), ("thing_id", _I32), ("low", _I64), ("high", _I64))
WORD_PERIOD_READS: Final = _schema(
    ("word_id", _I32), ("thing_id", _I32), ("begins_at", _I64), ("ends_at", _I64), ("low", _I64),
    ("high", _I64),
)  # fmt: skip
POINT_READS: Final = _schema(("point_id", _I32), ("place_id", _I32), ("read_id", _I32))
"""A point at a place that names no area, and the place that both together are."""
ENTRY_READS: Final = _schema(("begins_at", _I64), ("ends_at", _I64), ("entry_at", _I64))

READS: Final = {
    "thing_reads": THING_READS,
    "word_reads": WORD_READS,
    "word_period_reads": WORD_PERIOD_READS,
    "point_reads": POINT_READS,
    "entry_reads": ENTRY_READS,
}


class Things:
    """The things of a projection, and those that the same words mean here; ids from 1.

    Attributes:
        rows: of the projection's dictionary.
        spoken: all things; those that are only meant follow those that were told.
        none_seen: ids under which somebody looked and saw none.
        told_as_none: ids of the dictionary whose reports may mean that.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], setting: Setting) -> None:
        self._names = setting.names
        self.spoken: list[SpokenThing] = [self._of(dict(row)) for row in rows]
        self._ids: dict[SpokenThing, int] = {}
        for number, thing in enumerate(self.spoken, start=1):
            self._ids.setdefault(thing, number)
        self.rows = [dict(row) for row in rows]
        self.none_seen = {row["thing_id"] for row in rows if row["stance"] == OBSERVED_NONE}
        self.told_as_none = set(self.none_seen)

    def id_of(self, row: dict[str, Any], *, is_count: bool) -> int:
        """Return the id of a thing, a new one if nobody has told of it so."""
        return self.number_of(SpokenThing(thing_of(row, self._names), is_count))

    def number_of(self, spoken: SpokenThing) -> int:
        """Return the id of a thing as it is spoken of, a new one if nobody has told of it so."""
        if spoken not in self._ids:
            self.spoken.append(spoken)
            self._ids[spoken] = len(self.spoken)
        return self._ids[spoken]

    def note_none(self, row: Mapping[str, Any], ids: tuple[int, *tuple[int | None, ...]]) -> None:
        """Note under which ids the reports of a thing may say that somebody saw none."""
        told_id, *meant = ids
        found = {number for number in meant if number is not None}
        if row["stance"] == OBSERVED_NONE:
            found.add(told_id)
        self.none_seen |= found
        if found:
            self.told_as_none.add(row["thing_id"])

    def _of(self, row: dict[str, Any]) -> SpokenThing:
        if row["stance"] == OBSERVED_NONE:
            row["unit"] = row["unit"] or EVERY_UNIT
        return SpokenThing(thing_of(row, self._names), row["kind"] != EVENT)


def thing_reads(
    things: Things, asked: set[str], setting: Setting, factors: Mapping[str, int]
) -> pa.Table:
    """Return `THING_READS`: levels by the name that duties ask for, and the states denied by them.

    Args:
        things: of the projection; what is read otherwise is added to them.
        asked: acts of all duties.
        setting: of the agreement.
        factors: unit to the number by which its figures are multiplied once more.
    """
    vocabulary = setting.names.vocabulary
    same, other = same_levels(vocabulary), opposites(vocabulary, asked)
    besides = contraries(vocabulary, asked)
    states = {state_act(name) for name in vocabulary.states}
    levels = level_acts(setting)
    holds = dict(zip(levels["act"].to_pylist(), levels["holds_us"].to_pylist(), strict=True))
    rows = []
    for row in list(things.rows):
        act, factor = row["act"], factors.get(row["unit"] or "", 1)
        if act not in same and act not in other and factor == 1:
            continue
        is_count = row["kind"] != EVENT
        told = {**row, "act": same.get(act, act)}
        if row["stance"] == OBSERVED_NONE:
            told["unit"] = row["unit"] or EVERY_UNIT
        seen = {**told, "unit": row["unit"] or EVERY_UNIT}
        told_id = things.id_of(told, is_count=is_count)
        other_id = none_id = None
        if act in other:
            other_id = things.id_of({**seen, "act": other[act]}, is_count=is_count)
        if same.get(act, act) in states:
            none_id = things.id_of(seen, is_count=is_count)
        contrary = contrary_of(things.spoken[told_id - 1], besides)
        contrary_id = None if contrary is None else things.number_of(contrary)
        things.note_none(row, (told_id, other_id, none_id, contrary_id))
        rows.append({
            "thing_id": row["thing_id"],
            "told_id": told_id,
            "other_id": other_id,
            "none_id": none_id,
            "is_level": act in holds,
            "is_kept": act in holds and holds[act] is None,
            "holds_us": holds.get(act) or 0,
            "scale": row["scale"],
            "factor": factor,
        })  # fmt: skip
    return pa.Table.from_pylist(rows, THING_READS)


def entry_reads(folder: ProjectionFolder, setting: Setting) -> pa.Table:
    """Return `ENTRY_READS`: whole days that begin with the day of entry begin with its instant."""
    entry = setting.entry_at
    if entry is None:
        return ENTRY_READS.empty_table()
    zone = setting.names.zone
    midnight = day_start(date_at(entry, zone), zone)
    if midnight == entry:
        return ENTRY_READS.empty_table()
    with scratch() as connection:
        found = connection.execute(
            "SELECT DISTINCT ends_at FROM read_parquet($reports) WHERE by_day AND"
            " begins_at = $midnight AND ends_at > $entry",
            {"reports": folder.reports, "midnight": midnight, "entry": entry},
        ).fetchall()
    rows = [
        {"begins_at": midnight, "ends_at": at, "entry_at": entry}
        for (at,) in sorted(found)
        if day_start(date_at(at, zone), zone) == at
    ]
    return pa.Table.from_pylist(rows, ENTRY_READS)


def word_reads(folder: ProjectionFolder, setting: Setting, as_of: int) -> tuple[pa.Table, pa.Table]:
    """Return `WORD_READS` and `WORD_PERIOD_READS`: what words mean as declared by an instant."""
    words = {row["word_id"]: row for row in folder.dictionary["words"]}
    declared_words = known_by(folder.tables["words"], as_of)
    # The files have the figures of words as declared last.
    if not words or declared_words.num_rows == folder.tables["words"].num_rows:
        return WORD_READS.empty_table(), WORD_PERIOD_READS.empty_table()
    things = {row["thing_id"]: row for row in folder.dictionary["things"]}
    declared = DeclaredWords(declared_words)
    plain, periods = [], []
    for found in _worded(folder):
        word, thing = words[found["word_id"]], things[found["thing_id"]]
        low, high = declared.meaning(word["source"], word["word"])
        if word["by_day"]:
            row = {"begins": found["begins_at"], "ends": found["ends_at"], "unit": thing["unit"]}
            low, high = total_of_average((low, high), Decimal(0), row, setting.names)
        figures = dict(zip(("low", "high"), scaled((low, high), thing["scale"]), strict=True))
        if word["by_day"]:
            periods.append({**found, **figures})
        else:
            plain.append({**{k: found[k] for k in ("word_id", "thing_id")}, **figures})
    return (
        pa.Table.from_pylist(plain, WORD_READS),
        pa.Table.from_pylist(periods, WORD_PERIOD_READS),
    )


def _worded(folder: ProjectionFolder) -> list[dict[str, int]]:
    """Return the words that reports use, of those by day with each of their periods."""
    by_day = pa.table({
        "word_id": pa.array(
            [row["word_id"] for row in folder.dictionary["words"] if row["by_day"]], pa.int32()
        )
    })  # fmt: skip
    with scratch() as connection:
        connection.register("by_day", by_day)
        found = connection.sql(
            """SELECT DISTINCT word_id, thing_id,
                CASE WHEN word_id IN (SELECT word_id FROM by_day) THEN begins_at END AS begins_at,
                CASE WHEN word_id IN (SELECT word_id FROM by_day) THEN ends_at END AS ends_at
            FROM read_parquet($reports) WHERE word_id > 0 ORDER BY ALL""",
            params={"reports": folder.reports},
        )
        return list(found.to_arrow_table().to_pylist())
