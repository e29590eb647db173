"""Between several names `and` asks for each of them, and `or` for any one."""

from __future__ import annotations

import pytest
from tests.unit.agreement.pauses import duties_of

from servanda.agreement.line_gates import gates_of
from servanda.agreement.lines import lines_of


def first_filter(found):
    return found.clause.demands[0].filter


@pytest.mark.parametrize(
    ("words", "is_any"),
    [
        ("must notify southland or the mission by day 3", True),
        ("must notify southland and the mission by day 3", False),
        ("must notify a party by day 3", True),
        ("must give a plan to southland or the mission by day 3", True),
        ("must give a plan to southland and the mission by day 3", False),
        # What is forbidden is forbidden towards each of them.
        ("must not notify southland and the mission", True),
        ("must not give maps to southland and the mission", True),
    ],
)
def test_each_is_told_or_given_or_any_one(truce, words, is_any):
    found = truce(f"[a] Northland {words}.")
    assert found.codes == []
    assert len(first_filter(found).recipients) == 2
    assert first_filter(found).any_recipient is is_any


@pytest.mark.parametrize(
    "words",
    [
        "must give at most 30 maps to southland and the mission",
        "must not give more than 30 maps to southland and the mission",
        "must give at most 30 maps to southland or the mission",
    ],
)
def test_a_limit_on_what_several_get_is_on_what_any_of_them_gets(truce, words):
    found = first_filter(truce(f"[a] Northland {words}."))
    assert (found.recipients, found.any_recipient) == (("southland", "mission"), True)


def test_one_visit_to_each_is_asked_for_and_not_one_to_either(truce):
    both = truce("[a] Northland must visit southland and the mission by day 3.")
    assert [d.filter.objects[0].of_actors for d in both.clause.demands] == [
        ("southland",), ("mission",),
    ]  # fmt: skip
    either = truce("[a] Northland must visit southland or the mission by day 3.")
    (demand,) = either.clause.demands
    assert demand.filter.objects[0].of_actors == ("southland", "mission")


def test_none_of_them_may_be_attacked(truce):
    found = truce("[a] Northland must not attack southland and the mission.")
    (demand,) = found.clause.demands
    assert demand.filter.objects[0].of_actors == ("southland", "mission")


@pytest.mark.parametrize(
    ("words", "kind", "is_each"),
    [
        ("southland and the mission visit east", "when done", True),
        ("southland or the mission visits east", "when", False),
    ],
)
def test_what_several_do_has_happened_once_all_have_done_it(truce, words, kind, is_each):
    found = truce(f"[a] When {words}, northland must visit west within 2 days.")
    (opening,) = found.clause.openings
    event = opening.event or opening.fact.event
    assert (opening.kind, event.each) == (kind, is_each)


def test_to_hinder_one_of_those_who_must_be_let_is_forbidden(truce):
    found = truce("[a] Northland must let southland and the mission visit prisoners.")
    assert found.clause.let.refusing.recipients == ("southland", "mission")
    assert found.clause.let.refusing.any_recipient


@pytest.mark.parametrize(
    "words",
    [
        "must not fly drones, except flights notified to southland and the mission",
        "must release prisoners after [calm] is verified by the mission and the council",
    ],
)
def test_where_any_one_is_enough_and_is_refused(truce, words):
    found = truce(f"[calm] Northland must not attack in east.\n[a] Northland {words}.")
    errors = [p for p in found.problems if p.severity == "error"]
    assert [p.code for p in errors] == ["SV213"]
    assert "each of them, or any one?" in errors[0].message


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("without the leave of southland and the mission", [("southland",), ("mission",)]),
        ("without the leave of each party", [("northland",), ("southland",)]),
        ("without the leave of southland or the mission", [("southland", "mission")]),
    ],
)
def test_leave_of_each_of_several_has_to_come_first_where_the_sentence_says_and(truce, words, who):
    found = truce(f"[a] Northland must not enter valley {words}.")
    lines = list(lines_of(found.agreement, found.clause))
    assert [line.wanted.who for line in lines] == who


def test_notice_to_one_of_several_is_enough_where_the_sentence_says_or(truce):
    found = truce(
        "[a] Northland must not fly drones, except flights notified to southland or the mission"
        " at least 24 hours before."
    )
    (gate,) = gates_of(found.clause)
    assert gate.wanted.filter.recipients == ("southland", "mission")
    assert gate.wanted.filter.any_recipient


@pytest.mark.parametrize(
    ("words", "code", "is_warned"),
    [
        # Areas are added up, and check says so where one would be enough.
        ("must visit east and west by day 3", "SV241", True),
        ("must withdraw soldiers from east and west by day 3", "SV241", True),
        ("must visit east or west by day 3", "SV241", False),
        ("must withdraw at least 5 soldiers from east and west by day 3", "SV241", False),
        ("must not visit east and west", "SV241", False),
        ("must keep east and west open", "SV241", False),
        # Of several acts each is asked of the one object.
        ("must withdraw and release at least 3 prisoners by day 3", "SV242", True),
        ("must release and hand over all prisoners by day 3", "SV242", True),
        ("must release or hand over at least 3 prisoners by day 3", "SV242", False),
        ("must withdraw and disarm by day 3", "SV242", False),
        ("must release at least 3 prisoners by day 3", "SV242", False),
        # A number for several may be for each, or for all together.
        ("must give at least 30 maps to southland and the mission by day 3", "SV244", True),
        ("must give all maps to each party by day 3", "SV244", True),
        ("must give at most 30 maps to southland and the mission", "SV244", True),
        ("must not give more than 30 maps to southland and the mission", "SV244", True),
        ("must receive at least 30 maps from southland and the mission by day 3", "SV244", True),
        ("must give at least 30 maps to southland or the mission by day 3", "SV244", False),
        ("must not give more than 30 maps to a party", "SV244", False),
        ("must give at least 30 maps to southland by day 3", "SV244", False),
        ("must give maps to southland and the mission by day 3", "SV244", False),
        ("must not give maps to southland and the mission", "SV244", False),
        ("may give 30 maps to southland and the mission", "SV244", False),
    ],
)
def test_check_says_what_and_asks_for_where_it_may_be_less_or_more(truce, words, code, is_warned):
    assert (code in truce(f"[a] Northland {words}.").codes) is is_warned


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("notify southland and the mission by day 3", [("southland",), ("mission",)]),
        ("notify southland and the mission at least 3 times", [("southland",), ("mission",)]),
        ("give a plan to southland and the mission", [("southland",), ("mission",)]),
        ("notify southland and the mission before it moves soldiers",
         [("southland",), ("mission",)]),
        ("notify southland and the mission at least 2 hours before it moves soldiers",
         [("southland",), ("mission",)]),
        # How many are for each is not said.
        ("give at least 30 maps to southland and the mission", [("southland", "mission")]),
        ("notify southland or the mission by day 3", [("southland", "mission")]),
        ("not notify southland and the mission", [("southland", "mission")]),
    ],
)  # fmt: skip
def test_who_is_told_has_a_duty_of_its_own_towards_it(truce, words, told):
    found = truce(f"[a] Northland must {words}.")
    duties = duties_of(found.agreement, "2024-03-20").tables
    assert [f.recipients for f in duties.filters.values() if f.recipients] == told
    assert len({facts.clause for facts in duties.entries.values()}) == len(told)


def test_nobody_has_to_tell_itself(truce):
    found = truce("[a] Each party must notify each party by day 3.")
    duties = duties_of(found.agreement, "2024-03-20").tables
    assert sorted((f.bearer, f.clause, f.duty) for f in duties.entries.values()) == [
        ("northland", "a.2", "notify southland at least once"),
        ("southland", "a", "notify northland at least once"),
    ]


def test_an_answer_to_each_of_several_says_to_whom(truce):
    found = truce("[a] When southland enters east, northland must inform southland and the mission"
                  " at once.")  # fmt: skip
    duties = duties_of(found.agreement, "2024-03-20").tables
    texts = [facts.duty for facts in duties.entries.values()]
    assert [text.rpartition(" (")[2] for text in texts] == ["to southland)", "to mission)"]
