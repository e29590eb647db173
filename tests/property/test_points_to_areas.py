"""Points to areas: cells, edges and classes never change what the outlines say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.evidence.plain_points import plain_relations

shapely = pytest.importorskip("shapely")

from servanda.evidence.grid import areas, asking, cells, making  # noqa: E402
from servanda.evidence.shapes import DOUBT, LAST_LATITUDE, project  # noqa: E402

CORNERS = [(34.0, 31.0), (-0.4, -0.3), (179.2, -17.0), (20.0, 88.2)]
"""Where the world lies, longitude first: plain, over both zeros, at the antimeridian, at a pole."""


def star(rng, middle, size):
    count = int(rng.integers(3, 40))
    turn = np.linspace(0, 2 * np.pi, count, endpoint=False)
    far = size * rng.uniform(0.2, 1.0, count)
    ring = np.column_stack([far * np.cos(turn), far * np.sin(turn)]) + middle
    return shapely.make_valid(shapely.polygons(ring))


def outlines(rng, corner):
    """Return areas with holes and in pieces, that share borders; lines, points, and nothing."""
    first, second, third, fourth = (
        star(rng, corner + rng.uniform(0, 1, 2), rng.choice([0.02, 0.3, 0.8])) for _ in range(4)
    )
    line = shapely.linestrings(corner + rng.uniform(0, 1, (int(rng.integers(2, 6)), 2)))
    spots = shapely.multipoints(corner + rng.uniform(0, 1, (3, 2)))
    drawn = [first, second.difference(first), first.difference(second.buffer(-0.05)),
             third.union(fourth), shapely.box(*corner, *(corner + 1)), line, spots,
             spots.geoms[0]]  # fmt: skip
    return [*(project(one) for one in drawn), shapely.Polygon()]


def degrees(shape, rng, count):
    """Return points at corners, on edges and beside them, as (latitude, longitude)."""
    ends = shapely.get_coordinates(shape)
    places = rng.integers(0, len(ends), count)
    share = rng.choice([0.0, 0.5, 0.3], (count, 1))
    beside = rng.choice([0.0, 1e-9, 1e-3, 1.0, 300.0], (count, 1)) * rng.normal(size=(count, 2))
    x, y = (ends[places] * (1 - share) + ends[(places + 1) % len(ends)] * share + beside).T
    return np.degrees(2 * np.arctan(np.exp(y / 6378137.0)) - np.pi / 2), np.degrees(x / 6378137.0)


def reaching(rng, shapes, points):
    """Return radii, many of which end exactly on a border."""
    radius = rng.choice([0.0, 0.0, 1.0, 40.0, 900.0, 2e4, 3e6, 1e12], len(points))
    for k in rng.choice(len(points), len(points) // 4, replace=False):
        shape = shapes[rng.integers(0, len(shapes) - 1)]
        place = project(shapely.points(points[k, 1], points[k, 0]))
        scale = np.cos(np.radians(min(abs(points[k, 0]), LAST_LATITUDE)))
        gap = rng.choice([shape.distance(place), shape.boundary.distance(place)])
        radius[k] = 0.0 if np.isnan(gap) else gap * scale / DOUBT
    return radius


def world(rng):
    corner = np.array(CORNERS[rng.integers(0, len(CORNERS))])
    shapes = outlines(rng, corner)
    some = rng.uniform(corner - 0.6, corner + 1.6, (60, 2))[:, ::-1]
    near = [np.column_stack(degrees(shape, rng, 30)) for shape in shapes if not shape.is_empty]
    points = np.concatenate([some, *near, some[:5]])
    return shapes, np.column_stack([points, reaching(rng, shapes, points)])


def compared(shapes, points, calls):
    """Assert that points mean the same as plainly told, asked in some calls."""
    grid = areas.AreaGrid(shapes)
    for part in np.array_split(points, calls):
        found = grid.classify(*part.T)
        told = [grid.classes.relations(number) for number in found.tolist()]
        assert told == plain_relations(part.tolist(), shapes)


@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 2**32 - 1), calls=st.integers(1, 4), most_side=st.sampled_from([1, 4, 2048])
)
def test_divided_cells_say_what_outlines_say(seed, calls, most_side):
    shapes, points = world(np.random.default_rng(seed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(areas, "FEW_POINTS", 0)
        patch.setattr(cells, "_SHARE", 50)
        patch.setattr(cells, "_CHUNK", 25)
        patch.setattr(cells, "LEAST_POINTS", 2)
        patch.setattr(cells, "EDGES_PER_POINT", 1e9)
        patch.setattr(cells, "POINTS_OF_FRAME", 20)
        patch.setattr(cells, "MOST_SIDE", most_side)
        compared(shapes, points, calls)


@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 2**32 - 1),
    calls=st.integers(1, 3),
    cells_per_point=st.sampled_from([1, 60]),
    most_pairs=st.sampled_from([2000, 1 << 24]),
)
def test_cells_halved_for_many_radii_at_once_say_what_outlines_say(
    seed, calls, cells_per_point, most_pairs
):
    rng = np.random.default_rng(seed)
    shapes, points = world(rng)
    some = rng.choice(len(points), len(points) // 3, replace=False)
    points[some, 2] = rng.lognormal(6.5, 2.0, len(some))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(areas, "FEW_POINTS", 0)
        patch.setattr(cells, "EDGES_PER_POINT", 1e9)
        patch.setattr(cells, "POINTS_OF_FRAME", 40)
        patch.setattr(cells, "LEAST_OF_FRAME", 5)
        patch.setattr(cells, "CELLS_PER_POINT", cells_per_point)
        patch.setattr(making, "MOST_PAIRS_PER_EDGE", 0)
        patch.setattr(making, "MOST_PAIRS", most_pairs)
        compared(shapes, points, calls)


@settings(deadline=None, max_examples=6)
@given(seed=st.integers(0, 2**32 - 1), many=st.sampled_from([0, 10, 10**6]))
def test_undivided_cells_and_long_lists_of_edges_say_what_outlines_say(seed, many):
    shapes, points = world(np.random.default_rng(seed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(areas, "FEW_POINTS", 0)
        patch.setattr(asking, "MANY_EDGES", many)
        compared(shapes, points, 1)


@settings(deadline=None, max_examples=6)
@given(seed=st.integers(0, 2**32 - 1))
def test_mixtures_of_areas_and_lines_say_what_outlines_say(seed):
    shapes, points = world(np.random.default_rng(seed))
    mixed = shapely.GeometryCollection([shapes[0], shapes[5], shapes[7]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(areas, "FEW_POINTS", 0)
        patch.setattr(cells, "LEAST_POINTS", 2)
        compared([*shapes, mixed], points, 2)
