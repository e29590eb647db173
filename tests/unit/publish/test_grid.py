"""The board as a grid."""

from __future__ import annotations

from tests.unit.publish.northland import empty_board, rich_board, with_many_singles

from servanda.publish.grid import balanced_parts, build_grid, shortened


def test_grid_loses_no_finding():
    board = rich_board()
    grid = build_grid(board)
    rows = [row for block in grid.clauses for row in block.rows]
    placed = [f for row in rows for f in row.days.values()] + list(grid.singles)
    placed += [row.whole for row in rows if row.whole]
    assert sorted(f.key for f in placed) == sorted(f.key for f in board.findings)


def test_clauses_stand_in_the_order_of_the_agreement():
    board = rich_board()
    assert [b.label for b in build_grid(board).clauses] == [s.label for s in board.clauses]


def test_bearers_stand_in_the_order_of_the_findings():
    rows = build_grid(rich_board()).clauses[0].rows
    assert [row.bearer for row in rows] == ["northland", "southland", "each party"]


def test_days_are_sorted_and_each_there_once():
    assert build_grid(rich_board()).days == tuple(f"2024-03-0{k}" for k in range(1, 8))


def test_grid_of_nothing_is_empty():
    grid = build_grid(empty_board())
    assert (grid.days, grid.daily, grid.singles) == ((), (), ())


def test_parts_are_as_equal_as_can_be():
    assert [len(part) for part in balanced_parts(range(31), 16)] == [16, 15]


def test_parts_of_nothing_are_none():
    assert balanced_parts([], 5) == []


def test_a_long_list_keeps_the_worst_verdicts_in_their_order():
    board = with_many_singles(["complied", "disputed"] * 5 + ["violated"])
    (block,) = (b for b in shortened(build_grid(board), 7).clauses if b.singles)
    kept = [f.verdict for f in block.singles]
    assert kept == ["complied", "disputed"] + ["disputed"] * 4 + ["violated"]
    assert [f.verdict for f in block.unlisted] == ["complied"] * 4
    assert {f.key for f in (*block.singles, *block.unlisted)} == {f.key for f in board.findings}


def test_a_short_list_is_left_as_it_is():
    grid = build_grid(rich_board())
    assert shortened(grid, len(grid.singles)) == grid
