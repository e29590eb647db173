"""Checks between rows (SEMANTICS 2.4, 2.8), in the order of `load`: what cannot be used is dropped.

The many rows that are as they should be are settled in SQL; the few others go to the checks that
evidence in memory goes through, so that reasons and hints are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import duckdb
import pyarrow as pa

from servanda.evidence.checks import bad_corrections, without_repeats
from servanda.evidence.faults import Faults
from servanda.evidence.hashing import row_hashes
from servanda.evidence.numbering import NEVER
from servanda.evidence.projection.denials import drop_unknown_denials
from servanda.evidence.projection.numbers import Order
from servanda.evidence.projection.record import THING, Record
from servanda.evidence.projection.settled import CHAINS, Settled, WholeRows, note_dropped
from servanda.evidence.projection.unusual import with_ids
from servanda.evidence.quantities import ALWAYS, DeclaredWords
from servanda.evidence.rows import build_rows
from servanda.evidence.series import overlaps_among

_ROUNDS: Final = 64


def settle(
    connection: duckdb.DuckDBPyConnection,
    record: Record,
    order: Order,
    tools: tuple[WholeRows, DeclaredWords],
) -> Settled:
    """Check rows against each other.

    Args:
        connection: with `parts`, `refs` (rows of `REFERENCES`) and `source_order`.
        record: codes.
        order: of all rows.
        tools: finds whole rows again; the spreads that sources have declared.
    """
    settled = Settled()
    _drop_repeats(settled, order, record, tools)
    connection.execute("CREATE OR REPLACE TEMP TABLE dropped (row BIGINT)")
    note_dropped(connection, settled)
    _find_late(connection, record, tools[1])
    # Most records of sensors name no other report: then no row need be looked for.
    ((named,),) = connection.execute("SELECT count(*) FROM refs").fetchall()
    corrections = bool(named) and _find_replaced(connection)
    if corrections:
        _drop_bad_corrections(connection, settled)
    found = len(settled.dropped)
    if len(record.series) > 1:
        _drop_overlaps(connection, settled, record)
    if named:
        drop_unknown_denials(connection, settled)
    if corrections:
        if len(settled.dropped) > found:
            _find_replaced(connection)
        settled.chains = _chains(connection)
    else:
        settled.chains = _late_rows(connection)
    return settled


# ---- one name, several rows -------------------------------------------------------------------


def _drop_repeats(
    settled: Settled, order: Order, record: Record, tools: tuple[WholeRows, DeclaredWords]
) -> None:
    if not order.repeated:
        return
    whole, words = tools
    places = [row for group in order.repeated for row in group]
    raw = whole(places)
    rows, _ = build_rows("reports", raw, record.names, words)
    rows = with_ids(rows)
    rows = rows.append_column("row_id", pa.array(places, pa.int64()))
    rows = rows.append_column("hash", row_hashes("reports", rows))
    faults = Faults()
    kept, settled.repeats = without_repeats("reports", rows, faults)
    for row in {*places} - {*kept["row_id"].to_pylist()}:
        settled.drop(row, *faults.by_row.get(row, []))


# ---- what says something later than it was recorded --------------------------------------------


def _find_late(connection: duckdb.DuckDBPyConnection, record: Record, words: DeclaredWords) -> None:
    """Make `late`: rows whose figure means something only since its word was declared (2.2)."""
    said = [(code, words.said_from(str(value[0]), str(value[1])))
            for code, value in enumerate(record.words.values)
            if isinstance(value, tuple)]  # fmt: skip
    later = [(code, NEVER if at is None else at) for code, at in said if at != ALWAYS]
    connection.execute("CREATE OR REPLACE TEMP TABLE late (row BIGINT, said_from BIGINT)")
    if not later:
        return
    connection.register("late_words", pa.table({
        "word": pa.array([code for code, _ in later], pa.int32()),
        "at": pa.array([at for _, at in later], pa.int64()),
    }))  # fmt: skip
    connection.execute(
        """INSERT INTO late SELECT p.row, greatest(p.recorded_at, w.at)
        FROM parts p JOIN late_words w USING (word) WHERE p.recorded_at < w.at"""
    )
    connection.unregister("late_words")


def _late_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the late rows as chains by themselves."""
    found = connection.sql(
        "SELECT row, row AS root, said_from AS usable_at, false AS overtaken FROM late"
        " WHERE row NOT IN (SELECT row FROM dropped) ORDER BY row"
    )
    return found.to_arrow_table().cast(CHAINS)


# ---- corrections ------------------------------------------------------------------------------


def _find_replaced(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make `corrections` with the row that each replaces; return whether there is any."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE corrections AS
        WITH told AS (
            SELECT r.row, r.source, s.name, r.report, r.replaces,
                coalesce(l.said_from, r.recorded_at) AS recorded_at,
                CASE WHEN starts_with(r.replaces, s.name || ':')
                    THEN substr(r.replaces, length(s.name) + 2) ELSE r.replaces END AS replaced
            FROM refs r JOIN source_order s ON s.code = r.source LEFT JOIN late l ON l.row = r.row
            WHERE r.replaces IS NOT NULL AND r.row NOT IN (SELECT row FROM dropped)
        )
        SELECT t.*, p.row AS target,
            coalesce(l.said_from, p.recorded_at) AS target_recorded_at FROM told t
        LEFT JOIN parts p ON p.source = t.source AND p.report = t.replaced
            AND p.row NOT IN (SELECT row FROM dropped)
        LEFT JOIN late l ON l.row = p.row"""
    )
    return bool(connection.execute("SELECT count(*) FROM corrections").fetchall()[0][0])


def _drop_bad_corrections(connection: duckdb.DuckDBPyConnection, settled: Settled) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE walks AS SELECT row, target FROM corrections")
    for _ in range(_ROUNDS):
        connection.execute(
            """CREATE OR REPLACE TEMP TABLE walks AS SELECT w.row, c.target
            FROM walks w JOIN corrections c ON c.row = w.target WHERE c.target IS NOT NULL"""
        )
        if not connection.execute("SELECT count(*) FROM walks").fetchall()[0][0]:
            break
    # What stands before the last colon is another source, unless the whole text is an id.
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE doubtful_corrections AS
        SELECT row, source, name, report, replaces FROM corrections
        WHERE row IN (SELECT row FROM walks) OR (strpos(replaces, ':') > 0
            AND NOT (starts_with(replaces, name || ':') AND strpos(replaced, ':') = 0))"""
    )
    ((doubtful,),) = connection.execute("SELECT count(*) FROM doubtful_corrections").fetchall()
    if not doubtful:
        return
    some = connection.execute(
        """SELECT c.row, c.name, c.report, c.replaces, p.row IS NOT NULL
        FROM doubtful_corrections c
        LEFT JOIN parts p ON p.source = c.source AND p.report = c.replaces
            AND p.row NOT IN (SELECT row FROM dropped)
        ORDER BY c.row"""
    ).fetchall()
    keys = ("row_id", "source", "report", "replaces", "is_id")
    rows = [dict(zip(keys, row, strict=True)) for row in some]
    bad = bad_corrections(rows, lambda row: bool(row["is_id"]))
    for place, fault in bad.items():
        settled.drop(place, fault)
    if bad:
        note_dropped(connection, settled)
        _find_replaced(connection)


def _chains(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return root and usable-at of all corrections that stand, and of late rows."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE chains AS
        SELECT row, target AS root, greatest(recorded_at, target_recorded_at) AS usable_at
        FROM corrections"""
    )
    following = """
        SELECT c.row, CASE WHEN f.row IS NULL THEN c.root ELSE f.target END AS root,
            CASE WHEN f.row IS NULL THEN c.usable_at
                ELSE greatest(c.usable_at, f.target_recorded_at) END AS usable_at
        FROM chains c LEFT JOIN corrections f ON f.row = c.root"""
    while connection.execute(
        "SELECT count(*) FROM chains c JOIN corrections f ON f.row = c.root"
    ).fetchall()[0][0]:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE chains AS {following}")
    # A chain whose beginning is not known waits, and stands for itself.
    return (
        connection.sql(
            f"""SELECT row, coalesce(root, row) AS root,
            CASE WHEN root IS NULL THEN {NEVER} ELSE usable_at END AS usable_at,
            row IN (SELECT c.target FROM corrections c JOIN chains o ON o.row = c.row
                JOIN chains t ON t.row = c.target
                WHERE o.usable_at = t.usable_at AND o.usable_at < {NEVER}
                AND o.root IS NOT NULL) AS overtaken
        FROM chains
        UNION ALL SELECT row, row, said_from, false FROM late
        WHERE row NOT IN (SELECT row FROM chains) AND row NOT IN (SELECT row FROM dropped)
        ORDER BY row"""
        )
        .to_arrow_table()
        .cast(CHAINS)
    )


# ---- series -----------------------------------------------------------------------------------


def _drop_overlaps(connection: duckdb.DuckDBPyConnection, settled: Settled, record: Record) -> None:
    tallies = [code for code, thing in enumerate(record.things.values)
               if isinstance(thing, tuple) and thing[THING.index("kind")] == "tally"]  # fmt: skip
    connection.register("tallies", pa.table({"thing": pa.array(tallies, pa.int32())}))
    some = connection.sql(
        """WITH members AS (
            SELECT row, series, begins_at, max(ends_at) OVER (
                PARTITION BY series ORDER BY begins_at, ends_at, row
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before, ends_at
            FROM parts SEMI JOIN tallies USING (thing)
            WHERE series > 0 AND row NOT IN (SELECT row FROM dropped)
        ), suspects AS (SELECT DISTINCT series FROM members WHERE before > begins_at)
        SELECT p.row AS row_id, s.name AS source, p.report, p.series, p.thing, p.place,
            p.begins_at AS begins, p.ends_at AS ends, p.recorded_at, r.replaces
        FROM parts p SEMI JOIN suspects USING (series) SEMI JOIN tallies USING (thing)
        JOIN source_order s ON s.code = p.source LEFT JOIN refs r ON r.row = p.row
        WHERE p.row NOT IN (SELECT row FROM dropped) ORDER BY p.row"""
    ).to_arrow_table()
    connection.unregister("tallies")
    for row, fault in overlaps_among(_facts(some, record), record.names).items():
        settled.drop(row, fault)
    note_dropped(connection, settled)


def _facts(some: pa.Table, record: Record) -> pa.Table:
    """Return rows of series with what they count, and where, in words."""
    things = _rows_of(record.things.values, THING)
    places = _rows_of(record.places.values, ("area", "area_from", "has_open_end"))
    series = pa.array([None if v is None else str(v[1]) for v in record.series.values])  # type: ignore[index]
    found = {name: some[name] for name in ("row_id", "source", "report", "begins", "ends",
                                           "recorded_at", "replaces")}  # fmt: skip
    found |= {name: things[name].take(some["thing"]) for name in THING}
    found |= {name: places[name].take(some["place"]) for name in ("area", "area_from")}
    return pa.table(found | {"series": series.take(some["series"])})


_LISTS: Final = frozenset({"recipient", "manner", "area", "area_from"})


def _rows_of(values: Iterable[Any], names: Sequence[str]) -> Mapping[str, pa.Array]:
    """Return combinations as columns; code 0 is a row of nulls."""
    rows = [value if value is not None else (None,) * len(names) for value in values]
    columns = {}
    for k, name in enumerate(names):
        kind = pa.list_(pa.string()) if name in _LISTS else None
        columns[name] = pa.array([row[k] for row in rows], kind)
    return columns
