"""Verification finds what was changed behind the back of a ledger, and says which."""

from __future__ import annotations

import pytest
from tests.integration.ledger.places import record, report, tamper, write_reports

from servanda.errors import EvidenceError
from servanda.evidence.ledger import open_ledger
from servanda.evidence.ledger.checkpoint import (
    build_checkpoint,
    read_checkpoint,
    show_checkpoint,
)
from servanda.evidence.ledger.verify import verify_ledger

MOVE = "UPDATE rows SET seq = {0} WHERE seq = {1}"


def found(address: str) -> list[tuple[str, int, int, str]]:
    with open_ledger(address) as ledger:
        findings = verify_ledger(ledger).findings
    return [(f.what, f.first, f.last, f.fault) for f in findings]


def test_ledger_as_written_has_no_finding(filled):
    with open_ledger(filled) as ledger:
        verified = verify_ledger(ledger)
    assert (verified.entries, verified.rows, verified.findings) == (3, 10, ())


def test_empty_ledger_has_no_finding(address):
    with open_ledger(address, create=True) as ledger:
        assert verify_ledger(ledger).findings == ()


@pytest.mark.parametrize("seq", [1, 5, 8, 10])
def test_changed_row_is_named(filled, seq):
    tamper(filled, f'UPDATE rows SET cells = \'{{"report": "x"}}\' WHERE seq = {seq}')
    assert found(filled) == [("row", seq, seq, "changed")]


@pytest.mark.parametrize(
    "change",
    ["change = 'mended'", "row_key = 'x'", "table_name = 'marks'", "file_row = 77",
     "replaces_seq = 1", "entry_no = 2", "original = 'x'", "fault = '{}'"],
)  # fmt: skip
def test_every_column_of_a_row_is_protected(filled, change):
    tamper(filled, f"UPDATE rows SET {change} WHERE seq = 4")
    assert found(filled) == [("row", 4, 4, "changed")]


@pytest.mark.parametrize("seq", [1, 4, 8, 10])
def test_missing_row_is_named(filled, seq):
    tamper(filled, f"DELETE FROM rows WHERE seq = {seq}")
    assert found(filled) == [("row", seq, seq, "missing")]


def test_missing_rows_are_named_together(filled):
    tamper(filled, "DELETE FROM rows WHERE seq IN (3, 4, 5, 10)")
    assert found(filled) == [("row", 3, 5, "missing"), ("row", 10, 10, "missing")]


@pytest.mark.parametrize(("one", "other"), [(2, 6), (2, 3), (7, 8), (8, 9), (1, 10)])
def test_rows_that_changed_places_are_named(filled, one, other):
    tamper(filled, *(MOVE.format(*p) for p in ((-1, one), (one, other), (other, -1))))
    assert found(filled) == [("row", one, one, "moved"), ("row", other, other, "moved")]


def test_row_put_in_at_the_end_is_named(filled):
    columns = "entry_no, table_name, row_key, change, file_row, cells, chain"
    tamper(
        filled,
        f"INSERT INTO rows (seq, {columns}) SELECT 11, {columns} FROM rows WHERE seq = 10",
    )
    assert found(filled) == [("row", 11, 11, "put in")]


@pytest.mark.parametrize(
    "change",
    ["author = 'B. Monitor'", "entered_at = '2020-01-01T00:00:00.000000Z'", "licence = 'x'",
     "rows_new = 1", "file_sha256 = 'x'", "reason = 'x'", "feed = 'x'"],
)  # fmt: skip
def test_changed_receipt_is_named(filled, change):
    tamper(filled, f"UPDATE entries SET {change} WHERE entry_no = 2")
    assert found(filled) == [("receipt", 2, 2, "changed")]


def test_missing_receipt_is_named(filled):
    tamper(filled, "DELETE FROM entries WHERE entry_no = 2")
    assert found(filled) == [("receipt", 2, 2, "missing")]


def test_rows_whose_last_receipt_is_missing_are_named(filled):
    tamper(filled, "DELETE FROM entries WHERE entry_no > 1")
    assert found(filled) == [("row", 9, 10, "put in")]


def test_renamed_ledger_does_not_fit_its_first_row(filled):
    tamper(filled, "UPDATE ledger SET ledger_id = 'x'")
    assert found(filled) == [("row", 1, 1, "changed")]


def test_cut_off_end_shows_against_a_checkpoint(filled, tmp_path):
    with open_ledger(filled) as ledger:
        text = show_checkpoint(build_checkpoint(ledger))
    (tmp_path / "checkpoint.txt").write_text(text)
    tamper(filled, "DELETE FROM entries WHERE entry_no > 1", "DELETE FROM rows WHERE seq > 8")
    with open_ledger(filled) as ledger:
        findings = verify_ledger(ledger, [read_checkpoint(tmp_path / "checkpoint.txt")]).findings
    assert [f.words for f in findings] == ["the ledger ends at receipt 1, the checkpoint is of 3"]


def test_hashes_made_anew_show_against_a_checkpoint(filled, tmp_path):
    with open_ledger(filled) as ledger:
        point = build_checkpoint(ledger)
    tamper(filled, f"UPDATE entries SET chain = '{'0' * 64}' WHERE entry_no = 3")
    with open_ledger(filled) as ledger:
        findings = verify_ledger(ledger, [point]).findings
    assert [f.what for f in findings] == ["receipt", "checkpoint"]


def test_checkpoint_fits_a_ledger_that_has_grown(filled, tmp_path):
    with open_ledger(filled) as ledger:
        point = build_checkpoint(ledger)
    record(filled, write_reports(tmp_path, report("c1"), name="reports-c.csv"))
    with open_ledger(filled) as ledger:
        verified = verify_ledger(ledger, [point])
    assert (verified.checkpoints, verified.findings) == (1, ())


def test_checkpoint_of_another_ledger_is_told(filled, tmp_path):
    other = str(tmp_path / "other.servanda")
    record(other, write_reports(tmp_path, report("a1")))
    with open_ledger(other) as ledger:
        point = build_checkpoint(ledger)
    with open_ledger(filled) as ledger:
        findings = verify_ledger(ledger, [point]).findings
    assert "is of another ledger" in findings[0].words


@pytest.mark.parametrize("statement", [
    "UPDATE rows SET cells = '{}' WHERE seq = 1",
    "DELETE FROM rows WHERE seq = 1",
    "UPDATE entries SET author = 'x'",
    "DELETE FROM entries",
    "UPDATE ledger SET created_at = 'x'",
])  # fmt: skip
def test_guards_refuse_changes(filled, statement):
    with open_ledger(filled) as ledger, pytest.raises(EvidenceError, match="only grows"):
        ledger.store.run(statement)
    assert found(filled) == []


def test_sqlite_guards_refuse_replacement_and_insertion_before_the_end(tmp_path):
    address = str(tmp_path / "case.servanda")
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    columns = "entry_no, table_name, row_key, change, file_row, cells, chain"
    for word in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
        statement = f"{word} rows (seq, {columns}) SELECT 1, {columns} FROM rows WHERE seq = 2"
        with open_ledger(address) as ledger, pytest.raises(EvidenceError, match="at its end"):
            ledger.store.run(statement)
    assert found(address) == []
