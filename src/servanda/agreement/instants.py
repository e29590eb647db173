"""From points of time to instants, once the life of the agreement is known (GRAMMAR, "When").

A point of which nobody knows yet when it comes is None: it sets no upper limit, and what begins
with it does not exist yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from servanda.agreement.amended import brought_at
from servanda.agreement.anchors import Asked, Moments
from servanda.agreement.decisions import AGREEMENT, Record
from servanda.agreement.facts import when_holds
from servanda.agreement.model import (
    Agreement,
    AgreementSpan,
    Boundary,
    ChosenPoint,
    Clause,
    ClauseSpan,
    DatePoint,
    DayPoint,
    DonePoint,
    DPlusPoint,
    Duration,
    EntryPoint,
    Event,
    Fact,
    HasHappened,
    IsDone,
    MomentPoint,
    PhaseClause,
    PhaseSpan,
    Point,
    ShiftedPoint,
    SigningPoint,
    WeekPoint,
    Whole,
    YearPoint,
)
from servanda.agreement.periods import (
    NEVER,
    TimeSet,
    clock_instant,
    clock_minute,
    common,
    elapsed,
    hull,
    joined,
    shifted_date,
    since,
    whole_days,
)
from servanda.civil import (
    Period,
    date_at,
    local_day,
)
from servanda.errors import (
    AgreementError,
    Problem,
)


@dataclass(frozen=True)
class Frame:
    """What turns points into instants.

    Attributes:
        agreement: whose points they are.
        record: decisions known by the as-of instant.
        zone: civil zone of the agreement.
        entry: entry into force.
        end: end of the period in force; where it is open, the last instant looked at.
        reach: what time phrases are clipped to; None: `[entry, end)`.
        moments: instants that evidence has set.
    """

    agreement: Agreement
    record: Record
    zone: ZoneInfo
    entry: int
    end: int
    reach: Period | None = None
    moments: Moments = field(default_factory=Moments, compare=False)

    @property
    def period(self) -> Period:
        """Return what time phrases are clipped to."""
        return self.reach or Period(self.entry, self.end)

    @property
    def first_day(self) -> date:
        """Return the local date of entry into force: day 1 and D (1.2)."""
        return date_at(self.entry, self.zone)


@dataclass(frozen=True)
class Instants:
    """Works out points and phases in a frame.

    Attributes:
        frame: the period in force, and what is known.
        bearer: of the sentence, for `its part of [x]` and decisions on one bearer; may be empty.
        waiting: what is being worked out, to notice circles.
        interest: as in `Asked`.
    """

    frame: Frame
    bearer: str = ""
    waiting: tuple[str, ...] = field(default=(), compare=False)
    interest: tuple[str, ...] = ()

    # ---- points -------------------------------------------------------------------------------

    def stretch(  # noqa: C901, PLR0911 - one case for each kind of point
        self, point: Point | Whole
    ) -> Period | None:
        """Return a point as the stretch it is, an instant as an empty one; None: not known.

        Raises:
            AgreementError: SV217, two points wait for each other.
            LocalTimeError: a clock time does not exist on its day, or occurs twice.
            OverflowError: a date is beyond the calendar.
        """
        dates = self._dates(point)
        if dates is not None:
            return whole_days(*dates, self.frame.zone)
        match point:
            case MomentPoint(day, clock):
                first, _ = self._dates(day) or (self.frame.first_day, None)
                return clock_minute(first, clock, self.frame.zone)
            case SigningPoint():
                signed = self.frame.agreement.signed
                return (
                    None
                    if signed is None
                    else _instant(clock_instant(signed.day, signed.clock, self.frame.zone))
                )
            case EntryPoint():
                return _instant(self.frame.entry)
            case AgreementSpan():
                return Period(self.frame.entry, self.frame.end)
            case PhaseSpan(phase):
                return hull(self.phase(phase))
            case ClauseSpan(label):
                return self.clause_span(label)
            case Boundary(side, of):
                return self._boundary(side, of)
            case DonePoint():
                done = self.done_at(point)
                return None if done is None else _instant(done)
            case ShiftedPoint(duration, direction, base):
                return self._shifted(duration, direction, base)
            case ChosenPoint(which, first_point, second_point):
                return self._chosen(which, first_point, second_point)
            case _:  # a clock time of a day that only a trigger or each day knows
                return None

    def _dates(self, point: Point | Whole) -> tuple[date, date] | None:
        """Return first and last date of points that are whole days."""
        first = self.frame.first_day
        match point:
            case DayPoint(number):
                return _one(first + timedelta(days=number - 1))
            case DPlusPoint(days):
                return _one(first + timedelta(days=days))
            case DatePoint(day):
                return _one(day)
            case WeekPoint(number):
                return (first + timedelta(days=7 * number - 7), first + timedelta(7 * number - 1))
            case YearPoint(number):
                return date(number, 1, 1), date(number, 12, 31)
            case _:
                return None

    def _boundary(self, side: str, of: Whole) -> Period | None:
        if isinstance(of, PhaseSpan) and side == "end" and not self._has_phase_end(of.phase):
            return None
        whole = self.stretch(of)
        if whole is None:
            return None
        return _instant(whole.ends_at if side == "end" else whole.begins_at)

    def _shifted(self, duration: Duration, direction: str, base: Point) -> Period | None:
        found = self.stretch(base)
        if found is None:
            return None
        if duration.is_elapsed:
            if direction == "before":
                return _instant(found.begins_at - elapsed(duration))
            begins = found.begins_at if isinstance(base, MomentPoint) else found.ends_at
            return _instant(begins + elapsed(duration))
        if direction == "before":
            day = self._day_of(base, found, found.begins_at)
            return local_day(shifted_date(day, duration, -1), self.frame.zone)
        day = self._day_of(base, found, found.ends_at)
        return local_day(shifted_date(day, duration), self.frame.zone)

    def later(self, instant: int, duration: Duration, *, is_told: bool = False) -> Period:
        """Return what comes a duration after an instant: an instant, or a whole local day.

        Args:
            instant: from which it is counted.
            duration: hours and minutes are elapsed time, all else is by the calendar.
            is_told: evidence has set the instant.
        """
        if duration.is_elapsed:
            return _instant(instant + elapsed(duration))
        day = self.told_day(instant) if is_told else date_at(instant, self.frame.zone)
        return local_day(shifted_date(day, duration), self.frame.zone)

    def told_day(self, instant: int) -> date:
        """Return the local day of an instant that evidence has set.

        For certain it is the end of a report's period: that of a day is of that day.
        """
        is_end = self.frame.moments.side == "late"
        return date_at(instant - 1 if is_end else instant, self.frame.zone)

    def is_told(self, what: Event | Fact | None) -> bool:
        """Return whether evidence sets when something came; else it is written or on record."""
        match what:
            case Event():
                return not what.phase and not self._verified(what)
            case IsDone(done):
                return done.state == "done"
            case HasHappened(event=event):
                return self.is_told(event)
            case _:
                return False

    def earlier(self, instant: int, duration: Duration) -> Period:
        """Return what lies a duration before an instant: an instant, or a whole local day."""
        if duration.is_elapsed:
            return _instant(instant - elapsed(duration))
        day = date_at(instant, self.frame.zone)
        return local_day(shifted_date(day, duration, -1), self.frame.zone)

    def _day_of(self, point: Point, stretch: Period, instant: int) -> date:
        """Return the local day of an end of a point: the end of day 5 is of day 5."""
        if isinstance(point, DonePoint) and point.state == "done":
            return self.told_day(instant)
        is_end = isinstance(point, Boundary) and point.side == "end"
        has_length = stretch.begins_at < stretch.ends_at
        inside = instant - 1 if is_end or (has_length and instant == stretch.ends_at) else instant
        return date_at(inside, self.frame.zone)

    def _chosen(self, which: str, first: Point, second: Point) -> Period | None:
        found = [self.stretch(point) for point in (first, second)]
        known = sorted((p for p in found if p is not None), key=lambda p: (p.ends_at, p.begins_at))
        if which == "earlier":
            return known[0] if known else None
        return known[1] if len(known) == 2 else None

    # ---- what evidence or a record sets -------------------------------------------------------

    def done_at(self, point: DonePoint, *, is_denied: bool = False) -> int | None:
        """Return since when a clause is done, verified or found breached; None: not yet."""
        if point.state == "done":
            bearer = self.bearer if point.own_part else ""
            return self.frame.moments.of(Asked(point, bearer, is_denied=is_denied))
        done = self.frame.record.done(point, self.bearer)
        return done[0].begins_at if done else None

    def happened_at(
        self, event: Event, until: int | None = None, *, is_denied: bool = False
    ) -> int | None:
        """Return when an act, or as many as it says, first happened; None: not yet.

        Args:
            event: an act, or the turn of a phase.
            until: acts up to then count; None: to the end.
            is_denied: as in `Asked`.
        """
        if event.phase and event.phase != AGREEMENT:
            return self._entered(f"phase {event.phase}").turn_of_phase(event.phase, event.turn)
        if event.phase:
            return self.frame.entry if event.turn == "begins" else None
        verified = self._verified(event)
        if verified:
            return verified[0].begins_at
        bearer = self.bearer if event.is_bearer else ""
        asked = Asked(event, bearer, None, until, self.interest, is_denied)
        return self.frame.moments.of(asked)

    def happened_in(self, event: Event, period: Period) -> int | None:
        """Return when an act first happened inside a period; None: not yet, as far as is known."""
        return self._happened_from(event, period.begins_at, period.ends_at)

    def _happened_from(self, event: Event, begins: int, ends: int | None) -> int | None:
        if event.phase or self._verified(event):
            found = self.happened_at(event)
            return found if found is not None and found >= begins else None
        bearer = self.bearer if event.is_bearer else ""
        return self.frame.moments.of(Asked(event, bearer, begins, ends, self.interest))

    def happened_from(self, event: Event, begins: int) -> int | None:
        """Return when an act first happened from an instant on; None: not yet."""
        return self.happened_in(event, Period(begins, max(begins, self.frame.end)))

    def pleaded(self) -> Self:
        """Return the same for what the bearer pleads: its own word proves none of it."""
        return replace(
            self, interest=(self.bearer,) if self.bearer else self.frame.agreement.parties
        )

    def holds(self, fact: Fact) -> TimeSet:
        """Return when a fact holds, as far as is known (5.5)."""
        return when_holds(self, fact)

    def suspended(self, label: str) -> TimeSet:
        """Return when a clause is suspended; nothing is known of that here."""
        del label
        return ()

    # ---- phases -------------------------------------------------------------------------------

    def phase(self, name: str) -> TimeSet:
        """Return when a phase runs; empty: it has not begun, as far as is known."""
        inner = self._entered(f"phase {name}")
        begins = inner._turn(name, "begins")
        if begins is None:
            return ()
        ends = inner._turn(name, "ends")
        return joined([Period(begins, self.frame.end if ends is None else ends)])

    def _has_phase_end(self, name: str) -> bool:
        return self._entered(f"phase {name}")._turn(name, "ends") is not None

    def _entered(self, what: str) -> Self:
        if what in self.waiting:
            circle = " and ".join(f"`{one}`" for one in sorted({*self.waiting, what}))
            message = f"{circle} wait for each other, so neither can ever be known"
            raise AgreementError((Problem("SV217", message),))
        return replace(self, waiting=(*self.waiting, what))

    def turn_of_phase(self, name: str, turn: str) -> int | None:
        """Return the instant at which a phase begins or ends; None: not known."""
        return self._turn(name, turn)

    def _turn(self, name: str, turn: str) -> int | None:
        """Return the instant at which a phase begins or ends: as decided, else as written."""
        decided = self.frame.record.of(name, turn)
        if decided:
            return decided[-1].holds.begins_at
        declared = self.frame.agreement.phases.get(name)
        if declared is not None:
            point = declared.begins if turn == "begins" else declared.ends
            if point is not None:
                return self._side_of(point, turn)
        for clause in self.frame.agreement.clauses:
            if isinstance(clause, PhaseClause) and (clause.phase, clause.turn) == (name, turn):
                return self._turn_of(clause)
        return None

    def _turn_of(self, clause: PhaseClause) -> int | None:
        brought = self.brought(clause)
        if clause.at is not None:
            found = self._side_of(clause.at, clause.turn)
            return None if found is None else max(found, brought)
        return self.comes_at(clause.when, clause.lag, brought)

    def comes_at(
        self, when: Event | Fact | None, lag: Duration | None = None, begins: int = NEVER
    ) -> int | None:
        """Return since when an event or a fact is so, or has been for so long; None: not yet.

        Args:
            when: the event or the fact.
            lag: how long after it.
            begins: an event before that does not count; a fact may be so already.
        """
        if isinstance(when, Event):
            has_begun = begins <= self.frame.entry
            at = self.happened_at(when) if has_begun else self._happened_from(when, begins, None)
        else:
            found = () if when is None else common(self.holds(when), since(begins))
            at = found[0].begins_at if found else None
        if at is None or lag is None:
            return at
        return self.later(at, lag, is_told=self.is_told(when)).ends_at

    def brought(self, clause: Clause) -> int:
        """Return when the amendment was known that brought a clause; `NEVER` if none did."""
        return brought_at(self.frame.agreement, self.frame.zone, clause)

    def _verified(self, event: Event) -> TimeSet:
        """Return since when `the mission verifies phase 1` is on record."""
        if event.filter.acts != ("verify",):
            return ()
        record, parties = self.frame.record, self.frame.agreement.parties
        subjects = [spec.thing for spec in event.filter.objects]
        found = (record.verified(one, parties, event.filter.whose) for one in subjects)
        return joined(period for times in found for period in times)

    def _side_of(self, point: Point, turn: str) -> int | None:
        """Return where something begins or ends that begins or ends at a point.

        `n days after P` is the end of that local day for both; a clock time is that minute's begin.
        """
        found = self.stretch(point)
        if found is None:
            return None
        if isinstance(point, MomentPoint):
            return found.begins_at
        is_late = isinstance(point, ShiftedPoint) and not point.duration.is_elapsed
        return found.ends_at if turn == "ends" or is_late else found.begins_at

    def turn_at(self, point: Point, turn: str) -> int | None:
        """Return the instant of `begins at P` or `ends at P`."""
        return self._side_of(point, turn)

    def clause_span(self, label: str) -> Period | None:
        """Return the whole time of a clause; None: not known here."""
        del label
        return None


def _instant(instant: int) -> Period:
    return Period(instant, instant)


def _one(day: date) -> tuple[date, date]:
    return day, day
