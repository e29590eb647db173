"""Any table by a mapping file, and the draft of one."""

import json
import shutil
from pathlib import Path

import pytest
from tests.unit.evidence import valley
from tests.unit.evidence.importers.country import SAMPLES, terms

from servanda.errors import EvidenceError
from servanda.evidence import read_evidence
from servanda.evidence.importers import find_format, import_file
from servanda.evidence.importers.draft import draft_mapping
from servanda.evidence.importers.sheet import read_table
from servanda.intake import Wish, draft_of, take_in

EXAMPLE = Path("examples/northland/agreement.md")

MAPPING = """
name: field
source: field-team
licence: internal
report: {column: "No"}
recorded_at: {column: Received, form: "%d/%m/%Y %H:%M"}
begins: {column: Day, form: "%d/%m/%Y"}
act:
  column: What happened
  codes: {Shelling: shell, Gunfire: shoot, Visit: {aside: a visit is no incident}}
actor: {column: Side}
area: {column: District}
text: {column: Remarks}
also:
  - {suffix: kill, act: kill, object: person, quantity: {column: Killed}, unit: person}
checks:
  latitude: Lat
  longitude: Lon
  parts: [{total: Killed, parts: [Men, Women]}]
  running: [{total: Killed so far, daily: Killed}]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "field.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def brought_in(folder: Path, text: str = MAPPING, file: str = "field.csv", outside: str = "table"):
    found = find_format(outside, SAMPLES / file, write(folder, text))
    return import_file(SAMPLES / file, found.outside, terms(seen_at=""))


def wrong(folder: Path, text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(EvidenceError) as caught:
        brought_in(folder, text)
    return [(p.code, p.message, p.places[0].line) for p in caught.value.problems]


def test_mapped_rows_are_reports_that_a_case_can_use(tmp_path):
    found = brought_in(tmp_path).converted.reports
    evidence = read_evidence({"reports": found.drop_columns(["row_no"])}, valley.names())
    assert (evidence.counts["reports"], evidence.rejects["reason"].to_pylist()) == (10, [])


def test_mapped_times_are_read_in_their_form_and_zone(tmp_path):
    row = brought_in(tmp_path).converted.reports.to_pylist()[0]
    assert (row["begins"], row["recorded_at"]) == ("2024-03-02", "2024-03-03T07:15Z")


def test_mapped_codes_may_set_rows_aside(tmp_path):
    asides = brought_in(tmp_path).converted.asides.to_pylist()
    assert [(a["row_no"], a["why"]) for a in asides] == [(4, "a visit is no incident")]


def test_further_report_of_a_row_is_made_only_where_its_figure_is_there(tmp_path):
    rows = brought_in(tmp_path).converted.reports.to_pylist()
    assert [r["report"] for r in rows if r["act"] == "kill"] == [
        "1-kill", "2-kill", "4-kill", "5-kill", "6-kill"]  # fmt: skip


def test_checks_of_a_mapping_show_slips(tmp_path):
    found = {s.code: [r.row_no for r in s.rows] for s in brought_in(tmp_path).converted.slips}
    assert found == {"SV831": [5], "SV832": [5], "SV834": [5]}


def test_time_that_has_not_the_form_is_kept_with_the_reason(tmp_path):
    text = MAPPING.replace('begins: {column: Day, form: "%d/%m/%Y"}',
                           'begins: {column: Day, form: "%m/%d/%Y"}')  # fmt: skip
    asides = brought_in(tmp_path, text).converted.asides.to_pylist()
    assert (asides[0]["code"], asides[0]["why"]) == (
        "SV806", "`begins`: no time of the form %m/%d/%Y can be read from 13/03/2024")  # fmt: skip


def test_code_that_the_mapping_does_not_know_stops_the_import(tmp_path):
    text = MAPPING.replace("Gunfire: shoot, ", "")
    with pytest.raises(EvidenceError) as caught:
        brought_in(tmp_path, text)
    assert [(p.code, p.message) for p in caught.value.problems] == [
        ("SV807", "`field` knows no code `Gunfire` (1 rows)")]  # fmt: skip


def test_column_that_the_file_lacks_stops_the_import(tmp_path):
    text = MAPPING.replace("column: Side", "column: Sied")
    with pytest.raises(EvidenceError) as caught:
        brought_in(tmp_path, text)
    assert caught.value.code == "SV802"


def test_everything_wrong_with_a_mapping_is_said_at_once_with_its_line(tmp_path):
    text = "act: shell\nbegins: {row: Day}\nsurce: x\nsource: '?'\n"
    assert wrong(tmp_path, text) == [
        ("SV811", "`source` is still open", 4),
        ("SV810", "`begins` takes a text, or `{column: ..., form: ..., codes: ...}`", 2),
        ("SV810", "`surce` is no column of `reports`", 3),
        ("SV810", "`begins` is needed: say which column, or a text", 1),
    ]


def test_form_or_zone_that_nobody_knows_is_said_with_its_line(tmp_path):
    text = MAPPING.replace("%d/%m/%Y %H:%M", "%d/%Q").replace(
        '"%d/%m/%Y"}', '"%d/%m/%Y", zone: Moon}'
    )
    assert wrong(tmp_path, text + "zone: Mars/X\n") == [
        ("SV810", "`%d/%Q` is no form of times", 6),
        ("SV810", "`Moon` is no IANA time zone", 7),
        ("SV810", "`Mars/X` is no IANA time zone", 21),
    ]


def test_mapping_that_is_no_yaml_says_where(tmp_path):
    assert [(code, line) for code, _, line in wrong(tmp_path, "act: [\nb: {")] == [("SV810", 2)]


def test_ushahidi_drafts_and_archived_posts_are_set_aside(tmp_path):
    text = draft_of(SAMPLES / "ushahidi.csv").text
    text = text.replace('"Road closed": "?"', '"Road closed": {aside: no act}')
    text = text.replace('"Shelling, Road closed": "?"', '"Shelling, Road closed": shell')
    found = brought_in(tmp_path, text, "ushahidi.csv", "ushahidi").converted
    assert [r["recorded_at"] for r in found.reports.to_pylist()] == ["2024-03-02T12:00:00Z"]
    assert found.asides["why"].to_pylist() == ["the post is a draft", "no act"]


def test_a_mapping_of_forms_sets_aside_what_the_team_did_not_approve_also_by_itself(tmp_path):
    """`auto` with a mapping had read forms as any table, those on hold as well."""
    text = "begins: {column: event/begins}\nact: shell\nrecorded_at: {column: _submission_time}\n"
    found = brought_in(tmp_path, text, "kobo.csv", "auto").converted
    assert found.asides["why"].to_pylist() == [
        "the team did not approve it", "the team put it on hold"]  # fmt: skip


def test_the_number_that_a_spreadsheet_keeps_for_a_day_is_told(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("Day\n45387\n", encoding="utf-8")
    text = 'source: s\nact: shell\nbegins: {column: Day, form: "%d/%m/%Y"}\n'
    found = find_format("table", path, write(tmp_path, text))
    (why,) = import_file(path, found.outside, terms()).converted.asides["why"].to_pylist()
    assert why.startswith("`begins`: no time of the form %d/%m/%Y can be read from 45387 (a spread")
    rows = "source,recorded_at,begins,act\ns,2024-03-06,45387,shell\n"
    (tmp_path / "reports.csv").write_text(rows, encoding="utf-8")
    (reject,) = read_evidence([tmp_path / "reports.csv"], valley.names()).rejects.to_pylist()
    assert (reject["code"], reject["hint"][:24]) == ("SV322", "a spreadsheet counts day")


def test_rows_that_are_one_report_with_another_are_told(tmp_path):
    """Two shells on one day in the same words: nobody says whether they are two reports."""
    shutil.copy(EXAMPLE, tmp_path / "agreement.md")
    table = tmp_path / "log.csv"
    table.write_text("Day\n2024-03-02\n2024-03-02\n", encoding="utf-8")
    mapping = write(tmp_path, "source: s\nact: shell\nbegins: {column: Day}\n")
    found = take_in(table, tmp_path, Wish("table", seen="2024-03-06", mapping=mapping))
    lines = list(found.lines())
    at = lines.index(("usable", "1 reports, 0 rejected"))
    assert lines[at + 1] == ("", "1  the same as another row: one report with it")


# ---- the draft


def drafted(folder: Path, text: str):
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return draft_mapping(read_table(path))


def test_draft_reads_a_mapping_that_can_be_used_once_its_points_are_closed(tmp_path):
    draft = draft_of(SAMPLES / "field.csv")
    text = draft.text.replace('source: "?"', "source: field-team")
    text = text.replace('licence: "?"', "licence: internal")
    text = text.replace('"Gunfire": "?"', '"Gunfire": shoot')
    assert draft.open_points == 3
    assert brought_in(tmp_path, text).converted.reports.num_rows == 11


def test_draft_shows_how_a_clock_or_a_corrected_day_beside_the_day_could_be_read(tmp_path):
    table = "date,corrected,hour,type\n13/03/2024,,10:30,shell\n15/03/2024,2024-03-16,,shell\n"
    lines = [line for line in drafted(tmp_path, table).text.splitlines() if "begins: " in line]
    assert [line.split("  #")[0] for line in lines] == [
        'begins: {column: "date", form: "%d/%m/%Y"}',
        '# begins: [{column: "corrected"}, {column: "date", form: "%d/%m/%Y"}]',
        '# begins: {column: "date", form: "%d/%m/%Y", time: "hour"}',
    ]


def test_draft_asks_how_numbers_are_written_only_where_it_may_matter(tmp_path):
    table = "date,type,killed\n13/03/2024,shell,{}\n"
    for cell, is_asked in (("1.200", True), ('"3,5"', True), ("12", False), ("1.25", False)):
        text = drafted(tmp_path, table.format(cell)).text
        assert ('# numbers: "1.234,5"' in text.splitlines()) is is_asked


def test_draft_never_guesses_which_number_is_the_day(tmp_path):
    draft = drafted(tmp_path, "date,type\n03/04/2024,shell\n05/06/2024,shoot\n")
    reading = draft.readings[0]
    assert (reading.form, reading.note) == (
        "?", "`03/04/2024` can be read as %d/%m/%Y or %m/%d/%Y")  # fmt: skip


def test_draft_reads_the_day_where_a_cell_decides(tmp_path):
    draft = drafted(tmp_path, "date,type\n03/04/2024,shell\n25/06/2024,shoot\n")
    assert draft.readings[0].form == "%d/%m/%Y"


def test_draft_finds_sums_and_running_totals(tmp_path):
    draft = drafted(
        tmp_path, "men,women,all,so far\n1,2,3,3\n2,2,4,7\n0,5,5,12\n3,1,4,16\n"
    )  # fmt: skip
    assert '{total: "all", parts: ["men", "women"]}' in draft.text
    assert '{total: "so far", daily: "all"}' in draft.text


def test_draft_takes_acts_by_their_words_where_no_heading_says_so(tmp_path):
    draft = drafted(tmp_path, "q7\nshelling\nair strikes\nshoot\n")
    assert (draft.readings[0].means, draft.readings[0].why) == (
        "act", "most of its cells are acts of the vocabulary")  # fmt: skip
    assert '"air strikes": air strike' in draft.text


FORM = ("start,end,today,What happened?,_uuid,_submission_time,_index\n"
        "2024-03-02T09:00:00.000+02:00,2024-03-02T09:10:00.000+02:00,2024-03-02,shelling,u-1,"
        "2024-03-02T10:00:00,1\n")  # fmt: skip


def test_draft_never_takes_when_a_form_was_filled_in_for_when_it_happened(tmp_path):
    path = tmp_path / "kobo.csv"
    path.write_text(FORM, encoding="utf-8")
    draft = draft_of(path)
    assert 'begins: "?"' in draft.text
    assert {r.column: r.means for r in draft.readings if r.means} == {
        "What happened?": "act", "_uuid": "report", "_submission_time": "recorded_at"}  # fmt: skip


def test_draft_never_takes_when_a_post_was_changed_for_when_it_happened(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text(
        "Post ID,Post Status,Created (UTC),Updated (UTC),Post Date (UTC),Type\n"
        "1,published,2024-03-02 12:00:00,2024-03-05 12:00:00,2024-03-02 12:00:00,shelling\n",
        encoding="utf-8",
    )
    assert 'begins: "?"  # no column holds when it happened' in draft_of(path).text


def test_draft_leaves_open_which_of_several_columns_of_times_it_is(tmp_path):
    draft = drafted(tmp_path, "typed in,seen,type\n2024-03-05,2024-03-02,shell\n")
    assert 'begins: "?"  # several columns hold times: `typed in`, `seen`' in draft.text


def test_draft_says_which_columns_do_not_fit_their_heading(tmp_path):
    text = "id;date;type;lat;lon\n7;2024-03-02;shell;-15,1;39.3\n7;2024-03-03;shell;-15,2;39.3\n"
    draft = drafted(tmp_path, text)
    lines = [line for line in draft.text.splitlines() if line.startswith(("# report:", "# lat"))]
    assert lines == [
        '# report: {column: "id"}  # its heading says `id`, but its cells are not all filled in and'
        " different",
        '# latitude: {column: "lat"}  # its heading says `lat`, but `-15,1` is no plain number',
    ]


def test_draft_takes_the_first_of_two_actors_for_no_hand(tmp_path):
    draft = drafted(tmp_path, "date,type,actor1,actor2\n2024-03-02,shell,A,B\n")
    assert "actor:" not in draft.text


def test_draft_tells_of_rows_that_it_cannot_read(tmp_path):
    draft = drafted(tmp_path, "Log of the valley\ndate,type\n2024-03-02,shell\n")
    assert "# Rows that cannot be read: 2, the first in line 2:" in draft.text


def test_draft_explains_every_column():
    readings = draft_of(SAMPLES / "field.csv").readings
    assert [r.column for r in readings] == list(read_table(SAMPLES / "field.csv").header)
    assert all(r.why for r in readings)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_with_odd_headings_is_imported_whole_and_read_back(ending, tmp_path):
    """Its original rows travel with the reports, in columns that the case can read."""
    import openpyxl

    header, row = ["Day", "Seen\nby", "Note", "Note", None], ["2024-03-02", "x", "a", "b", "beside"]
    path = tmp_path / f"odd.{ending}"
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(row)
    book.save(tmp_path / "odd.xlsx")
    (tmp_path / "odd.csv").write_text(
        'Day,"Seen\nby",Note,Note,\n2024-03-02,x,a,b,beside\n', encoding="utf-8"
    )
    text = "source: s\nlicence: internal\nbegins: {column: Day}\nact: shell\n"
    outside = find_format("table", path, write(tmp_path, text)).outside
    case = tmp_path / "case"
    import_file(path, outside, terms(), "", case)
    evidence = read_evidence(case, valley.names())
    (found,) = evidence.reports["original"].to_pylist()
    assert json.loads(found) == {
        "original_Day": "2024-03-02", "original_Seen by": "x", "original_Note": "a",
        "original_Note (2)": "b", "original_no heading": "beside"}  # fmt: skip
    assert "If the first row is a title" in draft_mapping(read_table(path)).text
