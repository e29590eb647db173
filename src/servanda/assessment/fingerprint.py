"""The fingerprint of a board: enough to find its inputs and compute it again (SEMANTICS 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LENGTH: Final = 16


def build_fingerprint(agreement_hash: str, evidence_hash: str, standard: str, as_of: int) -> str:
    """Return `servanda1:<agreement>:<evidence>:<standard>:<as-of>`.

    Args:
        agreement_hash: SHA-256 of the agreement, hexadecimal; its first 16 digits are shown.
        evidence_hash: SHA-256 of all evidence, independent of row order and file format.
        standard: of proof.
        as_of: microseconds UTC.
    """
    moment = _EPOCH + timedelta(microseconds=as_of)
    stamp = f"{moment:%Y%m%dT%H%M%S}.{moment.microsecond:06d}Z"
    return ":".join(
        ["servanda1", agreement_hash[:_LENGTH], evidence_hash[:_LENGTH], standard, stamp]
    )
