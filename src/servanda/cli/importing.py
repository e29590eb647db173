"""`servanda import`: bring outside files into a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.options import Json, Quiet
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stdout,
    write_json,
)

if TYPE_CHECKING:
    from servanda.intake import Intake

Format = Annotated[
    str,
    typer.Argument(
        metavar="FORMAT", help="Name of the format, or `auto` to tell it by the columns."
    ),
]


Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", help="Outside files.", show_default=False)
]
To = Annotated[
    Path | None,
    typer.Option(
        "--to",
        metavar="FOLDER",
        help="Case folder; without it the import is tried and nothing is written.",
        show_default=False,
    ),
]
Seen = Annotated[
    str,
    typer.Option(
        "--seen",
        metavar="TIME",
        help="When the files were fetched, for formats whose rows do not say when they became "
        "known: `2026-11-24`, `2026-11-24T09:30Z`.",
        show_default=False,
    ),
]
Mapping = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE", help="Mapping file; `servanda map` drafts one."),
]
Codes = Annotated[
    Path | None,
    typer.Option("--codes", metavar="FILE", help="Your own table of codes; its rows win."),
]
Terms = Annotated[str, typer.Option("--licence", metavar="NAME", help="Terms of the rows.")]
Source = Annotated[str, typer.Option("--source", metavar="NAME", help="Short name of the source.")]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Encoding of files not in UTF-8.")
]
Lenient = Annotated[
    bool, typer.Option("--lenient", help="Go on with columns and codes that are not known.")
]


def import_files(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    outside: Format,
    files: Files,
    to: To = None,
    seen: Seen = "",
    mapping: Mapping = None,
    codes: Codes = None,
    licence: Terms = "",
    source: Source = "",
    encoding: Encoding = "",
    lenient: Lenient = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Import outside files into a case: every row becomes reports or is set aside with the reason.

    Example: `servanda import acled events.csv --to case`. Names are explained in
    `imports/names.csv`; nothing is guessed, nothing corrected.
    """
    from servanda.intake import Wish, in_order, take_in

    wish = Wish(outside, seen, mapping, codes, licence, source, encoding, lenient)
    with reported_errors("import", as_json=as_json):
        done = []
        for number, path in enumerate(in_order(files, wish)):
            with progress(path.name, is_quiet=quiet or as_json) as step:
                step(f"importing {path.name}", number / len(files))
                done.append(take_in(path, to, wish))
        if as_json:
            warnings = [p for intake in done for p in intake.problems]
            write_json(envelope("import", [i.to_dict() for i in done], warnings=warnings))
            return
        for intake in done:
            _show(intake)
        if to is not None:
            stdout().print(f"next       servanda assess {to}", markup=False, soft_wrap=True)


def _show(intake: Intake) -> None:
    show_problems(intake.problems)
    console = stdout()
    for name, text in intake.lines():
        console.print(f"{name:<10} {text}", markup=False, soft_wrap=True)
