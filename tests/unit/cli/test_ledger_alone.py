"""Commands that judge from a ledger alone, and figures of an open vault made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.unit.cli.test_ledger_commands import NORTHLAND, data, run

WORDS = "five words that do not belong together"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger that holds the made-up case, which no test changes."""
    address = tmp_path_factory.mktemp("ledger") / "case.servanda"
    run("record", NORTHLAND, "--ledger", str(address), "--by", "A. Monitor")
    return str(address)


def test_board_needs_no_case_beside_a_ledger(ledger):
    alone = data("assess", "--ledger", ledger, "--fail-on", "never")
    beside = data("assess", NORTHLAND, "--ledger", ledger, "--fail-on", "never")
    assert alone["fingerprint"] == beside["fingerprint"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "aid", "2024-03-04"],
        ["incidents"],
        ["diff", "--from", "2024-03-05", "--to", "2024-03-08"],
    ],
)
def test_other_commands_need_no_case_either(ledger, arguments):
    beside = [arguments[0], NORTHLAND, *arguments[1:]]
    assert data(*arguments, "--ledger", ledger) == data(*beside, "--ledger", ledger)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["assess"], "SV401"),
        (["incidents"], "SV401"),
        (["diff", "--from", "2024-03-05", "--to", "now"], "SV401"),
        (["explain", NORTHLAND], "SV410"),
        (["explain", NORTHLAND, "aid", "2024-03-04", "more"], "SV410"),
        (["explain", "aid", "2024-03-04"], "SV401"),
    ],
)
def test_case_is_asked_for_where_no_ledger_is_named(arguments, code):
    _, err = run(*arguments, exit_code=2)
    assert f"error[{code}]" in err


def test_clause_that_is_not_there_is_told_beside_a_ledger(ledger):
    _, err = run("explain", "ade", "--ledger", ledger, exit_code=2)
    assert "error[SV406]" in err


# ---- an open vault


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A case with a vault, the file of its passphrase, and a ledger of the sealed case."""
    folder = tmp_path_factory.mktemp("sealed")
    case, words = folder / "northland", folder / "words.txt"
    shutil.copytree(NORTHLAND, case)
    reports = case / "reports.csv"
    lines = reports.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    given = {"report": "k1", "source": "hotel-keeper", "recorded_at": "2024-03-05T10:00Z",
             "begins": "2024-03-04T08:00Z", "act": "shell", "area": "west",
             "text": "from the window"}  # fmt: skip
    lines.append(",".join(given.get(name, "") for name in header))
    reports.write_text("\n".join(lines) + "\n", "utf-8")
    words.write_text(WORDS, "utf-8")
    run("seal", str(case), "--source", "hotel-keeper", "--passphrase-file", str(words))
    address = str(folder / "case.servanda")
    run("record", str(case), "--ledger", address, "--by", "A. Monitor")
    return case, words, address


def fingerprint(*arguments: str) -> str:
    found = data("assess", *arguments, "--fail-on", "never")
    return str(found["fingerprint"])


def test_figure_of_an_open_vault_is_made_anew_with_its_vault(sealed):
    case, words, address = sealed
    open_vault = ("--passphrase-file", str(words))
    figure = fingerprint(str(case), "--ledger", address, *open_vault)
    assert figure != fingerprint(str(case), "--ledger", address)
    vault = ("--vault", str(case / "vault.json"), *open_vault)
    made = data("reproduce", figure, "--ledger", address, *vault)
    assert made["board"]["fingerprint"] == figure
    assert fingerprint("--ledger", address, *vault) == figure
    out, err = run("reproduce", figure, "--ledger", address, *vault)
    assert "hotel-keeper" not in out + err
    assert "from the window" not in out + err


def test_figure_of_an_open_vault_is_not_found_without_it(sealed):
    case, words, address = sealed
    figure = fingerprint(str(case), "--ledger", address, "--passphrase-file", str(words))
    _, err = run("reproduce", figure, "--ledger", address, exit_code=2)
    assert "error[SV712]" in err
    assert "`--vault FILE`" in err


def test_figure_of_a_closed_vault_needs_none(sealed):
    case, _, address = sealed
    figure = fingerprint(str(case), "--ledger", address)
    assert data("reproduce", figure, "--ledger", address)["board"]["fingerprint"] == figure


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--vault", "nowhere.json"], "SV858"),
        (["--vault", "VAULT"], "SV859"),
        (["--vault", "VAULT", "--passphrase-file", "OTHER"], "SV851"),
    ],
)
def test_vault_that_stays_closed_is_told(sealed, tmp_path, arguments, code):
    case, _, address = sealed
    other = tmp_path / "other.txt"
    other.write_text("some other words than these", "utf-8")
    places = {"VAULT": str(case / "vault.json"), "OTHER": str(other)}
    figure = fingerprint(str(case), "--ledger", address)
    words = [places.get(word, word) for word in arguments]
    _, err = run("reproduce", figure, "--ledger", address, *words, exit_code=2)
    assert f"error[{code}]" in err
