"""What a clause asks for: lines, numbers, bearers, exceptions, readings."""

# ruff: noqa: E501 - a sentence reads better on one line
import pytest
from tests.unit.agreement.pauses import duties_of, northland

from servanda.agreement.model import Attribute, ObjectSpec, PlaceSpec
from servanda.errors import AgreementError

FLOOR, CEILING = 1, 2


def built(sentences, as_of="2024-03-10", front="", **more):
    return duties_of(northland(sentences, front), as_of, **more)


def sites(found, label):
    row = found.of(label)[0]
    return found.tables.sites[found.measure(row).site_id]


def filter_of(found, label):
    return found.tables.filters[found.measure(found.of(label)[0]).filter_id]


def members(found, label):
    seen = {(found.bearer(row.member_id), row.is_group) for row in found.of(label)}
    return sorted(seen)


# ---- bearers (5.1) ----


def test_a_prohibition_of_each_party_has_a_row_for_the_group():
    found = built("[ban] Each party must not attack in valley.")
    assert members(found, "ban") == [
        (("northland",), False),
        (("northland", "southland"), True),
        (("southland",), False),
    ]
    assert [(g.bearer_id, g.member_id) for g in found.tables.rows.groups] == [(3, 1), (3, 2)]


def test_a_floor_of_each_party_has_none():
    found = built("[map] Each party must give a map to the mission by day 5.")
    assert members(found, "map") == [(("northland",), False), (("southland",), False)]


def test_the_limit_of_a_group_is_the_sum_of_those_of_its_members():
    found = built("[in] Each party must bring in at most 50 soldiers by the end.")
    assert sorted({(r.is_group, r.n_high) for r in found.of("in")}) == [(False, 50), (True, 100)]


def test_together_is_one_bearer_judged_as_a_group():
    found = built("[map] Northland and southland must together release at least 9 prisoners.")
    assert members(found, "map") == [(("northland", "southland"), False)]
    assert len(found.tables.rows.groups) == 2
    assert found.facts("map").bearer == "northland and southland"


def test_no_one_is_everyone_unknown_hands_included():
    found = built("[ban] No one may attack in valley.")
    assert members(found, "ban") == [((), False)]
    assert {row.member_id for row in found.of("ban")} == {0}
    assert found.facts("ban").bearer == "anyone"


def test_only_x_may_binds_everyone_declared_but_x_and_those_it_answers_for():
    found = built("[ban] Only northland may attack in valley.")
    assert members(found, "ban") == [(("southland", "mission", "council"), False)]
    assert len(found.tables.rows.groups) == 3
    assert found.facts("ban").bearer == "everyone but northland"


def test_its_own_place_differs_for_each_bearer_and_the_group_has_none():
    found = built("[ban] Each party must not attack in its line.")
    assert members(found, "ban") == [(("northland",), False), (("southland",), False)]
    found_areas = {
        found.bearer(row.member_id)[0]: found.tables.sites[found.measure(row).site_id][0].areas
        for row in found.of("ban")
    }
    assert found_areas == {"northland": ("east",), "southland": ("west",)}


def test_the_other_sides_place_is_that_of_the_other_one():
    found = built("[ban] Each party must not attack in the other side's line.")
    assert sites(found, "ban")[0].areas == ("west",)


# ---- numbers ----


def test_exactly_is_a_floor_and_a_ceiling():
    found = built("[x] Northland must release exactly 5 prisoners by day 5.")
    assert [(r.op, r.n_low) for r in found.of("x") + found.of("x.2")] == [(FLOOR, 5), (CEILING, 5)]
    assert found.times("x") == found.times("x.2")
    assert found.tables.order == ("x", "x.2")


def test_what_is_more_than_exactly_so_many_is_the_bearers_own():
    found = built("[x] Northland must admit exactly 5 trucks into valley by day 5.")
    hands = [found.measure(row).any_hand for row in found.of("x") + found.of("x.2")]
    assert hands == [True, False]


def test_limit_on_a_part_of_a_result_is_on_what_the_bearer_itself_brings_about():
    found = built(
        "[x] Northland must admit at least 9 aid trucks into valley by day 5, of which at most 2"
        " carry fuel."
    )
    hands = [found.measure(row).any_hand for row in found.of("x") + found.of("x.2")]
    assert hands == [True, False]


def test_two_numbers_are_two_lines():
    found = built(
        "[x] Northland must admit at least 5 homes and at least 7 tents into valley by day 9."
    )
    assert found.n("x") + found.n("x.2") == [("", 5, 5), ("", 7, 7)]
    assert (found.facts("x").duty, found.facts("x.2").duty) == (
        "admit at least 5 homes",
        "admit at least 7 tents",
    )


def test_parts_are_lines_with_filters_and_places_of_their_own():
    found = built(
        "[aid] Northland must admit at least 600 aid trucks into valley each day, of which at least"
        " 50 carry fuel and at least 300 go to east."
    )
    assert found.tables.order == ("aid", "aid.2", "aid.3")
    assert [found.n(label)[0][1] for label in found.tables.order] == [600, 50, 300]
    assert filter_of(found, "aid.2").objects == (
        ObjectSpec("aid truck", ((Attribute("carrying fuel"),),)),
    )
    assert [place.areas for place in sites(found, "aid.3")] == [("valley",), ("east",)]
    assert found.facts("aid.2").duty == "admit aid trucks each day, of which at least 50 carry fuel"


def test_others_do_not_count_those_of_the_part_before():
    found = built(
        "[x] Northland must release at least 50 detainees by day 9, of whom at least 30 are serving"
        " life and at least 20 others are women."
    )
    assert [f.objects[0].attributes for f in filter_of(found, "x.3").less] == [
        ((Attribute("serving life"),),)
    ]
    assert filter_of(found, "x.2").less == ()


def test_all_is_the_declared_total_and_unknown_without_one():
    text = "[x] Northland must release all prisoners on prisoner-list by day 9."
    assert built(text).n("x") == [("", 40, 40)]
    other = "[x] Northland must release all detainees by day 9."
    assert built(other).n("x") == [("", None, None)]
    assert built(other, totals={"detainee": (30, 35)}).n("x") == [("", 30, 35)]
    assert built(other, totals={"Detainees": (30, None)}).n("x") == [("", 30, None)]


def test_a_total_from_the_evidence_comes_before_that_of_the_agreement():
    text = "[x] Northland must release all prisoners on prisoner-list by day 9."
    assert built(text, totals={"prisoners on prisoner-list": (41, 41)}).n("x") == [("", 41, 41)]


def test_about_is_its_declared_interval():
    text = "[x] Northland must release about 700 prisoners by day 9."
    assert built(text, front="about: {about 700: [650, 750]}").n("x")[0] == ("", 650, 750)


def test_numbers_that_are_not_whole_are_scaled_with_their_unit():
    found = built(
        "[x] Northland must admit at least 2.5 litres of fuel into valley by day 3.\n"
        "[y] Northland must admit at least 7 litres of fuel into valley by day 4."
    )
    assert found.tables.scales == {"litre": 10}
    assert (found.n("x"), found.n("y")) == ([("", 25, 25)], [("", 70, 70)])


def test_persons_and_acts_are_whole():
    found = built("[x] Southland must release at least 2.5 prisoners by day 3.")
    assert (found.n("x"), found.tables.scales) == ([("", 3, 3)], {})


# ---- schedules ----


def test_a_schedule_has_running_totals_with_their_deadlines():
    found = built(
        "[s] Southland must release 3 prisoners on prisoner-list by day 1, 4 more by day 7, then 3"
        " more every 7 days and the rest by day 28."
    )
    assert found.n("s") == [
        ("2024-03-01", 3, 3),
        ("2024-03-07", 7, 7),
        ("2024-03-14", 10, 10),
        ("2024-03-21", 13, 13),
        ("2024-03-28", 40, 40),
    ]
    assert found.times("s")[1] == ("03-01 06:00", "03-08 00:00")


def test_the_rest_without_a_total_has_no_number():
    found = built("[s] Southland must release 3 prisoners by day 1 and the rest by day 7.")
    assert found.n("s") == [("2024-03-01", 3, 3), ("2024-03-07", None, None)]


def test_shares_without_more_are_cumulative_and_rounded_up():
    found = built(
        "[s] Southland must release at least 30% of prisoner-list by D+5, 61% by D+10 and all by D+15."
    )
    assert [n for _, n, _ in found.n("s")] == [12, 25, 40]


def test_stages_on_one_day_are_told_apart():
    found = built(
        "[s] Southland must release 3 prisoners by day 2 10:00 and 4 more by day 2 18:00."
    )
    assert found.n("s") == [("2024-03-02", 3, 3), ("2024-03-02 18:01", 7, 7)]


# ---- exceptions ----


def test_an_exception_by_object_is_taken_from_the_filter():
    found = built("[x] Each party must not fly drones over valley, except drones of the mission.")
    assert [f.objects for f in filter_of(found, "x").less] == [
        (ObjectSpec("drone", of_actors=("mission",)),)
    ]


def test_an_exception_by_manner_is_taken_from_the_filter():
    found = built("[x] Each party must not attack in valley, except in self-defence.")
    assert [f.manners for f in filter_of(found, "x").less] == [(("in self-defence",),)]


def test_an_exception_by_place_is_all_outside_of_it():
    found = built("[x] Each party must not attack in valley, except in west.")
    assert sites(found, "x") == (
        PlaceSpec(("in",), ("valley",)),
        PlaceSpec(("outside", "in"), ("west",)),
    )
    assert found.facts("x").area == "in valley, not in west"


def test_a_permission_of_the_bearer_is_taken_from_the_prohibition():
    found = built(
        "[x] Each party must not fly drones over valley.\n[may] Northland may fly drones over bridge."
    )
    northern = [r for r in found.of("x") if found.bearer(r.member_id) == ("northland",)]
    assert found.tables.sites[found.measure(northern[0]).site_id][1] == PlaceSpec(
        ("outside", "over"), ("bridge",)
    )
    assert members(found, "x") == [(("northland",), False), (("southland",), False)]
    assert "prohibitions that cover it" in found.why("may")


def test_a_permission_of_all_that_is_forbidden_leaves_nothing():
    found = built(
        "[x] Northland must not fly drones over east.\n[may] Northland may fly drones over valley."
    )
    assert found.of("x") == []


def test_a_permission_at_some_times_is_taken_out_then():
    found = built(
        "[x] Each party must not fly aircraft over valley.\n"
        "[y] From day 3 to day 4, northland may fly aircraft over valley."
    )
    assert found.slots("x", "northland")[:3] == ["2024-03-01", "2024-03-02", "2024-03-05"]
    assert found.slots("x", "southland")[:3] == ["2024-03-01", "2024-03-02", "2024-03-05"]
    assert found.slots("x.2", "southland") == ["2024-03-03", "2024-03-04", "whole"]
    assert found.slots("x.2", "northland") == []


def test_a_permission_of_some_acts_in_one_place_is_taken_out_there():
    found = built(
        "[x] Each party must not fly aircraft over valley.\n[y] Northland may fly drones over east."
    )
    rows = {label: found.of(label, "northland")[0] for label in ("x", "x.2")}
    sites = {k: found.tables.sites[found.measure(row).site_id] for k, row in rows.items()}
    assert [place.roles for place in sites["x"]] == [("over",), ("outside", "over")]
    assert [place.areas for place in sites["x.2"]] == [("valley",), ("east",)]
    less = found.tables.filters[found.measure(rows["x.2"]).filter_id].less
    assert [f.objects[0].thing for f in less] == ["drone"]
    other = found.of("x.2", "southland")[0]
    assert found.tables.filters[found.measure(other).filter_id].less == ()


def test_a_permission_with_a_number_forbids_more():
    found = built(
        "[x] Northland must not send soldiers into east.\n"
        "[y] Northland may send at most 10 soldiers into east each day."
    )
    assert found.why("x").startswith("it is not in force")
    assert found.n("y")[:2] == [("2024-03-01", 10, 10), ("2024-03-02", 10, 10)]
    row = found.of("y")[0]
    assert (row.op, found.measure(row).mode) == (2, 0)


def test_a_permission_for_some_hours_forbids_more_than_that():
    found = built("[y] Northland may fly drones over east for at most 2 hours each day.")
    hour = 3_600_000_000
    assert found.n("y")[:2] == [("2024-03-01", 16 * hour, 16 * hour),
                                ("2024-03-02", 22 * hour, 22 * hour)]  # fmt: skip
    row = found.of("y")[0]
    assert (row.op, found.measure(row).mode) == (1, 2)


def test_a_permission_of_an_unrelated_act_changes_nothing():
    found = built(
        "[x] Northland must not attack in valley.\n[may] Northland may fly drones over valley."
    )
    assert len(sites(found, "x")) == 1
    assert filter_of(found, "x").less == ()


def test_no_one_but_those_who_may():
    found = built(
        "[x] No one may fly drones over valley.\n[may] The mission may fly drones over valley."
    )
    assert members(found, "x") == [(("northland", "southland", "council", "militia"), False)]


# ---- let ----


def test_let_with_a_number_is_a_floor_of_what_was_asked_and_no_refusals():
    found = built("[aid] Northland must let at least 200 aid trucks enter valley each day.")
    floor, refusals = found.of("aid")[0], found.of("aid.2")[0]
    asked = found.tables.rows.measures[floor.asked_measure_id - 1]
    assert (floor.op, floor.n_low, refusals.op, refusals.n_high) == (FLOOR, 200, CEILING, 0)
    assert found.tables.filters[asked.filter_id].acts == ("ask",)
    assert (found.bearer(asked.bearer_id), asked.any_hand, asked.direction) == (
        ("southland",),
        True,
        FLOOR,
    )
    assert (asked.begins_at, asked.ends_at) == (floor.opens_at, floor.closes_at)
    assert filter_of(found, "aid").acts == ("enter", "admit")


def test_what_was_asked_does_not_add_up_to_a_whole():
    found = built("[aid] Northland must let at least 200 aid trucks enter valley each day.")
    assert "whole" not in found.slots("aid")
    assert found.slots("aid.2")[-1] == "whole"


def test_let_without_a_number_forbids_to_hinder():
    found = built("[road] Northland must let civilians move along bridge.")
    assert filter_of(found, "road").acts == ("hinder",)
    assert found.tables.order == ("road",)


# ---- places ----


def test_a_prohibition_is_divided_into_the_parts_of_its_area():
    found = built("[x] Northland must not attack in valley.")
    site = found.measure(found.of("x")[0]).site_id
    parts = [p.part_site_id for p in found.tables.rows.site_parts if p.site_id == site]
    assert [found.tables.sites[part][0].areas for part in parts] == [("east",), ("west",)]


def test_a_count_is_divided_only_where_one_end_of_the_act_decides():
    into = built("[x] Northland must admit at least 9 aid trucks into valley by day 5.")
    inside = built("[x] Northland must patrol in valley at least 3 times by day 5.")
    assert len(into.tables.rows.site_parts) == 2
    assert inside.tables.rows.site_parts == []


def test_in_each_area_is_a_line_for_each_part():
    found = built("[x] Northland must patrol in each valley at least 3 times by day 5.")
    assert found.tables.order == ("x", "x.2")
    assert [found.facts(label).area for label in found.tables.order] == ["east", "west"]


# ---- readings ----

READ = (
    "[aid] Northland must admit at least 100 aid trucks into valley each day.\n"
    "[aid/unloaded] reading of [aid]: count offload instead of admit.\n"
    '[aid/less] reading of [aid]: "Northland must admit at least 60 aid trucks into valley by day 9."\n'
)


def test_readings_are_numbered_by_label_and_keep_the_clause_number():
    found = built(READ)
    rows = {
        (r.clause_no, r.reading_no, r.n_low) for r in found.tables.rows.duties if r.slot != "whole"
    }
    assert rows == {(1, 0, 100), (1, 1, 60), (1, 2, 100)}
    names = {key: facts.reading for key, facts in found.tables.entries.items()}
    assert names == {(1, 0, 1): "", (1, 1, 1): "less", (1, 2, 1): "unloaded"}
    assert found.tables.order == ("aid",)


def test_facts_say_what_the_agreement_says():
    found = built(READ)
    facts = found.tables.facts(1, 2, 1)
    assert (facts.clause, facts.reading, facts.bearer) == ("aid", "unloaded", "northland")
    assert facts.duty == "offload at least 100 aid trucks each day"
    assert (facts.area, facts.unit) == ("valley", "truck")
    assert facts.sentence == "Northland must offload at least 100 aid trucks into valley each day."
    assert facts.line == 27


# ---- what has no duty ----


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("not checked: good faith.", "the agreement says that it is not checked"),
        ("Northland must open bridge each day, unless southland attacks.", "`unless` may excuse"),
        ("Northland must be armed.", "what someone must be"),
        ("Northland must have at most 5 soldiers in east in any 8 days.", "`in any n days`"),
        ("Phase 2 begins at day 12.", "it says when a phase"),
    ],
)
def test_a_clause_without_duties_is_listed_with_its_reason(sentence, why):
    found = built(f"[x] {sentence}")
    assert found.tables.rows.duties == []
    assert found.tables.rows.rules == []
    assert found.why("x").startswith(why)
    assert found.tables.order == ("x",)


def test_a_problem_in_one_clause_is_not_hidden_by_another():
    text = "[x] The mission must meet at least once every 1 minute.\n[y] Southland must release at least 9 prisoners by 99999 years after entry into force."
    with pytest.raises(AgreementError) as caught:
        built(text)
    assert [p.code for p in caught.value.problems] == ["SV250", "SV251"]


def test_what_is_limited_has_a_filter_of_its_own_where_something_is_taken_out():
    found = built(
        "[a] Northland must bring in at most 2 vehicles by day 5, except ambulances.\n"
        "[b] Northland must bring in at least 1 vehicle by day 5, except ambulances.\n"
        "[c] Northland must bring in at least 1 truck by day 5.\n"
        "[d] Northland must bring in at most 9 trucks by day 5."
    )
    filters = [found.measure(found.of(label)[0]).filter_id for label in "abcd"]
    assert filters[0] != filters[1]
    assert filters[2] == filters[3]
    assert [found.tables.filters[number].is_limit for number in filters[:2]] == [True, False]
