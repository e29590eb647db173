"""Advice for what drafts say in other words than the language has."""

from __future__ import annotations

import re
from typing import Final

from servanda.agreement.keywords import NUMBER_WORDS
from servanda.agreement.parser import Refusal

_DAY: Final = "write the day in digits, as in `2024-03-05`"
_TIME_OF_DAY: Final = "write the time of day as in `18:00`"
_WEEKDAY: Final = "days of the week have no names here: write the dates, or `each week`"
_WRITTEN_IN_DIGITS: Final = {
    **dict.fromkeys(
        ("january", "february", "march", "april", "june", "july", "august", "september", "october",
         "november", "december", "/"),
        _DAY,
    ),
    **dict.fromkeys(("am", "pm"), _TIME_OF_DAY),
    **{
        day + mark: _WEEKDAY
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for mark in ("", "s")
    },
}  # fmt: skip
_DIGITS: Final = (
    (re.compile(r"\d{1,2}(st|[nr]d|th)"), _DAY),
    (re.compile(r"\d{1,2}(am|pm|h)"), _TIME_OF_DAY),
)

_CLOCK: Final = "hours of the clock are written `between 18:00 and 06:00 each day`"
_FORBID: Final = "to forbid an act, write `must not` and the act"
_WHO: Final = "begin with who is bound, such as `No party may`"
_OTHERWISE: Final = {
    **dict.fromkeys(("cease", "halt", "desist", "abstain"), _FORBID),
    "there": _WHO,
    "provide": "write `give`, `deliver` or `supply`",
    "during": "name the phase, as in `In phase 1,`, or the dates: `From ... until the end of ...,`",
    "respect": "write what it must do, or must not do",
    "for": "leave it out, or say it in a sentence of its own",
}
_CLOCKED: Final = re.compile(r"\b(after|before|from) \d{1,2}:\d\d$")
_LET: Final = re.compile(r"\bmust (not )?(allow|permit|admit|enable)\b")
_ANY: Final = re.compile("")

_AFTER: Final = tuple(
    (before, re.compile(after), hint)
    for before, after, hint in (
        (_ANY, r"an? day\b", "write `each day`"),
        (_ANY, r"an? week\b", "write `each week`"),
        (_ANY, r"((an?|each) )?month\b", "write `each calendar month`"),
        (_ANY, r"((an?|each) )?year\b", "write `each calendar year`"),
        (re.compile(r"\b\d{1,2}$"), r"may\b", _DAY),
        (re.compile(r"^no [\w ]+$"), r"may\b", _WHO),
        (_CLOCKED, r"(until|each)\b", _CLOCK),
        (_ANY, "'s", "name the actor alone"),
        (_LET, r"to\b", "write `must let` or `must not let`, then who or what, then the act"),
    )
)
"""What stands before and behind the word that does not fit, and what to write."""


def word_hint(word: str) -> str:
    """Return what to write for an unknown word that drafts often have; empty: nothing is known.

    Args:
        word: lower case.
    """
    if word in NUMBER_WORDS:
        return f"write numbers in digits: `{NUMBER_WORDS[word]}`"
    found = _WRITTEN_IN_DIGITS.get(word) or _OTHERWISE.get(word)
    return found or next((hint for form, hint in _DIGITS if form.fullmatch(word)), "")


def refusal_hint(text: str, refusal: Refusal, at: int) -> str:
    """Return advice for mistakes that are often made in sentences of known words; empty: none.

    Args:
        text: of the sentence.
        refusal: where reading it ended.
        at: offset in `text` where that is.
    """
    before, after = _words(text[:at]), _words(text[at:])
    if refusal.token is None:
        return _hint_at_end(before, refusal)
    for stands_before, stands_after, hint in _AFTER:
        if stands_before.search(before) and stands_after.match(after):
            return hint
    last = before.rpartition(" ")[2]
    kinds = {meaning.kind for meaning in refusal.token.meanings}
    if last in {"and", "or", "but"} and "ACT" in kinds:
        return "write two sentences"
    return _FORBID if last in {"stop", "end"} and "DOING" in kinds else ""


def _hint_at_end(before: str, refusal: Refusal) -> str:
    if "PERIOD" in refusal.expected and " between " in before:
        return "hours of the clock need `each day`, or `on` a date"
    if _CLOCKED.search(before):
        return _CLOCK
    if before.endswith(" each other"):
        return "write `No party may ... another party`"
    return ""


def _words(text: str) -> str:
    return " ".join(text.lower().split())
