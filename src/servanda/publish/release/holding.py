"""What never leaves, whatever the profile: points of the vault, rows whose licence forbids it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from servanda.assessment.findings import Board
from servanda.assessment.material import IncidentList, IncidentNote, Material, ReportNote
from servanda.evidence.licences import is_bound
from servanda.publish.release.walking import rebuilt

T = TypeVar("T")

_RAW: Final[dict[str, Any]] = {"text": "", "note": "", "link": "", "place": "", "means": ""}


def held_back(value: T, held: Collection[str]) -> T:
    """Return a board or a list of incidents without any point that rests on a held report.

    Args:
        value: what was judged with an open vault.
        held: `source:report` of every report that the vault holds cells of.
    """
    reports = {name.partition(":")[2] for name in held}

    def without(record: Any) -> Any:  # noqa: ANN401 - any record of a board
        is_held = isinstance(record, IncidentNote) and not reports.isdisjoint(record.reports)
        return _pointless(record) if is_held else record

    return rebuilt(value, None, without) if reports else value


def _pointless(note: IncidentNote) -> IncidentNote:
    return replace(note, latitude=None, longitude=None, radius_m=None)


def withheld(board: Board) -> Board:
    """Return a board without the rows that their licence does not let pass on.

    Their source, id, act, figure and times stay, since those are what a finding rests on; words,
    notes, links and points go. The board says so in `details["withheld"]`.
    """
    names = sorted({note.licence for note in board.material.reports if is_bound(note.licence)})
    if not names:
        return board
    bound = {note.report for note in board.material.reports if is_bound(note.licence)}

    def without(record: Any) -> Any:  # noqa: ANN401 - any record
        is_told = isinstance(record, IncidentNote) and not bound.isdisjoint(record.reports)
        return replace(_pointless(record), place="") if is_told else _without_rows(record)

    material: Material = rebuilt(board.material, None, without)
    details = {**board.details, "withheld": _said(names)}
    return replace(board, material=material, details=details)


def withheld_incidents(found: IncidentList) -> IncidentList:
    """Return a list of incidents without such rows; its `stamp` says so."""
    names = sorted({note.licence for note in found.incidents if note.licence})
    if not names:
        return found
    made = rebuilt(found, None, _without_rows)
    return replace(made, stamp="; ".join(filter(None, (found.stamp, _said(names)))))


def _said(names: Sequence[str]) -> str:
    said = f"words and places of rows under {', '.join(names)} are left out: their licence does not"
    return f"{said} let them be passed on"


def _without_rows(record: Any) -> Any:  # noqa: ANN401 - any record
    if isinstance(record, ReportNote) and is_bound(record.licence):
        return replace(record, **_RAW)
    if isinstance(record, IncidentNote) and record.licence:
        return replace(_pointless(record), place="")
    return record
