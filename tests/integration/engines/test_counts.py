"""Counts of verdicts are the same on every engine, calls for replies looked at together or not."""

from pathlib import Path

import pytest
from tests.integration.engines.conftest import LocalCluster
from tests.integration.engines.worlds import as_bytes
from tests.property.test_calls_together import tables_of

from servanda.assessment import engine
from servanda.assessment.backends.cluster import read_cluster
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.postgres import PostgresBackend
from servanda.assessment.backends.spark import SparkBackend


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_calls_are_counted_inside_postgresql_as_on_duckdb(
    postgres_url: str, seed: int, is_indexed: bool, tmp_path: Path
) -> None:
    case = tables_of(tmp_path, seed, is_indexed=is_indexed)
    counted = engine.count(case, PostgresBackend(postgres_url))
    assert as_bytes(counted) == as_bytes(engine.count(case, DuckDBBackend()))


def test_calls_are_counted_on_a_cluster_as_on_duckdb(cluster: LocalCluster, tmp_path: Path) -> None:
    case = tables_of(tmp_path, 1, is_indexed=True)
    counted = engine.count(case, SparkBackend(read_cluster(cluster.engine)))
    assert as_bytes(counted) == as_bytes(engine.count(case, DuckDBBackend()))
