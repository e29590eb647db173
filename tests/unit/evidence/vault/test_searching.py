"""Names that were sealed are found wherever they are left."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from servanda.evidence.vault import left_over


def test_names_that_are_still_readable_elsewhere_are_found(tmp_path):
    (tmp_path / "notes.txt").write_text("line\nasked the COURIER again\n", encoding="utf-8")
    places = {Path(p.places[0].file).name: p.places[0].line
              for p in left_over(tmp_path, ["courier"])}  # fmt: skip
    assert places == {"notes.txt": 2}


def found_files(case: Path, *words: str) -> list[str]:
    return [Path(p.places[0].file).name for p in left_over(case, words)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("reports-courier.csv", b"nothing"),
        ("old.bin", b"\0the Courier"),
        ("old.csv", "asked the Courier\n".encode("utf-16")),
        ("receipt.json", b'{"by": "courier"}'),
    ],
)
def test_names_are_found_in_the_names_of_files_and_in_files_of_any_kind(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert found_files(tmp_path, "courier") == [name]


def test_names_are_found_in_workbooks(tmp_path):
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", "<t>The Courier</t>" * 100)
    assert found_files(tmp_path, "courier") == ["form.xlsx"]


def test_name_of_other_letters_is_found_where_json_escapes_it(tmp_path):
    (tmp_path / "receipt.json").write_text(json.dumps({"by": "فندق"}), encoding="utf-8")
    assert found_files(tmp_path, "فندق") == ["receipt.json"]


def test_short_name_is_found_as_a_word_of_its_own(tmp_path):
    (tmp_path / "a.txt").write_text("the inner door\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("at the Inn, on Friday\n", encoding="utf-8")
    assert found_files(tmp_path, "inn") == ["b.txt"]


def test_file_that_cannot_be_searched_is_named(tmp_path):
    (tmp_path / "old.parquet").write_bytes(b"PAR1 and what is packed")
    [problem] = left_over(tmp_path, ["courier"])
    assert (problem.code, "cannot be searched" in problem.message) == ("SV856", True)
