"""How outside files are read: headers, encodings, names, rows that cannot be used."""

from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from tests.unit.evidence import valley
from tests.unit.evidence.importers.country import SAMPLES, terms

from servanda.errors import EvidenceError
from servanda.evidence.importers import FORMATS, find_format, import_file, read_names, recognise
from servanda.evidence.importers.name_table import NewName, add_names
from servanda.evidence.importers.sheet import read_table, single_names, text_of
from servanda.evidence.importers.writing import places_of

ACLED = FORMATS["acled"]


def changed(folder: Path, old: str, new: str, file: str = "acled.csv") -> Path:
    path = folder / file
    path.write_text((SAMPLES / file).read_text("utf-8-sig").replace(old, new), encoding="utf-8")
    return path


def refused(path: Path, **changes: object) -> list[tuple[str, str]]:
    with pytest.raises(EvidenceError) as caught:
        import_file(path, ACLED, terms(**changes))
    return [(p.code, p.message) for p in caught.value.problems]


def test_column_that_drifted_stops_the_import(tmp_path):
    path = changed(tmp_path, "event_id_cnty", "event_id", "acled.csv")
    assert refused(path) == [
        ("SV802", "`acled` needs the column `event_id_cnty`"),
        ("SV803", "`acled` knows no column `event_id`"),
    ]


def test_column_that_is_new_stops_the_import_and_lenient_keeps_it(tmp_path):
    path = changed(tmp_path, ",timestamp\n", ",timestamp,event_status\n")
    text = path.read_text("utf-8").replace("1710000000\n", "1710000000,final\n")
    path.write_text(text, encoding="utf-8")
    assert refused(path) == [("SV803", "`acled` knows no column `event_status`")]
    found = import_file(path, ACLED, terms(is_lenient=True))
    assert found.converted.reports["original_event_status"][0].as_py() == "final"
    assert ("SV803", "warning") in {(p.code, p.severity) for p in found.problems}


def test_code_that_is_not_known_stops_the_import_and_lenient_sets_its_rows_aside(tmp_path):
    path = changed(tmp_path, "Armed clash", "Armed clashh")
    assert refused(path) == [("SV807", "`acled` knows no code `Armed clashh` (1 rows)")]
    found = import_file(path, ACLED, terms(is_lenient=True))
    assert "its code is not known" in found.why_aside


def test_own_table_of_codes_wins_over_the_shipped_one(tmp_path):
    codes = tmp_path / "codes.csv"
    codes.write_text("code,act\nArmed clash,assault\n", encoding="utf-8")
    found = import_file(SAMPLES / "acled.csv", ACLED, terms(codes=codes)).converted.reports
    assert found["act"].to_pylist() == ["assault", "kill", "bombard", "attack", "kill"]


def test_own_table_of_codes_that_says_nothing_of_a_code_is_refused(tmp_path):
    codes = tmp_path / "codes.csv"
    codes.write_text("code,act\nArmed clash,\n", encoding="utf-8")
    assert refused(SAMPLES / "acled.csv", codes=codes) == [
        ("SV804", "code `Armed clash` has neither an act nor a reason to leave it aside")
    ]


def test_format_whose_rows_do_not_say_when_they_became_known_asks_for_it():
    with pytest.raises(EvidenceError) as caught:
        import_file(SAMPLES / "firms-viirs.csv", FORMATS["firms"], terms(seen_at=""))
    assert caught.value.code == "SV808"


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("windows-1256", "الوادي"), ("windows-1251", "Долина"), ("utf-16", "Долина"),
     ("utf-8-sig", "עמק")],
)  # fmt: skip
def test_text_in_other_encodings_is_read_once_it_is_named(encoding, word, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f"date,place\n2024-03-02,{word}\n", encoding=encoding)
    named = "" if encoding.startswith("utf") else encoding
    assert read_table(path, named).rows["place"].to_pylist() == [word]


def test_encoding_that_does_not_exist_is_said_to_be_none():
    with pytest.raises(EvidenceError) as caught:
        text_of(SAMPLES / "acled.csv", "klingon")
    assert caught.value.code == "SV303"


def test_time_of_fetching_that_is_none_is_refused():
    assert refused(SAMPLES / "acled.csv", seen_at="yesterday") == [
        ("SV808", "`--seen yesterday` is no time")
    ]


JUNK = [
    b"", b"\n\n", b"\x00\x01\x02", b"[]", b"{}", b"null", b"[1, 2]", b'{"results": [1]}', b"a,b\n1",
    b'"', b"a;a;a\n1;2;3;4\n", b"\xff\xfea\x00", b'{"time": 1, "states": [[1], null, {}]}',
    b"#date,#event\n1,2\n", b"id,title,date,url,source\n,,,,\n",
]  # fmt: skip


@pytest.mark.parametrize("name", [*sorted(set(FORMATS) - {"ucdp-candidate"}), "auto"])
def test_junk_is_refused_or_set_aside_and_never_breaks(name, tmp_path):
    for number, (data, ending) in enumerate(product(JUNK, (".csv", ".json", ".jsonl"))):
        path = tmp_path / f"{number}{ending}"
        path.write_bytes(data)
        with suppress(EvidenceError):
            found = find_format(name, path)
            import_file(path, found.outside, terms())


def test_encoding_that_is_not_named_is_never_guessed(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("date,place\n2024-03-02,Долина\n".encode("windows-1251"))
    with pytest.raises(EvidenceError) as caught:
        text_of(path)
    problem = caught.value.problems[0]
    assert (problem.code, problem.places[0].line) == ("SV303", 2)


def test_names_that_occur_twice_are_numbered():
    assert single_names(["date", "", "date", "row_no"]) == [
        "date", "", "date (2)", "row_no (of the file)"]  # fmt: skip


def test_numbered_names_do_not_meet_those_of_others():
    assert single_names(["a", "a", "a (2)", "a"]) == ["a", "a (3)", "a (2)", "a (4)"]


def test_every_column_that_holds_something_has_a_name_of_its_own_on_one_line(tmp_path):
    """Somebody wrote beside the table, two questions are called alike, a label has two lines."""
    import openpyxl

    header, row = (
        ["day", "note", None, "note", "if\nany", None],
        ["d", "a", "b", "c", "e", None, "f"],
    )
    names = ["day", "note", "no heading", "note (2)", "if any", "no heading (2)"]
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    text = ['"day","note",,"note","if\nany",,', "d,a,b,c,e,,f", ""]
    (tmp_path / "table.csv").write_text("\n".join(text), encoding="utf-8")
    for ending in ("xlsx", "csv"):
        sheet = read_table(tmp_path / f"table.{ending}")
        assert list(sheet.header) == names
        assert [sheet.rows[n][0].as_py() for n in names] == ["d", "a", "b", "c", "e", "f"]


@pytest.mark.parametrize("name", ["gone.csv", "gone.xlsx", "gone.jsonl", "gone.parquet", "."])
def test_a_file_that_is_not_there_is_named_with_a_hint(name, tmp_path):
    with pytest.raises(EvidenceError) as caught:
        read_table(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.code, bool(problem.hint), "Errno" in problem.message) == ("SV302", True, False)


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.xls", "a.ods", "a.csv.gz"])
def test_what_is_no_table_is_not_read_as_the_text_of_one(name, tmp_path):
    (tmp_path / name).write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_table(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.code, bool(problem.hint)) == ("SV304", True)


def test_table_of_no_known_format_says_how_to_map_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        recognise(path)
    assert caught.value.problems[0].hint == f"`servanda map {path}` drafts a mapping file for it"


def test_misspelt_format_is_answered_with_the_near_one():
    with pytest.raises(EvidenceError) as caught:
        find_format("acledd", SAMPLES / "acled.csv")
    assert caught.value.problems[0].hint == "did you mean `acled`?"


# ---- the folder


def test_import_leaves_reports_rows_set_aside_names_and_a_receipt(tmp_path):
    import_file(SAMPLES / "acled.csv", ACLED, terms(), "", tmp_path)
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.*")) == [
        "imports/acled-rows.csv", "imports/acled-set-aside.csv", "imports/acled.json",
        "imports/names.csv", "reports-acled.csv"]  # fmt: skip


def test_import_of_the_same_file_again_changes_nothing(tmp_path):
    def left() -> list[bytes]:
        import_file(SAMPLES / "acled.csv", ACLED, terms(), "", tmp_path)
        return [p.read_bytes() for p in sorted(tmp_path.rglob("*.*"))]

    assert left() == left()


def test_columns_that_changed_since_the_last_import_are_shown(tmp_path):
    import_file(SAMPLES / "reliefweb.csv", FORMATS["reliefweb"], terms(), "", tmp_path)
    path = changed(tmp_path, "format.name", "format", "reliefweb.csv")
    found = import_file(path, FORMATS["reliefweb"], terms(), "", tmp_path)
    assert [p.message for p in found.problems if p.code == "SV803"] == [
        "columns changed since the last import: `format.name` is gone, `format` is new"
    ]


def test_import_never_overwrites_a_table_that_no_import_made(tmp_path):
    places_of(tmp_path, ACLED, "acled.csv").reports.write_text("report\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        import_file(SAMPLES / "acled.csv", ACLED, terms(), "", tmp_path)
    assert caught.value.code == "SV809"


def test_names_that_nobody_explained_are_listed_and_what_people_wrote_is_kept(tmp_path):
    path = tmp_path / "imports" / "names.csv"
    path.parent.mkdir()
    path.write_text("kind,says,means,rows,why\nactor,Civilians (Valleyland),-,1,\n", "utf-8")
    import_file(SAMPLES / "acled.csv", ACLED, terms(), "", tmp_path)
    lines = path.read_text("utf-8").splitlines()
    assert lines[1] == "actor,Civilians (Valleyland),-,1,"
    assert "actor,Rioters (Valleyland),,1," in lines
    assert "area,East,east,2,the same name as in the agreement" in lines


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("actor,Army,nrthland", "`nrthland` is no actor of the case"),
        ("area,Hill,hilll", "`hilll` is no area of the case"),
        ("person,Army,northland", "`person` is none of actor, area, origin"),
        ("actor,,northland", "`says` is empty"),
    ],
)
def test_wrong_row_of_names_is_refused(row, message, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(f"kind,says,means\n{row}\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_names(path, valley.names())
    assert [(p.code, p.message) for p in caught.value.problems] == [("SV805", message)]


def test_names_are_added_as_people_saved_the_table(tmp_path):
    """A spreadsheet wrote semicolons, and an editor left out the last line break."""
    path = tmp_path / "names.csv"
    path.write_text("\ufeffkind;says;means;rows;why\narea;Mill;east;1;", encoding="utf-8")
    assert add_names(path, [NewName("area", "Ford", 2), NewName("actor", "A, B", 1)]) == 2
    assert path.read_text("utf-8-sig").splitlines() == [
        "kind;says;means;rows;why", "area;Mill;east;1;", "area;Ford;;2;", "actor;A, B;;1;"
    ]  # fmt: skip


def test_a_row_of_names_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("kind,says,means\narea,Mill,east,9,x\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_names(path, valley.names())
    (problem,) = caught.value.problems
    assert (problem.code, problem.places[0].line, bool(problem.hint)) == ("SV805", 2, True)


def test_a_row_of_codes_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("code,act,aside\nAttack,assault\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        import_file(SAMPLES / "acled.csv", ACLED, terms(codes=path))
    (problem,) = caught.value.problems
    assert (problem.code, problem.places[0].line) == ("SV804", 2)


def test_files_with_names_in_any_script_are_kept_apart(tmp_path):
    """Of names in Arabic nothing had been left, so that a second file could not be imported."""
    files = ["تقرير مارس.csv", "تقرير أبريل.csv", "relevé.csv", "releve\u0301.csv", "a b_c.csv"]
    found = [places_of(tmp_path, ACLED, file).reports.name for file in files]
    assert found == ["reports-acled-تقرير-مارس.csv", "reports-acled-تقرير-أبريل.csv",
                     "reports-acled-relevé.csv", "reports-acled-relevé.csv",
                     "reports-acled-a-b-c.csv"]  # fmt: skip


def test_actor_outside_of_the_case_sets_a_row_aside_only_alone(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(
        "kind,says,means\nactor,Military Forces of Southland,-\n"
        "actor,Military Forces of Northland (2019-),northland\n", encoding="utf-8")  # fmt: skip
    found = import_file(SAMPLES / "acled.csv", ACLED, terms(names=read_names(path))).converted
    hands = {r["report"]: r["actor"] for r in found.reports.to_pylist()}
    assert hands["VAL101"] is None
    assert {a["row_no"]: a["why"] for a in found.asides.to_pylist()}[3] == (
        "it names only actors outside of the case")  # fmt: skip


def test_workbook_is_read_as_the_same_table(tmp_path):
    import openpyxl

    sheet = read_table(SAMPLES / "acled.csv")
    book = openpyxl.Workbook()
    book.active.append(list(sheet.header))
    for row in sheet.rows.select(list(sheet.header)).to_pylist():
        book.active.append(list(row.values()))
    book.save(tmp_path / "acled.xlsx")
    found = import_file(tmp_path / "acled.xlsx", ACLED, terms()).converted.reports
    assert found["report"].to_pylist() == ["VAL101", "VAL101-killed", "VAL102", "VAL103",
                                           "VAL103-killed"]  # fmt: skip


def test_real_alert_of_the_archive_is_read_in_its_own_time(tmp_path):
    """One row of the archive of Home Front Command alerts (dleshem/israel-alerts-data)."""
    path = tmp_path / "alerts.csv"
    path.write_text(
        "data,date,time,alertDate,category,category_desc,matrix_id,rid\n"
        '"באר שבע 288, באר שבע 289",24.07.2014,17:05:26,2014-07-24T17:05:00,1,'
        "ירי רקטות וטילים,1,1\n",
        encoding="utf-8",
    )
    found = import_file(path, FORMATS["home-front"], terms()).converted.reports.to_pylist()
    assert [(row["place"], row["begins"]) for row in found] == [
        ("באר שבע 288", "2014-07-24T14:05:26Z"),
        ("באר שבע 289", "2014-07-24T14:05:26Z"),
    ]
