"""What new evidence reaches from afar; and that the tests see it where following does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.property import worlds
from tests.property.arriving import ADDED, Arrival
from tests.property.test_following import arrival_of, difference_at, judged

from servanda.assessment.following import closure, part, touching
from servanda.assessment.following.asked import Asked
from servanda.assessment.following.columns import NONE
from servanda.assessment.following.evidence import Evidence
from servanda.assessment.following.follow import Following

Row = dict[str, Any]

# A total up to the 2nd and one up to the 4th: their difference reaches into the 3rd, where only the
# second of them lies.
FIRST = {"id": "t1", "source": "agency-a", "kind": "tally", "act": "enter", "unit": "truck",
         "area": "valley", "hand": "northland", "when": ["2024-03-01", "2024-03-02"],
         "n": 5}  # fmt: skip
SECOND = {**FIRST, "id": "t2", "when": ["2024-03-01", "2024-03-04"], "n": 9}
CEILING = {"kind": "ceiling", "n": 3, "bearer": "northland", "act": "enter", "unit": "truck",
           "area": "valley", "from": "2024-03-03", "to": "2024-03-05"}  # fmt: skip
FLOOR = {**CEILING, "kind": "floor", "n": 1, "from": "2024-03-02", "to": "2024-03-05"}
DENIAL = {"id": "d1", "source": "mediator", "act": "enter", "area": "valley",
          "when": "2024-03-01 12:00", "stance": "denies", "of": ["t1"]}  # fmt: skip
SIGHT = {"id": "d2", "source": "mediator", "act": "enter", "area": "valley",
         "when": ["2024-03-01", "2024-03-02"], "stance": "observed-none"}  # fmt: skip
EVENT = {"id": "e1", "source": "agency-b", "act": "enter", "unit": "truck", "area": "valley",
         "hand": "northland", "when": "2024-03-03 12:00", "n": 1}  # fmt: skip


def arrival_with(duties: list[Row], reports: list[Row], steps: dict[str, int]) -> Arrival:
    """Return a world whose reports come at some steps, the others at the first."""
    world = {
        "id": "reach", "title": "", "rules": [], "duties": duties, "reports": reports,
        "agreement": {
            "zone": "Africa/Maputo", "parties": ["northland", "southland"],
            "in_force": worlds.IN_FORCE, "areas": {"valley": ["east", "west"], "coast": []},
            "acts": {}, "answers_for": {}, "sources": worlds.BASE,
        },
        **{name: [] for name in ADDED},
        "days": worlds.DAYS, "standard": "independent", "as_of": worlds.LATE,
    }  # fmt: skip
    count = max(steps.values()) + 1
    return Arrival(world, [worlds.LATE] * count,
                   {report["id"]: steps.get(report["id"], 0) for report in reports},
                   {name: [] for name in ADDED}, {})  # fmt: skip


FROM_AFAR = {
    "a total that is denied": arrival_with(
        [CEILING, FLOOR], [FIRST, SECOND, DENIAL], {"d1": 1}),
    "a total that somebody did not see": arrival_with(
        [CEILING, FLOOR], [FIRST, SECOND, SIGHT], {"d2": 1}),
    "a total that is corrected": arrival_with(
        [CEILING, FLOOR], [FIRST, SECOND, {**FIRST, "id": "t3", "n": 8, "replaces": "t1"}],
        {"t3": 1}),
    "an event beside a difference": arrival_with(
        [CEILING, FLOOR], [FIRST, SECOND, DENIAL, EVENT], {"e1": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", FROM_AFAR)
def test_what_lies_outside_a_duty_may_reach_into_it(name: str):
    assert difference_at(FROM_AFAR[name], judged) == ""


def nothing(*_: Any, **__: Any) -> Any:
    return NONE


FAULTS: dict[str, tuple[Any, str, Callable[..., Any], list[int | str]]] = {
    "denials reach nobody": (closure, "_aims", nothing, [148]),
    "members of an incident are left out": (closure, "_fellows", lambda _, n: n, [651]),
    "totals have no neighbours": (
        closure, "same_series", nothing, ["a total that is denied"]),
    "a part has no other totals": (
        part, "same_series", nothing, ["an event beside a difference"]),
    "sights deny no total": (
        closure, "_seen_over", lambda *_: [], ["a total that somebody did not see"]),
    "sights touch no duty": (touching.Finder, "_of_seers", lambda *_: None, [67]),
    "last words touch no duty": (touching.Finder, "_of_words", lambda *_: None, [30]),
    "answers touch no call": (touching.Finder, "_of_answer", lambda *_: None, [19]),
    "chains have one version": (Evidence, "chains_of", lambda _, n: n, [1]),
    "nobody sees into a part": (part.Cutter, "_looks_over", lambda *_: [], [10]),
    "no duty is due by time": (Asked, "due_by_time", lambda *_: set(), [3]),
    "no time passes": (Evidence, "pass_time", lambda *_: None, [46]),
    "calls never end": (Following, "_add_turned", lambda *_: None, [694]),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_in_following_is_seen(name: str, monkeypatch: pytest.MonkeyPatch):
    place, attribute, fault, seen_in = FAULTS[name]
    arrivals = [FROM_AFAR[n] if isinstance(n, str) else arrival_of(n) for n in seen_in]
    monkeypatch.setattr(place, attribute, fault)
    assert any(difference_at(arrival, judged) for arrival in arrivals)
