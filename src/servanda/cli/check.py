"""`servanda check`: read an agreement alone and say what is wrong or doubtful."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.options import AgreementPath, Json
from servanda.cli.output import (
    Exit,
    envelope,
    finish,
    reported_errors,
    show_problems,
    stderr,
    stdout,
    write_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from servanda.agreement.proof import Watched

Strict = Annotated[bool, typer.Option("--strict", help="End with 2 if there is a warning, too.")]
SourceFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--sources",
        metavar="TABLE",
        help="Say which listed source could tell whether each clause is kept: `sources.csv`, "
        "`coverage.csv`. The tables of a case folder are read without it.",
        show_default=False,
    ),
]
Facts = Annotated[
    Path | None,
    typer.Option(
        "--facts",
        metavar="FOLDER",
        help="Write each counterexample as a case that `servanda assess` can judge.",
        show_default=False,
    ),
]


def check(
    file: AgreementPath,
    sources: SourceFiles = None,
    facts: Facts = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Check an agreement file: all errors at once, each with its place and one hint.

    Contradictions are proved: each comes with two histories, in each of which a clause is broken.
    Ends with 2 if there is an error, with 0 if there are only warnings and remarks.

    Example: servanda check examples/northland --strict
    """
    from servanda import api

    with reported_errors("check", as_json=as_json):
        report = api.check(file, sources=sources or ())
        errors = [p for p in report.problems if p.severity == "error"]
        warnings = [p for p in report.problems if p.severity == "warning"]
        written = api.write_histories(report, facts) if facts is not None else []
        if as_json:
            data = report.to_dict() | {"written": [str(place) for place in written]}
            write_json(envelope("check", data, errors, warnings))
        else:
            show_problems(report.problems)
            _show_watched(report.watched)
            for place in written:
                stderr().print(f"wrote {place}", markup=False)
            stdout().print(report.summary(), markup=False)
        finish(Exit.WRONG_USE if errors or (strict and warnings) else Exit.DONE)


def _show_watched(watched: Sequence[Watched]) -> None:
    """Print the coverage map: a line for each clause, nothing where no source was listed."""
    if not watched:
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table("clause", "asks", "counted by", "watched by", "in part by", box=box.SIMPLE)
    for one in watched:
        names = (", ".join(sources) or "-" for sources in (one.counters, one.watchers, one.partly))
        asks = "at least" if one.is_floor else "at most"
        table.add_row(*(Text(text) for text in (one.line, asks, *names)))
    stdout().print(table)
