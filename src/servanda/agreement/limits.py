"""How long a reply, an exchange or an order has after (or before) its trigger (GRAMMAR, "When")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, NoReturn

from servanda.agreement.model import (
    AtOnce,
    Boundary,
    By,
    ClockPoint,
    Duration,
    TriggerDay,
    Window,
    Within,
)
from servanda.agreement.periods import day_offset, elapsed
from servanda.civil import MINUTE


class Unjudged(Exception):  # noqa: N818 - not an error: the clause is kept and shown
    """A form that the tables of duties cannot say; the text tells why."""


def refuse(why: str) -> NoReturn:
    """Say why something cannot be judged.

    Raises:
        Unjudged: always.
    """
    raise Unjudged(why)


@dataclass(frozen=True)
class Limit:
    """A limit counted from a trigger; exactly one field is given.

    Attributes:
        elapsed_us: microseconds.
        days: to the end of the local day that many days later (0: the same day); of an order, to
            the start of the day that many days before.
        clock_us: a time of the trigger's local day, as an offset from its start.
        months: to the end of the local day that many calendar months later; of an order, to the
            start of the day that many months before.
    """

    elapsed_us: int | None = None
    days: int | None = None
    clock_us: int | None = None
    months: int | None = None

    @property
    def most_days(self) -> int:
        """Return how many local days it can reach, rounded up."""
        hours = -(-(self.elapsed_us or self.clock_us or 0) // (24 * 60 * MINUTE))
        return max(self.days or 0, hours, 31 * (self.months or 0)) + 1


def limit_of(windows: Iterable[Window]) -> Limit | None:
    """Return the limit that counts from the trigger; None: the sentence has none.

    Raises:
        Unjudged: there are several.
    """
    found = [limit for window in windows if (limit := _limit(window)) is not None]
    if len(found) > 1:
        refuse("two time limits for one reply are not judged yet")
    return found[0] if found else None


def _limit(window: Window) -> Limit | None:
    match window:
        case Within(duration, None):
            if duration.is_elapsed:
                return Limit(elapsed_us=elapsed(duration))
            return _calendar(duration)
        case AtOnce(duration) if duration is not None:
            return _limit(Within(duration))
        case By(Boundary("end", TriggerDay())):
            return Limit(days=0)
        case By(ClockPoint(clock, "trigger day")):
            # `by 16:00` is to the end of that minute.
            return Limit(clock_us=day_offset(date(2000, 1, 1), clock) + MINUTE)
        case _:
            return None


_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}


def _calendar(duration: Duration) -> Limit:
    if duration.unit in _DAYS:
        return Limit(days=duration.count * _DAYS[duration.unit])
    return Limit(months=duration.count * _MONTHS[duration.unit])


def notice_limit(lead: Duration) -> Limit:
    """Return the lead of a notice: `1 day` is any instant of the day before, or earlier."""
    if lead.is_elapsed:
        return Limit(elapsed_us=elapsed(lead))
    found = _calendar(lead)
    return Limit(days=found.days - 1) if found.days is not None else found
