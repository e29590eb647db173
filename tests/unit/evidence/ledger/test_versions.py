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
    max_size=3,
)


def delivery(reports: dict[str, int], names: set[str]) -> Delivery:
    rows = [
        {"report": name, "source": "agency", "recorded_at": "2024-01-01", "begins": "2024-01-01",
         "act": "attack", "quantity": str(count)}
        for name, count in reports.items()
    ]  # fmt: skip
    words = [
        {"source": "agency", "word": name, "low": "1", "reason": "why"} for name in sorted(names)
    ]
    tables = (plain_table("reports", rows, "r"), plain_table("words", words, "r"))
    return Delivery("r", "0" * 64, 0, "test", "1", tables)


def reports_at(evidence: Evidence, as_of: int) -> dict[str, int]:
    reports = number_reports(evidence.reports, as_of)
    standing = reports.filter(reports["stands"]).to_pylist()
    return {row["report"].split("@")[0]: int(row["quantity"]) for row in standing}


def words_at(evidence: Evidence) -> dict[str, int]:
    return dict.fromkeys(evidence.tables["words"]["word"].to_pylist(), 1)


def expected(snapshots: list[dict[str, int]], place: int) -> dict[str, int]:
    """Return what was known at a snapshot: it, and later new rows, which date themselves."""
    known = {name for earlier in snapshots[: place + 1] for name in earlier}
    later: dict[str, int] = {}
    for snapshot in snapshots[place + 1 :]:
        later |= {name: n for name, n in snapshot.items() if name not in {*known, *later}}
    return {**later, **snapshots[place]}


@settings(max_examples=8)
@given(SNAPSHOTS)
def test_ledger_shows_at_every_instant_what_its_file_said_then(snapshots):
    times = [f"2024-02-{day:02d}T00:00:00.000000Z" for day in range(1, len(snapshots) + 1)]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(Path(folder) / "x.servanda", create=True) as ledger,
    ):
        for (reports, names), at in zip(snapshots, times, strict=True):
            terms = Terms("me", seen_at=at, allows_withdrawals=True)
            record_deliveries(ledger, [delivery(reports, names)], terms)
        record = read_record(ledger, NAMES)
        assert verify_ledger(ledger).findings == ()
    whole = record.at()
    places = list(enumerate(instant_of_text(at) for at in times))
    said = [reports for reports, _ in snapshots]
    words = [dict.fromkeys(sorted(names), 1) for _, names in snapshots]
    assert [reports_at(whole, at) for _, at in places] == [expected(said, p) for p, _ in places]
    found = [words_at(record.at(at)) for _, at in places]
    assert found == [expected(words, place) for place, _ in places]
