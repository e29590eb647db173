"""Boards of the examples, once per process, and their findings by name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from servanda import api

if TYPE_CHECKING:
    from pathlib import Path

    from servanda.assessment.findings import Board, Finding


def judge(folder: Path, as_of: str | None = None, standard: str = "independent") -> Board:
    """Return the board of a case without explanations."""
    return api.assess(api.read(folder), as_of=as_of, standard=standard, explained=False)


@cache
def board_of(folder: Path, as_of: str | None = None, standard: str = "independent") -> Board:
    """Return the board of an example, judged once."""
    return judge(folder, as_of, standard)


def finding(board: Board, label: str, slot: str = "", bearer: str = "") -> Finding:
    """Return the one finding of a clause or reading; `bearer` where several are bound."""
    clause, _, reading = label.partition("/")
    found = [
        f
        for f in board.findings
        if f.clause == clause
        and f.reading.removeprefix(f"{clause}/") == reading
        and f.slot == slot
        and (not bearer or (f.bearer == bearer and not f.is_group))
    ]
    assert len(found) == 1, [f.key for f in board.findings if f.clause == clause]
    return found[0]


def verdicts(board: Board, label: str) -> dict[str, str]:
    """Return slot to verdict of a clause that one actor bears, without the whole."""
    clause, _, reading = label.partition("/")
    return {
        f.slot: f.verdict
        for f in board.findings
        if f.clause == clause
        and f.reading.removeprefix(f"{clause}/") == reading
        and f.slot != "whole"
        and not f.is_group
    }
