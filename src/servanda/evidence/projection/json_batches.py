"""JSON Lines, a block of lines at a time, in the meaning of `formats.parse_jsonl`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import BadRow, parse_jsonl, text_of
from servanda.evidence.projection.csv_batches import CleanText
from servanda.evidence.tables import FILES

_BLOCK: Final = 1 << 26
_SLOW_ROWS: Final = 100_000
_GUESSED: Final = frozenset({"names", "number", "flag"})
"""Kinds of columns that may be given as other things than texts."""
_SCHEMA: Final = pa.schema([
    (c.name, pa.string())
    for c in FILES["reports"]
    if c.kind not in _GUESSED and c.name != "quantity"
])  # fmt: skip
_REQUIRED: Final = frozenset(c.name for c in FILES["reports"] if c.is_required)
_PLAIN: Final = (pa.string(), pa.int64(), pa.bool_(), pa.null(), pa.list_(pa.string()))
"""Types that read as text in one way only: numbers with decimals are read as they are written."""


class JsonFile:
    """One file of JSON objects, one a line.

    Attributes:
        keys: all names of columns so far.
        bad_rows: lines that are no JSON object.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.keys: set[str] = set()
        self.bad_rows: list[BadRow] = []

    def batches(self) -> Iterator[tuple[pa.Table, pa.Array]]:
        """Yield tables of texts, and the line of each row.

        Raises:
            FileFault: the file is not UTF-8.
        """
        text, line, rest = CleanText(self._path), 1, b""
        while True:
            block = text.read(_BLOCK)
            if text.fault is not None:
                raise text.fault
            whole, _, tail = (rest + block).rpartition(b"\n") if block else (rest, b"", b"")
            rest = tail if block else b""
            if whole:
                yield from self._tables(whole, line)
                line += whole.count(b"\n") + 1
            if not block:
                text.close()
                return

    def _tables(self, data: bytes, line: int) -> Iterator[tuple[pa.Table, pa.Array]]:
        count = data.count(b"\n") + 1
        table = _read_quickly(data)
        if table is not None and table.num_rows == count:
            self.keys |= {*table.column_names}
            yield table, pa.arange(line, line + count)
            return
        lines = data.decode("utf-8").split("\n")
        for first in range(0, len(lines), _SLOW_ROWS):
            yield self._read_slowly(lines[first : first + _SLOW_ROWS], line + first)

    def _read_slowly(self, lines: list[str], line: int) -> tuple[pa.Table, pa.Array]:
        rows, bad = parse_jsonl(lines)
        shift = line - 1
        self.bad_rows += [
            BadRow(str(self._path), b.row_no + shift, b.code, b.reason, b.hint, b.row) for b in bad
        ]
        names = [name for name in rows.column_names if name != "row_no"]
        self.keys |= {*names}
        numbers = pc.add(rows["row_no"].cast(pa.int64()), shift).combine_chunks()
        return rows.select(names), numbers


def _read_quickly(data: bytes) -> pa.Table | None:
    """Return a block as a table of texts; None where that would not be exact."""
    from pyarrow import json

    try:
        table = json.read_json(
            io.BytesIO(data),
            read_options=json.ReadOptions(use_threads=True, block_size=1 << 24),
            parse_options=json.ParseOptions(
                explicit_schema=_SCHEMA, unexpected_field_behavior="infer"
            ),
        )
    except (pa.ArrowException, OSError):
        return None
    given = sorted(name for name in table.column_names if _is_given(table, name, data))
    table = table.select(given)
    if any(field.type not in _PLAIN for field in table.schema) or "row_no" in given:
        return None
    return pa.table({name: text_of(table[name], is_time=False) for name in given})


def _is_given(table: pa.Table, name: str, data: bytes) -> bool:
    """Return whether a column is in the block; of those that may be empty only if it is not."""
    if table[name].null_count < table.num_rows:
        return True
    return name in _REQUIRED and f'"{name}"'.encode() in data
