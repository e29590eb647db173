"""`servanda duties`: the calendar of who owes what when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.options import AgreementPath, AsOf, Json
from servanda.cli.output import envelope, reported_errors, stderr, stdout, write_json


def duties(
    file: AgreementPath,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write the calendar as an .ics file too."),
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Show who owes what when, as a table and, if asked, as a calendar file.

    As of a time, only amendments and decisions known by then count; without one, all of them do.
    """
    from servanda import api
    from servanda.publish.terminal import show_duties

    with reported_errors("duties", as_json=as_json):
        schedule = api.schedule(file, as_of=as_of)
        if ics is not None:
            api.write_calendar(schedule, ics)
            stderr().print(f"calendar: {ics}", markup=False)
        if as_json:
            write_json(envelope("duties", schedule.to_dict()))
        else:
            show_duties(schedule.duties, schedule.zone, stdout())
