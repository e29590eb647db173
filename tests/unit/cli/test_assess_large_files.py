"""`assess` of large files: from an index that is made for it, to the same letters."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from servanda import api
from servanda.cli.app import build_app
from servanda.evidence.projection import making
from servanda.evidence.vault import FILE

EXAMPLES = Path(__file__).parents[3] / "examples"
NORTHLAND = EXAMPLES / "northland"
CASES = sorted(path.parent for path in EXAMPLES.rglob("agreement.md"))


def assess(*arguments: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"})
    return runner.invoke(build_app(), ["assess", *arguments], prog_name="servanda")


def told(found: Result) -> tuple[int, str, str]:
    return found.exit_code, found.stdout, found.stderr


def as_read(*arguments: str) -> tuple[int, str, str]:
    """Return what is told of files that are judged as they were read."""
    return told(assess(*arguments, "--engine", "duckdb"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(EXAMPLES)))
def test_large_files_are_judged_by_an_index_to_the_same_letters(temporary, indexed, case):
    found = assess(str(case), "--all")
    assert told(found) == as_read(str(case), "--all")
    assert len(indexed) == 1
    assert indexed[0].is_relative_to(temporary)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("asked", [
    ("--as-of", "2024-03-04"), ("--as-of", "2023-01-01"), ("--standard", "corroborated"),
    ("--release", "public"), ("--release", "partners"), ("--clause", "aid"),
    ("--clause", "nothing"), ("--standard", "odd"), ("--as-of", "never"),
    ("--fail-on", "never"), ("--fail-on", "disputed"), ("--quiet",),
])  # fmt: skip
def test_whatever_is_asked_for(temporary, indexed, asked):
    assert told(assess(str(NORTHLAND), *asked)) == as_read(str(NORTHLAND), *asked)
    assert len(indexed) == 1
    assert not list(temporary.iterdir())
