"""`assess` of large files: from an index that is made for it, to the same letters."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from benchmarks.scale.conflict import write_conflict
from benchmarks.scale.plain import write_plain
from tests.unit.cli.test_count_command import with_rule
from typer.testing import CliRunner, Result

from servanda import api, large_files
from servanda.cli.app import build_app
from servanda.evidence.projection import making
from servanda.evidence.vault import FILE

EXAMPLES = Path(__file__).parents[3] / "examples"
NORTHLAND = EXAMPLES / "northland"
CASES = sorted(path.parent for path in EXAMPLES.rglob("agreement.md"))


def assess(*arguments: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"})
    return runner.invoke(build_app("assess"), ["assess", *arguments], prog_name="servanda")


def told(found: Result) -> tuple[int, str, str]:
    return found.exit_code, found.stdout, found.stderr


def as_read(*arguments: str) -> tuple[int, str, str]:
    """Return what is told of files that are judged as they were read."""
    return told(assess(*arguments, "--engine", "sqlite"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(EXAMPLES)))
def test_large_files_are_judged_by_an_index_to_the_same_letters(temporary, indexed, case):
    found = assess(str(case), "--all")
    assert told(found) == as_read(str(case), "--all")
    assert len(indexed) == 1
    assert indexed[0].is_relative_to(temporary)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("asked", [
    ("--as-of", "2024-03-04"), ("--as-of", "2023-01-01"), ("--standard", "corroborated"),
    ("--release", "partners"), ("--clause", "aid", "--fail-on", "disputed"),
    ("--clause", "nothing"), ("--standard", "odd"), ("--as-of", "never"), ("--quiet",),
])  # fmt: skip
def test_whatever_is_asked_for(temporary, indexed, asked):
    assert told(assess(str(NORTHLAND), *asked)) == as_read(str(NORTHLAND), *asked)
    assert len(indexed) == 1
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("write", [write_conflict, write_plain])
def test_a_record_of_many_reports(tmp_path, temporary, indexed, write):
    write(3_000, tmp_path)
    case = str(tmp_path / "case")
    assert told(assess(case)) == as_read(case)
    assert len(indexed) == 1


def test_files_may_be_named_one_by_one(temporary, indexed):
    files = [str(path) for path in sorted(NORTHLAND.glob("*.csv"))]
    found = assess(str(NORTHLAND / "agreement.md"), *files)
    assert told(found) == as_read(str(NORTHLAND))
    assert indexed


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NORTHLAND, tmp_path / "case"))


def add_row(path: Path, **cells: str) -> None:
    """Repeat the first row of a file with some other cells."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        first = next(rows)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(first)).writerow(first | cells)


def test_a_row_that_is_rejected_and_a_source_that_nobody_listed(tmp_path, temporary, indexed):
    case = copied(tmp_path)
    add_row(case / "reports.csv", report="zz1", begins="some day")
    add_row(case / "reports.csv", report="zz2", source="stranger")
    add_row(case / "reports.csv", report="", origin="another", note="a remark")
    found = assess(str(case))
    assert told(found) == as_read(str(case))
    assert "2 rejected" in found.stdout
    assert "SV343" in found.stderr
    assert indexed


def test_files_without_a_row_that_can_be_used(tmp_path, temporary, indexed):
    case = copied(tmp_path)
    reports = case / "reports.csv"
    rows = reports.read_text("utf-8").splitlines()
    reports.write_text(f"{rows[0]}\n{rows[1].replace('2024', 'year')}\n", encoding="utf-8")
    for path in ("links.csv", "rulings.csv"):
        (case / path).unlink()
    assert told(assess(str(case))) == as_read(str(case))
    assert indexed


def test_the_same_row_says_more_in_a_fingerprint_than_in_a_verdict(tmp_path, temporary, indexed):
    """What is only kept is evidence too."""
    case = copied(tmp_path)
    before = api.assess_files(case).board
    reports = case / "reports.csv"
    text = reports.read_text("utf-8")
    assert text.count("On 1 March 104 trucks came in.") == 1
    other = text.replace("On 1 March 104 trucks came in.", "On 1 March 104 trucks came.")
    reports.write_text(other, encoding="utf-8")
    after = api.assess_files(case).board
    assert after.findings == before.findings
    assert after.fingerprint != before.fingerprint
    assert len(indexed) == 2


def test_reports_that_a_rule_links_are_judged_as_they_were_read(tmp_path, temporary, indexed):
    case = str(with_rule(tmp_path))
    assert told(assess(case)) == as_read(case)
    assert indexed == []


def test_links_that_contradict_each_other_are_judged_as_they_were_read(
    tmp_path, temporary, indexed
):
    case = copied(tmp_path)
    with (case / "links.csv").open(encoding="utf-8", newline="") as file:
        link = next(csv.DictReader(file))["link"]
    add_row(case / "links.csv", link="not the same" if link == "same" else "same")
    found = assess(str(case))
    assert len(indexed) == 1
    assert told(found) == as_read(str(case))


def test_a_case_with_a_vault_is_read_whole(tmp_path, temporary, indexed):
    case = copied(tmp_path)
    (case / FILE).write_bytes(b"closed")
    found = assess(str(case))
    assert "SV857" in found.stderr
    assert told(found) == as_read(str(case))
    assert indexed == []


@pytest.mark.parametrize("form", [("--json",), ("--explain",), ("--html", "board.html")])
def test_a_board_with_reasons_is_read_whole(tmp_path, temporary, indexed, monkeypatch, form):
    monkeypatch.chdir(tmp_path)
    assert assess(str(NORTHLAND), *form).exit_code == 1
    assert indexed == []


def test_only_who_asks_for_reasons_is_told_that_an_index_would_spare_much(
    temporary, indexed, monkeypatch
):
    monkeypatch.setattr(large_files, "VERY_LARGE", 100)
    assert "servanda index" not in assess(str(NORTHLAND)).stderr
    assert "servanda index" in assess(str(NORTHLAND), "--explain").stderr
    assert len(indexed) == 1


def test_small_files_are_judged_as_they_are(monkeypatch):
    def refused(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(making, "make_projection", refused)
    assert assess(str(NORTHLAND)).exit_code == 1


def test_an_index_has_the_fingerprint_of_the_evidence_if_it_is_asked_for(tmp_path):
    board = api.assess(api.read(NORTHLAND))
    for hashed in (True, False):
        api.index(NORTHLAND, tmp_path / "index", hashed=hashed)
        found = api.assess(api.read(NORTHLAND, index=tmp_path / "index"))
        assert (found.fingerprint == board.fingerprint) is hashed


def test_progress_goes_forward_only(temporary):
    shown: list[float] = []
    api.assess_files(NORTHLAND, progress=lambda _, share: shown.append(share))
    assert shown == sorted(shown)
    assert any(0 < share < 0.8 for share in shown)
    assert any(share > 0.8 for share in shown)
