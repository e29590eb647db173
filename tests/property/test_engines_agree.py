"""Thousands of random worlds, judged by the reference evaluator and by the pipeline."""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import pytest
import yaml
from tests.property.engines import disagreement, disagreements
from tests.property.long_run import BLOCK, build
from tests.property.shrink import smallest
from tests.property.worlds import world_of_seed

from servanda.assess import reference

Row = dict[str, Any]

BLOCKS = range(8 if os.environ.get("CI") else 4)


@pytest.mark.parametrize("block", BLOCKS)
def test_pipeline_finds_what_the_reference_evaluator_finds(block: int):
    if importlib.util.find_spec("servanda.assess.engine") is None:
        pytest.skip("the pipeline does not exist yet")
    from servanda.assess.engine import judge

    worlds = [build(seed) for seed in range(block * BLOCK, (block + 1) * BLOCK)]
    for world, _ in disagreements(judge, worlds):
        small = smallest(world, lambda tried: bool(disagreement(judge, tried)))
        said = disagreement(judge, small) or disagreement(judge, world)
        pytest.fail(f"{said or 'only together with others'}\n{yaml.safe_dump(small)}")


def test_worlds_judged_together_are_judged_as_if_each_were_alone():
    worlds = [world_of_seed(seed) for seed in range(40)]
    assert list(disagreements(reference.judge, worlds)) == []
