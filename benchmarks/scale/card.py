"""Reads the cards of single findings from an index, one after the other, and times each.

Usage: python -m benchmarks.scale.card CASE_FOLDER --index FOLDER [--clause LABEL] [--cards NUMBER]

Prints the seconds of the first card, which finds everything closed, and the median of the others,
for whoever sits before an open case: `shown` with verdict, figures, counts and the first reports
as their sources gave them, `later` with every report that it rests on in words.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.scale.facts import FIRST_SECOND

if TYPE_CHECKING:
    from servanda.assessment.findings import Board

_ZONE: Final = timedelta(hours=2)
_FIRST_DAY: Final = 5
"""Of the record; before it not all clauses are in force."""
_SHOWN: Final = 20
"""How many reports are read first."""


def seconds_of_cards(
    folder: Path, index: Path, clause: str, cards: int
) -> list[tuple[float, float]]:
    """Return how long each card took until its first reports were there, and until all were.

    Args:
        folder: of the case.
        index: what `servanda index` made of its reports.
        clause: label of a clause with a finding for each day.
        cards: how many days, one after the other.
    """
    from servanda import api

    begin = datetime.fromtimestamp(FIRST_SECOND, UTC) + _ZONE
    seconds, reports = [], 0
    case = api.read(folder, index=index)
    for number in range(cards):
        day = (begin + timedelta(days=_FIRST_DAY + number)).date().isoformat()
        started = time.perf_counter()
        board = api.explain(case, api.Wanted(clause, day))
        _read(board, _SHOWN)
        shown = time.perf_counter() - started
        reports += _read(board, None)
        seconds.append((shown, time.perf_counter() - started))
    if not reports:
        msg = f"no card of [{clause}] rests on a report"
        raise ValueError(msg)
    return seconds


def _read(board: Board, most: int | None) -> int:
    """Go through so many reports at most, how each bears and as it was given; return how many."""
    uses = [use for finding in board.findings for use in finding.uses[:most]]
    return min(len(uses), len(board.material.reports[:most]))


def main(arguments: list[str] | None = None) -> int:
    """Read cards and print how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.card")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--clause", default="c1")
    parser.add_argument("--cards", type=int, default=6)
    options = parser.parse_args(arguments)
    first, *others = seconds_of_cards(options.folder, options.index, options.clause, options.cards)
    shown, later = (statistics.median(times) for times in zip(*others, strict=True))
    print(json.dumps({"card_s": {"first": first[1], "shown": shown, "later": later}}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
