"""Moving names and exact places out of the tables of a case into its vault."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    tables = _tables(folder)
    known = {row.get("source", "") for name, path in tables for row in _read(path)[1]
             if "source" in _NAMED.get(name, ())}  # fmt: skip
    missing = [name for name in sources if name not in known]
    if missing:
        message = f"no row is of the source `{missing[0]}`"
        raise _error(message, "SV853", folder)
    aliases = _aliases(sources, known, vault)
    taken_sources = {alias: dict(cells) for alias, cells in vault.sources.items()}
    taken_reports = {name: dict(cells) for name, cells in vault.reports.items()}
    changed: list[tuple[Path, list[str], list[Row]]] = []
    count = 0
    for name, path in tables:
        header, rows = _read(path)
        before = [dict(row) for row in rows]
        for row in rows:
            is_theirs = row.get("source", "") in aliases and "source" in _NAMED.get(name, ())
            _rename(name, row, aliases)
            if is_theirs and name == "sources":
                taken_sources.setdefault(row["source"], {}).update(_take(row, _TAKEN_OF_SOURCE))
            if is_theirs and name == "reports":
                cells = _take(row, [*_TAKEN_OF_REPORT, *(h for h in header if _is_original(h))])
                key = _identity(row, path)
                taken_reports.setdefault(key, {}).update(cells)
                count += 1
        if rows != before:
            changed.append((path, header, rows))
    for said, alias in aliases.items():
        taken_sources.setdefault(alias, {})["source"] = said
    full = Vault(taken_sources, taken_reports)
    keep(full)
    for path, header, rows in changed:
        _write(path, header, rows)
    return Sealed(full, aliases, tuple(path for path, _, _ in changed), count)


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


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = [{k: v or "" for k, v in row.items() if k} for row in reader]
        return list(reader.fieldnames or ()), rows


def _write(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
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
