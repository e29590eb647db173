"""`servanda count`: how many findings of each clause have each verdict."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from servanda.cli.advice import newer_than_index
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
from servanda.cli.release_options import closed_vault
from servanda.errors import Problem

if TYPE_CHECKING:
    from servanda.counting import Counted


def count(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    case: CasePaths = None,
    as_of: AsOf = None,
    standard: Standard = "independent",
    ledger: LedgerOfCase = None,
    index: Index = None,
    engine: Engine = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Count the verdicts of each clause and party; for large records, the quickest look.

    A clause has a finding for each day, part or trigger, so the numbers of two clauses or parties
    are not to be compared. Ends with 1 if something is violated.
    """
    from servanda import api
    from servanda.counting import counted
    from servanda.large_files import counted_files

    with reported_errors("count", as_json=as_json):
        opener = api.find_engine(engine, ledger)
        warnings: tuple[Problem, ...] = ()
        with progress("counting", is_quiet=quiet or as_json) as step:
            asked: dict[str, Any] = {
                "as_of": as_of,
                "standard": standard,
                "engine": opener,
                "progress": step,
            }
            if index is None:
                found = counted_files(*case or (), ledger=ledger, **asked)
            else:
                record = api.read(*case or (), ledger=ledger, index=index, progress=step)
                found = counted(record, **asked)
                warnings = newer_than_index(record)
        warnings = found.problems + warnings + closed_vault(case or ())
        rows = found.counts.to_pylist()
        _show(found, rows, warnings, as_json=as_json)
        is_breach = any(row["verdict"] == "violated" for row in rows)
        finish(Exit.BREACH if is_breach else Exit.DONE)


def _show(
    found: Counted, rows: list[dict[str, Any]], warnings: tuple[Problem, ...], *, as_json: bool
) -> None:
    from servanda.publish.terminal import show_counts, show_rejects

    if as_json:
        data = {"counts": rows, "rejects": [asdict(row) for row in found.rejects]}
        write_json(envelope("count", data, warnings=warnings))
        return
    show_problems(warnings)
    show_rejects(found.rejects, stderr())
    show_counts(rows, stdout())
