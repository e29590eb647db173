"""Hypothesis strategies for small worlds; they shrink by dropping choices to their plainest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import strategies as st
from tests.property.certain_worlds import build_certain
from tests.property.choosing import Chooser
from tests.property.tiny_worlds import build_tiny
from tests.property.worlds import build_world

Row = dict[str, Any]
Option = TypeVar("Option")
World = TypeVar("World")


@dataclass(frozen=True)
class Drawn:
    """A chooser whose choices Hypothesis makes."""

    draw: Callable[[st.SearchStrategy[Any]], Any]

    def pick(self, options: Sequence[Option]) -> Option:
        """Return one of the options, preferring the first."""
        return options[self.draw(st.integers(0, len(options) - 1))]

    def number(self, low: int, high: int) -> int:
        """Return a number between two, preferring the lower."""
        return int(self.draw(st.integers(low, high)))


def _built(build: Callable[[Chooser], World]) -> st.SearchStrategy[World]:
    @st.composite
    def worlds(draw: Callable[[st.SearchStrategy[Any]], Any]) -> World:
        return build(Drawn(draw))

    return worlds()


worlds = _built(build_world)
tiny_worlds = _built(build_tiny)
certain_worlds = _built(build_certain)
