"""From the tokens of a sentence to its parse tree (Lark, LALR), or to what was expected instead."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from servanda.agreement.lexer import Token, read_tokens
from servanda.agreement.names import Phrases
from servanda.derived import kept_file

if TYPE_CHECKING:
    from lark import Lark, Tree
    from lark import Token as LarkToken
    from lark.parsers.lalr_interactive_parser import InteractiveParser

    ParseTree = Tree[LarkToken]

_END = "$END"
MAX_DEPTH = 60
"""Rules inside each other that a sentence may have; deeper ones are refused."""


@dataclass(frozen=True)
class Refusal:
    """Where a sentence stops being one.

    Attributes:
        token: the first that does not fit; None: the sentence ended too early.
        expected: terminals that would fit there, sorted.
        index: of the token.
    """

    token: Token | None
    expected: tuple[str, ...]
    index: int = 0
    is_too_deep: bool = False


@dataclass
class Parsed:
    """A parse tree and, token by token, the class that was taken.

    Attributes:
        tree: of rule names and tokens.
        kinds: class of each token, in order; empty for a decoration that was left out.
    """

    tree: ParseTree
    kinds: list[str] = field(default_factory=list)


@cache
def load_parser() -> Lark:
    """Return the parser of the grammar, built on first use and kept in the user's cache folder."""
    import lark

    from servanda.agreement.no_lexer import NoLexer

    grammar = files("servanda.agreement").joinpath("grammar.lark").read_text(encoding="utf-8")
    return lark.Lark(
        grammar,
        parser="lalr",
        lexer=NoLexer,
        maybe_placeholders=False,
        start=["start", "noun"],
        cache=_kept_parser(grammar, lark.__version__),
    )


def _kept_parser(grammar: str, version: str) -> str | bool:
    """Return the file in which Lark keeps the tables of a grammar; False: nowhere."""
    path = kept_file("grammar", f"{version} {sys.version} {grammar}", "lark")
    return False if path is None else str(path)


def parse_tokens(tokens: list[Token], start: str = "start") -> Parsed | Refusal:
    """Return the tree of a sentence, or where and why it is none.

    Args:
        tokens: of one sentence, all known.
        start: rule of the grammar to begin with.
    """
    fed = _feed(tokens, start)
    if isinstance(fed, Refusal):
        return fed
    interactive, state, kinds = fed
    if not state.accepts(_END):
        return Refusal(None, state.expected(), len(tokens))
    tree: ParseTree = interactive.feed_eof()  # type: ignore[no-untyped-call]
    if _depth(tree) > MAX_DEPTH:
        return Refusal(tokens[0], (), 0, is_too_deep=True)
    return Parsed(tree, kinds)


def expected_after(tokens: list[Token], start: str = "start") -> frozenset[str]:
    """Return the terminals that could follow some tokens; none if they do not fit themselves.

    Args:
        tokens: the beginning of a sentence, all known.
        start: rule of the grammar to begin with.
    """
    fed = _feed(tokens, start)
    return frozenset() if isinstance(fed, Refusal) else frozenset(fed[1].expected())


def _feed(tokens: list[Token], start: str) -> tuple[InteractiveParser, _State, list[str]] | Refusal:
    """Return the parser after all tokens, and the class taken of each."""
    from lark import Token as LarkToken

    interactive = load_parser().parse_interactive(start=start)
    state = _State(interactive)
    kinds: list[str] = []
    for index, token in enumerate(tokens):
        meaning = next((m for m in token.meanings if state.accepts(m.kind)), None)
        kinds.append(meaning.kind if meaning else "")
        if meaning is None and token.may_be_dropped:
            continue
        if meaning is None:
            return Refusal(token, state.expected(), index)
        end = token.start + len(token.text)
        fed = LarkToken(meaning.kind, meaning.name, start_pos=token.start, end_pos=end)
        interactive.feed_token(fed)
    return interactive, state, kinds


def parse_object(text: str, phrases: Phrases) -> ParseTree | None:
    """Return the `noun` tree of an object such as `living hostages on hostage-list`, or None."""
    found = read_tokens(text, 0, phrases)
    if not found or any(token.is_unknown for token in found):
        return None
    parsed = parse_tokens(found, "noun")
    return parsed.tree if isinstance(parsed, Parsed) else None


class _State:
    """Asks the tables of the parser what they would take next, without running it."""

    def __init__(self, interactive: InteractiveParser) -> None:
        conf = interactive.parser_state.parse_conf
        self._state = interactive.parser_state
        self._tables = conf.states
        self._end_state = conf.end_state

    def accepts(self, terminal: str) -> bool:
        """Return whether the terminal could come next, once all due reductions are made."""
        stack = list(self._state.state_stack)
        while True:
            found = self._tables[stack[-1]].get(terminal)
            if found is None:
                return False
            action, rule = found
            if action.name == "Shift":
                return True
            size = len(rule.expansion)
            if size:
                del stack[-size:]
            stack.append(self._tables[stack[-1]][rule.origin.name][1])
            if terminal == _END and stack[-1] == self._end_state:
                return True

    def expected(self) -> tuple[str, ...]:
        """Return all terminals that could come next."""
        row = self._tables[self._state.state_stack[-1]]
        return tuple(sorted(t for t in row if t.isupper() or t == _END if self.accepts(t)))


def _depth(tree: ParseTree) -> int:
    """Return how many rules stand inside each other, without recursion."""
    deepest = 0
    waiting: list[tuple[ParseTree | LarkToken, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        if hasattr(node, "children"):
            waiting += [(child, depth + 1) for child in node.children]
    return deepest
