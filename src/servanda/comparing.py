"""`diff-terms`: two versions of an agreement, and of what their folders declare of sources.

Who belongs to whom, and who counts or watches what, decides verdicts as the sentences do. Rows are
compared as they are read, so another order, file format or spelling of a time is no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from servanda.agreement import read_agreement
from servanda.agreement.diff_terms import Change, TermsDiff, diff_terms, outlines_of
from servanda.agreement.diff_terms_words import NONE
from servanda.case import find_agreement, read_names
from servanda.civil import moment_of
from servanda.errors import Place, Problem
from servanda.evidence import Evidence, KnownNames, read_evidence
from servanda.evidence.files import find_files
from servanda.evidence.tables import FILES, Column

_KEYS: Final = {"sources": ("source",), "coverage": ("source", "role", "act", "object")}
"""Table to the columns that say which of its rows is meant."""
_EMPTY: Final = "not said"
"""An empty cell: `none` is what an affiliation says of itself."""
_UP_TO: Final = frozenset(("ends", "recorded_at"))
"""Times before which something lies: midnight is the end of the day that was written."""

Cells = tuple[str, ...]
"""A row, each of its cells in words."""


@dataclass(frozen=True)
class TermsCompared:
    """What two versions have in which they differ.

    Attributes:
        found: changes of the agreement, then of what the folders declare.
        problems: rows of the folders that cannot be used, and so are not compared, as warnings.
    """

    found: TermsDiff
    problems: tuple[Problem, ...] = ()


def compare_terms(old: Path, new: Path) -> TermsCompared:
    """Return what a later version changed in the agreement, its areas and its sources.

    Args:
        old: a file, or a folder with `agreement.md`.
        new: the later one; if both are folders, sources and coverage are compared, too.

    Raises:
        AgreementError: one of them is wrong; all its problems at once.
        EvidenceError: a table of sources, or a file of areas, cannot be read.
        UsageError: SV401, there is no agreement at a path.
    """
    paths = [find_agreement(path) for path in (old, new)]
    before, after = (read_agreement(path) for path in paths)
    drawn, redrawn = (outlines_of(path) for path in paths)
    found = diff_terms(before, after, (drawn, redrawn))
    if not (old.is_dir() and new.is_dir()):
        return TermsCompared(found)
    names = [read_names(agreement)[0] for agreement in (before, after)]
    declared, redeclared = (
        _declared_in(folder, known) for folder, known in zip((old, new), names, strict=True)
    )
    changes = tuple(
        change
        for table in _KEYS
        for change in _changes(
            table,
            _rows_of(declared, table, names[0].zone),
            _rows_of(redeclared, table, names[1].zone),
        )
    )
    rejected = (*_rejected(declared), *_rejected(redeclared))
    return TermsCompared(
        replace(found, declarations=(*found.declarations, *changes)), tuple(rejected)
    )


def _declared_in(folder: Path, names: KnownNames) -> Evidence:
    files, _ = find_files(folder)
    evidence = read_evidence([path for table, path in files if table in _KEYS], names)
    evidence.raise_errors()
    return evidence


def _rejected(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.rejects.to_pylist():
        message = f"this row is not compared, because it cannot be used: {row['reason']}"
        places = (Place(row["file"], row["row_no"]),)
        yield Problem(row["code"], message, places, row["hint"] or "", severity="warning")


# ---- rows ---------------------------------------------------------------------------------------


def _rows_of(evidence: Evidence, table: str, zone: ZoneInfo) -> list[Cells]:
    return [
        tuple(_in_words(column, row[column.name], zone) for column in FILES[table])
        for row in evidence.tables[table].to_pylist()
    ]


def _in_words(column: Column, value: Any, zone: ZoneInfo) -> str:  # noqa: ANN401 - of any column
    if value is None or value in ("", []):
        return _EMPTY
    if isinstance(value, list):
        return ", ".join(value)
    if column.kind != "time":
        return str(value)
    local = moment_of(value, zone)
    if local.time() != time():
        return f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    day = local.date() - timedelta(days=column.name in _UP_TO)
    return day.isoformat()


def _changes(
    table: str, before: Iterable[Cells], after: Iterable[Cells]
) -> Iterator[tuple[str, Change]]:
    """Yield what changed in a table: of one row for another cell by cell, else whole rows."""
    old, new = Counter(before), Counter(after)
    gone, come = list((old - new).elements()), list((new - old).elements())
    for key in dict.fromkeys(_key(table, row) for row in (*gone, *come)):
        pair = [[row for row in rows if _key(table, row) == key] for rows in (gone, come)]
        what = f"{table}: {' '.join(cell for cell in key if cell != _EMPTY)}"
        if [len(rows) for rows in pair] == [1, 1]:
            cells = zip(FILES[table], pair[0][0], pair[1][0], strict=True)
            yield from (
                (what, Change(c.name, one, other)) for c, one, other in cells if one != other
            )
        else:
            yield from ((what, Change("dropped", _said(table, row), NONE)) for row in pair[0])
            yield from ((what, Change("added", NONE, _said(table, row))) for row in pair[1])


def _key(table: str, row: Cells) -> Cells:
    places = {column.name: k for k, column in enumerate(FILES[table])}
    return tuple(row[places[name]] for name in _KEYS[table])


def _said(table: str, row: Cells) -> str:
    """Return what a row says beside its key."""
    parts = [
        f"{column.name} {cell}"
        for column, cell in zip(FILES[table], row, strict=True)
        if column.name not in _KEYS[table] and cell != _EMPTY
    ]
    return ", ".join(parts) or "without more"
