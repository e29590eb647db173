"""Imports: one transaction, a receipt a file; what a source changed or took back shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.delivery import Delivery
from servanda.evidence.ledger.files import keep_file
from servanda.evidence.ledger.instants import now_text
from servanda.evidence.ledger.records import ROWS, Entry
from servanda.evidence.ledger.shaping import shape_delivery
from servanda.evidence.ledger.words import words_at_door
from servanda.evidence.names import KnownNames
from servanda.evidence.scratch import scratch
from servanda.progress import Progress, silent

_FEW: Final = 10

ADDED: Final = ("table_name", "row_key", "change", "replaces_seq", "file_row", "cells",
                 "original", "fault")  # fmt: skip

_ADDED_SCHEMA: Final = pa.schema([ROWS.field(name) for name in ADDED])


@dataclass(frozen=True)
class Terms:
    """How files are recorded.

    Attributes:
        author: who records.
        reason: why; may be empty.
        feed: what the files are a version of; empty: each is its own, by its name.
        seen_at: when they were fetched, as `instants` writes it; empty: now.
        licence: terms that hold where a file states none; empty: not stated.
        is_partial: the files hold only news; what they lack is not withdrawn.
        is_mending: differences mend our own copying; the source changed nothing.
        allows_withdrawals: even if most rows of a feed go.
    """

    author: str
    reason: str = ""
    feed: str = ""
    seen_at: str = ""
    licence: str = ""
    is_partial: bool = False
    is_mending: bool = False
    allows_withdrawals: bool = False


def record_deliveries(
    ledger: Ledger,
    deliveries: Sequence[Delivery],
    terms: Terms,
    names: KnownNames | None = None,
    progress: Progress = silent,
) -> list[Entry]:
    """Import files in one transaction: all of them, or on any error none.

    Args:
        ledger: to add to.
        deliveries: one for each file.
        terms: who, why, under what licence.
        names: what rows may name under the agreement on record, to say which cannot be used; None:
            only what is wrong under every agreement is told.
        progress: called with the name of the step and the done share.

    Returns:
        One receipt a file.

    Raises:
        EvidenceError: SV704, the disk is full; SV707, all or most rows would be withdrawn; SV708,
            the time of retrieval is impossible; SV724, two files are of one feed. The ledger is
            then as it was.
    """
    _check_feeds(deliveries, terms)
    progress("reading rows", 0.1)
    words = words_at_door(ledger, deliveries)
    shaped = [shape_delivery(delivery, names, words) for delivery in deliveries]
    entries = []
    with ledger.store.writing():
        now = now_text()
        for place, (delivery, (rows, repeated)) in enumerate(zip(deliveries, shaped, strict=True)):
            progress(f"recording {delivery.file}", 0.4 + 0.6 * place / len(deliveries))
            feed = feed_name(delivery, terms.feed, len(deliveries))
            entries.append(_record(ledger, delivery, rows, (feed, repeated, now, terms)))
    progress("recorded", 1.0)
    return entries


def feed_name(delivery: Delivery, feed: str, count: int) -> str:
    """Return the feed of a file: its name, or the feed given, with the table if it has several."""
    name = delivery.file.replace("\\", "/").rpartition("/")[2]
    if not feed:
        return name
    return feed if count == 1 else f"{feed}/{name.split('.', 1)[0]}"


def _check_feeds(deliveries: Sequence[Delivery], terms: Terms) -> None:
    """Refuse two files of one feed in one import: which of them is the later one?"""
    seen: dict[str, str] = {}
    for delivery in deliveries:
        feed = feed_name(delivery, terms.feed, len(deliveries))
        if delivery.kind == "import" and not terms.is_partial and feed in seen:
            message = f"`{seen[feed]}` and `{delivery.file}` are both versions of feed `{feed}`"
            hint = "record them one after the other, each with its own `--feed`"
            raise EvidenceError((Problem("SV724", message, (Place(delivery.file),), hint),))
        seen[feed] = delivery.file


def _record(
    ledger: Ledger, delivery: Delivery, rows: pa.Table, how: tuple[str, int, str, Terms]
) -> Entry:
    feed, repeated, now, terms = how
    _check_time(ledger, feed, terms.seen_at)
    current = ledger.current_rows(feed)
    added, unchanged = differences(rows, current, terms)
    changes = added["change"]
    gone = _count(changes, "withdrawn", "dropped")
    if not terms.allows_withdrawals:
        _check_withdrawals(ledger, feed, gone, current)
    draft = Entry(
        entry_no=0,
        kind=delivery.kind,
        entered_at=now,
        seen_at=terms.seen_at,
        author=terms.author,
        reason=terms.reason,
        feed=feed,
        file=delivery.file or None,
        file_sha256=delivery.sha256 or None,
        file_bytes=delivery.size if delivery.file else None,
        importer=delivery.importer,
        importer_version=delivery.importer_version,
        licence=delivery.licence or terms.licence or None,
        rows_read=rows.num_rows + repeated,
        rows_new=_count(changes, "new"),
        rows_changed=_count(changes, "changed", "restored", "mended"),
        rows_withdrawn=gone,
        rows_unchanged=unchanged,
        rows_repeated=repeated,
        rows_rejected=rows.num_rows - rows["fault"].null_count,
        first_seq=0,
        last_seq=0,
        chain="",
    )
    entry = ledger.append(draft, added)
    for digest, path in delivery.keeps.items():
        keep_file(ledger, path, digest, entry.entry_no)
    return entry


def _count(changes: pa.ChunkedArray, *words: str) -> int:
    return int(pc.sum(pc.is_in(changes, pa.array(words, pa.string()))).as_py() or 0)


_DIFFERENCES: Final = """
WITH paired AS (
    SELECT coalesce(n.table_name, c.table_name) AS table_name,
        coalesce(n.row_key, c.row_key) AS row_key,
        CASE
            WHEN c.seq IS NULL THEN 'new'
            WHEN n.row_key IS NULL THEN CASE WHEN NOT is_gone AND NOT $partial THEN $gone END
            WHEN is_gone THEN 'restored'
            WHEN n.cells <> c.cells OR n.original IS DISTINCT FROM c.original THEN $changed
        END AS change,
        c.seq AS replaces_seq, coalesce(n.file_row, c.file_row) AS file_row,
        coalesce(n.cells, c.cells) AS cells,
        CASE WHEN n.row_key IS NULL THEN c.original ELSE n.original END AS original,
        CASE WHEN n.row_key IS NULL THEN c.fault ELSE n.fault END AS fault,
        n.place IS NULL AS is_missing, coalesce(n.place, c.seq) AS place
    FROM arrived n FULL JOIN (
        SELECT *, change IN ('withdrawn', 'dropped') AS is_gone FROM standing
    ) c USING (table_name, row_key)
)
"""


def differences(rows: pa.Table, current: pa.Table, terms: Terms) -> tuple[pa.Table, int]:
    """Return what a file adds to its feed, and how many of its rows were on record as they are.

    Args:
        rows: of the file, in `shaping.SHAPED`.
        current: last version of everything in the feed, in `records.ROWS`.
        terms: whether the file is whole, and whose changes these are.

    Returns:
        Rows in `records.ROWS` without `seq`, `entry_no` and `chain`: those of the file in its
        order, then what it lacks in the order of the ledger.
    """
    if not current.num_rows:
        return _all_new(rows), 0
    words = {"partial": terms.is_partial, "gone": "dropped" if terms.is_mending else "withdrawn",
             "changed": "mended" if terms.is_mending else "changed"}  # fmt: skip
    with scratch() as connection:
        connection.register("arrived", rows)
        connection.register("standing", current)
        columns = ", ".join(ADDED)
        added = connection.sql(
            f"{_DIFFERENCES} SELECT {columns} FROM paired WHERE change IS NOT NULL"
            " ORDER BY is_missing, place",
            params=words,
        ).to_arrow_table()
        same = connection.sql(
            f"{_DIFFERENCES} SELECT count(*) FROM paired WHERE change IS NULL AND NOT is_missing",
            params=words,
        ).fetchall()[0][0]
    return added.cast(_ADDED_SCHEMA), int(same)


def _all_new(rows: pa.Table) -> pa.Table:
    count = rows.num_rows
    columns = {
        "change": pa.repeat(pa.scalar("new"), count), "replaces_seq": pa.nulls(count, pa.int64()),
    }  # fmt: skip
    return pa.table(
        [columns[name] if name in columns else rows[name] for name in ADDED],
        schema=_ADDED_SCHEMA,
    )


def _check_withdrawals(ledger: Ledger, feed: str, gone: int, current: pa.Table) -> None:
    standing = current.num_rows - _count(current["change"], "withdrawn", "dropped")
    is_usual = gone < standing and (gone <= _FEW or 2 * gone <= standing)
    if not gone or is_usual:
        return
    message = f"{gone} of the {standing} rows of feed `{feed}` would count as withdrawn"
    hint = (
        "if the source did take them back, add `--withdraw`; if the file holds only news, add"
        " `--partial`; if it is another feed, name it with `--feed`"
    )
    raise EvidenceError((Problem("SV707", message, (Place(ledger.shown),), hint),))


def _check_time(ledger: Ledger, feed: str, seen_at: str) -> None:
    last = ledger.last_of_feed(feed)
    if not seen_at:
        return
    if seen_at > now_text():
        message = "the file cannot have been fetched in the future"
        raise EvidenceError((Problem("SV708", message, hint="mend `--retrieved`"),))
    if last is not None and seen_at < last.seen_at:
        message = f"feed `{feed}` was last seen at {last.seen_at}, after {seen_at}"
        hint = "record versions in the order in which they were fetched, or name another `--feed`"
        raise EvidenceError((Problem("SV708", message, hint=hint),))
