"""A report of the whole day of entry is read from its instant, however it came about (1.4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import AGENCY, write_case

from servanda import api

AGREEMENT = """\
---
title: Trucks from a morning on (made up)
parties: {{northland: Northland, southland: Southland}}
time zone: Africa/Maputo
{in_force}areas: {{valley: The valley}}
---
# Trucks

```terms
{begin}[aid] Northland must admit at least 100 aid trucks into valley each day.
```
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,admit,aid truck,truck,valley,2024-03-01,,stands at the gate,2024-03-01
"""
REPORTS = """\
report,source,recorded_at,begins,kind,actor,act,object,quantity,unit,area
a,agency,2024-03-02,2024-03-01,tally,northland,admit,aid truck,120,truck,valley
"""
RULINGS = """\
ruling,subject,says,bearer,begins,ends,by,reason,recorded_at
r1,agreement,begins,,2024-03-01 06:00,,Joint commission,both had signed,2024-03-01 06:00
"""
BY_CLAUSE = (
    "[begin] The agreement begins at 2024-03-01 06:00.\n"
    "[stop] The agreement ends at 2024-03-11 06:00.\n"
)


@pytest.mark.parametrize(
    ("in_force", "begin", "rulings"),
    [
        ("in force: {from: 2024-03-01 06:00, for: 10 days}\n", "", ""),
        ("", BY_CLAUSE, ""),
        ("", BY_CLAUSE.splitlines()[1] + "\n", RULINGS),
    ],
)
def test_tally_of_the_day_of_entry_is_of_the_agreement(
    tmp_path: Path, in_force: str, begin: str, rulings: str
):
    tables = {"sources": AGENCY, "coverage": COVERAGE, "reports": REPORTS,
              **({"rulings": rulings} if rulings else {})}  # fmt: skip
    agreement = AGREEMENT.format(in_force=in_force, begin=begin)
    folder = write_case(tmp_path / "case", agreement, tables)
    api.index(folder, tmp_path / "index")
    for case in (api.read(folder), api.read(folder, index=tmp_path / "index")):
        board = api.assess(case, as_of="2024-03-10", explained=False)
        first = next(f for f in board.findings if f.slot == "2024-03-01")
        assert (first.verdict, first.certain) == ("complied", 120)
