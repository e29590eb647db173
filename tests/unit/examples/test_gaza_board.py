"""What follows from the reports of the Gaza example; every number here is computed by the case."""

from __future__ import annotations

import csv
import re
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.unit.examples.boards import board_of, finding, judge, verdicts
from tests.unit.examples.folders import GAZA

from servanda import api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from servanda.assessment.findings import Board, Finding

NOON = "2023-11-25 12:00"
ALL_DAYS = tuple(f"2023-11-{day}" for day in range(24, 31))


@pytest.fixture(scope="module")
def board() -> Board:
    return board_of(GAZA)


# ---- releases


@pytest.mark.parametrize(
    ("label", "certain", "possible", "verdict"),
    [
        ("hostages", 50, 51, "complied"),
        ("hostages/women-or-children", 50, 50, "complied"),
        ("hostages/every-nationality", 69, None, "complied"),
        ("detainees", 150, 150, "complied"),
        ("detainees/women-or-children", 111, 150, "not verifiable"),
        ("hostages-in-all/israeli-only", 78, None, "disputed"),
    ],
)
def test_releases_are_counted_from_the_days(
    board: Board, label: str, certain: int, possible: int | None, verdict: str
) -> None:
    found = finding(board, label)
    assert (found.certain, found.possible, found.verdict) == (certain, possible, verdict)


def test_240_detainees_were_released_in_all(board: Board) -> None:
    assert finding(board, "detainees-in-all").certain == 240
    assert finding(board, "detainees-in-all").verdict == "complied"


def test_days_add_up_to_the_fifty(board: Board) -> None:
    days = [finding(board, "daily", day).certain for day in ALL_DAYS]
    assert days == [13, 13, 13, 11, 10, 10, 8]


def test_eight_are_no_ten(board: Board) -> None:
    assert verdicts(board, "daily") == {
        **dict.fromkeys(ALL_DAYS[:6], "complied"),
        ALL_DAYS[6]: "violated",
    }


def test_every_source_counted_the_bargain_alike_while_women_and_children_are_counted(
    board: Board,
) -> None:
    checks = list(verdicts(board, "exchange/women-or-children").values())
    assert checks[:5] == ["complied"] * 5
    assert checks[5] == "not verifiable"


# ---- trucks


def test_no_day_of_aid_is_violated(board: Board) -> None:
    assert verdicts(board, "aid") == {
        "2023-11-24": "complied",
        "2023-11-25": "disputed",
        "2023-11-26": "disputed",
        "2023-11-27": "disputed",
        "2023-11-28": "complied",
        "2023-11-29": "disputed",
        "2023-11-30": "disputed",
    }


def test_the_whole_falls_short_though_no_day_can_be_named(board: Board) -> None:
    whole = finding(board, "aid", "whole")
    assert (whole.certain, whole.possible, whole.bound.low) == (1187, 1193, 1400)
    assert (whole.verdict, whole.reason) == ("violated", "day not known")


def test_egypts_running_totals_bound_the_last_full_days(board: Board) -> None:
    assert finding(board, "aid", "2023-11-29").possible == 725


@pytest.mark.parametrize(
    ("label", "certain", "verdict"),
    [
        ("aid", 200, "complied"),
        ("aid/dispatched", 200, "complied"),
        ("aid/received", 196, "not verifiable"),
        ("aid/unloaded", 137, "not verifiable"),
        ("aid/inspected", 0, "not verifiable"),
    ],
)
def test_on_the_first_day_the_readings_of_a_truck_part(
    board: Board, label: str, certain: int, verdict: str
) -> None:
    found = finding(board, label, "2023-11-24")
    assert (found.certain, found.verdict) == (certain, verdict)


def test_129000_litres_are_no_130000(board: Board) -> None:
    assert finding(board, "fuel/litres", "2023-11-24").certain == 129000
    assert finding(board, "fuel/litres", "2023-11-24").verdict == "violated"
    assert finding(board, "fuel/litres", "2023-11-25").reason == "contradicted"


# ---- prohibitions


def test_fire_by_israel_is_established_and_rockets_of_nobody_are_not_hamas(board: Board) -> None:
    assert finding(board, "fighting", "whole", "israel").verdict == "violated"
    hamas = finding(board, "fighting", "whole", "hamas")
    assert (hamas.certain, hamas.verdict) == (0, "disputed")


def test_silence_is_no_compliance(board: Board) -> None:
    forbidden = {"air-south", "air-north", "vehicles", "no-arrest", "families", "fighting"}
    found = {f.verdict for f in board.findings if f.clause in forbidden}
    assert "complied" not in found
    assert verdicts(board, "air-north")["2023-11-25"] == "not verifiable"


def test_a_flight_of_unknown_hour_is_disputed(board: Board) -> None:
    found = finding(board, "air-north", "2023-11-28")
    assert (found.verdict, found.reason) == ("disputed", "uncertain")


@pytest.mark.slow
def test_alerts_touch_no_finding() -> None:
    case = api.read(GAZA)
    explained = api.assess(case, explained=True)
    used = {use.source for found in explained.findings for use in found.uses}
    assert "ocha" in used
    assert "hfc" not in used


# ---- rules of proof


@pytest.mark.slow
def test_a_bearers_own_word_never_makes_it_compliant(tmp_path: Path) -> None:
    own = {"israel": _sources_of("israel"), "hamas": _sources_of("hamas")}
    for party, sources in own.items():
        folder = _copy(tmp_path / party, partial(_is_of, sources))
        found = judge(folder).findings
        assert {f.verdict for f in found if f.bearer == party} & {"complied"} == set()


@pytest.mark.slow
def test_exchanging_the_parties_exchanges_the_verdicts(board: Board, tmp_path: Path) -> None:
    folder = _copy(tmp_path / "swapped", lambda row: True)
    _swap_parties(folder)
    swapped = judge(folder)
    assert _facts(swapped.findings) == {
        (clause, reading, _other(bearer), slot): rest
        for (clause, reading, bearer, slot), rest in _facts(board.findings).items()
    }


def test_a_stricter_standard_leaves_the_fifty_and_loses_the_trucks() -> None:
    strict = board_of(GAZA, None, "corroborated")
    assert finding(strict, "hostages").certain == 50
    assert finding(strict, "aid", "2023-11-24").certain == 0


# ---- as of


def test_the_board_of_an_earlier_noon_knows_nothing_recorded_later() -> None:
    early = board_of(GAZA, NOON)
    assert finding(early, "aid", "2023-11-24").verdict == "disputed"
    assert finding(early, "hostages").verdict == "pending"
    assert finding(early, "hostages").certain == 13
    assert not [f for f in early.findings if f.clause == "detainees-in-all"]


@pytest.mark.slow
def test_later_rows_leave_the_board_of_an_earlier_noon_as_it_is(tmp_path: Path) -> None:
    folder = _copy(tmp_path / "early", lambda row: row["recorded_at"][:10] <= "2023-11-25")
    early = judge(folder, NOON)
    assert _facts(early.findings) == _facts(board_of(GAZA, NOON).findings)


def test_the_extension_was_not_known_before_it_was_agreed() -> None:
    days = set(verdicts(board_of(GAZA, "2023-11-26 12:00"), "aid"))
    assert days == set(ALL_DAYS[:4])
    assert set(verdicts(board_of(GAZA), "aid")) == set(ALL_DAYS)


# ---- help


def _is_of(sources: set[str], row: dict[str, str]) -> bool:
    return row["source"] in sources


def _sources_of(party: str) -> set[str]:
    with (GAZA / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["source"] for row in rows if party in (row["affiliation"], row["leaning"])}


def _copy(folder: Path, is_kept: Callable[[dict[str, str]], bool]) -> Path:
    shutil.copytree(GAZA, folder, ignore=shutil.ignore_patterns("original", "recode*"))
    path = folder / "reports.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = reader.fieldnames or []
        rows = [row for row in reader if is_kept(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    kept = {row["report"] for row in rows}
    links = folder / "links.csv"
    lines = links.read_text(encoding="utf-8").splitlines()
    links.write_text(
        "\n".join([lines[0], *(x for x in lines[1:] if set(x.split(",")[0].split("|")) <= kept)])
        + "\n",
        encoding="utf-8",
    )
    return folder


_PARTY = re.compile(r"(?<![\w-])(israel|hamas)(?![\w-])", re.IGNORECASE)


def _other(text: str) -> str:
    def swap(match: re.Match[str]) -> str:
        word = {"israel": "hamas", "hamas": "israel"}[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    return _PARTY.sub(swap, text)


def _swap_parties(folder: Path) -> None:
    path = folder / "agreement.md"
    path.write_text(_other(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, columns in (("reports.csv", {"actor"}), ("sources.csv", {"affiliation", "leaning"})):
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            rows = [{n: _other(v) if n in columns else v for n, v in r.items()} for r in reader]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _facts(findings: Iterable[Finding]) -> dict[tuple[str, str, str, str], tuple[object, ...]]:
    return {
        f.key: (f.certain, f.possible, f.alleged, f.verdict, f.reason, f.since) for f in findings
    }
