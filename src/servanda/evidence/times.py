"""Times as they are written in cells: each distinct text is read once.

A few texts are read one by one, many by one query; both read the same. Planning the query takes
as long as reading some thousand texts one by one.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from servanda.civil import LocalTimeError, day_start, local_instant
from servanda.evidence.scratch import scratch_for

DAY_US: Final = 86_400_000_000
_EPOCH: Final = date(1970, 1, 1)

# No clock of the world is more than 14 hours away from that of Greenwich.
OFFSET: Final = r"[+-](?:0\d|1[0-4]):?[0-5]\d"
_TIME: Final = (
    r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?([.]\d{1,6})?[ ]?"
    rf"(Z|{OFFSET})?)?$"
)
_PLAIN_TIME: Final = r"^(19|20)\d{2}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}([.]\d{6})?Z$"
_SECOND_LENGTH: Final = 20
TIME_PARTS: Final = re.compile(_TIME, re.ASCII)

_FEW: Final = 500
"""So many texts are read one by one in less time than the query for many is planned."""

_TIMES_SQL: Final = f"""
WITH parts AS (
    SELECT text, regexp_extract(text, '{_TIME}', ['day', 'clock', 'second', 'fraction', 'zone']) p
    FROM texts
), typed AS (
    SELECT text, p, TRY_CAST(p.day AS DATE) AS day,
        CASE WHEN p.clock <> '' THEN TRY_CAST(p.clock || CASE WHEN p.second = '' THEN ':00'
            ELSE p.second END || p.fraction AS TIME) END AS clock,
        CASE WHEN p.clock = '' THEN 'day' WHEN p.second = '' THEN 'minute'
            WHEN p.fraction = '' THEN 'second' ELSE 'instant' END AS precision,
        CASE WHEN p.zone IN ('', 'Z') THEN 0 ELSE
            (CASE WHEN p.zone[1] = '-' THEN -1 ELSE 1 END)
            * (CAST(p.zone[2:3] AS BIGINT) * 60 + CAST(right(p.zone, 2) AS BIGINT)) * 60000000
        END AS own_offset_us
    FROM parts
    WHERE (p.fraction = '' OR p.second <> '')
), placed AS (
    SELECT typed.*, days.starts_at, days.next_at, days.offset_us,
        epoch_us(CAST(typed.day AS TIMESTAMP)) + COALESCE(epoch_us(clock), 0) AS naive_us
    FROM typed JOIN days ON days.day = typed.day -- days at the ends of the calendar have no bounds
    WHERE clock IS NOT NULL OR p.clock = ''
)
SELECT text, precision,
    CASE WHEN precision = 'day' THEN starts_at WHEN p.zone <> '' THEN naive_us - own_offset_us
        WHEN clock = '24:00:00' THEN next_at ELSE naive_us - offset_us END AS first_at,
    CASE precision WHEN 'day' THEN next_at - starts_at WHEN 'minute' THEN 60000000
        WHEN 'second' THEN 1000000 ELSE 1 END AS length_us,
    p.day AS day_text, p.clock || p.second || p.fraction AS clock_text
FROM placed
"""


_NO_TIMES: Final = pa.schema(
    [("text", pa.string()), ("first_at", pa.int64()), ("after_at", pa.int64()),
     ("precision", pa.string()), ("fault", pa.string())]
)  # fmt: skip


class _Day(NamedTuple):
    """A local day: its bounds, and its offset where the whole day has but one."""

    day: date
    starts_at: int
    next_at: int
    offset_us: int | None


class _Time(NamedTuple):
    """What a text says, as a row of `_NO_TIMES` without the text."""

    first_at: int | None = None
    after_at: int | None = None
    precision: str | None = None
    fault: str | None = None


_NOT_A_TIME: Final = _Time(fault="not a time")


def read_times(texts: pa.Array, zone: ZoneInfo) -> pa.Table:
    """Read distinct times.

    Args:
        texts: distinct strings.
        zone: of times without an offset.

    Returns:
        One row per text, in the same order: `text`, `first_at`, `after_at` (the first instant after
        the day, minute or second named), `precision`, `fault` (null where it could be read).
    """
    if len(texts) <= _FEW:
        return _read_few_times(texts.to_pylist(), zone)
    first = _plain_instants(texts)
    if first is None:
        return _read_times_slowly(texts, zone)
    is_second = pc.equal(pc.binary_length(texts), _SECOND_LENGTH)
    plain = pa.table({
        "text": texts, "first_at": first,
        "after_at": pc.add(first, pc.if_else(is_second, 1_000_000, 1)),
        "precision": pc.if_else(is_second, "second", "instant"),
        "fault": pa.nulls(len(texts), pa.string()),
    }).cast(_NO_TIMES)  # fmt: skip
    others = pc.indices_nonzero(pc.is_null(first))
    if not len(others):
        return plain
    slow = _read_times_slowly(texts.take(others), zone).select(_NO_TIMES.names).cast(_NO_TIMES)
    places = pc.index_in(pa.arange(0, len(texts)), others.cast(pa.int64())).cast(pa.int64())
    order = pc.coalesce(pc.add(places, len(texts)), pa.arange(0, len(texts)))
    return pa.concat_tables([plain, slow]).take(order)


def _read_few_times(texts: list[str], zone: ZoneInfo) -> pa.Table:
    days: dict[str, _Day | None] = {}
    rows = []
    for text in texts:
        name = text[:10]
        if name not in days:
            days[name] = _day_row(name, zone)
        rows.append((text, *_read_time(text, days[name], zone)))
    columns = list(zip(*rows, strict=True)) or [()] * len(_NO_TIMES)
    arrays = [pa.array(values, kind.type) for values, kind in zip(columns, _NO_TIMES, strict=True)]
    return pa.table(arrays, schema=_NO_TIMES)


def _read_time(text: str, day: _Day | None, zone: ZoneInfo) -> _Time:
    """Read one time, as the query for many reads it."""
    found = TIME_PARTS.fullmatch(text)
    if found is None or day is None:
        return _NOT_A_TIME
    _, clock, second, fraction, offset = found.groups(default="")
    if not clock:
        return _Time(day.starts_at, day.next_at, "day")
    clock_us = _clock_us(clock, second, fraction)
    if clock_us is None or (fraction and not second):
        return _NOT_A_TIME
    length_us, precision = _length_named(second, fraction)
    naive_us = (day.day - _EPOCH).days * DAY_US + clock_us
    if offset:
        first_at = naive_us - _offset_us(offset)
    elif clock_us == DAY_US:
        first_at = day.next_at
    elif day.offset_us is not None:
        first_at = naive_us - day.offset_us
    else:
        placed, fault = _on_double_day(day.day, clock + second + fraction, zone)
        if placed is None:
            return _Time(precision=precision, fault=fault)
        first_at = placed
    return _Time(first_at, first_at + length_us, precision)


def _length_named(second: str, fraction: str) -> tuple[int, str]:
    if not second:
        return 60_000_000, "minute"
    return (1, "instant") if fraction else (1_000_000, "second")


def _clock_us(clock: str, second: str, fraction: str) -> int | None:
    """Return the microseconds from midnight to a clock time, which may be 24:00; None: no time."""
    hours, minutes, seconds = int(clock[:2]), int(clock[3:]), int(second[1:] or 0)
    part = int(fraction[1:].ljust(6, "0")) if fraction else 0
    found = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + part
    return found if minutes < 60 and seconds < 60 and found <= DAY_US else None


def _offset_us(offset: str) -> int:
    if offset == "Z":
        return 0
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return (-minutes if offset[0] == "-" else minutes) * 60_000_000


def _plain_instants(texts: pa.Array) -> pa.Array | None:
    """Return microseconds of texts in the form of `_PLAIN_TIME`, null for others; None: for all."""
    some = pc.if_else(pc.match_substring_regex(texts, _PLAIN_TIME), texts, None)
    if some.null_count == len(some):
        return None
    try:
        return some.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    except pa.ArrowInvalid:
        return None


def _read_times_slowly(texts: pa.Array, zone: ZoneInfo) -> pa.Table:
    days = _days_of(texts, zone)
    with scratch_for(len(texts)) as place:
        places = pa.array(range(len(texts)), pa.int64())
        place.register("texts", pa.table({"text": texts, "place": places}))
        place.register("days", days)
        read = place.read(_TIMES_SQL)
        place.register("read", _with_double_days(read, zone))
        return place.read(
            """SELECT t.text, r.first_at, r.first_at + r.length_us AS after_at, r.precision,
                CASE WHEN r.text IS NULL THEN 'not a time' ELSE r.fault END AS fault
            FROM texts t LEFT JOIN read r ON r.text = t.text ORDER BY t.place"""
        )


def _days_of(texts: pa.Array, zone: ZoneInfo) -> pa.Table:
    """Return the local days named: bounds, and the offset where the whole day has but one."""
    names = pc.unique(pc.utf8_slice_codeunits(texts, 0, 10)).to_pylist()
    rows = [row for name in names if name and (row := _day_row(name, zone))]
    kinds = {"day": pa.date32(), "starts_at": pa.int64(), "next_at": pa.int64(),
             "offset_us": pa.int64()}  # fmt: skip
    return pa.table(
        {
            name: pa.array([row[k] for row in rows], kind)
            for k, (name, kind) in enumerate(kinds.items())
        }
    )


def _day_row(name: str, zone: ZoneInfo) -> _Day | None:
    try:
        day = date.fromisoformat(name)
        return _Day(day, *day_bounds(day, zone))
    except (ValueError, OverflowError):
        return None


def day_bounds(day: date, zone: ZoneInfo) -> tuple[int, int, int | None]:
    """Return begin and end of a local day, and its offset in microseconds if it has but one.

    Raises:
        OverflowError: the day lies at an end of the calendar.
    """
    after = day + timedelta(days=1)
    midnights = [datetime.combine(d, time()) for d in (day, after)]
    offsets = {m.replace(tzinfo=zone, fold=f).utcoffset() for m in midnights for f in (0, 1)}
    offset = offsets.pop() if len(offsets) == 1 else None
    offset_us = None if offset is None else offset // timedelta(microseconds=1)
    return day_start(day, zone), day_start(after, zone), offset_us


def is_midnight(ends: pa.Array, begins: pa.Array, zone: ZoneInfo) -> pa.Array:
    """Return which ends are the first instant of a local day, and later than the begin.

    What lasts until midnight ends with the day, though a minute named is included (2.1.2).
    """
    days = pc.unique(pc.divide(ends, DAY_US).drop_null()).to_pylist()
    starts = {_day_start(day + k, zone) for day in days for k in (-1, 0, 1)}
    known = pa.array(sorted(start for start in starts if start is not None), pa.int64())
    return pc.and_(pc.is_in(ends, known), pc.fill_null(pc.greater(ends, begins), False))


@lru_cache(maxsize=4096)
def _day_start(day: int, zone: ZoneInfo) -> int | None:
    """Return the begin of a local day, counted from 1970; None beyond the calendar."""
    try:
        return day_start(_EPOCH + timedelta(days=day), zone)
    except OverflowError:
        return None


def _with_double_days(read: pa.Table, zone: ZoneInfo) -> pa.Table:
    """Fill in local times of the few days on which clocks change, one by one."""
    is_open = pc.is_null(read["first_at"])
    rows = read.filter(is_open).to_pylist()
    fixed = [
        _on_double_day(date.fromisoformat(row["day_text"]), row["clock_text"], zone) for row in rows
    ]
    plain = read.filter(pc.invert(is_open)).append_column(
        "fault", pa.nulls(read.num_rows - len(rows), pa.string())
    )
    slow = read.filter(is_open)
    place = slow.schema.get_field_index("first_at")
    slow = slow.set_column(place, "first_at", pa.array([f[0] for f in fixed], pa.int64()))
    slow = slow.append_column("fault", pa.array([f[1] for f in fixed], pa.string()))
    return pa.concat_tables([plain, slow])


def _on_double_day(day: date, clock: str, zone: ZoneInfo) -> tuple[int | None, str | None]:
    try:
        return local_instant(day, time.fromisoformat(clock), zone), None
    except LocalTimeError as error:
        return None, str(error)
