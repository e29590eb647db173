"""`servanda proofread`: arithmetic at the door, of an outside file or of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.options import Json
from servanda.cli.output import envelope, reported_errors, stdout, write_json


def proofread(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="An outside file, or a case folder.")
    ],
    outside: Annotated[
        str, typer.Option("--format", metavar="NAME", help="Format of the file, or `auto`.")
    ] = "auto",
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Mapping file of the file.")
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="Encoding of a file not in UTF-8.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Look for slips: sums that do not add up, totals that fall, points and clocks that are off.

    Nothing is corrected. Example: `servanda proofread events.csv`, `servanda proofread case`.
    """
    from servanda.intake import proofread_path

    with reported_errors("proofread", as_json=as_json):
        found = proofread_path(path, outside, mapping, encoding)
        if as_json:
            data = {"read_as": found.read_as, "slips": [slip.to_dict() for slip in found.slips]}
            write_json(envelope("proofread", data))
            return
        console = stdout()
        console.print(f"{path}: read as {found.read_as}", markup=False, soft_wrap=True)
        for slip in found.slips:
            problem = slip.problem(found.file)
            console.print(f"\n{problem}", markup=False, soft_wrap=True)
        count = len(found.slips)
        kinds = "1 kind of slip" if count == 1 else f"{count} kinds of slips"
        said = f"{kinds}; nothing was corrected" if count else "no slip was found"
        console.print(f"\n{said}", markup=False)
