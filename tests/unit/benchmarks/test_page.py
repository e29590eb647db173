"""The page of figures is written by the program that measured them."""

import pytest
from benchmarks.scale.measures import MEASURES
from benchmarks.scale.page import MARKER, PAGE, disagreements, show_page
from benchmarks.scale.process import Run
from benchmarks.scale.results import STORE, Record, Results, read_results
from benchmarks.scale.targets import TARGETS


def record(measure, rows, seconds, *, mib=100.0, failure="", output=None):
    run = Run(seconds, seconds, mib, 0.5, output, failure)
    return Record(measure, rows, "2026-01-01", (run,))


def line_with(page, text):
    return next(line for line in page.splitlines() if text in line)


def test_the_page_is_what_the_program_writes_of_what_was_kept():
    assert PAGE.read_text(encoding="utf-8") == show_page(read_results(STORE))


def test_the_page_says_who_made_it():
    assert PAGE.read_text(encoding="utf-8").startswith(MARKER)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_the_page_names_every_measure(measure):
    assert f"| `{measure.name}` |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.title)
def test_the_page_names_every_aim(target):
    assert f"| {target.title} |" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("seconds", "said"), [(3.0, "met"), (3.2, "missed")])
def test_an_aim_is_met_or_missed(seconds, said):
    results = Results(records=(
        record("plain-servanda", 10**7, seconds), record("plain-duckdb", 10**7, 2.1),
        record("plain-polars", 10**7, 4.0),
    ))  # fmt: skip
    line = line_with(show_page(results), "to the fastest query by hand")
    assert line.endswith(f"| {said} |")


def test_aims_of_cards_tell_first_reasons_from_all():
    output = {"card_s": {"first": 9.0, "shown": 0.2, "later": 0.4}}
    page = show_page(Results(records=(record("plain-card", 10**7, 9.0, output=output),)))
    assert "| 0.20 s | met |" in line_with(page, "1e7 rows with the first reasons")
    assert "| 0.40 s | missed |" in line_with(page, "1e7 rows with all reasons")


def test_the_aim_of_a_followed_case_is_that_of_the_slowest_kind_of_batch():
    output = {kind: {"ms": ms} for kind, ms in (("new", 9.0), ("late", 30.5), ("corrected", 8.0))}
    page = show_page(Results(records=(record("plain-following", 10**7, 99.0, output=output),)))
    assert "| 30.50 ms | missed |" in line_with(page, "late or corrected reports in a followed")


def test_what_did_not_finish_is_said_and_counts_for_nothing():
    results = Results(
        records=(record("plain-servanda", 10**7, 600, failure="not finished within 600 s"),)
    )
    page = show_page(results)
    assert "not finished within 600 s" in line_with(page, "| `plain-servanda` |")
    assert line_with(page, "over 1e7 rows, memory").endswith("| not measured |")


def test_growth_is_from_a_million_rows_on():
    sizes = ((10**5, 9.0), (10**6, 1.0), (10**7, 10.0))
    results = Results(records=tuple(record("plain-duckdb", *size) for size in sizes))
    assert "| `plain-duckdb` | 1.00 | 1e6, 1e7 |" in show_page(results)


def test_different_answers_are_noticed():
    terms = {name: [1, 2] for name in ("p1", "p2", "p3", "p4", "p5")}
    other = terms | {"p3": [2, 2]}
    same = [record("plain-duckdb", 10, 1.0, output=terms),
            record("plain-servanda", 10, 1.0, output={"answers": terms})]  # fmt: skip
    assert disagreements(same) == []
    assert disagreements([*same, record("plain-numpy", 10, 1.0, output=other)]) == ["10 rows"]


@pytest.mark.parametrize(("violated", "differing"), [(1, []), (3, ["10 rows"])])
def test_different_counts_are_noticed(violated, differing):
    terms = {name: [1, 2] for name in ("p1", "p2", "p3", "p4", "p5")}
    verdicts = {name: {"violated": 1} for name in terms} | {"p5": {"violated": violated}}
    records = [record("plain-duckdb", 10, 1.0, output=terms),
               record("plain-servanda", 10, 1.0, output={"verdicts": verdicts})]  # fmt: skip
    assert disagreements(records) == differing
