"""The planted-error suite: every fault is found and confirmed, and no sound text accused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.drafting.drafts import accused, examined, read_drafts, verdicts

from servanda.agreement import load_agreement
from servanda.agreement.check import examine

FAULTY = read_drafts("faulty.yaml")
SOUND = read_drafts("sound.yaml")
REMARKED = read_drafts("remarks.yaml")
PROVED = [draft for draft in FAULTY if draft.has_facts]
ROOT = Path(__file__).parents[2]
LIBRARY = sorted(
    path
    for path in [*ROOT.glob("agreements/*.md"), *ROOT.glob("examples/*/agreement.md")]
    if path.name != "README.md"
)


def by_name(draft):
    return draft.name


def test_suite_is_large_enough():
    assert len(FAULTY) >= 60
    assert len(SOUND) + len(LIBRARY) >= 60


@pytest.mark.parametrize("draft", FAULTY, ids=by_name)
def test_planted_fault_is_found_and_no_other(draft):
    if draft.needs_solver:
        pytest.importorskip("z3")
    found = accused(examined(draft))
    assert {one for one in found if one[0] not in draft.also} == {(draft.code, draft.clauses)}


@pytest.mark.parametrize("draft", PROVED, ids=by_name)
def test_assess_confirms_every_history_of_a_fault(draft, tmp_path):
    if draft.needs_solver:
        pytest.importorskip("z3")
    faults = [f for f in examined(draft).faults if f.problem.code == draft.code]
    histories = [history for fault in faults for history in fault.histories]
    found = []
    for number, history in enumerate(histories):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(verdicts(draft, history, folder))
    assert found
    assert found == [{"violated"}] * len(histories)


@pytest.mark.parametrize("draft", SOUND, ids=by_name)
def test_sound_draft_is_not_accused(draft):
    assert accused(examined(draft)) == set()


@pytest.mark.parametrize("draft", REMARKED, ids=by_name)
def test_remark_is_made_and_nobody_accused(draft):
    found = examined(draft)
    assert accused(found) == set()
    assert [(f.problem.code, frozenset(f.clauses)) for f in found.faults] == [
        (draft.code, draft.clauses)
    ]


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_real_agreement_is_not_accused(path):
    agreement, problems = load_agreement(path)
    errors = [problem for problem in problems if problem.severity == "error"]
    found = examine(agreement, with_proofs=not errors)
    assert {one for one in accused(found) if one[0] != "SV238"} == set()
