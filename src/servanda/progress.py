"""How long work shows how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[str, float], None]
"""Is called with the name of the step and the done share, 0 to 1."""


def silent(step: str, share: float) -> None:
    """Show no progress."""


def part_of(progress: Progress, begin: float, end: float) -> Progress:
    """Return what shows the progress of a part of the work as that of the whole."""
    return lambda step, share: progress(step, begin + share * (end - begin))
