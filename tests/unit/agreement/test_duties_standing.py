"""Duties of what stands, of time without an act, of shares, balances and stretches, row by row."""

import pytest
from tests.unit.agreement.pauses import duties_of, northland

LEVEL, IDLE, IDLE_RUN = 1, 2, 3
FLOOR, CEILING = 1, 2
HOUR = 3_600_000_000


def built(sentences, front=""):
    return duties_of(northland(sentences, front))


def filter_of(found, row):
    return found.tables.filters[found.measure(row).filter_id]


def sites_of(found, row):
    return found.tables.sites[found.measure(row).site_id]


# ---- levels ----


def test_a_cap_asks_every_local_day_and_the_whole_at_every_moment():
    found = built("[x] Northland must have at most 100 soldiers in east.")
    rows = found.of("x")
    assert [(r.slot, r.op, r.n_low, r.n_high) for r in (rows[0], rows[-1])] == [
        ("2024-03-01", CEILING, 100, 100), ("whole", CEILING, 100, 100)
    ]  # fmt: skip
    assert (len(rows), found.measure(rows[0]).mode) == (32, LEVEL)
    assert (filter_of(found, rows[0]).acts, filter_of(found, rows[0]).unit) == (("have",), "person")
    assert found.facts("x").duty == "have at most 100 soldiers"


def test_nothing_may_stand_there_in_whatever_unit_it_is_told():
    found = built("[x] Northland must have no soldiers or tanks in east.")
    row = found.of("x")[0]
    assert (row.op, row.n_high, filter_of(found, row).unit) == (CEILING, 0, "*")
    assert (found.facts("x").unit, found.facts("x").duty) == ("", "have no soldiers or tanks")


def test_a_deadline_of_a_level_is_when_it_begins_to_hold():
    found = built("[x] Northland must have no soldiers in east by day 3.")
    assert found.slots("x")[:2] == ["2024-03-04", "2024-03-05"]


def test_a_floor_of_a_level_binds_part_days_too():
    found = built("[x] Northland must be in east.")
    row = found.of("x")[0]
    assert (row.op, row.n_low, found.measure(row).mode) == (FLOOR, 1, LEVEL)
    assert found.times("x")[0] == ("03-01 06:00", "03-02 00:00")
    assert found.times("x")[30] == ("03-31 00:00", "03-31 06:00")


def test_exactly_and_its_part_are_three_lines_of_one_level():
    found = built(
        "[x] Northland must have exactly 5 members of council, of whom at least 2 are women."
    )
    got = [
        (label, found.of(label)[0].op, found.of(label)[0].n_low) for label in ("x", "x.2", "x.3")
    ]
    assert got == [("x", FLOOR, 5), ("x.2", CEILING, 5), ("x.3", FLOOR, 2)]
    assert found.facts("x.3").duty == "have members of council, of whom at least 2 are women"


def test_a_state_is_a_level_of_any_hand_for_each_place():
    found = built("[x] Northland must keep bridge and east open between 08:00 and 16:00 each day.")
    rows = [found.of("x")[0], found.of("x.2")[0]]
    assert [filter_of(found, row).acts for row in rows] == [("be open",)] * 2
    assert [sites_of(found, row)[0].areas for row in rows] == [("bridge",), ("east",)]
    assert [found.measure(row).any_hand for row in rows] == [True, True]
    assert found.times("x")[0] == ("03-01 08:00", "03-01 16:00")


def test_each_zone_has_its_own_cap():
    found = built("[x] Northland must have at most 9 soldiers in each valley.")
    assert [sites_of(found, found.of(label)[0])[0].areas for label in ("x", "x.2")] == [
        ("east",), ("west",)
    ]  # fmt: skip


def test_what_only_one_may_do_nobody_else_has_there():
    found = built("[x] Only the mission may be in bridge.")
    row = found.of("x")[0]
    assert found.facts("x").bearer == "everyone but mission"
    assert (row.op, row.n_high, filter_of(found, row).acts) == (CEILING, 0, ("have",))


# ---- distances ----


def test_a_distance_is_a_strip_in_which_nothing_stands():
    found = built("[x] Each party must keep rockets at least 5 km from its line.")
    by_bearer = {b: found.of("x", b)[0] for b in ("northland", "southland")}
    places = {b: sites_of(found, row)[0] for b, row in by_bearer.items()}
    assert {b: (p.areas, str(p.distance.count)) for b, p in places.items()} == {
        "northland": (("east",), "5"), "southland": (("west",), "5")
    }  # fmt: skip
    assert {row.n_high for row in by_bearer.values()} == {0}


def test_to_stay_near_leaves_nothing_outside():
    found = built("[x] Northland must keep rockets at most 5 km from east.")
    assert sites_of(found, found.of("x")[0])[0].roles == ("outside",)


TABLE = "tables:\n  reach: {artillery: 25 km, artillery over 100 mm: {east: 30 km, west: 40 km}}"


def test_a_table_has_a_line_for_each_class_and_sector():
    found = built(
        "[x] Northland must keep heavy weapons at the distances in reach from valley.", TABLE
    )
    rows = [found.of(label)[0] for label in ("x", "x.2", "x.3")]
    sizes = [filter_of(found, row).objects[0].size for row in rows]
    assert [size and (size.side, str(size.count)) for size in sizes] == [
        None, ("over", "100"), ("over", "100")
    ]  # fmt: skip
    assert [[p.areas for p in sites_of(found, row)] for row in rows] == [
        [("valley",)], [("valley",), ("east",)], [("valley",), ("west",)]
    ]  # fmt: skip
    assert found.facts("x").duty == "keep artillery at least 25 km from valley"


def test_a_distance_from_what_moves_is_said_of_the_thing():
    found = built("[x] Northland must keep drones at least 3 km from each ship.")
    row = found.of("x")[0]
    said = filter_of(found, row).objects[0].attributes
    assert [a.name for group in said for a in group] == ["under 3 km from ship"]
    assert sites_of(found, row) == ()


def test_a_height_is_said_of_the_thing_over_its_area():
    found = built("[x] Northland must not fly drones below 5,000 feet over east.")
    row = found.of("x")[0]
    assert filter_of(found, row).objects[0].attributes[0][0].name == "under 5000 foot"
    assert (sites_of(found, row)[0].roles, sites_of(found, row)[0].areas) == (("over",), ("east",))


# ---- positions ----


def test_positions_are_held_from_a_day_that_may_lie_before_entry():
    found = built("[x] Each party must hold its positions of 2024-02-25.")
    row = found.of("x", "northland")[0]
    assert (row.slot, row.op, row.n_high) == ("2024-02-26", CEILING, 0)
    assert filter_of(found, row).acts == ("advance",)


# ---- time without an act ----


@pytest.mark.parametrize(("how", "mode"), [("in total", IDLE), ("in a row", IDLE_RUN)])
def test_hours_without_an_act_are_a_floor_of_time(how, mode):
    found = built("[x] Northland must refrain from flying drones over east for at least 10 hours"
                  f" {how} each day.")  # fmt: skip
    row = found.of("x")[0]
    assert (row.op, row.n_low, found.measure(row).mode) == (FLOOR, 10 * HOUR, mode)
    assert ("whole" in found.slots("x")) == (mode == IDLE)
    assert filter_of(found, row).unit == ""


def test_no_more_than_some_hours_of_an_act_leave_the_rest_of_the_day():
    found = built("[x] Northland must not fly drones over east for more than 2 hours each day.")
    assert found.n("x")[:2] == [("2024-03-01", 16 * HOUR, 16 * HOUR),
                                ("2024-03-02", 22 * HOUR, 22 * HOUR)]  # fmt: skip
    assert found.n("x")[-1] == ("whole", (30 * 24 - 31 * 2) * HOUR, (30 * 24 - 31 * 2) * HOUR)


def test_hours_on_days_of_an_act_are_a_reply_of_the_whole_day():
    found = built("[x] Northland must refrain from flying drones over west for at least 12 hours in"
                  " total on each day on which southland releases prisoners.")  # fmt: skip
    (rule,) = found.rules("x")
    assert (rule.kind, rule.op, rule.n_low, rule.mode) == (2, FLOOR, 12 * HOUR, IDLE)
    assert (rule.whole_day, rule.limit_days) == (True, 0)
    (trigger,) = found.triggers(rule)
    assert found.bearer(trigger.bearer_id) == ("southland",)


# ---- what acts call ----


def test_a_prohibition_may_be_called_by_an_act():
    found = built("[x] When southland releases prisoners, northland must not fly drones over east"
                  " within 24 hours.")  # fmt: skip
    (rule,) = found.rules("x")
    assert (rule.kind, rule.op, rule.n_low, rule.n_high) == (2, CEILING, 0, 0)
    assert (rule.limit_us, rule.same_about) == (24 * HOUR, False)


def test_a_reply_may_ask_for_several_acts_in_months():
    found = built("[x] When southland releases prisoners, northland must release at least 3"
                  " detainees within 2 months.")  # fmt: skip
    (rule,) = found.rules("x")
    assert (rule.op, rule.n_low, rule.n_high, rule.limit_months) == (FLOOR, 3, 3, 2)
    assert found.local(rule.lapses_at) == "03-31 06:00"


def test_an_order_may_ask_for_several_acts_before():
    found = built("[x] Southland must release at least 3 women before it releases men.")
    (rule,) = found.rules("x")
    assert (rule.kind, rule.op, rule.n_low, rule.lapses_at) == (3, FLOOR, 3, None)


def test_all_of_a_total_before_is_so_many():
    found = built(
        "[x] Southland must release all prisoners on prisoner-list before it releases detainees."
    )
    (rule,) = found.rules("x")
    assert (rule.n_low, rule.n_high) == (40, 40)


# ---- balances, stretches, shares ----


def test_a_balance_compares_two_acts():
    found = built("[x] Northland must never have brought in more soldiers than it has taken out.")
    (rule,) = found.rules("x")
    (trigger,) = found.triggers(rule)
    assert (rule.kind, trigger.num, trigger.den) == (4, 1, 1)
    assert found.tables.filters[rule.filter_id].acts == ("bring in",)
    assert found.tables.filters[trigger.filter_id].acts == ("take out",)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The mission must meet at least once in any 8 days", (5, FLOOR, 1, 8, None)),
        ("Northland must bring in at most 50 soldiers in any 2 weeks", (5, CEILING, 50, 14, None)),
        ("The mission must meet at least once in any 36 hours", (5, FLOOR, 1, None, 36 * HOUR)),
    ],
)
def test_any_stretch_of_days_slides(words, expected):
    (rule,) = built(f"[x] {words}.").rules("x")
    assert (rule.kind, rule.op, rule.n_low, rule.limit_days, rule.limit_us) == expected


def test_a_share_of_what_stands_is_a_term_of_the_whole():
    found = built("[x] Women must be at least 30% of the members of the council.")
    row = found.of("x")[0]
    (term,) = [t for t in found.tables.rows.duty_terms if t.duty_id == row.duty_id]
    whole = found.tables.rows.measures[term.measure_id - 1]
    assert (term.num, term.den, term.beyond, term.rounds_up) == (3, 10, 0, True)
    assert (whole.direction, whole.mode, found.measure(row).direction) == (CEILING, LEVEL, FLOOR)
    assert found.facts("x").bearer == "council"


def test_a_part_may_be_a_share_of_what_came():
    found = built("[x] Northland must admit at least 10 aid trucks into valley each day, of which"
                  " at most 25% carry fuel.")  # fmt: skip
    row = found.of("x.2")[0]
    (term,) = [t for t in found.tables.rows.duty_terms if t.duty_id == row.duty_id]
    whole = found.tables.rows.measures[term.measure_id - 1]
    assert (row.op, term.num, term.den, whole.direction) == (CEILING, 1, 4, FLOOR)
    assert whole.filter_id == found.measure(found.of("x")[0]).filter_id


def test_as_many_as_another_is_the_whole_of_what_it_did():
    found = built(
        "[x] Northland must store exactly as many weapons as southland stores by the end."
    )
    rows = [found.of("x")[0], found.of("x.2")[0]]
    assert [row.op for row in rows] == [FLOOR, CEILING]
    terms = list(found.tables.rows.duty_terms)
    wholes = [found.tables.rows.measures[t.measure_id - 1] for t in terms]
    assert {found.bearer(m.bearer_id) for m in wholes} == {("southland",)}
    assert {(t.num, t.den) for t in terms} == {(1, 1)}
    # What southland did is judged in the interest of northland, which it binds.
    assert {found.tables.interests[m.bearer_id] for m in wholes} == {("northland",)}


def test_a_part_of_a_schedule_is_due_with_its_last_stage():
    found = built("[x] Southland must release 3 prisoners by day 1 and 4 more by day 7, of whom at"
                  " least 2 are women.")  # fmt: skip
    assert found.n("x.2") == [("2024-03-07", 2, 2)]


# ---- whose acts, whose interest ----


def test_others_whose_acts_must_not_be_let_are_measured_in_the_interest_of_the_bearer():
    found = built("[x] Northland must not let the council attack in valley.")
    row = found.of("x")[0]
    doer = found.measure(row).bearer_id
    assert (found.bearer(row.member_id), found.bearer(doer)) == (("northland",), ("council",))
    assert found.tables.interests[doer] == ("northland",)
    assert found.facts("x").duty == "not let council attack"


def test_what_is_done_only_in_some_way_is_forbidden_otherwise():
    found = built("[x] Southland must leave bridge only unarmed and in civilian dress.\n"
                  "[y] Southland must bring in soldiers only through bridge.")  # fmt: skip
    only = filter_of(found, found.of("x")[0]).only
    assert only[0].manners == (("unarmed",), ("in civilian dress",))
    places = sites_of(found, found.of("y")[0])
    assert (places[0].roles, places[0].areas) == (("outside", "through"), ("bridge",))


def test_what_the_bearer_did_to_a_thing_names_the_bearer():
    found = built("[x] Each party must release at least 3 prisoners that it has detained by day 3.")
    rows = {b: found.of("x", b)[0] for b in ("northland", "southland")}
    doers = {b: filter_of(found, row).objects[0].event.filter.whose for b, row in rows.items()}
    assert doers == {"northland": ("northland",), "southland": ("southland",)}


# ---- at once ----


def test_at_once_is_the_declared_time_from_the_begin_or_the_call():
    front = "at once: 24 hours"
    found = built(
        "[x] Northland must open bridge at once.\n"
        "[y] When the mission receives a complaint, it must visit the place at once.",
        front,
    )
    assert found.times("x") == [("03-01 06:00", "03-02 06:00")]
    assert found.rules("y")[0].limit_us == 24 * HOUR


# ---- what begins with a phase, or when all have done their part ----


def test_a_limit_after_the_begin_of_a_phase_counts_from_it():
    found = built("[x] When phase 1 ends, northland must give a plan to the mission within 3 days.")
    assert found.times("x") == [("03-11 00:00", "03-14 00:00")]


def test_what_each_has_done_is_a_fact_and_no_call():
    agreement = northland(
        "[x] When each party consents, the mission must visit the place by the end."
    )
    (opening,) = agreement.clauses[0].openings
    assert (opening.kind, opening.fact.event.each) == ("when done", True)


def test_leave_for_what_stands_is_for_the_accused_to_plead():
    found = built("[x] No one may have weapons in bridge without the leave of the mission.\n"
                  "[y] Northland must hold its positions of day 1, except with the leave of the"
                  " mission.\n"
                  "[z] Northland must not attack in valley, unless southland attacks.")  # fmt: skip
    assert (found.of("x")[0].n_high, found.of("z")[0].n_high) == (0, 0)
    assert found.rules("y")[0].kind == 3


def test_a_limit_of_days_in_every_two_months_is_time_too():
    found = built("[x] Southland may visit east for at most 6 days in total every 2 months.")
    assert found.n("x") == [("2024-03-01", 24 * 24 * HOUR, 24 * 24 * HOUR)]


# ---- the other one ----


def test_the_other_party_is_whoever_is_not_bound():
    found = built("[x] Each party must give a map to the other party by day 3.")
    told = {b: filter_of(found, found.of("x", b)[0]).recipients for b in ("northland", "southland")}
    assert told == {"northland": ("southland",), "southland": ("northland",)}
    assert found.facts("x").sentence == "Each party must give a map to the other party by day 3."


def test_a_prohibition_against_the_other_party_has_no_row_of_the_group():
    found = built("[x] Each party must not attack the other party.")
    objects = {b: filter_of(found, found.of("x", b)[0]).objects[0].of_actors
               for b in ("northland", "southland")}  # fmt: skip
    assert objects == {"northland": ("southland",), "southland": ("northland",)}
    assert not any(row.is_group for row in found.of("x"))


def test_leave_of_the_other_side_is_that_of_the_other():
    found = built(
        "[x] Each side must not fly drones over bridge without the leave of the other side."
    )
    who = [(found.bearer(r.member_id), found.bearer(r.bearer_id)) for r in found.rules("x")]
    assert who == [(("northland",), ("southland",)), (("southland",), ("northland",))]


def test_when_the_other_party_acts_it_is_not_the_bearer():
    found = built("[x] When another party releases prisoners, northland must give a plan to the"
                  " mission within 2 days.")  # fmt: skip
    (trigger,) = found.triggers(found.rules("x")[0])
    assert found.bearer(trigger.bearer_id) == ("southland",)


def test_another_that_the_bearer_does_not_belong_to_says_nothing():
    found = built("[x] The mission must give a plan to the other party by day 3.")
    assert found.why("x") == "`the other party` does not say which: the bearer is none of them"


def test_what_stands_in_an_area_is_added_up_over_its_parts():
    found = duties_of(northland("[cap] Northland must station at most 500 soldiers in valley."))
    assert [part.site_id for part in found.tables.rows.site_parts] == [1, 1]
