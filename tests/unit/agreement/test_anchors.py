"""What waits for an act or for another clause (SEMANTICS 5.5), and renewals (5.7)."""

from __future__ import annotations

import pytest
from tests.unit.agreement.pauses import at, northland

from servanda.agreement.settle import settle

FREED = "[freed] Northland must release at least 10 prisoners by day 10.\n"
COMPLIED = {"verdict": "complied", "direction": 1}


class Evidence:
    """Answers each question with the instants of a table: at the standard in force, and claimed."""

    def __init__(self, certain: str = "", possible: str = "") -> None:
        self.certain, self.possible = certain, possible or certain
        self.rounds = 0

    def __call__(self, duties, standard=None, clauses=None):
        self.rounds += 1
        said = self.possible if standard else self.certain
        for row in duties.rows.duties:
            verdict = "complied" if said and row.op == 1 else "not verifiable"
            yield {
                "clause_no": row.clause_no,
                "reading_no": row.reading_no,
                "member_id": row.member_id,
                "is_group": row.is_group,
                "slot": row.slot,
                "direction": row.op,
                "verdict": verdict,
                "since": at(said) if said else None,
                "opens_at": row.opens_at,
                "closes_at": row.closes_at,
            }


def duties(text, evidence, as_of="2024-03-25 00:00"):
    agreement = northland(text)
    _, found = settle(agreement, evidence, (), at(as_of))
    return found


def spans(found, label):
    """Return slot, narrow period, wide period and certainty of each duty of a clause."""
    measures = {measure.measure_id: measure for measure in found.rows.measures}
    for row in found.rows.duties:
        facts = found.facts(row.clause_no, row.reading_no, row.member_id)
        if facts.clause == label and not row.is_group:
            m = measures[row.measure_id]
            yield (m.begins_at, m.ends_at), (m.may_begin_at, m.may_end_at), row.is_certain


AFTER = (
    FREED + "[aid] Southland must admit at least 5 aid trucks into valley after [freed] is done."
)


def test_what_waits_for_a_clause_begins_when_it_is_done():
    ((inner, outer, is_certain),) = spans(duties(AFTER, Evidence("2024-03-05 10:00")), "aid")
    assert inner == outer == (at("2024-03-05 10:00"), at("2024-03-31 06:00"))
    assert is_certain


def test_what_waits_for_a_clause_that_is_not_done_makes_no_duty():
    assert list(spans(duties(AFTER, Evidence()), "aid")) == []


def test_what_waits_for_a_clause_that_may_be_done_is_only_possibly_due():
    found = duties(AFTER, Evidence("", "2024-03-03 09:00"))
    ((_, outer, is_certain),) = spans(found, "aid")
    assert outer == (at("2024-03-03 09:00"), at("2024-03-31 06:00"))
    assert not is_certain


def test_what_was_done_earlier_or_later_bounds_the_duty_from_both_sides():
    found = duties(AFTER, Evidence("2024-03-05 10:00", "2024-03-03 09:00"))
    ((inner, outer, is_certain),) = spans(found, "aid")
    assert inner == (at("2024-03-05 10:00"), at("2024-03-31 06:00"))
    assert outer == (at("2024-03-03 09:00"), at("2024-03-31 06:00"))
    assert is_certain


@pytest.mark.parametrize(
    "sentence",
    [
        "Southland must give a map to the mission within 3 days after [freed] is done.",
        "When [freed] is done, southland must give a map to the mission within 3 days.",
        "When northland has released at least 10 prisoners, southland must give a map to the"
        " mission within 3 days.",
    ],
)
def test_days_after_an_act_of_a_day_are_counted_from_that_day(sentence):
    told = Evidence("2024-03-06 00:00", "2024-03-05 00:00")  # some time on the fifth
    ((inner, outer, _),) = spans(duties(FREED + f"[map] {sentence}", told), "map")
    assert inner == (at("2024-03-06 00:00"), at("2024-03-09 00:00"))
    assert outer == (at("2024-03-05 00:00"), at("2024-03-09 00:00"))


def test_an_agreement_that_ends_days_after_an_act_of_a_day_ends_with_the_last_of_them():
    text = "[end] The agreement ends 2 days after a party gives notice to the mission.\n"
    told = Evidence("2024-03-06 00:00", "2024-03-05 00:00")
    found = duties(text + "[calm] Northland must not attack in valley.", told)
    assert max(outer[1] for _, outer, _ in spans(found, "calm")) == at("2024-03-08 00:00")


def test_after_a_notice_that_is_perhaps_given_an_act_needs_leave_only_possibly():
    text = (
        "[end] The agreement ends 2 days after a party gives notice to the mission.\n"
        "[leave] Northland must not enter valley without the leave of southland."
    )
    found = duties(text, Evidence("", "2024-03-05 00:00"))
    assert [(row.opens_at, row.closes_at, row.is_certain) for row in found.rows.rules] == [
        (at("2024-03-01 06:00"), at("2024-03-08 00:00"), True),
        (at("2024-03-08 00:00"), at("2024-03-31 06:00"), False),
    ]


def test_what_continues_after_the_end_continues_after_a_notice():
    text = (
        "[end] The agreement ends 2 days after a party gives notice to the mission.\n"
        "[aid] Southland must admit at least 5 aid trucks each day.\n"
        "[last] [aid] continues after the end of the agreement."
    )
    found = duties(text, Evidence("2024-03-05 10:00", "2024-03-05 00:00"))
    assert max(outer[1] for _, outer, _ in spans(found, "aid")) > at("2024-03-20 00:00")


def test_a_limit_after_an_act_of_unknown_time_lies_in_both_limits_for_certain():
    text = "[aid] Southland must admit at least 5 aid trucks within 48 hours after [freed] is done."
    found = duties(FREED + text, Evidence("2024-03-05 10:00", "2024-03-04 10:00"))
    ((inner, outer, _),) = spans(found, "aid")
    assert inner == (at("2024-03-05 10:00"), at("2024-03-06 10:00"))
    assert outer == (at("2024-03-04 10:00"), at("2024-03-07 10:00"))


def test_limits_that_share_no_instant_leave_no_time_that_is_certain():
    text = "[aid] Southland must admit at least 5 aid trucks within 24 hours after [freed] is done."
    found = duties(FREED + text, Evidence("2024-03-09 10:00", "2024-03-02 10:00"))
    ((inner, outer, is_certain),) = spans(found, "aid")
    assert inner == (at("2024-03-02 10:00"), at("2024-03-02 10:00"))
    assert outer == (at("2024-03-02 10:00"), at("2024-03-10 10:00"))
    assert is_certain


def test_what_follows_an_act_begins_with_the_first_of_them():
    text = "[calm] Southland must admit at least 5 aid trucks after northland releases prisoners."
    ((inner, _, _),) = spans(duties(text, Evidence("2024-03-05 10:00")), "calm")
    assert inner == (at("2024-03-05 10:00"), at("2024-03-31 06:00"))


def test_a_phase_begins_with_a_clause_and_the_next_with_what_is_done_in_it():
    text = (
        FREED
        + "[p2] Phase 2 begins when [freed] is done.\n"
        + "[aid] Southland must admit at least 5 aid trucks into valley in phase 2."
    )
    ((inner, _, _),) = spans(duties(text, Evidence("2024-03-05 10:00")), "aid")
    assert inner == (at("2024-03-05 10:00"), at("2024-03-31 06:00"))


@pytest.mark.parametrize(("done", "due"), [("2024-03-05 10:00", 1), ("", 0)])
def test_if_an_act_has_happened_there_is_a_duty(done, due):
    text = (
        "[aid] If northland has released at least 8 prisoners by day 6, "
        "Southland must admit at least 5 aid trucks by day 12."
    )
    assert len(list(spans(duties(text, Evidence(done)), "aid"))) == due


def test_nothing_is_judged_where_nothing_waits():
    evidence = Evidence()
    duties(FREED, evidence)
    assert evidence.rounds == 0


CONSENT = FREED + "[renew] The agreement renews for 10 days if each party consents before the end."
NOTICE = FREED + (
    "[renew] The agreement renews for 10 days "
    "unless a party gives notice at least 5 days before the end."
)


@pytest.mark.parametrize(
    ("text", "evidence", "ends"),
    [
        (CONSENT, Evidence("2024-03-20 10:00"), ("2024-04-10 06:00", "2024-04-10 06:00")),
        (CONSENT, Evidence("", "2024-03-20 10:00"), ("2024-03-31 06:00", "2024-04-10 06:00")),
        (CONSENT, Evidence(), ("2024-03-31 06:00", "2024-03-31 06:00")),
        (NOTICE, Evidence("2024-03-20 10:00"), ("2024-03-31 06:00", "2024-03-31 06:00")),
        (NOTICE, Evidence("", "2024-03-20 10:00"), ("2024-03-31 06:00", "2024-04-10 06:00")),
        (NOTICE, Evidence(), ("2024-04-10 06:00", "2024-04-10 06:00")),
    ],
    ids=["consent", "consent claimed", "no consent", "notice", "notice claimed", "no notice"],
)
def test_an_agreement_renews(text, evidence, ends):
    life = duties(text, evidence, "2024-04-01 00:00").life
    assert life is not None
    assert (life.end, life.may_end) == (at(ends[0]), at(ends[1]))


def test_no_renewal_is_known_before_the_end():
    life = duties(NOTICE, Evidence(), "2024-03-30 00:00").life
    assert life is not None
    assert life.end == at("2024-03-31 06:00")


def test_a_clause_that_starts_again_has_a_duty_in_each_term():
    text = NOTICE + "\n[fuel] Northland must release at least 3 detainees by the end.\n"
    text += "[again] [fuel] starts again in each renewal."
    found = list(spans(duties(text, Evidence(), "2024-04-01 00:00"), "fuel"))
    assert [inner for inner, _, _ in found] == [
        (at("2024-03-01 06:00"), at("2024-03-31 06:00")),
        (at("2024-03-31 06:00"), at("2024-04-10 06:00")),
    ]


@pytest.mark.parametrize(
    ("limit", "first_unclear"), [("24 hours", "2024-03-04 00:00"), ("1 day", "2024-03-04 00:00")]
)
def test_reply_that_is_due_while_an_excuse_may_have_come_is_possibly_due(limit, first_unclear):
    text = (
        "[map] When southland releases prisoners, northland must give a map to the mission within"
        f" {limit}, unless southland attacks."
    )
    told = Evidence("2024-03-06 00:00", "2024-03-05 00:00")  # some time on the fifth
    surely, possibly = sorted(duties(text, told).rows.rules, key=lambda row: row.opens_at)
    assert (surely.is_certain, possibly.is_certain) == (True, False)
    assert surely.closes_at == possibly.opens_at == at(first_unclear)
    assert surely.lapses_at == at("2024-03-06 00:00")
