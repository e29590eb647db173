"""The period in force: base, amendments, extensions by a measure, termination (SEMANTICS 5.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from servanda.agreement.anchors import Moments, Side
from servanda.agreement.decisions import AGREEMENT, Decision, Record
from servanda.agreement.ends import Cut, Ends, agreed_ends, turns
from servanda.agreement.front_places import place_of_key
from servanda.agreement.instants import Frame
from servanda.agreement.model import (
    Agreement,
    Duration,
    Extension,
    TermClause,
)
from servanda.agreement.periods import (
    FOREVER,
    TimeSet,
    clock_instant,
    common,
    earlier,
    elapsed,
    joined,
    local_moment,
    same_clock_later,
    without,
)
from servanda.agreement.renewals import Term, is_earned, terms_in, terms_of
from servanda.agreement.times import Times
from servanda.civil import HOUR, Period, find_zone
from servanda.errors import AgreementError, Problem

_PER_UNIT: Final = {"day": 24 * HOUR, "week": 7 * 24 * HOUR}


@dataclass(frozen=True)
class Known:
    """What evidence says of the calendar itself, judged before all duties (SEMANTICS 5.5, 5.7).

    Attributes:
        earned: label of an extension to how often a measure earned it; not there: never.
        moments: instants that evidence has set, and what was asked of it.
    """

    earned: Mapping[str, Earned] = field(default_factory=dict)
    moments: Moments = field(default_factory=Moments)


class Earned(NamedTuple):
    """How often an extension was earned: for certain, and possibly."""

    certain: int
    possible: int


@dataclass(frozen=True)
class Life:
    """The period in force as far as it is known.

    Attributes:
        agreement, record, zone: what it was worked out from.
        entry: entry into force, microseconds UTC.
        end: end of the period that is certainly in force, a cut left aside; None: open.
        may_end: end of what is possibly in force; never before `end`; None: open.
        cut: an end that came earlier than was set; None: none is known.
        may_cut: the earliest such end that is possible; None: none is.
        gaps: when it had certainly ended, and nobody had agreed yet that it goes on.
        may_gaps: the same, possibly.
        moments: instants that evidence has set.
        terms: the first term and each renewal that may be in force; none where the end is open.
    """

    agreement: Agreement
    record: Record
    zone: ZoneInfo
    entry: int
    end: int | None
    may_end: int | None
    cut: Cut | None = None
    moments: Moments = field(default_factory=Moments, compare=False)
    terms: tuple[Term, ...] = ()
    may_cut: Cut | None = None
    gaps: TimeSet = ()
    may_gaps: TimeSet = ()

    @property
    def ends(self) -> int | None:
        """Return the end of the period certainly in force, cut short where it is; None: open."""
        return earlier(self.end, _instant_of(self.may_cut))

    @property
    def may_ends(self) -> int | None:
        """Return the end of the period possibly in force, cut short where it is; None: open."""
        return earlier(self.may_end, _instant_of(self.cut))

    @property
    def is_perhaps_over(self) -> bool:
        """Return whether an act may have ended it before the end that is known for certain."""
        at, last = _instant_of(self.may_cut), self.may_ends
        return at is not None and (last is None or at < last)

    def gaps_seen(self, side: Side) -> TimeSet:
        """Return when it had ended and did not go on yet, seen from one side."""
        return self.gaps if side == "late" else self.may_gaps

    def frame(self, end: int | None, horizon: int, side: Side = "late") -> Frame:
        """Return the frame that ends at an instant; where it is open, at the horizon."""
        last = max(self.entry, horizon if end is None else end)
        found = Frame(self.agreement, self.record, self.zone, self.entry, last)
        return replace(found, moments=self.moments.seen(side))


def life_of(agreement: Agreement, record: Record, as_of: int | None, known: Known) -> Life | None:
    """Return the period in force as known at an instant; None: it never entered into force.

    An amendment sets the end anew. What a measure earns is added to the end first agreed, and the
    later of the two ends counts; an amendment that makes the period shorter cuts both.

    Args:
        agreement: its model, as known by then (`amended.known_by`).
        record: decisions known by then.
        as_of: microseconds UTC; None: no renewal is known yet.
        known: what evidence has set by then.

    Raises:
        AgreementError: SV218, the zone is not known; SV217, times wait for each other.
        LocalTimeError: a clock time does not exist on its day, or occurs twice.
        OverflowError: a date is beyond the calendar.
    """
    zone = zone_of(agreement)
    entry = _entry(agreement, record, zone)
    if entry is None:
        return None
    open_frame = Frame(agreement, record, zone, entry, FOREVER, moments=known.moments)
    agreed = agreed_ends(open_frame)
    life = Life(agreement, record, zone, entry, agreed.end, agreed.end, moments=known.moments)
    earned = Period(entry, entry), Period(entry, entry)
    if agreed.base is not None and agreed.end is not None:
        certain, possible = (
            _extended(life, agreed.base, known, side) for side in ("late", "early")
        )  # fmt: skip
        ends = max(agreed.end, certain), max(agreed.end, certain, possible)
        life = replace(life, end=ends[0], may_end=ends[1])
        earned = Period(agreed.base, certain), Period(agreed.base, max(certain, possible))
    life = _renewed(life, as_of)
    early = agreed_ends(replace(open_frame, moments=known.moments.seen("early")))
    return _with_gaps(_perhaps_ended(life, agreed, early), agreed, early, earned)


def _perhaps_ended(life: Life, agreed: Ends, early: Ends) -> Life:
    """Return the life with its ends that are certain, and those that are possible.

    Args:
        life: without its cuts.
        agreed: its ends for certain.
        early: the same as they may have come already.
    """
    cuts = [_terminated(life.record, ends.cut) for ends in (agreed, early)]
    known = [cut for cut in cuts if cut is not None]
    by_instant = sorted(known, key=lambda cut: cut.at)
    if early.end != agreed.end:
        ends = earlier(life.end, early.end), _later(life.may_end, early.end)
        life = replace(life, end=ends[0], may_end=ends[1])
    return replace(
        life,
        cut=by_instant[-1] if len(known) == len(cuts) else None,
        may_cut=by_instant[0] if known else None,
    )


def _with_gaps(life: Life, agreed: Ends, early: Ends, earned: tuple[Period, Period]) -> Life:
    """Return the life with the time in which it had ended before it was agreed that it goes on.

    What an extension or a renewal had prolonged by then had not ended.

    Args:
        life: without gaps.
        agreed: its ends for certain.
        early: the same as they may have come already.
        earned: the time by which extensions prolong it, for certain and possibly.
    """
    if any(clause.renewal is not None for clause in terms_in(life.agreement)):
        return life
    certain = without(common(agreed.gaps, early.gaps), joined([earned[1]]))
    possible = without(joined([*agreed.gaps, *early.gaps]), joined([earned[0]]))
    return replace(life, gaps=certain, may_gaps=possible)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _instant_of(cut: Cut | None) -> int | None:
    return None if cut is None else cut.at


def _renewed(life: Life, as_of: int | None) -> Life:
    """Return the life with all its terms: renewals are added to the end as it was agreed."""
    if life.end is None:
        return life
    terms = [Term(Period(life.entry, life.end))]
    terms += terms_of(life.frame(life.end, life.end), as_of)
    certain = max(term.period.ends_at for term in terms if term.is_certain)
    possible = max(term.period.ends_at for term in terms)
    may_end = life.end if life.may_end is None else life.may_end
    ends = (max(life.end, certain), max(may_end, certain, possible))
    return replace(life, end=ends[0], may_end=ends[1], terms=tuple(terms))


def zone_of(agreement: Agreement) -> ZoneInfo:
    """Return the zone in which days are counted.

    Raises:
        AgreementError: SV218, the agreement names none that is known.
    """
    zone = find_zone(agreement.zone_name) if agreement.zone_name else None
    if zone is None:
        message = f"`{agreement.zone_name}` is no IANA time zone"
        hint = "write `time zone: Africa/Maputo`, or another"
        place = place_of_key(agreement, "time zone")
        raise AgreementError((Problem("SV218", message, (place,), hint),))
    return zone


def _entry(agreement: Agreement, record: Record, zone: ZoneInfo) -> int | None:
    if agreement.in_force is not None:
        begins = agreement.in_force.begins
        return clock_instant(begins.day, begins.clock, zone)
    decided = record.of(AGREEMENT, "begins")
    if decided:
        return decided[-1].holds.begins_at
    frame = Frame(agreement, record, zone, 0, FOREVER)
    return next((at for _, at in turns(agreement, frame, "begins")), None)


def _terminated(record: Record, shortened: Cut | None) -> Cut | None:
    """Return the earlier of a shortened end and a termination on record."""
    cuts = [] if shortened is None else [shortened]
    cuts += [_cut_of(decision) for decision in record.of(AGREEMENT, "ends")]
    return min(cuts, key=lambda cut: cut.at, default=None)


def phase_cuts(life: Life) -> Iterator[tuple[str, Cut]]:
    """Yield the phases that a ruling ended, each with its end and when that was first known."""
    for phase in life.agreement.phases:
        ends = [_cut_of(decision) for decision in life.record.of(phase, "ends")]
        if ends:
            yield phase, Cut(ends[-1].at, min(c.known_at for c in ends if c.at == ends[-1].at))


def _cut_of(decision: Decision) -> Cut:
    return Cut(decision.holds.begins_at, decision.recorded_at)


# ---- extensions -------------------------------------------------------------------------------


def extensions_of(agreement: Agreement) -> list[tuple[str, Extension]]:
    """Return label and extension of every rule by which a measure makes the period longer."""
    return [
        (clause.label, clause.extension)
        for clause in terms_in(agreement)
        if clause.extension is not None
    ]


def _extended(life: Life, base: int, known: Known, side: Side) -> int:
    """Return the end after all that was earned, each extension to the same clock time."""
    end = base
    waiting: list[tuple[TermClause, Extension, int]] = []
    told = Times(life.frame(life.end, base))
    for clause in terms_in(life.agreement):
        extension = clause.extension
        if extension is None or told.brought(clause) >= end:
            continue  # what had ended when it was agreed is not extended (5.7.1)
        earned = known.earned.get(clause.label, Earned(0, 0)) if extension.terms else Earned(1, 1)
        times = earned.certain if side == "late" else earned.possible
        if clause.openings:
            waiting.append((clause, extension, times))
        else:
            end = _longer(life, extension, end, times)
    return _longer_once(life, waiting, end, side)


def _longer(life: Life, extension: Extension, end: int, times: int) -> int:
    """Return the end after an extension was earned so often."""
    times = min(times, most_times(extension))
    if times <= 0:
        return end
    added = Duration(extension.by.count * times, extension.by.unit)
    return same_clock_later(local_moment(end, life.zone), added, life.zone)


def _longer_once(
    life: Life, waiting: list[tuple[TermClause, Extension, int]], end: int, side: Side
) -> int:
    """Return the end after all extensions whose conditions are met before it, each once.

    One may let another be met in time, so they are looked at again until none is.
    """
    for index, (clause, extension, times) in enumerate(waiting):
        if is_earned(life.frame(end, end, side), clause):
            others = waiting[:index] + waiting[index + 1 :]
            return _longer_once(life, others, _longer(life, extension, end, times), side)
    return end


def most_times(extension: Extension) -> int:
    """Return how often an extension can be earned within its cap: full ones only."""
    if extension.cap is None:
        return 10**6
    by, cap = extension.by, extension.cap
    if by.unit == cap.unit:
        return cap.count // by.count
    return length_of(cap) // length_of(by)


def length_of(duration: Duration) -> int:
    """Return about how long a duration is, in microseconds."""
    if duration.is_elapsed:
        return elapsed(duration)
    months = {"month": 30, "year": 365}
    return duration.count * _PER_UNIT.get(duration.unit, 24 * HOUR * months.get(duration.unit, 1))
