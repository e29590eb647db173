"""Where verdicts are known, only since when they hold is asked: all else is told as ever."""

from __future__ import annotations

import pytest
from tests.integration.engines.worlds import as_bytes, drawn, together

from servanda.assessment import engine
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.tables import STANDARDS, CaseTables

WORLDS = 150
ON_DUCKDB = 12


def since(case: CaseTables, found: engine.Explained) -> list[tuple[int | None, int | None]]:
    """Return since when the findings are what they are that are complied with or violated."""
    known = engine.judge(case, SqliteBackend())["verdict"].to_pylist()
    rows = zip(known, found.findings.to_pylist(), strict=True)
    return [
        (row["since"], row["late_since"])
        for verdict, row in rows
        if verdict in {"complied", "violated"}
    ]


def told(case: CaseTables, found: engine.Explained) -> tuple[object, ...]:
    """Return what is told of findings whose verdict is known."""
    shown = (found.uses, found.figures, found.looks)
    return (*map(as_bytes, shown), since(case, found))


@pytest.mark.parametrize("standard", STANDARDS)
def test_of_judged_findings_the_same_is_told(standard: str):
    shorter = 0
    first = STANDARDS.index(standard) * WORLDS
    for seed in range(first, first + WORLDS):
        case = together(drawn([seed], standard))
        plain = engine.judge_explained(case, SqliteBackend())
        judged = engine.judge_explained(case, SqliteBackend(), is_judged=True)
        assert told(case, judged) == told(case, plain), seed
        shorter += judged.findings != plain.findings
    # In some of them something is alleged that was left out.
    assert shorter > 0


def test_of_judged_findings_the_same_is_told_on_duckdb():
    for seed in range(ON_DUCKDB):
        case = together(drawn([seed], "claimed"))
        judged = engine.judge_explained(case, DuckDBBackend(), is_judged=True)
        assert told(case, judged) == told(case, engine.judge_explained(case, SqliteBackend()))
