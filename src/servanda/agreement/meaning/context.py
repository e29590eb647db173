"""What the second pass knows while it reads one sentence, and how it walks the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servanda.agreement.codes import CODES
from servanda.agreement.front import FrontMatter
from servanda.agreement.source import Source

if TYPE_CHECKING:
    from lark import Token, Tree

    Node = Tree[Token]


@dataclass
class Context:
    """One sentence being read.

    Attributes:
        source: the file, which collects the problems.
        front: declared names, groups and vocabulary.
        start, length: of the sentence in the file.
        reasons: why the sentence cannot be judged yet; empty: it can.
        has_error: a mistake of meaning was reported.
        mentioned: names used, as (kind, name).
    """

    source: Source
    front: FrontMatter
    start: int = 0
    length: int = 1
    reasons: list[str] = field(default_factory=list)
    has_error: bool = False
    mentioned: set[tuple[str, str]] = field(default_factory=set)

    def report(
        self, code: str, message: str, where: Node | Token | None = None, hint: str = ""
    ) -> None:
        """Report a mistake or a warning at a part of the tree, or at the whole sentence."""
        start, length = span(where) if where is not None else (self.start, self.length)
        title = CODES[code][0]
        name = title.split(":", 1)[0] if title.startswith(("E-", "W-")) else ""
        self.source.report(code, message, self.source.place(start, length), hint, name)
        if not name.startswith("W-"):
            self.has_error = True

    def unjudged(self, reason: str) -> None:
        """Note why the sentence cannot be judged yet."""
        if reason not in self.reasons:
            self.reasons.append(reason)

    def mention(self, kind: str, name: str) -> str:
        """Note that a declared name is used, and return it."""
        self.mentioned.add((kind, name))
        return name


def is_tree(node: object, *names: str) -> bool:
    """Return whether a node is a tree, of one of the rules named if any is."""
    return hasattr(node, "children") and (not names or getattr(node, "data", "") in names)


def trees(node: Node, *names: str) -> list[Node]:
    """Return the direct sub-trees of a node, of the rules named if any is."""
    return [c for c in node.children if is_tree(c, *names)]  # type: ignore[misc]


def tree(node: Node, *names: str) -> Node | None:
    """Return the first direct sub-tree of one of the rules, or None."""
    return next(iter(trees(node, *names)), None)


def tokens(node: Node, *kinds: str) -> list[Token]:
    """Return the direct tokens of a node, of the kinds named if any is."""
    found: list[Token] = []
    for child in node.children:
        if not hasattr(child, "children") and (not kinds or child.type in kinds):
            found.append(child)
    return found


def token(node: Node, *kinds: str) -> Token | None:
    """Return the first direct token of one of the kinds, or None."""
    return next(iter(tokens(node, *kinds)), None)


def value(node: Node, *kinds: str) -> str:
    """Return the canonical text of the first direct token of one of the kinds, or an empty text."""
    found = token(node, *kinds)
    return str(found) if found is not None else ""


def leaves(node: Node | Token) -> Iterator[Token]:
    """Yield all tokens below a node, in order."""
    if not hasattr(node, "children"):
        yield node
        return
    waiting: list[Node | Token] = [node]
    while waiting:
        current = waiting.pop()
        if hasattr(current, "children"):
            waiting += reversed(current.children)
        else:
            yield current


def span(node: Node | Token) -> tuple[int, int]:
    """Return the offset and length of a node in the file."""
    found = list(leaves(node))
    if not found:
        return 0, 1
    start, end = found[0].start_pos or 0, found[-1].end_pos or 0
    return start, max(1, end - start)


def written(context: Context, node: Node | Token) -> str:
    """Return a node as it is written, white space collapsed."""
    start, length = span(node)
    return " ".join(context.source.text[start : start + length].split())
