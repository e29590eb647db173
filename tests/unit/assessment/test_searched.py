"""Of which findings it is searched what would change them, and what a difference tells of it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from servanda import api
from servanda.assessment import judge as judging
from servanda.assessment.judge import searched_keys
from servanda.assessment.tables import FINDINGS

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


def findings(*verdicts: str) -> pa.Table:
    """Return findings of one clause, one a day."""
    empty = dict.fromkeys(FINDINGS.names)
    named = {"clause_no": 1, "reading_no": 0, "member_id": 1, "is_group": False}
    rows = [
        {**empty, **named, "slot": f"day {k}", "verdict": verdict}
        for k, verdict in enumerate(verdicts)
    ]
    return pa.Table.from_pylist(rows, pa.schema([field.with_nullable(True) for field in FINDINGS]))


@pytest.mark.parametrize(
    ("verdicts", "word", "slots"),
    [
        (("violated", "pending", "complied", "disputed"), "all", ["day 0", "day 2", "day 3"]),
        (("violated", "complied", "complied", "disputed"), "disputed", ["day 3"]),
        (("disputed",) * 4, "none", []),
        ((), "all", []),
    ],
)
def test_too_many_findings_are_searched_for_where_they_are_disputed(
    verdicts, word, slots, monkeypatch
):
    monkeypatch.setattr(judging, "MOST_SEARCHED", 3)
    found, keys = searched_keys(findings(*verdicts))
    assert (found, [key[-1] for key in keys]) == (word, slots)


def test_a_board_says_that_not_every_finding_was_searched_for(monkeypatch):
    case = api.read(NORTHLAND)
    whole = api.assess(case)
    assert "unsearched" not in whole.details
    disputed = sum(finding.verdict == "disputed" for finding in whole.findings)
    monkeypatch.setattr(judging, "MOST_SEARCHED", disputed)
    board = api.assess(case)
    assert board.details["unsearched"].startswith("searched for what is disputed only")
    for finding, before in zip(board.findings, whole.findings, strict=True):
        is_searched = finding.verdict == "disputed"
        assert finding.pivot == (before.pivot if is_searched else None)


def test_a_difference_tells_what_would_change_the_findings_that_differ():
    case = api.read(NORTHLAND)
    early, late = "2024-03-04 12:00", "2024-03-08 12:00"
    changes = api.diff(case, early, late).changes
    boards = [api.assess(case, as_of=at) for at in (early, late)]
    before, after = ({f.key: f for f in board.findings} for board in boards)
    assert changes
    for change in changes:
        key = (change.after or change.before).key
        assert (change.before, change.after) == (before.get(key), after.get(key))
    assert any(change.after and change.after.pivot for change in changes)
