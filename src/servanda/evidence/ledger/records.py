"""The records of a ledger: receipts and rows, as plain data and as Arrow."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import pyarrow as pa

_INTEGER: Final = pa.int64()
_TEXT: Final = pa.string()

ROWS: Final = pa.schema(
    [
        pa.field("seq", _INTEGER, nullable=False),
        pa.field("entry_no", _INTEGER, nullable=False),
        pa.field("table_name", _TEXT, nullable=False),
        pa.field("row_key", _TEXT, nullable=False),
        pa.field("change", _TEXT, nullable=False),
        pa.field("replaces_seq", _INTEGER),
        pa.field("file_row", _INTEGER),
        pa.field("cells", _TEXT, nullable=False),
        pa.field("original", _TEXT),
        pa.field("fault", _TEXT),
        pa.field("chain", _TEXT, nullable=False),
    ]
)
"""One row per version of a thing on record, by `seq` from 1 without gaps.

`entry_no`: its receipt; `table_name`: a table of evidence, or `notes`, `agreements`, `attachments`,
`outside`, `figures`; `row_key`: its identity in its feed; `change`: see `CHANGES`; `replaces_seq`:
the version before it; `file_row`: line or row in its file; `cells`: JSON object of texts, empty
cells left out; `original`: the row as an outside source wrote it; `fault`: JSON object, why it
cannot be used; `chain`: hash over it and all before it, hexadecimal.
"""

CHANGES: Final = {
    "new": "not seen before in its feed",
    "changed": "its source says something else under the same identity",
    "withdrawn": "its source no longer shows it",
    "restored": "its source shows it again",
    "mended": "our own copy was wrong, its source changed nothing",
    "dropped": "it was ours by mistake, its source never said it",
}
"""Word of `change` to what it means."""

GONE: Final = ("withdrawn", "dropped")


@dataclass(frozen=True)
class Entry:
    """One receipt: a file that was imported, or what a person entered by hand.

    Attributes:
        entry_no: from 1 without gaps.
        kind: `import` or `hand`.
        entered_at: when it was written; never earlier than the entry before it.
        seen_at: when the file was fetched from its source; for entries by hand as `entered_at`.
        author, reason: who wrote it and why; the reason of an import may be empty.
        feed: the file, of which later versions replace earlier ones.
        file, file_sha256, file_bytes: the file as it was read; None for entries by hand.
        importer, importer_version: the program that read it.
        licence: terms under which the file may be passed on; None: not stated.
        rows_read: rows of the file; `rows_unchanged` of them were on record as they are,
            `rows_repeated` stood twice in it, `rows_rejected` cannot be used and are kept with
            the reason (they count among the new or changed ones too).
        rows_new, rows_changed, rows_withdrawn: what it added to the ledger.
        first_seq, last_seq: its rows; where it has none `last_seq` is `first_seq - 1`.
        chain: hash over it and everything before it, hexadecimal.
    """

    entry_no: int
    kind: str
    entered_at: str
    seen_at: str
    author: str
    reason: str
    feed: str
    file: str | None
    file_sha256: str | None
    file_bytes: int | None
    importer: str
    importer_version: str
    licence: str | None
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_withdrawn: int
    rows_unchanged: int
    rows_repeated: int
    rows_rejected: int
    first_seq: int
    last_seq: int
    chain: str


ENTRY_COLUMNS: Final = tuple(field.name for field in fields(Entry))

ENTRIES: Final = pa.schema(
    [
        (name, _INTEGER if name.startswith(("rows_", "entry_no")) or name.endswith(("_seq",
         "_bytes")) else _TEXT)
        for name in ENTRY_COLUMNS
    ]
)  # fmt: skip
"""The receipts as an Arrow table, by `entry_no`; see `Entry`."""
