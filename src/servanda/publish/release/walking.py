"""Rebuilding plain data with every text and every record changed by rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from servanda.assessment.later import Later

T = TypeVar("T")


def rebuilt(value: T, text: Callable[[str], str] | None, record: Callable[[Any], Any]) -> T:
    """Return a value in which every text and every frozen dataclass, at any depth, is changed.

    Args:
        value: a dataclass, tuple, list, mapping or plain value.
        text: for every text, those of keys included; None: texts stay.
        record: for every dataclass, after all that is in it.
    """
    return _rebuilt(value, text, record)  # type: ignore[no-any-return]


def _rebuilt(value: Any, text: Callable[[str], str] | None, record: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return text(value) if text else value
    if isinstance(value, tuple | list | Later):
        parts = [_rebuilt(part, text, record) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    if isinstance(value, Mapping):
        return {_rebuilt(k, text, record): _rebuilt(v, text, record) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        found = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        made = {name: _rebuilt(part, text, record) for name, part in found.items()}
        changed = {name: part for name, part in made.items() if part is not found[name]}
        return record(replace(value, **changed) if changed else value)
    return value
