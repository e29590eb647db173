"""What a measure amounts to, in each of the ways in which measures are read (SEMANTICS 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from servanda.assessment.reference.bounds import Bounds, Ledger, bounds_in, is_open_ended, ledger_of
from servanda.assessment.reference.figures import Matter
from servanda.assessment.reference.idle import IdleReading, read_idle
from servanda.assessment.reference.levels import LevelReading, read_levels
from servanda.assessment.reference.reasons import first_of, reasons_in
from servanda.assessment.tables import LEVEL_MODE, SUM_MODE

Amount = tuple[int | None, int | None]


class Reading(Protocol):
    """A measure with all that is said of it."""

    @property
    def bounds(self) -> Bounds:
        """Certain, possible and alleged."""
        ...


@dataclass(frozen=True)
class SumReading:
    """Acts added up."""

    ledger: Ledger
    bounds: Bounds

    def reason(self) -> str:
        """Return why a duty of this measure is disputed (5.0.1, 5.0.2)."""
        return first_of(reasons_in(self.ledger, self.bounds))


def reading_of(matter: Matter) -> Reading:
    """Return a measure as it is to be read."""
    is_level = matter.setting.measure.mode == LEVEL_MODE
    return read_levels(matter) if is_level else read_time(matter)


def read_time(matter: Matter) -> SumReading | IdleReading:
    """Return a measure of a period: acts added up, or time without them."""
    if matter.setting.measure.mode == SUM_MODE:
        ledger = ledger_of(matter)
        return SumReading(ledger, bounds_in(ledger))
    return read_idle(matter)


def interval_of(reading: Reading) -> tuple[int, int | None]:
    """Return what a measure may amount to, alleged where it is unbounded (5.3).

    Its high is unknown where somebody tells of acts without saying how many at most.
    """
    bounds = extent_of(reading)
    if bounds.possible is None and isinstance(reading, SumReading):
        top = None if is_open_ended(reading.ledger) else bounds.alleged
    else:
        top = bounds.alleged if bounds.possible is None else bounds.possible
    return bounds.certain, None if top is None else max(bounds.certain, top)


def extent_of(reading: Reading) -> Bounds:
    """Return the bounds of what triggers or a whole amount to (5.3.9)."""
    return reading.extent if isinstance(reading, LevelReading) else reading.bounds


def whole_of(reading: Reading, *, is_share: bool) -> tuple[int, int | None]:
    """Return what a measure may amount to, its high unknown where nobody bounds it (5.3.9)."""
    bounds = extent_of(reading)
    is_unknown = bounds.possible is None and (is_share or bounds.alleged == 0)
    low, high = interval_of(reading)
    return low, None if is_unknown else high
