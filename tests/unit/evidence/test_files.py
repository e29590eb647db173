import json
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from tests.unit.evidence.valley import names, read

from servanda.cli.follow import _stray
from servanda.errors import EvidenceError, MissingExtraError
from servanda.evidence import read_evidence
from servanda.evidence.files import find_files, read_raw
from servanda.evidence.importers.mapping_file import read_mapping
from servanda.evidence.importers.sheet import text_of
from servanda.evidence.json_rows import with_keys_once
from servanda.evidence.ledger.delivery import file_digest
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.making import make_projection

HEADER = "report,source,recorded_at,begins,act"
ROW = "a1,agency,2024-03-06,2024-03-05,shell"


def write(folder, text, name="reports.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def acts_of(evidence):
    return evidence.reports["act"].to_pylist()


def codes_of(evidence):
    return [problem.code for problem in evidence.problems if problem.severity == "error"]


def test_csv_with_a_byte_order_mark_and_crlf_is_read(tmp_path):
    write(tmp_path, f"{HEADER}\r\n{ROW}\r\n", encoding="utf-8-sig")
    assert acts_of(read_evidence(tmp_path, names())) == ["shell"]


def test_csv_with_semicolons_is_read(tmp_path):
    write(tmp_path, f"{HEADER}\n{ROW}\n".replace(",", ";"))
    assert acts_of(read_evidence(tmp_path, names())) == ["shell"]


def test_a_semicolon_inside_a_quoted_header_is_no_delimiter(tmp_path):
    write(tmp_path, f'{HEADER},"original_a;b;c;d;e;f;g"\n{ROW},x\n')
    found = read_evidence(tmp_path, names()).reports["original"].to_pylist()
    assert found == ['{"original_a;b;c;d;e;f;g":"x"}']


def test_quotes_commas_and_line_breaks_stay_in_their_cell(tmp_path):
    write(tmp_path, f'{HEADER},text\n{ROW},"He said ""no"",\nthen left"\n')
    assert read_evidence(tmp_path, names()).reports["text"].to_pylist() == [
        'He said "no",\nthen left'
    ]


def test_a_row_knows_its_line_below_a_cell_with_line_breaks(tmp_path):
    second = ROW.replace("a1", "a2")
    write(tmp_path, f'{HEADER},text\n{ROW},"one\ntwo\nthree"\n\n{second},x\n')
    assert read_evidence(tmp_path, names()).reports["row_no"].to_pylist() == [2, 6]


def test_a_file_in_another_encoding_is_reported_with_its_line(tmp_path):
    write(tmp_path, f"{HEADER}\n{ROW}\na2,agencé,2024-03-06,2024-03-05,shell\n", encoding="cp1252")
    (problem,) = read_evidence(tmp_path, names()).problems
    assert (problem.code, problem.places[0].line) == ("SV303", 3)


def test_a_file_in_utf_16_is_reported(tmp_path):
    write(tmp_path, f"{HEADER}\n{ROW}\n", encoding="utf-16")
    assert codes_of(read_evidence(tmp_path, names())) == ["SV303"]


def test_a_quotation_mark_that_is_never_closed_is_reported(tmp_path):
    write(tmp_path, f'{HEADER}\na1,"agency,2024-03-06,2024-03-05,shell\n')
    assert codes_of(read_evidence(tmp_path, names())) == ["SV304"]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (['a1,"x', 'y",z', 'a2,"agency,z', "a3,x,z"], 4),
        # The next cell in quotation marks seems to close it.
        (['a1,"agency,z', "a2,x,z", 'a3,"x, y",z'], 2),
        (['a1,"x ""y""",z', 'a2,"x""', '"",z', "a3,x,z"], 3),
        (["a1,x,z", 'a2,6" pipe,z', 'a3,"x",z'], 3),
        (['a1,"x"y,"z"', 'a2,"x,z'], 2),
    ],
)
@pytest.mark.parametrize(("ends", "start"), [("\n", ""), ("\r\n", "\ufeff")])
def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(
    tmp_path, rows, line, ends, start
):
    path = write(tmp_path, start + ends.join([HEADER, *rows, ""]))
    (problem,) = read_evidence(tmp_path, names()).problems
    assert [(problem.code, str(place)) for place in problem.places] == [("SV304", f"{path}:{line}")]
    with pytest.raises(EvidenceError) as caught:
        make_projection([path], names(), tmp_path / "index")
    assert problem in caught.value.problems


COMPACT = '{"report":"a1","source":"x","recorded_at":"2024-03-06","begins":"2024-03-05",%s}'


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ('"act":"shell","act":"attack","place":"a"', "the key `act` stands in it twice"),
        ('"act":"shell","place":"a","act":"shell"', "the key `act` stands in it twice"),
        ('"act":"shell","place":"","place":"b"', "the key `place` stands in it twice"),
        ('"act":["shell"],"act":{},"place":"a"', "the key `act` stands in it twice"),
        # What says nothing a second time takes nothing away.
        ('"act":"shell","act":null', ("shell", None)),
        ('"act" : null,"act":"shell" ,"place":"b"', ("shell", "b")),
        ('"act":"shell","place":null,"place":null', ("shell", None)),
        ('"note":null,"act":"shell","note":null', ("shell", None)),
        ('"act":"shell","place":null,"place":["a","b"]', ("shell", "a|b")),
    ],
)
@pytest.mark.parametrize("first", ['"act":"shell","place":"a","note":"n"', '"act":"x"', None])
def test_a_key_with_two_values_rejects_its_row_on_every_way_of_reading(
    tmp_path, cells, expected, first
):
    good = [] if first is None else [COMPACT % first] * 3
    other = (COMPACT % cells).replace('"a1"', '"a2"')
    path = write(tmp_path, "\n".join([*good, other, ""]), "reports.jsonl")
    evidence = read_evidence(tmp_path, names())
    rows = [row for row in evidence.reports.to_pylist() if row["report"] == "a2"]
    told = [row for row in evidence.rejects.to_pylist() if row["row_no"] == len(good) + 1]
    if isinstance(expected, str):
        assert (rows, [(row["code"], row["reason"]) for row in told]) == (
            [], [("SV320", expected)],
        )  # fmt: skip
    else:
        assert ([(row["act"], row["place"]) for row in rows], told) == ([expected], [])
    made = make_projection([path], names(), tmp_path / "index", hashed=True)
    assert (made.head.hash, made.head.counts) == (evidence.hash, evidence.counts)
    rejects = parquet.read_table(tmp_path / "index" / fmt.REJECTS_FILE)
    assert rejects.to_pylist() == evidence.rejects.to_pylist()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"a":1,"a":null}', '{"a":1}'),
        (' { "a" : null , "b" : 1.50 , "a" : [ 1, {"b": 2} ] } ',
         '{"a" : [ 1, {"b": 2} ],"b" : 1.50}'),
        ('{"a":null,"a":null,"\\u0061":"x"}', '{"\\u0061":"x"}'),
        ("{}", "{}"),
    ],
)  # fmt: skip
def test_keys_stand_once_and_values_as_they_were_written(line, expected):
    assert with_keys_once(line) == expected


def test_a_key_without_a_name_is_an_unknown_column(tmp_path):
    path = write(tmp_path, (COMPACT % '"act":"shell","":"x"') + "\n", "reports.jsonl")
    assert codes_of(read_evidence(tmp_path, names())) == ["SV306"]
    with pytest.raises(EvidenceError, match="SV306"):
        make_projection([path], names(), tmp_path / "index")


def test_an_empty_file_is_reported(tmp_path):
    write(tmp_path, "")
    assert codes_of(read_evidence(tmp_path, names())) == ["SV305"]


def test_a_misspelt_column_stops_its_file_and_names_the_near_one(tmp_path):
    write(tmp_path, f"{HEADER.replace('begins', 'begin')},aera\n{ROW},east\n")
    evidence = read_evidence(tmp_path, names())
    assert [(p.message, p.hint) for p in evidence.problems] == [
        ("`reports` has no column `begin`", "did you mean `begins`?"),
        ("`reports` has no column `aera`", "did you mean `area`?"),
    ]
    assert evidence.reports.num_rows == 0


def test_all_structural_problems_come_at_once(tmp_path):
    write(tmp_path, "report,source,source\na,b,b\n")
    write(tmp_path, "source,nme\nagency,Agency\n", "sources.csv")
    evidence = read_evidence(tmp_path, names())
    assert codes_of(evidence) == ["SV308", "SV307", "SV306"]
    with pytest.raises(EvidenceError, match="SV306"):
        evidence.raise_errors()


def test_a_row_of_the_wrong_length_is_kept_as_rejected(tmp_path):
    write(tmp_path, f"{HEADER}\na0,agency\n{ROW}\n")
    evidence = read_evidence(tmp_path, names())
    (reject,) = evidence.rejects.to_pylist()
    assert (reject["row_no"], reject["code"], reject["reason"]) == (
        2,
        "SV320",
        "2 cells where the header has 5",
    )
    assert json.loads(reject["row"]) == {"line": "a0,agency"}
    assert acts_of(evidence) == ["shell"]


def test_columns_that_begin_with_original_are_kept(tmp_path):
    write(tmp_path, f"{HEADER},original_rid\n{ROW},25620\n")
    found = read_evidence(tmp_path, names()).reports["original"].to_pylist()
    assert found == ['{"original_rid":"25620"}']


def test_several_files_of_one_table_are_read_together(tmp_path):
    write(tmp_path, f"{HEADER}\n{ROW}\n", "reports-march.csv")
    write(tmp_path, f"{HEADER}\n{ROW.replace('a1', 'a2')}\n", "reports-april.csv")
    assert read_evidence(tmp_path, names()).reports["report"].to_pylist() == ["a1", "a2"]


def test_a_file_with_a_near_name_is_mentioned(tmp_path):
    write(tmp_path, f"{HEADER}\n{ROW}\n", "report.csv")
    (problem,) = read_evidence(tmp_path, names()).problems
    assert (problem.code, problem.severity) == ("SV309", "warning")
    assert "`reports`" in problem.hint


def test_a_file_that_is_not_there_is_reported(tmp_path):
    evidence = read_evidence([tmp_path / "reports.csv"], names())
    assert codes_of(evidence) == ["SV302"]


def test_json_lines_give_what_csv_gives(tmp_path):
    row = {"report": "a1", "source": "agency", "recorded_at": "2024-03-06", "begins": "2024-03-05",
           "act": "enter", "object": "truck", "unit": "truck", "quantity_low": 187,
           "area": ["east", "west"], "withdrawn": False}  # fmt: skip
    (tmp_path / "one").mkdir()
    write(tmp_path / "one", json.dumps(row) + "\n", "reports.jsonl")
    (tmp_path / "two").mkdir()
    header = "report,source,recorded_at,begins,act,object,unit,quantity_low,area"
    write(
        tmp_path / "two",
        f"{header}\na1,agency,2024-03-06,2024-03-05,enter,truck,truck,187,east|west\n",
    )
    one, two = (read_evidence(tmp_path / name, names()) for name in ("one", "two"))
    assert one.reports["area"].to_pylist() == [["east", "west"]]
    assert one.hash == two.hash


def test_a_line_that_is_no_json_object_is_rejected(tmp_path):
    write(tmp_path, '{"report": "a1"\n[1]\n', "reports.jsonl")
    evidence = read_evidence(tmp_path, names())
    assert evidence.rejects["row_no"].to_pylist() == [1, 2]
    assert evidence.rejects["reason"].to_pylist() == ["not a JSON object"] * 2


def test_parquet_and_arrow_with_typed_columns_are_read(tmp_path):
    rows = pa.table({
        "report": ["a1"], "source": ["agency"], "act": ["enter"], "unit": ["truck"],
        "recorded_at": pa.array([1709700000_000000], pa.timestamp("us", "UTC")),
        "begins": pa.array([19787], pa.date32()), "quantity_low": pa.array([187], pa.int32()),
        "area": pa.array([["west", "east"]], pa.list_(pa.string())),
    })  # fmt: skip
    parquet.write_table(rows, tmp_path / "reports.parquet")
    from_file = read_evidence(tmp_path, names())
    in_memory = read_evidence({"reports": rows}, names())
    (row,) = from_file.reports.to_pylist()
    assert (row["begins"], row["precision"]) == (1709589600_000000, "day")
    assert (row["recorded_at"], row["area"]) == (1709700000_000000, ["east", "west"])
    assert from_file.hash == in_memory.hash


def test_a_workbook_is_read_with_its_dates(tmp_path):
    from datetime import date, datetime

    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append([*HEADER.split(","), "quantity", "unit"])
    book.active.append(["a1", "agency", datetime(2024, 3, 6, 9, 30), date(2024, 3, 5), "enter",  # noqa: DTZ001
                        187.0, "truck"])  # fmt: skip
    book.save(tmp_path / "reports.xlsx")
    (row,) = read_evidence(tmp_path, names()).reports.to_pylist()
    assert (row["precision"], row["quantity"], row["row_no"]) == ("day", "187", 2)
    assert row["recorded_at"] == 1709710200_000000


def test_a_workbook_without_openpyxl_names_the_extra(tmp_path, monkeypatch):
    write(tmp_path, "", "reports.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match="servanda\\[office\\]"):
        read_evidence(tmp_path, names())


def test_a_file_that_is_no_workbook_is_reported(tmp_path):
    pytest.importorskip("openpyxl")
    write(tmp_path, "not a workbook", "reports.xlsx")
    assert codes_of(read_evidence(tmp_path, names())) == ["SV304"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("reports_april.csv", "call it `reports-april.csv`"),
        ("Reports (2).xlsx", "call it `reports-2.xlsx`"),
        ("report.csv", "did you mean `reports`?"),
        ("reports.ods", "servanda reads .csv, .jsonl, .parquet, .xlsx: save it as one of them"),
        ("reports.xls", "servanda reads .csv, .jsonl, .parquet, .xlsx: save it as one of them"),
        ("reports.csv.gz", "servanda reads .csv, .jsonl, .parquet, .xlsx: save it as one of them"),
        ("notes.txt", None),
        ("reports.md", None),
        ("reports.csv.part", None),
    ],
)
def test_a_file_that_seems_to_be_evidence_and_is_not_read_is_told(name, hint, tmp_path):
    write(tmp_path, f"{HEADER}\n{ROW}\n", name)
    found = [p for p in read_evidence(tmp_path, names()).problems if p.code == "SV309"]
    assert [p.hint for p in found] == ([hint] if hint else [])


def test_an_unknown_table_in_memory_is_reported():
    evidence = read_evidence({"repots": pa.table({"a": [1]})}, names())
    assert codes_of(evidence) == ["SV309"]


def test_a_file_with_only_a_header_has_no_rows(tmp_path):
    evidence = read(tmp_path, reports=HEADER)
    assert evidence.counts["reports"] == 0
    assert evidence.problems == ()


def test_columns_without_name_and_value_are_left_out(tmp_path):
    write(tmp_path, f"{HEADER},,\n{ROW},,\n")
    assert acts_of(read_evidence(tmp_path, names())) == ["shell"]


def test_a_column_of_line_numbers_is_refused(tmp_path):
    write(tmp_path, f"{HEADER},row_no\n{ROW},7\n")
    assert codes_of(read_evidence(tmp_path, names())) == ["SV306"]


CELLS = st.text(st.sampled_from('a1,;"\n\r\t|:-é\x00{}[] '), max_size=8)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=5), st.sampled_from(",;"))
def test_whatever_stands_in_a_csv_file_gives_no_traceback(rows, delimiter):
    text = "\n".join([HEADER.replace(",", delimiter), *(delimiter.join(row) for row in rows)])
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), text)
        evidence = read_evidence(Path(folder), names())
    assert evidence.counts["reports"] == 0


@given(st.lists(st.text(st.sampled_from('{}[]":,ab1 \\'), max_size=20), max_size=5))
def test_whatever_stands_in_json_lines_gives_no_traceback(lines):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "\n".join(lines), "reports.jsonl")
        evidence = read_evidence(Path(folder), names())
    assert evidence.counts["reports"] == 0


@given(st.binary(max_size=40))
def test_whatever_bytes_a_file_holds_there_is_no_traceback(data):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("reports.csv", "sources.jsonl", "words.parquet", "links.xlsx"):
            (Path(folder) / name).write_bytes(data)
        evidence = read_evidence(Path(folder), names())
    assert evidence.counts["reports"] == 0


def test_why_a_file_cannot_be_read_is_told_alike_at_every_door(tmp_path):
    """A table, a workbook or mapping of an import, and what a ledger keeps outside of it."""
    gone = tmp_path / "reports.csv"
    told = [
        read_raw("reports", gone).problems,
        *(raised(door, gone) for door in (text_of, read_mapping, file_digest)),
    ]
    assert {(p.code, p.message, p.hint) for problems in told for p in problems} == {(
        "SV302", f"`{gone}` cannot be read: No such file or directory",
        "look at the name and the rights; a folder is not read, name its files",
    )}  # fmt: skip


def raised(door, path):
    with pytest.raises(EvidenceError) as caught:
        door(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("monday.csv", "call it `reports-monday.csv` ...; tables: reports, "),
        ("Week 3 (new).XLSX", "call it `reports-Week-3-new.xlsx` ...; tables: reports, "),
        ("monday.xls", "save it as a table, called `reports-monday.csv` ...; tables: reports, "),
    ],
)
def test_what_a_file_of_evidence_is_called_is_told_alike(tmp_path, name, hint):
    path = tmp_path / name
    path.write_text("x", encoding="utf-8")
    _, (problem,) = find_files([path])
    assert problem.hint.startswith(hint)
    assert _stray(path).hint == problem.hint
