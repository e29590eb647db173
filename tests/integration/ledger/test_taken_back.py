"""What a source takes back openly stays on record, and stands among what was withdrawn."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from tests.integration.ledger.places import HEADER, record, report

from servanda.evidence import KnownNames
from servanda.evidence.ledger import open_ledger, read_record
from servanda.evidence.ledger.verify import verify_ledger


def written(folder: Path) -> tuple[Path, Path]:
    """Write two events and the deletion of one, and return both files."""
    events, deletions = folder / "reports-acled.csv", folder / "reports-acled-deleted.csv"
    events.write_text("\n".join([HEADER, report("a1"), report("a2"), ""]), "utf-8")
    deletions.write_text(
        f"{HEADER},replaces,withdrawn\n{report('a1-deleted', recorded='2024-03-21')},a1,true\n",
        "utf-8",
    )
    return events, deletions


def test_deletion_of_a_source_is_a_receipt_and_nothing_is_gone(address, tmp_path):
    events, deletions = written(tmp_path)
    record(address, events)
    entry = record(address, deletions)
    # The next export lacks the event, too: that changes nothing any more.
    events.write_text("\n".join([HEADER, report("a2"), ""]), "utf-8")
    record(address, events)
    with open_ledger(address) as ledger:
        rows = ledger.store.run(
            "SELECT seq, entry_no, feed, change FROM withdrawn ORDER BY change, seq"
        )
        taken = ledger.store.run("SELECT entry_no, source, report, recorded_at FROM taken_back")
        kept = ledger.rows_after(0).to_pylist()
        evidence = read_record(ledger, KnownNames(ZoneInfo("Africa/Maputo"))).at()
        assert verify_ledger(ledger).findings == ()
    assert (entry.rows_new, entry.file) == (1, str(deletions))
    assert taken == [(entry.entry_no, "agency", "a1", "2024-03-21")]
    assert [(row[0], row[3]) for row in rows] == [(4, "withdrawn")]
    assert [row["change"] for row in kept] == ["new", "new", "new", "withdrawn"]
    found = {row["report"]: (row["replaces"], row["withdrawn"])
             for row in evidence.reports.to_pylist()}  # fmt: skip
    assert found == {"a1": (None, False), "a2": (None, False), "a1-deleted": ("a1", True)}


def test_what_was_taken_back_is_listed_while_its_row_stands(address, tmp_path):
    events, deletions = written(tmp_path)
    record(address, events)
    entry = record(address, deletions)
    with open_ledger(address) as ledger:
        rows = ledger.store.run("SELECT seq, entry_no, feed, change FROM withdrawn")
    assert rows == [(1, entry.entry_no, "reports-acled-deleted.csv", "taken back")]
