"""Which ceilings a floor exceeds by itself, found without holding every floor against each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from servanda.agreement.proof.chains import Span
from servanda.civil import Period

Key = tuple[str, str]
"""Line and declared total of a ceiling: what it is called."""


class Above:
    """Ceilings of one kind of act, by what they are called."""

    def __init__(self, ceilings: Iterable[Span]) -> None:
        """Put them in order."""
        found: dict[Key, list[Span]] = {}
        for span in ceilings:
            source = span.sources[0]
            found.setdefault((source.line, source.total), []).append(span)
        self._named = {key: _Named(spans) for key, spans in found.items()}
        self._exceeded: dict[int, tuple[Key, ...]] = {}

    def exceeded(self, floor: Span) -> tuple[Key, ...]:
        """Return what the ceilings are called that a floor exceeds, in the order of the ceilings.

        Args:
            floor: is kept by whoever asks, so that it can be told again by its identity.
        """
        if id(floor) not in self._exceeded:
            self._exceeded[id(floor)] = tuple(
                key for key, named in self._named.items() if named.is_exceeded(floor)
            )
        return self._exceeded[id(floor)]

    def first(self, key: Key, floor: Span) -> Span:
        """Return the first ceiling of a name that a floor exceeds; there is one."""
        return next(span for span in self._named[key].spans if is_above(floor, span))


class _Named:
    """Ceilings that are called alike."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        numbers: dict[int, list[Period]] = {}
        for span in spans:
            numbers.setdefault(span.number, []).append(span.period)
        self._times = [(number, _Times(periods)) for number, periods in numbers.items()]

    def is_exceeded(self, floor: Span) -> bool:
        return any(
            number < floor.number and times.contain(floor.period) for number, times in self._times
        )


class _Times:
    """Periods in order, and how far those that have begun by then reach."""

    def __init__(self, periods: list[Period]) -> None:
        ordered = sorted(periods)
        self._begins = [period.begins_at for period in ordered]
        self._reach = list(accumulate((period.ends_at for period in ordered), max))

    def contain(self, period: Period) -> bool:
        """Return whether one of the periods contains another."""
        begun = bisect_right(self._begins, period.begins_at)
        return begun > 0 and self._reach[begun - 1] >= period.ends_at


def is_above(floor: Span, ceiling: Span) -> bool:
    """Return whether a floor by itself asks for more than a ceiling allows."""
    return ceiling.number < floor.number and ceiling.period.contains(floor.period)
