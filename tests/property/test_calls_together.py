"""Calls for replies that nothing tells apart are judged together, as if each were judged alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.property.callings import write_case

from servanda import api
from servanda.assessment import engine
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.judge import Request, ready_case
from servanda.assessment.tables import VERDICT_COUNTS, CaseTables

RECORDS = range(40)


def tables_of(folder: Path, seed: int) -> CaseTables:
    """Return the tables of a drawn case."""
    write_case(folder, seed, matters=150)
    case = api.read(folder)
    _, prepared = ready_case(case, Request(as_of=api.instant_of_case(case, None)))
    return prepared.case


def called_rows(case: CaseTables, *, is_counted: bool) -> int:
    """Return how many duties are called into being to judge a case."""
    backend = DuckDBBackend()
    session = engine.open_session(case, backend, is_dated=False, is_counted=is_counted)
    try:
        for station in ("10_matters", "20_record", "21_calls", "22_codes", "22_alike", "25_levels"):
            session.run([station])
        session.run(["30_statements", "40_claims", "50_incidents", "60_called"])
        return session.backend.count("called")
    finally:
        session.backend.close()


@pytest.mark.parametrize("seed", RECORDS)
def test_calls_judged_together_are_counted_as_if_each_were_judged_alone(
    seed: int, tmp_path: Path
) -> None:
    case = tables_of(tmp_path, seed)
    keys = VERDICT_COUNTS.names[:5]
    alone = Counter(tuple(row[k] for k in keys) for row in engine.judge(case).to_pylist())
    rows = engine.count(case, DuckDBBackend()).to_pylist()
    assert {tuple(row[k] for k in keys): row["findings"] for row in rows} == dict(alone)


def test_calls_are_in_fact_judged_together(tmp_path: Path) -> None:
    alone = together = 0
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        case = tables_of(folder, seed)
        alone += called_rows(case, is_counted=False)
        together += called_rows(case, is_counted=True)
    assert together < 0.5 * alone
