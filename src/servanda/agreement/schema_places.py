"""Where a value stands in a JSON text."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined] # it is there, unannotated

from servanda.agreement.schema_shapes import Path
from servanda.errors import Place

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()
MAX_SHOWN = 300


def place_of(file: str, text: str, path: Path) -> Place:
    """Return where the value at a path stands; the whole file if that cannot be told.

    Args:
        file: name of the file.
        text: JSON that can be read; empty: not at hand.
        path: keys and indexes; the last may be missing in the text.
    """
    if not text:
        return Place(file)
    at = _skip(text, 0)
    for step in path:
        found = _step_into(text, at, step)
        if found is None:
            break
        at = found
    line = text.count("\n", 0, at) + 1
    start = text.rfind("\n", 0, at) + 1
    shown = text[start:].split("\n", 1)[0]
    column = at - start + 1
    return Place(file, line, column, 1, shown[:MAX_SHOWN] if column < MAX_SHOWN else "")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _step_into(text: str, at: int, step: str | int) -> int | None:
    """Return the offset of one value of the object or list at an offset."""
    closing = {"{": "}", "[": "]"}.get(text[at])
    at, count = _skip(text, at + 1), 0
    while closing and text[at] != closing:
        key: str | int = count
        if closing == "}":
            key, at = scanstring(text, at + 1, True)
            at = _skip(text, _skip(text, at) + 1)
        if key == step:
            return at
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at
        count += 1
    return None
