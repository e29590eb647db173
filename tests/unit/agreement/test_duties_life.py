"""The period in force: amendments, extensions, phases, decisions, suspension, termination."""

# ruff: noqa: E501 - a sentence reads better on one line
from dataclasses import replace

import pytest
from tests.unit.agreement.pauses import at, decided, duties_of, northland

from servanda.agreement.decisions import Decision, decisions_of
from servanda.agreement.duties import setting_of
from servanda.agreement.extensions import build_gates, read_earned
from servanda.agreement.life import Earned, Known
from servanda.agreement.settle import settle
from servanda.errors import AgreementError

AID = "[aid] Northland must admit at least 9 aid trucks into valley each day."
BAN = "[ban] Northland must not attack in valley."
FREE = "[free] Southland must release at least 9 prisoners by day 20."
MORE = (
    "[more] For every 10 prisoners that southland releases beyond 50, the agreement is extended by"
    " 1 day, at most 5 days in total."
)


# ---- termination and shortening (1.6) ----


def test_a_termination_cuts_the_floor_of_its_day_and_ends_the_rest():
    end = decided("agreement", "ends", "2024-03-05 12:00")
    found = duties_of(northland(AID), "2024-03-10", [end])
    assert found.slots("aid") == [f"2024-03-0{n}" for n in range(1, 6)] + ["whole"]
    assert [row.cut_at for row in found.of("aid")] == [None] * 4 + [at("2024-03-05 12:00"), None]
    assert found.n("aid")[-1] == ("whole", 36, 36)


def test_a_termination_clips_prohibitions():
    end = decided("agreement", "ends", "2024-03-05 12:00")
    found = duties_of(northland(BAN), "2024-03-10", [end])
    assert found.times("ban")[-1] == ("03-01 06:00", "03-05 12:00")


def test_a_termination_cuts_a_deadline_beyond_it():
    end = decided("agreement", "ends", "2024-03-05 12:00")
    row = duties_of(northland(FREE), "2024-03-10", [end]).of("free")[0]
    assert row.cut_at == at("2024-03-05 12:00")
    assert row.closes_at == at("2024-03-20")


def test_an_end_known_before_a_day_began_cuts_nothing_of_it():
    end = decided("agreement", "ends", "2024-03-05 12:00", recorded_at=at("2024-03-04 09:00"))
    found = duties_of(northland(AID), "2024-03-10", [end])
    assert [row.cut_at for row in found.of("aid")] == [None] * 6
    assert found.slots("aid")[-2] == "2024-03-05"


def test_a_decision_recorded_later_is_unknown():
    end = decided("agreement", "ends", "2024-03-05 12:00", recorded_at=at("2024-03-09 12:00"))
    assert len(duties_of(northland(AID), "2024-03-09 11:00", [end]).slots("aid")) == 31
    assert len(duties_of(northland(AID), "2024-03-09 12:00", [end]).slots("aid")) == 6


def test_an_amendment_that_shortens_cuts():
    front = "amendments: [{on: 2024-03-05 12:00, in force until: 2024-03-06 06:00}]"
    found = duties_of(northland(FREE, front), "2024-03-10")
    assert found.local(found.of("free")[0].cut_at) == "03-06 06:00"


def test_a_recorded_extension_moves_the_end():
    longer = decided("agreement", "extended", "2024-03-20 12:00", ends=at("2024-04-02 06:00"))
    found = duties_of(northland(BAN), "2024-03-21", [longer])
    assert found.times("ban")[-1] == ("03-01 06:00", "04-02 06:00")


def test_the_agreement_ends_at_the_end_of_a_day_after_signing():
    text = "[term] The agreement ends 20 days after signing.\n" + BAN
    found = duties_of(northland(text))
    assert found.times("ban")[-1] == ("03-01 06:00", "03-12 00:00")
    assert "how long" in found.why("term")


def test_an_agreement_that_never_entered_into_force_has_no_duties():
    agreement = replace(northland(BAN), in_force=None)
    found = duties_of(agreement, "2024-03-10")
    assert found.tables.rows.duties == []
    assert found.why("ban").startswith("it is not in force")


def test_a_decision_puts_an_agreement_without_a_date_into_force():
    agreement = replace(northland(BAN), in_force=None)
    begins = decided("agreement", "begins", "2024-03-02 06:00")
    found = duties_of(agreement, "2024-03-10", [begins])
    assert found.times("ban")[0] == ("03-02 06:00", "03-03 00:00")


def test_a_clause_that_an_amendment_brings_holds_from_then_on():
    front = "amendments: [{on: 2024-03-05 12:00, text: [ban]}]"
    agreement = northland(BAN, front)
    assert duties_of(agreement, "2024-03-05 11:59").slots("ban") == []
    assert duties_of(agreement, "2024-03-10").times("ban")[0] == ("03-05 12:00", "03-06 00:00")


def test_a_clause_of_an_amendment_may_count_from_an_earlier_time_that_it_names():
    front = "amendments: [{on: 2024-03-05 12:00, text: [all, new]}]"
    text = (
        "[all] Southland must release at least 80 prisoners from entry into force until the end.\n"
        "[new] Southland must release at least 20 prisoners by day 20."
    )
    found = duties_of(northland(text, front), "2024-03-10")
    assert found.times("all") == [("03-01 06:00", "03-31 06:00")]
    assert found.times("new") == [("03-05 12:00", "03-21 00:00")]


def test_a_prohibition_of_an_amendment_never_looks_back():
    front = "amendments: [{on: 2024-03-05 12:00, text: [ban]}]"
    text = "[ban] From day 2, northland must not attack in valley."
    found = duties_of(northland(text, front), "2024-03-10")
    assert found.times("ban")[0] == ("03-05 12:00", "03-06 00:00")


# ---- conditions and phases by record (5.5) ----


def test_after_a_verification_a_duty_exists_from_its_record_on():
    text = (
        FREE
        + "\n[ban] After [free] is verified by the mission, northland must not attack in valley."
    )
    agreement = northland(text)
    verified = decided("free", "verified", "2024-03-09 12:00", by="The Mission")
    assert duties_of(agreement, "2024-03-10").slots("ban") == []
    assert duties_of(agreement, "2024-03-10").why("ban").startswith("it is not in force")
    found = duties_of(agreement, "2024-03-10", [verified])
    assert found.times("ban")[0] == ("03-09 12:00", "03-10 00:00")


def test_the_word_of_another_body_does_not_verify():
    text = (
        FREE
        + "\n[ban] After [free] is verified by the mission, northland must not attack in valley."
    )
    verified = decided("free", "verified", "2024-03-09 12:00", by="council")
    assert duties_of(northland(text), "2024-03-10", [verified]).slots("ban") == []


def test_a_deadline_after_a_verification_counts_its_days():
    text = FREE + (
        "\n[map] Southland must give a map to the mission within 5 days after [free] is verified by"
        " the mission."
    )
    verified = decided("free", "verified", "2024-03-09 12:00", by="mission")
    found = duties_of(northland(text), "2024-03-10", [verified])
    assert found.times("map") == [("03-09 12:00", "03-15 00:00")]


def test_if_a_clause_is_found_breached_at_the_start_there_is_a_duty():
    text = (
        FREE
        + "\n[aid] If [free] is found breached, northland must admit at least 9 aid trucks into valley from day 10 to day 12."
    )
    agreement = northland(text)
    early = decided("free", "breached", "2024-03-09 12:00")
    late = decided("free", "breached", "2024-03-10 12:00")
    assert duties_of(agreement, "2024-03-20", [early]).slots("aid") == [""]
    assert duties_of(agreement, "2024-03-20", [late]).slots("aid") == []


def test_a_finding_taken_back_no_longer_counts():
    text = FREE + "\n[ban] While [free] is found breached, northland must not attack in valley."
    breach = decided("free", "breached", "2024-03-09 12:00")
    kept = decided("free", "kept", "2024-03-10 12:00")
    agreement = northland(text)
    assert duties_of(agreement, "2024-03-10", [breach]).slots("ban")[0] == "2024-03-09"
    assert duties_of(agreement, "2024-03-20", [breach, kept]).slots("ban") == []


def test_the_word_on_one_party_verifies_its_part_alone():
    text = (
        "[tanks] Each party must withdraw at least 3 tanks by day 3.\n"
        "[ban] After [tanks] is verified by the mission, northland must not attack in valley."
    )
    one = decided("tanks", "verified", "2024-03-09 12:00", by="mission", bearer="Northland")
    other = decided("tanks", "verified", "2024-03-12 12:00", by="mission", bearer="southland")
    whole = decided("tanks", "verified", "2024-03-10 12:00", by="mission")
    agreement = northland(text)
    assert duties_of(agreement, "2024-03-20", [one]).slots("ban") == []
    both = duties_of(agreement, "2024-03-20", [one, other])
    assert both.times("ban")[0] == ("03-12 12:00", "03-13 00:00")
    told = duties_of(agreement, "2024-03-20", [one, whole])
    assert told.times("ban")[0] == ("03-10 12:00", "03-11 00:00")


PHASED = (
    "[gate] Phase 2 begins when the mission verifies phase 1.\n"
    "[ban] In phase 2, northland must not attack in valley."
)


def test_a_phase_begins_when_a_monitor_verifies_the_one_before():
    verified = decided("phase 1", "verified", "2024-03-12 09:00", by="mission")
    agreement = northland(PHASED)
    assert duties_of(agreement, "2024-03-20").slots("ban") == []
    found = duties_of(agreement, "2024-03-20", [verified])
    assert found.times("ban")[0] == ("03-12 09:00", "03-13 00:00")


def test_a_recorded_begin_and_end_of_a_phase_decide():
    begins = decided("phase 1", "begins", "2024-03-05 09:00")
    ends = decided("phase 1", "ends", "2024-03-06 09:00")
    text = "[ban] In phase 1, northland must not attack in valley."
    found = duties_of(northland(text), "2024-03-20", [begins, ends])
    assert found.times("ban")[-1] == ("03-05 09:00", "03-06 09:00")


def test_a_phase_that_a_ruling_ends_cuts_the_floor_of_its_day_and_ends_the_rest():
    text = "[aid] In phase 1, northland must admit at least 9 aid trucks into valley each day."
    ends = decided("phase 1", "ends", "2024-03-05 02:00")
    found = duties_of(northland(text), "2024-03-20", [ends])
    assert found.slots("aid") == [f"2024-03-0{n}" for n in range(1, 6)] + ["whole"]
    assert [row.cut_at for row in found.of("aid")] == [None] * 4 + [at("2024-03-05 02:00"), None]
    assert found.n("aid")[-1] == ("whole", 36, 36)


@pytest.mark.parametrize(
    ("when", "closes"),
    [("", "03-11 00:00"), (" by day 8", "03-09 00:00"), (" by the end of phase 1", "03-11 00:00")],
)
def test_a_phase_that_a_ruling_ends_cuts_what_was_not_due_yet(when, closes):
    text = f"[free] In phase 1, southland must release at least 9 prisoners{when}."
    ends = decided("phase 1", "ends", "2024-03-05 02:00")
    found = duties_of(northland(text), "2024-03-20", [ends])
    row = found.of("free")[0]
    assert (found.local(row.closes_at), found.local(row.cut_at)) == (closes, "03-05 02:00")


def test_a_phase_without_a_written_end_that_a_ruling_ends_cuts_what_is_asked_in_it():
    text = (
        "[two] Phase 2 begins at the start of day 3.\n"
        "[free] In phase 2, southland must release at least 9 prisoners."
    )
    ends = decided("phase 2", "ends", "2024-03-05 02:00")
    row = duties_of(northland(text), "2024-03-20", [ends]).of("free")[0]
    assert row.cut_at == at("2024-03-05 02:00")


def test_what_was_due_before_a_ruling_ends_the_phase_stays_due():
    text = "[free] In phase 1, southland must release at least 9 prisoners by day 3."
    ends = decided("phase 1", "ends", "2024-03-05 02:00")
    row = duties_of(northland(text), "2024-03-20", [ends]).of("free")[0]
    assert row.cut_at is None


def test_an_end_of_a_phase_that_was_ruled_before_a_day_began_cuts_nothing_of_it():
    text = "[aid] In phase 1, northland must admit at least 9 aid trucks into valley each day."
    ends = decided("phase 1", "ends", "2024-03-05 02:00", recorded_at=at("2024-03-04 09:00"))
    found = duties_of(northland(text), "2024-03-20", [ends])
    assert [row.cut_at for row in found.of("aid")] == [None] * 6


def test_a_ruling_that_says_again_when_a_phase_ended_changes_nothing():
    text = "[aid] In phase 1, northland must admit at least 9 aid trucks into valley each day."
    first = decided("phase 1", "ends", "2024-03-05 02:00", recorded_at=at("2024-03-04 09:00"))
    again = decided("phase 1", "ends", "2024-03-05 02:00", recorded_at=at("2024-03-06 09:00"))
    found = duties_of(northland(text), "2024-03-20", [first, again])
    assert [row.cut_at for row in found.of("aid")] == [None] * 6


def test_a_phase_that_begins_with_the_end_of_another_is_asked_from_a_ruling_on():
    text = (
        "[two] Phase 2 begins at the end of phase 1.\n"
        "[aid] In phase 2, northland must admit at least 9 aid trucks into valley each day."
    )
    ends = decided("phase 1", "ends", "2024-03-05 02:00")
    found = duties_of(northland(text), "2024-03-20", [ends])
    assert found.slots("aid")[0] == "2024-03-05"
    assert {row.cut_at for row in found.of("aid")} == {None}


def test_a_day_of_which_a_phase_has_only_part_asks_for_its_whole_number_only_possibly():
    text = (
        "[two] Phase 2 begins at 20:00 on day 3.\n"
        "[end] Phase 2 ends at 02:00 on day 6.\n"
        "[aid] In phase 2, northland must admit at least 9 aid trucks into valley each day."
    )
    rows = duties_of(northland(text), "2024-03-20").of("aid")
    assert [(row.slot, row.is_certain) for row in rows] == [
        ("2024-03-03", False), ("2024-03-04", True), ("2024-03-05", True), ("2024-03-06", False),
        ("whole", True),
    ]  # fmt: skip
    assert rows[-1].n_low == 18


def test_the_day_of_entry_and_days_with_a_time_of_day_are_asked_for_certain():
    text = "[aid] Northland must admit at least 9 aid trucks into valley by 16:00 each day."
    rows = duties_of(northland(text), "2024-03-20").of("aid")
    assert all(row.is_certain for row in rows)


def test_phases_that_wait_for_each_other_are_a_problem():
    text = (
        "[one] Phase 7 begins at the end of phase 8.\n"
        "[two] Phase 8 begins at the end of phase 7.\n"
        "[three] Phase 7 ends at the start of phase 8.\n"
        "[four] Phase 8 ends at the start of phase 7.\n"
        "[ban] In phase 7, northland must not attack in valley."
    )
    with pytest.raises(AgreementError, match="wait for each other"):
        duties_of(northland(text), "2024-03-20")


# ---- extensions by a measure (5.7) ----


def test_days_certainly_earned_are_in_force_and_others_only_possibly():
    agreement = northland(AID + "\n" + BAN + "\n" + MORE)
    found = duties_of(agreement, known=Known({"more": Earned(1, 3)}))
    days = [(row.slot, row.is_certain) for row in found.of("aid")]
    assert days[-4:] == [
        ("2024-03-31", True), ("2024-04-01", False), ("2024-04-02", False), ("whole", True),
    ]  # fmt: skip
    assert found.n("aid")[-1] == ("whole", 31 * 9, 31 * 9)


def test_the_last_day_certainly_in_force_may_be_longer():
    agreement = northland(BAN + "\n" + MORE)
    found = duties_of(agreement, known=Known({"more": Earned(0, 1)}))
    last, possible = found.of("ban")[-3:-1]
    measure = found.measure(last)
    assert (last.slot, last.is_certain) == ("2024-03-31", True)
    assert (found.local(measure.ends_at), found.local(measure.may_end_at)) == (
        "03-31 06:00",
        "04-01 00:00",
    )
    assert (possible.slot, possible.is_certain) == ("2024-04-01", False)


def test_a_floor_by_the_end_has_an_imprecise_deadline():
    agreement = northland("[free] Southland must release at least 9 prisoners by the end.\n" + MORE)
    found = duties_of(agreement, known=Known({"more": Earned(1, 2)}))
    measure = found.measure(found.of("free")[0])
    assert (found.local(measure.ends_at), found.local(measure.may_end_at)) == (
        "04-01 06:00",
        "04-02 06:00",
    )
    assert found.times("free") == [("03-01 06:00", "04-02 06:00")]


def test_the_later_of_what_was_earned_and_what_was_agreed_counts():
    front = "amendments: [{on: 2024-03-20, in force until: 2024-04-02 06:00}]"
    agreement = northland(BAN + "\n" + MORE, front)
    assert (
        duties_of(agreement, known=Known({"more": Earned(1, 1)})).slots("ban")[-2] == "2024-04-02"
    )
    assert (
        duties_of(agreement, known=Known({"more": Earned(4, 4)})).slots("ban")[-2] == "2024-04-04"
    )


def test_the_cap_of_an_extension_holds():
    agreement = northland(BAN + "\n" + MORE)
    assert (
        duties_of(agreement, known=Known({"more": Earned(99, 99)})).slots("ban")[-2] == "2024-04-05"
    )


def test_a_gate_measures_from_entry_to_the_end_certain_and_possible():
    gates = build_gates(setting_of(northland(MORE), known=Known({"more": Earned(1, 2)})))
    measure = gates.duties.rows.measures[0]
    assert measure.begins_at == at("2024-03-01 06:00")
    assert (measure.ends_at, measure.may_end_at) == (at("2024-04-01 06:00"), at("2024-04-02 06:00"))
    assert gates.duties.bearers[measure.bearer_id] == ("southland",)
    assert gates.duties.facts(1, 0, measure.bearer_id).clause == "more"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"certain": 59, "possible": 61, "alleged": 80}, Earned(0, 1)),
        ({"certain": 75, "possible": None, "alleged": 85}, Earned(2, 3)),
        ({"certain": 200, "possible": 200, "alleged": 200}, Earned(5, 5)),
        ({"certain": 10, "possible": 10, "alleged": 99}, Earned(0, 0)),
        # Dozens: nobody says how many at most. And nobody told of anything.
        ({"certain": 61, "possible": None, "alleged": 61, "n_high": None}, Earned(1, 5)),
        ({"certain": 0, "possible": None, "alleged": 0, "n_high": None}, Earned(0, 0)),
    ],
)
def test_full_tens_beyond_fifty_earn_days(row, expected):
    agreement = northland(MORE)
    gates = build_gates(setting_of(agreement))
    row = {"clause_no": 1, "n_high": 0, **row}
    assert read_earned(agreement, gates, [row]) == {"more": expected}


def test_what_earns_without_a_cap_and_without_a_number_reaches_out_of_sight():
    text = MORE.partition(", at most")[0] + "."
    gates = build_gates(setting_of(northland(text), as_of=at("2024-05-20 00:00")))
    row = {"clause_no": 1, "certain": 1, "possible": None, "alleged": 1, "n_high": None}
    assert 50 < read_earned(northland(text), gates, [row])["more"].possible < 1000


def test_extensions_are_judged_until_nothing_changes():
    asked = []

    def judge(duties):
        end = duties.rows.measures[0].ends_at
        asked.append(end)
        # Ten more are released on each day that is added.
        amount = 60 + 10 * round((end - at("2024-03-31 06:00")) / 86_400_000_000)
        told = dict.fromkeys(("certain", "possible", "alleged", "n_high"), amount)
        return [{"clause_no": 1, **told}]

    assert settle(northland(MORE), judge)[0].earned == {"more": Earned(5, 5)}
    assert len(asked) == 6


def test_without_an_extension_nothing_is_judged():
    assert settle(northland(BAN), judge=None)[0] == Known()


# ---- decisions ----


def test_rulings_become_decisions_and_those_on_reports_are_left_out():
    rows = [
        {"subject": "[Free]", "says": "breached", "begins": None, "ends": None, "recorded_at": 7,
         "by": "council", "bearer": "Southland"},
        {"subject": "un:r1", "says": "excepted", "begins": None, "ends": None, "recorded_at": 8,
         "by": "council", "bearer": None},
    ]  # fmt: skip
    assert decisions_of(rows) == (
        Decision("free", "breached", None, None, 7, "council", "southland"),
    )
