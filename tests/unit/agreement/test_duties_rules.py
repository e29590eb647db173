"""Duties that evidence calls into being: exchange, reply, order, leave, notice (SEMANTICS 5.3)."""

# ruff: noqa: E501 - a sentence reads better on one line
import pytest
from tests.unit.agreement.pauses import duties_of, northland

EXCHANGE, REPLY, ORDER = 1, 2, 3


def built(sentences, **more):
    return duties_of(northland(sentences), "2024-03-10", **more)


def rule(found, label="x"):
    (only,) = found.rules(label)
    return only


def acts(found, row):
    return found.tables.filters[row.filter_id].acts


SWAP = "[x] Northland must release at least 3 detainees for each hostage that southland releases%s."


@pytest.mark.parametrize(
    ("when", "limit"),
    [
        (", within 24 hours", (86_400_000_000, None, None)),
        (", within 3 days", (None, 3, None)),
        (", within 2 weeks", (None, 14, None)),
        (", by the end of the day", (None, 0, None)),
        (", by 16:00 on the same day", (None, None, 57_660_000_000)),
        ("", (None, None, None)),
    ],
)
def test_the_time_limit_of_an_exchange(when, limit):
    found = rule(built(SWAP % when))
    assert (found.limit_us, found.limit_days, found.limit_clock_us) == limit


def test_an_exchange_measures_its_trigger_by_its_own_bearer():
    found = built(SWAP % ", within 24 hours")
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert (row.kind, found.bearer(row.bearer_id), found.bearer(row.member_id)) == (
        EXCHANGE,
        ("northland",),
        ("northland",),
    )
    assert found.bearer(trigger.bearer_id) == ("southland",)
    assert (trigger.num, trigger.den, trigger.beyond) == (3, 1, 0)
    assert (found.local(row.opens_at), found.local(row.closes_at)) == ("03-01 06:00", "03-31 06:00")


def test_full_nines_only():
    found = built(
        "[x] Northland must release at least 110 detainees for every 9 hostages that southland releases."
    )
    (trigger,) = found.triggers(rule(found))
    assert (trigger.num, trigger.den) == (110, 9)


def test_classes_share_one_pool():
    found = built(
        "[x] Northland must release 30 detainees for each civilian hostage and 50 for each soldier"
        " hostage that southland releases, within 24 hours."
    )
    assert [t.num for t in found.triggers(rule(found))] == [30, 50]


def test_parts_of_an_exchange_are_rules_of_their_own():
    found = built(
        "[x] Northland must release at least 50 detainees for each hostage that southland releases,"
        " of whom at least 30 are serving life, by the end of the day."
    )
    assert found.tables.order == ("x", "x.2")
    assert found.triggers(rule(found, "x.2"))[0].num == 30


def test_a_reply_waits_for_each_event():
    found = built(
        "[x] When the mission receives a complaint, it must visit the place within 24 hours."
    )
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert (row.kind, row.limit_us, row.same_about) == (REPLY, 86_400_000_000, True)
    assert (acts(found, row), acts(found, trigger)) == (("visit",), ("receive",))
    assert found.bearer(trigger.bearer_id) == ("mission",)


def test_whoever_does_it_must_reply():
    found = built(
        "[x] When a party brings in weapons, it must report the shipment to the mission within 24 hours."
    )
    rows = found.rules("x")
    assert [found.bearer(row.member_id) for row in rows] == [("northland",), ("southland",)]
    assert [found.bearer(found.triggers(row)[0].bearer_id) for row in rows] == [
        ("northland",),
        ("southland",),
    ]


def test_a_notice_of_days_ends_with_the_day_before():
    found = built(
        "[x] Each party must give a list to the mission at least 1 day before it releases prisoners."
    )
    rows = found.rules("x")
    assert [(r.kind, r.limit_days, found.bearer(r.bearer_id)) for r in rows] == [
        (ORDER, 0, ("northland",)),
        (ORDER, 0, ("southland",)),
    ]
    assert [found.bearer(found.triggers(r)[0].bearer_id) for r in rows] == [
        ("northland",),
        ("southland",),
    ]


def test_a_notice_of_hours_elapses_and_an_act_without_a_doer_is_anyones():
    found = built(
        "[x] Northland must notify the mission at least 48 hours before a convoy enters valley."
    )
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert row.limit_us == 48 * 3_600_000_000
    assert (trigger.bearer_id, trigger.any_hand) == (0, True)


def test_leave_must_come_before_every_act():
    found = built("[x] No one may cross bridge without the leave of the mission.")
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert (row.kind, row.member_id, found.bearer(row.bearer_id)) == (ORDER, 0, ("mission",))
    assert (acts(found, row), acts(found, trigger)) == (("give leave",), ("cross",))
    assert (row.limit_us, row.limit_days, row.limit_clock_us) == (None, None, None)
    assert found.of("x") == []


def test_only_after_an_act_needs_it_earlier():
    found = built("[x] Northland must not enter valley before southland releases prisoners.")
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert (found.bearer(row.member_id), found.bearer(row.bearer_id)) == (
        ("northland",),
        ("southland",),
    )
    assert (acts(found, row), acts(found, trigger)) == (("release",), ("enter",))


def test_an_exception_for_what_was_notified_is_an_order():
    found = built(
        "[x] Northland must not fly drones over valley, except flights notified to the mission at least 24 hours before."
    )
    row = rule(found)
    (trigger,) = found.triggers(row)
    assert (acts(found, row), acts(found, trigger)) == (("notify",), ("fly",))
    assert found.tables.filters[row.filter_id].recipients == ("mission",)
    assert row.limit_us == 24 * 3_600_000_000
    assert found.of("x") == []


def test_a_rule_holds_in_its_phase_only():
    found = built(
        "[x] In phase 1, when the mission receives a complaint, it must visit the place within 24 hours."
    )
    row = rule(found)
    assert (found.local(row.opens_at), found.local(row.closes_at)) == ("03-01 06:00", "03-11 00:00")


def test_facts_of_a_rule_are_its_sentence():
    found = built(SWAP % ", within 24 hours")
    assert found.facts("x").duty == (
        "Northland must release at least 3 detainees for each hostage that southland releases,"
        " within 24 hours"
    )


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (
            "When southland releases prisoners, when the mission receives a complaint,"
            " northland must visit the place within 2 days.",
            "which acts of two belong together",
        ),
        (
            "When southland releases prisoners, northland must visit the place by the later of the"
            " end of the day and day 9.",
            "the later of two points",
        ),
        (
            "When southland releases at most 5 prisoners, northland must visit the place within 2 days.",
            "of the acts that call for something",
        ),
        (
            "When southland releases prisoners, northland must visit the place within 2 days"
            " between 10:00 and 16:00 each day.",
            "an answer has two acts",
        ),
        (
            "Northland must release at least 3 detainees for each hostage that southland releases"
            " each day, within 24 hours.",
            "an exchange anew in each period",
        ),
        (
            "Northland must not fly drones over valley without the leave of the mission, except"
            " flights notified to the council.",
            "an act that either leave or notice allows",
        ),
        (
            "When southland releases prisoners, northland must not fly drones over valley for more"
            " than 2 hours within 2 days.",
            "how long an act may last after another",
        ),
    ],
)
def test_forms_that_rules_cannot_say_are_listed(sentence, why):
    found = built(f"[x] {sentence}")
    assert found.tables.rows.rules == []
    assert found.why("x").startswith(why)
