"""What waits for something that was not done: silence does not show that it was not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.waiting import ATTACK, COUNTED, board

WHILE = "Southland must not attack in valley while [hostages] is not done."
IF = "If [hostages] is not done, southland must leave valley by day 6."
UNLESS = "Southland must not attack in valley, unless [hostages] is not done."


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("", ("disputed", "condition")),
        (COUNTED.format(n=2), ("violated", "")),
    ],
)
def test_act_while_something_is_not_done_breaks_the_clause_only_if_it_is_known_not_to_be(
    tmp_path: Path, counted: str, expected: tuple[str, str]
):
    assert board(tmp_path, WHILE, ATTACK + counted)["2024-03-08"] == expected


def test_what_is_due_if_something_is_not_done_may_be_due_where_nobody_told_of_it(tmp_path: Path):
    found = board(tmp_path, IF, "")
    assert set(found.values()) <= {("not verifiable", ""), ("disputed", "condition")}
    assert found


def test_act_that_only_something_not_done_would_allow_is_on_the_board(tmp_path: Path):
    assert board(tmp_path, UNLESS, ATTACK)["2024-03-08"] == ("disputed", "condition")
    allowed = board(tmp_path, UNLESS, ATTACK + COUNTED.format(n=2))
    assert "2024-03-08" not in allowed
    done = board(tmp_path, UNLESS, ATTACK + COUNTED.format(n=3))
    assert done["2024-03-08"] == ("violated", "")
