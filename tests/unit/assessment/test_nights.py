"""Nights over midnight: each is judged by itself, and all of them together are their sum."""

from __future__ import annotations

from pathlib import Path

from tests.unit.assessment.folders import write_case

from servanda import api

AGREEMENT = """\
---
title: Quiet nights (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 12:00, for: 3 days}
areas: {valley: The valley}
---
# Quiet nights

```terms
[nights] Northland must not shell in the valley between 20:00 and 08:00 each day.
```
"""
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Relief Agency,ngo,none,,of neither party,
mission,Observer mission,un,none,,of neither party,
"""
# One sees the first night, another the second: neither has seen more than one.
REPORTS = """\
report,source,recorded_at,begins,kind,actor,act,area
a,agency,2024-03-02 09:00,2024-03-01 22:00,event,northland,shell,valley
b,mission,2024-03-03 09:00,2024-03-03 01:00,event,northland,shell,valley
"""


def test_whole_of_nights_adds_up_what_each_night_is_known_for(tmp_path: Path):
    write_case(tmp_path, AGREEMENT, {"sources": SOURCES, "reports": REPORTS})
    board = api.assess(api.read(tmp_path), as_of="2024-03-10", explained=False)
    found = {f.slot: (f.verdict, f.certain) for f in board.findings if not f.is_group}
    assert found["2024-03-01"] == ("violated", 1)
    assert found["2024-03-02"] == ("violated", 1)
    assert found["whole"] == ("violated", 2)
