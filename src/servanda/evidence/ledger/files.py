"""Originals: files kept by their SHA-256, apart from the copies that people work with."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.book import Ledger

_PART: Final = 4 * 2**20


def keep_file(ledger: Ledger, path: Path, digest: str, entry_no: int) -> None:
    """Keep the bytes of a file; call it inside `store.writing()`.

    Args:
        ledger: to keep it in; a file that it has already is not kept twice.
        path: of the file.
        digest: its SHA-256 as it was named in the receipt.
        entry_no: of the receipt.

    Raises:
        EvidenceError: SV714, the file was changed while it was read.
    """
    store = ledger.store
    if store.run("SELECT 1 FROM files WHERE sha256 = ?", (digest,)):
        return
    whole, size = sha256(), 0
    for number, part in enumerate(_parts_of(path), start=1):
        whole.update(part)
        size += len(part)
        values = (digest, number, part)
        store.run("INSERT INTO file_parts (sha256, part_no, content) VALUES (?, ?, ?)", values)
    if whole.hexdigest() != digest:
        message = f"`{path}` was changed while it was read"
        raise EvidenceError((Problem("SV714", message, (Place(str(path)),), "try again"),))
    store.run(
        "INSERT INTO files (sha256, bytes, entry_no) VALUES (?, ?, ?)", (digest, size, entry_no)
    )


def _parts_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part


def find_file(ledger: Ledger, start: str) -> str:
    """Return the SHA-256 that begins with some digits.

    Raises:
        EvidenceError: SV713, no original or more than one has it.
    """
    sql = "SELECT sha256 FROM files WHERE substr(sha256, 1, ?) = ? ORDER BY sha256"
    found = [row[0] for row in ledger.store.run(sql, (len(start), start.lower()))] if start else []
    if len(found) == 1:
        return str(found[0])
    count = f"{len(found)} originals" if found else "no original"
    message = f"{count} in `{ledger.shown}` with a SHA-256 that begins with `{start}`"
    raise EvidenceError((Problem("SV713", message, hint="`servanda receipts` lists them"),))


def write_copy(ledger: Ledger, digest: str, path: Path) -> int:
    """Write a working copy of an original and return its length in bytes.

    Args:
        ledger: that has it.
        digest: its whole SHA-256.
        path: a file that is not there yet.

    Raises:
        EvidenceError: SV704, the file is there or cannot be written; SV714, the original is
            damaged (no copy is left).
    """
    whole, size = sha256(), 0
    try:
        with path.open("xb") as file:
            for part in ledger.store.parts(
                "SELECT content FROM file_parts WHERE sha256 = ? ORDER BY part_no", (digest,)
            ):
                whole.update(part)
                size += file.write(part)
    except OSError as error:
        message = f"`{path}` cannot be written: {error.strerror or error}"
        hint = "name a file that is not there yet"
        raise EvidenceError((Problem("SV704", message, (Place(str(path)),), hint),)) from None
    if whole.hexdigest() != digest:
        path.unlink()
        message = f"the original with SHA-256 {digest} is damaged"
        raise EvidenceError((Problem("SV714", message, hint="run `servanda verify`"),))
    return size
