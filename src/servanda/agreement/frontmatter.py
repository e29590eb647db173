"""Reads the front matter of an agreement; every wrong key is reported at its own place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from servanda.agreement import values
from servanda.agreement.areas import read_areas
from servanda.agreement.front_places import places_in
from servanda.agreement.keywords import KEYWORDS, REFUSED
from servanda.agreement.model import (
    Actor,
    Amendment,
    Area,
    Duration,
    InForce,
    Length,
    ListDef,
    LocalMoment,
    Phase,
    TableDef,
)
from servanda.agreement.names import Declared, near_names
from servanda.agreement.source import Source
from servanda.agreement.yaml_nodes import Node
from servanda.errors import Place
from servanda.vocabulary import build_vocabulary, shipped_vocabulary
from servanda.vocabulary.loader import KEYS as WORD_KEYS
from servanda.vocabulary.loader import plural_of
from servanda.vocabulary.terms import Term, Vocabulary, circle_above

KEYS: Final = {
    "title", "language", "parties", "third parties", "groups", "monitors", "time zone", "signed",
    "in force", "amendments", "phases", "areas", "apart", "own", "lists", "totals", "tables",
    "vocabulary", "about", "levels", "linking", "at once", "note",
}  # fmt: skip
_NAME = re.compile(r"[^\W_][\w-]*(?:(?: |'s )[^\W_][\w-]*)*")


@dataclass
class FrontMatter:
    """What the front matter declares, as fields of the model, with the places of names.

    Attributes:
        totals: key as written to its value; their keys are read once all words are known.
        places: (kind, name) to where it is declared; also those of `places_in`.
    """

    title: str = ""
    language: str = ""
    zone_name: str = ""
    actors: dict[str, Actor] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    signed: LocalMoment | None = None
    in_force: InForce | None = None
    amendments: tuple[Amendment, ...] = ()
    phases: dict[str, Phase] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    geojson: str = ""
    apart: tuple[tuple[str, ...], ...] = ()
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, ListDef] = field(default_factory=dict)
    totals: Node | None = None
    tables: dict[str, TableDef] = field(default_factory=dict)
    about: dict[Decimal, tuple[Decimal, Decimal]] = field(default_factory=dict)
    levels: dict[str, Duration] = field(default_factory=dict)
    linking_within: Duration | None = None
    at_once: Duration | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def declared(self) -> Declared:
        """Return all names and the ways to write them."""
        titles = {n: _readable(a.title) for n, a in self.actors.items()}
        return Declared(
            actors=titles,
            groups={name: (plural_of(name),) for name in self.groups},
            areas={name: _readable(area.title) for name, area in self.areas.items()},
            lists={name: _readable(entry.title) for name, entry in self.lists.items()},
            tables=tuple(self.tables),
            phases={name: _readable(phase.title) for name, phase in self.phases.items()},
            own=tuple(self.own),
        )


def _readable(title: str) -> tuple[str, ...]:
    """Return a title as a further way to write a name, if it is made of words only."""
    words = values.clean_name(title)
    return (words,) if _NAME.fullmatch(words) and words not in KEYWORDS else ()


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
    front.zone_name = values.read_text(root.get("time zone"), "time zone")
    front.signed = values.read_moment(root.get("signed"), "signed")
    _read_actors(front, root)
    _read_vocabulary(front, root)
    _read_life(front, root)
    read_areas(front, root, geojson or {})
    for key, reader in _READERS.items():
        node = root.get(key)
        if node is not None and _is_map(node, key):
            reader(front, node)
    front.totals = root.get("totals")
    _read_linking(front, root)
    front.at_once = values.read_duration(root.get("at once"), "at once")
    if root.get("title") is None:
        source.report("SV105", "`title` is missing", source.place(root.start), "add `title: ...`")
    return front


def report_unknown_keys(node: Node, known: Iterable[str]) -> None:
    """Report every key of a map that is not known, with near ones."""
    for key, key_node, _ in node.pairs():
        if key not in known:
            near = near_names(key, sorted(known))
            hint = "did you mean " + " or ".join(f"`{name}`" for name in near) + "?" if near else ""
            key_node.wrong(f"`{key}` is not a key here", hint, code="SV104")


def check_name(front: FrontMatter, kind: str, node: Node) -> str:
    """Return a declared name in canonical form; empty, with a report, if it cannot be one."""
    name = values.clean_name(node.text)
    if not _NAME.fullmatch(name):
        node.wrong(
            f"`{node.text}` cannot be a name",
            "use letters, digits and hyphens, beginning with a letter",
            code="SV115",
        )
        return ""
    if name in KEYWORDS or name in REFUSED:
        node.wrong(f"`{name}` is a word of the language", "choose another name", code="SV115")
        return ""
    front.places[(kind, name)] = node.place
    return name


def check_known(nodes: Node | None, names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Report every one of `names` that is not known."""
    known = list(known)
    for name in names:
        if nodes is not None and name not in known:
            near = near_names(name, known)
            hint = f"did you mean `{near[0]}`?" if near else f"declare it among the {what}"
            nodes.wrong(f"`{name}` is not declared", hint, code="SV221")


def _is_map(node: Node, key: str) -> bool:
    if node.kind != "map":
        node.wrong(f"`{key}` must be a list of `name: value`")
        return False
    return True


# ---- who --------------------------------------------------------------------------------------

_ACTOR_KEYS: Final = {"name", "also", "answers for", "note"}


def _read_actors(front: FrontMatter, root: Node) -> None:
    for key in ("parties", "third parties"):
        node = root.get(key)
        if node is None:
            continue
        if node.kind == "list":
            node = _as_map(node)
        if _is_map(node, key):
            for _, name_node, value in node.pairs():
                _read_actor(front, name_node, value, is_party=key == "parties")
    _check_parties(root)
    monitors_node = root.get("monitors")
    monitors = values.read_words(monitors_node, "monitors")
    check_known(monitors_node, monitors, front.actors, "third parties")
    for name in monitors:
        if actor := front.actors.get(name):
            front.actors[name] = Actor(
                actor.name, actor.title, actor.also, actor.answers_for, actor.is_party, True
            )
    parties = tuple(name for name, actor in front.actors.items() if actor.is_party)
    front.groups = {"party": parties, "side": parties}


def _check_parties(root: Node) -> None:
    """Report a list of parties without anybody: `each party` would bind nobody."""
    key, value = root.entries.get("parties", (None, None))
    if key is None or value is None or value.kind == "text" or value.items or value.entries:
        return
    key.wrong("`parties` names nobody", "write `parties: {northland: Northland, southland: ...}`")


def _as_map(node: Node) -> Node:
    """Return a list of names as a map of names to nothing."""
    entries = {
        values.clean_name(item.text): (item, Node("empty", item.source, item.start, item.length))
        for item in node.items
        if item.kind == "text"
    }
    return Node("map", node.source, node.start, node.length, entries=entries)


def _read_actor(front: FrontMatter, name_node: Node, value: Node, *, is_party: bool) -> None:
    name = check_name(front, "actor", name_node)
    if not name:
        return
    if name in front.actors:
        name_node.wrong(f"`{name}` is declared twice", code="SV116")
    title, also, answers_for = name, (), ()  # type: str, tuple[str, ...], tuple[str, ...]
    if value.kind == "text":
        title = value.text
    elif value.kind == "map":
        report_unknown_keys(value, _ACTOR_KEYS)
        title = values.read_text(value.get("name"), "name") or name
        also = values.read_words(value.get("also"), "also")
        answers_for = values.read_words(value.get("answers for"), "answers for")
    elif value.kind == "list":
        value.wrong(f"`{name}` must be a text, or `{{name: ..., also: [...]}}`")
    front.actors[name] = Actor(name, title, also, answers_for, is_party)


def _read_groups(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "group", name_node)
        if not name:
            continue
        members = values.read_words(value, name)
        check_known(value, members, front.actors, "parties or third parties")
        if name in front.actors:
            name_node.wrong(f"`{name}` is already an actor", code="SV116")
        front.groups[name] = tuple(m for m in members if m in front.actors)


# ---- when -------------------------------------------------------------------------------------


def _read_life(front: FrontMatter, root: Node) -> None:
    node = root.get("in force")
    if node is not None and _is_map(node, "in force"):
        report_unknown_keys(node, {"from", "for", "until", "note"})
        begins = values.read_moment(node.get("from"), "from")
        lasts = values.read_duration(node.get("for"), "for")
        until = values.read_moment(node.get("until"), "until")
        if node.get("for") is not None and node.get("until") is not None:
            node.wrong("`in force` has both `for` and `until`", "keep one of the two")
        if begins is not None:
            front.in_force = InForce(begins, lasts, until)
        elif node.get("from") is None:
            node.wrong("`in force` needs `from`", "write `in force: {from: 2023-11-24 07:00, ...}`")
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
    if not _is_map(item, "amendments"):
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
    if node is not None and _is_map(node, "linking"):
        report_unknown_keys(node, {"within", "note"})
        front.linking_within = values.read_duration(node.get("within"), "within")


# ---- own areas, lists, tables, numbers --------------------------------------------------------


def _read_own(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "own", name_node)
        if not name or not _is_map(value, name):
            continue
        by_party: dict[str, str] = {}
        for party, party_node, area in value.pairs():
            check_known(party_node, [party], front.actors, "parties")
            area_name = values.clean_name(area.text)
            check_known(area, [area_name], front.areas, "areas")
            by_party[party] = area_name
        front.own[name] = by_party


_LIST_KEYS: Final = {"name", "file", "members", "of", "secret", "version", "total", "note"}


def _read_lists(front: FrontMatter, node: Node) -> None:
    for _, name_node, value in node.pairs():
        name = check_name(front, "list", name_node)
        if not name:
            continue
        if value.kind != "map":
            front.lists[name] = ListDef(name, value.text or name, values.read_words(
                value if value.kind == "list" else None, name))  # fmt: skip
            continue
        report_unknown_keys(value, _LIST_KEYS)
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
        if not name or not _is_map(value, name):
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
    "groups": _read_groups,
    "phases": _read_phases,
    "own": _read_own,
    "lists": _read_lists,
    "tables": _read_tables,
    "about": _read_about,
    "levels": _read_levels,
}


# ---- vocabulary -------------------------------------------------------------------------------


def _read_vocabulary(front: FrontMatter, root: Node) -> None:
    shipped = shipped_vocabulary()
    front.vocabulary = shipped
    node = root.get("vocabulary")
    if node is None or not _is_map(node, "vocabulary"):
        return
    report_unknown_keys(node, {*WORD_KEYS, "note"})
    data: dict[str, dict[str, Any]] = {}
    for kind, _, entries in node.pairs():
        if kind not in WORD_KEYS:
            continue
        table = _as_map(entries) if entries.kind == "list" else entries
        if entries.kind != "empty" and _is_map(table, kind):
            data[kind] = _read_words_of(front, kind, table)
    front.vocabulary = build_vocabulary(data, shipped)
    _check_kinds(front.vocabulary, node)


def _read_words_of(front: FrontMatter, kind: str, table: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _, name_node, value in table.pairs():
        name = check_name(front, f"word of {kind}", name_node)
        if not name:
            continue
        entry: dict[str, Any] = {}
        if value.kind == "map":
            report_unknown_keys(value, WORD_KEYS[kind])
            entry = {key: _plain(node) for key, _, node in value.pairs() if key in WORD_KEYS[kind]}
        elif value.kind == "text" and value.text:
            value.wrong(f"`{name}` must be `{{kind of: ..., forms: [...]}}`, or nothing")
        found[name] = entry
    return found


def _plain(node: Node) -> object:
    """Return an entry of the vocabulary as plain data; only `codes` is a map."""
    if node.kind == "list":
        return [item.text for item in node.items]
    if node.kind == "map":
        pairs = [(key, _plain(value)) for key, _, value in node.pairs()]
        return {key: found if isinstance(found, list) else [found] for key, found in pairs}
    if node.text in {"true", "false"}:
        return node.text == "true"
    return node.text


def _check_kinds(vocabulary: Vocabulary, node: Node) -> None:
    """Report words that are kinds of unknown words, or of themselves."""
    tables: dict[str, Mapping[str, Any]] = {
        "acts": vocabulary.acts,
        "things": vocabulary.things,
        "adjectives": vocabulary.adjectives,
        "states": vocabulary.states,
        "manners": vocabulary.manners,
    }
    for kind, _, entries in node.pairs():
        for name, _, value in entries.pairs():
            term = tables.get(kind, {}).get(name)
            if term is not None and value.kind == "map":
                check_known(value.get("kind of"), term.kind_of, tables[kind], kind)
                known = [n for table in tables.values() for n in table]
                check_known(value.get("apart from"), term.apart_from, known, "vocabulary")
    _check_circles(tables, node)


def _check_circles(tables: Mapping[str, Mapping[str, Term]], node: Node) -> None:
    """Report each circle of words at the first of them that the agreement adds."""
    told: set[frozenset[str]] = set()
    for kind, _, entries in node.pairs():
        for name, _, value in entries.pairs():
            circle = circle_above(name, tables.get(kind, {}))
            wider = value.get("kind of") if value.kind == "map" else None
            if wider is not None and circle and frozenset(circle) not in told:
                told.add(frozenset(circle))
                path = " is a kind of ".join(f"`{word}`" for word in (*circle, name))
                hint = "take `kind of` away from one of them"
                wider.wrong(f"these words go round in a circle: {path}", hint, code="SV224")
