"""The options by which a case is released and its vault opened, shared by several commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.errors import Problem, UsageError

if TYPE_CHECKING:
    from servanda.assessment.findings import Board
    from servanda.case import Case

Release = Annotated[
    str | None,
    typer.Option(
        "--release",
        metavar="PROFILE",
        help="Make coarser, late or leave out before anything leaves: public, partners, or a file.",
        show_default=False,
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="Opens the vault of the case; or set SERVANDA_VAULT_PASSPHRASE.",
        show_default=False,
    ),
]


def passphrase_of(file: Path | None) -> str:
    """Return the passphrase of a file or of the environment, empty if there is none.

    Raises:
        UsageError: SV859, the file cannot be read.
    """
    from servanda.evidence.vault import PASSPHRASE_VARIABLE

    if file is None:
        return os.environ.get(PASSPHRASE_VARIABLE, "")
    try:
        return file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        message = f"the passphrase cannot be read from `{file}`"
        raise UsageError((Problem("SV859", message),)) from None


def with_vault(case: Case, file: Path | None) -> tuple[Case, tuple[Problem, ...]]:
    """Return a case with its vault open if a passphrase is given, else a warning if it has one."""
    from servanda import api
    from servanda.evidence.vault import FILE

    passphrase = passphrase_of(file)
    has_vault = (Path(case.agreement.path).parent / FILE).is_file()
    if passphrase and (has_vault or file is not None):
        return api.unlocked(case, passphrase), ()
    if not has_vault:
        return case, ()
    hint = "give `--passphrase-file FILE`; nothing of the vault is shown either way"
    message = "the vault is closed, so that exact places are not used"
    return case, (Problem("SV857", message, (), hint, "warning"),)


def small_cells_of(board: Board, release: str | None) -> tuple[Problem, ...]:
    """Return warnings of figures that are too small for a release; none without one."""
    if release is None:
        return ()
    from servanda.publish.release import find_profile, small_cells

    return small_cells(board, find_profile(release))
