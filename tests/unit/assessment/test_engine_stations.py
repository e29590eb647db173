"""Single stations of the pipeline, and what holds for all their SQL."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from tests.golden.world import World

from servanda.assessment import pipeline
from servanda.assessment.engine import run_stations
from servanda.assessment.pipeline import AS_WRITTEN, UNPAIRED, WITHOUT, steps_of

CASES = Path(__file__).parents[2] / "golden" / "cases" / "cases.yaml"
BY_ID = {case["id"]: case for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]}
SQL = [path.name for path in files(pipeline).iterdir() if path.name.endswith(".sql")]
STATIONS = sorted(name.removesuffix(".sql") for name in SQL)
KINDS = {"b": pa.bool_(), "t": pa.string()}


def made(case_id: str, upto: str, table: str, columns: str, **changes: Any) -> list[Any]:
    """Return columns (`name`, or `name:b` for booleans) of a table that a station made, sorted."""
    case = {**BY_ID[case_id], **changes}
    standard = "independent" if isinstance(case["standard"], list) else case["standard"]
    session = run_stations(World(case).tables_at(standard, "2024-03-10 12:00"), upto)
    pairs = [name.partition(":") for name in columns.split()]
    schema = pa.schema([(name, KINDS.get(kind, pa.int64())) for name, _, kind in pairs])
    try:
        rows = session.table(table, schema)
    finally:
        session.backend.close()
    values = zip(*(rows[name].to_pylist() for name in schema.names), strict=True)
    return sorted(values, key=str)


# ---- one station each ---------------------------------------------------------------------------


def test_of_a_chain_of_corrections_the_last_word_stands():
    assert made("correction-fork", "22_alike", "told", "report_no low") == [(3, 195)]


def test_a_withdrawn_chain_leaves_nothing():
    assert made("correction-chain", "22_alike", "told", "report_no") == []


def test_running_totals_give_a_derived_series():
    found = made("running-total", "30_statements", "statements", "statement_no low high")
    assert found == [(-2, 210, 220), (1, 150, 160), (2, 370, 370)]


def test_series_of_running_totals_are_series_of_their_own():
    found = made("running-total", "30_statements", "statements", "series_no")
    assert len(set(found)) == 3


def test_two_named_series_stay_apart():
    found = made("double-tally", "30_statements", "tallies", "report_no series_no is_alone:b")
    (one, two, other) = found
    assert one[1] == two[1] != other[1]


def test_a_relay_of_the_bearer_is_self_serving():
    found = made("relay-of-bearer", "40_claims", "claims", "low_interest is_low_good:b")
    assert found == [(2, False)]


def test_a_neutral_denial_contests_an_incident():
    columns = "is_contested:b is_refuted:b is_certain_two:b"
    assert made("contested", "50_incidents", "incidents", columns) == [(True, False, False)]


def test_linked_reports_are_one_incident():
    found = made("one-act-told-twice", "50_incidents", "incidents", "reports good_reports")
    assert found == [(2, 2)]


def test_an_exchange_is_checked_a_limit_after_each_trigger():
    assert len(made("exchange-surplus", "60_called", "called", "slot_no")) == 2


def test_a_single_day_is_no_cell_of_itself_but_its_parts_are():
    assert made("against-interest", "70_units", "units", "tier") == [(0,), (0,), (1,)]


def test_days_of_a_clause_are_cells_of_its_whole():
    found = made("last-morning", "70_units", "children", "family")
    assert [found.count((k,)) for k in (1, 2, 3)] == [12, 10, 8]


def test_a_report_of_one_day_lies_in_that_day_and_in_the_whole():
    found = made("last-morning", "72_lies", "lies", "rel")
    assert found == [(1,)] * 4


def test_a_source_that_contradicts_itself_has_its_numbers_exchanged():
    columns = "at_least counted contradicts_itself:b"
    found = made("self-contradiction", "76_at_most", "figures", columns)
    assert (100, 130, True) in found


def test_silence_of_a_watching_source_says_at_most_what_it_told():
    assert (0,) in made("silence-no-refutation", "76_at_most", "silences", "told")


def test_a_contradicted_unit_is_settled_at_the_smaller_count():
    columns = "at_least certain counted is_contradicted:b"
    assert made("counters-contradict", "82_bounds", "settled", columns)[-1] == (
        205, 191, 191, True)  # fmt: skip


def test_candidates_of_since_are_the_ends_of_reports():
    assert made("running-total", "90_candidates", "candidates", "candidate_no candidates") == [
        (1, 1)]  # fmt: skip


# ---- all stations -------------------------------------------------------------------------------


QUERIES = [
    pytest.param(step.query, id=f"{station}-{step.name}")
    for station in STATIONS
    for step in steps_of(station)
]


FORBIDDEN = re.compile(
    r"\b(ASOF|RECURSIVE|QUALIFY|EXCLUDE|UNNEST|ARRAY|STRUCT|INTERVAL|TIMESTAMP|DATE|EXTRACT|ILIKE"
    r"|ANY_VALUE|ARG_MAX|MAX_BY|LATERAL|DOUBLE|DECIMAL|FLOAT|RANDOM|NOW|CURRENT_\w+ ?\()\b"
    r"|::|//|\[|\{|\"",
    re.IGNORECASE,
)


@pytest.mark.parametrize("query", QUERIES)
def test_sql_stays_in_what_all_engines_share(query: str):
    assert FORBIDDEN.search(query) is None


@pytest.mark.parametrize("query", QUERIES)
def test_every_sum_is_cast_to_its_type(query: str):
    sums = [found.start() for found in re.finditer(r"\bSUM\(", query)]
    bare = [at for at in sums if not re.search(r"CAST\((COALESCE\()?$", query[:at])]
    assert [query[at - 30 : at + 30] for at in bare if "SUM(is_break)" not in query[at:]] == []


@pytest.mark.parametrize("station", STATIONS)
def test_every_station_says_what_it_reads_and_makes(station: str):
    text = files(pipeline).joinpath(f"{station}.sql").read_text(encoding="utf-8")
    head = text[: text.index("CREATE")]
    assert head.startswith(f"-- Station {station[:2]}: ")
    assert "SEMANTICS" in head
    assert "-- in " in head
    assert "-- out " in head


def test_no_two_stations_make_the_same_table():
    stations = sorted(set(STATIONS) - {*WITHOUT.values(), AS_WRITTEN, UNPAIRED})
    names = [step.name for station in stations for step in steps_of(station)]
    twice = {name for name in names if names.count(name) > 1}
    assert twice == {"measures_now", "settled", "capped", "answers"}


def test_text_that_makes_no_table_is_no_station(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ValueError, match="DELETE"):
        pipeline._step("10_matters", "DELETE FROM reports")
