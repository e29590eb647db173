"""Judges a case folder and prints how many findings have each verdict.

Usage: python -m benchmarks.scale.judged CASE_FOLDER [--index FOLDER] [--findings [--reasons]]

With `--findings` it holds each finding, and prints a checksum of all of them, and of the five plain
terms the answers as the queries by hand give them. With `--reasons` each has the reports that it
rests on, and what would change it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from benchmarks.scale.facts import DAY, FIRST_SECOND

Row: TypeAlias = Mapping[str, Any]
_SHOWN: Final = ("clause", "reading", "bearer", "slot", "begins_at", "ends_at", "certain",
                 "possible", "alleged", "verdict", "reason")  # fmt: skip


def findings_of(
    folder: Path, index: Path | None = None, *, explained: bool = False
) -> list[dict[str, Any]]:
    """Return the findings of a case, as of its last recorded row.

    Args:
        folder: of the case.
        index: what `servanda index` made of its reports; None: they are read as they were written,
            of many without reasons in an index that `assess` makes for itself.
        explained: have them explained, too.
    """
    from servanda import api

    if index is None and not explained:
        board = api.assess_files(folder).board
    else:
        board = api.assess(api.read(folder, index=index), explained=explained)
    rows: list[dict[str, Any]] = api.to_arrow(board).to_pylist()
    return rows


def counts_of(folder: Path, index: Path | None = None) -> dict[str, dict[str, int]]:
    """Return what `verdicts_of` gives of a case, without an object for each finding."""
    from servanda import api

    indexed = None if index is None else api.read(folder, index=index)
    counted = api.count_files(folder) if indexed is None else api.count(indexed)
    counts: dict[str, Counter[str]] = {}
    for row in counted.to_pylist():
        counts.setdefault(row["clause"], Counter())[row["verdict"]] += row["findings"]
    return _sorted(counts)


def verdicts_of(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Return how many findings of each clause have each verdict."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["clause"], Counter())[row["verdict"]] += 1
    return _sorted(counts)


def _sorted(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {clause: dict(sorted(found.items())) for clause, found in sorted(counts.items())}


def checksum_of(rows: Iterable[Row]) -> str:
    """Return a checksum of all findings, whatever their order."""
    lines = sorted("|".join(str(row[name]) for name in _SHOWN) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def answers_of(rows: Iterable[Row]) -> dict[str, tuple[int, int]]:
    """Return the findings of the five plain terms as the hand-written baselines give them."""
    found: dict[str, list[int]] = {}
    for row in rows:
        term = row["clause"]
        found.setdefault(term, [])
        if row["verdict"] == "violated" and row["slot"] != "whole":
            found[term] += _violations(term, row)
    return {term: (len(numbers), sum(numbers)) for term, numbers in sorted(found.items())}


def _violations(term: str, row: Row) -> list[int]:
    """Return one number for each violation: the day, or the second of the act without partner."""
    begins = int(row["begins_at"].timestamp())
    if term == "p3":
        return [begins]
    if term == "p5":  # its time ends one day before the withdrawal
        return [int(row["ends_at"].timestamp()) + DAY]
    acts = round(row["certain"]) if term in {"p1", "p2"} else 1
    return [(begins - FIRST_SECOND) // DAY] * acts


def main(arguments: list[str] | None = None) -> int:
    """Judge and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.judged")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--findings", action="store_true")
    parser.add_argument("--reasons", action="store_true")
    options = parser.parse_args(arguments)
    if not options.findings:
        print(json.dumps({"verdicts": counts_of(options.folder, options.index)}))
        return 0
    rows = findings_of(options.folder, options.index, explained=options.reasons)
    found: dict[str, Any] = {"verdicts": verdicts_of(rows), "checksum": checksum_of(rows)}
    if set(found["verdicts"]) <= {"p1", "p2", "p3", "p4", "p5"}:
        found["answers"] = answers_of(rows)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
