"""Boards and cards from an index of a ledger are those of the ledger, on each kind of database."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from tests.integration.ledger.places import record, report, write_reports
from tests.integration.ledger.test_standing import AGREEMENT

from servanda import api, large_ledgers
from servanda.evidence.ledger import Terms, open_ledger
from servanda.evidence.ledger import large as large_records
from servanda.evidence.ledger.by_hand import enter_row, take_back
from servanda.publish.terminal import show_board, show_finding


@pytest.fixture
def agreement(tmp_path: Path) -> str:
    path = tmp_path / "agreement.md"
    path.write_text(AGREEMENT, encoding="utf-8")
    return str(path)


@pytest.fixture
def grown(filled: str, agreement: str, tmp_path: Path) -> str:
    """A ledger of which one file came again, shorter and changed, and with a row by hand."""
    rows = [report("a1", 95), report("a2"), report("a9", recorded="never"),
            report("a4").replace("a4,", ",")]  # fmt: skip
    record(filled, write_reports(tmp_path, *rows), allows_withdrawals=True)
    names = api.read(agreement, ledger=filled).names
    by = Terms("B. Chief", "seen")
    with open_ledger(filled) as ledger:
        entry = enter_row(ledger, "marks", {"report": "a1", "mark": "verified"}, by, names)
        take_back(ledger, entry.last_seq, by)
        enter_row(ledger, "links", {"reports": "a1 | a2", "link": "same"}, by, names)
    return filled


def _told(agreement: str, ledger: str, as_of: str | None) -> tuple[str, object, object]:
    text = StringIO()
    found = api.assess_files(agreement, ledger=ledger, as_of=as_of)
    show_board(found.board, Console(file=text, width=100), most=None)
    counted = api.count_files(agreement, ledger=ledger, as_of=as_of)
    return text.getvalue(), found.problems, counted


def _explained(agreement: str, ledger: str, as_of: str | None) -> tuple[str, object]:
    text = StringIO()
    board = api.explain_files(agreement, wanted="aid", ledger=ledger, as_of=as_of)
    for finding in board.findings:
        show_finding(finding, board, Console(file=text, width=100))
    return text.getvalue(), board.findings


@pytest.mark.parametrize(
    ("as_of", "at_once"), [(None, 3), ("2024-03-06", 3), ("2050-01-01", 1 << 17)]
)
def test_a_board_from_an_index_is_that_of_the_ledger(grown, agreement, monkeypatch, as_of, at_once):
    whole = _told(agreement, grown, as_of)
    monkeypatch.setattr(large_ledgers, "LARGE_ROWS", -1)
    monkeypatch.setattr(large_records, "_AT_ONCE", at_once)
    assert _told(agreement, grown, as_of) == whole
    assert "rejected" in whole[0]


@pytest.mark.parametrize("as_of", [None, "2024-03-06"])
def test_findings_explained_from_an_index_are_those_of_the_ledger(
    grown, agreement, monkeypatch, as_of
):
    path = Path(agreement)
    path.write_text(AGREEMENT.replace("for: 2 days", "for: 9 days"), encoding="utf-8")
    whole = _explained(agreement, grown, as_of)
    monkeypatch.setattr(large_ledgers, "LARGE_ROWS", -1)
    assert _explained(agreement, grown, as_of) == whole
    assert "a1" in whole[0]
