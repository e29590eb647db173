"""The first judgement of a large record, piece by piece: calls for replies and orders last.

A record of ten million reports may call for half a million replies. Judged at once they would need
far more memory than all that is kept of them; a call stands by itself, so that some at a time do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.following.alone import Alone, JudgeAlone, Key, rows_of
from servanda.assessment.following.asked import Asked, Rule
from servanda.assessment.following.columns import EVER, Numbers, union
from servanda.assessment.following.evidence import Evidence
from servanda.assessment.following.part import Cutter
from servanda.assessment.following.spots import EVENTS, shelves_of
from servanda.assessment.following.touching import Judged
from servanda.assessment.tables import CaseTables

MANY_REPORTS: Final = 500_000
"""Records of no more reports are judged at once."""
_CALLS: Final = 16_000
"""So many calls are judged at a time."""
_OF_RULES: Final = ("rules", "rule_triggers", "rule_windows")

Name = tuple[int, int, int]


def judge_first(
    case: CaseTables, judge: JudgeAlone, tools: tuple[Asked, Evidence, Cutter]
) -> dict[Key, Alone]:
    """Return what is found of each duty of a case by itself.

    Args:
        case: in full.
        judge: what judges a case duty by duty.
        tools: what is asked and told in it, and what cuts parts out of it.
    """
    asked, evidence, cutter = tools
    if len(evidence.record) <= MANY_REPORTS:
        return rows_of(judge(case))
    named = _called_one_by_one(asked)
    later = {rule.rule_id for rules in named.values() for rule in rules}
    found = rows_of(judge(_without(case, later)))
    for name, rules in named.items():
        for incidents in _blocks(rules, asked, evidence):
            part = cutter.part(_calls_of(rules, incidents), case.as_of)
            rows = rows_of(judge(part))
            keys = [(*name, False, f"trigger:{incident}") for incident in sorted(incidents)]
            found |= {key: rows[key] for key in keys if key in rows}
    return found


def _called_one_by_one(asked: Asked) -> dict[Name, list[Rule]]:
    """Return the rules of a name all of which call duties that stand by themselves."""
    named: dict[Name, list[Rule]] = {}
    for rule in asked.rules.values():
        named.setdefault(rule.name, []).append(rule)
    return {name: some for name, some in named.items() if all(rule.is_each for rule in some)}


def _without(case: CaseTables, rules: set[int]) -> CaseTables:
    gone = pa.array(sorted(rules), pa.int64())
    less = {
        name: case.tables[name].filter(pc.invert(pc.is_in(case.tables[name]["rule_id"], gone)))
        for name in _OF_RULES
    }
    return replace(case, tables={**case.tables, **less})


def _calls_of(rules: list[Rule], incidents: set[int]) -> Judged:
    judged = Judged()
    for rule in rules:
        judged.calls[rule.rule_id] |= incidents
    return judged


def _blocks(rules: list[Rule], asked: Asked, evidence: Evidence) -> Iterator[set[int]]:
    """Yield the incidents that may call, those of one time together, so many at a time."""
    numbers = union([_callers(rule, asked, evidence) for rule in rules])
    rows = evidence.record.rows(numbers)
    order = np.argsort(rows["begins_at"], kind="stable")
    numbers = rows["report_no"][order]
    linked = evidence.linked.rows("report_no", np.sort(numbers))
    homes = dict(zip(linked["report_no"].tolist(), linked["incident_no"].tolist(), strict=True))
    incidents = list(dict.fromkeys(homes.get(number, number) for number in numbers.tolist()))
    for first in range(0, len(incidents), _CALLS):
        yield set(incidents[first : first + _CALLS])


def _callers(rule: Rule, asked: Asked, evidence: Evidence) -> Numbers:
    """Return the reports of acts that may call for something."""
    spots = {spot for look in rule.triggers for spot in evidence.spots.seen(look)}
    hands = asked.hands.of(rule.callers)
    return union(
        evidence.record.on_shelves(shelves_of(sorted(spots), (EVENTS,)), -EVER, EVER, hands)
    )
