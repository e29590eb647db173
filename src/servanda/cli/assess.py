"""`servanda assess`: the board of a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from servanda.cli.advice import advise_index, newer_than_index
from servanda.cli.ledger_options import LedgerOfCase
from servanda.cli.options import AsOf, CasePaths, Engine, Index, Json, Quiet, Standard
from servanda.cli.output import (
    Exit,
    envelope,
    finish,
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
    small_cells_of,
    with_vault,
)
from servanda.errors import Problem, UsageError

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.assessment.findings import Board

_FAIL_ON = {"violated": ("violated",), "disputed": ("violated", "disputed"), "never": ()}


Clauses = Annotated[
    list[str] | None,
    typer.Option("--clause", metavar="LABEL", help="Show only this clause; may be repeated."),
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained HTML file.")
]
Explained = Annotated[bool, typer.Option("--explain", help="Show every finding with its reasons.")]
ShowsAll = Annotated[
    bool,
    typer.Option("--all", help="Show each duty that is not daily; above 200 they are counted."),
]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on", metavar="VERDICT", help="End with 1 on: violated, disputed or never."
    ),
]


def assess(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    case: CasePaths = None,
    as_of: AsOf = None,
    standard: Standard = "independent",
    clause: Clauses = None,
    ledger: LedgerOfCase = None,
    index: Index = None,
    engine: Engine = None,
    release: Release = None,
    passphrase_file: PassphraseFile = None,
    vault: VaultFile = None,
    as_json: Json = False,
    html: Html = None,
    explained: Explained = False,
    shows_all: ShowsAll = False,
    fail_on: FailOn = "violated",
    quiet: Quiet = False,
) -> None:
    """Judge a case and show the board: clauses down, days across.

    Ends with 0 if nothing is violated and with 1 if something is (see `--fail-on`).
    """
    from servanda import api

    files = case or []
    with reported_errors("assess", as_json=as_json):
        _check_fail_on(fail_on)
        has_reasons = explained or as_json or html is not None
        asked: dict[str, Any] = {
            "as_of": as_of, "standard": standard, "clauses": clause, "release": release,
            "engine": api.find_engine(engine, ledger),
        }  # fmt: skip
        is_of_files = bool(files) and ledger is None and index is None
        is_plain = index is None and not has_reasons and asked["engine"] is None
        may_index = is_plain and not _may_open_vault(files, passphrase_file, vault)
        if is_of_files and not (may_index or quiet or as_json):
            advise_index(files)
        closed: tuple[Problem, ...] = ()
        with progress("reading", is_quiet=quiet or as_json) as step:
            if may_index:
                found = api.assess_files(*files, ledger=ledger, progress=step, **asked)
                board, own, agreement = found.board, found.problems, found.agreement
            else:
                record = api.read(*files, ledger=ledger, index=index, progress=step)
                record, closed = with_vault(record, passphrase_file, vault)
                board = api.assess(record, explained=has_reasons, progress=step, **asked)
                own, agreement = record.evidence.problems, record.agreement
                closed += newer_than_index(record)
            others = _not_on_record(agreement, ledger) + closed
        if html is not None:
            _write_page(board, html)
        # What is worth knowing of single rows may name what a release leaves out.
        shown = () if release and as_json else own
        warnings = shown + others + small_cells_of(board, release)
        if as_json:
            _write(board, warnings)
        else:
            _show(board, warnings, explained=explained, shows_all=shows_all)
        finish(_ending(board, fail_on))


def _may_open_vault(files: list[Path], passphrase: Path | None, vault: Path | None) -> bool:
    from servanda.case import split_paths

    # The agreement that stands in a ledger has no vault beside it.
    agreement = split_paths(files)[0] if files else None
    return may_open_vault(agreement, passphrase, vault)


def _write_page(board: Board, path: Path) -> None:
    from servanda import api

    api.write_report(board, path)
    stderr().print(f"report: {path}", markup=False)


def _write(board: Board, warnings: tuple[Problem, ...]) -> None:
    from servanda.publish.json import board_to_json

    write_json(envelope("assess", board_to_json(board), warnings=warnings))


def _ending(board: Board, fail_on: str) -> Exit:
    verdicts = {finding.verdict for finding in board.findings}
    return Exit.BREACH if verdicts & set(_FAIL_ON[fail_on]) else Exit.DONE


def _not_on_record(agreement: Agreement, ledger: str | None) -> tuple[Problem, ...]:
    if ledger is None:
        return ()
    from servanda.assessment.keeping import unrecorded_agreement

    return unrecorded_agreement(agreement, ledger)


def _check_fail_on(fail_on: str) -> None:
    if fail_on not in _FAIL_ON:
        message = f"`--fail-on {fail_on}` is not known"
        hint = "write `violated`, `disputed` or `never`"
        raise UsageError((Problem("SV403", message, hint=hint),))


def _show(board: Board, warnings: tuple[Problem, ...], *, explained: bool, shows_all: bool) -> None:
    from servanda.publish.terminal import MOST_SINGLES, show_board, show_finding, show_rejects

    show_problems(warnings)
    show_rejects(board.material.rejects, stderr())
    console = stdout()
    show_board(board, console, most=None if shows_all else MOST_SINGLES)
    for finding in board.findings if explained else ():
        show_finding(finding, board, console)
