"""All findings of a case: duties, rules, groups and wholes (SEMANTICS 5.1 to 5.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from servanda.assessment.reference.bounds import Bounds
from servanda.assessment.reference.figures import Matter
from servanda.assessment.reference.readings import Amount, Reading, reading_of, whole_of
from servanda.assessment.reference.record import Record, read_record
from servanda.assessment.reference.rows import Case, Duty, Measure, read_case
from servanda.assessment.reference.rules import amount_of, called_duties
from servanda.assessment.reference.verdicts import Asked, Finding, finding_of, look_at
from servanda.assessment.tables import (
    CEILING,
    FINDINGS,
    FLOOR,
    IDLE_MODE,
    LEVEL_MODE,
    SUM_MODE,
    CaseTables,
)

WHOLE = "whole"
_ADDED_UP = frozenset({SUM_MODE, IDLE_MODE})
"""Modes in which the whole of a repeating clause is a sum over its days (5.2)."""

FindingKey = tuple[int, int, int, bool, str]


@dataclass
class Desk:
    """A case on its record, with the measures that were already worked out."""

    case: Case
    record: Record
    known: dict[Measure, Reading]

    def bounds(self, measure: Measure) -> Bounds:
        """Return the bounds of a measure."""
        return self.reading(measure).bounds

    def reading(self, measure: Measure) -> Reading:
        """Return a measure with what is found of it."""
        if measure not in self.known:
            self.known[measure] = reading_of(look_at(self.case, self.record, measure))
        return self.known[measure]


def judge(case: CaseTables) -> pa.Table:
    """Return the findings of a case (SEMANTICS 5).

    Args:
        case: the tables of `servanda.assessment.tables`; rows recorded after its
            as-of are not read.

    Returns:
        One row per duty in schema `FINDINGS`, sorted by its first five columns.
    """
    read = read_case(case)
    desk = Desk(read, read_record(case.tables, case.as_of), {})
    findings = {_key(duty): _judge_duty(desk, duty) for duty in read.duties}
    for rule in read.rules:
        for called in called_duties(read, desk.record, rule):
            key = (rule.clause_no, rule.reading_no, rule.member_id, False, called.slot)
            findings[key] = called.finding
    sums = {_key(d)[:4] for d in read.duties if read.measures[d.measure_id].mode in _ADDED_UP}
    return findings_table(_told_together(findings, sums))


def _key(duty: Duty) -> FindingKey:
    return (duty.clause_no, duty.reading_no, duty.member_id, duty.is_group, duty.slot)


def _judge_duty(desk: Desk, duty: Duty) -> Finding:
    asked = Asked(
        op=duty.op,
        amount=_amount(desk, duty),
        opens_at=duty.opens_at,
        closes_at=duty.closes_at,
        cut_at=duty.cut_at,
        is_certain=duty.is_certain,
        may_be_late=duty.slot == "",
    )
    measure = desk.case.measures[duty.measure_id]
    return finding_of(asked, look_at(desk.case, desk.record, measure))


def _amount(desk: Desk, duty: Duty) -> Amount:
    """Return n of a duty: its number, what triggers make due, or what was asked (5.3, 5.4)."""
    terms = desk.case.terms.get(duty.duty_id)
    low, high = duty.n_low, duty.n_high
    if terms:
        is_open = duty.op == CEILING  # more acts may still allow more (5.3.11)
        wholes = [
            (term, whole_of(desk.reading(term.measure), is_share=term.rounds_up or is_open))
            for term in terms
        ]
        low, high = amount_of(wholes, duty.op)
    if duty.asked_measure_id and low is not None:
        asked = desk.bounds(desk.case.measures[duty.asked_measure_id])
        low = min(low, asked.certain)
        tops = [top for top in (high, asked.possible) if top is not None]
        high = min(tops, default=None)
    return low, high


def matters_of(desk: Desk) -> Iterator[tuple[FindingKey, Matter]]:
    """Yield what is said of every duty, also of those that evidence calls into being."""
    case, record = desk.case, desk.record
    for duty in case.duties:
        measure = case.measures[duty.measure_id]
        if measure.mode == LEVEL_MODE and duty.cut_at is not None:
            measure = measure.until(duty.cut_at)
        yield _key(duty), look_at(case, record, measure)
    for rule in case.rules:
        for called in called_duties(case, record, rule):
            key = (rule.clause_no, rule.reading_no, rule.member_id, False, called.slot)
            yield key, look_at(case, record, called.given)


# ---- groups and wholes (5.1, 5.2) ---------------------------------------------------------------


def _told_together(
    findings: dict[FindingKey, Finding], sums: set[tuple[int, int, int, bool]]
) -> dict[FindingKey, Finding]:
    """Return the findings with what those of one clause say of each other.

    Args:
        findings: each by itself.
        sums: the first four columns of those whose whole is a sum.
    """
    grouped = {key: _unattributed(findings, key) for key in findings}
    broken = [key for key in grouped if key[4] == WHOLE and grouped[key].verdict == "violated"]
    wholes = [key for key in broken if key[:4] in sums]
    for key in wholes:
        days = [day for day in grouped if day[:4] == key[:4] and day[4] != WHOLE]
        if not any(grouped[day].verdict == "violated" for day in days):
            grouped[key] = replace(grouped[key], reason="day not known")
            grouped.update({day: _of_broken_clause(grouped[day]) for day in days})
    return grouped


def _unattributed(findings: dict[FindingKey, Finding], key: FindingKey) -> Finding:
    """Return a group's finding; violated by an act that is no member's: not attributed (5.1)."""
    finding, (clause, reading, _, is_group, slot) = findings[key], key
    if not is_group or finding.verdict != "violated":
        return finding
    is_pinned = any(
        other.verdict == "violated"
        for (c, r, _, group, s), other in findings.items()
        if (c, r, s) == (clause, reading, slot) and not group
    )
    return finding if is_pinned else replace(finding, reason="not attributed")


def _of_broken_clause(day: Finding) -> Finding:
    """Return a day of a clause that was broken on some day (5.2)."""
    may_be_the_day = day.direction == FLOOR or day.bounds.alleged > 0
    if day.verdict == "not verifiable" and may_be_the_day:
        return replace(day, verdict="disputed", reason="uncertain", since=None)
    return day


def findings_table(findings: dict[FindingKey, Finding]) -> pa.Table:
    """Return findings as a table in schema `FINDINGS`, sorted."""
    rows = [
        (
            *key,
            f.direction,
            f.opens_at,
            f.closes_at,
            *f.amount,
            f.bounds.certain,
            f.bounds.possible,
            f.bounds.alleged,
            f.verdict,
            f.reason,
            f.since,
            f.late_since,
        )
        for key, f in sorted(findings.items(), key=lambda item: item[0])
    ]
    names = FINDINGS.names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], FINDINGS)
