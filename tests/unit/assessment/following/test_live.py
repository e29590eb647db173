"""A followed case has the board of a case that is judged from scratch with all its rows."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from servanda import api
from servanda.errors import EvidenceError, UsageError

NORTHLAND = Path(__file__).parents[4] / "examples" / "northland"
GAZA = NORTHLAND.parent / "gaza-2023"
ARRIVING = ("reports", "links")
Rows = list[list[str]]


def copy_of(folder: Path, example: Path = NORTHLAND) -> Path:
    """Return a copy of an example that may be changed."""
    shutil.copytree(example, folder)
    return folder


def read_rows(path: Path) -> tuple[list[str], Rows]:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def write_rows(path: Path, head: list[str], rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def split(folder: Path, inbox: Path, seed: int, parts: int = 4) -> list[list[Path]]:
    """Take half of the reports and links out of a case, in files that come one after another."""
    chance = random.Random(seed)
    inbox.mkdir()
    batches: list[list[Path]] = [[] for _ in range(parts)]
    for name in ARRIVING:
        head, rows = read_rows(folder / f"{name}.csv")
        later: list[Rows] = [[] for _ in range(parts)]
        kept: Rows = []
        for row in rows:
            (kept if chance.random() < 0.5 else later[chance.randrange(parts)]).append(row)
        write_rows(folder / f"{name}.csv", head, kept)
        for number, some in enumerate(later):
            if some:
                path = write_rows(inbox / f"{name}-{number}.csv", head, some)
                batches[number].append(path)
    return batches


def by_name(findings):
    return {(finding.key, finding.is_group): finding for finding in findings}


@pytest.mark.parametrize("seed", range(3))
def test_board_is_that_of_judging_all_rows_from_scratch(seed: int, tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    batches = split(folder, tmp_path / "inbox", seed)
    live = api.follow(api.read(folder))
    for files in batches:
        before = by_name(live.findings)
        added = live.add(files)
        for file in files:
            shutil.copy(file, folder / file.name)
        whole = api.assess(api.read(folder), explained=False)
        after = by_name(live.findings)
        assert added.anew == ""
        assert after == by_name(whole.findings)
        assert (live.board.as_of, live.board.clauses) == (whole.as_of, whole.clauses)
        assert live.board.fingerprint == whole.fingerprint
        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        told = [change.after or change.before for change in added.changes]
        assert {(f.key, f.is_group) for f in told} == changed


@pytest.mark.parametrize("seed", [0, 1])
def test_calendar_that_depends_on_reports_is_worked_out_again(seed: int, tmp_path: Path):
    """While it stays as it was, only what is touched is judged; also after all was once."""
    folder = copy_of(tmp_path / "case", GAZA)
    batches = split(folder, tmp_path / "inbox", seed)
    live = api.follow(api.read(folder))
    reasons = []
    for files in batches:
        reasons.append(live.add(files).anew)
        for file in files:
            shutil.copy(file, folder / file.name)
        whole = api.assess(api.read(folder), explained=False)
        assert by_name(live.findings) == by_name(whole.findings)
        assert live.board.fingerprint == whole.fingerprint
    assert reasons.count("") == 3
    assert reasons.count("figures are finer than before") == 1


def test_calendar_that_reports_change_is_judged_anew(tmp_path: Path):
    folder = copy_of(tmp_path / "case", GAZA)
    head, rows = read_rows(folder / "reports.csv")
    rows.sort(key=lambda row: row[head.index("recorded_at")])
    write_rows(folder / "reports.csv", head, rows[:60])
    live = api.follow(api.read(folder))
    reasons = set()
    for first in range(60, len(rows), 60):
        more = write_rows(tmp_path / f"reports-{first}.csv", head, rows[first : first + 60])
        reasons.add(live.add(more).anew)
    whole = api.assess(api.read(GAZA), explained=False)
    assert by_name(live.findings) == by_name(whole.findings)
    assert "other duties are in force" in reasons


def test_rows_may_come_as_tables_in_memory(tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    write_rows(folder / "reports.csv", head, rows[:-5])
    live = api.follow(api.read(folder))
    columns = list(zip(*rows[-5:], strict=True))
    table = pa.table({n: pa.array(c, pa.string()) for n, c in zip(head, columns, strict=True)})
    assert live.add({"reports": table}).rows == {"reports": 5}
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert by_name(live.findings) == by_name(whole.findings)


def test_counts_are_those_of_the_findings(tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    (files, *_) = split(folder, tmp_path / "inbox", 1)
    live = api.follow(api.read(folder))
    live.add(files)
    for file in files:
        shutil.copy(file, folder / file.name)
    assert live.count().to_pylist() == api.count(api.read(folder)).to_pylist()


def test_rows_that_are_there_already_are_passed_over(tmp_path: Path):
    live = api.follow(api.read(copy_of(tmp_path / "case")))
    added = live.add(NORTHLAND / "reports.csv")
    assert (added.rows, added.rejects.num_rows, added.changes) == ({}, 0, ())


def test_report_that_says_something_else_under_a_known_id_is_rejected(tmp_path: Path):
    live = api.follow(api.read(copy_of(tmp_path / "case")))
    head, rows = read_rows(NORTHLAND / "reports.csv")
    changed = [*rows[0]]
    changed[head.index("quantity")] = "999"
    added = live.add(write_rows(tmp_path / "reports-new.csv", head, [changed]))
    assert added.rejects["code"].to_pylist() == ["SV333"]
    assert added.changes == ()


def test_row_that_names_a_report_to_come_waits_for_it(tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    linked = {full.split(":")[1] for full in read_rows(folder / "links.csv")[1][0][0].split("|")}
    mine = [row for row in rows if row[head.index("report")] in linked]
    write_rows(folder / "reports.csv", head, [row for row in rows if row not in mine])
    live = api.follow(api.read(folder))
    assert live.add().waiting == 2
    assert live.add(write_rows(tmp_path / "reports-new.csv", head, mine)).waiting == 0
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert by_name(live.findings) == by_name(whole.findings)


def test_declared_source_makes_the_whole_case_be_judged_again(tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "sources.csv")
    write_rows(folder / "sources.csv", head, rows[1:])
    live = api.follow(api.read(folder))
    added = live.add(write_rows(tmp_path / "sources-new.csv", head, rows[:1]))
    assert added.anew == "who a source is has changed"
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert by_name(live.findings) == by_name(whole.findings)


def test_file_with_a_wrong_header_is_not_taken(tmp_path: Path):
    live = api.follow(api.read(copy_of(tmp_path / "case")))
    before = live.findings
    path = write_rows(tmp_path / "reports-new.csv", ["nothing"], [["1"]])
    with pytest.raises(EvidenceError):
        live.add(path)
    assert live.findings == before


def test_case_on_an_index_cannot_be_followed(tmp_path: Path):
    api.index(NORTHLAND, tmp_path / "index")
    with pytest.raises(UsageError) as caught:
        api.follow(api.read(NORTHLAND, index=tmp_path / "index"))
    assert caught.value.problems[0].code == "SV412"


def test_case_is_followed_from_its_last_row_on():
    with pytest.raises(UsageError) as caught:
        api.follow(api.read(NORTHLAND), as_of="2024-03-02")
    assert caught.value.problems[0].code == "SV413"


def test_time_alone_may_change_the_board(tmp_path: Path):
    live = api.follow(api.read(copy_of(tmp_path / "case")))
    later = live.as_of + 40 * 24 * 3_600_000_000
    added = live.add(as_of=later)
    whole = api.assess(api.read(NORTHLAND), as_of=later, explained=False)
    assert added.changes
    assert by_name(live.findings) == by_name(whole.findings)
