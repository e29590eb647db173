"""What no command foresees ends with a message and its own code, never as if a breach was found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NORTHLAND = str(Path(__file__).parents[3] / "examples" / "northland")
BROKEN = """
import servanda.cli.assess, sys
from servanda import api, cli
def broken(*paths, **asked): raise RuntimeError("first line\\nsecond line")
api.assess_files = broken
sys.argv = ["servanda", "assess", sys.argv[1]]
cli.main()
"""


def _run(*arguments: str, stdout: object = subprocess.PIPE) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True,
        check=False, env=os.environ,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_unforeseen_error_is_one_line_and_ends_with_three() -> None:
    code, err = _run("-c", BROKEN, NORTHLAND)
    first, hint = err.splitlines()
    assert (code, hint.startswith("hint: ")) == (3, True)
    assert first.startswith("error[SV417]: something that was not foreseen: RuntimeError: first")
    assert "second" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_answer_that_cannot_be_written_is_an_error(option: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        code, err = _run("-m", "servanda", "assess", NORTHLAND, option, stdout=full)
    assert code == 2
    assert "error[SV416]" in err
    assert "Traceback" not in err


def test_package_runs_as_a_module() -> None:
    code, err = _run("-m", "servanda", "check", NORTHLAND, "--json")
    assert (code, err) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="pipes of another kind")
@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_who_reads_only_the_beginning_is_told_nothing_and_of_no_breach(option: str) -> None:
    """`servanda explain ... | head` had ended with 1, which says that a breach was found."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        code, err = _run("-m", "servanda", "explain", NORTHLAND, "fighting", option, stdout=closed)
    assert (code, err) == (141, "")
