"""Outside files as text: one row per record, every cell as its source wrote it.

Nothing is guessed: an encoding that is not UTF-8 is asked for, a row that cannot be read is kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.formats import (
    OWN_ROW_NO,
    ROW_NO,
    BadRow,
    FileFault,
    illegible,
    parse_csv,
    parse_jsonl,
    quoted_text,
    read_parquet,
)
from servanda.evidence.scratch import scratch
from servanda.evidence.workbooks import read_sheets

ENCODINGS: Final = ("utf-8", "utf-16", "windows-1251", "windows-1252", "windows-1255",
                    "windows-1256", "koi8-r", "iso-8859-1")  # fmt: skip
"""Encodings that `--encoding` takes; without it a text file is UTF-8, or UTF-16 with its mark."""

NO_HEADING: Final = "no heading"
"""Name of a column that has none and holds something."""

_SHEET_HINT: Final = "save it as a workbook (.xlsx), or as `CSV UTF-8`"
_JSON_HINT: Final = (
    "write one object a line (JSON Lines, .jsonl), or a table (CSV); a point of GeoJSON has its"
    " longitude first"
)
_NO_TABLES: Final = {
    **dict.fromkeys((".xls", ".xlsb", ".ods", ".numbers", ".pdf", ".docx", ".doc"), _SHEET_HINT),
    **dict.fromkeys((".json", ".geojson", ".kml", ".shp"), _JSON_HINT),
    **dict.fromkeys((".zip", ".gz"), "unpack it first"),
}
"""Endings of files that people take for tables, which would be read as the text of one, and why."""

_NUMBERED: Final = {".json": "record", ".geojson": "record", ".parquet": "row", ".xlsx": "row",
                    ".xlsm": "row"}  # fmt: skip
"""What is numbered in a file that has no lines to speak of."""

_MOST_BREAKS: Final = 1000
"""More line breaks are in no header: a quotation mark was never closed."""


@dataclass(frozen=True)
class Sheet:
    """One outside file as text.

    Attributes:
        file: as the user gave it.
        rows: string columns as in the file, and `row_no int64`: line, row of the sheet, or record.
        bad_rows: rows that could not be read.
        has_header: the file itself names its columns.
        context: of a file with repeat groups: its rows, where each cell that a row of a group does
            not ask for is that of the row it belongs to, and `form_row int64`: the number of its
            form, null for forms. None: there are none.
        sheet: of a workbook: the name of the sheet that rows without a place of their own are of.
        places: row number to where rows of further sheets and lists stand, as `place_of` says it.
    """

    file: str
    rows: pa.Table
    bad_rows: tuple[BadRow, ...] = ()
    has_header: bool = True
    context: pa.Table | None = None
    sheet: str = ""
    places: Mapping[int, tuple[str, int]] = field(default_factory=dict, hash=False, repr=False)

    def place_of(self, row_no: int) -> tuple[str, int]:
        """Return where a row stands in the file: what is numbered (`line`), and the number."""
        if row_no in self.places:
            return self.places[row_no]
        ending = Path(self.file).suffix.lower()
        return f"sheet {self.sheet}, row" if self.sheet else _NUMBERED.get(ending, "line"), row_no

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in their order."""
        return tuple(name for name in self.rows.column_names if name != "row_no")


def file_error(path: Path, fault: FileFault) -> EvidenceError:
    """Return the error of a file that cannot be read."""
    place = Place(str(path), fault.line)
    return EvidenceError((Problem(fault.code, fault.message, (place,), fault.hint),))


def unreadable(path: Path, error: Exception) -> EvidenceError:
    """Return the error of a file that is not there, or is no file that can be opened."""
    return EvidenceError((illegible(str(path), error),))


def text_of(path: Path, encoding: str = "") -> bytes:
    """Return a text file as UTF-8 with plain line breaks, without byte order mark.

    Args:
        path: the file.
        encoding: of it; empty: UTF-8, or UTF-16 where it begins with the mark of that.

    Raises:
        EvidenceError: SV302, it cannot be read; SV303, it is in another encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None
    if not encoding:
        encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except LookupError:
        message = f"`{encoding}` is no encoding"
        hint = f"name one of {', '.join(ENCODINGS)}"
        raise EvidenceError((Problem("SV303", message, (), hint),)) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"`{path.name}` is not {encoding.removesuffix('-sig').upper()}"
        hint = ("name its encoding: `--encoding windows-1252` (Western Europe), `windows-1251` "
                "(Cyrillic), `windows-1256` (Arabic)")  # fmt: skip
        problem = Problem("SV303", message, (Place(str(path), line),), hint)
        raise EvidenceError((problem,)) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").encode()


def read_table(path: Path, encoding: str = "") -> Sheet:
    """Read a CSV, TSV, JSON Lines, Parquet or XLSX file whose columns are named.

    Raises:
        EvidenceError: the file cannot be read.
        MissingExtraError: SV391, a workbook is given and openpyxl is not installed.
    """
    ending, name = path.suffix.lower(), ""
    try:
        if ending in _NO_TABLES and path.is_file():
            message = f"`{path.name}` is no table that is read"
            raise FileFault(message, "SV304", _NO_TABLES[ending])
        if ending in {".xlsx", ".xlsm"}:
            ((name, read),) = read_sheets(path, 1).items()
            rows, bad = read.rows, read.bad
        elif ending == ".parquet":
            rows, bad = read_parquet(path)
        elif ending in {".jsonl", ".ndjson"}:
            rows, bad = parse_jsonl(text_of(path, encoding).decode().split("\n"))
        else:
            data, breaks = with_flat_header(text_of(path, encoding))
            rows, bad = parse_csv(with_single_names(data), path.name)
            rows, bad = _moved(rows, bad, breaks)
    except FileFault as fault:
        raise file_error(path, fault) from None
    except (OSError, pa.ArrowException) as error:
        raise unreadable(path, error) from None
    return Sheet(str(path), with_every_name(rows), placed(bad, path), sheet=name)


def read_headerless(path: Path, header: Sequence[str], encoding: str = "") -> Sheet:
    """Read a file without a line of names, such as the tab-separated files of GDELT."""
    data = text_of(path, encoding)
    first = data[: data.find(b"\n")] if b"\n" in data else data
    delimiter = "\t" if b"\t" in first else ","
    if delimiter == "\t":
        # A bare line would be taken for a row of its own where quotation marks are letters.
        data = data.rstrip(b"\n") + b"\n"
    line = delimiter.join(header).encode() + b"\n"
    try:
        rows, bad = parse_csv(line + data, path.name, has_quotes=delimiter == ",")
    except FileFault as fault:
        raise file_error(path, fault) from None
    rows, moved = _moved(rows, bad, -1)
    return Sheet(str(path), rows, placed(moved, path), has_header=False)


def read_json_records(path: Path, pointers: Sequence[str], encoding: str = "") -> Sheet:
    """Read the records of a JSON file.

    Args:
        path: the file: a list of objects, or an object that holds one.
        pointers: JSON paths at which the list may stand (`$`, `$.results`), the first that is one
            counts.
        encoding: of the file.

    Raises:
        EvidenceError: SV304, it is no such JSON.
    """
    return Sheet(str(path), *_records(path, text_of(path, encoding).decode(), pointers))


def _records(path: Path, text: str, pointers: Sequence[str]) -> tuple[pa.Table, tuple[BadRow, ...]]:
    lines = json_lines(text, pointers)
    if lines is None:
        raise no_list(path)
    rows, bad = parse_jsonl(lines)
    return rows, placed(bad, path)


def no_list(path: Path) -> EvidenceError:
    """Return the error of a JSON file that is no list of records."""
    message = f"`{path.name}` holds no list of records"
    return EvidenceError((Problem("SV304", message, (Place(str(path)),)),))


def json_lines(text: str, pointers: Sequence[str]) -> list[str] | None:
    """Return the members of the first list found at one of the paths, each as a JSON text."""
    with scratch() as connection:
        connection.register("one", pa.table({"text": [text]}))
        for pointer in pointers:
            path = quoted_text(pointer)
            kind = f"json_type(try_cast(text AS JSON), {path}) = 'ARRAY'"
            if connection.sql(f"SELECT 1 FROM one WHERE {kind}").to_arrow_table().num_rows:
                members = f"unnest(CAST(json_extract(text, {path}) AS JSON[]))"
                found = connection.sql(f"SELECT CAST({members} AS VARCHAR) AS line FROM one")
                return list(found.to_arrow_table()["line"].to_pylist())
    return None


def with_flat_header(data: bytes) -> tuple[bytes, int]:
    """Return a CSV text with its names in one line, and how many line breaks they held.

    Labels of the questions of forms often hold some.
    """
    end, breaks = data.find(b"\n"), 0
    while end >= 0 and breaks < _MOST_BREAKS and data.count(b'"', 0, end) % 2:
        end, breaks = data.find(b"\n", end + 1), breaks + 1
    if not breaks or end < 0:
        return data, 0
    return data[:end].replace(b"\n", b" ") + data[end:], breaks


def _moved(rows: pa.Table, bad: list[BadRow], lines: int) -> tuple[pa.Table, list[BadRow]]:
    """Return rows and bad rows so many lines further down."""
    if not lines:
        return rows, bad
    place = rows.schema.get_field_index("row_no")
    rows = rows.set_column(place, "row_no", pa.compute.add(rows["row_no"], lines))
    return rows, [replace(row, row_no=row.row_no + lines) for row in bad]


def with_single_names(data: bytes) -> bytes:
    """Return a CSV text in whose first line every name occurs once: `date`, `date (2)`."""
    end = data.find(b"\n")
    first = data[: end if end >= 0 else len(data)].decode()
    delimiter = max(",;\t", key="".join(first.split('"')[::2]).count)
    names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if len(set(names)) == len(names) and "row_no" not in names:
        return data
    single = single_names(names)
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(single)
    return line.getvalue().encode() + data[len(first.encode()) :]


def with_every_name(rows: pa.Table) -> pa.Table:
    """Return rows each column of which has a name of its own, on one line, as `reports` needs it.

    Spreadsheets have columns without a heading, below which somebody wrote all the same.
    """
    names = list(rows.column_names)
    last = len(names) - 1
    place = last if names[last] == ROW_NO else names.index(ROW_NO)
    given = [" ".join(name.split()) or NO_HEADING for name in names[:place] + names[place + 1 :]]
    single = single_names(given)
    return rows.rename_columns([*single[:place], ROW_NO, *single[place:]])


def single_names(names: Sequence[str]) -> list[str]:
    """Return names, those that occur again numbered, `row_no` renamed; empty ones stay."""
    taken = set(names)
    seen: set[str] = set()
    single = []
    for given in names:
        name = OWN_ROW_NO if given == ROW_NO else given
        number = 1
        while name and (name in seen or (number > 1 and name in taken)):
            number += 1
            name = f"{given} ({number})"
        seen.add(name)
        single.append(name)
    return single


def without_tag_row(rows: pa.Table) -> pa.Table:
    """Leave out the optional row of HXL tags below the names, and no other."""
    first = rows.slice(0, 1).drop_columns(["row_no"]).to_pylist()
    cells = [cell for cell in (first[0].values() if first else ()) if cell]
    is_tags = bool(cells) and all(cell.startswith("#") for cell in cells)
    return rows.slice(1) if is_tags else rows


def placed(bad: Sequence[BadRow], path: Path) -> tuple[BadRow, ...]:
    """Return rows that could not be read, with the file they stand in."""
    return tuple(BadRow(str(path), b.row_no, b.code, b.reason, b.hint, b.row) for b in bad)
