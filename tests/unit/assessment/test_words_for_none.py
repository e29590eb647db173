"""What a source says in words that may mean none says nothing before it declares what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import write_case

from servanda import api

AGREEMENT = """\
---
title: A truce without trucks (made up)
parties: {northland: Northland, southland: Southland}
time zone: UTC
in force: {from: 2024-03-01 00:00, for: 10 days}
areas: {valley: The valley}
---
# Trucks

```terms
[closed] Northland must not admit aid trucks into valley.
[aid] Northland must admit at least 1 aid truck into valley each day.
```
"""
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
un,The UN,un,none,,of neither party,
"""
REPORTS = """\
report,source,recorded_at,begins,kind,actor,act,object,quantity,unit,area
r1,un,2024-03-03 09:00,2024-03-02,tally,northland,admit,aid truck,{},truck,valley
r2,un,2024-03-04 09:00,2024-03-03,event,northland,talk,,,,
"""
COVERAGE = """\
source,role,act,object,unit,area,begins,ends,reason,recorded_at
un,counts,admit,aid truck,truck,valley,,,at the only crossing,2024-03-01
"""
WORDS = """\
source,word,low,high,reason,recorded_at
un,{},0,0,its own style guide,2024-03-08 12:00
"""
NOTHING = {"aid": ("not verifiable", 0), "closed": ("not verifiable", 0)}


def verdicts(folder: Path, as_of: str, index: Path | None = None) -> dict[str, tuple[str, int]]:
    board = api.assess(api.read(folder, index=index), as_of=as_of, explained=False)
    return {f.clause: (f.verdict, f.alleged) for f in board.findings if f.slot == "2024-03-02"}


@pytest.mark.parametrize("word", ["none", "0 trucks", "no trucks", "unknown"])
def test_a_word_for_none_says_nothing_before_it_is_declared(word: str, tmp_path: Path):
    tables = {"sources": SOURCES, "coverage": COVERAGE, "reports": REPORTS.format(word),
              "words": WORDS.format(word)}  # fmt: skip
    folder, index = write_case(tmp_path / "case", AGREEMENT, tables), tmp_path / "index"
    api.index(folder, index)
    # The count is of trucks; that there were none does not say that none was let through (2.3.1).
    after = {"aid": ("violated", 0), "closed": ("not verifiable", 0)}
    for at in (None, index):
        assert verdicts(folder, "2024-03-05", at) == NOTHING
        assert verdicts(folder, "2024-03-09", at) == after
    (folder / "words.csv").unlink()
    assert verdicts(folder, "2024-03-05") == NOTHING
