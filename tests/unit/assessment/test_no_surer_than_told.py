"""What a report leaves open about its figure or place is left open by the verdict."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import AGENCY, write_case

from servanda import api

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
HEADER = (
    "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,latitude,longitude,"
    "radius_m,stance\n"
)
KILL = "r1,agency,2024-03-04,2024-03-01 12:00,,event,northland,kill,person,{},person,,,,\n"
SHOT = "r1,agency,2024-03-04,2024-03-01 12:00,,event,northland,kill,person,2,person,,,,\n"
LOOK = "r2,agency,2024-03-04,2024-03-01,2024-03-02,,,kill,person,,,-15.1,39.2,{},observed-none\n"


def verdicts(folder: Path, *rows: str) -> list[str]:
    """Return the verdict on Northland's first day, from files and from an index."""
    case = write_case(
        folder / "case", AGREEMENT, {"sources": AGENCY, "reports": HEADER + "".join(rows)}
    )
    api.index(case, folder / "index")
    found = [api.read(case), api.read(case, index=folder / "index")]
    boards = [api.assess(record, explained=False) for record in found]
    return [f.verdict for board in boards for f in board.findings
            if (f.bearer, f.slot) == ("northland", "2024-03-01")]  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [("3", "violated"), ("", "violated"), ("up to 5", "disputed"), ("0", "not verifiable")],
)
def test_event_is_an_act_only_as_far_as_its_figure_says(figure, verdict, tmp_path):
    assert verdicts(tmp_path, KILL.format(figure)) == [verdict] * 2


@pytest.mark.parametrize("radius", ["", "50"])
def test_who_looked_at_one_point_has_not_looked_everywhere(radius, tmp_path):
    """Without a radius nobody knows how large the place was; it is not the whole world."""
    assert verdicts(tmp_path, LOOK.format(radius)) == ["not verifiable"] * 2
    # Nor does it contest what was told of anywhere.
    assert verdicts(tmp_path, SHOT, LOOK.format(radius)) == ["violated"] * 2


def test_events_of_none_are_warned_of(tmp_path):
    """The act itself may have happened: then the figure had better be left out."""
    rows = HEADER + KILL.format("0")
    case = write_case(tmp_path / "case", AGREEMENT, {"sources": AGENCY, "reports": rows})
    found = [api.read(case).evidence.problems, api.index(case, tmp_path / "index").problems]
    message = "1 events of `kill` give the figure 0: where acts are counted they say nothing"
    assert [[p.message for p in problems] for problems in found] == [[message]] * 2
