"""A naive monitor of metric first-order temporal logic over a finite trace (property 10).

It takes nothing from the engines or the reference evaluator. A trace is a list of time-points,
each a minute with the facts that hold at it; formulas are closed under negation, conjunction,
exists, since and until with an interval of minutes, and the rest is defined by these, as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

FOREVER = 10**9

Fact = tuple[str, int]
Values = Mapping[str, int]
Formula = Callable[["Trace", int, Values], bool]
"""Whether it holds at a time-point, variables having some values."""


@dataclass(frozen=True)
class Trace:
    """Time-points in order: minute and facts; the numbers of all facts are the domain."""

    points: Sequence[tuple[int, frozenset[Fact]]]

    @property
    def domain(self) -> list[int]:
        """Every number that a fact has."""
        return sorted({number for _, facts in self.points for _, number in facts})

    def minute(self, i: int) -> int:
        """Return the minute of a time-point."""
        return self.points[i][0]


def fact(name: str, variable: str) -> Formula:
    return lambda trace, i, values: (name, values[variable]) in trace.points[i][1]


def compare(is_so: Callable[[Values], bool]) -> Formula:
    return lambda trace, i, values: is_so(values)


def negation(inner: Formula) -> Formula:
    return lambda trace, i, values: not inner(trace, i, values)


def both(one: Formula, other: Formula) -> Formula:
    return lambda trace, i, values: one(trace, i, values) and other(trace, i, values)


def exists(variable: str, inner: Formula) -> Formula:
    return lambda trace, i, values: any(
        inner(trace, i, {**values, variable: number}) for number in trace.domain
    )


def since(one: Formula, other: Formula, low: int = 0, high: int = FOREVER) -> Formula:
    """Return that `other` was so `low` to `high` minutes ago, and `one` ever since."""

    def holds(trace: Trace, i: int, values: Values) -> bool:
        for j in range(i, -1, -1):
            ago = trace.minute(i) - trace.minute(j)
            if low <= ago <= high and other(trace, j, values):
                return True
            if not one(trace, j, values):
                return False
        return False

    return holds


def until(one: Formula, other: Formula, low: int = 0, high: int = FOREVER) -> Formula:
    """Return that `other` will be so in `low` to `high` minutes, and `one` until then."""

    def holds(trace: Trace, i: int, values: Values) -> bool:
        for j in range(i, len(trace.points)):
            ahead = trace.minute(j) - trace.minute(i)
            if low <= ahead <= high and other(trace, j, values):
                return True
            if not one(trace, j, values):
                return False
        return False

    return holds


def always_true(trace: Trace, i: int, values: Values) -> bool:
    return True


def once(inner: Formula, low: int = 0, high: int = FOREVER) -> Formula:
    return since(always_true, inner, low, high)


def eventually(inner: Formula, low: int = 0, high: int = FOREVER) -> Formula:
    return until(always_true, inner, low, high)


def always(inner: Formula, low: int = 0, high: int = FOREVER) -> Formula:
    return negation(eventually(negation(inner), low, high))


def at_least(n: int, occurs: Callable[[str], Formula]) -> Formula:
    """Return that n different numbers occur: exists x1 < x2 < ..., each of which does."""
    names = [f"x{k}" for k in range(n)]
    parts = [occurs(name) for name in names]
    parts += [compare(lambda values, a=a, b=b: values[a] < values[b]) for a, b in pairwise(names)]
    body = reduce(both, parts, always_true)
    return reduce(lambda inner, name: exists(name, inner), reversed(names), body)
