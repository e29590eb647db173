"""Levels, time without an act, and stations that a case has no use for."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
import yaml
from tests.golden.times import instant
from tests.golden.world import World

from servanda.assessment.engine import judge, looks, run_stations
from servanda.assessment.pipeline import WITHOUT
from servanda.assessment.tables import LOOKS, CaseTables

FOLDER = Path(__file__).parents[2] / "golden" / "cases"
BY_ID = {
    case["id"]: case
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
}
LATE = "2024-03-10 12:00"
ZONE = ZoneInfo("Africa/Maputo")


def tables(case_id: str, as_of: str = LATE) -> CaseTables:
    """Return the tables of a golden case."""
    return World(BY_ID[case_id]).tables_at("independent", as_of)


def test_looks_are_the_stretches_of_a_level():
    found = looks(tables("level-declared-strength"))
    assert found.schema == LOOKS
    assert found.select(["certain", "possible", "alleged"]).to_pylist() == [
        {"certain": 250, "possible": 250, "alleged": 250},
        {"certain": 280, "possible": 280, "alleged": 280},
    ]


def test_looks_lie_one_after_the_other():
    found = looks(tables("level-exceeded-for-an-hour")).to_pylist()
    assert [row["ends_at"] for row in found[:-1]] == [row["begins_at"] for row in found[1:]]
    assert [row["certain"] for row in found] == [250, 340, 260]


def test_what_is_no_level_was_never_looked_at():
    assert looks(tables("last-morning")).num_rows == 0


def test_only_the_looks_asked_for_are_told():
    case = tables("level-declared-strength")
    none = judge(case).slice(0, 0)
    assert looks(case, none).num_rows == 0


def test_a_level_is_read_within_the_time_of_its_duty():
    session = run_stations(tables("level-declared-strength"), "30_statements")
    schema = pa.schema([("begins_at", pa.int64()), ("ends_at", pa.int64())])
    rows = session.table("pieces", schema).to_pylist()
    session.backend.close()
    (first, second) = sorted(rows, key=lambda row: row["begins_at"])
    assert first["begins_at"] == instant("2024-03-05 00:00", ZONE)
    assert first["ends_at"] == second["begins_at"] == instant("2024-03-05 15:00", ZONE)


def test_a_run_without_an_act_is_the_longest_piece():
    (found,) = judge(tables("idle-in-a-row")).to_pylist()
    case = BY_ID["idle-in-a-row"]
    in_all = World({**case, "duty": {**case["duty"], "mode": "idle"}})
    (added,) = judge(in_all.tables_at("independent", LATE)).to_pylist()
    assert found["certain"] < added["certain"]


# ---- stations without use -----------------------------------------------------------------------


# Those of an index and of counting are in tests/property/test_calls_together.py.
@pytest.mark.parametrize("station", sorted(set(WITHOUT) - {"12_known", "21_calls", "21_shapes"}))
@pytest.mark.parametrize("case_id", ["last-morning", "contested"])
def test_a_station_without_use_changes_nothing(
    case_id: str, station: str, monkeypatch: pytest.MonkeyPatch
):
    found = judge(tables(case_id))
    monkeypatch.setitem(WITHOUT, station, station)
    if station == "22_alike":  # it counts by the codes that the station before it gives
        monkeypatch.setitem(WITHOUT, "22_codes", "22_codes")
    assert judge(tables(case_id)).equals(found)


def test_a_large_case_is_judged_as_a_small_one(monkeypatch: pytest.MonkeyPatch):
    case = tables("exchange-surplus")
    small = judge(case)
    monkeypatch.setattr("servanda.assessment.backends.duckdb._SMALL_ROWS", 0)
    assert judge(case).equals(small)


def test_what_is_recorded_later_does_not_end_a_level():
    early = judge(tables("level-declared-strength", "2024-03-05 12:00")).to_pylist()
    assert [(row["certain"], row["verdict"]) for row in early] == [(250, "pending")]
