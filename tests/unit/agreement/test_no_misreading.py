"""What the program cannot count is refused, or kept without a verdict; never quietly left out."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "words",
    [
        "Northland must release a man within 2 hours after no party attacks",
        "When southland releases no hostages, northland must release a man within 2 hours",
        "Northland must not fly aircraft over east, except 5 drones",
        "Northland must admit at least 5 trucks that carry 3 litres of fuel into east by day 3",
        "Northland must give a plan to no party by day 3",
        "Northland must release at least 5 more prisoners by day 3",
        "Northland must release at least 5 prisoners at least twice each week",
        "Northland must release at least 5 prisoners each day, each week",
        "Northland must not notify the mission at least 2 days before it attacks",
        "Northland must release 3 prisoners for each hostage that southland releases by day 3 and"
        " 4 more by day 7",
        "Northland must release at least 5 women and at least 6 men by day 3, of whom at least"
        " 2 are sick",
        "Northland must enter its east",
        "Northland must not attack in no valley",
        "Northland must attack southland's line",
        "The mission must each meet by day 3",
        "Each northland must not attack",
        "Northland or southland must release a man by day 3",
        "Northland must release at least 5 prisoners by day 3, kind by kind",
        "Northland must bring in at most 5 trucks, kind by kind",
        "Northland must bring in trucks only through east, kind by kind",
    ],
)
def test_words_without_meaning_are_refused(truce, words):
    found = truce(f"[a] {words}.")
    assert "error" in {problem.severity for problem in found.problems}
    assert found["a"] is None


@pytest.mark.parametrize(
    "words",
    [
        "Northland must release all other prisoners by day 3",
        "Northland must let trucks enter east before it attacks",
        "Northland must receive soldiers only from the mission",
        "The agreement is extended by 1 day",
        "Northland must be armed",
        "Northland must keep all trucks open",
    ],
)
def test_meaning_that_is_not_judged_is_kept_and_says_so(truce, words):
    found = truce(f"[calm] Each party must not attack in east.\n[a] {words}.")
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert (errors, found["a"].is_judged, found["a"].reason != "") == ([], False, True)


def test_comma_before_two_bearers_ends_the_opening(truce):
    found = truce("[a] When [calm] is verified by the mission, northland and southland must each"
                  " release a man by day 3.")  # fmt: skip
    assert (found.codes, found.clause.bearer.actors) == ([], ("northland", "southland"))


def test_place_after_an_inner_clause_belongs_to_it(truce):
    found = truce("[a] Northland must notify the mission at least 2 hours before it moves troops in"
                  " east.")  # fmt: skip
    lead = found.clause.windows[0]
    assert lead.before.filter.places[0].areas == ("east",)
    assert found.clause.demands[0].filter.places == ()


def test_time_after_an_inner_clause_and_a_comma_belongs_to_the_sentence(truce):
    found = truce("[a] Northland must release at least 3 men for each woman that southland"
                  " releases, by day 9.")  # fmt: skip
    assert len(found.clause.windows) == 1


def test_said_twice_counts_once(truce):
    found = truce("[a] Northland must release at least 3 men each day, each day.")
    assert len(found.clause.windows) == 1


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("Neither party may attack", "write `no party`, or `must not`"),
        ("Nobody may attack", "write `no one`"),
        ("Northland must never attack", "write `must not`"),
        ("Northland must admit no more than 5 trucks each day", "write `at most`"),
        ("Northland must admit up to 5 trucks each day", "write `at most`"),
        ("Northland must admit no fewer than 5 trucks each day", "write `at least`"),
        ("Northland must admit at least 5 trucks daily", "write `each day`"),
        ("Northland must release at least 5 men no later than day 3", "write `by`"),
        ("Northland must release at least 5 men by midnight on day 3",
         "write `00:00` of the day that begins then"),
        ("Northland must ensure that soldiers leave valley",
         "write what it must do, or `must let` or `must not let`"),
    ],
)  # fmt: skip
def test_words_of_other_drafts_are_told_the_plain_one(truce, words, hint):
    found = truce(f"[a] {words}.")
    assert ("SV110", hint) in {(p.code, p.hint) for p in found.problems}
