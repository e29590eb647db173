import json
from pathlib import Path

from typer.testing import CliRunner

from servanda.cli.app import build_app

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


def run(*arguments: str):
    return CliRunner().invoke(build_app(), ["index", str(NORTHLAND), *arguments])


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
