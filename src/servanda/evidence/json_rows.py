"""Rows of JSON that name a key twice: which of the two counts, nothing says."""

from __future__ import annotations

import json
import re
from typing import Final

_GAP: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()


class RepeatedKeyError(ValueError):
    """An object has two values for one key.

    Attributes:
        key: which.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def with_keys_once(line: str) -> str:
    """Return an object with each of its own keys once, all else as it is written.

    A null beside a value says nothing and is left out, as an empty cell would be.

    Args:
        line: a JSON object.

    Raises:
        RepeatedKeyError: a key has two values.
        RecursionError: it is nested too deeply.
    """
    members: dict[str, tuple[bool, str]] = {}
    at = _after(line, _after(line, 0) + 1)
    while line[at] != "}":
        start = at
        key, at = _DECODER.raw_decode(line, at)
        value, at = _DECODER.raw_decode(line, _after(line, _after(line, at) + 1))
        is_given, has_value = value is not None, members.get(key, (False, ""))[0]
        if is_given and has_value:
            raise RepeatedKeyError(key)
        if is_given or key not in members:
            members[key] = is_given, line[start:at]
        at = _after(line, at)
        at = _after(line, at + 1) if line[at] == "," else at
    return "{" + ",".join(text for _, text in members.values()) + "}"


def number_texts(line: str) -> set[str]:
    """Return the numbers with decimals that a JSON text holds, as it writes them and as text."""
    found: set[str] = set()

    def read(text: str) -> float:
        found.update((text, repr(float(text))))
        return 0.0

    try:
        json.loads(line, parse_float=read)
    except (ValueError, RecursionError):
        return set()
    return found


def _after(line: str, at: int) -> int:
    """Return the place of the next letter that is no blank."""
    found = _GAP.match(line, at)
    return found.end() if found else at
