"""`assess` and `count` of large ledgers: from an index that is made for it, to the same letters."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.scale.conflict import write_conflict
from tests.unit.cli.test_count_command import with_rule
from typer.testing import CliRunner

from servanda import api, large_ledgers
from servanda.cli.app import build_app
from servanda.evidence.ledger import Terms
from servanda.evidence.ledger.written import WrittenTable
from servanda.evidence.vault import FILE

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"
BY = Terms("A. Monitor", "as it was seen")
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner(env=PLAIN).invoke(
        build_app(*arguments[:1]), list(arguments), prog_name="servanda"
    )
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found.exit_code, found.stdout, found.stderr


def as_read(*arguments: str) -> tuple[int, str, str]:
    """Return what is told of a ledger that is judged as it was read."""
    return run(*arguments, "--engine", "sqlite")


@pytest.mark.parametrize(("command", "named"), [
    ("assess", ()), ("assess", (str(NORTHLAND),)), ("count", (str(NORTHLAND / "agreement.md"),)),
])  # fmt: skip
def test_large_ledgers_are_judged_by_an_index_that_is_gone_afterwards(
    ledger, temporary, indexed, command, named
):
    found = run(command, *named, "--ledger", ledger)
    assert found == as_read(command, *named, "--ledger", ledger)
    assert found[0] == 1
    assert len(indexed) == 1
    assert indexed[0].is_relative_to(temporary)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("asked", [
    ("--as-of", "2024-03-04"), ("--as-of", "2050-01-01"), ("--standard", "verified"),
    ("--release", "public"), ("--clause", "aid", "--all"), ("--clause", "nothing"),
    ("--standard", "odd"), ("--as-of", "never"),
])  # fmt: skip
def test_whatever_is_asked_for(ledger, temporary, indexed, asked):
    assert run("assess", "--ledger", ledger, *asked) == as_read("assess", "-l", ledger, *asked)
    assert not list(temporary.iterdir())


def test_a_release_that_comes_late_shows_what_had_not_ended_by_then(ledger, temporary, indexed):
    """Only the index tells when the last row was recorded, and so as of when it is released."""
    profile = temporary.parent / "late.yaml"
    profile.write_text("delay: 2 days\n", encoding="utf-8")
    asked = ("--ledger", ledger, "--release", str(profile), "--standard", "verified")
    assert run("assess", *asked) == as_read("assess", *asked)
    assert len(indexed) == 2


def test_warnings_are_those_of_the_present_state(tmp_path, temporary, indexed):
    """At the earlier instant all sources were listed."""
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    ledger, sources = str(tmp_path / "case.servanda"), case / "sources.csv"
    api.record([case], ledger, BY)
    sources.write_text("\n".join(sources.read_text("utf-8").splitlines()[:2]), encoding="utf-8")
    api.record([sources], ledger, replace(BY, allows_withdrawals=True))
    found = run("assess", "--ledger", ledger, "--as-of", "2024-03-10")
    assert found == as_read("assess", "--ledger", ledger, "--as-of", "2024-03-10")
    assert "SV343" in found[2]
    assert len(indexed) == 2


def test_rejected_rows_are_shown_by_the_files_and_lines_from_which_they_came(ledger, temporary):
    whole = api.read(ledger=ledger).evidence.rejects
    purpose = large_ledgers.Purpose()
    found = large_ledgers.from_index_of_ledger(
        (), ledger, lambda *_: None, lambda case, _: case.evidence.rejects, purpose
    )
    assert found.equals(whole)
    assert [Path(row["file"]).name for row in whole.to_pylist()] == ["reports.csv"] * 2
    assert [row["row_no"] for row in whole.to_pylist()] == [2, 28]


def test_a_ledger_of_many_reports(tmp_path, temporary, indexed):
    write_conflict(3_000, tmp_path)
    ledger = str(tmp_path / "case.servanda")
    api.record([tmp_path / "case"], ledger, BY)
    assert run("assess", "--ledger", ledger) == as_read("assess", "--ledger", ledger)
    assert len(indexed) == 1


def test_files_that_lie_outside_of_a_ledger(tmp_path, temporary, indexed):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    ledger = str(tmp_path / "case.servanda")
    api.record([case], ledger, BY, is_outside=True)
    asked = ("assess", str(case), "--ledger", ledger)
    assert run(*asked) == as_read(*asked)
    assert len(indexed) == 1
    (case / "reports.csv").write_text("changed", encoding="utf-8")
    found = run(*asked)
    assert found == as_read(*asked)
    assert "SV715" in found[2]


def test_a_changed_row_that_cannot_be_read_is_told(ledger, temporary):
    connection = sqlite3.connect(ledger)
    connection.execute("DROP TRIGGER rows_no_update")
    connection.execute("UPDATE rows SET cells = 'not JSON' WHERE table_name = 'reports'")
    connection.commit()
    connection.close()
    found = run("assess", str(NORTHLAND), "--ledger", ledger)
    assert "SV717" in found[2]
    assert found == as_read("assess", str(NORTHLAND), "--ledger", ledger)


@pytest.mark.parametrize("cells", [
    "{}", '{"report": " a1 ", "source": ""}',
    '{"report": "a1", "source": "agency", "recorded_at": "2024-03-02", "begins": "2024-03-01",'
    ' "act": "shell", "place": " by the bridge "}',
])  # fmt: skip
def test_a_row_is_read_as_it_stands(ledger, temporary, indexed, cells):
    """Blanks around a cell are not taken off, and a row without any is not left out."""
    connection = sqlite3.connect(ledger)
    connection.execute("DROP TRIGGER rows_no_update")
    connection.execute("UPDATE rows SET cells = ? WHERE seq = 10", (cells,))
    connection.commit()
    connection.close()
    asked = ("assess", str(NORTHLAND), "--ledger", ledger)
    assert run(*asked) == as_read(*asked)
    assert len(indexed) == 1


def test_tables_beside_a_ledger_are_refused(ledger, temporary, indexed):
    files = [str(NORTHLAND / name) for name in ("agreement.md", "reports.csv")]
    found = run("count", *files, "--ledger", ledger)
    assert "SV718" in found[2]
    assert found == as_read("count", *files, "--ledger", ledger)
    assert indexed == []


def test_no_room_for_the_files_of_the_index(ledger, temporary, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(WrittenTable, "add", full)
    code, _, told = run("assess", "--ledger", ledger)
    assert code == 2
    assert "SV393" in told
    assert "No space left on device" in told
    assert not list(temporary.iterdir())


def test_reports_that_a_rule_links_are_judged_as_they_were_read(tmp_path, temporary, indexed):
    case, ledger = str(with_rule(tmp_path)), str(tmp_path / "case.servanda")
    api.record([case], ledger, BY)
    assert run("assess", "--ledger", ledger) == as_read("assess", "--ledger", ledger)
    assert indexed == []


def test_a_case_with_a_vault_is_read_whole(ledger, tmp_path, temporary, indexed):
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    (case / FILE).write_bytes(b"closed")
    found = run("assess", str(case), "--ledger", ledger)
    assert "SV857" in found[2]
    assert found == as_read("assess", str(case), "--ledger", ledger)
    assert indexed == []


@pytest.mark.parametrize("form", ["--json", "--explain"])
def test_a_board_with_reasons_is_read_whole(ledger, temporary, indexed, form):
    assert run("assess", "--ledger", ledger, form)[0] == 1
    assert indexed == []


@pytest.mark.parametrize(("least", "made"), [(0, 1), (10_000, 0)])
def test_only_of_a_large_ledger_is_an_index_made(ledger, indexed, monkeypatch, least, made):
    monkeypatch.setattr(large_ledgers, "LARGE_ROWS", least)
    run("count", "--ledger", ledger)
    assert len(indexed) == made


@pytest.mark.parametrize(("least", "made"), [(1_000, 1), (1_000_000, 0)])
def test_files_outside_count_by_their_size(tmp_path, indexed, monkeypatch, least, made):
    ledger = str(tmp_path / "case.servanda")
    api.record([NORTHLAND], ledger, BY, is_outside=True)
    monkeypatch.setattr(large_ledgers, "LARGE", least)
    run("count", str(NORTHLAND), "--ledger", ledger)
    assert len(indexed) == made


def test_progress_goes_forward_only(ledger, temporary):
    shown: list[float] = []
    api.assess_files(ledger=ledger, progress=lambda _, share: shown.append(share))
    assert shown == sorted(shown)
    assert any(0 < share < 0.8 for share in shown)
    assert any(share > 0.8 for share in shown)
