"""Reads the front matter of an agreement; every wrong key is reported at its own place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from servanda.agreement import values
from servanda.agreement.areas import read_areas
from servanda.agreement.front import (
    FrontMatter,
    check_known,
    check_name,
    is_map,
    report_unknown_keys,
)
from servanda.agreement.front_places import LIFE_HINT, ZONE_HINT, places_in
from servanda.agreement.front_who import read_actors, read_groups
from servanda.agreement.front_words import read_vocabulary
from servanda.agreement.model import (
    Amendment,
    InForce,
    Length,
    ListDef,
    LocalMoment,
    Phase,
    TableDef,
)
from servanda.agreement.source import Source
from servanda.agreement.yaml_nodes import Node

KEYS: Final = {
    "title", "language", "parties", "third parties", "groups", "monitors", "time zone", "signed",
    "in force", "amendments", "phases", "areas", "apart", "own", "lists", "totals", "tables",
    "vocabulary", "about", "levels", "linking", "at once", "note",
}  # fmt: skip


def read_front_matter(
    source: Source, root: Node, geojson: Mapping[str, str] | None = None
) -> FrontMatter:
    """Return what the front matter declares; what is wrong goes to the problems of the source.

    Args:
        source: the file.
        root: the front matter as nodes.
        geojson: text of each GeoJSON file that it may name, by path as written.
    """
    front = FrontMatter(places={**places_in(root)})
    report_unknown_keys(root, KEYS)
    front.title = values.read_text(root.get("title"), "title")
    front.language = values.read_text(root.get("language"), "language")
    front.zone_name = values.read_text(root.get("time zone"), "time zone", ZONE_HINT)
    front.signed = values.read_moment(root.get("signed"), "signed")
    read_actors(front, root)
    read_vocabulary(front, root)
    _read_life(front, root)
    read_areas(front, root, geojson or {})
    for key, reader in _READERS.items():
        node = root.get(key)
        if node is not None and is_map(node, key):
            reader(front, node)
    front.totals = root.get("totals")
    _read_linking(front, root)
    front.at_once = values.read_duration(root.get("at once"), "at once")
    if root.get("title") is None:
        source.report("SV105", "`title` is missing", source.place(root.start), "add `title: ...`")
    return front


# ---- when -------------------------------------------------------------------------------------


def _read_life(front: FrontMatter, root: Node) -> None:
    node = root.get("in force")
    if node is not None and is_map(node, "in force", LIFE_HINT):
        report_unknown_keys(node, {"from", "for", "until", "note"})
        begins = values.read_moment(node.get("from"), "from")
        lasts = values.read_duration(node.get("for"), "for")
        until = values.read_moment(node.get("until"), "until")
        if node.get("for") is not None and node.get("until") is not None:
            node.wrong("`in force` has both `for` and `until`", "keep one of the two")
        if begins is not None:
            front.in_force = InForce(begins, lasts, until)
        elif node.get("from") is None:
            node.wrong("`in force` needs `from`", LIFE_HINT)
    amendments = root.get("amendments")
    if amendments is not None and amendments.kind != "list":
        amendments.wrong("`amendments` must be a list", "write `- {on: ..., in force until: ...}`")
    for item in amendments.items if amendments is not None else []:
        _read_amendment(front, item)
    front.amendments = tuple(sorted(front.amendments, key=_agreed_on))


def _agreed_on(amendment: Amendment) -> tuple[str, str]:
    on = amendment.on
    if isinstance(on, LocalMoment):
        return on.day.isoformat(), on.clock.isoformat()
    return on.isoformat(), "24:00"


def _read_amendment(front: FrontMatter, item: Node) -> None:
    if not is_map(item, "amendments"):
        return
    report_unknown_keys(item, {"on", "in force until", "text", "texts", "note"})
    on_node = item.get("on")
    on = values.moment_of(on_node.text) if on_node else None
    if on is None:
        (on_node or item).wrong("an amendment needs the date on which it was agreed",
                                "write `on: 2023-11-27`")  # fmt: skip
        return
    until = values.read_moment(item.get("in force until"), "in force until")
    texts = values.read_words(item.get("text") or item.get("texts"), "text")
    front.amendments = (*front.amendments, Amendment(on, until, texts))


def _read_phases(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "phase", name_node)
        if not name:
            continue
        title = value.text if value.kind == "text" else name
        begins = ends = None
        if value.kind == "map":
            report_unknown_keys(value, {"from", "to", "name", "note"})
            title = values.read_text(value.get("name"), "name") or name
            begins = values.read_point(value.get("from"), "from")
            ends = values.read_point(value.get("to"), "to")
        front.phases[name] = Phase(name, title, begins, ends)


def _read_linking(front: FrontMatter, root: Node) -> None:
    node = root.get("linking")
    if node is not None and is_map(node, "linking"):
        report_unknown_keys(node, {"within", "note"})
        front.linking_within = values.read_duration(node.get("within"), "within")


# ---- own areas, lists, tables, numbers --------------------------------------------------------


def _read_own(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "own", name_node)
        if not name or not is_map(value, name):
            continue
        by_party: dict[str, str] = {}
        for party, party_node, area in value.pairs():
            check_known(party_node, [party], front.actors, "parties")
            area_name = values.clean_name(area.text)
            check_known(area, [area_name], front.areas, "areas")
            by_party[party] = area_name
        front.own[name] = by_party


LIST_KEYS: Final = {"name", "file", "members", "of", "secret", "version", "total", "note"}


def _read_lists(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "list", name_node)
        if not name:
            continue
        if value.kind != "map":
            front.lists[name] = ListDef(name, value.text or name, values.read_words(
                value if value.kind == "list" else None, name))  # fmt: skip
            continue
        report_unknown_keys(value, LIST_KEYS)
        total = value.get("total")
        of = value.get("of")
        thing = front.vocabulary.thing_of_form(of.text) if of else ""
        if of is not None and not thing:
            of.wrong(f"`{of.text}` is no thing of the vocabulary", code="SV221")
        front.lists[name] = ListDef(
            name,
            values.read_text(value.get("name"), "name") or name,
            values.read_words(value.get("members"), "members"),
            values.read_text(value.get("file"), "file"),
            thing,
            values.read_flag(value.get("secret"), "secret"),
            values.read_text(value.get("version"), "version"),
            values.read_interval(total, "total") if total else None,
        )


def _read_tables(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "table", name_node)
        if not name or not is_map(value, name):
            continue
        rows: list[tuple[str, Length, str]] = []
        for row, _, distance in value.pairs():
            if distance.kind != "map":
                rows += _read_distance(row, distance, "")
                continue
            for sector, sector_node, inner in distance.pairs():
                check_known(sector_node, [values.clean_name(sector)], front.areas, "areas")
                rows += _read_distance(row, inner, values.clean_name(sector))
        sectors = tuple(sector for *_, sector in rows)
        pairs = tuple((row, length) for row, length, _ in rows)
        front.tables[name] = TableDef(name, pairs, sectors if any(sectors) else ())


def _read_distance(row: str, node: Node, sector: str) -> list[tuple[str, Length, str]]:
    """Read `25 km`, of a class as a whole or in one sector (`{north: 25 km, south: 30 km}`)."""
    length = values.length_of(node.text)
    if length is None:
        node.wrong(f"`{node.text}` is no distance", "write it as `25 km`")
        return []
    return [(row, length, sector)]


def _read_about(front: FrontMatter, node: Node) -> None:
    for key, key_node, value in node.pairs():
        number = values.number_of(key.removeprefix("about").strip())
        interval = values.read_interval(value, key)
        if number is None:
            key_node.wrong(f"`{key}` is no number", "write it as `about 700: [650, 750]`")
        elif interval is not None:
            low, high = interval
            front.about[number] = (low, high if high is not None else low)


def _read_levels(front: FrontMatter, node: Node) -> None:
    for key, key_node, value in node.pairs():
        act = front.vocabulary.act_of_form(key)
        if not act:
            key_node.wrong(f"`{key}` is no act of the vocabulary", code="SV221")
        elif duration := values.read_duration(value, key):
            front.levels[act] = duration


_READERS: Final[dict[str, Callable[[FrontMatter, Node], None]]] = {
    "groups": read_groups,
    "phases": _read_phases,
    "own": _read_own,
    "lists": _read_lists,
    "tables": _read_tables,
    "about": _read_about,
    "levels": _read_levels,
}
