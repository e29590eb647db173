"""Numbers for rows in order of (source, report id), and for texts in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.projection.texts import can_sort, sorted_rows

_CHUNK: Final = 1 << 20
_BATCH: Final = 122_880
"""As many sorted rows DuckDB gives at a time, so that files are the same whoever sorted."""
_ROW_BYTES: Final = 60
"""So many bytes a row takes while it is sorted, at most, beside its text and a copy of that."""
_MOST_NARROW: Final = 2**31 - 2
"""So many rows can be counted in four bytes."""

_ORDER_SQL: Final = """
SELECT s.place, p.report, p.row, p.file_no, p.row_no
FROM parts p JOIN source_order s ON s.code = p.source ORDER BY s.place, p.report, p.row
"""


@dataclass(frozen=True)
class Order:
    """The rows in order of (source, report id).

    Attributes:
        place: of each row in that order, from 0.
        repeated: rows that bear the name of another row, and these.
    """

    place: pa.Array
    repeated: list[list[int]]

    def numbers(self, dropped: Sequence[int]) -> pa.Array:
        """Return dense numbers from 1 of all rows but those dropped, whose number means nothing."""
        if not dropped:
            return pc.add(self.place, pa.scalar(1, self.place.type))
        size = len(self.place)
        gone = self.place.take(pa.array(sorted(dropped), pa.int64()))
        is_left = pc.fill_null(pc.scatter(pa.repeat(pa.scalar(False), len(gone)), gone,
                                          max_index=size - 1), True)  # fmt: skip
        return pc.cumulative_sum(is_left.cast(self.place.type)).take(self.place)


def bytes_to_sort(rows: pa.Table) -> int:
    """Return how much memory it takes to sort `parts` by one of their texts."""
    texts = max(rows[name].nbytes for name in ("report", "about"))
    return int(2 * texts + _ROW_BYTES * rows.num_rows)


def source_order(sources: Sequence[Any], used: Iterable[int]) -> pa.Table:
    """Return used codes of sources with their place in order of their names, from 1."""
    names = sorted((str(sources[code]), code) for code in used if sources[code] is not None)
    return pa.table({
        "code": pa.array([code for _, code in names], pa.int32()),
        "place": pa.array(range(1, len(names) + 1), pa.int32()),
        "name": pa.array([name for name, _ in names], pa.string()),
    })  # fmt: skip


def order_rows(
    connection: duckdb.DuckDBPyConnection,
    keep: Callable[[pa.RecordBatch], None],
    held: pa.Table | None = None,
) -> Order:
    """Return the order of the rows of `parts`, by `source_order`.

    Args:
        connection: with both.
        keep: is given the rows in that order: place of the source, report, row, file and row there.
        held: `parts`, if they may be sorted in memory.
    """
    (size,) = connection.execute("SELECT count(*) FROM parts").fetchall()[0]
    kind = pa.int32() if size <= _MOST_NARROW else pa.int64()
    found: list[pa.Array] = []
    repeated: list[list[int]] = []
    last: tuple[int, str, int] | None = None
    for batch in _rows_in_order(connection, held):
        keep(batch)
        place, report, row = (batch.column(k) for k in range(3))
        for k in _same_as_before(place, report, last):
            before = row[k - 1].as_py() if k else last[2] if last else 0
            if repeated and repeated[-1][-1] == before:
                repeated[-1].append(row[k].as_py())
            else:
                repeated.append([before, row[k].as_py()])
        end = len(row) - 1
        last = (place[end].as_py(), report[end].as_py(), row[end].as_py())
        found.append(row.cast(kind))
    rows = pa.concat_arrays(found) if found else pa.array([], kind)
    del found
    return Order(pc.inverse_permutation(rows, output_type=kind), repeated)


def _rows_in_order(
    connection: duckdb.DuckDBPyConnection, held: pa.Table | None
) -> Iterator[pa.RecordBatch]:
    sources = connection.table("source_order").to_arrow_table()
    if held is None or not can_sort(held["report"], sources.num_rows + 1):
        yield from _stream(connection, _ORDER_SQL)
        return
    report, source, file_no, row_no = (
        _one(held[name]) for name in ("report", "source", "file_no", "row_no")
    )
    codes = sources["code"].combine_chunks()
    place = sources["place"].combine_chunks().take(pc.index_in(source, codes))
    for found in _in_batches(sorted_rows(report, place)):
        rows = found.cast(pa.int64())  # they are counted from 0
        columns = [place.take(rows), report.take(rows), rows, file_no.take(rows), row_no.take(rows)]
        yield pa.RecordBatch.from_arrays(columns, names=_ORDERED)


_ORDERED: Final = ["place", "report", "row", "file_no", "row_no"]


def _values_in_order(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str], held: pa.Table | None
) -> Iterator[pa.RecordBatch]:
    """Yield values that are not null, and their rows, in order of the values."""
    name = columns[0]
    if held is not None and held[name].null_count == held.num_rows:
        return
    if len(columns) == 1 and held is not None and can_sort(held[name]):
        texts = _one(held[name])
        places = pc.indices_nonzero(pc.is_valid(texts)) if texts.null_count else None
        if places is not None:
            texts = texts.drop_null()
        for found in _in_batches(sorted_rows(texts)):
            rows = found if places is None else places.take(found)
            columns_here = [texts.take(found), rows.cast(pa.int64())]
            yield pa.RecordBatch.from_arrays(columns_here, names=[name, "row"])
        return
    names = ", ".join(columns)
    yield from _stream(
        connection, f"SELECT {names}, row FROM parts WHERE {name} IS NOT NULL ORDER BY {names}"
    )


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _in_batches(order: pa.Array) -> Iterator[pa.Array]:
    yield from (order.slice(start, _BATCH) for start in range(0, len(order), _BATCH))


def _stream(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[pa.RecordBatch]:
    reader = connection.sql(sql).to_arrow_reader(_CHUNK)
    yield from (batch for batch in reader if batch.num_rows)


def _same_as_before(
    place: pa.Array, report: pa.Array, last: tuple[int, str, int] | None
) -> list[int]:
    """Return which rows bear the same name as the row before."""
    same = pc.and_(pc.equal(place[1:], place[:-1]), pc.equal(report[1:], report[:-1]))
    found = [k + 1 for k in pc.indices_nonzero(same).to_pylist()]
    if last is not None and (place[0].as_py(), report[0].as_py()) == last[:2]:
        return [0, *found]
    return found


@dataclass(frozen=True)
class Ranked:
    """The distinct values of columns, in their order.

    Attributes:
        numbers: from 1, of each row; 0 where it has none.
        is_double: of each number from 0: whether two rows have it.
    """

    numbers: pa.Array
    is_double: pa.Array


def rank(
    connection: duckdb.DuckDBPyConnection,
    columns: Sequence[str],
    keep: Callable[[pa.RecordBatch], None],
    held: pa.Table | None = None,
) -> Ranked:
    """Return numbers from 1 of the distinct values of columns of `parts`.

    Args:
        connection: with `parts`.
        columns: null all together.
        keep: is given the values in order of their numbers.
        held: `parts`, if they may be sorted in memory.
    """
    rows, numbers = [], []
    last: pa.RecordBatch | None = None
    count = 0
    for batch in _values_in_order(connection, columns, held):
        values = batch.select(columns)
        is_new = _begin_anew(values, last)
        found = pc.add(pc.cumulative_sum(is_new.cast(pa.int32())), pa.scalar(count, pa.int32()))
        last, count = values.slice(len(values) - 1), found[len(found) - 1].as_py()
        keep(values.filter(is_new))
        rows.append(batch.column(len(columns)))
        numbers.append(found)
    (size,) = connection.execute("SELECT count(*) FROM parts").fetchall()[0]
    if not rows:
        return Ranked(pa.repeat(pa.scalar(0, pa.int32()), size), pa.array([False]))
    in_order = pa.concat_arrays(numbers)
    del numbers
    is_double = _doubles(in_order)
    placed = pc.scatter(in_order, pa.concat_arrays(rows), max_index=size - 1)
    return Ranked(pc.fill_null(placed, 0), is_double)


def _doubles(in_order: pa.Array) -> pa.Array:
    """Return of each number from 0 whether it stands exactly twice among sorted numbers."""
    ends = pc.run_end_encode(in_order).run_ends
    runs = pc.subtract(ends[1:], ends[:-1])
    return pa.concat_arrays(
        [pa.array([False, ends[0].as_py() == 2]), pc.equal(runs, 2)]  # nobody has the number 0
    )


def _begin_anew(values: pa.RecordBatch, last: pa.RecordBatch | None) -> pa.Array:
    """Return which rows of sorted values differ from the row before."""
    first = pa.array([last is None or not last.equals(values.slice(0, 1))], pa.bool_())
    changes = [pc.not_equal(column[1:], column[:-1]) for column in values.columns]
    found = changes[0]
    for changed in changes[1:]:
        found = pc.or_(found, changed)
    return pa.concat_arrays([first, found])
