"""Commands of the ledger: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli.app import build_app

ROOT = Path(__file__).parents[3]
NORTHLAND = str(ROOT / "examples" / "northland")
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def run(*arguments: str, exit_code: int = 0) -> tuple[str, str]:
    """Run a command and return stdout and stderr."""
    result = CliRunner(env=PLAIN).invoke(
        build_app(*arguments[:1]), list(arguments), prog_name="servanda"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


def data(*arguments: str, exit_code: int = 0) -> object:
    return json.loads(run(*arguments, "--json", exit_code=exit_code)[0])["data"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the made-up case, to copy and never to change."""
    address = tmp_path_factory.mktemp("ledger") / "case.servanda"
    run("record", NORTHLAND, "--ledger", str(address), "--by", "A. Monitor")
    return address


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> str:
    """A copy of it for one test."""
    return str(shutil.copy(template, tmp_path / "case.servanda"))


def test_record_lists_its_receipts(tmp_path):
    out, _ = run("record", NORTHLAND, "-l", str(tmp_path / "x.servanda"), "--by", "A. Monitor")
    lines = [line.split() for line in out.splitlines() if "reports.csv" in line]
    assert lines[0][0] == "4"
    assert lines[0][-4:] == ["reports.csv", "28", "new", "6-33"]


def test_receipt_tells_everything(ledger):
    out, _ = run("receipts", "4", "--ledger", ledger)
    words = [line.split(None, 1) for line in out.splitlines() if line]
    assert [w[0] for w in words] == ["receipt", "file", "sha-256", "fetched", "read", "licence",
                                     "rows", "recorded", "who", "chain"]  # fmt: skip
    assert dict(words)["recorded"] == "28 new, 0 changed, 0 withdrawn, 0 rejected"


def test_receipts_of_an_unknown_number_are_told(ledger):
    _, err = run("receipts", "99", "--ledger", ledger, exit_code=2)
    assert "has no receipt 99" in err


def test_verify_says_that_all_is_as_it_was_written(ledger, tmp_path):
    (tmp_path / "c.txt").write_text(run("checkpoint", "--ledger", ledger)[0])
    out, _ = run("verify", "--ledger", ledger, "--checkpoint", str(tmp_path / "c.txt"))
    assert out.splitlines()[-1] == "The ledger is as it was written."
    assert "1 checkpoint fits" in out


def test_verify_ends_with_1_and_names_the_row_that_was_changed(ledger):
    connection = sqlite3.connect(ledger)
    connection.execute("DROP TRIGGER rows_no_update")
    connection.execute("UPDATE rows SET cells = '{}' WHERE seq = 7")
    connection.commit()
    connection.close()
    out, _ = run("verify", "--ledger", ledger, exit_code=1)
    assert out.startswith("row 7 (reports")
    assert data("verify", "--ledger", ledger, exit_code=1)["findings"][0]["first"] == 7


@pytest.mark.parametrize(
    ("arguments", "table"),
    [
        (["note", "The gate was shut.", "--about", "[aid]"], "notes"),
        (["mark", "a04", "--reason", "gate book seen"], "marks"),
        (["ruling", "[aid]", "endorsed", "--reason", "session 4"], "rulings"),
        (["link", "a04", "c04", "--reason", "one convoy"], "links"),
        (["link", "a04", "c04", "--apart", "--reason", "two convoys"], "links"),
        (["gap", "mission", "attack", "--area", "west", "--from", "2024-03-04", "--to",
          "2024-03-05", "--reason", "road closed"], "coverage"),
    ],
)  # fmt: skip
def test_what_people_enter_is_a_row_with_author_time_and_reason(ledger, arguments, table):
    entry = data(*arguments, "--ledger", ledger, "--by", "B. Chief")
    assert (entry["kind"], entry["author"], entry["rows_new"]) == ("hand", "B. Chief", 1)
    assert entry["reason"]
    connection = sqlite3.connect(ledger)
    found = connection.execute("SELECT table_name FROM rows ORDER BY seq DESC LIMIT 1").fetchone()
    connection.close()
    assert found == (table,)


def test_entry_can_be_withdrawn_and_stays_on_record(ledger):
    row = data("mark", "a04", "--reason", "seen", "--ledger", ledger)["last_seq"]
    assert data("withdraw", str(row), "--reason", "wrong page", "-l", ledger)["rows_withdrawn"] == 1
    _, err = run("withdraw", str(row), "--reason", "again", "-l", ledger, exit_code=2)
    assert "has no row" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["mark", "a04", "--reason", ""], "SV722"),
        (["note", "x", "--by", ""], "SV709"),
        (["mark", "zz", "--reason", "x"], "SV723"),
        (["withdraw", "9999", "--reason", "x"], "SV713"),
        (["working-copy", "abcdef", "out.bin"], "SV713"),
        (["reproduce", "42"], "SV711"),
        (["reproduce", "servanda1:2b:d6:likely:20240308T100000.000000Z"], "SV711"),
        (["note", " "], "SV722"),
        (["record", "README.md.missing"], "SV721"),
        (["record", str(ROOT / "Makefile")], "SV721"),
        (["record", NORTHLAND, "--retrieved", "2999-01-01"], "SV708"),
    ],
)
def test_wrong_use_is_told_with_its_code(ledger, arguments, code):
    _, err = run(*arguments, "--ledger", ledger, exit_code=2)
    assert f"error[{code}]" in err


GAP = ("attack", "--area", "west", "--from", "2024-03-04", "--reason", "road closed")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["gap", "missio", *GAP], "did you mean `mission`?"),
        (["gap", "balloon", *GAP], "record it in `sources` first"),
        (["gap", "mission", "atack", "--reason", "x"], "did you mean `attack`"),
        (["gap", "mission", "attack", "--area", "wset", "--reason", "x"], "did you mean `west`?"),
        (["note", "x", "--about", "[aids]"], "did you mean `aid`?"),
        (["note", "x", "--about", "aO4"], "did you mean `a04`"),
        (["note", "x", "--about", "the weather"], "a report is recorded first"),
        (["attach", str(ROOT / "Makefile"), "--about", "agency:a99"], "a report is recorded first"),
        (["attach", str(ROOT / "Makefile"), "--about", "[ad]"], "did you mean `aid`?"),
    ],
)
def test_name_that_nothing_on_record_has_is_refused_with_a_near_one(ledger, arguments, hint):
    before = run("receipts", "--ledger", ledger)[0]
    _, err = run(*arguments, "--ledger", ledger, exit_code=2)
    assert "error[SV723]" in err
    assert f"hint: {hint}" in err
    assert run("receipts", "--ledger", ledger)[0] == before


@pytest.mark.parametrize("about", ["", "a04", "agency:a04", "[aid]", "aid", "agreement", "mission"])
def test_note_is_about_what_is_on_record(ledger, about):
    assert data("note", "x", "--about", about, "--ledger", ledger)["rows_new"] == 1
    attached = data("attach", str(ROOT / "Makefile"), "--about", about, "--ledger", ledger)
    assert attached[0]["rows_new"] == 1


def test_names_are_not_looked_up_without_an_agreement_on_record(tmp_path):
    ledger = str(tmp_path / "reports-only.servanda")
    run("record", f"{NORTHLAND}/reports.csv", "--ledger", ledger)
    run("note", "x", "--about", "whatever", "--ledger", ledger)
    run("gap", "nobody", "attack", "--reason", "x", "--ledger", ledger)


def test_ledger_that_is_not_there_is_told_by_every_reader(tmp_path):
    for command in ("receipts", "verify", "checkpoint"):
        _, err = run(command, "--ledger", str(tmp_path / "x.servanda"), exit_code=2)
        assert "error[SV701]" in err


def test_original_comes_back_as_it_was(ledger, tmp_path):
    photo = tmp_path / "gate.jpg"
    photo.write_bytes(bytes(range(256)) * 50_000)  # several parts
    entry = data("attach", str(photo), "--about", "a04", "--ledger", ledger)[0]
    photo.unlink()
    run("working-copy", entry["file_sha256"][:12], str(tmp_path / "copy.jpg"), "-l", ledger)
    assert (tmp_path / "copy.jpg").read_bytes() == bytes(range(256)) * 50_000
    assert data("verify", "--ledger", ledger)["files"] == 2


def test_working_copy_overwrites_nothing(ledger, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    digest = data("attach", str(tmp_path / "mine.txt"), "-l", ledger)[0]["file_sha256"]
    _, err = run("working-copy", digest, str(tmp_path / "mine.txt"), "-l", ledger, exit_code=2)
    assert "error[SV704]" in err


def test_damaged_original_is_found_and_not_copied(ledger, tmp_path):
    (tmp_path / "a.txt").write_text("as it was")
    digest = data("attach", str(tmp_path / "a.txt"), "-l", ledger)[0]["file_sha256"]
    connection = sqlite3.connect(ledger)
    connection.execute("DROP TRIGGER file_parts_no_update")
    connection.execute("UPDATE file_parts SET content = x'00' WHERE sha256 = ?", (digest,))
    connection.commit()
    connection.close()
    out, _ = run("verify", "--ledger", ledger, exit_code=1)
    assert f"the original with SHA-256 {digest} was changed" in out
    _, err = run("working-copy", digest, str(tmp_path / "b.txt"), "-l", ledger, exit_code=2)
    assert "error[SV714]" in err
    assert not (tmp_path / "b.txt").exists()


def test_board_warns_where_its_agreement_is_not_on_record(tmp_path):
    address = str(tmp_path / "x.servanda")
    run("record", f"{NORTHLAND}/reports.csv", "--ledger", address)
    _, err = run("assess", NORTHLAND, "--ledger", address, "--fail-on", "never")
    assert "warning[SV719]" in err


def test_figure_is_reproduced_from_the_ledger_alone(ledger, tmp_path):
    board = data("assess", NORTHLAND, "--ledger", ledger, "--fail-on", "never")
    run("mark", "a04", "--reason", "seen", "--ledger", ledger)
    made = data("reproduce", board["fingerprint"], "--ledger", ledger)
    assert made["board"]["fingerprint"] == board["fingerprint"]
    assert made["receipt"] == 7
