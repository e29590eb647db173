"""Instants as people write them on a command line or in a call."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from servanda.civil import LocalTimeError, day_start, instant_of, local_instant
from servanda.errors import Problem, UsageError

Moment = int | str | datetime | None
_FIRST = instant_of(datetime(1, 1, 4, tzinfo=UTC))
_LAST = instant_of(datetime(9999, 12, 28, tzinfo=UTC))
"""The days before and after an instant have to lie within the calendar, too, in every zone."""
_HINT = "write a local time such as `2023-11-25 12:00`, a date (its end is meant), or `now`"


def read_moment(moment: int | str | datetime, zone: ZoneInfo) -> int:
    """Return an instant in microseconds UTC.

    Args:
        moment: microseconds UTC; an aware datetime; or text: `2023-11-25 12:00` local to the zone,
            `2023-11-25` (the end of that day), with an offset as written, or `now`.
        zone: of the agreement.

    Raises:
        UsageError: SV405, the text cannot be read, or the local time does not exist or is double.
    """
    if isinstance(moment, int):
        return moment
    if isinstance(moment, datetime):
        return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    text = moment.strip()
    if text == "now":
        return instant_of(datetime.now(UTC))
    try:
        instant = _read_text(text, zone)
        if not _FIRST <= instant <= _LAST:
            raise OverflowError
        return instant
    except LocalTimeError as error:
        raise UsageError((Problem("SV405", str(error), hint="add an offset: `+02:00`"),)) from None
    except (ValueError, OverflowError):
        raise UsageError((Problem("SV405", f"`{text}` is no time", hint=_HINT),)) from None


def _read_text(text: str, zone: ZoneInfo) -> int:
    if "T" not in text and " " not in text:
        return day_start(date.fromisoformat(text) + timedelta(days=1), zone)
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo:
        return instant_of(parsed)
    return local_instant(parsed.date(), parsed.time(), zone)
