"""Ids such as `uuid:77`, which forms give, are named with or without their source."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import AGENCY, write_case
from typer.testing import CliRunner

from servanda import api
from servanda.cli.app import build_app

AGREEMENT = """\
---
title: Calm in the valley (made up)
parties: {northland: Northland, southland: Southland}
time zone: UTC
in force: {from: 2024-03-01 00:00, for: 2 days}
---
# Calm

```terms
[life] Each party must not kill persons.
```
"""
REPORTS = """\
report,source,recorded_at,begins,act,object,actor,replaces
uuid:77,agency,2024-03-04,2024-03-01 12:00,kill,person,northland,
uuid:78,agency,2024-03-05,2024-03-01 12:00,kill,person,southland,agency:uuid:77
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "case", AGREEMENT, {"sources": AGENCY, "reports": REPORTS})


def test_correction_that_names_its_source_and_an_id_with_a_colon_holds(case, tmp_path):
    api.index(case, tmp_path / "index")
    for record in (api.read(case), api.read(case, index=tmp_path / "index")):
        board = api.assess(record, explained=False)
        day = {f.bearer: f.verdict for f in board.findings if f.slot == "2024-03-01"}
        assert (day["northland"], day["southland"]) == ("not verifiable", "violated")


@pytest.mark.parametrize("name", ["uuid:78", "agency:uuid:78"])
def test_report_on_record_can_be_marked_by_such_an_id(name, case, tmp_path):
    def run(*arguments: str) -> int:
        found = CliRunner().invoke(
            build_app(*arguments[:1]), [*arguments, "--by", "A. Reader", *ledger]
        )
        return found.exit_code

    ledger = ("--ledger", str(tmp_path / "c.servanda"))
    assert run("record", str(case)) == 0
    assert run("mark", name, "--reason", "seen") == 0
    assert run("mark", "agency:uuid:99", "--reason", "seen") == 2
