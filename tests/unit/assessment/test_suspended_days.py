"""Days that a suspension meets: what is left of them is shown, and was not owed."""

from __future__ import annotations

from pathlib import Path

from tests.unit.assessment.folders import AGENCY, write_case

from servanda import api

AGREEMENT = """\
---
title: Releases and a pause of them (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 6 days}
areas: {valley: The valley}
---
# Releases

```terms
[aid] Northland must release at least 10 prisoners each day.
```
"""
RULINGS = """\
ruling,subject,says,begins,ends,by,reason,recorded_at
r1,[aid],suspended,2024-03-02 12:00,2024-03-04 12:00,Joint commission,the road is cut,2024-03-02
"""
COUNTED = [("01", 12, ""), ("02", 12, " 11:00"), ("04", 12, ""), ("05", 12, "")]


def _reports() -> str:
    head = "report,source,recorded_at,begins,kind,actor,act,object,quantity,unit\n"
    rows = (
        f"d{day},agency,2024-03-08,2024-03-{day}{clock},event,northland,release,prisoner,{many},person\n"
        for day, many, clock in COUNTED
    )
    return head + "".join(rows)


def test_day_that_begins_under_suspension_has_ended_and_one_within_it_is_not_asked(tmp_path: Path):
    tables = {"sources": AGENCY, "rulings": RULINGS, "reports": _reports()}
    write_case(tmp_path, AGREEMENT, tables)
    board = api.assess(api.read(tmp_path), as_of="2024-03-10", explained=False)
    found = {f.slot: f.verdict for f in board.findings if not f.is_group}
    assert found == {
        "2024-03-01": "complied",
        "2024-03-02": "complied",
        "2024-03-04": "ended",
        "2024-03-05": "complied",
        "2024-03-06": "not verifiable",
        "whole": "not verifiable",
    }
