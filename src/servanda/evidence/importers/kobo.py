"""KoBoToolbox exports: what a team filled in, as CSV, XLSX or JSON.

The questions are each team's own, so that a mapping file says what they mean (`servanda map` drafts
it); a form whose questions are called as our columns needs none. Traps: `_submission_time` is UTC
without a zone and when a form arrived, not when something happened; `_geolocation` is latitude
before longitude and where the form was filled in; a form that was not approved, or is on hold, is
set aside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.importers.mapping import mapped_format
from servanda.evidence.importers.mapping_file import Cell, TableMapping
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.sample import Sample
from servanda.evidence.importers.sheet import Sheet, read_json_records, read_table
from servanda.evidence.tables import REPORTS

SYSTEM: Final = ("_id", "_uuid", "_submission_time", "_validation_status")
_NEEDED: Final = ("begins", "act")
_STATUS: Final = 'lower(s."_validation_status")'
_ASIDE: Final = f"""CASE WHEN {_STATUS} LIKE '%not_approved%' OR {_STATUS} LIKE '%not approved%'
    THEN 'the team did not approve it'
    WHEN {_STATUS} LIKE '%on_hold%' OR {_STATUS} LIKE '%on hold%'
    THEN 'the team put it on hold' END"""


def _read(path: Path, encoding: str) -> Sheet:
    if path.suffix.lower() == ".json":
        sheet = read_json_records(path, ("$.results", "$"), encoding)
    else:
        sheet = read_table(path, encoding)
    return _without_tag_row(sheet)


def _without_tag_row(sheet: Sheet) -> Sheet:
    """Leave out the optional row of HXL tags below the names."""
    first = sheet.rows.slice(0, 1).select(list(sheet.header)).to_pylist()
    cells = [cell for cell in (first[0].values() if first else ()) if cell]
    if cells and all(cell.startswith("#") for cell in cells):
        return Sheet(sheet.file, sheet.rows.slice(1), sheet.bad_rows)
    return sheet


def _settle(sheet: Sheet) -> OutsideFormat:
    """Return the format of a form whose questions are called as columns of `reports`."""
    ours = {column.name for column in REPORTS} - {"report", "recorded_at"}
    found = {
        name.rsplit("/", 1)[-1]: name for name in sheet.header if name.rsplit("/", 1)[-1] in ours
    }
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        message = f"no question of the form is called `{missing[0]}`"
        hint = f"`servanda map {sheet.file}` drafts a mapping file; then `--map FILE`"
        raise EvidenceError((Problem("SV801", message, (Place(sheet.file, 1),), hint),))
    cells = {name: Cell(column=column) for name, column in found.items()}
    return mapped_format(TableMapping("kobo", {**_SYSTEM_CELLS, **cells}), KOBO)


_SYSTEM_CELLS: Final = {
    "report": Cell(column="_uuid"),
    "recorded_at": Cell(column="_submission_time", form="%Y-%m-%dT%H:%M:%S", zone="UTC"),
}


def _recognise(sample: Sample) -> str:
    if {"_uuid", "_submission_time"} <= set(sample.header):
        return "it has `_uuid` and `_submission_time` as of KoBoToolbox"
    return ""


KOBO: Final = OutsideFormat(
    name="kobo",
    title="a KoBoToolbox form",
    source="field-team",
    licence="internal",
    sql="",
    read=_read,
    recognise=_recognise,
    settle=_settle,
    aside=_ASIDE,
    assumes=(
        "a form became known when it arrived; `_submission_time` is UTC",
        "where a form was filled in is not where it happened: `_geolocation` is kept and not read",
        "a form that is approved is not thereby verified: that takes a mark with a reason",
    ),
)
"""The format."""
