"""`servanda new`: a commented skeleton of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.output import reported_errors, stderr


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that does not exist yet.")
    ],
) -> None:
    """Start a case: an agreement file with comments, and empty tables with their headers."""
    from servanda import api

    with reported_errors("new", as_json=False):
        for path in api.write_skeleton(folder):
            stderr().print(f"wrote {path}", markup=False)
        stderr().print(f"next: edit {folder / 'agreement.md'}, then `servanda check {folder}`")
