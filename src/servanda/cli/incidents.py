"""`servanda incidents`: which reports are of one occurrence, and its status."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from servanda.cli.ledger_options import LedgerOfCase
from servanda.cli.options import AsOf, CaseBesideLedger, Engine, Json, Quiet, Standard
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stdout,
    write_json,
)
from servanda.cli.release_options import PassphraseFile, Release, VaultFile, read_for_judging


def incidents(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    case: CaseBesideLedger = None,
    as_of: AsOf = None,
    standard: Standard = "independent",
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Also list pairs that a person may want to link.")
    ] = False,
    model: Annotated[
        bool,
        typer.Option("--model", help="Score those pairs by record linkage (extra `match`)."),
    ] = False,
    ledger: LedgerOfCase = None,
    engine: Engine = None,
    release: Release = None,
    passphrase_file: PassphraseFile = None,
    vault: VaultFile = None,
    as_json: Json = False,
    shows_all: Annotated[
        bool, typer.Option("--all", help="Show each incident; above 1,000 the first are shown.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """List incidents with their status: alleged, established, contested, refuted or ruled."""
    from servanda import api
    from servanda.publish.terminal import MOST_INCIDENTS, show_incidents

    with reported_errors("incidents", as_json=as_json):
        opener = api.find_engine(engine, ledger)
        record, closed = read_for_judging(case, ledger, passphrase_file, vault)
        with progress("judging", is_quiet=quiet or as_json) as step:
            listing = api.incidents(
                record,
                as_of=as_of,
                standard=standard,
                suggest="model" if model else "rule" if suggest else "",
                release=release,
                engine=opener,
                progress=step,
            )
        if as_json:
            write_json(envelope("incidents", asdict(listing), warnings=closed))
        else:
            show_problems(closed)
            show_incidents(listing, stdout(), most=None if shows_all else MOST_INCIDENTS)
