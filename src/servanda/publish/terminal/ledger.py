"""Receipts, verifications and checkpoints on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from servanda.evidence.ledger.records import Entry
from servanda.evidence.ledger.verify import Verification
from servanda.plurals import how_many
from servanda.publish.terminal.style import said

_MOST_FINDINGS = 50


def show_receipts(entries: Sequence[Entry], console: Console) -> None:
    """Print receipts, one line each."""
    if not entries:
        console.print("Nothing was recorded.")
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("no", justify="right", no_wrap=True)
    table.add_column("written (UTC)", no_wrap=True)
    for name in ("by", "feed"):
        table.add_column(name, overflow="fold")
    table.add_column("recorded", overflow="fold")
    table.add_column("rows", no_wrap=True)
    for entry in entries:
        rows = f"{entry.first_seq}-{entry.last_seq}" if entry.last_seq >= entry.first_seq else ""
        facts = (_minute(entry.entered_at), entry.author, entry.feed, _counts(entry), rows)
        table.add_row(str(entry.entry_no), *(said(words) for words in facts))
    console.print(table)


def _counts(entry: Entry) -> str:
    counts = {"new": entry.rows_new, "changed": entry.rows_changed,
              "withdrawn": entry.rows_withdrawn, "rejected": entry.rows_rejected}  # fmt: skip
    shown = [f"{count:,} {name}" for name, count in counts.items() if count]
    return ", ".join(shown) or "nothing new"


def show_receipt(entry: Entry, console: Console) -> None:
    """Print one receipt in full."""
    file = [] if entry.file is None else [
        ("file", f"{entry.file} ({entry.file_bytes or 0:,} bytes)"),
        ("sha-256", entry.file_sha256 or ""),
        ("fetched", entry.seen_at),
        ("read by", f"{entry.importer} {entry.importer_version}"),
        ("licence", entry.licence or "not stated"),
        ("rows", f"{entry.rows_read:,} read, {entry.rows_unchanged:,} known already,"
                 f" {entry.rows_repeated:,} repeated"),
    ]  # fmt: skip
    facts = [
        ("receipt", f"{entry.entry_no}, feed {entry.feed}"), *file,
        ("recorded", f"{entry.rows_new:,} new, {entry.rows_changed:,} changed,"
                     f" {entry.rows_withdrawn:,} withdrawn, {entry.rows_rejected:,} rejected"),
        ("who", f"{entry.author}, {entry.entered_at}"),
        *([("why", entry.reason)] if entry.reason else []),
        ("chain", entry.chain),
    ]  # fmt: skip
    for name, words in facts:
        console.print(said(f"{name:9} {words}"), soft_wrap=True)
    console.print()


def _minute(instant: str) -> str:
    return instant[:16].replace("T", " ")


def show_verification(found: Verification, console: Console) -> None:
    """Print what a verification found."""
    for finding in found.findings[:_MOST_FINDINGS]:
        console.print(said(finding.words, "bold red"), soft_wrap=True)
    left = len(found.findings) - _MOST_FINDINGS
    if left > 0:
        console.print(f"and {left:,} more (`--json` lists them all)")
    console.print(
        f"{how_many(found.rows, 'rows')}, {how_many(found.entries, 'receipts')},"
        f" {how_many(found.files, 'originals')} (of them"
        f" {how_many(found.agreements, 'agreements')}), verified;"
        f" {how_many(found.checkpoints, 'checkpoints')} fit{'s' * (found.checkpoints == 1)}"
    )
    if not found.findings:
        console.print("The ledger is as it was written.")
    if not found.findings and not found.checkpoints:
        console.print(
            "Whoever made all hashes anew shows only against a checkpoint kept elsewhere:"
            " `--checkpoint FILE`."
        )
