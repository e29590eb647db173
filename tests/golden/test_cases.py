"""Every golden case: what a careful field monitor would conclude.

Each is judged alone, by the reference evaluator and on SQLite; on the other engines all of them are
judged side by side, and must be what they are on SQLite (`tests/integration/engines`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from tests.golden.expectations import found_beside, runs
from tests.golden.world import World

from servanda.assessment import engine, reference
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.tables import CaseTables

FOLDER = Path(__file__).parent / "cases"
CASES = [
    case
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
]
RUNS = [
    pytest.param(case, *run, id=f"{case['id']}-{run[0]}-{run[1]}")
    for case in CASES
    for run in runs(case)
]

FEW = 8

Judge = Callable[[CaseTables], pa.Table]


def on_sqlite(case: CaseTables) -> pa.Table:
    return engine.judge(case, SqliteBackend())


def on_duckdb(case: CaseTables) -> pa.Table:
    return engine.judge(case, DuckDBBackend())


@pytest.mark.parametrize(("case", "standard", "as_of", "expected"), RUNS)
@pytest.mark.parametrize("judge", [reference.judge, on_sqlite], ids=["reference", "sqlite"])
def test_golden_case_is_judged_as_a_careful_monitor_would(
    judge: Judge, case: dict[str, Any], standard: str, as_of: str, expected: dict[str, Any]
):
    world = World(case)
    findings = judge(world.tables_at(standard, as_of))
    assert expected == found_beside(world, findings, expected), case["because"]


@pytest.mark.parametrize(("case", "standard", "as_of", "expected"), RUNS[::FEW])
def test_golden_case_alone_is_judged_on_duckdb_as_beside_others(
    case: dict[str, Any], standard: str, as_of: str, expected: dict[str, Any]
):
    """Alone a case leaves more tables without a row."""
    world = World(case)
    findings = on_duckdb(world.tables_at(standard, as_of))
    assert expected == found_beside(world, findings, expected), case["because"]


def test_golden_cases_have_ids_of_their_own():
    ids = [case["id"] for case in CASES]
    assert sorted(set(ids)) == sorted(ids)
