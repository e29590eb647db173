"""The options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CasePaths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[CASE]",
        help="A case folder, or its files: the agreement (.md) and tables (reports.csv ...). May be"
        " left out with `--ledger`: then the agreement is the one that stands in it.",
        show_default=False,
    ),
]
CasePath = Annotated[
    Path, typer.Argument(metavar="CASE", help="A case folder.", show_default=False)
]
CaseBesideLedger = Annotated[
    Path | None,
    typer.Argument(
        metavar="[CASE]",
        help="A case folder, or an agreement. May be left out with `--ledger`: then the agreement"
        " is the one that stands in it.",
        show_default=False,
    ),
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
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="What works the findings out: sqlite (for small cases), duckdb, postgresql://..., "
        "ledger (the ledger's own database), spark://host:port or local[*]. All give the same. "
        "Without it: sqlite or duckdb, whichever is faster.",
        show_default=False,
    ),
]
Index = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="FOLDER",
        help="Take all evidence from an index that `servanda index` has made: for large records.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON document to stdout.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
