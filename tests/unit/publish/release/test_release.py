"""Release profiles: what is made coarser, late or left out, and says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from servanda import api, assessing
from servanda.assessment.findings import Board, Bound, Finding
from servanda.assessment.material import IncidentNote, Material, ReportNote, RulingNote, SourceNote
from servanda.errors import UsageError
from servanda.publish.json import board_to_json
from servanda.publish.release import (
    Profile,
    find_profile,
    read_profile,
    released,
    small_cells,
    withheld,
)

ZONE = "Africa/Maputo"  # two hours east of Greenwich, no summer time
HOUR = 3_600_000_000
DAY = 24 * HOUR
MIDNIGHT = 1_709_330_400_000_000  # 2024-03-02 00:00 in the zone, a Saturday
NOTE = ReportNote("r1", "agency", "agency", MIDNIGHT + 9 * HOUR + 1, MIDNIGHT + 10 * HOUR - 1,
                  MIDNIGHT + 12 * HOUR + 5, "minute", place="the mill of Oldmill", text="I saw it",
                  link="https://x.example", note="by phone", areas="west",
                  licence="CC BY 4.0")  # fmt: skip
INCIDENT = IncidentNote("r1", "alleged", MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR, "shell",
                        "the mill of Oldmill", ("r1",), -15.1234, 39.3456, 100.0,
                        areas="west")  # fmt: skip


def finding(certain: float = 3.0, unit: str = "person") -> Finding:
    return Finding("calm", "", "northland", "2024-03-02", "d", MIDNIGHT, MIDNIGHT + DAY, "west",
                   Bound("at most", 0, 0, unit), certain, None, certain, "violated", "",
                   MIDNIGHT + 9 * HOUR, None)  # fmt: skip


def board(*notes: ReportNote, findings: tuple[Finding, ...] = ()) -> Board:
    material = Material(
        names={"agency": "Relief Agency", "west": "West"},
        reports=notes or (NOTE,), incidents=(INCIDENT,),
        sources=(SourceNote("agency", "Relief Agency", link="https://a.example", reason="why"),),
    )  # fmt: skip
    return Board("Pause", ZONE, MIDNIGHT + 3 * DAY, "independent", "fp", findings, (),
                 material=material)  # fmt: skip


def left(profile: Profile, value: Board | None = None) -> Board:
    return released(value or board(), profile, ZONE)


def test_places_are_told_by_area_alone():
    found = left(Profile("p", grid_degrees=0.0)).material
    assert (found.reports[0].place, found.incidents[0].place) == ("west", "west")
    assert (found.incidents[0].latitude, found.incidents[0].radius_m) == (None, None)


def test_point_becomes_the_square_that_holds_it():
    found = left(Profile("p", grid_degrees=0.1)).material.incidents[0]
    assert (found.latitude, found.longitude) == (-15.15, 39.35)
    # half the diagonal of a square of 0.1 degrees at 15 degrees south, and the radius itself
    assert found.radius_m == 7738.0 + 100.0


@pytest.mark.parametrize(
    ("time", "begins", "ends"),
    [
        ("as is", MIDNIGHT + 9 * HOUR + 1, MIDNIGHT + 10 * HOUR - 1),
        ("hour", MIDNIGHT + 9 * HOUR, MIDNIGHT + 10 * HOUR),
        ("day", MIDNIGHT, MIDNIGHT + DAY),
        ("week", MIDNIGHT - 5 * DAY, MIDNIGHT + 2 * DAY),
    ],
)
def test_times_of_reports_are_widened_to_local_hours_days_or_weeks(time, begins, ends):
    note = left(Profile("p", time=time)).material.reports[0]
    assert (note.begins_at, note.ends_at) == (begins, ends)


def test_since_of_a_finding_is_widened_too():
    found = left(Profile("p", time="day"), board(findings=(finding(),)))
    assert found.findings[0].since == MIDNIGHT


@pytest.mark.parametrize(
    ("left_out", "linked", "ruled", "decided"),
    [((), "w", "w", "w"), (("link",), "w", "w", "w"), (("text",), "", "w", "w"),
     (("note",), "", "w", "w"), (("reason",), "", "", "")],
)  # fmt: skip
def test_words_of_who_linked_reports_go_with_theirs(left_out, linked, ruled, decided):
    """They speak of what the reports say; a ruling is made to be read."""
    told = board()
    incidents = tuple(replace(INCIDENT, status=s, why="w") for s in ("contested", "ruled"))
    rulings = (RulingNote("calm", "kept", "chair", "w", MIDNIGHT),)
    told = replace(told, material=replace(told.material, incidents=incidents, rulings=rulings))
    profile = Profile("p", left_out=left_out)
    found = left(profile, told).material
    assert [note.why for note in found.incidents] == [linked, ruled]
    assert [note.reason for note in found.rulings] == [decided]
    assert ("why people linked and ruled" in profile.stamp) is ("reason" in left_out)


def test_fields_of_reports_are_left_out():
    note = left(Profile("p", left_out=("text", "link", "note"))).material.reports[0]
    assert (note.text, note.link, note.note, note.place) == ("", "", "", "the mill of Oldmill")


def test_confidential_source_is_a_number_wherever_it_stands():
    found = left(Profile("p", confidential=("agency",)))
    note = found.material.sources[0]
    assert (note.source, note.name, note.link, note.reason) == (
        "confidential source 1", "confidential source 1", "", "")  # fmt: skip
    assert found.material.reports[0].source == "confidential source 1"
    assert "agency" not in repr(found)
    assert "Relief Agency" not in repr(found)


def test_release_is_stamped_on_the_board_and_on_its_data():
    found = left(Profile("p", grid_degrees=0.0, time="day", delay_us=7 * DAY))
    says = ("released as `p`; places are only told by area; times of reports are widened to the"
            " day; nothing is used that became known in the last 7 days")  # fmt: skip
    assert (found.title, found.details["stamp"]) == ("Pause (release `p`)", says)
    assert board_to_json(found)["release"] == says


def test_board_without_a_release_has_no_stamp():
    assert "release" not in board_to_json(board())


def test_rows_whose_licence_forbids_it_are_withheld_and_the_board_says_so():
    from dataclasses import replace

    found = withheld(board(replace(NOTE, licence="ACLED")))
    note, incident = found.material.reports[0], found.material.incidents[0]
    assert (note.text, note.place, note.link, note.note) == ("", "", "", "")
    assert (incident.place, incident.latitude) == ("", None)
    assert found.details["withheld"] == (
        "words and places of rows under ACLED are left out: their licence does not let them be"
        " passed on")  # fmt: skip


def test_page_withholds_such_rows_whatever_is_asked_for(tmp_path):
    from dataclasses import replace

    api.write_report(board(replace(NOTE, licence="ACLED")), tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "I saw it" not in text
    assert "rows under ACLED are left out" in text


def test_row_whose_licence_lets_it_is_left_alone():
    assert withheld(board()) == board()


def test_small_figures_of_persons_are_warned_of():
    value = board(findings=(finding(3.0), finding(3.0, "truck"), finding(12.0)))
    warning = small_cells(value, Profile("p", small_below=5))[0]
    assert (warning.code, warning.severity, warning.message) == (
        "SV863",
        "warning",
        "figures of fewer than 5 persons: [calm] northland 2024-03-02",
    )


def test_delay_moves_the_as_of_instant_back(monkeypatch):
    asked: list[int] = []

    def judged(case: object, request: Any) -> Board:
        asked.append(request.as_of)
        return board()

    monkeypatch.setattr(assessing, "judge_case", judged)
    case = api.read(Path(__file__).parents[4] / "examples" / "northland")
    api.assess(case, as_of="2024-03-08 12:00", release=Profile("p", delay_us=2 * DAY))
    assert asked == [MIDNIGHT + 4 * DAY + 12 * HOUR]


@pytest.mark.parametrize("name", ["public", "partners"])
def test_profile_of_the_package_is_one_that_can_be_read(name):
    assert find_profile(name).stamp.startswith(f"released as `{name}`; ")


def test_profile_that_does_not_exist_is_answered_with_the_near_one():
    with pytest.raises(UsageError) as caught:
        find_profile("publik")
    problem = caught.value.problems[0]
    assert (problem.code, problem.hint) == ("SV861", "did you mean `public`?")


def test_everything_wrong_with_a_profile_is_said_at_once(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("place: roughly\ntime: year\ndelay: soon\nleave out: [all]\nx: 1\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_profile(path)
    assert [p.message for p in caught.value.problems] == [
        "`x` is no key of a release profile",
        "`place` cannot be `roughly`",
        "`time` cannot be `year`",
        "`delay` cannot be `soon`",
        "`all` cannot be left out",
    ]


def test_point_of_a_held_report_never_leaves_though_its_id_has_a_colon():
    from dataclasses import replace

    from servanda.publish.release import held_back

    incident = replace(INCIDENT, reports=("uuid:77",))
    found = held_back(replace(board().material, incidents=(incident,)), {"confidential-1:uuid:77"})
    assert (found.incidents[0].latitude, found.incidents[0].radius_m) == (None, None)
