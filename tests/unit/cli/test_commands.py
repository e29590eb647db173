"""Commands: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda.cli.app import build_app

ROOT = Path(__file__).parents[3]
NORTHLAND = str(ROOT / "examples" / "northland")
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}

AGREEMENT = """---
title: Pause in the valley
parties: {northland: Northland, southland: Southland}
time zone: Africa/Maputo
in force: {from: 2024-03-01 06:00, for: 4 days}
areas: {valley: {parts: [east, west]}, east: East, west: West}
---
```terms
[calm] Each party must not attack in valley.
[aid]  Northland must admit at least 200 aid trucks into valley each day.
```
"""
SOURCES = "source,affiliation\nagency,none\n"
REPORTS = """report,source,recorded_at,begins,kind,act,object,quantity,unit,area
a1,agency,2024-03-02 09:00,2024-03-01,tally,admit,aid truck,205,truck,valley
a2,agency,2024-03-03 09:00,2024-03-02,tally,admit,aid truck,191,truck,valley
"""
COUNTER = """source,role,act,object,unit,area,reason
agency,counts,admit,aid truck,truck,valley,gate
"""


def run(*arguments: str, exit_code: int) -> tuple[str, str]:
    """Run a command and return stdout and stderr."""
    result = CliRunner(env=PLAIN).invoke(
        build_app(*arguments[:1]), list(arguments), prog_name="servanda"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


def envelope(*arguments: str, exit_code: int) -> dict[str, object]:
    answer = json.loads(run(*arguments, "--json", exit_code=exit_code)[0])
    assert list(answer) == ["ok", "command", "version", "data", "errors", "warnings"]
    return answer


@pytest.fixture
def case(tmp_path: Path) -> Path:
    texts = {
        "agreement.md": AGREEMENT,
        "sources.csv": SOURCES,
        "reports.csv": REPORTS,
        "coverage.csv": COUNTER,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_assess_ends_with_one_where_something_is_violated(case: Path) -> None:
    out, _ = run("assess", str(case), exit_code=1)
    assert "1 violated" in out


def test_assess_ends_with_zero_if_nothing_shall_fail(case: Path) -> None:
    run("assess", str(case), "--fail-on", "never", exit_code=0)


def test_assess_of_an_earlier_day_knows_no_later_row(case: Path) -> None:
    answer = envelope("assess", str(case), "--as-of", "2024-03-02 12:00", exit_code=0)
    verdicts = {f["slot"]: f["verdict"] for f in answer["data"]["findings"] if f["clause"] == "aid"}
    assert verdicts["2024-03-01"] == "complied"
    assert verdicts["2024-03-02"] == "pending"


def test_assess_tells_of_each_rejected_row_where_it_stands_and_why(case: Path) -> None:
    bad = "a3,agency,2024-03-03 09:00,2024-02-30,tally,admit,aid truck,9,truck,valley\n" * 21
    (case / "reports-bad.csv").write_text(REPORTS.splitlines()[0] + "\n" + bad, encoding="utf-8")
    out, err = run("assess", str(case), exit_code=1)
    lines = err.splitlines()
    assert "2 reports, 21 rejected" in out
    assert lines[0] == "21 rows were rejected: kept, and not judged"
    assert lines[1].startswith(f"  {case}/reports-bad.csv:2: SV322 `begins`: `2024-02-30` is no")
    assert lines[20].startswith(f"  {case}/reports-bad.csv:21: SV322")
    assert lines[21] == "  and 1 more; a page (`assess --html`) lists all of them"
    told = envelope("assess", str(case), exit_code=1)["data"]["rejects"]
    assert [(row["row_no"], row["code"]) for row in told] == [(n, "SV322") for n in range(2, 23)]
    hidden = run("assess", str(case), "--release", "public", "--as-of", "2024-05-01", exit_code=1)
    assert "  reports-bad.csv:2: SV322\n" in hidden[1]
    assert "2024-02-30" not in "".join(hidden)


def test_assess_shows_one_clause(case: Path) -> None:
    answer = envelope("assess", str(case), "--clause", "aid", exit_code=1)
    assert {finding["clause"] for finding in answer["data"]["findings"]} == {"aid"}


def test_finding_has_exactly_the_promised_keys(case: Path) -> None:
    answer = envelope("explain", str(case), "aid", "2024-03-02", exit_code=0)
    assert list(answer["data"][0]) == [
        "clause", "reading", "bearer", "duty", "period", "area", "bound", "certain", "possible",
        "alleged", "stated", "total", "verdict", "reason", "since", "attributed", "counted",
        "missing", "pivot", "sentence",
    ]  # fmt: skip


def test_explain_names_figure_bound_and_what_would_change_it(case: Path) -> None:
    finding = envelope("explain", str(case), "aid", "2024-03-02", exit_code=0)["data"][0]
    assert finding["bound"] == {"op": "at least", "n": 200, "unit": "truck"}
    assert (finding["certain"], finding["possible"], finding["verdict"]) == (191, 191, "violated")
    assert finding["pivot"]["reports"] == ["a2"]


def test_explain_as_data_says_what_a_release_did() -> None:
    """Only the board and the lists of differences and incidents had said so."""
    asked = ("explain", NORTHLAND, "aid", "2024-03-04")
    found = envelope(*asked, "--release", "partners", exit_code=0)["data"]
    assert found
    assert all(finding["release"].startswith("released as `partners`") for finding in found)
    assert all("release" not in f for f in envelope(*asked, exit_code=0)["data"])


def test_explain_only_shows_a_breach_and_says_so(case: Path) -> None:
    assert "V  violated" in run("explain", str(case), "aid", "2024-03-02", exit_code=0)[0]
    assert "Ends with 0 whatever the verdict" in run("explain", "--help", exit_code=0)[0]


def test_html_is_written_where_asked(case: Path) -> None:
    page = case / "out" / "board.html"
    _, err = run("assess", str(case), "--html", str(page), exit_code=1)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "report:" in err


def test_diff_names_the_report_that_made_the_difference(case: Path) -> None:
    times = ("--from", "2024-03-02 12:00", "--to", "2024-03-03 12:00")
    changes = envelope("diff", str(case), *times, exit_code=0)["data"]["changes"]
    changed = {(c["clause"], c["slot"]): c for c in changes}
    second = changed["aid", "2024-03-02"]
    assert second["after"]["verdict"] == "violated"
    assert second["because"] == ["a2"]


def test_check_says_how_much_it_read(case: Path) -> None:
    out, _ = run("check", str(case / "agreement.md"), exit_code=0)
    assert out.strip() == "2 clauses, 0 errors, 0 warnings"


def test_check_of_a_case_says_who_could_tell(case: Path) -> None:
    out, err = run("check", str(case), exit_code=0)
    assert [line.split() for line in out.splitlines() if line.strip().startswith("aid")] == [
        ["aid", "at", "least", "agency", "-", "-"]
    ]
    assert "warning[SV289]" in err


def test_strict_check_ends_with_two_for_a_warning(case: Path) -> None:
    run("check", str(case), "--strict", exit_code=2)


def test_duties_writes_a_calendar(case: Path) -> None:
    file = case / "duties.ics"
    run("duties", str(case), "--ics", str(file), exit_code=0)
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def entries(*arguments: str) -> list[tuple[str, str, bool]]:
    data = envelope("duties", *arguments, exit_code=0)["data"]
    return [(d["clause"], d["bearer"], d["lapses_at"] is None) for d in data["duties"]]


def test_duties_of_a_case_know_what_people_decided_by_then() -> None:
    """The joint commission suspended the patrols on 6 March, with their last day to come."""
    patrols = ("patrols", "northland", False)
    assert patrols in entries(NORTHLAND)
    assert patrols not in entries(NORTHLAND, "--as-of", "2024-03-05")
    assert patrols not in entries(f"{NORTHLAND}/agreement.md")


def test_duties_of_a_case_know_what_was_done_by_then(tmp_path: Path) -> None:
    """Southland gave its map late, on the seventh day."""
    folder = tmp_path / "case"
    shutil.copytree(NORTHLAND, folder)
    waits = "[rest] Northland must give a map to mission within 2 days after [maps] is done."
    with (folder / "agreement.md").open("a", encoding="utf-8") as file:
        file.write(f"\n```terms\n{waits}\n```\n")
    assert "rest" in {clause for clause, *_ in entries(str(folder))}
    assert "rest" not in {clause for clause, *_ in entries(str(folder / "agreement.md"))}
    alone = envelope("duties", str(folder / "agreement.md"), exit_code=0)["data"]
    assert "rest" in {row["clause"] for row in alone["not_shown"]}


def test_incidents_of_a_case_without_any_says_so(case: Path) -> None:
    assert envelope("incidents", str(case), exit_code=0)["data"]["incidents"] == []


def test_new_writes_a_case_that_checks_and_judges(tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    run("new", folder, exit_code=0)
    run("check", folder, exit_code=0)
    run("assess", folder, "--as-of", "2024-03-02", exit_code=0)


def test_bad_row_is_kept_with_its_reason(case: Path) -> None:
    with (case / "reports.csv").open("a", encoding="utf-8") as file:
        file.write("a3,agency,2024-03-04,2024-03-03,tally,admitt,aid truck,200,truck,valley\n")
    counts = envelope("assess", str(case), exit_code=1)["data"]["counts"]
    assert counts["rejected"] == 1


def test_misspelt_column_is_an_error_with_file_line_and_hint(case: Path) -> None:
    text = REPORTS.replace("quantity", "quantitty")
    (case / "reports.csv").write_text(text, encoding="utf-8")
    _, err = run("assess", str(case), exit_code=2)
    assert "reports.csv:1" in err
    assert "hint: " in err


def test_wrong_agreement_gives_all_errors_at_once(case: Path) -> None:
    text = AGREEMENT.replace("in valley.", "in vally.").replace("aid trucks", "aid truks")
    (case / "agreement.md").write_text(text, encoding="utf-8")
    answer = envelope("assess", str(case), exit_code=2)
    assert [error["places"][0]["line"] for error in answer["errors"]] == [9, 10]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("SV401", ["assess", "."]),
        ("SV402", ["assess", "reports.csv", "sources.csv"]),
        ("SV403", ["assess", NORTHLAND, "--standard", "likely"]),
        ("SV403", ["assess", NORTHLAND, "--fail-on", "rain"]),
        ("SV404", ["new", NORTHLAND]),
        ("SV405", ["assess", NORTHLAND, "--as-of", "last week"]),
        ("SV406", ["explain", NORTHLAND, "ceasfire"]),
        ("SV407", ["explain", NORTHLAND, "aid", "1999-01-01"]),
        ("SV409", ["diff", NORTHLAND, "--from", "2024-03-09", "--to", "2024-03-05"]),
    ],
)
def test_wrong_use_gives_its_code(
    code: str, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert f"error[{code}]" in run(*arguments, exit_code=2)[1]


@pytest.mark.parametrize(
    ("option", "hint"),
    [
        (["--bearer", "northlend"], "hint: its bearers: `northland`"),
        (["--reading", "offloaded"], 'hint: its readings: `""`, `unloaded`'),
        (["2024-03-31"], "hint: it has: 2024-03-01, 2024-03-02, 2024-03-03 ..."),
    ],
)
def test_hint_names_what_the_clause_has(option: list[str], hint: str) -> None:
    assert hint in run("explain", NORTHLAND, "aid", *option, exit_code=2)[1]


def test_a_case_without_evidence_needs_an_instant(case: Path) -> None:
    for name in ("reports", "sources", "coverage"):
        (case / f"{name}.csv").unlink()
    assert "error[SV408]" in run("assess", str(case), exit_code=2)[1]


@pytest.mark.parametrize(
    "arguments",
    [["assess", NORTHLAND, "--html"], ["duties", NORTHLAND, "--ics"], ["new"]],
    ids=["page", "calendar", "case"],
)
def test_file_that_cannot_be_written_is_named(arguments: list[str], tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    _, err = run(*arguments, str(blocked / "inside"), exit_code=2)
    assert "error[SV416]" in err
    assert f"{blocked}" in err


def test_file_that_cannot_be_written_is_named_in_json(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    page = str(blocked / "inside")
    answer = envelope("assess", NORTHLAND, "--html", page, exit_code=2)
    assert [error["code"] for error in answer["errors"]] == ["SV416"]


@pytest.mark.parametrize("zone", ["time zone: Africa/Maputto", "note: no zone"])
def test_zone_that_is_none_is_told_with_its_place_and_beside_all_else(tmp_path, zone) -> None:
    """With tables beside it, `check` had said of the zone alone, and neither said where."""
    case = Path(shutil.copytree(NORTHLAND, tmp_path / "case"))
    file = case / "agreement.md"
    text = file.read_text("utf-8").replace("time zone: Africa/Maputo", zone)
    file.write_text(text, encoding="utf-8")
    for command in ("check", "assess"):
        errors = envelope(command, str(case), exit_code=2)["errors"]
        assert [(e["code"], Path(e["places"][0]["file"]).name) for e in errors] == [
            ("SV218", "agreement.md")
        ]
    checked = envelope("check", str(case), exit_code=2)
    assert checked["data"]["clauses"]
