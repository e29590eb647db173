"""Exchanges and balances under a suspension: totals go through it, and are no surer for that."""

# ruff: noqa: E501 - a row reads better on one line
from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.unit.assessment.folders import write_case

from servanda import api
from servanda.civil import moment_of

AGREEMENT = """\
---
title: An exchange and a pause of it (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 20 days}
areas: {valley: The valley}
---
# Exchange

```terms
%s
```
"""
SWAP = "[swap] Northland must release at least 3 prisoners for every 1 hostage that southland releases%s."
BALANCE = "[swap] Northland must never have brought in more weapons than it has taken out."
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Relief Agency,ngo,none,,of neither party,2024-02-01
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,release,prisoner,person,,2024-03-01,,at the gate,2024-03-01
agency,counts,release,hostage,person,,2024-03-01,,at the gate,2024-03-01
agency,counts,bring in,weapon,weapon,,2024-03-01,,at the gate,2024-03-01
agency,counts,take out,weapon,weapon,,2024-03-01,,at the gate,2024-03-01
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit\n"
RULING = "ruling,subject,says,begins,ends,by,reason,recorded_at,bearer\n"
PAUSE = "a,[swap],suspended,2024-03-05 00:00,2024-03-08 00:00,Commission,agreed,2024-03-05,\n"
FOR_GOOD = "a,[swap],suspended,2024-03-05 00:00,,Commission,agreed,2024-03-05,\n"


def released(day: str, who: str, whom: str, many: int) -> str:
    return f"{whom}{day},agency,2024-03-20,2024-03-{day} 12:00,2024-03-{day} 12:00,event,{who},release,{whom},{many},person\n"


NONE_GIVEN = (
    "none,agency,2024-03-20,2024-03-01,2024-03-20,tally,northland,release,prisoner,0,person\n"
)


def found(folder: Path, terms: str, rulings: str, reports: str) -> dict[str, tuple[str, str]]:
    """Return the day of March on which a check comes to its verdict and reason."""
    tables = {"sources": SOURCES, "coverage": COVERAGE, "reports": HEAD + reports,
              "rulings": RULING + rulings}  # fmt: skip
    write_case(folder, AGREEMENT % terms, tables)
    board = api.assess(api.read(folder), as_of="2024-03-30", explained=False)
    return {_day_of(f.slot): (f.verdict, f.reason) for f in board.findings}


def _day_of(slot: str) -> str:
    moment = moment_of(int(slot.partition(":")[2]), ZoneInfo("Africa/Maputo"))
    return f"{moment:%d}"


HOSTAGES = "".join(released(day, "southland", "hostage", 1) for day in ("02", "04", "06", "10"))


def test_exchange_without_a_suspension_is_asked_after_each_act(tmp_path: Path):
    verdicts = found(tmp_path, SWAP % " within 24 hours", "", HOSTAGES + NONE_GIVEN)
    assert verdicts == dict.fromkeys(("03", "05", "07", "11"), ("violated", ""))


def test_what_falls_due_under_a_suspension_lapses_and_what_comes_later_is_only_possibly_due(
    tmp_path: Path,
):
    """The hostage of the 6th calls for nothing, and whether the debt of the 4th revives is open."""
    verdicts = found(tmp_path, SWAP % " within 24 hours", PAUSE, HOSTAGES + NONE_GIVEN)
    assert verdicts == {
        "03": ("violated", ""),
        "05": ("ended", ""),
        "11": ("disputed", "condition"),
    }


def test_who_gave_for_all_has_complied_after_a_suspension_too(tmp_path: Path):
    given = released("09", "northland", "prisoner", 12)
    verdicts = found(tmp_path, SWAP % " within 24 hours", PAUSE, HOSTAGES + given)
    assert verdicts["11"] == ("complied", "")


def test_a_suspension_without_an_end_lets_all_lapse_that_is_due_later(tmp_path: Path):
    verdicts = found(tmp_path, SWAP % " within 24 hours", FOR_GOOD, HOSTAGES + NONE_GIVEN)
    assert verdicts == {"03": ("violated", ""), "05": ("ended", "")}


@pytest.mark.parametrize(
    ("rulings", "verdict"),
    [
        ("", ("violated", "")),
        (PAUSE, ("disputed", "condition")),
        (FOR_GOOD, ("ended", "")),
    ],
)
def test_an_exchange_without_a_limit_is_due_at_the_end_and_no_surer_than_its_time(
    tmp_path: Path, rulings: str, verdict: tuple[str, str]
):
    assert found(tmp_path, SWAP % "", rulings, HOSTAGES + NONE_GIVEN) == {"21": verdict}


def test_a_balance_goes_through_a_suspension_and_is_only_possibly_broken_after_it(tmp_path: Path):
    """What was taken out before the suspension is not forgotten."""
    moved = "".join(
        f"w{day},agency,2024-03-20,2024-03-{day} 12:00,2024-03-{day} 12:00,event,northland,{act},weapon,{many},weapon\n"
        for day, act, many in (("02", "take out", 10), ("09", "bring in", 8), ("11", "bring in", 5))
    )
    out = "o,agency,2024-03-20,2024-03-01,2024-03-20,tally,northland,take out,weapon,10,weapon\n"
    verdicts = found(tmp_path, BALANCE, PAUSE, moved + out)
    assert verdicts["09"][0] != "violated"
    assert verdicts["11"] == ("disputed", "condition")
    assert found(tmp_path, BALANCE, "", moved + out)["11"] == ("violated", "")
