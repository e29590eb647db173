"""`servanda attach` and `servanda working-copy`: originals in a ledger, copies out of it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.ledger_options import By, Ledger, Licence, author
from servanda.cli.options import Json
from servanda.cli.output import envelope, reported_errors, stderr, stdout, write_json


def attach(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES", help="Of any kind.", show_default=False)
    ],
    ledger: Ledger,
    about: Annotated[
        str,
        typer.Option(
            "--about",
            metavar="WHAT",
            help="A report (`a04`), clause (`[aid]`), source or nothing.",
        ),
    ] = "",
    by: By = None,
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Remark.")] = "",
    licence: Licence = "",
    as_json: Json = False,
) -> None:
    """Keep originals in a ledger by their SHA-256: photographs, letters, recordings.

    Example: servanda attach gate.jpg --about a04 --ledger case.servanda
    """
    from servanda import api
    from servanda.evidence.ledger import Terms
    from servanda.publish.terminal import show_receipt

    with reported_errors("attach", as_json=as_json):
        terms = Terms(author(by), reason, licence=licence)
        entries = api.attach(ledger, files, about, terms)
        if as_json:
            write_json(envelope("attach", [asdict(entry) for entry in entries]))
            return
        for entry in entries:
            show_receipt(entry, stdout())


def working_copy(
    digest: Annotated[
        str,
        typer.Argument(
            metavar="SHA256", help="Of the original, or its first digits.", show_default=False
        ),
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Not there yet.", show_default=False)
    ],
    ledger: Ledger,
    as_json: Json = False,
) -> None:
    """Write a copy of an original to work with; the original stays in the ledger as it is."""
    from servanda.evidence.ledger import open_ledger
    from servanda.evidence.ledger.files import find_file, write_copy

    with reported_errors("working-copy", as_json=as_json), open_ledger(ledger) as book:
        whole = find_file(book, digest)
        size = write_copy(book, whole, file)
        if as_json:
            write_json(envelope("working-copy", {"sha256": whole, "bytes": size}))
        else:
            stderr().print(f"wrote {file}: {size:,} bytes, SHA-256 {whole}", markup=False)
