"""Repeat groups of forms: on further sheets as nested, with what a form says for its rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.evidence import valley
from tests.unit.evidence.importers.country import SAMPLES, reports, terms

from servanda.evidence import read_evidence
from servanda.evidence.importers import FORMATS, find_format, import_file
from servanda.evidence.importers.repeats import read_nested

FORM = ["begins", "ends", "area", "actor", "act", "_uuid", "_submission_time",
        "_validation_status", "_index"]  # fmt: skip
LINKS = ["_index", "_parent_table_name", "_parent_index", "_submission__uuid"]
SHEETS = {
    "visits": [
        FORM,
        ["2024-03-02", "2024-03-02", "east", "northland", None, "u-11", "2024-03-04T10:00:00",
         "Approved", 1],
        ["2024-03-03", "2024-03-03", "west", None, "shell", "u-12", "2024-03-04T11:00:00",
         "Approved", 2],
        ["2024-03-03", "2024-03-03", "west", None, None, "u-13", "2024-03-04T12:00:00",
         "Not approved", 3],
    ],
    "incidents": [
        ["act", "area", "actor", "begins", *LINKS],
        ["shell", None, None, None, 1, "visits", 1, "u-11"],
        ["shoot", "west", "southland", "2024-03-03", 2, "visits", 1, "u-11"],
        ["shell", None, None, None, 3, "visits", 3, "u-13"],
        ["shell", None, None, None, 4, "visits", 9, "u-19"],
    ],
    "victims": [["age", *LINKS], ["40", 1, "incidents", 1, "u-11"], ["9", 2, "incidents", 1,
                                                                    "u-11"]],
    "notes of mine": [["remark"], ["nothing of the form"]],
}  # fmt: skip


def workbook(folder: Path, sheets: dict[str, list[list[object]]] = SHEETS) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "visits.xlsx"
    book.save(path)
    return path


def taken_in(path: Path, mapping: str = "", folder: Path | None = None):
    outside = FORMATS["kobo"]
    if mapping:
        file = (folder or path.parent) / "form.yaml"
        file.write_text(mapping, encoding="utf-8")
        outside = find_format("kobo", path, file).outside
    return import_file(path, outside, terms(seen_at="")).converted


def rows_of(converted, *columns: str) -> dict[str, tuple[object, ...]]:
    return {row["report"]: tuple(row[name] for name in columns)
            for row in converted.reports.to_pylist()}  # fmt: skip


def test_sheets_and_nested_rows_give_the_same_reports(tmp_path):
    columns = ("act", "begins", "area", "actor", "recorded_at")
    nested = {row[0]: row[1:] for row in reports("kobo", "kobo-repeats.json", "report", *columns)}
    found = taken_in(workbook(tmp_path))
    assert rows_of(found, *columns) == nested
    evidence = read_evidence({"reports": found.reports.drop_columns(["row_no"])}, valley.names())
    assert (evidence.counts["reports"], evidence.rejects.num_rows) == (3, 0)


def test_nothing_of_a_workbook_is_lost(tmp_path):
    found = taken_in(workbook(tmp_path))
    told = [*found.reports["row_no"].to_pylist(), *found.asides["row_no"].to_pylist()]
    assert sorted(told) == [*range(2, 11)]
    assert {row["why"] for row in found.asides.to_pylist()} == {
        "what happened is said by the rows of its repeat groups",
        "the team did not approve it",
        "its form is not in the file",
        "a row of a repeat group without an act of its own",
    }


def test_row_keeps_its_identity_when_other_forms_come_or_go(tmp_path):
    before = rows_of(taken_in(workbook(tmp_path)), "act")
    fewer = {**SHEETS, "incidents": [row for row in SHEETS["incidents"] if row[-1] != "u-13"]}
    later = [[*row[:4], 50 - number, *row[5:]] if number else row
             for number, row in enumerate(fewer["incidents"])]  # fmt: skip
    assert rows_of(taken_in(workbook(tmp_path, {**fewer, "incidents": later})), "act") == before


def test_row_with_a_day_of_its_own_takes_no_end_from_its_form(tmp_path):
    found = rows_of(taken_in(workbook(tmp_path)), "begins", "ends")
    assert found["u-11/incidents-1"] == ("2024-03-02", "2024-03-02")
    assert found["u-11/incidents-2"] == ("2024-03-03", None)


MAPPING = """
name: visits
source: field-team
licence: internal
report: {column: _uuid}
recorded_at: {column: _submission_time, form: "%Y-%m-%dT%H:%M:%S", zone: UTC}
begins: {column: begins}
area: {column: [incidents/area, area]}
"""


def test_act_of_the_form_is_not_said_again_of_each_row(tmp_path):
    mapping = f"{MAPPING}\nact: visit\n"
    found = taken_in(workbook(tmp_path), mapping)
    assert rows_of(found, "act") == {"u-11": ("visit",), "u-12": ("visit",)}


def test_further_report_is_of_the_row_that_has_the_figure(tmp_path):
    sheets = {**SHEETS, "incidents": [[*row, killed] for row, killed in zip(
        SHEETS["incidents"], ["killed", 3, None, None, None], strict=True)]}  # fmt: skip
    mapping = f"""{MAPPING}
act: {{column: [incidents/act, act]}}
also: [{{suffix: kill, act: kill, object: person, quantity: {{column: incidents/killed}}}}]
"""
    found = rows_of(taken_in(workbook(tmp_path, sheets), mapping), "act", "quantity", "area")
    assert [name for name, cells in found.items() if cells[0] == "kill"] == [
        "u-11/incidents-1-kill"
    ]
    assert found["u-11/incidents-1-kill"] == ("kill", "3", "east")


def test_rows_of_a_form_that_is_set_aside_are_set_aside_with_it(tmp_path):
    mapping = f"""{MAPPING}
act: {{column: [incidents/act, act]}}
set aside: {{actor: {{northland: the team asked us to wait}}}}
"""
    found = taken_in(workbook(tmp_path), mapping)
    assert set(rows_of(found, "act")) == {"u-12"}


def test_mapping_drafted_for_a_form_reads_its_repeat_groups(tmp_path):
    from servanda.intake import draft_of

    draft = draft_of(SAMPLES / "kobo-repeats.json")
    assert draft.open_points == 0
    assert 'area: {column: ["visit/incidents/area", "visit/area"]}' in draft.text
    found = taken_in(SAMPLES / "kobo-repeats.json", draft.text, tmp_path)
    alone = taken_in(SAMPLES / "kobo-repeats.json")
    columns = ("act", "begins", "area", "actor", "text")
    assert [*rows_of(found, *columns).values()] == [*rows_of(alone, *columns).values()]


ACT = '"visit/incidents/act": "shell"'


@pytest.mark.parametrize(
    ("old", "new", "numbers", "left"),
    [
        (f"{ACT},", f'{ACT}, "visit/incidents/act": "shoot",', [4], [1, 2, 3, 5, 6]),
        ('"_uuid": "u-11",', '"_uuid": "u-11", "_uuid": "u-12",', [1], [2, 3, 4]),
        ('"visit/incidents": [{', '"visit/incidents": null, "visit/incidents": [{', [],
         [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)  # fmt: skip
def test_row_that_gives_a_key_twice_is_set_aside_with_what_is_below_it(
    tmp_path, old, new, numbers, left
):
    text = (SAMPLES / "kobo-repeats.json").read_text("utf-8")
    assert old in text
    path = tmp_path / "visits.json"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    sheet = read_nested(path, ["$.results"])
    assert sheet.rows["row_no"].to_pylist() == left
    assert [row.row_no for row in sheet.bad_rows] == numbers


@pytest.mark.parametrize("broken", [b"not a workbook", b""])
def test_file_that_is_no_workbook_is_told(tmp_path, broken):
    from servanda.errors import EvidenceError

    path = tmp_path / "visits.xlsx"
    path.write_bytes(broken)
    with pytest.raises(EvidenceError) as caught:
        taken_in(path)
    assert caught.value.code == "SV304"
