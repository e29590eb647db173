"""Every verdict of the made-up example, and why; README.md there walks through the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.examples.boards import board_of, finding
from tests.unit.examples.folders import NORTHLAND, evidence_of

if TYPE_CHECKING:
    from servanda.assessment.findings import Board

EXPECTED = [
    ("prisoners", "", "southland", "complied", ""),
    ("harvest", "whole", "anyone", "complied", ""),
    ("aid", "2024-03-01", "northland", "complied", ""),
    ("aid", "2024-03-07", "northland", "complied", ""),
    ("aid", "2024-03-02", "northland", "violated", ""),
    ("fighting", "whole", "northland", "violated", ""),
    ("maps", "", "southland", "violated", ""),
    ("aid", "2024-03-03", "northland", "disputed", "alleged"),
    ("aid", "2024-03-04", "northland", "disputed", "contradicted"),
    ("aid", "2024-03-06", "northland", "disputed", "uncertain"),
    ("fighting", "whole", "southland", "disputed", "alleged"),
    ("flights", "2024-03-05", "northland", "disputed", "uncertain"),
    ("flights", "2024-03-06", "northland", "disputed", "alleged"),
    ("bridge", "whole", "northland", "disputed", "hand unknown"),
    ("bridge", "whole", "southland", "disputed", "hand unknown"),
    ("aid", "2024-03-05", "northland", "not verifiable", ""),
    ("aid/unloaded", "2024-03-01", "northland", "not verifiable", ""),
    ("flights", "2024-03-02", "northland", "not verifiable", ""),
    ("aid", "2024-03-09", "northland", "pending", ""),
    ("patrols", "", "northland", "ended", ""),
]


@pytest.fixture(scope="module")
def board() -> Board:
    return board_of(NORTHLAND)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: "-".join(filter(None, row[:3])))
def test_verdicts_are_those_of_the_readme(board: Board, expected: tuple[str, ...]) -> None:
    label, slot, bearer, verdict, reason = expected
    found = finding(board, label, slot, bearer)
    assert (found.verdict, found.reason) == (verdict, reason)


def test_every_verdict_comes_up(board: Board) -> None:
    assert {f.verdict for f in board.findings} == {
        "violated",
        "disputed",
        "not verifiable",
        "pending",
        "complied",
        "ended",
    }


def test_the_bridge_was_attacked_by_one_of_the_two(board: Board) -> None:
    group = {f.slot: f for f in board.findings if f.clause == "bridge" and f.is_group}
    for slot in ("2024-03-06", "whole"):
        assert (group[slot].verdict, group[slot].reason) == ("violated", "not attributed")


def test_the_map_came_late(board: Board) -> None:
    assert finding(board, "maps").late_since is not None


def test_every_row_is_used() -> None:
    assert evidence_of(NORTHLAND).rejects.to_pylist() == []
