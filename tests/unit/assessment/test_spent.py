"""Tables that nobody reads any more are dropped, and none that somebody does."""

from __future__ import annotations

import pytest
from tests.property.batch import tables_together
from tests.property.busy_worlds import busy_world
from tests.property.long_run import build

from servanda.assessment import engine
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.pipeline import CLAIM, JUDGE, MEASURE, RECORD, SETTLE, SINCE, steps_of
from servanda.assessment.spent import spent_after

LARGE = ("touched", "heard", "beside", "coded", "told", "touches", "members")


class Noting(DuckDBBackend):
    """Notes what is dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped: list[str] = []

    def drop(self, name: str) -> None:
        super().drop(name)
        self.dropped.append(name)


@pytest.mark.parametrize("is_searched", [False, True])
def test_what_is_large_is_spent_before_claims_are_measured(is_searched: bool):
    spent = spent_after(frozenset(), is_searched=is_searched)
    dropped = {
        name
        for station in (*RECORD, *CLAIM)
        for step in steps_of(station)
        for name in spent.get((station, step.name), ())
    }
    assert set(LARGE) <= dropped
    assert not {"claims", "lies", "incidents", "findings"} & dropped


def test_only_where_instants_may_be_asked_places_are_kept_for_them():
    station = ("72_lies", "lies")
    assert "placed" in spent_after(frozenset(), is_searched=False)[station]
    assert "placed" not in spent_after(frozenset(), is_searched=True)[station]


def test_what_the_engine_counts_or_fetches_is_never_spent():
    for is_searched in (False, True):
        spent = spent_after(frozenset(), is_searched=is_searched)
        dropped = {name for names in spent.values() for name in names}
        assert not {"probes", "tiers", "bad_cells", "findings", "told_alone", "counts"} & dropped


def test_a_round_of_settling_leaves_what_the_next_one_reads():
    spent = spent_after(frozenset(), is_searched=False)
    dropped = {
        name
        for station in SETTLE
        for step in steps_of(station)
        for name in spent.get((station, step.name), ())
    }
    assert not {"capped", "figures", "readings", "event_says", "units", "children"} & dropped
    assert {"units", "children"} <= {
        name
        for station in (*MEASURE, *JUDGE, *SINCE)
        for step in steps_of(station)
        for name in spent.get((station, step.name), ())
    }


@pytest.mark.parametrize("seed", range(0, 300, 12))
def test_dropping_changes_no_finding(seed: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("servanda.assessment.backends.duckdb._SMALL_ROWS", 0)
    case = tables_together([build(seed) if seed % 24 else busy_world(seed)])
    noting = Noting()
    found = engine.judge(case, noting, is_dated=False)
    assert {"touched", "told", "members"} <= set(noting.dropped)
    columns = [name for name in found.column_names if name not in {"since", "late_since"}]
    assert found.select(columns) == engine.judge(case).select(columns)
