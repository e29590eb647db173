"""Evidence from a ledger: the same as from the files, and as it was known at any instant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from servanda import api
from servanda.assessment import keeping
from servanda.errors import EvidenceError, UsageError
from servanda.evidence.ledger import Terms, open_ledger
from servanda.evidence.ledger.by_hand import take_back

ROOT = Path(__file__).parents[3]
NORTHLAND = ROOT / "examples" / "northland"
BY = Terms("A. Monitor")

AGREEMENT = """---
title: Pause in the valley
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 2 days}
areas: {valley: Valley}
---
```terms
[aid]  Northland must admit at least 200 aid trucks into valley each day.
```
"""
SOURCES = "source,affiliation\nagency,none\n"
COVERAGE = (
    "source,role,act,object,unit,area,reason\nagency,counts,admit,aid truck,truck,valley,gate\n"
)
HEADER = "report,source,recorded_at,begins,kind,act,object,quantity,unit,area\n"
MARKS = "report,mark,by,reason,recorded_at\na1,verified,chief,seen,2024-03-03 10:00\n"


def row(quantity: int, recorded: str = "2024-03-02 09:00") -> str:
    return f"a1,agency,{recorded},2024-03-01,tally,admit,aid truck,{quantity},truck,valley\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    texts = {"agreement.md": AGREEMENT, "sources.csv": SOURCES, "coverage.csv": COVERAGE,
             "reports.csv": HEADER + row(205)}  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    """The address of a SQLite ledger, where the database makes no difference."""
    return str(tmp_path / "case.servanda")


def seen(day: int) -> Terms:
    """Return terms of a file fetched at noon (UTC) of a day of March."""
    return Terms("A. Monitor", seen_at=f"2024-03-{day:02d}T12:00:00.000000Z",
                 allows_withdrawals=day > 4)  # fmt: skip


def verdict(case: Path, ledger: str, as_of: str) -> str:
    board = api.assess(api.read(case, ledger=ledger), as_of=as_of, explained=False)
    return next(f.verdict for f in board.findings if f.slot == "2024-03-01")


def test_board_from_a_ledger_is_the_board_from_the_files(address):
    keeping.record([NORTHLAND], address, BY)
    from_files = api.assess(api.read(NORTHLAND), explained=False)
    from_ledger = api.assess(api.read(NORTHLAND, ledger=address), explained=False)
    assert from_ledger.fingerprint == from_files.fingerprint
    assert from_ledger.findings == from_files.findings


def test_silent_change_is_known_from_when_it_was_seen(case, address):
    keeping.record([case], address, seen(4))
    (case / "reports.csv").write_text(HEADER + row(150), encoding="utf-8")
    keeping.record([case / "reports.csv"], address, seen(6))
    assert verdict(case, address, "2024-03-05") == "complied"
    assert verdict(case, address, "2024-03-07") == "violated"


def test_change_that_its_source_dates_is_known_from_then(case, ledger):
    keeping.record([case], ledger, seen(4))
    (case / "reports.csv").write_text(HEADER + row(150, "2024-03-05 09:00"), encoding="utf-8")
    keeping.record([case / "reports.csv"], ledger, seen(9))
    assert verdict(case, ledger, "2024-03-05 08:00") == "complied"
    assert verdict(case, ledger, "2024-03-05 10:00") == "violated"


def test_deleted_report_counts_until_it_was_seen_to_be_gone(case, address):
    keeping.record([case], address, seen(4))
    (case / "reports.csv").write_text(HEADER, encoding="utf-8")
    keeping.record([case / "reports.csv"], address, seen(6))
    assert verdict(case, address, "2024-03-05") == "complied"
    assert verdict(case, address, "2024-03-07") == "not verifiable"


def test_deleted_report_is_on_record_as_withdrawn(case, ledger):
    keeping.record([case], ledger, seen(4))
    (case / "reports.csv").write_text(HEADER, encoding="utf-8")
    keeping.record([case / "reports.csv"], ledger, seen(6))
    reports = api.read(case, ledger=ledger).evidence.reports
    assert reports["report"].to_pylist() == ["a1", "a1@2"]
    assert reports["withdrawn"].to_pylist() == [False, True]


def test_board_without_an_instant_is_of_the_last_change(case, ledger):
    keeping.record([case], ledger, seen(4))
    (case / "reports.csv").write_text(HEADER, encoding="utf-8")
    keeping.record([case / "reports.csv"], ledger, seen(6))
    board = api.assess(api.read(case, ledger=ledger), explained=False)
    assert board.fingerprint.endswith(":20240306T120000.000000Z")


def test_mended_copy_was_never_otherwise(case, ledger):
    keeping.record([case], ledger, seen(4))
    (case / "reports.csv").write_text(HEADER + row(150), encoding="utf-8")
    terms = Terms("A. Monitor", "typed 205 for 150", is_mending=True)
    keeping.record([case / "reports.csv"], ledger, terms)
    assert verdict(case, ledger, "2024-03-05") == "violated"


def test_mark_does_not_hold_for_words_that_were_changed_after_it(case, ledger):
    (case / "marks.csv").write_text(MARKS, encoding="utf-8")
    keeping.record([case], ledger, seen(4))
    (case / "reports.csv").write_text(HEADER + row(210), encoding="utf-8")
    keeping.record([case / "reports.csv"], ledger, seen(6))
    board = api.assess(api.read(case, ledger=ledger), standard="verified", explained=False)
    assert next(f.verdict for f in board.findings if f.slot == "2024-03-01") != "complied"


def test_row_without_corrections_holds_until_it_was_seen_to_be_gone(case, ledger):
    keeping.record([case], ledger, seen(4))
    (case / "coverage.csv").write_text(COVERAGE.splitlines()[0] + "\n", encoding="utf-8")
    keeping.record([case / "coverage.csv"], ledger, seen(6))
    record = api.read(case, ledger=ledger)
    before = record.known_at(api.instant_of_case(record, "2024-03-05"))
    after = record.known_at(api.instant_of_case(record, "2024-03-07"))
    assert before.evidence.tables["coverage"].num_rows == 1
    assert after.evidence.tables["coverage"].num_rows == 0


def test_change_of_a_report_that_was_openly_corrected_changes_nothing(case, ledger):
    corrected = row(205) + row(150, "2024-03-03 09:00").replace("a1", "a2", 1)
    lines = corrected.splitlines()
    text = f"{HEADER.strip()},replaces\n{lines[0]},\n{lines[1]},a1\n"
    (case / "reports.csv").write_text(text, encoding="utf-8")
    keeping.record([case], ledger, seen(4))
    (case / "reports.csv").write_text(f"{HEADER.strip()},replaces\n{lines[1]},a1\n", "utf-8")
    keeping.record([case / "reports.csv"], ledger, seen(6))
    assert verdict(case, ledger, "2024-03-07") == "violated"


def test_row_entered_by_hand_can_be_taken_back(case, address):
    keeping.record([case], address, seen(4))
    entry = keeping.enter(address, "marks", {"report": "a1"}, Terms("chief", "seen"))
    assert api.read(case, ledger=address).evidence.tables["marks"].num_rows == 1
    with open_ledger(address) as ledger:
        take_back(ledger, entry.last_seq, Terms("chief", "wrong page"))
    assert api.read(case, ledger=address).evidence.tables["marks"].num_rows == 0


@pytest.mark.parametrize(
    ("table", "cells", "words"),
    [
        ("marks", {"report": "a9"}, "`a9` is no report on record"),
        ("rulings", {"ruling": "r", "subject": "[aids]", "says": "kept"}, "`\\[aids\\]` is no"),
        ("rulings", {"ruling": "r", "subject": "aid", "says": "broke"}, "`says` cannot be `broke`"),
        ("links", {"reports": "a1"}, "a link needs two reports"),
        ("coverage", {"source": "agency", "role": "denied", "act": "x"}, "`x`"),
        ("coverage", {"source": "agncy", "role": "denied", "act": "attack"},
         "`agncy` is no source on record\nhint: did you mean `agency`"),
        ("notes", {"subject": "[ad]", "text": "why"}, "`\\[ad\\]` is no clause"),
        ("notes", {"subject": "a8", "text": "why"}, "`a8` is no report on record"),
    ],
)  # fmt: skip
def test_row_that_makes_no_sense_is_not_entered(case, address, table, cells, words):
    keeping.record([case], address, seen(4))
    with pytest.raises(EvidenceError, match=words) as caught:
        keeping.enter(address, table, cells, Terms("chief", "why"))
    assert caught.value.code == "SV723"


def test_published_figure_is_reproduced_after_the_ledger_has_grown(case, address):
    keeping.record([case], address, seen(4))
    published = api.assess(api.read(case, ledger=address), explained=False)
    keeping.enter(address, "marks", {"report": "a1"}, Terms("chief", "seen"))
    (case / "reports.csv").write_text(HEADER + row(150), encoding="utf-8")
    (case / "agreement.md").write_text(AGREEMENT.replace("200", "300"), encoding="utf-8")
    keeping.record([case], address, BY)
    shutil.rmtree(case)
    found = keeping.reproduce(address, published.fingerprint, explained=False)
    assert found.board.fingerprint == published.fingerprint
    assert [(f.slot, f.verdict) for f in found.board.findings] == [
        (f.slot, f.verdict) for f in published.findings
    ]


def test_fingerprint_that_the_ledger_never_gave_is_told(case, ledger):
    keeping.record([case], ledger, seen(4))
    parts = api.assess(api.read(case, ledger=ledger), explained=False).fingerprint.split(":")
    with pytest.raises(EvidenceError, match="no state of") as caught:
        keeping.reproduce(ledger, ":".join([*parts[:2], "0" * 16, *parts[3:]]))
    assert caught.value.code == "SV712"
    with pytest.raises(EvidenceError, match="no agreement"):
        keeping.reproduce(ledger, ":".join([parts[0], "0" * 16, *parts[2:]]))


def test_text_that_is_no_fingerprint_is_told(tmp_path):
    with pytest.raises(UsageError) as caught:
        keeping.reproduce(str(tmp_path / "x.servanda"), "42")
    assert caught.value.code == "SV711"


def test_tables_beside_a_ledger_are_refused(case, ledger):
    keeping.record([case], ledger, BY)
    with pytest.raises(UsageError) as caught:
        api.read(case / "agreement.md", case / "reports.csv", ledger=ledger)
    assert caught.value.code == "SV718"


def test_rejected_rows_are_told_with_their_place_in_the_file(case, ledger):
    (case / "reports.csv").write_text(HEADER + row(205) + "a2,agency\n", encoding="utf-8")
    recorded = keeping.record([case], ledger, BY)
    assert [(p.code, str(p.places[0])) for p in recorded.problems] == [("SV320", "reports.csv:3")]
    rejects = api.read(case, ledger=ledger).evidence.rejects.to_pylist()
    assert [(r["row_no"], r["code"]) for r in rejects] == [(3, "SV320")]


def test_bulk_file_outside_of_the_ledger_is_read_and_checked(case, ledger):
    import pyarrow.parquet as pq

    from servanda.evidence.files import read_raw

    rows = read_raw("reports", case / "reports.csv").rows.drop_columns(["row_no"])
    (case / "reports.csv").unlink()
    keeping.record([case], ledger, seen(4))
    bulk = case.parent / "reports-gate.parquet"
    pq.write_table(rows, bulk)
    keeping.record([bulk], ledger, BY, is_outside=True)
    assert verdict(case, ledger, "2024-03-07") == "complied"
    pq.write_table(rows.slice(0, 0), bulk)
    with pytest.raises(EvidenceError) as caught:
        api.read(case, ledger=ledger)
    assert caught.value.code == "SV715"
