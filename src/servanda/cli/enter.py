"""`servanda note`, `mark`, `ruling`, `link`, `gap`, `withdraw`: what people enter by hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from servanda.cli.ledger_options import (
    By,
    CaseFolder,
    Ledger,
    LedgerOrFolder,
    Reason,
    author,
    is_for_folder,
)
from servanda.cli.options import Json
from servanda.cli.output import envelope, reported_errors, stdout, write_json

_Report = Annotated[
    str,
    typer.Argument(metavar="REPORT", help="`report`, or `source:report`.", show_default=False),
]
_Begins = Annotated[
    str, typer.Option("--from", metavar="TIME", help="Local time from which it holds.")
]
_Ends = Annotated[str, typer.Option("--to", metavar="TIME", help="Local time until then.")]


def note(
    words: Annotated[str, typer.Argument(metavar="WORDS", show_default=False)],
    ledger: Ledger,
    about: Annotated[
        str,
        typer.Option(
            "--about", metavar="WHAT", help="A report, clause (`[aid]`), source or nothing."
        ),
    ] = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Write a note into a ledger.

    Example: servanda note "The gate was closed on Friday." --about "[aid]" --ledger case.servanda
    """
    _enter("note", "notes", {"subject": about, "text": words}, (ledger, by, words), as_json)


def mark(
    report: _Report, ledger: Ledger, reason: Reason, by: By = None, as_json: Json = False
) -> None:
    """Mark a report as verified.

    Example: servanda mark a04 --reason "gate book seen" --ledger case.servanda
    """
    _enter("mark", "marks", {"report": report, "mark": "verified"}, (ledger, by, reason), as_json)


def ruling(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            help="A report, a clause (`[aid]`), a phase, or `agreement`.",
            show_default=False,
        ),
    ],
    says: Annotated[
        str,
        typer.Argument(
            metavar="SAYS",
            help="`happened`, `did not happen`, `excepted`, `breached`, `kept`, `endorsed` ...",
            show_default=False,
        ),
    ],
    ledger: Ledger,
    reason: Reason,
    name: Annotated[
        str, typer.Option("--name", metavar="ID", help="Its identity. Without it: one is made.")
    ] = "",
    bearer: Annotated[str, typer.Option("--bearer", metavar="NAME", help="Party concerned.")] = "",
    begins: _Begins = "",
    ends: _Ends = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Record what people have ruled or endorsed; it stands beside the verdict, never instead of it.

    Example: servanda ruling "[aid]" endorsed --reason "session 4" --ledger case.servanda
    """
    cells = {"ruling": name or _new_name(), "subject": subject, "says": says, "bearer": bearer,
             "begins": begins, "ends": ends}  # fmt: skip
    _enter("ruling", "rulings", cells, (ledger, by, reason), as_json)


def _new_name() -> str:
    from servanda.evidence.ledger.instants import now_text

    return f"ruling {now_text()}"


def link(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    reports: Annotated[
        list[str],
        typer.Argument(metavar="REPORTS", help="Two or more reports.", show_default=False),
    ],
    reason: Reason,
    ledger: LedgerOrFolder = None,
    case: CaseFolder = None,
    apart: Annotated[bool, typer.Option("--apart", help="They are not one occurrence.")] = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Say that reports are of one occurrence, or with `--apart` that they are not.

    Example: servanda link a04 c04 --reason "same convoy" --ledger case.servanda
    """
    said = "not the same" if apart else "same"
    with reported_errors("link", as_json=as_json):
        is_folder = is_for_folder(case, ledger)
    if is_folder:
        _link_in_folder(Path(case or ""), "|".join(reports), said, (by, reason), as_json)
        return
    cells = {"reports": "|".join(reports), "link": said}
    _enter("link", "links", cells, (ledger or "", by, reason), as_json)


def _link_in_folder(
    folder: Path, reports: str, said: str, who: tuple[str | None, str], as_json: bool
) -> None:
    from servanda import api
    from servanda.evidence.ledger import Terms

    by, reason = who
    with reported_errors("link", as_json=as_json):
        written = api.link_in_folder(folder, reports, said, Terms(author(by), reason))
        if as_json:
            data = {"file": str(written.file), "line": written.line, "row": dict(written.cells)}
            write_json(envelope("link", data))
            return
        console = stdout()
        console.print(f"wrote {written.file}, line {written.line}", markup=False, soft_wrap=True)
        for name, text in written.cells.items():
            console.print(f"{name:<11} {text}", markup=False, soft_wrap=True)


def gap(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Who was kept away.", show_default=False)
    ],
    act: Annotated[
        str, typer.Argument(metavar="ACT", help="What it could not watch.", show_default=False)
    ],
    ledger: Ledger,
    reason: Reason,
    area: Annotated[str, typer.Option("--area", metavar="NAME", help="Where.")] = "",
    begins: _Begins = "",
    ends: _Ends = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Record that a source was kept from watching: a gap in its coverage.

    Example: servanda gap mission attack --area west --from 2024-03-04 --to 2024-03-05
    --reason "road closed" --ledger case.servanda
    """
    cells = {"source": source, "role": "denied", "act": act, "area": area, "begins": begins,
             "ends": ends}  # fmt: skip
    _enter("gap", "coverage", cells, (ledger, by, reason), as_json)


def withdraw(
    row: Annotated[
        int, typer.Argument(metavar="ROW", help="Number of the row.", show_default=False)
    ],
    ledger: Ledger,
    reason: Reason,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Take back a row that was entered by hand; it stays on record as withdrawn."""
    from servanda.evidence.ledger import Terms, open_ledger
    from servanda.evidence.ledger.by_hand import take_back
    from servanda.publish.terminal import show_receipt

    with reported_errors("withdraw", as_json=as_json), open_ledger(ledger) as book:
        entry = take_back(book, row, Terms(author(by), reason))
        if as_json:
            write_json(envelope("withdraw", asdict(entry)))
        else:
            show_receipt(entry, stdout())


def _enter(
    command: str,
    table: str,
    cells: dict[str, str],
    where: tuple[str, str | None, str],
    as_json: bool,
) -> None:
    from servanda import api
    from servanda.evidence.ledger import Terms
    from servanda.publish.terminal import show_receipt

    ledger, by, reason = where
    with reported_errors(command, as_json=as_json):
        entry = api.enter(ledger, table, cells, Terms(author(by), reason))
        if as_json:
            write_json(envelope(command, asdict(entry)))
        else:
            stdout().print(f"row {entry.last_seq}", markup=False)
            show_receipt(entry, stdout())
