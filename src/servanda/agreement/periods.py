"""Stretches of time and the local calendar: sets of periods, days, weeks, months (SEMANTICS 1).

Pure arithmetic of dates and instants. Instants are microseconds UTC; a set of periods is a tuple
that is sorted, disjoint and without touching neighbours.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from servanda.agreement.points import Duration, LocalMoment
from servanda.civil import (
    HOUR,
    MINUTE,
    Period,
    date_at,
    day_start,
    local_day,
    local_instant,
    moment_of,
)

TimeSet: TypeAlias = tuple[Period, ...]

NEVER: Final = -(2**60)
"""Before every instant of a calendar."""
FOREVER: Final = 2**60
"""After every instant of a calendar."""
ALWAYS: Final[TimeSet] = (Period(NEVER, FOREVER),)

_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}


# ---- sets of periods --------------------------------------------------------------------------


def joined(periods: Iterable[Period]) -> TimeSet:
    """Return the union of periods; empty ones vanish, those that touch become one."""
    found: list[Period] = []
    for period in sorted(p for p in periods if p.begins_at < p.ends_at):
        if found and period.begins_at <= found[-1].ends_at:
            last = found.pop()
            found.append(Period(last.begins_at, max(last.ends_at, period.ends_at)))
        else:
            found.append(period)
    return tuple(found)


def common(one: TimeSet, other: TimeSet) -> TimeSet:
    """Return what lies in both sets."""
    found: list[Period] = []
    i = j = 0
    while i < len(one) and j < len(other):
        period = one[i].clipped_to(other[j])
        if period is not None:
            found.append(period)
        if one[i].ends_at <= other[j].ends_at:
            i += 1
        else:
            j += 1
    return tuple(found)


def within(times: TimeSet, period: Period) -> TimeSet:
    """Return what of a set lies in one period; fast for sets of many."""
    start = bisect_right(times, period.begins_at, key=lambda p: p.ends_at)
    stop = bisect_left(times, period.ends_at, lo=start, key=lambda p: p.begins_at)
    return common(times[start:stop], (period,))


def without(one: TimeSet, other: TimeSet) -> TimeSet:
    """Return what lies in the first set and not in the second."""
    return common(one, complement(other))


def complement(times: TimeSet) -> TimeSet:
    """Return all time that lies outside a set."""
    edges = [NEVER, *(edge for p in times for edge in (p.begins_at, p.ends_at)), FOREVER]
    return joined(Period(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True))


def hull(times: TimeSet) -> Period | None:
    """Return the period from the first to the last instant of a set; None: it is empty."""
    return Period(times[0].begins_at, times[-1].ends_at) if times else None


def up_to(instant: int) -> TimeSet:
    """Return all time before an instant."""
    return joined([Period(NEVER, instant)])


def since(instant: int) -> TimeSet:
    """Return all time from an instant on."""
    return joined([Period(instant, FOREVER)])


def after_last(times: TimeSet) -> TimeSet:
    """Return all time after the end of a set; nothing where it has none."""
    return since(times[-1].ends_at) if times and times[-1].ends_at < FOREVER else ()


def earlier(one: int | None, other: int | None) -> int | None:
    """Return the earlier of two ends; None: open."""
    return min((at for at in (one, other) if at is not None), default=None)


# ---- clocks -----------------------------------------------------------------------------------


def clock_instant(day: date, clock: time, zone: ZoneInfo) -> int:
    """Return the instant of a local clock time; 00:00 is where the day begins.

    Raises:
        LocalTimeError: the clocks jump over this time on that day, or show it twice.
    """
    return day_start(day, zone) if clock == time() else local_instant(day, clock, zone)


def clock_minute(day: date, clock: time, zone: ZoneInfo) -> Period:
    """Return the minute of a local clock time (`by 14:00` is to its end)."""
    begins = clock_instant(day, clock, zone)
    return Period(begins, begins + MINUTE)


def daily_window(day: date, hours: tuple[time, time], zone: ZoneInfo) -> Period:
    """Return `[10:00, 16:00)` of a local day; if the second is not later, it ends the next day.

    Raises:
        LocalTimeError: one of the two does not exist on its day, or occurs twice.
    """
    begins, ends = hours
    last = day if ends > begins else day + timedelta(days=1)
    return Period(clock_instant(day, begins, zone), clock_instant(last, ends, zone))


# ---- durations --------------------------------------------------------------------------------


def elapsed(duration: Duration) -> int:
    """Return hours or minutes in microseconds."""
    return duration.count * (HOUR if duration.unit == "hour" else MINUTE)


def lasting(duration: Duration) -> int | None:
    """Return a length in microseconds, a day being 24 hours; None: months and years have none."""
    hours = {"day": 24, "week": 168}.get(duration.unit)
    if hours is not None:
        return duration.count * hours * HOUR
    return elapsed(duration) if duration.is_elapsed else None


def shifted_date(day: date, duration: Duration, sign: int = 1) -> date:
    """Return the date n days, weeks, months or years later (`sign` -1: earlier).

    A month ends on the same day number, or on the last day of a shorter month.

    Raises:
        OverflowError: the date is beyond the calendar.
    """
    if duration.unit in _DAYS:
        return day + timedelta(days=sign * duration.count * _DAYS[duration.unit])
    months = day.year * 12 + day.month - 1 + sign * duration.count * _MONTHS[duration.unit]
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        msg = "the date is beyond the calendar"
        raise OverflowError(msg)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def same_clock_later(moment: LocalMoment, duration: Duration, zone: ZoneInfo) -> int:
    """Return the instant a duration after a local moment.

    Days, weeks, months and years go to the same clock time; hours and minutes elapse.

    Raises:
        LocalTimeError: that clock time does not exist on that day, or occurs twice.
        OverflowError: the date is beyond the calendar.
    """
    if duration.is_elapsed:
        return clock_instant(moment.day, moment.clock, zone) + elapsed(duration)
    return clock_instant(shifted_date(moment.day, duration), moment.clock, zone)


def local_moment(instant: int, zone: ZoneInfo) -> LocalMoment:
    """Return the local date and clock time of an instant.

    Where the clocks jump over midnight, the first instant of the day is its midnight.
    """
    moment = moment_of(instant, zone)
    is_first = instant == day_start(moment.date(), zone)
    return LocalMoment(moment.date(), time() if is_first else moment.time())


# ---- days -------------------------------------------------------------------------------------


def dates_of(times: TimeSet, zone: ZoneInfo) -> list[date]:
    """Return every local date that meets a set of periods, in order."""
    found: dict[date, None] = {}
    for period in times:
        last = date_at(period.ends_at - 1, zone)
        day = date_at(period.begins_at, zone)
        while day <= last:
            found[day] = None
            day += timedelta(days=1)
    return [day for day in found if local_day(day, zone).begins_at < local_day(day, zone).ends_at]


def counted_days(period: Period, zone: ZoneInfo) -> int:
    """Return the duration of a period in days by the local clock, rounded up (SEMANTICS 1.3)."""
    found = (local_moment(instant, zone) for instant in (period.begins_at, period.ends_at))
    begins, ends = (datetime.combine(moment.day, moment.clock) for moment in found)
    return max(0, -((begins - ends) // timedelta(days=1)))


def whole_days(first: date, last: date, zone: ZoneInfo) -> Period:
    """Return local days from the begin of the first to the end of the last."""
    return Period(day_start(first, zone), day_start(last + timedelta(days=1), zone))


def floor_days(in_force: Period, zone: ZoneInfo) -> Period:
    """Return the time in which floors "each day" run: from entry to the end of day N (1.3).

    Args:
        in_force: from entry into force to the end.
        zone: civil zone of the agreement.

    Returns:
        The begin of the period in force to the last instant of day N, which counts as whole.
    """
    first = date_at(in_force.begins_at, zone)
    last = first + timedelta(days=max(1, counted_days(in_force, zone)) - 1)
    return Period(in_force.begins_at, day_start(last + timedelta(days=1), zone))


# ---- repeated periods -------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """One of several periods of a repeating clause: local dates, both included.

    Attributes:
        name: ISO date of the first date, which names it on a board.
        first, last: local dates.
    """

    name: str
    first: date
    last: date


def blocks(first_day: date, length: Duration | str, reach: tuple[date, date]) -> Iterator[Block]:
    """Yield the periods that meet a stretch of dates, in order.

    Args:
        first_day: day 1, from which weeks and blocks of n days are counted.
        length: a duration in days, weeks, months or years; or `day`, `week`, `calendar month`,
            `calendar year`.
        reach: first and last date that matter.
    """
    is_daily = length == "day"  # a sentence may name days before day 1
    if is_daily:
        length = Duration(1, "day")
    elif length == "week":
        length = Duration(1, "week")
    if isinstance(length, str):
        yield from _calendar_blocks(length, reach)
        return
    skipped = (reach[0] - first_day).days // (length.count * _most_days(length))
    number = skipped if is_daily else max(0, skipped)
    while True:
        begins = _block_start(first_day, length, number)
        if begins > reach[1]:
            return
        last = _block_start(first_day, length, number + 1) - timedelta(days=1)
        if last >= reach[0]:
            yield Block(begins.isoformat(), begins, last)
        number += 1


def _most_days(length: Duration) -> int:
    return {"day": 1, "week": 7, "month": 31, "year": 366}.get(length.unit, 1)


def _block_start(first_day: date, length: Duration, number: int) -> date:
    return shifted_date(first_day, Duration(length.count * number, length.unit))


def _calendar_blocks(name: str, reach: tuple[date, date]) -> Iterator[Block]:
    is_month = name == "calendar month"
    begins = date(reach[0].year, reach[0].month if is_month else 1, 1)
    step = Duration(1, "month" if is_month else "year")
    while begins <= reach[1]:
        following = shifted_date(begins, step)
        yield Block(begins.isoformat(), begins, following - timedelta(days=1))
        begins = following


def clock_blocks(period: Period, length: Duration, zone: ZoneInfo) -> Iterator[tuple[str, Period]]:
    """Yield blocks of hours or minutes from the begin of a period, each with its name."""
    begins, step = period.begins_at, elapsed(length)
    while begins < period.ends_at:
        local = moment_of(begins, zone).replace(tzinfo=None)
        yield local.isoformat(" ", "minutes"), Period(begins, begins + step)
        begins += step


def day_offset(day: date, clock: time) -> int:
    """Return a clock time as microseconds after local midnight, clock changes left aside."""
    return (datetime.combine(day, clock) - datetime.combine(day, time())) // timedelta(
        microseconds=1
    )
