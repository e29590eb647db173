"""The rows that the reference evaluator works on: plain dataclasses read from the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from servanda.assessment.tables import (
    ANYONE,
    CEILING,
    FLOOR,
    LEVEL_MODE,
    RULE_BALANCE,
    RULE_EXCHANGE,
    RULE_ORDER,
    SUM_MODE,
    CaseTables,
)
from servanda.civil import Period

Key = tuple[object, ...]


@dataclass(frozen=True)
class Measure:
    """What is measured (table `measures`), with what rules add to it.

    Attributes:
        direction: FLOOR or CEILING.
        bearer_id: whose hands count; ANYONE for everyone's.
        any_hand: a duty of result (4.7).
        filter_id, site_id: what and where.
        inner, outer: the period, certain and possible.
        windows: the daily windows of a windowed measure, as wide as they may be, else None.
        narrow: the same as they certainly are; None: windows are exactly known.
        judged_id: the bearer whose interest a statement serves (3.2).
        mode: acts added up, how many stand there (4.8), or time without an act (4.9).
        abouts: the matters that a reply must name where it names one (5.3); empty: any.
    """

    direction: int
    bearer_id: int
    any_hand: bool
    filter_id: int
    site_id: int
    inner: Period
    outer: Period
    windows: tuple[Period, ...] | None = None
    judged_id: int = ANYONE
    mode: int = SUM_MODE
    abouts: frozenset[int] = frozenset()
    narrow: tuple[Period, ...] | None = None

    @property
    def is_ceiling(self) -> bool:
        """Return whether silence and overlapping tallies speak (4.3, 4.6)."""
        return self.direction == CEILING

    def until(self, instant: int) -> Measure:
        """Return the measure with every end at most at `instant` (4.3, `since` of 5)."""
        windows, narrow = (
            found and tuple(_ended(window, instant) for window in found)
            for found in (self.windows, self.narrow)
        )
        return replace(
            self,
            inner=_ended(self.inner, instant),
            outer=_ended(self.outer, instant),
            windows=windows,
            narrow=narrow,
        )

    def as_read(self, as_of: int) -> Measure:
        """Return the measure as far as it is read (4.3, 4.8.2).

        Prohibitions, ceilings and levels are read up to now.
        """
        return self.until(as_of) if self.is_ceiling or self.mode == LEVEL_MODE else self

    def within(self, period: Period) -> Measure:
        """Return the measure of a period that is exactly known."""
        return replace(self, inner=period, outer=period)

    def up_to(self, instant: int) -> Measure:
        """Return the measure read from its begin to `instant`, which may be later than its end."""
        inner = Period(self.inner.begins_at, instant)
        return replace(self, inner=inner, outer=Period(self.outer.begins_at, instant))


def _ended(period: Period, instant: int) -> Period:
    return Period(period.begins_at, min(period.ends_at, instant))


@dataclass(frozen=True)
class Statement:
    """One standing report, or the difference of two running totals of one source (2.4).

    Attributes:
        report_no: of the report; of a difference minus that of its later total.
        marked: verified by an analyst (3.3).
        incident_no: the incident of an event (2.7); 0 for all others.
        series: the series of a tally (2.4); empty for all others.
        parts: the reports it rests on: itself, or the two totals.
        holds_us: of a level, how long after its begin it holds at most (4.8.1); None: no limit.
        Others as in the table `reports`.
    """

    report_no: int
    source_id: int
    origin_id: int
    recorded_at: int
    period: Period
    kind: int
    stance: int
    series_id: int
    hand_id: int
    thing_id: int
    place_id: int
    low: int
    high: int | None
    about_id: int
    marked: bool = False
    incident_no: int = 0
    series: Key = ()
    parts: tuple[int, ...] = ()
    holds_us: int | None = None


@dataclass(frozen=True)
class Cover:
    """One row of declared coverage (2.6)."""

    source_id: int
    role: int
    thing_id: int
    place_id: int
    period: Period


@dataclass(frozen=True)
class Duty:
    """One row of the table `duties`; its terms are looked up by `duty_id`."""

    duty_id: int
    clause_no: int
    reading_no: int
    member_id: int
    is_group: bool
    slot: str
    measure_id: int
    op: int
    n_low: int | None
    n_high: int | None
    asked_measure_id: int
    opens_at: int
    closes_at: int
    cut_at: int | None
    is_certain: bool


@dataclass(frozen=True)
class Term:
    """One row of `duty_terms` (with its measure) or of `rule_triggers`: a share of n (5.3).

    Attributes:
        at_least: of a trigger: how many one act must be done to (5.3.10); 0: any act counts.
        Others as in the tables.
    """

    num: int
    den: int
    beyond: int
    measure: Measure
    rounds_up: bool = False
    at_least: int = 0

    def share(self, amount: int, op: int) -> int:
        """Return what one amount of the measure makes due: full multiples, or a share (5.3.9)."""
        beyond = max(0, amount - self.beyond)
        if not self.rounds_up:
            return self.num * (beyond // self.den)
        return -(-self.num * beyond // self.den) if op == FLOOR else self.num * beyond // self.den


@dataclass(frozen=True)
class Rule:
    """One row of the table `rules` with its triggers.

    Attributes:
        checked: of running totals: the times in which an end calls for a check (5.3.14), each with
            its last instant and without its first; empty: all.
        Others as in the table.
    """

    kind: int
    clause_no: int
    reading_no: int
    member_id: int
    given: Measure
    opens_at: int
    closes_at: int
    limit_us: int | None
    limit_days: int | None
    limit_clock_us: int | None
    same_about: bool
    is_certain: bool
    op: int
    n_low: int | None
    n_high: int | None
    whole_day: bool
    limit_months: int | None
    lapses_at: int | None
    triggers: tuple[Term, ...]
    checked: tuple[Period, ...] = ()


@dataclass(frozen=True)
class Case:
    """All tables of a case, indexed; nothing is judged yet.

    Attributes:
        days, dates: the local days, in order.
        clocks: place of a day in `days` and local time -> instant (1.1.1).
        things: filter, thing -> relation and whether an event counts its quantity (2.3).
        other_units: filter, thing: told in a unit, where occurrences are counted (2.3.1).
        places: site, place -> relation.
        hands: bearer, hand -> relation.
        sides: bearer, source -> side.
        within_things, within_places: outer, inner: for `observed-none` (3.4).
    """

    as_of: int
    standard: str
    measures: dict[int, Measure]
    duties: list[Duty]
    terms: dict[int, list[Term]]
    rules: list[Rule]
    days: list[Period]
    dates: list[str]
    clocks: dict[tuple[int, int], int]
    parts: dict[int, list[int]]
    things: dict[tuple[int, int], tuple[int, bool]]
    other_units: set[tuple[int, int]]
    places: dict[tuple[int, int], int]
    hands: dict[tuple[int, int], int]
    sides: dict[tuple[int, int], int]
    own_hands: set[tuple[int, int]]
    groups: set[int]
    monitors: set[int]
    within_things: set[tuple[int, int]]
    within_places: set[tuple[int, int]]
    coverage: list[Cover] = field(default_factory=list)


def read_case(case: CaseTables) -> Case:
    """Return the tables of a case as indexed rows, without what was recorded after as-of (7)."""
    rows = {name: table.to_pylist() for name, table in case.tables.items()}
    measures = _measures(rows, case.as_of)
    return Case(
        as_of=case.as_of,
        standard=case.standard,
        measures=measures,
        duties=[Duty(**row) for row in rows["duties"]],
        terms=_terms(rows["duty_terms"], measures),
        rules=_rules(rows),
        days=[_period(row) for row in rows["days"]],
        dates=[row["slot"] for row in rows["days"]],
        clocks=_clocks(rows),
        parts=_grouped(rows["site_parts"], "site_id", "part_site_id"),
        things={
            _pair(r, "filter_id", "thing_id"): (r["rel"], r["as_count"])
            for r in rows["filter_things"]
        },
        other_units={
            _pair(r, "filter_id", "thing_id") for r in rows["filter_things"] if r["other_unit"]
        },
        places={_pair(r, "site_id", "place_id"): r["rel"] for r in rows["site_places"]},
        hands={_pair(r, "bearer_id", "hand_id"): r["rel"] for r in rows["bearer_hands"]},
        sides={_pair(r, "bearer_id", "source_id"): r["side"] for r in rows["sides"]},
        own_hands={_pair(r, "source_id", "hand_id") for r in rows["own_hands"]},
        groups={ANYONE, *(r["bearer_id"] for r in rows["groups"])},
        monitors={r["source_id"] for r in rows["sources"] if r["is_monitor"]},
        within_things={_pair(r, "outer_thing_id", "thing_id") for r in rows["things_within"]},
        within_places={_pair(r, "outer_place_id", "place_id") for r in rows["places_within"]},
        coverage=[_cover(r) for r in rows["coverage"] if r["recorded_at"] <= case.as_of],
    )


def _clocks(rows: dict[str, list[dict[str, Any]]]) -> dict[tuple[int, int], int]:
    places = {row["day_no"]: place for place, row in enumerate(rows["days"])}
    return {(places[r["day_no"]], r["clock_us"]): r["at"] for r in rows["day_clocks"]}


def _pair(row: dict[str, Any], first: str, second: str) -> tuple[int, int]:
    return row[first], row[second]


def _period(row: dict[str, Any], begins: str = "begins_at", ends: str = "ends_at") -> Period:
    return Period(row[begins], row[ends])


def _grouped(rows: Iterable[dict[str, Any]], key: str, value: str) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row[value])
    return {name: sorted(members) for name, members in groups.items()}


def _cover(row: dict[str, Any]) -> Cover:
    return Cover(row["source_id"], row["role"], row["thing_id"], row["place_id"], _period(row))


def _measures(rows: dict[str, list[dict[str, Any]]], as_of: int) -> dict[int, Measure]:
    narrow: dict[int, list[Period]] = {}
    windows: dict[int, list[Period]] = {}
    for row in rows["windows"]:
        narrow.setdefault(row["measure_id"], []).append(_period(row))
        wide = _period(row, "may_begin_at", "may_end_at")
        windows.setdefault(row["measure_id"], []).append(wide)
    found = {}
    for row in rows["measures"]:
        own, sure = (tuple(sorted(w.get(row["measure_id"], ()))) for w in (windows, narrow))
        measure = Measure(
            direction=row["direction"],
            bearer_id=row["bearer_id"],
            any_hand=row["any_hand"],
            filter_id=row["filter_id"],
            site_id=row["site_id"],
            inner=_period(row),
            outer=_period(row, "may_begin_at", "may_end_at"),
            windows=own if row["windowed"] else None,
            narrow=sure if row["windowed"] else None,
            judged_id=row["bearer_id"],
            mode=row["mode"],
        )
        found[row["measure_id"]] = measure.as_read(as_of)
    return found


def _terms(rows: list[dict[str, Any]], measures: dict[int, Measure]) -> dict[int, list[Term]]:
    terms: dict[int, list[Term]] = {}
    for row in rows:
        measure = measures[row["measure_id"]]
        term = Term(row["num"], row["den"], row["beyond"], measure, row["rounds_up"])
        terms.setdefault(row["duty_id"], []).append(term)
    return terms


def _of_rule(row: dict[str, Any], period: Period, judged_id: int) -> Measure:
    """Return what a rule or trigger measures, as a floor."""
    return Measure(
        direction=FLOOR,
        bearer_id=row["bearer_id"],
        any_hand=row["any_hand"],
        filter_id=row["filter_id"],
        site_id=row["site_id"],
        inner=period,
        outer=period,
        judged_id=judged_id,
    )


_RULE_FIELDS = (
    "kind",
    "clause_no",
    "reading_no",
    "member_id",
    "opens_at",
    "closes_at",
    "limit_us",
    "limit_days",
    "limit_clock_us",
    "same_about",
    "is_certain",
    "op",
    "n_low",
    "n_high",
    "whole_day",
    "limit_months",
    "lapses_at",
)


def _rules(rows: dict[str, list[dict[str, Any]]]) -> list[Rule]:
    judged = {row["bearer_id"] for row in rows["sides"]}
    hours: dict[int, list[Period]] = {}
    for row in rows["rule_windows"]:
        hours.setdefault(row["rule_id"], []).append(_period(row))
    rules = []
    for row in rows["rules"]:
        period = _period(row, "opens_at", "closes_at")
        # An order is judged in the interest of who acts, not of who gives leave (5.3, 3.2).
        judged_id = row["member_id"] if row["member_id"] in judged else row["bearer_id"]
        is_total = row["kind"] in {RULE_EXCHANGE, RULE_BALANCE}
        own = hours.get(row["rule_id"], [])
        triggers = [
            _trigger(t, period, [] if is_total else own)
            for t in rows["rule_triggers"]
            if t["rule_id"] == row["rule_id"]
        ]
        fields = {name: row[name] for name in _RULE_FIELDS}
        given = replace(
            _of_rule(row, period, judged_id), direction=_direction(row), mode=row["mode"]
        )
        checked = tuple(own) if is_total else ()
        rules.append(Rule(**fields, given=given, triggers=tuple(triggers), checked=checked))
    return rules


def _trigger(row: dict[str, Any], period: Period, hours: list[Period]) -> Term:
    measure = _of_rule(row, period, row["bearer_id"])
    if hours:
        measure = replace(measure, windows=tuple(sorted(hours)))
    return Term(row["num"], row["den"], row["beyond"], measure, at_least=row["at_least"])


def _direction(row: dict[str, Any]) -> int:
    """Return whether a rule asks for no less or for no more."""
    if row["kind"] in {RULE_EXCHANGE, RULE_ORDER}:
        return FLOOR
    return CEILING if row["kind"] == RULE_BALANCE else int(row["op"])


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Return a table as one dictionary per row."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
