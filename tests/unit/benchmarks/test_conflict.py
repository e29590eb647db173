"""The conflicting workload: always the same, with the shares that its parameters say."""

from collections import Counter

import pytest
from benchmarks.scale.conflict import rows_of_day, write_conflict
from benchmarks.scale.conflict_events import NOTHING, Shares
from benchmarks.scale.judged import checksum_of, findings_of
from pyarrow import parquet

from servanda import api

ROWS = 30_000
LATE_HOURS = 48


def told(reports):
    """Return the reports that tell of an event themselves."""
    return [r for r in reports
            if r["kind"] == "event" and r["stance"] == "asserts" and not r["replaces"]]  # fmt: skip


def test_the_same_rows_come_out_each_time(conflict, tmp_path):
    write_conflict(ROWS, tmp_path)
    for name in ("reports.parquet", "links.parquet"):
        again = parquet.read_table(tmp_path / "case" / name)
        assert again.equals(parquet.read_table(conflict / "case" / name))


def test_there_are_so_many_reports_each_with_its_own_id(reports):
    assert len({row["report"] for row in reports}) == len(reports) == ROWS


@pytest.mark.parametrize(
    ("share", "is_one"),
    [
        ("denials", lambda r: r["stance"] == "denies"),
        ("exceptions", lambda r: r["stance"] == "excepts"),
        ("none_seen", lambda r: r["stance"] == "observed-none"),
        ("corrections", lambda r: r["replaces"] and not r["withdrawn"]),
        ("withdrawals", lambda r: r["withdrawn"]),
        ("party_tallies", lambda r: r["series"] == "by day"),
    ],
)
def test_answers_have_their_shares_of_all_rows(reports, share, is_one):
    found = sum(bool(is_one(row)) for row in reports) / len(reports)
    assert found == pytest.approx(getattr(Shares(), share), rel=0.05)


def test_the_declared_counter_counts_every_slot_of_every_day(reports):
    slots = Counter(r["begins"] for r in reports if r["series"] == "by slot")
    assert set(slots.values()) == {0} or not slots or set(slots.values()) == {120}


@pytest.mark.parametrize(
    ("share", "is_one"),
    [
        ("no_actor", lambda r: r["actor"] is None),
        ("several_actors", lambda r: "|" in (r["actor"] or "")),
        ("no_area", lambda r: r["area"] is None),
        ("several_areas", lambda r: "|" in (r["area"] or "")),
        ("region_only", lambda r: r["area"] in {"river", "hills", "coast", "plain", "forest"}),
        ("to_minute", lambda r: (r["ends"] - r["begins"]).total_seconds() == 60),
        ("to_hour", lambda r: (r["ends"] - r["begins"]).total_seconds() == 3_600),
        ("late", lambda r: (r["recorded_at"] - r["ends"]).total_seconds() > LATE_HOURS * 3_600),
    ],
)
def test_reports_are_as_vague_as_their_shares_say(reports, share, is_one):
    rows = told(reports)
    found = sum(is_one(row) for row in rows) / len(rows)
    # Of the late, those that are drawn below two days do not show.
    expected = getattr(Shares(), share) * (0.75 if share == "late" else 1)
    assert found == pytest.approx(expected, rel=0.12)


@pytest.mark.parametrize("mean", [1.5, 3.0, 5.0])
def test_an_event_has_so_many_reports_on_average(mean):
    rows = rows_of_day(300_000, 3, Shares(reports_per_event=mean))
    of = rows[(rows["occurrence"] != NOTHING) & (rows["replaces"] == NOTHING)]["occurrence"]
    assert len(of) / len(set(of.tolist())) == pytest.approx(mean, rel=0.05)


def test_reports_of_one_event_are_of_different_sources():
    rows = rows_of_day(ROWS, 0, Shares())
    rows = rows[(rows["occurrence"] != NOTHING) & (rows["replaces"] == NOTHING)]
    pairs = list(zip(rows["occurrence"].tolist(), rows["source"].tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1])
def test_a_share_that_is_given_is_kept(share):
    rows = rows_of_day(ROWS, 5, Shares(denials=share))
    assert (rows["stance"] == 1).sum() == round(1_000 * share)


def test_most_events_told_more_than_once_are_linked(links, reports):
    linked = {name for row in links if row["link"] == "same" for name in row["reports"]}
    of_several = 1 - 0.135 / 3  # with three on average, 13.5 % of the events are told once
    share = len(linked) / len(told(reports))
    assert share == pytest.approx(Shares().linked * of_several, rel=0.08)


def test_no_row_is_rejected(tmp_path):
    write_conflict(5_000, tmp_path)
    counts = api.read(tmp_path / "case").evidence.counts
    assert (counts["reports"], counts["rejected"]) == (5_000, 0)


@pytest.mark.parametrize("case", ["case", "case-1", "case-50"])
def test_the_agreement_has_no_fault(conflict, case):
    report = api.check(conflict / case)
    assert [p for p in report.problems if p.severity == "error"] == []


def test_the_index_changes_no_finding(tmp_path):
    write_conflict(5_000, tmp_path)
    api.index(tmp_path / "case", tmp_path / "index")
    indexed = findings_of(tmp_path / "case", tmp_path / "index")
    assert {row["verdict"] for row in indexed} >= {"violated", "disputed", "complied"}
    assert checksum_of(indexed) == checksum_of(findings_of(tmp_path / "case"))
