"""Numbers of bounds as people write them."""

from __future__ import annotations

from servanda.agreement.proof.bounds import Bound, Bounds


def figure(bounds: Bounds, source: Bound, number: int) -> str:
    """Return a number in the unit of a bound, as people write it."""
    scale = bounds.scales.get(source.unit, 1)
    return f"{number / scale:g}" if number % scale else str(number // scale)
