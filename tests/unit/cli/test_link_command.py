"""`servanda link` for a case that is kept in files: one row more, wholly or not at all."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda import api
from servanda.cli.app import build_app

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"
PLAIN = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "SERVANDA_AUTHOR": "A. Monitor"}


def link(*arguments: object, exit_code: int = 0, **environment: str) -> tuple[str, str]:
    """Run the command and return stdout and stderr."""
    words = ["link", *map(str, arguments)]
    result = CliRunner(env={**PLAIN, **environment}).invoke(build_app(*words[:1]), words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NORTHLAND, tmp_path / "northland"))


def rows(case: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with (case / "links.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def test_link_is_appended_with_author_time_and_reason(case):
    before = (case / "links.csv").read_bytes()
    out, _ = link("a04", "c04", "--case", case, "--reason", 'same convoy, "the" one')
    after = (case / "links.csv").read_bytes()
    assert after.startswith(before)
    row = rows(case)[-1]
    assert row["recorded_at"].endswith("Z")
    assert {**row, "recorded_at": ""} == {"reports": "a04|c04", "link": "same", "by": "A. Monitor",
        "reason": 'same convoy, "the" one', "recorded_at": ""}  # fmt: skip
    assert out.splitlines()[0] == f"wrote {case / 'links.csv'}, line 3"
    assert f"recorded_at {row['recorded_at']}" in out


def test_link_is_one_that_the_case_uses(case):
    link("a04", "c04", "--apart", "--by", "B. Chief", "--case", case, "--reason", "two convoys")
    evidence = api.read(case).evidence
    assert evidence.rejects.num_rows == 0
    said = {(row["link"], row["by"]) for row in evidence.tables["links"].to_pylist()}
    assert ("not the same", "B. Chief") in said


def test_link_as_data_says_where_it_stands(case):
    out, _ = link("a04", "c04", "--case", case, "--reason", "x", "--json")
    data = json.loads(out)["data"]
    assert (data["file"], data["line"]) == (str(case / "links.csv"), 3)
    assert data["row"]["reports"] == "a04|c04"


def test_first_link_of_a_case_makes_the_table(case):
    (case / "links.csv").unlink()
    out, _ = link("a04", "c04", "--case", case, "--reason", "x")
    assert out.splitlines()[0].endswith("line 2")
    assert (case / "links.csv").read_text("utf-8").startswith("reports,link,by,reason,recorded_at")


@pytest.mark.parametrize(
    "content",
    [
        "recorded_at;reason;by;link;reports\r\n",
        "\ufeffreports;link;by;reason;recorded_at\r\na04|c04;same;A;x;2024-03-05",
    ],
)
def test_table_of_a_spreadsheet_stays_as_it_is_written(case, content):
    (case / "links.csv").write_bytes(content.encode())
    link("a04", "c04", "--case", case, "--reason", "one; two")
    after = (case / "links.csv").read_bytes().decode()
    assert after.startswith(content)
    assert after.endswith("\r\n")
    assert rows(case, ";")[-1]["reason"] == "one; two"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["a04", "zz", "--reason", "x"], "SV723"),
        (["a04", "--reason", "x"], "SV723"),
        (["a04", "c04", "--reason", " "], "SV722"),
        (["a04", "c04", "--reason", "x", "--by", ""], "SV709"),
        (["a04", "c04", "--reason", "x", "--ledger", "case.servanda"], "SV411"),
    ],
)
def test_wrong_use_is_told_and_nothing_is_written(case, arguments, code):
    before = (case / "links.csv").read_bytes()
    _, err = link(*arguments, "--case", case, exit_code=2)
    assert f"error[{code}]" in err
    assert (case / "links.csv").read_bytes() == before
    assert [path.name for path in case.iterdir() if path.name.startswith(".")] == []


def test_neither_folder_nor_ledger_is_told(tmp_path):
    _, err = link("a04", "c04", "--reason", "x", exit_code=2)
    assert "error[SV411]" in err
    _, err = link("a04", "c04", "--reason", "x", "--case", tmp_path, exit_code=2)
    assert "error[SV401]" in err


def test_folder_is_taken_though_the_environment_names_a_ledger(case):
    link("a04", "c04", "--case", case, "--reason", "x", SERVANDA_LEDGER="nowhere.servanda")
    assert len(rows(case)) == 2


def test_table_without_a_column_for_the_author_is_told(case):
    (case / "links.csv").write_text("reports,reason,recorded_at\n", encoding="utf-8")
    _, err = link("a04", "c04", "--case", case, "--reason", "x", exit_code=2)
    assert "error[SV726]" in err
    assert "it has no column `by`" in err


def test_writers_take_turns(case):
    (case / ".links.csv.new").write_bytes(b"half a row")
    _, err = link("a04", "c04", "--case", case, "--reason", "x", exit_code=2)
    assert "error[SV726]" in err
    assert (case / ".links.csv.new").read_bytes() == b"half a row"
    assert len(rows(case)) == 1


def test_write_that_fails_leaves_the_table_as_it_was(case, monkeypatch):
    before = (case / "links.csv").read_bytes()

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    _, err = link("a04", "c04", "--case", case, "--reason", "x", exit_code=2)
    assert "No space left on device" in err
    assert (case / "links.csv").read_bytes() == before
    assert not (case / ".links.csv.new").exists()
