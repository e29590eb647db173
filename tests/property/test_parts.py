"""Findings and reasons from a part of a record, and from a part of that, are those of the whole."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest
from tests.property.batch import tables_together
from tests.property.strewn_worlds import strewn_world

from servanda.assessment import engine, narrow
from servanda.assessment.narrow import KEY, Narrower, all_keys, narrowing
from servanda.assessment.tables import FINDINGS, CaseTables

Row = dict[str, Any]
SEEDS = range(24)
SAMPLE = 3


def case_of(seed: int) -> CaseTables:
    return tables_together([strewn_world(seed)])


def part_of(case: CaseTables) -> CaseTables:
    """Return what bears on all that a case asks."""
    with narrowing(case) as narrower:
        return narrower.part(all_keys(case))


def of_finding(table: pa.Table, key: Row) -> list[Row]:
    """Return the rows of one finding."""
    return [row for row in table.to_pylist() if all(row[name] == key[name] for name in KEY)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_and_a_part_of_it_tell_what_the_whole_tells(seed: int):
    whole = case_of(seed)
    told = engine.judge_explained(whole)
    part = part_of(whole)
    assert engine.judge(part) == told.findings
    rows = told.findings.to_pylist()
    narrower = Narrower(part)
    for row in random.Random(seed).sample(rows, min(SAMPLE, len(rows))):
        key = {name: row[name] for name in KEY}
        asked = pa.Table.from_pylist([key], pa.schema(list(FINDINGS)[:5]))
        found = engine.judge_explained(narrower.part(asked), keys=asked)
        (dated,) = of_finding(found.findings, key)
        assert (dated["since"], dated["late_since"]) == (row["since"], row["late_since"])
        assert found.uses.to_pylist() == of_finding(told.uses, key)
        assert found.figures.to_pylist() == of_finding(told.figures, key)
        assert found.looks.to_pylist() == of_finding(told.looks, key)
    narrower.close()


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_last_words_are_found_however_far_back_they_lie(seed: int, monkeypatch: pytest.MonkeyPatch):
    whole = case_of(seed)
    found = part_of(whole)
    monkeypatch.setattr(narrow, "_BACK", (1, 3_600_000_000))
    assert part_of(whole).tables["reports"] == found.tables["reports"]


def test_parts_of_these_worlds_are_in_fact_smaller():
    cases = [case_of(seed) for seed in SEEDS]
    smaller = [
        part_of(case).tables["reports"].num_rows < case.tables["reports"].num_rows for case in cases
    ]
    assert sum(smaller) > len(SEEDS) // 3
