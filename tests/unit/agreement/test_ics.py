"""The calendar of who owes what when, and its file."""

# ruff: noqa: E501 - a sentence reads better on one line
import re

from tests.unit.agreement.pauses import at, duties_of, northland

from servanda.agreement.ics import write_ics
from servanda.agreement.schedule import Schedule, ScheduledDuty, schedule_of

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


def test_stretches_of_one_name_have_identities_of_their_own():
    found = file_of(entry(), entry(begins_at=at("2024-03-05"), ends_at=at("2024-03-06")))
    assert len(set(uids(found))) == 2


def test_the_same_schedule_gives_the_same_bytes():
    agreement = northland("\n".join([AID, BAN, HOURS, SWAP]))
    assert write_ics(schedule_of(agreement)) == write_ics(schedule_of(agreement))


def test_what_is_only_possibly_in_force_says_so():
    assert "CATEGORIES:possibly in force" in unfolded(file_of(entry(is_certain=False)))
