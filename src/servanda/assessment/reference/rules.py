"""Duties that evidence calls into being: exchange, reply and order (SEMANTICS 5.3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from servanda.assessment.reference.bounds import Bounds, bounds_of
from servanda.assessment.reference.incidents import INDEPENDENT, Incident, Setting, incidents_of
from servanda.assessment.reference.proof import AT_LEAST
from servanda.assessment.reference.record import Record
from servanda.assessment.reference.rows import Case, Measure, Rule, Statement, Term
from servanda.assessment.reference.units import may_be_of, whole_unit
from servanda.assessment.reference.verdicts import Asked, Finding, finding_of, look_at
from servanda.assessment.tables import CEILING, FLOOR, RULE_EXCHANGE, RULE_ORDER
from servanda.civil import Period


@dataclass(frozen=True)
class Called:
    """A duty that evidence called into being: its slot, what is measured and what is found."""

    slot: str
    given: Measure
    finding: Finding


def called_duties(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    """Yield the findings of one rule."""
    if rule.kind == RULE_EXCHANGE:
        yield from _exchange(case, record, rule)
    else:
        yield from _answers(case, record, rule)


def interval_of(bounds: Bounds) -> tuple[int, int]:
    """Return what a measure may amount to, alleged where it is unbounded (5.3)."""
    top = bounds.alleged if bounds.possible is None else bounds.possible
    return bounds.certain, max(bounds.certain, top)


def amount_of(terms: list[tuple[Term, Bounds]]) -> tuple[int, int]:
    """Return n: the sum of what each trigger makes due (5.3)."""
    shares = [[term.share(m) for m in interval_of(bounds)] for term, bounds in terms]
    return sum(low for low, _ in shares), sum(high for _, high in shares)


# ---- exchange -----------------------------------------------------------------------------------


def _exchange(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    latest: dict[int, int] = {}
    for end in sorted(_trigger_ends(case, record, rule)):
        latest[_due(case, rule, end)] = end
    for check, end in sorted(latest.items()):
        amount = amount_of(
            [
                (term, bounds_of(look_at(case, record, term.measure.up_to(end))))
                for term in rule.triggers
            ]
        )
        if amount[1] > 0:
            asked = Asked(FLOOR, amount, rule.opens_at, check, is_certain=rule.is_certain)
            matter = look_at(case, record, rule.given.up_to(check))
            yield Called(f"check:{check}", matter.setting.measure, finding_of(asked, matter))


def _trigger_ends(case: Case, record: Record, rule: Rule) -> set[int]:
    return {
        report.period.ends_at
        for term in rule.triggers
        for report in record.assertions
        if _is_met_by(case, term.measure, report)
        and Period(rule.opens_at, rule.closes_at).contains(report.period)
    }


def _is_met_by(case: Case, measure: Measure, report: Statement) -> bool:
    is_thing = (measure.filter_id, report.thing_id) in case.things
    is_there = (measure.site_id, report.place_id) in case.places
    return is_thing and is_there and may_be_of(case, measure, report)


def _due(case: Case, rule: Rule, instant: int) -> int:
    """Return the end of the limit after an instant that is the end of a period."""
    if rule.limit_us is not None:
        return instant + rule.limit_us
    return _due_by_calendar(case, rule, instant - 1)


def _due_by_calendar(case: Case, rule: Rule, instant: int) -> int:
    if rule.limit_days is not None:
        return _day(case, instant, rule.limit_days).ends_at
    if rule.limit_clock_us is not None:
        return _day(case, instant, 0).begins_at + rule.limit_clock_us
    return rule.closes_at


def _day(case: Case, instant: int, later: int) -> Period:
    """Return the local day some days after that of an instant; the last known if beyond."""
    number = bisect_right([day.begins_at for day in case.days], instant) - 1
    return case.days[min(max(0, number + later), len(case.days) - 1)]


# ---- reply and order ----------------------------------------------------------------------------


def _answers(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    found: dict[int, tuple[Period, bool, frozenset[int]]] = {}
    for term in rule.triggers:
        measure = term.measure
        if rule.kind == RULE_ORDER:  # the act is what is accused
            measure = replace(measure, direction=CEILING)
        for incident in incidents_of(Setting(case, record, measure)):
            reports = incident.claims(whole_unit(measure))
            if reports and not incident.is_refuted and not incident.is_gone:
                here = (_extent(reports), _is_sure(incident, measure), _abouts(reports))
                found[incident.number] = _joined(found.get(incident.number), here)
    for number, (extent, is_sure, abouts) in sorted(found.items()):
        given, closes_at = _answer_measure(case, rule, extent, abouts)
        opens_at = rule.opens_at if rule.kind == RULE_ORDER else extent.begins_at
        asked = Asked(FLOOR, (int(is_sure), 1), opens_at, closes_at, is_certain=rule.is_certain)
        finding = finding_of(asked, look_at(case, record, given))
        yield Called(f"trigger:{number}", given, finding)


def _extent(reports: list[Statement]) -> Period:
    begins = min(report.period.begins_at for report in reports)
    return Period(begins, max(report.period.ends_at for report in reports))


def _abouts(reports: list[Statement]) -> frozenset[int]:
    return frozenset(report.about_id for report in reports) - {0}


def _joined(
    one: tuple[Period, bool, frozenset[int]] | None, other: tuple[Period, bool, frozenset[int]]
) -> tuple[Period, bool, frozenset[int]]:
    """Return an incident that meets several triggers of one rule as one."""
    if one is None:
        return other
    begins = min(one[0].begins_at, other[0].begins_at)
    extent = Period(begins, max(one[0].ends_at, other[0].ends_at))
    return extent, one[1] or other[1], one[2] | other[2]


def _is_sure(incident: Incident, measure: Measure) -> bool:
    """Return whether a trigger is certain: its reports prove at least one act (5.3)."""
    setting, unit = incident.setting, whole_unit(measure)
    return all(
        setting.is_met(level, incident.at_least_reports(unit, level), AT_LEAST)
        for level in (INDEPENDENT, setting.case.standard)
    )


def _answer_measure(
    case: Case, rule: Rule, trigger: Period, abouts: frozenset[int]
) -> tuple[Measure, int]:
    """Return where the answer must lie, for certain and possibly, and when that is over."""
    first, last = trigger.begins_at, trigger.ends_at
    if rule.kind == RULE_ORDER:
        inner = Period(rule.opens_at, _lead(case, rule, first, first))
        outer = Period(rule.opens_at, _lead(case, rule, last, last - 1))
    else:
        inner = Period(last, _reply_end(case, rule, first, first))
        outer = Period(first, _reply_end(case, rule, last, last - 1))
    matters = abouts if rule.same_about else frozenset()
    return replace(rule.given, inner=inner, outer=outer, abouts=matters), outer.ends_at


def _reply_end(case: Case, rule: Rule, elapsed_from: int, day_of: int) -> int:
    if rule.limit_us is not None:
        return elapsed_from + rule.limit_us
    return _due_by_calendar(case, rule, day_of)


def _lead(case: Case, rule: Rule, elapsed_from: int, day_of: int) -> int:
    """Return before which instant leave or notice must have been given."""
    if rule.limit_us is not None:
        return elapsed_from - rule.limit_us
    if rule.limit_days is not None:
        return _day(case, day_of, -rule.limit_days).begins_at
    if rule.limit_clock_us is not None:
        return min(elapsed_from, _day(case, day_of, 0).begins_at + rule.limit_clock_us)
    return elapsed_from
