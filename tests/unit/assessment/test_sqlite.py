"""The engine of small cases: its words for the stations' texts, its tables, what it refuses."""

from __future__ import annotations

import sqlite3

import pyarrow as pa
import pytest

from servanda.assessment.backends import embedded, sqlite
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.embedded import HandingBackend, open_embedded
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.backends.sqlite_store import Store
from servanda.assessment.backends.sqlite_text import adapted
from servanda.assessment.tables import TABLES, CaseTables, ParquetTable
from servanda.errors import EngineError

NUMBERS = pa.schema([("n", pa.int64())])


def answer(query: str) -> list[object]:
    """Return the first column of what a query of the common subset gives on SQLite."""
    return [row[0] for row in sqlite3.connect(":memory:").execute(adapted(query)).fetchall()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT LEAST(3, NULL, 2)", [2]),
        ("SELECT GREATEST(NULL, NULL)", [None]),
        ("SELECT GREATEST(1, LEAST(5, mod(17, 10)))", [5]),
        ("SELECT mod(-7, 3)", [-1]),
        ("SELECT concat('check:', 12)", ["check:12"]),
        ("SELECT CAST(SUBSTRING('2024-03-01', 6, 2) AS integer)", [3]),
        ("SELECT SUM(k) FROM (VALUES (1), (2)) AS n(k)", [3]),
        ("SELECT bool_or(k > 1) FROM (VALUES (1), (2)) AS n(k)", [1]),
        ("SELECT bool_and(k > 1) FROM (VALUES (1), (2)) AS n(k)", [0]),
        ("SELECT concat('), (', LEAST(2, 1))", ["), (1"]),
    ],
)
def test_what_sqlite_lacks_is_said_in_its_words(query: str, expected: list[object]):
    assert answer(query) == expected


def test_figures_that_do_not_fit_fail_and_never_become_others():
    backend = SqliteBackend()
    backend.load("terms", pa.table({"num": [2**40], "over": [2**40]}))
    with pytest.raises(sqlite3.OperationalError):
        backend.create("table", "asked", "SELECT num * over AS n FROM terms")
    backend.load("figures", pa.table({"n": [2**62, 2**62]}))
    with pytest.raises(sqlite3.OperationalError, match="overflow"):
        backend.create("table", "total", "SELECT CAST(SUM(n) AS bigint) AS n FROM figures")
    backend.create("table", "one", "SELECT n + n AS n FROM figures")
    with pytest.raises(OverflowError):
        backend.fetch("one", NUMBERS)
    backend.close()


def test_reports_with_immense_figures_are_refused_and_judged_on_duckdb():
    reports = TABLES["reports"].empty_table().to_pylist()
    row = {field.name: False if field.type == pa.bool_() else 1 for field in TABLES["reports"]}
    reports = pa.Table.from_pylist([{**row, "high": 2**60}], TABLES["reports"])
    backend = SqliteBackend()
    with pytest.raises(OverflowError):
        backend.load("reports", reports)
    backend.close()
    tables = {name: schema.empty_table() for name, schema in TABLES.items()}
    case = CaseTables({**tables, "reports": reports}, 0)
    assert isinstance(open_embedded(case), HandingBackend)
    assert isinstance(open_embedded(CaseTables(tables, 0)), SqliteBackend)


def test_a_large_case_begins_on_duckdb(monkeypatch: pytest.MonkeyPatch):
    tables = {name: schema.empty_table() for name, schema in TABLES.items()}
    row = {field.name: 1 for field in TABLES["sides"]}
    sides = pa.Table.from_pylist([row] * (embedded.SMALL_ROWS + 1), TABLES["sides"])
    assert isinstance(open_embedded(CaseTables({**tables, "sides": sides}, 0)), HandingBackend)
    files = CaseTables(tables, 0, projected=ParquetTable("reports-*.parquet"))
    assert isinstance(open_embedded(files), HandingBackend)
    monkeypatch.setattr(sqlite, "OLDEST", (4, 0, 0))
    assert isinstance(open_embedded(CaseTables(tables, 0)), DuckDBBackend)


def test_an_old_sqlite_is_told_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "OLDEST", (4, 0, 0))
    with pytest.raises(EngineError) as caught:
        SqliteBackend()
    assert caught.value.code == "SV507"
    assert "4.0" in str(caught.value)


def test_files_are_refused():
    backend = SqliteBackend()
    with pytest.raises(ValueError, match="Parquet"):
        backend.load("projected", ParquetTable("reports-*.parquet"))
    backend.close()


def test_a_table_may_be_made_from_the_one_that_it_replaces():
    backend = SqliteBackend()
    backend.create("table", "tens", "SELECT 1 AS n")
    backend.create("table", "tens", "SELECT n * 10 AS n FROM tens UNION ALL SELECT n FROM tens")
    assert sorted(backend.fetch("tens", NUMBERS)["n"].to_pylist()) == [1, 10]
    assert backend.count("tens") == 2
    backend.close()


def test_a_statement_runs_again_only_where_what_it_reads_has_changed():
    ran: list[str] = []
    store = Store()
    store._connection.set_trace_callback(ran.append)
    double = "SELECT n * 2 AS n FROM given"
    for given in ([1, 2], [1, 2], [3]):
        store.put("given", pa.table({"n": given}))
        store.make("doubled", double)
    assert sum(statement.startswith("INSERT INTO doubled") for statement in ran) == 2
    assert store.rows_in("doubled", ["n"]) == [(6,)]
    store.make("doubled", "SELECT 'text' AS word")
    assert store.rows_in("doubled", ["word"]) == [("text",)]
    store.close()


def test_values_come_back_as_they_went_in():
    table = pa.table({
        "truth": pa.array([True, None, False]),
        "small": pa.array([-1, None, 127], pa.int8()),
        "whole": pa.array([-(2**62), 0, 2**62]),
        "word": pa.array(["a", None, "ü"]),
    })  # fmt: skip
    backend = SqliteBackend()
    for part in (table, table.slice(1), table.slice(0, 0), pa.concat_tables([table, table])):
        backend.load("given", part)
        backend.create("view", "same", "SELECT * FROM given")
        assert backend.fetch("same", table.schema).to_pylist() == part.to_pylist()
    backend.close()
