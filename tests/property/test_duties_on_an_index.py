"""The calendar of a case is the same, byte for byte, from its files and from an index."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from tests.property.choosing import AtRandom
from tests.property.drawn_conditions import draw_agreement
from tests.property.drawn_records import draw_steps, write_step

from servanda import api, large_files
from servanda.agreement.ics import write_ics
from servanda.agreement.schedule import Schedule

NORTHLAND = Path(__file__).parents[2] / "examples" / "northland"
INSTANTS = ("2024-03-04 12:00", "2024-03-05", "2024-03-08 12:00", "2024-03-09 08:30",
            "2024-02-01", "2024-04-01")  # fmt: skip
AMENDMENTS = (
    "",
    "amendments: [{on: 2024-03-05 12:00, in force until: 2024-03-20 00:00}]\n",
    "amendments: [{on: 2024-03-06, in force until: 2024-03-08 00:00}]\n",
)
_KEPT = ("agreement.md", "coverage.csv", "sources.csv", "words.csv")


def draw_case(choose: AtRandom, folder: Path) -> None:
    """Write a case whose calendar depends on what is reported, ruled and amended."""
    for name in _KEPT:
        shutil.copy(NORTHLAND / name, folder / name)
    draw_agreement(choose, NORTHLAND, folder / "agreement.md")
    text = (folder / "agreement.md").read_text(encoding="utf-8")
    text = text.replace("areas:\n", f"{choose.pick(AMENDMENTS)}areas:\n", 1)
    (folder / "agreement.md").write_text(text, encoding="utf-8")
    for number, step in enumerate(draw_steps(choose, NORTHLAND)):
        write_step(step, folder, number)


def told(schedule: Schedule) -> tuple[str, str]:
    return json.dumps(schedule.to_dict()), write_ics(schedule)


@pytest.mark.parametrize("seed", range(3))
def test_a_calendar_from_an_index_is_that_of_the_files(seed: int, monkeypatch):
    choose = AtRandom(random.Random(seed))
    with tempfile.TemporaryDirectory() as name:
        case, index = Path(name) / "case", Path(name) / "index"
        case.mkdir()
        draw_case(choose, case)
        api.index(case, index)
        instants = [None, choose.pick(INSTANTS)]
        whole = [told(api.schedule(api.read(case), as_of=at)) for at in instants]
        indexed = api.read(case, index=index)
        assert [told(api.schedule(indexed, as_of=at)) for at in instants] == whole
        monkeypatch.setattr(large_files, "LARGE", -1)
        assert told(api.schedule(case, as_of=instants[1])) == whole[1]
