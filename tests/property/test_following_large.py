"""Large records lie in files and are judged piece by piece at first; so are small ones here."""

from __future__ import annotations

from functools import partial

import numpy as np
import pyarrow as pa
import pytest
from tests.property.test_following import arrival_of, difference_at, judged

from servanda.assessment.following import filed, part, pieces, words
from servanda.assessment.following.columns import columns_of
from servanda.assessment.following.filed import Drawer
from servanda.assessment.following.part import Cutter
from servanda.assessment.following.shelves import Record
from servanda.assessment.following.touching import Judged
from servanda.assessment.following.words import LastWords
from servanda.assessment.tables import REPORTS

SEEDS = range(24)


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every record for a large one."""
    monkeypatch.setattr(filed, "_FEW", 0)
    monkeypatch.setattr(words, "_MANY", 1)
    monkeypatch.setattr(pieces, "MANY_REPORTS", 0)
    monkeypatch.setattr(pieces, "_CALLS", 1)


def test_large_record_is_judged_as_from_scratch():
    undated = partial(judged, is_dated=False)
    for seed in SEEDS:
        assert difference_at(arrival_of(seed), undated, is_dated=False) == "", seed


def test_answers_to_many_calls_are_found_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pieces, "_CALLS", 4)
    monkeypatch.setattr(part, "_MANY", 1)
    for seed in SEEDS:
        assert difference_at(arrival_of(seed), judged) == "", seed


def test_calls_are_judged_one_by_one_at_first(monkeypatch: pytest.MonkeyPatch):
    """Some are, or the other tests would hold for nothing."""
    sizes: list[int] = []
    cut = Cutter.part

    def noting(cutter: Cutter, judged: Judged, as_of: int) -> object:
        sizes.append(sum(map(len, judged.calls.values())))
        return cut(cutter, judged, as_of)

    monkeypatch.setattr(Cutter, "part", noting)
    arrivals = [arrival_of(seed) for seed in SEEDS]
    assert not any(difference_at(arrival, judged) for arrival in arrivals)
    assert sizes.count(1) > 5


def test_last_word_that_was_not_held_is_read_when_it_is_needed():
    """Where a source takes back what it said last, an earlier word is its last one."""
    plain = {"source_id": 1, "origin_id": 1, "recorded_at": 50, "usable_at": 50, "begins_at": 0,
             "kind": 1, "series_id": 0, "hand_id": 0, "thing_id": 1, "place_id": 1, "low": 1,
             "high": 1, "stance": 1, "about_id": 0, "holds_us": 0}  # fmt: skip
    rows = [
        {**plain, "report_no": 1, "root_no": 1, "ends_at": 10, "withdrawn": False},
        {**plain, "report_no": 2, "root_no": 2, "ends_at": 30, "withdrawn": False},
        {**plain, "report_no": 3, "root_no": 2, "ends_at": 20, "withdrawn": True},
    ]
    columns = columns_of(pa.Table.from_pylist(rows, REPORTS))
    spoken = LastWords(Record(columns, np.zeros(3, np.int64)))
    spoken.watch(1)
    assert spoken.ask(60) == {1: (words.SILENT, 10)}
    assert spoken.spoken == {1: (10, 1)}


def test_large_array_is_laid_down_and_read_as_it_was():
    array = np.arange(1000, dtype=np.int32)
    drawer = Drawer()
    kept = drawer.keep(array)
    drawer.rest()
    assert kept is not array
    assert not kept.flags.writeable
    assert (kept.tolist(), kept.dtype) == (array.tolist(), array.dtype)
