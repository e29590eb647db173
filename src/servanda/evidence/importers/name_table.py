"""Names of an outside file and whom or what they mean in the case: `imports/names.csv`.

A person fills in `means`: an actor or area of the case, `-` (known, and none of this case) or `?`
(nobody can tell). What stands in the file is never overwritten; new names are added below it with
`means` left empty, and an empty one is read as unknown.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.formats import header_of
from servanda.evidence.importers.sheet import read_table, text_of
from servanda.evidence.names import KnownNames

KINDS: Final = ("actor", "area", "origin")
COLUMNS: Final = ("kind", "says", "means", "rows", "why")
OUTSIDE: Final = "-"
UNKNOWN: Final = "?"
EVERY: Final = "*"
_SAME: Final = "the same name as in the agreement"


@dataclass(frozen=True)
class NewName:
    """A name that neither the case nor the table knows.

    Attributes:
        kind: actor, area or origin.
        says: as the file writes it.
        rows: how many cells say it.
        means: the actor or area of the case that has the same name; empty: none has.
    """

    kind: str
    says: str
    rows: int
    means: str = ""


@dataclass(frozen=True)
class NameTable:
    """What the names of outside files mean.

    Attributes:
        means: kind and name in lower case to what it means; filled in by people.
        known: names of the case, which mean themselves; None: there is no case.
    """

    means: Mapping[tuple[str, str], str] = field(default_factory=dict)
    known: KnownNames | None = None

    def meaning(self, kind: str, says: str) -> str | None:
        """Return what a name means, or None where nobody has said."""
        said = self.means.get((kind, _plain(says)))
        if said:
            return said
        own = self._own(kind, says)
        return own or self.means.get((kind, EVERY)) or None

    def is_explained(self, kind: str, says: str) -> bool:
        """Return whether a person has said what a name means."""
        return bool({(kind, _plain(says)), (kind, EVERY)} & self.means.keys())

    def _own(self, kind: str, says: str) -> str:
        if self.known is None:
            return ""
        if kind == "actor":
            return self.known.actor(_plain(says))
        areas = {name.lower(): name for name in self.known.areas.names}
        return areas.get(_plain(says), "") if kind == "area" else ""


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def relation(
    kind: str, columns: Sequence[pa.ChunkedArray], names: NameTable, more: Sequence[str] = ()
) -> tuple[pa.Table, list[NewName]]:
    """Return what the distinct names of some columns mean, and those that nobody knows.

    Args:
        kind: of the names.
        columns: string columns of the sheet.
        names: what they mean.
        more: names that no column holds.

    Returns:
        Columns `says` (as written, unique) and `means` (null: unknown); new names, most frequent
        first.
    """
    counts: dict[str, int] = dict.fromkeys(more, 1)
    for column in columns:
        for row in pc.value_counts(pc.drop_null(column)).to_pylist():
            counts[row["values"]] = counts.get(row["values"], 0) + row["counts"]
    found = {says: names.meaning(kind, says) for says in sorted(counts)}
    new = [
        NewName(kind, says, counts[says], means or "")
        for says, means in found.items()
        if means is None or not names.is_explained(kind, says)
    ]
    table = pa.table({
        "says": pa.array(list(found), pa.string()),
        "means": pa.array([None if m == UNKNOWN else m for m in found.values()], pa.string()),
    })  # fmt: skip
    return table, sorted(new, key=lambda name: (-name.rows, name.says))


def read_names(path: Path, known: KnownNames | None = None) -> NameTable:
    """Read the table of names.

    Raises:
        EvidenceError: SV805, a row has no kind, means no actor or area of the case, or one name
            means two things.
    """
    if not path.exists():
        return NameTable({}, known)
    sheet = read_table(path)
    means: dict[tuple[str, str], str] = {}
    problems = [
        Problem("SV805", f"the row cannot be read: {row.reason}", (Place(str(path), row.row_no),),
                row.hint) for row in sheet.bad_rows
    ]  # fmt: skip
    for row in sheet.rows.to_pylist():
        key = (row.get("kind") or "", _plain(row.get("says") or ""))
        said = row.get("means") or ""
        message = _fault(key, said, means, known)
        if message:
            problems.append(Problem("SV805", message, (Place(str(path), row["row_no"]),)))
        elif said:
            means[key] = _canonical(key[0], said, known)
    if problems:
        raise EvidenceError(tuple(problems))
    return NameTable(means, known)


def _fault(
    key: tuple[str, str], said: str, means: Mapping[tuple[str, str], str], known: KnownNames | None
) -> str:
    kind, says = key
    if kind not in KINDS:
        return f"`{kind}` is none of {', '.join(KINDS)}"
    if not says:
        return "`says` is empty"
    if means.get(key, said) != said:
        return f"{kind} `{says}` means `{means[key]}` and `{said}`"
    if not said or said in {OUTSIDE, UNKNOWN} or known is None or kind == "origin":
        return ""
    missing = [part for part in said.split("|") if not _canonical(kind, part, known)]
    return f"`{missing[0]}` is no {kind} of the case" if missing else ""


def _canonical(kind: str, said: str, known: KnownNames | None) -> str:
    if kind == "origin" or known is None or said in {OUTSIDE, UNKNOWN}:
        return said
    areas = {name.lower(): name for name in known.areas.names}
    found = [
        known.actor(_plain(part)) if kind == "actor" else areas.get(_plain(part), "")
        for part in said.split("|")
    ]
    return "|".join(found) if all(found) else ""


def add_names(path: Path, new: Sequence[NewName]) -> int:
    """Add names that nobody knows to the table, below what stands in it; return how many."""
    there = _written(path)
    fresh = [name for name in new if (name.kind, _plain(name.says)) not in there]
    if not fresh:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    delimiter, is_open = (",", False) if is_new else _written_as(path)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        if is_open:
            file.write("\n")
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerows((n.kind, n.says, n.means, n.rows, _SAME if n.means else "") for n in fresh)
    return len(fresh)


def _written_as(path: Path) -> tuple[str, bool]:
    """Return what parts the cells of a table, and whether its last line is still open.

    People save it with other programs, some of which write semicolons, or no last line break.
    """
    data = text_of(path)
    return header_of(data)[1], not data.endswith(b"\n")


def _written(path: Path) -> set[tuple[str, str]]:
    if not path.exists():
        return set()
    rows = read_table(path).rows.to_pylist()
    return {(row.get("kind") or "", _plain(row.get("says") or "")) for row in rows}
