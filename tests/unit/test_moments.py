from zoneinfo import ZoneInfo

import pytest

from servanda.errors import UsageError
from servanda.moments import read_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    ["9999-12-31", "9999-12-31 23:59", "0001-01-01", "0001-01-01T00:00+12:00", "2024-02-30", ""],
)
def test_instant_at_an_end_of_the_calendar_is_no_time(text):
    with pytest.raises(UsageError, match="SV405"):
        read_moment(text, BERLIN)


def test_fractions_of_a_second_are_kept():
    later = read_moment("2024-03-05 12:00:00.000250", BERLIN)
    assert later - read_moment("2024-03-05 12:00", BERLIN) == 250
