from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy")

from servanda.evidence.projection import texts as sorting
from servanda.evidence.projection.texts import can_sort, sorted_places, sorted_rows

in_steps = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

LETTERS = st.sampled_from(["a", "b", "9", "\0", "é", "€", "😀"])
TEXTS = st.builds(
    lambda start, rest: start + "".join(rest),
    st.sampled_from(["", "case 0000000"]),
    st.lists(LETTERS, max_size=20),
)


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(sorting, "_AT_ONCE", 3)


@in_steps
@given(rows=st.lists(st.tuples(st.integers(0, 2), TEXTS), max_size=40), before=st.integers(0, 2))
def test_texts_are_sorted_as_by_hand(rows, before):
    texts = pa.array([*["zz"] * before, *(text for _, text in rows)], pa.string()).slice(before)
    groups = pa.array([group for group, _ in rows], pa.int32())
    places = range(len(rows))
    assert sorted_rows(texts).to_pylist() == sorted(places, key=lambda k: (rows[k][1], k))
    assert sorted_rows(texts, groups).to_pylist() == sorted(places, key=lambda k: (*rows[k], k))


@pytest.mark.parametrize(
    ("texts", "groups"), [(["a" * 1001], 1), ([None], 65_536), ([], 1)],
    ids=["long", "many groups", "none"],
)  # fmt: skip
def test_what_is_no_name_is_sorted_by_others(texts, groups):
    assert not can_sort(pa.chunked_array([pa.array(texts, pa.string())]), groups)


@in_steps
@given(st.lists(st.sampled_from([0, 1, 5, 2**40, 2**62]), max_size=60))
def test_numbers_are_sorted_as_by_hand(keys):
    places = sorted_places(pa.array(keys, pa.int64()))
    assert places.to_pylist() == sorted(range(len(keys)), key=lambda k: (keys[k], k))
