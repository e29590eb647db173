"""Whole rows of a Parquet file are the same by whatever way they are found."""

import pyarrow as pa
import pytest
from pyarrow import parquet

from servanda.evidence.projection import parquet_rows
from servanda.evidence.projection.parquet_rows import ParquetRows

ROWS = pa.table({
    "report": ["x", " y", None, "z"],
    "source": pa.array(["b", "a", None, "b"]).dictionary_encode(),
    "quantity": pa.array([1, None, 3, 4]),
    "begins": pa.array([1, 2, 3, None], pa.timestamp("us", "Europe/Berlin")),
    "ends": pa.array([1, 2, 3, None], pa.timestamp("us")),
    "area": [["q", "r"], [], None, ["s"]],
    "latitude": [1.5, 2.0, None, 3.25],
    "withdrawn": [True, False, None, True],
})  # fmt: skip


@pytest.mark.parametrize("folder", ["plain", "day=1", "[odd]", "with 'quote"])
def test_rows_are_found_by_their_places(tmp_path, monkeypatch, folder):
    path = tmp_path / folder / "reports.parquet"
    path.parent.mkdir()
    parquet.write_table(ROWS, path, row_group_size=2)
    found = ParquetRows(path, 1)(pa.array([2, 0]))
    assert found["row_no"].to_pylist() == [2, 4]
    assert found["report"].to_pylist() == ["y", "z"]
    assert found["source"].to_pylist() == ["a", "b"]
    assert found["begins"].to_pylist() == ["1970-01-01T00:00:00.000002Z", None]
    monkeypatch.setattr(parquet_rows, "_PLAIN", ())
    assert ParquetRows(path, 1)(pa.array([2, 0])) == found


def test_of_types_that_another_reader_would_change_the_same_is_read(tmp_path):
    typed = ROWS.set_column(0, "report", pa.array([1, 2, None, 4], pa.uint8()))
    parquet.write_table(typed, tmp_path / "reports.parquet")
    found = ParquetRows(tmp_path / "reports.parquet")(pa.array([0, 3]))
    assert found["report"].to_pylist() == ["1", "4"]
