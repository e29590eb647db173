"""What is asked of the evidence before duties are laid out: acts that choose times (SEMANTICS 5.5)."""

# ruff: noqa: E501 - a sentence reads better on one line
from __future__ import annotations

import pytest
from tests.unit.agreement.pauses import at, decided, northland
from tests.unit.agreement.test_anchors import Evidence, spans

from servanda.agreement.settle import settle


class Told(Evidence):
    """Answers for the time that is asked about: an act of one instant lies in it or not."""

    def __call__(self, duties, standard=None, clauses=None):
        self.rounds += 1
        said = self.possible if standard else self.certain
        for row in duties.rows.duties:
            is_so = bool(said) and row.opens_at <= at(said) < row.closes_at and row.op == 1
            yield {
                "clause_no": row.clause_no,
                "reading_no": row.reading_no,
                "member_id": row.member_id,
                "is_group": row.is_group,
                "slot": row.slot,
                "direction": row.op,
                "verdict": "complied" if is_so else "not verifiable",
                "since": at(said) if is_so else None,
                "opens_at": row.opens_at,
                "closes_at": row.closes_at,
                "certain": 0,
                "possible": None,
                "alleged": 0,
                "n_high": None,
            }


def duties(text, evidence, decisions=(), as_of="2024-03-25 00:00"):
    _, found = settle(northland(text), evidence, decisions, at(as_of))
    return found


def slots(found, label="x"):
    """Return slot and certainty of each duty of a clause."""
    for row in found.rows.duties:
        facts = found.facts(row.clause_no, row.reading_no, row.member_id)
        if facts.clause == label:
            yield row.slot, row.is_certain


WEEKS = "[x] Northland must admit at least 4 fuel trucks on each week on which southland releases prisoners."


def test_an_act_chooses_its_week():
    assert list(slots(duties(WEEKS, Told("2024-03-10 10:00")))) == [("2024-03-08", True)]
    assert list(slots(duties(WEEKS, Told()))) == []


def test_an_act_that_is_only_claimed_chooses_possibly():
    found = duties(WEEKS, Told("", "2024-03-10 10:00"))
    assert list(slots(found)) == [("2024-03-08", False)]


def test_a_prohibition_holds_on_every_day_of_a_chosen_month():
    text = "[x] Northland must not attack in west on each calendar month on which southland releases prisoners."
    found = [slot for slot, _ in slots(duties(text, Told("2024-03-10 10:00")))]
    assert (found[0], found[-2], found[-1]) == ("2024-03-01", "2024-03-31", "whole")


def test_days_on_which_an_act_reaches_a_number_are_asked_for():
    text = "[x] Northland must admit at least 4 fuel trucks on each day on which southland releases at least 3 prisoners."
    found = duties(text, Told("2024-03-10 10:00"))
    assert list(slots(found)) == [("2024-03-10", True)]
    assert found.rows.rules == []


def test_a_day_of_an_act_of_which_some_hours_are_left():
    text = "[x] Northland must not fly drones over valley for more than 2 hours on each day on which southland releases prisoners."
    found = duties(text, Told("2024-03-10 10:00"))
    (row,) = found.rows.duties
    assert (row.slot, row.n_low) == ("2024-03-10", 22 * 3_600_000_000)


def test_what_stands_must_do_so_from_the_first_act_on():
    text = "[x] When southland attacks in valley, northland must have no soldiers in east."
    found = list(spans(duties(text, Told("2024-03-20 10:00")), "x"))
    assert found[0][0] == (at("2024-03-20 10:00"), at("2024-03-21 00:00"))
    assert len(found) == 13  # from 20 to 31 March, and the whole


def test_what_stands_within_a_limit_must_do_so_from_the_limit_on():
    text = "[x] When southland attacks in valley, northland must have no soldiers in east within 2 days."
    found = list(spans(duties(text, Told("2024-03-20 10:00")), "x"))
    assert found[0][0] == (at("2024-03-23 00:00"), at("2024-03-24 00:00"))


def test_what_stands_once_something_is_done_must_do_so_from_the_limit_on():
    text = "[x] When southland has released at least 5 prisoners, northland must have no soldiers in east within 24 hours."
    found = list(spans(duties(text, Told("2024-03-20 10:00")), "x"))
    assert found[0][0] == (at("2024-03-21 10:00"), at("2024-03-22 00:00"))


def test_whoever_does_it_must_from_its_own_act_on():
    text = "[x] When a party attacks in valley, it must have no soldiers in east."
    found = duties(text, Told("2024-03-20 10:00"))
    asked = {found.facts(r.clause_no, r.reading_no, r.member_id).bearer for r in found.rows.duties}
    assert asked == {"northland", "southland"}


STOP = (
    "[x] Northland must not fly drones over west.\n"
    "[calm] Each party must not attack in valley.\n"
    "[stop] If [calm] is found breached, [x] is suspended until southland releases prisoners."
)
FINDING = decided("calm", "breached", "2024-03-05 12:00", bearer="southland")


def days_in_force(evidence):
    found = duties(STOP, evidence, [FINDING])
    return {slot: is_certain for slot, is_certain in slots(found) if slot != "whole"}


def test_a_suspension_ends_with_the_first_act_after_it_began():
    found = days_in_force(Told("2024-03-09 10:00"))
    assert [day for day in ("2024-03-04", "2024-03-06", "2024-03-10") if found.get(day)] == [
        "2024-03-04",
        "2024-03-10",
    ]
    assert "2024-03-06" not in found


def test_an_act_before_a_suspension_does_not_end_it():
    assert "2024-03-10" not in days_in_force(Told("2024-03-02 10:00"))


def test_where_an_act_is_only_claimed_what_was_suspended_is_possibly_in_force():
    found = days_in_force(Told("", "2024-03-09 10:00"))
    assert (found["2024-03-04"], found["2024-03-10"]) == (True, False)


@pytest.mark.parametrize(
    ("line", "evidence", "ends"),
    [
        ("When southland releases prisoners, ", Told("2024-03-20 10:00"), ("04-01", "04-01")),
        ("When southland releases prisoners, ", Told("", "2024-03-20 10:00"), ("03-31", "04-01")),
        ("When southland releases prisoners, ", Told(), ("03-31", "03-31")),
        ("When southland releases prisoners, ", Told("2024-03-31 10:00"), ("03-31", "03-31")),
        ("If [calm] is found breached, ", Told(), ("04-01", "04-01")),
        ("If phase 2 begins, ", Told(), ("03-31", "03-31")),
    ],
    ids=["done", "claimed", "not done", "too late", "found", "no phase"],
)
def test_an_extension_is_earned_once_by_what_it_waits_for(line, evidence, ends):
    text = f"[calm] Each party must not attack in valley.\n[x] {line}the agreement is extended by 1 day."
    life = duties(text, evidence, [FINDING]).life
    assert (life.end, life.may_end) == tuple(at(f"2024-{day} 06:00") for day in ends)


def test_consent_on_record_extends():
    text = "[x] When each party consents, the agreement is extended by 1 day."
    both = [
        decided("agreement", "consents", "2024-03-20 12:00", bearer=who)
        for who in ("northland", "southland")
    ]
    assert duties(text, Told(), both).life.end == at("2024-04-01 06:00")
    assert duties(text, Told(), both[:1]).life.end == at("2024-03-31 06:00")


def test_one_extension_may_let_another_come_in_time():
    text = (
        "[late] When southland releases prisoners, the agreement is extended by 3 days.\n"
        "[calm] Each party must not attack in valley.\n"
        "[first] If [calm] is found breached, the agreement is extended by 1 day."
    )
    life = duties(text, Told("2024-03-31 10:00"), [FINDING]).life
    assert life.end == at("2024-04-04 06:00")


def test_what_earns_an_extension_counts_in_its_time_only():
    text = "[x] In phase 1, for every 10 hostages that southland releases, the agreement is extended by 1 day."
    asked = set()

    def judge(tables, standard=None, clauses=None):
        asked.update((m.begins_at, m.ends_at) for m in tables.rows.measures)
        return Told()(tables, standard, clauses)

    settle(northland(text), judge, (), at("2024-03-25 00:00"))
    assert asked == {(at("2024-03-01 06:00"), at("2024-03-11 00:00"))}


def test_an_extension_by_nothing_is_not_judged():
    found = duties("[x] The agreement is extended by 1 day.", Told())
    assert dict(found.unjudged)["x"].startswith("what earns the extension is not said")
