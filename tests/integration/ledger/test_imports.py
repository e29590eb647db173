"""Imports: receipts, versions, withdrawals; the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from tests.integration.ledger.places import HEADER, record, report, write_reports

from servanda.errors import EvidenceError
from servanda.evidence.ledger import (
    Delivery,
    Terms,
    deliver_table,
    open_ledger,
    record_deliveries,
)
from servanda.evidence.ledger.delivery import plain_table
from servanda.evidence.ledger.verify import verify_ledger


def rows_of(address: str, after: int = 0) -> list[tuple[int, str, str]]:
    with open_ledger(address) as ledger:
        found = ledger.rows_after(after).to_pylist()
    return [(row["seq"], json.loads(row["cells"])["report"], row["change"]) for row in found]


def test_receipt_says_what_was_imported(address, tmp_path):
    path = write_reports(tmp_path, report("a1"), report("a2"), report("a2"), "a3,agency")
    entry = record(address, path, reason="daily", licence="CC BY 4.0")
    assert (entry.entry_no, entry.kind, entry.feed) == (1, "import", "reports.csv")
    assert (entry.author, entry.reason, entry.licence) == ("A. Monitor", "daily", "CC BY 4.0")
    assert (entry.rows_read, entry.rows_new, entry.rows_repeated) == (4, 3, 1)
    assert (entry.rows_rejected, entry.first_seq, entry.last_seq) == (1, 1, 3)
    assert (entry.file, entry.file_bytes) == (str(path), path.stat().st_size)
    assert (entry.importer, entry.importer_version) == ("tables", "1")


WORDS = "source,word,low,high,reason,recorded_at\nagency,none,0,0,its style,2024-03-01\n"
NONE = report("a1").replace(",96,", ",none,")


@pytest.mark.parametrize("is_on_record", [False, True])
def test_a_word_for_none_that_its_source_has_declared_is_no_fault(address, tmp_path, is_on_record):
    words = tmp_path / "words.csv"
    words.write_text(WORDS, encoding="utf-8")
    reports = write_reports(tmp_path, NONE, NONE.replace("a1,agency", "a2,other"))
    if is_on_record:
        assert record(address, words).rows_rejected == 0
        files = [reports]
    else:
        files = [words, reports]
    with open_ledger(address, create=True) as ledger:
        deliveries = [deliver_table(path, "1") for path in files]
        entries = record_deliveries(ledger, deliveries, Terms("A. Monitor"))
    # The other source has declared nothing.
    assert entries[-1].rows_rejected == 1


def test_a_word_for_none_that_nobody_has_declared_is_one(address, tmp_path):
    assert record(address, write_reports(tmp_path, NONE)).rows_rejected == 1


def test_receipt_is_the_same_when_read_again(address, tmp_path):
    entry = record(address, write_reports(tmp_path, report("a1")))
    with open_ledger(address) as ledger:
        assert ledger.entries() == [entry]


def test_second_import_of_the_same_file_adds_no_row(address, tmp_path):
    path = write_reports(tmp_path, report("a1"), report("a2"))
    record(address, path)
    again = record(address, path)
    assert (again.rows_new, again.rows_unchanged, again.first_seq) == (0, 2, 3)
    assert len(rows_of(address)) == 2


def test_silent_change_and_deletion_show_as_changed_and_withdrawn(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a2"), report("a3")))
    second = record(address, write_reports(tmp_path, report("a4"), report("a1", 91), report("a3")))
    assert (second.rows_new, second.rows_changed, second.rows_withdrawn) == (1, 1, 1)
    assert rows_of(address, 3) == [(4, "a4", "new"), (5, "a1", "changed"), (6, "a2", "withdrawn")]


def test_version_names_the_one_before_it(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    record(address, write_reports(tmp_path, report("a2"), report("a1", 91)))
    with open_ledger(address) as ledger:
        assert ledger.rows_after(2)["replaces_seq"].to_pylist() == [1]


def test_row_that_comes_back_is_restored(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    record(address, write_reports(tmp_path, report("a1")))
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    assert rows_of(address, 2) == [(3, "a2", "withdrawn"), (4, "a2", "restored")]


def test_partial_file_withdraws_nothing(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    record(address, write_reports(tmp_path, report("a3")), is_partial=True)
    assert rows_of(address, 2) == [(3, "a3", "new")]


def test_our_own_error_is_told_apart_from_a_change_of_the_source(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    record(address, write_reports(tmp_path, report("a1", 69)), is_mending=True)
    assert rows_of(address, 2) == [(3, "a1", "mended"), (4, "a2", "dropped")]


def test_files_of_different_names_withdraw_nothing_of_each_other(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), name="reports-1.csv"))
    record(address, write_reports(tmp_path, report("a2"), name="reports-2.csv"))
    assert rows_of(address) == [(1, "a1", "new"), (2, "a2", "new")]


def test_files_of_one_feed_are_versions_of_each_other(address, tmp_path):
    first = write_reports(tmp_path, report("a0"), report("a1"), name="reports-1.csv")
    second = write_reports(tmp_path, report("a0"), report("a2"), name="reports-2.csv")
    record(address, first, feed="agency")
    record(address, second, feed="agency")
    assert rows_of(address, 2) == [(3, "a2", "new"), (4, "a1", "withdrawn")]


def test_file_that_shares_no_row_with_its_feed_is_refused(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1")))
    with pytest.raises(EvidenceError) as caught:
        record(address, write_reports(tmp_path, report("b1")))
    assert caught.value.code == "SV707"


def test_two_files_of_one_feed_in_one_import_are_refused(tmp_path):
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        write_reports(tmp_path / name, report(name))
    files = [deliver_table(tmp_path / n / "reports.csv", "1") for n in ("north", "south")]
    with (
        open_ledger(str(tmp_path / "case.servanda"), create=True) as ledger,
        pytest.raises(EvidenceError) as caught,
    ):
        record_deliveries(ledger, files, Terms("A. Monitor"))
    assert caught.value.code == "SV724"


def test_cut_off_file_is_refused_and_nothing_is_written(address, tmp_path):
    many = [report(f"a{k}") for k in range(30)]
    record(address, write_reports(tmp_path, *many))
    with pytest.raises(EvidenceError, match="27 of the 30 rows") as caught:
        record(address, write_reports(tmp_path, *many[:3]))
    assert caught.value.code == "SV707"
    assert len(rows_of(address)) == 30


def test_cut_off_file_is_taken_where_the_source_did_withdraw(address, tmp_path):
    many = [report(f"a{k}") for k in range(30)]
    record(address, write_reports(tmp_path, *many))
    entry = record(address, write_reports(tmp_path, *many[:3]), allows_withdrawals=True)
    assert entry.rows_withdrawn == 27


def test_rows_that_contradict_each_other_in_one_file_are_all_kept(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a1", 91)))
    with open_ledger(address) as ledger:
        keys = ledger.rows_after(0)["row_key"].to_pylist()
    assert keys == ['["agency","a1"]', '["agency","a1"] #2']


def test_unusable_row_is_kept_with_its_reason(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1", recorded="yesterday")))
    with open_ledger(address) as ledger:
        fault = json.loads(ledger.rows_after(0)["fault"][0].as_py())
    assert (fault["code"], fault["reason"]) == ("SV322", "`recorded_at`: `yesterday` is no time")


def test_odd_characters_come_back_as_they_were(address, tmp_path):
    text = 'קרם "שלום", \\n ; \U0001f54a'
    path = tmp_path / "reports.csv"
    quoted = text.replace('"', '""')
    path.write_text(f'{HEADER},text\n{report("a1")},"{quoted}\nnext"\n', encoding="utf-8")
    record(address, path)
    with open_ledger(address) as ledger:
        cells = json.loads(ledger.rows_after(0)["cells"][0].as_py())
    assert cells["text"] == text + "\nnext"


def test_row_with_a_nul_character_is_kept_as_unusable(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a\0b")))
    with open_ledger(address) as ledger:
        codes = [
            fault and json.loads(fault)["code"]
            for fault in ledger.rows_after(0)["fault"].to_pylist()
        ]
        standing = ledger.store.run("SELECT report FROM reports")
    assert codes == [None, "SV720"]
    assert standing == [("a1",)]


def test_file_fetched_before_the_last_version_is_refused(address, tmp_path):
    path = write_reports(tmp_path, report("a1"))
    record(address, path, seen_at="2024-03-06T00:00:00.000000Z")
    with pytest.raises(EvidenceError) as caught:
        record(address, path, seen_at="2024-03-05T00:00:00.000000Z")
    assert caught.value.code == "SV708"


def test_file_fetched_in_the_future_is_refused(address, tmp_path):
    path = write_reports(tmp_path, report("a1"))
    with pytest.raises(EvidenceError) as caught:
        record(address, path, seen_at="2999-01-01T00:00:00.000000Z")
    assert caught.value.code == "SV708"


def test_rows_after_a_number_are_those_that_follow(address, tmp_path):
    record(address, write_reports(tmp_path, *(report(f"a{k}") for k in range(5))))
    with open_ledger(address) as ledger:
        assert ledger.rows_after(2, most=2)["seq"].to_pylist() == [3, 4]
        assert ledger.rows_after(5).num_rows == 0


def test_views_show_what_stands_now(address, tmp_path):
    record(address, write_reports(tmp_path, report("a1"), report("a2")))
    record(address, write_reports(tmp_path, report("a1", 91)))
    with open_ledger(address) as ledger:
        run = ledger.store.run
        assert run("SELECT report, quantity FROM reports") == [("a1", "91")]
        assert run("SELECT row_key FROM withdrawn") == [('["agency","a2"]',)]
        assert run("SELECT rows_new FROM receipts ORDER BY entry_no") == [(2,), (0,)]


def test_names_that_only_an_agreement_knows_are_no_fault_without_one(tmp_path):
    address = str(tmp_path / "case.servanda")
    path = tmp_path / "reports.csv"
    path.write_text(
        "report,source,recorded_at,begins,act,object,actor,area,manner,unit\n"
        "a1,agency,2024-03-05,2024-03-04,teleport,gizmo,somebody,nowhere,gladly,furlong\n"
        "a2,agency,2024-03-05,2024-03-04,,,,,,\n",
        encoding="utf-8",
    )
    assert record(address, path).rows_rejected == 1
    with open_ledger(address) as ledger:
        faults = ledger.rows_after(0)["fault"].to_pylist()
    assert faults[0] is None
    assert json.loads(faults[1])["reason"] == "`act` is empty"


ODD = ["a\r\nb", "a\rb", "\\.", "a\n\\.\nb", "\\N", 'a","b', "'; DROP TABLE rows; --", " ",
       "%s ? $1", "\u2028\u202e\ufeff", "null", "{}", "\\u0000"]  # fmt: skip


def test_text_that_means_something_to_a_database_is_only_text(filled):
    notes = [{"subject": f"{k}", "by": "b", "text": text} for k, text in enumerate(ODD)]
    table = plain_table("notes", notes, "in.txt")
    originals = {"notes": pa.array(ODD)}
    delivery = Delivery("in.txt", "", 0, "outside", "1", (table,), originals=originals)
    with open_ledger(filled) as ledger:
        record_deliveries(ledger, [delivery], Terms("%s ?", "a\r\n\\."))
        rows = ledger.rows_after(10).to_pylist()
        entry = ledger.entries(3)[0]
        assert verify_ledger(ledger).findings == ()
    assert [json.loads(row["cells"])["text"] for row in rows] == ODD
    assert [row["original"] for row in rows] == ODD
    assert (entry.author, entry.reason) == ("%s ?", "a\r\n\\.")
