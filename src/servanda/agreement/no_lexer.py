"""The lexer that Lark is given: none, for tokens are fed to its parser one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lark.lexer import Lexer

if TYPE_CHECKING:
    from lark import Token


class NoLexer(Lexer):
    """Reads no text. It has a module of its own so that a kept parser finds it again by name."""

    __future_interface__ = 1

    def __init__(self, lexer_conf: object) -> None:
        del lexer_conf

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Token]:
        """Return no token."""
        del lexer_state, parser_state
        return iter(())
