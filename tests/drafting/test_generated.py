"""Laws of `check` on drafts made of sentence pieces."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from tests.drafting.generated import examined_lines, sentences, swapped, verdicts_of

from servanda.agreement.check import Examination

ERRORS = {"SV217", "SV280", "SV281", "SV285"}


def told(found: Examination) -> Counter:
    return Counter((p.code, p.message, p.hint, tuple(sorted(p.notes))) for p in found.problems)


@pytest.mark.parametrize("seed", range(8))
def test_what_somebody_kept_can_be_kept_and_keeps_what_it_implies(seed, tmp_path):
    lines = sentences(seed, 25)
    found = verdicts_of(seed, lines, tmp_path)
    kept = [line for line in lines if found[line[1:].partition("]")[0]] == {"complied"}]
    problems = examined_lines(kept).problems if kept else ()
    assert [str(problem) for problem in problems if problem.code in ERRORS] == []
    for fault in examined_lines(lines).faults:
        if fault.problem.code == "SV284" and len(fault.clauses) > 1:
            implied, other = fault.clauses
            assert found[other] != {"complied"} or "violated" not in found[implied]


@pytest.mark.parametrize("seed", range(12))
def test_exchanging_the_parties_exchanges_what_is_told(seed):
    lines = sentences(seed, 6, special=5)
    there = told(examined_lines(lines))
    back = told(examined_lines([swapped(line) for line in lines]))
    assert Counter({
        (code, swapped(said), swapped(hint), tuple(sorted(map(swapped, notes)))): count
        for (code, said, hint, notes), count in back.items()
    }) == there  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_same_clauses_are_accused_in_any_order(seed):
    lines = sentences(seed, 6, special=5)
    turned = random.Random(seed).sample(lines, len(lines))
    accused = [
        {(fault.problem.code, frozenset(fault.clauses)) for fault in examined_lines(one).faults
         if fault.problem.code in ERRORS}
        for one in (lines, turned)
    ]  # fmt: skip
    assert accused[0] == accused[1]
