"""`servanda format`: the sentences of an agreement in canonical form."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.cli.options import Json
from servanda.cli.output import (
    Exit,
    envelope,
    finish,
    reported_errors,
    show_problems,
    stderr,
    write_json,
)

if TYPE_CHECKING:
    from servanda.agreement.format import Formatted
    from servanda.errors import Problem

_STDIN = Path("-")


def format_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="Agreement files or case folders; `-` reads stdin and writes stdout.",
            show_default=False,
        ),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; end with 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    layout: Annotated[
        bool, typer.Option("--layout", help="Keep the words; put only lines and spaces in order.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put the sentences of agreements into canonical form, one a line.

    Only `terms` blocks change; front matter, comments and prose stay byte for byte. A sentence that
    cannot be read stays as it is and is reported (the command then ends with 2).

    Example: servanda format examples/northland --diff
    """
    from servanda.agreement.format_files import format_file
    from servanda.case import find_agreement

    with reported_errors("format", as_json=as_json):
        paths = [file if file == _STDIN else find_agreement(file) for file in files]
        found = [(path, *format_file(path, keeps_words=layout)) for path in paths]
        is_dry = check or diff
        for file, before, after in found:
            _hand_out(file, before, after, is_dry=is_dry, is_quiet=as_json, with_diff=diff)
        errors = [p for _, _, f in found for p in f.problems if p.severity == "error"]
        changed = [str(file) for file, before, after in found if after.text != before]
        if as_json:
            kept = {str(file): list(after.kept) for file, _, after in found if after.kept}
            write_json(envelope("format", {"changed": changed, "kept": kept}, errors))
        else:
            _tell(changed, errors, is_dry=is_dry)
        finish(_exit_code(errors, has_changes=bool(changed) and check))


def _exit_code(errors: list[Problem], *, has_changes: bool) -> Exit:
    if errors:
        return Exit.WRONG_USE
    return Exit.BREACH if has_changes else Exit.DONE


def _hand_out(  # noqa: PLR0913 - what is done depends on all of them
    file: Path, before: str, after: Formatted, *, is_dry: bool, is_quiet: bool, with_diff: bool
) -> None:
    """Write the file, or show what would change, or write to stdout."""
    from servanda.agreement.format_files import write_text

    if with_diff and not is_quiet:
        _write(_difference(str(file), before, after.text))
    elif file == _STDIN and not is_dry and not is_quiet:
        _write(after.text)
    elif file != _STDIN and not is_dry and after.text != before:
        write_text(file, after.text)


def _write(text: str) -> None:
    sys.stdout.write(text)


def _difference(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _tell(changed: list[str], errors: list[Problem], *, is_dry: bool) -> None:
    show_problems(errors)
    console = stderr()
    for name in changed:
        if name != str(_STDIN):
            console.print(f"{'would change' if is_dry else 'changed'} {name}", markup=False)
    if not changed and not errors:
        console.print("nothing to change")
