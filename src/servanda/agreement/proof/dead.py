"""Clauses that can never apply: no time is left for them, or what they wait for cannot come."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from servanda.agreement.codes import severity_of
from servanda.agreement.duties import NOT_IN_FORCE, DutyTables, build_duties
from servanda.agreement.life import Life
from servanda.agreement.model import (
    Agreement,
    AnyClause,
    By,
    ClauseState,
    ClockPoint,
    DailyHours,
    DonePoint,
    DutyClause,
    Event,
    HasHappened,
    NoteClause,
    TermClause,
    UnderWay,
)
from servanda.agreement.periods import FOREVER, hull
from servanda.agreement.proof.assumptions import Assumed, concerned
from servanda.agreement.proof.faults import Fault, place_of
from servanda.agreement.references import labels_in, parts_of, phases_in
from servanda.agreement.times import Times
from servanda.agreement.words import join
from servanda.civil import Period
from servanda.errors import Place, Problem

_FACTS = (ClauseState, HasHappened, UnderWay)


def timeless(agreement: Agreement, tables: DutyTables) -> list[str]:
    """Return the labels of duties that have no period as far as is known."""
    reasons = dict(tables.unjudged)
    return [
        clause.label
        for clause in agreement.duties
        if clause.is_judged and clause.form != "permission"
        and reasons.get(clause.label) == NOT_IN_FORCE
    ]  # fmt: skip


def dead_faults(
    agreement: Agreement, labels: Sequence[str], assumed: Sequence[Assumed]
) -> Iterator[Fault]:
    """Yield warnings on duties that have no period whenever what they wait for comes.

    What hangs on a phase, or on a fact that may cease to be so, is left aside: there are too many
    ways in which it may come. So is what waits for a clause that itself has no period, and, in an
    agreement without an end, or that may be extended, what may come beyond all that is laid out.

    Args:
        agreement: its model.
        labels: of duties without a period as far as is known.
        assumed: its duties if all comes, at its earliest and at its latest.
    """
    still = set(labels).intersection(*(timeless(agreement, one.tables) for one in assumed))
    is_settled = all(one.is_settled for one in assumed)
    life = assumed[0].tables.life
    if life is None:
        return
    is_ended = life.end is not None and not _may_go_on(agreement)
    for label in labels:
        clause = agreement.clause(label)
        if label not in still or not isinstance(clause, DutyClause) or phases_in(clause):
            continue
        if any(isinstance(part, _FACTS) for part in parts_of(clause)):
            continue
        if not _waits(clause):
            if not is_ended and _has_time(life, clause):
                continue
            takers = _taken_by(agreement, label)
            yield (
                _permitted_fault(agreement, label, takers)
                if takers
                else _fault(agreement, label, "its times never meet within the period in force")
            )
        elif is_settled and not labels_in(clause) & still:
            never = _never_done(agreement, clause)
            if never or is_ended:
                yield _waiting_fault(agreement, clause, never)


def early_faults(agreement: Agreement, tables: DutyTables) -> Iterator[Fault]:
    """Yield warnings on duties whose `if` is read before it can be so, at the begin of their time.

    What follows `if` is read at the `by` of a duty, or else at its begin (5.5). An act cannot have
    happened by the entry into force, and that it has not happened by day 5 is known after day 5.
    """
    life = tables.life
    if life is None:
        return
    times = Times(life.frame(life.may_ends, FOREVER))
    for label in timeless(agreement, tables):
        clause = agreement.clause(label)
        if not isinstance(clause, DutyClause) or any(isinstance(w, By) for w in clause.windows):
            continue
        others = tuple(o for o in clause.openings if o.kind != "if")
        span = hull(times.clause(replace(clause, openings=others)))
        if span is None:
            continue
        facts = [o.fact for o in clause.openings if o.kind == "if"]
        if any(isinstance(f, HasHappened) and _is_early(times, f, span) for f in facts):
            yield _early_fault(agreement, label)


def _is_early(times: Times, fact: HasHappened, span: Period) -> bool:
    """Return whether a fact is read when it cannot be so."""
    if not fact.negated:
        return span.begins_at <= times.frame.entry
    deadline = None if fact.by is None else times.stretch(fact.by)
    return deadline is not None and span.begins_at < deadline.ends_at


def _early_fault(agreement: Agreement, label: str) -> Fault:
    problem = Problem(
        "SV282",
        f"`[{label}]` never applies: what follows `if` is read at the begin of its time, and cannot"
        " be so by then",
        (place_of(agreement, label),),
        "add `by day n`, at which it is read, `from day n`, or write `when`",
        severity_of("SV282"),
    )
    return Fault(problem, (label,))


def _waits(clause: DutyClause) -> bool:
    own = (clause.windows, clause.openings, clause.exemptions)
    parts = [part for piece in own for part in parts_of(piece)]
    return bool(labels_in(clause)) or any(isinstance(p, Event) for p in parts)


def _may_go_on(agreement: Agreement) -> bool:
    """Return whether a clause lets the agreement be extended or renewed."""
    terms = (clause for clause in agreement.clauses if isinstance(clause, TermClause))
    return any(term.extension is not None or term.renewal is not None for term in terms)


def _has_time(life: Life, clause: DutyClause) -> bool:
    """Return whether a clause has a time, however late, if the agreement never ends."""
    if any(isinstance(part, DailyHours | ClockPoint) for part in parts_of(clause.windows)):
        return True
    return bool(Times(life.frame(None, FOREVER)).clause(clause))


def _never_done(agreement: Agreement, clause: DutyClause) -> list[str]:
    """Return the labels of what a clause waits for and what can never be found done."""
    points = (part for part in parts_of(clause) if isinstance(part, DonePoint))
    waited = {point.label for point in points if point.state == "done"}
    return sorted(label for label in waited if not _can_be_done(agreement.clause(label)))


def _waiting_fault(agreement: Agreement, clause: DutyClause, never: Sequence[str]) -> Fault:
    if never:
        names = join(f"`[{label}]`" for label in never)
        why = f"it waits until {names} is done, which never gets a verdict"
        return _fault(agreement, clause.label, why, never)
    named = [f"`[{label}]`" for label in sorted(labels_in(clause))]
    waits = (
        f"it is over before {join(named)} can come"
        if named
        else ("it is over before what it waits for can come")
    )
    return _fault(agreement, clause.label, waits, sorted(labels_in(clause)))


def _taken_by(agreement: Agreement, label: str) -> list[str]:
    """Return the labels of permissions without which a clause would have a time; none: it has none.

    Args:
        agreement: its model.
        label: of a duty without a period.
    """
    smaller = concerned(agreement, (label,))
    needed = [c.label for c in smaller.duties if c.form == "permission"]
    if not needed or _is_timeless(smaller, label, needed):
        return []
    for one in tuple(needed):  # those that are not needed for it are left out
        rest = [other for other in needed if other != one]
        without = [
            c.label for c in smaller.duties if c.form == "permission" and c.label not in rest
        ]
        if rest and _is_timeless(smaller, label, without):
            needed = rest
    return needed


def _is_timeless(agreement: Agreement, label: str, without: Collection[str]) -> bool:
    """Return whether a duty has no period in an agreement without some other clauses."""
    clauses = tuple(clause for clause in agreement.clauses if clause.label not in without)
    smaller = replace(agreement, clauses=clauses)
    return label in timeless(smaller, build_duties(smaller))


def _permitted_fault(agreement: Agreement, label: str, takers: Sequence[str]) -> Fault:
    names = join(f"`[{taker}]`" for taker in takers)
    verb = "permits" if len(takers) == 1 else "permit"
    problem = Problem(
        "SV283",
        f"`[{label}]` forbids nothing: {names} {verb} all of it",
        (place_of(agreement, label), *(place_of(agreement, one, "permits it") for one in takers)),
        "permit less than is forbidden, or leave one of them out",
        severity_of("SV283"),
    )
    return Fault(problem, (label, *takers))


def _can_be_done(clause: AnyClause | None) -> bool:
    if clause is None or isinstance(clause, NoteClause) or not clause.is_judged:
        return False
    return isinstance(clause, DutyClause) and clause.form != "permission"


def _fault(agreement: Agreement, label: str, why: str, others: Sequence[str] = ()) -> Fault:
    places: list[Place] = [place_of(agreement, label)]
    places += [place_of(agreement, other, "it waits for this") for other in dict.fromkeys(others)]
    problem = Problem(
        "SV282",
        f"`[{label}]` never applies: {why}",
        tuple(places),
        "correct its times, or what it waits for",
        severity_of("SV282"),
    )
    return Fault(problem, (label, *others))
