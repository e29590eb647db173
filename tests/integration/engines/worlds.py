"""Golden cases and drawn worlds side by side, and all that an engine says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa
from tests.golden.test_cases import CASES, RUNS
from tests.golden.world import World
from tests.property.batch import tables_together
from tests.property.long_run import build
from tests.property.worlds import LATE

from servanda.assessment import engine
from servanda.assessment.backends import Backend
from servanda.assessment.tables import CaseTables

Row = dict[str, Any]
ZONE = "Africa/Maputo"
OpenBackend = Callable[[], Backend]


def golden_batches() -> list[CaseTables]:
    """Return every run of every golden case, in one batch for each standard, as-of and zone."""
    runs = [{**case, "standard": s, "as_of": at} for case, s, at, _ in (run.values for run in RUNS)]

    def key(world: Row) -> tuple[str, str, str]:
        return world["standard"], world["as_of"], world["agreement"]["zone"]

    groups = groupby(sorted(runs, key=key), key=key)
    return [together(list(group)) for _, group in groups]


def golden_cases(standard: str) -> list[Row]:
    """Return every golden case at one standard and one as-of, in one zone: days are shared."""
    return [
        {
            **case,
            "standard": standard,
            "as_of": LATE,
            "agreement": {**case["agreement"], "zone": ZONE},
        }
        for case in CASES
    ]


def drawn(seeds: Iterable[int], standard: str) -> list[Row]:
    """Return the drawn worlds of some seeds at one standard and one as-of."""
    return [{**build(seed), "standard": standard, "as_of": LATE} for seed in seeds]


def together(worlds: Sequence[Row]) -> CaseTables:
    """Return the tables of some worlds of one standard and as-of, under the days of all."""
    slots = [
        row["slot"] for world in worlds for row in World(world).rows_at(world["as_of"])["days"]
    ]
    days = [min(slots), max(slots)]
    return tables_together([{**world, "days": days} for world in worlds])


def said(case: CaseTables, backend: Backend | None = None) -> dict[str, bytes]:
    """Return findings, uses, figures and looks of a case, as bytes."""
    found = engine.judge_explained(case, backend)
    tables = {
        "findings": found.findings,
        "uses": found.uses,
        "figures": found.figures,
        "looks": found.looks,
    }
    return {name: as_bytes(table) for name, table in tables.items()}


def as_bytes(table: pa.Table) -> bytes:
    """Return a table as it would be sent."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    found: bytes = sink.getvalue().to_pybytes()
    return found
