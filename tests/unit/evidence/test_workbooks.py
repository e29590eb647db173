"""What a workbook does not say is not read into it, and nothing that it says is lost."""

import re
import zipfile
from datetime import datetime, time

import pytest
from tests.unit.evidence.valley import names

from servanda.evidence import read_evidence
from servanda.evidence.workbooks import read_sheets, read_xlsx

openpyxl = pytest.importorskip("openpyxl")

HEADER = ["report", "source", "recorded_at", "begins", "act", "area", "quantity", "unit"]


def row(report, *, day="2024-03-05", area="east", quantity="12"):
    return [report, "agency", "2024-03-06", day, "enter", area, quantity, "truck"]


def written(folder, rows, *, merged=(), form="", header=HEADER):
    book = openpyxl.Workbook()
    for cells in [header, *rows]:
        book.active.append(cells)
    for span in merged:
        book.active.merge_cells(span)
    if form:
        book.active["D2"].number_format = form
    book.save(folder / "reports.xlsx")
    return folder / "reports.xlsx"


def rejects(folder):
    evidence = read_evidence(folder, names())
    found = [(r["row_no"], r["code"], r["reason"]) for r in evidence.rejects.to_pylist()]
    return evidence.counts["reports"], found


def test_rows_that_share_a_merged_cell_are_kept_and_not_read(tmp_path):
    """Whether 12 trucks came on each of two days, or on both, only its author knows."""
    rows = [row("a1"), row("a2", day="2024-03-06", quantity=None), row("a3", day="2024-03-07")]
    written(tmp_path, rows, merged=["G2:G3"])
    why = "`G2:G3` is one cell, and for what it holds is not said"
    assert rejects(tmp_path) == (1, [(2, "SV320", why), (3, "SV320", why)])


def test_a_merged_cell_over_several_columns_is_not_read(tmp_path):
    written(tmp_path, [row("a1", area="no trucks today", quantity=None)], merged=["F2:G2"])
    assert rejects(tmp_path)[1] == [
        (2, "SV320", "`F2:G2` is one cell, and for what it holds is not said")]  # fmt: skip


@pytest.mark.parametrize("span", ["A2:A3", "H2:K2", "A5:H5"])
def test_merged_cells_of_one_record_are_its_own(span, tmp_path):
    """A record two rows high, a cell wider than the table, and merged cells that are empty."""
    rows = [row("a1"), [None], row("a2", day="2024-03-06")]
    written(tmp_path, rows, merged=[span])
    assert rejects(tmp_path) == (2, [])


def test_a_formula_without_a_result_is_not_an_empty_cell(tmp_path):
    written(tmp_path, [row("a1", quantity="=5+7"), row("a2", day="2024-03-06")])
    assert rejects(tmp_path) == (1, [
        (2, "SV320", "`G2` is a formula whose result is not in the file")])  # fmt: skip


def changed(path, change):
    """Change the sheet inside of a workbook, as other programs would have written it."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(tmp_path):
    path = written(tmp_path, [row("a1", quantity='=IF(1,"","")')])
    changed(path, lambda xml: xml.replace(b'<c r="G2">', b'<c r="G2" t="str">'))
    assert rejects(tmp_path) == (1, [])


def test_rows_beyond_the_size_that_a_sheet_claims_are_read(tmp_path):
    path = written(tmp_path, [row("a1"), row("a2", day="2024-03-06")])
    changed(path, lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:E2"', xml))
    assert rejects(tmp_path) == (2, [])


def test_cells_beyond_the_last_heading_are_not_dropped(tmp_path):
    written(tmp_path, [[*row("a1"), "denied by Southland"]])
    (problem,) = [p for p in read_evidence(tmp_path, names()).problems if p.severity == "error"]
    assert (problem.code, problem.message) == ("SV306", "a column without a name holds something")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("dd/mm/yyyy", "2024-03-05"),
        ("[$-th-TH]d mmm yyyy", "2024-03-05"),
        ('d"th" mmmm', "2024-03-05"),
        ("dd/mm/yyyy hh:mm", "2024-03-05 14:05"),
        ("yyyy-mm-dd h:mm:ss", "2024-03-05 14:05:30"),
    ],
)
def test_a_time_is_as_fine_as_its_cell_shows_it(form, text, tmp_path):
    day = datetime(2024, 3, 5, 14, 5, 30)  # noqa: DTZ001 - as a workbook holds it
    rows, _ = read_xlsx(written(tmp_path, [row("a1", day=day)], form=form))
    assert rows["begins"].to_pylist() == [text]


def test_each_sheet_has_its_own_rows(tmp_path):
    path = written(tmp_path, [row("a1")])
    book = openpyxl.load_workbook(path)
    book.create_sheet("empty")
    book.create_sheet("more").append(["row_no"])
    book.save(path)
    found = read_sheets(path)
    assert {name: sheet.rows.column_names for name, sheet in found.items()} == {
        "Sheet": [*HEADER, "row_no"], "more": ["row_no (of the file)", "row_no"]}  # fmt: skip


@pytest.mark.parametrize(("form", "shown"), [("h:mm", "14:30"), ("hh:mm:ss", "14:30:00")])
def test_a_clock_is_as_fine_as_its_cell_shows_it(tmp_path, form, shown):
    """A time of day without a day: seconds that the cell does not show, nobody has said."""
    book = openpyxl.Workbook()
    book.active.append(["Hour"])
    book.active.append([time(14, 30)])
    book.active["A2"].number_format = form
    book.save(tmp_path / "log.xlsx")
    assert read_xlsx(tmp_path / "log.xlsx")[0]["Hour"].to_pylist() == [shown]
