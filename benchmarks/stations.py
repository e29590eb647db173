"""Time each station of an assessment, and how it grows when the record is repeated.

Usage: python -m benchmarks stations [--case FOLDER] [--copies N] [--runs N]
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.timing import median_seconds
from servanda import api
from servanda.agreement.decisions import decisions_of
from servanda.agreement.duties import build_duties
from servanda.assessment import engine
from servanda.assessment.backends.sqlite import forget
from servanda.assessment.prepare import prepare, setting_of
from servanda.assessment.worlds import copy_worlds
from servanda.case import Case


def stations(case: Case, copies: int) -> dict[str, Callable[[], object]]:
    """Return what is measured, by name."""
    as_of = api.instant_of_case(case, None)
    decisions = decisions_of(case.evidence.tables["rulings"].to_pylist())
    setting = setting_of(case.agreement, case.names)
    duties = build_duties(case.agreement, decisions, as_of)
    prepared = prepare(duties, case.evidence, setting, as_of).case
    many = copy_worlds([(prepared, copies)]).case
    return {
        "read the files": lambda: api.read(Path(case.agreement.path).parent),
        "duties": lambda: build_duties(case.agreement, decisions, as_of),
        "prepare": lambda: prepare(duties, case.evidence, setting, as_of),
        "judge": lambda: anew(lambda: engine.judge(prepared)),
        "explain every finding": lambda: anew(lambda: engine.explain(prepared)),
        f"judge {copies} copies side by side": lambda: anew(lambda: engine.judge(many)),
        "board with explanations": lambda: anew(lambda: api.assess(case)),
    }


def anew(work: Callable[[], object]) -> object:
    """Do something as if nothing had been judged before; else what has not changed is kept."""
    forget()
    return work()


def main(arguments: list[str] | None = None) -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks stations")
    parser.add_argument("--case", type=Path, default=Path("examples/gaza-2023"))
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    case = api.read(options.case)
    rows = case.evidence.reports.num_rows
    sys.stdout.write(f"{platform.machine()}, Python {platform.python_version()}, {rows} reports\n")
    found = {
        name: median_seconds(work, options.runs)
        for name, work in stations(case, options.copies).items()
    }
    for name, seconds in found.items():
        ratio = seconds / found["judge"]
        sys.stdout.write(f"{name:38} {seconds:8.3f} s {ratio:7.2f} x judge\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
