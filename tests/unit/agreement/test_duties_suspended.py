"""Suspension and release: by rulings, and by findings of breach."""

from dataclasses import replace

import pytest
from tests.unit.agreement.pauses import at, decided, duties_of, northland

AID = "[aid] Northland must admit at least 9 aid trucks into valley each day."
BAN = "[ban] Northland must not attack in valley."
FREE = "[free] Southland must release at least 9 prisoners by day 20."


def test_a_suspension_takes_time_out_of_a_prohibition():
    stop = decided("ban", "suspended", "2024-03-03 12:00", ends=at("2024-03-05 06:00"))
    found = duties_of(northland(BAN), "2024-03-10", [stop])
    assert found.slots("ban")[:4] == ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-05"]
    assert found.times("ban")[2:4] == [
        ("03-03 00:00", "03-03 12:00"),
        ("03-05 06:00", "03-06 00:00"),
    ]


def test_a_suspension_lasts_until_it_is_resumed():
    stop = decided("ban", "suspended", "2024-03-03 12:00")
    on = decided("ban", "resumed", "2024-03-05 06:00")
    assert "2024-03-04" not in duties_of(northland(BAN), "2024-03-10", [stop, on]).slots("ban")
    assert "2024-03-06" in duties_of(northland(BAN), "2024-03-10", [stop, on]).slots("ban")
    assert "2024-03-06" not in duties_of(northland(BAN), "2024-03-10", [stop]).slots("ban")


def test_a_suspension_within_a_day_makes_its_floor_lapse():
    stop = decided("aid", "suspended", "2024-03-03 12:00", ends=at("2024-03-05 06:00"))
    found = duties_of(northland(AID), "2024-03-10", [stop])
    cuts = {row.slot: row.cut_at for row in found.of("aid") if row.cut_at}
    # Of a day that begins under suspension the rest is shown, and lapses too.
    assert cuts == {
        "2024-03-03": at("2024-03-03 12:00"),
        "2024-03-05": at("2024-03-05 00:00"),
    }
    assert "2024-03-04" not in found.slots("aid")
    assert found.n("aid")[-1] == ("whole", 27 * 9, 27 * 9)


def test_a_suspension_that_is_over_before_the_deadline_leaves_a_single_floor():
    stop = decided("free", "suspended", "2024-03-03 12:00", ends=at("2024-03-04 06:00"))
    assert duties_of(northland(FREE), "2024-03-10", [stop]).of("free")[0].cut_at is None


def test_a_suspension_over_the_deadline_cuts_a_single_floor():
    stop = decided("free", "suspended", "2024-03-03 12:00")
    row = duties_of(northland(FREE), "2024-03-10", [stop]).of("free")[0]
    assert row.cut_at == at("2024-03-03 12:00")


def test_a_suspension_for_one_bearer_leaves_the_other_bound():
    stop = decided("ban", "suspended", "2024-03-03 00:00", bearer="North")
    text = "[ban] Each party must not attack in valley."
    found = duties_of(northland(text), "2024-03-10", [stop])
    assert found.slots("ban", "northland") == ["2024-03-01", "2024-03-02", "whole"]
    assert len(found.slots("ban", "southland")) == 32


@pytest.mark.parametrize(
    ("limit", "spans", "lapses"),
    [
        (
            "24 hours",
            [("03-01 06:00", "03-04 12:00"), ("03-04 12:00", "03-05 12:00")],
            "2024-03-05 12:00",
        ),
        (
            "2 days",
            [("03-01 06:00", "03-03 00:00"), ("03-03 00:00", "03-05 00:00")],
            "2024-03-05 00:00",
        ),
    ],
)
def test_a_reply_that_falls_due_under_a_suspension_lapses(limit, spans, lapses):
    text = (
        "[map] When southland releases prisoners, northland must give a map to the mission within"
        f" {limit}."
    )
    stop = decided("map", "suspended", "2024-03-05 12:00", ends=at("2024-03-07 00:00"))
    found = duties_of(northland(text), "2024-03-10", [stop])
    rules = sorted(found.rules("map"), key=lambda row: row.opens_at)
    periods = [(found.local(row.opens_at), found.local(row.closes_at)) for row in rules]
    assert periods[:2] == spans
    assert rules[1].lapses_at == at(lapses)
    assert periods[-1][0] == "03-07 00:00"


def test_a_suspension_without_an_end_lets_replies_lapse_to_the_end():
    text = (
        "[map] When southland releases prisoners, northland must give a map to the mission within"
        " 2 days."
    )
    stop = decided("map", "suspended", "2024-03-05 12:00")
    found = duties_of(northland(text), "2024-03-10", [stop])
    rules = sorted(found.rules("map"), key=lambda row: row.opens_at)
    periods = [(found.local(row.opens_at), found.local(row.closes_at)) for row in rules]
    assert periods == [("03-01 06:00", "03-03 00:00"), ("03-03 00:00", "03-05 12:00")]
    assert rules[1].lapses_at == at("2024-03-05 00:00")


def test_a_group_is_asked_only_while_each_of_its_members_is_bound():
    text = "[ban] Each party must not attack in valley."
    stop = decided(
        "ban", "suspended", "2024-03-03 00:00", ends=at("2024-03-05 00:00"), bearer="North"
    )
    found = duties_of(northland(text), "2024-03-10", [stop])
    days = {name: found.slots("ban", name) for name in ("northland", "southland", "party")}
    assert "2024-03-03" in days["southland"]
    assert "2024-03-03" not in days["northland"] + days["party"]
    assert "2024-03-05" in days["party"]
    assert found.n("ban", "party")[-1][0] == "whole"


def test_a_suspension_of_a_clause_holds_for_its_readings():
    text = AID + "\n[aid/unloaded] reading of [aid]: count offload instead of admit."
    stop = decided("aid", "suspended", "2024-03-03 00:00")
    found = duties_of(northland(text), "2024-03-10", [stop])
    assert [row.slot for row in found.of("aid", reading="unloaded")] == found.slots("aid")
    assert len(found.slots("aid")) == 3


def test_a_recorded_finding_suspends_what_hangs_on_it():
    text = BAN + "\n" + FREE + "\n[tie] If [free] is found breached, [ban] is suspended for 2 days."
    agreement = northland(text)
    tie = replace(agreement.clauses[-1], is_judged=True, reason="")
    agreement = replace(agreement, clauses=(*agreement.clauses[:-1], tie))
    breach = decided("free", "breached", "2024-03-03 12:00", bearer="southland")
    found = duties_of(agreement, "2024-03-10", [breach])
    assert found.slots("ban")[2:4] == ["2024-03-03", "2024-03-05"]
    assert found.times("ban")[3] == ("03-05 12:00", "03-06 00:00")


# ---- findings of breach ----


def test_a_second_finding_of_breach_does_not_undo_the_first():
    text = f"{AID}\n[calm] Each party must not attack in valley.\n" + (
        "[tie] If [calm] is found breached, [aid] is suspended until southland releases hostages."
    )
    first = decided("calm", "breached", "2024-03-05 12:00", bearer="southland")
    second = decided("calm", "breached", "2024-03-09 12:00", bearer="southland")
    agreement = northland(text)
    alone = duties_of(agreement, "2024-03-20", [first])
    both = duties_of(agreement, "2024-03-20", [first, second])
    assert both.times("aid") == alone.times("aid")
    assert "2024-03-07" not in both.slots("aid")


def test_each_finding_of_breach_suspends_until_the_act_after_it():
    text = f"{AID}\n[calm] Each party must not attack in valley.\n" + (
        "[tie] If [calm] is found breached, [aid] is suspended for 2 days."
    )
    first = decided("calm", "breached", "2024-03-05 00:00", bearer="southland")
    second = decided("calm", "breached", "2024-03-09 00:00", bearer="southland")
    slots = duties_of(northland(text), "2024-03-20", [first, second]).slots("aid")
    days = [f"2024-03-{day:02}" for day in range(4, 12)]
    away = {"2024-03-05", "2024-03-06", "2024-03-09", "2024-03-10"}
    assert [day for day in days if day not in slots] == sorted(away)


def test_what_is_resumed_on_the_day_it_is_recorded_as_suspended_is_in_force_again():
    known = at("2024-03-08 00:00")
    stop = decided("ban", "suspended", "2024-03-03 00:00", recorded_at=known)
    on = decided("ban", "resumed", "2024-03-05 00:00", recorded_at=known)
    slots = duties_of(northland(BAN), "2024-03-10", [on, stop]).slots("ban")
    assert "2024-03-03" not in slots
    assert "2024-03-05" in slots
