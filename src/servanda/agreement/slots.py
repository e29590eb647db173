"""The periods for which a line of a clause is judged, one by one (SEMANTICS 1.3, 1.6, 5.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from servanda.agreement.anchors import Side
from servanda.agreement.duty_rows import IDLE_RUN
from servanda.agreement.ends import Cut
from servanda.agreement.excuses import excused, without_excuses
from servanda.agreement.instants import Frame
from servanda.agreement.life import Life
from servanda.agreement.line_kinds import Line
from servanda.agreement.model import (
    By,
    Duration,
    DutyClause,
    Each,
    Every,
    Lasting,
    OnDaysWhen,
    Quantity,
)
from servanda.agreement.periods import (
    FOREVER,
    Block,
    TimeSet,
    blocks,
    clock_blocks,
    common,
    daily_window,
    dates_of,
    floor_days,
    hull,
    joined,
    up_to,
    whole_days,
    within,
    without,
)
from servanda.agreement.phase_ends import cut_with_phase, phase_ends
from servanda.agreement.renewals import outlives, starts_again
from servanda.agreement.stages import stages_of
from servanda.agreement.stretches import Stretch, in_all, in_any
from servanda.agreement.times import Times, daily_hours
from servanda.civil import Period, date_at, local_day
from servanda.errors import AgreementError, Problem

WHOLE: Final = "whole"
MOST_SLOTS: Final = 20_000
"""Periods of one line (54 years of days) beyond which a mistake is likelier than an agreement."""

Repeat: TypeAlias = str | Duration
_Repeated: TypeAlias = tuple[str, TimeSet, bool]
"""A day, week or month: its name, its time, and whether the clause has only part of it."""


@dataclass(frozen=True)
class Slot:
    """One period of a line.

    Attributes:
        name: empty: the only one; a local date (ISO); or `whole`.
        inner: an act must lie in it to count for certain; empty: no act can.
        outer: an act may count that meets it; contains `inner`.
        count: how many periods it adds up.
        quantities: what a stage adds up to; empty: the quantity of the line.
        cut_at: instant at which a floor is cut short; None: it is not.
        is_certain: it is in force, whatever of the open questions turns out to be true.
    """

    name: str
    inner: TimeSet
    outer: TimeSet
    count: int = 1
    quantities: tuple[Quantity, ...] = ()
    cut_at: int | None = None
    is_certain: bool = True

    @property
    def span(self) -> Period:
        """Return the first to the last instant at which it may be in force."""
        found = hull(self.outer)
        return found if found is not None else Period(0, 0)


@dataclass(frozen=True)
class Clockwork:
    """What the periods of lines are worked out from.

    Attributes:
        life: the period in force.
        horizon: how far an open end is looked at, microseconds UTC.
        side: which instant counts where evidence has set one.
    """

    life: Life
    horizon: int
    side: Side = "late"

    def times(self, end: int | None, bearer: str) -> Times:
        """Return the times of a frame that ends at an instant (None: at the horizon)."""
        return Times(self.life.frame(end, self.horizon, self.side), bearer)

    @property
    def sides(self) -> tuple[Clockwork, ...]:
        """Return the same from each side that makes a difference."""
        return tuple(replace(self, side=side) for side in self.life.moments.sides)

    @property
    def perhaps_over(self) -> Period:
        """Return the time after an end that may have come, as far as it is looked at."""
        life = self.life
        last = self.horizon if life.may_ends is None else life.may_ends
        begins = last if life.ends is None else life.ends
        return Period(begins, max(begins, last))

    def without_end(self, phase: str) -> Clockwork:
        """Return the same as if no ruling had ended a phase."""
        life = self.life
        return replace(self, life=replace(life, record=life.record.without_end(phase)))


def slots_of(clockwork: Clockwork, clause: DutyClause, line: Line, bearer: str) -> list[Slot]:
    """Return the periods of a line in their order, and then the whole if it repeats.

    Floors have whole days, weeks and months only; ceilings, prohibitions and what stands at every
    moment have every one that meets the period in force, clipped to it.

    Args:
        clockwork: the period in force.
        clause: of the line, or of its reading.
        line: a floor, ceiling or schedule.
        bearer: one actor, or empty: decisions on one bearer do not count then.

    Raises:
        AgreementError: SV250, there are too many.
        Unjudged: the period cannot be said in the tables.
        LocalTimeError: a clock time does not exist on its day, or occurs twice.
        OverflowError: a date is beyond the calendar.
    """
    slots = _slots(clockwork, clause, line, bearer)
    if not line.binds_part_periods:
        for end in phase_ends(clockwork):
            slots = cut_with_phase(slots, _slots(end.as_set, clause, line, bearer), end)
    return with_whole(slots, line, _Reading(clockwork, clause, line, bearer).repeat)


def _slots(clockwork: Clockwork, clause: DutyClause, line: Line, bearer: str) -> list[Slot]:
    is_floor = not line.binds_part_periods
    life = clockwork.life
    ends = (life.end, life.may_end) if is_floor else (life.ends, life.may_ends)
    read = _Reading(clockwork, without_excuses(clause) if is_floor else clause, line, bearer)
    seen = [replace(read, clockwork=side) for side in clockwork.sides]
    certain = in_all([one.named(ends[0]) for one in seen])
    possible = (
        certain
        if ends[0] == ends[1] and len(seen) == 1
        else in_any([one.named(ends[1]) for one in seen])
    )
    slots = [
        Slot(
            name,
            # What lapses with the certain end may be due earlier under the possible one.
            common(certain[name].times, stretch.times) if name in certain else stretch.times,
            stretch.times,
            quantities=stretch.quantities,
            cut_at=stretch.lapses_at,
            is_certain=name in certain and not certain[name].is_part,
        )
        for name, stretch in possible.items()
    ]
    if is_floor and not read.outlives:
        if life.cut is not None:
            slots = list(_cut_short(slots, life.cut, read.named(life.may_ends)))
        if life.may_cut != life.cut:
            slots = [_perhaps_cut(slot, life.may_cut) for slot in slots]
    away = [joined([*one.suspended(), *one.excused(clause)]) for one in seen]
    return list(_not_suspended(slots, away, read))


@dataclass(frozen=True)
class _Reading:
    """A line of a clause, read for one bearer."""

    clockwork: Clockwork
    clause: DutyClause
    line: Line
    bearer: str

    @property
    def is_floor(self) -> bool:
        return not self.line.binds_part_periods

    @property
    def repeat(self) -> Repeat | None:
        return None if self.line.kind == "schedule" else repeat_of(self.clause, self.line)

    @property
    def _frame(self) -> Frame:
        return self.clockwork.times(self.clockwork.life.may_ends, self.bearer).frame

    @property
    def outlives(self) -> bool:
        """Return whether the clause continues after the end of the agreement."""
        return outlives(self._frame, self.clause)

    def suspended(self) -> TimeSet:
        """Return when the clause is suspended, or the agreement had ended and did not go on yet."""
        life, side = self.clockwork.life, self.clockwork.side
        found = self.clockwork.times(life.may_end, self.bearer).suspended(self.clause.label)
        return found if self.outlives else joined([*found, *life.gaps_seen(side)])

    def excused(self, clause: DutyClause) -> TimeSet:
        """Return when a floor is excused; what is forbidden is not forbidden then, anyway."""
        if not self.is_floor:
            return ()
        times = self.clockwork.times(self.clockwork.life.may_end, self.bearer)
        return excused(_beyond(times), clause)

    def named(self, end: int | None) -> dict[str, Stretch]:
        """Return the periods by name, the agreement ending at an instant."""
        if self.outlives:
            return self._named(None)
        frame = self._frame
        again = starts_again(frame, self.clause)
        if again is not None and self.repeat is None:
            return self._by_term(end, again)
        return self._named(end)

    def _by_term(self, end: int | None, again: int) -> dict[str, Stretch]:
        """Return one period for each term that ends by an instant, the first by no name.

        Terms that had begun at the instant `again` are one with the first.
        """
        found: dict[str, Stretch] = {}
        for number, term in enumerate(self.clockwork.life.terms, start=1):
            if end is not None and term.period.ends_at > end:
                break
            is_new = number > 1 and term.period.begins_at >= again
            times = self.clockwork.times(term.period.ends_at, self.bearer)
            reach = Period(term.period.begins_at if is_new else times.frame.entry, FOREVER)
            own = replace(times, frame=replace(times.frame, reach=reach))
            name = f"term {number}" if is_new else ""
            found[name] = self._ended(own.clause(self.clause), term.period.ends_at, times)
        return {name: stretch for name, stretch in found.items() if stretch.times}

    def _named(self, end: int | None) -> dict[str, Stretch]:
        times = self.clockwork.times(end, self.bearer)
        if self.line.kind == "schedule":
            stages = stages_of(_beyond(times), self.clause)
            if self.line.part is not None and self.line.share is None:
                # A part with a number of its own is due with the last stage.
                stages = [replace(stages[-1], quantities=(self.line.quantity,))] if stages else []
            found = {s.name: self._ended(s.times, end, times, s.quantities) for s in stages}
            return {name: stretch for name, stretch in found.items() if stretch.times}
        if self.repeat is None:
            only = self._ended(_beyond(times).clause(self.clause), end, times)
            return {"": only} if only.times else {}
        if self.is_floor and not _is_of_hours(self.repeat):
            frame = times.frame
            reach = floor_days(frame.period, frame.zone)
            times = replace(times, frame=replace(frame, reach=reach))
        pairs = _limited(self._repeated(times, self.repeat), self.clause)
        return {name: Stretch(found, is_part=is_part) for name, found, is_part in pairs if found}

    def _ended(
        self, found: TimeSet, end: int | None, times: Times, quantities: tuple[Quantity, ...] = ()
    ) -> Stretch:
        """Return a single period as the end of the agreement leaves it.

        Without a deadline it ends with the agreement, or on its last day. A floor whose deadline is
        written for a later day lapses at the end: nobody can have broken it by then.
        """
        frame = times.frame
        span = hull(found)
        if span is None or span.begins_at >= frame.end:
            return Stretch(())
        is_later = end is not None and span.ends_at > frame.end
        last_day = date_at(frame.end - 1, frame.zone)
        if span.ends_at >= FOREVER or (is_later and not self.is_floor):
            return Stretch(common(found, up_to(frame.end)), quantities)
        if is_later and date_at(span.ends_at - 1, frame.zone) > last_day:
            return Stretch(found, quantities, frame.end)
        return Stretch(common(found, up_to(frame.end)) if is_later else found, quantities)

    def _repeated(self, times: Times, repeat: Repeat) -> Iterator[_Repeated]:
        clause = _in_days(self.clause) if self.is_floor else self.clause
        hours = daily_hours(clause)
        zone = times.frame.zone
        if repeat == "day" and hours is not None:
            whole = times.clause(clause, leave_out=hours)
            clocks = (hours.begins, hours.ends)
            for day in times.window_dates():
                window = daily_window(day, clocks, zone)
                yield self._part(times, day.isoformat(), whole, window)
            return
        whole = times.clause(clause)
        dates = dates_of(whole, zone)
        if not dates:
            return
        if isinstance(repeat, Duration) and _is_of_hours(repeat):
            yield from self._clock_blocks(times, whole, repeat)
            return
        known = frozenset(dates)
        for block in blocks(times.frame.first_day, repeat, (dates[0], dates[-1])):
            if not self.is_floor or _is_whole(block, known, zone):
                days = whole_days(block.first, block.last, zone)
                yield self._part(times, block.name, whole, days)

    def _part(self, times: Times, name: str, whole: TimeSet, block: Period) -> _Repeated:
        """Return what a clause has of a day, week or month; of a floor, whether it is cut short.

        The day of entry counts as whole (1.3), and a time of day by which something is due each day
        leaves no less of it.
        """
        found = within(whole, block)
        span = hull(found)
        if span is None or not self.is_floor or self.clause.exemptions:
            return name, found, False
        is_late = max(block.begins_at, times.frame.entry) < span.begins_at
        has_clock = any(isinstance(window, By) for window in self.clause.windows)
        return name, found, is_late or (span.ends_at < block.ends_at and not has_clock)

    def _clock_blocks(self, times: Times, whole: TimeSet, repeat: Duration) -> Iterator[_Repeated]:
        frame = times.frame
        period = Period(frame.entry, frame.end)
        for name, block in clock_blocks(period, repeat, frame.zone):
            if not self.is_floor or block.ends_at <= period.ends_at:
                yield self._part(times, name, whole, block)


def _is_of_hours(repeat: Repeat | None) -> bool:
    """Return whether something repeats by hours or minutes, which end at no midnight."""
    return isinstance(repeat, Duration) and repeat.is_elapsed


def _in_days(clause: DutyClause) -> DutyClause:
    """Return a clause whose own term (`for 30 days`) has whole days."""
    windows = tuple(
        replace(window, in_days=True) if isinstance(window, Lasting) else window
        for window in clause.windows
    )
    return replace(clause, windows=windows)


def _beyond(times: Times) -> Times:
    """Return times that are not clipped to the end of the agreement."""
    frame = times.frame
    return replace(times, frame=replace(frame, reach=Period(frame.entry, FOREVER)))


def _is_whole(block: Block, known: frozenset[date], zone: ZoneInfo) -> bool:
    """Return whether all days of a block are there; a day that a zone skipped is not missed."""
    days = (block.first + timedelta(days=k) for k in range((block.last - block.first).days + 1))
    missed = (local_day(day, zone) for day in days if day not in known)
    return all(day.begins_at == day.ends_at for day in missed)


def repeat_of(clause: DutyClause, line: Line) -> Repeat | None:
    """Return what a line repeats by; None: it is judged once.

    Prohibitions, daily hours and what stands at every moment are judged for every local date
    (SEMANTICS 1.3, 4.8).
    """
    period = clause.period
    if line.is_prohibition:
        return "day"
    if isinstance(period, Each):
        return None if period.period == "term" else period.period
    if isinstance(period, Every):
        return period.duration
    chosen = next((w for w in clause.windows if isinstance(w, OnDaysWhen)), None)
    if chosen is not None:
        return chosen.period
    return "day" if line.is_level or daily_hours(clause) is not None else None


def _limited(pairs: Iterator[_Repeated], clause: DutyClause) -> Iterator[_Repeated]:
    for number, pair in enumerate(pairs):
        if number >= MOST_SLOTS:
            message = f"`[{clause.label}]` has more than {MOST_SLOTS:,} periods"
            hint = "check the length of the period, or of the agreement"
            raise AgreementError((Problem("SV250", message, (clause.place,), hint),))
        yield pair


def _cut_short(slots: Iterable[Slot], cut: Cut, shortened: dict[str, Stretch]) -> Iterator[Slot]:
    """Yield floors under an end that came early: one not set when they began cuts them (1.6)."""
    for slot in slots:
        if slot.span.ends_at <= cut.at:
            yield slot
        elif slot.span.begins_at >= cut.at:
            continue
        elif cut.known_at > slot.span.begins_at:
            yield replace(slot, cut_at=min(cut.at, slot.cut_at or cut.at))
        elif slot.name in shortened:
            left = shortened[slot.name]
            inner = common(slot.inner, left.times)
            yield replace(slot, inner=inner, outer=left.times, cut_at=left.lapses_at)


def _perhaps_cut(slot: Slot, cut: Cut | None) -> Slot:
    """Return a floor under an end that may have come by then: it is due only possibly."""
    ends_at = slot.span.ends_at if slot.cut_at is None else min(slot.span.ends_at, slot.cut_at)
    if cut is None or ends_at <= cut.at:
        return slot
    return replace(slot, is_certain=False)


def _not_suspended(slots: Iterable[Slot], seen: list[TimeSet], read: _Reading) -> Iterator[Slot]:
    """Yield what a suspension leaves.

    Time under suspension is taken out of ceilings. A floor of one day or week of which any time
    was taken lapses; one with a single deadline only if that lies within the suspension. Nothing is
    asked of a floor all of whose time was taken. What is
    suspended only where an open question turns out one way is in force only possibly.

    Args:
        slots: of a line.
        seen: when it is suspended, from each side.
        read: the line.
    """
    always, ever = reduce(common, seen), joined(period for one in seen for period in one)
    for slot in slots:
        if not common(slot.outer, ever):
            yield slot
        elif not read.is_floor:
            outer, inner = without(slot.outer, always), without(slot.inner, ever)
            if outer:
                yield narrowed(slot, inner, outer, is_known=always == ever)
        elif without(slot.outer, always):
            yield from _lapsed(slot, [_lapse(slot, one, read) for one in (ever, always)])


def narrowed(slot: Slot, inner: TimeSet, outer: TimeSet, *, is_known: bool) -> Slot:
    """Return what is forbidden, in the time that is left of it for certain and possibly.

    What is left only possibly is in force only possibly: judged in all of that time, as it would be
    if it were in force.

    Args:
        slot: of a prohibition or ceiling.
        inner: what is left for certain.
        outer: what is left possibly; not empty.
        is_known: nothing is left only possibly.
    """
    if inner or is_known:
        return replace(slot, inner=inner, outer=outer)
    return replace(slot, inner=common(slot.inner, outer), outer=outer, is_certain=False)


def _lapsed(slot: Slot, lapses: list[int | None]) -> Iterator[Slot]:
    """Yield a floor as a suspension leaves it that perhaps, or certainly, takes it away."""
    perhaps, certainly = lapses
    if certainly is not None:
        yield replace(slot, cut_at=min(certainly, slot.cut_at or certainly))
    else:
        yield slot if perhaps is None else replace(slot, is_certain=False)


def _lapse(slot: Slot, suspended: TimeSet, read: _Reading) -> int | None:
    """Return when a suspension takes a floor away; None: it does not."""
    met = common(slot.outer, suspended)
    if not met:
        return None
    if read.repeat is not None:
        return met[0].begins_at
    return met[-1].begins_at if met[-1].ends_at == slot.span.ends_at else None


def with_whole(slots: list[Slot], line: Line, repeat: Repeat | None) -> list[Slot]:
    """Return the periods of a line, and all of them as one if it repeats and there are several.

    Periods that were cut short, and those only possibly in force, do not count; what was asked
    for, what is due for other acts, and the longest stretch without an act, do not add up. What
    stands is the same number at every moment of the whole.
    """
    added = [slot for slot in slots if slot.is_certain and slot.cut_at is None]
    is_no_sum = line.asked is not None or bool(line.triggers) or line.mode == IDLE_RUN
    if repeat is None or is_no_sum or len(added) < 2:
        return slots
    inner = joined(period for slot in added for period in slot.inner)
    outer = joined(period for slot in added for period in slot.outer)
    return [*slots, Slot(WHOLE, inner, outer, count=1 if line.is_level else len(added))]
