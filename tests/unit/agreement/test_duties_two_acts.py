"""Sentences with two acts: several limits, numbers, hours, several who come first (SEMANTICS 5.3)."""

# ruff: noqa: E501 - a sentence reads better on one line
import pytest
from tests.unit.agreement.pauses import duties_of, northland

EXCHANGE, REPLY, ORDER, BALANCE, SLIDING = 1, 2, 3, 4, 5
HOUR = 3_600_000_000
ANSWER = "[x] When southland releases prisoners, northland must visit the place %s."


def built(sentence):
    return duties_of(northland(sentence), "2024-03-10")


def rule(found, label="x"):
    (only,) = found.rules(label)
    return only


def limits(row):
    return (row.limit_us, row.limit_days, row.limit_clock_us, row.limit_months)


@pytest.mark.parametrize(
    ("when", "limit"),
    [
        ("within 24 hours, by the end of the day", (24 * HOUR, 0, None, None)),
        ("within 24 hours, within 20 hours", (20 * HOUR, None, None, None)),
        ("within 1 month, within 3 weeks", (None, 21, None, 1)),
        ("by the earlier of the end of the day and 16:00 on the same day", (None, 0, 16 * HOUR + 60_000_000, None)),
        ("by the later of the end of the day and 16:00 on the same day", (None, 0, None, None)),
    ],
)  # fmt: skip
def test_of_several_limits_the_earliest_counts(when, limit):
    assert limits(rule(built(ANSWER % when))) == limit


def test_a_number_beside_the_act_that_calls_is_that_of_one_act():
    found = built(
        "[x] Northland must notify the mission at least 48 hours before it moves more than 50 soldiers in valley."
    )
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert (row.kind, trigger.at_least, found.bearer(trigger.bearer_id)) == (
        ORDER,
        51,
        ("northland",),
    )
    found = built(
        "[x] When southland releases at least 5 prisoners, northland must visit the place within 2 days."
    )
    assert [t.at_least for t in found.triggers(rule(found))] == [5]


def test_any_act_calls_where_no_number_is_said():
    found = built(ANSWER % "within 2 days")
    assert [t.at_least for t in found.triggers(rule(found))] == [0]


def test_a_number_beside_what_must_come_first_is_a_running_total():
    found = built(
        "[x] Northland must not enter valley before southland releases at least 5 prisoners."
    )
    row = rule(found)
    assert (row.kind, row.n_low, row.n_high) == (ORDER, 5, 5)
    assert found.bearer(row.bearer_id) == ("southland",)
    assert [t.at_least for t in found.triggers(row)] == [0]


def test_where_each_of_several_must_come_first_each_is_judged():
    found = built("[x] The mission must not enter valley before each party releases prisoners.")
    assert found.tables.order == ("x", "x.2")
    firsts = [found.bearer(rule(found, label).bearer_id) for label in found.tables.order]
    assert firsts == [("northland",), ("southland",)]


def test_leave_of_either_of_two_is_enough():
    found = built(
        "[x] No one may cross bridge without the leave of the mission, except with the leave of the council."
    )
    assert found.bearer(rule(found).bearer_id) == ("mission", "council")


def test_acts_that_need_leave_at_some_hours_only():
    found = built(
        "[x] No one may cross bridge without the leave of the mission between 20:00 and 06:00 each day."
    )
    row = rule(found)
    hours = [
        (found.local(w.begins_at), found.local(w.ends_at)) for w in found.tables.rows.rule_windows
    ]
    assert (found.local(row.opens_at), found.local(row.closes_at)) == ("03-01 06:00", "03-31 06:00")
    assert hours[:2] == [("03-01 20:00", "03-02 06:00"), ("03-02 20:00", "03-03 06:00")]
    assert len(hours) == 30
    assert {w.rule_id for w in found.tables.rows.rule_windows} == {row.rule_id}


@pytest.mark.parametrize(
    ("what", "notified"),
    [("drones", "medical flights"), ("aircraft", "drones")],
)
def test_notice_that_only_some_acts_need_leaves_the_others_forbidden(what, notified):
    found = built(
        f"[x] Northland must not fly {what} over valley, except {notified} notified to the mission at least 24 hours before."
    )
    assert found.tables.order == ("x", "x.2")
    first = found.tables.filters[found.measure(found.of("x")[0]).filter_id]
    (trigger,) = found.triggers(rule(found, "x.2"))
    noticed = found.tables.filters[trigger.filter_id]
    assert [taken.objects for taken in first.less] == [noticed.objects]
    assert first.objects != noticed.objects


def test_notice_of_all_that_is_forbidden_is_one_order():
    found = built(
        "[x] Northland must not fly drones over valley, except aircraft notified to the mission at least 24 hours before."
    )
    assert (found.tables.order, rule(found).kind, found.of("x")) == (("x",), ORDER, [])


SWAP = "[x] Northland must release at least 50 detainees for each hostage that southland releases"


def terms(found, label):
    ids = [row.duty_id for row in found.of(label)]
    return [
        (t.num, t.den, t.beyond, t.rounds_up)
        for t in found.tables.rows.duty_terms
        if t.duty_id in ids
    ]


def test_an_exchange_anew_each_week_is_due_for_the_acts_of_that_week():
    found = built(SWAP + " each week.")
    assert found.slots("x") == ["2024-03-01", "2024-03-08", "2024-03-15", "2024-03-22"]
    assert terms(found, "x") == [(50, 1, 0, False)] * 4
    assert {(row.op, row.n_low, row.n_high) for row in found.of("x")} == {(1, 0, 0)}
    assert found.rules("x") == []
    measured = [found.measure(row) for row in found.of("x")]
    asked = [found.tables.rows.measures[t.measure_id - 1] for t in found.tables.rows.duty_terms]
    assert [(m.begins_at, m.ends_at) for m in asked] == [(m.begins_at, m.ends_at) for m in measured]
    assert {found.bearer(m.bearer_id) for m in asked} == {("southland",)}


def test_at_most_so_many_of_a_part_is_a_ceiling_over_the_whole_time():
    found = built(SWAP + ", of whom exactly 30 are serving life, by the end of the day.")
    assert found.tables.order == ("x", "x.2", "x.3")
    assert (rule(found, "x").kind, rule(found, "x.2").kind) == (EXCHANGE, EXCHANGE)
    (row,) = found.of("x.3")
    assert (row.op, row.slot, terms(found, "x.3")) == (2, "", [(30, 1, 0, False)])
    assert (found.local(row.opens_at), found.local(row.closes_at)) == ("03-01 06:00", "03-31 06:00")
    assert found.facts("x.3").duty.endswith("(exactly 30 are serving life)")


def test_a_share_at_most_of_what_is_owed_is_a_ceiling():
    found = built(SWAP + ", of whom at most 10% are serving life.")
    assert terms(found, "x.2") == [(5, 1, 0, False)]


def test_a_balance_begins_anew_each_week():
    found = built(
        "[x] Northland must never have brought in more weapons than it has taken out, each week."
    )
    times = [(found.local(row.opens_at), found.local(row.closes_at)) for row in found.rules("x")]
    assert times[:2] == [("03-01 06:00", "03-08 00:00"), ("03-08 00:00", "03-15 00:00")]
    assert times[-1] == ("03-29 00:00", "03-31 06:00")
    assert {row.kind for row in found.rules("x")} == {BALANCE}


@pytest.mark.parametrize(("length", "months"), [("2 months", 2), ("1 year", 12)])
def test_stretches_of_months(length, months):
    row = rule(built(f"[x] Northland must bring in at most 5 weapons in any {length}."))
    assert (row.kind, row.op, limits(row)) == (SLIDING, 2, (None, None, None, months))


def test_time_without_an_act_after_another():
    row = rule(
        built(
            "[x] When southland attacks in valley, northland must refrain from flying drones over valley for at least 6 hours in a row within 24 hours."
        )
    )
    assert (row.kind, row.mode, row.n_low, row.limit_us) == (REPLY, 3, 6 * HOUR, 24 * HOUR)


def test_how_long_an_act_may_last_after_another_is_the_rest_without_it():
    row = rule(
        built(
            "[x] When southland attacks in valley, northland must not fly drones over valley for more than 2 hours within 24 hours."
        )
    )
    assert (row.kind, row.op, row.mode, row.n_low, row.limit_us) == (
        REPLY,
        1,
        2,
        22 * HOUR,
        24 * HOUR,
    )


@pytest.mark.parametrize(
    ("stages", "totals"),
    [
        (
            "at least 20% of prisoners on prisoner-list by day 5, 5 more by day 9 and 3 more by day 12",
            [8, 13, 16],
        ),
        (
            "at least 4 prisoners on prisoner-list by day 5, 3 more by day 9 and all by day 12",
            [4, 7, 40],
        ),
        (
            "at least 20% of prisoners on prisoner-list by day 5, 20% more by day 9 and 1 more by day 12",
            [8, 16, 17],
        ),
    ],
)
def test_more_after_a_share_is_added_to_it(stages, totals):
    found = built(f"[x] Northland must release {stages}.")
    assert [low for _, low, _ in found.n("x")] == totals


def test_more_after_all_of_them_is_refused():
    found = built(
        "[x] Northland must release all prisoners on prisoner-list by day 5 and 3 more by day 9."
    )
    assert found.why("x").startswith("`more` after all of a total")
