"""The options that the commands of the ledger share."""

from __future__ import annotations

from typing import Annotated

import typer

Ledger = Annotated[
    str,
    typer.Option(
        "--ledger",
        "-l",
        metavar="LEDGER",
        envvar="SERVANDA_LEDGER",
        help="A file (`case.servanda`) or a database (`postgresql://user@host/case`).",
        show_default=False,
    ),
]
LedgerOfCase = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        "-l",
        metavar="LEDGER",
        help="Take all evidence from this ledger (`case.servanda`, `postgresql://...`).",
        show_default=False,
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="SERVANDA_AUTHOR",
        help="Who writes. Without it: the user of this machine.",
        show_default=False,
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY", help="Why.", show_default=False)]
Licence = Annotated[
    str,
    typer.Option(
        "--licence", metavar="TERMS", help="Terms under which it may be passed on, as `CC BY 4.0`."
    ),
]


def author(by: str | None) -> str:
    """Return who writes: the name given, or the user of this machine."""
    if by is not None:
        return by
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError):
        return ""
