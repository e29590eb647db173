"""The pipeline as a whole: what goes in, what comes out, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from tests.golden.world import World

from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.engine import explain, judge, run_stations, show_plans
from servanda.assessment.tables import FIGURES, FINDINGS, USES, CaseTables
from servanda.errors import EngineError

CASES = Path(__file__).parents[2] / "golden" / "cases"
BY_ID = {
    case["id"]: case
    for name in ("cases.yaml", "fine-print.yaml")
    for case in yaml.safe_load((CASES / name).read_text(encoding="utf-8"))["cases"]
}
LATE = "2024-03-10 12:00"


def tables(case_id: str, standard: str = "independent") -> CaseTables:
    """Return the tables of a golden case."""
    return World(BY_ID[case_id]).tables_at(standard, LATE)


def changed(case: CaseTables, **some: pa.Table) -> CaseTables:
    return CaseTables({**case.tables, **some}, case.as_of, case.standard)


def verdicts(found: pa.Table) -> dict[str, str]:
    return dict(zip(found["slot"].to_pylist(), found["verdict"].to_pylist(), strict=True))


def test_findings_have_their_schema_and_are_sorted():
    found = judge(tables("last-morning"))
    assert found.schema == FINDINGS
    assert found["slot"].to_pylist() == [
        "2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04", "whole",
    ]  # fmt: skip


def test_findings_do_not_depend_on_the_order_of_reports():
    case = tables("exchange-surplus")
    reports = case.tables["reports"]
    backwards = reports.take(list(range(reports.num_rows))[::-1])
    assert judge(changed(case, reports=backwards)).equals(judge(case))


def test_findings_do_not_depend_on_how_tables_are_cut_into_pieces():
    case = tables("exchange-surplus")
    reports = case.tables["reports"]
    pieces = pa.concat_tables([reports.slice(k, 1) for k in range(reports.num_rows)])
    assert judge(changed(case, reports=pieces)).equals(judge(case))


def test_a_case_without_duties_has_no_findings():
    case = tables("last-morning")
    none = changed(case, duties=case.tables["duties"].slice(0, 0))
    assert judge(none).equals(FINDINGS.empty_table())


def test_a_further_column_of_a_table_is_not_read():
    case = tables("against-interest")
    reports = case.tables["reports"].append_column("weather", pa.array(["rain"]))
    assert judge(changed(case, reports=reports)).equals(judge(case))


def test_hands_told_twice_count_once():
    case = tables("no-one")
    twice = pa.concat_tables([case.tables["bearer_hands"]] * 2)
    assert judge(changed(case, bearer_hands=twice))["certain"].to_pylist() == [1]


def test_a_missing_table_is_named():
    case = tables("last-morning")
    some = {name: table for name, table in case.tables.items() if name != "marks"}
    with pytest.raises(EngineError, match="`marks`") as caught:
        judge(CaseTables(some, case.as_of))
    assert caught.value.code == "SV502"


def test_a_missing_column_is_named_by_its_table():
    case = tables("last-morning")
    with pytest.raises(EngineError, match="`reports`") as caught:
        judge(changed(case, reports=case.tables["reports"].drop_columns(["stance"])))
    assert caught.value.code == "SV502"


def test_an_unknown_standard_is_refused():
    case = tables("last-morning")
    with pytest.raises(EngineError, match="`likely`") as caught:
        judge(CaseTables(case.tables, case.as_of, "likely"))
    assert caught.value.code == "SV503"


def test_an_unknown_station_is_refused():
    with pytest.raises(EngineError, match="99_guess") as caught:
        run_stations(tables("last-morning"), upto="99_guess")
    assert caught.value.code == "SV504"


class Broken(DuckDBBackend):
    """An engine that fails at one table."""

    is_closed = False

    def create(self, kind: str, name: str, query: str) -> None:
        if name == "incidents":
            message = "out of memory"
            raise RuntimeError(message)
        super().create(kind, name, query)

    def close(self) -> None:
        self.is_closed = True
        super().close()


def test_a_failing_engine_is_told_with_its_query_and_closed():
    backend = Broken()
    with pytest.raises(EngineError, match="50_incidents") as caught:
        judge(tables("last-morning"), backend)
    assert caught.value.code == "SV501"
    assert caught.value.details["engine"] == "out of memory"
    assert "FROM claims" in caught.value.details["sql"]
    assert backend.is_closed


def test_plans_of_a_station_show_its_queries():
    shown = show_plans(tables("last-morning"), "72_lies")
    assert shown.startswith("-- meetings\n")
    assert "-- lies" in shown


# ---- explanations -------------------------------------------------------------------------------


def uses(case_id: str, standard: str = "independent") -> list[tuple[Any, ...]]:
    """Return bears, interest, why and status of each report of a case of one finding."""
    found, _ = explain(tables(case_id, standard))
    columns = ("bears", "interest", "why", "status")
    return list(zip(*(found[name].to_pylist() for name in columns), strict=True))


def test_explanations_have_their_schemas():
    found, figures = explain(tables("last-morning"))
    assert found.schema == USES
    assert figures.schema == FIGURES


def test_an_accusation_is_shown_as_alleged_because_it_serves_the_accuser():
    assert uses("accusation") == [("alleged", "self-serving", "self-serving", "alleged")]


def test_a_denial_by_the_bearer_is_shown_and_left_out():
    assert uses("bearer-denies") == [
        ("at least", "neutral", "", "established"),
        ("left out", "self-serving", "self-serving", ""),
    ]


def test_a_count_of_a_declared_counter_says_both():
    assert uses("day-of-entry") == [("both", "neutral", "", "")]


def test_a_look_at_one_ship_is_left_out_for_naming_one_matter():
    assert uses("look-at-one-ship") == [("left out", "neutral", "names one matter", "")]


def test_a_count_of_one_list_says_only_at_least():
    assert uses("count-of-one-list") == [("at least", "neutral", "", "")]


def test_only_the_findings_asked_for_are_explained():
    case = tables("last-morning")
    keys = judge(case).filter(pa.array([False, False, False, True, False]))
    found, figures = explain(case, keys)
    assert found["slot"].to_pylist() == ["2024-03-04"]
    assert set(figures["slot"].to_pylist()) == {"2024-03-04"}


def test_the_silence_of_a_watching_source_is_one_of_its_figures():
    _, figures = explain(tables("silence-no-refutation"))
    rows = [row for row in figures.to_pylist() if row["is_silence"]]
    assert [(row["at_least"], row["at_most"]) for row in rows] == [(None, 0)]
