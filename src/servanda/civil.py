"""Instants, half-open periods and civil time zones (SEMANTICS 1).

An instant is an integer: microseconds since 1970-01-01T00:00Z. Local times become instants here
and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LocalTimeError(ValueError):
    """A local time does not exist, or occurs twice, in its zone.

    Attributes:
        local: the time, as `2024-03-31 02:30`.
    """

    def __init__(self, message: str, local: str = "") -> None:
        super().__init__(message)
        self.local = local


@dataclass(frozen=True, order=True)
class Period:
    """A half-open stretch of time.

    Attributes:
        begins_at: first instant, microseconds UTC.
        ends_at: first instant after it, microseconds UTC.
    """

    begins_at: int
    ends_at: int

    def meets(self, other: Period) -> bool:
        """Return whether the two share an instant."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at

    def contains(self, other: Period) -> bool:
        """Return whether `other` lies wholly inside."""
        return self.begins_at <= other.begins_at and other.ends_at <= self.ends_at

    def clipped_to(self, other: Period) -> Period | None:
        """Return the common part, or None where there is none."""
        begins, ends = max(self.begins_at, other.begins_at), min(self.ends_at, other.ends_at)
        return Period(begins, ends) if begins < ends else None


def find_zone(name: str) -> ZoneInfo | None:
    """Return the IANA zone of that name, or None."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instant_of(moment: datetime) -> int:
    """Return an aware datetime as microseconds UTC."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment_of(instant: int, zone: ZoneInfo) -> datetime:
    """Return an instant as an aware datetime in `zone`."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def local_instant(day: date, clock: time, zone: ZoneInfo) -> int:
    """Return the instant of a local clock time.

    Raises:
        LocalTimeError: the clocks jump over this time on that day, or show it twice.
    """
    naive = datetime.combine(day, clock)
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        exists = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive
        what = "occurs twice" if exists else "does not exist"
        local = f"{naive:%Y-%m-%d %H:%M}"
        msg = f"{local} {what} in {zone.key}"
        raise LocalTimeError(msg, local)
    return instant_of(first)


def later_instant(day: str, clock_us: int, zone: ZoneInfo) -> int:
    """Return when a local time has come for good on a day (SEMANTICS 1.1.1).

    A time that the clocks jump over comes as if they had not jumped; one that they show twice, the
    second time.

    Args:
        day: ISO date.
        clock_us: microseconds of local time since midnight.
        zone: whose clocks.
    """
    naive = datetime.combine(date.fromisoformat(day), time()) + timedelta(microseconds=clock_us)
    return max(instant_of(naive.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))


@lru_cache(maxsize=1 << 13)
def day_start(day: date, zone: ZoneInfo) -> int:
    """Return the first instant of a local day (where midnight is skipped: the first after it)."""
    naive = datetime.combine(day, time())
    return instant_of(naive.replace(tzinfo=zone, fold=0).astimezone(UTC))


def local_day(day: date, zone: ZoneInfo) -> Period:
    """Return a local calendar day: 23, 24 or 25 hours."""
    return Period(day_start(day, zone), day_start(day + timedelta(days=1), zone))


def date_at(instant: int, zone: ZoneInfo) -> date:
    """Return the local date of an instant."""
    return moment_of(instant, zone).date()


def days_between(first: date, last: date, zone: ZoneInfo) -> list[tuple[date, Period]]:
    """Return every local day from `first` to `last`, both included."""
    count = (last - first).days + 1
    days = [first + timedelta(days=k) for k in range(max(0, count))]
    return [(day, local_day(day, zone)) for day in days]
