from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from servanda.agreement.model import (
    After,
    AgreementSpan,
    Attribute,
    Bearer,
    Before,
    Boundary,
    By,
    ClauseSpan,
    DailyHours,
    DayPoint,
    DonePoint,
    DPlusPoint,
    Duration,
    Each,
    EntryPoint,
    Every,
    From,
    MomentPoint,
    ObjectSpec,
    On,
    PlaceSpec,
    Quantity,
    ShiftedPoint,
    Until,
    Within,
)


def windows(reading):
    return reading.clause.windows


def demand(reading):
    return reading.clause.demands[0]


def n(op, number):
    return Quantity(op, Decimal(number), Decimal(number))


# ---- who


@pytest.mark.parametrize(
    ("words", "bearer"),
    [
        ("Northland must not attack", Bearer("one", ("northland",))),
        ("Each party must not attack", Bearer("each", ("northland", "southland"), "party")),
        ("No party may attack", Bearer("each", ("northland", "southland"), "party")),
        ("The parties must not attack", Bearer("each", ("northland", "southland"), "party")),
        ("Northland and southland must not attack", Bearer("each", ("northland", "southland"))),
        ("Northland and southland must together not attack",
         Bearer("together", ("northland", "southland"))),
        ("Only the mission may attack", Bearer("all but", ("mission",))),
        ("No one may attack",
         Bearer("anyone", ("northland", "southland", "mission", "council"))),
    ],
)  # fmt: skip
def test_bearer_is_who_is_bound(truce, words, bearer):
    found = truce(f"[a] {words} in valley.")
    assert (found.codes, found.clause.bearer, found.clause.modality) == ([], bearer, "must not")


def test_it_is_the_only_actor_of_the_opening(truce):
    found = truce("[a] When southland attacks, it must notify the mission within 2 hours.")
    assert found.clause.bearer == Bearer("one", ("southland",))


def test_it_after_a_group_is_whoever_did_it(truce):
    found = truce("[a] When a party attacks, it must notify the mission within 2 hours.")
    assert found.clause.bearer == Bearer("doer", ("northland", "southland"), "party")


def test_one_party_of_many_is_not_said_by_a(truce):
    assert truce("[a] A party must not attack.").codes == ["SV214"]


# ---- how many


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("at least 5 prisoners", n("at least", 5)),
        ("at most 5 prisoners", n("at most", 5)),
        ("exactly 5 prisoners", n("exactly", 5)),
        ("more than 5 prisoners", n("at least", 6)),
        ("fewer than 5 prisoners", n("at most", 4)),
        ("all prisoners", Quantity("at least", basis="all")),
        ("at least 30% of prisoners", Quantity("at least", Decimal(30), Decimal(30), "percent")),
    ],
)
def test_quantity_is_as_said(truce, words, quantity):
    found = truce(f"[a] Northland must release {words} by the end.")
    assert (found.codes, demand(found).quantity) == ([], quantity)


def test_more_than_under_must_not_is_a_ceiling(truce):
    found = truce("[a] Northland must not release more than 5 prisoners by the end.")
    assert (demand(found).quantity, found.clause.form) == (n("at most", 5), "ceiling")


def test_no_is_a_ban(truce):
    found = truce("[a] Northland must release no prisoners.")
    assert (demand(found).quantity, found.clause.form) == (n("at most", 0), "never")


def test_second_number_of_a_list_makes_a_demand_of_its_own(truce):
    found = truce("[a] Northland must release at least 5 women and at least 3 men by the end.")
    assert [(d.filter.objects[0].thing, d.quantity) for d in found.clause.demands] == [
        ("woman", n("at least", 5)),
        ("man", n("at least", 3)),
    ]


def test_one_number_of_a_list_counts_the_union(truce):
    found = truce("[a] Northland must release at least 5 women and children by the end.")
    assert [o.thing for o in demand(found).filter.objects] == ["woman", "child"]


def test_two_acts_joined_by_and_are_two_demands(truce):
    found = truce("[a] Northland must visit and inspect a checkpoint by the end.")
    assert [d.filter.acts for d in found.clause.demands] == [("visit",), ("inspect",)]


def test_measure_counts_what_it_is_of(truce):
    found = truce("[a] Northland must admit at least 130,000 litres of fuel into east each day.")
    assert (demand(found).filter.unit, demand(found).filter.objects) == (
        "litre",
        (ObjectSpec("fuel"),),
    )


def test_acts_of_words_are_counted_as_acts(truce):
    found = truce("[a] Northland must report all arrivals to the mission each day.")
    assert (demand(found).quantity, demand(found).filter.recipients) == (None, ("mission",))


def test_how_often_counts_acts(truce):
    found = truce("[a] The mission must visit prisoners at least twice each week.")
    assert (demand(found).quantity, demand(found).filter.unit) == (n("at least", 2), "")


# ---- what


def test_attributes_joined_by_or_are_one_class(truce):
    found = truce("[a] Northland must release all sick men who are armed or children by day 3.")
    assert demand(found).filter.objects[0].attributes == (
        (Attribute("sick"),),
        (Attribute("armed"), Attribute("child")),
    )


def test_not_before_or_denies_both(truce):
    found = truce("[a] Northland must release all prisoners who are not armed or sick by day 3.")
    assert demand(found).filter.objects[0].attributes == (
        (Attribute("armed", negated=True),),
        (Attribute("sick", negated=True),),
    )


def test_adjective_goes_with_the_next_noun_only(truce):
    found = truce("[a] Northland must not fly combat aircraft or drones over east.")
    assert [o.attributes for o in demand(found).filter.objects] == [((Attribute("combat"),),), ()]
    assert found.codes == ["SV234"]


def test_duty_of_result_counts_by_any_hand(truce):
    assert demand(truce("[a] Northland must admit a truck by the end.")).filter.any_hand is True


@pytest.mark.parametrize("words", ["must admit at most 3 trucks by the end", "may admit 3 trucks",
                                   "must admit fewer than 3 trucks each day"])  # fmt: skip
def test_limit_on_a_result_is_one_on_the_bearer_itself(truce, words):
    assert demand(truce(f"[a] Northland {words}.")).filter.any_hand is False


def test_place_roles_may_be_joined(truce):
    found = truce("[a] Northland must not attack inside, from or against east.")
    assert demand(found).filter.places == (PlaceSpec(("inside", "from", "against"), ("east",)),)


def test_area_after_the_act_is_its_object(truce):
    found = truce("[a] Northland must not enter east or west.")
    assert demand(found).filter.places == (PlaceSpec(("object",), ("east", "west")),)


def test_each_area_is_each_of_its_parts(truce):
    found = truce("[a] Northland must not attack in each valley.")
    assert demand(found).filter.places[0].for_each is True


# ---- when


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("by day 42", By(DayPoint(42))),
        ("by D+10", By(DPlusPoint(10))),
        ("by the end of [b]", By(Boundary("end", ClauseSpan("b")))),
        ("before D+91", Before(DPlusPoint(91))),
        ("after D-3", After(DPlusPoint(-3))),
        ("on day 3", On(DayPoint(3))),
        ("from day 3", From(DayPoint(3))),
        ("from day 3 to day 5", From(DayPoint(3), to=DayPoint(5))),
        ("until the start of day 3", Until(Boundary("start", DayPoint(3)))),
        ("by 14:00 on day 1", By(MomentPoint(DayPoint(1), time(14)))),
        ("by day 1 14:00", By(MomentPoint(DayPoint(1), time(14)))),
        ("within 60 days of entry into force", Within(Duration(60, "day"), EntryPoint())),
        ("between 22:00 and 06:00 each day", DailyHours(time(22), time(6))),
        ("between 10:00 and 16:00 on day 3", DailyHours(time(10), time(16), DayPoint(3))),
        ("each calendar month", Each("calendar month")),
        ("every 8 days", Every(Duration(8, "day"))),
        ("at least 5 days before the end",
         By(ShiftedPoint(Duration(5, "day"), "before", Boundary("end", AgreementSpan())))),
        ("after [b] is verified by the mission", After(DonePoint("b", "verified", ("mission",)))),
    ],
)  # fmt: skip
def test_time_phrase_is_kept_as_written(truce, words, window):
    found = truce(f"[a] Northland must visit a checkpoint {words}.")
    assert ([c for c in found.codes if c != "SV237"], windows(found)) == ([], (window,))


def test_times_of_the_opening_count_as_well(truce):
    found = truce("[a] From day 2, northland must not attack in east by day 9.")
    assert windows(found) == (From(DayPoint(2)), By(DayPoint(9)))


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("only after day 3", Until(Boundary("end", DayPoint(3)))),
        ("only from day 3", Before(DayPoint(3))),
        ("only by day 3", After(DayPoint(3))),
        ("only before day 3", From(Boundary("start", DayPoint(3)))),
        ("only between 10:00 and 16:00 each day", DailyHours(time(16), time(10))),
        ("only after [a] is verified by the mission",
         Until(DonePoint("a", "verified", ("mission",)))),
    ],
)  # fmt: skip
def test_only_forbids_the_other_times(truce, words, window):
    found = truce(f"[a] Northland must release prisoners {words}.")
    assert (found.clause.modality, found.clause.form, windows(found)) == (
        "must not", "never", (window,),
    )  # fmt: skip


def test_only_after_an_act_asks_for_an_earlier_one(truce):
    found = truce("[a] Northland must release prisoners only after southland releases hostages.")
    order = found.clause.order
    assert (found.clause.form, order.kind, order.event.filter.whose) == (
        "order", "only after", ("southland",),
    )  # fmt: skip


def test_not_before_an_act_is_the_same_as_only_after_it(truce):
    one = truce("[a] Northland must not release prisoners before southland releases hostages.")
    other = truce("[a] Northland must release prisoners only after southland releases hostages.")
    assert one.clause.order == other.clause.order


def test_before_it_needs_the_whole_of_the_first(truce):
    found = truce("[a] Northland must release all women before it releases men.")
    assert (found.clause.order.kind, found.clause.order.event.is_bearer) == ("before", True)


def test_within_after_an_act_is_a_reply_to_it(truce):
    found = truce("[a] Northland must release a prisoner within 2 hours after southland attacks.")
    (opening,) = found.clause.openings
    assert (opening.kind, opening.event.filter.acts, windows(found)) == (
        "when", ("attack",), (Within(Duration(2, "hour")),),
    )  # fmt: skip


# ---- let, may


def test_let_pass_forbids_hindering(truce):
    found = truce("[a] Northland must let trucks enter east.")
    assert found.clause.let.refusing.acts == ("hinder",)


def test_without_inspection_forbids_inspecting(truce):
    found = truce("[a] Northland must let trucks enter east without inspection.")
    assert found.clause.let.refusing.acts == ("hinder", "inspect")


def test_entering_is_also_reported_as_admitting(truce):
    found = truce("[a] Northland must let at least 20 trucks enter east each day.")
    assert (demand(found).filter.acts, demand(found).filter.any_hand) == (("enter", "admit"), True)


def test_actors_may_be_let_act(truce):
    found = truce("[a] Northland must let the mission visit prisoners.")
    assert (found.clause.let.refusing.recipients, demand(found).filter.whose) == (
        ("mission",), ("mission",),
    )  # fmt: skip


def test_permission_has_a_form_of_its_own(truce):
    found = truce("[a] Northland may fly drones over east.")
    assert (found.clause.form, found.clause.modality) == ("permission", "may")


# ---- exchange, parts, schedule


def test_exchange_in_the_opening_is_the_same(truce):
    one = truce("[a] For each hostage that southland releases, northland must release at least"
                " 3 detainees, within 1 day.")  # fmt: skip
    other = truce("[a] Northland must release at least 3 detainees for each hostage that southland"
                  " releases, within 1 day.")  # fmt: skip
    assert (one.codes, one.clause.exchange) == ([], other.clause.exchange)


def test_parts_narrow_the_whole(truce):
    found = truce("[a] Northland must admit at least 9 trucks into valley each day, of which"
                  " at least 2 carry fuel and at least 3 go to east.")  # fmt: skip
    first, second = demand(found).parts
    assert first.filter.objects[0].attributes == ((Attribute("carrying fuel"),),)
    assert [p.roles for p in second.filter.places] == [("into",), ("to",)]


def test_schedule_begins_with_the_number_of_the_sentence(truce):
    found = truce("[a] Northland must release 3 prisoners by day 1 and 4 more by day 7.")
    stages = found.clause.schedule.stages
    assert [(s.quantity.low, s.quantity.more, s.by) for s in stages] == [
        (3, False, DayPoint(1)),
        (4, True, DayPoint(7)),
    ]


# ---- readings


def test_reading_swaps_an_act_and_counts_by_any_hand(truce):
    found = truce("[a] Northland must deliver at least 5 trucks into east each day.\n"
                  "[a/sent] reading of [a]: count dispatch instead of deliver.")  # fmt: skip
    reading = found["a/sent"]
    assert (reading.base, reading.instead) == ("a", (("deliver", "dispatch"),))
    (asked,) = reading.clause.demands
    assert (asked.filter.acts, asked.filter.any_hand) == (("dispatch",), True)


@pytest.mark.parametrize("words", ["must not attack in east", "may attack at most 3 times"])
def test_reading_of_what_is_forbidden_stays_with_the_bearer(truce, words):
    found = truce(f"[a] Northland {words}.\n[a/s] reading of [a]: count shell instead of attack.")
    (limited,) = found["a/s"].clause.demands
    assert (limited.filter.acts, limited.filter.any_hand) == (("shell",), False)


def test_reading_may_be_a_whole_sentence(truce):
    found = truce('[a] Northland must release at least 5 prisoners by day 4.\n'
                  '[a/more] reading of [a]: "Northland must release at least 9 sick prisoners by'
                  ' day 6."')  # fmt: skip
    clause = found["a/more"].clause
    assert (found.codes, clause.label, clause.sentence, clause.demands[0].quantity.low) == (
        [], "a/more", "Northland must release at least 9 sick prisoners by day 6.", 9,
    )  # fmt: skip


def test_reading_may_stand_before_its_clause(truce):
    found = truce("[a/sent] reading of [a]: count dispatch instead of deliver.\n"
                  "[a] Northland must deliver at least 5 trucks into east each day.")  # fmt: skip
    assert [c.label for c in found.agreement.clauses] == ["a/sent", "a"]
    assert [r.label for r in found.agreement.readings_of("a")] == ["a/sent"]


@pytest.mark.parametrize(
    "words",
    [
        "[a/x] reading of [b]: count dispatch instead of deliver",
        "[x] reading of [a]: count dispatch instead of deliver",
        "[a/x] reading of [a]: count dispatch instead of release",
        "[a/x] reading of [a]: less",
        '[a/x] reading of [a]: "The agreement ends at day 3."',
    ],
)
def test_reading_that_does_not_fit_is_refused(truce, words):
    found = truce(f"[a] Northland must deliver at least 5 trucks into east each day.\n{words}.")
    assert found.codes == ["SV216"]


# ---- life


def test_extension_is_earned_by_a_measure(truce):
    found = truce("[a] For every 10 hostages that southland releases beyond 50, the agreement is"
                  " extended by 1 day, at most 5 days in total.")  # fmt: skip
    extension = found.clause.extension
    (term,) = extension.terms
    assert (term.every, term.beyond, extension.by, extension.cap) == (
        10, 50, Duration(1, "day"), Duration(5, "day"),
    )  # fmt: skip


def test_phase_may_begin_by_date(truce):
    found = truce("[a] Phase 2 begins at day 10.")
    assert (found.clause.at, found.agreement.phases["phase 2"].title) == (DayPoint(10), "phase 2")


def test_dates_are_dates(truce):
    found = truce("[a] Northland must not attack in east by 2024-03-05.")
    assert windows(found)[0].point.day == date(2024, 3, 5)


@pytest.mark.parametrize("words", ["by 2024-02-31", "by day 0", "within 0 hours of signing",
                                   "by day 1 24:30", "by D+999999999"])  # fmt: skip
def test_time_that_does_not_exist_is_refused(truce, words):
    assert truce(f"[a] Northland must not attack in east {words}.").codes == ["SV214"]


def test_a_limit_on_what_is_let_in_counts_what_comes_in(truce):
    clause = truce("[x] Northland must not let more than 200 aid trucks enter valley.").clause
    assert clause.demands[0].filter.unit == "truck"
