"""A card from an index rests on all that bears on it, wherever that lies."""

from pathlib import Path

import pyarrow as pa
import pytest

from servanda import api
from servanda.assessment import cards, engine
from servanda.assessment.judge import Request, ready_case
from servanda.assessment.narrow import KEY, narrowing
from servanda.assessment.tables import FINDINGS

AGREEMENT = """\
---
title: Totals (made up)
parties: {northland: Northland, southland: Southland}
third parties: {mission: The mission}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 9 days}
areas: {valley: The Valley}
---
# Totals

```terms
[late] Northland must deliver at least 50 aid trucks into the valley from 2024-03-04 00:00
until 2024-03-06 00:00.
```
"""
SOURCES = """\
source,name,kind,affiliation,reason
post,Post,monitor,none,made up
watch,Watch,monitor,none,made up
"""
TOTALS = """\
report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area,stance
t1,post,2024-03-07,2024-03-01,2024-03-03,tally,northland,deliver,aid truck,100,truck,valley,asserts
t2,post,2024-03-07,2024-03-01,2024-03-05,tally,northland,deliver,aid truck,160,truck,valley,asserts
"""
LOOK = "n1,watch,2024-03-07,2024-03-01,2024-03-03,event,,deliver,aid truck,,,valley,observed-none\n"


def verdicts(folder: Path, reports: str) -> list[str]:
    """Return the verdict of the card, from the files and from their index."""
    texts = {"agreement.md": AGREEMENT, "sources.csv": SOURCES, "reports.csv": reports}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    index = folder.with_name("index")
    api.index(folder, index)
    cases = (api.read(folder), api.read(folder, index=index))
    return [f.verdict for case in cases for f in api.explain(case, "late").findings]


def test_a_look_contests_the_earlier_of_two_totals_outside_the_time_asked(tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    assert verdicts(case, TOTALS) == ["complied", "complied"]
    assert verdicts(case, TOTALS + LOOK) == ["disputed", "disputed"]


DENIED = """\
report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area,stance,of,replaces
e1,post,2024-03-07,2024-03-04 09:00,2024-03-04 10:00,event,northland,deliver,aid truck,60,truck,\
valley,asserts,,
x1,post,2024-03-07,2024-03-04 09:00,2024-03-04 10:00,event,southland,attack,,,,valley,asserts,,
d1,watch,2024-03-07,2024-03-04 09:00,2024-03-04 10:00,event,,attack,,,,valley,denies,post:x1,
"""
CORRECTED = (
    "d2,watch,2024-03-08,2024-03-04 09:00,2024-03-04 10:00,event,,deliver,aid truck,,,"
    "valley,denies,post:e1,d1\n"
)


def test_a_denial_bears_though_what_it_corrects_denied_something_else(tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    assert verdicts(case, DENIED) == ["complied", "complied"]
    assert verdicts(case, DENIED + CORRECTED) == ["disputed", "disputed"]


def test_of_a_floor_of_each_day_what_comes_later_is_left_alone(tmp_path):
    texts = {
        "agreement.md": AGREEMENT.replace(
            "from 2024-03-04 00:00\nuntil 2024-03-06 00:00.", "each day."
        ),
        "sources.csv": SOURCES,
        "reports.csv": TOTALS.splitlines()[0] + "\n" + "".join(
            f"e{day},post,2024-03-08,2024-03-0{day} 09:00,2024-03-0{day} 10:00,event,northland,"
            "deliver,aid truck,60,truck,valley,asserts\n"
            for day in range(1, 8)
        ),
    }  # fmt: skip
    folder = tmp_path / "case"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    case = api.read(folder)
    _, prepared = ready_case(case, Request(api.instant_of_case(case, None)))
    rows = engine.judge(prepared.case).to_pylist()
    keys = pa.Table.from_pylist(
        [{n: row[n] for n in KEY} for row in rows if row["slot"] == "2024-03-03"],
        pa.schema(list(FINDINGS)[:5]),
    )
    with narrowing(prepared.case) as narrower:
        part = narrower.part(keys)
    assert part.tables["reports"].num_rows == 1
    (found,) = engine.judge(part).to_pylist()
    assert found in rows


def test_by_other_hands_only_what_shares_an_incident_is_in_a_part(tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    calm = "[calm] Northland must not attack in the valley.\n```\n"
    heads = "report,source,recorded_at,begins,ends,kind,actor,act,area,stance\n"
    rows = [
        f"{name},{source},2024-03-07,2024-03-04,2024-03-05,event,{hand},attack,valley,asserts\n"
        for name, source, hand in (
            ("own", "post", "northland"), ("unsure", "post", "northland|southland"),
            ("nobody", "post", ""), ("other", "post", "southland"), ("mate", "watch", "southland"),
        )
    ]  # fmt: skip
    texts = {
        "agreement.md": AGREEMENT.partition("[late]")[0] + calm,
        "sources.csv": SOURCES,
        "reports.csv": heads + "".join(rows),
        "links.csv": "reports,link,recorded_at,by,reason\n"
        "post:own|watch:mate,same,2024-03-07,desk,made up\n",
    }
    for name, text in texts.items():
        (case / name).write_text(text, encoding="utf-8")
    files = api.read(case)
    _, prepared = ready_case(files, Request(api.instant_of_case(files, None)))
    with narrowing(prepared.case) as narrower:
        keys = engine.judge(prepared.case).select(KEY)
        found = narrower.part(keys).tables["reports"]["report_no"].to_pylist()
    names = {prepared.dictionary.report_name(number)[1] for number in found}
    assert names == {"own", "unsure", "nobody", "mate"}


REPLY = (
    "[reply] When hostages are released, Northland must receive at least 1 prisoner within 24\n"
    "hours."
)
QUIET = "[reply] When hostages are released, Northland must not attack within 24 hours."
CALL = ("call", "release", "hostage", "1,person", "2024-03-04 09:00")
LATER = ("later", "release", "hostage", "1,person", "2024-03-04 15:00")
FREED = ("freed", "receive", "prisoner", "1,person", "2024-03-04 12:00")
ATTACK = ("raid", "attack", "", ",", "2024-03-04 12:00")


@pytest.mark.parametrize(("terms", "answer", "abouts", "found"), [
    (REPLY, FREED, ("m1", "m9", "m1"), ("complied", 1)),
    (REPLY, FREED, ("m1", "m9", ""), ("complied", 1)),
    (REPLY, FREED, ("m1", "m9", "m2"), ("not verifiable", 0)),
    (REPLY, FREED, ("", "m9", "m2"), ("complied", 1)),
    (QUIET, ATTACK, ("m1", "m9", "m2"), ("violated", 1)),
])  # fmt: skip
def test_what_answers_a_call_may_have_to_name_its_matter(  # noqa: PLR0917
    tmp_path, terms, answer, abouts, found, monkeypatch
):
    case = tmp_path / "case"
    case.mkdir()
    rows = [
        f"{name},post,2024-03-07,{at},{at},event,northland,{act},{what},{unit},valley,{matter},"
        "asserts\n"
        for (name, act, what, unit, at), matter in zip((CALL, LATER, answer), abouts, strict=True)
    ]
    head = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area,about,"
    texts = {
        "agreement.md": AGREEMENT.partition("[late]")[0] + terms + "\n```\n",
        "sources.csv": SOURCES,
        "reports.csv": head + "stance\n" + "".join(rows),
    }
    for name, text in texts.items():
        (case / name).write_text(text, encoding="utf-8")
    api.index(case, tmp_path / "index")
    asked = api.Wanted("reply", "after post:call")
    of_files = api.explain(api.read(case), asked).findings
    assert [(f.verdict, len(f.uses)) for f in of_files] == [found]
    # So small a clause would be judged as a whole.
    monkeypatch.setattr(cards, "_WHOLE_REPORTS", 0)
    of_index = api.explain(api.read(case, index=tmp_path / "index"), asked).findings
    assert of_index == of_files
