"""How a file writes its numbers is said by the mapping, and never guessed."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.unit.evidence.importers.country import terms

from servanda.errors import EvidenceError
from servanda.evidence.importers import Converted, find_format, import_file
from servanda.evidence.importers.number_form import number_form

HEAD = "source: s\nact: enter\nobject: truck\nunit: truck\nbegins: {column: Day}\n"
POINT = 'numbers: "1.234,5"\nquantity: {column: Trucks}'


def plain(shown: str, text: str) -> str | None:
    form = number_form(shown)
    assert form is not None
    return form.plain(text)


@pytest.mark.parametrize(
    ("shown", "text", "read"),
    [
        ("1.234,5", "1.200", "1200"),
        ("1.234,5", "1.234.567,89", "1234567.89"),
        ("1.234,5", "1200,5", "1200.5"),
        ("1.234,5", "0,125", "0.125"),
        ("1.234,5", "-3,5", "-3.5"),
        ("1.234,5", "at least 1.200", "at least 1200"),
        ("1.234,5", "1.200-1.500", "1200-1500"),
        ("1.234,5", "about 40", "about 40"),
        ("1.234,5", "some, many", "some, many"),
        ("1.234,5", "12.5", None),
        ("1.234,5", "0.500", None),
        ("1.234,5", "1.20", None),
        ("1.234,5", "1,200.5", None),
        ("1.234,5", "1.2345", None),
        ("1.234,5", "1,200,300", None),
        ("1.234,5", ".5", None),
        ("1.234,5", "5.3.2024", None),
        ("1,234.5", "1,200.5", "1200.5"),
        ("1,234.5", "1,5", None),
        ("1 234,5", "1 200,5", "1200.5"),
        ("1 234,5", "1\u00a0200\u00a0300", "1200300"),
        ("1 234,5", "5 10", None),
        ("1'234.5", "1\u2019200.5", "1200.5"),
        ("1234,5", "1200,5", "1200.5"),
        ("1234,5", "1.200", None),
        ("1234.5", "1,200", None),
    ],
)
def test_numbers_of_a_cell_are_read_as_the_example_writes_them(shown, text, read):
    assert plain(shown, text) == read


@pytest.mark.parametrize("text", ["1.234", "1,5", "1.234.5", "1234", "german", "1.234,56", ""])
def test_example_that_leaves_something_open_is_none(text):
    assert number_form(text) is None


# ---- of a mapping --------------------------------------------------------------------------------


def converted(folder: Path, mapping: str, table: str | Path) -> Converted:
    path, mapped = folder / "table.csv", folder / "table.yaml"
    if isinstance(table, Path):
        path = table
    else:
        path.write_text(table, encoding="utf-8")
    mapped.write_text(f"{HEAD}{mapping}\n", encoding="utf-8")
    return import_file(path, find_format("table", path, mapped).outside, terms()).converted


def quantities(found: Converted) -> list[str]:
    return found.reports["quantity"].to_pylist()


def reasons(found: Converted) -> list[tuple[int, str, str]]:
    return [(row["row_no"], row["code"], row["why"]) for row in found.asides.to_pylist()]


def test_thousands_and_decimals_of_a_mapping_become_plain_numbers(tmp_path):
    table = 'Day,Trucks\n2024-03-05,1.200\n2024-03-05,"12,5"\n2024-03-05,at least 1.500\n'
    found = converted(tmp_path, POINT, table)
    assert quantities(found) == ["1200", "12.5", "at least 1500"]
    assert found.reports["original_Trucks"].to_pylist() == ["1.200", "12,5", "at least 1.500"]


def test_number_that_is_written_otherwise_is_kept_with_the_reason(tmp_path):
    found = converted(tmp_path, POINT, "Day,Trucks\n2024-03-05,12.5\n2024-03-05,\n")
    assert reasons(found) == [(2, "SV806", "`quantity`: `12.5` is not written as 1.234,5")]
    assert quantities(found) == [None]


def test_without_a_form_nothing_changes(tmp_path):
    found = converted(tmp_path, "quantity: {column: Trucks}", "Day,Trucks\n2024-03-05,1.200\n")
    assert (quantities(found), reasons(found)) == (["1.200"], [])


def test_key_may_have_a_form_of_its_own_and_degrees_have_no_thousands(tmp_path):
    mapping = f'{POINT}\nlatitude: {{column: Lat, numbers: "1234.5"}}\nlongitude: {{column: Lon}}'
    table = 'Day,Trucks,Lat,Lon\n2024-03-05,1.200,12.345,"34,5"\n2024-03-05,1,1,12.345\n'
    found = converted(tmp_path, mapping, table)
    columns = found.reports.select(["quantity", "latitude", "longitude"]).to_pylist()
    assert columns == [{"quantity": "1200", "latitude": "12.345", "longitude": "34.5"}]
    assert reasons(found) == [(3, "SV806", "`longitude`: `12.345` is not written as 1.234,5")]


def test_first_of_several_columns_that_is_filled_in_counts_though_it_cannot_be_read(tmp_path):
    mapping = 'numbers: "1.234,5"\nquantity: {column: [Corrected, Trucks]}'
    table = "Day,Corrected,Trucks\n2024-03-05,,1.200\n2024-03-05,1.5,1.200\n"
    found = converted(tmp_path, mapping, table)
    assert (quantities(found), len(reasons(found))) == (["1200"], 1)


def test_words_that_codes_explain_need_no_form(tmp_path):
    mapping = 'numbers: "1.234,5"\nquantity: {column: Trucks, codes: {"n.a.": "", "1.5": "1"}}'
    table = "Day,Trucks\n2024-03-05,1.5\n2024-03-05,1.200\n"
    assert quantities(converted(tmp_path, mapping, table)) == ["1", "1200"]


def test_further_reports_and_checks_at_the_door_read_the_same_numbers(tmp_path):
    mapping = (
        'numbers: "1.234,5"\nalso: [{suffix: kill, act: kill, quantity: {column: Killed}}]\n'
        "checks: {parts: [{total: Killed, parts: [Men, Women]}]}"
    )
    table = "Day,Killed,Men,Women\n2024-03-05,1.200,1.000,200\n2024-03-06,1.200,1.000,2\n"
    mapped, path = tmp_path / "table.yaml", tmp_path / "table.csv"
    mapped.write_text(HEAD + mapping, encoding="utf-8")
    path.write_text(table, encoding="utf-8")
    found = import_file(path, find_format("table", path, mapped).outside, terms()).converted
    said = [(row.row_no, row.says) for slip in found.slips for row in slip.rows]
    assert said == [(3, "the parts make 1002, the total says 1200")]
    killed = found.reports.filter(pa.compute.equal(found.reports["act"], "kill"))
    assert killed["quantity"].to_pylist() == ["1200", "1200"]


# ---- files that hold numbers ---------------------------------------------------------------------


def test_numbers_of_a_workbook_stay_and_its_texts_are_read(tmp_path):
    """A cell that shows `1,234` in one language and `1.234` in another holds one number."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [("Day", "Trucks"), ("2024-03-05", 1.234), ("2024-03-05", "1.234"),
            ("2024-03-05", 1200), ("2024-03-05", 12.5), ("2024-03-05", "12.5")]  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "log.xlsx")
    found = converted(tmp_path, POINT, tmp_path / "log.xlsx")
    assert quantities(found) == ["1.234", "1234", "1200", "12.5"]
    assert reasons(found) == [(6, "SV806", "`quantity`: `12.5` is not written as 1.234,5")]


def test_numbers_of_json_lines_and_parquet_stay_and_their_texts_are_read(tmp_path):
    cells = [1.234, "1.234", 1200, "1.200,5"]
    lines = [json.dumps({"Day": "2024-03-05", "Trucks": cell}) for cell in cells]
    (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = converted(tmp_path, POINT, tmp_path / "log.jsonl")
    assert quantities(found) == ["1.234", "1234", "1200", "1200.5"]
    for name, column in (("numbers", [1.234, 1200.0]), ("texts", ["1.234", "1.200"])):
        table = pa.table({"Day": ["2024-03-05"] * 2, "Trucks": column})
        parquet.write_table(table, tmp_path / f"{name}.parquet")
    assert quantities(converted(tmp_path, POINT, tmp_path / "numbers.parquet")) == [
        "1.234", "1200"]  # fmt: skip
    assert quantities(converted(tmp_path, POINT, tmp_path / "texts.parquet")) == ["1234", "1200"]


def test_forms_whose_cells_are_numbers_take_no_form(tmp_path):
    mapped, path = tmp_path / "form.yaml", tmp_path / "form.json"
    mapped.write_text(HEAD + POINT, encoding="utf-8")
    rows = [{"_uuid": "a", "_submission_time": "2024-03-06T10:00:00", "Day": "2024-03-05",
             "Trucks": 1.2}]  # fmt: skip
    path.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        import_file(path, find_format("kobo", path, mapped).outside, terms())
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == (
        "SV845", "leave `numbers` away, or export the file as CSV")  # fmt: skip


# ---- nonsense ------------------------------------------------------------------------------------


def test_form_that_shows_nothing_is_said_with_its_line(tmp_path):
    text = 'numbers: "1,5"\nquantity: {column: Trucks, numbers: german}\narea: {column: Day, '
    with pytest.raises(EvidenceError) as caught:
        converted(tmp_path, f'{text}numbers: "1.234,5"}}', "Day,Trucks\n2024-03-05,1\n")
    found = [(p.code, p.message, p.places[0].line) for p in caught.value.problems]
    assert sorted(found) == [
        ("SV810", "`1,5` does not show how numbers are written", 6),
        ("SV810", "`area` is no number and takes no `numbers`", 8),
        ("SV810", "`german` does not show how numbers are written", 7),
    ]
