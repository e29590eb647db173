"""Several prohibitions in one sentence, what excuses, `other`, terms of a sentence's own."""

# ruff: noqa: E501 - a sentence reads better on one line
import pytest
from tests.unit.agreement.pauses import at, decided, duties_of, northland

from servanda.agreement.anchors import Anchor, Asked, Moments
from servanda.agreement.life import Known
from servanda.agreement.model import Attribute


def built(sentences, as_of="2024-03-20", front="", **more):
    return duties_of(northland(sentences, front), as_of, **more)


def filter_of(found, label):
    return found.tables.filters[found.measure(found.of(label)[0]).filter_id]


def places_of(found, label):
    site = found.tables.sites[found.measure(found.of(label)[0]).site_id]
    return [" ".join((*place.roles, *place.areas)) for place in site]


def labels_of(found):
    return list(dict.fromkeys(facts.clause for facts in found.tables.entries.values()))


def known_of(agreement, instants, **more):
    """Return duties with the answers to all that they ask, by the act that is asked for."""
    asked = duties_of(agreement, "2024-03-20", **more).tables.life.moments.asked
    anchors = {one: instants(one) for one in asked if isinstance(one, Asked)}
    return duties_of(agreement, "2024-03-20", known=Known(moments=Moments(anchors)), **more)


# ---- only ----


def test_each_phrase_of_only_forbids_by_itself():
    found = built("[x] Northland must leave east only through bridge, only unarmed.")
    assert labels_of(found) == ["x", "x.2"]
    assert places_of(found, "x") == ["object east", "outside through bridge"]
    assert (places_of(found, "x.2"), filter_of(found, "x.2").only[0].manners) == (
        ["object east"],
        (("unarmed",),),
    )


def test_hours_of_only_bind_beside_its_places():
    found = built(
        "[x] Northland must bring in weapons only through bridge, only between 08:00 and 16:00 each day."
    )
    day = [row for row in found.of("x.2") if row.slot == "2024-03-05"]
    assert [found.times("x", "northland")[3], found.windows(day[0])] == [
        ("03-04 00:00", "03-05 00:00"),
        [],
    ]
    assert (found.local(day[0].opens_at), found.local(day[0].closes_at)) == (
        "03-05 16:00",
        "03-06 08:00",
    )


def test_one_phrase_of_only_is_one_line():
    found = built("[x] Northland must bring in weapons only after day 5.")
    assert (labels_of(found), found.slots("x")[-1]) == (["x"], "whole")


def test_what_comes_only_after_an_act_is_an_order_beside_the_other_phrases():
    found = built(
        "[x] Northland must bring in weapons only through bridge, only after southland withdraws tanks."
    )
    assert (found.rules("x")[0].kind, places_of(found, "x.2")) == (3, ["outside through bridge"])


def test_only_to_somebody_forbids_everybody_else():
    found = built("[x] Northland must hand over maps only to the mission.")
    wanted = filter_of(found, "x")
    assert set(wanted.recipients) == {"northland", "southland", "council", "militia"}
    assert wanted.any_recipient


def test_an_exception_by_height_forbids_all_else_and_what_is_high():
    found = built(
        "[x] Northland must not fly aircraft over valley, except below 3,000 feet over east."
    )
    assert places_of(found, "x") == ["over valley", "outside over east"]
    assert places_of(found, "x.2") == ["over valley", "over east"]
    (low,) = filter_of(found, "x.2").less
    assert low.objects[0].attributes == ((Attribute("under 3000 foot"),),)


def test_an_exception_by_height_from_a_number_is_refused():
    found = built(
        "[x] Northland must fly aircraft over valley at most twice each day, except below 3,000 feet over east."
    )
    assert (
        found.why("x")
        == "an exception by height over an area is judged only of what is else forbidden"
    )


# ---- other ----


def test_other_things_are_none_of_those_named_before():
    found = built(
        "[x] Northland must release at least 9 women and at least 5 other hostages by day 9.\n"
        "[y] Northland must release at least 9 sick hostages and at least 5 other hostages by day 9.",
        front="vocabulary: {adjectives: {sick: {}}}",
    )
    assert filter_of(found, "x.2").objects[0].attributes == ((Attribute("woman", negated=True),),)
    assert filter_of(found, "y.2").objects[0].attributes == ((Attribute("sick", negated=True),),)


def test_other_things_of_which_no_word_denies_are_left_out():
    found = built(
        "[x] Northland must release at least 9 soldiers under 19 years and at least 5 other soldiers by day 9."
    )
    wanted = filter_of(found, "x.2")
    assert (wanted.objects[0].attributes, wanted.less[0].objects[0].size.count) == ((), 19)


@pytest.mark.parametrize(
    "words",
    [
        "release at least 5 other hostages by day 9",
        "release all women and all other hostages by day 9",
        "release at least 3 other detainees for each hostage that southland releases, by the end",
    ],
)
def test_other_that_does_not_say_than_which_is_refused(words):
    assert built(f"[x] Northland must {words}.").why("x").startswith("`other` does not say")


# ---- the other party ----


def test_the_other_party_of_a_time_is_named_for_each_bearer():
    found = built(
        "[x] Each party must release at least 2 prisoners within 3 days after the other party releases prisoners."
    )
    doers = [
        (found.bearer(rule.member_id), found.bearer(found.triggers(rule)[0].bearer_id))
        for rule in found.rules("x")
    ]
    assert doers == [(("northland",), ("southland",)), (("southland",), ("northland",))]


def test_the_other_party_of_a_condition_is_asked_for_by_name():
    agreement = northland(
        "[x] When the other party has released at least 9 prisoners, each party must withdraw at least 1 tank within 3 days."
    )
    found = duties_of(agreement, "2024-03-20")
    asked = {one.what.filter.whose for one in found.tables.life.moments.asked}
    assert asked == {("northland",), ("southland",)}


def test_bearers_that_have_no_other_are_refused():
    found = built(
        "[x] Northland and southland must together release at least 2 prisoners within 3 days after the other party releases prisoners.\n"
        "[y] The mission must visit the place by day 9 while the other party has not attacked."
    )
    assert found.why("x") == "`the other party` is none: all of them are bound together"
    assert found.why("y") == "`the other party` does not say which: the bearer is none of them"


# ---- excuses (5.5.1) ----


def excused_by(certain, possible):
    def answer(asked):
        first = None if certain is None else at(certain)
        return Anchor(first, None if possible is None else at(possible))

    return answer


@pytest.mark.parametrize(
    ("certain", "possible", "cut", "is_certain"),
    [
        ("2024-03-05 10:00", "2024-03-05 10:00", "03-05 10:00", True),
        (None, "2024-03-05 10:00", None, False),
        (None, None, None, True),
        ("2024-03-15 10:00", "2024-03-15 10:00", None, True),
    ],
)
def test_what_is_excused_before_it_is_due_lapses(certain, possible, cut, is_certain):
    agreement = northland("[x] Northland must open bridge by day 8, unless southland attacks.")
    found = known_of(agreement, excused_by(certain, possible))
    (row,) = found.of("x")
    told = None if row.cut_at is None else found.local(row.cut_at)
    assert (told, row.is_certain, found.local(row.closes_at)) == (cut, is_certain, "03-09 00:00")


def test_the_word_of_the_bearer_does_not_prove_its_excuse():
    found = duties_of(
        northland("[x] Northland must open bridge by day 8, unless southland attacks."),
        "2024-03-20",
    )
    (asked,) = found.tables.life.moments.asked
    assert (asked.what.filter.whose, asked.interest) == (("southland",), ("northland",))


def test_the_end_of_while_makes_a_duty_lapse():
    agreement = northland(
        "[x] Northland must open bridge by day 8 while southland has not attacked."
    )
    found = known_of(agreement, excused_by("2024-03-05 10:00", "2024-03-05 10:00"))
    (row,) = found.of("x")
    assert (found.local(row.cut_at), found.local(row.closes_at)) == ("03-05 10:00", "03-09 00:00")


def test_a_reply_that_was_not_due_lapses_and_later_ones_are_only_possible():
    agreement = northland(
        "[x] When southland asks, northland must open bridge within 3 days, unless the mission attacks."
    )
    found = known_of(agreement, excused_by("2024-03-05 10:00", "2024-03-05 10:00"))
    rules = [
        (found.local(r.opens_at), found.local(r.closes_at), found.local(r.lapses_at), r.is_certain)
        for r in found.rules("x")
    ]
    assert rules == [
        ("03-01 06:00", "03-05 10:00", "03-05 10:00", True),
        ("03-05 10:00", "03-31 06:00", "03-31 06:00", False),
    ]


def test_a_reply_that_is_perhaps_excused_is_only_possible():
    agreement = northland(
        "[x] When southland asks, northland must open bridge within 3 days, unless the mission attacks."
    )
    found = known_of(agreement, excused_by(None, "2024-03-05 10:00"))
    assert {(rule.is_certain, found.local(rule.lapses_at)) for rule in found.rules("x")} == {
        (False, "03-31 06:00")
    }


def test_an_excuse_from_what_is_asked_for_each_day_is_refused():
    found = built("[x] Northland must open bridge each day, unless southland attacks.")
    assert found.why("x").startswith("`unless` may excuse one time alone")


# ---- terms of their own ----


def test_a_term_of_its_own_runs_to_the_same_clock_time():
    found = built("[x] Northland must not attack in east for 3 days.")
    assert found.times("x", "northland")[:4] == [
        ("03-01 06:00", "03-02 00:00"),
        ("03-02 00:00", "03-03 00:00"),
        ("03-03 00:00", "03-04 00:00"),
        ("03-04 00:00", "03-04 06:00"),
    ]


def test_what_is_asked_for_each_day_of_a_term_has_whole_days():
    found = built("[x] Northland must admit at least 9 trucks each day for 3 days.")
    assert found.slots("x") == ["2024-03-01", "2024-03-02", "2024-03-03", "whole"]


def test_a_term_counts_from_the_time_that_the_sentence_has():
    found = built("[x] From day 4, northland must have no soldiers in east for 36 hours.")
    assert found.times("x", "northland")[:2] == [
        ("03-04 00:00", "03-05 00:00"),
        ("03-05 00:00", "03-05 12:00"),
    ]


def test_what_is_under_way_is_so_from_record_to_record():
    found = built(
        "[x] Northland must not attack in east while talks are under way.",
        decisions=[
            decided("talks", "begins", "2024-03-05 12:00"),
            decided("talk", "ends", "2024-03-06 12:00"),
        ],
    )
    assert found.times("x", "northland")[:2] == [
        ("03-05 12:00", "03-06 00:00"),
        ("03-06 00:00", "03-06 12:00"),
    ]
    assert built("[x] Northland must not attack in east while talks are under way.").why("x")


# ---- letting pass ----


def test_what_is_let_upon_others_is_told_of_those_who_act():
    found = built("[x] Northland must let at least 9 civilians visit prisoners each day.")
    (spec,) = filter_of(found, "x").objects
    assert (spec.thing, spec.event.filter.acts, spec.event.filter.objects[0].thing) == (
        "civilian",
        ("visit",),
        "prisoner",
    )
    assert filter_of(found, "x.2").objects[0].event is None


def test_who_counts_the_old_act_does_not_tell_of_the_new_one_in_a_reading():
    found = built(
        "[x] Northland must let at least 9 trucks enter east each day.\n"
        "[x/sent] reading of [x]: count dispatch instead of enter."
    )
    acts = {f.acts: f.told_as for f in found.tables.filters.values() if f.unit == "truck"}
    assert acts[("enter", "admit")] == ("admit",)
    assert acts[("dispatch",)] == ()


# ---- the pace of another clause ----

RELEASE = "[release] Southland must release at least 60 prisoners by day 20.\n"


def test_a_pace_is_an_exchange_that_ends_with_the_number_of_the_other():
    found = built(
        RELEASE
        + "[x] Northland must withdraw at least 90 tanks at the pace of [release], within 2 days."
    )
    (rule,) = found.rules("x")
    triggers = [(t.num, t.den, t.beyond, found.bearer(t.bearer_id)) for t in found.triggers(rule)]
    assert (rule.kind, rule.limit_days, found.local(rule.closes_at)) == (1, 2, "03-31 06:00")
    assert triggers == [(3, 2, 0, ("southland",)), (-3, 2, 60, ("southland",))]


@pytest.mark.parametrize(
    ("other", "own", "why"),
    [
        (RELEASE, "all tanks", "a pace is judged only between two numbers"),
        (
            "[release] Each party must release at least 6 prisoners by day 9.\n",
            "at least 9 tanks",
            "`at the pace of` does not say whose pace",
        ),
        (
            "[release] Southland must not attack in east.\n",
            "at least 9 tanks",
            "`at the pace of` needs a clause that asks for a number",
        ),
        (
            "[release] Southland must release at least 6 prisoners each day.\n",
            "at least 9 tanks",
            "`at the pace of` needs a clause that asks once",
        ),
    ],
)
def test_a_pace_without_two_plain_numbers_is_refused(other, own, why):
    found = built(
        f"{other}[x] Northland must withdraw {own} at the pace of [release], within 2 days."
    )
    assert found.why("x").startswith(why)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("withdraw at least 90 tanks at the pace of [release]", "SV208"),
        ("withdraw a tank at the pace of [release], within 2 days", "SV214"),
        ("withdraw at least 90 tanks at the pace of [release], within 2 days, by day 9", "SV214"),
    ],
)
def test_a_pace_says_one_number_and_how_far_it_may_fall_behind(truce, words, code):
    found = truce(f"{RELEASE}[x] Northland must {words}.")
    assert code in found.codes


# ---- permissions ----


@pytest.mark.parametrize("turn", [1, -1], ids=["as written", "turned round"])
def test_order_of_permissions_does_not_matter(turn):
    lines = [
        "[calm] No one may shell in east.",
        "[near] Southland may attack in bridge.",
        "[free] Southland may attack in east.",
    ]
    found = built("\n".join([lines[0], *lines[1:][::turn]]))
    assert dict(found.tables.unjudged).get("calm") is None
    bearers = {found.tables.bearers[found.measure(row).bearer_id] for row in found.of("calm")}
    assert bearers == {("northland", "mission", "council", "militia")}
