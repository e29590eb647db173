"""The head of a projection: what it holds, of which files, and under which names it was read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from servanda.errors import EvidenceError, Problem, problem_error
from servanda.evidence.names import KnownNames
from servanda.evidence.projection.format import HEAD, VERSION


@dataclass(frozen=True)
class SourceFile:
    """A file that was read.

    Attributes:
        path: as the user gave it.
        table: to which it belongs.
        sha256: of its bytes; of rows of a ledger the last link of its chain; empty for a table in
            memory.
    """

    path: str
    table: str
    sha256: str


@dataclass(frozen=True)
class Head:
    """What is written in `index.json`.

    Attributes:
        counts: rows used, by table, and `rejected` and `repeated` rows.
        hash: SHA-256 of what was read: that of the evidence, the same as in memory, if it was asked
            for; else that of the hashes of the files, by table.
        names_hash: of what the agreement lets evidence name.
        clauses_hash: of the labels that rulings may name.
        scales: unit to the number by which its figures are multiplied; others are whole.
        last_recorded_at: microseconds UTC; None: nothing has an instant.
        files: all that were read; `file_no` counts those of reports from 0.
        remarks: what is worth knowing, as codes with messages and hints.
        version: of the format.
    """

    counts: Mapping[str, int]
    hash: str
    names_hash: str
    clauses_hash: str
    scales: Mapping[str, int] = field(default_factory=dict)
    last_recorded_at: int | None = None
    files: tuple[SourceFile, ...] = ()
    remarks: tuple[tuple[str, str, str], ...] = ()
    version: int = VERSION

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is worth knowing, as those see it who judge from the index."""
        return tuple(
            Problem(code, message, hint=hint, severity="warning")
            for code, message, hint in self.remarks
        )

    def report_files(self) -> tuple[str, ...]:
        """Return the files of reports in the order of `file_no`."""
        return tuple(file.path for file in self.files if file.table == "reports")


def names_hash(names: KnownNames) -> str:
    """Return the SHA-256 of all that decides how a cell is read."""
    meant = (
        names.zone.key, names.vocabulary, dict(names.actors), names.lists,
        names.areas.names, names.areas.bounds,
    )  # fmt: skip
    return _hash_of(meant)


def clauses_hash(names: KnownNames) -> str:
    """Return the SHA-256 of the labels that a ruling may name."""
    return _hash_of(names.clauses)


def hash_of_files(files: tuple[SourceFile, ...]) -> str:
    """Return the SHA-256 of the files, whatever they are called.

    The hash of evidence is that of every row's content, in whatever file and order it stands
    (`digests`). It may double the time of an index, which is named by the bytes of its files unless
    it is asked for; the same rows in another format give another hash.
    """
    return _hash_of(sorted((file.table, file.sha256) for file in files))


def _hash_of(value: object) -> str:
    return sha256(json.dumps(_plain(value), ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON can hold
    """Return a value as JSON can hold it, whatever order sets and mappings have."""
    if isinstance(value, str | int | float | bool | None):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return [[f.name, _plain(getattr(value, f.name))] for f in fields(value) if f.repr]
    if isinstance(value, Mapping):
        return sorted([str(key), _plain(one)] for key, one in value.items())
    if isinstance(value, set | frozenset):
        return sorted(json.dumps(_plain(one), ensure_ascii=False) for one in value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)


def write_head(head: Head, folder: Path) -> None:
    """Write `index.json`; a folder without it is no projection."""
    text = json.dumps(asdict(head), indent=1, ensure_ascii=False)
    (folder / HEAD).write_text(text + "\n", encoding="utf-8")


def read_head(folder: Path, names: KnownNames | None = None) -> Head:
    """Read the head of a projection.

    Args:
        folder: the projection.
        names: of the agreement that is to be judged; None: they are not compared.

    Raises:
        EvidenceError: SV394, the folder holds no projection of this version; SV395, it was read
            under other names.
    """
    path = folder / HEAD
    hint = "make it anew: `servanda index CASE --to FOLDER`"
    try:
        found = json.loads(path.read_text("utf-8"))
        version = found["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"`{folder}` is no index of a record: {error}"
        raise problem_error(EvidenceError, "SV394", message, hint) from None
    if version != VERSION:
        message = f"`{folder}` has version {version} of the index, this release reads {VERSION}"
        raise problem_error(EvidenceError, "SV394", message, hint)
    files = tuple(SourceFile(**file) for file in found.pop("files"))
    remarks = tuple(tuple(one) for one in found.pop("remarks"))
    head = Head(**found, files=files, remarks=remarks)
    if names is not None and head.names_hash != names_hash(names):
        message = f"`{folder}` was made under other actors, areas, words or another zone"
        raise problem_error(EvidenceError, "SV395", message, hint)
    is_ruled = any(file.table == "rulings" for file in files)
    if names is not None and is_ruled and head.clauses_hash != clauses_hash(names):
        message = f"`{folder}` has rulings that were read under other labels of clauses"
        raise problem_error(EvidenceError, "SV395", message, hint)
    return head
