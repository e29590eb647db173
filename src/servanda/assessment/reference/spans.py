"""Sets of instants as sorted, disjoint periods (SEMANTICS 4.9)."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.civil import Period

Spans = tuple[Period, ...]


def union(periods: Iterable[Period]) -> Spans:
    """Return the instants of any period, as its longest pieces in order."""
    pieces: list[Period] = []
    for period in sorted(p for p in periods if p.begins_at < p.ends_at):
        if pieces and period.begins_at <= pieces[-1].ends_at:
            last = pieces.pop()
            pieces.append(Period(last.begins_at, max(last.ends_at, period.ends_at)))
        else:
            pieces.append(period)
    return tuple(pieces)


def common(one: Iterable[Period], other: Iterable[Period]) -> Spans:
    """Return the instants of both."""
    others = union(other)
    found = (period.clipped_to(span) for period in union(one) for span in others)
    return union(period for period in found if period is not None)


def less(one: Iterable[Period], other: Iterable[Period]) -> Spans:
    """Return the instants of `one` that are not of `other`."""
    pieces = list(union(one))
    for taken in union(other):
        pieces = [rest for piece in pieces for rest in _without(piece, taken)]
    return tuple(pieces)


def _without(piece: Period, taken: Period) -> Iterable[Period]:
    before = Period(piece.begins_at, min(piece.ends_at, taken.begins_at))
    after = Period(max(piece.begins_at, taken.ends_at), piece.ends_at)
    return (rest for rest in (before, after) if rest.begins_at < rest.ends_at)


def total(spans: Iterable[Period]) -> int:
    """Return how long they are together, in microseconds."""
    return sum(span.ends_at - span.begins_at for span in spans)


def longest(spans: Iterable[Period]) -> int:
    """Return how long the longest is, in microseconds."""
    return max((span.ends_at - span.begins_at for span in spans), default=0)
