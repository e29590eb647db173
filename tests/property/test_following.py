"""Following a case gives at every step what judging from scratch gives, byte for byte."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from tests.property.arriving import Arrival, Arriving, batch_between, build_arrival
from tests.property.choosing import AtRandom
from tests.property.engines import difference
from tests.property.strategies import _built

from servanda.assessment import engine, reference
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.following import Following
from servanda.assessment.following.alone import judge_alone
from servanda.assessment.tables import CaseTables

SEEDS = range(60)

arrivals = _built(build_arrival)
patient = settings(
    max_examples=10 + settings.default.max_examples // 10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)


def arrival_of(seed: int) -> Arrival:
    """Return the arrival of a seed."""
    return build_arrival(AtRandom(random.Random(seed)))


def judged(case: CaseTables, *, is_dated: bool = True) -> pa.Table:
    """Return the findings of a case, judged from scratch."""
    return engine.judge(case, SqliteBackend(), is_dated=is_dated)


def alone(case: CaseTables, *, is_dated: bool = True) -> pa.Table:
    """Return what is found of each duty by itself."""
    return judge_alone(case, SqliteBackend(), is_dated=is_dated)


def difference_at(
    arrival: Arrival, judge: Callable[[CaseTables], pa.Table], *, is_dated: bool = True
) -> str:
    """Return at which step following differs from judging from scratch, and in what."""
    arriving = Arriving(arrival)
    before = arriving.tables(0)
    followed = Following(before, partial(alone, is_dated=is_dated), is_dated=is_dated)
    for step in range(len(arrival.steps)):
        now = arriving.tables(step)
        if step:
            followed.update(batch_between(before, now), now.as_of)
        expected = judge(now)
        if followed.findings != expected:
            found = difference(expected.to_pylist(), followed.findings.to_pylist())
            return f"step {step}, {arrival.steps[step]}: {found}"
        before = now
    return ""


@patient
@given(arrivals)
def test_following_gives_what_judging_from_scratch_gives(arrival: Arrival):
    assert difference_at(arrival, judged) == ""


@pytest.mark.parametrize("block", range(3))
def test_following_gives_what_the_reference_evaluator_gives(block: int):
    for seed in SEEDS[block * 20 : block * 20 + 20]:
        assert difference_at(arrival_of(seed), reference.judge) == "", seed


def test_following_without_dates_gives_what_judging_without_dates_gives():
    for seed in SEEDS[:30]:
        undated = partial(judged, is_dated=False)
        assert difference_at(arrival_of(seed), undated, is_dated=False) == "", seed


def test_only_what_is_touched_is_judged_again():
    judged_again = total = 0
    for seed in SEEDS[:20]:
        arrival = arrival_of(seed)
        arriving = Arriving(arrival)
        before = arriving.tables(0)
        followed = Following(before, alone)
        for step in range(1, len(arrival.steps)):
            now = arriving.tables(step)
            judged_again += followed.update(batch_between(before, now), now.as_of).judged
            total += len(followed.board)
            before = now
    assert 0 < judged_again < 0.75 * total


def test_update_without_evidence_or_time_judges_nothing():
    arriving = Arriving(arrival_of(0))
    followed = Following(arriving.tables(0), alone)
    found = followed.update()
    assert (found.judged, dict(found.changed)) == (0, {})


def test_time_does_not_go_back():
    followed = Following(Arriving(arrival_of(0)).tables(0), alone)
    with pytest.raises(ValueError, match="forward in time"):
        followed.update(as_of=followed.as_of - 1)


def test_changes_lead_from_the_board_before_to_the_board_after():
    """Of wholes and groups, too, whose findings rest on those of others (5.1, 5.2)."""
    for seed in SEEDS[:30]:
        arrival = arrival_of(seed)
        arriving = Arriving(arrival)
        before = arriving.tables(0)
        followed = Following(before, alone)
        for step in range(1, len(arrival.steps)):
            old = by_key(followed.findings)
            now = arriving.tables(step)
            update = followed.update(batch_between(before, now), now.as_of)
            new = by_key(followed.findings)
            keys = {*old, *new}
            expected = {k: (old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k)}
            assert dict(update.changed) == expected
            assert +followed.board.counts == Counter((*key[:4], row[8]) for key, row in new.items())
            before = now


def by_key(findings: pa.Table) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return findings as tuples, by key."""
    rows = [tuple(row.values()) for row in findings.to_pylist()]
    return {row[:5]: row[5:] for row in rows}
