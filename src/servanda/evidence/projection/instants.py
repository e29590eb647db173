"""Times in the forms that nearly all are written in, many at once.

What is taken here means what `times.read_times` says of it; everything else is left to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from servanda.civil import MINUTE, SECOND
from servanda.evidence.projection.coding import distinct
from servanda.evidence.times import OFFSET, day_bounds

_EPOCH: Final = date(1970, 1, 1)
_FIRST_SECOND: Final = -2_400_000_000  # in the year 1893
_LAST_SECOND: Final = 7_000_000_000  # in the year 2191; others are rare, and read one by one
_DAYS_AT_ONCE: Final = 512
_LEAST_PIECE: Final = 1

# Lengths of `2023-11-24`, `2023-11-24 07:15`, `2023-11-24 07:15:13`, of those with `Z` or `+02:00`
# behind them, and of `2023-11-24T07:15:13.500000Z`, as a ledger writes it. Of 22 letters is also
# `2023-11-24T07:15:13+02`, which is no time here.
_DAY_LENGTH: Final = 10
_LOCAL_LENGTHS: Final = (16, 19)
_ZONED_LENGTHS: Final = (17, 20, 25)
_OFFSET_LENGTH: Final = 25
_MINUTE_LENGTHS: Final = (16, 17)
_INSTANT_LENGTH: Final = 27
_INSTANT: Final = r"^(19|20)\d{2}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[.]\d{6}Z$"


@dataclass(frozen=True)
class Moments:
    """The times of one column, row by row.

    Attributes:
        first_at: microseconds UTC; null where a cell is empty or was not understood.
        after_at: first instant after what is named.
        is_day: it names a whole local day.
        is_instant: it has a fraction of a second.
        is_unread: the cell is not empty, and was not understood.
    """

    first_at: pa.Array
    after_at: pa.Array
    is_day: pa.Array
    is_instant: pa.Array
    is_unread: pa.Array


def read_moments(column: pa.Array, zone: ZoneInfo) -> Moments:
    """Read one column of times: texts, a dictionary of texts, or timestamps with a zone."""
    if pa.types.is_timestamp(column.type):
        return _of_timestamps(column)
    if not pa.types.is_dictionary(column.type):
        return _of_texts(pc.utf8_trim_whitespace(column), zone)
    places, texts = distinct(column)
    found = _of_texts(texts, zone)
    return Moments(
        found.first_at.take(places),
        found.after_at.take(places),
        found.is_day.take(places),
        found.is_instant.take(places),
        found.is_unread.take(places).fill_null(False),
    )


def _of_timestamps(column: pa.Array) -> Moments:
    """Take timestamps in UTC, which are written with a fraction of a second."""
    first = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
    seconds = pc.divide(first, SECOND)
    is_near = pc.and_(pc.greater(seconds, _FIRST_SECOND), pc.less(seconds, _LAST_SECOND))
    first = pc.if_else(is_near, first, None)
    return Moments(
        first,
        pc.add(first, 1),
        _all(first, value=False),
        _all(first, value=True),
        pc.invert(pc.fill_null(is_near, True)),
    )


def _all(column: pa.Array, *, value: bool) -> pa.Array:
    return pa.repeat(pa.scalar(value), len(column))


def _of_texts(texts: pa.Array, zone: ZoneInfo) -> Moments:
    """Read distinct texts."""
    length = pc.binary_length(texts)
    day = _clean_seconds(texts, pc.equal(length, _DAY_LENGTH), None)
    local = _clean_seconds(texts, pc.is_in(length, pa.array(_LOCAL_LENGTHS, pa.int32())), None)
    zoned = _clean_seconds(texts, _zoned(texts, length), "UTC")
    days = _local_days([column for column in (day, local) if column is not None], zone)
    nothing = pa.nulls(len(texts), pa.int64())
    starts, nexts = (nothing, nothing) if day is None else days.bounds(day)
    told = [starts]
    if local is not None:
        told.append(pc.subtract(pc.multiply(local, SECOND), days.offsets(local)))
    if zoned is not None:
        told.append(pc.multiply(zoned, SECOND))
    instants = _instants(texts, length)
    if instants is not None:
        told.append(instants)
    first = pc.coalesce(*told)
    is_instant = _all(first, value=False) if instants is None else pc.is_valid(instants)
    is_minute = pc.is_in(length, pa.array(_MINUTE_LENGTHS, pa.int32()))
    has_minutes = pc.any(is_minute).as_py()
    step: Any = pc.if_else(is_minute, MINUTE, SECOND) if has_minutes else SECOND
    if instants is not None:
        step = pc.if_else(is_instant, 1, step)
    after = pc.coalesce(nexts, pc.add(first, step))
    is_empty = pc.or_kleene(pc.is_null(texts), pc.equal(length, 0))
    is_unread = pc.and_not(pc.is_null(first), pc.fill_null(is_empty, True))
    return Moments(first, after, pc.is_valid(starts), is_instant, is_unread)


def _zoned(texts: pa.Array, length: pa.Array) -> pa.Array:
    """Return which texts name a zone, and one that there may be."""
    chosen = pc.is_in(length, pa.array(_ZONED_LENGTHS, pa.int32()))
    has_offset = pc.equal(length, _OFFSET_LENGTH)
    if not pc.any(has_offset).as_py():
        return chosen
    is_near = pc.match_substring_regex(texts, f"{OFFSET}$")
    return pc.and_(chosen, pc.or_(pc.invert(has_offset), is_near))


def _instants(texts: pa.Array, length: pa.Array) -> pa.Array | None:
    """Return microseconds of the texts with a fraction in full, null for others; None: of none."""
    chosen = pc.equal(length, _INSTANT_LENGTH)
    if not pc.any(chosen).as_py():
        return None
    chosen = pc.and_(chosen, pc.match_substring_regex(texts, _INSTANT))
    some = pc.if_else(pc.fill_null(chosen, False), texts, None)
    found = pa.concat_arrays(_stamps(some, "us", "UTC"))
    seconds = pc.divide(found, SECOND)
    is_near = pc.and_(pc.greater(seconds, _FIRST_SECOND), pc.less(seconds, _LAST_SECOND))
    return pc.if_else(is_near, found, None)


def _clean_seconds(texts: pa.Array, chosen: pa.Array, zone: str | None) -> pa.Array | None:
    """Return chosen texts as seconds, null where one surely is no time or may be none.

    None: none is chosen, as of most ways in which a column might be written.
    """
    ends = pc.min_max(chosen).as_py()
    if not ends["max"]:
        return None
    if not ends["min"] or texts.null_count:
        texts = pc.if_else(pc.fill_null(chosen, False), texts, None)
    seconds = pa.concat_arrays(_stamps(texts, "s", zone))
    is_near = pc.and_(pc.greater(seconds, _FIRST_SECOND), pc.less(seconds, _LAST_SECOND))
    return seconds if pc.all(is_near).as_py() else pc.if_else(is_near, seconds, None)


def _stamps(texts: pa.Array, unit: str, zone: str | None) -> list[pa.Array]:
    """Return texts as seconds or microseconds in pieces, null where one is wrong."""
    try:
        return [texts.cast(pa.timestamp(unit, zone)).cast(pa.int64())]
    except pa.ArrowInvalid:
        size = len(texts)
        if size <= _LEAST_PIECE:
            return [pa.nulls(size, pa.int64())]
        half = size // 2
        first, second = texts.slice(0, half), texts.slice(half)
        return [*_stamps(first, unit, zone), *_stamps(second, unit, zone)]


_DayRow: TypeAlias = tuple[int | None, int | None, int | None]


class _Days:
    """Local days in a row: where each begins, and its offset if its clocks do not change."""

    def __init__(self, first: int, rows: list[_DayRow]) -> None:
        self._first = first
        self._starts = pa.array([row[0] for row in rows], pa.int64())
        self._nexts = pa.array([row[1] for row in rows], pa.int64())
        self._offsets = pa.array([row[2] for row in rows], pa.int64())

    def bounds(self, seconds: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return begin and end of the days of local seconds."""
        places = self._places(seconds)
        return self._starts.take(places), self._nexts.take(places)

    def offsets(self, seconds: pa.Array) -> pa.Array:
        """Return the offset of local seconds in microseconds, null where clocks change."""
        return self._offsets.take(self._places(seconds))

    def _places(self, seconds: pa.Array) -> pa.Array:
        return pc.subtract(_day_of(seconds), self._first)


def _day_of(seconds: pa.Array) -> pa.Array:
    """Return days since 1970 of local seconds, rounded down."""
    shift = -_FIRST_SECOND // 86_400 + 1
    return pc.subtract(pc.divide(pc.add(seconds, shift * 86_400), 86_400), shift)


def _local_days(columns: list[pa.Array], zone: ZoneInfo) -> _Days:
    """Return the days that columns of local seconds name."""
    known = [day for column in columns for day in pc.min_max(_day_of(column)).as_py().values()]
    named = [day for day in known if day is not None]
    if not named:
        return _Days(0, [])
    return _days_around(min(named) // _DAYS_AT_ONCE, max(named) // _DAYS_AT_ONCE, zone)


@lru_cache(maxsize=64)
def _days_around(first: int, last: int, zone: ZoneInfo) -> _Days:
    """Return whole stretches of days; the same ones are asked for again and again."""
    start, end = first * _DAYS_AT_ONCE, (last + 1) * _DAYS_AT_ONCE
    return _Days(start, [day_bounds(_EPOCH + timedelta(days=k), zone) for k in range(start, end)])
