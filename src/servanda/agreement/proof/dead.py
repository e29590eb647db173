"""Clauses that can never apply: no time is left for them, or what they wait for cannot come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.agreement.codes import severity_of
from servanda.agreement.duties import NOT_IN_FORCE, DutyTables
from servanda.agreement.model import (
    Agreement,
    AnyClause,
    ClauseState,
    DonePoint,
    DutyClause,
    Event,
    HasHappened,
    NoteClause,
    UnderWay,
)
from servanda.agreement.proof.earliest import Earliest
from servanda.agreement.proof.faults import Fault, place_of
from servanda.agreement.references import labels_in, parts_of, phases_in
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


def dead_faults(agreement: Agreement, labels: Sequence[str], earliest: Earliest) -> Iterator[Fault]:
    """Yield warnings on duties that have no period even if all comes as early as it can.

    What hangs on a fact that may cease to be so is left aside: earlier is not better for it.

    Args:
        agreement: its model.
        labels: of duties without a period as far as is known.
        earliest: its duties if all comes at its earliest.
    """
    still = set(timeless(agreement, earliest.tables))
    for label in labels:
        clause = agreement.clause(label)
        if label not in still or not isinstance(clause, DutyClause):
            continue
        if any(isinstance(part, _FACTS) for part in parts_of(clause)):
            continue
        if not _waits(clause):
            yield _fault(agreement, label, "its times never meet within the period in force")
        elif earliest.is_settled:
            yield _waiting_fault(agreement, clause)


def _waits(clause: DutyClause) -> bool:
    own = (clause.windows, clause.openings, clause.exemptions)
    parts = [part for piece in own for part in parts_of(piece)]
    return bool(labels_in(clause) | phases_in(clause)) or any(isinstance(p, Event) for p in parts)


def _waiting_fault(agreement: Agreement, clause: DutyClause) -> Fault:
    never = sorted(
        part.label
        for part in parts_of(clause)
        if isinstance(part, DonePoint)
        and part.state == "done"
        and not _can_be_done(agreement.clause(part.label))
    )
    if never:
        names = join(f"`[{label}]`" for label in dict.fromkeys(never))
        why = f"it waits until {names} is done, which gets no verdict"
        return _fault(agreement, clause.label, why, never)
    named = [*(f"`[{label}]`" for label in sorted(labels_in(clause))),
             *(f"`{phase}`" for phase in sorted(phases_in(clause)))]  # fmt: skip
    waits = f"it is over before {join(named)} can come" if named else (
        "it is over before what it waits for can come"
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
