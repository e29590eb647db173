"""The duty of a golden case as rows of `measures`, `duties` and `rules`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.golden.names import Thing
from tests.golden.times import clock_period, dates_of, recorded

from servanda.assessment.tables import (
    CEILING,
    FLOOR,
    IDLE_MODE,
    IDLE_RUN_MODE,
    LEVEL_MODE,
    RULE_BALANCE,
    RULE_EXCHANGE,
    RULE_ORDER,
    RULE_REPLY,
    RULE_SLIDING,
    SUM_MODE,
)
from servanda.civil import HOUR, Period, local_day

if TYPE_CHECKING:
    from tests.golden.world import World

Row = dict[str, Any]

DIRECTIONS = {"floor": FLOOR, "ceiling": CEILING}
MODES = {"sum": SUM_MODE, "level": LEVEL_MODE, "idle": IDLE_MODE, "idle run": IDLE_RUN_MODE}
RULES = {
    "exchange": RULE_EXCHANGE,
    "reply": RULE_REPLY,
    "order": RULE_ORDER,
    "balance": RULE_BALANCE,
    "sliding": RULE_SLIDING,
}
DAY = 24 * HOUR


@dataclass(frozen=True)
class Slot:
    """One period of a duty: its name, period, windows, and how many periods it adds up."""

    name: str
    period: Period
    windows: tuple[Period, ...] | None = None
    count: int = 1
    outer: Period | None = None


@dataclass
class Tables:
    """The rows that are being written."""

    world: World
    now: int
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def next_id(self, table: str) -> int:
        return len(self.rows.get(table, [])) + 1

    def site(self, area: str) -> int:
        names = self.world.names
        for part in names.parts(area):
            names.sites[part]
        return names.sites[area]

    def what(self, duty: Row) -> Row:
        """Return filter and site of a duty, a trigger, or what was asked."""
        wanted = Thing(duty["act"], duty.get("unit"))
        return {
            "any_hand": bool(duty.get("result")),
            "filter_id": self.world.names.filters[wanted],
            "site_id": self.site(duty["area"]),
        }

    def measure(self, duty: Row, bearer: Any, direction: int, slot: Slot) -> int:
        number = self.next_id("measures")
        outer = slot.outer or slot.period
        self.add(
            "measures",
            measure_id=number,
            direction=direction,
            bearer_id=self.world.names.bearer(bearer),
            **self.what(duty),
            begins_at=slot.period.begins_at,
            ends_at=slot.period.ends_at,
            may_begin_at=outer.begins_at,
            may_end_at=outer.ends_at,
            windowed=slot.windows is not None,
            mode=MODES[duty.get("mode", "sum")],
        )
        for window in slot.windows or ():
            sure = window.clipped_to(slot.period) or Period(window.begins_at, window.begins_at)
            self.add(
                "windows",
                measure_id=number,
                begins_at=sure.begins_at,
                ends_at=sure.ends_at,
                may_begin_at=window.begins_at,
                may_end_at=window.ends_at,
            )
        return number


def duty_tables(world: World, now: int) -> dict[str, list[Row]]:
    """Return the rows of all tables that a duty is made of; clause numbers count from 1."""
    tables = Tables(world, now)
    duties = world.case.get("duties") or [world.case["duty"]]
    for clause_no, duty in enumerate(duties, 1):
        if duty["kind"] in RULES:
            _add_rule(tables, duty, clause_no)
        else:
            _add_clause(tables, duty, clause_no)
    return tables.rows


def reading_names(duty: Row) -> list[str]:
    """Return the names of the readings of a duty, numbered from 1 in this order (5.9)."""
    return sorted(duty.get("readings", {}))


def _add_clause(tables: Tables, duty: Row, clause_no: int) -> None:
    readings = duty.get("readings")
    variants = {0: duty}
    if readings:
        variants = {k: {**duty, **readings[name]} for k, name in enumerate(reading_names(duty), 1)}
    for reading_no, variant in variants.items():
        for bearer, is_group in _bearers(variant):
            for slot in slots(tables.world, variant):
                key = (clause_no, reading_no, bearer, is_group)
                _add_duty(tables, variant, key, slot)


def _bearers(duty: Row) -> Iterator[tuple[Any, bool]]:
    bearer = duty["bearer"]
    if isinstance(bearer, str):
        yield bearer, False
        return
    if duty.get("together"):  # "must together": one duty of all
        yield bearer, False
        return
    for member in bearer:
        yield member, False
    if duty["kind"] == "ceiling":
        yield bearer, True


def _add_duty(tables: Tables, duty: Row, key: tuple[int, int, Any, bool], slot: Slot) -> None:
    clause_no, reading_no, bearer, is_group = key
    direction = DIRECTIONS[duty["kind"]]
    measure_id = tables.measure(duty, bearer, direction, slot)
    low, high = _amount(duty, slot)
    asked = duty.get("asked")
    tables.add(
        "duties",
        duty_id=tables.next_id("duties"),
        clause_no=clause_no,
        reading_no=reading_no,
        member_id=tables.world.names.bearer(bearer),
        is_group=is_group,
        slot=slot.name,
        measure_id=measure_id,
        op=direction,
        n_low=low,
        n_high=high,
        asked_measure_id=tables.measure(asked, asked["bearer"], FLOOR, slot) if asked else 0,
        opens_at=slot.period.begins_at,
        closes_at=slot.period.ends_at,
        cut_at=_cut_at(tables, slot, direction),
        is_certain=duty.get("condition") is None,
    )
    for term in duty.get("terms", ()):
        is_share = bool(term.get("share"))
        against = FLOOR if is_share and direction == CEILING else CEILING if is_share else FLOOR
        tables.add(
            "duty_terms",
            duty_id=tables.next_id("duties") - 1,
            measure_id=tables.measure(term, term["bearer"], against, slot),
            num=term.get("num", 1),
            den=term.get("den", 1),
            beyond=term.get("beyond", 0),
            rounds_up=is_share,
        )


def _amount(duty: Row, slot: Slot) -> tuple[int | None, int | None]:
    n = duty.get("total") if duty["n"] == "all" else duty["n"]
    if n is None:
        return None, None
    low, high = n if isinstance(n, list) else (n, n)
    mode = duty.get("mode", "sum")
    if mode.startswith("idle"):  # hours
        low, high = low * HOUR, None if high is None else high * HOUR
    if mode in {"level", "idle run"}:  # no sum (4.8.4, 4.9.3)
        return low, high
    return low * slot.count, None if high is None else high * slot.count


def _cut_at(tables: Tables, slot: Slot, direction: int) -> int | None:
    ended = tables.world.agreement.get("ended")
    if ended is None or direction == CEILING:
        return None
    cut_at = tables.world.instant(ended["at"])
    is_known = recorded(ended["recorded"], tables.world.zone) <= tables.now
    is_inside = slot.period.begins_at < cut_at < slot.period.ends_at
    return cut_at if is_known and is_inside else None


# ---- slots --------------------------------------------------------------------------------------


def slots(world: World, duty: Row) -> list[Slot]:
    """Return the periods of a duty: one, or each day and the whole (1.3, 5.2)."""
    span = Period(
        world.instant(duty["from"]) if "from" in duty else world.in_force.begins_at,
        world.instant(duty["to"]) if "to" in duty else world.in_force.ends_at,
    )
    if duty.get("each") != "day":
        outer = _outer(world, duty, span)
        windows = _windows(world, duty, outer or span) if "hours" in duty else None
        return [Slot("", span, windows, outer=outer)]
    days = _days(world, duty, span)
    if "hours" not in duty:
        whole = Slot(
            "whole", Period(days[0].period.begins_at, days[-1].period.ends_at), count=len(days)
        )
        return [*days, whole]
    days = [Slot(day.name, day.period, _windows(world, duty, day.period)) for day in days]
    days = [day for day in days if day.windows]
    windows = tuple(window for day in days for window in day.windows or ())
    hull = Period(days[0].period.begins_at, days[-1].period.ends_at)
    return [*days, Slot("whole", hull, windows, count=len(days))]


def _outer(world: World, duty: Row, span: Period) -> Period | None:
    if "may_from" not in duty and "may_to" not in duty:
        return None
    return Period(
        world.instant(duty["may_from"]) if "may_from" in duty else span.begins_at,
        world.instant(duty["may_to"]) if "may_to" in duty else span.ends_at,
    )


def _days(world: World, duty: Row, span: Period) -> list[Slot]:
    """Return the days of a repeating clause; floors have days 1 to N, the last one whole."""
    dates = dates_of(span, world.zone)
    if duty["kind"] == "floor":
        dates = dates[: -(-(span.ends_at - span.begins_at) // DAY)]
    found = []
    for date in dates:
        day = local_day(date, world.zone)
        ends = day.ends_at if duty["kind"] == "floor" else min(day.ends_at, span.ends_at)
        found.append(Slot(date.isoformat(), Period(max(day.begins_at, span.begins_at), ends)))
    return found


def _windows(world: World, duty: Row, span: Period) -> tuple[Period, ...]:
    windows = [clock_period(day, duty["hours"], world.zone) for day in dates_of(span, world.zone)]
    clipped = [window.clipped_to(span) for window in windows]
    return tuple(window for window in clipped if window is not None)


# ---- rules --------------------------------------------------------------------------------------


def _add_rule(tables: Tables, duty: Row, clause_no: int) -> None:
    names, give = tables.world.names, duty["give"]
    rule_id = tables.next_id("rules")
    clock = duty.get("clock")
    low, high = _amount({"n": 1, **duty}, Slot("", tables.world.in_force))
    tables.add(
        "rules",
        rule_id=rule_id,
        kind=RULES[duty["kind"]],
        clause_no=clause_no,
        reading_no=0,
        member_id=names.bearer(duty.get("member", give["bearer"])),
        bearer_id=names.bearer(give["bearer"]),
        **tables.what(give),
        opens_at=tables.world.in_force.begins_at,
        closes_at=tables.world.in_force.ends_at,
        limit_us=int(duty["hours"] * HOUR) if "hours" in duty else None,
        limit_days=duty.get("days"),
        limit_clock_us=clock * HOUR if clock is not None else None,
        same_about=bool(duty.get("same_about")),
        is_certain=duty.get("condition") is None,
        lapses_at=tables.world.in_force.ends_at if duty.get("lapses") else None,
        op=DIRECTIONS[duty.get("op", "floor")],
        n_low=low,
        n_high=high,
        mode=MODES[duty.get("mode", "sum")],
        whole_day=bool(duty.get("whole_day")),
        limit_months=duty.get("months"),
    )
    triggers = duty.get("trigger", [])
    triggers = triggers if isinstance(triggers, list) else [triggers]
    for trigger in triggers:
        tables.add(
            "rule_triggers",
            rule_id=rule_id,
            bearer_id=names.bearer(trigger["bearer"]),
            **tables.what(trigger),
            num=trigger.get("num", duty.get("ratio", 1)),
            den=trigger.get("den", 1),
            beyond=trigger.get("beyond", 0),
            at_least=trigger.get("at_least", 0),
        )
    for begins, ends in duty.get("checked", ()):
        tables.add(
            "rule_windows",
            rule_id=rule_id,
            begins_at=tables.world.instant(begins),
            ends_at=tables.world.instant(ends),
        )
    if "trigger_hours" in duty:
        for hour in _windows(tables.world, {"hours": duty["trigger_hours"]}, tables.world.in_force):
            tables.add(
                "rule_windows", rule_id=rule_id, begins_at=hour.begins_at, ends_at=hour.ends_at
            )
