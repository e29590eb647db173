"""Duties that evidence calls into being (SEMANTICS 5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.assessment.reference.answers import answers
from servanda.assessment.reference.called import Called, asked_of
from servanda.assessment.reference.figures import add_all_or_none
from servanda.assessment.reference.limits import day_at, due, first_of_months, last_of_months
from servanda.assessment.reference.readings import (
    Amount,
    Reading,
    interval_of,
    reading_of,
    whole_of,
)
from servanda.assessment.reference.record import Record
from servanda.assessment.reference.rows import Case, Measure, Rule, Statement, Term
from servanda.assessment.reference.units import as_counted, may_be_of
from servanda.assessment.reference.verdicts import Asked, finding_of, look_at
from servanda.assessment.tables import (
    CEILING,
    FLOOR,
    RULE_BALANCE,
    RULE_EXCHANGE,
    RULE_SLIDING,
)
from servanda.civil import Period


def called_duties(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    """Yield the findings of one rule."""
    if rule.kind == RULE_EXCHANGE:
        yield from _exchange(case, record, rule)
    elif rule.kind == RULE_BALANCE:
        yield from _balance(case, record, rule)
    elif rule.kind == RULE_SLIDING:
        yield from _sliding(case, record, rule)
    else:
        yield from answers(case, record, rule)


def amount_of(terms: list[tuple[Term, tuple[int, int | None]]], op: int) -> Amount:
    """Return n: the sum of what each trigger makes due (5.3); its high unknown where one's is."""
    lows = [term.share(low, op) for term, (low, _) in terms]
    highs = [None if high is None else term.share(high, op) for term, (_, high) in terms]
    return sum(lows), add_all_or_none(sum, highs)


def _readings_by(
    case: Case, record: Record, rule: Rule, instant: int
) -> list[tuple[Term, Reading]]:
    """Return the triggers of a rule, read up to an instant."""
    measures = [(term, term.measure.up_to(instant)) for term in rule.triggers]
    return [(term, reading_of(look_at(case, record, measure))) for term, measure in measures]


# ---- exchange -----------------------------------------------------------------------------------


def _exchange(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    latest: dict[int, int] = {}
    for end in sorted(_ends_within(case, record, rule, [t.measure for t in rule.triggers])):
        latest[due(case, rule, end)] = end
    for check, end in sorted(latest.items()):
        given = _readings_by(case, record, rule, end)
        amount = amount_of([(term, interval_of(reading)) for term, reading in given], FLOOR)
        if amount[1] != 0:
            asked = asked_of(rule, amount, Period(rule.opens_at, check))
            matter = look_at(case, record, rule.given.up_to(check))
            yield Called(f"check:{check}", matter.setting.measure, finding_of(asked, matter))


def _ends_within(case: Case, record: Record, rule: Rule, measures: list[Measure]) -> set[int]:
    """Return the ends of all reports of some measures that lie in the time of the clause.

    Of totals that a suspension interrupts only those that call for a check (5.3.14).
    """
    ends = {
        report.period.ends_at
        for measure in measures
        for report in record.assertions
        if _is_met_by(case, measure, report)
        and Period(rule.opens_at, rule.closes_at).contains(report.period)
    }
    if not rule.checked:
        return ends
    return {e for e in ends if any(t.begins_at < e <= t.ends_at for t in rule.checked)}


def _is_met_by(case: Case, measure: Measure, report: Statement) -> bool:
    is_thing = (measure.filter_id, report.thing_id) in case.things
    is_there = (measure.site_id, report.place_id) in case.places
    is_told = as_counted(case, measure, report) is not None
    return is_thing and is_there and is_told and may_be_of(case, measure, report)


# ---- running balance (5.3.6) --------------------------------------------------------------------


def _balance(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    measures = [rule.given, *(term.measure for term in rule.triggers)]
    for check in sorted(_ends_within(case, record, rule, measures)):
        sides = _readings_by(case, record, rule, check)
        # More than anybody told of may have gone to the other side.
        wholes = [(term, whole_of(reading, is_share=True)) for term, reading in sides]
        amount = amount_of(wholes, CEILING)
        given = rule.given.up_to(check).as_read(case.as_of)
        asked = Asked(CEILING, amount, rule.opens_at, check, is_certain=rule.is_certain)
        yield Called(f"check:{check}", given, finding_of(asked, look_at(case, record, given)))


# ---- sliding (5.3.7) ----------------------------------------------------------------------------


def _sliding(case: Case, record: Record, rule: Rule) -> Iterator[Called]:
    force = Period(rule.opens_at, rule.closes_at)
    ends = sorted(
        {
            min(report.period.ends_at, force.ends_at)
            for report in record.assertions
            if _is_met_by(case, rule.given, report) and report.period.meets(force)
        }
    )
    found = _after(case, rule, ends) if rule.op == FLOOR else _before(case, rule, ends)
    windows: dict[int, Period] = {}
    for window in sorted(found):  # of windows with one end the last counts
        windows[window.ends_at] = window
    for check, window in sorted(windows.items()):
        given = rule.given.within(window).as_read(case.as_of)
        amount = (rule.n_low, rule.n_high)
        asked = Asked(rule.op, amount, window.begins_at, check, is_certain=rule.is_certain)
        yield Called(f"check:{check}", given, finding_of(asked, look_at(case, record, given)))


def _before(case: Case, rule: Rule, ends: list[int]) -> Iterator[Period]:
    """Yield the windows that end with some instants, as far as the clause is in force."""
    for end in ends:
        if rule.limit_us is not None:
            window = Period(end - rule.limit_us, end)
        elif rule.limit_months is not None:
            begins_at = first_of_months(case, rule, end - 1)
            window = Period(begins_at, day_at(case, end - 1, 0).ends_at)
        else:
            first = day_at(case, end - 1, 1 - (rule.limit_days or 0))
            window = Period(first.begins_at, day_at(case, end - 1, 0).ends_at)
        clipped = window.clipped_to(Period(rule.opens_at, rule.closes_at))
        if clipped is not None:
            yield clipped


def _after(case: Case, rule: Rule, ends: list[int]) -> Iterator[Period]:
    """Yield the windows that begin with the clause and after some instants, inside the clause."""
    force = Period(rule.opens_at, rule.closes_at)
    windows = [_first_window(case, rule), *(_window_after(case, rule, end) for end in ends)]
    yield from (window for window in windows if force.contains(window))


def _first_window(case: Case, rule: Rule) -> Period:
    opens_at = rule.opens_at
    if rule.limit_us is not None:
        return Period(opens_at, opens_at + rule.limit_us)
    return Period(opens_at, _last_of_stretch(case, rule, opens_at - 1))


def _window_after(case: Case, rule: Rule, end: int) -> Period:
    if rule.limit_us is not None:
        return Period(end, end + rule.limit_us)
    return Period(day_at(case, end - 1, 1).begins_at, _last_of_stretch(case, rule, end - 1))


def _last_of_stretch(case: Case, rule: Rule, day_of: int) -> int:
    """Return the end of the stretch of whole days or months that begins with the day after one."""
    if rule.limit_months is not None:
        return last_of_months(case, rule, day_of)
    return day_at(case, day_of, rule.limit_days or 0).ends_at
