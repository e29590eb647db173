"""Thousands of random worlds, judged by the reference evaluator and by the pipeline."""

from __future__ import annotations

import os
from typing import Any

import pytest
import yaml
from tests.property.batch import alike, tables_together
from tests.property.engines import disagreement, disagreements, on_duckdb
from tests.property.long_run import BLOCK, build
from tests.property.shrink import smallest
from tests.property.worlds import world_of_seed

from servanda.assessment import engine, reference
from servanda.assessment.backends.duckdb import DuckDBBackend

Row = dict[str, Any]

BLOCKS = range(8 if os.environ.get("CI") else 4)
SEEDS = range(25)


@pytest.mark.parametrize("block", BLOCKS)
def test_pipeline_finds_what_the_reference_evaluator_finds(block: int):
    worlds = [build(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)]
    for world, _ in disagreements(on_duckdb, worlds):
        small = smallest(world, lambda tried: bool(disagreement(on_duckdb, tried)))
        said = disagreement(on_duckdb, small) or disagreement(on_duckdb, world)
        pytest.fail(f"{said or 'only together with others'}\n{yaml.safe_dump(small)}")


def duties_of(world: Row) -> list[Row]:
    """Return the duties of a world."""
    return world.get("duties") or [world["duty"]]


@pytest.mark.parametrize("block", range(4))
def test_pipeline_explains_as_the_reference_evaluator_explains(block: int):
    seeds = range(block * BLOCK, block * BLOCK + len(SEEDS))
    (worlds, *_) = alike([build(seed) for seed in seeds])
    case = tables_together(worlds)
    keys = [tuple(row.values())[:5] for row in reference.judge(case).to_pylist()]
    assert reference.explain(case, keys) == engine.explain(case, backend=DuckDBBackend())


@pytest.mark.parametrize("block", range(2))
def test_pipeline_looks_when_the_reference_evaluator_looks(block: int):
    seeds = range(block * BLOCK, block * BLOCK + 4 * len(SEEDS))
    levels = [w for w in map(build, seeds) if any(d.get("mode") == "level" for d in duties_of(w))]
    (worlds, *_) = alike(levels)
    case = tables_together(worlds)
    keys = [tuple(row.values())[:5] for row in reference.judge(case).to_pylist()]
    assert reference.looks(case, keys).num_rows > 0
    assert reference.looks(case, keys) == engine.looks(case, backend=DuckDBBackend())


def test_worlds_judged_together_are_judged_as_if_each_were_alone():
    worlds = [world_of_seed(seed) for seed in SEEDS]
    assert list(disagreements(reference.judge, worlds)) == []
