"""The calendar of who owes what when, and its file."""

# ruff: noqa: E501 - a sentence reads better on one line
import re

import pytest
from tests.unit.agreement.pauses import (
    NORTHLAND,
    agreement_of,
    at,
    decided,
    duties_of,
    northland,
)

from servanda.agreement.anchors import Anchor, Moments
from servanda.agreement.duties import setting_of
from servanda.agreement.ics import write_ics
from servanda.agreement.life import Known
from servanda.agreement.schedule import Schedule, ScheduledDuty, schedule_in, schedule_of

AID = "[aid] Northland must admit at least 9 aid trucks into valley each day, of which at least 2 carry fuel."
BAN = "[ban] Each party must not attack in valley."
HOURS = "[air] Northland must not fly drones over east between 10:00 and 12:00 each day."
SWAP = "[swap] Northland must release at least 3 detainees for each hostage that southland releases, within 24 hours."


def rows(sentences, as_of=None):
    found = schedule_of(northland(sentences), as_of=as_of)
    return [(d.clause, d.bearer, d.slot, d.kind) for d in found.duties]


def test_a_repeating_duty_has_an_entry_for_each_period_and_none_for_its_parts():
    found = rows(AID)
    assert found[:2] == [
        ("aid", "northland", "2024-03-01", "do"),
        ("aid", "northland", "2024-03-02", "do"),
    ]
    assert len(found) == 30


def test_a_prohibition_is_one_stretch_for_each_member():
    found = schedule_of(northland(BAN)).duties
    assert [(d.bearer, d.begins_at, d.ends_at, d.kind) for d in found] == [
        ("northland", at("2024-03-01 06:00"), at("2024-03-31 06:00"), "not"),
        ("southland", at("2024-03-01 06:00"), at("2024-03-31 06:00"), "not"),
    ]


def test_daily_hours_are_entries_of_their_own():
    assert len(rows(HOURS)) == 30


def test_what_waits_for_an_act_is_shown_over_its_time():
    assert rows(SWAP) == [("swap", "northland", "", "when")]


def test_what_has_no_place_in_a_calendar_is_named():
    found = schedule_of(northland("[x] Northland must be armed.\n" + BAN))
    assert [label for label, _ in found.not_shown] == ["x"]


def test_a_schedule_says_the_sentence_and_turns_into_plain_data():
    found = schedule_of(northland(BAN)).to_dict()
    assert found["zone"] == "Africa/Maputo"
    assert found["duties"][0]["sentence"] == "Each party must not attack in valley."


def test_a_schedule_and_the_duties_have_the_same_periods():
    agreement = northland(AID)
    spans = {(d.begins_at, d.ends_at) for d in schedule_of(agreement).duties}
    duties = duties_of(agreement).of("aid")
    assert spans == {(row.opens_at, row.closes_at) for row in duties if row.slot != "whole"}


# ---- what is in force only possibly, lapses, or is not known to be asked for ----

LATER_MAP = "[map] Southland must give a map to mission within 2 days after [release] is done."
RELEASE = "[release] Southland must release at least 9 prisoners by day 5."


def states(found, clause="ban", bearer="northland"):
    return [
        (d.begins_at, d.ends_at, d.state)
        for d in found.duties
        if (d.clause, d.bearer) == (clause, bearer)
    ]


def test_a_day_under_a_suspension_is_not_due():
    away = decided("aid", "suspended", "2024-03-05 12:00", ends=at("2024-03-06 12:00"))
    found = {d.slot: d.state for d in schedule_of(northland(AID), [away]).duties}
    assert [day for day, state in found.items() if state != "due"] == ["2024-03-05", "2024-03-06"]
    assert found["2024-03-05"] == "lapses"


def test_a_prohibition_says_when_it_is_in_force_only_possibly():
    over = decided("ban", "suspended", "2024-03-05 00:00", ends=at("2024-03-07 00:00"))
    found = schedule_of(northland(BAN), [over])
    assert states(found) == [
        (at("2024-03-01 06:00"), at("2024-03-05 00:00"), "in force"),
        (at("2024-03-07 00:00"), at("2024-03-31 06:00"), "in force"),
    ]


def test_what_waits_for_what_nobody_knows_of_is_named():
    found = schedule_of(northland(f"{RELEASE}\n{LATER_MAP}"))
    assert {d.clause for d in found.duties} == {"release"}
    ((label, why),) = found.not_shown
    assert label == "map"
    assert why.startswith("it is not in force, as far as is known")


def test_what_is_not_checked_is_named_and_what_binds_nobody_is_not():
    text = "[talk] not checked: they talk.\n[may] Northland may attack in west.\n" + BAN
    assert [label for label, _ in schedule_of(northland(text)).not_shown] == ["talk"]


def test_what_was_not_agreed_yet_is_named():
    agreement = northland(f"{AID}\n{BAN}", "amendments: [{on: 2024-03-09 12:00, text: [ban]}]")
    found = schedule_of(agreement, as_of=at("2024-03-05"))
    assert [(label, "amendment" in why) for label, why in found.not_shown] == [("ban", True)]


def test_each_reading_has_entries_of_its_own():
    late = f'{RELEASE}\n[release/late] reading of [release]: "{RELEASE[10:].replace("5", "7")}"'
    found = schedule_of(northland(late)).duties
    assert [(d.reading, d.ends_at) for d in found] == [
        ("", at("2024-03-06 00:00")),
        ("late", at("2024-03-08 00:00")),
    ]


def test_what_is_in_force_only_possibly_is_shown_so():
    """The prisoners may have been released between the third and the fifth day."""
    text = (
        "[free] Southland must release at least 9 prisoners by day 20.\n"
        "[swap] After [free] is done, when southland releases hostages, northland must release at"
        " least 3 detainees within 24 hours.\n"
        "[calm] After [free] is done, northland must not attack in valley."
    )
    known, perhaps = Known(), Anchor(at("2024-03-05 00:00"), at("2024-03-03 00:00"))
    schedule_in(setting_of(northland(text), known=known))
    told = Known(moments=Moments(dict.fromkeys(known.moments.asked, perhaps)))
    found = schedule_in(setting_of(northland(text), known=told))
    possibly = (at("2024-03-03 00:00"), at("2024-03-05 00:00"), "possibly in force")
    assert possibly in states(found, "swap")
    assert states(found, "calm") == [
        possibly,
        (at("2024-03-05 00:00"), at("2024-03-31 06:00"), "in force"),
    ]


def test_a_calendar_without_an_end_says_how_far_it_goes():
    text = NORTHLAND.replace(", for: 30 days", "")
    open_end = schedule_of(agreement_of(text % ("", BAN)))
    assert open_end.shown_until == open_end.duties[-1].ends_at
    weekly = BAN.replace("must not attack", "must patrol at least 1 time each week")
    assert schedule_of(agreement_of(text % ("", weekly))).shown_until == open_end.shown_until
    assert schedule_of(northland(f"{AID}\n{BAN}")).shown_until is None
    noon = "amendments: [{on: 2024-03-04 12:00, in force until: 2024-03-09 12:00}]"
    assert schedule_of(northland(AID, noon)).shown_until is None


@pytest.mark.parametrize(
    "more",
    [
        "[more] The agreement renews for 10 days.",
        "[more] When southland releases prisoners, the agreement is extended by 1 day.",
    ],
)
def test_a_calendar_that_may_go_on_says_how_far_it_goes(more):
    assert schedule_of(northland(f"{BAN}\n{more}")).shown_until == at("2024-03-31 06:00")


@pytest.mark.parametrize(
    "text",
    [
        "[x] Northland must admit at least 5 aid trucks into valley in any 3 days.",
        "[x] Northland must admit at most 5 aid trucks into valley in any 3 days.",
        "[x] Northland must have at least 5 soldiers in valley.",
        "[x] Northland must have at most 5 soldiers in valley.",
        "[x] Northland must have exactly 5 soldiers in valley.",
    ],
)
def test_what_is_asked_all_the_time_is_called_for_by_nothing_and_due_at_no_end(text):
    found = schedule_of(northland(text)).duties
    assert [(d.begins_at, d.ends_at, d.state) for d in found] == [
        (at("2024-03-01 06:00"), at("2024-03-31 06:00"), "in force")
    ]


def test_what_continues_after_the_end_is_shown_beyond_it():
    text = NORTHLAND.replace("for: 30 days", "for: 800 days") % (
        "",
        BAN + "\n[on] [ban] continues after the end of the agreement.",
    )
    found = schedule_of(agreement_of(text))
    assert found.duties[0].ends_at > at("2026-05-10 06:00")
    assert found.shown_until == found.duties[0].ends_at


# ---- the file ----


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def entry(**changes):
    fields = {"clause": "aid", "bearer": "northland", "begins_at": at("2024-03-01 06:00"),
              "ends_at": at("2024-03-02 00:00"), "sentence": "Northland must admit trucks."}  # fmt: skip
    return ScheduledDuty(**{**fields, **changes})


def file_of(*duties, title="Truce"):
    return write_ics(Schedule(title, "Africa/Maputo", duties))


def test_an_event_has_its_times_in_utc():
    lines = unfolded(file_of(entry()))
    assert "DTSTART:20240301T040000Z" in lines
    assert "DTEND:20240301T220000Z" in lines
    assert "SUMMARY:[aid] northland" in lines


def test_a_file_begins_and_ends_as_a_calendar():
    lines = unfolded(file_of())
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_lines_are_folded_at_75_octets_without_cutting_a_character():
    sentence = "Nördland muß « أ » zulassen, " * 20
    text = file_of(entry(sentence=sentence))
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    told = next(line for line in unfolded(text) if line.startswith("DESCRIPTION:"))
    assert told == "DESCRIPTION:" + sentence.replace(",", "\\,") + " (due)"


def test_marks_with_a_meaning_are_escaped():
    lines = unfolded(file_of(entry(sentence="a;b,c\\d\ne\x07f")))
    assert "DESCRIPTION:a\\;b\\,c\\\\d\\nef (due)" in lines


def uids(text: str) -> list[str]:
    return re.findall(r"UID:(\S+)", "\r\n".join(unfolded(text)))


def test_identities_are_stable_and_different():
    two = file_of(entry(slot="2024-03-01"), entry(slot="2024-03-02"))
    moved = file_of(entry(slot="2024-03-01", ends_at=at("2024-03-05")))
    assert len(set(uids(two))) == 2
    assert uids(two)[0] == uids(moved)[0]


def stamps(schedule: Schedule) -> set[str]:
    return {line for line in unfolded(write_ics(schedule)) if line.startswith("DTSTAMP:")}


def test_events_are_stamped_with_what_was_agreed_or_decided_last():
    """Else a calendar program that has them takes none of what changed since."""
    assert stamps(schedule_of(northland(AID))) == {"DTSTAMP:20240301T040000Z"}
    amended = northland(
        AID, "amendments: [{on: 2024-03-09 12:00, in force until: 2024-04-02 06:00}]"
    )
    assert stamps(schedule_of(amended)) == {"DTSTAMP:20240309T100000Z"}
    assert stamps(schedule_of(amended, as_of=at("2024-03-05"))) == {"DTSTAMP:20240301T040000Z"}
    over = decided("aid", "suspended", "2024-03-12 06:00")
    assert stamps(schedule_of(amended, [over])) == {"DTSTAMP:20240312T040000Z"}


def test_stretches_of_one_name_have_identities_of_their_own():
    found = file_of(entry(), entry(begins_at=at("2024-03-05"), ends_at=at("2024-03-06")))
    assert len(set(uids(found))) == 2


def test_the_same_schedule_gives_the_same_bytes():
    agreement = northland("\n".join([AID, BAN, HOURS, SWAP]))
    assert write_ics(schedule_of(agreement)) == write_ics(schedule_of(agreement))


def test_what_is_only_possibly_in_force_says_so():
    lines = unfolded(file_of(entry(is_certain=False)))
    assert "CATEGORIES:possibly in force" in lines
    assert "STATUS:TENTATIVE" in lines


def test_what_lapses_is_cancelled():
    lines = unfolded(file_of(entry(lapses_at=at("2024-03-01 12:00"))))
    assert "CATEGORIES:lapses" in lines
    assert "STATUS:CANCELLED" in lines


def test_a_reading_is_named_and_has_an_identity_of_its_own():
    found = file_of(entry(), entry(reading="late"))
    assert "SUMMARY:[aid/late] northland" in unfolded(found)
    assert len(set(uids(found))) == 2


def test_the_file_says_what_it_does_not_show_and_how_far_it_goes():
    schedule = Schedule("T", "Africa/Maputo", (), (("map", "it waits"),), at("2024-05-01 00:00"))
    told = next(line for line in unfolded(write_ics(schedule)) if line.startswith("X-WR-CALDESC:"))
    assert told == "X-WR-CALDESC:Shown up to 2024-05-01 00:00 only.\\nNot shown: [map] (it waits)"
