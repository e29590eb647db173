from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from servanda.evidence.formats import row_as_json, rows_as_json

CELLS = st.one_of(st.none(), st.sampled_from(["", "a", 'say "no"', "back\\slash", "é\n\t\x01😀"]))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_rows_are_written_as_each_alone(rows):
    names = ["act", 'an "odd" name', "é"]
    columns = [pa.array([row[k] for row in rows], pa.string()) for k in range(len(names))]
    table = pa.table(columns, names=names)
    assert rows_as_json(table).to_pylist() == [row_as_json(names, row) for row in table.to_pylist()]
