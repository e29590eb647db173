"""Since when a finding is what it is: three ways to search, one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.golden.world import World
from tests.property.batch import Judge, tables_together
from tests.property.busy_worlds import busy_world
from tests.property.engines import disagreements, on_duckdb
from tests.property.worlds import world_of_seed

from servanda.assessment import engine, reference
from servanda.assessment.pipeline import Step, steps_of
from servanda.assessment.tables import CaseTables

Row = dict[str, Any]

ACCORD: Row = {
    "zone": "Africa/Maputo",
    "parties": ["northland", "southland"],
    "in_force": ["2024-03-01 06:00", "2024-03-31 06:00"],
    "areas": {"valley": ["east", "west"]},
    "acts": {},
    "answers_for": {},
    "sources": {
        "agency-a": {"affiliation": "none", "counts": [{"act": "enter", "area": "valley"}]},
        "agency-b": {"affiliation": "none"},
    },
}
TRUCK: Row = {"act": "enter", "unit": "truck", "area": "valley", "hand": "northland"}


def events(count: int) -> list[Row]:
    """Return one truck every ten minutes from eight o'clock on the fifth."""
    return [
        {
            **TRUCK,
            "id": f"e{k:03}",
            "source": "agency-b",
            "n": 1,
            "when": f"2024-03-05 {8 + k // 6:02}:{k % 6}0",
        }
        for k in range(count)
    ]


def tally(name: str, n: int, *when: str) -> Row:
    return {**TRUCK, "id": name, "source": "agency-a", "kind": "tally", "n": n, "when": [*when]}


def case(
    reports: list[Row], standard: str = "independent", links: Sequence[Row] = (), **duty: Any
) -> CaseTables:
    """Return the tables of one floor of trucks on the fifth."""
    world = {
        "id": "since",
        "agreement": ACCORD,
        "reports": reports,
        "links": list(links),
        "duty": {
            "kind": "floor",
            "n": 50,
            "bearer": "northland",
            "act": "enter",
            "unit": "truck",
            "area": "valley",
            "from": "2024-03-05",
            "to": "2024-03-06",
            **duty,
        },
    }
    return World(world).tables_at(standard, "2024-03-10 12:00")


def since(tables: CaseTables, judge: Judge = engine.judge) -> list[Any]:
    found = judge(tables)
    return [*found["verdict"].to_pylist(), *found["since"].to_pylist()]


def at(clock: str) -> int:
    return World({"agreement": ACCORD}).instant(clock)


def test_events_alone_are_added_up_to_the_instant_that_reaches_n():
    assert since(case(events(60))) == ["complied", at("2024-03-05 16:11")]


def test_under_corroboration_it_is_when_the_second_origin_reaches_n():
    seconds = [{**event, "id": f"{event['id']}-a", "source": "agency-a"} for event in events(60)]
    links = [
        {"reports": [event["id"], f"{event['id']}-a"], "recorded": "2024-03-08"}
        for event in events(60)
    ]
    tables = case(events(60) + seconds, standard="corroborated", links=links)
    assert since(tables) == ["complied", at("2024-03-05 16:11")]


def test_among_counts_the_first_lasting_instant_is_found():
    counted = [
        tally("t1", 30, "2024-03-05", "2024-03-05 12:00"),
        tally("t2", 90, "2024-03-05", "2024-03-06"),
    ]
    tables = case(events(60) + counted)
    assert since(tables) == since(tables, reference.judge)


def test_a_breach_that_a_smaller_count_held_back_for_a_while():
    counted = [tally("t1", 0, "2024-03-05", "2024-03-05 14:00")]
    tables = case(events(60) + counted, kind="ceiling", n=3)
    assert since(tables) == since(tables, reference.judge)


def test_a_floor_met_late_is_found_among_many_instants():
    late = [{**e, "when": e["when"].replace("-05 ", "-07 ")} for e in events(60)]
    short = [tally("t1", 10, "2024-03-05", "2024-03-06")]
    found = engine.judge(case(short + late)).to_pylist()
    assert (found[0]["verdict"], found[0]["late_since"]) == ("violated", at("2024-03-07 14:31"))


def told_again(events: list[Row], later: str) -> tuple[list[Row], list[Row]]:
    """Return what a second agency tells of some events at another minute, and the links."""
    again = [
        {**e, "id": f"{e['id']}-a", "source": "agency-a", "when": e["when"][:-1] + later}
        for e in events
    ]
    links = [
        {"reports": [one["id"], other["id"]], "recorded": "2024-03-08"}
        for one, other in zip(events, again, strict=True)
    ]
    return again, links


@pytest.mark.parametrize("later", ["0", "3"])
def test_linked_events_are_added_up_from_when_none_of_their_reports_lies_elsewhere(later: str):
    again, links = told_again(events(60), later)
    tables = case(events(60) + again, links=links)
    session = engine.run_stations(tables, "92_probes")
    assert session.backend.count("probes") == 0
    session.backend.close()
    found = since(tables)
    assert found == ["complied", at(f"2024-03-05 16:1{int(later) + 1}")]
    assert found == since(tables, reference.judge)


def test_what_one_source_tells_twice_adds_what_exceeds_what_it_told_before():
    more = [{**e, "id": f"{e['id']}-b", "n": 2, "when": e["when"][:-1] + "5"} for e in events(40)]
    links = [
        {"reports": [one["id"], other["id"]], "recorded": "2024-03-08"}
        for one, other in zip(events(40), more, strict=True)
    ]
    tables = case(events(40) + more, links=links, kind="ceiling", n=30)
    assert since(tables) == since(tables, reference.judge)


def test_what_is_reached_when_a_report_begins_is_told_at_the_next_end_of_one():
    long = {**events(1)[0], "id": "long", "source": "agency-a",
            "when": ["2024-03-05 08:35", "2024-03-06 12:00"]}  # fmt: skip
    links = [{"reports": ["e000", "long"], "recorded": "2024-03-08"}]
    tables = case([*events(60), long], links=links, kind="ceiling", n=3)
    found = since(tables)
    assert found == ["violated", at("2024-03-05 08:41")]
    assert found == since(tables, reference.judge)


@pytest.mark.parametrize("area", ["east", "west", "valley"])
def test_who_looks_over_another_part_holds_nothing_down(area: str):
    look = {**TRUCK, "id": "none", "source": "agency-a", "stance": "observed-none", "area": area,
            "when": ["2024-03-05", "2024-03-05 11:00"]}  # fmt: skip
    east = [{**event, "area": "east"} for event in events(60)]
    tables = case([*east, look], area="east", kind="ceiling", n=3)
    session = engine.run_stations(tables, "90_candidates")
    assert session.backend.count("held_down") == (area != "west")
    session.backend.close()
    assert since(tables) == since(tables, reference.judge)


def careful(station: str) -> tuple[Step, ...]:
    """Return a station that asks at most three instants at once, and halves instead of 32 tiles."""
    return tuple(
        replace(
            step,
            query=step.query.replace("candidates <= 40", "candidates <= 0")
            .replace("NTILE(32)", "NTILE(2)")
            .replace("NTILE(48)", "NTILE(3)"),
        )
        for step in steps_of(station)
    )


def test_asking_in_rounds_gives_what_the_reference_evaluator_gives(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(engine, "steps_of", careful)
    worlds = [world_of_seed(seed) for seed in range(70_000, 70_100)]
    assert list(disagreements(on_duckdb, worlds)) == []


@pytest.mark.parametrize("seed", range(504, 510))
def test_asking_in_rounds_among_many_counts_looks_and_links(
    seed: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "steps_of", careful)
    tables = tables_together([busy_world(seed)])
    names = ["verdict", "since", "late_since"]
    assert engine.judge(tables).select(names) == reference.judge(tables).select(names)


def test_asking_in_rounds_is_what_the_test_above_tests():
    (probes,) = (step for step in careful("92_probes") if step.name == "probes")
    assert "NTILE(2)" in probes.query
    assert "NTILE(3)" in probes.query
    assert "candidates <= 0" in probes.query
