"""The calendar of a case: who owes what when, as its duties are judged (SEMANTICS 5.5, 5.7)."""

from __future__ import annotations

from dataclasses import replace

from servanda.agreement.decisions import decisions_of
from servanda.agreement.duties import setting_of
from servanda.agreement.schedule import Schedule, schedule_in
from servanda.agreement.settle import settle
from servanda.assessment.judge import Request, asked_of, totals_of
from servanda.assessment.record import last_recorded
from servanda.case import Case
from servanda.evidence.numbering import known_by


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
    found = schedule_in(setting_of(agreement, decisions, as_of, totals, known))
    told = [at for at in (found.known_at, _last_known(case, request.as_of)) if at is not None]
    return replace(found, known_at=max(told, default=None))


def _last_known(case: Case, as_of: int) -> int | None:
    """Return when the last row was recorded that was known at an instant."""
    told = last_recorded([known_by(table, as_of) for table in case.evidence.tables.values()])
    if case.index is None:
        return told
    from servanda.evidence.projection.known import last_known

    found = [at for at in (told, last_known(case.index, as_of, case.names)) if at is not None]
    return max(found, default=None)
