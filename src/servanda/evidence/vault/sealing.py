"""Moving names and exact places out of the tables of a case into its vault."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from pathlib import Path
from typing import Final

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.files import ENDINGS, table_name
from servanda.evidence.vault.opening import PLACES
from servanda.evidence.vault.sealed_file import Vault

Row = dict[str, str]

_NAMED: Final = {
    "reports": ("source", "origin"), "sources": ("source",), "coverage": ("source",),
    "words": ("source",),
}  # fmt: skip
_POINTING: Final = {
    "reports": ("of", "replaces"), "links": ("reports",), "marks": ("report",),
    "rulings": ("subject",),
}  # fmt: skip
_TAKEN_OF_SOURCE: Final = ("name", "link", "reason", "language")
_TAKEN_OF_REPORT: Final = ("latitude", "longitude", "radius_m", "place", "text", "link", "note",
                           "means")  # fmt: skip
"""Not what it is about: who looked for one ship would have looked for all of them without it."""

_BOUNDED: Final = ("latitude", "longitude")


@dataclass(frozen=True)
class Sealed:
    """What sealing did.

    Attributes:
        vault: with all that was taken out, and all that was in it before.
        aliases: name of a source to its alias.
        files: rewritten tables.
        reports: how many reports lost cells to the vault.
    """

    vault: Vault
    aliases: Mapping[str, str]
    files: tuple[Path, ...]
    reports: int


def seal_sources(
    folder: Path, sources: Sequence[str], vault: Vault, keep: Callable[[Vault], None]
) -> Sealed:
    """Replace sources by aliases in all tables of a folder, and take out what gives them away.

    Out of what is declared of them go the reasons. Out of their reports go the point, the place in
    words, the quotation, the link, notes and the original row; area, time, act, matter and figures
    stay. A source that the vault knows keeps its alias: under a second one it would be a second
    origin.

    Args:
        folder: of the case; its tables are CSV.
        sources: names of sources, as in the column `source`.
        vault: open; what is taken out is added to it.
        keep: writes the vault; called before any table is changed, so that nothing can get lost.

    Raises:
        EvidenceError: SV853, a source does not occur; SV854, a table is no CSV; SV855, a report
            has no id of its own; SV860, one would say more without its point.
    """
    tables = [(name, path, _read(path)) for name, path in _tables(folder)]
    known = {row.get(column, "") for name, _, table in tables for row in table.rows
             for column in _NAMED.get(name, ())}  # fmt: skip
    missing = [name for name in sources if name not in known]
    if missing:
        message = f"no row is of the source `{missing[0]}`"
        raise _error(message, "SV853", folder)
    moving = _Moving(_aliases(sources, known, vault), vault)
    moved = [(path, table, moving.table(name, path, table)) for name, path, table in tables]
    if moving.problems:
        raise EvidenceError(tuple(moving.problems))
    full = moving.vault()
    keep(full)
    changed = [(path, after) for path, before, after in moved if after.rows != before.rows]
    for path, table in changed:
        _write(path, table)
    return Sealed(full, moving.aliases, tuple(path for path, _ in changed), moving.reports)


class _Moving:
    """Cells on their way from tables into a vault."""

    def __init__(self, aliases: Mapping[str, str], vault: Vault) -> None:
        self.aliases = aliases
        self.reports = 0
        self.problems: list[Problem] = []
        self._sources = {alias: dict(cells) for alias, cells in vault.sources.items()}
        self._reports = {_pointed(name, aliases): dict(c) for name, c in vault.reports.items()}

    def table(self, name: str, path: Path, table: _Table) -> _Table:
        """Return a table with aliases, and without what gives its confidential sources away."""
        rows = zip(table.rows, table.lines, strict=True)
        moved = tuple(self._row(name, Place(str(path), line), row) for row, line in rows)
        return replace(table, rows=moved)

    def _row(self, name: str, place: Place, given: Row) -> Row:
        row = dict(given)
        is_theirs = any(row.get(column) in self.aliases for column in _NAMED.get(name, ()))
        _rename(name, row, self.aliases)
        if is_theirs and name == "sources":
            self._sources.setdefault(row["source"], {}).update(_take(row, _TAKEN_OF_SOURCE))
        if is_theirs and name in {"coverage", "words"}:
            self._reason(name, row)
        if is_theirs and name == "reports":
            self._report(row, place)
        return row

    def _reason(self, table: str, row: Row) -> None:
        """Take out why a source was declared to watch, count or mean something: where it sits."""
        held = self._sources.setdefault(row["source"], {})
        number = 1 + sum(name.startswith(f"{table} ") for name in held)
        held |= {f"{table} {number}": text for text in _take(row, ("reason",)).values()}

    def _report(self, row: Row, place: Place) -> None:
        problem = _unsealable(row, place)
        originals = [column for column in row if _is_original(column)]
        cells = _take(row, [*_TAKEN_OF_REPORT, *originals])
        held = self._reports.setdefault(f"{row['source']}:{row.get('report', '')}", {})
        if problem is None and any(held.get(name, text) != text for name, text in cells.items()):
            message = f"the vault holds another report of this source with the id `{row['report']}`"
            hint = "give the later one an id of its own"
            problem = Problem("SV855", message, (place,), hint)
        if problem is not None:
            self.problems.append(problem)
        held.update(cells)
        self.reports += 1

    def vault(self) -> Vault:
        """Return the vault with all that was moved, and the names behind the aliases."""
        for said, alias in self.aliases.items():
            self._sources.setdefault(alias, {})["source"] = said
        return Vault(self._sources, self._reports)


def _unsealable(row: Row, place: Place) -> Problem | None:
    """Return why a report cannot be sealed as it is."""
    if not row.get("report"):
        message = "a report of a confidential source needs an id of its own"
        return Problem("SV855", message, (place,), "write one into `report`")
    if not _is_readable(row):
        message = f"the point of `{row['report']}` cannot be read, and without it the row could"
        hint = "mend `latitude`, `longitude` and `radius_m`, or empty them, then seal it"
        return Problem("SV860", f"{message} be used", (place,), hint)
    is_event = row.get("kind", "").strip() in {"", "event"}
    is_look = row.get("stance", "").strip() == "observed-none"
    if (is_event and not is_look) or row.get("area", "").strip():
        return None
    if not any(row.get(name, "").strip() for name in _BOUNDED):
        return None
    message = f"without its point `{row['report']}` would have looked or counted everywhere"
    return Problem("SV860", message, (place,), "say in `area` where it was, then seal it")


def _is_readable(row: Row) -> bool:
    """Return whether a point is one that evidence takes: a row with another is rejected."""
    latitude, longitude, radius = (row.get(name, "").strip() for name in PLACES)
    try:
        is_there = abs(Decimal(latitude or 0)) <= 90 and abs(Decimal(longitude or 0)) <= 180
        is_there = is_there and Decimal(radius or 0) >= 0
    except InvalidOperation:
        return False
    return is_there and bool(latitude) == bool(longitude) and bool(latitude or not radius)


def _is_original(name: str) -> bool:
    return name.startswith("original_")


def _tables(folder: Path) -> list[tuple[str, Path]]:
    found = []
    for path in sorted(folder.iterdir()):
        name = table_name(path)
        if not name or path.suffix.lower() not in ENDINGS:
            continue
        if path.suffix.lower() != ".csv":
            message = f"`{path.name}` is no CSV and would keep the names"
            raise _error(message, "SV854", path)
        found.append((name, path))
    return found


def _error(message: str, code: str, path: Path) -> EvidenceError:
    return EvidenceError((Problem(code, message, (Place(str(path)),)),))


@dataclass(frozen=True)
class _Table:
    """One CSV table as it was written: header, rows, their lines, and what parts their cells."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    delimiter: str


def _read(path: Path) -> _Table:
    """Read a table so that it can be written again without loss.

    Raises:
        EvidenceError: SV854, it cannot.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = f"`{path.name}` is not UTF-8 and cannot be rewritten"
        raise _error(message, "SV854", path) from None
    first = "".join(text.partition("\n")[0].split('"')[::2])
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = tuple(name.strip() for name in next(reader, ()))
    begins, found = reader.line_num + 1, []
    for cells in reader:
        # As evidence reads them: a name with a space behind it is the same name.
        found.append((begins, [cell.strip() for cell in cells]))
        begins = reader.line_num + 1
    if len(set(header)) < len(header) or any(len(cells) > len(header) for _, cells in found):
        message = f"`{path.name}` has a row or a header that cannot be rewritten without loss"
        raise _error(message, "SV854", path)
    kept = [(line, cells) for line, cells in found if any(cells)]
    rows = tuple(dict(zip_longest(header, cells, fillvalue="")) for _, cells in kept)
    return _Table(header, rows, tuple(line for line, _ in kept), delimiter)


def _write(path: Path, table: _Table) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.header, delimiter=table.delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table.rows)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _aliases(sources: Sequence[str], known: set[str], vault: Vault) -> dict[str, str]:
    """Return name to alias: the one that the vault knows it by, else a new one."""
    held = {cells.get("source", ""): alias for alias, cells in vault.sources.items()}
    taken = known | set(vault.sources)
    aliases: dict[str, str] = {}
    number = 1
    for name in dict.fromkeys(sources):
        while f"confidential-{number}" in taken:
            number += 1
        aliases[name] = held.get(name) or f"confidential-{number}"
        taken.add(aliases[name])
    return aliases


def _rename(table: str, row: Row, aliases: Mapping[str, str]) -> None:
    for column in _NAMED.get(table, ()):
        if column in row:
            row[column] = aliases.get(row[column], row[column])
    for column in _POINTING.get(table, ()):
        if row.get(column):
            row[column] = "|".join(_pointed(part, aliases) for part in row[column].split("|"))


def _pointed(part: str, aliases: Mapping[str, str]) -> str:
    """Return a reference `source:report` under the alias of its source; ids may hold colons."""
    said = part.strip()
    for name in sorted(aliases, key=len, reverse=True):
        if said.startswith(f"{name}:"):
            return aliases[name] + said[len(name) :]
    return part


def _take(row: Row, columns: Sequence[str]) -> Row:
    """Return the filled cells of some columns and empty them in the row."""
    taken = {name: row[name] for name in columns if row.get(name)}
    row.update(dict.fromkeys(taken, ""))
    return taken
