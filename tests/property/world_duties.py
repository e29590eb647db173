"""The duties of drawn worlds: every form that the tables of a case can say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.property.choosing import Chooser, rarely

Row = dict[str, Any]


def _period(choose: Chooser) -> Row:
    return choose.pick(
        [
            {"from": "2024-03-02", "to": "2024-03-03"},
            {"from": "2024-03-02", "to": "2024-03-04"},
            {},
            {"from": "2024-03-02 12:00", "to": "2024-03-03 12:00"},
            {
                "from": "2024-03-02 12:00",
                "to": "2024-03-03",
                "may_from": "2024-03-02",
                "may_to": "2024-03-03 06:00",
            },
            {
                "from": "2024-03-02 12:00",
                "to": "2024-03-04",
                "may_from": "2024-03-02",
                "may_to": "2024-03-04 15:00",
                "hours": choose.pick([["10:00", "16:00"], ["08:00", "10:00"], ["22:00", "04:00"]]),
            },
        ]
    )


def _prohibition(choose: Chooser) -> Row:
    bearer = choose.pick(["northland", "southland", "anyone", ["northland", "southland"]])
    return {
        "kind": "ceiling",
        "n": choose.pick([0, 0, 1, 2]),
        "bearer": bearer,
        "act": "attack",
        "area": choose.pick(["valley", "east"]),
        **_extras(choose),
        **_period(choose),
    }


def _floor(choose: Chooser) -> Row:
    return {
        "kind": "floor",
        "n": choose.pick([2, 1, 4, [1, 3]]),
        "bearer": "northland",
        "act": "enter",
        "unit": "truck",
        "area": choose.pick(["valley", "east"]),
        **_extras(choose),
        **_period(choose),
    }


def _ceiling_of_unit(choose: Chooser) -> Row:
    return {**_floor(choose), "kind": "ceiling"}


def _repeating(choose: Chooser) -> Row:
    duty = choose.pick([_prohibition, _floor, _ceiling_of_unit])(choose)
    for key in ("from", "to", "may_from", "may_to"):
        duty.pop(key, None)
    hours = choose.pick([{}, {}, {"hours": ["10:00", "16:00"]}, {"hours": ["22:00", "04:00"]}])
    return {**duty, "each": "day", **hours}


def _let_pass(choose: Chooser) -> Row:
    asked = {"bearer": "southland", "act": "release", "unit": "truck", "area": "valley"}
    return {**_floor(choose), "asked": asked}


def _sum_of_terms(choose: Chooser) -> Row:
    term = {
        "bearer": "southland",
        "act": "release",
        "unit": "truck",
        "area": "valley",
        "num": choose.pick([1, 3]),
        "den": choose.pick([1, 2]),
        "beyond": choose.pick([0, 1]),
    }
    return {**choose.pick([_floor, _floor, _ceiling_of_unit])(choose), "terms": [term]}


def _exchange(choose: Chooser) -> Row:
    return {
        "kind": "exchange",
        "ratio": choose.pick([1, 2]),
        **_limit(choose),
        "trigger": {"bearer": "southland", "act": "release", "unit": "truck", "area": "valley"},
        "give": {"bearer": "northland", "act": "enter", "unit": "truck", "area": "valley"},
        **_lapsing(choose),
        **_condition(choose),
    }


def _reply(choose: Chooser) -> Row:
    return {
        "kind": choose.pick(["reply", "order"]),
        **_limit(choose),
        "trigger": {
            "bearer": "southland",
            "act": choose.pick(["release", "attack"]),
            "area": "valley",
        },
        "give": {"bearer": "northland", "act": "enter", "area": choose.pick(["valley", "east"])},
        "same_about": rarely(choose, 2),
        **_trigger_hours(choose),
        **_lapsing(choose),
        **_condition(choose),
    }


def _trigger_hours(choose: Chooser) -> Row:
    hours = choose.pick([None, None, None, ["10:00", "16:00"], ["22:00", "04:00"]])
    return {} if hours is None else {"trigger_hours": hours}


def _order_of_many(choose: Chooser) -> Row:
    """Return a reply or an order that an act calls for which is done to so many."""
    trigger = {
        "bearer": "southland",
        "act": "enter",
        "unit": "truck",
        "area": "valley",
        "at_least": choose.pick([2, 3]),
    }
    give = {"bearer": "northland", "act": "enter", "area": choose.pick(["valley", "east"])}
    return {**_reply(choose), "trigger": trigger, "give": give}


def _limit(choose: Chooser) -> Row:
    return choose.pick(
        [
            {"hours": 24},
            {"hours": 2},
            {"days": 1},
            {"days": 0},
            {"clock": 16},
            {"months": 1},
            {},
            {"hours": 20, "days": 1},
            {"clock": 16, "hours": 6},
        ]
    )


def _condition(choose: Chooser) -> Row:
    return {"condition": "uncertain"} if rarely(choose, 8) else {}


def _extras(choose: Chooser) -> Row:
    extras = _condition(choose)
    if rarely(choose, 6):
        extras["result"] = True
    return extras


# ---- levels, shares, time without an act --------------------------------------------------------


def _level(choose: Chooser) -> Row:
    kind = choose.pick(["ceiling", "floor"])
    bearers: list[Any] = ["northland", "northland", "anyone", ["northland", "southland"]]
    duty = {
        "kind": kind,
        "mode": "level",
        "n": choose.pick([2, 1, 0, [1, 3]]) if kind == "ceiling" else choose.pick([1, 2]),
        "bearer": choose.pick(bearers) if kind == "ceiling" else "northland",
        "act": "station",
        "unit": choose.pick(["soldier", "soldier", "soldier", None]),
        "area": choose.pick(["valley", "east"]),
        **_extras(choose),
    }
    each = choose.pick([_period(choose), {"each": "day"}])
    hours = {"hours": ["10:00", "16:00"]} if "each" in each and rarely(choose, 4) else {}
    return {**duty, **each, **hours}


def _share(choose: Chooser) -> Row:
    duty = choose.pick([_floor, _ceiling_of_unit, _level])(choose)
    if duty["bearer"] != "northland" or "each" in duty:
        duty = _floor(choose)
    of = {key: duty[key] for key in ("bearer", "act", "unit", "mode") if key in duty}
    num, den = choose.pick([(1, 2), (1, 3), (3, 4)])
    term = {
        **of,
        "share": True,
        "num": num,
        "den": den,
        "area": choose.pick(["valley", "valley", "west"]),
    }
    return {**duty, "n": 0, "terms": [term]}


def _idle(choose: Chooser) -> Row:
    duty = {
        "kind": "floor",
        "mode": choose.pick(["idle", "idle run"]),
        "n": choose.pick([10, 4, 20, 1]),
        "bearer": choose.pick(["northland", "northland", "southland"]),
        "act": "attack",
        "area": choose.pick(["valley", "east"]),
        **_condition(choose),
    }
    each = choose.pick([_period(choose), _period(choose), {"each": "day"}])
    hours = {"hours": ["06:00", "20:00"]} if "each" in each and rarely(choose, 3) else {}
    return {**duty, **each, **hours}


# ---- rules of the second half -------------------------------------------------------------------


def _balance(choose: Chooser) -> Row:
    return {
        "kind": "balance",
        "trigger": {"bearer": "northland", "act": "release", "unit": "truck", "area": "valley"},
        "give": {"bearer": "northland", "act": "enter", "unit": "truck", "area": "valley"},
        **_condition(choose),
    }


def _sliding(choose: Chooser) -> Row:
    op = choose.pick(["floor", "ceiling"])
    act = {"act": "enter"} if op == "floor" else {"act": "attack"}
    return {
        "kind": "sliding",
        "op": op,
        "n": choose.pick([1, 2, 0] if op == "ceiling" else [1, 2]),
        **choose.pick([{"days": 1}, {"days": 2}, {"hours": 24}, {"hours": 8}, {"months": 1}]),
        "give": {"bearer": "northland", "area": choose.pick(["valley", "east"]), **act},
        **_condition(choose),
    }


def _reply_of_more(choose: Chooser) -> Row:
    mode = choose.pick(["sum", "sum", "idle", "level"])
    act = {"sum": "enter", "level": "station"}.get(mode, "attack")
    op = "floor" if mode == "idle" else choose.pick(["ceiling", "floor"])
    day = {"days": 0, "whole_day": True}
    return {
        "kind": "reply",
        "mode": mode,
        "op": op,
        "n": choose.pick([4, 12])
        if mode == "idle"
        else choose.pick([0, 1] if op == "ceiling" else [1, 2]),
        **choose.pick([day, {"hours": 24}, {"days": 1}, {"months": 1}, {"clock": 16}, {}]),
        "trigger": {"bearer": "southland", "act": "release", "area": "valley"},
        "give": {"bearer": "northland", "act": act, "area": choose.pick(["valley", "east"])},
        **_lapsing(choose),
        **_condition(choose),
    }


def _order_of_more(choose: Chooser) -> Row:
    return {**_reply(choose), "kind": "order", "n": choose.pick([1, 2])}


def _lapsing(choose: Chooser) -> Row:
    return {"lapses": True} if rarely(choose, 2) else {}


DUTIES: list[Callable[[Chooser], Row]] = [
    _prohibition,
    _floor,
    _ceiling_of_unit,
    _repeating,
    _let_pass,
    _sum_of_terms,
    _exchange,
    _reply,
    _level,
    _level,
    _share,
    _idle,
    _balance,
    _sliding,
    _reply_of_more,
    _order_of_more,
    _order_of_many,
]
