"""Every place of a file where a name, a label or a word of the vocabulary stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from servanda.agreement.document import Sentence
from servanda.agreement.lexer import Token, read_tokens
from servanda.agreement.parser import Parsed, parse_tokens
from servanda.agreement.values import clean_name
from servanda.agreement.yaml_nodes import Node
from servanda.lsp.draft import Draft
from servanda.vocabulary.loader import KEYS as WORD_KEYS

KINDS: Final = {
    "PARTY": "actor",
    "AREA": "area",
    "LIST": "list",
    "TABLE": "table",
    "PHASE": "phase",
    "OWN": "own",
    "LABEL": "clause",
    "ACT": "act",
    "DOES": "act",
    "DOING": "act",
    "DONE": "act",
    "THING": "thing",
    "ADJ": "adjective",
    "STATE": "state",
    "MANNER": "manner",
}
"""Terminal of the grammar to what it names."""
_READING = re.compile(r"reading\s+of\s+(\[[^\]\n]*\])\s*:\s*", re.IGNORECASE)
_COUNT = re.compile(r"count\s+(\S.*?)\s+instead\s+of\s+(\S.*?)\s*$", re.IGNORECASE | re.DOTALL)
_QUOTES: Final = "\"“«'"
_ENTRIES: Final = frozenset(("file", "version", "note"))


@dataclass(frozen=True)
class Mention:
    """One place where something is named.

    Attributes:
        kind: `actor`, `group`, `area`, `list`, `table`, `phase`, `own`, `clause`, `act`, `thing`,
            `adjective`, `state` or `manner`.
        name: canonical; of a clause its label.
        start, end: offsets of the words, without brackets and quotation marks.
        is_definition: here it is declared.
    """

    kind: str
    name: str
    start: int
    end: int
    is_definition: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Return what it names."""
        return self.kind, self.name


@lru_cache(maxsize=4)
def mentions_of(draft: Draft) -> tuple[Mention, ...]:
    """Return every mention of a file, in its order.

    Args:
        draft: the file; what cannot be read has none.
    """
    found = list(_front_mentions(draft))
    for sentence in draft.document.sentences:
        found += _sentence_mentions(draft, sentence)
    return tuple(sorted(found, key=lambda mention: mention.start))


def mention_at(draft: Draft, offset: int) -> Mention | None:
    """Return what is named at an offset (the end of a word counts as in it), or None."""
    sentence = draft.sentence_at(offset)
    around = _sentence_mentions(draft, sentence) if sentence else _front_mentions(draft)
    return next((m for m in around if m.start <= offset <= m.end), None)


# ---- sentences --------------------------------------------------------------------------------


def _sentence_mentions(draft: Draft, sentence: Sentence) -> Iterator[Mention]:
    start = draft.text.find(sentence.label, sentence.label_start)
    yield Mention("clause", sentence.label, start, start + len(sentence.label), True)
    text, begin = sentence.text, sentence.start
    if text.lower().startswith("not checked:"):
        return
    reading = _READING.match(text)
    if reading is None:
        yield from _token_mentions(draft, text, begin)
        return
    label = reading[1][1:-1].strip()
    at = begin + text.index(label, reading.start(1)) if label else begin
    yield Mention("clause", label, at, at + len(label))
    yield from _reading_mentions(draft, text[reading.end() :], begin + reading.end())


def _reading_mentions(draft: Draft, text: str, begin: int) -> Iterator[Mention]:
    if text[:1] in _QUOTES:
        inner = text[1:].rstrip().rstrip('"”»').rstrip().removesuffix(".")
        yield from _token_mentions(draft, inner, begin + 1)
        return
    count = _COUNT.fullmatch(text)
    vocabulary = draft.front.vocabulary if draft.front else None
    for group in (1, 2) if count and vocabulary else ():
        words = " ".join(count[group].split()) if count else ""
        act = vocabulary.act_of_form(words) if vocabulary else ""
        if act and count:
            yield Mention("act", act, begin + count.start(group), begin + count.end(group))


def _token_mentions(draft: Draft, text: str, begin: int) -> Iterator[Mention]:
    tokens = read_tokens(text, begin, draft.phrases) or []
    for token, kind in zip(tokens, kinds_of(tokens), strict=True):
        named = KINDS.get(kind)
        if named is None:
            continue
        name = next((m.name for m in token.meanings if m.kind == kind), "")
        if named == "clause":
            shift = token.text.find(name)
            yield Mention(named, name, token.start + shift, token.start + shift + len(name))
        elif name:
            named = "group" if named == "actor" and _is_group(draft, name) else named
            yield Mention(named, name, token.start, token.start + len(token.text))


def _is_group(draft: Draft, name: str) -> bool:
    return draft.front is not None and name in draft.front.groups


def kinds_of(tokens: list[Token]) -> list[str]:
    """Return the class of each token: as parsed, else the likeliest one.

    Args:
        tokens: of one sentence; unknown words have none.
    """
    parsed = None
    if not any(token.is_unknown for token in tokens):
        parsed = parse_tokens(tokens)
    if isinstance(parsed, Parsed):
        return parsed.kinds
    return [token.meanings[0].kind if token.meanings else "" for token in tokens]


# ---- the front matter -------------------------------------------------------------------------


def _front_mentions(draft: Draft) -> Iterator[Mention]:
    if draft.root is None:
        return
    for key, _, node in draft.root.pairs():
        read = _FRONT.get(key)
        if read is not None:
            yield from read(draft, node)


def _mention(draft: Draft, kind: str, node: Node, *, is_definition: bool = False) -> Mention | None:
    """Return the mention of a scalar, if the file writes it as it is read."""
    text = node.text
    shift = draft.text[node.start : node.start + 1] in {'"', "'"}
    start = node.start + shift
    if not text or draft.text[start : start + len(text)] != text:
        return None
    name = text if kind == "clause" else clean_name(text)
    return Mention(kind, name, start, start + len(text), is_definition)


def _words(draft: Draft, kind: str, node: Node | None) -> Iterator[Mention]:
    """Yield the mentions of a scalar or a list of scalars."""
    items = [] if node is None else node.items if node.kind == "list" else [node]
    for item in items:
        found = _mention(draft, kind, item) if item.kind == "text" else None
        if found:
            yield found


def _keys(draft: Draft, kind: str, node: Node) -> Iterator[Mention]:
    """Yield the definitions that the keys of a map, or the items of a list, are."""
    nodes = [key for name, key, _ in node.pairs() if kind != "area" or name not in _ENTRIES]
    for one in nodes or [item for item in node.items if item.kind == "text"]:
        found = _mention(draft, kind, one, is_definition=True)
        if found:
            yield found


def _actors(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _keys(draft, "actor", node)
    for _, _, value in node.pairs():
        yield from _words(draft, "actor", value.get("answers for"))


def _groups(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _keys(draft, "group", node)
    for _, _, value in node.pairs():
        yield from _words(draft, "actor", value)


def _monitors(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _words(draft, "actor", node)


def _amendments(draft: Draft, node: Node) -> Iterator[Mention]:
    for item in node.items:
        yield from _words(draft, "clause", item.get("text") or item.get("texts"))


def _areas(draft: Draft, node: Node) -> Iterator[Mention]:
    if node.kind == "text":
        return
    yield from _keys(draft, "area", node)
    for _, _, value in node.pairs():
        for key, _, inner in value.pairs():
            if key == "buffer":
                yield from _words(draft, "area", inner.items[0] if inner.items else None)
            elif key not in {"name", "note", "side"}:
                names = [m for m in _words(draft, "area", inner) if _is_area(draft, m.name)]
                yield from names


def _is_area(draft: Draft, name: str) -> bool:
    return draft.front is not None and name in draft.front.areas


def _apart(draft: Draft, node: Node) -> Iterator[Mention]:
    for item in node.items:
        yield from _words(draft, "area", item)


def _own(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _keys(draft, "own", node)
    for _, _, value in node.pairs():
        for _, party, area in value.pairs():
            yield from _words(draft, "actor", party)
            yield from _words(draft, "area", area)


def _totals(draft: Draft, node: Node) -> Iterator[Mention]:
    for _, key, value in node.pairs():
        found = _mention(draft, "list", key)
        if found:
            yield from _token_mentions(draft, draft.text[found.start : found.end], found.start)
        for name in ("declared by", "accepted by"):
            yield from _words(draft, "actor", value.get(name))


def _lists(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _keys(draft, "list", node)


def _tables(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _keys(draft, "table", node)


def _phases(draft: Draft, node: Node) -> Iterator[Mention]:
    yield from _keys(draft, "phase", node)


def _vocabulary(draft: Draft, node: Node) -> Iterator[Mention]:
    for kind, _, entries in node.pairs():
        if kind in WORD_KEYS:
            yield from _keys(draft, kind.removesuffix("s"), entries)
            for _, _, value in entries.pairs():
                yield from _words(draft, kind.removesuffix("s"), value.get("kind of"))
                yield from _words(draft, "act", value.get("let as"))
                yield from _words(draft, "act", value.get("forbids"))


_FRONT: Final = {
    "parties": _actors,
    "third parties": _actors,
    "groups": _groups,
    "monitors": _monitors,
    "amendments": _amendments,
    "phases": _phases,
    "areas": _areas,
    "apart": _apart,
    "own": _own,
    "lists": _lists,
    "totals": _totals,
    "tables": _tables,
    "vocabulary": _vocabulary,
}
