"""Which days, weeks and hours duties have (SEMANTICS 1, GRAMMAR "When")."""

# ruff: noqa: E501 - a sentence reads better on one line
from datetime import date

import pytest
from tests.unit.agreement.pauses import GAZA_2023, agreement_of, duties_of, northland

from servanda.agreement.codes import EXAMPLE_FILE
from servanda.agreement.duties import build_duties
from servanda.agreement.duty_codes import CODES
from servanda.assessment.tables import TABLES
from servanda.errors import AgreementError

DAYTON = """\
---
title: Annex 1A
parties: [federation, srpska]
time zone: Europe/Sarajevo
in force: {from: 1995-12-20 00:00}
areas: [zone]
---
# Annex

```terms
[a] Each party must withdraw forces by D+30.
[b] Each party must withdraw forces by D+45.
[c] Each party must withdraw forces by D+91.
[d] Each party must withdraw forces by D+120.
[e] Each party must not enter zone before D+91.
```
"""
GAZA_2025 = """\
---
title: Three phases
parties: {israel: Israel, hamas: Hamas}
time zone: Asia/Gaza
in force: {from: 2025-01-19 11:15, for: 126 days}
areas: [gaza]
---
# Agreement

```terms
[a] Israel must not attack in gaza on day %d.
```
"""
FLOOR = "[aid] Israel must admit at least 200 aid trucks into gaza each day."
BAN = "[ban] Israel must not attack in gaza."


def gaza(sentences: str, as_of: str | None = None):
    return duties_of(agreement_of(GAZA_2023 % sentences), as_of)


# ---- golden facts ----


@pytest.mark.parametrize(
    ("label", "deadline"),
    [("a", "01-20 00:00"), ("b", "02-04 00:00"), ("c", "03-21 00:00"), ("d", "04-19 00:00")],
)
def test_dayton_deadlines_end_with_their_day(label, deadline):
    found = duties_of(agreement_of(DAYTON), "1995-12-25")
    assert found.times(label, "srpska") == [("12-20 00:00", deadline)]


def test_not_before_a_day_leaves_that_day_free():
    found = duties_of(agreement_of(DAYTON), "1996-04-01")
    assert found.slots("e", "srpska")[-2:] == ["1996-03-19", "whole"]


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (1, "2025-01-19"),
        (7, "2025-01-25"),
        (16, "2025-02-03"),
        (22, "2025-02-09"),
        (42, "2025-03-01"),
        (50, "2025-03-09"),
    ],
)
def test_day_n_of_the_agreement_of_january_2025(number, day):
    assert duties_of(agreement_of(GAZA_2025 % number)).slots("a") == [day]


def test_a_floor_each_day_has_seven_days_and_a_prohibition_eight_dates():
    found = gaza(FLOOR + "\n" + BAN)
    days = [f"2023-11-{day}" for day in range(24, 31)]
    assert found.slots("aid") == [*days, "whole"]
    assert found.slots("ban") == [*days, "2023-12-01", "whole"]


def test_amendments_are_not_known_before_they_are_agreed():
    found = gaza(FLOOR + "\n" + BAN, "2023-11-25 12:00")
    days = [f"2023-11-{day}" for day in range(24, 28)]
    assert found.slots("aid") == [*days, "whole"]
    assert found.slots("ban") == [*days, "2023-11-28", "whole"]


def test_an_amendment_dated_to_a_day_is_known_at_its_end():
    assert len(gaza(FLOOR, "2023-11-27 23:59").slots("aid")) == 5
    assert len(gaza(FLOOR, "2023-11-28 00:00").slots("aid")) == 7


# ---- days ----


def test_the_first_day_of_a_floor_begins_at_entry_and_its_last_is_whole():
    found = gaza(FLOOR, "2023-11-25")
    assert found.times("aid") == [
        ("11-24 07:00", "11-25 00:00"),
        ("11-25 00:00", "11-26 00:00"),
        ("11-26 00:00", "11-27 00:00"),
        ("11-27 00:00", "11-28 00:00"),
        ("11-24 07:00", "11-28 00:00"),
    ]


def test_a_prohibition_is_clipped_to_the_period_in_force():
    found = gaza(BAN, "2023-11-25")
    assert found.times("ban")[-2:] == [("11-28 00:00", "11-28 07:00"),
                                       ("11-24 07:00", "11-28 07:00")]  # fmt: skip


def test_the_whole_of_a_floor_asks_for_the_sum():
    assert gaza(FLOOR).n("aid")[-1] == ("whole", 1400, 1400)


def test_the_whole_of_touching_days_is_one_stretch():
    found = gaza(FLOOR)
    assert found.measure(found.of("aid")[-1]).windowed is False


def test_a_single_period_has_no_whole():
    found = duties_of(northland("[a] Northland must not attack in valley on day 3."))
    assert found.slots("a") == ["2024-03-03"]


# ---- daily hours ----

HOURS = "[air] Israel must not fly drones over gaza between 10:00 and 16:00 each day."
CURFEW = "[air] Israel must not fly drones over gaza between 22:00 and 06:00 each day."


def test_daily_hours_are_a_row_a_day_and_windows_of_the_whole():
    found = gaza(HOURS, "2023-11-25")
    assert found.slots("air") == ["2023-11-24", "2023-11-25", "2023-11-26", "2023-11-27", "whole"]
    assert found.windows(found.of("air")[-1]) == [
        ("11-24 10:00", "11-24 16:00"),
        ("11-25 10:00", "11-25 16:00"),
        ("11-26 10:00", "11-26 16:00"),
        ("11-27 10:00", "11-27 16:00"),
    ]


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin_and_are_clipped():
    found = gaza(CURFEW, "2023-11-25")
    assert found.times("air")[0] == ("11-24 22:00", "11-25 06:00")
    assert found.times("air")[-2] == ("11-27 22:00", "11-28 06:00")


def test_hours_begun_on_the_day_before_entry_hold_from_entry():
    text = (
        NIGHT_ENTRY
        % "[air] Northland must not fly drones over valley between 22:00 and 06:00 each day."
    )
    found = duties_of(agreement_of(text))
    assert found.slots("air")[:2] == ["2024-02-29", "2024-03-01"]
    assert found.times("air")[0] == ("03-01 01:00", "03-01 06:00")


NIGHT_ENTRY = """\
---
title: Truce
parties: [northland, southland]
time zone: Africa/Maputo
in force: {from: 2024-03-01 01:00, for: 3 days}
areas: [valley]
---
# Truce

```terms
%s
```
"""


def test_by_a_clock_time_each_day_is_to_the_end_of_that_minute():
    found = duties_of(
        northland("[plan] Northland must give a plan to the mission by 12:00 each day.")
    )
    assert found.times("plan")[:2] == [("03-01 06:00", "03-01 12:01"),
                                       ("03-02 00:00", "03-02 12:01")]  # fmt: skip


def test_a_day_whose_hour_had_passed_at_entry_has_no_duty():
    found = duties_of(
        northland("[plan] Northland must give a plan to the mission by 05:00 each day.")
    )
    assert found.slots("plan")[0] == "2024-03-02"


# ---- weeks, months, blocks ----


def test_a_floor_has_whole_weeks_only():
    found = duties_of(northland("[w] The mission must publish a report each week."))
    assert found.slots("w") == ["2024-03-01", "2024-03-08", "2024-03-15", "2024-03-22", "whole"]
    assert found.times("w")[0] == ("03-01 06:00", "03-08 00:00")


def test_a_ceiling_binds_a_part_week_in_full():
    found = duties_of(northland("[w] Northland must bring in at most 50 soldiers each week."))
    assert found.slots("w") == [
        "2024-03-01", "2024-03-08", "2024-03-15", "2024-03-22", "2024-03-29", "whole",
    ]  # fmt: skip
    assert found.times("w")[4] == ("03-29 00:00", "03-31 06:00")
    assert found.n("w")[4] == ("2024-03-29", 50, 50)


def test_a_calendar_month_of_a_floor_must_lie_within_the_counted_days():
    found = duties_of(northland("[m] The mission must publish a report each calendar month."))
    assert found.tables.rows.duties == []


def test_a_part_month_binds_a_ceiling():
    found = duties_of(
        northland("[m] Northland must bring in at most 50 soldiers each calendar month.")
    )
    assert found.slots("m") == ["2024-03-01"]


def test_blocks_of_days_count_from_day_one_and_floors_need_whole_ones():
    found = duties_of(northland("[b] The mission must meet at least once every 8 days."))
    assert found.slots("b") == ["2024-03-01", "2024-03-09", "2024-03-17", "whole"]


def test_blocks_of_hours_count_from_entry():
    found = duties_of(northland("[b] The mission must meet at least once every 12 hours."))
    assert found.slots("b")[:2] == ["2024-03-01 06:00", "2024-03-01 18:00"]
    assert len(found.slots("b")) == 61


def test_the_last_block_of_hours_is_asked_for_whole():
    """It ends with the period in force, which is no end of a day (1.3)."""
    found = duties_of(northland("[b] The mission must meet at least once every 48 hours."))
    last = found.of("b")[-2]
    assert (found.local(last.opens_at), found.local(last.closes_at)) == (
        "03-29 06:00",
        "03-31 06:00",
    )
    assert last.is_certain


def test_each_term_is_the_whole_time_in_force():
    found = duties_of(northland("[t] Southland must release at least 9 prisoners each term."))
    assert found.times("t") == [("03-01 06:00", "03-31 06:00")]


# ---- points ----


@pytest.mark.parametrize(
    ("when", "begins", "ends"),
    [
        ("by day 4", "03-01 06:00", "03-05 00:00"),
        ("by day 4 14:00", "03-01 06:00", "03-04 14:01"),
        ("by D+4", "03-01 06:00", "03-06 00:00"),
        ("by week 2", "03-01 06:00", "03-15 00:00"),
        ("by 2024-03-09", "03-01 06:00", "03-10 00:00"),
        ("by the start of day 4", "03-01 06:00", "03-04 00:00"),
        ("by the end of phase 1", "03-01 06:00", "03-11 00:00"),
        ("by the end", "03-01 06:00", "03-31 06:00"),
        ("by 5 days before the end", "03-01 06:00", "03-27 00:00"),
        ("before day 4", "03-01 06:00", "03-04 00:00"),
        ("before the end of week 1", "03-01 06:00", "03-08 00:00"),
        ("after D+10", "03-12 00:00", "03-31 06:00"),
        ("after day 4 14:00", "03-04 14:01", "03-31 06:00"),
        ("from day 4", "03-04 00:00", "03-31 06:00"),
        ("from day 4 to day 6", "03-04 00:00", "03-07 00:00"),
        ("from day 4 10:00 to day 6 10:00", "03-04 10:00", "03-06 10:00"),
        ("until the end of day 6", "03-01 06:00", "03-07 00:00"),
        ("until day 6 10:00", "03-01 06:00", "03-06 10:00"),
        ("on day 6", "03-06 00:00", "03-07 00:00"),
        ("within 6 days of entry into force", "03-01 06:00", "03-08 00:00"),
        ("within 72 hours of entry into force", "03-01 06:00", "03-04 06:00"),
        ("within 1 week of entry into force", "03-01 06:00", "03-09 00:00"),
        ("from 72 hours after entry into force", "03-04 06:00", "03-31 06:00"),
        ("by the earlier of day 3 and D+4", "03-01 06:00", "03-04 00:00"),
        ("by the later of day 3 and D+4", "03-01 06:00", "03-06 00:00"),
        ("in phase 1", "03-01 06:00", "03-11 00:00"),
        ("from day 2 by day 4", "03-02 00:00", "03-05 00:00"),
        ("", "03-01 06:00", "03-31 06:00"),
    ],
)
def test_time_phrases(when, begins, ends):
    found = duties_of(northland(f"[t] Southland must release at least 9 prisoners {when}."))
    assert found.times("t") == [(begins, ends)]


def test_a_duty_due_before_entry_counts_from_signing():
    found = duties_of(northland("[t] Southland must release at least 9 prisoners by D-2."))
    assert found.times("t") == [("02-20 12:00", "02-29 00:00")]


def test_within_days_of_signing_begins_at_signing():
    found = duties_of(
        northland("[t] Southland must release at least 9 prisoners within 12 days of signing.")
    )
    assert found.times("t") == [("02-20 12:00", "03-04 00:00")]


def test_a_deadline_after_the_end_lapses_with_the_agreement():
    found = duties_of(northland("[t] Southland must release at least 9 prisoners by D+60."))
    row = found.of("t")[0]
    assert (found.local(row.closes_at), found.local(row.cut_at)) == ("05-01 00:00", "03-31 06:00")


def test_a_deadline_on_the_last_day_is_the_end():
    found = duties_of(northland("[t] Southland must release at least 9 prisoners by D+30."))
    assert found.times("t") == [("03-01 06:00", "03-31 06:00")]
    assert found.of("t")[0].cut_at is None


def test_exceptions_of_time_leave_gaps():
    found = duties_of(northland("[b] Northland must not attack in valley, except on day 2."))
    assert found.slots("b")[:3] == ["2024-03-01", "2024-03-03", "2024-03-04"]
    whole = found.of("b")[-1]
    assert found.windows(whole) == [("03-01 06:00", "03-02 00:00"), ("03-03 00:00", "03-31 06:00")]


# ---- errors and limits ----

BERLIN = """\
---
title: Truce
parties: [northland, southland]
time zone: Europe/Berlin
in force: {from: 2024-03-29 06:00, for: 5 days}
areas: [valley]
---
# Truce

```terms
[a] Northland must not fly drones over valley between 02:30 and 04:00 each day.
[b] Northland must release at least 9 prisoners by 2024-03-31 02:15.
[c] Northland must not attack in valley.
```
"""


def test_local_times_that_do_not_exist_are_reported_all_at_once():
    with pytest.raises(AgreementError) as caught:
        duties_of(agreement_of(BERLIN))
    assert [(p.code, p.message) for p in caught.value.problems] == [
        ("SV220", "2024-03-31 02:30 does not exist in Europe/Berlin"),
        ("SV220", "2024-03-31 02:15 does not exist in Europe/Berlin"),
    ]
    assert [p.places[0].line for p in caught.value.problems] == [11, 12]


def test_days_have_23_hours_where_clocks_go_forward():
    text = BERLIN.replace("[a]", "[a] not checked: ").replace("[b]", "[b] not checked: ")
    found = duties_of(agreement_of(text))
    lengths = [(row.closes_at - row.opens_at) / 3.6e9 for row in found.of("c")]
    assert lengths == [18.0, 24.0, 23.0, 24.0, 24.0, 6.0, 119.0]


def test_too_many_periods_are_refused():
    with pytest.raises(AgreementError, match="more than 20,000 periods"):
        duties_of(northland("[b] The mission must meet at least once every 1 minute."))


def test_a_date_beyond_the_calendar_is_a_problem():
    with pytest.raises(AgreementError, match="beyond the calendar"):
        duties_of(
            northland(
                "[b] Southland must release at least 9 prisoners by 99999 years after entry into force."
            )
        )


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_an_example_that_triggers_it(code):
    text = EXAMPLE_FILE.replace("%s", CODES[code][2])
    with pytest.raises(AgreementError) as caught:
        build_duties(agreement_of(text))
    assert [p.code for p in caught.value.problems] == [code]


def test_an_agreement_without_mistakes_has_no_problems_of_the_calendar():
    agreement = northland("[b] Northland must not attack in valley.")
    assert build_duties(agreement).unjudged == ()


def test_days_have_no_gaps_and_hold_everything():
    rows = duties_of(northland("[b] Northland must not attack in valley.")).tables.rows
    assert all(a.ends_at == b.begins_at for a, b in zip(rows.days, rows.days[1:], strict=False))
    assert rows.days[0].begins_at < min(row.opens_at for row in rows.duties)
    assert rows.days[-1].ends_at > max(row.closes_at for row in rows.duties)
    assert [day.day_no for day in rows.days] == list(range(1, len(rows.days) + 1))


def test_days_reach_as_far_as_the_limits_of_replies():
    found = duties_of(northland(
        "[r] When the mission receives a complaint, it must visit the place within 20 days."
    ))  # fmt: skip
    assert found.tables.rows.days[-1].slot >= date(2024, 4, 20).isoformat()


def test_an_agreement_without_an_end_is_looked_at_beyond_the_instant_asked():
    text = DAYTON.replace("[e]", "[f] Each party must not attack in zone.\n[e]")
    found = duties_of(agreement_of(text), "1996-06-01 12:00")
    assert found.slots("f", "srpska")[-2] > "1996-06-30"


def test_the_tables_have_the_columns_of_the_engine():
    found = duties_of(northland("[b] Each party must not attack in valley.")).tables.tables
    assert {name: table.schema.names for name, table in found.items()} == {
        name: TABLES[name].names for name in found
    }
    assert [table.cast(TABLES[name]).num_rows for name, table in found.items()] == [
        table.num_rows for table in found.values()
    ]
