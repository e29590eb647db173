"""What checks between rows came to: rows that are dropped, denials, chains of corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb
import pyarrow as pa

from servanda.evidence.faults import Fault, Faults

WholeRows = Callable[[Sequence[int]], pa.Table]
"""From rows of the stage to them as text, in that order, with `file`, `row_no`."""
PAIRS: Final = pa.schema([("row", pa.int64()), ("target", pa.int64())])
CHAINS: Final = pa.schema([
    ("row", pa.int64()), ("root", pa.int64()), ("usable_at", pa.int64()), ("overtaken", pa.bool_()),
])  # fmt: skip


@dataclass
class Settled:
    """What came of the checks.

    Attributes:
        dropped: row to why it cannot be used; none: it only repeats another row.
        repeats: how many rows only repeated another.
        targets: rows that deny or except, with the row that they speak of: `row`, `target`.
        chains: rows that replace others, or say something later than they were recorded: `row`,
            `root` (a row), `usable_at`, and whether something replaces it as soon as it is usable.
    """

    dropped: dict[int, list[Fault]] = field(default_factory=dict)
    repeats: int = 0
    targets: pa.Table = field(default_factory=PAIRS.empty_table)
    chains: pa.Table = field(default_factory=CHAINS.empty_table)

    def drop(self, row: int, *faults: Fault) -> None:
        """Drop a row."""
        self.dropped.setdefault(row, []).extend(faults)


def note_dropped(connection: duckdb.DuckDBPyConnection, settled: Settled) -> None:
    """Tell the connection which rows are dropped, in its table `dropped`."""
    connection.execute("DELETE FROM dropped")
    gone = pa.table({"row": pa.array(sorted(settled.dropped), pa.int64())})
    connection.register("gone", gone)
    connection.execute("INSERT INTO dropped SELECT row FROM gone")
    connection.unregister("gone")


def rejected(settled: Settled, whole: WholeRows) -> tuple[pa.Table, Faults]:
    """Return the dropped rows that are to be rejected as text, and their faults."""
    rows = sorted(row for row, faults in settled.dropped.items() if faults)
    faults = Faults()
    for place, row in enumerate(rows):
        for fault in settled.dropped[row]:
            faults.add(place, fault)
    if not rows:
        return pa.table({"row_no": pa.array([], pa.int64())}), faults
    raw = whole(rows)
    return raw, faults
