"""`servanda diff`: what changed between two instants, and because of what."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.ledger_options import LedgerOfCase
from servanda.cli.options import CaseBesideLedger, Engine, Json, Quiet, Standard
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stdout,
    write_json,
)
from servanda.cli.release_options import PassphraseFile, Release, VaultFile, read_for_judging


def diff(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    since: Annotated[str, typer.Option("--from", metavar="TIME", help="The earlier local time.")],
    until: Annotated[
        str, typer.Option("--to", metavar="TIME", help="The later local time, or `now`.")
    ],
    case: CaseBesideLedger = None,
    standard: Standard = "independent",
    ledger: LedgerOfCase = None,
    engine: Engine = None,
    release: Release = None,
    passphrase_file: PassphraseFile = None,
    vault: VaultFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare the boards as known at two times, and name the rows that made the difference.

    Where amendments or rulings came between, it says what is their doing.
    """
    from servanda import api
    from servanda.publish.json import changes_to_json
    from servanda.publish.terminal import show_diff

    with reported_errors("diff", as_json=as_json):
        opener = api.find_engine(engine, ledger)
        record, closed = read_for_judging(case, ledger, passphrase_file, vault)
        with progress("judging", is_quiet=quiet or as_json) as step:
            changes = api.diff(
                record,
                since,
                until,
                standard=standard,
                release=release,
                engine=opener,
                progress=step,
            )
        if as_json:
            write_json(envelope("diff", changes_to_json(changes), warnings=closed))
        else:
            show_problems(closed)
            show_diff(changes, stdout())
