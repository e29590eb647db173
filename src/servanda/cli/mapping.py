"""`servanda map`: draft a mapping file for any table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.options import Json
from servanda.cli.output import envelope, reported_errors, stderr, stdout, write_json


def map_columns(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV, XLSX, JSON Lines or Parquet file.")
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write the mapping here and explain it."),
    ] = None,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="Encoding of a file not in UTF-8.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Draft a mapping file by looking at the columns; what only a person can tell is left as `?`.

    Example: `servanda map field.csv --to field.yaml`, then edit it, then
    `servanda import table field.csv --map field.yaml --to case`.
    """
    from servanda.intake import draft_of, write_draft

    with reported_errors("map", as_json=as_json):
        draft = draft_of(file, encoding)
        if to is not None:
            write_draft(draft, to)
        if as_json:
            readings = [r.__dict__ for r in draft.readings]
            data = {"mapping": draft.text, "columns": readings, "open": draft.open_points}
            write_json(envelope("map", data))
            return
        if draft.is_of:
            needs = " --map FILE" if draft.is_of in {"kobo", "ushahidi"} else ""
            text = f"it is of a known format: `servanda import {draft.is_of} {file}{needs}`"
            stderr().print(text, markup=False, soft_wrap=True)
        if to is None:
            stdout().print(draft.text, markup=False, soft_wrap=True, end="")
            return
        width = max(len(reading.column) for reading in draft.readings)
        for reading in draft.readings:
            means = reading.means or "kept"
            text = f"{reading.column:<{width}}  {means:<12} {reading.why}"
            stdout().print(text, markup=False, soft_wrap=True)
            if reading.note:
                stdout().print(
                    f"{'':<{width}}  {'':<12} {reading.note}", markup=False, soft_wrap=True
                )
        stderr().print(f"wrote {to}; {draft.open_points} points are open (`?`)", markup=False)
