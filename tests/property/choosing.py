"""Who makes every choice of a world: chance, or Hypothesis."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Option = TypeVar("Option")


class Chooser(Protocol):
    """Makes every choice of a world."""

    def pick(self, options: Sequence[Option]) -> Option:
        """Return one of the options; the first is the plainest."""
        ...

    def number(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`, both included."""
        ...


@dataclass(frozen=True)
class AtRandom:
    """Chooses at random, from a seed."""

    source: random.Random

    def pick(self, options: Sequence[Option]) -> Option:
        return self.source.choice(options)

    def number(self, low: int, high: int) -> int:
        return self.source.randint(low, high)


def rarely(choose: Chooser, one_in: int) -> bool:
    """Return true once in `one_in`."""
    return choose.number(1, one_in) == one_in
