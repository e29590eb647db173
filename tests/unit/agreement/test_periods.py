"""Sets of periods and the local calendar (SEMANTICS 1)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servanda.agreement.model import Duration, LocalMoment
from servanda.agreement.periods import (
    blocks,
    clock_instant,
    clock_minute,
    common,
    complement,
    counted_days,
    daily_window,
    dates_of,
    floor_days,
    joined,
    local_moment,
    same_clock_later,
    shifted_date,
    whole_days,
    within,
    without,
)
from servanda.civil import (
    HOUR,
    MINUTE,
    LocalTimeError,
    Period,
    day_start,
    instant_of,
    local_day,
)

ZONES = ("Africa/Maputo", "Asia/Gaza", "Europe/Berlin", "Africa/Cairo", "America/Havana",
         "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia",
         "Asia/Beirut")  # fmt: skip
BERLIN = ZoneInfo("Europe/Berlin")
GAZA = ZoneInfo("Asia/Gaza")

zones = st.sampled_from(ZONES).map(ZoneInfo)
# Before 2012 St. John's turned its clocks at one minute past midnight.
days = st.dates(date(2012, 1, 1), date(2037, 12, 31))
numbers = st.integers(0, 60)
periods = st.builds(lambda a, n: Period(a, a + n), numbers, st.integers(1, 20))
sets = st.lists(periods, max_size=6).map(joined)


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=zone))


def covered(times) -> set[int]:
    return {instant for p in times for instant in range(p.begins_at, p.ends_at)}


# ---- sets ----


@given(sets, sets)
def test_sets_common_and_without_are_those_of_their_instants(one, other):
    assert covered(common(one, other)) == covered(one) & covered(other)
    assert covered(without(one, other)) == covered(one) - covered(other)


@given(st.lists(periods, max_size=6))
def test_joined_is_sorted_and_nothing_touches(many):
    found = joined(many)
    assert covered(found) == covered(many)
    assert all(a.ends_at < b.begins_at for a, b in pairwise(found))


@given(sets, periods)
def test_within_is_common_with_one_period(times, period):
    assert within(times, period) == common(times, (period,))


@given(sets)
def test_the_complement_of_the_complement_is_the_set(times):
    assert complement(complement(times)) == times


# ---- days ----


@given(zones, days, st.integers(0, 40))
def test_days_are_a_partition_without_gaps(zone, first, count):
    found = [local_day(first + timedelta(days=k), zone) for k in range(count + 1)]
    assert joined(found) == (whole_days(first, first + timedelta(days=count), zone),)
    assert all(a.ends_at == b.begins_at for a, b in pairwise(found))
    assert {(p.ends_at - p.begins_at) // MINUTE for p in found} <= {1380, 1410, 1440, 1470, 1500}


@given(zones, days, st.integers(1, 400))
def test_the_nth_day_is_n_minus_one_days_after_the_first(zone, first, number):
    day = shifted_date(first, Duration(number - 1, "day")) if number > 1 else first
    assert dates_of((whole_days(first, day, zone),), zone)[-1] == day
    assert (day - first).days + 1 == number


@given(zones, days, st.integers(0, 23), st.integers(1, 60))
@example(ZoneInfo("America/Havana"), date(2024, 3, 1), 0, 9)  # there is no midnight on the tenth
@example(ZoneInfo("America/Havana"), date(2024, 3, 10), 0, 1)
def test_n_days_later_at_the_same_clock_time_are_n_days(zone, day, hour, count):
    begins = LocalMoment(day, time(hour))
    try:
        period = Period(
            same_clock_later(begins, Duration(0, "day"), zone),
            same_clock_later(begins, Duration(count, "day"), zone),
        )
    except LocalTimeError:
        return
    assert counted_days(period, zone) == count
    assert len(dates_of((floor_days(period, zone),), zone)) == count


def test_what_goes_on_from_a_midnight_that_is_missing_goes_on_to_midnight():
    havana = ZoneInfo("America/Havana")
    begins = local_moment(day_start(date(2024, 3, 10), havana), havana)
    assert begins == LocalMoment(date(2024, 3, 10), time())
    assert same_clock_later(begins, Duration(2, "day"), havana) == day_start(
        date(2024, 3, 12), havana
    )


def test_a_begun_day_counts_as_a_day():
    period = Period(at("2024-03-01 07:00"), at("2024-03-05 07:01"))
    assert counted_days(period, BERLIN) == 5


def test_floors_run_to_the_end_of_day_n():
    period = Period(at("2024-03-01 07:00"), at("2024-03-05 07:00"))
    assert floor_days(period, BERLIN) == Period(at("2024-03-01 07:00"), at("2024-03-05 00:00"))


def test_an_end_at_midnight_does_not_meet_the_next_day():
    assert dates_of((Period(at("2024-03-01"), at("2024-03-02")),), BERLIN) == [date(2024, 3, 1)]


def test_a_day_that_a_zone_skipped_is_no_day():
    apia = ZoneInfo("Pacific/Apia")
    found = dates_of((whole_days(date(2011, 12, 29), date(2011, 12, 31), apia),), apia)
    assert found == [date(2011, 12, 29), date(2011, 12, 31)]


# ---- clocks ----


def test_a_minute_is_included_to_its_end():
    assert clock_minute(date(2024, 3, 1), time(14), BERLIN).ends_at == at("2024-03-01 14:01")


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        (date(2024, 3, 31), time(2, 30), "2024-03-31 02:30 does not exist in Europe/Berlin"),
        (date(2024, 10, 27), time(2, 30), "2024-10-27 02:30 occurs twice in Europe/Berlin"),
    ],
)
def test_a_clock_time_that_names_no_instant_or_two_is_an_error(day, clock, words):
    with pytest.raises(LocalTimeError, match=words):
        clock_instant(day, clock, BERLIN)


def test_midnight_is_where_the_day_begins_even_if_the_clocks_jump_over_it():
    cairo = ZoneInfo("Africa/Cairo")
    begins = clock_instant(date(2024, 4, 26), time(), cairo)
    assert datetime.fromtimestamp(begins / 1e6, UTC) == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert local_moment(begins, cairo) == LocalMoment(date(2024, 4, 26), time())


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins():
    window = daily_window(date(2024, 3, 1), (time(22), time(6)), BERLIN)
    assert window == Period(at("2024-03-01 22:00"), at("2024-03-02 06:00"))


def test_a_window_on_a_day_of_23_hours_is_an_hour_shorter():
    window = daily_window(date(2024, 3, 31), (time(0), time(6)), BERLIN)
    assert window.ends_at - window.begins_at == 5 * HOUR


# ---- durations ----


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        (date(2024, 1, 31), Duration(1, "month"), date(2024, 2, 29)),
        (date(2023, 1, 31), Duration(1, "month"), date(2023, 2, 28)),
        (date(2024, 1, 31), Duration(2, "month"), date(2024, 3, 31)),
        (date(2024, 12, 15), Duration(1, "month"), date(2025, 1, 15)),
        (date(2024, 2, 29), Duration(1, "year"), date(2025, 2, 28)),
        (date(2024, 2, 28), Duration(2, "week"), date(2024, 3, 13)),
    ],
)
def test_a_month_ends_on_the_same_day_number_or_its_last(day, duration, expected):
    assert shifted_date(day, duration) == expected


@given(days, st.integers(1, 200), st.sampled_from(["day", "week", "month", "year"]))
def test_a_duration_backwards_never_passes_where_it_came_from(day, count, unit):
    later = shifted_date(day, Duration(count, unit))
    assert later > day
    assert 0 <= (day - shifted_date(later, Duration(count, unit), -1)).days <= 3


def test_a_date_beyond_the_calendar_overflows():
    with pytest.raises(OverflowError):
        shifted_date(date(2024, 1, 1), Duration(100_000, "year"))


def test_hours_elapse_and_days_keep_the_clock():
    evening = LocalMoment(date(2024, 3, 30), time(12))
    assert same_clock_later(evening, Duration(24, "hour"), BERLIN) == at("2024-03-31 13:00")
    assert same_clock_later(evening, Duration(1, "day"), BERLIN) == at("2024-03-31 12:00")


# ---- blocks ----


@given(days, st.sampled_from(["day", "week", "calendar month", "calendar year",
                              Duration(8, "day"), Duration(2, "week"), Duration(1, "month")]),
       st.integers(0, 400), st.integers(0, 400))  # fmt: skip
def test_blocks_follow_each_other_and_cover_the_reach(first, length, skip, count):
    reach = (first + timedelta(days=skip), first + timedelta(days=skip + count))
    found = list(blocks(first, length, reach))
    assert found[0].first <= reach[0] <= found[0].last
    assert found[-1].first <= reach[1] <= found[-1].last
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(found))


def test_weeks_count_from_day_one():
    found = list(blocks(date(2024, 3, 1), "week", (date(2024, 3, 1), date(2024, 3, 15))))
    assert [(b.name, b.last) for b in found] == [
        ("2024-03-01", date(2024, 3, 7)),
        ("2024-03-08", date(2024, 3, 14)),
        ("2024-03-15", date(2024, 3, 21)),
    ]
