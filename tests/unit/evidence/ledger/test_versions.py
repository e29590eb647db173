"""A ledger shows at every instant what its files said then."""

from __future__ import annotations

import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.evidence import Evidence, KnownNames
from servanda.evidence.ledger import Delivery, Terms, open_ledger, read_record, record_deliveries
from servanda.evidence.ledger.delivery import plain_table
from servanda.evidence.ledger.instants import instant_of_text
from servanda.evidence.ledger.verify import verify_ledger
from servanda.evidence.numbering import number_reports

NAMES = KnownNames(ZoneInfo("UTC"))
SNAPSHOTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(["a1", "a2", "a3"]), st.integers(1, 3), max_size=3),
        st.sets(st.sampled_from(["a1", "a2", "a3"]), max_size=2),
    ),
    min_size=1,
    max_size=4,
)


def delivery(reports: dict[str, int], names: set[str]) -> Delivery:
    rows = [
        {"report": name, "source": "agency", "recorded_at": "2024-01-01", "begins": "2024-01-01",
         "act": "attack", "quantity": str(count)}
        for name, count in reports.items()
    ]  # fmt: skip
    words = [
        {"source": "agency", "word": f"word {name}", "low": "1", "reason": "why"}
        for name in sorted(names)
    ]
    tables = (plain_table("reports", rows, "r"), plain_table("words", words, "r"))
    return Delivery("r", "0" * 64, 0, "test", "1", tables)


def shown(evidence: Evidence, as_of: int) -> tuple[dict[str, int], set[str]]:
    reports = number_reports(evidence.reports, as_of)
    standing = reports.filter(reports["stands"]).to_pylist()
    words = evidence.tables["words"]["word"].to_pylist()
    named = {row["report"].split("@")[0]: int(row["quantity"]) for row in standing}
    return named, {word.removeprefix("word ") for word in words}


@settings(max_examples=20)
@given(SNAPSHOTS)
def test_ledger_shows_at_every_instant_what_its_file_said_then(snapshots):
    times = [f"2024-02-{day:02d}T00:00:00.000000Z" for day in range(1, len(snapshots) + 1)]
    with tempfile.TemporaryDirectory() as folder:
        with open_ledger(Path(folder) / "x.servanda", create=True) as ledger:
            for (reports, names), at in zip(snapshots, times, strict=True):
                terms = Terms("me", seen_at=at, allows_withdrawals=True)
                record_deliveries(ledger, [delivery(reports, names)], terms)
            record = read_record(ledger, NAMES)
            assert verify_ledger(ledger).findings == ()
        instants = [instant_of_text(at) for at in times]
        found = [shown(record.at(instant), instant) for instant in instants]
    # Words are declared before everything, so the first file's are known at once.
    assert found == snapshots


@settings(max_examples=10)
@given(SNAPSHOTS)
def test_one_evidence_holds_the_reports_of_every_instant(snapshots):
    times = [f"2024-02-{day:02d}T00:00:00.000000Z" for day in range(1, len(snapshots) + 1)]
    with tempfile.TemporaryDirectory() as folder:
        with open_ledger(Path(folder) / "x.servanda", create=True) as ledger:
            for (reports, names), at in zip(snapshots, times, strict=True):
                terms = Terms("me", seen_at=at, allows_withdrawals=True)
                record_deliveries(ledger, [delivery(reports, names)], terms)
            evidence = read_record(ledger, NAMES).at()
    found = [shown(evidence, instant_of_text(at))[0] for at in times]
    assert found == [reports for reports, _ in snapshots]
