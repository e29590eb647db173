"""The reports of the Gaza example: nothing of the collection is lost, and words prove no act."""

from __future__ import annotations

import hashlib
import importlib.util
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.examples.folders import GAZA, evidence_of, reports_by_id, rows_of

from servanda.civil import find_zone, local_instant

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = GAZA / "original" / "reports.csv"
ORIGINAL_SHA256 = "ca56c24f4ea88640a6b2004ec5f1e2ba2db81907f8a87b567b4df2e802bc8ba0"


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    return reports_by_id(GAZA)


@pytest.fixture(scope="module")
def recoded() -> list[dict[str, str]]:
    return rows_of(GAZA / "reports.csv")


def at(day: str, clock: str) -> int:
    from datetime import date, time

    zone = find_zone("Asia/Gaza")
    assert zone is not None
    return local_instant(date.fromisoformat(day), time.fromisoformat(clock), zone)


# ---- nothing is lost


def test_the_collection_is_kept_as_it_was_made() -> None:
    assert hashlib.sha256(ORIGINAL.read_bytes()).hexdigest() == ORIGINAL_SHA256


def test_every_original_row_survives_with_every_column(recoded: list[dict[str, str]]) -> None:
    originals = {row["report_id"]: row for row in rows_of(ORIGINAL)}
    kept = {
        row["original_report_id"]: {name: row[f"original_{name}"] for name in originals["g23-001"]}
        for row in recoded
    }
    assert len(originals) == 224
    assert kept == originals


def test_every_original_row_keeps_its_id_citation_and_quotation(
    recoded: list[dict[str, str]],
) -> None:
    found = {row["report"]: (row["source"], row["link"], row["text"]) for row in recoded}
    for row in rows_of(ORIGINAL):
        assert found[row["report_id"]] == (row["source"], row["url"], row["quote"])


def test_rows_with_two_figures_become_two_reports(recoded: list[dict[str, str]]) -> None:
    times = Counter(row["original_report_id"] for row in recoded)
    assert sum(times.values()) == 243
    assert max(times.values()) == 2
    assert times["g23-181"] == 2


def test_recode_makes_the_same_file_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("recode", GAZA / "recode.py")
    assert spec is not None
    assert spec.loader is not None
    recode = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recode)
    monkeypatch.setattr(recode, "REPORTS", tmp_path / "reports.csv")
    recode.main()
    assert (tmp_path / "reports.csv").read_bytes() == (GAZA / "reports.csv").read_bytes()


def test_every_row_is_used(reports: dict[str, dict[str, Any]]) -> None:
    evidence = evidence_of(GAZA)
    assert evidence.rejects.to_pylist() == []
    # Points of towns are drawn on the map, beside the areas that count.
    assert [(p.code, p.message.split()[0]) for p in evidence.problems] == [("SV344", "13")]
    assert len(reports) == 243


def test_every_original_source_is_declared_with_a_reason() -> None:
    declared = {row["source"]: row["reason"] for row in rows_of(GAZA / "sources.csv")}
    originals = {row["source"] for row in rows_of(GAZA / "original" / "sources.csv")}
    assert len(originals) == 50
    assert originals <= set(declared)
    assert all(declared.values())


# ---- judgements


def test_announcements_prove_no_release(reports: dict[str, dict[str, Any]]) -> None:
    announced = [row for row in reports.values() if "will be released" in row["text"]]
    assert len(announced) == 5
    assert {row["act"] for row in announced} == {"announce"}


def test_alerts_are_no_launches_and_name_nobody(reports: dict[str, dict[str, Any]]) -> None:
    alerts = [row for row in reports.values() if row["source"] == "hfc"]
    assert len(alerts) == 16
    assert {(row["act"], row["actor"]) for row in alerts} == {("sound alert", None)}


@pytest.mark.parametrize(
    ("report", "origin"),
    [
        ("g23-012", "thailand-pm"),
        ("g23-076", "egypt-sis"),
        ("g23-109", "hostage-relative"),
        ("g23-122", "icrc"),
        ("g23-123", "icrc"),
        ("g23-136", "ocha"),
        ("g23-146", "unrwa"),
        ("g23-148", "icrc"),
        ("g23-220", "mohgaza"),
    ],
)
def test_relays_carry_their_origin(
    reports: dict[str, dict[str, Any]], report: str, origin: str
) -> None:
    assert reports[report]["origin"] == origin


def test_figures_repeated_by_the_white_house_are_of_the_day_they_were_made_for(
    reports: dict[str, dict[str, Any]],
) -> None:
    repeated, first = reports["g23-136"], reports["g23-023"]
    assert (repeated["begins"], repeated["ends"]) == (first["begins"], first["ends"])


def test_a_count_by_seven_in_the_evening_ends_there(reports: dict[str, dict[str, Any]]) -> None:
    assert reports["g23-074"]["begins"] == at("2023-11-25", "00:00")
    assert reports["g23-074"]["ends"] == at("2023-11-25", "19:00")


def test_counts_so_far_are_lower_bounds(reports: dict[str, dict[str, Any]]) -> None:
    for report in ("g23-079", "g23-118"):
        assert reports[report]["quantity_high"] is None


def test_the_average_is_a_total_of_seven_days(reports: dict[str, dict[str, Any]]) -> None:
    average = reports["g23-044"]
    assert (average["quantity_low"], average["quantity_high"]) == (1187, 1193)


def test_running_totals_share_no_series_with_days(reports: dict[str, dict[str, Any]]) -> None:
    running = {
        (row["source"], row["series"])
        for row in reports.values()
        if "cumulative" in row["original"] or "average" in row["original"]
    }
    daily = {
        (row["source"], row["series"])
        for row in reports.values()
        if row["series"] and "by day" in row["series"]
    }
    assert running.isdisjoint(daily)


def test_a_report_known_by_its_date_is_known_from_the_end_of_that_day(
    reports: dict[str, dict[str, Any]],
) -> None:
    assert reports["g23-026"]["recorded_at"] == at("2023-11-25", "00:00")
    assert reports["g23-015"]["recorded_at"] == at("2023-11-24", "20:07")


@pytest.mark.parametrize(
    ("report", "language"),
    [("g23-019", "ar"), ("g23-157", "ar"), ("g23-071", "he"), ("g23-102", "fr"), ("g23-018", "en")],
)
def test_quotations_carry_their_language(
    reports: dict[str, dict[str, Any]], report: str, language: str
) -> None:
    assert reports[report]["language"] == language


def test_the_dual_national_is_counted_as_each_source_counts_him(
    reports: dict[str, dict[str, Any]],
) -> None:
    assert reports["g23-123"]["attributes"] == "israeli"
    assert reports["g23-119"]["attributes"] == "not israeli, not thai, russian"


@pytest.mark.parametrize(
    ("report", "is_inside"),
    [("g23-045", False), ("g23-071", True), ("g23-212", True), ("g23-221", False)],
)
def test_alerts_lie_before_inside_or_after_the_pause(
    reports: dict[str, dict[str, Any]], report: str, is_inside: bool
) -> None:
    begins, ends = at("2023-11-24", "07:00"), at("2023-12-01", "07:00")
    row = reports[report]
    assert (begins <= row["begins"] and row["ends"] <= ends) is is_inside
