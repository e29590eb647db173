"""Three versions of a report of which only the same day is known: on files and an index."""

# ruff: noqa: E501 - a row reads better on one line
from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import AGENCY, write_case

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
[aid] Northland must admit at least 10 aid trucks into valley by day 3.
```
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area,replaces,stance\n"
ROW = "%s,agency,2024-03-0%d,2024-03-01,2024-03-03,tally,northland,admit,aid truck,%d,truck,valley,%s,%s\n"
FIRST = ROW % ("a1", 5, 4, "", "")
SECOND = ROW % ("a9", 6, 12, "a1", "")
THIRD = ROW % ("a5", 6, 7, "a9", "")


@pytest.mark.parametrize("order", [(FIRST, SECOND, THIRD), (THIRD, SECOND, FIRST)])
def test_the_version_that_nothing_replaces_stands(tmp_path: Path, order: tuple[str, ...]):
    tables = {"sources": AGENCY, "reports": HEAD + "".join(order)}
    folder = write_case(tmp_path / "case", AGREEMENT, tables)
    api.index(folder, tmp_path / "index")
    for case in (api.read(folder), api.read(folder, index=tmp_path / "index")):
        board = api.assess(case, as_of="2024-03-10", explained=False)
        assert [finding.certain for finding in board.findings] == [7]


def test_what_is_replaced_at_once_was_not_known_before(tmp_path: Path):
    tables = {"sources": AGENCY, "reports": HEAD + FIRST + SECOND + THIRD}
    folder = write_case(tmp_path / "case", AGREEMENT, tables)
    api.index(folder, tmp_path / "index")
    for case in (api.read(folder), api.read(folder, index=tmp_path / "index")):
        board = api.assess(case, as_of="2024-03-06 12:00", explained=False)
        assert board.counts["reports"] == 1
        assert [finding.certain for finding in board.findings] == [4]
