"""Strewn worlds: what bears on a few days of one place lies far from them in time, place or name.

Drawn often are links between reports of other days, places and hands, corrections that move a
report, running totals begun long before, looks over what only a linked report tells of, and denials
of all these.
"""

from __future__ import annotations

import random
from typing import Any

from tests.property.busy_worlds import agreement_of

Row = dict[str, Any]
_SOURCES = ("agency-a", "agency-b", "monitor", "northland", "southland")
_AREAS = ("east", "east", "west", "valley", "coast")
_HANDS = ("northland", "northland", "southland", "hill militia", None)


def strewn_world(seed: int) -> Row:
    """Return the world of a seed."""
    rng = random.Random(seed)
    act = rng.choice(("attack", "enter", "enter", "station"))
    reports = [_report(rng, act, f"r{k:02}") for k in range(rng.choice((8, 16, 24)))]
    for report in reports:
        own = [r for r in reports if r["source"] == report["source"] and r["id"] < report["id"]]
        if own and rng.random() < 0.2:
            report["replaces"] = rng.choice(own)["id"]
            if rng.random() < 0.2:
                report["withdrawn"] = True
    reports += [_later(rng, row) for row in reports if row.get("kind") == "tally"]
    for k in range(rng.choice((0, 2, 5))):
        stance = rng.choice(("denies", "denies", "excepts"))
        denied = rng.choice(reports)
        plain = {n: v for n, v in denied.items() if n not in {"replaces", "withdrawn"}}
        reports.append({**plain, "id": f"x{k}", "source": rng.choice(_SOURCES), "stance": stance,
                        "of": [denied["id"]], "when": _when(rng)})  # fmt: skip
    noted = [rng.choice(reports)["id"] for _ in range(rng.choice((0, 0, 2)))]
    return {
        "id": "strewn", "title": "A strewn world", "rules": [], "agreement": agreement_of(
            rng, act, ("2024-03-03 06:00", "2024-03-07 06:00"),
            lambda: rng.choice(("valley", "east")),
        ),
        "duty": _duty(rng, act), "reports": reports, "links": _links(rng, reports),
        "marks": [{"report": name, "recorded": "2024-03-06"} for name in noted], "ruled": [],
        "rulings": [], "days": ["2024-02-01", "2024-04-15"], "expect": {}, "because": "",
        "standard": rng.choice(("independent", "independent", "claimed", "corroborated")),
        "as_of": "2024-03-12 12:00",
    }  # fmt: skip


def _duty(rng: random.Random, act: str) -> Row:
    what: Row = {"act": act}
    what |= {} if act == "attack" else {"unit": "truck" if act == "enter" else "soldier"}
    what |= {"mode": "level"} if act == "station" else {}
    period: Row = rng.choice(({"each": "day"}, {"each": "day", "hours": ["22:00", "04:00"]},
                              {"from": "2024-03-04", "to": "2024-03-06"}))  # fmt: skip
    kind = "ceiling" if act == "attack" else rng.choice(("floor", "ceiling"))
    return {"kind": kind, "n": rng.choice((0, 2, 5)) if kind == "ceiling" else rng.choice((2, 6)),
            "bearer": "northland", "area": rng.choice(("east", "valley")), **what,
            **period}  # fmt: skip


def _report(rng: random.Random, act: str, name: str) -> Row:
    told = rng.choice(("shelling", "raid", "attack")) if act == "attack" else act
    report: Row = {"id": name, "source": rng.choice(_SOURCES), "act": told,
                   "area": rng.choice(_AREAS), "when": _when(rng)}  # fmt: skip
    hand = rng.choice(_HANDS)
    report |= {"hand": hand} if hand else {}
    report |= {"origin": rng.choice(_SOURCES)} if rng.random() < 0.1 else {}
    what = rng.random()
    if what < 0.2:
        report.pop("hand", None)
        report |= {"stance": "observed-none", "when": _span(rng)}
        return report | ({"kind": "level"} if act == "station" else {})
    number: Row = {"n": rng.choice((0, 1, 2, 5, [1, 3]))}
    number |= {} if act == "attack" else {"unit": "truck" if act == "enter" else "soldier"}
    if act == "station":
        return report | number | {"kind": "level"} | rng.choice(({}, {}, {"holds": 30}))
    if what < 0.5:
        # Running totals have one begin.
        begin = rng.choice(("2024-03-01", "2024-03-03"))
        end = f"2024-03-0{rng.randrange(4, 9)}" + rng.choice(("", " 09:00"))
        report |= {**number, "kind": "tally", "when": [begin, end]}
        return report | ({"series": "table"} if rng.random() < 0.3 else {})
    return report | (number if act == "enter" else {})


def _later(rng: random.Random, total: Row) -> Row:
    """Return the running total that follows another one (2.4)."""
    begin, end = total["when"]
    day = min(int(end[9]) + rng.randrange(3), 8)
    plain = {n: v for n, v in total.items() if n not in {"replaces", "withdrawn"}}
    return {**plain, "id": f"{total['id']}-b", "n": rng.choice((5, 6, 8)),
            "when": [begin, f"2024-03-0{day} 12:00"]}  # fmt: skip


def _when(rng: random.Random) -> Any:
    day = rng.randrange(2, 9)
    return rng.choice((f"2024-03-0{day}", f"2024-03-0{day} 09:{rng.randrange(6)}0",
                       f"2024-03-0{day} 23:50", [f"2024-03-0{day} 22:00",
                       f"2024-03-0{day + 1} 03:00"]))  # fmt: skip


def _span(rng: random.Random) -> Any:
    day = rng.randrange(1, 8)
    return rng.choice((f"2024-03-0{day}", [f"2024-03-0{day}", f"2024-03-0{day + 2}"],
                       ["2024-03-01", f"2024-03-0{day + 2}"],
                       [f"2024-03-0{day} 08:00", f"2024-03-0{day} 10:00"]))  # fmt: skip


def _links(rng: random.Random, reports: list[Row]) -> list[Row]:
    events = [r["id"] for r in reports if "kind" not in r and "stance" not in r]
    rng.shuffle(events)
    pairs = [events[k : k + 2] for k in range(0, len(events) - 1, 2)]
    some = pairs[: rng.choice((0, 2, 4))]
    return [{"reports": pair, "recorded": "2024-03-08"} for pair in some]
