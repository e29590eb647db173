from __future__ import annotations

import pytest
from tests.unit.agreement.conftest import TRUCE

from servanda.agreement import parse_agreement
from servanda.agreement.check import check_agreement
from servanda.agreement.duties import build_duties
from servanda.errors import AgreementError

CALM = "[calm] Each party must not attack in east.\n"


def check(sentences, text=TRUCE):
    agreement, problems = parse_agreement(text.replace("%s", sentences), "truce.md")
    assert [p for p in problems if p.severity == "error"] == []
    return check_agreement(agreement)


def errors_of(text):
    """Return the codes of all that `check` tells of a file that may not be readable."""
    agreement, problems = parse_agreement(text.replace("%s", CALM), "truce.md")
    found = [*problems, *check_agreement(agreement)]
    return [p.code for p in found if p.severity == "error"]


def codes(sentences, text=TRUCE):
    return [p.code for p in check(sentences, text)]


def test_sound_agreement_has_no_problem():
    assert codes(CALM) == []


def test_unknown_clause_has_a_near_one():
    (problem,) = check(CALM + "[a] Northland must not attack in east after [clam] is verified by"
                              " the mission.")  # fmt: skip
    assert (problem.code, problem.hint) == ("SV215", "did you mean `[calm]`?")


def test_clauses_that_wait_for_each_other_are_named_once():
    found = check(
        "[one] After [two] is done, northland must release a prisoner by day 9.\n"
        "[two] After [one] is done, southland must release a prisoner by day 9."
    )
    assert [p.message for p in found if p.code == "SV217"] == [
        "these can never begin: `[one]` waits for `[two]` waits for `[one]`"
    ]


def test_phase_that_waits_for_its_own_clause_is_a_circle():
    found = codes(
        "[go] Phase 2 begins when [a] is done.\n"
        "[a] In phase 2, northland must release a prisoner by day 9."
    )
    assert found.count("SV217") == 1


def test_recorded_finding_makes_no_circle():
    found = codes(CALM + "[a] If [a] is found breached, northland is released from [calm].")
    assert "SV217" not in found


def test_unknown_phase_is_reported():
    assert codes(CALM + "[a] In phase 7, northland must not attack in east.") == ["SV223"]


def test_total_of_a_list_is_enough():
    text = TRUCE.replace("areas:", "lists: {annex: {of: hostage, total: 9}}\nareas:")
    assert codes(CALM + "[a] Northland must release all hostages on annex by day 3.", text) == []


def test_total_of_part_of_a_list_is_another():
    text = TRUCE.replace("areas:", "lists: {annex: {of: hostage, total: 9}}\nareas:")
    words = "[a] Northland must release all living hostages on annex by day 3."
    assert codes(CALM + words, text) == ["SV230"]


def test_declared_total_of_an_object_is_enough():
    text = TRUCE.replace("areas:", "totals: {living hostages: 9}\nareas:")
    assert codes(CALM + "[a] Northland must release all living hostages by day 3.", text) == []


def test_unused_area_is_reported_where_it_is_declared():
    text = TRUCE.replace("  east: The East", "  east: The East\n  shore: The Shore")
    (problem,) = check(CALM, text)
    assert (problem.code, problem.message, problem.places[0].line) == (
        "SV237", "no sentence uses the area `shore`", 13,
    )  # fmt: skip


def test_day_after_the_end_is_reported():
    assert codes(CALM + "[a] Northland must release at least 2 men by day 40.") == ["SV238"]


def test_day_after_the_end_is_possible_if_the_agreement_can_grow():
    words = (
        "[a] Northland must release at least 2 men by day 40.\n"
        "[b] For every 9 men that northland releases, the agreement is extended by 1 day."
    )
    assert codes(CALM + words) == []


def test_date_before_entry_is_reported():
    assert codes(CALM + "[a] Northland must release at least 2 men by 2024-01-05.") == ["SV238"]


def test_day_named_before_entry_on_purpose_is_not_reported():
    assert codes(CALM + "[a] Northland must release at least 2 men by D-5.") == []


def test_sentence_without_verdict_says_why():
    (problem,) = check(CALM + "[a] Northland must be armed.")
    assert problem.message == (
        "`[a]` gets no verdict: what someone must be is judged only for a place or a state"
    )


def test_exchanges_of_things_apart_share_nothing():
    found = codes(
        CALM
        + "[a] Northland must release at least 3 women for each hostage that southland releases,"
        " within 1 day.\n"
        "[b] Northland must release at least 3 men for each hostage that southland releases,"
        " within 1 day."
    )
    assert found == []


def test_readings_are_not_asked_twice():
    words = (
        "[a] Northland must admit at least 9 fuel trucks into east.\n"
        "[a/sent] reading of [a]: count dispatch instead of admit."
    )
    assert codes(CALM + words) == ["SV231"]


@pytest.mark.parametrize(
    ("zone", "line", "count"),
    [
        ("Europe/Berlin", "in force: {from: 2024-03-31 02:30, for: 30 days}", 1),
        ("Europe/Berlin", "in force: {from: 2024-10-27 02:30, for: 30 days}", 1),
        ("Europe/Berlin", "in force: {from: 2024-03-31 03:00, for: 30 days}", 0),
        ("Africa/Maputo", "in force: {from: 2024-03-31 02:30, for: 30 days}", 0),
    ],
)
def test_local_time_must_be_one_instant(zone, line, count):
    text = TRUCE.replace("Africa/Maputo", zone)
    text = text.replace("in force: {from: 2024-03-01 06:00, for: 30 days}", line)
    assert codes(CALM, text).count("SV220") == count


GAP = "2024-03-31 02:30"
WHOLE = "in force: {from: 2024-03-01 06:00, for: 30 days}"


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        (("time zone: Africa/Maputo", "time zone: Mars/Olympus"), "SV218", "8:12"),
        (("time zone: Africa/Maputo", "time zone:"), "SV218", "8:1"),
        (("time zone: Africa/Maputo\n", ""), "SV218", "1"),
        ((f"{WHOLE}\n", ""), "SV219", "1"),
        ((WHOLE, "in force:"), "SV219", "9:1"),
        ((WHOLE, f"in force: {{from: {GAP}, for: 30 days}}"), "SV220", "9:18"),
        ((WHOLE, f"in force: {{from: 2024-03-01 06:00, until: {GAP}}}"), "SV220", "9:43"),
        ((WHOLE, f"signed: {GAP}\n{WHOLE}"), "SV220", "9:9"),
        ((WHOLE, f"{WHOLE}\namendments:\n  - {{on: 2024-03-09, in force until: {GAP}}}"),
         "SV220", "11:38"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_life_is_told_at_its_key(line, code, place):
    text = TRUCE.replace(*line)
    if code == "SV220":
        text = text.replace("Africa/Maputo", "Europe/Berlin")
    (problem,) = (p for p in check(CALM, text) if p.code == code)
    assert str(problem.places[0]) == f"truce.md:{place}"
    if code == "SV219":
        return
    agreement, _ = parse_agreement(text.replace("%s", CALM), "truce.md")
    if "signed" not in line[1]:  # judging has no use for that time
        with pytest.raises(AgreementError) as caught:
            build_duties(agreement)
        assert str(caught.value.problems[0].places[0]) == f"truce.md:{place}"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("in force: {for: 10 days}", "SV105"),
        ("in force: {from: soon}", "SV105"),
        ("in force: 2024", "SV105"),
        ("in force: {}", "SV105"),
        ("in force:", "SV219"),
    ],
)
def test_what_stands_there_and_cannot_be_read_is_not_told_as_missing_too(line, code):
    assert errors_of(TRUCE.replace(WHOLE, line)) == [code]


def test_zone_that_is_no_text_is_not_told_as_missing_too():
    assert errors_of(TRUCE.replace("time zone: Africa/Maputo", "time zone: [a]")) == ["SV105"]


def test_daily_hours_must_exist_on_every_day():
    text = TRUCE.replace("Africa/Maputo", "Europe/Berlin").replace("for: 30 days", "for: 40 days")
    words = "[a] Northland must not fly drones over east between 02:30 and 06:00 each day."
    (problem,) = check(CALM + words, text)
    assert (problem.code, problem.message) == (
        "SV220", "2024-03-31 02:30 does not exist in Europe/Berlin",
    )  # fmt: skip


def test_problems_come_in_the_order_of_the_file():
    found = check("[a] Northland must release all men by day 3.\n"
                  "[b] Northland must release at least 2 men.\n" + CALM)  # fmt: skip
    assert [(p.code, p.places[0].line) for p in found] == [("SV230", 20), ("SV231", 21)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("admit at least 1.200 aid trucks into valley", "a point parts decimals: `1.200` is 1.2"),
        ("admit at most 2.000 trucks into valley", "a point parts decimals: `2.000` is 2"),
        ("admit at least 25.000 litres of fuel into valley",
         "a point parts decimals: `25.000` is 25"),
        ("admit at least 50 trucks into valley, of which at least 1.5 carry fuel",
         "`1.5` has a fraction, and what is counted has none"),
        ("admit at least 1,200 aid trucks into valley", ""),
        ("admit at least 2.5 tonnes of fuel into valley", ""),
        ("refrain from flying drones over valley for at least 2 hours in total", ""),
    ],
)  # fmt: skip
def test_a_point_that_may_part_thousands_is_told(words, message):
    problems = check(f"[a] Northland must {words} each day.")
    found = [p.message for p in problems if p.code == "SV243"]
    assert found == ([message] if message else [])
