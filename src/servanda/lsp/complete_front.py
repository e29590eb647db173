"""What may be written in the front matter: keys, declared names, zones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from servanda.agreement.front import FrontMatter
from servanda.agreement.frontmatter import KEYS
from servanda.lsp.complete import Offer
from servanda.lsp.draft import Draft
from servanda.vocabulary.loader import KEYS as WORD_KEYS

_ACTORS: Final = ("name", "also", "answers for", "note")
NESTED: Final[dict[str, tuple[str, ...]]] = {
    "parties": _ACTORS,
    "third parties": _ACTORS,
    "in force": ("from", "for", "until", "note"),
    "amendments": ("on", "in force until", "text", "note"),
    "phases": ("name", "from", "to", "note"),
    "areas": (
        "name",
        "parts",
        "union",
        "difference",
        "intersection",
        "buffer",
        "corridor",
        "circle",
        "left of",
        "right of",
        "within",
        "note",
    ),
    "lists": ("name", "file", "members", "of", "secret", "version", "total", "note"),
    "totals": ("count", "declared by", "on", "accepted by", "note"),
    "linking": ("within", "note"),
    "vocabulary": tuple(dict.fromkeys(key for keys in WORD_KEYS.values() for key in sorted(keys))),
}
"""Key of the front matter to the keys inside its entries."""
_NAMES: Final = {
    "monitors": "actors",
    "groups": "actors",
    "answers for": "actors",
    "declared by": "actors",
    "accepted by": "actors",
    **dict.fromkeys(
        ("parts", "union", "difference", "intersection", "buffer", "corridor"), "areas"
    ),
    **dict.fromkeys(("left of", "right of"), "areas"),
    "apart": "areas",
    "own": "areas",
    "text": "labels",
}
_TOP: Final = re.compile(r"^([\w ]+):", re.MULTILINE)


def complete_front(draft: Draft, offset: int) -> list[Offer]:
    """Return what may stand at an offset of the front matter.

    Args:
        draft: the file.
        offset: of the cursor.
    """
    first = draft.document.front[0] if draft.document.front else 0
    line = draft.text[draft.text.rfind("\n", 0, offset) + 1 : offset]
    typed = re.split(r"[\[\]{},:]\s*|^\s*-\s+|^\s+", line)[-1]
    start = offset - len(typed)
    if ":" not in line and not line.startswith((" ", "-")):
        return _offers(sorted(KEYS), "key", typed, start, ": ")
    if re.match(r"time zone:", line):
        return _offers(_zones(), "value", typed, start)
    above = _TOP.findall(draft.text, first, offset)
    top = above[-1] if above else ""
    opened = re.findall(r"([\w ]+):\s*(?:[^:{}]*)$", line)
    key = opened[-1].strip() if opened else ""
    if key in _NAMES or (top in _NAMES and key not in NESTED.get(top, ())):
        return _offers(_known(draft, _NAMES.get(key) or _NAMES[top]), "name", typed, start)
    return _offers(NESTED.get(top, ()), "key", typed, start, ": ")


def _offers(
    words: Iterable[str], kind: str, typed: str, start: int, ending: str = ""
) -> list[Offer]:
    return [Offer(word + ending, kind, start) for word in words if word.startswith(typed)]


def _known(draft: Draft, what: str) -> Iterable[str]:
    if what == "labels":
        return draft.labels
    front = draft.front or FrontMatter()
    return front.actors if what == "actors" else front.areas


@cache
def _zones() -> tuple[str, ...]:
    from zoneinfo import available_timezones

    return tuple(sorted(available_timezones()))
