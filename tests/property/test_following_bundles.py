"""Reports of a part that nothing tells apart stand as one; the findings stay the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.property.arriving import Arrival, Arriving, batch_between
from tests.property.crowds import crowd
from tests.property.test_following import alone, arrival_of, difference_at, judged
from tests.property.test_following_reach import CEILING, EVENT, arrival_with

from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.following import Following, bundles, part
from servanda.assessment.following.alone import JudgeAlone, judge_alone
from servanda.assessment.tables import ASSERTS, CaseTables, empty_table

SEEDS = range(60)
_STEPS = 3
_RULES = ("rules", "rule_triggers", "rule_windows")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundle the reports of every part, however small."""
    monkeypatch.setattr(part, "_FEW", 0)


def crowd_of(seed: int) -> CaseTables:
    """Return a drawn case in which each incident happens several times.

    Rules look at single acts, and leave little to be put together: three of four cases have none.
    """
    arrival = arrival_of(seed)
    case = Arriving(arrival).tables(len(arrival.steps) - 1)
    gone = _RULES if seed % 4 else ()
    gone += ("linked",) if seed % 2 else ()
    tables = {**case.tables, **{name: empty_table(name) for name in gone}}
    # Of seeds that three divides nobody looks around, and who tells counts as well.
    return crowd(replace(case, tables=tables), 3 * seed if seed % 5 else seed, copies=40)


def growing(case: CaseTables, seed: int) -> Iterator[CaseTables]:
    """Yield a case as its reports come: at first without some, at last with all."""
    late = _late(case, random.Random(seed))
    for step in range(_STEPS + 1):
        gone = {number for number, when in late.items() if when > step}
        yield replace(case, tables={**case.tables,
                                    "reports": _without(case.tables["reports"], gone),
                                    "targets": _without(case.tables["targets"], gone)})  # fmt: skip


def _late(case: CaseTables, rng: random.Random) -> dict[int, int]:
    """Return a step for each of some reports that have no kin; who speaks of one comes with it."""
    rows = case.tables["reports"].to_pylist()
    kin = {row["root_no"] for row in rows if row["root_no"] != row["report_no"]}
    kin |= {row["report_no"] for row in rows if row["root_no"] != row["report_no"]}
    for name in ("linked", "marks", "excepted", "ruled"):
        kin |= set(case.tables[name]["report_no"].to_pylist())
    single = [r for r in rows if r["report_no"] not in kin]
    late = {row["report_no"]: rng.randint(1, _STEPS)
            for row in single if row["stance"] == ASSERTS and rng.random() < 0.3}  # fmt: skip
    for row in case.tables["targets"].to_pylist():
        if row["report_no"] in kin:
            late.pop(row["target_no"], None)
    for row in case.tables["targets"].to_pylist():
        if row["target_no"] in late:
            late[row["report_no"]] = _STEPS
    return late


def _without(table: pa.Table, gone: set[int]) -> pa.Table:
    mask = ~np.isin(table["report_no"].to_numpy(), sorted(gone))
    return table.filter(pa.array(mask, pa.bool_()))


def difference_in(seed: int, judge: JudgeAlone | None = None) -> str:
    """Return where following a crowd differs from judging it from scratch."""
    cases = growing(crowd_of(seed), seed)
    before = next(cases)
    followed = Following(before, judge or partial(alone, is_dated=False), is_dated=False)
    for step, now in enumerate(cases, start=1):
        followed.update(batch_between(before, now), now.as_of)
        if followed.findings != judged(now, is_dated=False):
            return f"seed {seed}, step {step}"
        before = now
    return ""


def test_crowds_are_judged_as_from_scratch():
    assert [found for seed in SEEDS if (found := difference_in(seed))] == []


def test_crowds_are_judged_alike_on_duckdb():
    def on_duckdb(case: CaseTables) -> pa.Table:
        return judge_alone(case, DuckDBBackend(), is_dated=False)

    assert [found for seed in (5, 8, 35) if (found := difference_in(seed, on_duckdb))] == []


def test_reports_are_put_together(monkeypatch: pytest.MonkeyPatch):
    """The crowds have something to put together, or the other tests would hold for nothing."""
    acts = []

    def noting(*given: Any) -> Any:
        found = bundles.bundled(*given)
        acts.extend(found[1]["acts"].to_pylist())
        return found

    monkeypatch.setattr(part, "bundled", noting)
    for seed in SEEDS:
        difference_in(seed)
    assert len(acts) > 5


def events(
    hands: list[str | None], sources: list[str], last: dict[str, Any], *more: dict[str, Any]
) -> Arrival:
    """Return a ceiling, acts of one day against it, and a further report that comes later."""
    told = [
        {**EVENT, "id": f"e{n}", "when": f"2024-03-03 12:{n:02}", "hand": hand, "source": source}
        for n, (hand, source) in enumerate(zip(hands, sources, strict=True), start=10)
    ]
    duties = [{**CEILING, "n": n} for n in (1, 2, 4)]
    return arrival_with(duties, [*told, *more, {"id": "last", **last}], {"last": 1})


def acts_of_two_days() -> Arrival:
    """Return a ceiling for each of two days, acts of both, and one that may be of either."""
    days = ["2024-03-03", "2024-03-04", "2024-03-05"]
    told = [
        {**EVENT, "id": f"{day}-{n}", "when": f"{day} 12:{n}", "hand": NORTH, "source": "agency-b"}
        for day in days[:2]
        for n in range(10, 13)
    ]
    last = {**EVENT, "id": "last", "when": ["2024-03-03 20:00", "2024-03-04 04:00"]}
    duties = [{**CEILING, "n": 2, "from": day, "to": end} for day, end in pairwise(days)]
    return arrival_with(duties, [*told, last], {"last": 1})


NORTH, NOBODY = "northland", None
LAST = {**EVENT, "id": "last", "when": "2024-03-03 18:00"}
COUNT = {**EVENT, "id": "count", "kind": "tally", "source": "agency-b", "n": 5,
         "when": ["2024-03-03 12:00", "2024-03-03 12:13"]}  # fmt: skip
LOOK = {"source": "mediator", "act": "enter", "unit": "truck", "area": "valley",
        "stance": "observed-none", "when": ["2024-03-03 12:11", "2024-03-03 12:14"]}  # fmt: skip
SMALL = {
    "acts of an unknown hand": events([NORTH, NOBODY] * 3, ["agency-b"] * 6, LAST),
    "acts that two tell": events([NORTH] * 6, ["agency-a", "agency-b"] * 3, LAST),
    "acts that who tells counts as well": events([NORTH] * 6, ["agency-b"] * 6, LAST, COUNT),
    "acts that somebody looked over": events([NORTH] * 6, ["agency-b"] * 6, LOOK),
    "acts on both sides of a border": acts_of_two_days(),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_crowd_is_judged_as_from_scratch(name: str):
    assert undated_difference(SMALL[name]) == ""


def undated_difference(arrival: Arrival) -> str:
    """Return where following differs from judging from scratch, both without dates."""
    return difference_at(arrival, partial(judged, is_dated=False), is_dated=False)


FAULTS: dict[str, tuple[Any, str, Any, int | str]] = {
    "nothing is fixed": (
        part.Cutter, "_fixed", lambda _, __, rows, *___: np.zeros(len(rows["report_no"]), bool),
        4),
    "no borders": (
        part.Cutter, "_borders_of", lambda *_: np.empty(0, np.int64),
        "acts on both sides of a border"),
    "tallies are no borders": (
        bundles, "_borders_of_tellers", lambda _: {}, "acts that who tells counts as well"),
    "looks cover nothing": (
        bundles, "_is_looked_over", lambda rows: np.zeros(len(rows["report_no"]), bool),
        "acts that somebody looked over"),
    "hands are alike": (
        bundles, "_ALIKE", ("thing_id", "place_id", "source_id", "origin_id"),
        "acts of an unknown hand"),
    "speakers are alike": (
        bundles, "_ALIKE", ("thing_id", "place_id", "hand_id"), "acts that two tell"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_seen(name: str, monkeypatch: pytest.MonkeyPatch):
    place, attribute, fault, seen_in = FAULTS[name]
    monkeypatch.setattr(place, attribute, fault)
    if isinstance(seen_in, str):
        assert undated_difference(SMALL[seen_in])
    else:
        assert difference_in(seen_in)
