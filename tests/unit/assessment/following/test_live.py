"""A followed case has the board of a case that is judged from scratch with all its rows."""

from __future__ import annotations

import csv
import random
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

from servanda import api
from servanda.assessment.following import Following, conditions
from servanda.errors import EngineError, EvidenceError, UsageError, problem_error
from servanda.evidence.ledger.importing import Terms

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


def made_of(report: str, table: tuple[list[str], Rows], /, **cells: str) -> list[str]:
    """Return a report of a table with some other cells."""
    head, rows = table
    (old,) = [row for row in rows if row[head.index("report")] == report]
    return [cells.get(name, cell) for name, cell in zip(head, old, strict=True)]


def by_name(findings):
    return {(finding.key, finding.is_group): finding for finding in findings}


@dataclass(frozen=True)
class Follow:
    """Follows a case as its files are, or on an index of them."""

    index: Path | None = None

    def __call__(self, folder: Path):
        if self.index is not None:
            api.index(folder, self.index)
        return api.follow(api.read(folder, index=self.index))

    def found(self, board):
        """Return findings by what names them; an index does not tell since when they are so."""
        if self.index is None:
            return by_name(board.findings)
        return by_name(replace(f, since=None, late_since=None) for f in board.findings)


@pytest.fixture(params=["files", "index"])
def follow(request, tmp_path: Path) -> Follow:
    return Follow(tmp_path / "index" if request.param == "index" else None)


def test_a_board_without_explanations_says_of_no_counter_that_it_gave_no_figure(
    tmp_path: Path, follow: Follow
):
    live = follow(copy_of(tmp_path / "case"))
    assert [finding for finding in live.findings if finding.missing] == []
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert [finding for finding in whole.findings if finding.missing] == []


def test_words_that_are_declared_anew_leave_no_trace_of_what_they_meant(tmp_path: Path):
    """The agency says later what its "about a hundred" means; then its report comes once more."""
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    told = [row for row in rows if row[head.index("quantity")] == "about a hundred"]
    nameless = made_of("a06", (head, rows), report="", begins="2024-03-07")
    write_rows(folder / "reports.csv", head, [*rows, nameless])
    words = ["source", "word", "low", "high", "recorded_at"]
    later = [
        write_rows(tmp_path / "words-1.csv", words,
                   [["agency", "about a hundred", "80", "120", "2024-03-09"]]),
        write_rows(tmp_path / "reports-1.csv", head, [*told, nameless]),
    ]  # fmt: skip
    live = api.follow(api.read(folder))
    for file in later:
        assert live.add(file).rejects.num_rows == 0
        shutil.copy(file, folder / file.name)
    whole = api.assess(api.read(folder), explained=False)
    assert live.board.fingerprint == whole.fingerprint
    assert by_name(live.findings) == by_name(whole.findings)


def test_words_may_come_before_any_report(tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    words = (folder / "words.csv").rename(tmp_path / "words.csv")
    (folder / "links.csv").unlink()
    (folder / "reports.csv").unlink()
    live = api.follow(api.read(folder))
    assert live.add(words).rows == {"words": 1}


def test_the_whole_board_is_that_of_all_rows_in_whatever_order_they_came(tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "rulings.csv")
    subject, at = head.index("subject"), head.index("recorded_at")
    for number, label in enumerate(("[maps]", "[aid]", "[fighting]", "[bridge]")):
        row = [*rows[0]]
        row[0], row[subject], row[at] = f"r{number + 2}", label, "2024-03-07"
        rows.append(row)
    write_rows(folder / "rulings.csv", head, [])
    live = api.follow(api.read(folder))
    for number, row in enumerate(rows):
        file = write_rows(tmp_path / f"rulings-{number}.csv", head, [row])
        live.add(file)
        shutil.copy(file, folder / file.name)
    whole = api.assess(api.read(folder), explained=False)
    assert live.board.fingerprint == whole.fingerprint
    assert live.board.material.rulings == whole.material.rulings


def test_rows_of_batches_that_are_called_alike_are_told_apart(tmp_path: Path):
    """A denial waits for a report that is not there; then two other tables come by one name."""
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    place = head.index("report")
    denial = made_of("m07", (head, rows), report="d1", source="radio", stance="denies", of="gone",
                     recorded_at="2024-03-08")  # fmt: skip
    later = [row for row in rows if row[place] in {"a02", "m01"}]
    write_rows(folder / "reports.csv", head, [row for row in rows if row not in later])
    live = api.follow(api.read(folder))
    at_first = live.add().waiting
    told = []
    for row in (denial, *later):
        table = pa.Table.from_pylist([dict(zip(head, row, strict=True))])
        added = live.add({"reports": table})
        told.append((added.rows, added.waiting - at_first, added.rejects["code"].to_pylist()))
    taken = {"reports": 1}
    assert told == [({}, 1, ["SV336"]), (taken, 1, []), (taken, 1, [])]


@pytest.mark.parametrize("seed", range(2))
def test_board_is_that_of_judging_all_rows_from_scratch(seed: int, tmp_path: Path, follow: Follow):
    folder = copy_of(tmp_path / "case")
    batches = split(folder, tmp_path / "inbox", seed)
    live = follow(folder)
    for files in batches:
        before = follow.found(live)
        added = live.add(files)
        for file in files:
            shutil.copy(file, folder / file.name)
        whole = api.assess(api.read(folder), explained=False)
        after = follow.found(live)
        assert added.anew == ""
        assert after == follow.found(whole)
        assert (live.board.as_of, live.board.clauses) == (whole.as_of, whole.clauses)
        assert (live.board.fingerprint == whole.fingerprint) == (follow.index is None)
        changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        told = [change.after or change.before for change in added.changes]
        assert {(f.key, f.is_group) for f in told} == changed


def test_calendar_that_depends_on_reports_is_worked_out_again(tmp_path: Path, follow: Follow):
    """While it stays as it was, only what is touched is judged; also after all was once."""
    folder = copy_of(tmp_path / "case", GAZA)
    batches = split(folder, tmp_path / "inbox", 0)
    live = follow(folder)
    reasons = []
    for files in batches:
        reasons.append(live.add(files).anew)
        for file in files:
            shutil.copy(file, folder / file.name)
        whole = api.assess(api.read(folder), explained=False)
        assert follow.found(live) == follow.found(whole)
        assert (live.board.fingerprint == whole.fingerprint) == (follow.index is None)
    assert reasons.count("") == 3
    assert reasons.count("figures are finer than before") == 1


def test_clause_that_becomes_known_is_shown_as_it_is_then(tmp_path: Path, follow: Follow):
    """An amendment brings a permission of what nobody forbids: no duty changes."""
    folder = copy_of(tmp_path / "case")
    agreement = folder / "agreement.md"
    brings = "amendments: [{on: 2024-03-09 06:00, text: [later]}]\ntime zone:"
    text = agreement.read_text(encoding="utf-8").replace("time zone:", brings, 1)
    text += "\n```terms\n[later] Northland may give a map to southland.\n```\n"
    agreement.write_text(text, encoding="utf-8")
    head, rows = read_rows(folder / "reports.csv")
    new = made_of("m01", (head, rows), report="m99", recorded_at="2024-03-09 12:00")
    late = write_rows(tmp_path / "reports-late.csv", head, [new])
    live = follow(folder)
    assert "nothing was known" in live.board.clauses[-1].reason
    live.add(late)
    shutil.copy(late, folder / late.name)
    whole = api.assess(api.read(folder), explained=False)
    assert live.board.clauses == whole.clauses
    assert "makes no duty" in live.board.clauses[-1].reason


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


@pytest.mark.parametrize("most", [0, conditions.MOST_ROUNDS])
def test_calendar_that_asks_more_than_is_followed_is_judged_from_scratch(
    most: int, tmp_path: Path, follow: Follow, monkeypatch
):
    monkeypatch.setattr(conditions, "MOST_ROUNDS", most)
    folder = copy_of(tmp_path / "case", GAZA)
    head, rows = read_rows(folder / "reports.csv")
    write_rows(folder / "reports.csv", head, rows[:-30])
    live = follow(folder)
    added = live.add(write_rows(tmp_path / "reports-new.csv", head, rows[-30:]))
    is_made_anew = follow.index is not None and most == 0
    assert added.anew == ("the calendar asks too much of what is reported" if is_made_anew else "")
    assert follow.found(live) == follow.found(api.assess(api.read(GAZA), explained=False))


def test_rows_may_come_as_tables_in_memory(tmp_path: Path, follow: Follow):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    write_rows(folder / "reports.csv", head, rows[:-5])
    live = follow(folder)
    columns = list(zip(*rows[-5:], strict=True))
    table = pa.table({n: pa.array(c, pa.string()) for n, c in zip(head, columns, strict=True)})
    assert live.add({"reports": table}).rows == {"reports": 5}
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert follow.found(live) == follow.found(whole)


def test_counts_are_those_of_the_findings(tmp_path: Path, follow: Follow):
    folder = copy_of(tmp_path / "case")
    (files, *_) = split(folder, tmp_path / "inbox", 1)
    live = follow(folder)
    live.add(files)
    for file in files:
        shutil.copy(file, folder / file.name)
    assert live.count().to_pylist() == api.count(api.read(folder)).to_pylist()


def test_rows_that_are_there_already_are_passed_over(tmp_path: Path, follow: Follow):
    live = follow(copy_of(tmp_path / "case"))
    added = live.add(NORTHLAND / "reports.csv")
    assert (added.rows, added.rejects.num_rows, added.changes) == ({}, 0, ())


def test_report_that_says_something_else_under_a_known_id_is_rejected(
    tmp_path: Path, follow: Follow
):
    live = follow(copy_of(tmp_path / "case"))
    head, rows = read_rows(NORTHLAND / "reports.csv")
    changed = [*rows[0]]
    changed[head.index("quantity")] = "999"
    added = live.add(write_rows(tmp_path / "reports-new.csv", head, [changed]))
    assert added.rejects["code"].to_pylist() == ["SV333"]
    assert added.changes == ()


def test_row_that_names_a_report_to_come_waits_for_it(tmp_path: Path, follow: Follow):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    linked = {full.split(":")[1] for full in read_rows(folder / "links.csv")[1][0][0].split("|")}
    mine = [row for row in rows if row[head.index("report")] in linked]
    write_rows(folder / "reports.csv", head, [row for row in rows if row not in mine])
    live = follow(folder)
    assert live.add().waiting == 2
    assert live.add(write_rows(tmp_path / "reports-new.csv", head, mine)).waiting == 0
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert follow.found(live) == follow.found(whole)


def test_id_of_another_source_that_comes_later_changes_nothing_before(
    tmp_path: Path, follow: Follow
):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    made = partial(made_of, "a11", (head, rows), series="")
    denial = partial(made, source="wire", stance="denies", of="x1")
    first = [made(report="x1", recorded_at="2024-03-10"),
             denial(report="x2", recorded_at="2024-03-11")]  # fmt: skip
    write_rows(folder / "reports.csv", head, [*rows, *first])
    live = follow(folder)
    late = [made(report="x1", source="mission", recorded_at="2024-03-20"),
            denial(report="x3", recorded_at="2024-03-21")]  # fmt: skip
    assert live.add(write_rows(tmp_path / "reports-new.csv", head, late)).waiting == 1
    shutil.copy(tmp_path / "reports-new.csv", folder / "reports-new.csv")
    whole = api.assess(api.read(folder), explained=False)
    assert follow.found(live) == follow.found(whole)


def test_declared_source_makes_the_whole_case_be_judged_again(tmp_path: Path, follow: Follow):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "sources.csv")
    write_rows(folder / "sources.csv", head, rows[1:])
    live = follow(folder)
    added = live.add(write_rows(tmp_path / "sources-new.csv", head, rows[:1]))
    assert added.anew == "who a source is has changed"
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert follow.found(live) == follow.found(whole)


def test_word_for_none_is_used_once_it_is_declared(tmp_path: Path, follow: Follow):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    made = partial(made_of, "a11", (head, rows), series="", quantity="no trucks")
    for cells in ({"report": "n1"}, {"report": "n2", "source": "wire", "quantity": "none"}):
        rows.append(made(**cells))
    write_rows(folder / "reports.csv", head, rows)
    live = follow(folder)
    word_head = ["source", "word", "low", "high", "reason", "recorded_at"]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    late = [made(report="n3", recorded_at="2024-03-21"),
            made(report="n4", recorded_at="2024-03-21", quantity="0 trucks")]  # fmt: skip
    files = [
        write_rows(inbox / "words-2.csv", word_head,
                   [["agency", "no trucks", "0", "0", "", "2024-03-20"]]),
        write_rows(inbox / "reports-2.csv", head, late),
    ]  # fmt: skip
    live.add(files)
    live.add([write_rows(inbox / "words-3.csv", word_head,
                         [["agency", "0 trucks", "0", "1", "", "2024-03-22"]])])  # fmt: skip
    for file in inbox.iterdir():
        shutil.copy(file, folder / file.name)
    whole = api.assess(api.read(folder), explained=False)
    assert follow.found(live) == follow.found(whole)
    assert sorted(live.board.material.rejects) == sorted(whole.material.rejects)


def test_file_with_a_wrong_header_is_not_taken(tmp_path: Path, follow: Follow):
    live = follow(copy_of(tmp_path / "case"))
    before = live.findings
    path = write_rows(tmp_path / "reports-new.csv", ["nothing"], [["1"]])
    with pytest.raises(EvidenceError):
        live.add(path)
    assert live.findings == before


def test_case_in_a_ledger_cannot_be_followed(tmp_path: Path):
    ledger = tmp_path / "case.servanda"
    api.record([NORTHLAND], ledger, Terms("A. Monitor"))
    with pytest.raises(UsageError) as caught:
        api.follow(api.read(NORTHLAND / "agreement.md", ledger=ledger))
    assert caught.value.problems[0].code == "SV412"


def test_tally_that_counts_what_is_counted_already_is_rejected(tmp_path: Path, follow: Follow):
    """Also if it was recorded before: both together would count more than either says."""
    folder = copy_of(tmp_path / "case")
    live = follow(folder)
    head, rows = read_rows(folder / "reports.csv")
    new = made_of("a04", (head, rows), report="late", recorded_at="2024-03-01", quantity="9")
    added = live.add(write_rows(tmp_path / "reports-new.csv", head, [new]))
    assert added.rejects["code"].to_pylist() == ["SV335"]
    assert added.changes == ()


def test_correction_of_a_correction_to_come_waits_for_it(tmp_path: Path, follow: Follow):
    """Until then nothing says that it counts what the first of them counts in its place."""
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    corrected = partial(made_of, "a04", (head, rows), recorded_at="2024-03-09")
    live = follow(folder)
    last = write_rows(tmp_path / "reports-1.csv", head, [corrected(report="a04c", replaces="a04b")])
    added = live.add(last)
    assert (added.rejects["code"].to_pylist(), added.waiting) == (["SV335"], 1)
    middle = write_rows(
        tmp_path / "reports-2.csv", head, [corrected(report="a04b", replaces="a04")]
    )
    added = live.add(middle)
    assert (added.rows, added.waiting) == ({"reports": 2}, 0)
    for file in (last, middle):
        shutil.copy(file, folder / file.name)
    assert follow.found(live) == follow.found(api.assess(api.read(folder), explained=False))


@pytest.mark.parametrize("parts", [[("a04c",), ("a04b",)], [("a04c", "a04b")]])
def test_of_corrections_of_one_day_the_one_that_nothing_replaces_stands(
    tmp_path: Path, follow: Follow, parts: list[tuple[str, ...]]
):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    corrected = partial(made_of, "a04", (head, rows), recorded_at="2024-03-09")
    versions = {
        "a04c": corrected(report="a04c", replaces="a04", quantity="99"),
        "a04b": corrected(report="a04b", replaces="a04c", quantity="1"),
    }
    live = follow(folder)
    files = [
        write_rows(tmp_path / f"reports-{k}.csv", head, [versions[name] for name in names])
        for k, names in enumerate(parts)
    ]
    for file in files:
        live.add(file)
    for file in files:
        shutil.copy(file, folder / file.name)
    whole = api.assess(api.read(folder), explained=False)
    assert follow.found(live) == follow.found(whole)
    indexed = Follow(tmp_path / "again")
    assert indexed.found(indexed(folder)) == indexed.found(whole)
    only = made_of("a04", (head, rows), recorded_at="2024-03-09", quantity="1")
    kept = [row for row in rows if row[head.index("report")] != "a04"]
    plain = copy_of(tmp_path / "plain")
    write_rows(plain / "reports.csv", head, [*kept, only])
    expected = [f.certain for f in api.assess(api.read(plain), explained=False).findings]
    assert [f.certain for f in whole.findings] == expected


def test_index_is_made_anew_with_what_came(tmp_path: Path):
    """What is told of rejected rows is where they came from, not where they are kept."""
    folder = copy_of(tmp_path / "case")
    head, (mission, agency, *others) = read_rows(folder / "sources.csv")
    write_rows(folder / "sources.csv", head, [mission, *others])
    follow = Follow(tmp_path / "index")
    live = follow(folder)
    told = ["report,source,recorded_at,begins,act", "", "x1,courier,2024-03-09,soon,shell"]
    bad = tmp_path / "reports-bad.csv"
    bad.write_text("\n".join([*told, "x2,courier"]) + "\n", encoding="utf-8")
    live.add(bad)
    before = follow.found(live)
    assert live.add(write_rows(tmp_path / "sources-new.csv", head, [agency])).anew
    assert live.add(write_rows(tmp_path / "sources-more.csv", head, [agency])).anew == ""
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert before != follow.found(live) == follow.found(whole)
    rejects = live.board.material.rejects
    assert [(row.file, row.row_no) for row in rejects] == [(str(bad), 3), (str(bad), 4)]


@pytest.mark.parametrize("name", ["sources.csv", "reports.csv"])
def test_file_that_was_changed_since_is_not_taken_for_the_one_that_was_read(name, tmp_path: Path):
    folder = copy_of(tmp_path / "case")
    api.index(folder, tmp_path / "index")
    live = api.follow(api.read(folder, index=tmp_path / "index"))
    head, rows = read_rows(folder / "reports.csv")
    new = made_of("m07", (head, rows), report="m99", replaces="m07", recorded_at="2024-03-09")
    more = write_rows(tmp_path / "reports-new.csv", head, [new])
    kept = (folder / name).read_bytes()
    (folder / name).write_bytes(kept + b"\n")
    before = live.findings
    for again in (lambda: live.add(more), lambda: api.follow(live._case)):
        with pytest.raises(EvidenceError) as caught:
            again()
        assert caught.value.problems[0].code == "SV397"
    assert live.findings == before
    (folder / name).write_bytes(kept)
    assert live.add(more).rows == {"reports": 1}


def test_rows_that_an_error_kept_from_the_board_are_judged_with_the_next(
    tmp_path: Path, follow: Follow, monkeypatch: pytest.MonkeyPatch
):
    folder = copy_of(tmp_path / "case")
    head, rows = read_rows(folder / "reports.csv")
    write_rows(folder / "reports.csv", head, rows[:-6])
    live = follow(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Following, "update", _failing)
        with pytest.raises(EngineError):
            live.add(write_rows(tmp_path / "reports-new.csv", head, rows[-6:-3]))
    added = live.add(write_rows(tmp_path / "reports-more.csv", head, rows[-3:]))
    assert added.anew == "rows that came before could not be judged"
    whole = api.assess(api.read(NORTHLAND), explained=False)
    assert follow.found(live) == follow.found(whole)
    assert live.add().anew == ""


def _failing(*_: object):
    raise problem_error(EngineError, "SV501", "the engine failed")


def test_case_is_followed_from_its_last_row_on():
    with pytest.raises(UsageError) as caught:
        api.follow(api.read(NORTHLAND), as_of="2024-03-02")
    assert caught.value.problems[0].code == "SV413"


def test_time_alone_may_change_what_is_in_force(tmp_path: Path, follow: Follow):
    """The truce is over, and its being kept is known or not, without a further report."""
    folder = copy_of(tmp_path / "case")
    with (folder / "agreement.md").open("a", encoding="utf-8") as file:
        file.write(
            "```terms\n[truce] Each party must not attack in west from day 6 to day 9.\n"
            "[rest] Southland must patrol in west within 1 day after [truce] is done.\n```\n"
        )
    live = follow(folder)
    later = live.as_of + 2 * 24 * 3_600_000_000
    assert live.add(as_of=live.as_of + 1).anew == ""
    # What [truce] itself asks would be asked again under the new calendar: not on an index.
    changed = "other duties are in force"
    asked = "the calendar asks something else of what is reported"
    assert live.add(as_of=later).anew == (changed if follow.index is None else asked)
    whole = api.assess(api.read(folder), as_of=later, explained=False)
    assert follow.found(live) == follow.found(whole)


def test_time_alone_may_change_the_board(tmp_path: Path, follow: Follow):
    live = follow(copy_of(tmp_path / "case"))
    later = live.as_of + 40 * 24 * 3_600_000_000
    added = live.add(as_of=later)
    whole = api.assess(api.read(NORTHLAND), as_of=later, explained=False)
    assert added.changes
    assert follow.found(live) == follow.found(whole)
