"""Checks of the life of an agreement: zone, period in force, local times, dates outside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from servanda.agreement.codes import severity_of
from servanda.agreement.front_places import (
    LIFE_HINT,
    ZONE_HINT,
    place_of_key,
    says_something,
    time_text,
)
from servanda.agreement.model import (
    Agreement,
    AnyClause,
    By,
    ClockPoint,
    DailyHours,
    DatePoint,
    DayPoint,
    DPlusPoint,
    LocalMoment,
    MomentPoint,
    TermClause,
    WeekPoint,
    YearPoint,
)
from servanda.agreement.references import parts_of
from servanda.civil import LocalTimeError, find_zone, local_instant
from servanda.errors import Place, Problem

MAX_DAYS = 4000
"""Local days on which daily clock times are tried: eleven years."""


def check_times(agreement: Agreement) -> Iterator[Problem]:
    """Yield what is wrong with zone, life and times of an agreement."""
    zone = find_zone(agreement.zone_name) if agreement.zone_name else None
    if zone is None and (agreement.zone_name or not says_something(agreement, "time zone")):
        named = agreement.zone_name
        message = f"`{named}` is no IANA time zone" if named else "the time zone is missing"
        place = place_of_key(agreement, "time zone")
        yield _problem("SV218", message, place, ZONE_HINT)
    if agreement.in_force is None and not says_something(agreement, "in force"):
        yield _problem("SV219", "`in force` is missing", place_of_key(agreement, "in force"),
                       LIFE_HINT)  # fmt: skip
    if zone is not None:
        yield from _check_clocks(agreement, zone)
    yield from _check_outside(agreement)


def _problem(code: str, message: str, place: Place, hint: str = "") -> Problem:
    return Problem(code, message, (place,), hint, severity_of(code))


def last_day(agreement: Agreement) -> date | None:
    """Return the last local day that the agreement may reach by date; None: nobody knows."""
    life = agreement.in_force
    is_open = any(
        isinstance(c, TermClause) and (c.extension or c.renewal or c.turn)
        for c in agreement.clauses
    )
    if life is None or is_open:
        return None
    ends = [a.in_force_until for a in agreement.amendments if a.in_force_until is not None]
    if ends:
        return max(moment.day for moment in ends)
    if life.until is not None:
        return life.until.day
    if life.lasts is None:
        return None
    days = {"minute": 0, "hour": 0, "day": 1, "week": 7, "month": 31, "year": 366}
    per = days[life.lasts.unit]
    length = life.lasts.count * per if per else life.lasts.count // 24 + 1
    try:
        return life.begins.day + timedelta(days=length)
    except OverflowError:
        return None


# ---- local times ------------------------------------------------------------------------------


def _check_clocks(agreement: Agreement, zone: ZoneInfo) -> Iterator[Problem]:
    moments = [agreement.signed]
    if agreement.in_force is not None:
        moments += [agreement.in_force.begins, agreement.in_force.until]
    for amendment in agreement.amendments:
        on = amendment.on if isinstance(amendment.on, LocalMoment) else None
        moments += [on, amendment.in_force_until]
    for moment in moments:
        if moment is not None:
            key = ("time", time_text(moment.day, moment.clock))
            place = agreement.places.get(key, Place(agreement.path, 1))
            yield from _try(moment.day, moment.clock, zone, place)
    for clause in agreement.clauses:
        for day, clock in _clocks_in(agreement, clause):
            found = list(_try(day, clock, zone, clause.place))
            yield from found
            if found:
                break


def _try(day: date, clock: time, zone: ZoneInfo, place: Place) -> Iterator[Problem]:
    try:
        local_instant(day, clock, zone)
    except LocalTimeError as error:
        yield _problem("SV220", str(error), place, "choose a time an hour earlier or later")
    except (OverflowError, ValueError):
        yield _problem("SV220", f"{day} is beyond the calendar", place)


def _clocks_in(agreement: Agreement, clause: AnyClause) -> Iterator[tuple[date, time]]:
    """Yield the local times of a sentence that can be dated."""
    daily: list[time] = []
    for part in parts_of(clause):
        if isinstance(part, MomentPoint) and isinstance(part.day, DatePoint):
            yield part.day.day, part.clock
        elif isinstance(part, DailyHours) and part.on is None:
            daily += [part.begins, part.ends]
        elif isinstance(part, By) and isinstance(part.point, ClockPoint):
            daily.append(part.point.clock)
    end = last_day(agreement)
    if not daily or end is None or agreement.in_force is None:
        return
    first = agreement.in_force.begins.day
    for offset in range(min((end - first).days + 1, MAX_DAYS)):
        for clock in daily:
            yield first + timedelta(days=offset), clock


# ---- outside the period -----------------------------------------------------------------------


def _check_outside(agreement: Agreement) -> Iterator[Problem]:
    if agreement.in_force is None:
        return
    first, end = agreement.in_force.begins.day, last_day(agreement)
    for clause in agreement.clauses:
        for words, begins, ends in _dated(agreement, clause):
            if end is not None and begins > end:
                yield _problem("SV238", f"`{words}` lies after the end ({end})", clause.place,
                               "check the number, or the period in force")  # fmt: skip
            elif ends < first:
                yield _problem("SV238", f"`{words}` lies before entry into force ({first})",
                               clause.place, "check the date, or the period in force")  # fmt: skip


def _dated(agreement: Agreement, clause: AnyClause) -> Iterator[tuple[str, date, date]]:
    """Yield the days that a sentence names, with their first and last date.

    Days before entry that are written `D-n` are meant so.
    """
    if agreement.in_force is None or not clause.is_judged:
        return
    entry = agreement.in_force.begins.day
    for part in parts_of(clause):
        try:
            match part:
                case DayPoint(number):
                    day = entry + timedelta(days=number - 1)
                    yield f"day {number}", day, day
                case DPlusPoint(days) if days >= 0:
                    day = entry + timedelta(days=days)
                    yield f"D+{days}", day, day
                case WeekPoint(number):
                    day = entry + timedelta(days=7 * number - 7)
                    yield f"week {number}", day, day + timedelta(days=6)
                case DatePoint(day):
                    yield day.isoformat(), day, day
                case YearPoint(year):
                    yield str(year), date(year, 1, 1), date(year, 12, 31)
                case _:
                    continue
        except OverflowError:
            yield "a day", date.max, date.max
