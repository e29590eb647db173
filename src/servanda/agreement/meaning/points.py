"""Points of time and durations of a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servanda.agreement.keywords import TIME_UNITS
from servanda.agreement.meaning.context import Context, token, tree, trees, value
from servanda.agreement.model import (
    AgreementSpan,
    Boundary,
    ChosenPoint,
    ClauseSpan,
    ClockPoint,
    DatePoint,
    DayPoint,
    DonePoint,
    DPlusPoint,
    Duration,
    EntryPoint,
    MomentPoint,
    PhaseSpan,
    Point,
    ShiftedPoint,
    SigningPoint,
    TriggerDay,
    WeekPoint,
    Whole,
    YearPoint,
)
from servanda.agreement.values import MAX_COUNT, as_unit, read_clock, read_date

if TYPE_CHECKING:
    from datetime import time

    from lark import Token

    from servanda.agreement.meaning.context import Node

WHOLES = (DayPoint, DPlusPoint, DatePoint, WeekPoint, YearPoint)
"""Points that are stretches: `until` one of them does not say whether it is included."""


def read_duration(context: Context, node: Node) -> Duration:
    """Return `24 hours`; a number that is not whole, none or too great is reported."""
    number = token(node, "NUMBER")
    unit = as_unit(TIME_UNITS[value(node, "TUNIT")])
    text = str(number)
    if not text.isdecimal() or not 0 < int(text) <= MAX_COUNT:
        context.report("SV214", f"`{text}` is no usable number of {unit}s", number,
                       "write a whole number from 1")  # fmt: skip
        return Duration(1, unit)
    return Duration(int(text), unit)


def read_point(context: Context, node: Node) -> Point:  # noqa: PLR0911 - one line a kind
    """Return the meaning of a `point`."""
    match node.data:
        case "point_day":
            return _day_and_clock(context, node)
        case "point_clock" | "point_same_day":
            return _clock_first(context, node)
        case "point_week":
            return WeekPoint(_small(context, node, "WEEK"))
        case "point_year":
            return YearPoint(int(value(node, "YEAR")))
        case "point_signing":
            return SigningPoint()
        case "point_entry":
            return EntryPoint()
        case "boundary":
            return _boundary(context, node)
        case "point_done":
            return read_done(context, trees(node)[0])
        case "shifted":
            direction = token(node, "BEFORE", "AFTER")
            duration, base = trees(node)
            return ShiftedPoint(
                read_duration(context, duration),
                "before" if direction is not None and direction.type == "BEFORE" else "after",
                read_point(context, base),
            )
        case _:
            first, second = (read_point(context, child) for child in trees(node))
            return ChosenPoint("earlier" if token(node, "EARLIER") else "later", first, second)


def _small(context: Context, node: Node, kind: str) -> int:
    """Return the number of `day n` or `week n`; those below 1 do not exist."""
    found = token(node, kind)
    number = int(str(found))
    if not 0 < number <= MAX_COUNT:
        context.report("SV214", f"`{kind.lower()} {number}` does not exist", found,
                       f"the first is `{kind.lower()} 1`")  # fmt: skip
        return 1
    return number


def _day(context: Context, node: Node) -> DayPoint | DPlusPoint | DatePoint:
    """Return `day n`, `D+n` or a date of a node that has one as a direct token."""
    if token(node, "DAY"):
        return DayPoint(_small(context, node, "DAY"))
    if found := token(node, "DPLUS"):
        days = int(str(found))
        if abs(days) > MAX_COUNT:
            context.report("SV214", f"`D{found}` is too far away", found)
            return DPlusPoint(0)
        return DPlusPoint(days)
    found = token(node, "DATE")
    day = read_date(str(found))
    if day is None:
        context.report("SV214", f"`{found}` is no date", found, "write year-month-day")
        return DPlusPoint(0)
    return DatePoint(day)


def clock_of(context: Context, found: Token | None) -> time:
    """Return a clock time; one that does not exist is reported."""
    clock = read_clock(str(found))
    if clock is None:
        context.report("SV214", f"`{found}` is no clock time", found, "write 00:00 to 23:59")
        return read_clock("00:00")  # type: ignore[return-value]
    return clock


def _day_and_clock(context: Context, node: Node) -> Point:
    day = _day(context, trees(node, "day_point")[0])
    clock = token(node, "CLOCK")
    return day if clock is None else MomentPoint(day, clock_of(context, clock))


def _clock_first(context: Context, node: Node) -> Point:
    clock = clock_of(context, token(node, "CLOCK"))
    day = tree(node, "day_point")
    return (
        ClockPoint(clock, "trigger day") if day is None else MomentPoint(_day(context, day), clock)
    )


def _boundary(context: Context, node: Node) -> Boundary:
    whole = tree(node, "whole")
    of: Whole = AgreementSpan() if whole is None else _whole(context, whole)
    return Boundary("end" if token(node, "THE_END") else "start", of)


def _whole(context: Context, node: Node) -> Whole:  # noqa: PLR0911 - one line a kind
    if phase := value(node, "PHASE"):
        return PhaseSpan(context.mention("phase", phase))
    if label := value(node, "LABEL"):
        return ClauseSpan(context.mention("label", label))
    if token(node, "THE_DAY"):
        return TriggerDay()
    if token(node, "THE_AGREEMENT"):
        return AgreementSpan()
    if token(node, "WEEK"):
        return WeekPoint(_small(context, node, "WEEK"))
    if year := value(node, "YEAR"):
        return YearPoint(int(year))
    return _day(context, node)


def read_done(context: Context, node: Node) -> DonePoint:
    """Return `[x] is done`, `is verified by`, `is found breached`."""
    from servanda.agreement.meaning.actors import read_any_actor

    label = context.mention("label", value(node, "LABEL"))
    own_part = token(node, "ITS_PART_OF") is not None
    if node.data == "is_found":
        return DonePoint(label, "found breached")
    if node.data == "is_verified":
        by = read_any_actor(context, trees(node, "actors")[0])
        return DonePoint(label, "verified", by, own_part)
    return DonePoint(label, "done", (), own_part)
