"""`servanda explain`: one finding with everything it rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.ledger_options import LedgerOfCase
from servanda.cli.options import AsOf, CasePath, Json, Standard
from servanda.cli.output import (
    envelope,
    reported_errors,
    show_problems,
    stdout,
    write_json,
)
from servanda.cli.release_options import PassphraseFile, Release, with_vault


def explain(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    case: CasePath,
    clause: Annotated[str, typer.Argument(help="Label of the clause.", show_default=False)],
    day: Annotated[
        str | None,
        typer.Argument(help="Local date, or `whole`; without it all of the clause."),
    ] = None,
    as_of: AsOf = None,
    standard: Standard = "independent",
    reading: Annotated[str | None, typer.Option("--reading", help="Only this reading.")] = None,
    bearer: Annotated[str | None, typer.Option("--bearer", help="Only this bearer.")] = None,
    ledger: LedgerOfCase = None,
    release: Release = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Explain findings: the words, the bounds, the reports for, against and missing."""
    from servanda import api
    from servanda.publish.json import finding_to_json
    from servanda.publish.terminal import show_finding
    from servanda.publish.terminal.board import stamps_of

    with reported_errors("explain", as_json=as_json):
        wanted = api.Wanted(clause=clause, slot=day, reading=reading, bearer=bearer)
        record, closed = with_vault(api.read(case, ledger=ledger), passphrase_file)
        board = api.explain(record, wanted, as_of=as_of, standard=standard, release=release)
        if as_json:
            data = [finding_to_json(finding, board.zone) for finding in board.findings]
            write_json(envelope("explain", data, warnings=closed))
            return
        show_problems(closed)
        console = stdout()
        for name, stamp in stamps_of(board):
            console.print(f"{name}: {stamp}", markup=False)
        for finding in board.findings:
            show_finding(finding, board, console)
