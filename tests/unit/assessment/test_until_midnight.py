"""A count of a whole day says at least and at most, however its end at midnight is written."""

# ruff: noqa: E501 - a row reads better on one line
from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import write_case

from servanda import api

AGREEMENT = """\
---
title: Trucks for a valley (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 5 days}
areas: {valley: The valley}
---
# Trucks

```terms
[aid] Northland must admit at least 10 aid trucks into valley each day.
```
"""
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Relief Agency,ngo,none,,of neither party,
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area\n"
RULING = "ruling,subject,says,begins,ends,by,reason,recorded_at\n"


def verdicts(folder: Path, ends: str, rulings: str = "") -> dict[str, str]:
    report = f"a,agency,2024-03-06,2024-03-02 00:00,{ends},tally,northland,admit,aid truck,12,truck,valley\n"
    tables = {"sources": SOURCES, "reports": HEAD + report, "rulings": RULING + rulings}
    write_case(folder, AGREEMENT, tables)
    board = api.assess(api.read(folder), as_of="2024-03-10", explained=False)
    return {f.slot: f.verdict for f in board.findings}


@pytest.mark.parametrize(
    "ends", ["2024-03-03 00:00", "2024-03-02 24:00", "2024-03-02", "2024-03-02 23:59"]
)
def test_a_count_up_to_midnight_is_of_the_day(tmp_path: Path, ends: str):
    assert verdicts(tmp_path, ends)["2024-03-02"] == "complied"


def test_a_suspension_up_to_midnight_leaves_the_next_day_as_it_is(tmp_path: Path):
    stop = "r,[aid],suspended,2024-03-03 00:00,2024-03-04 00:00,Commission,agreed,2024-03-03\n"
    found = verdicts(tmp_path, "2024-03-02", stop)
    assert "2024-03-03" not in found
    assert found["2024-03-04"] == "not verifiable"
