"""What whoever judges very large files as they are had better know."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.cli.output import stderr
from servanda.errors import Problem

if TYPE_CHECKING:
    from servanda.case import Case


def advise_index(case: Iterable[Path]) -> None:
    """Say on stderr that an index would spare much, if the files of a case are very large."""
    from servanda.large_files import advice_on

    if advice := advice_on(*case):
        stderr().print(advice, markup=False, style="dim")


def newer_than_index(record: Case) -> tuple[Problem, ...]:
    """Return a warning for each file that was written again after the index was made from it."""
    hint = "the verdicts are of what it held then; make the index anew: `servanda index`"
    return tuple(
        Problem("SV397", f"`{path}` was written after the index was made", (), hint, "warning")
        for path in (record.index.newer_files() if record.index is not None else ())
    )
