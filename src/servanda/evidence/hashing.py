"""What rows say, as hashes: the same for every order and every file format (SEMANTICS 7)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import pyarrow as pa

from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES, arrow_schema

_NOT_CONTENT: Final = frozenset({"file", "row_no"})


def row_hashes(name: str, rows: pa.Table) -> pa.Array:
    """Return the SHA-256 of each row's content, hexadecimal; where it was written is left out."""
    columns = [f.name for f in arrow_schema(name) if f.name not in _NOT_CONTENT]
    filled = [c for c in columns if rows[c].null_count < rows.num_rows]
    # Each cell with its name and its length, so that no two rows give one text; `concat` leaves out
    # nulls, and copies each cell once.
    cells = ["''"] + [
        f"'{c}=' || strlen(CAST(\"{c}\" AS VARCHAR)) || ':' || CAST(\"{c}\" AS VARCHAR)"
        for c in filled
    ]
    with scratch() as connection:
        places = pa.array(range(rows.num_rows), pa.int64())
        connection.register("found", rows.select(columns).append_column("_place", places))
        hashes = connection.sql(
            f"SELECT sha256(concat({', '.join(cells)})) AS h FROM found ORDER BY _place"
        )
        return hashes.to_arrow_table()["h"].combine_chunks()


def evidence_hash(digests: Mapping[str, pa.ChunkedArray]) -> str:
    """Return the SHA-256 of all evidence: of the sorted hashes of its rows, table by table."""
    whole = sha256()
    for name in FILES:
        hashes = sorted(digests[name].to_pylist()) if name in digests else []
        whole.update(f"{name}:{len(hashes)}:".encode())
        whole.update("".join(hashes).encode())
    return whole.hexdigest()
