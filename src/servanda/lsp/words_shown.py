"""Which words of the language are shown in which colour; every highlighter is made from this."""

from __future__ import annotations

import re
from typing import Final

from servanda.agreement.keywords import KEYWORDS, LENGTHS, REFUSED, ROLES, SIZES, TIME_UNITS

MODAL_KINDS: Final = frozenset(
    ("MUST", "MUST_NOT", "MUST_NEVER_HAVE", "MAY", "IS_RELEASED_FROM", "IS_SUSPENDED",
     "EXTENDED_BY", "RENEWS_FOR")
)  # fmt: skip
"""Terminals that say what binds: the words that a reader looks for first."""
QUANTITY_KINDS: Final = frozenset(("CMP", "PERIOD", "ALL", "THE_REST", "IN_TOTAL", "IN_A_ROW"))

DATE: Final = r"(?<![\w-])(?:\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|[Dd][+-]\d+)(?![\w-])"
NUMBER: Final = r"(?<![\w-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?%)?(?![\w-])"
LABEL: Final = r"\[[^\]\n]*\]"


def modal_words() -> list[str]:
    """Return the phrases that bind, permit, release or extend, longest first."""
    return _longest_first(p for p, kinds in KEYWORDS.items() if MODAL_KINDS & set(kinds))


def quantity_words() -> list[str]:
    """Return the phrases of quantities and periods, and all units, longest first."""
    phrases = [p for p, kinds in KEYWORDS.items() if QUANTITY_KINDS & set(kinds)]
    return _longest_first([*phrases, *TIME_UNITS, *LENGTHS, *SIZES])


def other_keywords() -> list[str]:
    """Return every other word of the language, longest first."""
    taken = {*modal_words(), *quantity_words()}
    words = {*KEYWORDS, *ROLES, "reading of", "count", "instead of", "for", "with", "then"}
    return _longest_first(w for w in words - taken if w != "'s")


def refused_words() -> list[str]:
    """Return the words that are refused because they mean two things, longest first."""
    return _longest_first(REFUSED)


def pattern_of(words: list[str]) -> str:
    """Return a regular expression for whole phrases; any white space may part their words."""
    return r"\b(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words) + r")(?![\w-])"


def _longest_first(words: object) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))  # type: ignore[call-overload]
