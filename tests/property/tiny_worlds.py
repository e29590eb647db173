"""Tiny worlds whose histories can be enumerated: two days, two parts, few and plain reports."""

from __future__ import annotations

from typing import Any

from tests.property.choosing import Chooser, rarely
from tests.property.histories import DAY_ONE, DAY_TWO, LAST_WORD
from tests.property.worlds import BASE, DAYS, IN_FORCE, LATE

Row = dict[str, Any]

BOTH = [DAY_ONE, "2024-03-04"]
TELLERS = ["agency-a", "agency-b", "mediator", "monitor", "northland", "southland", "courier"]
NEUTRAL = ["agency-a", "agency-b", "mediator", "monitor"]
MINUTES = ["2024-03-02 09:00", "2024-03-02 14:00", "2024-03-03 10:00", "2024-03-03 16:00"]
FIGURES: list[Any] = [1, 2, 3, [2, None], 0, [1, 2], [0, 1], [0, 2]]
SHAPES: list[list[tuple[Any, str]]] = [
    [(DAY_ONE, "valley")],
    [(DAY_ONE, "east")],
    [(DAY_TWO, "west")],
    [(BOTH, "valley")],
    [(BOTH, "east")],
    [(DAY_ONE, "valley"), (DAY_TWO, "valley")],
    [(DAY_ONE, "east"), (DAY_TWO, "east")],
    [(DAY_ONE, "east"), (DAY_ONE, "west")],
]


def build_tiny(choose: Chooser) -> Row:
    """Return a tiny world: each source tells tallies of one series, or events, or nothing seen."""
    is_ceiling = choose.pick([True, False])
    reports: list[Row] = []
    sources = {name: dict(row) for name, row in BASE.items()}
    act = {"act": "attack"} if is_ceiling else {"act": "enter"}
    tellers = choose.pick([TELLERS, NEUTRAL])
    for name in tellers:
        hows = ["silent", "tallies", "tallies", "events", "none", "tallies"]
        how = choose.pick(["silent", *hows] if tellers is TELLERS else hows)
        told = _tallies(choose, name) if how == "tallies" else _others(choose, name, how)
        reports += [
            {**act, **row, "id": f"{name}{k}", "source": name} for k, row in enumerate(told)
        ]
        if rarely(choose, 2):
            sources[name]["counts"] = [{**act, "area": "valley"}]
        if is_ceiling and rarely(choose, 3):
            sources[name]["covers"] = [{**act, "area": "valley"}]
            reports.append(
                {
                    "id": f"{name}-last",
                    "source": name,
                    "act": "notice",
                    "area": "valley",
                    "when": LAST_WORD,
                }
            )
    reports += _denials(choose, reports)
    return {
        "id": "tiny",
        "title": "A tiny world",
        "rules": [],
        "agreement": _agreement(sources),
        "duty": {
            "kind": "ceiling" if is_ceiling else "floor",
            "n": 1,
            "bearer": "northland",
            **act,
            "area": choose.pick(["valley", "valley", "east"]),
            **choose.pick(
                [
                    {"from": DAY_ONE, "to": "2024-03-04"},
                    {"from": DAY_ONE, "to": "2024-03-04"},
                    {"from": DAY_ONE, "to": DAY_TWO},
                ]
            ),
        },
        "reports": reports,
        "links": _links(choose, reports),
        "marks": _marks(choose, reports),
        "ruled": [],
        "standard": choose.pick(["independent", "corroborated", "claimed", "verified"]),
        "as_of": LATE,
        "days": DAYS,
        "expect": {},
        "because": "",
    }


def _agreement(sources: Row) -> Row:
    return {
        "zone": "Africa/Maputo",
        "parties": ["northland", "southland"],
        "in_force": IN_FORCE,
        "areas": {"valley": ["east", "west"]},
        "acts": {},
        "answers_for": {},
        "sources": sources,
    }


def _hand(choose: Chooser) -> Row:
    hand = choose.pick(
        [
            "northland",
            "northland",
            "northland",
            "northland",
            None,
            None,
            "southland",
            ["northland", "southland"],
        ]
    )
    return {"hand": hand} if hand else {}


def _tallies(choose: Chooser, name: str) -> list[Row]:
    shape, hand = choose.pick(SHAPES), _hand(choose)
    return [
        {
            "kind": "tally",
            "series": "table",
            "when": when,
            "area": area,
            "n": choose.pick(FIGURES),
            **hand,
        }
        for when, area in shape
    ]


def _others(choose: Chooser, name: str, how: str) -> list[Row]:
    if how == "none":
        when, area = choose.pick(SHAPES)[0]
        return [{"stance": "observed-none", "when": when, "area": area}]
    if how == "events":
        return [_event(choose) for _ in range(choose.number(1, 2))]
    return []


def _event(choose: Chooser) -> Row:
    return {
        "when": choose.pick([*MINUTES, DAY_ONE, BOTH]),
        "area": choose.pick(["east", "west", "valley", "east"]),
        **_hand(choose),
    }


def _is_event(report: Row) -> bool:
    return report.get("kind") != "tally" and "stance" not in report and report["when"] != LAST_WORD


def _denials(choose: Chooser, reports: list[Row]) -> list[Row]:
    told = [r for r in reports if _is_event(r) or r.get("kind") == "tally"]
    if not told or not rarely(choose, 3):
        return []
    aim = choose.pick(told)
    return [
        {
            "id": "denial",
            "source": choose.pick(TELLERS),
            "act": aim["act"],
            "when": aim["when"],
            "area": aim["area"],
            "stance": "denies",
            "of": [aim["id"]],
        }
    ]


def _links(choose: Chooser, reports: list[Row]) -> list[Row]:
    events = [r["id"] for r in reports if _is_event(r)]
    if len(events) < 2 or not rarely(choose, 2):
        return []
    first = choose.pick(events)
    return [
        {
            "reports": [first, choose.pick([n for n in events if n != first])],
            "recorded": "2024-03-05",
        }
    ]


def _marks(choose: Chooser, reports: list[Row]) -> list[Row]:
    if not reports or not rarely(choose, 4):
        return []
    return [{"report": choose.pick(reports)["id"], "recorded": "2024-03-05"}]
