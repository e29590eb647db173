"""What new evidence reaches from afar; and that the tests see it where following does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from tests.property import worlds
from tests.property.arriving import ADDED, Arrival, Arriving, batch_between
from tests.property.test_following import arrival_of, difference_at, judged

from servanda.assessment.following import closure, part, touching
from servanda.assessment.following.alone import judge_alone
from servanda.assessment.following.asked import Asked
from servanda.assessment.following.columns import NONE
from servanda.assessment.following.evidence import Evidence, Seeds
from servanda.assessment.following.follow import Following
from servanda.assessment.tables import CaseTables

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
RIVAL = {**FIRST, "id": "r1", "source": "mediator", "n": 8}
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
    "a total that another contradicts": arrival_with(
        [CEILING, FLOOR], [FIRST, SECOND, RIVAL], {"r1": 1}),
    "a total that was contradicted": arrival_with(
        [CEILING, FLOOR], [FIRST, SECOND, RIVAL, {**EVENT, "when": "2024-03-03 18:00"}], {"e1": 1}),
}  # fmt: skip


def counting_from_the_second_step() -> Arrival:
    """Return a ceiling and a tally of just its time, by who is said later to count such acts."""
    tally = {**EVENT, "kind": "tally", "when": ["2024-03-03", "2024-03-05"], "n": 2}
    told = arrival_with([CEILING], [tally], {"e1": 0})
    counts = [{"act": "enter", "unit": "truck", "area": "valley"}]
    sources = worlds.BASE | {"agency-b": {"affiliation": "none", "counts": counts}}
    agreement = {**told.world["agreement"], "sources": sources}
    return replace(told, world={**told.world, "agreement": agreement},
                   steps=[worlds.LATE] * 2, coverage={1: 1})  # fmt: skip


FROM_AFAR["somebody who counts from the second step on"] = counting_from_the_second_step()


@pytest.mark.parametrize("name", FROM_AFAR)
def test_what_lies_outside_a_duty_may_reach_into_it(name: str):
    assert difference_at(FROM_AFAR[name], judged) == ""


def seeds_without(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a way of adding something to evidence that does not say what it changes."""

    def adding(evidence: Evidence, rows: Any, seeds: Seeds, *as_of: int) -> None:
        method(evidence, rows, Seeds(), *as_of)

    return adding


def nothing(*_: Any, **__: Any) -> Any:
    return NONE


FAULTS: dict[str, tuple[Any, str, Callable[..., Any], list[int | str]]] = {
    "denials reach nobody": (closure, "_aims", nothing, [148]),
    "members of an incident are left out": (closure, "_fellows", lambda _, n: n, [651]),
    "totals have no neighbours": (
        closure, "same_series", nothing, ["a total that is denied"]),
    "what others counted touches no total": (
        closure, "beside_totals", nothing, ["a total that another contradicts"]),
    "a part has no counts of others": (
        part, "beside_totals", nothing, ["a total that was contradicted"]),
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
    "links touch nothing": (
        Evidence, "_add_links", seeds_without(Evidence._add_links), [19]),
    "coverage touches nothing": (
        Evidence, "_add_coverage", seeds_without(Evidence._add_coverage),
        ["somebody who counts from the second step on"]),
    "calls never end": (Following, "_add_turned", lambda *_: None, [694]),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_in_following_is_seen(name: str, monkeypatch: pytest.MonkeyPatch):
    place, attribute, fault, seen_in = FAULTS[name]
    arrivals = [FROM_AFAR[n] if isinstance(n, str) else arrival_of(n) for n in seen_in]
    monkeypatch.setattr(place, attribute, fault)
    assert any(difference_at(arrival, judged) for arrival in arrivals)


# Two rules of one name: what one calls is known by the same name as what the other does.
SLIDING = {"kind": "sliding", "op": "ceiling", "n": 1, "days": 1}
NAMESAKES = arrival_with(
    [
        {**SLIDING, "give": {"bearer": "northland", "area": "valley", "act": act}}
        for act in ("enter", "attack")
    ],
    [
        {**EVENT, "id": "a1"},
        {
            "id": "b1",
            "source": "agency-b",
            "act": "attack",
            "area": "valley",
            "hand": "northland",
            "when": "2024-03-02 12:00",
        },
        {**EVENT, "id": "a2", "when": "2024-03-03 18:00"},
    ],
    {"a2": 1},
)


def one_name(case: CaseTables) -> CaseTables:
    """Return a case all of whose rules have the name of the first."""
    rules = case.tables["rules"]
    place = rules.schema.get_field_index("clause_no")
    ones = pa.array([1] * rules.num_rows, pa.int32())
    named = rules.set_column(place, rules.schema.field(place), ones)
    return replace(case, tables={**case.tables, "rules": named})


def difference_of_namesakes() -> bool:
    """Return whether following rules of one name differs from judging from scratch."""
    arriving = Arriving(NAMESAKES)
    before, after = (one_name(arriving.tables(step)) for step in (0, 1))
    followed = Following(before, partial(judge_alone, is_dated=True))
    assert len(followed.board) > 1
    followed.update(batch_between(before, after), after.as_of)
    return bool(followed.findings != judged(after))


def test_rules_of_one_name_are_judged_together():
    assert not difference_of_namesakes()


def test_rule_judged_without_its_namesake_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(touching.Finder, "_with_namesakes", lambda *_: None)
    assert difference_of_namesakes()
