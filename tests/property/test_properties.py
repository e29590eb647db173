"""The properties of SEMANTICS 8, 1 to 8 and 10, on drawn worlds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.golden.test_cases import CASES
from tests.property import checks, found
from tests.property.certain_worlds import Certain
from tests.property.monitor import Trace, eventually, exists, fact, negation, once, since
from tests.property.strategies import certain_worlds, tiny_worlds, worlds
from tests.property.worlds import STANDARDS

Row = dict[str, Any]

patient = settings(
    max_examples=50 + settings.default.max_examples // 4,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@patient
@given(worlds)
def test_exchanging_two_parties_exchanges_the_findings(world: Row):
    assert checks.symmetry(world) == ""


@patient
@given(worlds)
def test_order_of_rows_changes_nothing(world: Row):
    assert checks.order(world) == ""


@patient
@given(worlds)
def test_further_event_never_lowers_certain(world: Row):
    assert checks.added_event(world) == ""


@patient
@given(worlds)
def test_further_at_least_never_lowers_certain(world: Row):
    assert checks.added_at_least(world) == ""


@patient
@given(worlds)
def test_further_at_most_never_raises_certain_nor_possible(world: Row):
    assert checks.added_at_most(world) == ""


@patient
@given(worlds)
def test_stricter_standard_never_raises_certain(world: Row):
    assert checks.strictness(world) == ""


@patient
@given(worlds)
def test_silence_alone_decides_nothing(world: Row):
    assert checks.silence(world) == ""


@patient
@given(worlds)
def test_self_serving_report_changes_a_verdict_to_disputed_only(world: Row):
    assert checks.self_service(world) == ""


@patient
@given(worlds)
def test_late_and_corrected_reports_end_at_the_findings_of_one_batch(world: Row):
    assert checks.late(world) == ""


@patient
@given(worlds)
def test_report_outside_every_duty_changes_no_finding(world: Row):
    assert checks.locality(world) == ""


@patient
@given(tiny_worlds)
def test_bounds_hold_over_all_admissible_histories(world: Row):
    assert checks.histories(world) == ""


@patient
@given(certain_worlds)
def test_where_all_is_certain_verdicts_are_those_of_a_temporal_logic_monitor(certain: Certain):
    assert checks.reduction(certain) == ""


def test_monitor_reads_a_trace_by_its_intervals():
    trace = Trace([(0, frozenset({("p", 1)})), (5, frozenset({("q", 2)})), (9, frozenset())])
    p, q = (exists("x", fact(name, "x")) for name in ("p", "q"))
    assert [once(p, 0, 5)(trace, i, {}) for i in range(3)] == [True, True, False]
    assert [eventually(q, 1, 5)(trace, i, {}) for i in range(3)] == [True, False, False]
    assert [since(negation(p), q)(trace, i, {}) for i in range(3)] == [False, True, True]


CORNERS = {case["id"]: case for case in CASES}


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("name", ["x-days-above-a-total", "x-who-contests-a-total"])
def test_at_most_that_settles_a_contradiction_makes_no_more_certain(name: str, standard: str):
    world = {**CORNERS[name], "standard": standard}
    told = [report for report in world["reports"] if report["id"] != "c1"]
    assert checks.added_at_most({**world, "reports": told}) == ""


def test_at_most_raises_certain_only_where_it_settles_a_contradiction():
    world = {**CORNERS["x-days-above-a-total"], "standard": "claimed"}
    none_seen = CORNERS["x-who-settles-a-contradiction"]["reports"][-1]
    (before,) = found.findings_of(world)
    (after,) = found.findings_of(world, reports=[*world["reports"], none_seen])
    assert (before["certain"], after["certain"]) == (0, 1)
    assert checks.does_settle(world, none_seen, (before, after))
    more = {**after, "certain": 2}
    assert not checks.does_settle(world, none_seen, (before, more))
