"""Make a failing world small: leave out what the failure does not need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]

_KEPT = {"id", "source", "act", "when", "kind", "bearer", "area", "n", "from", "to", "trigger",
         "give"}


def smallest(world: Row, fails: Callable[[Row], bool]) -> Row:
    """Return a world that still fails and from which nothing more can be left out.

    Args:
        world: one that fails.
        fails: whether a world fails; a world that cannot be built must give False.
    """
    while True:
        smaller = next((w for w in _smaller(world) if _does_fail(w, fails)), None)
        if smaller is None:
            return world
        world = smaller


def _does_fail(world: Row, fails: Callable[[Row], bool]) -> bool:
    try:
        return fails(world)
    except (KeyError, ValueError, IndexError):
        return False


def _smaller(world: Row) -> Iterator[Row]:
    for key in ("reports", "links", "marks", "ruled"):
        for k in range(len(world[key])):
            yield {**world, key: world[key][:k] + world[key][k + 1 :]}
    for k, report in enumerate(world["reports"]):
        for key in report:
            if key not in _KEPT:
                less = {name: value for name, value in report.items() if name != key}
                yield {**world, "reports": [*world["reports"][:k], less, *world["reports"][k + 1 :]]}
    yield from _plainer_agreements(world)
    for key in world["duty"]:
        if key not in _KEPT:
            yield {**world, "duty": {name: v for name, v in world["duty"].items() if name != key}}


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
