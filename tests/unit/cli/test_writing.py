"""The commands for people who write agreements: format, diff-terms, convert, schema, lsp."""

from __future__ import annotations

import json
import sys

import pytest
from tests.unit.cli.test_commands import AGREEMENT, NORTHLAND, envelope, run
from typer.testing import CliRunner

from servanda.cli.app import build_app

UNTIDY = AGREEMENT.replace("[calm] Each", "[calm]   No").replace("must not attack", "may attack")
TIDY = AGREEMENT.replace("[aid]  N", "[aid] N")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "agreement.md"
    path.write_bytes(UNTIDY.encode())
    return path


def test_format_writes_the_canonical_form(file):
    _, err = run("format", str(file), exit_code=0)
    assert file.read_text("utf-8") == TIDY
    assert err.replace("\n", "") == f"changed {file}".replace("\n", "")


def test_format_takes_a_case_folder(file):
    run("format", str(file.parent), exit_code=0)
    assert file.read_text("utf-8") == TIDY


def test_format_check_writes_nothing(file):
    run("format", str(file), "--check", exit_code=1)
    assert file.read_text("utf-8") == UNTIDY
    file.write_text(TIDY, encoding="utf-8")
    assert run("format", str(file), "--check", exit_code=0)[1] == "nothing to change\n"


def test_format_diff_shows_what_would_change(file):
    out, _ = run("format", str(file), "--diff", exit_code=0)
    lines = [line for line in out.splitlines() if line.startswith(("-[", "+["))]
    assert lines == [
        "-[calm]   No party may attack in valley.",
        "-[aid]  Northland must admit at least 200 aid trucks into valley each day.",
        "+[calm] Each party must not attack in valley.",
        "+[aid] Northland must admit at least 200 aid trucks into valley each day.",
    ]
    assert file.read_text("utf-8") == UNTIDY


def test_format_layout_keeps_the_words(file):
    run("format", str(file), "--layout", exit_code=0)
    assert "\n[calm] No party may attack in valley.\n" in file.read_text("utf-8")


def test_format_of_a_wrong_sentence_tells_it_and_does_the_rest(file):
    file.write_text(UNTIDY.replace("aid trucks", "aid trucs"), encoding="utf-8")
    _, err = run("format", str(file), exit_code=2)
    assert "error[SV109]" in err
    assert "\n[calm] Each party must not attack in valley.\n[aid]  Northland" in file.read_text(
        "utf-8"
    )


def test_format_reads_stdin_and_writes_stdout():
    result = CliRunner().invoke(build_app("format"), ["format", "-"], input=UNTIDY)
    assert (result.exit_code, result.stdout) == (0, TIDY)


def test_format_as_json_names_the_changed_files(file):
    answer = envelope("format", str(file), exit_code=0)
    assert answer["data"] == {"changed": [str(file)], "kept": {}}


def test_diff_terms_says_what_changed(file, tmp_path):
    later = tmp_path / "later.md"
    later.write_text(TIDY.replace("200", "300").replace("4 days", "6 days"), encoding="utf-8")
    out, _ = run("diff-terms", str(file), str(later), exit_code=0)
    assert out == (
        "Pause in the valley\n"
        "1 changed, 1 reworded, 0 as before\n"
        "\n"
        "in force\n"
        "  for          4 days  →  6 days\n"
        "\n"
        "reworded [calm]\n"
        "  was          No party may attack in valley.\n"
        "  is           Each party must not attack in valley.\n"
        "\n"
        "changed  [aid]\n"
        "  number       at least 200  →  at least 300\n"
        "  was          Northland must admit at least 200 aid trucks into valley each day.\n"
        "  is           Northland must admit at least 300 aid trucks into valley each day.\n"
    )


def test_diff_terms_as_json_has_every_change(file, tmp_path):
    later = tmp_path / "later.md"
    later.write_text(TIDY.replace("200", "300"), encoding="utf-8")
    data = envelope("diff-terms", str(file), str(later), exit_code=0)["data"]
    assert [(c["kind"], c["label"]) for c in data["clauses"]] == [
        ("reworded", "calm"), ("changed", "aid"),
    ]  # fmt: skip
    assert data["clauses"][1]["changes"] == [
        {"element": "number", "before": "at least 200", "after": "at least 300"}
    ]


def test_diff_terms_of_equal_files_says_so(file):
    assert run("diff-terms", str(file), str(file), exit_code=0)[0] == (
        "Pause in the valley\n2 as before\n"
    )


def folder_with(path, sources, coverage):
    path.mkdir()
    (path / "agreement.md").write_text(TIDY, encoding="utf-8")
    (path / "sources.csv").write_text(sources, encoding="utf-8")
    if coverage:
        (path / "coverage.csv").write_text(coverage, encoding="utf-8")
    return path


def test_diff_terms_of_folders_compares_who_counts_and_whose_side_sources_are_on(tmp_path):
    coverage = "source,role,act,area,begins,recorded_at\n"
    old = folder_with(
        tmp_path / "old",
        "source,affiliation,leaning\nagency,none,\nradio,none,\n",
        f"{coverage}agency,counts,admit,valley,2024-03-01,2024-03-01\n",
    )
    new = folder_with(
        tmp_path / "new",
        "source,leaning,affiliation\nradio,southland,none\nagency,,none\ncourier,,none\n",
        f"{coverage}agency,counts,admit,valley,2024-03-03 00:00,2024-03-01\n"
        "agency,covers,attack,,,\n",
    )
    out, err = run("diff-terms", str(old), str(new), exit_code=0)
    assert (out, err) == (
        "Pause in the valley\n"
        "2 as before\n"
        "\n"
        "sources: radio\n"
        "  leaning      not said  →  southland\n"
        "\n"
        "sources: courier\n"
        "  added       affiliation none\n"
        "\n"
        "coverage: agency counts admit\n"
        "  begins       2024-03-01  →  2024-03-03\n"
        "\n"
        "coverage: agency covers attack\n"
        "  added       without more\n",
        "",
    )


def test_diff_terms_of_folders_tells_that_a_table_is_gone(tmp_path):
    sources = "source,affiliation\nagency,none\n"
    rows = "source,role,act,begins,ends\nagency,covers,attack,2024-03-01,2024-03-05\n"
    old = folder_with(tmp_path / "old", sources, rows)
    new = folder_with(tmp_path / "new", sources, "")
    data = envelope("diff-terms", str(old), str(new), exit_code=0)["data"]
    change = {"element": "dropped", "before": "begins 2024-03-01, ends 2024-03-05", "after": "none"}
    assert data["declarations"] == [["coverage: agency covers attack", change]]


def test_diff_terms_says_which_rows_it_cannot_compare(tmp_path):
    old = folder_with(tmp_path / "old", "source,affiliation\nagency,none\n", "")
    new = folder_with(tmp_path / "new", "source,affiliation\nagency,nobody\n", "")
    _, err = run("diff-terms", str(old), str(new), exit_code=0)
    assert "this row is not compared" in err


def test_convert_goes_to_json_and_back(file, tmp_path):
    made, again = tmp_path / "a.json", tmp_path / "b.json"
    text = tmp_path / "b.md"
    run("convert", str(file), "-o", str(made), exit_code=0)
    run("convert", str(made), "-o", str(text), exit_code=0)
    run("convert", str(text), "-o", str(again), exit_code=0)
    assert made.read_text("utf-8") == again.read_text("utf-8")
    assert json.loads(made.read_text("utf-8"))["format"] == "servanda-agreement-1"


def test_convert_of_wrong_json_tells_its_place(tmp_path):
    made = tmp_path / "a.json"
    made.write_text('{"title": "x",\n "zone_name": 3}', encoding="utf-8")
    _, err = run("convert", str(made), exit_code=2)
    assert "error[SV271]: `zone_name`: 3 is not a text" in err
    assert ":2:15" in err.replace("\n", "")


def test_schema_is_that_of_what_convert_writes(tmp_path):
    from jsonschema import Draft202012Validator

    schema = json.loads(run("schema", exit_code=0)[0])
    data = json.loads(run("convert", NORTHLAND, exit_code=0)[0])
    Draft202012Validator(schema).validate(data)


def test_lsp_without_its_package_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    monkeypatch.delitem(sys.modules, "servanda.lsp.server", raising=False)
    _, err = run("lsp", exit_code=2)
    assert "error[SV291]" in err
    assert 'pip install "servanda[lsp]"' in err


def test_diff_terms_tells_areas_that_are_drawn_otherwise(tmp_path):
    text = TIDY.replace("areas: {", "areas: {file: areas.geojson, ")
    ring = [[30, 10], [31, 10], [31, 11], [30, 10]]
    for name, corner in (("old", 11), ("new", 12)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "agreement.md").write_text(text, encoding="utf-8")
        drawn = [*ring[:2], [31, corner], ring[3]]
        outline = {"type": "Polygon", "coordinates": [drawn]}
        features = [{"type": "Feature", "id": "valley", "geometry": outline}]
        content = {"type": "FeatureCollection", "features": features}
        (tmp_path / name / "areas.geojson").write_text(json.dumps(content), encoding="utf-8")
    out, _ = run("diff-terms", str(tmp_path / "old"), str(tmp_path / "new"), exit_code=0)
    assert "areas: valley\n  outline      Polygon of 4 points  →  Polygon of 4 points, drawn" in out
    out, _ = run("diff-terms", str(tmp_path / "old"), str(tmp_path / "old"), exit_code=0)
    assert out.splitlines()[1] == "2 as before"
