"""The hash chain: what is hashed, byte for byte (docs/decisions, "One chain over every row").

A *text* of a record is its fields in the order of `records.py` without `chain`, each written as
`<bytes in UTF-8>:<field>,` and null as `-,`. A row's link is SHA-256 of the link before it and of
the SHA-256 of its text, both hexadecimal, one after the other. A receipt follows its rows. Before
the first link stands the SHA-256 of the ledger's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

import pyarrow as pa

from servanda.evidence.ledger.records import ENTRY_COLUMNS, ROWS, Entry
from servanda.evidence.scratch import scratch

_HASHED: Final = tuple(name for name in ROWS.names if name != "chain")
_PARTS: Final = " || ".join(
    f"coalesce(strlen(\"{name}\"::VARCHAR) || ':' || \"{name}\" || ',', '-,')" for name in _HASHED
)


def genesis(ledger_id: str, created_at: str) -> str:
    """Return what the first link follows."""
    return _hex(f"servanda ledger {ledger_id} {created_at}")


def record_text(values: Iterable[object]) -> str:
    """Return the text of one record that is hashed."""
    return "".join(
        "-," if value is None else f"{len(str(value).encode())}:{value}," for value in values
    )


def row_digests(rows: pa.Table) -> list[str]:
    """Return the SHA-256 of each row's text.

    Args:
        rows: in `records.ROWS`; `chain` may be missing.
    """
    with scratch() as connection:
        places = pa.arange(0, rows.num_rows)
        connection.register("found", rows.select(_HASHED).append_column("_place", places))
        digests = connection.sql(f"SELECT sha256({_PARTS}) AS h FROM found ORDER BY _place")
        hashes: list[str] = digests.to_arrow_table()["h"].to_pylist()
    return hashes


def links(before: str, digests: Sequence[str]) -> list[str]:
    """Return the links of records that follow each other, the first after `before`."""
    found = []
    for digest in digests:
        before = sha256((before + digest).encode()).hexdigest()
        found.append(before)
    return found


def entry_link(before: str, entry: Entry) -> str:
    """Return the link of a receipt that follows `before`, the link of its last row."""
    text = record_text(getattr(entry, name) for name in ENTRY_COLUMNS if name != "chain")
    return links(before, [_hex(text)])[0]


def _hex(text: str) -> str:
    return sha256(text.encode()).hexdigest()
