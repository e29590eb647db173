"""The vault of a case: names and exact places, encrypted, used for verdicts and never exported."""

from __future__ import annotations

from servanda.evidence.vault.opening import opened
from servanda.evidence.vault.sealed_file import (
    FILE,
    PASSPHRASE_VARIABLE,
    Vault,
    read_vault,
    write_vault,
)
from servanda.evidence.vault.sealing import Sealed, seal_sources
from servanda.evidence.vault.searching import left_over

__all__ = [
    "FILE",
    "PASSPHRASE_VARIABLE",
    "Sealed",
    "Vault",
    "left_over",
    "opened",
    "read_vault",
    "seal_sources",
    "write_vault",
]
