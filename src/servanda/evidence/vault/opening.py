"""The use of an open vault: points for judging, which never leave."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

import pyarrow as pa

from servanda.evidence.load import Evidence
from servanda.evidence.vault.sealed_file import Vault

PLACES: Final = ("latitude", "longitude", "radius_m")


def opened(evidence: Evidence, vault: Vault) -> Evidence:
    """Return evidence in which held reports have their points again, for judging alone.

    The hash of the evidence then rests on the encrypted file and on no point, so that nobody can
    find a point by trying until a fingerprint fits.

    Args:
        evidence: as the tables of the case give it.
        vault: open.
    """
    reports = evidence.reports
    names = [f"{s}:{r}" for s, r in zip(reports["source"].to_pylist(),
                                        reports["report"].to_pylist(), strict=True)]  # fmt: skip
    held = [(row, vault.reports[name]) for row, name in enumerate(names) if name in vault.reports]
    for column in PLACES:
        values = reports[column].to_pylist()
        for row, cells in held:
            point = _decimal(cells.get(column, ""))
            values[row] = values[row] if point is None else point
        place = reports.schema.get_field_index(column)
        kind = reports.schema.field(column).type
        reports = reports.set_column(place, reports.schema.field(column), pa.array(values, kind))
    digests = dict(evidence.digests)
    if "reports" in digests:
        hashes = digests["reports"].to_pylist()
        for row, _ in held:
            hashes[row] = hashlib.sha256(f"{hashes[row]}{vault.digest}".encode()).hexdigest()
        digests["reports"] = pa.chunked_array([pa.array(hashes, pa.string())])
    return replace(evidence, tables={**evidence.tables, "reports": reports}, digests=digests)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
