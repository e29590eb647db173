"""What a profile holds back is found nowhere else on what leaves."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from servanda import api
from servanda.errors import UsageError
from servanda.publish.json import board_to_json
from servanda.publish.release import Profile

AGREEMENT = """---
title: Pause in the valley (made up)
parties: {northland: Northland, southland: Southland}
time zone: Asia/Kathmandu
in force: {from: 2024-03-01 06:00, for: 4 days}
areas: {valley: {parts: [east, west]}, east: {}, west: {}}
---
```terms
[calm] Each party must not attack in valley.
[exchange] Northland must release at least 1 prisoner for each prisoner that \
southland releases, within 24 hours.
[posts] Northland must have at most 30 soldiers in east.
[gone] When southland attacks in east, northland must notify southland within 5 hours.
```
"""
SOURCES = """source,name,affiliation,reason
hotel-keeper,Maria of the Blue Hotel,none,owns it
agency,Relief Agency,none,neutral
"""
REPORTS = """report,source,recorded_at,begins,ends,kind,act,object,actor,quantity,unit,area,latitude,longitude,radius_m,place,text,licence
hotel-keeper_1,hotel-keeper,2024-03-04 09:17,2024-03-01 13:07,,event,attack,,southland,,,east,,,,Old Mill,I saw it,
k2,hotel-keeper,2024-03-04 09:17,2024-03-02 13:07,,event,release,prisoner,southland,4,person,east,,,,Old Mill,,
k3,hotel-keeper,2024-03-04 09:17,2024-03-02 13:07,2024-03-02 14:11,level,station,soldier,northland,40,person,east,,,,,,
a4,agency,2024-03-05 00:00,2024-03-02 18:21,,event,attack,,northland,,,west,27.7123,85.3123,50,Salt Gate,Hotel-Keeper and maria of the Blue Hotel told us,ACLED
"""  # noqa: E501
COVERAGE = """source,role,act,object,area,begins,ends,reason
hotel-keeper,counts,admit,aid truck,east,2024-03-01 06:17,2024-03-04 19:23,from room 12
agency,denied,attack,,west,2024-03-03 08:19,2024-03-03 18:43,turned back
"""
KEEPER = Profile("mine", confidential=("hotel-keeper",))


@pytest.fixture
def case(tmp_path: Path) -> api.Case:
    texts = {"agreement.md": AGREEMENT, "sources.csv": SOURCES, "reports.csv": REPORTS,
             "coverage.csv": COVERAGE}  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return api.read(tmp_path)


def everything(case: api.Case, profile: Profile, tmp_path: Path) -> str:
    """Return the board of a case as data and page, and its incidents, as one text."""
    board = api.assess(case, release=profile)
    api.write_report(board, tmp_path / "page.html")
    listing = api.incidents(case, suggest="rule", release=profile)
    page = (tmp_path / "page.html").read_text("utf-8")
    return json.dumps(board_to_json(board)) + page + json.dumps(asdict(listing)) + repr(board)


@pytest.mark.parametrize("time", ["day", "week"])
def test_no_clock_time_of_a_report_is_on_a_release_by_days(case, tmp_path, time):
    """Not as the period of an answer that it calls, nor in a check's name, nor among the looks."""
    text = everything(case, Profile("mine", time=time), tmp_path)
    clocks = ("13:07", "13:08", "18:08", "14:11", "14:12", "18:21", "18:22", "09:17", "06:17",
              "19:23", "08:19", "18:43")  # fmt: skip
    assert [clock for clock in clocks if clock in text] == []
    told = [f for f in api.assess(case).findings if f.slot.startswith("check:")]
    assert [f.slot for f in told if f.slot in text] == []


def test_day_of_a_finding_stays_that_day(case):
    board = api.assess(case, release=Profile("mine", time="week"))
    day = next(f for f in board.findings if f.slot == "2024-03-03")
    assert (day.ends_at - day.begins_at) == 24 * 3_600_000_000


def test_hours_are_those_of_the_clocks_of_the_place(case):
    board = api.assess(case, release=Profile("mine", time="hour"))
    found = next(r for r in board_to_json(board)["findings"] if r["slot"].startswith("after"))
    assert found["period"]["start"] == "2024-03-01T13:00:00+05:45"
    assert found["period"]["end"] == "2024-03-01T19:00:00+05:45"


def test_place_that_is_left_out_is_on_no_incident_either(case, tmp_path):
    text = everything(case, Profile("mine", left_out=("place",)), tmp_path)
    assert "Old Mill" not in text


def test_rows_that_may_not_be_passed_on_are_no_incidents_with_a_place(case):
    listing = api.incidents(case, release=Profile("mine"))
    text = json.dumps(asdict(listing))
    assert [word for word in ("Salt Gate", "27.7", "85.3") if word in text] == []
    assert "rows under ACLED are left out" in listing.stamp
    assert "Old Mill" in text


def test_confidential_name_is_found_in_ids_other_letters_and_in_full(case, tmp_path):
    text = everything(case, KEEPER, tmp_path).lower()
    assert [word for word in ("hotel-keeper", "blue hotel") if word in text] == []
    assert "confidential source 1_1" in text


def test_why_a_confidential_source_could_watch_is_left_out(case, tmp_path):
    assert "room 12" in everything(case, Profile("mine"), tmp_path)
    text = everything(case, KEEPER, tmp_path)
    assert "room 12" not in text
    assert "turned back" in text


def test_confidential_name_that_the_case_does_not_know_is_no_release(case):
    """A slip of the pen in a profile would publish the name."""
    with pytest.raises(UsageError) as caught:
        api.assess(case, release=Profile("mine", confidential=("hotel-keper", "agency", "other")))
    assert [(p.code, p.message) for p in caught.value.problems] == [
        ("SV864", "the case knows no source `hotel-keper`"),
        ("SV864", "the case knows no source `other`"),
    ]
    assert caught.value.problems[0].hint.startswith("did you mean `hotel-keeper`?")


def test_names_of_an_index_are_known_too(case, tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    for name in ("agreement.md", "sources.csv", "reports.csv"):
        shutil.copy(tmp_path / name, folder)
    (folder / "sources.csv").unlink()
    api.index(folder, tmp_path / "index")
    record = api.read(folder / "agreement.md", index=tmp_path / "index")
    assert "hotel-keeper" not in repr(api.assess(record, release=KEEPER))


def test_no_folder_of_the_machine_is_on_a_release(case, tmp_path):
    """It had told who sat there: `/home/amina/interviews/agreement.md`."""
    with (tmp_path / "reports.csv").open("a", encoding="utf-8") as file:
        file.write("a9,agency,2024-03-05 00:00,no time\n")
    case = api.read(tmp_path)
    assert case.evidence.counts["rejected"] == 1
    text = everything(case, Profile("mine"), tmp_path)
    assert str(tmp_path) not in text
    assert "agreement.md" in text
    assert "reports.csv" in text
