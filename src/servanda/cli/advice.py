"""What whoever judges very large files as they are had better know."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from servanda.cli.output import stderr


def advise_index(case: Iterable[Path]) -> None:
    """Say on stderr that an index would spare much, if the files of a case are very large."""
    from servanda.large_files import advice_on

    if advice := advice_on(*case):
        stderr().print(advice, markup=False, style="dim")
