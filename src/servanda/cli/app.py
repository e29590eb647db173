"""The command line as a whole: every command, `--version`, `--help`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import typer

from servanda import __version__
from servanda.cli import (
    assess,
    attach,
    check,
    count,
    diff,
    diff_terms,
    duties,
    enter,
    explain,
    follow,
    importing,
    incidents,
    index,
    lsp,
    mapping,
    new,
    proofread,
    receipts,
    record,
    schema,
    seal,
)
from servanda.cli import format as formatting

_HELP = """Judge an agreement by conflicting reports: for every clause, party, area and day
complied, violated, disputed, pending or not verifiable, with the reasons.

Exit codes: 0 done, no breach; 1 done, a breach found; 2 wrong use or a bad file; 3 the engine
failed. Only `assess`, `count` and `follow` look for breaches, and `verify` for changes; all else,
such as `explain`, shows what there is and ends with 0 whatever the verdict."""


_COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "new": new.new,
    "check": check.check,
    "format": formatting.format_files,
    "diff-terms": diff_terms.diff_terms,
    "convert": schema.convert,
    "schema": schema.schema,
    "lsp": lsp.lsp,
    "duties": duties.duties,
    "index": index.index,
    "assess": assess.assess,
    "count": count.count,
    "follow": follow.follow,
    "explain": explain.explain,
    "incidents": incidents.incidents,
    "diff": diff.diff,
    "import": importing.import_files,
    "map": mapping.map_columns,
    "proofread": proofread.proofread,
    "seal": seal.seal,
    "reveal": seal.reveal,
    "record": record.record,
    "receipts": receipts.receipts,
    "verify": receipts.verify,
    "checkpoint": receipts.checkpoint,
    "reproduce": receipts.reproduce,
    "attach": attach.attach,
    "working-copy": attach.working_copy,
    "note": enter.note,
    "mark": enter.mark,
    "ruling": enter.ruling,
    "link": enter.link,
    "gap": enter.gap,
    "withdraw": enter.withdraw,
}


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


def build_app(asked: str | None = None) -> typer.Typer:
    """Return the application with all its commands.

    Args:
        asked: the command that will be run, if it is known. The others are left out then: to
            prepare them all takes a fifth of the time in which a command starts.
    """
    app = typer.Typer(
        name="servanda",
        help=_HELP,
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    wanted = (asked,) if asked in _COMMANDS else _COMMANDS
    for name in wanted:
        app.command(name)(_COMMANDS[name])
    return app
