"""A case whose second clause waits for the first."""

from __future__ import annotations

from pathlib import Path

from tests.unit.assessment.folders import AGENCY, write_case

from servanda import api

AGREEMENT = """\
---
title: Releases and what follows (made up)
parties: {{northland: Northland, southland: Southland}}
time zone: Africa/Maputo
in force: {{from: 2024-03-01 00:00, for: 10 days}}
areas: {{valley: The valley}}
---
# Releases

```terms
[hostages] Northland must release at least 3 hostages by day 3.
[then] {sentence}
```
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,release,hostage,person,,2024-03-01,,stands at every handover,2024-03-01
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area\n"
ATTACK = "a,agency,2024-03-09,2024-03-08 10:00,,event,southland,attack,,,,valley\n"
COUNTED = "c,agency,2024-03-05,2024-03-01,2024-03-03,tally,northland,release,hostage,{n},person,\n"


def board(folder: Path, sentence: str, reports: str):
    tables = {"sources": AGENCY, "coverage": COVERAGE, "reports": HEAD + reports}
    write_case(folder, AGREEMENT.format(sentence=sentence), tables)
    found = api.assess(api.read(folder), as_of="2024-03-10 12:00", explained=False).findings
    return {f.slot: (f.verdict, f.reason) for f in found if f.clause == "then"}
