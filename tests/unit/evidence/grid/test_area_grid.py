from __future__ import annotations

import numpy as np
import pytest
from tests.unit.evidence.plain_points import plain_relations

shapely = pytest.importorskip("shapely")

from servanda.evidence.grid import areas, cells, making, store  # noqa: E402
from servanda.evidence.shapes import project  # noqa: E402

SQUARE = project(shapely.box(34.0, 31.0, 35.0, 32.0))
HOLED = project(shapely.box(34.2, 31.2, 34.8, 31.8) - shapely.box(34.4, 31.4, 34.6, 31.6))
RNG = np.random.default_rng(7)
MANY = (RNG.uniform(30.5, 32.5, 4000), RNG.uniform(33.5, 35.5, 4000), np.full(4000, 800.0))


def told(grid, latitude, longitude, radius_m):
    found = grid.classify(np.array(latitude), np.array(longitude), np.array(radius_m))
    return [grid.classes.relations(number) for number in found.tolist()]


def test_a_point_in_a_hole_is_not_in_the_area():
    grid = areas.AreaGrid([SQUARE, HOLED])
    assert told(grid, [31.5, 31.3, 30.0], [34.5, 34.3, 34.5], [0.0, 0.0, 0.0]) == [
        {0: 1}, {0: 1, 1: 1}, {}]  # fmt: skip


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_point_that_is_not_finite_is_nowhere(value):
    grid = areas.AreaGrid([SQUARE])
    assert told(grid, [value, 31.5, 31.5], [34.5, value, 34.5], [9.0, 9.0, 9.0]) == [{}, {}, {0: 1}]


@pytest.mark.parametrize("radius", [np.nan, -1.0])
def test_a_circle_without_a_usable_radius_is_nowhere(radius):
    assert told(areas.AreaGrid([SQUARE]), [31.5], [34.5], [radius]) == [{}]


def test_a_circle_larger_than_the_world_may_overlap_everything():
    assert told(areas.AreaGrid([SQUARE, HOLED]), [-80.0], [-170.0], [np.inf]) == [{0: 0, 1: 0}]


def test_without_areas_and_without_points_nothing_is_anywhere():
    assert told(areas.AreaGrid([]), [31.5], [34.5], [1.0]) == [{}]
    assert told(areas.AreaGrid([shapely.Polygon()]), [31.5], [34.5], [1.0]) == [{}]
    assert told(areas.AreaGrid([SQUARE]), [], [], []) == []


def test_a_zero_below_zero_is_a_radius_of_zero():
    latitude, longitude, radius = MANY
    grid = areas.AreaGrid([SQUARE, HOLED])
    plain = told(grid, latitude, longitude, 0 * radius)
    assert told(grid, latitude, longitude, -0.0 * radius) == plain


def test_what_a_grid_has_seen_before_does_not_change_what_it_says():
    latitude, longitude, radius = MANY
    grid = areas.AreaGrid([SQUARE, HOLED])
    first = told(grid, latitude, longitude, radius)
    told(grid, latitude[::-1], longitude[::-1], RNG.uniform(0, 5000, 4000))
    again = [told(grid, latitude, longitude, radius) for _ in range(4)][-1]
    assert first == again == plain_relations(zip(*MANY, strict=True), [SQUARE, HOLED])


def test_cells_are_divided_only_as_far_as_there_is_room(monkeypatch):
    monkeypatch.setattr(cells, "LEAST_POINTS", 2)
    monkeypatch.setattr(cells, "MOST_SIDE", 16)
    monkeypatch.setattr(store, "MOST_CELLS", 18**2 + 640)
    grid = areas.AreaGrid([SQUARE, HOLED])
    for _ in range(5):
        found = told(grid, *MANY)
    assert grid._cells._store.room == 0
    assert found == plain_relations(zip(*MANY, strict=True), [SQUARE, HOLED])


def test_a_grid_that_sees_many_more_points_than_at_first_is_made_anew():
    latitude, longitude, radius = MANY
    grid = areas.AreaGrid([SQUARE, HOLED])
    told(grid, latitude[:400], longitude[:400], radius[:400])
    few = grid._cells._store.cells.length
    found = [told(grid, *MANY) for _ in range(2)]
    assert grid._cells._store.cells.length > 4 * few
    assert found == 2 * [plain_relations(zip(*MANY, strict=True), [SQUARE, HOLED])]


def test_very_many_areas_may_have_a_border_at_one_place():
    squares = [project(shapely.box(34.0, 31.0, 34.5 + k / 1e4, 31.5 + k / 1e5)) for k in range(40)]
    count = 500
    latitude, longitude = RNG.uniform(31.4, 31.6, count), RNG.uniform(34.4, 34.6, count)
    for radius in (0.0, 300.0):
        found = told(areas.AreaGrid(squares), latitude, longitude, np.full(count, radius))
        places = zip(latitude, longitude, [radius] * count, strict=True)
        assert found == plain_relations(places, squares)


def test_radii_that_are_always_new_need_no_new_cells(monkeypatch):
    monkeypatch.setattr(cells, "LEAST_POINTS", 10**6)
    latitude, longitude, _ = MANY
    grid, sizes = areas.AreaGrid([SQUARE, HOLED]), []
    for _ in range(4):
        radius = RNG.uniform(520.0, 570.0, len(latitude))
        found = told(grid, latitude, longitude, radius)
        places = zip(latitude, longitude, radius, strict=True)
        assert found == plain_relations(places, [SQUARE, HOLED])
        sizes.append(grid._cells._store.cells.length)
    assert len(set(sizes)) == 1


def test_without_room_the_outlines_are_asked(monkeypatch):
    monkeypatch.setattr(store, "MOST_CELLS", 0)
    grid = areas.AreaGrid([SQUARE, HOLED])
    assert told(grid, *MANY) == plain_relations(zip(*MANY, strict=True), [SQUARE, HOLED])
    assert grid._cells._store.cells.length == 9


def test_many_points_ask_few_questions_of_outlines(monkeypatch):
    grid = areas.AreaGrid([SQUARE, HOLED])
    asked = []
    exactly = grid._outlines.exactly
    monkeypatch.setattr(
        grid._outlines, "exactly", lambda number, circles: asked.append(len(number))
        or exactly(number, circles)
    )  # fmt: skip
    rng = np.random.default_rng(1)
    count = 100_000
    points = rng.uniform(30.5, 32.5, count), rng.uniform(33.5, 35.5, count)
    grid.classify(*points, np.full(count, 500.0))
    assert sum(asked) < count / 100


def ragged(corners):
    """Return an outline about 50 km across with so many corners."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    far = 0.25 + np.random.default_rng(2).normal(0, 0.003, corners)
    return project(shapely.polygons(np.column_stack([34.5 + far * np.cos(turn),
                                                     31.5 + far * np.sin(turn)])))  # fmt: skip


def test_cells_of_wide_circles_have_short_lists_of_edges():
    grid, count = areas.AreaGrid([ragged(2000)]), 20_000
    points = RNG.uniform(31.0, 32.0, count), RNG.uniform(34.0, 35.0, count), np.full(count, 1e4)
    grid.classify(*points)
    opened = grid._cells._store.opened
    edges = opened["edges"][1 : opened.length]
    assert len(edges) > 100
    assert edges.mean() < 10


def test_cells_of_neighbouring_radii_are_made_at_once(monkeypatch):
    made = []
    monkeypatch.setattr(cells, "POINTS_OF_FRAME", 500)
    monkeypatch.setattr(cells, "LEAST_OF_FRAME", 50)
    monkeypatch.setattr(
        making, "Raster", lambda *given, kind=making.Raster: made.append(1) or kind(*given)
    )
    grid = areas.AreaGrid([SQUARE, HOLED])
    radius = np.concatenate([np.geomspace(500.0, 1900.0, 3000), np.full(1000, 20_000.0)])
    found = told(grid, MANY[0], MANY[1], radius)
    assert len(np.unique(grid._cells._starts)) > 4
    assert len(made) == 2
    assert found == plain_relations(zip(*MANY[:2], radius, strict=True), [SQUARE, HOLED])
