"""Rows that are set aside or rejected later are named by the file that people keep."""

import csv
import shutil
from pathlib import Path

import pytest
from tests.unit.evidence.importers.country import terms
from tests.unit.evidence.importers.test_repeats import SHEETS, workbook
from typer.testing import CliRunner

from servanda import api
from servanda.cli.app import build_app
from servanda.evidence.importers import FORMATS, find_format, import_file
from servanda.evidence.importers.origins import origin_of
from servanda.intake import Wish, take_in

MAPPING = """\
source: field
begins: {column: Day}
act: {column: What, codes: {shelling: shell, visit: {aside: a visit is no incident}}}
actor: northland
area: west
text: {column: Note}
also: [{suffix: kill, act: kill, object: person, unit: person, quantity: {column: Killed}}]
"""
ROWS = [
    ("Day", "What", "Note", "Killed"),
    ("2024-03-02", "shelling", "two\nlines", "3"),
    ("2024-03-03", "visit", "", ""),
    ("2024-03-04", "shelling", "", "3.5"),
    ("2024-03-05", "shelling", "", ""),
    ("2024-03-06", "shelling", "", "many, perhaps 7"),
]


def case_of(folder: Path, file: str) -> Path:
    """Import a made-up log into a case; return the table of its reports."""
    case = folder / "case"
    case.mkdir()
    shutil.copy("examples/northland/agreement.md", case / "agreement.md")
    mapping, path = folder / "log.yaml", folder / file
    mapping.write_text(MAPPING, encoding="utf-8")
    if path.suffix == ".xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        book.active.title = "Log of May"
        for row in ROWS:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows(ROWS)
    found = take_in(path, case, Wish("table", seen="2024-03-08", mapping=mapping))
    assert found.evidence is not None
    return case / f"reports-{path.stem}.csv"


@pytest.mark.parametrize(
    ("file", "places"),
    [
        # A text of two lines takes a line more in the file as well.
        ("log.csv", ["log.csv, line 5", "log.csv, line 7"]),
        ("log.xlsx", ["log.xlsx, sheet Log of May, row 4", "log.xlsx, sheet Log of May, row 6"]),
    ],
)
def test_rejected_row_names_its_place_in_the_file_that_was_imported(tmp_path, file, places):
    table = case_of(tmp_path, file)
    board = api.assess(api.read(table.parent), explained=False)
    assert [row.origin for row in board.material.rejects] == places
    assert {Path(row.file).name for row in board.material.rejects} == {table.name}


def test_every_command_shows_it(tmp_path):
    case = case_of(tmp_path, "log.csv").parent
    runner = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    for command in ("assess", "count"):
        shown = runner.invoke(build_app(command), [command, str(case)], prog_name="servanda")
        assert "reports-log.csv:8 (log.csv, line 5): SV326 `3.5` has a fraction" in shown.stderr


def test_import_says_which_rows_the_case_rejects(tmp_path):
    case = case_of(tmp_path, "log.csv").parent
    wish = Wish("table", seen="2024-03-08", mapping=tmp_path / "log.yaml")
    told = list(take_in(tmp_path / "log.csv", case, wish).lines())
    at = told.index(("usable", "5 reports, 2 rejected"))
    assert told[at + 1 :] == [
        ("", "1  SV326 `3.5` has a fraction, and what is counted has none (line 5)"),
        ("", "1  SV325 `quantity`: `many, perhaps 7` is no number (line 7)"),
    ]


def test_table_that_somebody_changed_since_tells_nothing(tmp_path):
    table = case_of(tmp_path, "log.csv")
    # The first two rows have three lines each, since a text of two is kept as it was, too.
    assert [origin_of(str(table), line) for line in (2, 5, 8, 9)] == [
        "log.csv, line 2", "log.csv, line 2", "log.csv, line 5", "log.csv, line 5"]  # fmt: skip
    assert [origin_of(str(table), line) for line in (1, 99)] == ["", ""]
    text = table.read_text(encoding="utf-8")
    head, rest = text.split("\n", 1)
    table.write_text(f"{head}\n\n{rest}", encoding="utf-8")
    assert origin_of(str(table), 9) == ""
    assert origin_of("examples/northland/reports.csv", 2) == ""


def test_rows_set_aside_say_where_they_stand(tmp_path):
    case = case_of(tmp_path, "log.xlsx").parent
    with (case / "imports" / "log-set-aside.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["row_no"], row["place"]) for row in csv.DictReader(file)] == [
            ("3", "sheet Log of May, row 3")]  # fmt: skip


def test_rows_of_further_sheets_are_named_by_their_own_sheet(tmp_path):
    pytest.importorskip("openpyxl")
    mapping = tmp_path / "form.yaml"
    mapping.write_text(
        "act: {column: [incidents/act, act]}\nbegins: {column: [incidents/begins, begins]}\n"
    )
    path = workbook(tmp_path, SHEETS)
    outside = find_format("kobo", path, mapping).outside
    import_file(path, outside, terms(), "", tmp_path)
    (aside,) = (tmp_path / "imports").glob("*-set-aside.csv")
    with aside.open(encoding="utf-8", newline="") as file:
        found = [(row["place"], row["why"]) for row in csv.DictReader(file)]
    assert ("sheet incidents, row 5", "its form is not in the file") in found
    assert ("sheet visits, row 4", "the team did not approve it") in found


def test_rows_of_lists_in_json_are_named_by_their_record(tmp_path):
    path = tmp_path / "forms.json"
    path.write_text(
        '[{"_uuid": "a"}, {"_uuid": "b", "incidents": [{"act": "shell"}, {"act": "x"}]}]'
    )
    sheet = FORMATS["kobo"].read(path, "")
    assert [sheet.place_of(no) for no in sheet.rows["row_no"].to_pylist()] == [
        ("record", 1), ("record", 2), ("incidents-1 of record", 2), ("incidents-2 of record", 2),
    ]  # fmt: skip
