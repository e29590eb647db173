"""Reads who is bound and who is named: parties, third parties, monitors and groups."""

from __future__ import annotations

from typing import Final

from servanda.agreement import values
from servanda.agreement.front import (
    FrontMatter,
    as_map,
    check_known,
    check_name,
    is_map,
    report_unknown_keys,
)
from servanda.agreement.model import Actor
from servanda.agreement.yaml_nodes import Node

ACTOR_KEYS: Final = {"name", "also", "answers for", "note"}


def read_actors(front: FrontMatter, root: Node) -> None:
    """Read `parties`, `third parties` and `monitors`."""
    for key in ("parties", "third parties"):
        node = root.get(key)
        if node is None:
            continue
        if node.kind == "list":
            node = as_map(node)
        if is_map(node, key):
            for _, name_node, value in node.pairs():
                _read_actor(front, name_node, value, is_party=key == "parties")
    _check_parties(root)
    _read_monitors(front, root)
    parties = tuple(name for name, actor in front.actors.items() if actor.is_party)
    front.groups = {"party": parties, "side": parties}


def _read_monitors(front: FrontMatter, root: Node) -> None:
    monitors_node = root.get("monitors")
    monitors = values.read_words(monitors_node, "monitors")
    check_known(monitors_node, monitors, front.actors, "third parties")
    for name in monitors:
        if actor := front.actors.get(name):
            front.actors[name] = Actor(
                actor.name, actor.title, actor.also, actor.answers_for, actor.is_party, True
            )


def _check_parties(root: Node) -> None:
    """Report a list of parties without anybody: `each party` would bind nobody."""
    key, value = root.entries.get("parties", (None, None))
    if key is None or value is None or value.kind == "text" or value.items or value.entries:
        return
    key.wrong("`parties` names nobody", "write `parties: {northland: Northland, southland: ...}`")


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
        report_unknown_keys(value, ACTOR_KEYS)
        title = values.read_text(value.get("name"), "name") or name
        also = values.read_words(value.get("also"), "also")
        answers_for = values.read_words(value.get("answers for"), "answers for")
    elif value.kind == "list":
        value.wrong(f"`{name}` must be a text, or `{{name: ..., also: [...]}}`")
    front.actors[name] = Actor(name, title, also, answers_for, is_party)


def read_groups(front: FrontMatter, node: Node) -> None:
    """Read `groups`, once all actors are known."""
    for _, name_node, value in node.pairs():
        name = check_name(front, "group", name_node)
        if not name:
            continue
        members = values.read_words(value, name)
        check_known(value, members, front.actors, "parties or third parties")
        if name in front.actors:
            name_node.wrong(f"`{name}` is already an actor", code="SV116")
        front.groups[name] = tuple(m for m in members if m in front.actors)
