"""Agreements for the tests of duties, and short ways to look at what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from servanda.agreement import parse_agreement
from servanda.agreement.decisions import Decision
from servanda.agreement.duties import DutyTables, build_duties
from servanda.civil import moment_of
from servanda.moments import read_moment

GAZA_2023 = """\
---
title: Pause
parties: {israel: Israel, hamas: Hamas}
time zone: Asia/Gaza
in force: {from: 2023-11-24 07:00, for: 4 days}
amendments:
  - {on: 2023-11-27, in force until: 2023-11-30 07:00}
  - {on: 2023-11-30 06:59, in force until: 2023-12-01 07:00}
areas: [gaza]
---
# Pause

```terms
%s
```
"""

NORTHLAND = """\
---
title: Truce of the valley
parties:
  northland: {name: Northland, also: [north], answers for: [militia]}
  southland: {name: Southland}
third parties: {mission: The Mission, council: The Council, militia: The Militia}
monitors: [mission]
time zone: Africa/Maputo
signed: 2024-02-20 12:00
in force: {from: 2024-03-01 06:00, for: 30 days}
%s
areas:
  valley: {parts: [east, west]}
  east: The East
  west: The West
  bridge: The Bridge
own:
  line: {northland: east, southland: west}
lists:
  prisoner-list: {of: prisoner, total: 40}
phases:
  phase 1: {from: day 1, to: day 10}
---
# Truce

```terms
%s
```
"""


@dataclass(frozen=True)
class Duties:
    """The duties of an agreement, with times as local text."""

    tables: DutyTables
    zone: ZoneInfo

    def local(self, instant: int) -> str:
        return f"{moment_of(instant, self.zone):%m-%d %H:%M}"

    def of(self, label: str, bearer: str | None = None, reading: str = ""):
        """Return the rows of duties of a label."""
        return [
            row
            for row in self.tables.rows.duties
            for facts in [self.tables.facts(row.clause_no, row.reading_no, row.member_id)]
            if facts.clause == label and facts.reading == reading
            if bearer in {None, facts.bearer}
        ]

    def slots(self, label: str, bearer: str | None = None) -> list[str]:
        return [row.slot for row in self.of(label, bearer)]

    def times(self, label: str, bearer: str | None = None) -> list[tuple[str, str]]:
        return [
            (self.local(row.opens_at), self.local(row.closes_at)) for row in self.of(label, bearer)
        ]

    def n(self, label: str, bearer: str | None = None):
        return [(row.slot, row.n_low, row.n_high) for row in self.of(label, bearer)]

    def measure(self, row):
        return self.tables.rows.measures[row.measure_id - 1]

    def windows(self, row) -> list[tuple[str, str]]:
        return [
            (self.local(w.begins_at), self.local(w.ends_at))
            for w in self.tables.rows.windows
            if w.measure_id == row.measure_id
        ]

    def facts(self, label: str):
        return next(f for f in self.tables.entries.values() if f.clause == label)

    def why(self, label: str) -> str:
        return dict(self.tables.unjudged)[label]

    def rules(self, label: str):
        return [
            row
            for row in self.tables.rows.rules
            if self.tables.facts(row.clause_no, row.reading_no, row.member_id).clause == label
        ]

    def triggers(self, rule):
        return [t for t in self.tables.rows.rule_triggers if t.rule_id == rule.rule_id]

    def bearer(self, number: int) -> tuple[str, ...]:
        return self.tables.bearers.get(number, ())


def agreement_of(text: str):
    agreement, problems = parse_agreement(text)
    errors = [problem for problem in problems if problem.severity == "error"]
    assert errors == []
    return agreement


def northland(sentences: str, front: str = ""):
    return agreement_of(NORTHLAND % (front, sentences))


def duties_of(agreement, as_of: str | None = None, decisions=(), **more) -> Duties:
    zone = ZoneInfo(agreement.zone_name)
    instant = None if as_of is None else read_moment(as_of, zone)
    return Duties(build_duties(agreement, decisions, instant, **more), zone)


def at(text: str, zone: str = "Africa/Maputo") -> int:
    return read_moment(text, ZoneInfo(zone))


def decided(subject: str, says: str, at_text: str, **more) -> Decision:
    """Return a decision in force and recorded at one instant, Maputo time."""
    instant = at(at_text)
    fields = {"begins": instant, "ends": None, "recorded_at": instant, **more}
    return Decision(subject=subject, says=says, **fields)
