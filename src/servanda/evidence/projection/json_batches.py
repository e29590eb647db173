"""JSON Lines, a block of lines at a time, in the meaning of `formats.parse_jsonl`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import BadRow, numbered_text, parse_jsonl, text_of
from servanda.evidence.projection.json_alike import Shape, read_alike, shape_of
from servanda.evidence.projection.lines import line_blocks, lines_at
from servanda.evidence.tables import FILES

_BLOCK: Final = 1 << 24
_PARSED_AT_ONCE: Final = 1 << 22
_SLOW_ROWS: Final = 100_000
_MOST_MISSES: Final = 3
"""After so many blocks whose lines are not alike nobody tries any more."""
_GUESSED: Final = frozenset({"names", "number", "flag"})
"""Kinds of columns that may be given as other things than texts."""
_FEW: Final = pa.dictionary(pa.int32(), pa.string())
_PLAIN: Final = (pa.string(), pa.int64(), pa.bool_(), pa.null(), pa.list_(pa.string()), _FEW)
"""Types that read as text in one way only: numbers with decimals are read as they are written."""


@cache
def _texts_of(table: str) -> pa.Schema:
    """Return the columns of a table that are given as texts."""
    columns = (c for c in FILES[table] if c.kind not in _GUESSED and c.name != "quantity")
    return pa.schema([(c.name, pa.string()) for c in columns])


class JsonFile:
    """One file of JSON objects, one a line.

    Attributes:
        keys: all names of columns so far.
        bad_rows: lines that are no JSON object.
    """

    def __init__(
        self, path: Path, table: str = "reports", few: Collection[str] = frozenset()
    ) -> None:
        """Name a file.

        Args:
            path: of the file.
            table: whose rows it has.
            few: columns of which the distinct texts are wanted, where that is quicker.
        """
        self._path, self._schema, self._few = path, _texts_of(table), few
        self._shape: Shape | None = None
        self._misses = 0
        self._required = frozenset(c.name for c in FILES[table] if c.is_required)
        self._expected: pa.Schema | None = None
        self.keys: set[str] = set()
        self.bad_rows: list[BadRow] = []

    def batches(self) -> Iterator[tuple[pa.Table, pa.Array]]:
        """Yield tables of texts, and the line of each row.

        Raises:
            FileFault: the file is not UTF-8.
        """
        for data, line, count in line_blocks(self._path, _BLOCK):
            yield from self._tables(data, pa.arange(line, line + count))

    def whole(self, numbers: Collection[int]) -> pa.Table:
        """Return the rows on some lines as text, with `row_no`."""
        wanted = sorted(numbers)
        tables = self._tables(
            b"\n".join(lines_at(self._path, wanted)), pa.array(wanted, pa.int64())
        )
        rows = [numbered_text(table, lines) for table, lines in tables]
        return pa.concat_tables(rows, promote_options="default")

    def _tables(self, data: bytes, numbers: pa.Array) -> Iterator[tuple[pa.Table, pa.Array]]:
        table = self._read_quickly(data)
        if table is not None and table.num_rows == len(numbers):
            self.keys |= {*table.column_names}
            yield table, numbers
            return
        lines = data.decode("utf-8").split("\n")
        for first in range(0, len(lines), _SLOW_ROWS):
            some = numbers.slice(first, _SLOW_ROWS)
            yield self._read_slowly(lines[first : first + _SLOW_ROWS], some)

    def _read_slowly(self, lines: list[str], numbers: pa.Array) -> tuple[pa.Table, pa.Array]:
        rows, bad = parse_jsonl(lines)
        self.bad_rows += [
            BadRow(str(self._path), numbers[b.row_no - 1].as_py(), b.code, b.reason, b.hint, b.row)
            for b in bad
        ]
        names = [name for name in rows.column_names if name != "row_no"]
        self.keys |= {*names}
        places = pc.subtract(rows["row_no"].cast(pa.int64()), 1).combine_chunks()
        return rows.select(names), numbers.take(places)

    def _read_quickly(self, data: bytes) -> pa.Table | None:
        """Return a block as a table of texts; None where that would not be exact.

        Most blocks have the columns of the one before: told so, the parser need not find them out.
        """
        table = self._read_alike(data)
        if table is None and self._expected is not None:
            table = _parsed(data, self._expected, "error")
        if table is None:
            table = _parsed(data, self._schema, "infer")
            if table is None:
                return None
            self._expected = _expected(table, data)
        given = sorted(name for name in table.column_names if self._is_given(table, name, data))
        table = table.select(given)
        if any(field.type not in _PLAIN for field in table.schema) or "row_no" in given:
            return None
        texts = {name: table[name] if table[name].type == _FEW else
                 text_of(table[name], is_time=False) for name in given}  # fmt: skip
        return pa.table(texts)

    def _read_alike(self, data: bytes) -> pa.Table | None:
        """Return a block of lines that are all written like the first one."""
        if self._misses == _MOST_MISSES:
            return None
        if self._shape is None:
            self._shape = shape_of(data.partition(b"\n")[0])
        table = None if self._shape is None else read_alike(data, self._shape, self._few)
        if table is None:
            self._shape = None
            self._misses += 1
        return table

    def _is_given(self, table: pa.Table, name: str, data: bytes) -> bool:
        """Return whether a column is in the block; of those that may be empty only if it is not."""
        if table[name].null_count < table.num_rows:
            return True
        return name in self._required and f'"{name}"'.encode() in data


def _parsed(data: bytes, schema: pa.Schema, others: str) -> pa.Table | None:
    from pyarrow import json

    try:
        return json.read_json(
            pa.BufferReader(data),
            read_options=json.ReadOptions(use_threads=False, block_size=_PARSED_AT_ONCE),
            parse_options=json.ParseOptions(
                explicit_schema=schema, unexpected_field_behavior=others
            ),
        )
    except (pa.ArrowException, OSError):
        return None


def _expected(table: pa.Table, data: bytes) -> pa.Schema | None:
    """Return the columns of a block, if another block with them is read in one way only."""
    fields = []
    for field in table.schema:
        if table[field.name].null_count == table.num_rows:
            if f'"{field.name}"'.encode() in data:
                fields.append(pa.field(field.name, pa.string()))
        elif field.type in _PLAIN:
            fields.append(field)
        else:
            return None
    return pa.schema(fields)
