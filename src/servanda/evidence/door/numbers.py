"""Sums at the door: parts and totals, running totals that fall, daily figures, swapped digits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import duckdb

from servanda.evidence.door.plan import Ordered, Parts, Running
from servanda.evidence.door.slips import Slip, SlipRow
from servanda.evidence.formats import quoted_name

_NUMBER: Final = "try_cast({0} AS DECIMAL(38, 6))"
_SHOWN: Final = "rtrim(rtrim(CAST({0} AS VARCHAR), '0'), '.')"


def _number(column: str) -> str:
    return _NUMBER.format(quoted_name(column))


def _shown(expression: str) -> str:
    return _SHOWN.format(expression)


def slip_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[SlipRow, ...]:
    """Return the rows `row_no, says` of a query as rows of a slip."""
    return tuple(SlipRow(row_no, says) for row_no, says in connection.execute(sql).fetchall())


def check_parts(connection: duckdb.DuckDBPyConnection, parts: Parts, have: frozenset[str]) -> Slip:
    """Return the rows whose parts are not their total; a row without any part says nothing."""
    there = [name for name in parts.parts if name in have]
    hint = "count again with the source; nothing was changed"
    message = f"`{parts.total}` is not the sum of {', '.join(f'`{n}`' for n in there)}"
    if not parts.is_whole:
        message = f"{', '.join(f'`{n}`' for n in there)} are more than `{parts.total}`"
    if not there:
        return Slip("SV831", message, hint)
    added = " + ".join(f"coalesce({_number(name)}, 0)" for name in there)
    said = " OR ".join(f"{_number(name)} IS NOT NULL" for name in there)
    op = "<>" if parts.is_whole else "<"
    rows = slip_rows(
        connection,
        f"""SELECT row_no, 'the parts make ' || {_shown("added")} || ', the total says '
            || {_shown("total")} FROM (SELECT row_no, {_number(parts.total)} AS total,
            {added} AS added FROM given WHERE {said}) WHERE total {op} added ORDER BY row_no""",
    )
    return Slip("SV831", message, hint, rows)


def check_order(connection: duckdb.DuckDBPyConnection, ordered: Ordered) -> Slip:
    """Return the rows in which a figure is more than the one that should be above it."""
    numbers = [_number(name) for name in ordered.columns]
    pairs = pairwise(numbers)
    is_wrong = " OR ".join(f"{low} > {high}" for low, high in pairs)
    shown = " || ', ' || ".join(
        f"'{name} ' || coalesce({quoted_name(name)}, 'empty')" for name in ordered.columns
    )
    rows = slip_rows(
        connection, f"SELECT row_no, {shown} FROM given WHERE {is_wrong} ORDER BY row_no"
    )
    names = ", ".join(f"`{name}`" for name in ordered.columns)
    hint = "are two columns exchanged?"
    return Slip("SV838", f"{names} are not in rising order", hint, rows)


def check_running(
    connection: duckdb.DuckDBPyConnection, running: Running, day: str, have: frozenset[str]
) -> Iterator[Slip]:
    """Yield where a running total falls, where daily figures differ from it, and swapped digits."""
    connection.execute(_series_sql(running, day, have))
    yield _falls(connection, running)
    if running.daily in have:
        yield _differs(connection, running)
        yield _swapped_digits(connection, running)


def _series_sql(running: Running, day: str, have: frozenset[str]) -> str:
    place = quoted_name(day) if day in have else "NULL"
    within = [quoted_name(name) for name in running.within if name in have]
    daily = _number(running.daily) if running.daily in have else "NULL"
    series = f"[{', '.join(within)}]" if within else "NULL"
    window = "(PARTITION BY series ORDER BY place, row_no)"
    return f"""CREATE OR REPLACE TEMP TABLE series AS SELECT row_no, daily, total,
        lag(total) OVER {window} AS before, lead(total) OVER {window} AS after
        FROM (SELECT row_no, {daily} AS daily, {_number(running.total)} AS total,
            {place} AS place, {series} AS series FROM given)
        WHERE total IS NOT NULL"""


def _falls(connection: duckdb.DuckDBPyConnection, running: Running) -> Slip:
    rows = slip_rows(
        connection,
        f"""SELECT row_no, {_shown("before")} || ', then ' || {_shown("total")} FROM series
            WHERE total < before ORDER BY row_no""",
    )
    hint = "a running total that falls was corrected, or is another series from here on"
    return Slip("SV833", f"the running total `{running.total}` falls", hint, rows)


def _differs(connection: duckdb.DuckDBPyConnection, running: Running) -> Slip:
    rows = slip_rows(
        connection,
        f"""SELECT row_no, 'the total rises by ' || {_shown("total - before")}
            || ', the row itself says ' || {_shown("daily")} FROM series
            WHERE daily <> total - before ORDER BY row_no""",
    )
    message = f"`{running.daily}` is not what `{running.total}` rises by"
    return Slip("SV832", message, "late additions, or a slip; ask the source which", rows)


def _swapped_digits(connection: duckdb.DuckDBPyConnection, running: Running) -> Slip:
    """Return rows whose figure would fit if two neighbouring digits of it changed places."""
    rows = slip_rows(
        connection,
        f"""WITH wrong AS (
            SELECT row_no, before, after, daily, total, {_shown("daily")} AS d,
                {_shown("total")} AS t FROM series
            WHERE daily <> total - before AND before IS NOT NULL
        ), tries AS (
            SELECT *, unnest(range(1, greatest(len(d), len(t)))) AS k FROM wrong
        ), swapped AS (
            SELECT *, try_cast({_swap("d")} AS DECIMAL(38, 6)) AS other_daily,
                try_cast({_swap("t")} AS DECIMAL(38, 6)) AS other_total FROM tries
        )
        SELECT row_no, says FROM (SELECT row_no, k, CASE
            WHEN k < len(d) AND other_daily = total - before
            THEN 'daily ' || d || ' would fit as ' || {_shown("other_daily")}
            WHEN k < len(t) AND other_total - before = daily
                AND coalesce(other_total <= after, true)
            THEN 'total ' || t || ' would fit as ' || {_shown("other_total")} END AS says
        FROM swapped) WHERE says IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY row_no ORDER BY k) = 1 ORDER BY row_no""",
    )
    message = f"digits of `{running.daily}` or `{running.total}` may be swapped"
    return Slip("SV837", message, "compare with the source's own page", rows)


def _swap(text: str) -> str:
    return f"{text}[1:k-1] || {text}[k+1] || {text}[k] || {text}[k+2:]"


_THOUSANDS: Final = r"(^|[^0-9.])[1-9][0-9]{0,2}[.][0-9]{3}($|[^0-9.])"


def check_thousands(connection: duckdb.DuckDBPyConnection) -> Slip:
    """Return measures whose point may part thousands: `25.000` litres (SEMANTICS 2.2)."""
    rows = slip_rows(
        connection,
        f"""SELECT row_no, '`' || quantity || '` is read as ' || {_shown("quantity_low")} || ' '
            || coalesce(unit, '') FROM given
            WHERE regexp_matches(quantity, '{_THOUSANDS}') ORDER BY row_no""",
    )
    hint = "write 25000 where thousands are meant; a point parts decimals"
    return Slip("SV840", "a point in a figure may part thousands", hint, rows)


def check_series(connection: duckdb.DuckDBPyConnection) -> Slip:
    """Return tallies of a case that count from one start and whose total falls (SEMANTICS 2.4)."""
    rows = slip_rows(
        connection,
        f"""WITH totals AS (
            SELECT row_no, quantity_high, ends, lag(quantity_low) OVER w AS before
            FROM given WHERE kind = 'tally' AND stance = 'asserts' AND NOT withdrawn
            WINDOW w AS (PARTITION BY source, origin, series, act, object, attributes, unit,
                area, actor, begins ORDER BY ends, recorded_at)
        ) SELECT row_no, 'at least ' || {_shown("before")} || ' before, then at most '
            || {_shown("quantity_high")} FROM totals
        WHERE quantity_high < before ORDER BY row_no""",
    )
    hint = "a later total that is lower was corrected, or counts something else"
    return Slip("SV833", "a count from one start falls", hint, rows)
