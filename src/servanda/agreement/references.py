"""What a clause refers to: other clauses, phases, points of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from servanda.agreement.model import (
    AnyClause,
    ClauseSpan,
    ClauseState,
    DonePoint,
    During,
    DutyClause,
    EffectClause,
    Event,
    PhaseClause,
    PhaseSpan,
    ReadingClause,
    TermClause,
)

_FIELDS: dict[type, tuple[str, ...]] = {}


def _names_of(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass; nothing for any other class."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]


def parts_of(value: object) -> Iterator[Any]:
    """Yield every dataclass inside a value, at any depth, itself included."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting += current
            continue
        names = _names_of(type(current))
        if names:
            yield current
            waiting += [getattr(current, name) for name in names]


def labels_in(clause: AnyClause) -> set[str]:
    """Return the labels of all clauses that a clause names."""
    found: set[str] = set()
    for part in parts_of(clause):
        if isinstance(part, DonePoint | ClauseSpan | ClauseState):
            found.add(part.label)
        elif isinstance(part, EffectClause):
            found.update(part.labels)
        elif isinstance(part, DutyClause):
            found.add(part.pace)
        elif isinstance(part, TermClause):
            found.update(label for label in (part.continues, part.again) if label)
        elif isinstance(part, ReadingClause):
            found.add(part.base)
    return found - {""}


def phases_in(clause: AnyClause) -> set[str]:
    """Return the phases that a clause names, the one it begins or ends left out."""
    found: set[str] = set()
    for part in parts_of(clause):
        if isinstance(part, PhaseSpan | During) or (
            isinstance(part, Event) and part.phase and part.phase != "agreement"
        ):
            found.add(part.phase)
    return found


def waits_for(clause: AnyClause) -> set[str]:
    """Return what must have happened before a clause can begin: `[label]`s and phase names."""
    if isinstance(clause, EffectClause | ReadingClause):
        return set()
    found: set[str] = set()
    for part in parts_of(clause):
        if (isinstance(part, DonePoint) and part.state != "found breached") or isinstance(
            part, ClauseSpan
        ):
            found.add(f"[{part.label}]")
    return found | phases_in(clause)


def name_of(clause: AnyClause) -> str:
    """Return the name by which others wait for a clause: its phase, or its label in brackets."""
    return clause.phase if isinstance(clause, PhaseClause) else f"[{clause.label}]"
