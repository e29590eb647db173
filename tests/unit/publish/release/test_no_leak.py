"""Nothing of the vault is in any output, whatever is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda import api
from servanda.cli.app import build_app

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
REPORTS = """report,source,recorded_at,begins,act,actor,latitude,longitude,radius_m,place,text,original_phone
r1,hotel-keeper,2024-03-02 09:00,2024-03-02,shell,southland,-15.2345,39.8765,50,behind the Blue Hotel,I saw it from my Blue Hotel window,+00 555 0101
r2,agency,2024-03-02 12:00,2024-03-02,shell,southland,-15.1111,39.6666,50,the east gate,Shells fell.,
"""
SECRETS = (
    "hotel-keeper", "Maria", "Blue Hotel", "15.2345", "39.8765", "5.2345", "555 0101",
    "39.88", "15.23",
)  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    texts = {"agreement.md": AGREEMENT, "sources.csv": SOURCES, "reports.csv": REPORTS,
             "areas.geojson": json.dumps(AREAS), "words.txt": WORDS}  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    run(folder, "seal", str(folder), "--source", "hotel-keeper")
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Run a command with the vault open and return both of its streams."""
    words = ("--passphrase-file", str(folder / "words.txt"))
    result = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke(
        build_app(), [*arguments, *words], prog_name="servanda"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code in {0, 1}, result.output
    return result.output


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_vault_is_used_for_the_verdict(case):
    closed = api.assess(api.read(case))
    opened = api.assess(api.unlocked(api.read(case), WORDS))
    counted = [
        [use.bears for f in board.findings for use in f.uses if use.report == "r1"]
        for board in (closed, opened)
    ]
    assert "at least" not in counted[0]
    assert "at least" in counted[1]


OUTPUTS = [
    ("assess",),
    ("assess", "--explain"),
    ("assess", "--json"),
    ("assess", "--release", "partners"),
    ("assess", "--release", "partners", "--json"),
    ("explain", "calm"),
    ("explain", "calm", "--json"),
    ("incidents",),
    ("incidents", "--suggest"),
    ("incidents", "--json"),
    ("diff", "--from", "2024-03-01", "--to", "2024-03-03"),
    ("diff", "--from", "2024-03-01", "--to", "2024-03-03", "--json"),
]


@pytest.mark.parametrize("asked", OUTPUTS, ids=" ".join)
def test_output_of_a_command_holds_nothing_of_the_vault(asked, case):
    command, *options = asked
    positional = [options.pop(0)] if command == "explain" else []
    text = run(case, command, str(case), *positional, *options)
    assert text
    assert leaks(text) == []


@pytest.mark.parametrize("release", ["", "partners"])
def test_page_holds_nothing_of_the_vault(release, case, tmp_path):
    page = tmp_path / "page.html"
    options = ("--release", release) if release else ()
    run(case, "assess", str(case), "--html", str(page), *options)
    text = page.read_text("utf-8")
    assert "confidential-1" in text
    assert leaks(text) == []


def test_table_of_findings_holds_nothing_of_the_vault(case):
    board = api.assess(api.unlocked(api.read(case), WORDS))
    assert leaks(str(api.to_arrow(board).to_pylist())) == []
    assert leaks(repr(board)) == []


def test_case_itself_never_holds_points_of_the_vault(case):
    found = api.unlocked(api.read(case), WORDS)
    assert leaks(repr(found)) == []
    assert leaks(str({name: t.to_pylist() for name, t in found.evidence.tables.items()})) == []


def test_tables_of_the_case_hold_nothing_of_the_vault(case):
    texts = [p.read_text("utf-8") for p in case.iterdir() if p.is_file()]
    assert leaks("".join(texts)) == []


def test_closed_vault_is_said_to_be_closed(case):
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(build_app(), ["assess", str(case)])
    assert "SV857" in result.output


def test_fingerprint_rests_on_the_vault_and_on_no_point(case):
    record = api.unlocked(api.read(case), WORDS)
    opened = record.for_judging(2**60).evidence.hash
    assert opened != record.evidence.hash
    assert opened == api.unlocked(api.read(case), WORDS).for_judging(2**60).evidence.hash


def test_names_are_shown_on_this_terminal_alone(case):
    assert "confidential-1: hotel-keeper, Maria Made-Up of the Blue Hotel" in run(
        case, "reveal", str(case)
    )
