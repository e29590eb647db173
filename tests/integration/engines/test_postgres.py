"""Inside PostgreSQL every finding is what it is on DuckDB, and nothing is left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.databases import execute
from tests.integration.engines.worlds import drawn, golden_batches, said, together
from tests.property.batch import tables_together
from tests.property.busy_worlds import busy_world
from typer.testing import CliRunner

from servanda.assessment import engine
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.postgres import PostgresBackend
from servanda.assessment.tables import STANDARDS, ParquetTable
from servanda.cli.app import build_app
from servanda.errors import EngineError

EXAMPLE = Path(__file__).parents[3] / "examples" / "northland"
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "judge-inside-postgresql.md"
DRAWN = 75


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Run statements one by one and return the rows of the last."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def relations(url: str) -> list[tuple[object, ...]]:
    """Return all that is in the database beside what the system has, and all other sessions."""
    return run(
        url,
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        " UNION ALL"
        " SELECT 'session', application_name FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " ORDER BY 1, 2",
    )


def left_behind(url: str, before: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return what a judgement left; the server needs a moment to end a session."""
    until = time.monotonic() + 20
    while (found := relations(url)) != before and time.monotonic() < until:
        time.sleep(0.05)
    return [row for row in found if row not in before]


@pytest.fixture
def foreign_database(postgres_url: str) -> Iterator[str]:
    """A database that sorts texts as people do, for a user who may make temporary tables only."""
    # Users belong to the server, where other tests run at the same time.
    name = f"{urlsplit(postgres_url).path[1:]}_icu"
    guest = f"{name}_guest"
    execute(
        postgres_url,
        f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'",
        f"DROP ROLE IF EXISTS {guest}",
        f"CREATE ROLE {guest} LOGIN PASSWORD 'guest'",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {guest}",
    )
    parts = urlsplit(postgres_url)
    place = f"{guest}:guest@{parts.hostname}:{parts.port}"
    yield parts._replace(netloc=place, path=f"/{name}").geturl()
    execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {guest}")


def test_every_golden_case_is_judged_as_on_duckdb(postgres_url: str):
    for case in golden_batches():
        assert said(case, PostgresBackend(postgres_url)) == said(case)


@pytest.mark.parametrize("standard", STANDARDS)
def test_drawn_worlds_are_judged_as_on_duckdb(postgres_url: str, standard: str):
    first = STANDARDS.index(standard) * DRAWN
    case = together(drawn(range(first, first + DRAWN), standard))
    assert said(case, PostgresBackend(postgres_url)) == said(case)
    undated = engine.judge(case, PostgresBackend(postgres_url), is_dated=False)
    assert undated == engine.judge(case, is_dated=False)


@pytest.mark.parametrize("seed", range(4))
def test_alike_reports_are_judged_together_as_on_duckdb(postgres_url: str, seed: int):
    case = tables_together([busy_world(seed)])
    found = engine.judge(case, PostgresBackend(postgres_url), is_dated=False)
    assert found == engine.judge(case, DuckDBBackend(), is_dated=False)


def test_the_order_of_texts_and_the_rights_of_the_user_change_nothing(foreign_database: str):
    assert run(foreign_database, "SELECT 'a b' < 'ab', 'a' < 'B'") == [(True, True)]
    case = together(drawn(range(DRAWN), "independent"))
    assert said(case, PostgresBackend(foreign_database)) == said(case)


def test_tables_of_the_database_are_neither_read_nor_changed(postgres_url: str):
    names = ("reports", "params", "told", "findings")
    made = [f"CREATE TABLE public.{name} AS SELECT 'mine' AS owner" for name in names]
    run(postgres_url, *made)
    try:
        before = relations(postgres_url)
        case = together(drawn(range(5), "claimed"))
        assert engine.judge(case, PostgresBackend(postgres_url)) == engine.judge(case)
        for name in names:
            assert run(postgres_url, f"SELECT * FROM public.{name}") == [("mine",)]
        assert left_behind(postgres_url, before) == []
    finally:
        run(postgres_url, *(f"DROP TABLE public.{name}" for name in names))


class Failing(PostgresBackend):
    """Asks the server for something impossible in the midst of the pipeline."""

    def create(self, kind: str, name: str, query: str) -> None:
        super().create(kind, name, "SELECT 1 / 0 AS nothing" if name == "verdicts" else query)


def test_after_a_failure_nothing_is_left_in_the_database(postgres_url: str):
    before = relations(postgres_url)
    with pytest.raises(EngineError) as caught:
        engine.judge(together(drawn(range(3), "claimed")), Failing(postgres_url))
    assert caught.value.code == "SV501"
    assert "division by zero" in caught.value.details["engine"]
    assert left_behind(postgres_url, before) == []


def test_a_table_may_be_made_from_the_one_that_it_replaces(postgres_url: str):
    backend = PostgresBackend(postgres_url)
    backend.create("table", "tens", "SELECT 1 AS n")
    backend.create("table", "tens", "SELECT n * 10 AS n FROM tens UNION ALL SELECT n FROM tens")
    assert backend.count("tens") == 2
    backend.close()


def test_a_server_that_does_not_answer_is_named_without_its_password():
    with pytest.raises(EngineError) as caught:
        PostgresBackend(
            "postgresql://ann:secret@127.0.0.1:1/case", "postgresql://ann@127.0.0.1:1/case"
        )
    assert caught.value.code == "SV507"
    assert "secret" not in str(caught.value)


def test_who_may_not_make_temporary_tables_is_told_so(foreign_database: str, postgres_url: str):
    foreign = urlsplit(foreign_database)
    name, guest = foreign.path[1:], foreign.username
    run(postgres_url, f"REVOKE TEMPORARY ON DATABASE {name} FROM {guest}")
    with pytest.raises(EngineError) as caught:
        PostgresBackend(foreign_database)
    assert caught.value.code == "SV507"
    assert "temporary tables" in str(caught.value)


def test_the_plan_of_a_station_is_shown(postgres_url: str):
    case = together(drawn(range(3), "claimed"))
    shown = engine.show_plans(case, "86_verdicts", PostgresBackend(postgres_url))
    assert "Join" in shown or "Nested Loop" in shown


def servanda(*words: str) -> str:
    """Return what a command prints."""
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(
        build_app(*words[:1]), list(words), prog_name="servanda"
    )
    assert result.exit_code in {0, 1}, result.output
    return result.output


def test_the_command_line_judges_in_the_database_of_its_ledger(postgres_url: str):
    tables = [str(path) for path in sorted(EXAMPLE.glob("*.csv"))]
    given = ("--ledger", postgres_url)
    servanda("record", str(EXAMPLE / "agreement.md"), *tables, *given, "--by", "Ann")
    for words in (("assess", str(EXAMPLE)), ("explain", str(EXAMPLE), "aid", "2024-03-04")):
        assert servanda(*words, *given, "--engine", "ledger") == servanda(*words, *given)
    run(postgres_url, "DROP SCHEMA servanda CASCADE")


def test_the_settings_of_a_session_stand_on_the_page(postgres_url: str):
    backend = PostgresBackend(postgres_url)
    backend.create("table", "asked", "SELECT current_setting('work_mem') AS one")
    schema = pa.schema([("one", pa.string())])
    (row,) = backend.fetch("asked", schema).to_pylist()
    backend.close()
    page = PAGE.read_text(encoding="utf-8")
    assert f"{row['one'].replace('MB', ' MB')} of `work_mem`" in page


def test_parquet_files_are_read_as_tables_are(postgres_url: str, tmp_path: Path):
    case = together(drawn(range(20), "claimed"))
    pq.write_table(case.tables["reports"], tmp_path / "one.parquet")
    large = replace(case, projected=ParquetTable(str(tmp_path / "*.parquet")))
    assert engine.judge(large, PostgresBackend(postgres_url)) == engine.judge(large)


def test_parquet_files_that_are_not_there_are_a_problem_with_a_code(postgres_url: str):
    case = together(drawn(range(1), "claimed"))
    large = replace(case, projected=ParquetTable("/nowhere/*.parquet"))
    with pytest.raises(EngineError) as caught:
        engine.judge(large, PostgresBackend(postgres_url))
    assert caught.value.code == "SV501"
