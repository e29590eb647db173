"""What an amendment brings: known from when it was agreed, and counted from then on (5.7.1)."""
from tests.unit.agreement.pauses import duties_of, northland

from servanda.agreement.schedule import schedule_of

AID = "[aid] Northland must admit at least 9 aid trucks into valley each day."
UNLOADED = "[aid/unloaded] reading of [aid]: count offload instead of admit."
BAN = "[ban] Northland must not attack in valley."
BEFORE, LATER = "2024-03-09 11:59", "2024-03-20"


def amended(sentences, *labels):
    """Return the truce of the valley with clauses that were agreed on 9 March, 12:00."""
    front = f"amendments: [{{on: 2024-03-09 12:00, text: [{', '.join(labels)}]}}]"
    return northland(sentences, front)


def readings(found, label, reading):
    return [row.slot for row in found.of(label, reading=reading)]


# ---- readings ----


def test_a_reading_is_on_no_board_before_it_was_agreed():
    agreement = amended(f"{AID}\n{UNLOADED}", "aid/unloaded")
    assert readings(duties_of(agreement, BEFORE), "aid", "unloaded") == []
    assert duties_of(agreement, BEFORE).slots("aid")[0] == "2024-03-01"


def test_under_a_reading_counts_what_was_done_after_it_was_agreed():
    agreement = amended(f"{AID}\n{UNLOADED}", "aid/unloaded")
    found = duties_of(agreement, LATER)
    assert readings(found, "aid", "unloaded")[0] == "2024-03-09"
    assert found.local(found.of("aid", reading="unloaded")[0].opens_at) == "03-09 12:00"
    assert found.slots("aid")[0] == "2024-03-01"


def test_a_reading_of_a_prohibition_forbids_nothing_before_it_was_agreed():
    text = BAN + '\n[ban/wide] reading of [ban]: "From day 2, northland must not attack."'
    found = duties_of(amended(text, "ban/wide"), LATER)
    assert readings(found, "ban", "wide")[0] == "2024-03-09"
    assert found.local(found.of("ban", reading="wide")[0].opens_at) == "03-09 12:00"


def test_a_reading_keeps_its_number_before_another_was_agreed():
    text = f"{AID}\n{UNLOADED}\n[aid/zone] reading of [aid]: count enter instead of admit."
    agreement = amended(text, "aid/unloaded")
    numbers = [
        {row.reading_no for row in duties_of(agreement, at).of("aid", reading="zone")}
        for at in (BEFORE, LATER)
    ]
    assert numbers[0] == numbers[1] == {2}


# ---- what is shown of clauses that nobody knows yet ----


def test_a_clause_that_is_not_known_yet_is_named_with_the_reason():
    agreement = amended(f"{AID}\n[stop] The agreement ends at the end of day 20.", "aid", "stop")
    found = duties_of(agreement, BEFORE)
    assert found.why("aid").startswith("an amendment brought it")
    assert found.why("stop").startswith("an amendment brought it")
    assert list(found.tables.order) == ["aid", "stop"]


def test_the_calendar_leaves_out_what_is_not_known_yet():
    agreement = amended(f"{AID}\n{BAN}", "aid")
    day_8 = duties_of(agreement).of("aid")[0].opens_at - 86_400_000_000
    assert {d.clause for d in schedule_of(agreement, as_of=day_8).duties} == {"ban"}
    assert {d.clause for d in schedule_of(agreement).duties} == {"aid", "ban"}
