"""`servanda receipts`, `verify`, `checkpoint`, `reproduce`: what a ledger says of itself."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.ledger_options import Ledger
from servanda.cli.options import Json, Quiet
from servanda.cli.output import (
    Exit,
    envelope,
    finish,
    progress,
    reported_errors,
    stderr,
    stdout,
    write_json,
)
from servanda.cli.release_options import PassphraseFile, VaultFile, vault_named


def receipts(
    ledger: Ledger,
    number: Annotated[
        int | None,
        typer.Argument(metavar="[NUMBER]", help="Only this receipt, in full.", show_default=False),
    ] = None,
    as_json: Json = False,
) -> None:
    """List the receipts of a ledger: what was recorded when, by whom, and what it changed."""
    from servanda.evidence.ledger import open_ledger
    from servanda.evidence.ledger.book import receipt_of
    from servanda.publish.terminal import show_receipt, show_receipts

    with reported_errors("receipts", as_json=as_json), open_ledger(ledger) as book:
        entries = book.entries() if number is None else [receipt_of(book, number)]
        if as_json:
            write_json(envelope("receipts", [asdict(entry) for entry in entries]))
        elif number is None:
            show_receipts(entries, stdout())
        else:
            show_receipt(entries[0], stdout())


def verify(
    ledger: Ledger,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            "--checkpoint",
            metavar="FILE",
            help="A checkpoint that was kept elsewhere; may be repeated.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare every row, receipt and original of a ledger with its hashes.

    Ends with 1 if anything was changed, is missing or stands elsewhere. Example:

    servanda verify --ledger case.servanda --checkpoint checkpoint.txt
    """
    from servanda.evidence.ledger import open_ledger
    from servanda.evidence.ledger.checkpoint import read_checkpoint
    from servanda.evidence.ledger.verify import verify_ledger
    from servanda.publish.terminal import show_verification

    with reported_errors("verify", as_json=as_json):
        points = [read_checkpoint(path) for path in checkpoint or ()]
        with (
            open_ledger(ledger) as book,
            progress("verifying", is_quiet=quiet or as_json) as step,
        ):
            found = verify_ledger(book, points, step)
        if as_json:
            write_json(envelope("verify", asdict(found)))
        else:
            show_verification(found, stdout())
        finish(Exit.BREACH if found.findings else Exit.DONE)


def checkpoint(ledger: Ledger, as_json: Json = False) -> None:
    """Print the end of a ledger as a few lines to keep elsewhere or to publish.

    Example: servanda checkpoint --ledger case.servanda > checkpoint.txt
    """
    from servanda.evidence.ledger import open_ledger
    from servanda.evidence.ledger.checkpoint import build_checkpoint, show_checkpoint

    with reported_errors("checkpoint", as_json=as_json), open_ledger(ledger) as book:
        point = build_checkpoint(book)
        if as_json:
            write_json(envelope("checkpoint", asdict(point)))
        else:
            typer.echo(show_checkpoint(point), nl=False)


def reproduce(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    fingerprint: Annotated[
        str,
        typer.Argument(
            metavar="FINGERPRINT", help="As published: `servanda1:...`.", show_default=False
        ),
    ],
    ledger: Ledger,
    vault: VaultFile = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the board of a published fingerprint anew, from the ledger alone.

    The agreement, the evidence as it then was, the standard and the instant are those of the
    figure. One that was judged with an open vault needs that vault as it was (`--vault`).
    """
    from servanda import api
    from servanda.publish.json import board_to_json
    from servanda.publish.terminal import show_board

    with reported_errors("reproduce", as_json=as_json):
        with progress("reading", is_quiet=quiet or as_json) as step:
            opened = vault_named(vault, passphrase_file)
            found = api.reproduce(ledger, fingerprint, vault=opened, progress=step)
        if as_json:
            data = {"receipt": found.entry_no, "entered_at": found.entered_at,
                    "board": board_to_json(found.board)}  # fmt: skip
            write_json(envelope("reproduce", data))
            return
        stderr().print(
            f"as the ledger was with receipt {found.entry_no} of {found.entered_at}", markup=False
        )
        show_board(found.board, stdout())
