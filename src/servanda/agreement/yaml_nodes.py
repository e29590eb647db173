"""YAML as plain nodes that know where they stand and keep every scalar as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from servanda.agreement.source import Source
from servanda.errors import Place

if TYPE_CHECKING:
    from typing import TypeAlias

    YamlNode: TypeAlias = Any  # a composed node of ruamel.yaml, which has no useful types

MAX_NODES: Final = 50_000
MAX_NESTING: Final = 50
_NULL: Final = "tag:yaml.org,2002:null"


@dataclass
class Node:
    """A value of the front matter.

    Attributes:
        kind: `text`, `list`, `map` or `empty`.
        text: a scalar as written.
        items: of a list.
        entries: of a map: key to (node of the key, node of the value).
        start, length: where it stands in the file.
        source: the file, for messages.
    """

    kind: str
    source: Source
    start: int
    length: int
    text: str = ""
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Node, Node]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return self.source.place(self.start, self.length)

    def get(self, key: str) -> Node | None:
        """Return the value of a key of a map, or None."""
        found = self.entries.get(key)
        return found[1] if found and found[1].kind != "empty" else None

    def pairs(self) -> Iterator[tuple[str, Node, Node]]:
        """Yield key, node of the key and node of the value, in order."""
        for key, (key_node, value) in self.entries.items():
            yield key, key_node, value

    def wrong(self, message: str, hint: str = "", code: str = "SV105") -> None:
        """Report that this value is wrong."""
        self.source.report(code, message, self.place, hint)


def read_nodes(source: Source, start: int, end: int) -> Node | None:
    """Return the root map of the YAML text between two offsets; problems go to the source."""
    from ruamel.yaml.error import YAMLError

    text = source.text[start:end]
    if _nesting(text) > MAX_NESTING:
        source.report("SV103", "the front matter is nested too deeply", source.place(start))
        return None
    try:
        root = _composed(text)
    except (YAMLError, RecursionError, ValueError) as error:
        reason, position, hint = _wrong_yaml(error)
        source.report(
            "SV103",
            f"the front matter cannot be read as YAML: {reason}",
            source.place(min(start + position, max(0, end - 1))),
            hint,
        )
        return None
    if root is None:
        return Node("map", source, start, 1)
    node = _Builder(source, start).build(root, 0)
    if node.kind != "map":
        node.wrong("the front matter is not a list of `key: value`", code="SV103")
        return None
    return node


@lru_cache(maxsize=32)
def _composed(text: str) -> YamlNode:
    """Return the root of a YAML text, which nobody changes.

    Front matter is read again and again: by an editor at each key, by a command that reads a file
    for two purposes. Composing it takes most of the time.
    """
    from ruamel.yaml import YAML

    return YAML(typ="rt", pure=True).compose(text)


def _wrong_yaml(error: Exception) -> tuple[str, int, str]:
    """Return why a text is no YAML, how far from its begin that is, and a hint."""
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        reason = " ".join(str(error.problem or error.context).split())
        hint = "put a text with `: ` or ` #` in it into quotation marks"
        return reason, mark.index if mark else 0, hint
    if isinstance(error, ReaderError):
        return f"wrong character U+{error.character:04X}", error.position, "delete it"
    return "it is nested too deeply" if isinstance(error, RecursionError) else "wrong value", 0, ""


def _nesting(text: str) -> int:
    """Return how deeply brackets stand inside each other (those in texts count too)."""
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth = max(0, depth - 1)
    return deepest


class _Builder:
    """Turns composed nodes into ours, with a limit on size (aliases may repeat without end)."""

    def __init__(self, source: Source, base: int) -> None:
        self._source = source
        self._base = base
        self._count = 0

    def build(self, raw: YamlNode, depth: int) -> Node:
        self._count += 1
        start = self._base + raw.start_mark.index
        length = max(1, raw.end_mark.index - raw.start_mark.index)
        length = min(length, len(self._source.line_text(self._source.line_of(start))) + 1)
        node = Node("empty", self._source, start, length)
        if depth > 20 or self._count > MAX_NODES:
            node.wrong("the front matter is nested too deeply or repeats itself", code="SV103")
            return node
        if raw.id == "mapping":
            node.kind = "map"
            self._fill(node, raw, depth)
        elif raw.id == "sequence":
            node.kind = "list"
            node.items = [self.build(item, depth + 1) for item in raw.value]
        elif str(raw.tag) != _NULL and raw.value not in {"", "~", "null"}:
            node.kind, node.text = "text", str(raw.value).strip()
        return node

    def _fill(self, node: Node, raw: YamlNode, depth: int) -> None:
        for raw_key, raw_value in raw.value:
            key = self.build(raw_key, depth + 1)
            name = " ".join(key.text.split()).lower()
            if name in node.entries:
                key.wrong(f"`{name}` stands here twice", "keep one of the two")
            elif key.kind == "text":
                node.entries[name] = (key, self.build(raw_value, depth + 1))
            else:
                key.wrong("a key must be a word")
