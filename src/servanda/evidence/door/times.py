"""Times at the door: clocks that drift by hours, reports before the event, a change of unit."""

from __future__ import annotations

from typing import Final

import duckdb

from servanda.evidence.door.numbers import slip_rows
from servanda.evidence.door.plan import Clocks
from servanda.evidence.door.slips import Slip
from servanda.evidence.formats import quoted_name

_FORMS: Final = (
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%SZ",
    "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y%m%d%H%M%S",
)  # fmt: skip
_HOUR_US: Final = 3_600_000_000
_SPARE_US: Final = 120_000_000
_FURTHEST_HOURS: Final = 14


def _clock(columns: tuple[str, ...]) -> str:
    joined = " || ' ' || ".join(quoted_name(name) for name in columns)
    bare = f"regexp_replace({joined}, '[+-]\\d\\d:?\\d\\d$', '')"
    return f"epoch_us(try_strptime({bare}, {list(_FORMS)}))"


def check_clocks(connection: duckdb.DuckDBPyConnection, clocks: Clocks) -> Slip:
    """Return rows in which two clocks of one instant differ by other hours than in most rows."""
    rows = slip_rows(
        connection,
        f"""WITH gaps AS (
            SELECT row_no, round(({_clock(clocks.one)} - {_clock(clocks.other)}) / {_HOUR_US}.0)
                AS hours, {_clock(clocks.one)} - {_clock(clocks.other)} AS gap_us FROM given
        ), usual AS (SELECT mode(hours) AS most FROM gaps)
        SELECT row_no, 'they differ by ' || CAST(hours AS BIGINT) || ' hours, in most rows by '
            || CAST(most AS BIGINT)
        FROM gaps, usual WHERE hours <> most AND abs(gap_us - hours * {_HOUR_US}) <= {_SPARE_US}
        ORDER BY row_no""",
    )
    one, other = (" ".join(columns) for columns in (clocks.one, clocks.other))
    message = f"`{one}` and `{other}` drift apart by whole hours"
    return Slip("SV836", message, "one of them is in another zone, or forgot summer time", rows)


def check_recorded(connection: duckdb.DuckDBPyConnection) -> Slip:
    """Return reports that became known before what they tell of began, as a wrong zone would do."""
    rows = slip_rows(
        connection,
        f"""SELECT row_no, 'it was recorded ' || CASE WHEN ahead <= {_FURTHEST_HOURS * _HOUR_US}
            THEN ceil(ahead / 60000000.0)::BIGINT || ' minutes'
            ELSE ceil(ahead / {24.0 * _HOUR_US})::BIGINT || ' days' END || ' before it began'
            FROM (SELECT *, begins - recorded_at AS ahead FROM given)
            WHERE ahead > 0 AND stance = 'asserts' ORDER BY row_no""",
    )
    message = "what is reported had not begun when it was recorded"
    hint = "are both times in the zone that is meant, and day and month in their order?"
    return Slip("SV836", message, hint, rows)


def check_unit(connection: duckdb.DuckDBPyConnection, unit: str, day: str) -> Slip:
    """Return the rows at which a file goes over to a unit that it did not use before."""
    order = quoted_name(day) if day else "row_no"
    name = quoted_name(unit)
    rows = slip_rows(
        connection,
        f"""WITH firsts AS (
            SELECT {name} AS unit, arg_min(row_no, {order}) AS row_no, min({order}) AS since
            FROM given WHERE {name} IS NOT NULL GROUP BY ALL
        ) SELECT row_no, 'rows by ' || unit || ' begin with ' || since FROM firsts
        QUALIFY row_number() OVER (ORDER BY since, unit) > 1 ORDER BY row_no""",
    )
    message = f"`{unit}` changes inside the file"
    return Slip("SV839", message, "counts before and after do not compare", rows)
