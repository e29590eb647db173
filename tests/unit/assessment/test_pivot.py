"""The pivot is what the engine itself says would change the verdict (SEMANTICS 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from tests.golden.world import World

from servanda import ahead
from servanda.assessment import engine, reference
from servanda.assessment import pivot as searching
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.cutting import Cutter
from servanda.assessment.pivot import Answer, Question, are_too_many, find_pivots
from servanda.assessment.tables import CaseTables
from servanda.assessment.worlds import copy_worlds, stride_of

CASES = Path(__file__).parents[2] / "golden" / "cases" / "cases.yaml"
BY_ID = {case["id"]: case for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]}


def question(case_id: str) -> Question:
    """Return the first finding of a golden case as a question."""
    case = BY_ID[case_id]
    standards, times = case["standard"], case["as_of"]
    standard = standards if isinstance(standards, str) else standards[0]
    as_of = times if isinstance(times, str) else times[-1]
    tables = World(case).tables_at(standard, as_of)
    row = reference.judge(tables).to_pylist()[0]
    key = tuple(row[name] for name in list(row)[:5])
    reports = tuple(sorted(tables.tables["reports"]["report_no"].to_pylist()))
    return Question(key, row["verdict"], Cutter(tables).cut(key, reports), reports)


def pivot(case_id: str) -> Answer:
    return find_pivots([question(case_id)], reference.judge)[0]


def test_of_two_contradicting_counts_retracting_the_smaller_decides() -> None:
    assert pivot("counters-contradict") == Answer((1,), ((("retracted",), "complied"),))


def test_an_accusation_verified_is_a_breach() -> None:
    assert pivot("accusation") == Answer((1,), ((("verified",), "violated"),))


def test_a_denial_retracted_leaves_the_breach() -> None:
    assert pivot("contested") == Answer((2,), ((("retracted",), "violated"),))


def test_without_reports_there_is_no_pivot() -> None:
    assert pivot("floor-silence") == Answer()


def test_an_act_of_one_of_two_has_no_short_pivot_for_either() -> None:
    assert pivot("group") == Answer()


def test_a_plain_verdict_names_the_report_it_rests_on() -> None:
    assert pivot("daily-count") == Answer((2,), ((("retracted",), "disputed"),))


def test_where_too_many_reports_bear_on_a_finding_nothing_is_judged_at_all() -> None:
    def judge(_: CaseTables) -> pa.Table:
        pytest.fail("judged")

    wide = replace(question("accusation"), candidates=tuple(range(1, 62)))
    assert are_too_many(wide.candidates)
    assert find_pivots([wide], judge) == [Answer(is_searched=False)]


def test_questions_answered_together_are_answered_as_alone() -> None:
    asked = ["counters-contradict", "accusation", "contested"]
    together = [pivot(case_id) for case_id in asked]
    same_instant = [question(case_id) for case_id in asked]
    assert find_pivots(same_instant, reference.judge) == together


@pytest.mark.parametrize("case_id", ["counters-contradict", "twins", "coverage-joined", "group"])
def test_copies_of_a_case_are_judged_as_the_case_itself(case_id: str) -> None:
    case = question(case_id).case
    alone = [row["verdict"] for row in reference.judge(case).to_pylist()]
    batch = copy_worlds([(case, 3)])
    copies = reference.judge(batch.case).to_pylist()
    assert [row["verdict"] for row in copies] == alone * 3
    assert [batch.world_of(row["clause_no"]) for row in copies] == sorted([0, 1, 2] * len(alone))


def test_copies_that_do_not_fit_are_refused() -> None:
    case = question("twins").case
    with pytest.raises(ValueError, match="do not fit"):
        copy_worlds([(case, 2**31)])


def test_reports_of_a_large_record_leave_room_for_many_copies() -> None:
    case = question("twins").case
    far = 20_000_000
    tables = {name: _with_far_numbers(table, far) for name, table in case.tables.items()}
    large = replace(case, tables=tables)
    assert stride_of([large]).wide > far
    alone = [row["verdict"] for row in reference.judge(case).to_pylist()]
    copies = reference.judge(copy_worlds([(large, 200)]).case).to_pylist()
    assert [row["verdict"] for row in copies] == alone * 200


def test_more_copies_than_fit_are_judged_in_several_runs() -> None:
    asked = question("twins")
    tables = dict(asked.case.tables)
    sources = tables["sources"]
    row = {**sources.to_pylist()[0], "source_id": 2**31 // 3}
    tables["sources"] = pa.concat_tables([sources, pa.Table.from_pylist([row], sources.schema)])
    crowded = replace(asked, case=replace(asked.case, tables=tables))
    assert stride_of([crowded.case]).most_worlds == 2
    runs = []

    def judge(case: CaseTables) -> pa.Table:
        runs.append(case)
        return reference.judge(case)

    assert find_pivots([crowded], judge) == find_pivots([asked], reference.judge)
    assert len(runs) > 2


def _with_far_numbers(table: pa.Table, far: int) -> pa.Table:
    for k, column in enumerate(table.column_names):
        if column in {"report_no", "root_no", "target_no", "incident_no"}:
            moved = pc.add(table[column], far)
            table = table.set_column(k, table.schema.field(k), moved)
    return table


@pytest.mark.parametrize("opened", [SqliteBackend, DuckDBBackend])
def test_runs_that_are_made_at_once_say_the_same(opened, monkeypatch) -> None:
    asked = [question(name) for name in ("counters-contradict", "accusation", "contested")]

    def judge(case: CaseTables) -> pa.Table:
        return engine.judge(case, opened(), is_dated=False, is_one_by_one=True)

    alone = find_pivots(asked, judge)
    assert any(answer.reports for answer in alone)
    monkeypatch.setattr(searching, "_WORLDS_AT_ONCE", 2)
    monkeypatch.setattr(ahead, "cpu_count", lambda: 4)
    assert find_pivots(asked, judge) == alone


def test_several_runs_are_worked_on_at_once_and_told_in_their_order(monkeypatch) -> None:
    monkeypatch.setattr(ahead, "cpu_count", lambda: 2)
    both = Barrier(2)

    def work(run: Sequence[str]) -> list[str]:
        both.wait(timeout=30)
        return list(run)

    runs = ["a", "b", "c", "d"]
    assert list(ahead.done_ahead(work, runs)) == [["a"], ["b"], ["c"], ["d"]]
