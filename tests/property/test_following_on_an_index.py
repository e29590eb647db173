"""A case that is followed on an index has the findings of one that is judged from scratch."""

from __future__ import annotations

import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.property.choosing import AtRandom, rarely
from tests.property.drawn_conditions import draw_agreement
from tests.property.drawn_records import draw_steps, write_step

from servanda import api
from servanda.assessment.findings import Finding
from servanda.assessment.following.live import Added, LiveCase
from servanda.assessment.following.reading import waits

NORTHLAND = Path(__file__).parents[2] / "examples" / "northland"
DAY = 24 * 3_600_000_000
CHANGED = {
    "other duties are in force",
    "the calendar asks something else of what is reported",
}
KEPT = ("agreement.md", "coverage.csv", "sources.csv", "words.csv")


def undated(findings: tuple[Finding, ...]) -> dict[object, Finding]:
    """Return findings by what names them; an index does not tell since when they are so."""
    return {
        (finding.key, finding.is_group): replace(finding, since=None, late_since=None)
        for finding in findings
    }


def difference_at(
    seed: int, *, on_index: bool = True, with_conditions: bool = False
) -> tuple[str, list[str]]:
    """Return at which step of a drawn record the ways differ, and why it was judged anew."""
    choose = AtRandom(random.Random(seed))
    with tempfile.TemporaryDirectory() as name:
        case, inbox = Path(name) / "case", Path(name) / "inbox"
        case.mkdir()
        inbox.mkdir()
        for file in KEPT:
            shutil.copy(NORTHLAND / file, case / file)
        if with_conditions:
            draw_agreement(choose, NORTHLAND, case / "agreement.md")
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
            # Time may pass beyond the last row.
            until = live.as_of + choose.number(1, 3) * DAY if rarely(choose, 3) else None
            added = live.add(files, until if with_conditions else None)
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
    found = [difference_at(seed) for seed in range(block, block + 1)]
    assert [difference for difference, _ in found if difference] == []
    reasons = [reason for _, some in found for reason in some]
    assert "" in reasons


@pytest.mark.parametrize("on_index", [True, False])
def test_followed_with_conditions_as_judged_from_scratch(on_index: bool):
    """Whatever the calendar asks of the evidence, and whether or not that changes it."""
    found = [difference_at(seed, on_index=on_index, with_conditions=True) for seed in range(2)]
    assert [difference for difference, _ in found if difference] == []
    reasons = {reason for _, some in found for reason in some}
    assert "" in reasons
    assert reasons & CHANGED
