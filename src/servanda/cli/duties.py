"""`servanda duties`: the calendar of who owes what when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.advice import newer_than_index
from servanda.cli.options import Index, Json, Quiet
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stderr,
    stdout,
    write_json,
)

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="The agreement file: what it says itself. Or a case folder: what was decided and"
        " reported since counts, too.",
        show_default=False,
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="Show what was known at this local time (`2023-11-25 12:00`), or `now`."
        " Without it: all that was ever agreed and recorded.",
        show_default=False,
    ),
]


def duties(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    file: File,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write the calendar as an .ics file too."),
    ] = None,
    as_of: KnownAt = None,
    index: Index = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show who owes what when, as a table and, if asked, as a calendar file.

    Each entry says what is so in its time: something is due at its end, a prohibition or limit is
    in force, something is asked for if an act calls for it, it is only possibly in force, or it
    lapses. Clauses without an entry are named, each with why.

    Of a large record an index is made for it; with `--index` it comes from one that is there, to
    the same letters.
    """
    from servanda import api
    from servanda.publish.terminal import show_duties

    with reported_errors("duties", as_json=as_json):
        with progress("reading", is_quiet=quiet or as_json) as step:
            case = file if index is None else api.read(file, index=index, progress=step)
            schedule = api.schedule(case, as_of=as_of, progress=step)
        newer = () if isinstance(case, Path) else newer_than_index(case)
        if ics is not None:
            api.write_calendar(schedule, ics)
            stderr().print(f"calendar: {ics}", markup=False)
        if as_json:
            write_json(envelope("duties", schedule.to_dict(), warnings=newer))
            return
        show_problems(newer)
        show_duties(schedule, stdout())
