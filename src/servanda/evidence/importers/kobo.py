"""KoBoToolbox exports: what a team filled in, as CSV, XLSX or JSON.

The questions are each team's own, so that a mapping file says what they mean (`servanda map` drafts
it); a form whose questions are called as our columns needs none. Traps: `_submission_time` is UTC
without a zone and when a form arrived, `start` and `end` are when it was filled in, and none of
them when something happened; `_geolocation` is latitude before longitude and where the form was
filled in; a form that was not approved, or is on hold, is set aside, with the rows of its repeat
groups. A row of a repeat group is a report of its own if its group asks for an act (`repeats.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.evidence.importers.forms import Forms, forms_format, mapping_needed
from servanda.evidence.importers.mapping import mapped_format
from servanda.evidence.importers.mapping_file import Cell, TableMapping
from servanda.evidence.importers.outside import OutsideFormat
from servanda.evidence.importers.repeats import REPEAT, read_nested, read_workbook
from servanda.evidence.importers.sheet import Sheet, read_table, without_tag_row
from servanda.evidence.tables import REPORTS

_NEEDED: Final = ("begins", "act")
_STATUS: Final = 'lower(x."_validation_status")'
_ASIDE: Final = f"""CASE WHEN {_STATUS} LIKE '%not_approved%' OR {_STATUS} LIKE '%not approved%'
    THEN 'the team did not approve it'
    WHEN {_STATUS} LIKE '%on_hold%' OR {_STATUS} LIKE '%on hold%'
    THEN 'the team put it on hold' END"""


def _read(path: Path, encoding: str) -> Sheet:
    ending = path.suffix.lower()
    if ending == ".json":
        return read_nested(path, ("$.results", "$"), encoding)
    if ending == ".xlsx":
        return read_workbook(path, without_tag_row)
    sheet = read_table(path, encoding)
    return Sheet(sheet.file, without_tag_row(sheet.rows), sheet.bad_rows)


def _settle(sheet: Sheet) -> OutsideFormat:
    """Return the format of a form whose questions are called as columns of `reports`."""
    ours = {column.name for column in REPORTS} - {"report", "recorded_at"}
    found: dict[str, list[str]] = {}
    # The deepest comes first: what a row of a repeat group says itself.
    for name in sorted(sheet.header, key=lambda name: (-name.count("/"), name)):
        question = name.rsplit("/", 1)[-1]
        if question in ours:
            found.setdefault(question, []).append(name)
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise mapping_needed(sheet, f"no question of the form is called `{missing[0]}`")
    cells = {
        name: Cell(column=columns[0], coarser=tuple(columns[1:])) for name, columns in found.items()
    }
    return mapped_format(TableMapping("kobo", {**_SYSTEM_CELLS, **cells}), KOBO)


_SYSTEM: Final = frozenset({
    "start", "end", "today", "deviceid", "username", "phonenumber", "simserial", "subscriberid",
    "audit", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
    "_submitted_by", "__version__", "_tags", "_index", "_attachments", "_geolocation",
    "_xform_id_string", "formhub/uuid", "meta/instanceID", "meta/deprecatedID",
})  # fmt: skip
"""`start` and `end` are when a form was filled in, not when something happened."""

_SYSTEM_CELLS: Final = {
    "report": Cell(column="_uuid"),
    "recorded_at": Cell(column="_submission_time", form="%Y-%m-%dT%H:%M:%S", zone="UTC"),
}


KOBO: Final = forms_format(
    Forms(
        name="kobo",
        title="a KoBoToolbox form",
        source="field-team",
        marks=("_uuid", "_submission_time"),
        maker="KoBoToolbox",
        read=_read,
        aside=_ASIDE,
        knows=("_uuid", "_validation_status", REPEAT),
        settle=_settle,
        system=_SYSTEM,
        assumes=(
            "a form became known when it arrived; `_submission_time` is UTC",
            "where a form was filled in is not where it happened: `_geolocation` is kept and not"
            " read",
            "a form that is approved is not thereby verified: that takes a mark with a reason",
            "when, where and by whom a form says holds for the rows of its repeat groups that do"
            " not say otherwise; what happened never does",
        ),
        has_repeats=True,
    )
)
"""The format."""
