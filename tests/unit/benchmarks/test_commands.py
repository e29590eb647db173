"""What is measured of commands and of files that come in, on small records."""

import json
from pathlib import Path

import pytest
from benchmarks import commands, inbox
from benchmarks.scale.process import Run

from servanda import api

CARD = ("p4", "2024-12-05")


@pytest.fixture
def outputs(monkeypatch):
    """Have each command end at once, with an output that a test may choose by its name."""
    told = {"count, files": {"counts": [1]}, "count, ledger": {"counts": [1]}}
    ran = []

    def run(words, _limit_s):
        made = commands.commands_of(Path("case"), Path(ledger_of(words)), CARD)
        name = next(name for name, others in made.items() if others == words)
        ran.append(name)
        answer = told.get(name)
        if isinstance(answer, str):
            return Run(1.0, 1.0, 1.0, 0.0, None, answer)
        return Run(1.0, 1.0, 1.0, 0.0, answer)

    monkeypatch.setattr(commands, "run_process", run)
    monkeypatch.setattr(commands, "card_of", lambda _case: CARD)
    return told, ran


def ledger_of(words):
    return next((word for word in words if word.endswith("case.servanda")), "none")


def test_a_record_is_written_once_and_each_answer_asked_in_each_run(outputs):
    found = commands.measure(Path("case"), 3)
    assert {name: len(runs) for name, runs in found.items()} == {
        "record": 1,
        "count, files": 3,
        "count, ledger": 3,
        "assess, files": 3,
        "assess, ledger": 3,
        "explain, files": 3,
        "explain, ledger": 3,
    }


@pytest.mark.parametrize("workload", ["plain", "conflict"])
def test_what_is_explained_rests_on_reports(workload, request):
    case = request.getfixturevalue(workload) / "case"
    clause, day = commands.card_of(case)
    board = api.explain(api.read(case), api.Wanted(clause, day))
    assert board.findings
    assert any(finding.uses for finding in board.findings)


def test_a_ledger_that_counts_otherwise_than_its_files_is_told(outputs):
    outputs[0]["count, ledger"] = {"counts": [2]}
    with pytest.raises(SystemExit, match="do not count the same verdicts"):
        commands.measure(Path("case"), 1)


def test_a_command_that_fails_ends_the_measurement(outputs):
    told, ran = outputs
    told["count, ledger"] = "failed: no room"
    with pytest.raises(SystemExit, match="count, ledger: failed: no room"):
        commands.measure(Path("case"), 1)
    assert ran == ["record", "count, files", "count, ledger"]


def test_files_for_a_followed_case_are_taken(plain, capsys):
    api.index(plain / "case", plain / "index")
    inbox.main([str(plain), "--files", "1", "--size", "20"])
    found = json.loads(capsys.readouterr().out)
    for kind in inbox.KINDS:
        assert found[kind]["taken"] == 20
        assert found[kind]["judged"] > 0
