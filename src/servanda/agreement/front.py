"""What the front matter of an agreement declares, and what all that read it ask of names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from servanda.agreement import values
from servanda.agreement.keywords import KEYWORDS, REFUSED
from servanda.agreement.model import (
    Actor,
    Amendment,
    Area,
    Duration,
    InForce,
    ListDef,
    LocalMoment,
    Phase,
    TableDef,
)
from servanda.agreement.names import Declared, near_names
from servanda.agreement.yaml_nodes import Node
from servanda.errors import Place
from servanda.vocabulary.loader import plural_of
from servanda.vocabulary.terms import Vocabulary

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


def report_unknown_keys(node: Node, known: Iterable[str]) -> None:
    """Report every key of a map that is not known, with near ones."""
    for key, key_node, _ in node.pairs():
        if key not in known:
            near = near_names(key, sorted(known))
            hint = "keys here: " + ", ".join(f"`{name}`" for name in sorted(known))
            if near:
                hint = "did you mean " + " or ".join(f"`{name}`" for name in near) + "?"
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


def is_map(node: Node, key: str, hint: str = "") -> bool:
    """Return whether a node has names with values; report it if not."""
    if node.kind != "map":
        node.wrong(f"`{key}` must be a list of `name: value`", hint)
        return False
    return True


def as_map(node: Node) -> Node:
    """Return a list of names as a map of names to nothing."""
    entries = {
        values.clean_name(item.text): (item, Node("empty", item.source, item.start, item.length))
        for item in node.items
        if item.kind == "text"
    }
    return Node("map", node.source, node.start, node.length, entries=entries)
