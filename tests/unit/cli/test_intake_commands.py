"""Commands that bring outside data in and hold names back: what they print and leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli.app import build_app

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "data" / "formats"
AGREEMENT = """---
title: Pause in the valley (made up)
parties: {northland: {name: Northland, also: [northland army]}, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 4 days}
areas: {valley: {parts: [east, west]}, east: East, west: West}
---
```terms
[calm] Each party must not attack in east.
```
"""


def run(*arguments: object, exit_code: int = 0) -> tuple[str, str]:
    """Run a command and return stdout and stderr."""
    result = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"}).invoke(
        build_app(*map(str, arguments[:1])),
        [str(argument) for argument in arguments],
        prog_name="servanda",
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "agreement.md").write_text(AGREEMENT, encoding="utf-8")
    return folder


def test_import_tells_what_it_did_and_what_is_next(case):
    out, err = run("import", "auto", SAMPLES / "acled.csv", "--to", case)
    assert "read       5 rows of" in out
    assert "set aside  2" in out
    assert "licence    ACLED: rows may not be passed on" in out
    assert "usable     5 reports, 0 rejected" in out
    assert out.endswith(f"next       servanda assess {case}\n")
    assert "warning[SV812]: nobody has said whom these actors mean" in err


def test_import_without_a_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out, _ = run("import", "acled", SAMPLES / "acled.csv")
    assert "reports    5" in out
    assert list(tmp_path.iterdir()) == []


def test_import_as_data_is_one_envelope(case):
    out, _ = run("import", "acled", SAMPLES / "acled.csv", "--to", case, "--json")
    answer = json.loads(out)
    assert (answer["ok"], answer["command"]) == (True, "import")
    assert answer["data"][0]["set_aside"] == {
        "it says how a group changed and no act": 1,
        "no date can be read from `soon`": 1,
    }


def test_deletions_named_before_their_events_are_taken_in_after_them(case):
    out, _ = run(
        "import", "auto", SAMPLES / "acled-deleted.csv", SAMPLES / "acled.csv", "--to", case
    )
    assert out.index("as ACLED event export") < out.index("as ACLED deletions")
    assert "usable     2 reports, 0 rejected" in out


def test_import_of_several_files_keeps_each_apart(case):
    files = (SAMPLES / "firms-viirs.csv", SAMPLES / "firms-modis.csv")
    run("import", "firms", *files, "--seen", "2024-03-05", "--to", case)
    assert sorted(path.name for path in case.glob("reports-*.csv")) == [
        "reports-firms-firms-modis.csv", "reports-firms-firms-viirs.csv"]  # fmt: skip


def test_imported_case_is_read_with_what_names_mean(case):
    run("import", "acled", SAMPLES / "acled.csv", "--to", case)
    names = case / "imports" / "names.csv"
    text = names.read_text("utf-8")
    text = text.replace("(2019-),,", "(2019-),northland,").replace(
        "Middleford,,", "Middleford,east,"
    )
    names.write_text(text, encoding="utf-8")
    run("import", "acled", SAMPLES / "acled.csv", "--to", case)
    table = (case / "reports-acled.csv").read_text("utf-8")
    row = next(line for line in table.splitlines() if line.startswith('"VAL103"'))
    assert '"northland"' in row
    assert '"east"' in row


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "acledd", SAMPLES / "acled.csv"), "SV801"),
        (("import", "acled", SAMPLES / "firms-viirs.csv"), "SV802"),
        (("import", "firms", SAMPLES / "firms-viirs.csv"), "SV808"),
        (("import", "ushahidi", SAMPLES / "ushahidi.csv"), "SV801"),
        (("import", "table", SAMPLES / "field.csv"), "SV801"),
        (("import", "acled", "nowhere.csv"), "SV302"),
        (("map", "nowhere.csv"), "SV302"),
        (("proofread", "nowhere.csv"), "SV302"),
        (("assess", ROOT / "examples" / "northland", "--release", "publik"), "SV861"),
        (("assess", ROOT / "examples" / "northland", "--passphrase-file", "no.txt"), "SV859"),
        (("assess", ROOT / "examples" / "northland", "--vault", "no.json"), "SV858"),
        (("explain", ROOT / "examples" / "northland", "aid", "--vault", "no.json"), "SV858"),
    ],
)
def test_wrong_use_is_said_with_a_code_and_no_traceback(arguments, code):
    _, err = run(*arguments, exit_code=2)
    assert f"error[{code}]" in err


def test_map_writes_a_draft_and_explains_it(tmp_path):
    out, err = run("map", SAMPLES / "field.csv", "--to", tmp_path / "field.yaml")
    assert "Side           actor        its heading says `Side`\n" in out
    assert err.endswith("3 points are open (`?`)\n")
    _, err = run("map", SAMPLES / "field.csv", "--to", tmp_path / "field.yaml", exit_code=2)
    assert "error[SV404]" in err


def test_map_says_if_the_table_is_of_a_known_format():
    _, err = run("map", SAMPLES / "acled.csv")
    assert "it is of a known format: `servanda import acled " in err


@pytest.mark.parametrize(
    ("file", "outside", "column"),
    [
        ("tech-for-palestine-west-bank.json", "tech-for-palestine-west-bank", "verified.killed"),
        ("tech-for-palestine-lebanon.json", "tech-for-palestine-lebanon", "killed_cum_reported"),
        ("gdelt.mentions.CSV", "gdelt-mentions", "MentionSourceName"),
        ("acled-deleted.csv", "acled-deleted", "deleted_timestamp"),
    ],
)
def test_map_reads_a_file_of_a_known_format_as_that_format_does(file, outside, column):
    out, err = run("map", SAMPLES / file)
    assert f"`servanda import {outside} {SAMPLES / file}" in err
    assert f'"{column}"' in out


def test_map_reads_the_columns_of_a_real_collection():
    out, _ = run("map", ROOT / "examples" / "gaza-2023" / "original" / "reports.csv")
    assert 'recorded_at: {column: "reported_at"}' in out
    assert '    "fire-rocket": "?"\n' in out
    assert '    "shoot": shoot\n' in out


def test_finished_mapping_of_the_documentation_can_be_used(case):
    mapping = SAMPLES / "field.yaml"
    out, _ = run("import", "table", SAMPLES / "field.csv", "--map", mapping, "--to", case)
    assert "usable     10 reports, 0 rejected" in out


def test_proofread_shows_slips_of_a_file_and_of_a_case(case):
    out, _ = run("proofread", SAMPLES / "ucdp.csv")
    assert "(the parts make 6, the total says 7)" in out
    assert out.endswith("1 kind of slip; nothing was corrected\n")
    out, _ = run("proofread", case)
    assert out.endswith("no slip was found\n")


def test_proofread_as_data_holds_every_row(case):
    out, _ = run("proofread", SAMPLES / "tech-for-palestine.json", "--json")
    slips = json.loads(out)["data"]["slips"]
    assert {slip["code"]: [row["row"] for row in slip["rows"]] for slip in slips}["SV837"] == [2]


def test_seal_names_what_is_still_readable(case):
    (case / "sources.csv").write_text("source,name\nhotel-keeper,Maria\n", encoding="utf-8")
    (case / "notes.txt").write_text("call the hotel-keeper\n", encoding="utf-8")
    words = case.parent / "words.txt"
    words.write_text("five words that do not belong together\n", encoding="utf-8")
    out, err = run("seal", case, "--source", "hotel-keeper", "--passphrase-file", words)
    assert out.startswith("hotel-keeper is now confidential-1\n")
    assert "`notes.txt` still holds what was sealed" in err
    assert (case / "sources.csv").read_text("utf-8") == "source,name\nconfidential-1,\n"


@pytest.mark.parametrize("words", ["", "\n"])
def test_an_empty_passphrase_is_wrong_use_and_seals_nothing(case, words):
    table = case / "sources.csv"
    table.write_text("source,name\nhotel-keeper,Maria\n", encoding="utf-8")
    file = case.parent / "words.txt"
    file.write_text(words, encoding="utf-8")
    _, err = run("seal", case, "--source", "hotel-keeper", "--passphrase-file", file, exit_code=2)
    assert "error[SV859]" in err
    # Nobody is there to enter one.
    _, err = run("seal", case, "--source", "hotel-keeper", exit_code=2)
    assert "error[SV859]" in err
    assert "Maria" in table.read_text("utf-8")


def test_reveal_without_a_vault_says_so(case):
    words = case.parent / "words.txt"
    words.write_text("five words that do not belong together", encoding="utf-8")
    _, err = run("reveal", case, "--passphrase-file", words, exit_code=2)
    assert "error[SV858]" in err


def test_figure_in_a_word_that_its_source_has_declared_is_no_fault_at_the_door(case, tmp_path):
    table = tmp_path / "field.csv"
    text = (SAMPLES / "field.csv").read_text("utf-8")
    assert ",1,2,3,3," in text
    table.write_text(text.replace(",1,2,3,3,", ",1,2,none,3,"), encoding="utf-8")
    wish = ("import", "table", table, "--map", SAMPLES / "field.yaml", "--to", case)
    out, _ = run(*wish)
    assert "1  SV325" in out
    words = "source,word,low,high\nfield-team,none,0,0\n"
    (case / "words.csv").write_text(words, encoding="utf-8")
    out, _ = run(*wish)
    assert "usable     10 reports, 0 rejected" in out
