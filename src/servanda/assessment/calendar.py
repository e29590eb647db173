"""The calendar of a case: who owes what when, as its duties are judged (SEMANTICS 5.5, 5.7)."""

from __future__ import annotations

from servanda.agreement.decisions import decisions_of
from servanda.agreement.duties import setting_of
from servanda.agreement.schedule import Schedule, schedule_in
from servanda.agreement.settle import settle
from servanda.assessment.judge import Request, asked_of, totals_of
from servanda.case import Case


def calendar_of(case: Case, request: Request, as_of: int | None) -> Schedule:
    """Return who owes what when, with what people decided and what evidence set of its times.

    Args:
        case: with its evidence.
        request: as of when what the calendar asks of the evidence is judged, and how.
        as_of: amendments and decisions known by then count; None: all.

    Raises:
        AgreementError: the calendar of a sentence cannot be worked out.
        EngineError: the engine failed.
    """
    agreement, totals = case.agreement, totals_of(case, request.as_of)
    decisions = decisions_of(case.evidence.tables["rulings"].to_pylist())
    known, _ = settle(agreement, asked_of(case, request), decisions, as_of, totals)
    return schedule_in(setting_of(agreement, decisions, as_of, totals, known))
