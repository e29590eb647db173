"""Everything that is measured: one entry each. A further engine or reader is one more entry.

An entry names a workload (`plain` or `conflict`) and gives, for the folder of a generated one, the
command line of a whole cold process. What the process prints, as one JSON object, is kept: answers
of one workload and size that should be the same are compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from benchmarks.scale import others
from benchmarks.scale.floor import CASE_COLUMNS, LOG_COLUMNS, UNNAMED_COLUMNS

Kind = Literal["reading", "by hand", "servanda"]


@dataclass(frozen=True)
class Measure:
    """One thing that is measured.

    Attributes:
        name: short, unique.
        workload: `plain` or `conflict`.
        kind: what it is compared as: mere reading, written by hand, or Servanda.
        title: what it does, for the page.
        command: from the folder of the workload to a command line.
        needs: modules without which it is left out.
        least_rows, most_rows: with fewer or more it is not run.
        five_terms: it answers the five terms of the plain workload, as the queries by hand do.
        before: run once and not measured, as with an index that is there already; what it costs is
            an entry of its own.
    """

    name: str
    workload: str
    kind: Kind
    title: str
    command: Callable[[Path], list[str]]
    needs: tuple[str, ...] = ()
    least_rows: int = 0
    most_rows: int = 10**9
    five_terms: bool = False
    before: Callable[[Path], list[str]] | None = None

    @property
    def environment(self) -> dict[str, str] | None:
        """Return the variables of its process; None: as they are."""
        return others.environment() if self.kind == "by hand" else None

    @property
    def missing(self) -> list[str]:
        """Return the modules that are needed and not installed."""
        return [name for name in self.needs if not others.is_there(name)]


def program(module: str, *arguments: str | Path) -> list[str]:
    """Return the command line of a module of this project."""
    return [sys.executable, "-m", module, *(str(argument) for argument in arguments)]


def _read(file: str, columns: tuple[str, ...]) -> Callable[[Path], list[str]]:
    return lambda folder: program("benchmarks.scale.floor", folder / file, *columns)


def _by_hand(tool: str) -> Callable[[Path], list[str]]:
    return lambda folder: program("benchmarks.scale.baselines", tool, folder)


def _index(folder: Path) -> list[str]:
    # More than even the largest need (decision 23).
    memory = "4GB" if folder.name.startswith("plain") else "2GB"
    return program(
        "benchmarks.scale.indexed", folder / "case", folder / "index", "--memory", memory
    )


def _from_files(folder: Path) -> list[str]:
    return program("benchmarks.scale.judged", folder / "case", "--findings")


def _with_reasons(folder: Path) -> list[str]:
    return [*_from_files(folder), "--reasons"]


def _count_files(folder: Path) -> list[str]:
    return program("benchmarks.scale.judged", folder / "case")


def _cards(name: str, clause: str) -> Measure:
    """Return the measure of the cards of one clause, from the index, which is there already."""

    def command(folder: Path) -> list[str]:
        index = ("--index", folder / "index", "--clause", clause)
        return program("benchmarks.scale.card", folder / "case", *index)

    workload = name.partition("-")[0]
    return Measure(name, workload, "servanda", "six cards of one clause", command, before=_index)


def _following(name: str, case: str, most_rows: int = 10**9) -> Measure:
    """Return the measure of new evidence in a case that is followed, from its index."""

    def command(folder: Path) -> list[str]:
        return program("benchmarks.following", folder, "--case", case)

    workload = name.partition("-")[0]
    title = "follow: judge once, then 63 times 100 new, late or corrected reports"
    return Measure(name, workload, "servanda", title, command, most_rows=most_rows, before=_index)


def _in_eight_gib(folder: Path) -> list[str]:
    judged = ("benchmarks.scale.judged", folder / "case", "--index", folder / "index")
    return program("benchmarks.scale.within", str(8 << 10), *judged)


def _servanda(name: str, title: str, case: str, *, five_terms: bool = False) -> Measure:
    """Return the measure of one agreement, judged from the index, which is there already."""

    def command(folder: Path) -> list[str]:
        return program("benchmarks.scale.judged", folder / case, "--index", folder / "index")

    workload = name.partition("-")[0]
    return Measure(name, workload, "servanda", title, command, five_terms=five_terms, before=_index)


MEASURES: Final = (
    Measure("plain-read-log", "plain", "reading", "read the needed columns of the log",
            _read("log.parquet", LOG_COLUMNS)),
    Measure("plain-read-case", "plain", "reading", "read the needed columns of the reports",
            _read("case/reports.parquet", UNNAMED_COLUMNS)),
    Measure("plain-python", "plain", "by hand", "five terms, plain Python on CSV",
            _by_hand("python"), most_rows=10**7, five_terms=True),
    Measure("plain-pandas", "plain", "by hand", "five terms, pandas",
            _by_hand("pandas"), ("pandas",), most_rows=10**7, five_terms=True),
    Measure("plain-polars", "plain", "by hand", "five terms, Polars",
            _by_hand("polars"), ("polars",), five_terms=True),
    Measure("plain-duckdb", "plain", "by hand", "five terms, DuckDB",
            _by_hand("duckdb"), five_terms=True),
    Measure("plain-numpy", "plain", "by hand", "five terms, NumPy",
            _by_hand("numpy"), ("numpy",), five_terms=True),
    Measure("plain-index", "plain", "servanda", "make the index, once", _index),
    Measure("plain-files", "plain", "servanda", "each finding, from the files as written",
            _from_files, most_rows=10**7, five_terms=True),
    Measure("plain-reasons", "plain", "servanda", "each finding with its reasons, from the files",
            _with_reasons, most_rows=10**5, five_terms=True),
    Measure("plain-count", "plain", "servanda", "five terms, from the files as written",
            _count_files, most_rows=10**7, five_terms=True),
    _servanda("plain-servanda", "five terms", "case", five_terms=True),
    _servanda("plain-servanda-p1", "one term: the prohibition", "case-p1"),
    _servanda("plain-servanda-p2", "one term: the daily window", "case-p2"),
    _servanda("plain-servanda-50", "fifty clauses", "case-50"),
    _cards("plain-card", "p1"),
    _following("plain-following", "case"),
    Measure("conflict-read", "conflict", "reading", "read the needed columns of the reports",
            _read("case/reports.parquet", CASE_COLUMNS)),
    Measure("conflict-index", "conflict", "servanda", "make the index, once", _index),
    Measure("conflict-files", "conflict", "servanda", "each finding, from the files as written",
            _from_files, most_rows=10**7),
    Measure("conflict-reasons", "conflict", "servanda",
            "each finding with its reasons, from the files", _with_reasons, most_rows=10**5),
    Measure("conflict-count", "conflict", "servanda", "twenty clauses, from the files as written",
            _count_files, most_rows=10**7),
    _servanda("conflict-servanda", "twenty clauses", "case"),
    _servanda("conflict-servanda-1", "one clause", "case-1"),
    _servanda("conflict-servanda-50", "fifty clauses", "case-50"),
    _cards("conflict-card", "c1"),
    # One clause; a batch costs in proportion to what is told of its whole time.
    _following("conflict-following", "case-1", most_rows=10**6),
    Measure("conflict-servanda-8gib", "conflict", "servanda",
            "twenty clauses, where there are 8 GiB", _in_eight_gib, least_rows=10**8,
            before=_index),
)  # fmt: skip


def find_measure(name: str) -> Measure:
    """Return the measure of a name."""
    return next(measure for measure in MEASURES if measure.name == name)
