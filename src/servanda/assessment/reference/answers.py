"""Replies and orders: duties that one act calls into being (SEMANTICS 5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from servanda.assessment.reference.called import Called, asked_of
from servanda.assessment.reference.incidents import INDEPENDENT, Incident, Setting, incidents_of
from servanda.assessment.reference.limits import day_at, lead, reply_end
from servanda.assessment.reference.proof import AT_LEAST
from servanda.assessment.reference.readings import Amount
from servanda.assessment.reference.record import Record
from servanda.assessment.reference.rows import Case, Measure, Rule, Statement, Term
from servanda.assessment.reference.units import figures_of, whole_unit
from servanda.assessment.reference.verdicts import finding_of, look_at
from servanda.assessment.tables import CEILING, RULE_ORDER
from servanda.civil import Period


def answers(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    """Yield the findings of a reply or order, one for each trigger incident."""
    found: dict[int, tuple[Period, bool, frozenset[int]]] = {}
    for term in rule.triggers:
        measure = term.measure
        if rule.kind == RULE_ORDER:  # the act is what is accused
            measure = replace(measure, direction=CEILING)
        for incident in incidents_of(Setting(case, record, measure)):
            reports = incident.claims(whole_unit(measure))
            may_be = any(_may_be_enough(incident, r, term.at_least) for r in reports)
            if may_be and not incident.is_refuted and not incident.is_gone:
                here = (_extent(reports), _is_sure(incident, term, measure), _abouts(reports))
                found[incident.number] = _joined(found.get(incident.number), here)
    for number, (extent, is_sure, abouts) in sorted(found.items()):
        measure = _answer_measure(case, rule, extent, abouts)
        opens_at = rule.opens_at if rule.kind == RULE_ORDER else measure.outer.begins_at
        period = Period(opens_at, measure.outer.ends_at)
        is_met = is_sure or not measure.is_ceiling
        asked = asked_of(rule, _amount(rule, is_sure=is_sure), period, is_sure=is_met)
        given = measure.as_read(case.as_of)
        yield Called(f"trigger:{number}", given, finding_of(asked, look_at(case, record, given)))


def _amount(rule: Rule, *, is_sure: bool) -> Amount:
    """Return n: possibly none where the trigger is not certain, unless nothing may be done."""
    if rule.n_low is None or rule.given.is_ceiling or is_sure:
        return rule.n_low, rule.n_high
    return 0, rule.n_high


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


def _may_be_enough(incident: Incident, report: Statement, at_least: int) -> bool:
    """Return whether a report may tell of so many, and no good high of it forbids that (5.3.10)."""
    setting = incident.setting
    _, high = figures_of(setting.case, setting.measure, report)
    _, as_count = setting.case.things[setting.measure.filter_id, report.thing_id]
    cap = incident.caps.get(as_count)
    return (high is None or high >= at_least) and (cap is None or cap >= at_least)


def _is_sure(incident: Incident, term: Term, measure: Measure) -> bool:
    """Return whether a trigger is certain: its reports prove one act, of so many (5.3, 5.3.10)."""
    setting, unit = incident.setting, whole_unit(measure)
    for level in (INDEPENDENT, setting.case.standard):
        told = [
            report
            for report in incident.at_least_reports(unit, level)
            if figures_of(setting.case, measure, report)[0] >= term.at_least
        ]
        if not setting.is_met(level, told, AT_LEAST):
            return False
    return True


def _answer_measure(case: Case, rule: Rule, trigger: Period, abouts: frozenset[int]) -> Measure:
    """Return where the answer must lie, for certain and possibly."""
    first, last = trigger.begins_at, trigger.ends_at
    if rule.kind == RULE_ORDER:
        inner = Period(rule.opens_at, lead(case, rule, first, first))
        outer = Period(rule.opens_at, lead(case, rule, last, last - 1))
    else:
        begins = _reply_begin(case, rule, trigger)
        inner = Period(begins.ends_at, _reply_end(case, rule, first, first))
        outer = Period(begins.begins_at, _reply_end(case, rule, last, last - 1))
    matters = abouts if rule.same_about else frozenset()
    return replace(rule.given, inner=inner, outer=outer, abouts=matters)


def _reply_begin(case: Case, rule: Rule, trigger: Period) -> Period:
    """Return when the window may begin at the earliest, and when at the latest (5.3.3, 5.3.8)."""
    if not rule.whole_day:
        return trigger
    first = day_at(case, trigger.begins_at, 0).begins_at
    last = day_at(case, trigger.ends_at - 1, 0).begins_at
    return Period(max(first, rule.opens_at), max(last, rule.opens_at))


def _reply_end(case: Case, rule: Rule, elapsed_from: int, day_of: int) -> int:
    """Return when the window ends; a prohibition ends where the agreement ends (5.3.8)."""
    ends_at = reply_end(case, rule, elapsed_from, day_of)
    if rule.given.is_ceiling and rule.lapses_at is not None:
        return min(ends_at, rule.lapses_at)
    return ends_at
