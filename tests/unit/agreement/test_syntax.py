from __future__ import annotations

import pytest

from servanda.agreement.names import near_names


def only(reading):
    (problem,) = reading.problems
    place = problem.places[0]
    return problem.code, place.column, place.length, problem.hint


def test_unknown_word_is_underlined_with_near_names(truce):
    found = truce("[a] Northland must not attack in vallley.")
    assert only(found) == ("SV109", 34, 7, "did you mean `valley`?")


def test_unknown_word_tells_what_was_expected(truce):
    (problem,) = truce("[a] Northland must not attack in vallley.").problems
    assert problem.message.startswith(
        "`vallley` is no known word; expected an area: valley, east, west"
    )


def test_problem_shows_the_line_itself(truce):
    (problem,) = truce("[a] Northland must not attack in vallley.").problems
    assert problem.places[0].text == "[a] Northland must not attack in vallley."


def test_all_errors_of_a_file_are_shown_at_once(truce):
    found = truce("[a] Northlnd must not attack.\n[b] Northland must attack not.\n"
                  "[c] Northland must not attack in east.\n[d] Northland shall enter.")  # fmt: skip
    assert found.codes == ["SV109", "SV111", "SV110"]
    assert [c.label for c in found.agreement.clauses] == ["c"]


def test_word_that_does_not_fit_is_told_what_would(truce):
    (problem,) = truce("[a] Northland must release at least women by the end.").problems
    expected = "expected a number, a percentage or `as many`"
    assert problem.message == f"`women` does not fit here; {expected}"


def test_sentence_that_ends_too_early_is_told_what_is_missing(truce):
    (problem,) = truce("[a] Northland must release at least 5.").problems
    assert (problem.code, problem.places[0].column) == ("SV111", 38)
    assert problem.message.startswith("the sentence ends too early; expected ")


def test_number_word_is_to_be_written_in_digits(truce):
    found = truce("[a] Northland must release at least five prisoners by the end.")
    assert found.problems[0].hint == "write numbers in digits: `5`"


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("Northland must release at least 3 prisoners a day", "write `each day`"),
        ("Northland must release at least 3 prisoners a week", "write `each week`"),
        ("Northland must release at least 3 prisoners each month", "write `each calendar month`"),
        ("Northland must not attack Southland or enter the valley", "write two sentences"),
        ("Northland must stop attacking", "to forbid an act, write `must not` and the act"),
        ("Northland must cease all attacks", "to forbid an act, write `must not` and the act"),
        ("The parties must not attack each other", "write `No party may ... another party`"),
        ("Northland must allow prisoners to enter",
         "write `must let` or `must not let`, then who or what, then the act"),
        ("Northland must open the valley for prisoners",
         "leave it out, or say it in a sentence of its own"),
        ("Northland must not enter the valley after 18:00",
         "hours of the clock are written `between 18:00 and 06:00 each day`"),
        ("Northland must not enter the valley from 18:00 until 24:00 each day",
         "hours of the clock are written `between 18:00 and 06:00 each day`"),
        ("No aircraft may fly over the valley", "begin with who is bound, such as `No party may`"),
        ("During the truce, Northland must not attack",
         "name the phase, as in `In phase 1,`, or the dates: `From ... until the end of ...,`"),
        ("There must be no attacks", "begin with who is bound, such as `No party may`"),
        ("Northland's men must not enter", "name the actor alone"),
        ("Northland must enter before 5 May 2024", "write the day in digits, as in `2024-03-05`"),
    ],
)  # fmt: skip
def test_what_drafts_say_in_other_words_is_answered_with_those_to_write(truce, sentence, hint):
    assert hint in [problem.hint for problem in truce(f"[a] {sentence}.").problems]


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ("before 5 March 2024", "write the day in digits, as in `2024-03-05`"),
        ("before 5th", "write the day in digits, as in `2024-03-05`"),
        ("before 05/03/2024", "write the day in digits, as in `2024-03-05`"),
        ("from 6 pm until 18:00", "write the time of day as in `18:00`"),
        ("before 6am", "write the time of day as in `18:00`"),
        ("on Fridays", "days of the week have no names here: write the dates, or `each week`"),
    ],
)
def test_days_and_times_are_to_be_written_in_digits(truce, when, hint):
    assert truce(f"[a] Northland must not attack {when}.").problems[0].hint == hint


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("Northland may not attack", "write `must not`"),
        ("Northland shall release prisoners", "write `must`"),
        ("They must not attack", "write the name"),
        ("Northland must not attack and/or shell persons", "write `or`, or two sentences"),
    ],
)
def test_word_that_means_two_things_is_refused(truce, words, hint):
    found = truce(f"[a] {words}.")
    assert (found.codes, found.problems[0].hint) == (["SV110"], hint)


def test_names_are_matched_without_regard_to_case_and_by_their_titles(truce):
    found = truce("[a] NORTHLAND must not attack in The East.")
    assert (found.codes, found.clause.bearer.actors) == ([], ("northland",))
    assert found.clause.demands[0].filter.places[0].areas == ("east",)


@pytest.mark.parametrize(
    "words",
    [
        "Northland must not attack, shell or raid persons in east",
        "Northland must not attack persons in east, west or valley",
        "Northland must not attack inside, from or against east",
        "Northland must report arrivals to the mission, the council and southland by the end",
        "By day 3, northland must release a prisoner",
        "Northland must not fly combat aircraft over east from day 3 to day 5",
        "Northland must release at least 3 prisoners by the later of day 3 and 2024-03-09",
        "Northland must admit at least 200 litres of fuel into east each day",
        "Northland must meet at least twice each week",
        "Northland must not attack between 22:00 and 06:00 each day",
        "Northland must release prisoners who are not armed by 14:00 on day 3",
        "Northland must release at least 3 men within 5 days after southland releases prisoners",
        "Northland must hand over the weapons held by southland by the end",
    ],
)
def test_qualifiers_and_lists_compose_freely(truce, words):
    severities = {p.severity for p in truce(f"[a] {words}.").problems}
    assert severities <= {"warning"}


def test_near_names_are_at_most_three_and_nearest_first():
    assert near_names("cart", ["card", "carts", "cat", "cars", "dog"]) == ("card", "cars", "carts")


def test_near_names_of_short_words_allow_one_change():
    assert near_names("eats", ["east", "west"]) == ("east",)
