"""The map of areas and incidents."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from tests.unit.publish.northland import AREAS, HOSTILE, INCIDENTS

from servanda.assessment.material import AreaShape
from servanda.publish.maps import build_projection, draw_map, round_distance


def test_nothing_with_a_position_gives_no_map():
    assert draw_map((AreaShape("hills", "Hills"),), (INCIDENTS[3],)) is None


def test_incidents_with_a_point_are_numbered_in_order():
    drawn = draw_map(AREAS, INCIDENTS)
    assert [(s.number, s.note.incident) for s in drawn.spots] == [
        (1, "m-17"), (2, "s-20"), (3, "s-21"), (4, "u-03"),
    ]  # fmt: skip


def test_no_point_is_invented_for_an_area():
    assert [note.incident for note in draw_map(AREAS, INCIDENTS).unplaced] == ["u-02"]


def test_only_a_stated_radius_has_a_circle():
    drawing = ET.fromstring(draw_map(AREAS, INCIDENTS).drawing)
    assert len(list(drawing.iter("circle"))) == 3


def test_circles_are_to_scale():
    radii = [
        float(c.get("r")) for c in ET.fromstring(draw_map(AREAS, INCIDENTS).drawing).iter("circle")
    ]
    assert radii[1] / radii[0] == pytest.approx(2500 / 900, rel=0.01)


def test_a_degree_of_longitude_shrinks_with_the_latitude():
    projection = build_projection([(10.0, 59.9), (11.0, 60.1)])
    assert projection.kx / projection.ky == pytest.approx(0.5, rel=0.01)


def test_north_is_up_and_east_is_right():
    projection = build_projection([(36.8, -18.0), (37.1, -17.7)])
    west, north = projection.point(36.8, -17.7)
    east, south = projection.point(37.1, -18.0)
    assert (west < east, north < south) == (True, True)


def test_one_point_alone_can_be_drawn():
    assert draw_map((), (replace(INCIDENTS[0], radius_m=None),)).spots[0].number == 1


@pytest.mark.parametrize(("most", "distance"), [(7300, 5000), (900, 500), (1, 1), (24999, 20000)])
def test_scale_bar_is_round(most, distance):
    assert round_distance(most) == distance


def test_areas_without_an_outline_are_named():
    assert draw_map(AREAS, ()).undrawn == ("Hills",)


def test_every_maker_of_an_outline_is_named_once():
    assert draw_map(AREAS, ()).notes == (
        "Survey of the parties, 2023; outline accurate to about 200 m",
        "Survey of the parties, 2023",
    )


def test_holes_islands_and_lines_are_drawn():
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    shapes = (
        AreaShape("islands", "Islands", {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}),
        AreaShape("line", "Line", {"type": "LineString", "coordinates": ring}),
    )
    paths = [p.get("class") for p in ET.fromstring(draw_map(shapes, ()).drawing).iter("path")]
    assert paths == ["area", "line", "scale", "north"]


def test_name_of_an_area_is_escaped():
    assert HOSTILE not in draw_map((replace(AREAS[0], name=HOSTILE),), ()).drawing
