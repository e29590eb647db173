"""Plain data to JSON and back: how values of one type are written.

A shape is made from a type hint (`schema_records.shape_of`). It writes a value as JSON, reads it
back, and describes itself as JSON Schema, so a new field or class of the model is carried without
a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias, cast

Json: TypeAlias = Any  # what `json.loads` gives
Path: TypeAlias = tuple[str | int, ...]
JsonType = Literal["object", "array", "string", "integer", "number", "boolean", "null"]

_NUMBER: Final = r"-?\d{1,40}(\.\d{1,40})?"


@dataclass(frozen=True)
class Fault:
    """A value that does not fit.

    Attributes:
        path: keys and indexes that lead to it.
        message: what is wrong, without a full stop.
        hint: one thing to do.
    """

    path: Path
    message: str
    hint: str = ""


@dataclass
class Reading:
    """Collects what does not fit while JSON is read."""

    faults: list[Fault] = field(default_factory=list)

    def wrong(self, path: Path, message: str, hint: str = "") -> Any:  # noqa: ANN401 - any field
        """Note a fault; the value returned is never used."""
        self.faults.append(Fault(path, message, hint))
        return None


class Shape:
    """How values of one type are written."""

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON types that it is read from."""
        raise NotImplementedError

    def write(self, value: Any) -> Json:  # noqa: ANN401 - as wide as the model
        """Return a value as JSON data."""
        raise NotImplementedError

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401 - the same
        """Return the value; what does not fit goes to the faults."""
        raise NotImplementedError

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return the JSON Schema; records are put into `defs`."""
        raise NotImplementedError

    def holds(self, value: object) -> bool:
        """Return whether a value is of this type, as far as a union has to tell."""
        raise NotImplementedError


def json_type(data: Json) -> JsonType:
    """Return what JSON calls the type of a value."""
    names: dict[type, JsonType] = {
        dict: "object", list: "array", str: "string", bool: "boolean", int: "integer",
        float: "number", type(None): "null",
    }  # fmt: skip
    return names[type(data)]


# ---- single values ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Single(Shape):
    """A type whose values are one JSON value each.

    Attributes:
        kind: of the values.
        read_from: JSON types.
        writes: value to JSON.
        reads: JSON to value; raises ValueError.
        described: JSON Schema.
        called: what a message calls it.
    """

    kind: type
    read_from: tuple[JsonType, ...]
    writes: Callable[[Any], Json]
    reads: Callable[[Json], Any]
    described: tuple[tuple[str, Json], ...]
    called: str

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON types that it is read from."""
        return frozenset(self.read_from)

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return the JSON value."""
        return self.writes(value)

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return the value, or note that it is none."""
        if json_type(data) in self.types:
            try:
                return self.reads(data)
            except (ValueError, ArithmeticError):
                pass
        return reading.wrong(path, f"{shown(data)} is not {self.called}")

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return the JSON Schema."""
        del defs
        return dict(self.described)

    def holds(self, value: object) -> bool:
        """Return whether a value is of exactly this type."""
        return type(value) is self.kind


def shown(data: Json) -> str:
    """Return a value as a message shows it, cut if it is long."""
    text = repr(data) if not isinstance(data, dict | list) else f"this {json_type(data)}"
    return text if len(text) <= 60 else text[:57] + "..."


def _write_number(value: Decimal) -> Json:
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")


def _read_number(data: Json) -> Decimal:
    if isinstance(data, str) and not re.fullmatch(_NUMBER, data):
        raise ValueError
    number = Decimal(str(data))
    if not number.is_finite():
        raise ValueError
    return number


def _write_clock(value: time) -> str:
    return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")


def _single(kind: type, called: str, types_: tuple[JsonType, ...], **described: Json) -> Single:
    same = lambda value: value  # noqa: E731 - a name for what does nothing
    writes = {Decimal: _write_number, date: date.isoformat, time: _write_clock}
    reads = {Decimal: _read_number, date: date.fromisoformat, time: time.fromisoformat}
    return Single(
        kind, types_, cast("Any", writes.get(kind, same)),
        cast("Any", reads.get(kind, same)), tuple(described.items()), called,
    )  # fmt: skip


SINGLES: Final[dict[object, Single]] = {
    str: _single(str, "a text", ("string",), type="string"),
    int: _single(int, "a whole number", ("integer",), type="integer"),
    bool: _single(bool, "`true` or `false`", ("boolean",), type="boolean"),
    Decimal: _single(
        Decimal, "a number", ("integer", "number", "string"),
        anyOf=[{"type": "number"}, {"type": "string", "pattern": f"^{_NUMBER}$"}],
    ),
    date: _single(date, "a date `2023-11-24`", ("string",), type="string", format="date"),
    time: _single(
        time, "a clock time `07:00`", ("string",), type="string",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Choice(Shape):
    """One of some words."""

    words: tuple[str, ...]

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON type it is written as."""
        return frozenset(("string",))

    def write(self, value: str) -> Json:
        """Return the word."""
        return value

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return the word, or note which ones there are."""
        if data in self.words and isinstance(data, str):
            return data
        known = ", ".join(f"`{word}`" for word in self.words if word)
        return reading.wrong(path, f"{shown(data)} is not one of its words", f"one of {known}")

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return an enumeration."""
        del defs
        return {"enum": list(self.words)}

    def holds(self, value: object) -> bool:
        """Return whether it is one of the words."""
        return value in self.words


@dataclass(frozen=True)
class Nothing(Shape):
    """`null`."""

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON type it is written as."""
        return frozenset(("null",))

    def write(self, value: None) -> Json:
        """Return None."""
        return value

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return None."""
        return data if data is None else reading.wrong(path, f"{shown(data)} is not null")

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return the type."""
        del defs
        return {"type": "null"}

    def holds(self, value: object) -> bool:
        """Return whether it is None."""
        return value is None


# ---- several values ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Items(Shape):
    """A tuple of any length, or a frozen set (which is written sorted)."""

    item: Shape
    is_set: bool = False

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON type it is written as."""
        return frozenset(("array",))

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return a list."""
        return [self.item.write(one) for one in (sorted(value) if self.is_set else value)]

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return a tuple or frozen set."""
        if not isinstance(data, list):
            return reading.wrong(path, f"{shown(data)} is not a list")
        found = [self.item.read(one, (*path, i), reading) for i, one in enumerate(data)]
        if not self.is_set:
            return tuple(found)
        return frozenset(found) if not reading.faults else frozenset()

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return an array."""
        return {"type": "array", "items": self.item.schema(defs)}

    def holds(self, value: object) -> bool:
        """Return whether it is a collection of such items."""
        kind = frozenset if self.is_set else tuple
        return isinstance(value, kind) and all(self.item.holds(one) for one in value)


@dataclass(frozen=True)
class Row(Shape):
    """A tuple of a fixed length."""

    items: tuple[Shape, ...]

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON type it is written as."""
        return frozenset(("array",))

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return a list."""
        return [shape.write(one) for shape, one in zip(self.items, value, strict=True)]

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return a tuple."""
        if not isinstance(data, list) or len(data) != len(self.items):
            return reading.wrong(path, f"{shown(data)} is not a list of {len(self.items)} values")
        return tuple(
            shape.read(one, (*path, i), reading)
            for i, (shape, one) in enumerate(zip(self.items, data, strict=True))
        )

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return an array of fixed length."""
        size = len(self.items)
        prefix = [shape.schema(defs) for shape in self.items]
        return {"type": "array", "prefixItems": prefix, "minItems": size, "maxItems": size}

    def holds(self, value: object) -> bool:
        """Return whether it is a tuple of that length and those types."""
        fits = isinstance(value, tuple) and len(value) == len(self.items)
        pairs = zip(self.items, cast("tuple[object, ...]", value), strict=False) if fits else ()
        return fits and all(shape.holds(one) for shape, one in pairs)


@dataclass(frozen=True)
class Map(Shape):
    """A mapping: an object where its keys are texts or numbers, else a list of pairs."""

    key: Shape
    value: Shape

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON type it is written as."""
        return frozenset(("array",) if self._has_wide_keys else ("object",))

    @property
    def _has_wide_keys(self) -> bool:
        return not isinstance(self.key, Single | Choice)

    @property
    def _pairs(self) -> Items:
        return Items(Row((self.key, self.value)))

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return an object or a list of pairs."""
        if self._has_wide_keys:
            return self._pairs.write(value.items())
        return {str(self.key.write(key)): self.value.write(one) for key, one in value.items()}

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return a dictionary."""
        if self._has_wide_keys:
            pairs = self._pairs.read(data, path, reading)
            return dict(pairs) if pairs and not reading.faults else {}
        if not isinstance(data, dict):
            return reading.wrong(path, f"{shown(data)} is not an object")
        return {
            self.key.read(key, (*path, key), reading): self.value.read(one, (*path, key), reading)
            for key, one in data.items()
        }

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return an object with values of one shape."""
        if self._has_wide_keys:
            return self._pairs.schema(defs)
        return {"type": "object", "additionalProperties": self.value.schema(defs)}

    def holds(self, value: object) -> bool:
        """Return whether it is a dictionary."""
        return isinstance(value, dict)
