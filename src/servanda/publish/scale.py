"""Number scales of drawings: round ends, round ticks, shares of the width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from servanda.assessment.findings import Finding

_STEPS: Final = (1, 2, 5, 10)
_FAR_FROM_ZERO: Final = 0.6
"""An axis leaves out zero only if every value lies above this share of the greatest."""


@dataclass(frozen=True)
class Scale:
    """A straight scale from `low` to `high`, `low < high`, with a tick every `step`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Return where a value lies, 0 at `low` to 1 at `high`; values outside stay at the ends."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def ticks(self) -> list[float]:
        """Return the round numbers of the scale from low to high."""
        count = round((self.high - self.low) / self.step)
        return [round(self.low + self.step * k, 9) for k in range(count + 1)]


def round_scale(values: Iterable[float], *, from_zero: bool = False, whole: bool = True) -> Scale:
    """Return a scale with round ends that holds all values and a little above the greatest.

    Args:
        values: what is to be shown; none of them: a scale from 0 to 1.
        from_zero: whether the scale begins at zero whatever the values.
        whole: whether ticks are whole numbers.
    """
    known = list(values) or [0.0]
    least, most = min(known), max(known)
    if from_zero or most <= 0 or least < _FAR_FROM_ZERO * most:
        least = 0.0
    spread = max(most - least, most * 0.05, 1.0 if whole else 0.1)
    step = _round_step(spread / 4)
    if whole:
        step = max(1.0, step)
    low = max(0.0, floor((least - spread * 0.1) / step) * step) if least else 0.0
    return Scale(low, max(ceil((most + spread * 0.04) / step) * step, low + step), step)


def _round_step(rough: float) -> float:
    """Return the least of 1, 2, 5 times a power of ten that is not below `rough`."""
    power = 10 ** floor(log10(rough))
    return float(next(step * power for step in _STEPS if step * power >= rough * 0.999999))


def finding_scale(finding: Finding) -> Scale:
    """Return the scale of one finding: its bound, its bounds found, every source's figures."""
    asked = finding.bound
    ends: list[float | None] = [
        asked.low,
        asked.high,
        finding.certain,
        finding.possible,
        finding.alleged,
        finding.stated_bearer,
        finding.stated_other,
    ]
    for figure in finding.figures:
        # Who only says `at most` leaves open everything down to nothing.
        ends += [0 if figure.low is None and figure.high is not None else figure.low, figure.high]
    known = [end for end in ends if end is not None]
    return round_scale(known, whole=all(end == int(end) for end in known))
