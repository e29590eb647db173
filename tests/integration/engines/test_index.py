"""A record that was made ready once is judged alike on every engine, as a command does it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.scale.conflict import write_conflict
from tests.integration.engines.conftest import LocalCluster
from typer.testing import CliRunner

from servanda import api
from servanda.assessment.backends import Backend
from servanda.assessment.backends.cluster import read_cluster
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.postgres import PostgresBackend
from servanda.assessment.backends.spark import SparkBackend
from servanda.assessment.tables import ParquetTable
from servanda.cli.app import build_app
from servanda.evidence.projection import format as fmt

REPORTS = 3_000


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A made-up record of conflicting reports, and its index in several files."""
    folder = tmp_path_factory.mktemp("record")
    write_conflict(REPORTS, folder)
    index = folder / "index"
    api.index(folder / "case", index)
    (whole,) = (index / "reports").iterdir()
    rows = pq.read_table(whole)
    whole.unlink()
    for number, start in enumerate(range(0, rows.num_rows, 700)):
        pq.write_table(rows.slice(start, 700), index / "reports" / f"{number}.parquet")
    return folder / "case", index


@pytest.fixture(scope="module")
def expected(record: tuple[Path, Path]) -> str:
    """What DuckDB says, with findings of several kinds."""
    told = assessed(record, "duckdb")
    verdicts = {row["verdict"] for row in findings_of(told)}
    assert {"violated", "complied"} < verdicts
    return told


def assessed(record: tuple[Path, Path], engine: str) -> str:
    case, index = record
    words = ["assess", str(case), "--index", str(index), "--engine", engine, "--json"]
    result = CliRunner().invoke(build_app(*words[:1]), words, prog_name="servanda")
    assert result.exit_code in {0, 1}, result.output
    return result.stdout


def findings_of(told: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(told)["data"]["findings"]
    return found


def test_an_index_is_judged_inside_postgresql_as_on_duckdb(
    record: tuple[Path, Path], expected: str, postgres_url: str
):
    assert assessed(record, postgres_url) == expected


def test_an_index_is_judged_on_spark_as_on_duckdb(
    record: tuple[Path, Path], expected: str, cluster: LocalCluster
):
    assert assessed(record, cluster.engine.replace(" ", "%20")) == expected


@pytest.fixture(scope="module")
def partitions(record: tuple[Path, Path]) -> str:
    """Files of reports in folders named by what they hold, as Iceberg and Hive keep tables."""
    _, index = record
    for number, file in enumerate(sorted((index / "reports").iterdir())):
        folder = index / "parts" / f"part={number}"
        folder.mkdir(parents=True)
        shutil.copy(file, folder)
    return str(index / "parts" / "*" / "*.parquet")


def read_from(backend: Backend, pattern: str) -> pa.Table:
    backend.load("projected", ParquetTable(pattern))
    assert backend.count("projected") == REPORTS
    rows = backend.fetch("projected", fmt.REPORTS)
    backend.close()
    return rows.sort_by("report_no")


def test_partitions_are_read_inside_postgresql_as_on_duckdb(partitions: str, postgres_url: str):
    expected = read_from(DuckDBBackend(), partitions)
    assert read_from(PostgresBackend(postgres_url), partitions) == expected


def test_partitions_are_read_on_spark_as_on_duckdb(partitions: str, cluster: LocalCluster):
    expected = read_from(DuckDBBackend(), partitions)
    assert read_from(SparkBackend(read_cluster(cluster.engine)), partitions) == expected
