"""`explain` of large ledgers: from an index that is made for it, with the same words."""

from __future__ import annotations

import shutil
import sqlite3
from itertools import cycle
from pathlib import Path

import pytest
from benchmarks.scale.conflict import write_conflict
from tests.unit.cli.conftest import BY, NORTHLAND
from tests.unit.cli.test_count_command import with_rule
from tests.unit.cli.test_explain_large_files import JUDGED
from tests.unit.cli.test_large_ledgers import as_read, run

from servanda import api, large_ledgers
from servanda.evidence.ledger import open_ledger
from servanda.evidence.ledger.by_hand import enter_row
from servanda.evidence.vault import FILE


def same(*arguments: str) -> tuple[int, str, str]:
    """Explain from an index and as read, and return what both tell."""
    found = run("explain", *arguments)
    assert found == as_read("explain", *arguments)
    return found


@pytest.mark.parametrize(("clause", "form"), list(zip(JUDGED, cycle([("--json",), ()]))))
def test_large_ledgers_are_explained_by_an_index_that_is_gone_afterwards(
    ledger, temporary, indexed, clause, form
):
    assert same(clause, "--ledger", ledger, *form)[0] == 0
    assert len(indexed) == 1
    assert indexed[0].is_relative_to(temporary)
    assert not list(temporary.iterdir())


def test_the_agreement_may_be_named(ledger, temporary, indexed):
    named = str(NORTHLAND / "agreement.md")
    code, told, _ = same(named, "aid", "2024-03-04", "--ledger", ledger)
    assert code == 0
    assert "On 4 March" in told
    assert len(indexed) == 1


@pytest.mark.parametrize("asked", [
    ("aid", "--as-of", "2024-03-04"), ("aid", "--as-of", "2023-01-01"),
    ("aid", "--standard", "verified"), ("aid", "--release", "public"),
    ("aid", "--bearer", "southland"), ("nothing", "--reading", "none"),
    ("aid", "--standard", "odd"), ("aid", "--as-of", "never"), ("aid", "--release", "none"),
])  # fmt: skip
def test_whatever_is_asked_for(ledger, temporary, indexed, asked):
    same(*asked, "--ledger", ledger)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("what", [("nothing",), ("aid", "1999-01-01"), ("aid", "2024-03-04", "x")])
def test_what_is_not_there_is_told_with_what_is(ledger, temporary, what):
    code, _, told = same(*what, "--ledger", ledger)
    assert code == 2
    assert {1: "SV406", 2: "SV407", 3: "SV410"}[len(what)] in told


def test_a_release_that_comes_late_shows_what_had_not_ended_by_then(ledger, temporary, indexed):
    """The mark that was taken back stood at the instant as of which it is released."""
    profile = temporary.parent / "late.yaml"
    profile.write_text("delay: 2 days\n", encoding="utf-8")
    asked = ("aid", "--ledger", ledger, "--release", str(profile), "--standard", "verified")
    _, told, _ = same(*asked)
    assert "marked verified" in told
    assert len(indexed) == 2


def test_what_a_source_changed_and_what_a_person_entered_is_told_in_its_own_words(
    ledger, temporary, indexed
):
    names = api.read(NORTHLAND, ledger=ledger).names
    with open_ledger(ledger) as opened:
        row = {"source": "courier", "recorded_at": "2024-03-06", "begins": "2024-03-04",
               "act": "admit", "object": "aid truck", "quantity": "1", "unit": "truck",
               "area": "valley", "place": "at dawn", "text": "one more came"}  # fmt: skip
        enter_row(opened, "reports", row, BY, names)
    connection = sqlite3.connect(ledger)
    connection.execute("DROP TRIGGER rows_no_update")
    # A row is read as it stands, with the blanks around its words.
    connection.execute("UPDATE rows SET cells = replace(cells, 'one more came', ' one more came ')")
    connection.commit()
    connection.close()
    _, told, _ = same("aid", "--ledger", ledger)
    assert "one more came" in told
    assert len(indexed) == 1


def test_files_that_lie_outside_of_a_ledger(tmp_path, temporary, indexed):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    ledger = str(tmp_path / "case.servanda")
    api.record([case], ledger, BY, is_outside=True)
    asked = (str(case), "aid", "--ledger", ledger)
    assert "On 4 March" in same(*asked)[1]
    assert len(indexed) == 1
    (case / "reports.csv").write_text("changed", encoding="utf-8")
    assert "SV715" in same(*asked)[2]


def test_a_changed_row_that_cannot_be_read_is_told(ledger, temporary):
    connection = sqlite3.connect(ledger)
    connection.execute("DROP TRIGGER rows_no_update")
    connection.execute("UPDATE rows SET cells = 'not JSON' WHERE table_name = 'reports'")
    connection.commit()
    connection.close()
    assert "SV717" in same(str(NORTHLAND), "aid", "--ledger", ledger)[2]


def test_a_ledger_without_an_agreement(tmp_path, temporary, indexed):
    ledger = str(tmp_path / "case.servanda")
    api.record([NORTHLAND / "words.csv"], ledger, BY)
    assert same("aid", "--ledger", ledger)[0] == 2
    assert indexed == []


def test_a_ledger_of_many_reports(tmp_path, temporary, indexed):
    write_conflict(3_000, tmp_path)
    ledger = str(tmp_path / "case.servanda")
    api.record([tmp_path / "case"], ledger, BY)
    same("c1", "--ledger", ledger)
    assert len(indexed) == 1


def test_reports_that_a_rule_links_are_judged_as_they_were_read(tmp_path, temporary, indexed):
    case, ledger = str(with_rule(tmp_path)), str(tmp_path / "case.servanda")
    api.record([case], ledger, BY)
    assert same("aid", "--ledger", ledger)[0] == 0
    assert indexed == []


def test_a_case_with_a_vault_is_read_whole(ledger, tmp_path, temporary, indexed):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    (case / FILE).write_bytes(b"closed")
    code, _, told = same(str(case), "aid", "--ledger", ledger)
    assert code == 0
    assert "SV857" in told
    assert indexed == []


def test_a_vault_that_is_named_is_asked_for(ledger, tmp_path, temporary, indexed):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("open", encoding="utf-8")
    assert "SV858" in same("aid", "--ledger", ledger, "--passphrase-file", str(passphrase))[2]
    assert indexed == []


@pytest.mark.parametrize(("least", "made"), [(0, 1), (10_000, 0)])
def test_only_of_a_large_ledger_is_an_index_made(ledger, indexed, monkeypatch, least, made):
    monkeypatch.setattr(large_ledgers, "LARGE_ROWS", least)
    assert run("explain", "aid", "--ledger", ledger)[0] == 0
    assert len(indexed) == made


def test_what_was_explained_does_not_need_the_index(ledger, temporary):
    board = api.explain_files(ledger=ledger, wanted="aid")
    whole = api.explain(api.read(ledger=ledger), "aid")
    assert not list(temporary.iterdir())
    assert board.findings == whole.findings
    told = {note.report: note for note in whole.material.reports}
    assert board.material.reports
    assert all(told[note.report] == note for note in board.material.reports)
    assert board.material.rejects == whole.material.rejects


def test_the_fingerprint_tells_states_of_a_ledger_apart(ledger, temporary):
    def fingerprint() -> str:
        return api.explain_files(ledger=ledger, wanted="aid", as_of="2024-03-08").fingerprint

    before = fingerprint()
    assert fingerprint() == before
    names = api.read(ledger=ledger).names
    with open_ledger(ledger) as opened:
        enter_row(opened, "marks", {"report": "agency:a02", "mark": "verified"}, BY, names)
    assert fingerprint() != before


def test_progress_goes_forward_only(ledger, temporary):
    shown: list[float] = []
    api.explain_files(
        ledger=ledger, wanted=JUDGED[0], progress=lambda _, share: shown.append(share)
    )
    assert shown == sorted(shown)
    assert any(0 < share < 0.8 for share in shown)
    assert any(share > 0.8 for share in shown)
