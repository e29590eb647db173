"""Local times of limits (SEMANTICS 1.1.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from servanda.assessment.prepare import day_clocks
from servanda.civil import HOUR, MINUTE, instant_of, later_instant

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "clock_us", "expected"),
    [
        ("2024-03-30", 16 * HOUR, (2024, 3, 30, 15, 0)),
        ("2024-03-31", 16 * HOUR, (2024, 3, 31, 14, 0)),  # the clocks went forward at two
        ("2024-03-31", 2 * HOUR + 30 * MINUTE, (2024, 3, 31, 1, 30)),  # skipped: as if they had not
        ("2024-10-27", 2 * HOUR + 30 * MINUTE, (2024, 10, 27, 1, 30)),  # twice: the second time
        ("2024-10-27", 16 * HOUR, (2024, 10, 27, 15, 0)),
    ],
)
def test_a_time_of_day_comes_when_the_clocks_of_the_land_show_it(day, clock_us, expected):
    assert later_instant(day, clock_us, BERLIN) == instant_of(datetime(*expected, tzinfo=UTC))


def test_clocks_of_rules_are_worked_out_for_every_day():
    rules = pa.table({"limit_clock_us": pa.array([None, 16 * HOUR, 16 * HOUR], pa.int64())})
    days = pa.table({"day_no": [7, 8], "slot": ["2024-03-30", "2024-03-31"]})
    assert day_clocks(rules, days, BERLIN).to_pylist() == [
        {
            "day_no": 7,
            "clock_us": 16 * HOUR,
            "at": instant_of(datetime(2024, 3, 30, 15, tzinfo=UTC)),
        },
        {
            "day_no": 8,
            "clock_us": 16 * HOUR,
            "at": instant_of(datetime(2024, 3, 31, 14, tzinfo=UTC)),
        },
    ]
