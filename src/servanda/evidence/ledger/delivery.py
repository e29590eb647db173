"""What is delivered to a ledger: the tables of one file, as its importer read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyarrow as pa

from servanda.errors import EvidenceError
from servanda.evidence.files import RawTable, read_raw, table_name
from servanda.evidence.formats import illegible

OWN_IMPORTER: Final = "tables"
_BLOCK: Final = 2**20


@dataclass(frozen=True)
class Delivery:
    """One file as tables of the project; an importer of any format gives one.

    Attributes:
        file: as the user gave it.
        sha256, size: of its bytes.
        importer, importer_version: the program that read it.
        tables: what it holds, as text (`evidence.files.RawTable`), with the rows that could not be
            read.
        licence: terms of the whole file; empty: not stated.
        originals: table name to the rows as the file has them (texts, parallel to its rows), for
            formats that are not the project's own.
        keeps: files of which the ledger keeps the bytes, by their SHA-256.
        kind: `import`, or `hand` for what a person enters; then there is no file.
    """

    file: str
    sha256: str
    size: int
    importer: str
    importer_version: str
    tables: tuple[RawTable, ...]
    licence: str = ""
    originals: Mapping[str, pa.Array] = field(default_factory=dict)
    keeps: Mapping[str, Path] = field(default_factory=dict)
    kind: str = "import"


def deliver_table(path: Path, version: str) -> Delivery:
    """Return a file of the project's own tables (`reports.csv` ...) as a delivery.

    Args:
        path: of the file; its name says which table it is.
        version: of this program.

    Raises:
        EvidenceError: the file cannot be read or has a wrong header; all its problems at once.
        MissingExtraError: SV391, a workbook is given and openpyxl is not installed.
    """
    raw = read_raw(table_name(path), path)
    errors = tuple(p for p in raw.problems if p.severity == "error")
    if errors:
        raise EvidenceError(errors)
    digest, size = file_digest(path)
    return Delivery(str(path), digest, size, OWN_IMPORTER, version, (raw,))


def plain_table(name: str, rows: Sequence[Mapping[str, str | None]], file: str = "") -> RawTable:
    """Return rows of text as a table of a delivery; empty cells are left out.

    Args:
        name: a table of evidence, or another of the ledger's (`shaping.IDENTITY`).
        rows: column to text.
        file: where they stand; empty: nowhere.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    table = pa.table({
        **{c: pa.array([row.get(c) or None for row in rows], pa.string()) for c in columns},
        "row_no": pa.array(range(1, len(rows) + 1), pa.int64()),
    })  # fmt: skip
    return RawTable(name, file, table)


def deliver_outside(path: Path, version: str) -> Delivery:
    """Return a file that stays outside of the ledger, which names it by its SHA-256.

    Args:
        path: a Parquet file (or other table) with many rows; its name says which table it is.
        version: of this program.

    Raises:
        EvidenceError: SV302, it cannot be read.
    """
    digest, size = file_digest(path)
    where = str(path.resolve())
    cells = {"table": table_name(path), "path": where, "sha256": digest, "bytes": str(size)}
    return Delivery(
        str(path), digest, size, "outside", version, (plain_table("outside", [cells], str(path)),)
    )


def file_digest(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file, hexadecimal, and its length in bytes.

    Raises:
        EvidenceError: SV302, it cannot be read.
    """
    found, size = sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                found.update(block)
                size += len(block)
    except OSError as error:
        raise EvidenceError((illegible(str(path), error),)) from None
    return found.hexdigest(), size
