"""Reads single values of the front matter: durations, moments, points, numbers, names."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Final

from servanda.agreement.keywords import LENGTHS, TIME_UNITS
from servanda.agreement.patterns import Length
from servanda.agreement.points import (
    AgreementSpan,
    Boundary,
    DatePoint,
    DayPoint,
    DPlusPoint,
    Duration,
    LocalMoment,
    MomentPoint,
    Point,
    Unit,
    WeekPoint,
)
from servanda.agreement.yaml_nodes import Node

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2})(?::00)?)?")
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s+([a-z ]+)")
MAX_COUNT: Final = 100_000
MAX_NUMBER: Final = Decimal(10) ** 12
"""As of figures in evidence: the millionths of more would not fit the integers of engines."""


def read_date(text: str) -> date | None:
    """Return an ISO date, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_clock(text: str) -> time | None:
    """Return a clock time `h:mm` or `hh:mm`, or None."""
    hours, _, minutes = text.partition(":")
    if hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60:
        return time(int(hours), int(minutes))
    return None


def read_moment(node: Node | None, key: str) -> LocalMoment | None:
    """Return a local date and clock time; report what is none."""
    if node is None:
        return None
    found = moment_of(node.text)
    if isinstance(found, LocalMoment):
        return found
    if found is None:
        node.wrong(f"`{key}` is no local date and clock time", "write it as `2023-11-24 07:00`")
    else:
        node.wrong(
            f"`{key}` names a day but no clock time",
            f"write `{found.isoformat()} 00:00`, or the hour at which it begins or ends",
        )
    return None


def moment_of(text: str) -> LocalMoment | date | None:
    """Return `2023-11-24 07:00` as a moment, `2023-11-24` as a date, anything else as None."""
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        return None
    day = read_date(match[1])
    clock = read_clock(match[2]) if match[2] else None
    if day is None or (match[2] and clock is None):
        return None
    return day if clock is None else LocalMoment(day, clock)


def duration_of(text: str) -> Duration | None:
    """Return `4 days`, `10 minutes` as a duration, or None."""
    match = _AMOUNT.fullmatch(text.strip().lower())
    unit = TIME_UNITS.get(match[2].strip()) if match else None
    count = match[1].replace(",", "") if match else ""
    if unit is None or not count.isdecimal() or not 0 < int(count) <= MAX_COUNT:
        return None
    return Duration(int(count), as_unit(unit))


def as_unit(word: str) -> Unit:
    """Return a unit of time by its canonical word."""
    units: dict[str, Unit] = {
        "minute": "minute",
        "hour": "hour",
        "day": "day",
        "week": "week",
        "month": "month",
        "year": "year",
    }
    return units[word]


def read_duration(node: Node | None, key: str) -> Duration | None:
    """Return a duration; report what is none."""
    if node is None:
        return None
    found = duration_of(node.text)
    if found is None:
        node.wrong(f"`{key}` is no length of time", "write it as `4 days` or `10 minutes`")
    return found


def length_of(text: str) -> Length | None:
    """Return `25 km` as a length, or None."""
    match = _AMOUNT.fullmatch(text.strip().lower())
    unit = LENGTHS.get(match[2].strip()) if match else None
    return Length(Decimal(match[1].replace(",", "")), unit) if match and unit else None


def number_of(text: str) -> Decimal | None:
    """Return a whole or decimal number that is not negative and at most `MAX_NUMBER`, or None."""
    try:
        number = Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= MAX_NUMBER else None


def read_interval(node: Node, key: str) -> tuple[Decimal, Decimal | None] | None:
    """Return `n` or `[low, high]` (high may be empty: unknown); report what is neither."""
    ends = [node] if node.kind == "text" else node.items
    low = number_of(ends[0].text) if ends else None
    high = number_of(ends[-1].text) if ends else None
    is_open = len(ends) == 2 and ends[1].kind == "empty"
    fits = low is not None and len(ends) <= 2 and (is_open or (high is not None and low <= high))
    if not fits or low is None:
        node.wrong(f"`{key}` is no number", "write a number, or `[low, high]`")
        return None
    return low, None if is_open else high


def point_of(text: str) -> Point | None:
    """Return a point as the front matter writes it: `day 1`, `D+30`, a date, a date and a clock."""
    words = text.strip().lower()
    if match := re.fullmatch(r"(day|week) (\d{1,5})", words):
        number = int(match[2])
        return DayPoint(number) if match[1] == "day" else WeekPoint(number)
    if match := re.fullmatch(r"d([+-]\d{1,5})", words):
        return DPlusPoint(int(match[1]))
    if words in {"the end", "end", "the start", "start"}:
        return Boundary("end" if "end" in words else "start", AgreementSpan())
    found = moment_of(words)
    if isinstance(found, LocalMoment):
        return MomentPoint(DatePoint(found.day), found.clock)
    return DatePoint(found) if found else None


def read_point(node: Node | None, key: str) -> Point | None:
    """Return a point of time; report what is none."""
    if node is None:
        return None
    found = point_of(node.text)
    if found is None:
        node.wrong(f"`{key}` is no point of time", "write `day 1`, `D+30` or `2025-01-19 08:30`")
    return found


def read_words(node: Node | None, key: str) -> tuple[str, ...]:
    """Return a word or a list of words, in lower case; report anything else."""
    if node is None:
        return ()
    if node.kind == "text":
        return (clean_name(node.text),)
    if node.kind == "list" and all(item.kind == "text" for item in node.items):
        return tuple(clean_name(item.text) for item in node.items)
    node.wrong(f"`{key}` must be a list of names", "write it as `[first, second]`")
    return ()


def clean_name(text: str) -> str:
    """Return a name in its canonical form: lower case, single spaces."""
    return " ".join(text.lower().split())


def read_text(node: Node | None, key: str, hint: str = "") -> str:
    """Return a text; report anything else."""
    if node is None:
        return ""
    if node.kind != "text":
        node.wrong(f"`{key}` must be a text", hint)
        return ""
    return node.text


def read_flag(node: Node | None, key: str) -> bool:
    """Return true or false; report anything else."""
    text = read_text(node, key).lower()
    if node is not None and text not in {"true", "false", "yes", "no"}:
        node.wrong(f"`{key}` must be `true` or `false`")
    return text in {"true", "yes"}
