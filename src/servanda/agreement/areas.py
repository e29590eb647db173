"""Reads the areas of the front matter and the names in their GeoJSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from servanda.agreement import values
from servanda.agreement.front import FrontMatter, check_known, check_name, report_unknown_keys
from servanda.agreement.model import Area, Length
from servanda.agreement.yaml_nodes import Node

_AREA_KEYS: Final = {
    "name", "parts", "union", "difference", "intersection", "buffer", "corridor", "circle",
    "left of", "right of", "within", "note",
}  # fmt: skip


def read_areas(front: FrontMatter, root: Node, geojson: Mapping[str, str]) -> None:
    """Read `areas` and `apart`: a file, a list of names, or name by name (with `file`)."""
    node = root.get("areas")
    if node is not None and node.kind == "text":
        _read_file(front, node, geojson)
    elif node is not None and node.kind == "list":
        for item in node.items:
            _read_area(front, item, Node("empty", item.source, item.start, item.length))
    elif node is not None:
        if (file := node.get("file")) is not None:
            _read_file(front, file, geojson)
        for key, name_node, value in node.pairs():
            if key not in {"file", "version", "note"}:
                _read_area(front, name_node, value)
        _check_references(front, node)
    apart = root.get("apart")
    groups: list[tuple[str, ...]] = []
    for item in apart.items if apart is not None else []:
        names = values.read_words(item, "apart")
        check_known(item, names, front.areas, "areas")
        groups.append(names)
    if apart is not None and apart.kind != "list":
        apart.wrong("`apart` must be a list of lists of areas", "write `[[one, other]]`")
    front.apart = tuple(groups)


def _read_file(front: FrontMatter, node: Node, geojson: Mapping[str, str]) -> None:
    front.geojson = node.text
    text = geojson.get(node.text)
    if text is None:
        node.wrong(f"the file of areas `{node.text}` cannot be read", code="SV101")
        return
    for name, title in feature_names(text):
        front.areas[name] = Area(name, title, in_file=True)
        front.places[("area", name)] = node.place
    if not front.areas:
        node.wrong(
            f"`{node.text}` has no feature with an `id` or a `name`",
            "it must be a GeoJSON FeatureCollection",
            code="SV101",
        )


def feature_names(text: str) -> list[tuple[str, str]]:
    """Return (name, title) of every feature of a GeoJSON text; nothing if it is none."""
    return [(name, title) for name, title, _ in _features(text)]


def feature_outlines(text: str) -> dict[str, Any]:
    """Return the geometry, as it is written, of every feature of a GeoJSON text by its name."""
    return {name: geometry for name, _, geometry in _features(text)}


def _features(text: str) -> Iterator[tuple[str, str, Any]]:
    """Yield name, title and geometry of every feature that has a name."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    features = data.get("features") if isinstance(data, dict) else None
    for feature in features if isinstance(features, list) else []:
        if not isinstance(feature, dict):
            continue
        properties: Any = feature.get("properties")
        known = properties if isinstance(properties, dict) else {}
        name = feature.get("id") or known.get("id") or known.get("name")
        if name:
            title = str(known.get("name") or name)
            yield values.clean_name(str(name)), title, feature.get("geometry")


def _read_area(front: FrontMatter, name_node: Node, value: Node) -> None:
    name = check_name(front, "area", name_node)
    if not name:
        return
    known = front.areas.get(name)
    title = value.text or (known.title if known else name)
    area = Area(name, title, in_file=known is not None)
    if value.kind == "map":
        report_unknown_keys(value, _AREA_KEYS)
        area = _read_derived(name, title, value, is_drawn=known is not None)
    elif value.kind == "list":
        value.wrong(f"`{name}` must be a text or `{{parts: [...]}}`")
    front.areas[name] = area


def _read_derived(name: str, title: str, value: Node, *, is_drawn: bool) -> Area:
    """Read an area that is made of others: what is near, on one side, together, in common."""
    difference = values.read_words(value.get("difference"), "difference")
    line = next((key for key in ("left of", "right of") if value.get(key) is not None), "")
    common = values.read_words(value.get("intersection"), "intersection")
    within = values.read_words(value.get("within"), "within")
    if within and not line:
        value.wrong("`within` goes with `left of` or `right of`", "write `intersection: [...]`")
    buffer = _read_buffer(value.get("buffer")) or _read_buffer(value.get("corridor"))
    centre, radius = _read_circle(value.get("circle"))
    return Area(
        name,
        values.read_text(value.get("name"), "name") or title,
        values.read_words(value.get("parts"), "parts"),
        difference[:1] or values.read_words(value.get("union"), "union"),
        difference[1:],
        buffer or radius,
        in_file=is_drawn,
        common=(*common, *within) if line else common,
        side_of=values.clean_name(values.read_text(value.get(line), line)) if line else "",
        side="left" if line == "left of" else "right" if line else "",
        centre=centre,
    )


def _read_buffer(node: Node | None) -> tuple[str, Length] | None:
    if node is None:
        return None
    length = values.length_of(node.items[1].text) if len(node.items) == 2 else None
    if length is None:
        node.wrong("a buffer needs a line and a distance", "write `buffer: [line, 4 km]`")
        return None
    return values.clean_name(node.items[0].text), length


_Centre: TypeAlias = tuple[Decimal, Decimal]


def _read_circle(node: Node | None) -> tuple[_Centre | None, tuple[str, Length] | None]:
    """Read `circle: [place, 10 km]`, or `[31.5, 34.4, 10 km]`: latitude, longitude, radius."""
    if node is None:
        return None, None
    texts = [item.text for item in node.items]
    length = values.length_of(texts[-1]) if len(texts) in {2, 3} else None
    if length is not None and len(texts) == 2:
        return None, (values.clean_name(texts[0]), length)
    degrees = [_degrees(text, limit) for text, limit in zip(texts, (90, 180), strict=False)]
    if length is None or len(degrees) < 2 or None in degrees:
        node.wrong("a circle needs its middle and a radius",
                   "write `circle: [place, 10 km]`, or `[latitude, longitude, 10 km]`")  # fmt: skip
        return None, None
    return (degrees[0] or Decimal(0), degrees[1] or Decimal(0)), ("", length)


def _degrees(text: str, limit: int) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= limit else None


def _check_references(front: FrontMatter, node: Node) -> None:
    for name, area in front.areas.items():
        value = node.get(name)
        line = (area.buffer[0],) if area.buffer and area.buffer[0] else ()
        side = (area.side_of,) if area.side_of else ()
        named = (*area.parts, *area.union, *area.less, *area.common, *line, *side)
        check_known(value, named, front.areas, "areas")
        if value is not None and name in _below(front.areas, name):
            value.wrong(f"`{name}` is a part of itself", code="SV222")


def _below(areas: Mapping[str, Area], name: str) -> set[str]:
    """Return all areas that an area is made of, at any depth."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        area = areas.get(waiting.pop())
        for part in (*area.parts, *area.union, *area.common) if area else ():
            if part not in found:
                found.add(part)
                waiting.append(part)
    return found
