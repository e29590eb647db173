"""How a file begins: enough to tell which format it is of."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from servanda.evidence.importers.sheet import read_table, text_of

ROWS: Final = 25
_TEXTS: Final = {".csv", ".tsv", ".txt", ""}
_LISTS: Final = ("results", "data", "records", "states")


@dataclass(frozen=True)
class Sample:
    """The beginning of a file.

    Attributes:
        name: of the file.
        header: cells of its first line; of JSON the names of its first record.
        rows: cells of up to 25 lines below it; of JSON none.
        top: names at the top of a JSON object that holds a list of records.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    top: tuple[str, ...] = ()


def sample_of(path: Path, encoding: str = "") -> Sample:
    """Return how a file begins.

    Raises:
        EvidenceError: it cannot be read.
    """
    ending = path.suffix.lower()
    if ending in _TEXTS:
        return _of_text(path.name, text_of(path, encoding).decode())
    if ending in {".json", ".jsonl", ".ndjson"}:
        return _of_json(path.name, text_of(path, encoding).decode())
    sheet = read_table(path)
    rows = sheet.rows.slice(0, ROWS).select(list(sheet.header)).to_pylist()
    cells = tuple(tuple(str(cell or "") for cell in row.values()) for row in rows)
    return Sample(path.name, sheet.header, cells)


def _of_text(name: str, text: str) -> Sample:
    lines = text.split("\n", ROWS + 1)[: ROWS + 1]
    bare = "".join(lines[0].split('"')[::2])
    delimiter = max(",;\t", key=bare.count)
    # In tab-separated files quotation marks are letters.
    read = [line.split("\t") for line in lines] if delimiter == "\t" else csv.reader(
        lines, delimiter=delimiter
    )  # fmt: skip
    rows = [tuple(cell.strip() for cell in row) for row in read]
    return Sample(name, rows[0] if rows else (), tuple(rows[1:]))


def _of_json(name: str, text: str) -> Sample:
    try:
        data: Any = json.loads(text)
    except ValueError:
        data = _first_line(text)
    top: tuple[str, ...] = ()
    if isinstance(data, dict):
        held = next((key for key in _LISTS if isinstance(data.get(key), list)), "")
        top = tuple(data) if held else ()
        data = data[held] if held else [data]
    first = data[0] if isinstance(data, Sequence) and data else {}
    return Sample(name, tuple(first) if isinstance(first, dict) else (), (), top)


def _first_line(text: str) -> object:
    try:
        return json.loads(text.lstrip().split("\n", 1)[0])
    except ValueError:
        return {}
