"""How verdicts and user text look on a terminal."""

from __future__ import annotations

import re
from typing import Final

from rich.columns import Columns
from rich.console import RenderableType
from rich.text import Text

from servanda.assessment.tables import VERDICTS
from servanda.publish.words import LETTERS, letter, verdict_words

STYLES: Final = {
    "violated": "bold white on red",
    "disputed": "black on yellow",
    "not verifiable": "black on white",
    "pending": "",
    "complied": "black on green",
    "ended": "dim",
}

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
"""Codes that could move the cursor, change colours or reorder what stands beside them."""


def clean(text: str) -> str:
    """Return user text without control codes; each is replaced by a visible mark."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def said(text: str, style: str = "") -> Text:
    """Return user text that is shown as it is: never markup, never a control code."""
    return Text(clean(text), style=style, overflow="fold")


def cell(verdict: str, reason: str = "") -> Text:
    """Return a verdict as a block three characters wide."""
    return Text(f"{letter(verdict, reason):^3}", style=STYLES.get(verdict, ""))


def verdict_text(verdict: str, reason: str = "") -> Text:
    """Return a verdict as its block and its words."""
    return Text.assemble(cell(verdict, reason), " ", clean(verdict_words(verdict, reason)))


def legend() -> RenderableType:
    """Return all letters with their words, in the fixed order."""
    parts = [Text.assemble(cell(verdict), f" {verdict}") for verdict in VERDICTS]
    parts.append(Text(f" {LETTERS['not checked']}  not checked"))
    parts.append(Text(" *  not attributed, or day not known"))
    return Columns(parts, padding=(0, 2))
