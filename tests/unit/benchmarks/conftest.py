import pytest
from benchmarks.scale.conflict import write_conflict
from benchmarks.scale.plain import write_plain
from pyarrow import parquet

PLAIN_ROWS, CONFLICT_ROWS = 10_000, 30_000


@pytest.fixture(scope="package")
def plain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    write_plain(PLAIN_ROWS, folder, with_csv=True)
    return folder


@pytest.fixture(scope="package")
def conflict(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conflict")
    write_conflict(CONFLICT_ROWS, folder)
    return folder


@pytest.fixture(scope="package")
def log(plain):
    return parquet.read_table(plain / "log.parquet").to_pylist()


@pytest.fixture(scope="package")
def reports(conflict):
    return parquet.read_table(conflict / "case" / "reports.parquet").to_pylist()


@pytest.fixture(scope="package")
def links(conflict):
    return parquet.read_table(conflict / "case" / "links.parquet").to_pylist()
