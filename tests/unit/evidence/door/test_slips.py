"""Arithmetic at the door: what a file says of itself that cannot be so."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.evidence import valley

from servanda.evidence import build_area_map, read_evidence
from servanda.evidence.door import (
    Clocks,
    DoorPlan,
    Ordered,
    Parts,
    Running,
    check_reports,
    check_sheet,
)

SQUARE = {
    "type": "FeatureCollection",
    "features": [{
        "type": "Feature", "id": "east", "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [
            [[39.0, -15.5], [39.5, -15.5], [39.5, -15.0], [39.0, -15.0], [39.0, -15.5]]]},
    }],
}  # fmt: skip


def found(plan: DoorPlan, **columns: list[object]) -> list[tuple[str, int, str]]:
    """Return the slips of a table: code, row and what it says."""
    size = len(next(iter(columns.values())))
    texts = {
        name: pa.array([None if c is None else str(c) for c in cells], pa.string())
        for name, cells in columns.items()
    }
    table = pa.table({**texts, "row_no": pa.array(range(2, size + 2), pa.int64())})
    return [(s.code, row.row_no, row.says) for s in check_sheet(table, plan) for row in s.rows]


def test_parts_that_do_not_make_the_total_are_shown():
    plan = DoorPlan(parts=(Parts("killed", ("men", "women")),))
    assert found(plan, men=[1, 2, None], women=[2, 2, None], killed=[3, 5, 4]) == [
        ("SV831", 3, "the parts make 4, the total says 5")
    ]


def test_parts_that_are_only_some_may_be_less_than_the_total_and_not_more():
    plan = DoorPlan(parts=(Parts("killed", ("new", "found"), is_whole=False),))
    assert found(plan, new=[1, 4], found=[1, 3], killed=[9, 6]) == [
        ("SV831", 3, "the parts make 7, the total says 6")
    ]


def test_running_total_that_falls_is_shown():
    assert found(DoorPlan(running=(Running("total"),)), total=[10, 12, 11]) == [
        ("SV833", 4, "12, then 11")
    ]


def test_running_totals_of_several_series_are_kept_apart():
    plan = DoorPlan(running=(Running("total", within=("place",)),))
    assert found(plan, place=["a", "b", "a", "b"], total=[10, 3, 12, 5]) == []


def test_daily_figure_that_is_not_what_the_total_rises_by_is_shown():
    plan = DoorPlan(running=(Running("total", "daily"),))
    assert found(plan, total=[10, 20], daily=[10, 7]) == [
        ("SV832", 3, "the total rises by 10, the row itself says 7")
    ]


@pytest.mark.parametrize(
    ("totals", "daily", "says"),
    [
        ([300, 346], [0, 64], "daily 64 would fit as 46"),
        ([300, 319, 400], [0, 91, 9], "daily 91 would fit as 19"),
        ([1000, 1209, 1291], [0, 290, 1], "daily 290 would fit as 209"),
        ([300, 436, 350], [0, 46, 4], "total 436 would fit as 346"),
    ],
)
def test_digits_that_may_be_swapped_are_shown(totals, daily, says):
    plan = DoorPlan(running=(Running("total", "daily"),))
    rows = [s for code, _, s in found(plan, total=totals, daily=daily) if code == "SV837"]
    assert rows[0] == says


@settings(max_examples=25)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_series_that_adds_up_shows_no_slip(daily):
    totals = [sum(daily[: k + 1]) for k in range(len(daily))]
    assert found(DoorPlan(running=(Running("total", "daily"),)), total=totals, daily=daily) == []


def test_estimates_out_of_order_are_shown():
    plan = DoorPlan(ordered=(Ordered(("low", "best", "high")),))
    assert found(plan, low=[1, 5], best=[2, 4], high=[3, 9]) == [
        ("SV838", 3, "low 5, best 4, high 9")
    ]


def test_point_that_lies_among_the_others_once_it_is_turned_round_is_shown():
    plan = DoorPlan(latitude="lat", longitude="lon")
    lat, lon = [31.5, 31.4, 31.6, 31.5, 34.4], [34.4, 34.5, 34.3, 34.4, 31.5]
    assert found(plan, lat=lat, lon=lon) == []  # too near to its mirror to tell
    lat, lon = [-15.1, -15.2, -15.1, -15.0, 39.3], [39.3, 39.2, 39.3, 39.4, -15.1]
    assert found(plan, lat=lat, lon=lon) == [
        ("SV834", 6, "39.3, -15.1 lies among the others as -15.1, 39.3")
    ]


def test_clock_that_is_off_by_other_hours_than_in_most_rows_is_shown():
    plan = DoorPlan(clocks=(Clocks(("local",), ("utc",)),))
    local = ["2024-03-02 12:00:00", "2024-03-03 12:00:10", "2024-04-03 13:00:00"]
    utc = ["2024-03-02T10:00:00Z", "2024-03-03T10:00:00Z", "2024-04-03T10:00:00Z"]
    assert found(plan, local=local, utc=utc) == [
        ("SV836", 4, "they differ by 3 hours, in most rows by 2")
    ]


def test_change_of_unit_inside_a_file_is_shown():
    plan = DoorPlan(day="day", unit="level")
    day = ["2025-11-01", "2025-11-02", "2025-12-01"]
    assert found(plan, day=day, level=["oblast", "oblast", "raion"]) == [
        ("SV839", 4, "rows by raion begin with 2025-12-01")
    ]


def test_columns_that_the_file_lacks_are_left_out():
    plan = DoorPlan("day", (Parts("a", ("b",)),), (Running("c", "d"),), (Ordered(("e", "f")),))
    assert found(plan, x=[1]) == []


# ---- reports of a case


def slips_of(rows: list[dict[str, object]], areas=valley.AREAS) -> list[tuple[str, str]]:
    columns = sorted({name for row in rows for name in row})
    table = pa.table({
        name: pa.array([None if row.get(name) is None else str(row[name]) for row in rows],
                       pa.string()) for name in columns})  # fmt: skip
    evidence = read_evidence({"reports": table}, valley.names(areas=areas))
    assert evidence.rejects["reason"].to_pylist() == []
    return [(s.code, row.says) for s in check_reports(evidence.reports, areas) for row in s.rows]


def report(**cells: object) -> dict[str, object]:
    given = {"source": "agency", "report": "a1", "recorded_at": "2024-03-03 09:00",
             "begins": "2024-03-02", "act": "shell"}  # fmt: skip
    return {**given, **cells}


def test_report_recorded_before_it_began_is_shown():
    rows = [report(begins="2024-03-03 11:00"), report(report="a2")]
    assert slips_of(rows) == [("SV836", "it was recorded 120 minutes before it began")]


def test_report_of_a_later_day_may_have_day_and_month_exchanged():
    rows = [report(begins="2024-04-01"), report(report="a2", begins="2024-03-03"),
            report(report="a3", recorded_at="2024-03-02")]  # fmt: skip
    assert slips_of(rows) == [("SV836", "it was recorded 29 days before it began")]


def test_measure_whose_point_may_part_thousands_is_shown():
    fuel = {"kind": "tally", "act": "admit", "object": "fuel", "unit": "litre"}
    figures = ["25.000", "at least 1.500", "25.5", "1200", "0.125"]
    rows = [
        report(**fuel, report=f"f{k}", quantity=figure) | {"begins": f"2024-03-0{k}"}
        for k, figure in enumerate(figures, start=1)
    ]
    rows = [row | {"recorded_at": "2024-03-09"} for row in rows]
    assert slips_of(rows) == [
        ("SV840", "`25.000` is read as 25 litre"),
        ("SV840", "`at least 1.500` is read as 1.5 litre"),
    ]


def test_count_from_one_start_that_falls_is_shown():
    tally = {"kind": "tally", "act": "kill", "object": "person", "unit": "person",
             "begins": "2024-03-01"}  # fmt: skip
    rows = [
        report(**tally, report="t1", ends="2024-03-02", quantity=110),
        report(**tally, report="t2", ends="2024-03-03", quantity=101),
    ]
    assert slips_of(rows) == [("SV833", "at least 110 before, then at most 101")]


def test_point_outside_of_every_area_is_shown():
    areas = build_area_map({"east": valley.Area()}, SQUARE)
    inside = report(latitude=Decimal("-15.2"), longitude=Decimal("39.2"), radius_m=100)
    near = report(report="a2", latitude=Decimal("-15.2"), longitude=Decimal("38.99"),
                  radius_m=5000)  # fmt: skip
    outside = report(report="a3", latitude=Decimal("-15.2"), longitude=Decimal("38.0"),
                     radius_m=5000)  # fmt: skip
    assert slips_of([inside, near, outside], areas) == [("SV835", "-15.2, 38")]
