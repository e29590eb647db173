"""The evidence that a ledger holds: of any state, as known at any instant (SEMANTICS 7)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.files import RawTable, read_raw
from servanda.evidence.formats import quoted_name, quoted_text
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.delivery import file_digest
from servanda.evidence.ledger.records import ENTRIES, ROWS
from servanda.evidence.ledger.shaping import bad_row
from servanda.evidence.ledger.versions import Row, Version, corrections, histories, version_at
from servanda.evidence.load import Evidence, evidence_of
from servanda.evidence.names import KnownNames
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES

BY_HAND: Final = "by hand"

_PLACED: Final = """
CREATE TEMP TABLE placed AS
SELECT r.*, e.feed, coalesce(e.file, $shown) AS file, e.seen_at, e.before_at, e.kind,
    count(*) OVER (PARTITION BY e.feed, r.table_name, r.row_key) AS versions
FROM rows r JOIN (
    SELECT *, lag(seen_at) OVER (PARTITION BY feed ORDER BY entry_no) AS before_at FROM entries
) e USING (entry_no)
"""
WANTED: Final = (
    "seq", "entry_no", "table_name", "row_key", "change", "file_row", "cells", "fault", "feed",
    "file", "seen_at", "before_at", "kind",
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What a ledger held at one of its states.

    Attributes:
        entry_no, seq: the last receipt and row of the state.
        single: things with one version, an Arrow table of `WANTED` by `seq`.
        histories: things with several.
        replaced: (source, report id) to the first receipt in which it is openly corrected.
        names: what the rows may name.
        shown: address of the ledger without a password.
    """

    entry_no: int
    seq: int
    single: pa.Table
    histories: tuple[tuple[Version, ...], ...]
    replaced: dict[tuple[str, str], int]
    names: KnownNames
    shown: str = ""

    @property
    def has_endings(self) -> bool:
        """Whether some row without corrections was changed or withdrawn, so that `at` differs."""
        return any(not has_corrections(history) for history in self.histories)

    @property
    def last_change(self) -> int | None:
        """When the last silent change or withdrawal became known, microseconds UTC."""
        known = [v.known_at for history in self.histories for v in history]
        return max((at for at in known if at is not None), default=None)

    def at(self, as_of: int | None = None) -> Evidence:
        """Return the evidence, checked under the agreement.

        Args:
            as_of: instant at which rows without corrections are asked for, microseconds UTC; None:
                their last version. Rows recorded later are in the evidence too: the engines leave
                them out.

        Raises:
            EvidenceError: SV715, a file outside of the ledger is missing or was changed.
        """
        with readable(self.shown):
            raws = raw_tables(self.rows_at(as_of))
        return evidence_of(raws, self.names)

    def rows_at(self, as_of: int | None) -> pa.Table:
        """Return what is on record at an instant, as for `at`, in the form of `single`."""
        rows: list[Row] = []
        for history in self.histories:
            if has_corrections(history):
                rows += corrections(history, self.replaced)
            elif (row := version_at(history, as_of)) is not None:
                rows.append(row)
        later = pa.Table.from_pylist([dict(row) for row in rows], self.single.schema)
        return pa.concat_tables([self.single, later])


def has_corrections(history: Sequence[Version]) -> bool:
    """Return whether the versions of a thing are told as reports that correct each other."""
    first = history[0]
    return first.row["table_name"] == "reports" and bool(first.cells.get("report"))


def read_record(ledger: Ledger, names: KnownNames, entry_no: int | None = None) -> Record:
    """Return what a ledger holds.

    Args:
        ledger: to read.
        names: what rows may name, from `known_names(agreement)`.
        entry_no: the last receipt of the state asked for; None: the present one.
    """
    with ledger.reading():
        entries = ledger.entry_table()
        if entry_no is not None:
            entries = entries.slice(0, entry_no)
        last = entries.slice(max(0, entries.num_rows - 1)).to_pylist()
        seq = last[0]["last_seq"] if last else 0
        rows = ledger.rows_after(0, upto=seq)
    with readable(ledger.shown):
        single, several, replaced = sorted_out(rows, entries, ledger.shown)
        found = tuple(tuple(history) for history in histories(several, names))
    return Record(entries.num_rows, seq, single, found, replaced, names, ledger.shown)


@contextmanager
def readable(shown: str) -> Iterator[None]:
    """Say so where a row was changed into something that cannot be read.

    Raises:
        EvidenceError: SV717.
    """
    try:
        yield
    except EvidenceError:
        raise
    except (duckdb.Error, KeyError, ValueError) as error:
        message = f"a row of `{shown}` was changed into something that cannot be read"
        hint = f"`servanda verify --ledger {shown}` says which"
        problem = Problem("SV717", message, (Place(shown),), hint)
        raise EvidenceError((problem,), {"said": str(error)}) from error


def sorted_out(
    rows: pa.Table, entries: pa.Table, shown: str
) -> tuple[pa.Table, list[dict[str, Any]], dict[tuple[str, str], int]]:
    """Return rows of things with one version, of those with several, and what is corrected.

    Args:
        rows: in `records.ROWS`.
        entries: their receipts, in `records.ENTRIES`.
        shown: address of the ledger without a password.

    Returns:
        Rows of `WANTED` by `seq`; the same as dictionaries; and `Record.replaced`.
    """
    columns = ", ".join(WANTED)
    with scratch() as connection:
        connection.register("rows", rows.cast(ROWS))
        connection.register("entries", entries.cast(ENTRIES))
        connection.execute(_PLACED, {"shown": shown})
        asked = f"SELECT {columns} FROM placed WHERE versions "
        single = connection.sql(f"{asked} = 1 ORDER BY seq").to_arrow_table()
        several = connection.sql(f"{asked} > 1 ORDER BY seq").to_arrow_table().to_pylist()
        replaced = connection.sql(
            """SELECT cells->>'$.source', cells->>'$.replaces', min(entry_no) FROM placed
            WHERE table_name = 'reports' AND fault IS NULL AND contains(cells, '"replaces": ')
            GROUP BY ALL"""
        ).fetchall()
    names = {
        (source, report.removeprefix(f"{source}:")): number
        for source, report, number in replaced
        if report
    }
    return single, several, names


def raw_tables(rows: pa.Table) -> list[RawTable]:
    """Return rows of `WANTED` as the files they came from, so that messages name their place."""
    with scratch() as connection:
        connection.register("rows", rows)
        groups = connection.sql(
            "SELECT DISTINCT table_name, file, kind FROM rows ORDER BY ALL"
        ).fetchall()
        found = [_raw_table(connection, group) for group in groups if group[0] in FILES]
    return found + [read_raw(name, path) for name, path, _ in outside_files(rows)]


def outside_files(rows: pa.Table) -> list[tuple[str, Path, str]]:
    """Return the tables and paths of the files outside of the ledger that rows name, and SHA-256.

    Raises:
        EvidenceError: SV715, one is missing or was changed.
    """
    outside = rows.filter(pc.equal(rows["table_name"], "outside"))["cells"].to_pylist()
    told = [json.loads(cells) for cells in outside]
    for cells in told:
        check_outside(cells)
    return [(cells["table"], Path(cells["path"]), cells["sha256"]) for cells in told]


def _raw_table(connection: duckdb.DuckDBPyConnection, group: tuple[str, str, str]) -> RawTable:
    name, file, kind = group
    # What a person entered stands in no file: the number of its row in the ledger is its place.
    place = "seq" if kind == "hand" else "file_row"
    mine = (
        f"FROM rows WHERE table_name = {quoted_text(name)} AND file = {quoted_text(file)}"
        f" AND kind = {quoted_text(kind)}"
    )
    is_readable = "coalesce(fault->>'$.readable', 'true') = 'true'"
    keys = connection.sql(
        f"SELECT DISTINCT unnest(json_keys(cells)) AS k {mine} AND {is_readable} ORDER BY k"
    ).fetchall()
    shape = json.dumps({key: "VARCHAR" for (key,) in keys})
    cells = ", ".join(f"_c.{quoted_name(key)}" for (key,) in keys)
    rows = connection.sql(
        f"SELECT {cells + ', ' if cells else ''}row_no FROM (SELECT from_json(cells,"
        f" {quoted_text(shape)}) AS _c, {place} AS row_no, seq {mine} AND {is_readable})"
        " ORDER BY row_no, seq"
    ).to_arrow_table()
    bad = connection.sql(
        f"SELECT {place}, cells, fault {mine} AND NOT {is_readable} ORDER BY ALL"
    ).fetchall()
    bad_rows = tuple(bad_row(file, number, line, fault) for number, line, fault in bad)
    return RawTable(name, file, rows, bad_rows)


def check_outside(cells: dict[str, str]) -> None:
    """Compare a file outside of the ledger with what the ledger says of it.

    Raises:
        EvidenceError: SV715, it is missing or was changed.
    """
    path, digest = Path(cells.get("path", "")), cells.get("sha256", "")
    hint = f"put it back where it was; its SHA-256 is {digest}"
    if not path.is_file():
        message = f"`{path}`, which the ledger names, is missing"
        raise EvidenceError((Problem("SV715", message, (Place(str(path)),), hint),))
    if file_digest(path)[0] != digest:
        message = f"`{path}` is not the file that the ledger names"
        raise EvidenceError((Problem("SV715", message, (Place(str(path)),), hint),))
