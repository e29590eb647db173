"""Which engine a name means, and what is said where there is none."""

from __future__ import annotations

import sys

import pytest

from servanda.assessment.backends.choosing import find_engine
from servanda.assessment.backends.cluster import read_cluster
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.errors import EngineError, MissingExtraError, UsageError


def test_without_a_choice_an_embedded_engine_judges():
    assert find_engine(None) is None


@pytest.mark.parametrize(("name", "kind"), [("duckdb", DuckDBBackend), ("sqlite", SqliteBackend)])
def test_an_embedded_engine_may_be_named(name: str, kind: type):
    opened = find_engine(name)
    assert opened is not None
    backend = opened()
    assert isinstance(backend, kind)
    backend.close()


@pytest.mark.parametrize(
    ("name", "ledger"),
    [
        ("oracle", None),
        ("mysql://host/case", None),
        ("spark://", None),
        ("ledger", None),
        ("ledger", "case.servanda"),
        ("local[2]?memory=1g", None),
        ("local[2]?small=few", None),
        ("local[2]?small=-1", None),
    ],
)
def test_what_is_no_engine_is_refused(name: str, ledger: str | None):
    with pytest.raises(UsageError) as caught:
        find_engine(name, ledger)
    assert caught.value.code == "SV505"


@pytest.mark.parametrize(
    ("name", "ledger"),
    [
        ("postgresql://ann@host/case", None),
        ("ledger", "postgresql://ann@host/case"),
        ("spark://host:7077?scratch=hdfs:///tmp", None),
        ("local[*]", None),
        ("local", None),
        ("yarn?scratch=/shared", None),
    ],
)
def test_an_engine_is_not_opened_before_it_is_needed(name: str, ledger: str | None):
    assert find_engine(name, ledger) is not None


def test_settings_stand_behind_the_address_of_a_cluster():
    found = read_cluster("spark://host:7077?scratch=/shared&small=50&spark.executor.memory=8g")
    assert found.master == "spark://host:7077"
    assert found.scratch == "/shared"
    assert found.small_rows == 50
    assert found.settings == {"spark.executor.memory": "8g"}


def test_one_machine_shares_its_own_folder():
    assert read_cluster("local[*]").scratch != ""


@pytest.mark.parametrize(
    ("name", "package"),
    [("postgresql://ann@host/case", "adbc_driver_postgresql"), ("local[*]", "pyspark")],
)
def test_a_missing_extra_is_named(name: str, package: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, package, None)
    opened = find_engine(name)
    assert opened is not None
    with pytest.raises(MissingExtraError) as caught:
        opened()
    assert caught.value.code == "SV506"


@pytest.mark.parametrize(
    "name", ["postgresql://ann:secret@127.0.0.1:1/case", "spark://127.0.0.1:1"]
)
def test_what_does_not_answer_is_told_at_once(name: str):
    opened = find_engine(name)
    assert opened is not None
    with pytest.raises(EngineError) as caught:
        opened()
    assert caught.value.code == "SV507"
    assert "secret" not in str(caught.value)


def test_without_java_spark_is_not_started(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    opened = find_engine("local[*]")
    assert opened is not None
    with pytest.raises(EngineError) as caught:
        opened()
    assert caught.value.code == "SV507"
    assert "/nowhere" in str(caught.value)
