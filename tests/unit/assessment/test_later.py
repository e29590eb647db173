"""Rows that are made when somebody looks stand for the tuple of them."""

import pickle
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import pytest

from servanda.assessment import later as later_rows
from servanda.assessment.later import Later
from servanda.publish.release.walking import rebuilt

ROWS = ("one", "two", "three", "four")
Asked = list[tuple[int, int]]


def later() -> tuple[Later[str], Asked]:
    """Return rows, and a list of what of them was made."""
    asked: Asked = []

    def make(start: int, stop: int) -> tuple[str, ...]:
        asked.append((start, stop))
        return ROWS[start:stop]

    return Later(len(ROWS), make), asked


def test_length_is_known_before_a_row_is_made():
    rows, asked = later()
    assert len(rows) == 4
    assert rows
    assert not asked


def test_rows_are_made_once():
    rows, asked = later()
    assert list(rows) == list(rows)
    assert rows[-1] == "four"
    assert asked == [(0, 4)]


@pytest.mark.parametrize("some", [slice(1, 3), slice(2), slice(3, 1), slice(-2, None), slice(9)])
def test_of_many_rows_only_those_are_made_that_are_asked_for(
    some: slice, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(later_rows, "_AT_ONCE", 3)
    rows, asked = later()
    assert rows[some] == ROWS[some]
    assert sum(stop - start for start, stop in asked) == len(ROWS[some])


def test_of_few_rows_all_are_made_at_once():
    rows, asked = later()
    assert rows[1:3] == ROWS[1:3]
    assert rows[2:] == ROWS[2:]
    assert asked == [(0, 4)]


def test_any_slice_is_that_of_the_tuple():
    rows, _ = later()
    assert rows[::-1] == ROWS[::-1]
    assert rows[1:3] == ROWS[1:3]


@pytest.mark.parametrize("same", [tuple, deepcopy, lambda rows: pickle.loads(pickle.dumps(rows))])
def test_copies_are_the_tuple(same: Callable[[Later[str]], object]):
    rows, _ = later()
    assert same(rows) == ROWS


def test_it_is_equal_to_its_tuple_and_to_no_other():
    rows, _ = later()
    assert (rows, ROWS) == (ROWS, rows)
    assert rows == later()[0]
    assert rows != (*ROWS[:3], "five")
    assert rows != ROWS[:3]
    assert rows != list(ROWS)
    assert hash(rows) == hash(ROWS)
    assert repr(rows) == repr(ROWS)


def test_a_release_changes_every_row():
    @dataclass(frozen=True)
    class Shown:
        rows: Later[str]

    found = rebuilt(Shown(later()[0]), str.upper, lambda record: record)
    assert found.rows == ("ONE", "TWO", "THREE", "FOUR")
