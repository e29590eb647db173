"""The calendar of an agreement as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from servanda.agreement.schedule import Schedule, ScheduledDuty
from servanda.civil import find_zone, moment_of

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WIDTH: Final = 75


def write_ics(schedule: Schedule) -> str:
    """Return a calendar file: one event per duty, times in UTC.

    The same schedule gives the same bytes: it has no clock, so events are stamped with when what it
    rests on was known, and what changed later is newer than what a calendar program has. An event
    keeps its identity as long as clause, bearer and period name stay the same.

    Args:
        schedule: from `schedule_of`.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Servanda//Duties//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(schedule.title)}",
        f"X-WR-TIMEZONE:{_escaped(schedule.zone)}",
    ]
    if told := "\n".join(_left_open(schedule)):
        lines.append(f"X-WR-CALDESC:{_escaped(told)}")
    for number, duty in _numbered(schedule.duties):
        stamp = duty.begins_at if schedule.known_at is None else schedule.known_at
        lines += _event(duty, _uid(schedule, duty, number), stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _left_open(schedule: Schedule) -> Iterator[str]:
    """Yield what the file does not show: whoever sees an empty day must not take it for free."""
    zone = find_zone(schedule.zone)
    if schedule.shown_until is not None and zone is not None:
        yield f"Shown up to {moment_of(schedule.shown_until, zone):%Y-%m-%d %H:%M} only."
    if schedule.not_shown:
        yield "Not shown: " + "; ".join(f"[{label}] ({why})" for label, why in schedule.not_shown)


def _numbered(duties: Iterable[ScheduledDuty]) -> Iterator[tuple[int, ScheduledDuty]]:
    """Yield duties with their number among those of the same name, from 0."""
    seen: dict[tuple[str, ...], int] = {}
    for duty in duties:
        name = _name(duty)
        number = seen.get(name, 0)
        seen[name] = number + 1
        yield number, duty


def _name(duty: ScheduledDuty) -> tuple[str, ...]:
    return _label(duty), duty.bearer, duty.slot


def _label(duty: ScheduledDuty) -> str:
    return f"{duty.clause}/{duty.reading}" if duty.reading else duty.clause


def _uid(schedule: Schedule, duty: ScheduledDuty, number: int) -> str:
    name = "\0".join((schedule.title, *_name(duty), str(number)))
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32] + "@servanda"


def _event(duty: ScheduledDuty, uid: str, stamp: int) -> list[str]:
    state = duty.state
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{_utc(duty.begins_at)}",
        f"DTEND:{_utc(duty.ends_at)}",
        f"SUMMARY:{_escaped(f'[{_label(duty)}] {duty.bearer}')}",
        f"DESCRIPTION:{_escaped(f'{duty.sentence} ({state})')}",
        f"CATEGORIES:{_escaped(state)}",
        *_status(duty),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _status(duty: ScheduledDuty) -> list[str]:
    """Return how sure an event is; whoever had it in a calendar before sees that it lapses."""
    if duty.lapses_at is not None:
        return ["STATUS:CANCELLED"]
    return [] if duty.is_certain else ["STATUS:TENTATIVE"]


def _utc(instant: int) -> str:
    """Return an instant to the second, as `20231124T050000Z`."""
    return f"{_EPOCH + timedelta(microseconds=instant):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Return text with marks before what has a meaning in a calendar file, in printable signs."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, "\\" + mark)
    kept = (c for c in plain if c == "\n" or (ord(c) >= 32 and ord(c) != 127))
    return "".join(kept).replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, never cutting a character."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _WIDTH:
            yield piece
            piece, size = " ", 1
        piece += character
        size += width
    yield piece
