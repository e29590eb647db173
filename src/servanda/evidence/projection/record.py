"""All that reports name, as codes, while a projection is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from servanda.evidence.cells import Reader, name_readers, read_choice, read_flag
from servanda.evidence.names import KnownNames
from servanda.evidence.projection.coding import Codes, ReadText, Value
from servanda.evidence.tables import FILES
from servanda.evidence.things import two_ended_acts
from servanda.evidence.values import split_names

PART: Final = pa.schema([
    ("source", pa.int32()), ("origin", pa.int32()), ("series", pa.int32()), ("hand", pa.int32()),
    ("thing", pa.int32()), ("place", pa.int32()), ("word", pa.int32()),
    ("recorded_at", pa.int64()), ("begins_at", pa.int64()), ("ends_at", pa.int64()),
    ("by_day", pa.bool_()), ("withdrawn", pa.bool_()),
    ("low", pa.int64()), ("high", pa.int64()),
    ("latitude", pa.int64()), ("longitude", pa.int64()), ("radius", pa.int64()),
    ("has_bare_point", pa.bool_()), ("has_point_beside_area", pa.bool_()),
    ("about", pa.string()), ("report", pa.string()),
    ("file_no", pa.int32()), ("row_no", pa.int64()),
])  # fmt: skip
"""Rows that can be used, before they are numbered: codes of a `Record`; figures, degrees and metres
in millionths. Whether a point does not place them (`OddPoints`) is null where none is given."""

REFERENCES: Final = pa.schema([
    ("row", pa.int64()), ("source", pa.int32()), ("report", pa.string()),
    ("replaces", pa.string()), ("of", pa.list_(pa.string())), ("recorded_at", pa.int64()),
])  # fmt: skip
"""The rows that name other reports; `row` counts all rows of all parts from 0."""

MILLION: Final = 1_000_000
LARGEST: Final = 2**62


class Record:
    """The codes of all columns.

    Attributes:
        names: what reports may name.
        columns: of each column of few different texts.
        series, things, places, words: codes of combinations: (source, series); (act, object,
            attributes, list, recipient, manner, unit, kind, stance); (area, area_from, whether the
            end is open); (source, word, whether it is an average per day).
        declared: texts of which a source has declared a spread, in lower case.
    """

    def __init__(self, names: KnownNames) -> None:
        self.declared: frozenset[str] = frozenset()
        self.names = names
        self.columns = {name: Codes(read, empty) for name, (read, empty) in _readings(names)}
        self.series, self.things, self.places, self.words = (Codes() for _ in range(4))
        self.two_ended = two_ended_acts(names.vocabulary)

    def value(self, column: str, code: int) -> Value:
        """Return what a code of a column means."""
        return self.columns[column].values[code]


_TEXTS: Final = ("source", "origin", "series")
_WORDS: Final = ("kind", "stance", "average_per")
_NAMED: Final = (
    "actor", "act", "object", "attributes", "list", "recipient", "manner", "unit", "area",
    "area_from",
)  # fmt: skip
CODED: Final = (*_TEXTS, *_WORDS, *_NAMED, "withdrawn")
THING: Final = (
    "act", "object", "attributes", "list", "recipient", "manner", "unit", "kind", "stance",
)  # fmt: skip


def _readings(names: KnownNames) -> list[tuple[str, tuple[ReadText, Value]]]:
    """Return how each coded column is read, and what an empty cell of it means."""
    columns = {column.name: column for column in FILES["reports"]}
    readers = name_readers("reports", names)
    found: list[tuple[str, tuple[ReadText, Value]]] = [(n, (_as_is, None)) for n in _TEXTS]
    for name in _WORDS:
        column = columns[name]
        found.append((name, (_of_reader(lambda text, c=column: read_choice(text, c)),  # type: ignore[misc]
                             column.choices[0])))  # fmt: skip
    found += [(name, (_of_reader(readers[name]), None)) for name in _NAMED]
    found.append(("withdrawn", (_of_reader(read_flag), False)))
    return found


def _as_is(text: str) -> tuple[Value, bool]:
    return text, True


def _of_reader(reader: Reader) -> ReadText:
    def read(text: str) -> tuple[Value, bool]:
        value, fault, _ = reader(text)
        return tuple(value) if isinstance(value, list) else value, not fault

    return read


def targets_of(text: str | None) -> list[str] | None:
    """Return the references of a cell of `of`."""
    return None if text is None else split_names(text)


def name_of(values: Mapping[str, Value]) -> str:
    """Return `source:report`."""
    return f"{values['source']}:{values['report']}"
