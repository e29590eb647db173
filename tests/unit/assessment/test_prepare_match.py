"""Laws of the relations between evidence and duties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.evidence.valley import VOCABULARY, Area, names

from servanda.agreement.model import PlaceSpec
from servanda.assessment.match_hands import bearer_hands
from servanda.assessment.match_places import (
    PlaceMatcher,
    SitePart,
    SiteSpec,
    SpokenPlace,
    site_of,
)
from servanda.assessment.match_things import Pattern, SpokenThing, ThingMatcher, is_counted
from servanda.evidence import build_area_map
from servanda.evidence.things import Thing, ThingRelations, all_of

TREE = {
    "land": ("north", "south"), "north": ("coast", "hills"), "south": ("plain", "delta"),
    "coast": (), "hills": (), "plain": (), "delta": (),
}  # fmt: skip
MAP = build_area_map({**{name: Area(parts=parts) for name, parts in TREE.items()}, "sea": Area()})
MATCHER = PlaceMatcher(MAP)
RELATED = ThingMatcher(ThingRelations(VOCABULARY))

areas = st.sampled_from([*TREE, "sea"])
some_areas = st.lists(areas, min_size=1, max_size=3, unique=True).map(tuple)
places = st.builds(SpokenPlace, areas=st.one_of(st.just(()), some_areas))
sites = st.builds(lambda found: SiteSpec((SitePart("either", frozenset(found)),)), some_areas)
LEAVES = {"coast", "hills", "plain", "delta"}


def leaves(area):
    return {area} & LEAVES or {leaf for part in TREE.get(area, ()) for leaf in leaves(part)}


@given(areas, areas)
def test_areas_of_a_partition_lie_to_each_other_as_their_leaves_do(one, other):
    if "sea" in {one, other}:
        assert MAP.relation([one], [other]) == (3 if one == other else 0)
        return
    ours, theirs = leaves(one), leaves(other)
    expected = (ours <= theirs) * 1 | (theirs <= ours) * 2
    assert MAP.relation([one], [other]) == (expected if ours & theirs else None)


@given(areas, areas)
def test_areas_inside_and_around_each_other_are_converse(one, other):
    swapped = {None: None, 0: 0, 1: 2, 2: 1, 3: 3}
    assert MAP.relation([other], [one]) == swapped[MAP.relation([one], [other])]


@given(areas, areas, areas)
def test_inside_is_transitive_for_areas(one, other, third):
    if (MAP.relation([one], [other]) or 0) & (MAP.relation([other], [third]) or 0) & 1:
        assert (MAP.relation([one], [third]) or 0) & 1


@given(places, sites)
def test_a_place_that_is_one_of_several_is_no_surer_than_each(place, site):
    found = MATCHER.relation(place, site)
    each = [MATCHER.relation(SpokenPlace((area,)), site) for area in place.areas]
    if found is None:
        assert each == [None] * len(each) != []
    for bit in (1, 2):
        assert bool((found or 0) & bit) == (bool(each) and all((rel or 0) & bit for rel in each))


@given(places)
def test_everywhere_takes_in_every_place(place):
    # A row that names no place speaks of the widest one.
    assert MATCHER.relation(place, SiteSpec()) == (1 if place.areas else 3)
    assert MATCHER.relation(SpokenPlace(is_union=True), SiteSpec()) == 3


@given(places, sites, sites)
def test_two_phrases_of_place_narrow(place, one, other):
    both = MATCHER.relation(place, SiteSpec(one.parts + other.parts))
    single = MATCHER.relation(place, one)
    if single is None:
        assert both is None
    assert not (both or 0) & ~(single or 0)


actors = st.frozensets(
    st.sampled_from(["northland", "southland", "hill militia", "mission"]), min_size=1
)
NAMES = names()
BEARERS = {1: ("northland",), 2: ("southland",), 3: ("northland", "southland")}


@given(actors)
def test_a_hand_lies_to_bearers_as_its_candidates_do(hand):
    rows = bearer_hands(BEARERS, [hand], NAMES).to_pylist()
    rels = {row["bearer_id"]: row["rel"] for row in rows if row["hand_id"] == 1}
    owned = {1: {"northland", "hill militia"}, 2: {"southland"},
             3: {"northland", "hill militia", "southland"}}  # fmt: skip
    for bearer, members in owned.items():
        assert (bearer in rels) == bool(hand & members)
        assert bool(rels.get(bearer, 0) & 1) == (hand <= members)
    assert rels[0] == 1


things = st.builds(
    Thing,
    act=st.sampled_from(["attack", "shell", "air strike"]),
    object=st.sampled_from(["", "truck", "fuel truck", "person", "soldier"]),
    manners=st.frozensets(st.sampled_from(["on foot", "in self-defence"]), max_size=1).map(all_of),
)


@given(things, st.lists(things, min_size=1, max_size=3).map(tuple), things)
def test_an_exception_only_takes_away(spoken, wanted, taken):
    base = RELATED.relation(spoken, Pattern("", wanted))
    for is_presumed in (True, False):
        found = RELATED.relation(spoken, Pattern("", wanted, (taken,), is_presumed))
        assert not (found or 0) & ~(base or 0)
        if base is None:
            assert found is None


@given(things, st.lists(things, min_size=1, max_size=3).map(tuple))
def test_one_more_alternative_never_takes_a_thing_out(spoken, wanted):
    fewer = RELATED.relation(spoken, Pattern("", wanted[:1]))
    more = RELATED.relation(spoken, Pattern("", wanted))
    assert fewer is None or more is not None
    assert (more or 0) & 1 >= (fewer or 0) & 1


units = st.sampled_from(["", "truck", "person", "*"])


@given(units, st.booleans(), st.sampled_from(["", "truck", "person"]))
def test_a_figure_in_another_unit_says_only_that_it_happened(unit, is_count, asked):
    counted = is_counted(asked, SpokenThing(Thing("attack", unit=unit), is_count))
    if unit == "*":
        assert counted
    elif asked:
        assert counted == (unit == asked)
    else:  # a tally in a unit is at least one occurrence (2.3.1)
        assert counted


# ---- ends of an act ----

IN_NORTH = site_of([PlaceSpec(("in",), ("north",))])
NOT_IN_NORTH = site_of([PlaceSpec(("outside", "in"), ("north",))])
OUTSIDE_NORTH = site_of([PlaceSpec(("outside",), ("north",))])


@pytest.mark.parametrize(
    ("place", "inside", "excepted", "outside"),
    [
        (SpokenPlace(("coast",)), 1, None, None),
        (SpokenPlace(("plain",)), None, 1, 1),
        (SpokenPlace(("plain",), ("coast",)), 1, None, 1),
        (SpokenPlace(("coast",), ("plain",)), 1, None, 1),
        (SpokenPlace(("plain",), ("delta",)), None, 1, 1),
        (SpokenPlace(("plain",), has_open_end=True), 0, 0, 1),
        (SpokenPlace(("coast",), has_open_end=True), 1, None, 0),
    ],
)
def test_an_act_with_two_ends_is_in_a_place_with_either_and_excepted_with_either(
    place, inside, excepted, outside
):
    found = tuple(MATCHER.relation(place, s) for s in (IN_NORTH, NOT_IN_NORTH, OUTSIDE_NORTH))
    assert found == (inside, excepted, outside)


def test_an_act_from_nowhere_named_may_come_from_anywhere():
    site = site_of([PlaceSpec(("from",), ("north",))])
    assert MATCHER.relation(SpokenPlace(("plain",), has_open_end=True), site) == 0


def test_what_is_near_without_a_distance_is_not_known():
    assert (
        MATCHER.relation(SpokenPlace(("coast",)), site_of([PlaceSpec(("near",), ("north",))])) == 0
    )


@given(things, things, things)
def test_what_only_tells_of_the_wanted_counts_but_need_not_be_counted_too(spoken, wanted, told):
    plain = RELATED.relation(spoken, Pattern("", (wanted,)))
    both = RELATED.relation(spoken, Pattern("", (wanted, told)))
    found = RELATED.relation(spoken, Pattern("", (wanted,), told=(told,)))
    assert (found is None) == (both is None)
    assert (found or 0) & 1 == (both or 0) & 1
    assert (found or 0) & 2 == (plain or 0) & 2
