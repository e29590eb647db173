"""From points and time phrases to sets of instants, once the life of the agreement is known.

What a time phrase does is in GRAMMAR, "When"; what days are, in SEMANTICS 1. A point of which
nobody knows yet when it comes sets no upper limit, and what begins with it does not exist yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from servanda.agreement.decisions import Record
from servanda.agreement.model import (
    After,
    Agreement,
    AgreementSpan,
    Before,
    Boundary,
    By,
    ChosenPoint,
    Clause,
    ClauseSpan,
    ClockPoint,
    DailyHours,
    DatePoint,
    DayPoint,
    DonePoint,
    DPlusPoint,
    Duration,
    During,
    DutyClause,
    EffectClause,
    EntryPoint,
    Event,
    From,
    IsDone,
    MomentPoint,
    On,
    PhaseClause,
    PhaseSpan,
    Point,
    ShiftedPoint,
    SigningPoint,
    Until,
    WeekPoint,
    While,
    Whole,
    Window,
    Within,
    YearPoint,
)
from servanda.agreement.periods import (
    ALWAYS,
    FOREVER,
    TimeSet,
    clock_instant,
    clock_minute,
    common,
    daily_window,
    dates_of,
    elapsed,
    hull,
    joined,
    local_moment,
    same_clock_later,
    shifted_date,
    since,
    up_to,
    whole_days,
    within,
    without,
)
from servanda.civil import Period, date_at, day_start, local_day
from servanda.errors import AgreementError, Problem

EARLIEST_DAYS: Final = 366
"""How long before its deadline a duty begins that is due before entry, if `signed` is not given."""


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
    """

    agreement: Agreement
    record: Record
    zone: ZoneInfo
    entry: int
    end: int
    reach: Period | None = None

    @property
    def period(self) -> Period:
        """Return what time phrases are clipped to."""
        return self.reach or Period(self.entry, self.end)

    @property
    def first_day(self) -> date:
        """Return the local date of entry into force: day 1 and D (1.2)."""
        return date_at(self.entry, self.zone)


@dataclass(frozen=True)
class Times:
    """Works out points, time phrases and whole clauses in a frame.

    Attributes:
        frame: the period in force, and what is known.
        bearer: of the sentence, for `its part of [x]` and decisions on one bearer; may be empty.
        waiting: what is being worked out, to notice circles.
    """

    frame: Frame
    bearer: str = ""
    waiting: tuple[str, ...] = field(default=(), compare=False)

    # ---- points -------------------------------------------------------------------------------

    def stretch(self, point: Point | Whole) -> Period | None:
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
                return self._clause_span(label)
            case Boundary(side, of):
                return self._boundary(side, of)
            case DonePoint():
                done = self.frame.record.done(point, self.bearer)
                return _instant(done[0].begins_at) if done else None
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

    def _day_of(self, point: Point, stretch: Period, instant: int) -> date:
        """Return the local day of an end of a point: the end of day 5 is of day 5."""
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

    def _entered(self, what: str) -> Times:
        if what in self.waiting:
            circle = " and ".join(f"`{one}`" for one in sorted({*self.waiting, what}))
            message = f"{circle} wait for each other, so neither can ever be known"
            raise AgreementError((Problem("SV217", message),))
        return replace(self, waiting=(*self.waiting, what))

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
        if clause.at is not None:
            return self._side_of(clause.at, clause.turn)
        found: TimeSet = ()
        if isinstance(clause.when, IsDone):
            found = self.frame.record.done(clause.when.done, self.bearer)
        elif isinstance(clause.when, Event):
            found = self._verified(clause.when)
        return found[0].begins_at if found else None

    def _verified(self, event: Event) -> TimeSet:
        """Return since when `the mission verifies phase 1` is on record."""
        record, doers = self.frame.record, event.filter.whose
        found = [
            decision.holds
            for spec in event.filter.objects
            for decision in record.of(spec.thing, "verified")
            if event.filter.acts == ("verify",)
            and (not doers or record.name_of(decision.by) in doers)
        ]
        return joined(found)

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

    # ---- windows ------------------------------------------------------------------------------

    def window(self, window: Window) -> TimeSet:
        """Return the time that a phrase leaves, before it is clipped to the period in force."""
        match window:
            case By(ClockPoint(clock, "each day")):
                days = self.window_dates()
                zone = self.frame.zone
                return joined(
                    Period(day_start(day, zone), clock_minute(day, clock, zone).ends_at)
                    for day in days
                )
            case By(point):
                found = self.stretch(point)
                return ALWAYS if found is None else up_to(found.ends_at)
            case Before(point) | Until(point):
                found = None if isinstance(point, Event) else self.stretch(point)
                return ALWAYS if found is None else up_to(found.begins_at)
            case After(point):
                found = None if isinstance(point, Event) else self.stretch(point)
                return () if found is None else since(found.ends_at)
            case From():
                return self._from(window)
            case On(point):
                return self._on(point)
            case Within(duration, of):
                return self._within(duration, of)
            case DailyHours(begins, ends, on):
                return self._hours(begins, ends, on)
            case During(phase):
                return self.phase(phase)
            case While(fact):
                return (
                    self.frame.record.done(fact.done, self.bearer)
                    if isinstance(fact, IsDone)
                    else ()
                )
            case _:
                return ALWAYS

    def _from(self, window: From) -> TimeSet:
        begins = self.stretch(window.point)
        if begins is None:
            return ()
        found = since(begins.begins_at)
        if window.to is not None:
            end = self.stretch(window.to)
            is_clock = isinstance(window.to, MomentPoint)
            if end is not None:
                found = common(found, up_to(end.begins_at if is_clock else end.ends_at))
        if window.until is not None:
            found = common(found, self.window(Until(window.until)))
        return found

    def _on(self, point: Point) -> TimeSet:
        found = self.stretch(point)
        if found is None:
            return ()
        if found.begins_at == found.ends_at:
            found = local_day(self._day_of(point, found, found.begins_at), self.frame.zone)
        return joined([found])

    def _within(self, duration: Duration, of: Point | Event | None) -> TimeSet:
        if of is None or isinstance(of, Event):
            return ALWAYS
        base = self.stretch(of)
        if base is None:
            return ()
        due = self.stretch(ShiftedPoint(duration, "after", of))
        return joined([Period(base.begins_at, FOREVER if due is None else due.ends_at)])

    def _hours(self, begins: object, ends: object, on: Point | None) -> TimeSet:
        hours = (begins, ends)
        if on is None:
            days = self.window_dates()
        else:
            found = self.stretch(on)
            days = [] if found is None else [self._day_of(on, found, found.begins_at)]
        return joined(daily_window(day, hours, self.frame.zone) for day in days)  # type: ignore[arg-type]

    def window_dates(self) -> list[date]:
        """Return the dates whose daily hours may reach into the frame: the day before, too."""
        dates = dates_of((self.frame.period,), self.frame.zone)
        return [dates[0] - timedelta(days=1), *dates] if dates else []

    # ---- clauses ------------------------------------------------------------------------------

    def clause(self, clause: DutyClause, leave_out: Window | None = None) -> TimeSet:
        """Return the time of a clause: all its phrases hold, its exceptions do not.

        Args:
            clause: of the agreement of the frame.
            leave_out: a time phrase that does not count here.
        """
        windows = [w for w in clause.windows if w is not leave_out]
        inner = self._entered(f"[{clause.label}]")
        found = [inner.window(window) for window in windows]
        times = (Period(self._earliest(windows, found), self.frame.period.ends_at),)
        times = joined(times)
        for one in found:
            times = common(times, one)
        for opening in clause.openings:
            if opening.kind == "when done" and isinstance(opening.fact, IsDone):
                done = self.frame.record.done(opening.fact.done, self.bearer)
                times = common(times, since(done[0].begins_at)) if done else ()
        for exemption in clause.exemptions:
            if exemption.window is not None:
                times = without(times, inner.window(exemption.window))
            if isinstance(exemption.fact, IsDone):
                times = without(times, self.frame.record.done(exemption.fact.done, self.bearer))
        times = common(times, self._brought(clause))
        return times if inner._are_met(clause, times) else ()

    def _brought(self, clause: Clause) -> TimeSet:
        """Return the time since the amendment that brought a clause; all time if none did."""
        found = [
            amended_at(self.frame, number)
            for number, amendment in enumerate(self.frame.agreement.amendments)
            if clause.label in amendment.texts
        ]
        return since(min(found)) if found else ALWAYS

    def _earliest(self, windows: list[Window], found: list[TimeSet]) -> int:
        """Return from when acts count: entry, or the earlier time that the sentence names (1.4)."""
        entry = self.frame.period.begins_at
        starts = [
            times[0].begins_at
            for window, times in zip(windows, found, strict=True)
            if times and isinstance(window, From | On | After | Within | During)
        ]
        named = [start for start in starts if ALWAYS[0].begins_at < start < entry]
        if named:
            return min(named)
        ends = [times[-1].ends_at for times in found if times]
        deadline = min(ends, default=FOREVER)
        if deadline > entry:
            return entry
        signed = self.stretch(SigningPoint())
        if signed is not None and signed.begins_at < deadline:
            return signed.begins_at
        day = date_at(deadline - 1, self.frame.zone) - timedelta(days=EARLIEST_DAYS)
        return day_start(day, self.frame.zone)

    def _are_met(self, clause: DutyClause, times: TimeSet) -> bool:
        """Return whether what follows `if` holds at the start of a duty, or at its `by` (5.5)."""
        whole = hull(times)
        if whole is None:
            return True
        has_deadline = any(isinstance(window, By) for window in clause.windows)
        instant = whole.ends_at - 1 if has_deadline else whole.begins_at
        facts = [o.fact for o in clause.openings if o.kind == "if" and isinstance(o.fact, IsDone)]
        return all(
            bool(within(self.frame.record.done(fact.done, self.bearer),
                        Period(instant, instant + 1)))
            for fact in facts
            if isinstance(fact, IsDone)
        )  # fmt: skip

    def _clause_span(self, label: str) -> Period | None:
        clause = self.frame.agreement.clause(label)
        if not isinstance(clause, DutyClause):
            return None
        return hull(self.clause(clause))

    def suspended(self, label: str) -> TimeSet:
        """Return when a clause is suspended, or the bearer released from it, on record (5.5)."""
        found = [*self.frame.record.suspended(label, self.bearer)]
        for clause in self.frame.agreement.clauses:
            if not isinstance(clause, EffectClause) or not clause.is_judged:
                continue
            is_meant = clause.effect == "suspended" or self.bearer in clause.actors
            if label in clause.labels and is_meant:
                found += self._effect(clause)
        return joined(found)

    def _effect(self, clause: EffectClause) -> TimeSet:
        """Return how long a recorded finding suspends or releases."""
        found: TimeSet = ALWAYS
        for opening in clause.openings:
            if not isinstance(opening.fact, IsDone) or opening.fact.done.state == "done":
                return ()
            done = self.frame.record.done(opening.fact.done)
            found = common(found, since(done[0].begins_at)) if done else ()
        if not found:
            return ()
        begins = found[0].begins_at
        ends: int | None = FOREVER
        if isinstance(clause.lasts, Duration):
            zone = self.frame.zone
            ends = same_clock_later(local_moment(begins, zone), clause.lasts, zone)
        elif clause.lasts is not None and not isinstance(clause.lasts, Event):
            until = self.stretch(clause.lasts)
            ends = FOREVER if until is None else until.begins_at
        return joined([Period(begins, ends)])


def _instant(instant: int) -> Period:
    return Period(instant, instant)


def _one(day: date) -> tuple[date, date]:
    return day, day


def amended_at(frame: Frame, number: int) -> int:
    """Return when an amendment was known: its instant, or the end of its day (SEMANTICS 7)."""
    on = frame.agreement.amendments[number].on
    if isinstance(on, date):
        return local_day(on, frame.zone).ends_at
    return clock_instant(on.day, on.clock, frame.zone)


def daily_hours(clause: DutyClause) -> DailyHours | None:
    """Return the hours of every day to which a clause is limited, if it has such."""
    found: Iterator[DailyHours] = (
        w for w in clause.windows if isinstance(w, DailyHours) and w.on is None
    )
    return next(found, None)
