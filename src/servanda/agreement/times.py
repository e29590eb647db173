"""From time phrases and whole clauses to sets of periods (GRAMMAR, "When"; SEMANTICS 1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from servanda.agreement.chosen import is_asked
from servanda.agreement.instants import Instants
from servanda.agreement.model import (
    After,
    AtOnce,
    Before,
    Boundary,
    By,
    ClockPoint,
    DailyHours,
    DonePoint,
    Duration,
    During,
    DutyClause,
    EffectClause,
    Event,
    From,
    IsDone,
    Lasting,
    MomentPoint,
    On,
    OnDaysWhen,
    Opening,
    Point,
    ShiftedPoint,
    SigningPoint,
    TermClause,
    TriggerDay,
    Until,
    While,
    Window,
    Within,
)
from servanda.agreement.others import names_others
from servanda.agreement.periods import (
    ALWAYS,
    FOREVER,
    NEVER,
    TimeSet,
    after_last,
    blocks,
    clock_minute,
    common,
    daily_window,
    dates_of,
    day_offset,
    floor_days,
    hull,
    joined,
    local_moment,
    same_clock_later,
    since,
    up_to,
    whole_days,
    within,
    without,
)
from servanda.civil import (
    MINUTE,
    Period,
    date_at,
    day_start,
    later_instant,
    local_day,
)

_FORBIDDING: Final = frozenset(("never", "let", "level", "distance", "standstill"))
_STANDING: Final = frozenset(("level", "distance"))
"""Forms whose deadline is the instant from which they hold (`have no soldiers by day 22`)."""
EARLIEST_DAYS: Final = 366
"""How long before its deadline a duty begins that is due before entry, if `signed` is not given."""


@dataclass(frozen=True)
class Times(Instants):
    """Works out time phrases and whole clauses in a frame."""

    # ---- windows ------------------------------------------------------------------------------

    def window(  # noqa: C901, PLR0911 - one case for each kind of phrase
        self, window: Window
    ) -> TimeSet:
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
                found = self._reached(point)
                return ALWAYS if found is None else up_to(found.begins_at)
            case After(point):
                found = self._reached(point)
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
            case While(fact, is_begun):
                held = self.holds(fact)
                return joined([*held, *after_last(held)]) if is_begun else held
            case _:
                return ALWAYS

    def _reached(self, point: Point | Event) -> Period | None:
        """Return a point, or the first instant of an act; None: not known."""
        if not isinstance(point, Event):
            return self.stretch(point)
        found = self.happened_at(point)
        return None if found is None else Period(found, found)

    def standing(self, window: Window) -> TimeSet:
        """Return the time that a phrase leaves of what stands: `by P` is from the end of P on."""
        match window:
            case By(point) if not isinstance(point, ClockPoint):
                found = self.stretch(point)
            case Within(duration, of) if of is not None and not isinstance(of, Event):
                found = self.stretch(ShiftedPoint(duration, "after", of))
            case _:
                return self.window(window)
        return () if found is None else since(found.ends_at)

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
        if of is None:
            return ALWAYS
        base = self._reached(of)
        if base is None:
            return ()
        if isinstance(of, Event):
            told = self.is_told(of)
            due: Period | None = self.later(base.begins_at, duration, is_told=told)
        else:
            due = self.stretch(ShiftedPoint(duration, "after", of))
        return joined([Period(base.begins_at, FOREVER if due is None else due.ends_at)])

    def _hours(self, begins: time, ends: time, on: Point | None) -> TimeSet:
        hours = (begins, ends)
        if on is None:
            days = self.window_dates()
        else:
            found = self.stretch(on)
            days = [] if found is None else [self._day_of(on, found, found.begins_at)]
        return joined(daily_window(day, hours, self.frame.zone) for day in days)

    def window_dates(self) -> list[date]:
        """Return the dates whose daily hours may reach into the frame: the day before, too."""
        period = self.frame.period
        last = min(period.ends_at, self.frame.end)
        dates = dates_of(joined([Period(period.begins_at, last)]), self.frame.zone)
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
        if clause.held_at is not None:
            windows.append(After(clause.held_at))
        is_standing = clause.form in _STANDING or (clause.form == "share" and bool(clause.level))
        found = [inner._phrase(clause, w, is_standing=is_standing) for w in windows]
        brought = self.brought(clause)
        begins = self._earliest(windows, found, max(self.frame.period.begins_at, brought))
        times = joined([Period(begins, self.frame.period.ends_at)])
        for one in found:
            times = common(times, one)
        for opening in clause.openings:
            times = self._opened(times, opening, clause, is_standing=is_standing)
        times = self._at_once(times, clause, is_standing=is_standing)
        times = self._lasting(times, clause)
        for exemption in clause.exemptions:
            if exemption.window is not None:
                times = without(times, inner.window(exemption.window))
            if exemption.fact is not None:
                times = without(times, self.pleaded().holds(exemption.fact))
        if clause.form in _FORBIDDING:  # nobody is bound before a prohibition was agreed
            times = common(times, since(brought))
        return times if inner._are_met(clause, times) else ()

    def _phrase(self, clause: DutyClause, window: Window, *, is_standing: bool) -> TimeSet:
        """Return the time that a phrase of a clause leaves."""
        if isinstance(window, OnDaysWhen) and is_asked(clause, window):
            return self._when_chosen(window)
        return self.standing(window) if is_standing else self.window(window)

    def _when_chosen(self, window: OnDaysWhen) -> TimeSet:
        """Return the days, weeks or months in which an act happened, each asked for itself."""
        frame, zone = self.frame, self.frame.zone
        force = Period(max(frame.entry, frame.period.begins_at), frame.end)
        dates = dates_of(joined([force]), zone) if force.begins_at < force.ends_at else []
        if not dates:
            return ()
        found = []
        for block in blocks(frame.first_day, window.period, (dates[0], dates[-1])):
            whole = whole_days(block.first, block.last, zone)
            asked = whole.clipped_to(force)
            if asked is not None and self.happened_in(window.event, asked) is not None:
                found.append(whole)
        return joined(found)

    def _opened(
        self, times: TimeSet, opening: Opening, clause: DutyClause, *, is_standing: bool
    ) -> TimeSet:
        """Return the time from what an opening waits for: a fact, or the act before what stands."""
        if not times:
            return times
        if opening.kind == "when done" and opening.fact is not None:
            done = self.holds(opening.fact)
            return common(times, since(done[0].begins_at)) if done else ()
        if opening.kind != "when" or opening.event is None or not is_standing:
            return times
        event = opening.event
        if clause.bearer.mode == "doer":
            event = replace(event, filter=replace(event.filter, whose=()), is_bearer=True)
        act = self.happened_in(event, Period(times[0].begins_at, self.frame.end))
        return () if act is None else common(times, since(act))

    def _at_once(self, times: TimeSet, clause: DutyClause, *, is_standing: bool) -> TimeSet:
        """Return the time up to a limit that counts from the begin of the time itself.

        So does `at once`, and `within 3 days` after a fact; after an act it is a reply (5.3). What
        stands must do so from the limit on.
        """
        is_called = any(opening.event is not None for opening in clause.openings)
        if not times or (is_called and not is_standing) or clause.exchange or clause.pace:
            return times
        begins = times[0].begins_at
        for window in clause.windows:
            due = self._due(begins, window, is_told=self._has_told(begins, clause))
            if due is not None:
                times = common(times, since(due) if is_standing else up_to(due))
        return times

    def _lasting(self, times: TimeSet, clause: DutyClause) -> TimeSet:
        """Return the time up to the end of the clause's own term (`for 30 days`)."""
        zone = self.frame.zone
        for window in clause.windows:
            if isinstance(window, Lasting) and times:
                begins = times[0].begins_at
                ends = same_clock_later(local_moment(begins, zone), window.duration, zone)
                if window.in_days:
                    ends = floor_days(Period(begins, ends), zone).ends_at
                times = common(times, up_to(ends))
        return times

    def _has_told(self, begins: int, clause: DutyClause) -> bool:
        """Return whether evidence has set the begin of a clause's time."""
        facts = [o.fact for o in clause.openings if o.kind == "when done" and self.is_told(o.fact)]
        found = [self.holds(fact) for fact in facts if fact is not None]
        return any(bool(times) and times[0].begins_at == begins for times in found)

    def _due(self, begins: int, window: Window, *, is_told: bool) -> int | None:
        """Return the end of a limit that counts from an instant; None: it is no such limit."""
        zone = self.frame.zone
        day = self.told_day(begins) if is_told else date_at(begins, zone)
        match window:
            case AtOnce(Duration() as duration) | Within(duration, None):
                return self.later(begins, duration, is_told=is_told).ends_at
            case By(Boundary("end", TriggerDay())):
                return local_day(day, zone).ends_at
            case By(ClockPoint(clock, "trigger day")):
                return later_instant(day.isoformat(), day_offset(day, clock) + MINUTE, zone)
            case _:
                return None

    def counted(self, clause: TermClause) -> TimeSet:
        """Return when acts count for what a clause says of the life of the agreement."""
        period = self.frame.period
        windows, found = list(clause.windows), [self.window(w) for w in clause.windows]
        begins = self._earliest(windows, found, max(period.begins_at, self.brought(clause)))
        times = joined([Period(max(period.begins_at, begins), period.ends_at)])
        for one in found:
            times = common(times, one)
        return times

    def _earliest(self, windows: list[Window], found: list[TimeSet], default: int) -> int:
        """Return from when acts count: by default, or from the earlier time that is named (1.4)."""
        entry = self.frame.period.begins_at
        starts = [
            times[0].begins_at
            for window, times in zip(windows, found, strict=True)
            if times and isinstance(window, From | On | After | Within | During)
        ]
        # Day 1 begins at entry, not at the midnight before it.
        first = day_start(date_at(entry, self.frame.zone), self.frame.zone)
        named = [entry if at == first else at for at in starts if NEVER < at < default]
        if named:
            return min(named)
        # What is so no longer names no earlier time.
        ends = [
            times[-1].ends_at
            for window, times in zip(windows, found, strict=True)
            if times and not isinstance(window, While)
        ]
        deadline = min(ends, default=FOREVER)
        if deadline > entry:
            return default
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
        at_once = Period(instant, instant + 1)
        conditions = [opening for opening in clause.openings if opening.kind == "if"]
        return all(within(self._so(opening), at_once) for opening in conditions)

    def _so(self, opening: Opening) -> TimeSet:
        """Return since when what follows `if` is so: a fact, or an act that has happened."""
        if opening.event is not None:
            found = self.happened_at(opening.event)
            return () if found is None else since(found)
        return ALWAYS if opening.fact is None else self.holds(opening.fact)

    def clause_span(self, label: str) -> Period | None:
        """Return the whole time of a clause; None: it is no duty, or has no time."""
        clause = self.frame.agreement.clause(label)
        if not isinstance(clause, DutyClause):
            return None
        if names_others((clause.windows, clause.openings, clause.exemptions)):
            return None  # it has another time for each of those whom it binds
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
        """Return how long recorded findings suspend or release, from when that was agreed."""
        agreed = self.brought(clause)
        asked = [o.fact.done for o in clause.openings if isinstance(o.fact, IsDone)]
        if len(asked) < len(clause.openings) or any(point.state == "done" for point in asked):
            return ()
        found = [self._found_at(point, agreed) for point in asked] or [[agreed]]
        if not all(found):
            return ()
        # Where several must be found, it begins with the last of their first findings.
        begins = found[0] if len(found) == 1 else [max(one[0] for one in found)]
        return joined(Period(at, self._effect_ends(clause, at)) for at in begins)

    def _found_at(self, point: DonePoint, agreed: int) -> list[int]:
        """Return since when each finding that still stood by an instant, or came later, holds."""
        record = self.frame.record
        is_breach = point.state == "found breached"
        held = record.breaches(point) if is_breach else record.done(point)[:1]
        return sorted({max(agreed, one.begins_at) for one in held if one.ends_at > agreed})

    def _effect_ends(self, clause: EffectClause, begins: int) -> int:
        if isinstance(clause.lasts, Duration):
            zone = self.frame.zone
            return same_clock_later(local_moment(begins, zone), clause.lasts, zone)
        until = None if clause.lasts is None else self._ended_by(clause.lasts, begins)
        return FOREVER if until is None else max(begins, until)

    def _ended_by(self, lasts: Point | Event, begins: int) -> int | None:
        """Return when a suspension ends: at a point, or with the first act after it began."""
        if isinstance(lasts, Event):
            return self.happened_in(lasts, Period(begins, max(begins, self.frame.end)))
        found = self.stretch(lasts)
        return None if found is None else found.begins_at


def daily_hours(clause: DutyClause) -> DailyHours | None:
    """Return the hours of every day to which a clause is limited, if it has such."""
    found: Iterator[DailyHours] = (
        w for w in clause.windows if isinstance(w, DailyHours) and w.on is None
    )
    return next(found, None)
