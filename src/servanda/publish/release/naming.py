"""Names that a release hides: how they may be spelled, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final
from unicodedata import name as name_of_letter
from unicodedata import normalize
from urllib.parse import unquote

_LETTER: Final = r"[^\W\d_]"
_GAP: Final = r"\s+|[-_.+'’]"
"""What may part the words of a name: as it is told, in the name of a file, in a link."""
_LONG: Final = 3
"""Words of at least so many letters are a name also where they are written together."""
_PREFIXED: Final = ("ARABIC", "HEBREW", "SYRIAC")
"""Scripts in which `to`, `by` and `and` are written as a part of the next word."""


def hiding(shown: Mapping[str, str]) -> Callable[[str], str]:
    """Return what replaces names in a text.

    In capitals or not, in the midst of an id such as `hotel_01`, in the name of a file and in a
    link: only letters make another word of a name, and behind a digit only a digit.

    Args:
        shown: name to what stands in its place.
    """
    names = sorted(map(_plain, shown), key=len, reverse=True)
    instead = {_plain(name): text for name, text in shown.items()}
    # Each name is a group of its own: by its number it is known again, however it was spelled.
    pattern = re.compile("|".join(f"({_pattern(name)})" for name in names), re.IGNORECASE)

    def replaced(text: str) -> str:
        plain = _plain(text)
        if "%" in plain and pattern.search(decoded := _plain(unquote(plain))):
            plain = decoded
        elif not pattern.search(plain):
            return text
        return pattern.sub(lambda found: instead[names[(found.lastindex or 1) - 1]], plain)

    return replaced


def _plain(text: str) -> str:
    """Return a text with each letter and its accents as one, however it was typed."""
    return normalize("NFC", text)


def _pattern(name: str) -> str:
    words = list(re.finditer(r"[^\W_]+", name))
    if not words:
        return re.escape(name)
    may_touch = "?" if all(len(word[0]) >= _LONG for word in words) else ""
    pattern = re.escape(name[: words[0].start()]) + re.escape(words[0][0])
    for before, after in pairwise(words):
        own = re.escape(name[before.end() : after.start()])
        pattern += f"(?:{own}|{_GAP}){may_touch}{re.escape(after[0])}"
    pattern += re.escape(name[words[-1].end() :])
    return f"{_left(name)}{pattern}{_right(name)}"


def _left(name: str) -> str:
    if name[0].isdigit():
        return rf"(?<!{_LETTER})(?<!\d)"
    is_prefixed = len(name) > _LONG and name_of_letter(name[0], "").startswith(_PREFIXED)
    return "" if is_prefixed else rf"(?<!{_LETTER})"


def _right(name: str) -> str:
    return rf"(?!{_LETTER})(?!\d)" if name[-1].isdigit() else rf"(?!{_LETTER})"
