"""Boards of what ends, or begins to be permitted, before or after it was set to."""

# ruff: noqa: E501 - a row reads better on one line
from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import write_case

from servanda import api

AGREEMENT = """\
---
title: A truce in phases (made up)
parties: {northland: Northland, southland: Southland}
third parties: {mission: The mission}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 10 days}
areas: {valley: The valley}
phases: {phase 2: The second}
%s
---
# Truce

```terms
%s
```
"""
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Relief Agency,ngo,none,,of neither party,
watch,Watch,ngo,none,,of neither party,
south,Southland,party,southland,,itself,
north,Northland,party,northland,,itself,
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,admit,aid truck,truck,valley,2024-03-01,,at the gate,2024-03-01
agency,counts,release,prisoner,person,,2024-03-01,,at the gate,2024-03-01
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area,recipient,of,stance\n"
RULING = "ruling,subject,says,begins,ends,by,reason,recorded_at,bearer\n"


def verdicts(
    folder: Path, terms: str, as_of: str, *, front: str = "", reports: str = "", rulings: str = ""
) -> dict[str, tuple[str, str]]:
    """Return the day of March (or name of the slot) to the verdict on a board and its reason."""
    tables = {"sources": SOURCES, "coverage": COVERAGE, "reports": HEAD + reports,
              "rulings": RULING + rulings}  # fmt: skip
    write_case(folder, AGREEMENT % (front, terms), tables)
    board = api.assess(api.read(folder), as_of=as_of, explained=False)
    return {f.slot.removeprefix("2024-03-"): (f.verdict, f.reason) for f in board.findings}


# ---- a phase that a ruling ends (1.6) ----

PHASE_2 = (
    "a,phase 2,begins,2024-03-02,,Commission,agreed,2024-03-02,\n"
    "b,phase 2,ends,2024-03-04 02:00,,Commission,agreed,2024-03-04 02:00,\n"
)


def test_a_day_of_a_phase_that_a_ruling_ended_is_not_asked_whole(tmp_path: Path):
    found = verdicts(
        tmp_path,
        "[aid] In phase 2, northland must admit at least 100 aid trucks into valley each day.",
        "2024-03-12",
        reports="r,agency,2024-03-05,2024-03-04,,tally,northland,admit,aid truck,20,truck,valley,,,\n",
        rulings=PHASE_2,
    )
    assert found["04"] == ("ended", "")


def test_what_was_not_due_when_a_ruling_ended_the_phase_is_no_breach(tmp_path: Path):
    none = (
        "r,agency,2024-03-11,2024-03-01,2024-03-10,tally,southland,release,prisoner,0,person,,,,\n"
    )
    for until in ("", " by day 8"):
        text = f"[free] In phase 2, southland must release at least 3 prisoners{until}."
        found = verdicts(tmp_path, text, "2024-03-12", reports=none, rulings=PHASE_2)
        assert found == {"": ("ended", "")}


# ---- a phase that an act ends, and what is due at the end of a phase (1.6) ----

UNTIL_RELEASE = (
    "[one] Phase 2 begins at the start of day 2.\n"
    "[end] Phase 2 ends when southland releases hostages.\n"
)
FREE = "[free] In phase 2, southland must release at least 3 prisoners%s."
NO_PRISONERS = (
    "z,agency,2024-03-11,2024-03-01,2024-03-10,tally,southland,release,prisoner,0,person,,,,\n"
)
HOSTAGES = "s,%s,2024-03-06,2024-03-05 10:00,,event,southland,release,hostage,3,person,,,,\n"


@pytest.mark.parametrize(
    ("until", "told", "found"),
    [
        ("", "", ("violated", "")),
        ("", HOSTAGES % "agency", ("ended", "")),
        (" by day 8", HOSTAGES % "agency", ("ended", "")),
        (" by day 4", HOSTAGES % "agency", ("violated", "")),
        # Its own word does not prove that it has ended, but it may have.
        ("", HOSTAGES % "south", ("disputed", "condition")),
    ],
)
def test_what_was_not_due_when_an_act_ended_the_phase_is_no_breach(
    tmp_path: Path, until: str, told: str, found: tuple[str, str]
):
    reports = NO_PRISONERS + told
    board = verdicts(tmp_path, UNTIL_RELEASE + FREE % until, "2024-03-12", reports=reports)
    assert board[""] == found


SWAP = "[swap] In phase 2, southland must release at least 3 prisoners for every 1 detainee that northland releases%s."
REPLY = (
    "[map] In phase 2, when northland complains, southland must release at least 3 prisoners %s."
)
CALLED = (
    "c,agency,2024-03-03,2024-03-02 12:00,,event,northland,complain,,,,,,,\n"
    "d,agency,2024-03-03,2024-03-02 12:00,,event,northland,release,detainee,1,person,,,,\n"
)


@pytest.mark.parametrize(
    ("sentence", "is_ruled", "verdict"),
    [
        (SWAP % "", True, "ended"),
        (SWAP % " within 2 days", True, "violated"),
        # An act comes at an instant that is not known exactly, and totals are not cut in two.
        (SWAP % "", False, "disputed"),
        (REPLY % "by the end of phase 2", True, "ended"),
        (REPLY % "by the end of phase 2", False, "ended"),
        (REPLY % "within 2 days", True, "violated"),
        (REPLY % "within 2 days", False, "violated"),
    ],
)
def test_what_is_due_with_the_end_of_a_phase_lapses_where_that_was_not_set(
    tmp_path: Path, sentence: str, is_ruled: bool, verdict: str
):
    terms, rulings = UNTIL_RELEASE + sentence, ""
    if is_ruled:
        terms, rulings = sentence, PHASE_2.replace("03-04 02:00", "03-05 10:01")
    reports = NO_PRISONERS + CALLED + HOSTAGES % "agency"
    board = verdicts(tmp_path, terms, "2024-03-12", reports=reports, rulings=rulings)
    assert [found for found, _ in board.values()] == [verdict]


# ---- what is permitted only possibly (5.5, 5.8) ----


def test_what_is_permitted_in_a_phase_that_perhaps_began_is_at_most_disputed(tmp_path: Path):
    terms = (
        "[calm] Northland must not attack in valley.\n"
        "[may] In phase 2, northland may attack in valley.\n"
        "[ph] Phase 2 begins when southland releases prisoners."
    )
    attack = "r,agency,2024-03-07,2024-03-06 12:00,,event,northland,attack,,,,valley,,,\n"
    released = "s,%s,2024-03-05,2024-03-04 10:00,,event,southland,release,prisoner,3,person,,,,\n"
    judged = [
        verdicts(tmp_path, terms, "2024-03-12", reports=attack + told).get("06")
        for told in ("", released % "south", released % "agency")
    ]
    assert judged == [("violated", ""), ("disputed", "condition"), None]


def test_permissions_that_begin_at_different_times_each_permit_from_then_on(tmp_path: Path):
    terms = (
        "[calm] Northland must not attack or fly over valley.\n"
        "[fly] From day 3, northland may fly over valley.\n"
        "[war] From day 5, northland may attack in valley."
    )
    done = "".join(
        f"{act}{day},agency,2024-03-11,2024-03-{day:02} 12:00,,event,northland,{act},,,,valley,,,\n"
        for act, day in (("fly", 2), ("fly", 3), ("attack", 4), ("fly", 6), ("attack", 6))
    )
    found = verdicts(tmp_path, terms, "2024-03-12", reports=done)
    broken = {day for day, (verdict, _) in found.items() if verdict == "violated"}
    assert broken - {"whole"} == {"02", "04"}


def test_what_is_perhaps_suspended_is_at_most_disputed_for_the_condition(tmp_path: Path):
    terms = (
        "[free] Southland must release at least 9 prisoners by day 8.\n"
        "[calm] Northland must not attack in valley.\n"
        "[tie] If [free] is found breached, [calm] is suspended until southland releases prisoners."
    )
    breach = "a,free,breached,2024-03-02,,Commission,agreed,2024-03-02,\n"
    attack = "r,agency,2024-03-07,2024-03-06 12:00,,event,northland,attack,,,,valley,,,\n"
    released = (
        "s,south,2024-03-05,2024-03-04 10:00,,event,southland,release,prisoner,3,person,,,,\n"
    )
    found = verdicts(tmp_path, terms, "2024-03-12", reports=attack + released, rulings=breach)
    assert found["06"] == ("disputed", "condition")


# ---- an end that an act brings about (5.7) ----

LEAVE = "[leave] The agreement ends 2 days after a party gives notice to the mission.\n"
CALM = "[calm] Northland must not attack in valley."
ATTACK = "r,agency,2024-03-09,2024-03-08 12:00,,event,northland,attack,,,,valley,,,\n"
NOTICE = "n,%s,2024-03-05,2024-03-04 10:00,,event,northland,give notice,,,,,mission,,\n"
DENIED = "d,watch,2024-03-05,2024-03-04,,,,give notice,,,,,,n,denies\n"
RULED = "a,agreement,gives notice,2024-03-04,,Commission,it was given,2024-03-04,northland\n"


def test_a_ruling_that_notice_was_given_ends_the_agreement(tmp_path: Path):
    found = verdicts(tmp_path, LEAVE + CALM, "2024-03-12", reports=ATTACK, rulings=RULED)
    assert max(day for day in found if day != "whole") == "06"


@pytest.mark.parametrize("told", [NOTICE % "agency" + DENIED, NOTICE % "north"])
def test_after_a_notice_that_was_perhaps_given_nothing_is_a_breach_for_certain(
    tmp_path: Path, told: str
):
    found = verdicts(tmp_path, LEAVE + CALM, "2024-03-12", reports=ATTACK + told)
    assert found["08"] == ("disputed", "condition")
    assert found["05"] == ("not verifiable", "")


def test_after_a_notice_that_somebody_told_soundly_nothing_is_asked(tmp_path: Path):
    found = verdicts(tmp_path, LEAVE + CALM, "2024-03-12", reports=ATTACK + NOTICE % "agency")
    assert "08" not in found


def test_a_floor_lapses_for_certain_or_perhaps_with_the_notice(tmp_path: Path):
    text = LEAVE + "[free] Southland must release at least 3 prisoners."
    none = (
        "z,agency,2024-03-11,2024-03-01,2024-03-10,tally,southland,release,prisoner,0,person,,,,\n"
    )
    judged = [
        verdicts(tmp_path, text, "2024-03-12", reports=none + told)[""]
        for told in ("", NOTICE % "north", NOTICE % "agency")
    ]
    assert judged == [("violated", ""), ("disputed", "condition"), ("ended", "")]


def test_a_day_on_which_the_agreement_ended_by_an_act_is_not_asked_whole(tmp_path: Path):
    text = (
        "[leave] The agreement ends when a party gives notice to the mission.\n"
        "[aid] Northland must admit at least 100 aid trucks into valley each day."
    )
    none = "r,agency,2024-03-05,2024-03-%s,,tally,northland,admit,aid truck,20,truck,valley,,,\n"
    reports = none % "03" + none % "04" + NOTICE % "agency"
    found = verdicts(tmp_path, text, "2024-03-12", reports=reports)
    assert (found["03"], found["04"]) == (("violated", ""), ("ended", ""))
    assert "05" not in found


def test_who_agreed_on_a_later_end_after_the_notice_goes_on(tmp_path: Path):
    front = "amendments: [{on: 2024-03-05 12:00, in force until: 2024-03-20 00:00}]"
    reports = ATTACK + NOTICE % "agency"
    found = verdicts(tmp_path, LEAVE + CALM, "2024-03-12", front=front, reports=reports)
    assert found["08"] == ("violated", "")


def test_a_reply_that_may_have_lapsed_with_the_notice_is_a_breach_only_possibly(tmp_path: Path):
    text = (
        LEAVE + "[reply] When southland attacks, northland must release a prisoner within 24 hours."
    )
    raid = "x%s,agency,2024-03-09,2024-03-0%s 12:00,,event,southland,attack,,,,valley,,,\n"
    none = (
        "z,agency,2024-03-11,2024-03-01,2024-03-10,tally,northland,release,prisoner,0,person,,,,\n"
    )
    reports = "".join(raid % (day, day) for day in (2, 6, 8)) + none
    judged = [
        verdicts(tmp_path, text, "2024-03-12", reports=reports + told)
        for told in ("", NOTICE % "north", NOTICE % "agency")
    ]
    assert [[word for _, (word, _) in sorted(found.items())] for found in judged] == [
        ["violated", "violated", "violated"],
        ["violated", "disputed", "disputed"],
        ["violated", "ended"],
    ]


CONSENTS = "".join(
    f"c{who},agreement,consents,2024-03-05,,Commission,agreed,2024-03-05,{who}\n"
    for who in ("northland", "southland")
)


def test_notice_in_a_later_term_ends_that_term(tmp_path: Path):
    renewed = "[renew] The agreement renews for 10 days if each party consents before the end.\n"
    attack = ATTACK.replace("03-09", "03-19").replace("03-08", "03-18")
    notice = NOTICE.replace("03-05", "03-15").replace("03-04", "03-14") % "agency"
    for told, expected in (("", ("violated", "")), (notice, None)):
        found = verdicts(
            tmp_path, renewed + LEAVE + CALM, "2024-03-20", reports=attack + told, rulings=CONSENTS
        )
        assert found.get("18") == expected
        assert "16" in found


def test_where_each_must_consent_the_ruling_on_one_ends_nothing(tmp_path: Path):
    leave = "[leave] The agreement ends when each party consents.\n"
    for rulings, last in ((CONSENTS, "04"), (CONSENTS.splitlines()[0] + "\n", "10")):
        found = verdicts(tmp_path, leave + CALM, "2024-03-20", rulings=rulings)
        assert max(day for day in found if day != "whole") == last


# ---- what was agreed after the end (5.7) ----

LATE = {"front": "amendments: [{on: 2024-03-13 12:00, in force until: 2024-03-20 00:00}]"}
RULED_LATE = {
    "rulings": "a,agreement,extended,2024-03-13 12:00,2024-03-20,Commission,agreed,2024-03-13,\n"
}


@pytest.mark.parametrize("longer", [LATE, RULED_LATE])
def test_nobody_is_bound_after_the_end_before_a_later_end_was_agreed(tmp_path: Path, longer):
    attack = "r%s,agency,2024-03-14,2024-03-%s,,event,northland,attack,,,,valley,,,\n"
    reports = attack % ("a", "12 12:00") + attack % ("b", "13 11:00") + attack % ("c", "14 09:00")
    found = verdicts(tmp_path, CALM, "2024-03-16", reports=reports, **longer)
    assert "11" not in found
    assert "12" not in found
    assert (found["10"][0], found["13"][0]) == ("not verifiable", "not verifiable")
    assert found["14"] == ("violated", "")


@pytest.mark.parametrize("longer", [LATE, RULED_LATE])
def test_no_day_is_asked_after_the_end_before_a_later_end_was_agreed(tmp_path: Path, longer):
    text = "[aid] Northland must admit at least 100 aid trucks into valley each day."
    none = "r%s,agency,2024-03-15,2024-03-%s,,tally,northland,admit,aid truck,0,truck,valley,,,\n"
    reports = "".join(none % (day, day) for day in (10, 11, 12, 13, 14))
    found = verdicts(tmp_path, text, "2024-03-16", reports=reports, **longer)
    assert found["10"] == found["14"] == ("violated", "")
    assert found["13"] == ("ended", "")
    assert not found.keys() & {"11", "12"}


def test_who_agreed_before_the_end_is_bound_throughout(tmp_path: Path):
    attack = "r,agency,2024-03-14,2024-03-12 12:00,,event,northland,attack,,,,valley,,,\n"
    told = "a,agreement,extended,2024-03-10,2024-03-20,Commission,agreed,2024-03-13,\n"
    front = LATE["front"].replace("03-13", "03-10")
    for longer in ({"rulings": told}, {"front": front}):
        found = verdicts(tmp_path, CALM, "2024-03-16", reports=attack, **longer)
        assert found["12"] == ("violated", "")


def test_what_an_extension_had_prolonged_by_then_had_not_ended(tmp_path: Path):
    more = (
        "[more] For every 10 prisoners that southland releases, the agreement is extended by"
        " 1 day, at most 5 days in total.\n"
    )
    freed = "s,agency,2024-03-05,2024-03-04 10:00,,event,southland,release,prisoner,50,person,,,,\n"
    attack = "r,agency,2024-03-14,2024-03-12 12:00,,event,northland,attack,,,,valley,,,\n"
    for told, expected in ((freed, ("violated", "")), ("", None)):
        found = verdicts(tmp_path, more + CALM, "2024-03-16", reports=attack + told, **LATE)
        assert found.get("12") == expected


def test_what_continues_after_the_end_knows_no_gap(tmp_path: Path):
    attack = "r,agency,2024-03-14,2024-03-12 12:00,,event,northland,attack,,,,valley,,,\n"
    text = CALM + "\n[last] [calm] continues after the end of the agreement."
    found = verdicts(tmp_path, text, "2024-03-16", reports=attack, **LATE)
    assert found["12"] == ("violated", "")


def test_who_agreed_after_the_notice_had_ended_it_is_bound_from_then_on(tmp_path: Path):
    front = "amendments: [{on: 2024-03-08 06:00, in force until: 2024-03-20 00:00}]"
    early = ATTACK.replace("r,", "q,").replace("03-08", "03-07")
    reports = ATTACK + early + NOTICE % "agency"
    found = verdicts(tmp_path, LEAVE + CALM, "2024-03-12", front=front, reports=reports)
    assert "07" not in found
    assert found["08"] == ("violated", "")


# ---- extensions that are earned by nobody knows how many (5.7) ----

MORE = (
    "[calm] Northland must not attack in valley.\n"
    "[more] For every 10 hostages that southland releases, the agreement is extended by 1 day, at most 2 days in total."
)
LATE_ATTACK = "a1,agency,2024-03-11,2024-03-11 12:00,,event,northland,attack,,,,valley,,,\n"


@pytest.mark.parametrize(
    ("quantity", "found"),
    [
        ("10", ("violated", "")),
        ("9", None),
        ("dozens", ("disputed", "condition")),
        ("at least 10", ("violated", "")),
    ],
)
def test_what_dozens_may_have_earned_is_possibly_in_force(
    tmp_path: Path, quantity: str, found: tuple[str, str] | None
):
    released = f"h1,agency,2024-03-03,2024-03-03 12:00,,event,southland,release,hostage,{quantity},person,,,,\n"
    board = verdicts(tmp_path, MORE, "2024-03-20", reports=released + LATE_ATTACK)
    assert board.get("11") == found
