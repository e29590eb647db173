"""The options by which a case is released and its vault opened, shared by several commands."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from servanda.errors import Problem, UsageError, problem_error

if TYPE_CHECKING:
    from servanda.assessment.findings import Board
    from servanda.case import Case
    from servanda.evidence.vault import Vault

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
VaultFile = Annotated[
    Path | None,
    typer.Option(
        "--vault",
        metavar="FILE",
        help="The vault, where it does not lie beside the agreement.",
        show_default=False,
    ),
]


def passphrase_of(file: Path | None) -> str:
    """Return the passphrase of a file or of the environment, empty if there is none.

    Raises:
        UsageError: SV859, the file cannot be read, or is empty.
    """
    from servanda.evidence.vault import PASSPHRASE_VARIABLE

    if file is None:
        return os.environ.get(PASSPHRASE_VARIABLE, "")
    try:
        passphrase = file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        message = f"the passphrase cannot be read from `{file}`"
        raise UsageError((Problem("SV859", message),)) from None
    if not passphrase:
        hint = "write the passphrase on its first line"
        raise problem_error(UsageError, "SV859", f"`{file}` holds no passphrase", hint)
    return passphrase


def with_vault(
    case: Case, file: Path | None, vault: Path | None = None
) -> tuple[Case, tuple[Problem, ...]]:
    """Return a case with its vault open if a passphrase is given, else a warning if it has one.

    Args:
        case: from `api.read`.
        file: that holds the passphrase, or None.
        vault: the file of the vault; None: the one beside the agreement.

    Raises:
        UsageError: SV858, there is no vault of that name.
    """
    from servanda import api

    if vault is not None and not vault.is_file():
        raise problem_error(UsageError, "SV858", f"there is no vault at `{vault}`")
    passphrase = passphrase_of(file)
    has_vault = vault is not None or _holds_vault(case.folder)
    if case.index is not None and (has_vault or file is not None):
        hint = "leave out `--index` to judge by them; nothing of the vault is shown either way"
        message = "an index holds nothing of the vault, so that exact places are not used"
        return case, (Problem("SV857", message, (), hint, "warning"),)
    if passphrase and (has_vault or file is not None):
        return api.unlocked(case, passphrase, vault), ()
    if not has_vault:
        return case, ()
    hint = "give `--passphrase-file FILE`; nothing of the vault is shown either way"
    message = "the vault is closed, so that exact places are not used"
    return case, (Problem("SV857", message, (), hint, "warning"),)


def closed_vault(paths: Sequence[Path]) -> tuple[Problem, ...]:
    """Return a warning where a vault lies beside what is read by a command that opens none."""
    if not any(_holds_vault(path if path.is_dir() else path.parent) for path in paths):
        return ()
    hint = "`servanda assess --passphrase-file FILE` uses them"
    message = "the vault is closed, so that exact places are not used"
    return (Problem("SV857", message, (), hint, "warning"),)


def may_open_vault(case: Path | None, file: Path | None, vault: Path | None) -> bool:
    """Return whether options name a vault or its passphrase, or one lies beside the agreement."""
    folder = case.parent if case is not None and not case.is_dir() else case
    return file is not None or vault is not None or _holds_vault(folder)


def _holds_vault(folder: Path | None) -> bool:
    from servanda.evidence.vault import FILE

    return folder is not None and (folder / FILE).is_file()


def read_for_judging(
    case: Path | None,
    ledger: str | None,
    file: Path | None,
    vault: Path | None,
    index: Path | None = None,
) -> tuple[Case, tuple[Problem, ...]]:
    """Return a case as its options ask for it, and warnings.

    Args:
        case: folder or agreement; None: the agreement that stands in the ledger.
        ledger: that holds the evidence; None: the tables of the folder do.
        file: that holds the passphrase of the vault, or None.
        vault: its file; None: the one beside the agreement.
        index: that holds the evidence; None: the ledger or the tables do.
    """
    from servanda import api

    named = () if case is None else (case,)
    return with_vault(api.read(*named, ledger=ledger, index=index), file, vault)


def vault_named(vault: Path | None, file: Path | None) -> Vault | None:
    """Return the vault in a file, open, or None where none is named.

    Raises:
        UsageError: SV858, there is no such file; SV859, no passphrase is given.
        EvidenceError: SV851, it stays closed.
    """
    from servanda.evidence.vault import read_vault

    if vault is None:
        return None
    if not vault.is_file():
        raise UsageError((Problem("SV858", f"there is no vault at `{vault}`"),))
    passphrase = passphrase_of(file)
    if not passphrase:
        hint = "give `--passphrase-file FILE`, or set SERVANDA_VAULT_PASSPHRASE"
        raise UsageError((Problem("SV859", "the vault needs its passphrase", (), hint),))
    return read_vault(vault, passphrase)


def small_cells_of(board: Board, release: str | None) -> tuple[Problem, ...]:
    """Return warnings of figures that are too small for a release; none without one."""
    if release is None:
        return ()
    from servanda.publish.release import find_profile, small_cells

    return small_cells(board, find_profile(release))
