"""How quickly points are placed in areas, beside prepared shapely, in one run.

Usage: python -m benchmarks.places [--points N ...] [--sample N] [--runs N] [--seed N]

50 made-up areas of 100 to 2,000 corners in a square of three degrees, and points spread evenly
over it: without a radius, with one radius, with five, and each with its own. Measured is CPU time
of all threads. `first` is a grid that has seen nothing, and makes its cells meanwhile; `clock` is
the same by the clock; `making` is what of it goes into cells before any point is looked up; `again`
is the same grid with other points, after five times as many. shapely is asked for a sample, with an
index of boxes and outlines made ready, and must say the same.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.evidence.grid import frame
from servanda.evidence.grid.areas import AreaGrid
from servanda.evidence.shapes import on_plane, project, reach_on_plane

AREAS = 50
WEST, SOUTH, SIZE = 34.0, 30.0, 3.0
PASSES = 5
Array = NDArray[Any]
Points = tuple[Array, Array, Array]
Radii = Callable[[np.random.Generator, int], Array]
# What they are drawn from, and how many.
RADII: dict[str, Radii] = {
    "no radius": lambda _, count: np.zeros(count),
    "500 m": lambda _, count: np.full(count, 500.0),
    "five radii to 10 km": lambda rng, count: rng.choice([0.0, 100.0, 500.0, 2e3, 1e4], count),
    "a radius each": lambda rng, count: rng.lognormal(6.5, 1.0, count),
}


def areas(rng: np.random.Generator) -> list[shapely.Geometry]:
    """Return outlines in the Mercator plane."""
    return [project(_blob(rng, int(count))) for count in rng.integers(100, 2001, AREAS)]


def _blob(rng: np.random.Generator, corners: int) -> shapely.Geometry:
    """Return an outline with bays of every size."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    far = 1.0 + rng.normal(0, 0.01, corners)
    for k in range(2, 9):
        far += rng.normal(0, 0.25 / k) * np.cos(k * turn + rng.uniform(0, 2 * np.pi))
    far = 0.25 * far.clip(0.3, 3.0)
    middle = rng.uniform([WEST, SOUTH], [WEST + SIZE, SOUTH + SIZE])
    ring = np.column_stack([far * np.cos(turn), 0.85 * far * np.sin(turn)]) + middle
    return shapely.make_valid(shapely.polygons(ring))


def points(rng: np.random.Generator, count: int, radii: Radii) -> Points:
    """Return latitudes, longitudes and radii."""
    latitude = rng.uniform(SOUTH, SOUTH + SIZE, count)
    return latitude, rng.uniform(WEST, WEST + SIZE, count), radii(rng, count)


class Prepared:
    """Points in areas as shapely does it best: an index of boxes, and outlines made ready."""

    def __init__(self, outlines: Sequence[shapely.Geometry]) -> None:
        self._outlines = np.array(outlines)
        self._borders = shapely.boundary(self._outlines)
        shapely.prepare(self._outlines)
        shapely.prepare(self._borders)
        self._tree = shapely.STRtree(self._outlines)

    def rows(self, latitude: Array, longitude: Array, radius_m: Array) -> Array:
        """Return point, area and relation: 1 inside, 0 may overlap."""
        x, y = on_plane(latitude, longitude)
        reach = reach_on_plane(latitude, radius_m)
        is_sharp = not reach.any()
        boxes = (
            shapely.points(x, y)
            if is_sharp
            else shapely.box(x - reach, y - reach, x + reach, y + reach)
        )
        point, area = self._tree.query(boxes)
        is_held = shapely.contains_xy(self._outlines[area], x[point], y[point])
        if is_sharp:
            touches = shapely.intersects_xy(self._outlines[area], x[point], y[point])
            is_near = touches & ~is_held
        else:
            middles = shapely.points(x[point], y[point])
            is_near = shapely.dwithin(self._borders[area], middles, reach[point])
        kept = np.flatnonzero(is_near | is_held)
        return np.column_stack([point[kept], area[kept], ~is_near[kept]])


def rows_of(grid: AreaGrid, numbers: Array) -> Array:
    """Return classes of points as rows of point, area and relation."""
    return np.array([
        (point, area, rel)
        for point, number in enumerate(numbers.tolist())
        for area, rel in grid.classes.relations(number).items()
    ])  # fmt: skip


def cpu_seconds(work: Callable[[], Array]) -> tuple[float, Array]:
    """Return the CPU seconds of one run, and what it returned."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def measured(
    outlines: Sequence[shapely.Geometry], radii: Radii, count: int, sample: int, seed: int
) -> tuple[float, ...]:
    """Return points a second: shapely, a new grid, by the clock, and one that has seen many points.

    Returns:
        And the seconds of making cells.

    Raises:
        SystemExit: the two do not say the same.
    """
    rng = np.random.default_rng(seed)
    some = points(rng, sample, radii)
    grid, prepared = AreaGrid(outlines), Prepared(outlines)
    slow, rows = cpu_seconds(lambda: prepared.rows(*some))
    others = points(rng, count, radii)
    making = making_seconds(outlines, others)
    start = time.perf_counter()
    first, _ = cpu_seconds(lambda: grid.classify(*others))
    clock = time.perf_counter() - start
    for _ in range(PASSES - 1):
        grid.classify(*points(rng, count, radii))
    others = points(rng, count, radii)
    again, _ = cpu_seconds(lambda: grid.classify(*others))
    told = rows_of(grid, grid.classify(*some))
    if not np.array_equal(rows[np.lexsort(rows.T[::-1])], told):
        sys.exit("shapely and the grid differ")
    return sample / slow, count / first, count / clock, count / again, making


def making_seconds(outlines: Sequence[shapely.Geometry], those: Points) -> float:
    """Return the CPU seconds of making a grid and its cells for points."""
    start = time.process_time()
    AreaGrid(outlines)._cells.admit(frame.Points(*those))
    return time.process_time() - start


def main() -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.places")
    parser.add_argument("--points", type=float, nargs="+", default=[1e6, 5e6, 1e7])
    parser.add_argument("--sample", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    outlines = areas(np.random.default_rng(arguments.seed))
    corners = int(shapely.get_num_coordinates(outlines).sum())
    versions = f"Python {platform.python_version()}, shapely {shapely.__version__}"
    print(f"{platform.machine()}, {versions}: {AREAS} areas, {corners} edges in the plane")
    print(
        f"{'million points a second':20} {'points':>9} {'shapely':>8} {'first':>8} {'clock':>8}"
        f" {'again':>8} {'making ms':>10}  first/shapely"
    )
    for (name, radii), count in product(RADII.items(), map(int, arguments.points)):
        runs = [
            measured(outlines, radii, count, arguments.sample, arguments.seed + run)
            for run in range(arguments.runs)
        ]
        medians = [statistics.median(column) for column in zip(*runs, strict=True)]
        slow, first, clock, again = (value / 1e6 for value in medians[:4])
        print(
            f"{name:20} {count:9} {slow:8.2f} {first:8.2f} {clock:8.2f} {again:8.2f}"
            f" {medians[4] * 1e3:10.0f}  {first / slow:8.1f} x",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
