"""Edges that are dropped for a cell are nearest to no point of it; no way in it crosses them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

shapely = pytest.importorskip("shapely")

from servanda.evidence.grid.edges import edges_of  # noqa: E402
from servanda.evidence.grid.nearest import nearest_of  # noqa: E402
from servanda.evidence.grid.outlines import Circles  # noqa: E402


def kept_edges(edges, wide, most):
    """Return which edges are kept for a cell around (0, 0), and how far the nearest is."""
    every = np.arange(len(edges.x))
    gap = edges.distances(every, *np.zeros((2, len(every))))
    zero = np.zeros(1)
    cell = Circles(zero, zero, zero, np.array([most]), np.array([wide]))
    least = np.array([gap.min()]), np.array([False])
    return set(nearest_of(edges, cell, least, (0 * every, every, gap)).tolist()), gap.min()


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    far=st.sampled_from([0.0, 300.0, 4000.0, 1e5]),
    spread=st.sampled_from([10.0, 500.0, 8000.0]),
    wide=st.sampled_from([0.5, 90.0, 2000.0]),
)
def test_what_is_nearest_to_a_point_of_a_cell_is_kept(seed, far, spread, wide):
    rng = np.random.default_rng(seed)
    corners = rng.normal((far, 0.0), spread, (int(rng.integers(2, 40)), 2))
    edges = edges_of([shapely.linestrings(corners)])
    kept, least = kept_edges(edges, wide, most=1e9)
    turn, share = rng.uniform(0, 2 * np.pi, 400), np.sqrt(rng.uniform(0, 1, 400))
    x, y = wide * share * np.cos(turn), wide * share * np.sin(turn)
    numbers = np.arange(len(edges.x))
    gaps = np.array([edges.distances(numbers, x0 + 0 * numbers, y0 + 0 * numbers)
                     for x0, y0 in zip(x, y, strict=True)])  # fmt: skip
    assert set(gaps.argmin(axis=1).tolist()) <= kept
    assert set(np.flatnonzero(gaps.min(axis=0) < 1e-3 * wide).tolist()) <= kept
    assert least <= gaps.min() + wide


def test_few_of_the_edges_of_a_far_border_are_kept():
    up = np.arange(-5000.0, 5001.0, 100.0)
    border = edges_of([shapely.linestrings(np.column_stack([9000.0 + 0 * up, up]))])
    kept, _ = kept_edges(border, wide=200.0, most=1e9)
    assert 4 <= len(kept) <= 12


def test_edges_that_no_circle_reaches_are_dropped():
    border = edges_of([shapely.linestrings([(900.0, -9.0), (900.0, 9.0)])])
    assert kept_edges(border, wide=10.0, most=890.0)[0] == set()
    assert kept_edges(border, wide=10.0, most=901.0)[0] == {0}
