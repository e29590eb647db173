"""The options that the commands of the ledger share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from servanda.errors import Problem, UsageError

_LEDGER = typer.Option(
    "--ledger",
    "-l",
    metavar="LEDGER",
    envvar="SERVANDA_LEDGER",
    help="A file (`case.servanda`) or a database (`postgresql://user@host/case`).",
    show_default=False,
)
Ledger = Annotated[str, _LEDGER]
LedgerOrFolder = Annotated[str | None, _LEDGER]
CaseFolder = Annotated[
    Path | None,
    typer.Option(
        "--case",
        metavar="FOLDER",
        help="A case that is kept in files, instead of a ledger: `links.csv` in it gets a row.",
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


def is_for_folder(folder: Path | None, ledger: str | None) -> bool:
    """Return whether a row goes into a case folder; a ledger of the environment gives way to it.

    Raises:
        UsageError: SV411, neither or both are named.
    """
    if folder is not None and ledger in {None, os.environ.get("SERVANDA_LEDGER")}:
        return True
    if folder is None and ledger is not None:
        return False
    which = "neither a ledger nor a case folder is" if ledger is None else "both are"
    hint = "`--ledger LEDGER` or `--case FOLDER`"
    raise UsageError((Problem("SV411", f"where to write: {which} named", (), hint),))
