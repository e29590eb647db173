"""Readers of file formats: each gives text, row by row, and keeps the rows that cannot be read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import Place, Problem
from servanda.evidence.json_rows import RepeatedKeyError, with_keys_once
from servanda.evidence.quotes import open_quote_line
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES

if TYPE_CHECKING:
    import duckdb

_DELIMITERS: Final = ",;\t"
ROW_NO: Final = "row_no"
"""Column in which readers say where each row stands."""

OWN_ROW_NO: Final = "row_no (of the file)"
"""What a column of a file is called whose own name is that."""

_BLOCK: Final = 2**23


ACCESS_HINT: Final = "look at the name and the rights; a folder is not read, name its files"


@dataclass(frozen=True)
class BadRow:
    """A row that could not even be read.

    Attributes:
        file, row_no: where.
        code, reason, hint: why.
        row: as it was read.
    """

    file: str
    row_no: int
    code: str
    reason: str
    hint: str
    row: str

    @property
    def told(self) -> str:
        """Reason and hint in one line, where there is room for one."""
        return f"{self.reason} ({self.hint})" if self.hint else self.reason


class FileFault(Exception):  # noqa: N818 - never leaves this module
    """A file that cannot be read, with its problem."""

    def __init__(self, message: str, code: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.line = code, message, hint, line


def illegible(file: str, error: Exception) -> Problem:
    """Return why a file cannot be read, if it is not for what stands in it.

    Args:
        file: as the user gave it.
        error: of the system of files, or of what reads the format.
    """
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    hint = "is it damaged, or of another kind than its name says?"
    if isinstance(error, OSError) and error.strerror:
        why, hint = error.strerror, ACCESS_HINT
    return Problem("SV302", f"`{file}` cannot be read: {why}", (Place(file),), hint)


def no_header(name: str) -> FileFault:
    """Return the fault of a file that does not name its columns."""
    return FileFault(f"`{name}` has no header", "SV305", "write the column names first", 1)


def open_quote(name: str, lines: Iterable[bytes], delimiter: str) -> FileFault:
    """Return the fault of a CSV file in which a quotation mark is never closed, with its line."""
    message = f"a quotation mark in `{name}` is never closed"
    hint = 'write a quotation mark inside a cell twice: ""'
    return FileFault(message, "SV304", hint, open_quote_line(lines, delimiter))


# ---- CSV ------------------------------------------------------------------------------------


def _decoded(path: Path) -> bytes:
    """Return a text file as UTF-8 with plain line breaks, without byte order mark."""
    data = path.read_bytes()
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        message = f"`{path.name}` is UTF-16, not UTF-8"
        raise FileFault(message, "SV303", "save it as `CSV UTF-8`")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"`{path.name}` is not UTF-8: byte 0x{data[error.start]:02x}"
        raise FileFault(message, "SV303", "save it as `CSV UTF-8`", line) from None
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def header_of(data: bytes) -> tuple[list[str], str]:
    """Return the header of a CSV file and its delimiter.

    Raises:
        FileFault: SV304, a quotation mark is still open at the end of its line.
    """
    end = data.find(b"\n")
    first = data[: end if end >= 0 else None].decode("utf-8")
    if first.count('"') % 2:
        message = "a quotation mark is still open where the first line ends"
        raise FileFault(message, "SV304", "names of columns hold no line break", 1)
    bare = "".join(first.split('"')[::2])
    delimiter = max(_DELIMITERS, key=bare.count)
    return [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])], delimiter


def read_csv(path: Path) -> tuple[pa.Table, list[BadRow]]:
    """Read a CSV file; comma, semicolon or tab."""
    return parse_csv(_decoded(path), path.name)


def parse_csv(data: bytes, name: str, *, has_quotes: bool = True) -> tuple[pa.Table, list[BadRow]]:
    """Read the text of a CSV file: UTF-8 with plain line breaks, without byte order mark.

    Args:
        data: the text; its first line names the columns.
        name: of the file, for messages.
        has_quotes: quotation marks hold cells together; else they are letters like others.
    """
    from pyarrow import csv as arrow_csv

    header, delimiter = header_of(data)
    if not any(header):
        raise no_header(name)
    if ROW_NO in header:
        message = f"`{ROW_NO}` is no name for a column"
        raise FileFault(message, "SV306", "call it `original_row`")
    if has_quotes and data.count(b'"') % 2:
        raise open_quote(name, data.split(b"\n"), delimiter)
    bad: list[tuple[int, str, int]] = []

    def keep_bad_row(row: Any) -> str:  # noqa: ANN401 - pyarrow has no types
        bad.append((row.number, row.text, row.actual_columns))
        return "skip"

    keys = [str(k) for k in range(len(header))]
    table = arrow_csv.read_csv(
        io.BytesIO(data),
        read_options=arrow_csv.ReadOptions(
            use_threads=False, block_size=_BLOCK, column_names=keys, skip_rows=1
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=has_quotes,
            quote_char='"' if has_quotes else False,
            ignore_empty_lines=len(header) == 1,
            invalid_row_handler=keep_bad_row,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(keys, pa.string()), strings_can_be_null=True,
            quoted_strings_can_be_null=True, null_values=[""],
        ),
    ).rename_columns(header)  # fmt: skip
    lines = _lines_of(table, data, bad)
    bad_rows = [
        BadRow("", line, "SV320", f"{count} cells where the header has {len(header)}",
               "put cells with a comma or a line break between quotation marks", text)
        for (_, text, count), line in zip(bad, lines[1], strict=True)
    ]  # fmt: skip
    numbered = without_blank_columns(table).append_column(ROW_NO, lines[0])
    return without_empty_rows(numbered), bad_rows


def without_blank_columns(table: pa.Table) -> pa.Table:
    """Drop columns that have neither a name nor a value, as spreadsheets leave them at the end."""
    kept = [
        k
        for k, name in enumerate(table.column_names)
        if name or table.column(k).null_count < table.num_rows
    ]
    return table.select(kept)


def _lines_of(
    table: pa.Table, data: bytes, bad: list[tuple[int, str, int]]
) -> tuple[pa.Array, list[int]]:
    """Return the line on which each row begins, of the rows read and of the bad ones."""
    total = table.num_rows + len(bad)
    # `number` counts records from 1, the skipped header included.
    first = [number for number, _, _ in bad]
    taken = set(first)
    numbers = pa.array((n for n in range(2, total + 2) if n not in taken), pa.int64())
    if data.rstrip(b"\n").count(b"\n") <= total:
        return numbers, first
    breaks = pa.array([0] * table.num_rows, pa.int64())
    for column in table.columns:
        found = pc.count_substring(pc.fill_null(column, ""), "\n").combine_chunks()
        breaks = pc.add(breaks, found.cast(pa.int64()))
    in_rows = dict(zip(numbers.to_pylist(), breaks.to_pylist(), strict=True))
    in_rows |= {number: text.count("\n") for number, text, _ in bad}
    line, lines = 2, {}
    for number in range(2, total + 2):
        lines[number] = line
        line += 1 + in_rows[number]
    return pa.array([lines[n] for n in numbers.to_pylist()], pa.int64()), [lines[n] for n in first]


def without_empty_rows(table: pa.Table) -> pa.Table:
    """Trim all cells, make empty ones null, and drop rows without any."""
    columns: dict[str, Any] = {}
    is_filled: Any = None
    for number, name in enumerate(table.column_names):
        column = table.column(number)
        if name != "row_no":
            if column.null_count < len(column):
                trimmed = pc.utf8_trim_whitespace(column)
                column = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
            is_valid = pc.is_valid(column)
            is_filled = is_valid if is_filled is None else pc.or_(is_filled, is_valid)
        columns[f"{number}"] = column
    cleaned = pa.table(columns).rename_columns(table.column_names)
    return cleaned if is_filled is None else cleaned.filter(is_filled)


# ---- JSON Lines, Parquet -----------------------------------------------------------


def read_jsonl(path: Path) -> tuple[pa.Table, list[BadRow]]:
    """Read one JSON object a line."""
    return parse_jsonl(_decoded(path).decode("utf-8").split("\n"))


def parse_jsonl(lines: list[str]) -> tuple[pa.Table, list[BadRow]]:
    """Read texts that are one JSON object each; rows are numbered from 1."""
    numbers = pa.array(range(1, len(lines) + 1), pa.int64())
    with scratch() as connection:
        connection.register("lines", pa.table({"line": lines, "row_no": numbers}))
        connection.execute(
            """CREATE TEMP TABLE read AS SELECT row_no, line, trim(line) <> '' AS is_filled,
            coalesce(json_type(try_cast(line AS JSON)), '') = 'OBJECT' AS is_row FROM lines"""
        )
        bad = connection.execute(
            "SELECT row_no, line FROM read WHERE is_filled AND NOT is_row ORDER BY row_no"
        ).fetchall()
        # Many rows have the same keys, and texts are told apart more quickly than lists.
        lists = connection.execute(
            """SELECT DISTINCT array_to_string(json_keys(line), chr(0)), len(json_keys(line)) > 0
            FROM read WHERE is_row"""
        )
        all_keys = [text.split("\0") if has_any else [] for text, has_any in lists.fetchall()]
        has_repeats = any(len({*keys}) < len(keys) for keys in all_keys)
        repeats = _settle_repeats(connection) if has_repeats else []
        known = sorted({key for keys in all_keys for key in keys} - {ROW_NO})
        # No name of DuckDB is empty, and none differs from another by capitals alone.
        cells = [f"{_json_cell(key)} AS c{number}" for number, key in enumerate(known)]
        rows = (
            connection.sql(
                f"SELECT {', '.join(['row_no', *cells])} FROM read WHERE is_row ORDER BY row_no"
            )
            .to_arrow_table()
            .rename_columns([ROW_NO, *known])
        )
    hint = "write one JSON object a line"
    bad_rows = [BadRow("", no, "SV320", "not a JSON object", hint, line) for no, line in bad]
    return without_empty_rows(rows), bad_rows + repeats


def _settle_repeats(connection: duckdb.DuckDBPyConnection) -> list[BadRow]:
    """Take the rows that give two values to one key out of those that are read.

    Of those that say a key again without a value, the one with a value is kept.
    """
    found = connection.execute(
        """SELECT row_no, line FROM read WHERE is_row
        AND len(json_keys(line)) > len(list_distinct(json_keys(line))) ORDER BY row_no"""
    ).fetchall()
    bad: list[BadRow] = []
    texts: list[str | None] = []
    for number, line in found:
        try:
            texts.append(with_keys_once(line))
        except (ValueError, RecursionError) as error:
            key = f"the key `{error.key}`" if isinstance(error, RepeatedKeyError) else "a key"
            texts.append(None)
            hint = "keep one of the two"
            bad.append(BadRow("", number, "SV320", f"{key} stands in it twice", hint, line))
    numbers = pa.array([number for number, _ in found], pa.int64())
    connection.register("once", pa.table({"row_no": numbers, "text": pa.array(texts, pa.string())}))
    connection.execute(
        """UPDATE read SET is_row = once.text IS NOT NULL, line = coalesce(once.text, read.line)
        FROM once WHERE read.row_no = once.row_no"""
    )
    return bad


def quoted_name(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _json_cell(key: str) -> str:
    # No path has an empty name; a pointer has.
    path = quoted_text('$."' + key.replace('"', '\\"') + '"' if key else "/")
    listed = f"array_to_string(CAST(json_extract(line, {path}) AS VARCHAR[]), '|')"
    cell = f"json_extract_string(line, {path})"
    return f"CASE WHEN json_type(line, {path}) = 'ARRAY' THEN {listed} ELSE {cell} END"


def read_parquet(path: Path) -> tuple[pa.Table, list[BadRow]]:
    """Read a Parquet file."""
    from pyarrow import parquet

    return as_text(parquet.read_table(path)), []


def as_text(table: pa.Table) -> pa.Table:
    """Return a typed table as text, as a CSV file would have it."""
    return numbered_text(table, pa.array(range(1, table.num_rows + 1), pa.int64()))


def numbered_text(table: pa.Table, numbers: pa.Array) -> pa.Table:
    """Return a typed table as text, its rows numbered as given; rows without any cell go."""
    kept = [name for name in table.column_names if name != "row_no"]
    columns = {name: text_of(table[name], is_time=name in TIMES) for name in kept}
    return without_empty_rows(pa.table({**columns, "row_no": numbers}))


TIMES: Final = frozenset(
    column.name for columns in FILES.values() for column in columns if column.kind == "time"
)
"""Names of the columns that hold times."""


_T_PLACE: Final = 10
"""Where a blank stands between day and clock."""


def text_of(column: pa.ChunkedArray, *, is_time: bool) -> pa.ChunkedArray:
    """Return a typed column as text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return text_of(column.cast(kind.value_type), is_time=is_time)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(column.cast(pa.list_(pa.string())), "|")
    if is_time and pa.types.is_integer(kind):
        column, kind = column.cast(pa.timestamp("us", "UTC")), pa.timestamp("us", "UTC")
    if pa.types.is_timestamp(kind):
        naive = column.cast(pa.timestamp("us", kind.tz)).cast(pa.timestamp("us"))
        text = pc.binary_replace_slice(naive.cast(pa.string()), _T_PLACE, _T_PLACE + 1, "T")
        return pc.binary_join_element_wise(text, "Z", "") if kind.tz else text
    return column.cast(pa.string())


_JSON: Final = json.JSONEncoder(ensure_ascii=False)


def row_as_json(header: Iterable[str], row: Mapping[str, Any]) -> str:
    """Return a row as it was read, as a JSON object of strings without the empty cells."""
    cells = {name: row[name] for name in header if name != "row_no" and row.get(name) is not None}
    return _JSON.encode(cells)


def rows_as_json(rows: pa.Table) -> pa.Array:
    """Return rows as `row_as_json` does, each distinct cell written but once."""
    cells: list[Any] = []
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        found = column.combine_chunks().dictionary_encode()
        written = [", " + _JSON.encode({name: text})[1:-1] for text in found.dictionary.to_pylist()]
        cells.append(pc.fill_null(pa.array(written, pa.string()).take(found.indices), ""))
    joined = pc.binary_join_element_wise(*cells, "")
    return pc.binary_join_element_wise(pc.binary_replace_slice(joined, 0, 2, "{"), "}", "")
