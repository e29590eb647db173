"""`servanda incidents`: which reports are of one occurrence, and its status."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from servanda.cli.options import AsOf, CasePath, Json, Standard
from servanda.cli.output import envelope, reported_errors, stdout, write_json


def incidents(
    case: CasePath,
    as_of: AsOf = None,
    standard: Standard = "independent",
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Also list pairs that a person may want to link.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List incidents with their status: alleged, established, contested, refuted or ruled."""
    from servanda import api
    from servanda.publish.terminal import show_incidents

    with reported_errors("incidents", as_json=as_json):
        listing = api.incidents(
            api.read(case), as_of=as_of, standard=standard, with_suggestions=suggest
        )
        if as_json:
            write_json(envelope("incidents", asdict(listing)))
        else:
            show_incidents(listing, stdout())
