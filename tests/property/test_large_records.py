"""Large records: alike incidents counted once, and cards read from a part, change nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from tests.golden.world import World
from tests.property.batch import alike, tables_together
from tests.property.busy_worlds import busy_world
from tests.property.crowds import crowd
from tests.property.engines import on_duckdb
from tests.property.long_run import build

from servanda.assessment import engine, reference
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend
from servanda.assessment.narrow import KEY, narrowing
from servanda.assessment.pipeline import RECORD
from servanda.assessment.tables import FINDINGS, CaseTables

CROWDED = range(24)
BUSY = (*range(20), 25, 59)
"""In the last two looks that name a matter lie over alike acts."""
PARTS = range(40)
BEFORE_1970 = 80 * 365 * 86_400_000_000


def undated(findings: pa.Table) -> pa.Table:
    """Return findings without since when they are so."""
    return findings.drop_columns(["since", "late_since"])


def one_by_one(case: CaseTables) -> pa.Table:
    """Return findings as they are if every report is looked at by itself; SQLite does so."""
    return undated(engine.judge(case, SqliteBackend(), is_dated=False))


def told_rows(case: CaseTables) -> tuple[int, int]:
    """Return how many reports are told of what is asked, and how many rows stand for them."""
    session = engine.open_session(case, DuckDBBackend(), is_dated=False)
    try:
        session.run(RECORD)
        session.backend.create("table", "every", "SELECT report_no FROM tellings")
        return session.backend.count("every"), session.backend.count("told")
    finally:
        session.backend.close()


@pytest.mark.parametrize("seed", CROWDED)
def test_alike_incidents_are_judged_together_as_if_each_were_alone(seed: int):
    case = crowd(tables_together([build(seed)]), seed, copies=12)
    assert undated(on_duckdb(case, is_dated=False)) == undated(engine.judge(case))


def test_tallies_are_not_added_up_over_the_matters_that_they_name():
    path = Path(__file__).parents[1] / "golden" / "cases" / "fine-print.yaml"
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    (halves,) = [case for case in cases if case["id"] == "halves-of-which-one-is-of-a-list"]
    case = World(halves).tables_at(halves["standard"], halves["as_of"])
    assert undated(on_duckdb(case, is_dated=False)) == undated(engine.judge(case))


@pytest.mark.parametrize("seed", BUSY)
def test_alike_reports_of_who_counts_and_looks_are_judged_together(seed: int):
    case = tables_together([busy_world(seed)])
    assert undated(on_duckdb(case, is_dated=False)) == undated(engine.judge(case))


@pytest.mark.parametrize("seed", CROWDED)
def test_places_and_hands_that_matter_are_told_apart(seed: int):
    case = crowd(tables_together([busy_world(seed)]), seed, copies=2, is_spread=True)
    assert undated(on_duckdb(case, is_dated=False)) == one_by_one(case)


class NeverCompares(DuckDBBackend):
    """DuckDB that takes no linked incidents for alike, as of a record where hardly two are."""

    def create(self, kind: str, name: str, query: str) -> None:
        """Make a table or view; linked incidents are never worth comparing."""
        super().create(kind, name, "SELECT FALSE AS is_it" if name == "worth_while" else query)


@pytest.mark.parametrize("seed", CROWDED[::3])
def test_linked_incidents_that_are_not_compared_are_judged_the_same(seed: int):
    case = crowd(tables_together([build(seed)]), seed, copies=12)
    found = engine.judge(case, NeverCompares(), is_dated=False)
    assert undated(found) == one_by_one(case)


@pytest.mark.parametrize("seed", [9, 57])
def test_busy_worlds_have_the_figures_of_the_reference(seed: int):
    case = tables_together([busy_world(seed)])
    names = [*KEY, "certain", "possible", "alleged", "verdict", "reason"]
    found = engine.judge(case, DuckDBBackend(), is_dated=False)
    assert found.select(names) == reference.judge(case).select(names)


@pytest.mark.parametrize(("other", "certain"), [("east", 1), ("west", 0)])
@pytest.mark.parametrize("kind", [DuckDBBackend, SqliteBackend])
def test_a_good_report_that_puts_an_incident_elsewhere_is_heeded(
    other: str, certain: int, kind: type[DuckDBBackend | SqliteBackend]
):
    world = busy_world(57)
    told = {"act": "raid", "hand": "northland", "when": "2024-03-01 10:00"}
    world |= {
        "duty": {**world["duty"], "area": "east", "n": 0},
        "standard": "independent",
        "reports": [
            {"id": "one", "source": "agency-a", "area": "east", **told},
            {"id": "two", "source": "agency-b", "area": other, **told},
        ],
        "links": [{"reports": ["one", "two"], "recorded": "2024-03-06"}],
    }
    case = tables_together([world])
    found = engine.judge(case, kind(), is_dated=False)
    assert max(found["certain"].to_pylist()) == certain
    assert found["certain"] == reference.judge(case)["certain"]


def test_positions_are_in_fact_shared_and_tallies_added_up():
    positions = events = counted = tallies = 0
    for seed in BUSY:
        case = tables_together([busy_world(seed)])
        session = engine.open_session(case, DuckDBBackend(), is_dated=False)
        session.run(RECORD)
        for name, query in {
            "places": "SELECT DISTINCT position_no FROM told WHERE kind = 1",
            "acts": "SELECT report_no FROM told WHERE kind = 1",
            "counted": "SELECT report_no FROM told WHERE kind = 2",
            "tallies": "SELECT report_no FROM heard WHERE kind = 2",
        }.items():
            session.backend.create("table", f"{name}_found", query)
        positions += session.backend.count("places_found")
        events += session.backend.count("acts_found")
        counted += session.backend.count("counted_found")
        tallies += session.backend.count("tallies_found")
        session.backend.close()
    assert positions < 0.9 * events
    assert counted < 0.9 * tallies


def test_alike_incidents_are_in_fact_looked_at_once():
    cases = [crowd(tables_together([build(seed)]), seed, copies=30) for seed in CROWDED]
    cases += [tables_together([busy_world(seed)]) for seed in BUSY]
    told = [told_rows(case) for case in cases]
    assert sum(rows for _, rows in told) < 0.9 * sum(every for every, _ in told)
    assert sum(rows < 0.7 * every for every, rows in told) > 4


def test_times_before_1970_are_told_apart_as_later_ones_are():
    case = crowd(tables_together([build(3)]), 3, copies=12)
    early = shifted(case, -BEFORE_1970)
    assert undated(on_duckdb(early, is_dated=False)) == undated(engine.judge(early))


def shifted(case: CaseTables, by: int) -> CaseTables:
    """Return a case, all of whose instants are earlier or later."""
    tables = {}
    for name, table in case.tables.items():
        for k, column in enumerate(table.schema.names):
            if column.endswith("_at") or column == "at":
                moved = pc.add(table[column], pa.scalar(by, pa.int64()))
                table = table.set_column(k, table.schema.field(k), moved)  # noqa: PLW2901
        tables[name] = table
    return replace(case, tables=tables, as_of=case.as_of + by)


def test_codes_that_do_not_fit_into_one_number_leave_all_as_it_is():
    case = crowd(tables_together([build(3)]), 3, copies=12)
    sources = case.tables["sources"]
    far = pa.Table.from_pylist(
        [{**row, "source_id": 2**30} for row in sources.slice(0, 1).to_pylist()], sources.schema
    )
    wide = replace(case, tables={**case.tables, "sources": pa.concat_tables([sources, far])})
    every, rows = told_rows(wide)
    assert every == rows
    assert undated(on_duckdb(wide, is_dated=False)) == undated(engine.judge(wide))


@pytest.fixture(scope="module")
def whole() -> CaseTables:
    """Many worlds in one case."""
    (worlds, *_) = alike([build(seed) for seed in PARTS])
    return tables_together(worlds)


def test_a_finding_is_explained_from_its_part_as_from_the_whole(whole: CaseTables):
    told = engine.judge_explained(whole)
    keys = told.findings.select(KEY).to_pylist()
    rng = random.Random(0)
    with narrowing(whole) as narrower:
        for key in rng.sample(keys, 12):
            asked = pa.Table.from_pylist([key], pa.schema(list(FINDINGS)[:5]))
            part = narrower.part(asked)
            assert part.tables["reports"].num_rows < whole.tables["reports"].num_rows
            uses, figures = engine.explain(part, asked)
            assert uses.to_pylist() == of_finding(told.uses, key)
            assert figures.to_pylist() == of_finding(told.figures, key)
            assert engine.looks(part, asked).to_pylist() == of_finding(told.looks, key)


def of_finding(table: pa.Table, key: dict[str, object]) -> list[dict[str, object]]:
    """Return the rows of one finding."""
    return [row for row in table.to_pylist() if all(row[name] == key[name] for name in KEY)]
