"""`servanda count`: the verdicts of each clause and party, counted."""

import json
from collections import Counter
from pathlib import Path

from typer.testing import CliRunner

from servanda import api
from servanda.cli.app import build_app

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


def count(*arguments: str):
    return CliRunner(env={"COLUMNS": "80"}).invoke(build_app(), ["count", *arguments])


def counted(*arguments: str) -> dict[tuple[str, str, str, str], int]:
    rows = json.loads(count(*arguments, "--json").stdout)["data"]["counts"]
    names = ("clause", "reading", "bearer", "verdict")
    return {tuple(row[name] for name in names): row["findings"] for row in rows}


def test_counts_are_those_of_the_board():
    board = api.assess(api.read(NORTHLAND), explained=False)
    found = Counter((f.clause, f.reading, f.bearer, f.verdict) for f in board.findings)
    assert counted(str(NORTHLAND)) == dict(found)


def test_counts_from_an_index_are_the_same(tmp_path):
    target = tmp_path / "northland.index"
    api.index(NORTHLAND, target)
    assert counted(str(NORTHLAND), "--index", str(target)) == counted(str(NORTHLAND))


def test_table_has_a_row_for_each_clause_and_party_and_says_what_letters_mean():
    done = count(str(NORTHLAND), "--quiet")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    (aid,) = [line.split() for line in lines if line.startswith("aid / unloaded")]
    assert aid[-2:] == ["7", "4"]
    assert "V  violated" in done.stdout


def test_agreement_without_a_duty_is_said_to_have_none(tmp_path):
    (tmp_path / "agreement.md").write_text(
        "---\ntitle: Nothing yet\nparties: {northland: Northland}\ntime zone: Africa/Maputo\n"
        "in force: {from: 2024-03-01 00:00, for: 3 days}\n---\n# Nothing yet\n",
        encoding="utf-8",
    )
    done = count(str(tmp_path), "--as-of", "2024-03-02")
    assert done.exit_code == 0
    assert done.stdout == "no clause has a duty yet\n"
