"""`servanda count`: how many findings of each clause have each verdict."""

from __future__ import annotations

from typing import Any

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
    stdout,
    write_json,
)
from servanda.errors import Problem


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
    from servanda.publish.terminal import show_counts

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
                counted = api.count_files(*case or (), ledger=ledger, **asked)
            else:
                record = api.read(*case or (), ledger=ledger, index=index, progress=step)
                counted = api.count(record, **asked)
                warnings = newer_than_index(record)
        rows = counted.to_pylist()
        if as_json:
            write_json(envelope("count", {"counts": rows}, warnings=warnings))
        else:
            show_problems(warnings)
            show_counts(rows, stdout())
        is_breach = any(row["verdict"] == "violated" for row in rows)
        finish(Exit.BREACH if is_breach else Exit.DONE)
