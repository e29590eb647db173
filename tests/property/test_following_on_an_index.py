"""A case that is followed on an index has the findings of one that is judged from scratch."""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.property.choosing import AtRandom
from tests.property.drawn_records import draw_steps, write_step

from servanda import api
from servanda.assessment.findings import Finding
from servanda.assessment.following.live import Added, LiveCase
from servanda.assessment.following.reading import waits

NORTHLAND = Path(__file__).parents[2] / "examples" / "northland"
KEPT = ("agreement.md", "coverage.csv", "sources.csv", "words.csv")


def undated(findings: tuple[Finding, ...]) -> dict[object, Finding]:
    """Return findings by what names them; an index does not tell since when they are so."""
    return {
        (finding.key, finding.is_group): replace(finding, since=None, late_since=None)
        for finding in findings
    }


def difference_at(seed: int, *, on_index: bool = True) -> tuple[str, list[str]]:
    """Return at which step of a drawn record the ways differ, and why it was judged anew."""
    choose = AtRandom(random.Random(seed))
    with tempfile.TemporaryDirectory() as name:
        case, inbox = Path(name) / "case", Path(name) / "inbox"
        case.mkdir()
        inbox.mkdir()
        for file in KEPT:
            shutil.copy(NORTHLAND / file, case / file)
        first, *later = draw_steps(choose, NORTHLAND)
        write_step(first, case, 0)
        whole = Path(name) / "whole"
        shutil.copytree(case, whole)
        index = Path(name) / "index" if on_index else None
        if index is not None:
            api.index(case, index)
        live = api.follow(api.read(case, index=index))
        reasons = []
        for number, step in enumerate(later, start=1):
            files = write_step(step, inbox, number)
            for file in files:
                shutil.copy(file, whole / file.name)
            added = live.add(files)
            reasons.append(added.anew)
            if found := _difference(live, added, whole):
                return f"seed {seed}, step {number}: {found}", reasons
    return "", reasons


def _difference(live: LiveCase, added: Added, folder: Path) -> str:
    case = api.read(folder)
    expected = api.assess(case, as_of=live.as_of, explained=False)
    board = live.board
    now, then = undated(board.findings), undated(expected.findings)
    for key in {*now, *then}:
        if now.get(key) != then.get(key):
            return f"{key}: {now.get(key)} instead of {then.get(key)}"
    if board.counts["reports"] != expected.counts["reports"]:
        return f"{board.counts} instead of {expected.counts}"
    waiting = waits(case.evidence.rejects).to_pylist().count(True)
    return "" if added.waiting == waiting else f"{added.waiting} rows wait instead of {waiting}"


@pytest.mark.parametrize("block", range(4))
def test_followed_on_an_index_as_judged_from_scratch(block: int):
    found = [difference_at(seed) for seed in range(2 * block, 2 * block + 2)]
    assert [difference for difference, _ in found if difference] == []
    reasons = [reason for _, some in found for reason in some]
    assert "" in reasons
