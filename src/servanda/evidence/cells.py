"""From text to meaning, column by column (tables.py; SEMANTICS 1.1, 2.1).

Every function takes one column of texts and the faults of its table, and gives the column in its
declared type. Each distinct text is read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.attributes import parse_attributes, show_attributes
from servanda.evidence.faults import Fault, Faults
from servanda.evidence.names import KnownNames, near_hint
from servanda.evidence.tables import FILES, Column
from servanda.evidence.times import read_times
from servanda.evidence.values import read_numbers, split_all, split_names, spread

_FAULT: Final = pa.struct([("reason", pa.string()), ("hint", pa.string())])
_FLAGS: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_TIME_HINT: Final = "write 2023-11-24, 2023-11-24 07:15, or 2023-11-24T07:15:13+02:00"
SERIAL_HINT: Final = (
    "a spreadsheet counts days so: give the cells the format of a date, and save again"
)
_SERIAL: Final = re.compile(r"[1-9][0-9]{4}([.][0-9]+)?")

Read: TypeAlias = tuple[object, str, str]
"""What a text means, why it means nothing (empty if it does), and a hint."""
Reader: TypeAlias = Callable[[str], Read]


@dataclass(frozen=True)
class TypedTable:
    """A table in its declared types, and what could not be read.

    Attributes:
        columns: name to column; of each time `x` also `x_after` (first instant after what is named)
            and `x_precision`.
        faults: of its rows.
    """

    columns: dict[str, pa.Array]
    faults: Faults


def read_cells(name: str, raw: pa.Table, names: KnownNames) -> TypedTable:
    """Read all cells of a table.

    Args:
        name: of the table.
        raw: string columns; those that are missing are taken as empty.
        names: what its cells may name.
    """
    typed = TypedTable({}, Faults())
    readers = name_readers(name, names)
    for column in FILES[name]:
        texts = _texts(raw, column.name)
        if column.is_required:
            fault = Fault("SV321", f"`{column.name}` is empty")
            typed.faults.add_where(pc.is_null(texts), fault)
        _read_column(column, texts, typed, (readers.get(column.name), names))
    return typed


def _texts(raw: pa.Table, name: str) -> pa.Array:
    if name not in raw.column_names:
        return pa.nulls(raw.num_rows, pa.string())
    column = raw[name].combine_chunks()
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _read_column(
    column: Column, texts: pa.Array, typed: TypedTable, tools: tuple[Reader | None, KnownNames]
) -> None:
    reader, names = tools
    if reader is not None:
        kind = pa.list_(pa.string()) if column.kind == "names" else pa.string()
        read = read_words(texts, reader, kind)
        typed.faults.add_column(read["fault"].combine_chunks(), _code(column.name))
        typed.columns[column.name] = read["value"].combine_chunks()
    elif column.kind == "time":
        _read_time(column.name, texts, typed, names)
    elif column.kind == "number":
        typed.columns[column.name] = _read_number(column.name, texts, typed.faults)
    elif column.kind == "flag":
        read = read_words(texts, read_flag, pa.bool_())
        typed.faults.add_column(read["fault"].combine_chunks(), "SV327")
        typed.columns[column.name] = pc.fill_null(read["value"].combine_chunks(), False)
    elif column.kind == "names":
        typed.columns[column.name] = split_all(texts)
    elif column.kind == "word":
        read = read_words(texts, lambda text: read_choice(text, column), pa.string())
        typed.faults.add_column(read["fault"].combine_chunks(), "SV327")
        default = None if column.is_required else column.choices[0]
        found = read["value"].combine_chunks()
        typed.columns[column.name] = found if default is None else pc.fill_null(found, default)
    else:
        typed.columns[column.name] = texts


def read_words(texts: pa.Array, reader: Reader, kind: pa.DataType) -> pa.Table:
    """Return columns `value` and `fault` of a column, reading each distinct text once."""

    def read_all(distinct: pa.Array) -> pa.Table:
        read = [reader(text) for text in distinct.to_pylist()]
        faults = [{"reason": r, "hint": h} if r else None for _, r, h in read]
        values = [None if reason else value for value, reason, _ in read]
        return pa.table({"value": pa.array(values, kind), "fault": pa.array(faults, _FAULT)})

    return spread(pa.chunked_array([texts]), read_all)


def _read_time(name: str, texts: pa.Array, typed: TypedTable, names: KnownNames) -> None:
    read = spread(pa.chunked_array([texts]), lambda some: read_times(some, names.zone))
    is_bad = pc.is_valid(read["fault"]).combine_chunks()
    for row in pc.indices_nonzero(is_bad).to_pylist():
        text, why = texts[row].as_py(), read["fault"][row].as_py()
        if why == "not a time":
            hint = SERIAL_HINT if _SERIAL.fullmatch(text) else _TIME_HINT
            typed.faults.add(row, Fault("SV322", f"`{name}`: `{text}` is no time", hint))
        else:
            hint = "write the time with its offset, such as 2024-10-27T03:30+03:00"
            typed.faults.add(row, Fault("SV323", f"`{name}`: {why}", hint))
    typed.columns[name] = read["first_at"].combine_chunks()
    typed.columns[f"{name}_after"] = read["after_at"].combine_chunks()
    typed.columns[f"{name}_precision"] = read["precision"].combine_chunks()


def _read_number(name: str, texts: pa.Array, faults: Faults) -> pa.Array:
    numbers = spread(
        pa.chunked_array([texts]), lambda some: pa.table({"number": read_numbers(some)})
    )["number"].combine_chunks()
    is_bad = pc.and_(pc.is_valid(texts), pc.is_null(numbers))
    for row in pc.indices_nonzero(is_bad).to_pylist():
        text = texts[row].as_py()
        hint = "write digits with at most six decimals and no other sign: 1200 or 29500.5"
        faults.add(row, Fault("SV325", f"`{name}`: `{text}` is no number", hint))
    return numbers


def read_flag(text: str) -> Read:
    """Read `true`, `yes` ... as true or false."""
    value = _FLAGS.get(text.lower())
    return (value, "", "") if value is not None else (None, f"`{text}` is not true or false", "")


def read_choice(text: str, column: Column) -> Read:
    """Read one of the words of a column."""
    word = " ".join(text.lower().split())
    if word in column.choices:
        return word, "", ""
    choices = [choice for choice in column.choices if choice]
    hint = near_hint(word, choices) or "write one of: " + ", ".join(choices)
    return None, f"`{column.name}` cannot be `{text}`", hint


# ---- names ------------------------------------------------------------------------------------


def _code(column: str) -> str:
    codes = {"act": "SV328", "area": "SV330", "area_from": "SV330"}
    actors = {"actor", "recipient", "affiliation", "leaning", "bearer"}
    return "SV331" if column in actors else codes.get(column, "SV329")


def name_readers(table: str, names: KnownNames) -> dict[str, Reader]:
    """Return how the columns of a table that name something are read."""
    words = names.vocabulary
    acts = {form: act.name for act in words.acts.values() for form in
            (act.name, act.base, act.does, act.doing, act.done, *act.forms)}  # fmt: skip
    things = {form: thing.name for thing in words.things.values() for form in
              (thing.name, thing.plural, *thing.forms)}  # fmt: skip
    areas = {name: name for name in names.areas.names}
    actors, lists = dict(names.actors), {name.lower(): name for name in names.lists}
    side = {**actors, "none": "none"}
    spoken = {
        "act": _one("act", acts),
        "object": _one("thing", things),
        "attributes": lambda text: _read_attributes(text, names),
        "unit": lambda text: _read_unit(text, names),
        "area": _several("area", areas),
        "area_from": _several("area", areas),
    }
    by_table: dict[str, dict[str, Reader]] = {
        "reports": {
            **spoken,
            "list": _one("list", lists),
            "actor": _several("actor", actors),
            "recipient": _several("actor", actors),
            "manner": _several("manner", names.manners),
        },
        "coverage": {k: v for k, v in spoken.items() if k != "area_from"},
        "sources": {"affiliation": _one("actor", side), "leaning": _one("actor", actors)},
        "rulings": {"bearer": _one("actor", actors)},
    }
    return by_table.get(table, {})


def _one(kind: str, known: dict[str, str]) -> Reader:
    def read(text: str) -> Read:
        name = known.get(" ".join(text.lower().split()))
        if name:
            return name, "", ""
        return None, f"`{text}` is no {kind} that the agreement knows", near_hint(text, known)

    return read


def _several(kind: str, known: dict[str, str]) -> Reader:
    one = _one(kind, known)

    def read(text: str) -> Read:
        found = [one(name) for name in split_names(text)]
        bad = [r for r in found if r[1]]
        if bad:
            return None, "; ".join(r[1] for r in bad), next((r[2] for r in bad if r[2]), "")
        return sorted({str(value) for value, _, _ in found}), "", ""

    return read


def _read_attributes(text: str, names: KnownNames) -> Read:
    clauses, unknown = parse_attributes(text, names)
    if not unknown:
        return show_attributes(clauses), "", ""
    shown = ", ".join(f"`{word}`" for word in unknown)
    known = [*names.vocabulary.adjectives, *names.vocabulary.things]
    hint = near_hint(unknown[0], known) or "add it to `vocabulary: adjectives` of the agreement"
    return None, f"{shown} is said of the object, and no such adjective or thing is known", hint


def _read_unit(text: str, names: KnownNames) -> Read:
    unit = names.unit(" ".join(text.lower().split()))
    if unit:
        return unit, "", ""
    return None, f"`{text}` is no unit that the agreement knows", near_hint(text, names.units)
