"""What waits for something that was not done: silence does not show that it was not."""

from __future__ import annotations

from pathlib import Path

import pytest

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

WHILE = "Southland must not attack in valley while [hostages] is not done."
IF = "If [hostages] is not done, southland must leave valley by day 6."
UNLESS = "Southland must not attack in valley, unless [hostages] is not done."


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


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("", ("disputed", "condition")),
        (COUNTED.format(n=2), ("violated", "")),
    ],
)
def test_act_while_something_is_not_done_breaks_the_clause_only_if_it_is_known_not_to_be(
    tmp_path: Path, counted: str, expected: tuple[str, str]
):
    assert board(tmp_path, WHILE, ATTACK + counted)["2024-03-08"] == expected


def test_what_is_due_if_something_is_not_done_may_be_due_where_nobody_told_of_it(tmp_path: Path):
    found = board(tmp_path, IF, "")
    assert set(found.values()) <= {("not verifiable", ""), ("disputed", "condition")}
    assert found


def test_act_that_only_something_not_done_would_allow_is_on_the_board(tmp_path: Path):
    assert board(tmp_path, UNLESS, ATTACK)["2024-03-08"] == ("disputed", "condition")
    allowed = board(tmp_path, UNLESS, ATTACK + COUNTED.format(n=2))
    assert "2024-03-08" not in allowed
    done = board(tmp_path, UNLESS, ATTACK + COUNTED.format(n=3))
    assert done["2024-03-08"] == ("violated", "")
