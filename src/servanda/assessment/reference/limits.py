"""When a limit is over, and before when something must have been given (SEMANTICS 1.1.1, 5.3)."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from datetime import date

from servanda.assessment.reference.rows import Case, Rule
from servanda.civil import Period


def due(case: Case, rule: Rule, instant: int) -> int:
    """Return the end of the limit after an instant that is the end of a period."""
    return reply_end(case, rule, instant, instant - 1)


def reply_end(case: Case, rule: Rule, elapsed_from: int, day_of: int) -> int:
    """Return the end of the limit, elapsed or by the calendar; without one, that of the clause.

    Of several limits the earliest counts (5.3.8).

    Args:
        case: with its days.
        rule: with its limit.
        elapsed_from: where an elapsed limit begins.
        day_of: an instant of the day from which days and months are counted.
    """
    ends = []
    if rule.limit_us is not None:
        ends.append(elapsed_from + rule.limit_us)
    if rule.limit_days is not None:
        ends.append(_last_instant(rule, day_at(case, day_of, rule.limit_days)))
    if rule.limit_clock_us is not None:
        ends.append(_clock(case, day_of, rule.limit_clock_us))
    if rule.limit_months is not None:
        ends.append(_last_instant(rule, _months_on(case, day_of, rule.limit_months)))
    return min(ends, default=rule.closes_at)


def lead(case: Case, rule: Rule, elapsed_from: int, day_of: int) -> int:
    """Return before which instant leave or notice must have been given."""
    if rule.limit_us is not None:
        return elapsed_from - rule.limit_us
    if rule.limit_days is not None:
        return day_at(case, day_of, -rule.limit_days).begins_at
    if rule.limit_clock_us is not None:
        return min(elapsed_from, _clock(case, day_of, rule.limit_clock_us))
    if rule.limit_months is not None:
        return min(elapsed_from, _months_on(case, day_of, -rule.limit_months).ends_at)
    return elapsed_from


def day_at(case: Case, instant: int, later: int) -> Period:
    """Return the local day some days after that of an instant; the last known if beyond."""
    return case.days[_day_place(case, instant, later)]


def _day_place(case: Case, instant: int, later: int) -> int:
    number = bisect_right([day.begins_at for day in case.days], instant) - 1
    return min(max(0, number + later), len(case.days) - 1)


def _clock(case: Case, instant: int, clock_us: int) -> int:
    """Return when a local time comes on the day of an instant (1.1.1)."""
    return case.clocks[_day_place(case, instant, 0), clock_us]


def _months_on(case: Case, instant: int, months: int) -> Period:
    """Return the day so many months on, or the last of that month (5.3.8)."""
    day = date.fromisoformat(case.dates[_day_place(case, instant, 0)])
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    wanted = date(year, month + 1, min(day.day, last)).isoformat()
    place = bisect_right(case.dates, wanted) - 1
    return case.days[min(max(0, place), len(case.days) - 1)]


def first_of_months(case: Case, rule: Rule, day_of: int) -> int:
    """Return the begin of the longest stretch of whole months that reaches a day (5.3.7)."""
    last = case.dates[_day_place(case, day_of, 0)]
    wanted = _dated(last, -(rule.limit_months or 0))
    places = (k for k, text in enumerate(case.dates) if _dated(text, 0) > wanted)
    return case.days[next(places)].begins_at


def last_of_months(case: Case, rule: Rule, day_of: int) -> int:
    """Return the end of the stretch of whole months that begins with the day after one (5.3.7)."""
    first = _day_place(case, day_of, 1)
    wanted = _dated(case.dates[first], rule.limit_months or 0)
    places = (k for k, text in enumerate(case.dates) if _dated(text, 0) < wanted)
    return case.days[max(places)].ends_at


def _dated(text: str, months: int) -> tuple[int, int]:
    """Return the month so many on, counted from year 0, and the number of the day as it is."""
    day = date.fromisoformat(text)
    return day.year * 12 + day.month + months, day.day


def _last_instant(rule: Rule, last: Period) -> int:
    """Return when the last day of a limit is over: on the last day in force at its end (5.3.5)."""
    if rule.lapses_at is not None and last.begins_at < rule.lapses_at:
        return min(last.ends_at, rule.lapses_at)
    return last.ends_at
