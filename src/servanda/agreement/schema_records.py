"""Dataclasses and unions as JSON, and the shape of any type hint of the model."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache, cached_property
from inspect import cleandoc
from types import UnionType
from typing import Any, Final, Literal, Union

from servanda.agreement.names import near_names
from servanda.agreement.schema_shapes import (
    SINGLES,
    Choice,
    Items,
    Json,
    JsonType,
    Map,
    Nothing,
    Path,
    Reading,
    Row,
    Shape,
    json_type,
    shown,
)

TAG: Final = "is"
"""Key of an object that says which class it is, where several could stand."""
_ABSENT: Final = object()


@dataclass(frozen=True)
class Record(Shape):
    """A dataclass; fields that hold their default are left out.

    Attributes:
        kind: the class.
    """

    kind: type

    @property
    def types(self) -> frozenset[JsonType]:
        """Return the JSON type it is written as."""
        return frozenset(("object",))

    @property
    def tag(self) -> str:
        """Return the name of the class as JSON writes it: `day-point`."""
        return tag_of(self.kind)

    @cached_property
    def fields(self) -> dict[str, tuple[Field[Any], Shape]]:
        """The fields that are written, with their shapes."""
        hints = typing.get_type_hints(self.kind)
        return {f.name: (f, shape_of(hints[f.name])) for f in fields(self.kind)}

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return an object without its tag."""
        found = {}
        for name, (one, shape) in self.fields.items():
            current = getattr(value, name)
            default = default_of(one)
            if default is _ABSENT or current != default:
                found[name] = shape.write(current)
        return found

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return an instance; unknown and missing keys are noted."""
        if not isinstance(data, dict):
            return reading.wrong(path, f"{shown(data)} is not an object")
        before = len(reading.faults)
        for key in data:
            if key not in self.fields and key != TAG:
                reading.wrong((*path, key), f"`{key}` is not a key here", self._near(key))
        values = {}
        for name, (one, shape) in self.fields.items():
            if name in data:
                values[name] = shape.read(data[name], (*path, name), reading)
            elif default_of(one) is _ABSENT:
                reading.wrong(path, f"`{name}` is missing")
        return self.kind(**values) if len(reading.faults) == before else None

    def _near(self, key: str) -> str:
        near = near_names(key, self.fields)
        return "did you mean " + " or ".join(f"`{name}`" for name in near) + "?" if near else ""

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return a reference to the definition of the class."""
        if self.tag not in defs:
            defs[self.tag] = {}  # a class may hold itself
            defs[self.tag] = self._definition(defs)
        return {"$ref": f"#/$defs/{self.tag}"}

    def _definition(self, defs: dict[str, Json]) -> Json:
        summary, notes = documented(self.kind)
        properties: dict[str, Json] = {TAG: {"const": self.tag}}
        required = []
        for name, (one, shape) in self.fields.items():
            properties[name] = shape.schema(defs)
            if name in notes:
                properties[name] = {"description": notes[name], **properties[name]}
            if default_of(one) is _ABSENT:
                required.append(name)
        found: dict[str, Json] = {"description": summary, "type": "object"}
        found |= {"properties": properties, "additionalProperties": False}
        return found | ({"required": required} if required else {})

    def holds(self, value: object) -> bool:
        """Return whether it is of exactly this class."""
        return type(value) is self.kind


@dataclass(frozen=True)
class OneOf(Shape):
    """A union; classes are told apart by their tag, everything else by its JSON type."""

    options: tuple[Shape, ...]

    @property
    def types(self) -> frozenset[JsonType]:
        """Return all JSON types that an option has."""
        return frozenset().union(*(option.types for option in self.options))

    @cached_property
    def _records(self) -> dict[str, Record]:
        return {option.tag: option for option in self.options if isinstance(option, Record)}

    @property
    def _is_tagged(self) -> bool:
        return len(self._records) > 1

    def write(self, value: Any) -> Json:  # noqa: ANN401
        """Return what the fitting option writes, with a tag where it is needed."""
        option = next(option for option in self.options if option.holds(value))
        if isinstance(option, Record) and self._is_tagged:
            return {TAG: option.tag, **option.write(value)}
        return option.write(value)

    def read(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        """Return the value of the fitting option."""
        kind = json_type(data)
        if kind == "object" and self._is_tagged:
            return self._read_tagged(data, path, reading)
        option = next((option for option in self.options if kind in option.types), None)
        if option is None:
            return reading.wrong(path, f"{shown(data)} does not fit here")
        return option.read(data, path, reading)

    def _read_tagged(self, data: Json, path: Path, reading: Reading) -> Any:  # noqa: ANN401
        tag = data.get(TAG)
        if tag in self._records and isinstance(tag, str):
            return self._records[tag].read(data, path, reading)
        known = ", ".join(f"`{name}`" for name in list(self._records)[:5])
        known += " ..." if len(self._records) > 5 else ""
        if tag is None:
            return reading.wrong(path, f"`{TAG}` is missing", f"say which it is: {known}")
        return reading.wrong((*path, TAG), f"{shown(tag)} is none of {known}")

    def schema(self, defs: dict[str, Json]) -> Json:
        """Return the alternatives; a class needs its tag if there are several."""
        found = []
        for option in self.options:
            one = option.schema(defs)
            if isinstance(option, Record) and self._is_tagged:
                one = {**one, "required": [TAG]}
            found.append(one)
        return {"anyOf": found}

    def holds(self, value: object) -> bool:
        """Return whether an option holds it."""
        return any(option.holds(value) for option in self.options)


# ---- from type hints --------------------------------------------------------------------------


@cache
def shape_of(hint: object) -> Shape:
    """Return the shape of a type hint.

    Raises:
        TypeError: the hint is of a kind that no class of the model had so far.
    """
    if hint in SINGLES:
        return SINGLES[hint]
    if hint is type(None):
        return Nothing()
    if isinstance(hint, type) and is_dataclass(hint):
        return Record(hint)
    found = _generic_shape(typing.get_origin(hint), typing.get_args(hint))
    if found is None:
        message = f"no JSON is known for the type {hint!r}"
        raise TypeError(message)
    return found


def _generic_shape(origin: object, inner: tuple[Any, ...]) -> Shape | None:
    if origin is Literal:
        return Choice(inner)
    if origin in {Union, UnionType}:
        return OneOf(tuple(shape_of(option) for option in inner))
    if origin is tuple:
        is_long = inner[-1] is Ellipsis
        return Items(shape_of(inner[0])) if is_long else Row(tuple(shape_of(one) for one in inner))
    if origin is frozenset:
        return Items(shape_of(inner[0]), is_set=True)
    return Map(shape_of(inner[0]), shape_of(inner[1])) if origin in {dict, Mapping} else None


def default_of(one: Field[Any]) -> object:
    """Return what a field holds if it is left out, or a mark of its own if it may not be."""
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else _ABSENT


def is_needed(one: Field[Any]) -> bool:
    """Return whether a field may not be left out."""
    return default_of(one) is _ABSENT


def tag_of(kind: type) -> str:
    """Return the name of a class in lower case, its words joined by hyphens: `d-plus-point`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


_ENTRY = re.compile(r"^(\w+(?:, \w+)*): (.*)$")


def documented(kind: type) -> tuple[str, dict[str, str]]:
    """Return the first sentence of a class, and what its docstring says of its fields."""
    notes: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        text = cleandoc(base.__doc__ or "") if is_dataclass(base) else ""
        for names, note in _entries(text.partition("Attributes:")[2]):
            notes |= dict.fromkeys(names, note)
    summary = cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    return summary, notes


def _entries(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield the names and the text of each entry of an `Attributes:` section."""
    found: list[tuple[list[str], list[str]]] = []
    for line in text.splitlines():
        entry = _ENTRY.match(line[4:]) if line.startswith("    ") else None
        if entry:
            found.append((entry[1].split(", "), [entry[2]]))
        elif line.strip() and found:
            found[-1][1].append(line.strip())
    for names, lines in found:
        yield names, " ".join(lines)
