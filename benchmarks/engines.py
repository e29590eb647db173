"""Measure what one record costs on several engines, from an index.

Usage: python -m benchmarks engines FOLDER... [--engine NAME ...] [--runs N]

Each FOLDER is a workload of `benchmarks.scale.plain` or `.conflict`; its index is made if there is
none. Each run is a whole cold process that prints every finding. The program fails if an engine
prints other bytes than the first one.
"""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.commands import command
from benchmarks.folders import parser_of_folders

_ENGINES: Final = ("duckdb", "local[*]")
_WIDTH: Final = 32


def index_of(folder: Path) -> Path:
    """Return the index of a workload, made if it is not there."""
    index = folder / "index"
    if not index.exists():
        subprocess.run(command("index", folder / "case", "--to", index, "--quiet"), check=True)
    return index


def run_on(folder: Path, engine: str) -> tuple[float, str]:
    """Return how long an engine took to print every finding, in seconds, and a hash of the bytes.

    Raises:
        SystemExit: it failed.
    """
    asked = ("--index", index_of(folder), "--engine", engine, "--json")
    words = command("assess", folder / "case", *asked, "--fail-on", "never", "--quiet")
    begin = time.perf_counter()
    done = subprocess.run(words, stdout=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - begin
    if done.returncode:
        sys.exit(f"{engine}: ended with {done.returncode}")
    return seconds, hashlib.sha256(done.stdout).hexdigest()


def measure(folder: Path, engines: list[str], runs: int) -> dict[str, list[float]]:
    """Return the seconds of every run of each engine, by its name, interleaved.

    Raises:
        SystemExit: one failed, or does not print what the first one prints.
    """
    found: dict[str, list[float]] = {engine: [] for engine in engines}
    printed: dict[str, str] = {}
    for _ in range(runs):
        for engine in engines:
            seconds, digest = run_on(folder, engine)
            found[engine].append(seconds)
            if digest != printed.setdefault("first", digest):
                sys.exit(f"{engine} does not print what {engines[0]} prints")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print one table for each folder."""
    parser = parser_of_folders("engines", __doc__)
    parser.add_argument(
        "--engine", action="append", help="as of `assess`; may be repeated; usual: DuckDB and Spark"
    )
    parser.add_argument("--runs", type=int, default=1, help="of each engine; the median is told")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        found = measure(folder, options.engine or list(_ENGINES), options.runs)
        first = statistics.median(next(iter(found.values())))
        sys.stdout.write(f"{folder.name:{_WIDTH}} {'time s':>8} {'times':>8}\n")
        for engine, seconds in found.items():
            median = statistics.median(seconds)
            sys.stdout.write(f"{engine:{_WIDTH}} {median:8.2f} {median / first:8.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
