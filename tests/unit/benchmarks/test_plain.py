"""The plain workload: always the same, as its parameters say, and judged as by hand."""

from collections import Counter

import pytest
from benchmarks.scale.baselines import needed
from benchmarks.scale.judged import answers_of, checksum_of, counts_of, findings_of, verdicts_of
from benchmarks.scale.measures import find_measure
from benchmarks.scale.plain import write_plain
from benchmarks.scale.plain_terms import agreement_text
from benchmarks.scale.process import run_process
from pyarrow import parquet

from servanda import api

BY_HAND = {
    "p1": (6, 95),
    "p2": (2, 23),
    "p3": (9, 15_606_075_611),
    "p4": (14, 227),
    "p5": (18, 31_213_169_458),
}


@pytest.fixture(scope="module")
def judged(plain):
    return findings_of(plain / "case")


def test_the_same_rows_come_out_each_time(plain, tmp_path):
    write_plain(10_000, tmp_path)
    for name in ("log.parquet", "case/reports.parquet"):
        assert parquet.read_table(tmp_path / name).equals(parquet.read_table(plain / name))


def test_the_log_has_so_many_rows_in_the_order_of_time(log):
    times = [row["t"] for row in log]
    assert len(times) == 10_000
    assert times == sorted(times)


def test_the_log_has_all_names(log):
    assert {len({row[name] for row in log}) for name in ("area", "actor", "act", "source")} == {
        50,
        6,
        12,
        8,
    }


def test_each_area_has_one_source(log):
    assert len({(row["area"], row["source"]) for row in log}) == 50


def test_acts_have_their_shares(log):
    counts = Counter(row["act"] for row in log)
    assert counts["release_h"] == 200
    assert counts["release_p"] / counts["release_h"] == pytest.approx(0.95, abs=0.05)
    assert counts["withdraw"] / 300 == pytest.approx(0.93, abs=0.06)
    alone = sum(counts.values()) - sum(
        counts[act] for act in ("release_h", "release_p", "notify", "withdraw")
    )
    assert counts["shell"] / alone == pytest.approx(0.24, abs=0.02)
    assert counts["deliver"] / alone == pytest.approx(0.14, abs=0.02)


@pytest.mark.parametrize("tool", ["python", "duckdb", "numpy", "pandas", "polars"])
def test_every_tool_finds_the_same_violations(plain, tool):
    measure = find_measure(f"plain-{tool}")
    if measure.missing:
        pytest.skip(f"{tool} is installed by `make bench` only")
    run = run_process(measure.command(plain), 60, measure.environment)
    assert run.output == {term: list(found) for term, found in BY_HAND.items()}


def test_a_query_reads_only_what_it_needs():
    assert needed(["p3", "p5"]) == ["t", "act", "ref"]


def test_servanda_finds_what_the_queries_by_hand_find(judged):
    assert answers_of(judged) == BY_HAND


def test_servanda_finds_the_same_from_an_index(plain, judged):
    api.index(plain / "case", plain / "index")
    assert checksum_of(findings_of(plain / "case", plain / "index")) == checksum_of(judged)
    assert counts_of(plain / "case", plain / "index") == verdicts_of(judged)


def test_where_all_is_certain_every_verdict_is_plain(judged):
    found = {verdict for counts in verdicts_of(judged).values() for verdict in counts}
    assert found == {"violated", "complied", "ended"}


def test_no_row_is_rejected(plain):
    assert api.read(plain / "case").evidence.counts["rejected"] == 0


@pytest.mark.parametrize("case", ["case", "case-p1", "case-p2", "case-50"])
def test_the_agreement_has_no_fault(plain, case):
    report = api.check(plain / case)
    assert [p for p in report.problems if p.severity == "error"] == []


@pytest.mark.parametrize(("count", "only", "labels"), [(1, "", 1), (5, "p2", 1), (50, "", 50)])
def test_an_agreement_has_so_many_clauses(count, only, labels):
    assert agreement_text(20, count, 50, only).count("\n[") == labels
