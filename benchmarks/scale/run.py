"""Measures how cost grows with size, beside queries by hand and beside merely reading.

Usage: python -m benchmarks scale [--rows N ...] [--runs N] [--only TEXT] [--write]

The page in full, on a quiet machine with 20 GB of disk (some hours):

    make bench ARGS="scale --rows 1e5 1e6 1e7 --runs 5 --limit 3600"
    make bench ARGS="scale --rows 1e8 --runs 1 --limit 7200 --write"

What was measured before stays, as long as machine and source are the same.
"""

from __future__ import annotations

import argparse
import compileall
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.scale.measures import MEASURES, Measure, program
from benchmarks.scale.page import disagreements, write_page
from benchmarks.scale.process import ROOT, Run, run_process
from benchmarks.scale.results import (
    STORE,
    Record,
    Results,
    describe_machine,
    hash_source,
    read_results,
    today,
    write_results,
)

_GENERATORS: Final = {"plain": "benchmarks.scale.plain", "conflict": "benchmarks.scale.conflict"}
_KEPT: Final = "results.json"
_MOST_ROWS_AS_TEXT: Final = 10**7


def folder_of(root: Path, workload: str, rows: int) -> Path:
    """Return the folder of a workload, written if it is not there."""
    folder = root / f"{workload}-{rows}"
    if not (folder / "workload.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        sys.stdout.write(f"writing {folder} ...\n")
        text = ["--csv"] if workload == "plain" and rows <= _MOST_ROWS_AS_TEXT else []
        subprocess.run(program(_GENERATORS[workload], str(rows), folder, *text), check=True)
    return folder


def measure_size(
    chosen: list[Measure], folder: Path, runs: int, limit_s: float
) -> dict[str, list[Run]]:  # fmt: skip
    """Return the runs of all measures of one workload, interleaved.

    What fails is not run again. What others need before is measured when it is made for them.
    """
    found: dict[str, list[Run]] = {measure.name: [] for measure in chosen}
    prepared: dict[tuple[str, ...], Run] = {}
    for measure in chosen:
        if measure.before is None:
            continue
        command = tuple(measure.before(folder))
        run = prepared.get(command) or run_process(command, limit_s)
        prepared[command] = run
        found[measure.name] = [run] if run.failure else []
    for measure in chosen:
        if made := prepared.get(tuple(measure.command(folder))):
            found[measure.name] = [made]
    for nth in range(runs):
        for measure in chosen:
            earlier = found[measure.name]
            if len(earlier) > nth or (earlier and earlier[-1].failure):
                continue
            run = run_process(measure.command(folder), limit_s, measure.environment)
            earlier.append(run)
            shown = run.failure or f"{run.wall_s:8.2f} s {run.cpu_s:8.2f} s {run.peak_mib:8.0f} MiB"
            sys.stdout.write(f"{nth + 1}/{runs} {measure.name:24} {shown}\n")
            sys.stdout.flush()
    return found


def compile_package() -> None:
    """Compile Servanda, as it is when it is installed: the first process would do it otherwise."""
    for name in ("src/servanda", "benchmarks"):
        compileall.compile_dir(ROOT / name, quiet=1)


def measure_all(options: argparse.Namespace, results: Results) -> Results:
    """Return the results with everything that was asked for measured anew."""
    failed: set[str] = set()
    for rows in sorted(int(rows) for rows in options.rows):
        for workload in _GENERATORS:
            chosen = [
                measure
                for measure in MEASURES
                if measure.workload == workload
                and options.only in measure.name
                and measure.least_rows <= rows <= measure.most_rows
                and not measure.missing
                and measure.name not in failed
            ]
            if not chosen:
                continue
            folder = folder_of(options.folder, workload, rows)
            for name, runs in measure_size(chosen, folder, options.runs, options.limit).items():
                results = results.with_record(Record(name, rows, today(), tuple(runs)))
                failed |= {name} if runs[-1].failure else set()
            write_results(results, options.folder / _KEPT)
            if not options.keep:
                shutil.rmtree(folder)
    return results


def kept_results(path: Path) -> Results:
    """Return the results so far, if they are of this machine and this state of the source."""
    machine, source = describe_machine(), hash_source()
    kept = read_results(path)
    if (dict(kept.machine), kept.source) == (machine, source):
        return kept
    if kept.records:
        sys.stdout.write("what was measured before is of another machine or source: left out\n")
    return Results(machine, source)


def main(arguments: list[str] | None = None) -> int:
    """Measure, and write the page on demand."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale")
    parser.add_argument("--rows", type=float, nargs="+", default=[1e5, 1e6])
    parser.add_argument("--runs", type=int, default=3, help="of each; the median counts")
    parser.add_argument("--only", default="", help="measures with this in their name")
    parser.add_argument("--limit", type=float, default=600, help="seconds for one run")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument("--keep", action="store_true", help="leave what was generated")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--page", action="store_true", help="write it anew without measuring")
    options = parser.parse_args(arguments)
    if options.page:
        write_page(read_results(STORE))
        return 0
    for measure in MEASURES:
        if measure.missing:
            sys.stdout.write(f"{measure.name}: left out, needs {', '.join(measure.missing)}\n")
    compile_package()
    results = measure_all(options, kept_results(options.folder / _KEPT))
    differing = disagreements(results.records)
    if differing:
        sys.stdout.write(f"not all found the same violations: {', '.join(differing)}\n")
    if options.write:
        write_results(results, STORE)
        write_page(results)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
