"""Sizes, ages and distances that are said of a thing."""

import pytest

from servanda.evidence.sizes import read_size, size_implies, size_name, sizes_apart


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("122 mm", "122 mm"),
        ("122mm", "122 mm"),
        ("over 100 mm", "over 100 mm"),
        ("under 5,000 feet", "under 5000 foot"),
        ("17 years old", "17 year"),
        ("2.50 km", "2.5 km"),
        ("5 nautical miles from merchant vessel", "5 nautical mile from merchant vessel"),
        ("many", ""),
        ("5 bananas", ""),
        ("under 5", ""),
    ],
)
def test_a_size_has_one_name(said, name):
    assert size_name(said) == name


@pytest.mark.parametrize(
    ("one", "other", "implied", "apart"),
    [
        ("122 mm", "over 100 mm", True, False),
        ("100 mm", "over 100 mm", False, True),
        ("12.2 cm", "122 mm", True, False),
        ("over 122 mm", "over 100 mm", True, False),
        ("over 100 mm", "over 122 mm", False, False),
        ("under 100 mm", "over 100 mm", False, True),
        ("under 200 mm", "over 100 mm", False, False),
        ("under 3000 foot", "under 5000 foot", True, False),
        ("17 year", "under 18 year", True, False),
        ("3 km from ship", "under 5 km from ship", True, False),
        ("3 km from ship", "under 5 km", False, False),
        ("3 km", "over 2 kg", False, False),
        ("open", "over 2 kg", False, False),
    ],
)
def test_sizes_are_compared_by_their_numbers(one, other, implied, apart):
    assert (size_implies(one, other), sizes_apart(one, other)) == (implied, apart)


def test_what_is_no_size_is_none():
    assert read_size("armed") is None
