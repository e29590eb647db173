"""The evidence of a large ledger as files for an index: read and written a piece at a time."""

from __future__ import annotations

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.files import RawTable, read_raw
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.projection import (
    Record,
    has_corrections,
    outside_files,
    raw_tables,
    readable,
    sorted_out,
)
from servanda.evidence.ledger.records import ENTRIES, ROWS
from servanda.evidence.ledger.versions import histories
from servanda.evidence.ledger.written import PLACED, WrittenTable
from servanda.evidence.names import KnownNames
from servanda.evidence.projection.batches import open_reports
from servanda.evidence.projection.folder import Whole
from servanda.evidence.projection.head import SourceFile
from servanda.evidence.projection.making import Opened
from servanda.evidence.projection.pieces import IN_PIECES, open_pieces
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES

_AT_ONCE: Final = 1 << 17
"""So many numbers of rows are read at once."""
_COLUMNS: Final = ("seq", "entry_no", "table_name", "file_row", "cells", "fault")
_TAKEN: Final = pa.schema([(name, ROWS.field(name).type) for name in _COLUMNS])
_FILES_SQL: Final = """
SELECT entry_no, coalesce(file, $shown) AS file, kind,
    CAST(dense_rank() OVER (ORDER BY coalesce(file, $shown), kind) - 1 AS INTEGER) AS number
FROM entries ORDER BY entry_no
"""


@dataclass(frozen=True)
class LargeRecord:
    """What a ledger holds now, of which most is not read yet.

    Attributes:
        ledger: that holds it.
        later: of the things that have several versions.
        several: numbers of all their rows, `int64`.
        files: for each receipt its `entry_no`, the `file` that it names, its `kind`, and the
            `number` of both in their order.
        chain: the last link of the chain.
    """

    ledger: Ledger
    later: Record
    several: pa.Array
    files: pa.Table
    chain: str


def read_large_record(ledger: Ledger, names: KnownNames) -> LargeRecord:
    """Return what a ledger holds now; what has but one version is left in it.

    Args:
        ledger: to read; it has to stay open.
        names: what rows may name.

    Raises:
        EvidenceError: SV717, a row was changed into something that cannot be read.
    """
    with ledger.reading():
        entries, head = ledger.entry_table(), ledger.head()
        seq = head.seq
        rows = ledger.later_versions(seq)
    with readable(ledger.shown):
        single, several, replaced = sorted_out(rows, entries, ledger.shown)
        found = tuple(tuple(history) for history in histories(several, names))
        if any(has_corrections(history) for history in found):
            corrections = ledger.open_corrections(seq)
            replaced = sorted_out(corrections, entries, ledger.shown)[2]
    later = Record(entries.num_rows, seq, single, found, replaced, names, ledger.shown)
    with scratch() as connection:
        connection.register("entries", entries.cast(ENTRIES))
        files = connection.sql(_FILES_SQL, params={"shown": ledger.shown}).to_arrow_table()
    return LargeRecord(ledger, later, rows["seq"].combine_chunks(), files, head.chain)


def bytes_outside(ledger: Ledger) -> int:
    """Return how large the files of reports are that a ledger names and leaves outside.

    Raises:
        EvidenceError: SV717, a row was changed into something that cannot be read.
    """
    found = ledger.store.run("SELECT CAST(cells AS TEXT) FROM rows WHERE table_name = 'outside'")
    with readable(ledger.shown):
        paths = {Path(told["path"]) for told in (json.loads(cells) for (cells,) in found)
                 if told["table"] == "reports"}  # fmt: skip
    return sum(path.stat().st_size for path in paths if path.is_file())


class LedgerFiles:
    """The evidence of a ledger at an instant, for `make_projection`: call it to open the files."""

    def __init__(
        self, record: LargeRecord, folder: Path, as_of: int | None = None, *, hashed: bool = False
    ) -> None:
        """Take what is to be opened.

        Args:
            record: of the ledger.
            folder: in which reports and links are written, when they are first asked for.
            as_of: instant at which rows without corrections are asked for, microseconds UTC; None:
                their last version.
            hashed: whether the hash of the evidence is asked for, which needs all columns.
        """
        self._record, self._folder = record, folder
        self._as_of, self._hashed = as_of, hashed

    def __call__(self) -> Opened:
        """Return the files.

        Raises:
            EvidenceError: SV715, a file outside of the ledger is missing or was changed; SV717, a
                row was changed into something that cannot be read.
        """
        written, rest = self._written
        kept = {name: table.rows() for name, table in written.items()}
        raws, outside = self._others(rest)
        reports = [kept["reports"].reports(has_kept=self._hashed)]
        reports += [open_reports(p, has_kept=self._hashed) for n, p, _ in outside if n == "reports"]
        links = [kept["links"].pieces()]
        links += [open_pieces(name, path) for name, path, _ in outside if name == "links"]
        named = [(name, str(table.path)) for name, table in kept.items()]
        named += [(raw.name, raw.file) for raw in raws]
        files = [SourceFile(path, name, self._record.chain) for name, path in named]
        files += [SourceFile(str(p), name, sha) for name, p, sha in outside if name in IN_PIECES]

        def as_shown(rejects: pa.Table) -> pa.Table:
            for table in kept.values():
                rejects = table.as_shown(rejects)
            return rejects

        return Opened(reports, links, raws, [], lambda: files, as_shown)

    def own(self) -> dict[str, Whole]:
        """Return what reads the reports again that were written, by the file that has them."""
        reports = self._written[0]["reports"].rows().reports()
        return {reports.file: reports.whole}

    def _others(self, rest: pa.Table) -> tuple[list[RawTable], list[tuple[str, Path, str]]]:
        """Return the other tables as text, and the files outside of the ledger."""
        with readable(self._record.ledger.shown):
            is_outside = pc.equal(rest["table_name"], "outside")
            raws = raw_tables(rest.filter(pc.invert(is_outside)))
            outside = outside_files(rest)
            raws += [read_raw(name, path) for name, path, _ in outside if name not in IN_PIECES]
        return raws, outside

    @cached_property
    def _written(self) -> tuple[dict[str, WrittenTable], pa.Table]:
        """Write reports and links; return them, and the rows of the other tables."""
        record = self._record
        self._folder.mkdir(parents=True, exist_ok=True)
        numbered = record.files.group_by(["number", "file"]).aggregate([]).sort_by("number")
        files = numbered["file"].to_pylist()
        tables = {name: WrittenTable(name, self._folder, files) for name in IN_PIECES}
        rest: list[pa.Table] = []
        # A piece is written while the next one is read.
        with ThreadPoolExecutor(1) as pool, record.ledger.reading():
            waiting: Future[pa.Table] | None = None
            for rows in record.ledger.pieces(_COLUMNS, record.later.seq, _AT_ONCE):
                if waiting is not None:
                    rest.append(waiting.result())
                waiting = pool.submit(self._sorted, _without(rows, record.several), tables)
            if waiting is not None:
                rest.append(waiting.result())
        with readable(record.ledger.shown):
            later = record.later.rows_at(self._as_of).select(_COLUMNS)
        rest.append(self._sorted(later, tables))
        return tables, pa.concat_tables(rest)

    def _sorted(self, rows: pa.Table, tables: dict[str, WrittenTable]) -> pa.Table:
        """Add reports and links to their tables; return the other rows that count as evidence."""
        placed = _placed(rows, self._record.files)
        for name, table in tables.items():
            mine = _of_table(placed, name)
            if mine.num_rows:
                with readable(self._record.ledger.shown):
                    table.add(_to_write(mine))
        others = [*(name for name in FILES if name not in IN_PIECES), "outside"]
        return placed.filter(pc.is_in(placed["table_name"], pa.array(others)))


def _without(rows: pa.Table, several: pa.Array) -> pa.Table:
    if not len(several):
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["seq"], several)))


def _placed(rows: pa.Table, files: pa.Table) -> pa.Table:
    """Return rows with `file`, `kind` and `number` of their receipts; those without one go."""
    rows = rows.cast(_TAKEN)
    places = pc.index_in(rows["entry_no"], files["entry_no"].combine_chunks())
    if places.null_count:
        rows, places = rows.filter(pc.is_valid(places)), places.drop_null()
    for name in ("file", "kind", "number"):
        rows = rows.append_column(name, files[name].combine_chunks().take(places))
    return rows


def _of_table(rows: pa.Table, name: str) -> pa.Table:
    is_mine = pc.equal(rows["table_name"], name)
    return rows if pc.all(is_mine).as_py() else rows.filter(is_mine)


def _to_write(rows: pa.Table) -> pa.Table:
    """Return placed rows in `PLACED`; what people entered stands at its number in the ledger."""
    by_hand = pc.equal(rows["kind"], "hand")
    lines = pc.if_else(by_hand, rows["seq"], rows["file_row"])
    columns = [rows["number"], lines, rows["seq"], rows["cells"], rows["fault"]]
    return pa.table(columns, schema=PLACED)
