"""`duties` of a record: from its files, from an index that is there, from one made for it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from servanda import api
from servanda.cli.app import build_app

EXAMPLES = Path(__file__).parents[3] / "examples"
NORTHLAND = EXAMPLES / "northland"
CASES = sorted(path.parent for path in EXAMPLES.rglob("agreement.md"))
TWICE = """\
source,report,recorded_at,begins,actor,act,area,replaces
agency,z,2024-03-09,2024-03-02,northland,shell,west,
agency,y,2024-03-04,2024-03-02,northland,shell,west,z
agency,x,2024-03-05,2024-03-02,northland,shell,east,y
"""
"""What replaces `y` came before what `y` replaces: `y` is overtaken as soon as it is usable."""


def duties(*arguments: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"})
    return runner.invoke(build_app("duties"), ["duties", *arguments], prog_name="servanda")


def told(found: Result) -> tuple[int, str, str]:
    return found.exit_code, found.stdout, found.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(EXAMPLES)))
def test_the_calendar_is_the_same_to_the_letter(tmp_path, temporary, indexed, case, monkeypatch):
    index = tmp_path / "index"
    api.index(case, index)
    indexed.clear()
    ours, theirs = tmp_path / "a.ics", tmp_path / "b.ics"
    made = duties(str(case), "--json", "--ics", str(ours))
    assert len(indexed) == 1
    assert not list(temporary.iterdir())
    given = duties(str(case), "--json", "--index", str(index), "--ics", str(theirs))
    monkeypatch.undo()
    whole = duties(str(case), "--json")
    assert made.stdout == given.stdout == whole.stdout
    assert ours.read_bytes() == theirs.read_bytes()
    assert len(indexed) == 1


def test_an_agreement_and_an_index_are_enough(tmp_path):
    api.index(NORTHLAND, tmp_path / "index")
    alone = shutil.copy(NORTHLAND / "agreement.md", tmp_path / "agreement.md")
    assert told(duties(str(alone), "--index", str(tmp_path / "index"))) == told(
        duties(str(NORTHLAND)))  # fmt: skip


def test_a_file_that_was_written_after_the_index_is_told(tmp_path):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    api.index(case, tmp_path / "index")
    os.utime(case / "reports.csv", (4_000_000_000, 4_000_000_000))
    found = duties(str(case), "--index", str(tmp_path / "index"))
    assert found.exit_code == 0
    assert "warning[SV397]" in found.stderr
    answer = json.loads(duties(str(case), "--index", str(tmp_path / "index"), "--json").stdout)
    assert [warning["code"] for warning in answer["warnings"]] == ["SV397"]


def test_an_index_that_is_none_is_said(tmp_path):
    found = duties(str(NORTHLAND), "--index", str(tmp_path))
    assert (found.exit_code, found.stderr[:13]) == (2, "error[SV394]:")


@pytest.mark.parametrize("as_of", ["2024-03-04 12:00", "2024-03-05", "2024-03-07", "2024-03-20"])
def test_when_an_overtaken_report_was_recorded_is_known_from_an_index_too(tmp_path, as_of):
    """The index says of it only that it was recorded when it was usable, at the latest."""
    case = tmp_path / "case"
    case.mkdir()
    shutil.copy(NORTHLAND / "agreement.md", case / "agreement.md")
    (case / "sources.csv").write_text("source,name,recorded_at\nagency,Agency,2024-03-01\n")
    (case / "reports.csv").write_text(TWICE, encoding="utf-8")
    api.index(case, tmp_path / "index")
    whole = api.schedule(api.read(case), as_of=as_of)
    assert api.schedule(api.read(case, index=tmp_path / "index"), as_of=as_of) == whole
