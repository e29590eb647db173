"""On SQLite every finding is what it is on DuckDB, in whatever order cases are judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.engines.worlds import drawn, golden_batches, golden_cases, said, together
from tests.property.engines import disagreement, on_sqlite
from tests.property.long_run import build
from typer.testing import CliRunner

from servanda.assessment import engine
from servanda.assessment.backends import embedded
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.embedded import HandingBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.tables import STANDARDS
from servanda.cli.app import build_app
from servanda.errors import EngineError

EXAMPLE = Path(__file__).parents[3] / "examples" / "northland"
DRAWN = 75
ALONE = 150


def test_every_golden_case_is_judged_as_on_duckdb():
    for case in golden_batches():
        assert said(case, SqliteBackend()) == said(case, DuckDBBackend())


@pytest.mark.parametrize("standard", STANDARDS)
def test_drawn_worlds_are_judged_as_on_duckdb(standard: str):
    first = STANDARDS.index(standard) * DRAWN
    case = together(drawn(range(first, first + DRAWN), standard))
    assert said(case, SqliteBackend()) == said(case, DuckDBBackend())
    undated = engine.judge(case, SqliteBackend(), is_dated=False)
    assert undated == engine.judge(case, DuckDBBackend(), is_dated=False)
    assert engine.count(case, SqliteBackend()) == engine.count(case, DuckDBBackend())


@pytest.mark.parametrize("block", range(4))
def test_worlds_one_after_the_other_are_judged_as_the_reference_evaluator_judges(block: int):
    """Each takes over the tables that the one before has left."""
    for seed in range(block * ALONE, (block + 1) * ALONE):
        assert not disagreement(on_sqlite, build(seed)), seed


def test_a_case_is_judged_as_before_after_others_have_been_judged():
    first = together(golden_cases("claimed")[:1])
    found = said(first, SqliteBackend())
    for seed in range(40):
        case = together(drawn([seed], "claimed"))
        said(case, SqliteBackend())
        engine.judge(case, SqliteBackend(), is_dated=False)
        assert said(first, SqliteBackend()) == found


@pytest.mark.parametrize("standard", STANDARDS)
def test_what_is_handed_over_is_judged_as_on_duckdb(standard: str):
    case = together(drawn(range(DRAWN), standard))
    backend = HandingBackend()
    found = engine.judge(case, backend, is_dated=False)
    assert backend.has_handed_over
    assert found == engine.judge(case, DuckDBBackend(), is_dated=False)
    assert engine.count(case, HandingBackend()) == engine.count(case, DuckDBBackend())
    assert said(case, HandingBackend()) == said(case, DuckDBBackend())


def test_where_much_is_told_nothing_is_handed_over(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embedded, "FEW_TOLD", 0)
    case = together(drawn(range(5), "claimed"))
    backend = HandingBackend()
    assert said(case, backend) == said(case, DuckDBBackend())
    assert not backend.has_handed_over
    undated = engine.judge(case, HandingBackend(), is_dated=False)
    assert undated == engine.judge(case, DuckDBBackend(), is_dated=False)


def test_the_plan_of_a_station_is_shown():
    case = together(drawn(range(3), "claimed"))
    assert "SCAN" in engine.show_plans(case, "86_verdicts", SqliteBackend())


class Failing(SqliteBackend):
    """Asks for something impossible in the midst of the pipeline."""

    def create(self, kind: str, name: str, query: str) -> None:
        super().create(kind, name, "SELECT no_such AS missing" if name == "verdicts" else query)


def test_after_a_failure_the_next_case_is_judged_as_ever():
    case = together(drawn(range(3), "claimed"))
    found = said(case, SqliteBackend())
    with pytest.raises(EngineError) as caught:
        engine.judge(case, Failing())
    assert caught.value.code == "SV501"
    assert "no_such" in caught.value.details["engine"]
    assert said(case, SqliteBackend()) == found


def test_the_command_line_judges_on_the_engine_that_is_named():
    for words in (("assess", str(EXAMPLE)), ("explain", str(EXAMPLE), "aid", "2024-03-04")):
        assert servanda(*words, "--engine", "sqlite") == servanda(*words, "--engine", "duckdb")


def servanda(*words: str) -> str:
    """Return what a command prints."""
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(
        build_app(*words[:1]), list(words), prog_name="servanda"
    )
    assert result.exit_code in {0, 1}, result.output
    return result.output
