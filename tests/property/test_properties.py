"""The properties of SEMANTICS 8, 1 to 8, on drawn worlds."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from tests.property import checks
from tests.property.strategies import tiny_worlds, worlds

Row = dict[str, Any]

patient = settings(
    max_examples=50 + settings.default.max_examples // 2,
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
