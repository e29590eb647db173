"""`servanda index`: a large record made ready for judging, once."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.options import Json, Quiet
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stderr,
    write_json,
)
from servanda.plurals import how_many


def index(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="A case folder.", show_default=False)
    ],
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FOLDER", help="Of the index; an older one is replaced.",
                     show_default=False),
    ],
    memory: Annotated[
        str,
        typer.Option("--memory", metavar="SIZE", show_default=False,
                     help="For sorting, before it goes to disk. Without it: an eighth of the memory"
                     " that there is."),
    ] = "",
    hashed: Annotated[
        bool,
        typer.Option("--fingerprint", help="Boards from it then bear the fingerprint of the"
                     " evidence, as from its files, and not that of the files; making it takes"
                     " up to twice as long."),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Read and check a large record once, and keep it ready for judging.

    The files stay as they are and where they are; the index names them by their SHA-256. Example:

    servanda index examples/northland --to northland.index
    """
    from servanda import api

    with reported_errors("index", as_json=as_json):
        with progress("indexing", is_quiet=quiet or as_json) as step:
            made = api.index(case, to, progress=step, memory=memory, hashed=hashed)
        counts = made.head.counts
        if as_json:
            write_json(envelope("index", asdict(made.head), warnings=made.problems))
            return
        show_problems(made.problems)
        rows = ", ".join(
            (how_many(counts["reports"], "reports"), how_many(counts["rejected"], "rows rejected"))
        )
        stderr().print(f"wrote {to}: {rows}", markup=False)
