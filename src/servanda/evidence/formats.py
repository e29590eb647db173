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

from servanda.errors import MissingExtraError, problem_error
from servanda.evidence.json_rows import RepeatedKeyError, with_keys_once
from servanda.evidence.quotes import open_quote_line
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES

if TYPE_CHECKING:
    import duckdb

_DELIMITERS: Final = ",;\t"
_LINE: Final = "row_no"
_BLOCK: Final = 2**23


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


class FileFault(Exception):  # noqa: N818 - never leaves this module
    """A file that cannot be read, with its problem."""

    def __init__(self, message: str, code: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.line = code, message, hint, line


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
    if _LINE in header:
        message = f"`{_LINE}` is no name for a column"
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
    numbered = _without_blank_columns(table).append_column(_LINE, lines[0])
    return _without_empty_rows(numbered), bad_rows


def _without_blank_columns(table: pa.Table) -> pa.Table:
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


def _without_empty_rows(table: pa.Table) -> pa.Table:
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


# ---- JSON Lines, Parquet, workbooks -----------------------------------------------------------


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
        known = sorted({key for keys in all_keys for key in keys} - {_LINE})
        # No name of DuckDB is empty, and none differs from another by capitals alone.
        cells = [f"{_json_cell(key)} AS c{number}" for number, key in enumerate(known)]
        rows = (
            connection.sql(
                f"SELECT {', '.join(['row_no', *cells])} FROM read WHERE is_row ORDER BY row_no"
            )
            .to_arrow_table()
            .rename_columns([_LINE, *known])
        )
    hint = "write one JSON object a line"
    bad_rows = [BadRow("", no, "SV320", "not a JSON object", hint, line) for no, line in bad]
    return _without_empty_rows(rows), bad_rows + repeats


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
    return _without_empty_rows(pa.table({**columns, "row_no": numbers}))


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


def read_xlsx(path: Path) -> tuple[pa.Table, list[BadRow]]:
    """Read the first sheet of a workbook."""
    return next(iter(read_sheets(path, 1).values())), []


def read_sheets(path: Path, most: int | None = None) -> dict[str, pa.Table]:
    """Read the sheets of a workbook, by name in their order; later ones without a header are left.

    Args:
        path: of the workbook.
        most: read no more than the first of them; None: all.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise problem_error(
            MissingExtraError,
            "SV391",
            "reading a workbook needs the extra `office`",
            "install it: pip install 'servanda[office]', or save the sheet as CSV",
        ) from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parsers raise
        message = f"`{path.name}` is no readable workbook: {error}"
        raise FileFault(message, "SV304") from None
    found = {}
    for number, sheet in enumerate(book.worksheets[:most]):
        rows = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows()]
        if rows and any(rows[0]):
            found[sheet.title] = _sheet_table(rows)
        elif not number:
            book.close()
            raise no_header(path.name)
    book.close()
    return found


def _sheet_table(rows: list[list[str | None]]) -> pa.Table:
    width = max(k + 1 for k, name in enumerate(rows[0]) if name)
    header = [name or "" for name in rows[0][:width]]
    columns = _columns(rows[1:], width)
    numbers = pa.array(range(2, len(rows) + 1), pa.int64())
    return _without_empty_rows(pa.table([*columns, numbers], names=[*header, "row_no"]))


def _columns(rows: list[list[str | None]], width: int) -> list[pa.Array]:
    cells = [row[:width] + [None] * (width - len(row)) for row in rows]
    return [pa.array([row[k] for row in cells], pa.string()) for k in range(width)]


def _cell_text(cell: Any) -> str | None:  # noqa: ANN401 - of openpyxl, an extra
    from datetime import date, datetime

    value = cell.value
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        shows_clock = "h" in str(cell.number_format).lower()
        return f"{value:%Y-%m-%d %H:%M:%S}" if shows_clock else f"{value:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, date) else str(value).strip()


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
