"""Each pattern of provisions has golden cases that a lawyer can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.library.cases import Case, judge, outcome, read_cases
from tests.library.test_library import LIBRARY

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdicts_are_those_expected(case: Case, tmp_path: Path) -> None:
    board = judge(case, tmp_path)
    wrong = []
    for wanted in case.expected:
        came_out = outcome(board, wanted)
        if any(str(wanted[key]) != value for key, value in came_out.items()):
            wrong.append((wanted, came_out))
    assert wrong == []


def test_every_pattern_has_a_case() -> None:
    patterns = {name for row in LIBRARY.read_provisions() for name in row.patterns}
    shown = {wanted["pattern"] for case in CASES for wanted in case.expected}
    assert patterns - shown == set()


def test_every_expectation_says_why() -> None:
    short = [w for case in CASES for w in case.expected if len(w["because"].split()) < 3]
    assert short == []
