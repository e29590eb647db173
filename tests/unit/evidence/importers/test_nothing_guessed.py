"""What a cell does not say plainly is kept with the reason, never guessed and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.evidence.importers.country import SAMPLES, terms

from servanda.errors import EvidenceError
from servanda.evidence.importers import find_format, import_file
from servanda.evidence.importers.convert import Converted
from servanda.evidence.importers.draft import draft_mapping
from servanda.evidence.importers.sheet import read_table

MAPPING = """
name: t
source: team
licence: internal
report: {column: "No"}
recorded_at: {column: Sent}
begins: {column: Day}
act: shell
"""


def brought_in(folder: Path, mapping: str, *lines: str) -> Converted:
    table, path = folder / "t.csv", folder / "t.yaml"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.write_text(mapping, encoding="utf-8")
    found = find_format("table", table, path)
    return import_file(table, found.outside, terms(seen_at="")).converted


def asides(found: Converted) -> list[tuple[int, str]]:
    return [(row["row_no"], row["why"]) for row in found.asides.to_pylist()]


# ---- times


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2024-03-05 10:00", "2024-03-05T08:00Z"),
        ("2024-03-05T10:00", "2024-03-05T08:00Z"),
        ("2024-03-05 10:00:30", "2024-03-05T08:00:30Z"),
        ("2024-03-05T10:00:30.250", "2024-03-05T08:00:30Z"),
        ("2024-03-05T10:00:00+05:00", "2024-03-05T10:00:00+05:00"),
        ("2024-03-05", "2024-03-05"),
        ("yesterday", "yesterday"),
    ],
)
def test_zone_holds_for_times_that_need_no_form_too(cell, read, tmp_path):
    """They had been read in the zone of the agreement, whatever the mapping said."""
    mapping = MAPPING + "zone: Europe/Kyiv\n"
    [row] = brought_in(tmp_path, mapping, "No,Sent,Day", f"1,{cell},2024-03-05").reports.to_pylist()
    assert row["recorded_at"] == read


def test_time_without_a_form_that_the_clocks_show_twice_or_never_is_kept(tmp_path):
    mapping = MAPPING.replace("{column: Sent}", "{column: Sent, zone: Europe/Kyiv}")
    found = brought_in(tmp_path, mapping, "No,Sent,Day", "1,2024-10-27 03:30,2024-10-26",
                       "2,2024-03-31 03:30,2024-03-30")  # fmt: skip
    assert asides(found) == [
        (2, "`recorded_at`: the clocks show 2024-10-27 03:30 twice"),
        (3, "`recorded_at`: the clocks jump over 2024-03-31 03:30"),
    ]


def test_hours_of_twelve_that_the_clocks_show_twice_or_never_are_kept(tmp_path):
    sent = '{column: Sent, form: "%d/%m/%Y %I:%M %p", zone: Europe/Kyiv}'
    mapping = MAPPING.replace("{column: Sent}", sent)
    found = brought_in(tmp_path, mapping, "No,Sent,Day", "1,27/10/2024 03:30 AM,2024-10-26",
                       "2,31/03/2024 03:30 AM,2024-03-30")  # fmt: skip
    assert [why.split(" 2")[0].split(" 3")[0] for _, why in asides(found)] == [
        "`recorded_at`: the clocks show", "`recorded_at`: the clocks jump over"]  # fmt: skip


def test_year_of_two_digits_is_not_a_year_of_the_romans(tmp_path):
    mapping = MAPPING.replace("{column: Day}", '{column: Day, form: "%d/%m/%Y"}')
    found = brought_in(tmp_path, mapping, "No,Sent,Day", "1,2024-04-01,30/03/24")
    assert asides(found) == [(2, "`begins`: the year of 30/03/24 has not four digits")]


def test_column_whose_heading_says_utc_is_utc(tmp_path):
    mapping = MAPPING.replace("{column: Sent}", '{column: "Sent (UTC)"}')
    lines = ("No,Sent (UTC),Day", "1,2024-03-05 10:00:00,2024-03-05")
    [row] = brought_in(tmp_path, mapping, *lines).reports.to_pylist()
    assert row["recorded_at"] == "2024-03-05T10:00:00Z"


# ---- places


@pytest.mark.parametrize(
    ("cell", "point"),
    [
        ("-15.1 39.3", ("-15.1", "39.3")),
        ("-15.1, 39.3", ("-15.1", "39.3")),
        ("-15.1;39.3", ("-15.1", "39.3")),
        ("-15.1 39.3 120.5 4.0", ("-15.1", "39.3")),
        ("-15,39", ("-15", "39")),
    ],
)
def test_point_in_one_cell_is_latitude_then_longitude(cell, point, tmp_path):
    mapping = MAPPING + "point: gps\n"
    found = brought_in(tmp_path, mapping, "No,Sent,Day,gps", f'1,2024-04-01,2024-03-30,"{cell}"')
    [row] = found.reports.to_pylist()
    assert (row["latitude"], row["longitude"]) == point


@pytest.mark.parametrize("cell", ["-15,1 39,3", "-15,1;39,3", "-15.1 39.3;-15.2 39.4", "Oldmill"])
def test_cell_that_holds_no_single_point_is_kept_with_the_reason(cell, tmp_path):
    """`-15,1 39,3` had become a point at 15 degrees south, 1 degree east."""
    mapping = MAPPING + "point: gps\n"
    found = brought_in(tmp_path, mapping, "No,Sent,Day,gps", f'1,2024-04-01,2024-03-30,"{cell}"')
    assert asides(found) == [(2, f"no point can be read from `{cell}`")]


# ---- mapping files


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("also: {suffix: kill}", "`also` is a list of reports, each with keys of its own"),
        ("also: [kill]", "`also` is a list of reports, each with keys of its own"),
        ("set aside: {Status: draft}", "`set aside` says for each cell of a column why"),
        ("set aside: [Status]", "`set aside` says for each cell of a column why"),
        ("checks: [x]", "`checks` takes keys such as `parts` and `running`"),
        ("checks: {parts: [Killed]}", "`parts` of `checks` is not written as it has to be"),
        ("checks: {parts: {total: a}}", "`parts` of `checks` is not written as it has to be"),
        ("checks: {running: [Total]}", "`running` of `checks` is not written as it has to be"),
        ("checks: {ordered: [3]}", "`ordered` of `checks` is not written as it has to be"),
        ("point: [a, b]", "`point` names one column"),
    ],
)
def test_key_of_another_shape_is_said_with_its_line(text, message, tmp_path):
    with pytest.raises(EvidenceError) as caught:
        brought_in(tmp_path, MAPPING.lstrip("\n") + text + "\n", "No,Sent,Day")
    found = [(p.code, p.message, p.places[0].line) for p in caught.value.problems]
    assert found == [("SV810", message, 8)]


def test_name_of_a_mapping_stays_inside_the_case(tmp_path):
    mapping = tmp_path / "t.yaml"
    mapping.write_text(MAPPING.replace("name: t", "name: ../../evil"), encoding="utf-8")
    table = tmp_path / "t.csv"
    table.write_text("No,Sent,Day\n1,2024-04-01,2024-03-30\n", encoding="utf-8")
    case = tmp_path / "case"
    found = import_file(
        table, find_format("table", table, mapping).outside, terms(seen_at=""), "", case
    )
    assert found.places is not None
    assert [p.name for p in case.iterdir() if p.is_file()] == ["reports-evil-t.csv"]


# ---- rows and figures that had been lost


def sample(folder: Path, name: str, old: str, new: str) -> Path:
    path = folder / name
    text = (SAMPLES / name).read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize("dead", ["1,200", "about 3", "-1", "2.5", "9" * 30])
def test_dead_that_cannot_be_read_are_kept_with_the_reason(dead, tmp_path):
    path = sample(tmp_path, "acled.csv", "Three were killed.,3,", f'Three were killed.,"{dead}",')
    found = import_file(path, find_format("acled", path).outside, terms()).converted
    assert (2, f"`fatalities` is `{dead}`, which is no number") in asides(found)
    assert "VAL101" not in [row["report"] for row in found.reports.to_pylist()]


def test_post_of_ushahidi_with_another_id_is_not_lost(tmp_path):
    lines = (SAMPLES / "ushahidi.csv").read_text("utf-8-sig").splitlines()
    path = tmp_path / "ushahidi.csv"
    mapping = tmp_path / "map.yaml"
    mapping.write_text('source: crowd\nlicence: internal\nreport: {column: "Post ID"}\n'
                       'begins: {column: "Post Date (UTC)"}\nact: shell\n', "utf-8")  # fmt: skip
    outside = find_format("ushahidi", SAMPLES / "ushahidi.csv", mapping).outside
    before = import_file(SAMPLES / "ushahidi.csv", outside, terms()).sheet.rows.num_rows
    first = lines[2].split(",", 1)
    path.write_text("\n".join([*lines, f"A-{first[0]},{first[1]}"]) + "\n", encoding="utf-8")
    assert import_file(path, outside, terms()).sheet.rows.num_rows == before + 1


@pytest.mark.parametrize("seen", ["2024-99-99", "2024-02-30", "2024-03-05T25:00Z"])
def test_seen_that_is_on_no_calendar_is_no_time(seen):
    path = SAMPLES / "firms-viirs.csv"
    with pytest.raises(EvidenceError) as caught:
        import_file(path, find_format("firms", path).outside, terms(seen_at=seen))
    assert caught.value.code == "SV808"


@pytest.mark.parametrize("number", ["1", ""])
def test_other_file_of_the_same_name_does_not_replace_the_first_without_a_word(number, tmp_path):
    mapping, case = tmp_path / "t.yaml", tmp_path / "case"
    mapping.write_text(MAPPING, encoding="utf-8")
    found = []
    for month, row in (
        ("jan", f"{number},2024-04-01,2024-03-30"),
        ("feb", "2,2024-05-01,2024-04-30"),
    ):
        table = tmp_path / month / "e.csv"
        table.parent.mkdir()
        table.write_text(f"No,Sent,Day\n{row}\n", encoding="utf-8")
        outside = find_format("table", table, mapping).outside
        for _ in range(2):  # the same file again takes nothing away
            done = import_file(table, outside, terms(seen_at=""), "", case)
            found.append([p.message for p in done.problems if p.code == "SV813"])
    shown = ": `1`" if number else ""
    gone = f"1 reports of the last import of `e.csv` are gone{shown}"
    assert found == [[], [], [gone], []]


def test_row_that_gives_several_reports_is_set_aside_once(tmp_path):
    also = "also: [{suffix: kill, act: kill, object: person, quantity: {column: Killed}}]\n"
    mapping = MAPPING.replace("{column: Day}", '{column: Day, form: "%d/%m/%Y"}') + also
    found = brought_in(tmp_path, mapping, "No,Sent,Day,Killed", "1,2024-04-01,soon,3")
    assert asides(found) == [(2, "`begins`: no time of the form %d/%m/%Y can be read from soon")]


def test_killed_of_a_tagged_table_without_event_ids_are_not_lost(tmp_path):
    path = tmp_path / "tagged.csv"
    path.write_text("Date,Place,Dead,Type\n#date+occurred,#loc+name,#affected+killed,#event+type\n"
                    "2024-03-05,East,2,Shelling\n2024-03-06,East,,Shelling\n", "utf-8")  # fmt: skip
    outside = find_format("hxl", path).outside
    found = import_file(path, outside, terms(licence="CC0")).converted.reports.to_pylist()
    told = [(row["begins"], row["act"], row["quantity"]) for row in found]
    assert told == [("2024-03-05", "kill", "2"), ("2024-03-05", "shell", None),
                    ("2024-03-06", "shell", None)]  # fmt: skip


def test_names_of_columns_with_line_breaks_are_read_in_one_line(tmp_path):
    """So are the labels of many forms; every row had too many cells."""
    mapping = MAPPING.replace("column: Day", 'column: "Day of it"')
    found = brought_in(tmp_path, mapping, "No,Sent,\"Day\nof it\"", "1,2024-04-01,2024-03-30",
                       "2,2024-04-01")  # fmt: skip
    assert [(r["begins"], r["row_no"]) for r in found.reports.to_pylist()] == [("2024-03-30", 3)]


def test_draft_quotes_line_breaks_and_lets_none_into_the_file(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('No,"Day\nsource: evil",What\n1,30/03/2024,"Shell\ning"\n', encoding="utf-8")
    text = draft_mapping(read_table(path)).text
    assert 'begins: {column: "Day source: evil", form: "%d/%m/%Y"}' in text
    assert [line for line in text.splitlines() if line.startswith(("source: evil", "ing"))] == []


@pytest.mark.parametrize("stamp", ["1710000000000", "1710000000000000", "9" * 30, "NaN", "soon"])
def test_time_in_other_units_is_kept_with_the_reason(stamp, tmp_path):
    """Thousandths of seconds had been a year far ahead; more had stopped the import."""
    path = sample(tmp_path, "acled.csv", "Three were killed.,3,,1710000000",
                  f"Three were killed.,3,,{stamp}")  # fmt: skip
    found = import_file(path, find_format("acled", path).outside, terms()).converted
    assert (2, f"`timestamp` is `{stamp}`, which are no seconds since 1970") in asides(found)


@pytest.mark.parametrize("size", ["NaN", "inf", "1e300", "x"])
def test_pixel_of_no_size_is_kept_with_the_reason(size, tmp_path):
    lines = (SAMPLES / "firms-viirs.csv").read_text("utf-8-sig").splitlines()
    place = lines[0].split(",").index("scan")
    cells = lines[1].split(",")
    cells[place] = size
    path = tmp_path / "fires.csv"
    path.write_text("\n".join([lines[0], ",".join(cells)]) + "\n", encoding="utf-8")
    outside = find_format("firms", path).outside
    found = import_file(path, outside, terms(seen_at="2024-04-01")).converted
    assert asides(found) == [(2, "the size of the pixel is not said")]


@pytest.mark.parametrize("said", ["NaN", "inf", "1e30", "999"])
def test_aircraft_of_no_place_or_time_is_kept_with_the_reason(said, tmp_path):
    path = tmp_path / "states.csv"
    header = "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground\n"
    when = f"-{said}" if said == "999" else said
    rows = [f"1710000000,abc123,{said},39.1,,,,X1,false", f"{when},abc124,-15.1,39.1,,,,X2,false"]
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    found = import_file(path, find_format("adsb", path).outside, terms()).converted
    assert asides(found) == [(2, "the aircraft told no position"),
                             (3, "it names no aircraft, or no time")]  # fmt: skip
