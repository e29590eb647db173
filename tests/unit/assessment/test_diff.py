"""What changed a finding or would change it: reports, two sources with one id too, and terms."""

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


# ---- whose doing a change is

HEAD = "report,source,recorded_at,begins,kind,actor,act,object,unit,area,replaces,withdrawn\n"
ATTACK = "r1,un,2024-03-03,2024-03-03,event,northland,attack,,,valley,,\n"
NOT_SO = "s,r1,did not happen,,Joint commission,it was thunder,2024-03-06\n"
RULINGS = "ruling,subject,says,begins,by,reason,recorded_at\n"


def what_did_it(
    folder: Path, day: int, *, brought: str = "", reports: str = "", rulings: str = ""
) -> tuple[object, ...]:
    """Return the verdicts of a day on 4 and 8 March, whose doing it is, and because of what."""
    agreement = AGREEMENT
    if brought:
        label = brought[1:].partition("]")[0]
        amendments = f"amendments: [{{on: 2024-03-05, text: [{label}]}}]"
        agreement = agreement.replace("areas:", f"{amendments}\nareas:")
        agreement = agreement.replace("[calm]", f"{brought}\n[calm]")
    tables = {"sources": SOURCES, "reports": HEAD + reports, "rulings": RULINGS + rulings}
    write_case(folder, agreement, tables)
    found = api.diff(api.read(folder), "2024-03-04 12:00", "2024-03-08 12:00")
    for change in found.changes:
        sides = [change.before, change.after]
        if f"2024-03-{day:02}" in [side.slot for side in sides if side is not None]:
            verdicts = [side.verdict if side else "none" for side in sides]
            return *verdicts, change.doing, change.because, found.terms
    return ()


def test_what_a_ruling_changed_is_told_as_its_doing(tmp_path: Path):
    rulings = "s,[calm],suspended,2024-03-06 00:00,Joint commission,x,2024-03-05\n"
    reports = ATTACK.replace("-03-03", "-03-07")
    found = what_did_it(tmp_path, 7, reports=reports, rulings=rulings)
    assert found == ("pending", "none", "terms", (), ("ruling s",))


def test_what_an_amendment_asks_and_a_report_tells_is_the_doing_of_both(tmp_path: Path):
    brought = "[aid] Northland must admit at least 1 aid truck into valley each day."
    reports = "t1,un,2024-03-08 09:00,2024-03-07,event,northland,admit,aid truck,truck,valley,,\n"
    found = what_did_it(tmp_path, 7, brought=brought, reports=reports)
    assert found == ("none", "complied", "both", ("t1",), ("the amendment of 2024-03-05",))


def test_what_an_amendment_asks_and_nobody_tells_of_is_its_doing(tmp_path: Path):
    brought = "[aid] Northland must admit at least 1 aid truck into valley each day."
    found = what_did_it(tmp_path, 7, brought=brought)
    assert found == ("none", "not verifiable", "terms", (), ("the amendment of 2024-03-05",))


def test_what_a_ruling_and_a_withdrawal_each_would_have_done_is_told_of_either(tmp_path: Path):
    reports = ATTACK + ATTACK.replace("r1,un,2024-03-03", "r2,un,2024-03-06").replace(
        "valley,,", "valley,r1,true"
    )
    found = what_did_it(tmp_path, 3, reports=reports, rulings=NOT_SO)
    assert found[:3] == ("violated", "not verifiable", "either")


def test_what_a_report_tells_beside_an_amendment_is_not_the_doing_of_the_amendment(tmp_path: Path):
    brought = "[aid] Northland must admit at least 1 aid truck into valley by day 9."
    reports = ATTACK.replace("-03-03", "-03-07")
    found = what_did_it(tmp_path, 7, brought=brought, reports=reports)
    assert found == ("pending", "violated", "", ("r1",), ("the amendment of 2024-03-05",))


def test_what_a_ruling_undid_of_a_report_is_the_doing_of_time(tmp_path: Path):
    reports = ATTACK.replace("-03-03", "-03-07")
    found = what_did_it(tmp_path, 7, reports=reports, rulings=NOT_SO.replace("-06", "-07"))
    assert found[:3] == ("pending", "not verifiable", "")


def test_report_on_which_a_finding_turns_is_named_with_its_source_where_two_share_its_id(
    tmp_path: Path,
):
    write_case(tmp_path, AGREEMENT, {"sources": SOURCES, "reports": REPORTS})
    case = api.read(tmp_path)
    (day,) = api.explain(case, api.Wanted("calm", "2024-03-04")).findings
    assert day.pivot is not None
    assert day.pivot.reports == ("media:r1",)
    assert ("media:r1 retracted", "disputed") in day.pivot.verdict_if
