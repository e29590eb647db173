"""Measures what a file of new evidence costs in a case that is followed on an index.

Usage: python -m benchmarks inbox FOLDER... [--files N] [--size N] [--case NAME]

Each FOLDER is a workload of `benchmarks.scale.plain` or `.conflict` with an index beside its case
(`servanda index CASE --to FOLDER/index`). The case is judged once, as `servanda follow --index`
does, and then files of new reports are taken: *late* ones, then *corrected* ones, which replace a
report of the record. They are made from reports of events in the middle of the record. Measured is
all from the file to the board: reading and checking it, finding in the index what it names, judging
what it touches. `benchmarks following` measures the last of these alone.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from benchmarks.folders import measure_batches, parser_of_folders
from servanda import api
from servanda.assessment.following.live import LiveCase

KINDS: Final = ("late", "corrected")
_AROUND: Final = 50_000
"""Reports of so many neighbours in the record are told again."""


class Inbox:
    """Writes files of reports made from those of a record."""

    def __init__(self, reports: Path, folder: Path, size: int) -> None:
        """Take the reports in the middle of a file, and where to write so many of each file."""
        file = parquet.ParquetFile(reports)
        middle = file.read_row_group(file.num_row_groups // 2)
        # A tally that is told again is rejected: it counts again what is counted.
        self._rows = middle.filter(pc.field("kind") == "event").slice(0, _AROUND)
        self._folder, self._size = folder, size
        self._random = np.random.default_rng(1)
        self._files = 0

    def file(self, kind: str, recorded_at: datetime) -> Path:
        """Return a file of reports recorded at an instant."""
        self._files += 1
        chosen = self._random.choice(self._rows.num_rows, self._size, replace=False)
        rows = self._rows.take(pa.array(chosen))
        before = rows["report"].cast(pa.string())
        columns: dict[str, Any] = {name: rows[name] for name in rows.column_names}
        columns["report"] = pa.array([f"new {self._files} {k}" for k in range(self._size)])
        if kind == "corrected":
            columns["replaces"] = before
        stamp = recorded_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        columns["recorded_at"] = pa.array([stamp] * self._size)
        path = self._folder / f"reports-{self._files:04}.parquet"
        parquet.write_table(pa.table(columns), path)
        return path


def measure(folder: Path, case_name: str, files: int, size: int) -> dict[str, Any]:
    """Return what files of each kind cost in one followed case."""
    began = time.perf_counter()
    live = api.follow(api.read(folder / case_name, index=folder / "index"))
    first = time.perf_counter() - began
    found: dict[str, Any] = {
        "folder": folder.name, "case": case_name, "first_seconds": round(first, 2),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        inbox = Inbox(folder / case_name / "reports.parquet", Path(place), size)
        for kind in KINDS:
            # The first file of a kind pays for what others find at hand.
            rows = [_added(live, inbox, kind) for _ in range(files + 1)][1:]
            columns = zip(*rows, strict=True)
            names = ("seconds", "cpu_seconds", "taken", "judged")
            found[kind] = {name: round(statistics.median(column), 2)
                           for name, column in zip(names, columns, strict=True)}  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**found, "peak_mb": peak // 1024}


def _added(live: LiveCase, inbox: Inbox, kind: str) -> tuple[float, float, int, int]:
    """Return seconds, CPU seconds, rows taken and findings judged of one file."""
    # A whole second, as it is written.
    now = datetime.fromtimestamp(live.as_of // 1_000_000, UTC) + timedelta(minutes=1)
    path = inbox.file(kind, now)
    began, worked = time.perf_counter(), time.process_time()
    added = live.add(path)
    took, cost = time.perf_counter() - began, time.process_time() - worked
    if added.anew:
        sys.exit(f"the whole case was judged again: {added.anew}")
    return took, cost, added.rows.get("reports", 0), added.judged


def main(arguments: list[str] | None = None) -> int:
    """Measure and print one JSON document on a line for each folder."""
    parser = parser_of_folders("inbox", __doc__)
    return measure_batches(parser, ("files", 5), measure, arguments)


if __name__ == "__main__":
    sys.exit(main())
