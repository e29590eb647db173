"""`servanda seal` and `servanda reveal`: names and exact places in a vault of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from servanda.cli.options import CasePath, Json
from servanda.cli.output import (
    envelope,
    reported_errors,
    show_problems,
    stderr,
    stdout,
    write_json,
)
from servanda.cli.release_options import PassphraseFile, passphrase_of
from servanda.errors import UsageError, problem_error
from servanda.plurals import how_many


def seal(
    case: CasePath,
    source: Annotated[
        list[str],
        typer.Option("--source", metavar="NAME", help="Source to protect; may be repeated."),
    ],
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Replace sources by aliases and move their names and exact places into an encrypted vault.

    Rewrites the CSV tables of the case. Earlier copies keep the names: delete them. Example:
    `servanda seal case --source hotel-owner --passphrase-file words.txt`.
    """
    from servanda.intake import seal_case

    with reported_errors("seal", as_json=as_json):
        passphrase = passphrase_of(passphrase_file) or _asked(twice=True)
        done = seal_case(case, source, passphrase)
        if as_json:
            data = {"aliases": sorted(done.sealed.aliases.values()), "reports": done.sealed.reports,
                    "files": [str(path) for path in done.sealed.files]}  # fmt: skip
            write_json(envelope("seal", data, warnings=done.left_over))
            return
        show_problems(done.left_over)
        for name, alias in done.sealed.aliases.items():
            stdout().print(f"{name} is now {alias}", markup=False)
        few = how_many(done.sealed.reports, "reports")
        keep = "keeps" if done.sealed.reports == 1 else "keep"
        text = f"{few} {keep} area, time, act and figures; the rest is in {done.vault}"
        stdout().print(text, markup=False, soft_wrap=True)
        stderr().print("Delete earlier copies of the tables: they still hold the names.")


def reveal(case: CasePath, passphrase_file: PassphraseFile = None) -> None:
    """Show who the aliases of a case are, on this terminal alone."""
    from servanda.intake import open_vault

    with reported_errors("reveal", as_json=False):
        vault = open_vault(case, passphrase_of(passphrase_file) or _asked(twice=False))
        for alias, cells in vault.sources.items():
            said = ", ".join(cells[name] for name in ("source", "name") if cells.get(name))
            stdout().print(f"{alias}: {said}", markup=False, soft_wrap=True)
        stdout().print(f"and cells of {how_many(len(vault.reports), 'reports')}", markup=False)


def _asked(*, twice: bool) -> str:
    """Return the passphrase that somebody enters.

    Raises:
        UsageError: SV859, nobody does.
    """
    try:
        said = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True)
    except typer.Abort:
        hint = "enter it, or give `--passphrase-file FILE`"
        raise problem_error(UsageError, "SV859", "no passphrase was entered", hint) from None
    return str(said)
