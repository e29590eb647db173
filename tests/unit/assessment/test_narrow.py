"""A card from an index rests on all that bears on it, wherever that lies."""

from pathlib import Path

from servanda import api

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
