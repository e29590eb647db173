"""What an open case keeps from one card for the next changes no card."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from servanda import api
from servanda.assessment import board as boards
from servanda.assessment import cards, later
from servanda.assessment.pivot import Answer, Question
from servanda.case import Case
from servanda.errors import EvidenceError, UsageError

AGREEMENT = """\
---
title: Trucks (made up)
parties: {northland: Northland, southland: Southland}
third parties: {mission: The mission}
time zone: Africa/Maputo
in force: {from: 2024-03-01 00:00, for: 4 days}
areas: {valley: The Valley, coast: The Coast}
---
# Trucks

```terms
[enough] Northland must deliver at least 3 aid trucks into the valley each day.
[calm] Southland must not attack in the coast.
```
"""
SOURCES = """\
source,name,kind,affiliation,reason
post,Post,monitor,none,made up
watch,Watch,monitor,none,made up
"""
HEAD = "report,source,recorded_at,begins,ends,kind,actor,act,object,quantity,unit,area,stance\n"
DAYS = ("2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04")
ASKED = [("enough", day) for day in DAYS] + [("calm", DAYS[1]), ("enough", "whole")]


def reports() -> str:
    """Return a few trucks and attacks of each day, some told of late, the last ones first."""
    rows = [
        f"{act[0]}{day}{k},{source},2024-03-{6 + k:02},2024-03-{day:02} 0{k}:00,"
        f"2024-03-{day:02} 0{k}:30,event,{who},{act},{what},{'2,truck' if what else ','},"
        f"{area},asserts\n"
        for day in range(1, 5)
        for k in range(day + 1)
        for source, who, act, what, area in (
            ("post", "northland", "deliver", "aid truck", "valley"),
            ("watch", "southland", "attack", "", "coast"),
        )
    ]
    return HEAD + "".join(reversed(rows))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case folder, beside which its index lies."""
    folder = tmp_path / "case"
    folder.mkdir()
    texts = {"agreement.md": AGREEMENT, "sources.csv": SOURCES, "reports.csv": reports()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    api.index(folder, tmp_path / "index")
    return folder


def opened(folder: Path) -> Case:
    return api.read(folder, index=folder.with_name("index"))


def test_cards_of_an_open_case_are_those_of_cases_opened_for_each(folder: Path):
    case = opened(folder)
    for as_of, standard in ((None, "independent"), ("2024-03-07", "claimed")):
        for clause, slot in [*ASKED[2:], ASKED[2]]:
            asked = api.Wanted(clause, slot)
            found = api.explain(case, asked, as_of=as_of, standard=standard)
            fresh = api.explain(opened(folder), asked, as_of=as_of, standard=standard)
            assert found == fresh


def test_cards_of_an_index_are_those_of_the_files(folder: Path):
    case, files = opened(folder), api.read(folder)
    for clause, slot in ASKED:
        asked = api.Wanted(clause, slot)
        found, whole = api.explain(case, asked), api.explain(files, asked)
        assert found.findings == whole.findings
        given = {(note.source, note.report): note for note in whole.material.reports}
        shown = {(note.source, note.report) for note in found.material.reports}
        assert [*found.material.reports] == [given[name] for name in sorted(shown)]


_ATTACK = "event,southland,attack,,,,coast,asserts\n"
ALLEGED = f"n1,north,2024-03-07,2024-03-05 09:00,2024-03-05 10:00,{_ATTACK}"
SPOKEN = f"w1,watch,2024-03-08,2024-03-06 09:00,2024-03-06 10:00,{_ATTACK}"
WATCHED = (
    "source,role,act,object,unit,area,begins,ends,reason,recorded_at\n"
    "watch,covers,attack,,,coast,2024-03-05,,made up,2024-03-01\n"
)


def test_of_a_disputed_ceiling_no_card_tells_since_when(folder: Path):
    for name, text in (
        ("agreement.md", AGREEMENT.replace("for: 4 days", "for: 6 days")),
        ("sources.csv", SOURCES + "north,North,monitor,northland,made up\n"),
        ("reports.csv", reports() + ALLEGED + SPOKEN),
        ("coverage.csv", WATCHED),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    api.index(folder, folder.with_name("other"))
    case, files = api.read(folder, index=folder.with_name("other")), api.read(folder)
    asked = api.Wanted("calm", "2024-03-05")
    (found,) = api.explain(case, asked).findings
    assert (found.verdict, found.since) == ("disputed", None)
    assert (found,) == api.explain(files, asked).findings


def test_a_clause_is_read_once_for_all_its_cards(folder: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    judged_clause = cards._judged_clause

    def counted(opened, request, label):
        asked.append(label)
        return judged_clause(opened, request, label)

    monkeypatch.setattr(cards, "_judged_clause", counted)
    case = opened(folder)
    for clause, slot in [*ASKED, *ASKED]:
        api.explain(case, api.Wanted(clause, slot))
    assert asked == ["enough", "calm"]


def test_what_is_kept_stays_within_its_measure(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cards, "_MOST_REPORTS", 1)
    monkeypatch.setattr(cards, "_MOST_INSTANTS", 1)
    case = opened(folder)
    for as_of in ("2024-03-07", "2024-03-08"):
        for clause, slot in ASKED:
            api.explain(case, api.Wanted(clause, slot), as_of=as_of)
    (instant,) = case.kept["cards"]._instants.values()
    assert list(instant.clauses) == ["enough"]


def test_a_case_changed_in_any_way_begins_anew(folder: Path):
    from dataclasses import replace

    case = opened(folder)
    api.explain(case, api.Wanted(*ASKED[0]))
    assert case.kept
    assert not replace(case, shapes=()).kept


def test_a_file_that_changes_between_two_cards_is_noticed(folder: Path):
    case = opened(folder)
    api.explain(case, api.Wanted(*ASKED[0]))
    path = folder / "reports.csv"
    path.write_text(reports().replace("post", "pots"), encoding="utf-8")
    with pytest.raises(EvidenceError, match="SV397"):
        api.explain(case, api.Wanted(*ASKED[1]))


def test_a_finding_that_is_not_there_is_answered_with_those_that_are(folder: Path):
    with pytest.raises(UsageError, match="2024-03-01, 2024-03-02, 2024-03-03"):
        api.explain(opened(folder), api.Wanted("enough", "2030-01-01"))


def test_reports_are_put_into_words_when_somebody_looks(folder: Path, monkeypatch):
    from servanda.evidence.projection import originals

    asked: list[int] = []
    monkeypatch.setattr(later, "_AT_ONCE", 2)
    read = originals.read_originals
    monkeypatch.setattr(
        originals, "read_originals", lambda index, numbers, names: asked.extend(numbers) or
        read(index, numbers, names),
    )  # fmt: skip
    board = api.explain(opened(folder), api.Wanted("enough", DAYS[3]))
    (finding,) = board.findings
    assert len(finding.uses) == len(board.material.reports) > 4
    assert not asked
    some = board.material.reports[1:3], finding.uses[2:4]
    assert len(asked) == 2
    assert some == (tuple(board.material.reports)[1:3], tuple(finding.uses)[2:4])
    assert len(asked) == 2 + len(finding.uses)


def test_of_many_findings_names_are_read_in_groups(folder: Path, monkeypatch):
    from servanda.assessment import board as boards
    from servanda.evidence.projection.named import NamedRows

    asked = api.Wanted("enough")
    whole = api.explain(api.read(folder), asked).findings
    looks: list[int] = []
    read = NamedRows._read
    monkeypatch.setattr(
        NamedRows, "_read", lambda rows, numbers: looks.append(len(numbers)) or read(rows, numbers)
    )
    uses = sum(len(finding.uses) for finding in whole)

    def looked(few: int, together: int) -> int:
        looks.clear()
        monkeypatch.setattr(boards, "_FEW_FINDINGS", few)
        monkeypatch.setattr(boards, "_TOGETHER", together)
        found = api.explain(opened(folder), asked).findings
        before = len(looks)
        assert found == whole
        return len(looks) - before

    # What a finding turns on is named beside all that bears on it, so that their names are read.
    spoken = sum(1 for f in whole if f.uses and not (f.pivot and f.pivot.reports))
    assert spoken > 3
    assert looked(few=len(whole), together=uses) == spoken
    assert looked(few=0, together=1) == spoken
    assert looked(few=0, together=uses) == 1


def test_of_several_files_those_with_a_report_that_is_shown_are_looked_at(folder: Path):
    head, *rows = reports().splitlines(keepends=True)
    rows.reverse()
    half = len(rows) // 2
    (folder / "reports.csv").write_text(head + "".join(rows[:half]), encoding="utf-8")
    (folder / "reports-2.csv").write_text(head + "".join(rows[half:]), encoding="utf-8")
    api.index(folder, folder.with_name("index"))
    (folder / "reports-2.csv").unlink()
    case = opened(folder)
    assert api.explain(case, api.Wanted("enough", DAYS[0])).material.reports
    with pytest.raises(EvidenceError, match="SV397"):
        api.explain(case, api.Wanted("enough", DAYS[3]))


def test_a_card_from_files_is_that_of_the_board_and_nothing_else_is_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    files = api.read(folder)
    whole = api.assess(files)
    clause, slot = ASKED[0]
    asked = api.Wanted(clause, slot)
    questions: list[int] = []
    find = boards.find_pivots

    def noting(some: Sequence[Question], *rest) -> list[Answer]:
        questions.append(len(some))
        return find(some, *rest)

    monkeypatch.setattr(boards, "find_pivots", noting)
    found = api.explain(files, asked)
    assert found.findings == tuple(f for f in whole.findings if asked.fits(f))
    assert any(finding.pivot for finding in found.findings)
    assert questions == [len(found.findings)]
    assert found.clauses == whole.clauses
