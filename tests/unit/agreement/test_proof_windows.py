"""Windows of sliding rules, and windows of a day that are not exactly known, as rows and bounds."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from servanda.agreement.duty_ids import Ids, MeasureKey
from servanda.agreement.duty_rows import CEILING, FLOOR, SLIDING, RuleRow
from servanda.agreement.model import Agreement
from servanda.agreement.proof.sliding import sliding_windows
from servanda.civil import HOUR, Period, local_day

ZONE = ZoneInfo("Africa/Maputo")
FIRST = date(2024, 3, 1)
DAYS = [local_day(FIRST + timedelta(days=k), ZONE) for k in range(12)]


def rule(op: int, begins_hour: int, days: int, length: int) -> RuleRow:
    opens_at = DAYS[0].begins_at + begins_hour * HOUR
    return RuleRow(
        1, SLIDING, 1, 0, 1, 1, any_hand=False, filter_id=1, site_id=1, opens_at=opens_at,
        closes_at=DAYS[days - 1].ends_at, limit_us=None, limit_days=length, limit_clock_us=None,
        same_about=False, is_certain=True, op=op, n_low=1, n_high=1,
    )  # fmt: skip


def asked(row: RuleRow, acts: list[int]) -> list[Period]:
    """Return the windows of whole days that acts at noon of some days make matter (5.3.7)."""
    force, length = Period(row.opens_at, row.closes_at), row.limit_days or 0
    if row.op == CEILING:
        spans = [Period(DAYS[max(0, k - length + 1)].begins_at, DAYS[k].ends_at) for k in acts]
        return [clipped for span in spans if (clipped := span.clipped_to(force)) is not None]
    whole = 0 if row.opens_at == DAYS[0].begins_at else 1
    firsts = [(row.opens_at, whole), *((DAYS[k + 1].begins_at, k + 1) for k in acts)]
    spans = [
        Period(begins, DAYS[first + length - 1].ends_at)
        for begins, first in firsts
        if first + length - 1 < len(DAYS)
    ]
    return [span for span in spans if force.contains(span)]


def count(acts: list[int], window: Period) -> int:
    noons = [DAYS[k].begins_at + 12 * HOUR for k in acts]
    return sum(window.begins_at <= noon < window.ends_at for noon in noons)


@given(
    shape=st.tuples(
        st.sampled_from([FLOOR, CEILING]),
        st.sampled_from([0, 6]),
        st.integers(1, 10),
        st.integers(1, 5),
    ),
    acts=st.lists(st.integers(0, 9), max_size=12),
    number=st.integers(0, 4),
)
def test_whoever_keeps_the_windows_that_are_asked_keeps_all(
    shape: tuple[int, int, int, int], acts: list[int], number: int
):
    row = rule(*shape)
    acts = [k for k in acts if DAYS[k].ends_at <= row.closes_at]

    def is_kept(window: Period) -> bool:
        done = count(acts, window)
        return done >= number if row.op == FLOOR else done <= number

    if all(is_kept(window) for window in asked(row, acts)):
        assert all(is_kept(window) for window, _ in sliding_windows(row, ZONE, ()))


def test_windows_side_by_side_share_no_instant_and_leave_no_gap():
    found = sliding_windows(rule(CEILING, 6, 10, 4), ZONE, ())
    tiles = [window for window, is_tile in found if is_tile]
    assert [tile.begins_at for tile in tiles[1:]] == [tile.ends_at for tile in tiles[:-1]]
    assert (tiles[0].begins_at, tiles[-1].ends_at) == (DAYS[0].begins_at + 6 * HOUR,
                                                       DAYS[9].ends_at)  # fmt: skip


def test_windows_of_a_day_are_written_as_they_certainly_are_and_as_they_may_be():
    ids = Ids(Agreement("truce.md", "Truce", "en", "Africa/Maputo"))
    outer = tuple(Period(10 * k, 10 * k + 4) for k in range(3))
    inner = (Period(10, 11), Period(12, 14), Period(20, 24))
    key = MeasureKey(CEILING, 1, False, 1, 1, inner, outer, 0)
    ids.measure_id(key)
    rows = [(r.begins_at, r.ends_at, r.may_begin_at, r.may_end_at) for r in ids.rows.windows]
    assert rows == [(0, 0, 0, 4), (12, 14, 10, 14), (20, 24, 20, 24)]
    (measure,) = ids.rows.measures
    assert (measure.begins_at, measure.ends_at) == (10, 24)
    assert (measure.may_begin_at, measure.may_end_at, measure.windowed) == (0, 24, True)
