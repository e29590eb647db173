"""CSV files, a batch of rows at a time, in the meaning of `formats.parse_csv`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import (
    BadRow,
    FileFault,
    header_of,
    no_header,
    numbered_text,
    open_quote,
    parse_csv,
)
from servanda.evidence.projection.lines import CleanText, count_of, line_blocks, lines_at

_BLOCK: Final = 1 << 23
_FEW_ROWS: Final = 1 << 17


class CsvFile:
    """One CSV file: its header, and its rows batch by batch."""

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            FileFault: there is none, or the file cannot be read at all.
        """
        self._path = path
        self._bad: list[tuple[int, str, int]] = []
        self._given = 0
        self._is_illegible = False
        self._lines_of_bad: dict[int, int] = {}
        first = self._first_line()
        self.header, self._delimiter = header_of(first)
        if not any(self.header):
            raise no_header(path.name)
        if "row_no" in self.header:
            message = "`row_no` is no name for a column"
            raise FileFault(message, "SV306", "call it `original_row`")

    def _first_line(self) -> bytes:
        text, found = CleanText(self._path), b""
        while b"\n" not in found:
            more = text.read(1 << 16)
            if not more:
                break
            found += more
        text.close()
        if text.fault is not None:
            raise text.fault
        return found.partition(b"\n")[0]

    def again(self) -> CsvFile:
        """Return the same file to be read another time; what is known of all of it is kept."""
        found = copy(self)
        found._survey = self._survey
        return found

    @cached_property
    def _survey(self) -> tuple[bool, int]:
        """Whether all line breaks of the file are plain ones, and its quotation marks."""
        is_plain, quotes = True, 0
        with self._path.open("rb") as file:
            while block := file.read(_BLOCK):
                is_plain = is_plain and b"\r" not in block
                quotes += count_of(b'"', block)
        return is_plain, quotes

    def taken_bad_rows(self) -> list[BadRow]:
        """Return the rows with too few or too many cells that were passed since the last call."""
        done = [k for k in range(self._given, len(self._bad)) if self._bad[k][0] in
                self._lines_of_bad]  # fmt: skip
        found = [self._bad_row(*self._bad[k]) for k in done]
        self._given += len(done)
        return found

    def _bad_row(self, number: int, text: str, count: int) -> BadRow:
        reason = f"{count} cells where the header has {len(self.header)}"
        hint = "put cells with a comma or a line break between quotation marks"
        return BadRow(str(self._path), self._lines_of_bad[number], "SV320", reason, hint, text)

    def batches(
        self, judged: Sequence[str], many: Collection[str], size: int
    ) -> Iterator[tuple[pa.Table, pa.Array]]:
        """Yield tables of texts, and the line of each row.

        Args:
            judged: columns of which the distinct texts are wanted, but for those of `many`.
            many: columns of which nearly every text is another one.
            size: rows of a batch, about.

        Raises:
            FileFault: the file is not UTF-8, or a quotation mark is never closed.
        """
        self._bad, self._given, self._lines_of_bad = [], 0, {}
        lines = _Lines()
        waiting: list[pa.RecordBatch] = []
        is_plain, quotes = self._survey
        text = str(self._path) if is_plain else pa.PythonFile(CleanText(self._path), mode="r")
        try:
            for rows in self._opened(text, {*judged} - {*many}):
                waiting.append(rows)
                if sum(part.num_rows for part in waiting) >= size:
                    yield self._numbered(waiting, lines)
                    waiting = []
        except pa.ArrowInvalid as error:
            self._check_whole()
            if quotes % 2 == 0:
                raise FileFault(str(error).splitlines()[0], "SV302") from None
        if self._is_illegible:
            self._check_whole()
        if quotes % 2:
            blocks = line_blocks(self._path, _BLOCK)
            lines_of_file = (line for data, *_ in blocks for line in data.split(b"\n"))
            raise open_quote(self._path.name, lines_of_file, self._delimiter)
        yield self._numbered(waiting, lines, is_last=True)

    def whole(self, numbers: Collection[int]) -> pa.Table:
        """Return the rows that begin on some lines as text, with `row_no`.

        Args:
            numbers: of lines on which rows begin that can be read.
        """
        wanted = sorted(numbers)
        _, quotes = self._survey
        if not quotes:  # every line is a row
            found = lines_at(self._path, wanted)
            data = b"\n".join([self._first_line(), *found])
            rows, _ = parse_csv(data, self._path.name, has_quotes=False)
            if rows.num_rows == len(wanted):
                named = [name for name in rows.column_names if name and name != "row_no"]
                return numbered_text(rows.select(named), pa.array(wanted, pa.int64()))
        tables = []
        for rows, lines in self.batches((), (), _FEW_ROWS):
            places = pc.indices_nonzero(pc.is_in(lines, pa.array(wanted, pa.int64())))
            if len(places):
                named = [k for k, name in enumerate(rows.column_names) if name]
                tables.append(numbered_text(rows.select(named).take(places), lines.take(places)))
        return pa.concat_tables(tables, promote_options="default")

    def _check_whole(self) -> None:
        """Raise the first byte that is no UTF-8, with its line."""
        text = CleanText(self._path)
        while text.read(_BLOCK):
            pass
        text.close()
        if text.fault is not None:
            raise text.fault

    def _opened(self, text: str | pa.NativeFile, coded: set[str]) -> Any:  # noqa: ANN401 - no types there
        from pyarrow import csv as arrow_csv

        keys = [str(k) for k in range(len(self.header))]
        few = pa.dictionary(pa.int32(), pa.string())
        kinds = {
            key: few if name in coded else pa.string()
            for key, name in zip(keys, self.header, strict=True)
        }
        return arrow_csv.open_csv(
            text,
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=keys, skip_rows=1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True,
                ignore_empty_lines=len(self.header) == 1, invalid_row_handler=self._keep_bad_row,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=kinds, strings_can_be_null=True, quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )  # fmt: skip

    def _keep_bad_row(self, row: Any) -> str:  # noqa: ANN401 - pyarrow has no types
        try:
            text = row.text
        except UnicodeDecodeError:
            text, self._is_illegible = "", True
        self._bad.append((row.number, text, row.actual_columns))
        return "skip"

    def _numbered(
        self, parts: list[pa.RecordBatch], lines: _Lines, *, is_last: bool = False
    ) -> tuple[pa.Table, pa.Array]:
        if parts:
            table = pa.Table.from_batches(parts).rename_columns(self.header)
        else:
            table = pa.table([pa.array([], pa.string()) for _ in self.header], names=self.header)
        bad = self._bad[len(self._lines_of_bad) :]
        numbers, found = lines.of(table, bad, is_last=is_last)
        self._lines_of_bad |= found
        return table, numbers


class _Lines:
    """Counts the lines on which rows begin."""

    def __init__(self) -> None:
        self._number = 2  # of the next record; the header was the first
        self._breaks = 0  # line breaks inside of records so far

    def of(
        self, table: pa.Table, bad: list[tuple[int, str, int]], *, is_last: bool
    ) -> tuple[pa.Array, dict[int, int]]:
        """Return the lines of the rows, and those of the bad rows that lie among them."""
        breaks = breaks_in(table)
        here = _among(bad, self._number, table.num_rows, is_last=is_last)
        first, count = self._number, table.num_rows + len(here)
        self._number += count
        if breaks is None and not here:
            return pa.arange(first + self._breaks, first + count + self._breaks), {}
        inside = iter(breaks.to_pylist() if breaks is not None else [0] * table.num_rows)
        good: list[int] = []
        lines: dict[int, int] = {}
        for number in range(first, first + count):
            if number in here:
                lines[number] = number + self._breaks
                self._breaks += here[number].count("\n")
            else:
                good.append(number + self._breaks)
                self._breaks += next(inside)
        return pa.array(good, pa.int64()), lines


def _among(
    bad: list[tuple[int, str, int]], first: int, rows: int, *, is_last: bool
) -> dict[int, str]:
    """Return the bad rows before or between so many good ones, from record number `first`."""
    found: dict[int, str] = {}
    for number, text, _ in bad:
        if is_last or number < first + rows + len(found):
            found[number] = text
    return found


def breaks_in(table: pa.Table) -> pa.Array | None:
    """Return how many line breaks the cells of each row hold; None: none has any."""
    found: pa.Array | None = None
    for column in table.columns:
        if not any(_has_break(chunk) for chunk in column.chunks):
            continue
        texts = column.cast(pa.string()).combine_chunks()
        count = pc.fill_null(pc.count_substring(texts, "\n"), 0).cast(pa.int64())
        found = count if found is None else pc.add(found, count)
    return found


def _has_break(chunk: pa.Array) -> bool:
    texts = chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk
    letters = texts.buffers()[2]
    return letters is not None and b"\n" in memoryview(letters).tobytes()
