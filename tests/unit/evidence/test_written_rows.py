from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from servanda.evidence.projection import format as fmt
from servanda.evidence.projection import writing

NUMBERS = st.lists(st.integers(0, 2), min_size=9, max_size=9)


@pytest.fixture(autouse=True)
def few_rows_are_a_group(monkeypatch):
    monkeypatch.setattr(writing, "GROUP_ROWS", 2)


@settings(suppress_health_check=list(HealthCheck))
@given(
    columns=st.lists(NUMBERS, min_size=3, max_size=3),
    order=st.lists(st.integers(0, 8), min_size=1, max_size=9),
)
def test_rows_are_written_in_order(columns, order, tmp_path):
    given = [pa.array(column) for column in columns]
    given += [pa.array([1] * 4 + [2] + [1] * 4), pa.array([None] * 8 + [1]), pa.array([3] * 9)]
    some = [given[k % len(given)] for k in range(len(fmt.REPORTS))]
    some[fmt.REPORTS.get_field_index("high")] = pa.array([1, None] + [1] * 7)
    rows = pa.table([
        column.cast(field.type) if field.nullable or not column.null_count
        else given[5].cast(field.type)
        for column, field in zip(some, fmt.REPORTS, strict=True)
    ], schema=fmt.REPORTS)  # fmt: skip
    writing.write_rows(rows, pa.array(order, pa.int64()), tmp_path / "some.parquet")
    found = parquet.read_table(tmp_path / "some.parquet")
    assert found.to_pylist() == rows.take(pa.array(order, pa.int64())).to_pylist()
    assert found.schema.equals(fmt.REPORTS)


def test_instants_are_compressed_where_it_pays(tmp_path):
    begins = [k * 7_654_321_987_654 % 2**42 for k in range(2_000)]
    ones = pa.array([1] * len(begins))
    columns = {field.name: ones.cast(field.type) for field in fmt.REPORTS}
    columns["begins_at"] = pa.array(begins, pa.int64())
    rows = pa.table([columns[name] for name in fmt.REPORTS.names], schema=fmt.REPORTS)
    writing.write_rows(rows, pa.arange(0, len(begins)), tmp_path / "some.parquet")
    group = parquet.read_metadata(tmp_path / "some.parquet").row_group(0)
    found = {group.column(k).path_in_schema: group.column(k).compression
             for k in range(group.num_columns)}  # fmt: skip
    assert {name for name, how in found.items() if how == "UNCOMPRESSED"} == {"begins_at"}
