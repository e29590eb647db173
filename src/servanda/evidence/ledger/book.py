"""The ledger itself: open it, read it by number, add to its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.address import Address, read_address
from servanda.evidence.ledger.chain import entry_link, genesis, links, row_digests
from servanda.evidence.ledger.instants import now_text
from servanda.evidence.ledger.migrate import bring_up_to_date, check_format, current_format
from servanda.evidence.ledger.records import ENTRIES, ENTRY_COLUMNS, ROWS, Entry
from servanda.evidence.ledger.store import Store

_ENTRY_SQL: Final = f"SELECT {', '.join(ENTRY_COLUMNS)} FROM entries"
_ROW_SQL: Final = f"SELECT {', '.join(ROWS.names)} FROM rows"
_MOST: Final = 2**62


@dataclass(frozen=True)
class Head:
    """Where a ledger ends.

    Attributes:
        ledger_id: its name, drawn when it was made.
        created_at: when it was made.
        entry_no, seq: its last receipt and last row; 0 where there is none.
        chain: the last link of its chain.
        entered_at: when the last receipt was written; empty where there is none.
    """

    ledger_id: str
    created_at: str
    entry_no: int
    seq: int
    chain: str
    entered_at: str


class Ledger:
    """An append-only record; open one with `open_ledger`.

    Attributes:
        store: the database that holds it.
        shown: its address without a password.
    """

    def __init__(self, store: Store, address: Address) -> None:
        self.store = store
        self.shown = address.shown

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See one state, whatever others write meanwhile."""
        with self.store.reading():
            yield

    def head(self) -> Head:
        """Return where it ends."""
        ledger_id, created_at = self.store.run("SELECT ledger_id, created_at FROM ledger")[0]
        last = self.store.run(f"{_ENTRY_SQL} ORDER BY entry_no DESC LIMIT 1")
        if not last:
            return Head(ledger_id, created_at, 0, 0, genesis(ledger_id, created_at), "")
        entry = Entry(*last[0])
        chain, at = entry.chain, entry.entered_at
        return Head(ledger_id, created_at, entry.entry_no, entry.last_seq, chain, at)

    def entries(self, after: int = 0) -> list[Entry]:
        """Return the receipts after a number, in order."""
        sql = f"{_ENTRY_SQL} WHERE entry_no > ? ORDER BY entry_no"
        return [Entry(*row) for row in self.store.run(sql, (after,))]

    def entry_table(self) -> pa.Table:
        """Return all receipts as an Arrow table (`records.ENTRIES`)."""
        return self.store.read(f"{_ENTRY_SQL} ORDER BY entry_no", (), ENTRIES)

    def rows_after(self, seq: int, most: int | None = None, upto: int | None = None) -> pa.Table:
        """Return the rows that follow a number, in order; how an incremental reader keeps up.

        Args:
            seq: number of the last row already known; 0 for all.
            most: return no more rows than this.
            upto: and none after this number.

        Returns:
            One row per version, in `records.ROWS`, by `seq`.
        """
        limit = f" LIMIT {int(most)}" if most is not None else ""
        sql = f"{_ROW_SQL} WHERE seq > ? AND seq <= ? ORDER BY seq{limit}"
        return self.store.read(sql, (seq, _MOST if upto is None else upto), ROWS)

    def pieces(self, columns: Sequence[str], upto: int, size: int) -> Iterator[pa.Table]:
        """Yield some columns of the rows up to a number, in order, so many numbers at a time."""
        schema = pa.schema([ROWS.field(name) for name in columns])
        sql = f"SELECT {', '.join(columns)} FROM rows WHERE seq > ? AND seq <= ? ORDER BY seq"
        for first in range(0, upto, size):
            yield self.store.read(sql, (first, min(first + size, upto)), schema)

    def later_versions(self, upto: int) -> pa.Table:
        """Return all versions of the things that have several, up to a number, in order."""
        # Only the few rows that replace others are looked up, by the index of them.
        later = "FROM rows WHERE replaces_seq IS NOT NULL AND seq <= ?"
        several = f"SELECT seq {later} UNION SELECT replaces_seq {later}"
        sql = f"{_ROW_SQL} WHERE seq IN ({several}) ORDER BY seq"
        return self.store.read(sql, (upto, upto), ROWS)

    def open_corrections(self, upto: int) -> pa.Table:
        """Return the reports up to a number that replace another, and perhaps some more."""
        sql = (
            f"{_ROW_SQL} WHERE seq <= ? AND table_name = 'reports' AND fault IS NULL"
            " AND CAST(cells AS TEXT) LIKE ? ORDER BY seq"
        )
        return self.store.read(sql, (upto, '%"replaces": %'), ROWS)

    def row(self, seq: int) -> dict[str, Any] | None:
        """Return one row, or None."""
        found = self.rows_after(seq - 1, upto=seq).to_pylist()
        return found[0] if found else None

    def current_rows(self, feed: str) -> pa.Table:
        """Return the last version of everything in a feed, withdrawn things included."""
        sql = (
            f"{_ROW_SQL} r WHERE entry_no IN (SELECT entry_no FROM entries WHERE feed = ?)"
            " AND NOT EXISTS (SELECT 1 FROM rows n WHERE n.replaces_seq = r.seq) ORDER BY seq"
        )
        return self.store.read(sql, (feed,), ROWS)

    def last_of_feed(self, feed: str) -> Entry | None:
        """Return the last receipt of a feed, or None."""
        sql = f"{_ENTRY_SQL} WHERE feed = ? ORDER BY entry_no DESC LIMIT 1"
        found = self.store.run(sql, (feed,))
        return Entry(*found[0]) if found else None

    def append(self, draft: Entry, rows: pa.Table) -> Entry:
        """Add one receipt and its rows at the end; call it inside `store.writing()`.

        Args:
            draft: the receipt; its number, range of rows and link are filled in. An empty
                `entered_at` becomes the present, an empty `seen_at` the time of entry.
            rows: in `records.ROWS` without `seq`, `entry_no` and `chain`, in their order.

        Returns:
            The receipt as it was written.
        """
        head = self.head()
        first, last = head.seq + 1, head.seq + rows.num_rows
        # The clock of a machine may be set back; the order of a ledger is never.
        now = max(draft.entered_at or now_text(), head.entered_at)
        entry = replace(
            draft, entry_no=head.entry_no + 1, entered_at=now, seen_at=draft.seen_at or now,
            first_seq=first, last_seq=last,
        )  # fmt: skip
        chain = head.chain
        if rows.num_rows:
            numbered = _numbered(rows, entry)
            found = links(chain, row_digests(numbered))
            chain = found[-1]
            written = numbered.append_column(ROWS.field("chain"), pa.array(found, pa.string()))
            self.store.insert("rows", written.select(ROWS.names))
        entry = replace(entry, chain=entry_link(chain, entry))
        marks = ", ".join("?" * len(ENTRY_COLUMNS))
        self.store.run(
            f"INSERT INTO entries ({', '.join(ENTRY_COLUMNS)}) VALUES ({marks})", astuple(entry)
        )
        return entry

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def receipt_of(ledger: Ledger, number: int) -> Entry:
    """Return one receipt.

    Raises:
        EvidenceError: SV713, there is none of that number.
    """
    found = [entry for entry in ledger.entries(number - 1)[:1] if entry.entry_no == number]
    if not found:
        message = f"`{ledger.shown}` has no receipt {number}"
        hint = f"the last one is {ledger.head().entry_no}"
        raise EvidenceError((Problem("SV713", message, hint=hint),))
    return found[0]


def _numbered(rows: pa.Table, entry: Entry) -> pa.Table:
    seqs = pa.arange(entry.first_seq, entry.last_seq + 1)
    numbers = pa.repeat(pa.scalar(entry.entry_no, pa.int64()), rows.num_rows)
    return rows.append_column(ROWS.field("seq"), seqs).append_column(
        ROWS.field("entry_no"), numbers
    )


@contextmanager
def open_ledger(address: str | Path, *, create: bool = False) -> Iterator[Ledger]:
    """Open a ledger for a while.

    Args:
        address: a file (`case.servanda`) or a URL (`postgresql://user@host/database`).
        create: make it if it is not there.

    Yields:
        The ledger; it is closed on leaving.

    Raises:
        EvidenceError: SV701, it is not there; SV702, it is newer than this program; SV703, it is
            none or damaged; SV705, the database does not answer.
        MissingExtraError: SV716, a URL is given and psycopg is not installed.
    """
    place = read_address(address)
    if place.path is not None and not place.path.exists() and not create:
        raise _missing(place.shown)
    store = _store(place)
    try:
        check_format(store, place.shown)
        if not create and not current_format(store):
            raise _missing(place.shown)
        bring_up_to_date(store, place.shown)
        yield Ledger(store, place)
    finally:
        store.close()


def _store(place: Address) -> Store:
    if place.path is None:
        from servanda.evidence.ledger.postgres import PostgresStore

        return PostgresStore(place)
    from servanda.evidence.ledger.sqlite import SqliteStore

    return SqliteStore(place.path)


def _missing(shown: str) -> EvidenceError:
    hint = f"`servanda record FILES --ledger {shown}` makes one"
    problem = Problem("SV701", f"there is no ledger at `{shown}`", (Place(shown),), hint)
    return EvidenceError((problem,))
