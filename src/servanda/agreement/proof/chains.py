"""Bounds on one kind of act along time: exact, without a solver.

Let S(t) be how many of these acts have happened by t. A floor says S(end) - S(begin) >= n, a
ceiling says <= n, and S never falls. Such differences can all be met by whole numbers if and only
if the graph of them has no negative circle (Bellman and Ford), and the bounds on a negative circle
contradict each other: adding them up gives 0 < 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from servanda.agreement.periods import joined
from servanda.agreement.proof.bounds import Bound
from servanda.civil import Period


@dataclass(frozen=True)
class Span:
    """A bound on one stretch of time; `sources` are the bounds it says, in order of time."""

    period: Period
    number: int
    is_floor: bool
    sources: tuple[Bound, ...]


@dataclass(frozen=True)
class Edge:
    """S(to) - S(start) <= weight; without a span: time runs on."""

    start: int
    to: int
    weight: int
    span: Span | None = None


def spans_of(bounds: Iterable[Bound]) -> list[Span]:
    """Return bounds as spans: ceilings stretch by stretch, prohibitions without a gap as one.

    A floor that counts in several stretches together is no difference of two instants; it is left
    to `sums`.
    """
    found: list[Span] = []
    nothing: dict[str, list[Bound]] = {}
    for bound in bounds:
        if bound.is_floor and len(bound.times) == 1:
            found.append(Span(bound.times[0], bound.number, True, (bound,)))
        elif not bound.is_floor and bound.number == 0:
            nothing.setdefault(f"{bound.line}\n{bound.acts_id}\n{bound.bearer}", []).append(bound)
        elif not bound.is_floor:
            found += [Span(period, bound.number, False, (bound,)) for period in bound.times]
    for same in nothing.values():
        found += _without_gaps(same)
    return found


def _without_gaps(same: Sequence[Bound]) -> list[Span]:
    whole = joined(period for bound in same for period in bound.times)
    members: dict[Period, list[Bound]] = {period: [] for period in whole}
    position = 0
    for bound in sorted(same, key=lambda bound: bound.times[0]):
        while position < len(whole) and not whole[position].contains(bound.times[0]):
            position += 1
        for k in range(position, len(whole)):
            if not any(whole[k].contains(period) for period in bound.times):
                break
            members[whole[k]].append(bound)
    return [Span(period, 0, False, tuple(found)) for period, found in members.items() if found]


class Chain:
    """The graph of spans on one kind of act."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """Number the instants at which spans begin and end."""
        self.instants = sorted({edge for span in spans for edge in _ends(span.period)})
        numbers = {instant: number for number, instant in enumerate(self.instants)}
        self.edges = [Edge(number + 1, number, 0) for number in range(len(self.instants) - 1)]
        for span in spans:
            begins, ends = numbers[span.period.begins_at], numbers[span.period.ends_at]
            if span.is_floor:
                self.edges.append(Edge(ends, begins, -span.number, span))
            else:
                self.edges.append(Edge(begins, ends, span.number, span))

    def circle(self) -> list[Span]:
        """Return the spans of a negative circle; empty: all can be kept."""
        dist = [0] * len(self.instants)
        back: list[Edge | None] = [None] * len(self.instants)
        last = self._relax(dist, back)
        return [] if last is None else _spans_on(back, last)

    def counts(self) -> list[tuple[Period, int]]:
        """Return how many acts happen in each stretch, so that all is kept; empty: it cannot be."""
        dist: list[int] = [0] * len(self.instants)
        if self._relax(dist, [None] * len(dist)) is not None:
            return []
        pairs = zip(self.instants, self.instants[1:], dist, dist[1:], strict=False)
        return [(Period(a, b), n - m) for a, b, m, n in pairs]

    def _relax(self, dist: list[int], back: list[Edge | None]) -> int | None:
        """Lower distances until nothing changes; return a node that never settles."""
        # Edges back in time come first, last ones first: most chains settle in two rounds.
        ordered = sorted(
            self.edges, key=lambda e: (e.to > e.start, -e.start if e.to < e.start else e.start)
        )
        changed: int | None = None
        for _ in range(len(self.instants) + 1):
            changed = None
            for edge in ordered:
                reached = dist[edge.start] + edge.weight
                if reached < dist[edge.to]:
                    dist[edge.to], back[edge.to], changed = reached, edge, edge.to
            if changed is None:
                return None
            if _closes(back, changed):
                return changed
        return changed


def _ends(period: Period) -> tuple[int, int]:
    return period.begins_at, period.ends_at


def _closes(back: Sequence[Edge | None], node: int) -> bool:
    """Return whether the way back from a node runs in a circle."""
    seen: set[int] = set()
    current = node
    while current not in seen:
        seen.add(current)
        edge = back[current]
        if edge is None:
            return False
        current = edge.start
    return True


def _spans_on(back: Sequence[Edge | None], node: int) -> list[Span]:
    """Return the spans on the circle that the way back from a node runs into, in order of time."""
    for _ in back:
        edge = back[node]
        node = edge.start if edge is not None else node
    found, current = [], node
    while True:
        edge = back[current]
        if edge is None:
            return []
        if edge.span is not None:
            found.append(edge.span)
        current = edge.start
        if current == node:
            return sorted(found, key=lambda span: (span.period, not span.is_floor))
