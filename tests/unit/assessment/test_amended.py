"""Boards before and after an amendment: what it brings changes nothing that came before it."""

from __future__ import annotations

from pathlib import Path

from tests.unit.assessment.folders import AGENCY, write_case

from servanda import api

AGREEMENT = """\
---
title: A truce that is amended (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 10 days}
areas:
  valley: {name: The valley, parts: [east, west]}
  east: The east
  west: The west
amendments: [%s]
---
# Truce

```terms
%s
```
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,admit,aid truck,truck,valley,2024-03-01,,at the gate,2024-03-01
"""
HEAD = "report,source,recorded_at,begins,kind,actor,act,object,quantity,unit,area\n"
RULING = "ruling,subject,says,begins,ends,by,reason,recorded_at,bearer\n"
BAN = "[calm] Northland must not attack in valley."
MAY = "[may] Northland may attack in west."
ATTACK = "a,agency,2024-03-03 23:00,2024-03-03 10:00,event,northland,attack,,,,west\n"


def verdicts(
    folder: Path, terms: str, as_of: str, *, on: str = "", reports: str = "", rulings: str = ""
) -> dict[tuple[str, str], str]:
    """Return (line, day of March) to the verdict on a board."""
    tables = {"sources": AGENCY, "coverage": COVERAGE, "reports": HEAD + reports,
              "rulings": RULING + rulings}  # fmt: skip
    write_case(folder, AGREEMENT % (on, terms), tables)
    board = api.assess(api.read(folder), as_of=as_of, explained=False)
    return {(f.clause, f.slot.removeprefix("2024-03-")): f.verdict for f in board.findings}


def test_an_attack_before_it_was_permitted_stays_a_breach(tmp_path: Path):
    on = "{on: 2024-03-09, text: [may]}"
    for as_of in ("2024-03-05", "2024-03-11"):
        found = verdicts(tmp_path, f"{BAN}\n{MAY}", as_of, on=on, reports=ATTACK)
        assert found["calm", "03"] == "violated"


def test_an_attack_while_its_permission_was_suspended_is_a_breach(tmp_path: Path):
    rulings = "s,[may],suspended,2024-03-02,,Joint commission,x,2024-03-02,\n"
    terms = f"{BAN}\n{MAY}"
    found = verdicts(tmp_path, terms, "2024-03-05", reports=ATTACK, rulings=rulings)
    assert found["calm", "03"] == "violated"
    found = verdicts(tmp_path, terms, "2024-03-05", reports=ATTACK)
    assert found["calm", "03"] == "not verifiable"


def test_an_attack_that_was_permitted_is_none_after_the_permission_was_suspended(tmp_path: Path):
    rulings = "s,[may],suspended,2024-03-04 00:00,,Joint commission,x,2024-03-04 00:00,\n"
    terms = f"{BAN}\n{MAY}"
    found = verdicts(tmp_path, terms, "2024-03-05", reports=ATTACK, rulings=rulings)
    assert "violated" not in found.values()


AID = "[aid] Northland must admit at least 100 aid trucks into valley each day."
HALF = "".join(
    f"t{n},agency,2024-03-{n:02} 23:59,2024-03-{n:02},tally,northland,"
    "admit,aid truck,50,truck,valley\n"
    for n in range(1, 11)
)


def test_an_end_agreed_later_leaves_due_what_was_due_by_then(tmp_path: Path):
    on = "{on: 2024-03-09 12:00, text: [stop]}"
    terms = f"{AID}\n[stop] The agreement ends at 2024-03-04 00:00."
    before = verdicts(tmp_path, terms, "2024-03-05", on=on, reports=HALF)
    assert [before["aid", f"{n:02}"] for n in (3, 4, 5, 6)] == [*3 * ["violated"], "pending"]
    assert ("aid", "10") in before
    later = verdicts(tmp_path, terms, "2024-03-11", on=on, reports=HALF)
    assert [later["aid", f"{n:02}"] for n in range(1, 10)] == [*8 * ["violated"], "ended"]
    assert ("aid", "10") not in later


def test_a_suspension_agreed_later_takes_no_breach_away(tmp_path: Path):
    on = "{on: 2024-03-09, text: [tie]}"
    tie = (
        "[tie] If [calm] is found breached, [aid] is suspended until southland releases prisoners."
    )
    rulings = "b,[calm],breached,2024-03-02,,Joint commission,x,2024-03-02 10:00,northland\n"
    for as_of in ("2024-03-05", "2024-03-11"):
        found = verdicts(
            tmp_path, f"{AID}\n{BAN}\n{tie}", as_of, on=on, reports=HALF, rulings=rulings
        )
        assert [found["aid", f"{n:02}"] for n in (2, 3, 4)] == 3 * ["violated"]
    assert ("aid", "10") not in found
