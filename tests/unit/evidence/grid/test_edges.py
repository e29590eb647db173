from __future__ import annotations

import numpy as np
import pytest

shapely = pytest.importorskip("shapely")

from servanda.evidence.grid.edges import edges_of  # noqa: E402

EDGE = edges_of([shapely.linestrings([(0.0, 0.0), (1000.0, 0.0)])])


def seen(point, known):
    pairs = [(np.array([float(x)]), np.array([float(y)])) for x, y in (point, known)]
    return [values.item() for values in EDGE.seen(np.array([0]), *pairs, np.array([True]))]


@pytest.mark.parametrize(
    ("point", "known", "expected"),
    [
        ((400, 3), (600, -5), [3.0, True, False]),
        ((400, 3), (600, 5), [3.0, False, False]),
        ((-3, 4), (-3, -4), [5.0, False, False]),
        ((1003, 4), (0, -4), [5.0, True, False]),
    ],
)
def test_a_way_crosses_an_edge_where_its_ends_lie_on_both_sides(point, known, expected):
    assert seen(point, known) == expected


@pytest.mark.parametrize(("point", "known"), [
    ((5000, 9e-9), (-3000, -7e-9)), ((500, 1e-6), (500, -90)), ((500, 90), (500, -1e-6)),
])  # fmt: skip
def test_of_a_way_that_hardly_leaves_the_line_of_an_edge_it_is_not_told(point, known):
    assert seen(point, known)[2]


def test_a_way_through_a_corner_crosses_one_of_its_two_edges():
    ring = edges_of([shapely.linestrings([(0.1, 0.1), (10.3, 7.7), (23.9, -4.1)])])
    for far in np.linspace(-3, 3, 50):
        known = np.array([10.3 - far, 10.3 - far]), np.array([7.7 - 20, 7.7 - 20])
        point = np.array([10.3 + far, 10.3 + far]), np.array([7.7 + 20, 7.7 + 20])
        _, crosses, _ = ring.seen(np.array([0, 1]), point, known, np.array([True, True]))
        assert crosses.sum() == 1
