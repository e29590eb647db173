"""Small worlds as golden cases: every choice is made by a `Chooser`, at random or by Hypothesis.

A world is a dictionary in the form of `tests/golden/cases`, so that every failing one can be kept
as a golden case.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tests.property.choosing import AtRandom, Chooser, rarely
from tests.property.world_duties import DUTIES

Row = dict[str, Any]

DATES = ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"]
LATE = "2024-03-10 12:00"
INSTANTS = ["2024-03-02 12:00", "2024-03-03 01:00", LATE]
STANDARDS = ["claimed", "independent", "corroborated", "verified"]
DAYS = ["2024-02-01", "2024-04-15"]
IN_FORCE = ["2024-03-01 06:00", "2024-03-04 06:00"]

MINUTES = [
    "2024-03-02 09:00",
    "2024-03-02 14:00",
    "2024-03-02 11:00",
    "2024-03-01 05:30",
    "2024-03-01 08:00",
    "2024-03-02 23:59",
    "2024-03-03 00:00",
    "2024-03-03 15:00",
    "2024-03-04 05:00",
    "2024-03-05 10:00",
]
SPANS: list[Any] = [
    *DATES,
    "2024-03-02",
    "2024-03-02",
    ["2024-03-01", "2024-03-04"],
    ["2024-03-02", "2024-03-04"],
    ["2024-03-02", "2024-03-02 12:00"],
    ["2024-03-02 12:00", "2024-03-03"],
    ["2024-03-02 06:00", "2024-03-02 18:00"],
    ["2024-03-02", "2024-03-03 12:00"],
    ["2024-03-01", "2024-03-02 12:00"],
    ["2024-03-01", "2024-03-06"],
]
AREAS = ["valley", "east", "valley", "east", "valley", "west", "coast", None]
HANDS: list[Any] = [
    "northland",
    "northland",
    "northland",
    "southland",
    "southland",
    "hill militia",
    "river guard",
    "bandits",
    ["northland", "southland"],
    ["northland", "bandits"],
    None,
    None,
]
MATTERS = ["list-1", "list-2"]
NUMBERS: list[Any] = [0, 1, 2, 3, [1, 3], [2, None], [0, 2], 5]
SOURCES = [
    "northland",
    "southland",
    "courier",
    "herald",
    "mediator",
    "monitor",
    "agency-a",
    "agency-b",
]
BASE: dict[str, Row] = {
    "northland": {"affiliation": "northland"},
    "southland": {"affiliation": "southland"},
    "courier": {"affiliation": "leaning southland"},
    "mediator": {"affiliation": "none"},
    "monitor": {"affiliation": "none", "monitor": True},
    "agency-a": {"affiliation": "none"},
    "agency-b": {"affiliation": "none"},
}


@dataclass(frozen=True)
class Scene:
    """From what the reports of a world are drawn: anything, or what is likely to conflict."""

    spans: list[Any]
    minutes: list[Any]
    areas: list[str | None]
    hands: list[Any]
    sources: list[str]
    stances: list[str]
    is_narrow: bool


WIDE = Scene(
    SPANS,
    MINUTES,
    AREAS,
    HANDS,
    SOURCES,
    ["event", "tally", "event", "tally", "none", "denies", "excepts"],
    is_narrow=False,
)
NARROW = Scene(
    ["2024-03-02", "2024-03-02", "2024-03-03", ["2024-03-02", "2024-03-04"]],
    ["2024-03-02 09:00", "2024-03-02 14:00", "2024-03-03 15:00"],
    ["valley", "valley", "valley", "east", "west"],
    ["northland", "northland", "northland", "northland", None, "southland", "hill militia"],
    [
        "agency-a",
        "agency-b",
        "mediator",
        "monitor",
        "agency-a",
        "agency-b",
        "mediator",
        "northland",
        "southland",
    ],
    ["tally", "tally", "tally", "event", "none", "denies"],
    is_narrow=True,
)


def world_of_seed(seed: int) -> Row:
    """Return the world of a seed."""
    return build_world(AtRandom(random.Random(seed)))


def build_world(choose: Chooser) -> Row:
    """Return a small world with up to seven reports."""
    scene = choose.pick([WIDE, NARROW, NARROW])
    duty = choose.pick(DUTIES)(choose)
    acts = _acts_of(duty)
    if scene.is_narrow:
        duty, acts = _narrowed(choose, duty), acts[:1]
    reports: list[Row] = []
    for number in range(choose.pick([3, 4, 5, 6, 7, 8, 2, 1, 0])):
        reports.append(_report(choose, (scene, acts), f"r{number}", reports))
    world = {
        "id": "found",
        "title": "A world that was found",
        "rules": [],
        "agreement": _agreement(choose, acts),
        "duty": duty,
        "reports": reports,
        "links": _links(choose, reports),
        "marks": _notes(choose, reports, 5),
        "ruled": _notes(choose, reports, 9),
        "rulings": [
            {**note, "happened": choose.pick([True, False])} for note in _notes(choose, reports, 6)
        ],
        "days": DAYS,
        "standard": choose.pick(["independent", "claimed", "corroborated", "verified"]),
        "as_of": choose.pick([LATE, LATE, LATE, *INSTANTS]),
        "expect": {},
        "because": "",
    }
    _name_matters(reports)
    return world


def _name_matters(reports: list[Row]) -> None:
    """Let some looks, counts and levels speak of one matter; which ones rests on what is told."""
    rng = random.Random(repr(reports))
    for report in reports:
        is_act = report.get("stance") != "observed-none" and "kind" not in report
        if not is_act and rng.random() < 0.2:
            report["about"] = rng.choice(MATTERS)


def _narrowed(choose: Chooser, duty: Row) -> Row:
    """Return a duty whose period and place are those of most reports."""
    if duty["kind"] not in {"floor", "ceiling"}:
        return duty
    period = (
        {}
        if "each" in duty
        else choose.pick(
            [{"from": "2024-03-02", "to": "2024-03-04"}, {"from": "2024-03-02", "to": "2024-03-03"}]
        )
    )
    plain = {key: value for key, value in duty.items() if not key.startswith("may_")}
    return {**plain, **period, "area": "valley"}


# ---- acts ------------------------------------------------------------------------------------


def _acts_of(duty: Row) -> list[str]:
    """Return acts that matter to a duty, the more often the more, and one that never does."""
    acts = {str(duty[key]["act"]) for key in ("trigger", "give", "asked") if key in duty}
    acts |= {str(term["act"]) for term in duty.get("terms", ())}
    acts |= {duty["act"]} if "act" in duty else set()
    kinds = ["shelling", "raid"] if "attack" in acts else []
    return [*sorted(acts), *sorted(acts), *sorted(acts), *kinds, "notice"]


# ---- agreement ----------------------------------------------------------------------------------


def _agreement(choose: Chooser, acts: list[str]) -> Row:
    sources = {name: dict(row) for name, row in BASE.items()}
    for name in ("monitor", "agency-a", "agency-b", "northland"):
        for role in ("counts", "covers", "denied"):
            if rarely(choose, 2 if role != "denied" else 8):
                sources[name][role] = [_declared(choose, role, acts)]
    agreement: Row = {
        "zone": "Africa/Maputo",
        "parties": ["northland", "southland"],
        "in_force": IN_FORCE,
        "areas": {"valley": ["east", "west"], "coast": []},
        "acts": {"attack": ["shelling", "raid"]},
        "answers_for": {"northland": ["hill militia"], "southland": ["river guard"]},
        "sources": sources,
    }
    if rarely(choose, 8):
        agreement["ended"] = {"at": "2024-03-02 18:00", "recorded": "2024-03-02 18:00"}
    return agreement


def _declared(choose: Chooser, role: str, acts: list[str]) -> Row:
    row: Row = {"act": choose.pick(acts), "area": choose.pick(["valley"] * 5 + ["east", "west"])}
    span = choose.pick(
        [
            {},
            {},
            {},
            {},
            {"to": "2024-03-02 12:00"},
            {"from": "2024-03-02"},
            {"from": "2024-03-02 12:00", "to": "2024-03-03"},
        ]
    )
    late = {"recorded": "2024-03-03 00:30"} if rarely(choose, 4) else {}
    return {**row, **span, **late} if role != "denied" or span else {**row, **late}


# ---- reports ------------------------------------------------------------------------------------


def _report(choose: Chooser, of: tuple[Scene, list[str]], name: str, earlier: list[Row]) -> Row:
    scene, acts = of
    report: Row = {"id": name, "source": choose.pick(scene.sources)}
    if rarely(choose, 12 if scene.is_narrow else 6):
        report["origin"] = choose.pick(SOURCES)
    stance = choose.pick(scene.stances)
    report |= _told(choose, scene, stance, choose.pick(acts))
    if stance in {"denies", "excepts"} and earlier:
        report["of"] = [choose.pick(earlier)["id"]]
    own = [row for row in earlier if row["source"] == report["source"]]
    if own and rarely(choose, 12 if scene.is_narrow else 4):
        report["replaces"] = choose.pick(own)["id"]
        if rarely(choose, 3):
            report["withdrawn"] = True
    if rarely(choose, 12 if scene.is_narrow else 3):
        report["recorded"] = choose.pick(
            ["2024-03-01 09:00", "2024-03-02 18:00", "2024-03-03", "2024-03-06"]
        )
    return report


def _told(choose: Chooser, scene: Scene, stance: str, act: str) -> Row:
    told: Row = {"act": act}
    if act == "station":
        return told | _stood(choose, scene, stance)
    area = choose.pick(scene.areas)
    hand = choose.pick(scene.hands)
    told |= {"area": area} if area else {}
    told |= {"hand": hand} if hand and stance != "none" else {}
    if stance == "tally":
        return told | _counted(choose, scene, act)
    if stance == "none":
        return told | {"stance": "observed-none", "when": choose.pick(scene.spans)}
    told["when"] = choose.pick(
        [*scene.minutes, *scene.minutes, "2024-03-02", ["2024-03-02 08:00", "2024-03-02 15:00"]]
    )
    if stance != "event":
        told["stance"] = stance
    if rarely(choose, 3) or told["act"] in {"enter", "release"}:
        told |= {"n": choose.pick(NUMBERS[1:]), "unit": choose.pick(["truck"] * 5 + ["crate"])}
    if rarely(choose, 5):
        told["about"] = choose.pick(MATTERS)
    return told


def _stood(choose: Chooser, scene: Scene, stance: str) -> Row:
    """Return what is told of a level: how many stood where, or that none did."""
    area, hand = choose.pick(scene.areas), choose.pick(scene.hands)
    row: Row = {"kind": "level", "when": choose.pick([*scene.spans, *scene.minutes])}
    row |= {"area": area} if area else {}
    row |= {"hand": hand} if hand and stance != "none" else {}
    if stance == "none":
        return row | {"stance": "observed-none"}
    if stance in {"denies", "excepts"}:
        row["stance"] = stance
    row |= {"n": choose.pick(NUMBERS), "unit": choose.pick(["soldier"] * 8 + ["tank", None])}
    row |= {"series": "table"} if rarely(choose, 4) else {}
    return row | choose.pick([{}, {}, {"holds": 0}, {"holds": 6}, {"holds": 30}])


def _counted(choose: Chooser, scene: Scene, act: str) -> Row:
    row: Row = {"kind": "tally", "when": choose.pick(scene.spans), "n": choose.pick(NUMBERS)}
    if rarely(choose, 4):
        row["series"] = "table"
    is_of_units = act in {"enter", "release"}
    unit = choose.pick(["truck"] * 8 + ["crate", None] if is_of_units else [None] * 8 + ["truck"])
    return row | ({"unit": unit} if unit else {})


def _links(choose: Chooser, reports: list[Row]) -> list[Row]:
    events = [r["id"] for r in reports if r.get("kind") != "tally" and "stance" not in r]
    if len(events) < 2 or not rarely(choose, 2):
        return []
    first = choose.pick(events)
    other = choose.pick([name for name in events if name != first])
    return [{"reports": [first, other], "recorded": choose.pick(["2024-03-02", "2024-03-06"])}]


def _notes(choose: Chooser, reports: list[Row], one_in: int) -> list[Row]:
    if not reports or not rarely(choose, one_in):
        return []
    return [
        {
            "report": choose.pick(reports)["id"],
            "recorded": choose.pick(["2024-03-02 10:00", "2024-03-06"]),
        }
    ]
