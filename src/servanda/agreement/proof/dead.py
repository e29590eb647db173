"""Clauses that can never apply: no time is left for them, or what they wait for cannot come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.agreement.codes import severity_of
from servanda.agreement.duties import NOT_IN_FORCE, DutyTables
from servanda.agreement.life import Life
from servanda.agreement.model import (
    Agreement,
    AnyClause,
    ClauseState,
    ClockPoint,
    DailyHours,
    DonePoint,
    DutyClause,
    Event,
    HasHappened,
    NoteClause,
    UnderWay,
)
from servanda.agreement.periods import FOREVER
from servanda.agreement.proof.assumptions import Assumed
from servanda.agreement.proof.faults import Fault, place_of
from servanda.agreement.references import labels_in, parts_of, phases_in
from servanda.agreement.times import Times
from servanda.agreement.words import join
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
    agreement without an end, what may come beyond all that is laid out.

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
    for label in labels:
        clause = agreement.clause(label)
        if label not in still or not isinstance(clause, DutyClause) or phases_in(clause):
            continue
        if any(isinstance(part, _FACTS) for part in parts_of(clause)):
            continue
        if not _waits(clause):
            if life.end is None and _has_time(life, clause):
                continue
            yield _fault(agreement, label, "its times never meet within the period in force")
        elif is_settled and not labels_in(clause) & still:
            never = _never_done(agreement, clause)
            if never or life.end is not None:
                yield _waiting_fault(agreement, clause, never)


def _waits(clause: DutyClause) -> bool:
    own = (clause.windows, clause.openings, clause.exemptions)
    parts = [part for piece in own for part in parts_of(piece)]
    return bool(labels_in(clause)) or any(isinstance(p, Event) for p in parts)


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
