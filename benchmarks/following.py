"""Measures what new evidence costs in a followed case, at several lengths of its record.

Usage: python -m benchmarks following FOLDER... [--batches N] [--size N] [--case NAME]

Each FOLDER is a workload of `benchmarks.scale.plain` or `.conflict` with an index beside its case
(`servanda index CASE --to FOLDER/index`). The case is judged once, and then batches of new reports
come in turn: *new* ones of the last half day, *late* ones of any time, and *corrected* ones, which
replace a report that is there with another figure. They are made from reports of the record, so
that they speak of what it speaks of.

A batch begins as rows in the integers of a prepared case and ends when the board has been brought
up to it: finding what it touches, looking up the part, judging it, telling the findings together.
Reading and checking the rows of a file come before that and are not in it.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.folders import measure_batches, parser_of_folders
from servanda import api
from servanda.assessment.following import Batch, Following
from servanda.assessment.following.columns import Columns, rows_at, table_of
from servanda.assessment.judge import Request, ready_case
from servanda.assessment.tables import ASSERTS, EVENT

KINDS: Final = ("new", "late", "corrected")
_HOUR: Final = 3_600_000_000
_MINUTE: Final = _HOUR // 60


class Source:
    """Makes batches of reports from those of a record."""

    def __init__(self, followed: Following, seed: int) -> None:
        # The pieces that come later are small, and not looked at.
        self._rows = next(iter(followed.reports()))
        self._random = np.random.default_rng(seed)
        self._next = int(self._rows["report_no"].max()) + 1
        is_event = (self._rows["stance"] == ASSERTS) & (self._rows["kind"] == EVENT)
        is_first = self._rows["root_no"] == self._rows["report_no"]
        self._places = np.flatnonzero(is_event & is_first)

    @property
    def reports(self) -> int:
        """How many reports the record has."""
        return len(self._rows["report_no"])

    def batch(self, kind: str, size: int, recorded_at: int) -> Batch:
        """Return a batch of reports recorded at an instant."""
        chosen = self._random.choice(self._places, size, replace=False)
        rows: Columns = {
            name: column.copy() for name, column in rows_at(self._rows, chosen).items()
        }
        before = rows["report_no"]
        rows["report_no"] = np.arange(self._next, self._next + size)
        self._next += size
        rows["root_no"] = rows["report_no"]
        rows["recorded_at"] = rows["usable_at"] = np.full(size, recorded_at)
        if kind == "corrected":
            rows["root_no"] = before
            rows["low"] = rows["high"] = rows["low"] + 1
        elif kind == "new":
            ends = recorded_at - _HOUR * self._random.integers(1, 12, size)
            moved = ends - rows["ends_at"]
            rows["begins_at"], rows["ends_at"] = rows["begins_at"] + moved, ends
        return Batch(reports=table_of(rows))


def measure(folder: Path, case_name: str, batches: int, size: int) -> dict[str, Any]:
    """Return what batches of each kind cost in one followed case."""
    case = api.read(folder / case_name, index=folder / "index")
    request = Request(api.instant_of_case(case, None), explained=False)
    _, prepared = ready_case(case, request)
    began = time.perf_counter()
    followed = Following(prepared.case, is_dated=False)
    first = time.perf_counter() - began
    source = Source(followed, 1)
    found: dict[str, Any] = {
        "folder": folder.name, "case": case_name, "reports": source.reports,
        "findings": len(followed.board), "first_seconds": round(first, 2),
    }  # fmt: skip
    for kind in KINDS:
        rows = list(_updates(followed, source, kind, (batches, size)))
        found[kind] = _summary(rows[1:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "peak_mb": peak // 1024}


def _updates(
    followed: Following, source: Source, kind: str, numbers: tuple[int, int]
) -> Iterator[tuple[float, float, int, int, int]]:
    """Yield milliseconds, CPU milliseconds, findings judged, reports read, findings changed."""
    batches, size = numbers
    for _ in range(batches + 1):
        at = followed.as_of + _MINUTE
        batch = source.batch(kind, size, at)
        began, worked = time.perf_counter(), time.process_time()
        update = followed.update(batch, at)
        took, cost = time.perf_counter() - began, time.process_time() - worked
        yield 1e3 * took, 1e3 * cost, update.judged, update.reports, len(update.changed)


def _summary(rows: list[tuple[float, float, int, int, int]]) -> dict[str, float]:
    columns = list(zip(*rows, strict=True))
    names = ("ms", "cpu_ms", "judged", "reports_read", "changed")
    found = {n: round(statistics.median(c), 1) for n, c in zip(names, columns, strict=True)}
    worst = sorted(columns[1])
    return {**found, "cpu_ms_9_of_10": round(worst[int(0.9 * (len(worst) - 1))], 1),
            "cpu_ms_most": round(worst[-1], 1)}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure and print one JSON document on a line for each folder."""
    parser = parser_of_folders("following", __doc__)
    return measure_batches(parser, ("batches", 20), measure, arguments)


if __name__ == "__main__":
    sys.exit(main())
