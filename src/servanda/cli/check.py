"""`servanda check`: read an agreement alone and say what is wrong or doubtful."""

from __future__ import annotations

from servanda.cli.options import AgreementPath, Json
from servanda.cli.output import (
    Exit,
    envelope,
    finish,
    reported_errors,
    show_problems,
    stdout,
    write_json,
)


def check(file: AgreementPath, as_json: Json = False) -> None:
    """Check an agreement file: all errors at once, each with its place and one hint.

    Ends with 2 if there is an error, with 0 if there are only warnings.
    """
    from servanda import api

    with reported_errors("check", as_json=as_json):
        report = api.check(file)
        errors = [p for p in report.problems if p.severity == "error"]
        warnings = [p for p in report.problems if p.severity == "warning"]
        if as_json:
            write_json(envelope("check", report.to_dict(), errors, warnings))
        else:
            show_problems(report.problems)
            stdout().print(report.summary(), markup=False)
        finish(Exit.WRONG_USE if errors else Exit.DONE)
