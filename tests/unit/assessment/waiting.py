"""A case whose second clause waits for the first."""

from __future__ import annotations

from pathlib import Path

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
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
agency,Relief Agency,ngo,none,,of neither party,
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
agency,counts,release,hostage,person,,2024-03-01,,stands at every handover,2024-03-01
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area\n"
ATTACK = "a,agency,2024-03-09,2024-03-08 10:00,,event,southland,attack,,,,valley\n"
COUNTED = "c,agency,2024-03-05,2024-03-01,2024-03-03,tally,northland,release,hostage,{n},person,\n"


def board(folder: Path, sentence: str, reports: str):
    for name, text in (
        ("agreement.md", AGREEMENT.format(sentence=sentence)),
        ("sources.csv", SOURCES),
        ("coverage.csv", COVERAGE),
        ("reports.csv", HEAD + reports),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    found = api.assess(api.read(folder), as_of="2024-03-10 12:00", explained=False).findings
    return {f.slot: (f.verdict, f.reason) for f in found if f.clause == "then"}
