"""What an import leaves in a case folder: reports, rows set aside, names to fill in, a receipt."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

import pyarrow as pa

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.convert import Converted, Terms
from servanda.evidence.importers.name_table import add_names
from servanda.evidence.importers.origins import FOLDER, HASH, origins_path, write_origins
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sheet import Sheet, read_table
from servanda.evidence.tables import REPORTS

NAMES: Final = "names.csv"
_MOST_SHOWN: Final = 8
_FEW_SHOWN: Final = 3
_PLAIN: Final = re.compile(r"[\W_]+")
"""What is no letter or digit of any script."""


@dataclass(frozen=True)
class Places:
    """Where the files of one import lie.

    Attributes:
        reports: table of evidence of the case.
        asides: rows that became no report.
        names: names of all imports and what they mean.
        receipt: what was read and how.
    """

    reports: Path
    asides: Path
    names: Path
    receipt: Path


def places_of(folder: Path, outside: OutsideFormat, file: str) -> Places:
    """Return where an import of a file into a case folder is kept."""
    # One name for what looks alike, however the system of files writes its accents.
    stem = _PLAIN.sub("-", normalize("NFC", Path(file).stem)).strip("-").lower()
    # The name of a mapping is a person's own, and may have signs that lead elsewhere.
    kind = _PLAIN.sub("-", normalize("NFC", outside.name)).strip("-") or "table"
    name = kind if stem == kind or not stem else f"{kind}-{stem}"
    inside = folder / FOLDER
    return Places(
        folder / f"reports-{name}.csv",
        inside / f"{name}-set-aside.csv",
        inside / NAMES,
        inside / f"{name}.json",
    )


def write_import(
    converted: Converted, sheet: Sheet, outside: OutsideFormat, terms: Terms, folder: Path
) -> Places:
    """Write an import into a case folder; the same file again replaces what it left before.

    Raises:
        EvidenceError: SV809, a table of that name is there that no import made, or the import of
            another file.
    """
    places = places_of(folder, outside, sheet.file)
    made_of = _said_in(places.receipt, "file")
    if places.reports.exists() and made_of != Path(sheet.file).name:
        why = f"was made of `{made_of}`" if made_of else "was not made by an import"
        message = f"`{places.reports}` is there and {why}"
        hint = "rename it, or the outside file"
        raise EvidenceError((Problem("SV809", message, (Place(str(places.reports)),), hint),))
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    _write_csv(converted.reports.drop_columns(["row_no"]), places.reports)
    write_origins(converted.reports, sheet, origins_path(places.receipt))
    _write_asides(converted, sheet, places.asides)
    add_names(places.names, converted.new_names)
    written = sha256(places.reports.read_bytes()).hexdigest()
    receipt = {**receipt_of(converted, sheet, outside, terms), HASH: written}
    text = json.dumps(receipt, ensure_ascii=False, indent=2)
    places.receipt.write_text(text + "\n", encoding="utf-8")
    return places


def drift_since(places: Places, sheet: Sheet) -> tuple[Problem, ...]:
    """Return a warning where the columns are not those of the last import of the file."""
    if not places.receipt.exists():
        return ()
    try:
        before = list(json.loads(places.receipt.read_text(encoding="utf-8"))["header"])
    except (ValueError, KeyError, TypeError):
        return ()
    gone = [f"`{name}` is gone" for name in before if name not in sheet.header]
    new = [f"`{name}` is new" for name in sheet.header if name not in before]
    if not gone and not new:
        return ()
    message = f"columns changed since the last import: {', '.join([*gone, *new][:_MOST_SHOWN])}"
    hint = "see whether one was renamed before you use the reports"
    return (Problem("SV803", message, (Place(sheet.file, 1),), hint, "warning"),)


def gone_since(places: Places, sheet: Sheet, converted: Converted) -> tuple[Problem, ...]:
    """Return a warning where reports of the last import of a file of that name are not in this one.

    Another file of the same name would else replace them without a word.
    """
    if not places.reports.is_file() or _said_in(places.receipt, "file") != Path(sheet.file).name:
        return ()
    now = set(_identities(converted.reports))
    gone = [name for name in _identities(read_table(places.reports).rows) if name not in now]
    if not gone:
        return ()
    shown = ", ".join(f"`{name}`" for name in gone[:_FEW_SHOWN] if "\t" not in name)
    message = f"{len(gone)} reports of the last import of `{Path(sheet.file).name}` are gone"
    hint = "is this another file? Give each a name of its own, and import both again"
    place = (Place(sheet.file),)
    return (Problem("SV813", f"{message}: {shown}" if shown else message, place, hint, "warning"),)


def _identities(reports: pa.Table) -> list[str]:
    """Return the ids of reports; of those without one all original cells, parted by tabs."""
    names = [name for name in reports.column_names if name.startswith("original_")]
    ids = reports["report"].to_pylist()
    rows = reports.select(names).to_pylist() if None in ids else [{}] * len(ids)
    return [
        "\t".join(["", *(str(cell or "") for cell in row.values())]) if name is None else name
        for name, row in zip(ids, rows, strict=True)
    ]


def held_reports(folder: Path | None, outside: OutsideFormat) -> pa.Table:
    """Return the reports that earlier imports left in a case, of the format it speaks of.

    Args:
        folder: of the case; None: there is none, and no report.
        outside: a format with `beside`.

    Returns:
        String columns of `reports`, and `key`.
    """
    names = [column.name for column in REPORTS]
    schema = pa.schema([(name, pa.string()) for name in ("key", *names)])
    parts = [schema.empty_table()]
    for receipt in sorted((folder / FOLDER).glob("*.json")) if folder else ():
        reports = receipt.parent.parent / f"reports-{receipt.stem}.csv"
        if reports.is_file() and _said_in(receipt, "format") == outside.beside:
            rows = read_table(reports).rows
            empty = pa.nulls(rows.num_rows, pa.string())
            wanted = (f"original_{outside.header[0]}", *names)
            cells = [rows[name] if name in rows.column_names else empty for name in wanted]
            parts.append(pa.table(cells, schema=schema))
    return pa.concat_tables(parts)


def _said_in(receipt: Path, key: str) -> str:
    """Return what a receipt says, empty where it is missing or no receipt."""
    try:
        return str(json.loads(receipt.read_text(encoding="utf-8"))[key])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write_csv(table: pa.Table, path: Path) -> None:
    from pyarrow import csv as arrow_csv

    arrow_csv.write_csv(table, path)


def _write_asides(converted: Converted, sheet: Sheet, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["row_no", "code", "why", "row", "place"])
        for row in sheet.bad_rows:
            # Of a further sheet the reason names the sheet.
            place, number = ("row", row.row_no) if row.reason.startswith("sheet `") else (
                sheet.place_of(row.row_no))  # fmt: skip
            writer.writerow([row.row_no, row.code, row.told, row.row, f"{place} {number}"])
        for batch in converted.asides.to_batches():
            columns = [column.to_pylist() for column in batch.columns]
            for row_no, *others in zip(*columns, strict=True):
                place, number = sheet.place_of(row_no)
                writer.writerow([row_no, *others, f"{place} {number}"])


def receipt_of(
    converted: Converted, sheet: Sheet, outside: OutsideFormat, terms: Terms
) -> dict[str, Any]:
    """Return what was read, how, and what it rests on, as JSON-ready data."""
    data = Path(sheet.file).read_bytes()
    return {
        "format": outside.name,
        "file": Path(sheet.file).name,
        "sha256": sha256(data).hexdigest(),
        "bytes": len(data),
        "seen": terms.seen_at,
        "licence": terms.licence or outside.licence,
        "source": terms.source or outside.source,
        "rows": sheet.rows.num_rows + len(sheet.bad_rows),
        "reports": converted.reports.num_rows,
        "set aside": converted.asides.num_rows + len(sheet.bad_rows),
        "header": list(sheet.header),
        "assumes": list(outside.assumes),
        "warnings": [
            {"code": p.code, "message": p.message, "hint": p.hint} for p in converted.problems
        ],
        "slips": [slip.to_dict() for slip in converted.slips],
    }
