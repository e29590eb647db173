"""A hidden name is found however it is spelled, and no other name with it."""

from __future__ import annotations

import pytest

from servanda.publish.release.naming import hiding

HIDDEN = "confidential source 1"


def hidden(text: str, *names: str) -> str:
    return hiding(dict.fromkeys(names, HIDDEN))(text)


@pytest.mark.parametrize(
    "spelled",
    [
        "hotel-keeper", "HOTEL-KEEPER", "Hotel keeper", "hotel_keeper", "hotelkeeper",
        "Maria of the Blue Hotel", "maria  of\nthe blue hotel", "Maria_of_the_Blue_Hotel",
        "Maria%20of%20the%20Blue%20Hotel", "maria+of+the+blue+hotel",
    ],
)  # fmt: skip
def test_name_is_found_in_texts_links_and_names_of_files(spelled):
    text = f"see https://x.example/{spelled}.jpg"
    names = ("hotel-keeper", "Maria of the Blue Hotel")
    assert hidden(text, *names) == f"see https://x.example/{HIDDEN}.jpg"


def test_accents_are_the_same_however_they_were_typed():
    assert hidden("Jose\u0301 saw it", "Jos\u00e9") == f"{HIDDEN} saw it"
    assert hidden("/Jos%C3%A9.html", "Jose\u0301") == f"/{HIDDEN}.html"


@pytest.mark.parametrize("spelled", ["ibrahim", "IBRAHIM", "\u0130BRAHIM", "\u0131brahim"])
def test_letters_that_have_more_than_one_small_form_are_found(spelled):
    """The release had ended with an error of Python."""
    assert hidden(f"{spelled} says", "\u0130brahim") == f"{HIDDEN} says"
    assert hidden(f"{spelled} says", "ibrahim") == f"{HIDDEN} says"


def test_prefix_that_is_written_as_a_part_of_the_name_hides_nothing():
    assert hidden("\u05dc\u05de\u05e8\u05d9\u05dd", "\u05de\u05e8\u05d9\u05dd").endswith(HIDDEN)
    assert hidden("\u0648\u0628\u0645\u0631\u064a\u0645", "\u0645\u0631\u064a\u0645").endswith(
        HIDDEN
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("team-1", "team-12 and team-10"),
        ("1st-unit", "21st-unit"),
        ("hotel", "hotels and motel"),
        ("s-1", "s1 is a report of Southland"),
        ("hotel-keeper", "the hotel, keeper of the peace; 50%"),
    ],
)
def test_other_names_and_words_stay(name, text):
    """`team-12` had become `confidential source 12`, which is another source."""
    assert hidden(text, name) == text


def test_id_that_holds_a_name_is_changed_where_the_name_stands():
    assert hidden("hotel_01 and hotel02", "hotel") == f"{HIDDEN}_01 and {HIDDEN}02"


def test_longest_name_is_replaced_first():
    both = hiding({"hotel": "A", "hotel keeper": "B"})
    assert both("hotel keeper; hotel") == "B; A"
