from __future__ import annotations

import numpy as np
import pytest

shapely = pytest.importorskip("shapely")

from servanda.evidence.grid.nearest import NearOutlines  # noqa: E402
from servanda.evidence.grid.outlines import UNSURE, Circles, Outlines  # noqa: E402

SQUARE = Outlines([shapely.box(0.0, 0.0, 1000.0, 1000.0)])


def seen(known, middle, side, reach=50.0):
    """Return the square, seen first from one middle and then from another."""
    one, wide = np.ones(1, np.int64), np.full(1, 400.0)
    near = NearOutlines(0 * one, one, one * side, 0 * one, 4 * one, np.arange(4))
    x, y = (np.full(1, v) for v in middle)
    circles = Circles(x, y, reach - wide, reach + wide, wide)
    start = np.full(1, known[0]), np.full(1, known[1])
    return near.seen_from(SQUARE, circles, start, np.array([True]), are_cells=True)


@pytest.mark.parametrize(
    ("known", "side", "middle", "expected"),
    [
        ((500.0, 500.0), 1, (500.0, 900.0), (1, 100.0)),
        ((500.0, 900.0), 1, (500.0, 1100.0), (0, 100.0)),
        ((900.0, 1100.0), 0, (1100.0, 900.0), (0, 100.0)),
        ((-50.0, 500.0), 0, (1050.0, 500.0), (0, 50.0)),
        ((500.0, 1000.0), UNSURE, (500.0, 900.0), (1, 100.0)),
        ((500.0, 900.0), 1, (500.0, 1000.005), (UNSURE, 0.005)),
    ],
)
def test_borders_on_the_way_tell_the_side_of_another_middle(known, side, middle, expected):
    found = seen(known, middle, side)
    assert (found.side.item(), found.least.item()) == (expected[0], pytest.approx(expected[1]))


def test_edges_of_an_outline_that_all_circles_meet_are_not_told():
    assert seen((500.0, 500.0), (500.0, 900.0), 1, reach=450.0).count.item() > 0
    assert seen((500.0, 500.0), (500.0, 900.0), 1, reach=550.0).count.item() == 0
