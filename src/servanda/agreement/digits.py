"""Days, times and numbers as they are written elsewhere, and how they are written here."""

from __future__ import annotations

import re
from typing import Final

from servanda.agreement.keywords import NUMBER_WORDS

DAY_HINT: Final = "write the day in digits, as in `2024-03-05`"
_CLOCK: Final = "write the time of day as in `18:00`"
_WEEKDAY: Final = "days of the week have no names here: write the dates, or `each week`"
_NAMED: Final = {
    **dict.fromkeys(
        ("january", "february", "march", "april", "june", "july", "august", "september", "october",
         "november", "december", "/"),
        DAY_HINT,
    ),
    **dict.fromkeys(("am", "pm"), _CLOCK),
    **{
        day + mark: _WEEKDAY
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for mark in ("", "s")
    },
}  # fmt: skip
_FORMS: Final = (
    (re.compile(r"\d{1,2}(st|[nr]d|th)"), DAY_HINT),
    (re.compile(r"\d{1,2}(am|pm|h)"), _CLOCK),
)


def digits_hint(word: str) -> str:
    """Return how a day, a time or a number is to be written; empty: the word is none.

    Args:
        word: lower case.
    """
    if word in NUMBER_WORDS:
        return f"write numbers in digits: `{NUMBER_WORDS[word]}`"
    if word in _NAMED:
        return _NAMED[word]
    return next((hint for form, hint in _FORMS if form.fullmatch(word)), "")
