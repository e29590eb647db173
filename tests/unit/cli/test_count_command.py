"""`servanda count`: the verdicts of each clause and party, counted."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda import api
from servanda.cli.app import build_app

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


def count(*arguments: str):
    return CliRunner(env={"COLUMNS": "80"}).invoke(build_app("count"), ["count", *arguments])


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


@pytest.mark.parametrize("asked", [(), ("--as-of", "2024-03-04"), ("--standard", "claimed")])
def test_large_files_are_counted_by_an_index_that_is_gone_afterwards(temporary, indexed, asked):
    found = counted(str(NORTHLAND), *asked)
    assert found == counted(str(NORTHLAND), *asked, "--engine", "sqlite")
    assert len(indexed) == 1
    assert indexed[0].is_relative_to(temporary)
    assert not [path for path in temporary.iterdir() if path.name.startswith("servanda-index")]


def test_progress_goes_forward_only(temporary):
    shown = []
    api.count_files(NORTHLAND, progress=lambda _, share: shown.append(share))
    assert shown == sorted(shown)
    assert shown[-1] <= 1
    assert any(0 < share < 0.8 for share in shown)
    assert any(share > 0.8 for share in shown)


def test_files_may_be_named_one_by_one(temporary, indexed):
    files = [str(path) for path in NORTHLAND.glob("*.csv")]
    found = counted(str(NORTHLAND / "agreement.md"), *files)
    assert indexed
    assert found == counted(str(NORTHLAND), "--engine", "sqlite")


def test_small_files_are_counted_as_they_are(indexed):
    assert counted(str(NORTHLAND))
    assert indexed == []


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    """A case with rows that cannot be used, and a source that nobody has declared."""
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "faulty"))
    rows = ["report,source,recorded_at,begins,act", "z0,passer-by,2024-03-05,2024-03-05,shelling"]
    rows += [f"z{k},agency,2024-03-05,soon,shelling" for k in range(1, 23)]
    (case / "reports-z.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    return str(case)


@pytest.mark.parametrize("is_large", [False, True])
def test_rejected_rows_and_warnings_are_told_as_assess_tells_them(request, faulty, is_large):
    if is_large:
        request.getfixturevalue("temporary")
    asked = CliRunner(env={"COLUMNS": "80"}).invoke(build_app("assess"), ["assess", faulty])
    found = count(faulty)
    assert found.stderr == asked.stderr
    assert "22 rows were rejected: kept, and not judged" in found.stderr
    assert "SV343" in found.stderr
    told = json.loads(count(faulty, "--json").stdout)
    assert [row["row_no"] for row in told["data"]["rejects"]] == [*range(3, 25)]
    assert [problem["code"] for problem in told["warnings"]] == ["SV343"]


def test_rejected_rows_of_an_index_are_told(faulty, tmp_path):
    api.index(Path(faulty), tmp_path / "index")
    assert "reports-z.csv:3: SV322" in count(faulty, "--index", str(tmp_path / "index")).stderr


def with_rule(tmp_path: Path) -> Path:
    """Return a copy of the example in which reports are linked by a rule."""
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    agreement = case / "agreement.md"
    text = agreement.read_text("utf-8")
    assert text.count("\n---\n") == 1
    linked = text.replace("\n---\n", "\nlinking: {within: 2 hours}\n---\n")
    agreement.write_text(linked, encoding="utf-8")
    return case


def test_reports_that_a_rule_links_are_counted_from_the_files(tmp_path, temporary, indexed):
    case = str(with_rule(tmp_path))
    assert counted(case) == counted(case, "--engine", "sqlite")
    assert indexed == []


def test_links_that_contradict_each_other_are_counted_from_the_files(tmp_path, temporary, indexed):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    links = case / "links.csv"
    first = links.read_text("utf-8").splitlines()[:2]
    names = first[0].split(",")
    torn = dict(zip(names, next(csv.reader([first[1]])), strict=True))
    torn["link"] = "different" if torn["link"] == "same" else "same"
    with links.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names).writerow(torn)
    found = counted(str(case))
    assert len(indexed) == 1
    assert found == counted(str(case), "--engine", "sqlite")


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
