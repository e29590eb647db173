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
    ChosenPoint,
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
    """A limit counted from a trigger; of several fields that are given the earliest counts.

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


def limit_of(windows: Iterable[Window]) -> Limit | None:
    """Return the limit that counts from the trigger; None: the sentence has none.

    All time phrases of a sentence hold, so of several limits the earliest counts.

    Raises:
        Unjudged: it is the later of a limit and a point that no trigger sets.
    """
    found = [limit for window in windows for limit in _limits(window)]
    return _earliest(found) if found else None


def _limits(window: Window) -> list[Limit]:
    """Return the limits of a phrase: both points of `by the earlier of P and Q`."""
    if isinstance(window, By) and isinstance(window.point, ChosenPoint):
        chosen = window.point
        both = [_limit(By(point)) for point in (chosen.first, chosen.second)]
        known = [limit for limit in both if limit is not None]
        if chosen.which == "later" and known:
            return [_later(both)]
        return known
    found = _limit(window)
    return [] if found is None else [found]


def _later(limits: list[Limit | None]) -> Limit:
    """Return the later of two points of the trigger's day: its end, or the later of two clocks."""
    known = [limit for limit in limits if limit is not None]
    if len(known) < len(limits):
        refuse("the later of two points, of which only one counts from the act, is not judged")
    clocks = [limit.clock_us for limit in known if limit.clock_us is not None]
    return Limit(clock_us=max(clocks)) if len(clocks) == len(known) else Limit(days=0)


def _earliest(limits: list[Limit]) -> Limit:
    return Limit(
        elapsed_us=_least(limit.elapsed_us for limit in limits),
        days=_least(limit.days for limit in limits),
        clock_us=_least(limit.clock_us for limit in limits),
        months=_least(limit.months for limit in limits),
    )


def _least(given: Iterable[int | None]) -> int | None:
    return min((one for one in given if one is not None), default=None)


def _limit(window: Window) -> Limit | None:
    match window:
        case Within(duration, None):
            return limit_after(duration)
        case AtOnce(duration) if duration is not None:
            return limit_after(duration)
        case By(Boundary("end", TriggerDay())):
            return Limit(days=0)
        case By(ClockPoint(clock, "trigger day")):
            # `by 16:00` is to the end of that minute.
            return Limit(clock_us=day_offset(date(2000, 1, 1), clock) + MINUTE)
        case _:
            return None


_DAYS: Final = {"day": 1, "week": 7}
_MONTHS: Final = {"month": 1, "year": 12}


def limit_after(duration: Duration) -> Limit:
    """Return a length of time: elapsed, or so many whole days or months of the calendar."""
    return Limit(elapsed_us=elapsed(duration)) if duration.is_elapsed else _calendar(duration)


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
