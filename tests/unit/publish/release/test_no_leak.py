"""Nothing of the vault is in any output, whatever is asked for."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from servanda import api
from servanda.assessment.findings import Board, Changes
from servanda.assessment.material import IncidentList
from servanda.case import Case
from servanda.cli.app import build_app
from servanda.cli.release_options import read_for_judging, with_vault
from servanda.errors import UsageError
from servanda.evidence.vault import sealed_file
from servanda.publish.json import board_to_json, changes_to_json
from servanda.publish.release import find_profile, released
from servanda.publish.terminal import show_board, show_diff, show_finding, show_incidents

WORDS = "five words that do not belong together"
AGREEMENT = """---
title: Pause in the valley (made up)
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 4 days}
areas: {valley: {}, east: {}, west: {}, file: areas.geojson}
---
```terms
[calm] Each party must not attack in east.
```
"""
AREAS = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "id": name, "properties": {}, "geometry": {
            "type": "Polygon", "coordinates": [
                [[w, -15.5], [e, -15.5], [e, -15.0], [w, -15.0], [w, -15.5]]]}}
        for name, w, e in (("valley", 39.0, 40.0), ("east", 39.5, 40.0), ("west", 39.0, 39.5))
    ],
}  # fmt: skip
SOURCES = """source,name,affiliation,reason
hotel-keeper,Maria Made-Up of the Blue Hotel,none,owns the Blue Hotel
agency,Relief Agency,none,neutral
"""
HEADER = (
    "report,source,recorded_at,begins,act,actor,latitude,longitude,radius_m,place,text,"
    "original_phone\n"
)
REPORTS = (
    HEADER + "r1,hotel-keeper,2024-03-02 09:00,2024-03-01 12:00,raid,southland,-15.2345,39.8765,50,"
    "behind the Blue Hotel,I saw it from my Blue Hotel window,+00 555 0101\n"
    "r2,agency,2024-03-02 12:00,2024-03-01 12:00,raid,southland,-15.1111,39.2222,50,"
    "the west gate,A raid.,\n"
)
SECRETS = (
    "hotel-keeper", "Maria", "Blue Hotel", "15.2345", "39.8765", "5.2345", "555 0101",
    "39.88", "15.23",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def cheap_key() -> Iterator[None]:
    """Make keys that are made in an instant; the file says how they were made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_file, "_SCRYPT", {"n": 2**8, "r": 8, "p": 1})
        yield


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    texts = {"agreement.md": AGREEMENT, "sources.csv": SOURCES, "reports.csv": REPORTS,
             "areas.geojson": json.dumps(AREAS), "words.txt": WORDS}  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    words = str(folder / "words.txt")
    run("seal", str(folder), "--source", "hotel-keeper", "--passphrase-file", words)
    return folder


def run(*arguments: str) -> str:
    """Run a command and return both of its streams."""
    result = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke(
        build_app(*arguments[:1]), list(arguments), prog_name="servanda"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code in {0, 1}, result.output
    return result.output


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture(scope="module")
def record(case: Path) -> Case:
    """The case with its vault open."""
    return api.unlocked(api.read(case), WORDS)


@pytest.fixture(scope="module")
def board(record: Case) -> Board:
    return api.assess(record)


@pytest.fixture(scope="module")
def changes(record: Case) -> Changes:
    return api.diff(record, "2024-03-01", "2024-03-03")


@pytest.fixture(scope="module")
def listing(record: Case) -> IncidentList:
    return api.incidents(record, suggest="rule")


def shown(print_on: Callable[[Console], None]) -> str:
    """Return what is printed on a wide terminal."""
    text = io.StringIO()
    print_on(Console(file=text, width=300, no_color=True))
    return text.getvalue()


def page_of(board: Board, path: Path) -> str:
    api.write_report(board, path)
    return path.read_text("utf-8")


def as_released(value: Any, asked: str) -> Any:
    return released(value, find_profile(asked), "Africa/Maputo") if asked else value


RELEASES = ["", "partners", "public"]


def test_vault_is_used_for_the_verdict(case, board):
    closed = api.assess(api.read(case), explained=False)
    verdicts = [
        {(f.slot, f.bearer): f.verdict for f in found.findings} for found in (closed, board)
    ]
    assert verdicts[0]["2024-03-01", "southland"] == "disputed"
    assert verdicts[1]["2024-03-01", "southland"] == "violated"


@pytest.mark.parametrize("asked", RELEASES)
def test_board_and_cards_on_a_terminal_hold_nothing_of_the_vault(asked, board):
    found = as_released(board, asked)
    text = shown(lambda console: show_board(found, console))
    text += "".join(shown(lambda c, f=f: show_finding(f, found, c)) for f in found.findings)
    assert "confidential-1" in text
    assert leaks(text) == []


@pytest.mark.parametrize("asked", RELEASES)
def test_data_hold_nothing_of_the_vault(asked, board, changes):
    found = json.dumps(board_to_json(as_released(board, asked)), ensure_ascii=False)
    found += json.dumps(changes_to_json(as_released(changes, asked)), ensure_ascii=False)
    assert "confidential-1" in found
    assert leaks(found) == []


@pytest.mark.parametrize("asked", RELEASES)
def test_page_holds_nothing_of_the_vault(asked, board, tmp_path):
    text = page_of(as_released(board, asked), tmp_path / "page.html")
    assert "confidential-1" in text
    assert leaks(text) == []


@pytest.mark.parametrize("asked", RELEASES)
def test_incidents_hold_nothing_of_the_vault(asked, listing):
    found = as_released(listing, asked)
    text = shown(lambda console: show_incidents(found, console)) + json.dumps(asdict(found))
    assert '"r1"' in text
    assert leaks(text) == []


@pytest.mark.parametrize("asked", RELEASES)
def test_difference_on_a_terminal_holds_nothing_of_the_vault(asked, changes):
    assert leaks(shown(lambda console: show_diff(as_released(changes, asked), console))) == []


def test_table_of_findings_holds_nothing_of_the_vault(board):
    assert leaks(str(api.to_arrow(board).to_pylist())) == []


def test_board_itself_holds_nothing_of_the_vault(board, changes, listing):
    assert leaks(repr((board, changes, listing))) == []


def test_command_with_the_vault_open_holds_nothing_of_it(case):
    text = run("assess", str(case), "--json", "--passphrase-file", str(case / "words.txt"))
    assert json.loads(text)["data"]["findings"]
    assert leaks(text) == []


def test_case_itself_never_holds_points_of_the_vault(record):
    assert leaks(repr(record)) == []
    assert leaks(str({n: t.to_pylist() for n, t in record.evidence.tables.items()})) == []


def test_tables_of_the_case_hold_nothing_of_the_vault(case):
    texts = [p.read_text("utf-8") for p in case.iterdir() if p.is_file()]
    assert leaks("".join(texts)) == []


def test_closed_vault_is_said_to_be_closed(case):
    found, warnings = with_vault(api.read(case), None)
    assert ([w.code for w in warnings], found.vault) == (["SV857"], None)


def test_fingerprint_rests_on_the_vault_and_on_no_point(record):
    opened = record.for_judging(2**60).evidence
    digests = opened.digests["reports"].to_pylist()
    sealed = record.evidence.digests["reports"].to_pylist()
    assert [a == b for a, b in zip(digests, sealed, strict=True)] == [True, False]
    vault = replace(record.vault, reports={n: {} for n in record.vault.reports})
    without_points = replace(record, vault=vault).for_judging(2**60).evidence
    assert without_points.hash == opened.hash


def test_names_are_shown_on_this_terminal_alone(case):
    text = run("reveal", str(case), "--passphrase-file", str(case / "words.txt"))
    assert "confidential-1: hotel-keeper, Maria Made-Up of the Blue Hotel" in text


@pytest.mark.parametrize("command", [["count"], ["follow", "--once"]])
def test_command_that_opens_no_vault_says_that_it_is_closed(command, case, tmp_path):
    name, *options = command
    inbox = [str(tmp_path)] if name == "follow" else []
    text = run(name, str(case), *inbox, *options)
    assert "warning[SV857]: the vault is closed" in text
    assert leaks(text) == []


def test_index_is_said_to_hold_nothing_of_the_vault(case, tmp_path):
    """It had been judged as if the vault were closed, and nobody was told."""
    run("index", str(case), "--to", str(tmp_path / "index"))
    words, agreement = str(case / "words.txt"), str(case / "agreement.md")
    text = run("assess", agreement, "--index", str(tmp_path / "index"), "--passphrase-file", words)
    assert "warning[SV857]: an index holds nothing of the vault" in text
    found = read_for_judging(case / "agreement.md", None, case / "words.txt", None,
                             tmp_path / "index")[0]  # fmt: skip
    assert found.vault is None
    with pytest.raises(UsageError):
        api.unlocked(found, WORDS)
