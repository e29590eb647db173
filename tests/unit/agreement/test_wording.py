from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.agreement.conftest import TRUCE, Reading
from tests.unit.agreement.plain import bare

from servanda.agreement.wording import canonical_text, sentence

# ---- one example for each kind of phrase


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("In phase 1, NORTHLAND must not attack in the east",
         "Northland must not attack in east in phase 1"),
        ("No party may attack in valley", "Each party must not attack in valley"),
        ("Northland must release more than 4 women by day 3",
         "Northland must release at least 5 women by day 3"),
        ("Northland must release at least 5 women, children or men by day 3",
         "Northland must release at least 5 women or children or men by day 3"),
        ("Northland must release prisoners only after day 3",
         "Northland must not release prisoners until the end of day 3"),
        ("Northland must not release more than 4 women by day 3",
         "Northland must not release more than 4 women by day 3"),
        ("By day 3, northland must release a man",
         "Northland must release a man by day 3"),
        ("Northland must notify the mission of movements by day 3",
         "Northland must notify mission of a movement by day 3"),
        ("When a party attacks, it must notify the mission within 2 hours",
         "When a party attacks, it must notify mission within 2 hours"),
        ("Northland and southland must each release at least 2 men by day 3",
         "Northland and southland must each release at least 2 men by day 3"),
        ("Northland must give a plan to the mission by the later of day 3 and D+4",
         "Northland must give a plan to mission by the later of day 3 and D+4"),
        ("Northland must hand over exactly 5 heavy weapons held by southland by the end",
         "Northland must hand over exactly 5 heavy weapons held by southland by the end"),
        ("Northland must not attack in east, unless [calm] is found breached",
         "Northland must not attack in east, unless [calm] is found breached"),
        ("Northland must release at most 0 prisoners by day 3",
         "Northland must release no prisoners by day 3"),
        ("Northland must release no prisoners",
         "Northland must release no prisoners"),
        ("Northland must release exactly 0 prisoners by day 3",
         "Northland must release exactly 0 prisoners by day 3"),
        ("Northland must let no trucks enter valley",
         "Northland must let no trucks enter valley"),
        ("Northland may send at most 0 soldiers into valley",
         "Northland may send at most 0 soldiers into valley"),
        ("Northland must release all prisoners and detainees by day 3",
         "Northland must release all prisoners and detainees by day 3"),
        ("Northland must not attack southland and the mission",
         "Northland must not attack southland or mission"),
        ("When southland and the mission visit east, northland must visit west within 2 days",
         "When southland and mission have visited east, northland must visit west within 2 days"),
        ("When southland or the mission visits east, northland must visit west within 2 days",
         "When southland or mission visits east, northland must visit west within 2 days"),
        ("Northland must let the mission visit prisoners in valley",
         "Northland must let mission visit prisoners in valley"),
    ],
)  # fmt: skip
def test_canonical_text_has_one_order(truce, words, canonical):
    found = truce(f"[a] {words}.")
    assert canonical_text(found.clause) == f"[a] {canonical}."


def test_sentence_has_no_label(truce):
    assert sentence(truce("[a] Northland must not attack.").clause) == "Northland must not attack."


def test_sentence_of_a_reading_is_that_of_its_clause(truce):
    found = truce("[a] Northland must deliver at least 5 trucks into east each day.\n"
                  "[a/sent] reading of [a]: count dispatch instead of deliver.")  # fmt: skip
    assert sentence(found["a/sent"]) == (
        "Northland must dispatch at least 5 trucks into east each day."
    )


def test_sentence_that_is_not_judged_stays_as_it_is(truce):
    found = truce("[a] Northland must station at most 100 soldiers in east.")
    assert sentence(found.clause) == "Northland must station at most 100 soldiers in east."


# ---- any sentence built from phrases of the language

BEARERS = ("Northland", "Each party", "Northland and southland must each", "The mission")
ACTS = (
    "release {q} prisoners",
    "release {q} sick or wounded prisoners",
    "release {q} prisoners who are women or children",
    "release {q} women and children",
    "admit {q} aid trucks into valley",
    "deliver {q} litres of fuel to east",
    "hand over {q} weapons held by southland",
    "release {q} drones of the council",
    "release {q} prisoners to southland or the mission",
    "hand over {q} weapons to southland and the council",
    "let {q} aid trucks enter valley",
)
QUANTITIES = ("at least 5", "at most 1,200", "exactly 3", "more than 9", "fewer than 4", "all",
              "no", "exactly 0", "at most 0")  # fmt: skip
BANS = ("attack", "attack or arrest civilians", "fly aircraft or drones", "enter", "shoot persons",
        "attack southland and the mission", "notify southland or the council",
        "talk to southland and the council")  # fmt: skip
PLACES = (
    "",
    " in east",
    " over east or west",
    " inside, from or against valley",
    " from east to west",
)
TIMES = ("", " by day 9", " by D+9 14:00", " before the end of week 2", " each day",
         " every 3 days",
         " from day 2 to day 7", " between 22:00 and 04:30 each day",
         " until the start of 2024-03-09",
         " within 9 days of entry into force", " by 3 hours before the end", " by 12:00 each day",
         " after [calm] is verified by the mission", " each calendar month")  # fmt: skip
MORE_TIMES = tuple(t for t in TIMES if "each" not in t and "every" not in t)
EXCEPTIONS = ("", ", except in self-defence", ", except in west", ", except on day 3",
              ", except with the leave of the mission",
              ", unless [calm] is found breached")  # fmt: skip
OPENINGS = ("", "When southland attacks in east, ", "If [calm] is found breached, ", "From day 2, ",
            "When [calm] is verified by the mission, ",
            "When southland and the council attack in east, ",
            "When southland or the council attacks in east, ",
            "When southland notifies the mission or the council, ")  # fmt: skip


@st.composite
def sentences(draw):
    opening = draw(st.sampled_from(OPENINGS))
    bearer = draw(st.sampled_from(BEARERS))
    modal = "" if "must" in bearer else " must"
    if draw(st.booleans()):
        act = draw(st.sampled_from(ACTS)).replace("{q}", draw(st.sampled_from(QUANTITIES)))
        body = f"{modal} {act}"
    else:
        body = f"{modal} not {draw(st.sampled_from(BANS))}{draw(st.sampled_from(PLACES))}"
    reply = " within 2 hours" if opening.startswith("When s") else ""
    chosen = [draw(st.sampled_from(TIMES)), draw(st.sampled_from(MORE_TIMES))]
    times = "".join(f",{time}" for time in draw(st.permutations(chosen)) if time)
    return f"[a] {opening}{bearer}{body}{reply}{times}{draw(st.sampled_from(EXCEPTIONS))}."


@given(sentences())
def test_canonical_text_is_read_as_the_same_clause(words):
    first = Reading(TRUCE.replace("%s", words))
    assert [p for p in first.problems if p.severity == "error"] == []
    text = canonical_text(first.clause)
    again = Reading(TRUCE.replace("%s", text))
    assert (bare(again.clause), canonical_text(again.clause)) == (bare(first.clause), text)
