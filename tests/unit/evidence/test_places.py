from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from decimal import Decimal

import pytest
from tests.unit.evidence.valley import AREAS, Area, names

from servanda.errors import MissingExtraError
from servanda.evidence import build_area_map, read_evidence
from servanda.evidence.grid.areas import AreaGrid
from servanda.evidence.shapes import metres_of, read_shapes

pytest.importorskip("shapely")


@dataclass(frozen=True)
class Length:
    count: Decimal
    unit: str


@dataclass(frozen=True)
class Derived:
    buffer: tuple[str, Length] | None = None
    parts: tuple[str, ...] = ()
    union: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    side_of: str = ""
    side: str = ""
    centre: tuple[Decimal, Decimal] | None = None


def box(name, west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return feature(name, {"type": "Polygon", "coordinates": [ring]})


def feature(name, geometry):
    return {"type": "Feature", "id": name, "properties": {}, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


COUNTRY = collection(
    box("land", 34.0, 31.0, 35.0, 32.0),
    box("north", 34.0, 31.5, 35.0, 32.0),
    box("south", 34.0, 31.0, 35.0, 31.5),
    box("town", 34.4, 31.6, 34.5, 31.7),
    box("middle", 34.4, 31.4, 34.6, 31.6),
    box("far", 40.0, 31.0, 41.0, 32.0),
    feature("line", {"type": "LineString", "coordinates": [[34.0, 31.5], [35.0, 31.5]]}),
)
DECLARED = {
    "near line": Derived(("line", Length(Decimal(4), "km"))),
    "both": Area(union=("town", "far")),
    "rest": Area(union=("north",), less=("town",)),
}
DRAWN = build_area_map(DECLARED, COUNTRY)


@pytest.mark.parametrize(
    ("place", "site", "expected"),
    [
        ("valley", "valley", 3),
        ("east", "valley", 1),
        ("valley", "east", 2),
        ("east", "west", None),
        ("east", "coast", 0),
        ("east west", "valley", 1),
        ("east west", "east", 0),
        ("valley", "east west", 3),
        ("", "valley", 0),
    ],
)
def test_declared_areas_lie_to_each_other(place, site, expected):
    assert AREAS.relation(place.split(), site.split()) == expected


def test_areas_declared_apart_are_apart():
    areas = build_area_map({"a": Area(), "b": Area()}, apart=[["a", "b"]])
    assert areas.relation(["a"], ["b"]) is None


def test_the_union_of_all_parts_is_the_whole():
    assert AREAS.union_relation(["east", "west"], ["valley"]) == 3
    assert AREAS.union_relation(["east"], ["valley"]) == 1
    assert AREAS.union_relation(["valley"], ["east"]) == 2


@pytest.mark.parametrize(
    ("place", "site", "expected"),
    [
        ("town", "north", 1),
        ("north", "town", 2),
        ("north", "south", None),
        ("north", "land", 1),
        ("land", "north south", 3),
        ("middle", "north", 0),
        ("town", "far", None),
        ("line", "land", 1),
        ("line", "town", None),
        ("near line", "land", 0),
        ("near line", "town", None),
        ("town", "both", 1),
        ("rest", "north", 1),
        ("town", "rest", None),
    ],
)
def test_drawn_areas_lie_to_each_other(place, site, expected):
    assert DRAWN.relation([place], site.split()) == expected


def test_what_is_declared_wins_over_what_is_drawn():
    areas = build_area_map({}, COUNTRY, apart=[["north", "middle"]])
    assert areas.relation(["middle"], ["north"]) is None


def lies(latitude, longitude, radius, shapes):
    grid = AreaGrid(shapes)
    (found,) = grid.classify([latitude], [longitude], [radius])
    return grid.classes.relations(found)


def relations(latitude, longitude, radius, *areas):
    found = lies(latitude, longitude, radius, [DRAWN.shapes[name] for name in areas])
    return {areas[number]: rel for number, rel in found.items()}


def test_a_circle_inside_an_area_is_inside():
    assert relations(31.65, 34.45, 1000, "town", "north", "far") == {"town": 1, "north": 1}


def test_a_circle_over_a_border_may_be_on_both_sides():
    assert relations(31.501, 34.2, 500, "north", "south") == {"north": 0, "south": 0}


@pytest.mark.parametrize(
    ("radius", "expected"), [(4600, {"town": 1}), (4730, {"town": 0}), (4900, {"town": 0})]
)
def test_a_radius_is_in_metres_east_and_west(radius, expected):
    # 0.05 degrees of longitude at 31.65 north are 4,745 m on the ground; in doubt never inside.
    assert relations(31.65, 34.45, radius, "town") == expected


@pytest.mark.parametrize(("radius", "expected"), [(10_800, {}), (11_200, {"town": 0})])
def test_a_radius_is_in_metres_north_and_south(radius, expected):
    # 0.1 degrees of latitude are 11,087 m.
    assert relations(31.5, 34.45, radius, "town") == expected


def test_an_exact_point_has_radius_0():
    assert relations(31.65, 34.45, 0, "town", "south") == {"town": 1}


def test_lengths_are_known_in_common_units():
    assert [metres_of(2, unit) for unit in ("km", "miles", "feet", "m", "ells")] == [
        2000,
        3218.688,
        0.6096,
        2,
        None,
    ]


# ---- wrong files ----


def test_an_outline_that_crosses_itself_is_repaired_with_a_warning():
    ring = [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]
    eight = feature("eight", {"type": "Polygon", "coordinates": [ring]})
    shapes, problems = read_shapes(collection(eight))
    assert shapes["eight"].is_valid
    assert [(p.code, p.severity, p.message) for p in problems] == [
        ("SV382", "warning", "the outline of `eight` crosses itself; it was repaired")
    ]


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (None, "is empty"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "cannot be read"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]},
            "encloses nothing",
        ),
        ({"type": "Point", "coordinates": [31.5, 134.5]}, "leaves the globe"),
    ],
)
def test_an_unusable_outline_is_a_problem_of_its_feature(geometry, message):
    shapes, problems = read_shapes(collection(feature("odd", geometry)))
    assert shapes == {}
    assert [p.code for p in problems] == ["SV381"]
    assert message in problems[0].message
    assert "`odd`" in problems[0].message


def test_a_file_that_is_no_geojson_is_a_problem(tmp_path):
    path = tmp_path / "areas.geojson"
    path.write_text("{")
    _, problems = read_shapes(path)
    assert [p.code for p in problems] == ["SV380"]


def test_outlines_without_shapely_name_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "shapely", None)
    with pytest.raises(MissingExtraError, match="servanda\\[geo\\]"):
        build_area_map({}, COUNTRY)


def test_points_whose_mirror_point_lies_among_the_areas_are_rejected(tmp_path):
    header = "report,source,recorded_at,begins,act,latitude,longitude,radius_m"
    rows = ["a1,x,2024-03-06,2024-03-05,shell,31.5,34.5,100",
            "a2,x,2024-03-06,2024-03-05,shell,34.5,31.5,100"]  # fmt: skip
    areas = build_area_map({}, collection(box("town", 34.4, 31.4, 34.6, 31.6)))
    (tmp_path / "reports.csv").write_text("\n".join([header, *rows]))
    evidence = read_evidence(tmp_path, names(areas=areas))
    assert evidence.rejects["reason"].to_pylist() == ["latitude and longitude are swapped"]
    assert evidence.reports["report"].to_pylist() == ["a1"]


# ---- derived areas ----

SIDES = build_area_map(
    {
        "left": Derived(side_of="line", side="left"),
        "right": Derived(side_of="line", side="right"),
        "left of it": Derived(side_of="line", side="left", common=("land",)),
        "shared": Derived(common=("north", "middle")),
        "ring": Derived(
            ("", Length(Decimal(4), "km")), centre=(Decimal("31.65"), Decimal("34.45"))
        ),
    },
    COUNTRY,
)


@pytest.mark.parametrize(
    ("place", "site", "expected"),
    [
        ("north", "left", 1),
        ("south", "right", 1),
        ("north", "right", None),
        ("middle", "left", 0),
        ("far", "left", 0),
        ("far", "right", 0),
        ("left of it", "north", 3),
        ("left of it", "land", 1),
        ("shared", "middle", 1),
        ("shared", "south", None),
        ("ring", "north", 1),
        ("ring", "town", 1),
        ("left", "right", None),
    ],
)
def test_sides_of_a_line_circles_and_common_ground(place, site, expected):
    assert SIDES.relation([place], [site]) == expected


def test_a_line_that_bends_has_sides_along_all_of_it():
    bend = collection(
        feature(
            "line", {"type": "LineString", "coordinates": [[34, 31], [34, 31.5], [34.5, 31.5]]}
        ),
        box("inner", 34.2, 31.1, 34.3, 31.2),
        box("outer", 33.7, 31.6, 33.8, 31.7),
    )
    drawn = build_area_map({"right": Derived(side_of="line", side="right")}, bend)
    assert drawn.relation(["inner"], ["right"]) == 1
    assert drawn.relation(["outer"], ["right"]) is None


def test_a_closed_line_has_no_sides():
    ring = feature("line", {"type": "LineString",
                            "coordinates": [[34, 31], [34, 32], [35, 32], [34, 31]]})  # fmt: skip
    drawn = build_area_map({"left": Derived(side_of="line", side="left")}, collection(ring))
    assert "left" not in drawn.shapes


@pytest.mark.parametrize("latitude", [10.0, 31.5, 48.0, 60.0])
def test_a_strip_is_as_wide_as_it_says_at_every_latitude(latitude):
    line = feature("line", {"type": "LineString", "coordinates": [[38.0, 5.0], [38.0, 65.0]]})
    drawn = build_area_map(
        {"strip": Derived(("line", Length(Decimal(25), "km")))}, collection(line)
    )
    degree = 111_320 * math.cos(math.radians(latitude))
    inside, outside = (
        lies(latitude, 38.0 + metres / degree, 1.0, [drawn.shapes["strip"]])
        for metres in (24_900, 25_150)
    )
    assert (inside, outside) == ({0: 1}, {})
