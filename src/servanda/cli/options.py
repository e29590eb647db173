"""The options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CasePaths = Annotated[
    list[Path],
    typer.Argument(
        metavar="CASE",
        help="A case folder, or its files: the agreement (.md) and tables (reports.csv ...).",
        show_default=False,
    ),
]
CasePath = Annotated[
    Path, typer.Argument(metavar="CASE", help="A case folder.", show_default=False)
]
AgreementPath = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="The agreement file, or a case folder.", show_default=False
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="TIME",
        help="Judge what was known at this local time (`2023-11-25 12:00`), or `now`. "
        "Without it: when the last row was recorded.",
        show_default=False,
    ),
]
Standard = Annotated[
    str,
    typer.Option(
        "--standard",
        metavar="NAME",
        help="Standard of proof: claimed, independent, corroborated or verified.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
