"""Finds columns that add up to others, for the draft of a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from servanda.evidence.door.plan import Parts, Running
from servanda.evidence.formats import quoted_name
from servanda.evidence.scratch import scratch

LEAST_ROWS: Final = 3
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 40
_MOST_PARTS: Final = 6
_SHARE: Final = 0.6


@dataclass(frozen=True)
class Sums:
    """Columns that add up to others in most rows."""

    parts: tuple[Parts, ...] = ()
    running: tuple[Running, ...] = ()


def find_sums(rows: pa.Table, numbers: Sequence[str]) -> Sums:
    """Return which number columns are the sum of columns right before them, and running totals.

    Args:
        rows: the table; the first `MOST_ROWS` are looked at.
        numbers: names of its columns of numbers, at most `MOST_COLUMNS` are looked at.
    """
    names = list(numbers)[:MOST_COLUMNS]
    with scratch() as connection:
        connection.register("given", rows.slice(0, MOST_ROWS))
        parts = [_parts_before(connection, names, place) for place in range(2, len(names))]
        running = [_running(connection, total, names) for total in names]
    return Sums(tuple(filter(None, parts)), tuple(filter(None, running)))


def _number(name: str) -> str:
    return f"coalesce(try_cast({quoted_name(name)} AS DECIMAL(38, 6)), 0)"


def _parts_before(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], place: int
) -> Parts | None:
    total = quoted_name(names[place])
    for count in range(min(_MOST_PARTS, place), 1, -1):
        parts = names[place - count : place]
        added = " + ".join(_number(name) for name in parts)
        filled = " AND ".join(f"sum({_number(name)}) <> 0" for name in parts)
        if _holds(connection, f"{_number(names[place])} = {added}", total, filled):
            return Parts(names[place], tuple(parts))
    return None


def _running(
    connection: duckdb.DuckDBPyConnection, total: str, names: Sequence[str]
) -> Running | None:
    """Return the total with the column that says best what each row adds to it."""
    best, share = "", 0.0
    for daily in names:
        rise = f"{_number(total)} - lag({_number(total)}) OVER (ORDER BY row_no)"
        # Rows that add nothing fit any column that stands still.
        test = f"CASE WHEN {_number(daily)} <> 0 THEN {rise} = {_number(daily)} END"
        filled = f"sum({_number(daily)}) <> 0"
        found = _share(connection, test, quoted_name(total), filled) if daily != total else 0.0
        best, share = (daily, found) if found > share else (best, share)
    return Running(total, best) if share >= _SHARE else None


def _holds(connection: duckdb.DuckDBPyConnection, test: str, total: str, filled: str) -> bool:
    return _share(connection, test, total, filled) >= _SHARE


def _share(connection: duckdb.DuckDBPyConnection, test: str, total: str, filled: str) -> float:
    """Return in what share of the rows that have a total a test holds, 0 for too few of them."""
    row = connection.execute(
        f"""SELECT count(*) FILTER (is_so), count(is_so), any_value(is_filled) FROM (
            SELECT {test} AS is_so, (SELECT {filled} FROM given) AS is_filled
            FROM given WHERE {total} IS NOT NULL)"""
    ).fetchall()[0]
    return row[0] / row[1] if row[2] and row[1] >= LEAST_ROWS else 0.0
