"""A case without what nothing in it speaks of is judged as before, whatever else is taken away."""

from __future__ import annotations

import random
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
from tests.integration.engines.worlds import drawn, said, together
from tests.property.batch import STRIDE

from servanda.assessment.tables import CaseTables
from servanda.assessment.trimming import reports_near, trimmed

WORLDS = 8
BLOCKS = 6
_OF_REPORTS = ("reports", "targets", "linked", "marks", "excepted", "ruled")


def only(case: CaseTables, name: str, column: str, numbers: set[int]) -> CaseTables:
    """Return a case with some rows of one table."""
    table = case.tables[name]
    some = pa.array(sorted(numbers), table.schema.field(column).type)
    return replace(case, tables={**case.tables, name: table.filter(pc.is_in(table[column], some))})


def of_world(case: CaseTables, world: int) -> CaseTables:
    """Return a case that asks only for what one of its worlds asks for."""
    for name, column in (
        ("duties", "duty_id"), ("duty_terms", "duty_id"), ("measures", "measure_id"),
        ("windows", "measure_id"), ("rules", "rule_id"), ("rule_triggers", "rule_id"),
        ("rule_windows", "rule_id"),
    ):  # fmt: skip
        numbers = case.tables[name][column].to_pylist()
        case = only(case, name, column, {n for n in numbers if n // STRIDE == world})
    return case


def with_reports(case: CaseTables, numbers: set[int]) -> CaseTables:
    """Return a case with some of its reports and all that speaks of them."""
    for name in _OF_REPORTS:
        case = only(case, name, "report_no", numbers)
    return case


def test_only_near_reports_and_their_relations_matter():
    rng = random.Random(1)
    fewer = asked = 0
    for block in range(BLOCKS):
        seeds = range(block * WORLDS, (block + 1) * WORLDS)
        together_case = together(drawn(seeds, "independent"))
        for world in range(WORLDS):
            case = of_world(together_case, world)
            near = reports_near(case.tables)
            cut = trimmed(with_reports(case, near))
            assert said(cut) == said(case)
            every = case.tables["reports"]["report_no"].to_pylist()
            gone = set(rng.sample(every, 3)) | set(rng.sample(sorted(near), min(2, len(near))))
            small = with_reports(cut, near - gone)
            assert said(small) == said(with_reports(case, set(every) - gone))
            fewer += len(near) < len(every)
            asked += case.tables["duties"].num_rows + case.tables["rules"].num_rows > 0
    assert fewer > asked / 2 > BLOCKS
