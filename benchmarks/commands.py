"""Measure what commands cost on one record, from files and from a ledger of the same rows.

Usage: python -m benchmarks commands FOLDER... [--runs N]

Each FOLDER is a workload of `benchmarks.scale.plain` or `.conflict`. Each command is a whole cold
process; the ledger is a new SQLite file. What `record` wrote is what the others read, so that it
runs once. What is explained is one day of a clause that counts trucks. A board from the ledger and
one from the files are of the same evidence, and the program fails if they do not count the same
verdicts.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.folders import parser_of_folders
from benchmarks.scale.facts import FIRST_SECOND
from benchmarks.scale.process import Run, run_process

_SERVANDA: Final = ("-c", "from servanda.cli import main; main()")
# As the command `count`, which ends with 1 where something is violated.
_COUNT: Final = """
import json, sys
from servanda import api
where = sys.argv[2]
counts = api.count_files(ledger=where) if sys.argv[1] == "ledger" else api.count_files(where)
print(json.dumps({"counts": counts.to_pylist()}))
"""
_CLAUSES: Final = ("p4", "c2")
"""Of `plain` and of `conflict`: at least so many trucks each day."""
_DAY: Final = (datetime.fromtimestamp(FIRST_SECOND, UTC) + timedelta(days=7)).date().isoformat()
_LIMIT_S: Final = 3600.0
_WIDTH: Final = 24


def command(*words: str | Path) -> list[str]:
    """Return the command line of a command of Servanda."""
    return [sys.executable, *_SERVANDA, *(str(word) for word in words)]


def card_of(case: Path) -> tuple[str, str]:
    """Return clause and day of what is explained of a case."""
    text = (case / "agreement.md").read_text("utf-8")
    return next(label for label in _CLAUSES if f"[{label}]" in text), _DAY


def commands_of(case: Path, ledger: Path, card: tuple[str, str]) -> dict[str, list[str]]:
    """Return what is measured of a case and a ledger of its rows, by name, in order.

    Args:
        case: folder.
        ledger: file.
        card: clause and day of what is explained.
    """
    board = ("--fail-on", "never", "--quiet")
    return {
        "record": command("record", case, "--ledger", ledger, "--quiet"),
        "count, files": [sys.executable, "-c", _COUNT, "files", str(case)],
        "count, ledger": [sys.executable, "-c", _COUNT, "ledger", str(ledger)],
        "assess, files": command("assess", case, *board),
        "assess, ledger": command("assess", "--ledger", ledger, *board),
        "explain, files": command("explain", case, *card, "--quiet"),
        "explain, ledger": command("explain", *card, "--ledger", ledger, "--quiet"),
    }


def measure(case: Path, runs: int) -> dict[str, list[Run]]:
    """Run all commands on one case, interleaved.

    Raises:
        SystemExit: one failed, or the verdicts of files and ledger are not the same.
    """
    found: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        commands = commands_of(case, Path(folder) / "case.servanda", card_of(case))
        for turn in range(runs):
            for name, words in commands.items():
                if name == "record" and turn:
                    continue
                run = run_process(words, _LIMIT_S)
                if run.failure:
                    sys.exit(f"{name}: {run.failure}")
                found.setdefault(name, []).append(run)
    counted = [found[name][0].output for name in ("count, files", "count, ledger")]
    if counted[0] is None or counted[0] != counted[1]:
        sys.exit("files and ledger do not count the same verdicts")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print one table for each folder."""
    parser = parser_of_folders("commands", __doc__)
    parser.add_argument("--runs", type=int, default=2, help="of each command; the median is told")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        sys.stdout.write(f"{folder.name:{_WIDTH}} {'time s':>8} {'CPU s':>8} {'MiB':>8}\n")
        for name, runs in measure(folder / "case", options.runs).items():
            figures = [statistics.median(getattr(run, part) for run in runs)
                       for part in ("wall_s", "cpu_s", "peak_mib")]  # fmt: skip
            sys.stdout.write(
                f"{name:{_WIDTH}} {figures[0]:8.2f} {figures[1]:8.2f} {figures[2]:8.0f}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
