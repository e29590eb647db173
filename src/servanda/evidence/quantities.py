"""What a quantity means: exact, at least, at most, a word with a declared spread, an average.

SEMANTICS 2.2. Decisions taken here:

- An event without a number and without a unit is the act itself: `[1, 1]`. A tally, a level, or an
  event with a unit but without a number is `[1, unknown]`.
- `quantity_high` alone leaves the low at 0.
- A word that its source has not declared says that there was some: `[1, unknown]`; one that says
  itself that there was none, or that is no word, is rejected.
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
from servanda.evidence.values import DAY_US, NUMBER

Bounds = tuple[Decimal, Decimal | None]
"""Low, and high or None where it is not known."""

_PLAIN: Final = re.compile(r"[+-]?\d{1,30}([.]\d{1,6})?")
_FORMS: Final = re.compile(
    r"(?i)(?P<op>at least|at most|up to|more than|over|fewer than|less than)\s+"
    r"(?P<number>\d{1,30}([.]\d{1,6})?)"
)
_STEP: Final = Decimal("0.000001")
LARGEST: Final = Decimal(10) ** 12
"""A figure beyond it is a slip: its millionths would not fit the integers that engines count in."""


NO_SOME: Final = frozenset((
    "none", "zero", "no", "nil", "nobody", "nothing", "0.", "nan", "n/a", "na", "null", "-", "--",
))  # fmt: skip
"""What stands in cells where nothing was counted: never `at least 1`."""


@dataclass(frozen=True)
class Written:
    """A quantity as written in one cell.

    Attributes:
        bounds: what it means; None for a word.
        word: the word in lower case, empty for a number.
        half_step: half a unit of the last digit shown.
    """

    bounds: Bounds | None
    word: str = ""
    half_step: Decimal = Decimal(0)


def read_quantity(text: str) -> Written:
    """Return what one cell of `quantity` says."""
    if _PLAIN.fullmatch(text):
        number = Decimal(text)
        return Written((number, number), half_step=_half_step(text))
    form = _FORMS.fullmatch(text)
    if form is None:
        return Written(None, " ".join(text.lower().split()))
    number, op = Decimal(form["number"]), form["op"].lower()
    step = _half_step(form["number"])
    if op in {"at least", "more than", "over"}:
        low = number if op == "at least" else number + step * 2
        return Written((low, None), half_step=step)
    high = number if op in {"at most", "up to"} else number - step * 2
    return Written((Decimal(0), high), half_step=step)


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
            (row["source"], _word(row["word"])): (row["low"], row["high"]) for row in order
        }

    def spread(self, source: str, word: str) -> Bounds | None:
        """Return what a word of a source means, or None where it was not declared."""
        return self._spreads.get((source, _word(word)))


def _word(text: str) -> str:
    return " ".join(text.lower().split())


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
