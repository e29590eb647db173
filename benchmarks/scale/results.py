"""What was measured, kept as one JSON file: runs by measure and number of rows, and the machine."""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.scale.others import versions_of
from benchmarks.scale.process import ROOT, Run

STORE: Final = Path(__file__).with_name("results.json")
"""What the page shows."""
_PACKAGES: Final = ("duckdb", "pyarrow", "numpy", "pandas", "polars")


@dataclass(frozen=True)
class Record:
    """The runs of one measure at one size.

    Attributes:
        measure: its name.
        rows: of the workload.
        day: local date of the last run.
        runs: all of them.
    """

    measure: str
    rows: int
    day: str
    runs: tuple[Run, ...]

    @property
    def failure(self) -> str:
        """Return why there is no result; empty if there is."""
        return next((run.failure for run in self.runs if run.failure), "")

    @property
    def wall_s(self) -> float:
        """Return the median wall time in seconds."""
        return statistics.median(run.wall_s for run in self.runs)

    @property
    def cpu_s(self) -> float:
        """Return the median CPU time in seconds."""
        return statistics.median(run.cpu_s for run in self.runs)

    @property
    def peak_mib(self) -> float:
        """Return the greatest peak of resident memory in MiB."""
        return max(run.peak_mib for run in self.runs)


@dataclass(frozen=True)
class Results:
    """Everything that was measured on one machine with one state of the source."""

    machine: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    records: tuple[Record, ...] = ()

    def find(self, measure: str, rows: int) -> Record | None:
        """Return the finished record of a measure at a size, if there is one."""
        record = self.tried(measure, rows)
        return None if record is None or record.failure else record

    def tried(self, measure: str, rows: int) -> Record | None:
        """Return the record of a measure at a size, whether it finished or not."""
        key = (measure, rows)
        return next((r for r in self.records if (r.measure, r.rows) == key), None)

    def sizes(self, measures: Iterable[str]) -> list[int]:
        """Return the sizes at which any of some measures was tried, ascending."""
        names = set(measures)
        return sorted({r.rows for r in self.records if r.measure in names})

    def with_record(self, record: Record) -> Results:
        """Return these results with one more record; an older one of the same thing goes."""
        key = (record.measure, record.rows)
        kept = [r for r in self.records if (r.measure, r.rows) != key]
        return Results(self.machine, self.source, (*kept, record))


def describe_machine() -> dict[str, str]:
    """Return the machine and the versions of what is measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = {
        "processor": f"{platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }
    return found | versions_of(_PACKAGES)


def hash_source() -> str:
    """Return a hash of the source of Servanda, to tell measurements of different states apart."""
    root = ROOT / "src"
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".py", ".sql", ".yaml", ".lark"}):
        digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def exponent_of(points: Sequence[tuple[float, float]]) -> float | None:
    """Return b of seconds = a * rows^b by least squares of the logarithms; None: one size only."""
    if len({rows for rows, _ in points}) < 2:
        return None
    xs, ys = ([math.log(value) for value in column] for column in zip(*points, strict=True))
    return statistics.linear_regression(xs, ys).slope


def today() -> str:
    """Return the date, UTC."""
    return datetime.now(UTC).date().isoformat()


def read_results(path: Path = STORE) -> Results:
    """Return what was kept; nothing if there is no file."""
    if not path.is_file():
        return Results()
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    records = tuple(
        Record(r["measure"], r["rows"], r["day"], tuple(Run(**run) for run in r["runs"]))
        for r in kept["records"]
    )
    return Results(kept["machine"], kept["source"], records)


def write_results(results: Results, path: Path = STORE) -> None:
    """Keep results, in the order of measure and size."""
    ordered = sorted(results.records, key=lambda r: (r.measure, r.rows))
    kept = asdict(Results(dict(results.machine), results.source, tuple(ordered)))
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
