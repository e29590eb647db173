"""Reads the words that an agreement adds to the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servanda.agreement.front import (
    FrontMatter,
    as_map,
    check_known,
    check_name,
    is_map,
    report_unknown_keys,
)
from servanda.agreement.yaml_nodes import Node
from servanda.vocabulary import build_vocabulary, shipped_vocabulary
from servanda.vocabulary.loader import KEYS as WORD_KEYS
from servanda.vocabulary.terms import Term, Vocabulary, circle_above


def read_vocabulary(front: FrontMatter, root: Node) -> None:
    """Read `vocabulary` on top of the words that come with the program."""
    shipped = shipped_vocabulary()
    front.vocabulary = shipped
    node = root.get("vocabulary")
    if node is None or not is_map(node, "vocabulary"):
        return
    report_unknown_keys(node, {*WORD_KEYS, "note"})
    data: dict[str, dict[str, Any]] = {}
    for kind, _, entries in node.pairs():
        if kind not in WORD_KEYS:
            continue
        table = as_map(entries) if entries.kind == "list" else entries
        if entries.kind != "empty" and is_map(table, kind):
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
