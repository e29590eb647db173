"""A reply or an order is judged from what calls for it and what may answer it, as from all."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest
from tests.integration.engines.worlds import golden_cases, together
from tests.property.callings import write_case

from servanda import api
from servanda.assessment import cutting, engine
from servanda.assessment.board import Judged, with_pivots
from servanda.assessment.explain import Key, key_of
from servanda.assessment.judge import UNDATED, Request, ready_case
from servanda.assessment.narrow import KEY, narrowing
from servanda.assessment.tables import FINDINGS, STANDARDS, CaseTables
from servanda.assessment.worlds import copy_worlds

RECORDS = range(16)
SAMPLE = 6


def of_finding(table: pa.Table, key: dict[str, object]) -> list[dict[str, object]]:
    """Return the rows of one finding."""
    return [row for row in table.to_pylist() if all(row[name] == key[name] for name in KEY)]


def check(whole: CaseTables, sample: int | None = None) -> int:
    """Compare called findings of a case with those of their parts; return how many."""
    told = engine.judge_explained(whole)
    rows = [row for row in told.findings.to_pylist() if row["slot"].startswith("trigger:")]
    rows = rows if sample is None else random.Random(0).sample(rows, min(sample, len(rows)))
    every = fewer = 0
    with narrowing(whole) as narrower:
        for row in rows:
            key = {name: row[name] for name in KEY}
            asked = pa.Table.from_pylist([key], pa.schema(list(FINDINGS)[:5]))
            part = narrower.part(asked, pa.Table.from_pylist([row], FINDINGS))
            found = engine.judge_explained(part, keys=asked)
            assert of_finding(found.findings, key) == [row]
            assert found.uses.to_pylist() == of_finding(told.uses, key)
            assert found.figures.to_pylist() == of_finding(told.figures, key)
            assert found.looks.to_pylist() == of_finding(told.looks, key)
            every += narrower.part(asked).tables["reports"].num_rows
            fewer += part.tables["reports"].num_rows
    assert not rows or fewer < every
    return len(rows)


@pytest.mark.parametrize("seed", RECORDS)
def test_a_called_duty_is_judged_and_explained_from_its_part(seed: int, tmp_path: Path):
    write_case(tmp_path, seed, matters=60)
    case = api.read(tmp_path)
    _, prepared = ready_case(case, Request(as_of=api.instant_of_case(case, None)))
    check(prepared.case, SAMPLE)


@pytest.mark.parametrize("standard", STANDARDS)
def test_called_duties_of_golden_cases_are_judged_from_their_parts(standard: str):
    assert check(together(golden_cases(standard))) > len(STANDARDS)


def pivots_of(judged: Judged, keys: list[Key]) -> dict[Key, object]:
    """Return what would change some findings."""
    return dict(with_pivots(judged, UNDATED, keys).pivots)


@pytest.mark.parametrize("seed", RECORDS)
def test_what_would_change_a_called_duty_is_found_from_a_few_calls(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_case(tmp_path, seed, matters=40)
    case = api.read(tmp_path)
    duties, prepared = ready_case(case, Request(as_of=api.instant_of_case(case, None)))
    told = engine.judge_explained(prepared.case)
    judged = Judged(prepared, duties, told.findings, told.uses, told.figures, looks=told.looks)
    called = [key_of(row) for row in told.findings.to_pylist() if ":" in row["slot"]]
    asked = random.Random(seed).sample(called, min(SAMPLE, len(called)))
    whole = pivots_of(judged, asked)
    monkeypatch.setattr(cutting, "_FEW_ROWS", 0)
    monkeypatch.setattr(cutting, "_CALLS", 3)
    cut = cutting.Cutter(prepared.case, told.findings.to_pylist())
    for key in asked:
        few, every = (c.tables["reports"].num_rows for c in (cut.cut(key, ()), prepared.case))
        assert few < every
    cut.close()
    assert pivots_of(judged, asked) == whole


def test_a_matter_of_a_copy_has_the_voices_of_its_own_speakers_alone(tmp_path: Path):
    write_case(tmp_path, 0, matters=6)
    case = api.read(tmp_path)
    _, prepared = ready_case(case, Request(as_of=api.instant_of_case(case, None)))
    rows = []
    for copies in (1, 20):
        batch = copy_worlds([(prepared.case, copies)])
        session = engine.run_stations(batch.case, "40_claims")
        rows.append([session.backend.count(name) for name in ("claims", "matter_voices")])
        session.backend.close()
    assert rows[1] == [20 * number for number in rows[0]]
