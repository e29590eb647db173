"""`servanda follow`: what new files change."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from servanda import large_files
from servanda.assessment.following.live import LiveCase
from servanda.cli import follow as follow_command
from servanda.cli.app import build_app

NORTHLAND = Path(__file__).parents[3] / "examples" / "northland"


def follow(*arguments: str):
    return CliRunner(env={"COLUMNS": "200"}).invoke(build_app("follow"), ["follow", *arguments])


def case_and_inbox(folder: Path) -> tuple[str, Path]:
    """Take the last reports out of a copy of the example, into an inbox."""
    shutil.copytree(NORTHLAND, folder / "case")
    inbox = folder / "inbox"
    inbox.mkdir()
    head, *rows = (NORTHLAND / "reports.csv").read_text(encoding="utf-8").splitlines()
    write(folder / "case" / "reports.csv", [head, *rows[:-6]])
    write(inbox / "reports-1.csv", [head, *rows[-6:-3]])
    write(inbox / "reports-2.csv", [head, *rows[-3:]])
    return str(folder / "case"), inbox


def write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_each_file_is_told_with_what_it_changes(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    done = follow(case, str(inbox), "--once")
    assert done.exit_code == 1
    assert "reports-1.csv: 3 reports; as of 2024-03-08 08:00" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if "maps, Southland" in line][1:]
    assert "D  disputed (alleged)" in line
    assert "->  V  violated" in line.replace("   ", "  ")


def test_as_data_each_file_is_one_document_on_a_line(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    done = follow(case, str(inbox), "--once", "--json")
    first, one, two = (json.loads(line) for line in done.stdout.splitlines())
    assert first["data"]["counts"]
    assert one["data"]["rows"] == {"reports": 3}
    assert 0 < one["data"]["judged_again"] < 30
    (maps,) = [c for c in two["data"]["changes"] if c["clause"] == "maps"]
    assert (maps["before"]["verdict"], maps["after"]["verdict"]) == ("disputed", "violated")


def test_on_an_index_the_same_changes_are_told(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    made = CliRunner().invoke(build_app("index"), ["index", case, "--to", str(tmp_path / "index")])
    assert made.exit_code == 0
    as_written = follow(case, str(inbox), "--once", "--json")
    done = follow(case, str(inbox), "--once", "--json", "--index", str(tmp_path / "index"))
    assert done.exit_code == as_written.exit_code == 1
    assert [changes(line) for line in done.stdout.splitlines()] == [
        changes(line) for line in as_written.stdout.splitlines()
    ]


def test_very_large_files_are_better_followed_on_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    case, inbox = case_and_inbox(tmp_path)
    assert "servanda index" not in follow(case, str(inbox), "--once").stderr
    monkeypatch.setattr(large_files, "VERY_LARGE", 0)
    assert "servanda index" in follow(case, str(inbox), "--once").stderr
    assert "servanda index" not in follow(case, str(inbox), "--once", "--quiet").stderr


def changes(line: str):
    """Return what a line tells of; a board from an index is not told since when it is so."""
    data = json.loads(line)["data"]
    told = [(c["clause"], c["bearer"], c["slot"], *(c[when] and c[when]["verdict"]
            for when in ("before", "after"))) for c in data.get("changes", ())]  # fmt: skip
    return data["file"], data["as_of"], data.get("counts"), data.get("rows"), told


def test_file_that_cannot_be_read_is_said_and_the_others_are_taken(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    write(inbox / "reports-0.csv", ["nothing", "1"])
    done = follow(case, str(inbox), "--once", "--json")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False, True, True]
    assert answers[1]["errors"][0]["code"] == "SV306"


@pytest.mark.parametrize("format_of_answer", [[], ["--json"]])
def test_after_files_that_cannot_be_read_it_ends_with_2_and_names_them(
    tmp_path: Path, format_of_answer: list[str]
):
    case, inbox = case_and_inbox(tmp_path)
    for name in ("reports-0.csv", "links-9.csv"):
        write(inbox / name, ["nothing", "1"])
    done = follow(case, str(inbox), "--once", *format_of_answer)
    assert done.exit_code == 2
    end = done.stderr.partition("error[SV418]: 2 files could not be read")[2].replace("\n", "")
    assert "links-9.csv" in end
    assert "reports-0.csv" in end
    assert "reports-1.csv" not in end


def test_a_file_that_is_called_nearly_as_a_table_is_not_passed_over(tmp_path: Path):
    """What is being copied in, or is no table, is: it may come to be one."""
    case, inbox = case_and_inbox(tmp_path)
    for name in ("reports_9.csv", "reports-9.csv.part", "notes.txt"):
        write(inbox / name, ["nothing", "1"])
    done = follow(case, str(inbox), "--once")
    assert done.exit_code == 2
    assert "hint: call it `reports-9.csv`" in done.stderr
    assert "1 file could not be read" in done.stderr


def test_rejected_rows_are_said_with_the_reason(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    head = (inbox / "reports-1.csv").read_text(encoding="utf-8").splitlines()[0]
    write(inbox / "reports-3.csv", [head, "x1,nobody,,soon"])
    done = follow(case, str(inbox / "reports-3.csv"), "--once")
    assert "rejected" in done.stdout
    assert "SV320" in done.stdout


def test_a_row_that_waits_is_not_said_to_be_rejected(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    head = "report,source,recorded_at,begins,act,stance,of"
    write(inbox / "reports-3.csv", [head, "x1,mission,2024-03-08,2024-03-07,attack,denies,gone"])
    done = follow(case, str(inbox / "reports-3.csv"), "--once")
    assert "rejected" not in done.stdout
    assert f"waits {inbox / 'reports-3.csv'}:2: SV336" in done.stdout


def test_inbox_that_is_not_there_is_wrong_use(tmp_path: Path):
    case, inbox = case_and_inbox(tmp_path)
    done = follow(case, str(inbox / "none"), "--once")
    assert done.exit_code == 2
    assert "SV414" in done.stderr


def test_a_file_that_changes_after_it_was_taken_is_told_once(tmp_path: Path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    write(inbox / "reports-1.csv", ["report"])
    told: list[tuple[str, str]] = []
    arriving = follow_command._arriving([inbox], 0.0, lambda p, q: told.append((p.name, q.code)))
    first = next(arriving)
    write(first, ["report", "more"])
    write(inbox / "reports-2.csv", ["report"])
    assert next(arriving).name == "reports-2.csv"
    write(inbox / "reports-3.csv", ["report"])
    assert next(arriving).name == "reports-3.csv"
    assert told == [("reports-1.csv", "SV419")]


def test_a_file_that_goes_away_before_it_is_taken_is_not_waited_for(tmp_path: Path):
    (tmp_path / "inbox").mkdir()
    gone = tmp_path / "inbox" / "reports-1.csv"
    assert list(follow_command._arriving([gone], None, print)) == []


def test_files_of_an_inbox_that_are_not_read_are_told(tmp_path: Path):
    """Those that are called nearly as a table are missed, and end it with 2."""
    case, inbox = case_and_inbox(tmp_path)
    for name in ("reprots-9.csv", "northland.csv", "reports-8.xls", "notes.txt", "map.png"):
        write(inbox / name, ["report"])
    done = follow(case, str(inbox), "--once")
    assert done.exit_code == 2
    assert "northland.csv` was not read" in done.stderr
    for name in ("reprots-9.csv", "reports-8.xls"):
        assert f"`{name}` is no file of evidence" in done.stderr
    for name in ("notes.txt", "map.png"):
        assert name not in done.stderr


def test_an_inbox_without_any_file_says_so(tmp_path: Path):
    case, _ = case_and_inbox(tmp_path)
    (tmp_path / "empty").mkdir()
    done = follow(case, str(tmp_path / "empty"), "--once")
    assert "no file of evidence was there" in done.stdout


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_ended_in_the_midst_of_a_file_no_exit_code_rests_on_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
):
    """A person presses Ctrl-C while the first of two files is judged."""
    case, inbox = case_and_inbox(tmp_path)
    counted = []
    count = LiveCase.count
    monkeypatch.setattr(LiveCase, "count", lambda live: counted.append(live) or count(live))

    def half(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(LiveCase, "_take", half)
    done = follow(case, str(inbox), "--once", *form)
    assert done.exit_code == 2
    # What is told first is of the case alone; nothing is counted after it.
    assert len(counted) == 1
    told = json.loads(done.stdout.splitlines()[-1])["errors"][0]["code"] if form else done.stderr
    assert "SV420" in told
    assert "reports-2.csv" not in done.stdout
    assert "no file of evidence was there" not in done.stdout
