"""`servanda explain`: one finding with everything it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servanda.cli.advice import newer_than_index
from servanda.cli.ledger_options import LedgerOfCase
from servanda.cli.options import AsOf, Engine, Index, Json, Quiet, Standard
from servanda.cli.output import (
    envelope,
    progress,
    reported_errors,
    show_problems,
    stderr,
    stdout,
    write_json,
)
from servanda.cli.release_options import (
    PassphraseFile,
    Release,
    VaultFile,
    may_open_vault,
    read_for_judging,
)
from servanda.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from servanda.assessment.findings import Board
    from servanda.assessment.material import RejectNote


def explain(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[CASE] CLAUSE [DAY]",
            help="A case folder or an agreement, which may be left out with `--ledger`; the label"
            " of a clause; a local date, or `whole`: without it all of the clause.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    standard: Standard = "independent",
    reading: Annotated[str | None, typer.Option("--reading", help="Only this reading.")] = None,
    bearer: Annotated[str | None, typer.Option("--bearer", help="Only this bearer.")] = None,
    ledger: LedgerOfCase = None,
    index: Index = None,
    engine: Engine = None,
    release: Release = None,
    passphrase_file: PassphraseFile = None,
    vault: VaultFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Explain findings: the words, the bounds, the reports for, against and missing.

    Ends with 0 whatever the verdict: it shows what `assess` and `count` end with 1 for.
    """
    from servanda import api
    from servanda.large_files import explained_files

    with reported_errors("explain", as_json=as_json):
        case, clause, day = _asked(what, ledger)
        opener = api.find_engine(engine, ledger)
        wanted = api.Wanted(clause=clause, slot=day, reading=reading, bearer=bearer)
        options: dict[str, Any] = {"as_of": as_of, "standard": standard, "release": release}
        is_plain = index is None and opener is None
        with progress("explaining", is_quiet=quiet or as_json) as step:
            if is_plain and not may_open_vault(case, passphrase_file, vault):
                named = () if case is None else (case,)
                found = explained_files(
                    *named, wanted=wanted, ledger=ledger, progress=step, **options
                )
                board, own = found.board, found.problems
                closed: tuple[Problem, ...] = ()
            else:
                record, closed = read_for_judging(case, ledger, passphrase_file, vault, index)
                board = api.explain(record, wanted, engine=opener, progress=step, **options)
                own = record.evidence.problems
                closed += newer_than_index(record)
        if as_json:
            # What is worth knowing of single rows may name what a release leaves out.
            _write(board, (() if release else own) + closed)
        else:
            _show(board, own + closed)


def _write(board: Board, warnings: tuple[Problem, ...]) -> None:
    """Write the findings, each with what a release did; rejected rows are among the warnings."""
    from servanda.publish.json import finding_to_json, stamps_to_json

    stamps = stamps_to_json(board)
    data = [{**finding_to_json(finding, board.zone), **stamps} for finding in board.findings]
    warnings += tuple(_rejected(row) for row in board.material.rejects)
    write_json(envelope("explain", data, warnings=warnings))


def _rejected(row: RejectNote) -> Problem:
    message = "the row was rejected" + (f": {row.reason}" if row.reason else "")
    place = Place(row.file, row.row_no, caption=row.origin)
    return Problem(row.code, message, (place,), row.hint, "warning")


def _show(board: Board, warnings: tuple[Problem, ...]) -> None:
    from servanda.publish.terminal import show_finding, show_rejects
    from servanda.publish.terminal.board import stamps_of

    show_problems(warnings)
    show_rejects(board.material.rejects, stderr())
    console = stdout()
    for name, stamp in stamps_of(board):
        console.print(f"{name}: {stamp}", markup=False)
    for finding in board.findings:
        show_finding(finding, board, console)


def _asked(words: list[str], ledger: str | None) -> tuple[Path | None, str, str | None]:
    """Return case, clause and day; beside a ledger the case may be left out."""
    from servanda.case import AGREEMENT_NAME

    first = Path(words[0])
    is_case = first.is_file() or (first / AGREEMENT_NAME).is_file()
    case, rest = (first, words[1:]) if ledger is None or is_case else (None, words)
    if len(rest) not in {1, 2}:
        hint = "servanda explain CASE CLAUSE [DAY]; with `--ledger` CASE may be left out"
        raise UsageError((Problem("SV410", "one clause is needed, and at most one day", (), hint),))
    return case, rest[0], rest[1] if len(rest) == 2 else None
