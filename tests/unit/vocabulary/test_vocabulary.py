from __future__ import annotations

import pytest

from servanda.vocabulary import build_vocabulary, shipped_vocabulary
from servanda.vocabulary.loader import past_participle, plural_of, present_participle, third_person

WORDS = shipped_vocabulary()


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("air strike", "attack"),
        ("drone strike", "air strike"),
        ("launch rocket", "attack"),
        ("shoot", "attack"),
        ("shell", "attack"),
        ("fuel truck", "truck"),
        ("cooking gas truck", "truck"),
        ("soldier hostage", "hostage"),
        ("drone", "aircraft"),
        ("deny", "hinder"),
        ("attack", "attack"),
    ],
)
def test_narrow_word_is_a_kind_of_the_wide_one(narrow, wide):
    assert WORDS.is_kind(narrow, wide)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sound alert", "attack"),
        ("attack", "sound alert"),
        ("dispatch", "admit"),
        ("admit", "offload"),
        ("offload", "deliver"),
        ("receive", "admit"),
        ("enter", "admit"),
        ("attack", "air strike"),
    ],
)
def test_word_is_no_kind_of_another(one, other):
    assert not WORDS.is_kind(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("woman", "man"),
        ("woman", "child"),
        ("living", "dead"),
        ("soldier hostage", "civilian"),
        ("tank", "civilian"),
        ("female", "male"),
        ("light", "heavy"),
    ],
)
def test_nothing_is_both_of_words_that_are_apart(one, other):
    assert WORDS.are_apart(one, other)
    assert WORDS.are_apart(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("woman", "hostage"), ("israeli", "thai"), ("child", "female")]
)
def test_words_that_may_meet_are_not_apart(one, other):
    assert not WORDS.are_apart(one, other)


@pytest.mark.parametrize(
    ("thing", "unit"),
    [("hostage", "person"), ("aid truck", "truck"), ("fuel ship", "ship"), ("plan", "")],
)
def test_thing_has_the_unit_of_its_kind(thing, unit):
    assert WORDS.things[thing].unit == unit


def test_truck_of_fuel_is_known_to_carry_it():
    assert "carrying fuel" in WORDS.holds_of("fuel truck")


@pytest.mark.parametrize(
    ("form", "act"),
    [("released", "release"), ("bringing in", "bring in"), ("fires rockets", "launch rocket"),
     ("siren", "sound alert"), ("unload", "offload"), ("nonsense", "")],
)  # fmt: skip
def test_act_is_found_by_any_of_its_forms(form, act):
    assert WORDS.act_of_form(form) == act


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("carry", ("carries", "carrying", "carried")),
        ("pass", ("passes", "passing", "passed")),
        ("release", ("releases", "releasing", "released")),
        ("convoy", ("convoys", "convoying", "convoyed")),
    ],
)
def test_regular_verb_has_its_forms(verb, forms):
    assert (third_person(verb), present_participle(verb), past_participle(verb)) == forms


def test_regular_noun_has_its_plural():
    assert [plural_of(w) for w in ("body", "bus", "truck")] == ["bodies", "buses", "trucks"]


@pytest.mark.parametrize("kind", ["acts", "things", "adjectives", "states", "manners"])
def test_every_wider_word_is_declared(kind):
    terms = getattr(WORDS, kind)
    assert [w for t in terms.values() for w in t.kind_of if w not in terms] == []


def test_below_a_word_is_whatever_it_is_above():
    words = shipped_vocabulary()
    names = [*words.acts, *words.things, *words.states]
    for name in names:
        assert words.kinds_below(name) == {kind for kind in names if words.is_kind(kind, name)}
    assert words.kinds_below("no such word") == {"no such word"}


def test_every_word_that_is_apart_or_implied_is_declared():
    known = {*WORDS.acts, *WORDS.things, *WORDS.adjectives, *WORDS.states, *WORDS.manners}
    terms = [*WORDS.things.values(), *WORDS.adjectives.values(), *WORDS.states.values()]
    named = {w for t in terms for w in (*t.apart_from, *getattr(t, "implies", ()))}
    assert named - known == set()


def test_added_word_stands_beside_the_shipped_ones():
    found = build_vocabulary({"things": {"Lorry Train": {"kind of": "truck"}}}, WORDS)
    added = found.things["lorry train"]
    assert (added.unit, added.is_added) == ("truck", True)
    assert "hostage" in found.things


def test_circle_of_kinds_ends():
    found = build_vocabulary({"acts": {"a": {"kind of": "b"}, "b": {"kind of": "a"}}}, WORDS)
    assert found.kinds_above("a") == {"a", "b"}


def test_codes_of_other_data_sets_are_kept():
    codes = dict(WORDS.acts["launch rocket"].codes or WORDS.acts["shell"].codes)
    assert codes["cameo"] == ("194",)
