"""Every format, by a small sample of its real shape with made-up content."""

import json

import pytest
from tests.unit.evidence.importers.country import (
    SAMPLES,
    asides,
    imported,
    reports,
    slips,
    usable,
)

from servanda.evidence.importers import recognise

ALL = [
    ("acled", "acled.csv", 5),
    ("ucdp", "ucdp.csv", 6),
    ("ucdp-candidate", "ucdp-candidate.csv", 6),
    ("gdelt", "gdelt.export.CSV", 3),
    ("gdelt-mentions", "gdelt.mentions.CSV", 2),
    ("plover", "plover.jsonl", 3),
    ("home-front", "home-front.csv", 4),
    ("air-raid", "air-raid-official.csv", 3),
    ("air-raid", "air-raid-volunteer.csv", 2),
    ("firms", "firms-viirs.csv", 2),
    ("firms", "firms-modis.csv", 1),
    ("adsb", "adsb.json", 3),
    ("hxl", "hxl.csv", 3),
    ("kobo", "kobo.csv", 1),
    ("kobo", "kobo.json", 1),
    ("kobo", "kobo-repeats.json", 3),
    ("reliefweb", "reliefweb.csv", 1),
    ("tech-for-palestine", "tech-for-palestine.json", 24),
    ("tech-for-palestine-west-bank", "tech-for-palestine-west-bank.json", 27),
    ("tech-for-palestine-lebanon", "tech-for-palestine-lebanon.json", 13),
    ("tech-for-palestine-infrastructure", "tech-for-palestine-infrastructure.json", 17),
]


@pytest.mark.parametrize(("outside", "file", "count"), ALL)
def test_sample_becomes_reports_that_a_case_can_use(outside, file, count):
    assert usable(outside, file) == (count, [])


@pytest.mark.parametrize(("outside", "file"), [(a, b) for a, b, _ in ALL] + [
    ("ushahidi", "ushahidi.csv"), ("acled-deleted", "acled-deleted.csv"),
    ("acled-deleted", "acled-deleted-again.json")])  # fmt: skip
def test_format_is_told_by_how_the_file_begins(outside, file):
    found = recognise(SAMPLES / file)
    assert (found.outside.name, bool(found.reason)) == (outside, True)


@pytest.mark.parametrize(("outside", "file"), [(a, b) for a, b, _ in ALL])
def test_report_keeps_the_whole_row_as_it_was_written(outside, file):
    found = imported(outside, file)
    report = min(found.converted.reports.to_pylist(), key=lambda row: row["row_no"])
    rows = {row.pop("row_no"): row for row in found.sheet.rows.to_pylist()}
    first = rows[report["row_no"]]
    assert {name: report[f"original_{name}"] for name in first} == first


@pytest.mark.parametrize(("outside", "file"), [(a, b) for a, b, _ in ALL])
def test_every_row_is_a_report_or_set_aside_with_a_reason(outside, file):
    found = imported(outside, file)
    told = {*found.converted.reports["row_no"].to_pylist(),
            *found.converted.asides["row_no"].to_pylist()}  # fmt: skip
    assert told == set(found.sheet.rows["row_no"].to_pylist())
    assert all(found.converted.asides["why"].to_pylist())


# ---- ACLED


def test_acled_dates_are_read_in_both_spellings():
    found = reports("acled", "acled.csv", "report", "begins", "ends")
    assert found[0] == ("VAL101", "2024-03-02", "2024-03-02")
    assert found[2] == ("VAL102", "2024-03-03", "2024-03-03")


def test_acled_actors_are_candidates_without_direction():
    found = dict(reports("acled", "acled.csv", "report", "actor"))
    assert found["VAL101"] == "northland|southland"


def test_acled_civilians_are_no_hand():
    assert dict(reports("acled", "acled.csv", "report", "actor"))["VAL103"] == "northland"


def test_acled_hand_that_nobody_explained_stays_unknown():
    found = reports("acled", "acled.csv", "report", "actor", names=_no_names())
    assert {actor for _, actor in found} == {None}


def test_acled_point_is_the_place_only_where_it_is_precise():
    found = {r[0]: r[1:] for r in reports(
        "acled", "acled.csv", "report", "latitude", "radius_m", "area")}  # fmt: skip
    assert found["VAL101"] == ("-15.1", "5000", "east")
    assert found["VAL102"] == (None, None, "west")


def test_acled_row_became_known_when_it_last_changed():
    found = {at for (at,) in reports("acled", "acled.csv", "recorded_at")}
    assert found == {"2024-03-09T16:00:00Z"}


def test_acled_first_source_is_kept_and_several_stay_together():
    found = dict(reports("acled", "acled.csv", "report", "origin"))
    assert (found["VAL101"], found["VAL103"]) == ("The Courier; Radio Valley", "Relief Agency")


def test_acled_dead_are_a_report_of_their_own_and_none_where_none_are_counted():
    found = reports("acled", "acled.csv", "report", "act", "quantity", "unit")
    assert [row for row in found if row[1] == "kill"] == [
        ("VAL101-killed", "kill", "3", "person"),
        ("VAL103-killed", "kill", "1", "person"),
    ]


def test_acled_rows_without_an_act_or_a_date_are_set_aside():
    assert asides("acled", "acled.csv") == [
        (5, None, "it says how a group changed and no act"),
        (6, "SV806", "no date can be read from `soon`"),
    ]


def test_acled_licence_travels_with_each_row():
    assert {row for (row,) in reports("acled", "acled.csv", "licence")} == {"ACLED"}


# ---- UCDP


def test_ucdp_dead_lie_between_low_and_high():
    found = reports("ucdp", "ucdp.csv", "report", "quantity_low", "quantity_high")
    assert found[1] == ("900001-killed", "3", "5")


def test_ucdp_only_one_sided_violence_has_a_direction():
    found = dict(reports("ucdp", "ucdp.csv", "report", "actor"))
    assert (found["900001"], found["900002"]) == ("northland|southland", "northland")


def test_ucdp_dates_are_read_in_both_spellings_and_stay_a_span():
    found = {r[0]: r[1:] for r in reports("ucdp", "ucdp.csv", "report", "begins", "ends")}
    assert found["900002"] == ("2024-03-04", "2024-03-06")
    assert found["900003"] == ("2024-03-01", "2024-03-31")


def test_ucdp_place_is_as_wide_as_its_precision():
    found = {r[0]: r[1:] for r in reports("ucdp", "ucdp.csv", "report", "radius_m", "area")}
    assert (found["900001"][0], found["900002"][0]) == ("5000", "25000")
    assert found["900003"] == (None, "valley")


def test_ucdp_candidate_is_a_source_of_its_own_and_read_without_a_header():
    found = reports("ucdp-candidate", "ucdp-candidate.csv", "source", "report", "row_no")
    assert found[0] == ("ucdp-candidate", "5000", 1)


def test_ucdp_parts_that_do_not_make_the_total_are_shown():
    assert slips("ucdp", "ucdp.csv") == {"SV831": [4]}


# ---- news coded by machines


@pytest.mark.parametrize(
    ("outside", "file"),
    [("gdelt", "gdelt.export.CSV"), ("gdelt-mentions", "gdelt.mentions.CSV"),
     ("plover", "plover.jsonl"), ("reliefweb", "reliefweb.csv")],
)  # fmt: skip
def test_news_are_mentions_and_name_no_hand(outside, file):
    found = imported(outside, file).converted.reports
    assert found["act"].unique().to_pylist() == ["mention"]
    assert "actor" not in found.column_names


def test_gdelt_codes_on_which_all_tables_agree_are_read():
    found = reports("gdelt", "gdelt.export.CSV", "about")
    assert [about for (about,) in found] == [
        "CAMEO 195: air strike", "CAMEO 0871: truce", "CAMEO 107: demand"]  # fmt: skip


def test_gdelt_codes_that_differ_are_read_by_the_table_that_is_named():
    by_2007 = reports("gdelt", "gdelt.export.CSV", "about", codes=_path("cameo-2007"))
    by_plover = reports("gdelt", "gdelt.export.CSV", "about", codes=_path("cameo-plover"))
    assert by_2007[2] == ("CAMEO 107: demand ceasefire",)
    assert by_plover[2] == ("CAMEO 107: demand settling of dispute",)


def test_gdelt_quotation_marks_are_letters():
    (link,) = reports("gdelt", "gdelt.export.CSV", "link")[0]
    assert link == 'https://www.courier.example/2024/a-"raid"-at-night'


def test_gdelt_mention_is_of_its_medium_at_its_own_time():
    found = reports("gdelt-mentions", "gdelt.mentions.CSV", "origin", "begins", "about", "link")
    assert found[1] == ("radio.example", "2024-03-03T08:15:00Z", "GDELT event 1150000001",
                        "https://radio.example/raid")  # fmt: skip
    assert asides("gdelt-mentions", "gdelt.mentions.CSV") == [
        (3, "SV806", "no time can be read from `soon`")
    ]


def test_plover_allegation_of_a_breach_is_an_accusation():
    found = dict(reports("plover", "plover.jsonl", "report", "about"))
    assert found["P-2"] == "PLOVER ACCUSE allege military: accuse"


def test_plover_reads_the_words_of_both_generations():
    found = dict(reports("plover", "plover.jsonl", "report", "note"))
    assert found["P-1"] == "actor as coded: NLD GOV; recipient as coded: SLD"
    assert found["P-3"] == "actor as coded: NLD; recipient as coded: SLD"


def test_plover_record_without_an_event_is_set_aside():
    assert asides("plover", "plover.jsonl") == [(4, None, "it says that it holds no event")]


# ---- alerts


def test_home_front_alert_of_two_areas_sounded_in_each():
    found = reports("home-front", "home-front.csv", "report", "area", "begins")
    assert found[:2] == [
        ("90001-1", "east", "2024-03-02T15:05:26Z"),
        ("90001-2", "west", "2024-03-02T15:05:26Z"),
    ]


def test_home_front_time_that_the_clocks_showed_twice_lies_between_the_two():
    found = reports("home-front", "home-front.csv", "report", "begins", "ends")
    assert ("90003-1", "2024-10-26T22:30:00Z", "2024-10-26T23:30:00Z") in found


def test_home_front_all_clears_drills_and_impossible_times_are_no_alerts():
    assert asides("home-front", "home-front.csv") == [
        (3, None, "the all-clear"),
        (5, "SV806", "the clocks jumped over this time"),
        (7, None, "a drill"),
    ]


def test_home_front_clock_that_forgot_summer_time_is_shown():
    assert slips("home-front", "home-front.csv") == {"SV836": [6]}


def test_air_raid_end_that_was_assumed_is_not_read():
    found = reports("air-raid", "air-raid-volunteer.csv", "begins", "ends", "note")
    assert found[0] == ("2024-03-02T18:00:00Z", None,
                        "its end was assumed by the publisher and is not read")  # fmt: skip
    assert found[1] == ("2024-03-03T18:00:00Z", "2024-03-03T18:42:00Z", None)


def test_air_raid_change_of_unit_is_shown():
    assert slips("air-raid", "air-raid-official.csv") == {"SV839": [3, 4]}


# ---- what machines see


def test_firms_time_that_lost_its_zeros_is_read_in_utc():
    found = reports("firms", "firms-viirs.csv", "begins", "act")
    assert found == [("2024-03-02T00:07Z", "detect heat"), ("2024-03-03T11:34Z", "detect heat")]


def test_firms_place_is_the_circle_that_holds_the_pixel():
    # half the diagonal of a pixel of 390 m by 360 m, and of 1200 m by 1100 m
    assert reports("firms", "firms-viirs.csv", "radius_m")[0] == ("266",)
    assert reports("firms", "firms-modis.csv", "radius_m") == [("814",)]


def test_adsb_longitude_stands_before_latitude():
    found = reports("adsb", "adsb.json", "report", "latitude", "longitude", "object")
    assert found[2] == ("abc004-1709369910", "-15.25", "39.05", "helicopter")


def test_adsb_aircraft_in_one_square_is_one_report_and_names_no_hand():
    found = reports("adsb", "adsb.json", "report", "begins", "ends")
    assert found[0] == ("abc001-1709369700", "2024-03-02T08:55:00Z", "2024-03-02T08:56:00Z")
    assert "actor" not in imported("adsb", "adsb.json").converted.reports.column_names
    assert asides("adsb", "adsb.json") == [
        (2, None, "a further look at the aircraft of row 1"),
        (4, None, "the aircraft is on the ground"),
        (5, None, "the aircraft told no position"),
    ]


# ---- counts


def test_casualties_registered_are_no_killings_of_that_day():
    found = reports("tech-for-palestine", "tech-for-palestine.json", "report", "act", "quantity")
    acts = {report: (act, quantity) for report, act, quantity in found}
    assert acts["2025-01-20-killed"] == ("register", "12")
    assert acts["2025-01-20-killed_truce_new"] == ("kill", "2")
    assert acts["2025-01-20-killed_recovered"] == ("recover", "10")
    assert acts["2025-01-21-killed_committee"] == ("register", "70")


def test_casualties_running_totals_count_from_the_start():
    found = reports("tech-for-palestine", "tech-for-palestine.json", "report", "begins", "ends")
    assert ("2025-01-20-killed_cum", "2023-10-07", "2025-01-20") in found
    assert ("2025-01-24-killed", "2025-01-23", "2025-01-24") in found


def test_casualties_filled_in_by_the_publisher_are_a_source_of_their_own():
    found = reports("tech-for-palestine", "tech-for-palestine.json", "report", "source", "origin")
    by_report = {report: (source, origin) for report, source, origin in found}
    assert by_report["2025-01-20-ext_killed"] == ("tech-for-palestine-estimate", None)
    assert by_report["2025-01-20-killed"] == ("tech-for-palestine", "mohtel")


def test_casualties_slips_are_shown():
    assert slips("tech-for-palestine", "tech-for-palestine.json") == {
        "SV831": [2], "SV832": [2, 3, 3], "SV833": [3, 3], "SV837": [2]}  # fmt: skip


WEST_BANK = "tech-for-palestine-west-bank"
LEBANON = "tech-for-palestine-lebanon"
BUILDINGS = "tech-for-palestine-infrastructure"


def by_id(outside, *columns):
    found = reports(outside, f"{outside}.json", "report", *columns)
    return {report.partition("-20")[2]: cells for report, *cells in found}


@pytest.mark.parametrize("outside", [WEST_BANK, LEBANON, BUILDINGS])
def test_side_series_are_registers_and_count_for_no_duty_against_killing(outside):
    assert {act for (act,) in reports(outside, f"{outside}.json", "act")} == {"register"}


def test_west_bank_figures_stand_verified_and_not():
    found = by_id(WEST_BANK, "origin", "quantity", "note")
    assert found["24-03-02-verified.killed_cum"] == ["unocha", "10", "verified by UN OCHA"]
    assert found["24-03-02-killed_cum"] == ["un", "11", "not yet verified"]


def test_west_bank_days_that_were_filled_in_are_a_source_of_their_own():
    found = by_id(WEST_BANK, "source", "origin")
    assert found["24-03-03-killed_cum"] == ["tech-for-palestine-estimate", None]
    assert found["24-03-04-killed_cum"] == ["tech-for-palestine", "un"]


def test_west_bank_attacks_since_the_start_are_kept_and_not_read_as_attacks():
    assert {row for row, _, why in asides(WEST_BANK, f"{WEST_BANK}.json")
            if why.startswith("a running total of attacks")} == {1, 2, 3}  # fmt: skip


def test_west_bank_slips_are_shown():
    assert slips(WEST_BANK, f"{WEST_BANK}.json") == {"SV832": [3, 3], "SV833": [3]}


def test_lebanon_counts_anew_in_each_phase():
    found = by_id(LEBANON, "source", "begins", "quantity")
    assert found["26-03-05-killed_cum"] == ["tech-for-palestine-estimate", "2023-10-08", "45"]
    assert found["26-03-05-killed_cum_reported"] == ["tech-for-palestine", "2026-03-02", "5"]
    assert found["24-03-09-killed"] == ["tech-for-palestine", "2024-03-03", "4"]


def test_lebanon_phase_that_nobody_explained_is_kept_with_the_reason():
    why = "since when the figure counts is not said"
    assert asides(LEBANON, f"{LEBANON}.json") == [(3, "SV806", why)]


def test_buildings_that_were_filled_in_are_a_source_of_their_own():
    found = by_id(BUILDINGS, "source", "origin", "quantity", "unit", "about")
    assert found["24-03-03-residential.destroyed"] == [
        "tech-for-palestine", "gmotel", "120", "home", "residential units destroyed"]  # fmt: skip
    assert found["24-03-03-residential.ext_destroyed"][:2] == ["tech-for-palestine-estimate", None]


def test_buildings_that_become_fewer_are_shown():
    assert slips(BUILDINGS, f"{BUILDINGS}.json") == {"SV833": [2]}


def test_series_of_one_publisher_never_share_an_identity():
    files = ("tech-for-palestine", WEST_BANK, LEBANON, BUILDINGS)
    ids = [report for name in files for (report,) in reports(name, f"{name}.json", "report")]
    assert len(ids) == len(set(ids))


# ---- forms and tags


def test_hxl_tags_say_what_columns_are():
    found = reports("hxl", "hxl.csv", "report", "act", "actor", "area", "recorded_at")
    assert found == [
        ("H1", "attack", "northland|southland", "east", "2024-03-03"),
        ("H1-kill", "kill", "northland|southland", "east", "2024-03-03"),
        ("H2", "shell", "southland", "west", "2024-03-04"),
    ]


def test_kobo_form_became_known_when_it_arrived_in_utc():
    found = reports("kobo", "kobo.csv", "report", "begins", "recorded_at", "area")
    assert found == [("u-1", "2024-03-02 08:30", "2024-03-02T10:00:00Z", "east")]


def test_kobo_form_that_was_not_approved_is_set_aside():
    assert asides("kobo", "kobo.csv") == [
        (3, None, "the team did not approve it"),
        (4, None, "the team put it on hold"),
    ]


def test_kobo_place_of_filling_in_is_kept_and_not_read():
    found = imported("kobo", "kobo.json").converted.reports.to_pylist()[0]
    assert "latitude" not in found
    assert found["original__geolocation"] == "-15.1|39.3"
    assert json.loads(found["original__validation_status"])["by_whom"] == "lead"


REPEATS = "kobo-repeats.json"


def test_kobo_rows_of_a_repeat_group_are_reports_of_their_own():
    found = {r[0]: r[1:] for r in reports(
        "kobo", REPEATS, "report", "act", "begins", "area", "actor", "recorded_at")}  # fmt: skip
    arrived = "2024-03-04T10:00:00Z"
    assert found == {
        "u-11/incidents-1": ("shell", "2024-03-02", "east", "northland", arrived),
        "u-11/incidents-2": ("shoot", "2024-03-03", "west", "southland", arrived),
        "u-12": ("shell", "2024-03-03", "west", None, "2024-03-04T11:00:00Z"),
    }


def test_kobo_row_of_a_repeat_group_names_its_form():
    found = dict(reports("kobo", REPEATS, "report", "note"))
    assert found["u-11/incidents-2"] == "row `incidents-2` of form u-11"
    assert found["u-12"] is None


def test_kobo_form_and_rows_without_an_act_are_kept_with_the_reason():
    lone = "a row of a repeat group without an act of its own"
    assert asides("kobo", REPEATS) == [
        (1, None, "what happened is said by the rows of its repeat groups"),
        (3, None, "the team did not approve it"),
        (6, None, "the team did not approve it"),
        (7, None, lone),
        (8, None, lone),
    ]


def _no_names():
    from servanda.evidence.importers import NameTable

    return NameTable()


def _path(name):
    from pathlib import Path

    return Path(name)
