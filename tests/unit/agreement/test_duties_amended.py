"""What an amendment brings: known from when it was agreed, and counted from then on (5.7.1)."""

from tests.unit.agreement.pauses import at, decided, duties_of, northland

from servanda.agreement.anchors import Anchor, Moments
from servanda.agreement.duties import setting_of
from servanda.agreement.extensions import build_gates
from servanda.agreement.life import Earned, Known
from servanda.agreement.schedule import schedule_of

AID = "[aid] Northland must admit at least 9 aid trucks into valley each day."
UNLOADED = "[aid/unloaded] reading of [aid]: count offload instead of admit."
BAN = "[ban] Northland must not attack in valley."
MORE = (
    "[more] For every 10 prisoners that southland releases beyond 50, the agreement is extended by"
    " 1 day, at most 5 days in total."
)
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


# ---- permissions (5.8) ----

MAY = "[may] Northland may attack in valley."
WEST = "[may] Northland may attack in west."
DAYS = [f"2024-03-0{n}" for n in range(1, 10)]


def areas(found, label):
    """Return the phrases of place of the first row of a line."""
    row = found.of(label)[0]
    return [place.areas for place in found.tables.sites[found.measure(row).site_id]]


def test_what_is_permitted_later_is_forbidden_until_then():
    agreement = amended(f"{BAN}\n{MAY}", "may")
    assert len(duties_of(agreement, BEFORE).slots("ban")) == 32
    found = duties_of(agreement, LATER)
    assert found.slots("ban") == [*DAYS, "whole"]
    assert found.times("ban")[-2] == ("03-09 00:00", "03-09 12:00")
    assert found.slots("ban.2") == []


def test_what_is_permitted_later_in_one_place_is_forbidden_elsewhere_from_then_on():
    found = duties_of(amended(f"{BAN}\n{WEST}", "may"), LATER)
    assert found.slots("ban") == [*DAYS, "whole"]
    assert found.times("ban.2")[0] == ("03-09 12:00", "03-10 00:00")
    assert (areas(found, "ban"), areas(found, "ban.2")) == ([("valley",)], [("valley",), ("west",)])


def test_a_permission_agreed_before_entry_holds_from_the_first_day():
    front = "amendments: [{on: 2024-02-28, text: [may]}]"
    assert duties_of(northland(f"{BAN}\n{MAY}", front), LATER).slots("ban") == []


def test_a_permission_may_name_an_earlier_start():
    text = f"{BAN}\n[may] From day 5, northland may attack in valley."
    assert duties_of(amended(text, "may"), BEFORE).slots("ban")[-2] == "2024-03-31"
    assert duties_of(amended(text, "may"), LATER).slots("ban") == [*DAYS[:4], "whole"]


def test_a_suspended_permission_permits_nothing_in_that_time():
    stop = decided("may", "suspended", "2024-03-03 12:00", ends=at("2024-03-05 06:00"))
    agreement = northland(f"{BAN}\n{MAY}")
    assert duties_of(agreement, "2024-03-03 11:59", [stop]).slots("ban") == []
    found = duties_of(agreement, LATER, [stop])
    assert found.times("ban") == [
        ("03-03 12:00", "03-04 00:00"),
        ("03-04 00:00", "03-05 00:00"),
        ("03-05 00:00", "03-05 06:00"),
        ("03-03 12:00", "03-05 06:00"),
    ]


def test_a_permission_suspended_for_one_party_holds_for_the_other():
    text = "[ban] Each party must not attack in valley.\n[may] Each party may attack in valley."
    stop = decided("may", "suspended", "2024-03-03 00:00", bearer="north")
    found = duties_of(northland(text), LATER, [stop])
    assert found.slots("ban", "northland")[0] == "2024-03-03"
    assert found.slots("ban", "southland") == []


def test_permissions_of_one_amendment_are_taken_out_together():
    text = f"{BAN}\n{WEST}\n[may2] Northland may attack in east."
    found = duties_of(amended(text, "may", "may2"), LATER)
    assert found.slots("ban") == [*DAYS, "whole"]
    assert areas(found, "ban.2") == [("valley",), ("west",), ("east",)]


def test_permissions_at_different_times_are_each_taken_out_of_their_time():
    text = f"{BAN}\n{WEST}\n[may2] Northland may attack in east."
    stop = decided("may2", "suspended", "2024-03-03", ends=at("2024-03-05"))
    found = duties_of(amended(text, "may"), LATER, [stop])
    # Nothing is permitted while [may2] is suspended, and no act of [may] before it was agreed.
    assert found.slots("ban") == ["2024-03-04", "2024-03-05", "whole"]
    assert found.slots("ban.3")[:4] == ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-06"]
    assert found.slots("ban.4")[0] == "2024-03-09"
    assert areas(found, "ban.3") == [("valley",), ("east",)]
    assert areas(found, "ban.4") == [("valley",), ("west",), ("east",)]


def test_more_than_three_permissions_at_different_times_are_not_taken_out_yet():
    starts = "\n".join(
        f"[m{day}] From day {day}, northland may attack in west." for day in range(3, 7)
    )
    why = duties_of(northland(f"{BAN}\n{starts}"), LATER).why("ban")
    assert why == "more than three permissions that hold at different times are not taken out yet"


def test_a_permission_of_some_acts_in_one_place_is_taken_out_from_when_it_was_agreed():
    text = (
        "[ban] Each party must not fly aircraft over valley.\n"
        "[may] Northland may fly drones over east."
    )
    found = duties_of(amended(text, "may"), LATER)
    assert found.slots("ban", "northland") == [*DAYS, "whole"]
    assert (areas(found, "ban.2"), areas(found, "ban.3")) == (
        [("valley",), ("east",)],
        [("valley",), ("east",)],
    )


def test_what_is_perhaps_permitted_again_is_forbidden_only_possibly():
    text = (
        "[free] Southland must release at least 9 prisoners by day 20.\n"
        f"{BAN}\n{MAY}\n"
        "[tie] If [free] is found breached, [may] is suspended until southland releases prisoners."
    )
    breach = decided("free", "breached", "2024-03-03 12:00", bearer="southland")
    agreement, known = northland(text), Known()
    assert len(duties_of(agreement, LATER, [breach], known=known).of("ban")) == 30
    perhaps = Anchor(at("2024-03-08 12:00"), at("2024-03-05 00:00"))
    asked = dict.fromkeys(known.moments.asked, perhaps)
    found = duties_of(agreement, LATER, [breach], known=Known(moments=Moments(asked)))
    assert [(row.slot, row.is_certain) for row in found.of("ban")] == [
        ("2024-03-03", True),
        ("2024-03-04", True),
        ("2024-03-05", False),
        ("2024-03-06", False),
        ("2024-03-07", False),
        ("2024-03-08", False),
        ("whole", True),
    ]


# ---- the end of the agreement ----


def cut_slots(found, label):
    return {row.slot: found.local(row.cut_at) for row in found.of(label) if row.cut_at}


def test_an_end_that_an_amendment_brings_is_not_known_before():
    agreement = amended(f"{AID}\n[stop] The agreement ends at 2024-03-12 12:00.", "stop")
    assert duties_of(agreement, BEFORE).slots("aid")[-2:] == ["2024-03-30", "whole"]
    found = duties_of(agreement, LATER)
    assert found.slots("aid")[-2] == "2024-03-12"
    assert cut_slots(found, "aid") == {}


def test_an_end_that_was_over_when_it_was_agreed_comes_when_it_was_agreed():
    agreement = amended(f"{AID}\n{BAN}\n[stop] The agreement ends at 2024-03-04 00:00.", "stop")
    assert duties_of(agreement, BEFORE).slots("aid")[-2:] == ["2024-03-30", "whole"]
    found = duties_of(agreement, LATER)
    assert found.slots("aid") == [*DAYS, "whole"]
    assert cut_slots(found, "aid") == {"2024-03-09": "03-09 12:00"}
    assert found.times("ban")[-2] == ("03-09 00:00", "03-09 12:00")


def test_an_amendment_cannot_shorten_to_before_it_was_agreed():
    front = "amendments: [{on: 2024-03-09 12:00, in force until: 2024-03-04 00:00}]"
    found = duties_of(northland(AID, front), LATER)
    assert cut_slots(found, "aid") == {"2024-03-09": "03-09 12:00"}


def test_the_last_day_of_an_end_that_was_set_before_it_is_asked_for_certain():
    """Day 9 counts as whole, as the last one does where nobody amended anything (1.3)."""
    front = "amendments: [{on: 2024-03-04 12:00, in force until: 2024-03-09 12:00}]"
    last, whole = duties_of(northland(AID, front), LATER).of("aid")[-2:]
    assert (last.slot, last.cut_at, last.is_certain) == ("2024-03-09", None, True)
    assert whole.closes_at == last.closes_at


def test_an_agreement_that_had_ended_is_not_ended_again_nor_prolonged_by_that():
    front = (
        "amendments: [{on: 2024-03-04 12:00, in force until: 2024-03-05 00:00},"
        " {on: 2024-03-09 12:00, text: [stop]}]"
    )
    for stop in ("2024-03-04", "2024-03-20"):
        agreement = northland(f"{AID}\n[stop] The agreement ends at {stop} 00:00.", front)
        assert duties_of(agreement, LATER).slots("aid")[-2] == "2024-03-04"


def test_an_end_after_an_act_counts_acts_from_when_it_was_agreed():
    text = f"{AID}\n[stop] The agreement ends when southland releases prisoners."
    known = Known()
    duties_of(amended(text, "stop"), LATER, known=known)
    assert {asked.begins_at for asked in known.moments.asked} == {at("2024-03-09 12:00")}


def test_an_extension_that_an_amendment_brings_counts_acts_from_when_it_was_agreed():
    agreement = amended(f"{AID}\n{MORE}", "more")
    earned = Known({"more": Earned(1, 1)})
    assert duties_of(agreement, BEFORE, known=earned).slots("aid")[-2] == "2024-03-30"
    assert duties_of(agreement, LATER, known=earned).slots("aid")[-2] == "2024-03-31"
    gates = build_gates(setting_of(agreement, as_of=at(LATER)))
    assert gates.duties.rows.measures[0].begins_at == at("2024-03-09 12:00")
    assert build_gates(setting_of(agreement, as_of=at(BEFORE))).gates == ()


def test_an_agreement_that_had_ended_is_not_extended_nor_renewed():
    front = "amendments: [{on: 2024-04-09, text: [more, again, last]}]"
    text = (
        f"{AID}\n{BAN}\n{MORE}\n[again] The agreement renews for 10 days.\n"
        "[last] [ban] continues after the end of the agreement."
    )
    found = duties_of(northland(text, front), "2024-04-20", known=Known({"more": Earned(2, 2)}))
    assert found.slots("aid")[-2] == "2024-03-30"
    assert found.slots("ban")[-2] == "2024-03-31"


def test_a_renewal_and_what_continues_are_not_known_before():
    front = "amendments: [{on: 2024-03-09 12:00, text: [again, last]}]"
    renewed = northland(f"{AID}\n[again] The agreement renews for 10 days.", front)
    assert duties_of(renewed, "2024-04-02").slots("aid")[-2] == "2024-04-09"
    lasting = northland(f"{BAN}\n[last] [ban] continues after the end of the agreement.", front)
    assert duties_of(lasting, BEFORE).slots("ban")[-2] == "2024-03-31"
    assert duties_of(lasting, LATER).slots("ban")[-2] > "2024-04-01"


def test_a_clause_starts_again_in_the_terms_that_begin_after_that_was_agreed():
    front = "amendments: [{on: 2024-04-05 12:00, text: [anew]}]"
    text = (
        "[free] Southland must release at least 9 prisoners.\n"
        "[again] The agreement renews for 10 days.\n"
        "[anew] [free] starts again in each renewal."
    )
    found = duties_of(northland(text, front), "2024-04-22")
    assert found.slots("free") == ["", "term 3", "term 4"]
    assert found.times("free")[0] == ("03-01 06:00", "04-10 06:00")


# ---- phases ----


def test_a_phase_begins_and_ends_no_sooner_than_that_was_agreed():
    text = (
        "[in] Phase 2 begins at day 5.\n[out] Phase 2 ends at day 12.\n"
        "[ban] In phase 2, northland must not attack in valley."
    )
    agreement = amended(text, "in")
    assert duties_of(agreement, BEFORE).slots("ban") == []
    assert duties_of(agreement, LATER).times("ban")[0] == ("03-09 12:00", "03-10 00:00")


# ---- suspension and release (5.5) ----

FREE = "[free] Southland must release at least 9 prisoners by day 20."
TIE = "[tie] If [free] is found breached, [ban] is suspended for 2 days."


def test_what_suspends_after_a_finding_is_not_known_before():
    agreement = amended(f"{BAN}\n{FREE}\n{TIE}", "tie")
    breach = decided("free", "breached", "2024-03-02 10:00", bearer="southland")
    assert duties_of(agreement, BEFORE, [breach]).slots("ban")[1:9] == DAYS[1:]
    found = duties_of(agreement, LATER, [breach])
    assert found.slots("ban")[:10] == [*DAYS, "2024-03-11"]
    assert found.times("ban")[8:10] == [
        ("03-09 00:00", "03-09 12:00"),
        ("03-11 12:00", "03-12 00:00"),
    ]


def test_what_is_found_after_it_was_agreed_suspends_at_once():
    agreement = amended(f"{BAN}\n{FREE}\n{TIE}", "tie")
    breach = decided("free", "breached", "2024-03-12 10:00", bearer="southland")
    found = duties_of(agreement, LATER, [breach])
    assert found.times("ban")[11] == ("03-12 00:00", "03-12 10:00")
    assert "2024-03-13" not in found.slots("ban")


def test_a_finding_that_no_longer_stood_when_it_was_agreed_suspends_nothing():
    agreement = amended(f"{BAN}\n{FREE}\n{TIE}", "tie")
    over = {"bearer": "southland", "ends": at("2024-03-05 12:00")}
    breach = decided("free", "breached", "2024-03-02 10:00", **over)
    assert len(duties_of(agreement, LATER, [breach]).slots("ban")) == 32
