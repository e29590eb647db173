"""What changed a finding or would change it, by report: of two sources that use one id, too."""

from __future__ import annotations

from pathlib import Path

from tests.unit.assessment.folders import write_case

from servanda import api

AGREEMENT = """\
---
title: A calm (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 10 days}
areas: {valley: The valley}
---
# A calm

```terms
[calm] Northland must not attack in valley.
```
"""
SOURCES = """\
source,name,kind,affiliation,leaning,reason,recorded_at
un,Observer,un,none,,of neither party,
media,Courier,media,none,,of neither party,
"""
REPORTS = """\
report,source,recorded_at,begins,kind,actor,act,area,stance,of
r1,un,2024-03-05,2024-03-04,event,northland,attack,valley,asserts,
d1,media,2024-03-05,2024-03-04,event,,attack,valley,denies,un:r1
r1,media,2024-03-07,2024-03-04,event,northland,attack,valley,asserts,
"""


def test_report_that_changed_a_finding_is_named_with_its_source_where_two_share_its_id(
    tmp_path: Path,
):
    write_case(tmp_path, AGREEMENT, {"sources": SOURCES, "reports": REPORTS})
    found = api.diff(api.read(tmp_path), "2024-03-06 12:00", "2024-03-08 12:00").changes
    (day,) = [c for c in found if c.after is not None and c.after.slot == "2024-03-04"]
    assert day.before is not None
    assert (day.before.verdict, day.after.verdict) == ("disputed", "violated")
    assert day.because == ("media:r1",)


def test_report_on_which_a_finding_turns_is_named_with_its_source_where_two_share_its_id(
    tmp_path: Path,
):
    write_case(tmp_path, AGREEMENT, {"sources": SOURCES, "reports": REPORTS})
    case = api.read(tmp_path)
    (day,) = api.explain(case, api.Wanted("calm", "2024-03-04")).findings
    assert day.pivot is not None
    assert day.pivot.reports == ("media:r1",)
    assert ("media:r1 retracted", "disputed") in day.pivot.verdict_if
