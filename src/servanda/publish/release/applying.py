"""Applying a profile to whatever is about to leave: a board, a difference, a list of incidents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from math import ceil, cos, floor, hypot, radians
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from servanda.assessment.findings import Board, Finding, Look
from servanda.assessment.material import (
    CoverageNote,
    IncidentList,
    IncidentNote,
    RejectNote,
    ReportNote,
    RulingNote,
    SourceNote,
)
from servanda.civil import date_at, day_start, moment_of
from servanda.publish.release.holding import withheld, withheld_incidents
from servanda.publish.release.naming import hiding
from servanda.publish.release.profile import Profile
from servanda.publish.release.walking import rebuilt
from servanda.publish.words import is_day, zone_of

T = TypeVar("T")

_METRES_PER_DEGREE: Final = 111_320.0
_HOUR_US: Final = 3_600_000_000
CONFIDENTIAL: Final = "confidential source"


def released(
    value: T, profile: Profile, zone: str, full_names: Mapping[str, Sequence[str]] | None = None
) -> T:
    """Return a board, difference or list of incidents as a profile lets it leave.

    Args:
        value: what is to leave; judged as of the delayed instant already.
        profile: what is made coarser or left out.
        zone: IANA zone whose hours, days and weeks count.
        full_names: short name of a source to its full ones; those of confidential sources go too.

    Returns:
        The same kind of thing, with `details["stamp"]` (of a list: `stamp`) saying what was done.
        Rows whose licence forbids it are left out too.
    """
    release = _Release(profile, zone_of(zone), full_names or {})
    return rebuilt(value, release.text(), release.record)


class _Release:
    """One profile at work."""

    def __init__(
        self, profile: Profile, zone: ZoneInfo, full_names: Mapping[str, Sequence[str]]
    ) -> None:
        self._profile = profile
        self._zone = zone
        self._shown = {
            spelled: f"{CONFIDENTIAL} {number}"
            for number, name in enumerate(profile.confidential, start=1)
            for spelled in (name, *full_names.get(name, ()))
        }  # fmt: skip

    def text(self) -> Callable[[str], str] | None:
        """Return what is done to every text: names of confidential sources are replaced."""
        return hiding(self._shown) if self._shown else None

    def record(self, record: Any) -> Any:  # noqa: ANN401 - any record of a board
        """Return a record as it may leave."""
        steps: tuple[tuple[type, Callable[[Any], Any]], ...] = (
            (ReportNote, self._report),
            (IncidentNote, self._incident),
            (CoverageNote, self._coverage),
            (SourceNote, self._source),
            (Finding, self._finding),
            (RulingNote, self._ruling),
            (RejectNote, self._reject),
            (Board, self._board),
            (Look, self._look),
            (IncidentList, self._incidents),
        )
        return next((step(record) for kind, step in steps if isinstance(record, kind)), record)

    def _report(self, note: ReportNote) -> ReportNote:
        left_out: dict[str, Any] = dict.fromkeys(self._profile.left_out_of_reports, "")
        if self._profile.grid_degrees is not None:
            left_out["place"] = note.areas
        is_wider = self._profile.time in {"day", "week"}
        return replace(
            note,
            begins_at=self._begin(note.begins_at),
            ends_at=self._end(note.ends_at),
            recorded_at=self._end(note.recorded_at),
            precision="day" if is_wider else note.precision,
            **left_out,
        )

    def _incident(self, note: IncidentNote) -> IncidentNote:
        made = replace(note, begins_at=self._begin(note.begins_at), ends_at=self._end(note.ends_at))
        # Who links reports speaks of what they say; a ruling is made to be read.
        telling = {"reason"} if note.status == "ruled" else {"reason", "text", "note"}
        if telling & {*self._profile.left_out}:
            made = replace(made, why="")
        if "place" in self._profile.left_out:
            made = replace(made, place=note.areas)
        side = self._profile.grid_degrees
        if side is None:
            return made
        place = replace(made, place=note.areas)
        if not side or note.latitude is None or note.longitude is None:
            return replace(place, latitude=None, longitude=None, radius_m=None)
        latitude, longitude = (_middle(value, side) for value in (note.latitude, note.longitude))
        return replace(place, latitude=latitude, longitude=longitude,
                       radius_m=_reach(latitude, side) + (note.radius_m or 0.0))  # fmt: skip

    def _ruling(self, note: RulingNote) -> RulingNote:
        reason = "" if "reason" in self._profile.left_out else note.reason
        return replace(note, recorded_at=self._begin(note.recorded_at), reason=reason)

    def _source(self, note: SourceNote) -> SourceNote:
        if not note.source.startswith(CONFIDENTIAL):
            return note
        # Why it could count or watch tells where it stood.
        coverage = tuple(replace(part, reason="") for part in note.coverage)
        return replace(note, name=note.source, link="", reason="", language="", coverage=coverage)

    def _coverage(self, note: CoverageNote) -> CoverageNote:
        begins_at = None if note.begins_at is None else self._begin(note.begins_at)
        ends_at = None if note.ends_at is None else self._end(note.ends_at)
        return replace(note, begins_at=begins_at, ends_at=ends_at)

    def _reject(self, note: RejectNote) -> RejectNote:
        return replace(note, file=_file_name(note.file), reason="", hint="")

    def _incidents(self, found: IncidentList) -> IncidentList:
        return withheld_incidents(replace(found, stamp=self._profile.stamp))

    def _look(self, look: Look) -> Look:
        begins_at, ends_at = self._begin(look.begins_at), self._end(look.ends_at)
        return replace(look, begins_at=begins_at, ends_at=ends_at)

    def _finding(self, finding: Finding) -> Finding:
        since, late = finding.since, finding.late_since
        begins_at, ends_at = self._period(finding)
        kind, mark, instant = finding.slot.partition(":")
        is_check = kind == "check" and instant.isdecimal()
        return replace(
            finding,
            begins_at=begins_at,
            ends_at=ends_at,
            slot=f"{kind}{mark}{self._end(int(instant))}" if is_check else finding.slot,
            since=None if since is None else self._begin(since),
            late_since=None if late is None else self._begin(late),
        )

    def _period(self, finding: Finding) -> tuple[int, int]:
        """Return the period of a duty, widened: what an act calls for tells when the act was.

        A day of the calendar stays that day.
        """
        if is_day(finding.slot) and self._profile.time == "week":
            return self._day(finding.begins_at, 0), self._day(finding.ends_at - 1, 1)
        return self._begin(finding.begins_at), self._end(finding.ends_at)

    def _board(self, board: Board) -> Board:
        names = dict(board.material.names)
        names |= {shown: shown for shown in self._shown.values() if shown in names}
        details = {**board.details, "stamp": self._profile.stamp}
        agreement = _file_name(board.material.agreement)
        material = replace(board.material, names=names, agreement=agreement)
        title = f"{board.title} (release `{self._profile.name}`)"
        return withheld(replace(board, title=title, details=details, material=material))

    # Times become the begin of their hour, day or week, and ends the end of it.

    def _begin(self, instant: int) -> int:
        if self._profile.time == "as is":
            return instant
        if self._profile.time == "hour":
            return instant - self._past_hour(instant)
        return self._start(instant, 0)

    def _end(self, instant: int) -> int:
        if self._begin(instant) == instant:
            return instant
        if self._profile.time == "hour":
            return instant - self._past_hour(instant) + _HOUR_US
        return self._start(instant, 7 if self._profile.time == "week" else 1)

    def _past_hour(self, instant: int) -> int:
        """Return how far an instant lies behind the full hour on the clocks of the zone."""
        offset = moment_of(instant, self._zone).utcoffset() or timedelta(0)
        return (instant + offset // timedelta(microseconds=1)) % _HOUR_US

    def _start(self, instant: int, days: int) -> int:
        """Return the begin of the day or week that an instant lies in, or so many days later."""
        back = 0
        if self._profile.time == "week":
            back = date_at(instant, self._zone).weekday()
        return self._day(instant, days - back)

    def _day(self, instant: int, days: int) -> int:
        day = date_at(instant, self._zone)
        return day_start(day + timedelta(days=days), self._zone)


def _file_name(path: str) -> str:
    """Return a path without its folders: those of a home tell who sits at the machine."""
    return path.replace("\\", "/").rpartition("/")[2]


def _middle(degrees: float, side: float) -> float:
    """Return the middle of the square that a coordinate lies in."""
    return round(floor(degrees / side) * side + side / 2, 6)


def _reach(latitude: float, side: float) -> float:
    """Return how far the corners of a square lie from its middle, in metres."""
    half = side / 2 * _METRES_PER_DEGREE
    return float(ceil(hypot(half, half * cos(radians(abs(latitude) - side)))))
