"""How each report bears on a measure, and what each source itself says of it (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from servanda.assessment.reference.figures import ALL, Figure, Matter, figures_in, is_declared
from servanda.assessment.reference.incidents import Incident, incidents_of
from servanda.assessment.reference.proof import AT_LEAST, AT_MOST, Voice, voice_of
from servanda.assessment.reference.rows import Case, Statement
from servanda.assessment.reference.units import (
    Unit,
    as_counted,
    does_contain,
    figures_of,
    is_inside,
    may_be_of,
    may_fall,
    names_alone,
    relation,
    whole_unit,
)
from servanda.assessment.tables import COUNTS

BOTH = "both"
ALLEGED = "alleged"
LEFT_OUT = "left out"

KEY = ("clause_no", "reading_no", "member_id", "is_group", "slot")


@dataclass(frozen=True)
class Use:
    """How one report bears on one finding: a row of `USES` without its key."""

    report_no: int
    bears: str
    interest: str
    low: int
    high: int | None
    why: str = ""
    incident_no: int = 0
    status: str = ""


def uses_of(matter: Matter) -> list[Use]:
    """Return how every report that touches a measure bears on it."""
    unit = whole_unit(matter.setting.measure)
    return [
        *_events(matter, unit),
        *_tallies(matter, unit),
        *_none_seen(matter, unit),
        *_denials(matter, unit),
    ]


# ---- events -------------------------------------------------------------------------------------


def _shown_incidents(matter: Matter, unit: Unit) -> list[Incident]:
    """Return the incidents of which some report may fall in the measure, excepted ones too."""
    return [incident for incident in incidents_of(matter.setting) if incident.claims(unit)]


def _events(matter: Matter, unit: Unit) -> Iterator[Use]:
    for incident in _shown_incidents(matter, unit):
        for report in incident.reports:
            yield _event(incident, unit, report)


def _event(incident: Incident, unit: Unit, report: Statement) -> Use:
    setting = incident.setting
    voice = voice_of(setting.case, setting.measure, report, AT_LEAST)
    why = _why_not(incident, unit, report, voice)
    is_claim = (
        not incident.is_gone and not incident.is_refuted and may_fall(setting.case, unit, report)
    )
    bears = AT_LEAST if not why else ALLEGED if is_claim else LEFT_OUT
    low, high = figures_of(setting.case, setting.measure, report)
    return Use(
        report.report_no,
        bears,
        voice.interest,
        low,
        high,
        why,
        incident.number,
        status_of(incident),
    )


def status_of(incident: Incident) -> str:
    """Return the status of an incident as one measure sees it (2.7)."""
    record = incident.setting.record
    if incident.numbers & (record.ruled_excepted | record.ruled_in | record.ruled_out):
        return "ruled"
    if incident.is_refuted:
        return "refuted"
    if incident.is_contested:
        return "contested"
    is_proved = incident.is_proved
    return "established" if is_proved else "alleged"


def _why_not(incident: Incident, unit: Unit, report: Statement, voice: Voice) -> str:
    """Return why a report of an incident says no at-least; "" where it does."""
    setting = incident.setting
    case, standard = setting.case, setting.case.standard
    reasons = (
        (relation(case, unit, report) is None, "outside"),
        (not may_be_of(case, setting.measure, report), "names others"),
        (bool(incident.numbers & setting.record.ruled_out), "ruled out"),
        (incident.is_gone or incident.is_excepted, "excepted"),
        (incident.is_refuted, "refuted"),
        (incident.is_contested, "contested"),
        (incident.has_rival, "contradicted"),
        (standard != "claimed" and not voice.is_good, voice.interest),
        (
            not incident.is_named(standard) and names_alone(case, setting.measure, report),
            "below the standard",
        ),
        (not incident.is_named(standard), "hand unknown"),
        (incident.is_put_elsewhere(unit), "contradicted"),
        (not is_inside(case, unit, report), "uncertain"),
        (incident.is_over_cap(report), "contradicted"),
    )
    return next((why for holds, why in reasons if holds), "")


# ---- tallies, observed-none, denials ------------------------------------------------------------


def _tallies(matter: Matter, unit: Unit) -> Iterator[Use]:
    kept = {tally.report_no for tally in matter.tallies}
    for tally in _shown_tallies(matter, unit):
        yield _tally(matter, unit, tally, is_gone=tally.report_no not in kept)


def _shown_tallies(matter: Matter, unit: Unit) -> list[Statement]:
    case, measure = matter.setting.case, matter.setting.measure
    told = [t for t in matter.setting.record.tallies if may_fall(case, unit, t)]
    counted = [as_counted(case, measure, tally) for tally in told]
    return [tally for tally in counted if tally is not None]


def _tally(matter: Matter, unit: Unit, tally: Statement, *, is_gone: bool) -> Use:
    case, measure = matter.setting.case, matter.setting.measure
    least, most = (voice_of(case, measure, tally, bound) for bound in (AT_LEAST, AT_MOST))
    why = _why_no_tally(matter, unit, tally, is_gone=is_gone)
    is_heard = case.standard == "claimed"
    says_least = not why and (is_heard or least.is_good)
    is_open = not is_gone and tally.report_no not in matter.contested
    says_most = is_open and (is_heard or most.is_good) and _does_count(matter, unit, tally)
    if says_least or says_most:
        bears = BOTH if says_least and says_most else AT_LEAST if says_least else AT_MOST
        word = least.interest if says_least else most.interest
        return Use(tally.report_no, bears, word, tally.low, tally.high)
    tells = may_fall if measure.is_ceiling else is_inside
    is_claim = not is_gone and may_be_of(case, measure, tally) and tells(case, unit, tally)
    bears = ALLEGED if is_claim else LEFT_OUT
    return Use(tally.report_no, bears, least.interest, tally.low, tally.high, why or least.interest)


def _does_count(matter: Matter, unit: Unit, tally: Statement) -> bool:
    counts = is_declared(matter.setting, unit, tally.source_id, COUNTS)
    return counts and tally.high is not None and does_contain(matter.setting.case, unit, tally)


def _why_no_tally(matter: Matter, unit: Unit, tally: Statement, *, is_gone: bool) -> str:
    case, measure = matter.setting.case, matter.setting.measure
    reasons = (
        (not may_be_of(case, measure, tally), "names others"),
        (bool(set(tally.parts) & matter.setting.record.ruled_out), "ruled out"),
        (is_gone or tally.report_no in matter.excepted, "excepted"),
        (tally.report_no in matter.contested, "contested"),
        (not is_inside(case, unit, tally), "uncertain"),
        (not names_alone(case, measure, tally), "hand unknown"),
    )
    return next((why for holds, why in reasons if holds), "")


def _none_seen(matter: Matter, unit: Unit) -> Iterator[Use]:
    case, measure = matter.setting.case, matter.setting.measure
    for seen in matter.setting.record.none_seen:
        if relation(case, unit, seen) is not None:
            voice = voice_of(case, measure, seen, AT_MOST)
            is_heard = case.standard == "claimed" or voice.is_good
            why = _why_not_over(case, unit, seen) if is_heard else voice.interest
            yield Use(seen.report_no, LEFT_OUT if why else AT_MOST, voice.interest, 0, 0, why)


def _why_not_over(case: Case, unit: Unit, seen: Statement) -> str:
    if does_contain(case, unit, seen):
        return ""
    is_over = does_contain(case, unit, replace(seen, about_id=0))
    return "names one matter" if is_over else "uncertain"


def _denials(matter: Matter, unit: Unit) -> Iterator[Use]:
    """Yield who denies by name a report that is shown (3.4)."""
    setting, record = matter.setting, matter.setting.record
    events = [r for incident in _shown_incidents(matter, unit) for r in incident.reports]
    # Of several reports that one denial names, the tally stands, else the greatest number.
    told = [*sorted(events, key=lambda r: r.report_no), *_shown_tallies(matter, unit)]
    named = {d.report_no: (d, r) for r in told for n in r.parts for d in record.denials.get(n, ())}
    for number, (denial, denied) in sorted(named.items()):
        voice = voice_of(setting.case, setting.measure, denial, AT_MOST)
        overruled = "overruled" if _is_overruled(matter, denied) else ""
        why = overruled or ("" if voice.is_good else voice.interest)
        yield Use(
            number, LEFT_OUT if why else AT_MOST, voice.interest, 0, 0, why, denied.incident_no
        )


def _is_overruled(matter: Matter, denied: Statement) -> bool:
    """Return whether a person has ruled that what is denied happened (5.6.3)."""
    ruled = matter.setting.record.ruled_in
    told = [e for e in matter.setting.record.events if e.incident_no == denied.incident_no]
    numbers = {event.report_no for event in told} if denied.incident_no else set(denied.parts)
    return bool(numbers & ruled)


# ---- figures ------------------------------------------------------------------------------------


def figure_rows(matter: Matter) -> list[dict[str, object]]:
    """Return what each source itself says of the whole measure (4.2)."""
    unit = whole_unit(matter.setting.measure)
    figures = figures_in(matter, unit, matter.setting.case.standard)
    return [_figure_row(figure) for figure in figures if figure.kind == ALL]


def _figure_row(figure: Figure) -> dict[str, object]:
    return {
        "source_id": figure.speaker[0],
        "origin_id": figure.speaker[1],
        "at_least": figure.at_least,
        "at_most": figure.at_most,
        "at_least_interest": figure.low_voice.interest,
        "at_most_interest": figure.high_voice.interest,
        "is_silence": figure.is_silence,
        "contradicts_itself": figure.contradicts_itself,
    }
