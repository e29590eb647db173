"""What a report may say of an object makes certain what a clause says of it, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.assessment.folders import AGENCY, write_case

from servanda import api
from servanda.evidence.attributes import FORMS

AGREEMENT = """\
---
title: A calm (made up)
parties: {northland: Northland, southland: Southland}
third parties: {mission: The mission}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 10 days}
areas: {valley: The valley, hill: The hill}
lists: {blue-list: {of: detainee}}
---
# A calm

```terms
[x] %s
```
"""
HEADER = "report,source,recorded_at,begins,actor,kind,act,object,attributes,quantity,stance"
RELEASE = "event,release,detainee"
SAID = {
    "woman": (RELEASE, "Northland must not release detainees who are women."),
    "woman|child": (RELEASE, "Northland must not release detainees who are women or children."),
    "not armed": ("event,move,aircraft", "Northland must not move aircraft that are not armed."),
    "of southland": ("event,attack,", "Northland must not attack southland."),
    "held by southland": (RELEASE, "Northland must not release detainees held by southland."),
    "from southland": ("event,receive,map", "Northland must not receive maps from southland."),
    "notified to mission": (
        "event,fly,drone",
        "Northland must not fly drones notified to the mission.",
    ),
    "released by southland": (
        RELEASE,
        "Northland must not release detainees released by southland.",
    ),
    "carrying fuel": ("event,admit,truck", "Northland must not admit trucks that carry fuel."),
    "of range": ("event,publish,map", "Northland must not publish maps of range."),
    "occupying homes": (
        "event,withdraw,soldier",
        "Northland must not withdraw soldiers who occupy homes.",
    ),
    "on blue-list": (RELEASE, "Northland must not release detainees on blue-list."),
    "in valley": ("event,attack,vessel", "Northland must not attack vessels that are in valley."),
    "122 mm": ("event,move,artillery", "Northland must not move artillery over 100 mm."),
    "5 km from merchant vessel": (
        "level,have,drone",
        "Northland must keep drones at least 10 km from each merchant vessel.",
    ),
}


def verdict(folder: Path, sentence: str, act: str, said: str) -> str:
    row = f"r1,agency,2024-03-05,2024-03-02 10:00,northland,{act},{said},1,asserts"
    tables = {"sources": AGENCY, "reports": f"{HEADER}\n{row}\n"}
    case = api.read(write_case(folder, AGREEMENT.replace("%s", sentence), tables))
    board = api.assess(case, explained=False)
    assert board.material.rejects == ()
    (day,) = [f for f in board.findings if f.slot == "2024-03-02"]
    return day.verdict


def test_every_form_of_the_page_is_tried():
    assert [word for word, _ in FORMS] == list(SAID)


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_of_the_object_is_certain_and_without_it_only_possible(
    tmp_path: Path, said: str
):
    act, sentence = SAID[said]
    assert verdict(tmp_path / "said", sentence, act, said) == "violated"
    assert verdict(tmp_path / "not-said", sentence, act, "") == "disputed"
