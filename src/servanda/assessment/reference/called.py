"""A duty that evidence called into being, whatever the rule (SEMANTICS 5.3)."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.assessment.reference.readings import Amount
from servanda.assessment.reference.rows import Measure, Rule
from servanda.assessment.reference.verdicts import Asked, Finding
from servanda.civil import Period


@dataclass(frozen=True)
class Called:
    """A duty that evidence called into being: its slot, what is measured and what is found."""

    slot: str
    given: Measure
    finding: Finding


def asked_of(rule: Rule, amount: Amount, period: Period, *, is_sure: bool = True) -> Asked:
    """Return what is asked by a called duty; what is due after the end lapses with it (5.3.5).

    Args:
        rule: that calls it.
        amount: n.
        period: from when to when.
        is_sure: its trigger is certain, as far as that is a condition (5.3.8).
    """
    is_late = rule.lapses_at is not None and period.ends_at > rule.lapses_at
    return Asked(
        rule.given.direction,
        amount,
        period.begins_at,
        period.ends_at,
        cut_at=rule.lapses_at if is_late else None,
        is_certain=rule.is_certain and is_sure,
    )
