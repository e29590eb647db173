"""Reads files of evidence as tables of text: CSV, JSON Lines, Parquet, XLSX, and Arrow in memory.

Nothing is interpreted here: every cell is text or empty, every row knows its place in its file. A
file that cannot be read gives problems, all of them at once; a row that cannot be read is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from servanda.errors import Place, Problem
from servanda.evidence.formats import (
    ACCESS_HINT,
    BadRow,
    FileFault,
    as_text,
    illegible,
    read_csv,
    read_jsonl,
    read_parquet,
)
from servanda.evidence.names import near_hint
from servanda.evidence.tables import FILES
from servanda.evidence.workbooks import read_xlsx

ENDINGS: Final = (".csv", ".jsonl", ".parquet", ".xlsx")
_LIKE_TABLES: Final = (
    *ENDINGS,
    ".xls",
    ".xlsm",
    ".ods",
    ".numbers",
    ".tsv",
    ".json",
    ".txt",
    ".gz",
    ".zip",
)
"""Endings of files that may have been meant as tables."""


@dataclass(frozen=True)
class RawTable:
    """One file as text.

    Attributes:
        name: of the table, a key of `tables.FILES`.
        file: as the user gave it.
        rows: string columns as in the header, and `row_no int64`, the line (in a sheet: row).
        bad_rows: rows that could not be read.
        problems: what is wrong with the file as a whole; `rows` is empty if any is an error.
    """

    name: str
    file: str
    rows: pa.Table
    bad_rows: tuple[BadRow, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def find_files(source: Path | Sequence[Path]) -> tuple[list[tuple[str, Path]], list[Problem]]:
    """Return the files of evidence in a folder, or those given, with the table each belongs to.

    A file belongs to table `reports` if it is called `reports.csv`, or `reports-<anything>.csv`.
    Other files of a folder are left alone, with a warning where the name is a near miss.
    """
    if isinstance(source, Path) and not source.is_dir():
        source = [source]
    is_folder = isinstance(source, Path)
    paths = sorted(source.iterdir()) if isinstance(source, Path) else list(source)
    found: list[tuple[str, Path]] = []
    problems: list[Problem] = []
    for path in paths:
        name = table_name(path)
        if not is_folder and not path.is_file():
            place = (Place(str(path)),)
            problems.append(Problem("SV302", f"`{path}` is no file", place, ACCESS_HINT))
        elif name and path.suffix.lower() in ENDINGS:
            found.append((name, path))
        elif problem := _unused(path, is_folder=is_folder):
            problems.append(problem)
    return found, problems


def table_name(path: Path) -> str:
    """Return the table a file belongs to by its name, or an empty text."""
    stem = path.name.split(".", 1)[0].lower()
    return next((name for name in FILES if stem == name or stem.startswith(f"{name}-")), "")


def seems_evidence(path: Path) -> bool:
    """Return whether a file in a folder is one of evidence, or is called so nearly as one."""
    return bool(table_name(path) and path.suffix.lower() in ENDINGS) or bool(
        _unused(path, is_folder=True)
    )


def _unused(path: Path, *, is_folder: bool) -> Problem | None:
    place = (Place(str(path)),)
    if not is_folder:
        near = _unused(path, is_folder=True)
        hint = near.hint if near else name_hint(path)
        return Problem("SV309", f"`{path.name}` is no file of evidence", place, hint)
    hint = _better_name(path)
    if not hint or path.suffix.lower() not in _LIKE_TABLES:
        return None
    if path.suffix.lower() not in ENDINGS:
        hint = f"servanda reads {', '.join(ENDINGS)}: save it as one of them"
    return Problem("SV309", f"`{path.name}` was not read", place, hint, "warning")


def name_hint(path: Path) -> str:
    """Return how a file is called that holds evidence, for one whose name says nothing of it."""
    is_read = path.suffix.lower() in ENDINGS
    ending = path.suffix.lower() if is_read else ".csv"
    how = "call it" if is_read else "save it as a table, called"
    return f"{how} `reports-{_plain(path.stem)}{ending}` ...; tables: {', '.join(FILES)}"


def _plain(name: str) -> str:
    return "-".join(part for part in re.split(r"[\W_]+", name) if part) or "1"


def _better_name(path: Path) -> str:
    """Return a hint for a file that is called nearly as a table; empty: it is not."""
    stem = path.name.split(".", 1)[0]
    for name in FILES:
        rest = stem.lower().removeprefix(name)
        if rest != stem.lower() and not rest[:1].isalpha():
            more = "".join(f"-{part}" for part in re.split(r"[\W_]+", rest) if part)
            return f"call it `{name}{more}{path.suffix.lower()}`"
    return near_hint(stem, FILES)


def read_raw(name: str, path: Path) -> RawTable:
    """Read one file as text.

    Raises:
        MissingExtraError: SV391, a workbook is given and openpyxl is not installed.
    """
    readers: dict[str, Callable[[Path], tuple[pa.Table, list[BadRow]]]] = {
        ".csv": read_csv, ".jsonl": read_jsonl, ".parquet": read_parquet, ".xlsx": read_xlsx,
    }  # fmt: skip
    try:
        rows, bad = readers[path.suffix.lower()](path)
    except FileFault as fault:
        place = Place(str(path), fault.line)
        problem = Problem(fault.code, fault.message, (place,), fault.hint)
        return _checked(name, str(path), (None, [], [problem]))
    except (OSError, pa.ArrowException) as error:
        return _checked(name, str(path), (None, [], [illegible(str(path), error)]))
    return _checked(name, str(path), (rows, bad, []))


def raw_of_arrow(name: str, table: Any) -> RawTable:  # noqa: ANN401 - whatever speaks Arrow
    """Take a table in memory (anything with the Arrow C stream interface) as text."""
    arrow = table if isinstance(table, pa.Table) else pa.table(table)
    return _checked(name, name, (as_text(arrow), [], []))


def _checked(
    name: str, file: str, read: tuple[pa.Table | None, list[BadRow], list[Problem]]
) -> RawTable:
    """Check the header and return the table; with a wrong header it has no row."""
    rows, bad, problems = read
    bad = [BadRow(file, b.row_no, b.code, b.reason, b.hint, b.row) for b in bad]
    if rows is not None:
        problems = problems + header_problems(name, file, rows.column_names)
    if rows is None or problems:
        rows = pa.table({"row_no": pa.array([], pa.int64())})
    return RawTable(name, file, rows, tuple(bad), tuple(problems))


def header_problems(name: str, file: str, header: Sequence[str]) -> list[Problem]:
    """Return what is wrong with the header of a file."""
    columns = {c.name: c for c in FILES[name]}
    place = (Place(file, 1),)
    problems: list[Problem] = []
    guessed: set[str] = set()
    names = [column for column in header if column != "row_no"]
    for column in dict.fromkeys(names):
        if not column:
            hint = "give it a name; to keep it as it is, one that begins with `original_`"
            message = "a column without a name holds something"
            problems.append(Problem("SV306", message, place, hint))
            continue
        if names.count(column) > 1:
            hint = f"keep one of them, or call the other `original_{column}`"
            problems.append(Problem("SV308", f"column `{column}` occurs twice", place, hint))
        if column not in columns and not column.startswith("original_"):
            hint = near_hint(column, set(columns) - set(names))
            guessed |= {c for c in columns if f"`{c}`" in hint}
            keep = "to keep it as it is, let its name begin with `original_`"
            problems.append(
                Problem("SV306", f"`{name}` has no column `{column}`", place, hint or keep)
            )
    missing = [c.name for c in FILES[name] if c.is_required and c.name not in {*names, *guessed}]
    if missing:
        shown = ", ".join(f"`{column}`" for column in missing)
        problems.append(Problem("SV307", f"`{name}` needs the column {shown}", place))
    return problems
