"""Every golden case, judged by every engine: what a careful field monitor would conclude."""

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

Judge = Callable[[CaseTables], pa.Table]


@pytest.fixture(params=["reference", "duckdb", "sqlite"])
def judge(request: pytest.FixtureRequest) -> Judge:
    if request.param == "reference":
        return reference.judge
    kind = DuckDBBackend if request.param == "duckdb" else SqliteBackend
    return lambda case: engine.judge(case, kind())


@pytest.mark.parametrize(("case", "standard", "as_of", "expected"), RUNS)
def test_golden_case_is_judged_as_a_careful_monitor_would(
    judge: Judge, case: dict[str, Any], standard: str, as_of: str, expected: dict[str, Any]
):
    world = World(case)
    findings = judge(world.tables_at(standard, as_of))
    assert expected == found_beside(world, findings, expected), case["because"]


def test_golden_cases_have_ids_of_their_own():
    ids = [case["id"] for case in CASES]
    assert sorted(set(ids)) == sorted(ids)
