"""Renewal of the agreement at its end: by consent, or unless notice was given (SEMANTICS 5.7).

Consent and notice are read from the record of decisions and from reports. Consent that nobody
reported was not given. Notice is told to the other side, which has every reason to report it; so
where nobody, not even a single source, tells of one, none was given, and the agreement's own words
say that it goes on. Where notice is only alleged, it goes on only possibly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from servanda.agreement.anchors import Asked, Moments, Side
from servanda.agreement.decisions import AGREEMENT
from servanda.agreement.instants import Frame
from servanda.agreement.model import (
    Agreement,
    DutyClause,
    Each,
    Event,
    HasHappened,
    Opening,
    RenewalTest,
    TermClause,
)
from servanda.agreement.periods import NEVER, local_moment, same_clock_later, within
from servanda.agreement.times import Times
from servanda.civil import Period

_SAYS: Final = {"consent": "consents", "give notice": "gives notice"}
MOST_TERMS: Final = 1_000


@dataclass(frozen=True)
class Term:
    """One term of an agreement: the first, or a renewal.

    Attributes:
        period: of it.
        is_certain: it is known to be in force, not only possibly.
    """

    period: Period
    is_certain: bool = True


def terms_in(agreement: Agreement) -> Iterator[TermClause]:
    """Yield the clauses that say how long the agreement, or one of its clauses, lasts."""
    for clause in agreement.clauses:
        if isinstance(clause, TermClause) and clause.is_judged:
            yield clause


def starts_again(frame: Frame, clause: DutyClause) -> int | None:
    """Return from when a clause makes a new duty in each term, nothing carried over; None: never.

    Terms that had begun before that was agreed stay one (SEMANTICS 5.7.1).
    """
    if isinstance(clause.period, Each) and clause.period.period == "term":
        return NEVER
    times = Times(frame)
    named = (
        times.brought(line) for line in terms_in(frame.agreement) if line.again == clause.label
    )
    return min(named, default=None)


def outlives(frame: Frame, clause: DutyClause) -> bool:
    """Return whether a clause continues after the end of the agreement, as agreed before it."""
    times = Times(frame)
    return any(
        line.continues == clause.label and times.brought(line) < frame.end
        for line in terms_in(frame.agreement)
    )


def terms_of(frame: Frame, as_of: int | None) -> Iterator[Term]:
    """Yield the terms that follow the first, as far as their beginning is known by an instant.

    An agreement that had ended when a renewal was agreed is not renewed (SEMANTICS 5.7.1).

    Args:
        frame: of the first term, with the instants that evidence has set.
        as_of: microseconds UTC; None: no renewal is known yet.
    """
    clause = next((c for c in terms_in(frame.agreement) if c.renewal is not None), None)
    renewal = None if clause is None else clause.renewal
    if clause is None or renewal is None:
        return
    brought = Times(frame).brought(clause)
    term, is_certain = Period(frame.entry, frame.end), True
    for _ in range(MOST_TERMS):
        if as_of is None or as_of < term.ends_at or term.ends_at <= brought:
            return
        acts = Period(max(term.begins_at, brought), term.ends_at)
        certain, possible = (
            all(_is_met(replace(frame, end=term.ends_at), test, acts, certainly=sure)
                for test in renewal.tests)
            for sure in (True, False)
        )  # fmt: skip
        if not possible:
            return
        is_certain = is_certain and certain
        end = same_clock_later(local_moment(term.ends_at, frame.zone), renewal.duration, frame.zone)
        term = Period(term.ends_at, end)
        yield Term(term, is_certain)


def is_earned(frame: Frame, clause: TermClause) -> bool:
    """Return whether what an extension waits for has come about before the end of its frame.

    A fact after `if` must be so at the end; one after `when`, and every act, at some time before.

    Args:
        frame: of the agreement as it ends without the extension, seen from one side.
        clause: the extension with its openings.
    """
    times = Times(frame)
    brought = times.brought(clause)
    if brought >= frame.end:
        return False
    force = Period(max(frame.entry, brought), frame.end)
    for opening in clause.openings:
        event = _act_of(opening)
        if event is not None:
            who: Iterable[str] = event.filter.whose if event.each else ("",)
            is_so = all(_has_acted(frame, event, actor, force) for actor in who)
        elif opening.event is not None:
            is_so = times.happened_in(opening.event, force) is not None
        else:
            last = Period(force.ends_at - 1, force.ends_at)
            found = () if opening.fact is None else times.holds(opening.fact)
            is_so = within(found, last if opening.kind == "if" else force) != ()
        if not is_so:
            return False
    return True


def _act_of(opening: Opening) -> Event | None:
    """Return the act that an opening waits for, whenever it is done before the end."""
    fact = opening.fact
    if isinstance(fact, HasHappened) and not fact.negated and fact.by is None:
        return fact.event
    event = opening.event
    return None if event is None or event.phase else event


def _is_met(frame: Frame, test: RenewalTest, term: Period, *, certainly: bool) -> bool:
    """Return whether a test is met for certain, or possibly."""
    wants_it = test.kind == "if"
    # `unless x` is certainly met where x is not even possible.
    side: Side = "late" if certainly == wants_it else "early"
    seen = replace(frame, moments=frame.moments.seen(side))
    return _is_so(seen, test, term) == wants_it


def _is_so(frame: Frame, test: RenewalTest, term: Period) -> bool:
    times = Times(frame)
    if test.event is None:
        last = Period(term.ends_at - 1, term.ends_at)
        return test.fact is not None and within(times.holds(test.fact), last) != ()
    due = Period(term.begins_at, max(term.begins_at, _deadline(times, test, term)))
    who: Iterable[str] = test.event.filter.whose if test.event.each else ("",)
    return all(_has_acted(frame, test.event, actor, due) for actor in who)


def _deadline(times: Times, test: RenewalTest, term: Period) -> int:
    """Return until when the act counts: a lead of days ends with that local day."""
    if test.before is None:
        return term.ends_at
    base = times.stretch(test.before)
    if base is None:
        return term.ends_at
    if test.lead is None:
        return base.begins_at
    return times.earlier(base.begins_at, test.lead).ends_at


def is_decided(event: Event) -> bool:
    """Return whether the record of decisions may have an act: consent, or notice."""
    return not event.phase and any(act in _SAYS for act in event.filter.acts)


def acted_at(
    frame: Frame, event: Event, actor: str = "", due: tuple[int | None, int | None] = (None, None)
) -> tuple[int, bool] | None:
    """Return when somebody first consented, gave notice or acted, and whether reports tell of it.

    What the record of decisions has counts as what is told.

    Args:
        frame: seen from one side.
        event: the act.
        actor: one of those whose act it is; empty: any of them.
        due: from and until when it counts; None: from entry into force, to the end.
    """
    begins, ends = due
    says = [_SAYS[act] for act in event.filter.acts if act in _SAYS]
    who = (actor,) if actor else event.filter.whose
    decided = (
        (d.holds.begins_at, False)
        for d in (frame.record.of(AGREEMENT, *says) if says else ())
        if frame.record.name_of(d.bearer) in who
    )
    found = [
        one
        for one in decided
        if (begins is None or begins <= one[0]) and (ends is None or one[0] < ends)
    ]
    told = _told(frame.moments, event, actor, due)
    return min(found if told is None else [*found, (told, True)], default=None)


def _has_acted(frame: Frame, event: Event, actor: str, due: Period) -> bool:
    """Return whether it is on record, or told, that somebody consented or gave notice in time."""
    return acted_at(frame, event, actor, (due.begins_at, due.ends_at)) is not None


def _told(
    moments: Moments, event: Event, actor: str, due: tuple[int | None, int | None]
) -> int | None:
    own = event
    if actor:
        own = replace(event, each=False, filter=replace(event.filter, whose=(actor,)))
    return moments.of(Asked(own, "", *due))
