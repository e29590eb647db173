"""The command line as a whole: every command, `--version`, `--help`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from servanda import __version__
from servanda.cli import assess, check, diff, duties, explain, incidents, new

_HELP = """Judge an agreement by conflicting reports: for every clause, party, area and day
complied, violated, disputed, pending or not verifiable, with the reasons.

Exit codes: 0 done, no breach; 1 done, a breach found; 2 wrong use or a bad file; 3 the engine
failed."""


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"servanda {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def build_app() -> typer.Typer:
    """Return the application with all its commands."""
    app = typer.Typer(
        name="servanda",
        help=_HELP,
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    commands: dict[str, Callable[..., None]] = {
        "new": new.new,
        "check": check.check,
        "duties": duties.duties,
        "assess": assess.assess,
        "explain": explain.explain,
        "incidents": incidents.incidents,
        "diff": diff.diff,
    }
    for name, function in commands.items():
        app.command(name)(function)
    return app
