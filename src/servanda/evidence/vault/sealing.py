"""Moving names and exact places out of the tables of a case into its vault."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.files import ENDINGS, table_name
from servanda.evidence.vault.sealed_file import FILE, Vault

Row = dict[str, str]

_SHORT: Final = 3
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
                           "means", "about")  # fmt: skip


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

    Out of their reports go the point, the place in words, the quotation, the link, notes and the
    original row; area, time, act and figures stay.

    Args:
        folder: of the case; its tables are CSV.
        sources: names of sources, as in the column `source`.
        vault: open; what is taken out is added to it.
        keep: writes the vault; called before any table is changed, so that nothing can get lost.

    Raises:
        EvidenceError: SV853, a source does not occur; SV854, a table is no CSV.
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
        self._sources = {alias: dict(cells) for alias, cells in vault.sources.items()}
        self._reports = {name: dict(cells) for name, cells in vault.reports.items()}

    def table(self, name: str, path: Path, table: _Table) -> _Table:
        """Return a table with aliases, and without what gives its confidential sources away."""
        return replace(table, rows=tuple(self._row(name, path, row) for row in table.rows))

    def _row(self, name: str, path: Path, given: Row) -> Row:
        row = dict(given)
        is_theirs = any(row.get(column) in self.aliases for column in _NAMED.get(name, ()))
        _rename(name, row, self.aliases)
        if is_theirs and name == "sources":
            self._sources.setdefault(row["source"], {}).update(_take(row, _TAKEN_OF_SOURCE))
        if is_theirs and name == "reports":
            originals = [column for column in row if _is_original(column)]
            cells = _take(row, [*_TAKEN_OF_REPORT, *originals])
            self._reports.setdefault(_identity(row, path), {}).update(cells)
            self.reports += 1
        return row

    def vault(self) -> Vault:
        """Return the vault with all that was moved, and the names behind the aliases."""
        for said, alias in self.aliases.items():
            self._sources.setdefault(alias, {})["source"] = said
        return Vault(self._sources, self._reports)


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
    """One CSV table as it was written: its header, its rows, and what parts its cells."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
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
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    header = tuple(name.strip() for name in lines[0]) if lines else ()
    if len(set(header)) < len(header) or any(len(line) > len(header) for line in lines):
        message = f"`{path.name}` has a row or a header that cannot be rewritten without loss"
        raise _error(message, "SV854", path)
    rows = [dict(zip(header, [*line, *[""] * len(header)], strict=False)) for line in lines[1:]]
    return _Table(header, tuple(row for row in rows if any(row.values())), delimiter)


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
    taken = known | set(vault.sources)
    aliases = {}
    number = 1
    for name in sources:
        while f"confidential-{number}" in taken:
            number += 1
        aliases[name] = f"confidential-{number}"
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
    source, mark, report = part.strip().rpartition(":")
    return f"{aliases.get(source, source)}{mark}{report}" if mark else part


def _take(row: Row, columns: Sequence[str]) -> Row:
    """Return the filled cells of some columns and empty them in the row."""
    taken = {name: row[name] for name in columns if row.get(name)}
    row.update(dict.fromkeys(taken, ""))
    return taken


def _identity(row: Row, path: Path) -> str:
    if not row.get("report"):
        message = "a report of a confidential source needs an id of its own"
        code = "SV855"
        raise _error(message, code, path)
    return f"{row['source']}:{row['report']}"


def left_over(folder: Path, words: Sequence[str]) -> tuple[Problem, ...]:
    """Return where names that were sealed can still be read in the text files of a folder.

    Args:
        folder: of the case, with all below it.
        words: names and other cells that were taken out; those of fewer than four letters are left
            aside, since they occur everywhere.
    """
    wanted = [word.lower() for word in words if len(word.strip()) > _SHORT]
    problems = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != FILE):
        for line, text in _lines(path):
            found = next((word for word in wanted if word in text.lower()), "")
            if found:
                message = f"`{path.name}` still holds what was sealed"
                hint = "rewrite it by hand, and delete earlier copies"
                place = (Place(str(path), line),)
                problems.append(Problem("SV856", message, place, hint, "warning"))
                break
    return tuple(problems)


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError):
        return []
    return list(enumerate(text.splitlines(), start=1))
