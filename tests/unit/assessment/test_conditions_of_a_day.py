"""What waits for an act of which only the day is known: it may have come in the morning."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.waiting import COUNTED, board

DAY = "r,agency,2024-03-09,2024-03-04,,event,northland,release,hostage,3,person,\n"
HOUR = DAY.replace("2024-03-04,", "2024-03-04 09:00,")
SPAN = DAY.replace("2024-03-04,", "2024-03-02,2024-03-04", 1).replace("event", "tally")
SAID = DAY.replace("2024-03-04,", "2024-03-06,").replace("agency", "paper")  # is not listed
ATTACK = "a,agency,2024-03-09,{at},,event,southland,attack,,,,valley\n"

UNLESS = "Southland must not attack in valley, unless northland has released at least 3 hostages."
AFTER = "After northland releases hostages, southland must not attack in valley."


@pytest.mark.parametrize(
    ("sentence", "released", "at", "expected"),
    [
        (AFTER, DAY, "2024-03-04 12:00", "disputed"),
        (AFTER, DAY, "2024-03-05 12:00", "violated"),
        (AFTER, DAY, "2024-03-03 12:00", None),
        (AFTER, HOUR, "2024-03-04 12:00", "violated"),
        (AFTER, HOUR, "2024-03-04 08:00", None),
        (AFTER, SPAN, "2024-03-03 12:00", "disputed"),
        (AFTER, SPAN, "2024-03-01 12:00", None),
        (UNLESS, DAY, "2024-03-04 12:00", "disputed"),
        (UNLESS, DAY, "2024-03-03 12:00", "violated"),
        (UNLESS, SPAN, "2024-03-03 12:00", "disputed"),
        (AFTER, SAID, "2024-03-05 12:00", None),
        (AFTER, SAID, "2024-03-07 12:00", "disputed"),
        (UNLESS, SAID, "2024-03-05 12:00", "violated"),
        (UNLESS, SAID, "2024-03-07 12:00", "disputed"),
    ],
)
def test_act_on_a_day_is_judged_by_what_may_have_come_before_it(
    tmp_path: Path, sentence: str, released: str, at: str, expected: str | None
):
    found = board(tmp_path, sentence, released + ATTACK.format(at=at))
    verdict, reason = found.get(at[:10], (None, ""))
    if expected is None:
        assert verdict in {None, "not verifiable"}
    else:
        assert (verdict, reason) == (expected, "condition" if expected == "disputed" else "")


def test_clause_that_was_met_late_is_done_from_then_on(tmp_path: Path):
    sentence = "After [hostages] is done, southland must not attack in valley."
    reports = COUNTED.format(n=0) + DAY + ATTACK.format(at="2024-03-05 12:00")
    found = board(tmp_path, sentence, reports)
    assert found["2024-03-05"] == ("violated", "")
    assert "2024-03-03" not in found
