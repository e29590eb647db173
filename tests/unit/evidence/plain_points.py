"""How points lie to outlines, one pair at a time and without any preparation: the definition."""

from __future__ import annotations

import numpy as np
import shapely

from servanda.evidence.shapes import point_at, reach_on_plane


def plain_relations(points, shapes):
    """Return for every (latitude, longitude, radius_m) how it lies to shapes.

    1 inside, 0 may overlap, no entry: apart.
    """
    return [_relations(*point, shapes) for point in points]


def _relations(latitude, longitude, radius_m, shapes):
    place = point_at(latitude, longitude)
    (reach,) = reach_on_plane(np.array([latitude]), np.array([radius_m])).tolist()
    # The point asks: an outline that was made ready may differ where a circle just touches it.
    return {
        number: int(shape.contains(place) and _gap(shape, place) > reach)
        for number, shape in enumerate(shapes)
        if place.dwithin(shape, reach)
    }


def _gap(shape, place):
    """Return how far a point is from what bounds a shape; not a number: nothing does."""
    return shapely.distance(shapely.boundary(shape), place)
