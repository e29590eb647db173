"""Laws of the relation between things, and what a careful reader would say of single pairs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.evidence.valley import VOCABULARY, names

from servanda.evidence.attributes import parse_attributes, show_attributes
from servanda.evidence.series import thing_of
from servanda.evidence.things import Thing, ThingRelations, all_of, less_relation, union_relation

RELATIONS = ThingRelations(VOCABULARY)
NAMES = names()

ACTS = ["", "attack", "air strike", "drone strike", "shell", "enter", "release"]
OBJECTS = ["", "person", "woman", "child", "hostage", "soldier", "soldier hostage", "truck",
           "fuel truck", "blue truck"]  # fmt: skip
WORDS = ["woman", "child", "adult", "female", "male", "armed", "unarmed", "military", "elderly",
         "soldier", "civilian"]  # fmt: skip

literals = st.tuples(st.sampled_from(WORDS), st.booleans())
clauses = st.frozensets(literals, min_size=1, max_size=2)
things = st.builds(
    Thing,
    act=st.sampled_from(ACTS),
    object=st.sampled_from(OBJECTS),
    attributes=st.frozensets(clauses, max_size=2),
    on_list=st.sampled_from(["", "", "list-1", "list-2"]),
    recipients=st.frozensets(st.sampled_from(["mission", "southland"]), max_size=2),
    manners=st.frozensets(st.sampled_from(["on foot", "by night"]), max_size=2).map(all_of),
)


def bits(rel):
    return rel or 0


@given(things)
def test_a_thing_is_the_same_as_itself(thing):
    assert RELATIONS.relation(thing, thing) == 3


@given(things, things)
def test_inside_and_contains_are_converse_and_apart_is_symmetric(one, other):
    there, back = RELATIONS.relation(one, other), RELATIONS.relation(other, one)
    swapped = {None: None, 0: 0, 1: 2, 2: 1, 3: 3}
    assert back == swapped[there]


@given(things, things, things)
def test_inside_is_transitive(one, other, third):
    if bits(RELATIONS.relation(one, other)) & 1 and bits(RELATIONS.relation(other, third)) & 1:
        assert bits(RELATIONS.relation(one, third)) & 1


plain_things = things.filter(lambda t: t.object and not t.recipients)


@given(plain_things, plain_things, plain_things)
def test_what_lies_inside_shares_what_the_whole_is_apart_from(one, other, third):
    """A contradiction in itself (a woman who is male) may lie inside both; it never overlaps."""
    if bits(RELATIONS.relation(one, other)) & 1 and RELATIONS.relation(other, third) is None:
        assert RELATIONS.relation(one, third) != 0


@given(things, clauses)
def test_saying_more_of_a_thing_never_widens_it(thing, clause):
    narrower = Thing(**{**vars(thing), "attributes": thing.attributes | {clause}})
    assert bits(RELATIONS.relation(narrower, thing)) & 1


@given(st.frozensets(clauses, max_size=3))
def test_attributes_are_read_as_they_are_shown(said):
    found, unknown = parse_attributes(show_attributes(said), NAMES)
    assert (found, unknown) == (said, ())


def thing(act, object_="", attributes="", **cells):
    row = {"act": act, "object": object_, "attributes": attributes, "unit": None, **cells}
    return thing_of(row, NAMES)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("attack",), ("attack",), 3),
        (("drone strike",), ("attack",), 1),
        (("attack",), ("drone strike",), 2),
        (("shell",), ("air strike",), None),
        (("dispatch", "truck"), ("enter", "truck"), None),
        (("release",), ("release", "hostage"), 2),
        (("release", "soldier hostage"), ("release", "hostage"), 1),
        (("release", "hostage", "woman"), ("release", "hostage", "woman|child"), 1),
        (("release", "hostage", "woman|child"), ("release", "hostage", "woman"), 2),
        (("release", "hostage", "woman"), ("release", "hostage", "child"), None),
        (("release", "hostage", "israeli, woman"), ("release", "hostage", "woman|child"), 1),
        (("release", "hostage", "israeli"), ("release", "hostage", "woman"), 0),
        (("release", "woman"), ("release", "person", "female"), 1),
        (("release", "woman"), ("release", "hostage"), 0),
        (("release", "hostage", "woman"), ("release", "woman"), 1),
        (("release", "person", "not armed"), ("release", "person", "armed"), None),
        (("release", "person", "unarmed"), ("release", "person", "not armed"), 1),
        (("enter", "fuel truck"), ("enter", "truck"), 1),
        (("enter", "fuel truck"), ("enter", "food truck"), None),
        (("enter", "fuel truck"), ("enter", "truck", "carrying fuel"), 1),
        (("enter", "truck"), ("enter", "ship"), None),
        (("release", "civilian"), ("release", "soldier"), None),
        (("shell", "soldier"), ("attack", "soldier hostage"), 0),
    ],
)
def test_what_a_careful_reader_says(one, other, expected):
    assert RELATIONS.relation(thing(*one), thing(*other)) == expected


def test_a_list_a_recipient_and_a_manner_narrow():
    plain = thing("release", "hostage")
    for cells in ({"list": "list-1"}, {"recipient": ["mission"]}, {"manner": ["on foot"]}):
        narrower = thing("release", "hostage", **cells)
        assert RELATIONS.relation(narrower, plain) == 1


def test_what_is_given_to_others_only_is_apart():
    ours, theirs = (thing("release", recipient=[name]) for name in ("mission", "southland"))
    both = thing("release", recipient=["mission", "southland"])
    assert RELATIONS.relation(ours, theirs) is None
    assert RELATIONS.relation(both, ours) == 1


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ([None, None], None),
        ([1, None], 1),
        ([2, None], 0),
        ([2, 2], 2),
        ([3, 2], 3),
        ([0, None], 0),
    ],
)
def test_a_union_is_met_by_one_and_contained_with_all(relations, expected):
    assert union_relation(relations) == expected


@pytest.mark.parametrize(
    ("base", "taken", "expected"),
    [(1, None, 1), (1, 1, None), (1, 0, 0), (3, 2, 2), (None, 0, None), (2, 2, 2)],
)
def test_what_is_taken_away_is_no_longer_inside(base, taken, expected):
    assert less_relation(base, taken) == expected
