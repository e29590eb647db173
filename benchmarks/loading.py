"""Measure how fast files of reports are read, checked and made ready for judging.

Usage: python -m benchmarks.loading [--rows N] [--runs N] [--formats parquet csv jsonl]
           [--conflict]

Beside each stands DuckDB reading the same file into a table, without any check: as it is called by
default (`read_csv('f')`, which finds out the types), the same into a database on disk, since an
index lies on disk, too, and of CSV once more with all columns as text, which is the least that can
be asked of it. Every run is a process of its own; runs take turns, and
ratios are of medians. CPU time is that of all threads, so that a busy machine distorts it least.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb

from benchmarks.scale.conflict import write_conflict
from benchmarks.scale.plain import write_plain

STORED: Final = "on disk"
READERS: Final = {
    "parquet": {"duckdb": "read_parquet('{0}')", STORED: "read_parquet('{0}')"},
    "csv": {"duckdb": "read_csv('{0}')", STORED: "read_csv('{0}')",
            "as text": "read_csv('{0}', all_varchar = true)"},
    "jsonl": {"duckdb": "read_json('{0}')", STORED: "read_json('{0}')"},
}  # fmt: skip


def write_formats(case: Path, formats: list[str]) -> dict[str, Path]:
    """Write the reports of a case in several formats, and return where."""
    from_file = case / "reports.parquet"
    files = {"parquet": from_file}
    for name in formats:
        if name == "parquet":
            continue
        files[name] = case.parent / f"reports.{name}"
        options = "FORMAT csv, HEADER" if name == "csv" else "FORMAT json"
        times = ", ".join(
            f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ') AS {column}"
            for column in ("recorded_at", "begins", "ends")
        )
        duckdb.execute(
            f"""COPY (SELECT * REPLACE ({times}) FROM read_parquet('{from_file}'))
            TO '{files[name]}' ({options})"""
        )
    return {name: files[name] for name in formats}


def read_with_duckdb(reader: str, file: Path) -> None:
    """Read a file into a table."""
    source = READERS[file.suffix.removeprefix(".")][reader].format(file)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        place = Path(folder) / "table.duckdb" if reader == STORED else ":memory:"
        with duckdb.connect(place) as connection:
            connection.execute(f"CREATE TABLE t AS SELECT * FROM {source}")


def index_maker(case: Path, file: Path) -> Callable[[], None]:
    """Return what reads, checks and writes a file as an index, once the agreement is read."""
    from servanda.agreement import read_agreement
    from servanda.case import read_names
    from servanda.evidence.projection.making import make_projection

    names, _ = read_names(read_agreement(case / "agreement.md"))

    def make() -> None:
        with tempfile.TemporaryDirectory(dir=case.parent) as folder:
            make_projection([file], names, Path(folder) / "index")

    return make


def measured(what: str, case: Path, file: Path) -> dict[str, float]:
    """Run one measurement in a process of its own: seconds of CPU and clock, and megabytes."""
    command = [sys.executable, "-m", "benchmarks.loading", "--inside", what, str(case), str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _peak_megabytes() -> float:
    """Return the most memory that this process has held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def run_inside(what: str, case: Path, file: Path) -> None:
    """Do one thing, and print what it took."""
    work = index_maker(case, file) if what == "index" else partial(read_with_duckdb, what, file)
    start, cpu = time.perf_counter(), time.process_time()
    work()
    found = {
        "cpu": time.process_time() - cpu,
        "clock": time.perf_counter() - start,
        "megabytes": _peak_megabytes(),
    }
    sys.stdout.write(json.dumps(found))


def compare(name: str, case: Path, file: Path, options: Any) -> str:  # noqa: ANN401 - argparse
    """Return a line of the table for each reader."""
    runs: dict[str, list[dict[str, float]]] = {what: [] for what in ("index", *READERS[name])}
    for _ in range(options.runs):
        for what, found in runs.items():
            found.append(measured(what, case, file))
    median = {
        what: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for what, found in runs.items()
    }
    ours = median.pop("index")
    return "".join(
        f"{name:8} {what:8} {file.stat().st_size / 1e6:8.0f} MB {theirs['cpu']:8.2f}"
        f" {ours['cpu']:8.2f} {ours['cpu'] / theirs['cpu']:7.2f} x"
        f" {ours['clock'] / theirs['clock']:7.2f} x"
        f" {theirs['megabytes']:7.0f} {ours['megabytes']:7.0f}\n"
        for what, theirs in median.items()
    )


def main() -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loading")
    parser.add_argument("--rows", type=float, default=1e6)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--formats", nargs="+", choices=READERS, default=list(READERS))
    parser.add_argument("--conflict", action="store_true", help="Reports that differ.")
    parser.add_argument("--folder", type=Path, help="For generated files; without it: temporary.")
    parser.add_argument("--inside", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        what, case, file = options.inside
        run_inside(what, Path(case), Path(file))
        return 0
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        write = write_conflict if options.conflict else write_plain
        write(int(options.rows), Path(folder), clauses=1)
        case = Path(folder) / "case"
        files = write_formats(case, options.formats)
        sys.stdout.write(
            f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f},"
            f" {int(options.rows):,} reports; CPU s of DuckDB and of the index, ratios of CPU and"
            " clock, MB\n"
        )
        for name, file in files.items():
            sys.stdout.write(compare(name, case, file, options))
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
