"""`servanda record`: files into a ledger, with a receipt each."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.ledger_options import By, Ledger, Licence, author
from servanda.cli.options import Json, Quiet
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stdout,
    write_json,
)

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILES",
        help="Case folders, agreements (.md), tables (reports.csv ...).",
        show_default=False,
    ),
]
Remark = Annotated[str, typer.Option("--reason", metavar="WHY", help="Remark for the receipt.")]
Feed = Annotated[
    str,
    typer.Option(
        "--feed", metavar="NAME", help="What the file is a version of. Without it: its file name."
    ),
]
Retrieved = Annotated[
    str | None,
    typer.Option(
        "--retrieved",
        metavar="TIME",
        help="When the files were fetched from their source (UTC, or with an offset)."
        " Without it: now.",
    ),
]
Partial = Annotated[
    bool, typer.Option("--partial", help="The files hold only news: nothing counts as withdrawn.")
]
Withdraw = Annotated[
    bool, typer.Option("--withdraw", help="Yes, the source took back most of its rows.")
]
OurError = Annotated[
    bool,
    typer.Option(
        "--our-error", help="What differs mends our own copying; the source changed nothing."
    ),
]
Outside = Annotated[
    bool,
    typer.Option(
        "--outside", help="Leave the rows in the file and name it by its SHA-256 (for bulk data)."
    ),
]


def record(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    files: Files,
    ledger: Ledger,
    by: By = None,
    reason: Remark = "",
    feed: Feed = "",
    retrieved: Retrieved = None,
    licence: Licence = "",
    partial: Partial = False,
    withdraw: Withdraw = False,
    our_error: OurError = False,
    outside: Outside = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Record files in a ledger, all of them or none; it is made if it is not there.

    Rows that a source changed or no longer shows since the file was recorded last are kept as
    changed or withdrawn. Example:

    servanda record examples/northland --ledger case.servanda --by "A. Monitor"
    """
    from servanda import api
    from servanda.evidence.ledger import Terms
    from servanda.publish.terminal import show_receipt, show_receipts

    with reported_errors("record", as_json=as_json):
        terms = Terms(
            author(by), reason, feed, _seen_at(retrieved), licence, partial, our_error, withdraw
        )
        with progress("recording", is_quiet=quiet or as_json) as step:
            recorded = api.record(files, ledger, terms, is_outside=outside, progress=step)
        if as_json:
            data = [asdict(entry) for entry in recorded.entries]
            write_json(envelope("record", data, warnings=recorded.problems))
            return
        show_problems(recorded.problems)
        if len(recorded.entries) == 1:
            show_receipt(recorded.entries[0], stdout())
        else:
            show_receipts(recorded.entries, stdout())


def _seen_at(retrieved: str | None) -> str:
    if retrieved is None:
        return ""
    from zoneinfo import ZoneInfo

    from servanda.evidence.ledger.instants import instant_text
    from servanda.moments import read_moment

    return instant_text(read_moment(retrieved, ZoneInfo("UTC")))
