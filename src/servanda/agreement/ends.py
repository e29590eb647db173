"""When the agreement ends as it was agreed, anew by amendments, and by acts (SEMANTICS 5.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from servanda.agreement.amended import agreed_at
from servanda.agreement.decisions import AGREEMENT
from servanda.agreement.instants import Frame
from servanda.agreement.model import Agreement, Event, Fact, LocalMoment
from servanda.agreement.periods import (
    NEVER,
    TimeSet,
    clock_instant,
    joined,
    same_clock_later,
)
from servanda.agreement.renewals import acted_at, is_decided, terms_in
from servanda.agreement.times import Times
from servanda.civil import Period


@dataclass(frozen=True)
class Cut:
    """An end that was not set before (SEMANTICS 1.6).

    Attributes:
        at: the instant.
        known_at: when it was decided or agreed.
    """

    at: int
    known_at: int


class Ends(NamedTuple):
    """The end of an agreement, seen from one side; renewals and what is earned are left aside.

    Attributes:
        base: the end first agreed; None: open.
        end: the longest end ever agreed; None: open.
        cut: an end that came earlier; None: none did.
        gaps: when it had ended and nobody had agreed yet that it goes on.
    """

    base: int | None
    end: int | None
    cut: Cut | None
    gaps: TimeSet


def agreed_ends(frame: Frame) -> Ends:
    """Return the end of an agreement as it was agreed and agreed anew, and as acts made it end.

    An end that an act brings about was not set before the act. Who agreed after the act on another
    end has set it anew.

    Args:
        frame: without an end, with the instants that evidence has set, seen from one side.
    """
    base = _base_end(frame.agreement, frame)
    end, cut, set_at, gaps = base, None, NEVER, list[Period]()
    for change in _changes(frame):
        if not change.only_cuts:
            over = _over(frame, (end, cut), set_at, change)
            gaps += [] if over is None else [over]
            set_at = max(set_at, change.agreed_at)
        at, last = change.end, end if cut is None else cut.at
        if last is None or at < last:
            at = max(at, change.not_before)
            if last is not None and at >= last:
                continue  # it had ended by then
        elif change.only_cuts:
            continue
        if end is None or at < end:
            cut = Cut(at, change.known_at)
        else:
            end, cut = at, None
    cuts = [*_ended_by_acts(frame, set_at), *([] if cut is None else [cut])]
    return Ends(base, end, min(cuts, key=lambda one: one.at, default=None), joined(gaps))


def _over(
    frame: Frame, ends: tuple[int | None, Cut | None], set_at: int, change: _Change
) -> Period | None:
    """Return the time in which it had ended before it was agreed that it goes on; None: it had not.

    Nobody was bound in that time.
    """
    end, cut = ends
    known = [end] if cut is None else [cut.at]
    known += [one.at for one in _ended_by_acts(frame, set_at) if one.known_at < change.agreed_at]
    last = min((at for at in known if at is not None), default=None)
    if last is None or last >= min(change.agreed_at, change.end):
        return None
    return Period(last, change.agreed_at)


def _ended_by_acts(frame: Frame, set_at: int) -> Iterator[Cut]:
    """Yield the ends of `the agreement ends n days after x`, each with when x came.

    Args:
        frame: as in `agreed_ends`.
        set_at: when its end was last agreed anew; what came before has no effect any more.
    """
    times = Times(frame)
    for clause in terms_in(frame.agreement):
        if clause.turn != "ends" or clause.when is None:
            continue
        came = _came(times, clause.when, times.brought(clause), set_at)
        if came is not None:
            at, is_told = came
            lag = clause.lag
            yield Cut(at if lag is None else times.later(at, lag, is_told=is_told).ends_at, at)


def _came(times: Times, when: Event | Fact, brought: int, set_at: int) -> tuple[int, bool] | None:
    """Return since when an act was done or a fact is so, and whether evidence sets that."""
    if isinstance(when, Event) and is_decided(when):
        begins = max(brought, set_at)
        since = None if begins <= times.frame.entry else begins
        who = when.filter.whose if when.each else ("",)
        found = [acted_at(times.frame, when, actor, (since, None)) for actor in who]
        known = [one for one in found if one is not None]
        return max(known) if known and len(known) == len(found) else None
    is_act = isinstance(when, Event)
    at = times.comes_at(when, None, max(brought, set_at) if is_act else brought)
    return None if at is None or at < set_at else (at, times.is_told(when))


def turns(agreement: Agreement, frame: Frame, turn: str) -> Iterator[tuple[int, int]]:
    """Yield (known at, instant) of `the agreement begins / ends at P`, or begins when a fact is so.

    What the agreement had from entry into force on is known before all else (`NEVER`).
    """
    times = Times(frame)
    for clause in terms_in(agreement):
        if clause.turn != turn:
            continue
        brought = times.brought(clause)
        found = times.turn_at(clause.at, turn) if clause.at is not None else None
        if clause.when is not None:
            if turn == "ends":
                continue  # it is an end that was not set (`_ended_by_acts`)
            found = times.comes_at(clause.when, clause.lag, brought)
        if found is not None:
            yield (NEVER if brought <= frame.entry else brought), found


def _base_end(agreement: Agreement, frame: Frame) -> int | None:
    """Return the end first agreed: the earliest that is written; None: open."""
    ends = [at for known_at, at in turns(agreement, frame, "ends") if known_at == NEVER]
    life = agreement.in_force
    if life is not None and life.until is not None:
        ends.append(_instant(life.until, frame.zone))
    elif life is not None and life.lasts is not None:
        ends.append(same_clock_later(life.begins, life.lasts, frame.zone))
    return min(ends, default=None)


def _instant(moment: LocalMoment, zone: ZoneInfo) -> int:
    return clock_instant(moment.day, moment.clock, zone)


class _Change(NamedTuple):
    """A new end, in the order in which changes were known.

    Attributes:
        known_at: when it was agreed, or recorded.
        end: the new end.
        not_before: the agreement is not cut before that: what was due by then was due.
        only_cuts: it sets no later end (`the agreement ends at P`: the earliest that is written).
        agreed_at: when it was agreed, as it says itself.
    """

    known_at: int
    end: int
    not_before: int = NEVER
    only_cuts: bool = False
    agreed_at: int = NEVER


def _changes(frame: Frame) -> list[_Change]:
    """Return the new ends of amendments, of clauses that they bring, and of recorded extensions."""
    found = []
    for amendment in frame.agreement.amendments:
        if amendment.in_force_until is not None:
            agreed, end = agreed_at(amendment, frame.zone), amendment.in_force_until
            found.append(_Change(agreed, _instant(end, frame.zone), agreed, agreed_at=agreed))
    found += [
        _Change(brought, end, brought, only_cuts=True)
        for brought, end in turns(frame.agreement, frame, "ends")
        if brought != NEVER
    ]
    found += [
        _Change(decision.recorded_at, decision.ends, agreed_at=decision.holds.begins_at)
        for decision in frame.record.of(AGREEMENT, "extended")
        if decision.ends is not None
    ]
    return sorted(found)
