import json
import os
import shutil
from pathlib import Path

from typer.testing import CliRunner

from servanda import large_files
from servanda.cli.app import build_app

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


def run(*arguments: str):
    return CliRunner().invoke(build_app("index"), ["index", str(NORTHLAND), *arguments])


def test_index_says_what_it_wrote(tmp_path):
    target = tmp_path / "northland.index"
    done = run("--to", str(target), "--json")
    assert done.exit_code == 0
    head = json.loads(done.stdout)["data"]
    assert head == json.loads((target / "index.json").read_text("utf-8"))
    assert head["counts"]["reports"] == 28
    assert [p.name for p in tmp_path.iterdir()] == ["northland.index"]
    again = run("--to", str(target), "--quiet")
    assert (again.exit_code, again.stdout) == (0, "")


def test_index_replaces_nothing_else(tmp_path):
    (tmp_path / "letter.txt").write_text("x")
    done = run("--to", str(tmp_path))
    assert done.exit_code == 2
    assert (tmp_path / "letter.txt").exists()


def command(*arguments: str):
    return CliRunner(env={"COLUMNS": "200"}).invoke(build_app(*arguments[:1]), [*arguments])


def test_board_from_an_index_warns_of_files_that_were_written_since(tmp_path):
    case, target = tmp_path / "northland", str(tmp_path / "index")
    shutil.copytree(NORTHLAND, case)
    assert command("index", str(case), "--to", target).exit_code == 0
    asked = [
        ["assess", str(case), "--index", target],
        ["count", str(case), "--index", target],
        ["explain", str(case), "aid", "2024-03-04", "--index", target],
    ]
    for words in asked:
        assert command(*words).stderr == ""
    made_at = (tmp_path / "index" / "index.json").stat().st_mtime_ns
    os.utime(case / "reports.csv", ns=(made_at, made_at + 1))
    for words in asked:
        first = command(*words).stderr.splitlines()[0]
        assert (
            first
            == f"warning[SV397]: `{case / 'reports.csv'}` was written after the index was made"
        )
        (told,) = json.loads(command(*words, "--json").stdout)["warnings"]
        assert told["code"] == "SV397"


def test_what_was_worth_knowing_when_an_index_was_made_is_told_with_each_answer(tmp_path):
    case, target = tmp_path / "northland", str(tmp_path / "index")
    shutil.copytree(NORTHLAND, case)
    reports = case / "reports.csv"
    lines = reports.read_text("utf-8").splitlines()
    cells = dict(zip(lines[0].split(","), lines[1].split(","), strict=False))
    reports.write_text("\n".join(line.replace(cells["source"], "passerby", 1) for line in lines))
    assert command("index", str(case), "--to", target).exit_code == 0
    for words in (["assess", str(case)], ["count", str(case)], ["explain", str(case), "aid"]):
        whole, told = command(*words, "--json"), command(*words, "--index", target, "--json")
        warnings = [
            [(w["code"], w["message"], w["hint"]) for w in json.loads(done.stdout)["warnings"]]
            for done in (whole, told)
        ]
        assert {"SV340", "SV343"} <= {code for code, *_ in warnings[0]}
        assert warnings[0] == warnings[1]


def test_damaged_index_is_said_to_be_one(tmp_path):
    target = tmp_path / "index"
    assert command("index", str(NORTHLAND), "--to", str(target)).exit_code == 0
    (target / "rejects.parquet").write_bytes(b"PAR1")
    done = command("assess", str(NORTHLAND), "--index", str(target))
    assert (done.exit_code, "error[SV394]" in done.stderr) == (2, True)


def test_board_and_card_are_told_from_an_index(tmp_path):
    target = str(tmp_path / "northland.index")
    assert run("--to", target, "--quiet").exit_code == 0
    case = ("assess", str(NORTHLAND), "--json")
    whole, board = command(*case), command(*case, "--index", target)
    assert board.exit_code == whole.exit_code == 1
    told = [json.loads(done.stdout)["data"]["findings"] for done in (whole, board)]
    assert [f["verdict"] for f in told[1]] == [f["verdict"] for f in told[0]]
    assert any(f["pivot"] for f in told[0])
    assert not any(f["pivot"] for f in told[1])
    asked = ("explain", str(NORTHLAND), "aid", "2024-03-04")
    card = command(*asked, "--index", target)
    assert card.exit_code == 0
    assert card.stdout == command(*asked).stdout


def test_of_very_large_files_an_index_is_recommended(tmp_path, monkeypatch):
    words = "`servanda index CASE --to FOLDER` once"
    case = ("assess", str(NORTHLAND), "--fail-on", "never", "--explain")
    assert words not in command(*case).stderr
    monkeypatch.setattr(large_files, "VERY_LARGE", 100)
    told = command(*case)
    assert (told.exit_code, words in told.stderr) == (0, True)
    target = str(tmp_path / "northland.index")
    assert run("--to", target, "--quiet").exit_code == 0
    for without in (("--quiet",), ("--json",), ("--index", target)):
        assert words not in command(*case, *without).stderr


def test_a_day_without_a_finding_is_refused_with_those_there_are(tmp_path):
    target = str(tmp_path / "northland.index")
    assert run("--to", target, "--quiet").exit_code == 0
    done = command("explain", str(NORTHLAND), "aid", "1999-01-01", "--index", target)
    assert done.exit_code == 2
    assert "2024-03-01" in done.stderr
