"""Verification: every row and receipt against the chain, every original against its hash.

Each record is compared with the link stored before it, so that one change shows as one finding and
not as a thousand. What a finding can and cannot tell stands in docs/explanation/ledger.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import pyarrow as pa

from servanda.evidence.ledger.book import Head, Ledger
from servanda.evidence.ledger.chain import entry_link, genesis, links, record_text, row_digests
from servanda.evidence.ledger.checkpoint import Checkpoint
from servanda.evidence.ledger.records import ROWS, Entry
from servanda.evidence.ledger.verify_files import Finding, outside_findings, verify_files
from servanda.progress import Progress, silent

_BATCH: Final = 50_000
_MOST_MOVED: Final = 300


@dataclass(frozen=True)
class Verification:
    """What was looked at and what was found.

    Attributes:
        entries, rows, files: how many were verified.
        agreements: how many of the files are a version of an agreement, whose text was verified.
        checkpoints: how many checkpoints fit.
        findings: rows first, then receipts, files and checkpoints; none: all is as it was written.
    """

    entries: int
    rows: int
    files: int
    agreements: int
    checkpoints: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Loose:
    """A row that does not follow from the one before it."""

    row: Mapping[str, Any]
    before: str

    def fits(self, seq: int, before: str) -> bool:
        """Return whether it is what was written at another place."""
        values = ({**self.row, "seq": seq}[name] for name in ROWS.names if name != "chain")
        digest = sha256(record_text(values).encode()).hexdigest()
        return bool(links(before, [digest])[0] == self.row["chain"])


@dataclass
class _Walk:
    """What a walk along the rows needs and finds.

    Attributes:
        heads: first row of each receipt to the link before it; empty where that is unknown.
        ends: last row of each receipt to its link, filled in on the way.
        loose: rows that do not follow.
        missing: ranges of rows that are not there.
        count, last: rows seen, number of the last of them.
    """

    heads: Mapping[int, str]
    ends: dict[int, str]
    loose: list[_Loose] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0
    last: int = 0
    link: str = ""


def verify_ledger(
    ledger: Ledger, checkpoints: Iterable[Checkpoint] = (), progress: Progress = silent
) -> Verification:
    """Compare a whole ledger with its hash chain.

    Args:
        ledger: to verify.
        checkpoints: printed or published before.
        progress: called with the name of the step and the done share.
    """
    with ledger.reading():
        head, entries = ledger.head(), ledger.entries()
        walk = _walk_rows(ledger, head, entries, progress)
        findings = [*_row_findings(walk, head.seq), *_entry_findings(walk, head, entries)]
        files = verify_files(ledger)
        findings += [*files.findings, *outside_findings(ledger)]
    given = list(checkpoints)
    wrong = _checkpoint_findings(head, entries, given)
    return Verification(
        entries=len(entries),
        rows=walk.count,
        files=files.count,
        agreements=files.agreements,
        checkpoints=len(given) - len(wrong),
        findings=(*findings, *wrong),
    )


# ---- rows ---------------------------------------------------------------------------------------


def _walk_rows(ledger: Ledger, head: Head, entries: list[Entry], progress: Progress) -> _Walk:
    known = {entry.entry_no: entry.chain for entry in entries}
    known[0] = genesis(head.ledger_id, head.created_at)
    heads = {
        e.first_seq: known.get(e.entry_no - 1, "") for e in entries if e.last_seq >= e.first_seq
    }
    for entry in (*entries, None):
        # Rows whose receipt is missing begin after those of the receipt before it.
        if entry is None or entry.entry_no + 1 not in known:
            heads.setdefault(entry.last_seq + 1 if entry else head.seq + 1, "")
    walk = _Walk(heads, {e.last_seq: "" for e in entries})
    while (rows := ledger.rows_after(walk.last, _BATCH)).num_rows:
        _walk_batch(rows, walk)
        progress("verifying rows", min(1.0, walk.last / max(1, head.seq)))
    return walk


def _walk_batch(rows: pa.Table, walk: _Walk) -> None:
    seqs, chains = rows["seq"].to_pylist(), rows["chain"].to_pylist()
    digests = row_digests(rows)
    for place, (seq, chain, digest) in enumerate(zip(seqs, chains, digests, strict=True)):
        before = walk.link
        if seq != walk.last + 1:
            walk.missing.append((walk.last + 1, seq - 1))
            before = ""
        before = walk.heads.get(seq, before)
        if before and sha256((before + digest).encode()).hexdigest() != chain:
            walk.loose.append(_Loose(rows.slice(place, 1).to_pylist()[0], before))
        if seq in walk.ends:
            walk.ends[seq] = chain
        walk.last, walk.link = seq, chain
    walk.count += rows.num_rows


def _row_findings(walk: _Walk, last_seq: int) -> list[Finding]:
    """Return what is wrong with rows; `last_seq` is the last row of the last receipt."""
    missing = list(walk.missing)
    if walk.last < last_seq:
        missing.append((walk.last + 1, last_seq))
    found = [Finding("row", first, last, "missing", f"{_numbers('row', first, last)} missing")
             for first, last in missing]  # fmt: skip
    found += _loose_findings(walk)
    if walk.last > last_seq:
        words = f"{_numbers('row', last_seq + 1, walk.last)} of no receipt"
        found.append(Finding("row", last_seq + 1, walk.last, "put in", words))
    return sorted(found, key=lambda finding: finding.first)


def _numbers(what: str, first: int, last: int) -> str:
    return f"{what} {first} is" if first == last else f"{what}s {first} to {last} are"


def _loose_findings(walk: _Walk) -> list[Finding]:
    """Return the rows that were changed, and those that only stand at another place."""
    found: list[Finding] = []
    links_now: dict[int, str] = {}
    candidates = walk.loose if len(walk.loose) <= _MOST_MOVED else []
    for loose in walk.loose:
        seq = loose.row["seq"]
        before = loose.before if seq in walk.heads else links_now.get(seq - 1, loose.before)
        origin = next((other for other in candidates if other.fits(seq, before)), None)
        links_now[seq] = (origin or loose).row["chain"]
        if origin is None:
            found.append(Finding("row", seq, seq, "changed", _changed_words(loose.row)))
        elif origin is not loose:
            now = origin.row["seq"]
            words = f"the row that was written as {seq} stands at {now}"
            found.append(Finding("row", seq, seq, "moved", words))
    return found


def _changed_words(row: Mapping[str, Any]) -> str:
    what = f"{row['table_name']} {row['row_key']}"
    return f"row {row['seq']} ({what}) was changed, or the row before it with its hash"


# ---- receipts -----------------------------------------------------------------------------------


def _entry_findings(walk: _Walk, head: Head, entries: list[Entry]) -> list[Finding]:
    found: list[Finding] = []
    before, number = genesis(head.ledger_id, head.created_at), 0
    moved = [loose.row["chain"] for loose in walk.loose]
    for entry in entries:
        if entry.entry_no != number + 1:
            words = f"{_numbers('receipt', number + 1, entry.entry_no - 1)} missing"
            found.append(Finding("receipt", number + 1, entry.entry_no - 1, "missing", words))
            before = ""
        if entry.last_seq >= entry.first_seq:
            before = walk.ends[entry.last_seq]
        fits = not before or any(entry_link(b, entry) == entry.chain for b in (before, *moved))
        if not fits:
            words = f"receipt {entry.entry_no} ({entry.feed}) was changed"
            found.append(Finding("receipt", entry.entry_no, entry.entry_no, "changed", words))
        before, number = entry.chain, entry.entry_no
    return found


# ---- checkpoints --------------------------------------------------------------------------------


def _checkpoint_findings(
    head: Head, entries: list[Entry], checkpoints: Iterable[Checkpoint]
) -> list[Finding]:
    known = {entry.entry_no: entry.chain for entry in entries}
    known[0] = genesis(head.ledger_id, head.created_at)
    found: list[Finding] = []
    for point in sorted(checkpoints, key=lambda p: p.entry_no):
        number = point.entry_no
        if point.ledger_id != head.ledger_id:
            words = f"the checkpoint of receipt {number} is of another ledger ({point.ledger_id})"
        elif number not in known:
            words = f"the ledger ends at receipt {head.entry_no}, the checkpoint is of {number}"
        elif known[number] != point.chain:
            words = f"something up to receipt {number} was changed since {point.entered_at}"
        else:
            continue
        found.append(Finding("checkpoint", number, number, "does not fit", words))
    return found
