"""Checkpoints: the end of a ledger on a slip of paper.

Whoever holds one can tell whether anything up to it was changed since, even if whoever changed it
made all hashes anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.book import Ledger

_TITLE: Final = "servanda checkpoint 1"
_ID: Final = re.compile(r"[0-9a-f-]{36}")
_LINK: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Checkpoint:
    """The end of a ledger at some time.

    Attributes:
        ledger_id: whose.
        entry_no, seq: its last receipt and its last row.
        entered_at: when that receipt was written.
        chain: its link, hexadecimal.
    """

    ledger_id: str
    entry_no: int
    seq: int
    entered_at: str
    chain: str


def build_checkpoint(ledger: Ledger) -> Checkpoint:
    """Return the checkpoint of the present end of a ledger."""
    head = ledger.head()
    return Checkpoint(
        head.ledger_id, head.entry_no, head.seq, head.entered_at or head.created_at, head.chain
    )


def show_checkpoint(checkpoint: Checkpoint) -> str:
    """Return a checkpoint as lines to print or publish; the link in groups that a person reads."""
    groups = [checkpoint.chain[k : k + 8] for k in range(0, 64, 8)]
    return (
        f"{_TITLE}\n"
        f"ledger   {checkpoint.ledger_id}\n"
        f"receipt  {checkpoint.entry_no}\n"
        f"row      {checkpoint.seq}\n"
        f"written  {checkpoint.entered_at}\n"
        f"chain    {' '.join(groups[:4])}\n"
        f"         {' '.join(groups[4:])}\n"
    )


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint from a file; blanks and line breaks may differ, as when typed from paper.

    Raises:
        EvidenceError: SV710, it is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, str(error)) from None
    words = text.lower().split()
    if " ".join(words[:3]) != _TITLE:
        raise _unusable(path, f"it does not begin with `{_TITLE}`")
    fields = dict(zip(words[3:11:2], words[4:11:2], strict=False))
    chain = "".join(words[12:])
    try:
        entry_no, seq = int(fields["receipt"]), int(fields["row"])
        ledger_id, written = fields["ledger"], fields["written"].upper()
    except (KeyError, ValueError):
        raise _unusable(path, "a line is missing") from None
    if not _ID.fullmatch(ledger_id) or not _LINK.fullmatch(chain):
        raise _unusable(path, "its chain or ledger is cut off")
    return Checkpoint(ledger_id, entry_no, seq, written, chain)


def _unusable(path: Path, why: str) -> EvidenceError:
    message = f"`{path}` is no checkpoint: {why}"
    hint = "make one with `servanda checkpoint --ledger ... > checkpoint.txt`"
    return EvidenceError((Problem("SV710", message, (Place(str(path)),), hint),))
