"""What a quantity means: exact, at least, at most, a word with a declared spread, an average.

SEMANTICS 2.2. Decisions taken here:

- An event without a number and without a unit is the act itself: `[1, 1]`. A tally, a level, or an
  event with a unit but without a number is `[1, unknown]`.
- `quantity_high` alone leaves the low at 0.
- What a source has declared is its word, whatever else the text may seem to say.
- More or fewer than n persons are n+1 or n-1, of litres they may be n and a bit.
- A word that its source has not declared says that there was some: `[1, unknown]`. A text says
  nothing, and its row is rejected, if it may mean that there was none or that nobody knows
  (`quantity_words`), or if it has digits and is no form that is known: in `2 convoys` the figure
  need not be of what the row counts.
- An average per day is of all local days (else of all stretches of 24 hours) of the period; it lies
  within half a unit of the last digit shown. The total is whole, but for measures (`litre`).
- Who looked and saw none states 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from servanda.civil import date_at, day_start
from servanda.evidence.quantity_words import as_word, means_some
from servanda.evidence.times import DAY_US
from servanda.evidence.values import NUMBER

Bounds = tuple[Decimal, Decimal | None]
"""Low, and high or None where it is not known."""

_PLAIN: Final = re.compile(r"[+-]?\d{1,30}([.]\d{1,6})?")
_NUMBER: Final = r"\d{1,30}(?:[.]\d{1,6})?"
_BOUND: Final = re.compile(
    r"(?:(?P<least>at least|(?:no|not) (?:fewer|less) than|>=|≥)|(?P<above>more than|over|above|>)"
    r"|(?P<most>at most|up to|(?:no|not) more than|<=|≤)"
    r"|(?P<below>(?:fewer|less) than|under|below|<))"
    rf" ?(?P<number>{_NUMBER})"
)
_OR_MORE: Final = re.compile(rf"(?P<number>{_NUMBER}) ?(?:[+]|or more)")
_RANGE: Final = re.compile(
    rf"(?P<low>{_NUMBER}) ?(?:-|–|—| to ) ?(?P<high>{_NUMBER})"
    rf"|between (?P<from>{_NUMBER}) and (?P<to>{_NUMBER})"
)
ALWAYS: Final = -(2**62)
"""Before every instant: what was declared without a recorded-at."""
_STEP: Final = Decimal("0.000001")
LARGEST: Final = Decimal(10) ** 12
"""A figure beyond it is a slip: its millionths would not fit the integers that engines count in."""


@dataclass(frozen=True)
class Written:
    """A quantity as written in one cell.

    Attributes:
        bounds: what it means; None for a word.
        word: the word in lower case, empty for a number.
        half_step: half a unit of the last digit shown.
        says_some: it says how many there were, or that there were some; else it says nothing.
        of_measure: what it means of litres, where one may lie anywhere short of the number named;
            None: the same.
    """

    bounds: Bounds | None
    word: str = ""
    half_step: Decimal = Decimal(0)
    says_some: bool = True
    of_measure: Bounds | None = None


def read_quantity(text: str) -> Written:
    """Return what one cell of `quantity` says, if its source has not declared it as a word."""
    if _PLAIN.fullmatch(text):
        number = Decimal(text)
        return Written((number, number), half_step=_half_step(text))
    word = as_word(text)
    if bound := _BOUND.fullmatch(word):
        return _bounded(bound)
    if more := _OR_MORE.fullmatch(word):
        return Written((Decimal(more["number"]), None), half_step=_half_step(more["number"]))
    if between := _RANGE.fullmatch(word):
        low, high = (between["low"] or between["from"], between["high"] or between["to"])
        step = min(_half_step(low), _half_step(high))
        return Written((Decimal(low), Decimal(high)), half_step=step)
    return Written(None, word, says_some=means_some(word))


def _bounded(form: re.Match[str]) -> Written:
    number, half_step = Decimal(form["number"]), _half_step(form["number"])
    if form["least"]:
        return Written((number, None), half_step=half_step)
    if form["most"]:
        return Written((Decimal(0), number), half_step=half_step)
    if form["above"]:
        low = number + half_step * 2
        return Written((low, None), half_step=half_step, of_measure=(number, None))
    high = number - half_step * 2
    return Written((Decimal(0), high), half_step=half_step, of_measure=(Decimal(0), number))


def _half_step(text: str) -> Decimal:
    places = len(text.partition(".")[2])
    return Decimal(1).scaleb(-places) / 2


def average_bounds(bounds: Bounds, half_step: Decimal, days: Decimal, *, is_whole: bool) -> Bounds:
    """Return the total of a period from its average per day.

    Args:
        bounds: of the average as written.
        half_step: half a unit of its last digit.
        days: length of the period in days.
        is_whole: what is counted has no fractions.
    """
    low, high = bounds
    least = max(Decimal(0), (low - half_step) * days) if low else Decimal(0)
    most = None if high is None else (high + half_step) * days
    step = Decimal(1) if is_whole else _STEP
    return (
        least.quantize(step, ROUND_CEILING),
        None if most is None else most.quantize(step, ROUND_FLOOR),
    )


def unstated_bounds(kind: str, unit: str | None, stance: str) -> Bounds:
    """Return what a row without a number says."""
    if stance == "observed-none":
        return Decimal(0), Decimal(0)
    is_act_itself = kind == "event" and not unit
    return Decimal(1), Decimal(1) if is_act_itself else None


class DeclaredWords:
    """The spreads that sources have declared for their words, as of an instant."""

    def __init__(self, words: pa.Table, as_of: int | None = None) -> None:
        rows = words.select(["source", "word", "low", "high", "recorded_at"]).to_pylist()
        known = [r for r in rows if None in (as_of, r["recorded_at"]) or r["recorded_at"] <= as_of]
        order = sorted(known, key=lambda r: (r["recorded_at"] is not None, r["recorded_at"] or 0))
        self._spreads: dict[tuple[str, str], Bounds] = {
            (row["source"], as_word(row["word"])): (row["low"], row["high"]) for row in order
        }
        self._first: dict[tuple[str, str], int] = {
            (row["source"], as_word(row["word"])): row["recorded_at"] or ALWAYS
            for row in reversed(order)
        }
        self.texts = frozenset(word for _, word in self._spreads)
        """What any source has declared, in lower case."""

    def spread(self, source: str, word: str) -> Bounds | None:
        """Return what a word of a source means, or None where it was not declared."""
        return self._spreads.get((source, as_word(word)))

    def said_from(self, source: str, word: str) -> int | None:
        """Return from when on a word says anything; None: it never does.

        One that says nothing by itself does so from the instant at which its source first declared
        what it means.
        """
        if read_quantity(word).says_some:
            return ALWAYS
        return self._first.get((source, as_word(word)))

    def read(self, source: str, text: str) -> Written:
        """Return what a cell of a source says; what it has declared is a word, but for numbers."""
        if self.spread(source, text) is not None and not _PLAIN.fullmatch(text):
            return Written(None, as_word(text))
        return read_quantity(text)

    def meaning(self, source: str, word: str) -> Bounds:
        """Return what a word of a source means, or else what the text says by itself."""
        declared = self.spread(source, word)
        if declared is not None:
            return declared
        written = read_quantity(word)
        return written.of_measure or written.bounds or (Decimal(1), None)


def days_of(begins_at: int, ends_at: int, zone: ZoneInfo) -> Decimal:
    """Return how many days a period has: its whole local days, else its length in 24 hours."""
    first, last = date_at(begins_at, zone), date_at(ends_at, zone)
    if day_start(first, zone) == begins_at and day_start(last, zone) == ends_at:
        return Decimal((last - first).days)
    return Decimal(ends_at - begins_at) / Decimal(DAY_US)


def number_array(values: list[Decimal | None]) -> pa.Array:
    """Return decimals as an Arrow column of the declared type, null for those beyond `LARGEST`."""
    fitting = [None if v is None or abs(v) > LARGEST else v.quantize(_STEP) for v in values]
    return pa.array(fitting, NUMBER)
