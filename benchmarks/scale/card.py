"""Reads the cards of single findings from an index, one after the other, and times each.

Usage: python -m benchmarks.scale.card CASE_FOLDER --index FOLDER [--clause LABEL] [--cards NUMBER]

Prints the seconds of the first card, which finds everything closed, and the median of the others,
for whoever sits before an open case.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.scale.facts import FIRST_SECOND

_ZONE: Final = timedelta(hours=2)
_FIRST_DAY: Final = 5
"""Of the record; before it not all clauses are in force."""


def seconds_of_cards(folder: Path, index: Path, clause: str, cards: int) -> list[float]:
    """Return how long each card took.

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
        seconds.append(time.perf_counter() - started)
        reports += sum(len(finding.uses) for finding in board.findings)
    if not reports:
        msg = f"no card of [{clause}] rests on a report"
        raise ValueError(msg)
    return seconds


def main(arguments: list[str] | None = None) -> int:
    """Read cards and print how long it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.card")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--clause", default="c1")
    parser.add_argument("--cards", type=int, default=6)
    options = parser.parse_args(arguments)
    first, *others = seconds_of_cards(options.folder, options.index, options.clause, options.cards)
    print(json.dumps({"card_s": {"first": first, "later": statistics.median(others)}}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
