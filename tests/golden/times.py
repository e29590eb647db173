"""Times of golden cases: local days and minutes become instants."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from servanda.civil import MINUTE, Period, day_start, local_day, local_instant

When = str | list[str]


@cache
def instant(text: str, zone: ZoneInfo) -> int:
    """Return a minute, or the begin of a day, as an instant."""
    if _is_day(text):
        return day_start(date.fromisoformat(text), zone)
    moment = datetime.fromisoformat(text)
    return local_instant(moment.date(), moment.time(), zone)


def period(when: When, zone: ZoneInfo) -> Period:
    """Return a day, a minute, or `[a, b]` half-open."""
    if isinstance(when, list):
        return Period(instant(when[0], zone), instant(when[1], zone))
    if _is_day(when):
        return local_day(date.fromisoformat(when), zone)
    begins = instant(when, zone)
    return Period(begins, begins + MINUTE)


def recorded(text: str, zone: ZoneInfo) -> int:
    """Return when something was recorded: known to the day is the end of that day (7)."""
    if _is_day(text):
        return local_day(date.fromisoformat(text), zone).ends_at
    return instant(text, zone)


def is_of_whole_days(when: When) -> bool:
    return all(map(_is_day, when if isinstance(when, list) else [when]))


def _is_day(text: str) -> bool:
    return ":" not in text


def dates_of(span: Period, zone: ZoneInfo) -> list[date]:
    """Return the local dates that meet a period."""
    first = _date(span.begins_at, zone)
    count = (_date(span.ends_at - 1, zone) - first).days + 1
    return [first + timedelta(days=k) for k in range(count)]


def _date(instant_us: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(instant_us / 1_000_000, zone).date()


def clock_period(day: date, hours: list[str], zone: ZoneInfo) -> Period:
    """Return a daily window; one that ends earlier than it begins runs into the next day."""
    begins, ends = (time.fromisoformat(hour) for hour in hours)
    last = day + timedelta(days=1) if ends <= begins else day
    return Period(local_instant(day, begins, zone), local_instant(last, ends, zone))
