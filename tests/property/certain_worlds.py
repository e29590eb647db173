"""Worlds in which all evidence is certain: one neutral counter tells everything, to the minute.

Beside each is the formula of the same property and the trace of what happened, for the monitor
(SEMANTICS 8, property 10). Acts are on full hours and limits end on half hours, so that no minute
lies on an edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.property.choosing import Chooser
from tests.property.monitor import (
    Formula,
    Trace,
    always,
    at_least,
    both,
    compare,
    eventually,
    exists,
    fact,
    negation,
    once,
    since,
)
from tests.property.worlds import DAYS, LATE

Row = dict[str, Any]

BEGIN = datetime.fromisoformat("2024-03-01")
HOURS = 72
MINUTES = HOURS * 60
IN_FORCE = ["2024-03-01", "2024-03-04"]


@dataclass(frozen=True)
class Certain:
    """A world and what the monitor is asked.

    Attributes:
        world: its findings are compared.
        trace: what happened.
        formulas: slot of a finding to the time-point and the formula that says whether it is kept.
    """

    world: Row
    trace: Trace
    formulas: dict[str, tuple[int, Formula]]


def build_certain(choose: Chooser) -> Certain:
    """Return a world in which everything is known."""
    return choose.pick([_sum, _each_day, _reply, _order, _level])(choose)


# ---- what happened ------------------------------------------------------------------------------


def _drawn_hours(choose: Chooser, most: int) -> list[int]:
    return sorted({choose.number(1, HOURS - 8) for _ in range(choose.number(0, most))})


def _trace(acts: dict[str, list[int]]) -> Trace:
    """Return the trace of acts at hours, with a time-point at every half hour."""
    facts: dict[int, set[tuple[str, int]]] = {30 * k: set() for k in range(2 * HOURS)}
    number = 0
    for name, hours in sorted(acts.items()):
        for hour in hours:
            number += 1
            facts[hour * 60].add((name, number))
    return Trace([(minute, frozenset(facts[minute])) for minute in sorted(facts)])


def _at(minutes: int) -> str:
    return (BEGIN + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")


def _events(act: str, hand: str, hours: Iterable[int]) -> list[Row]:
    return [
        {"id": f"{act}{hour:03}", "source": "counter", "act": act, "area": "valley",
         "hand": hand, "when": _at(hour * 60)}
        for hour in hours
    ]  # fmt: skip


def _table(act: str, hours: list[int], edges: Iterable[int]) -> list[Row]:
    """Return a table of counts that follow each other, cut wherever anything begins or ends."""
    marks = {0, MINUTES, *edges, *(m for hour in hours for m in (hour * 60, hour * 60 + 1))}
    cuts = sorted(mark for mark in marks if 0 <= mark <= MINUTES)
    return [
        {"id": f"{act}-{begins:04}", "source": "counter", "kind": "tally", "series": "table",
         "act": act, "area": "valley", "hand": "northland",
         "when": [_at(begins), _at(ends)], "n": int(any(hour * 60 == begins for hour in hours))}
        for begins, ends in pairwise(cuts)
    ]  # fmt: skip


def _world(duty: Row, reports: list[Row]) -> Row:
    acts = ["attack", "enter", "release", "station"]
    counts = [{"act": act, "area": "valley"} for act in acts]
    return {
        "id": "certain",
        "title": "Everything is known",
        "rules": [],
        "agreement": {
            "zone": "Africa/Maputo",
            "parties": ["northland", "southland"],
            "in_force": IN_FORCE,
            "areas": {"valley": []},
            "sources": {"counter": {"affiliation": "none", "counts": counts}},
        },
        "duty": duty,
        "reports": reports,
        "links": [],
        "marks": [],
        "ruled": [],
        "rulings": [],
        "days": DAYS,
        "standard": "independent",
        "as_of": LATE,
        "expect": {},
        "because": "",
    }


# ---- the properties -----------------------------------------------------------------------------


def _reached(n: int, low: int, high: int) -> Formula:
    """Return that there are n acts from `low` up to `high` minutes ahead of the first point."""
    return at_least(n, lambda x: eventually(fact("act", x), low, high - 1))


def _kept(kind: str, n: int, low: int, high: int) -> Formula:
    if kind == "floor":
        return _reached(n, low, high)
    return negation(_reached(n + 1, low, high))


def _sum(choose: Chooser) -> Certain:
    kind, hours = choose.pick(["ceiling", "floor"]), _drawn_hours(choose, 4)
    n = choose.number(0 if kind == "ceiling" else 1, 2)
    first, last = sorted([choose.number(0, 30), choose.number(32, HOURS)])
    act = "attack" if kind == "ceiling" else "enter"
    edges = [first * 60 + 30, last * 60 - 30]
    duty = {"kind": kind, "n": n, "bearer": "northland", "act": act, "area": "valley",
            "from": _at(edges[0]), "to": _at(edges[1])}  # fmt: skip
    world = _world(duty, _table(act, hours, edges))
    return Certain(world, _trace({"act": hours}), {"": (0, _kept(kind, n, *edges))})


def _each_day(choose: Chooser) -> Certain:
    kind, hours = choose.pick(["ceiling", "floor"]), _drawn_hours(choose, 6)
    n = choose.number(0 if kind == "ceiling" else 1, 2)
    act = "attack" if kind == "ceiling" else "enter"
    duty = {"kind": kind, "n": n, "bearer": "northland", "act": act, "area": "valley",
            "each": "day"}  # fmt: skip
    days = {f"2024-03-0{k + 1}": (k * 1440, (k + 1) * 1440) for k in range(3)}
    world = _world(duty, _table(act, hours, [edge for day in days.values() for edge in day]))
    formulas = {slot: (0, _kept(kind, n, *day)) for slot, day in days.items()}
    return Certain(world, _trace({"act": hours}), formulas)


def _by_triggers(
    choose: Chooser, kind: str, formula: Callable[[int], Formula], sign: int
) -> Certain:
    triggers, given = _drawn_hours(choose, 3), _drawn_hours(choose, 3)
    given = [hour for hour in given if hour not in triggers]
    limit = choose.number(2, 40) * 60 + 30
    # What comes before the clause is not on record, what comes after it not in the table.
    triggers = [hour for hour in triggers if 0 < hour * 60 + sign * limit < MINUTES]
    edges = [m * 60 + shift for m in triggers for shift in (0, 1, sign * limit, sign * limit + 1)]
    duty = {"kind": kind, "hours": limit / 60,
            "trigger": {"bearer": "southland", "act": "release", "area": "valley"},
            "give": {"bearer": "northland", "act": "enter", "area": "valley"}}  # fmt: skip
    reports = _events("release", "southland", triggers) + _table("enter", given, edges)
    trace = _trace({"trigger": triggers, "act": given})
    formulas = {f"trigger {_at(hour * 60)}": (2 * hour, formula(limit)) for hour in triggers}
    return Certain(_world(duty, reports), trace, formulas)


def _reply(choose: Chooser) -> Certain:
    answered = lambda limit: eventually(exists("x", fact("act", "x")), 0, limit)  # noqa: E731
    return _by_triggers(choose, "reply", answered, 1)


def _order(choose: Chooser) -> Certain:
    preceded = lambda lead: once(exists("x", fact("act", "x")), lead)  # noqa: E731
    return _by_triggers(choose, "order", preceded, -1)


def _level(choose: Chooser) -> Certain:
    """Return a level that holds until the next: the last number told since nothing else was."""
    kind, n = choose.pick(["ceiling", "floor"]), choose.number(1, 2)
    hours = [0, *_drawn_hours(choose, 4)]
    numbers = [choose.number(0, 3) for _ in hours]
    first, last = sorted([choose.number(0, 30), choose.number(32, HOURS)])
    duty = {"kind": kind, "mode": "level", "n": n, "bearer": "northland", "act": "station",
            "area": "valley", "from": _at(first * 60 + 30), "to": _at(last * 60 - 30)}  # fmt: skip
    reports = [
        {"id": f"l{hour:03}", "source": "counter", "kind": "level", "act": "station",
         "area": "valley", "hand": "northland", "when": _at(hour * 60), "n": number}
        for hour, number in zip(hours, numbers, strict=True)
    ]  # fmt: skip
    points = {30 * k: frozenset[tuple[str, int]]() for k in range(2 * HOURS)}
    points |= {
        hour * 60: frozenset({("level", number)})
        for hour, number in zip(hours, numbers, strict=True)
    }
    is_kept = (lambda v: v["x"] <= n) if kind == "ceiling" else (lambda v: v["x"] >= n)
    holds = exists("x", both(_since_told("x"), compare(is_kept)))
    formula = always(holds, first * 60 + 30, last * 60 - 31)
    return Certain(_world(duty, reports), Trace(sorted(points.items())), {"": (0, formula)})


def _since_told(variable: str) -> Formula:
    """Return that a level was told, here or before, and no level since."""
    told = exists("m", fact("level", "m"))
    before = since(negation(told), fact("level", variable))
    return lambda trace, i, values: (
        fact("level", variable)(trace, i, values)
        if told(trace, i, values)
        else before(trace, i, values)
    )
