"""Why a finding is disputed (SEMANTICS 5, the reasons after the tables)."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.assessment.reference.bounds import Bounds, Ledger, claiming_tallies, claims_above
from servanda.assessment.reference.figures import Matter
from servanda.assessment.reference.incidents import Incident
from servanda.assessment.reference.proof import AT_LEAST
from servanda.assessment.reference.rows import Statement
from servanda.assessment.reference.units import (
    Unit,
    figures_of,
    is_inside,
    names_alone,
)

ALLEGED = "alleged"
CONTRADICTED = "contradicted"
HAND_UNKNOWN = "hand unknown"
UNCERTAIN = "uncertain"
EXCEPTION = "exception claimed"
PLAIN = ""

_ORDER = (CONTRADICTED, HAND_UNKNOWN, UNCERTAIN, EXCEPTION)


def reasons_in(ledger: Ledger, bounds: Bounds) -> set[str]:
    """Return every reason why what is found in a ledger is not plain."""
    matter, unit = ledger.matter, ledger.unit
    found = {*_of_incidents(matter, unit), *_of_tallies(matter, unit, claims_above(ledger))}
    return found | ({CONTRADICTED} if bounds.is_contradicted else set())


def first_of(found: set[str]) -> str:
    """Return the first reason that holds why a finding is disputed."""
    if ALLEGED in found and CONTRADICTED not in found:
        return ALLEGED
    return next((reason for reason in _ORDER if reason in found), UNCERTAIN)


def _of_incidents(matter: Matter, unit: Unit) -> Iterator[str]:
    for incident in matter.incidents:
        if incident.claims(unit) and not incident.is_refuted:
            yield _of_incident(incident, unit)


def _of_incident(incident: Incident, unit: Unit) -> str:
    """Return why an incident that may fall in the unit is not plainly certain."""
    claims = incident.claims(unit)
    disputed = incident.is_contested or incident.has_rival or incident.is_put_elsewhere(unit)
    if disputed or any(incident.is_over_cap(report) for report in claims):
        return CONTRADICTED
    if not incident.is_proved:
        return ALLEGED
    if not incident.is_named(incident.setting.case.standard):
        return HAND_UNKNOWN
    if _is_open(incident, unit):
        return UNCERTAIN
    return EXCEPTION if incident.setting.is_pleaded(incident.numbers) else PLAIN


def _is_open(incident: Incident, unit: Unit) -> bool:
    """Return whether time, place or figure of an incident leave it open."""
    case, measure = incident.setting.case, incident.setting.measure
    inside = incident.claims_inside(unit)
    lows = [figures_of(case, measure, report)[0] for report in inside]
    highs = [figures_of(case, measure, report)[1] for report in incident.claims(unit)]
    return not inside or any(high is None or high > max(lows) for high in highs)


def _of_tallies(matter: Matter, unit: Unit, above: set[tuple[int, int]]) -> Iterator[str]:
    for tally in claiming_tallies(matter, unit, overlapping=unit.measure.is_ceiling):
        is_above = (tally.source_id, tally.origin_id) in above
        yield _of_tally(matter, unit, tally, is_above=is_above)


def _of_tally(matter: Matter, unit: Unit, tally: Statement, *, is_above: bool) -> str:
    setting = matter.setting
    if tally.report_no in matter.contested:
        return CONTRADICTED
    if not setting.is_met(setting.case.standard, [tally], AT_LEAST):
        return ALLEGED if is_above else PLAIN
    if not names_alone(setting.case, setting.measure, tally):
        return HAND_UNKNOWN
    if tally.high != tally.low or not is_inside(setting.case, unit, tally):
        return UNCERTAIN
    return EXCEPTION if setting.is_pleaded(tally.parts) else PLAIN
