"""Make a failing world small: leave out what the failure does not need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]

PLAIN = frozenset(
    {
        "id",
        "source",
        "act",
        "when",
        "kind",
        "bearer",
        "area",
        "n",
        "from",
        "to",
        "trigger",
        "give",
        "mode",
        "days",
        "hours",
        "op",
    }
)
TINY = PLAIN | {"series"}
"""What is never left out of a report or a duty; tiny worlds rely on one series per source."""


def smallest(world: Row, fails: Callable[[Row], bool], kept: frozenset[str] = PLAIN) -> Row:
    """Return a world that still fails and from which nothing more can be left out.

    Args:
        world: one that fails.
        fails: whether a world fails; a world that cannot be built must give False.
        kept: keys of reports and duties that stay.
    """
    while True:
        smaller = next((w for w in _smaller(world, kept) if _does_fail(w, fails)), None)
        if smaller is None:
            return world
        world = smaller


def _does_fail(world: Row, fails: Callable[[Row], bool]) -> bool:
    try:
        return fails(world)
    except (KeyError, ValueError, IndexError):
        return False


def _smaller(world: Row, kept: frozenset[str]) -> Iterator[Row]:
    for key in ("reports", "links", "marks", "ruled", "rulings"):
        for k in range(len(world.get(key, []))):
            yield {**world, key: _without(world[key], k)}
    for k, report in enumerate(world["reports"]):
        for less in _shorter(report, kept):
            reports = [*world["reports"][:k], less, *world["reports"][k + 1 :]]
            yield {**world, "reports": reports}
    yield from _plainer_agreements(world)
    for less in _shorter(world["duty"], kept):
        yield {**world, "duty": less}


def _without(rows: list[Row], number: int) -> list[Row]:
    return rows[:number] + rows[number + 1 :]


def _shorter(row: Row, kept: frozenset[str]) -> Iterator[Row]:
    for key in row.keys() - kept:
        yield {name: value for name, value in row.items() if name != key}


def _plainer_agreements(world: Row) -> Iterator[Row]:
    agreement = world["agreement"]
    if "ended" in agreement:
        yield {**world, "agreement": {k: v for k, v in agreement.items() if k != "ended"}}
    for name, row in agreement["sources"].items():
        for key in row:
            if key != "affiliation":
                less = {k: v for k, v in row.items() if k != key}
                sources = {**agreement["sources"], name: less}
                yield {**world, "agreement": {**agreement, "sources": sources}}
