"""What is asked of few rows and of many is answered alike."""

from __future__ import annotations

import pyarrow as pa
import pytest

from servanda.evidence.scratch import FEW_ROWS, scratch_for

ROWS = pa.table({
    "name": pa.array(["b", None, "a"], pa.string()),
    "told": pa.array([3, 1, 2], pa.timestamp("us", "UTC")),
    "low": pa.array([1, None, 3], pa.decimal128(18, 6)),
    "areas": pa.array([["x", "y"], [], None], pa.list_(pa.string())),
})  # fmt: skip


@pytest.mark.parametrize("query", [
    "SELECT * FROM rows ORDER BY told",
    "SELECT name, count(*) AS n, row_number() OVER (ORDER BY name) AS k FROM rows GROUP BY name"
    " ORDER BY name",
    "SELECT * FROM rows WHERE false",
])  # fmt: skip
def test_few_and_many_rows_are_read_in_the_same_types(query: str):
    found = []
    for rows in (FEW_ROWS, FEW_ROWS + 1):
        with scratch_for(rows) as place:
            place.register("rows", ROWS)
            found.append(place.read(query))
    few, many = found
    assert few.schema == many.schema
    assert few.equals(many)


@pytest.mark.parametrize("rows", [FEW_ROWS, FEW_ROWS + 1])
def test_what_is_registered_is_gone_afterwards(rows: int):
    for number in (1, 2):
        with scratch_for(rows) as place:
            place.register("one", pa.table({"n": [number]}))
            place.execute("CREATE TEMP TABLE kept AS FROM one")
            query = "SELECT n + $more AS n FROM kept"
            assert place.read(query, {"more": 1}).to_pylist() == [{"n": number + 1}]
