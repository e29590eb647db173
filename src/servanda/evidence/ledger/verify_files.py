"""Verification of what a ledger names by its SHA-256: originals, agreements, files outside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from servanda.errors import EvidenceError
from servanda.evidence.ledger.agreements import text_digest
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.projection import check_outside

Cells = Mapping[str, Any]
_PARTS_SQL: Final = "SELECT content FROM file_parts WHERE sha256 = ? ORDER BY part_no"
_NAMED: Final = ("sha256", "areas_sha256")
"""Cells of attachments and agreements that name an original."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written.

    Attributes:
        what: `row`, `receipt`, `file` or `checkpoint`.
        first, last: numbers of the rows or receipts meant; 0 for files.
        fault: `changed`, `missing`, `moved`, `put in` or `does not fit`.
        words: one sentence.
    """

    what: str
    first: int
    last: int
    fault: str
    words: str


@dataclass(frozen=True)
class FilesVerified:
    """Originals that were compared with their hashes.

    Attributes:
        count: how many there are.
        agreements: how many of them are a version of an agreement.
        findings: what is not as it was written.
    """

    count: int
    agreements: int
    findings: tuple[Finding, ...]


def verify_files(ledger: Ledger) -> FilesVerified:
    """Compare every original with its SHA-256, and agreements with the hash of their text."""
    rows = ledger.store.run("SELECT sha256 FROM files ORDER BY entry_no, sha256")
    kept = [digest for (digest,) in rows]
    changed = {digest for digest in kept if _digest_of(ledger, digest) != digest}
    agreements = _cells_of(ledger, "agreements")
    named = [*_cells_of(ledger, "attachments"), *agreements]
    wanted = {cells[key] for cells in named for key in _NAMED if cells.get(key)}
    findings = [
        *(_found("changed", f"{_original(digest)} was changed") for digest in sorted(changed)),
        *(_found("missing", f"{_original(d)} is missing") for d in sorted(wanted - set(kept))),
        *_text_findings(ledger, agreements, set(kept) - changed),
    ]
    held = {cells.get("sha256") for cells in agreements} & set(kept)
    return FilesVerified(len(kept), len(held), tuple(findings))


def _original(digest: str) -> str:
    return f"the original with SHA-256 {digest}"


def _found(fault: str, words: str) -> Finding:
    return Finding("file", 0, 0, fault, words)


def _digest_of(ledger: Ledger, digest: str) -> str:
    whole = sha256()
    for part in ledger.store.parts(_PARTS_SQL, (digest,)):
        whole.update(part)
    return whole.hexdigest()


def _text_findings(
    ledger: Ledger, agreements: Iterable[Cells], intact: set[str]
) -> Iterable[Finding]:
    """Yield agreements whose text is not the one that fingerprints name."""
    for cells in agreements:
        digest, text = cells.get("sha256", ""), cells.get("text_sha256", "")
        if digest not in intact:
            continue
        data = b"".join(ledger.store.parts(_PARTS_SQL, (digest,)))
        if text_digest(data) != text:
            name = cells.get("name", digest)
            words = f"the text of agreement `{name}` is not the one with SHA-256 {text}"
            yield _found("changed", words)


def _cells_of(ledger: Ledger, table: str) -> list[Cells]:
    sql = "SELECT cells FROM rows WHERE table_name = ? ORDER BY seq"
    return [_object(cells) for (cells,) in ledger.store.run(sql, (table,))]


def _object(cells: Any) -> Cells:  # noqa: ANN401 - text, or what a driver makes of JSON
    """Return the cells of a row; none where they were changed into something unreadable."""
    try:
        found = json.loads(cells) if isinstance(cells, str) else cells
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def outside_findings(ledger: Ledger) -> list[Finding]:
    """Return the files outside that are missing or not what the ledger names any more."""
    sql = (
        "SELECT cells FROM rows r WHERE table_name = 'outside' AND change <> 'withdrawn'"
        " AND NOT EXISTS (SELECT 1 FROM rows n WHERE n.replaces_seq = r.seq) ORDER BY seq"
    )
    found: list[Finding] = []
    for (cells,) in ledger.store.run(sql):
        try:
            check_outside(dict(_object(cells)))
        except EvidenceError as error:
            found.append(_found("changed", error.problems[0].message))
    return found
