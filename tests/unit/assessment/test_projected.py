"""An index gives the board of its files, and cards as they are without it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import servanda
from servanda import api
from servanda.assessment.findings import Finding
from servanda.errors import EngineError, EvidenceError

EXAMPLES = ("examples/northland", "examples/gaza-2023")


@pytest.fixture(scope="module", params=EXAMPLES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """An example, read from its files and from an index."""
    index = tmp_path_factory.mktemp("index") / "made"
    api.index(Path(request.param), index)
    return servanda.read(request.param), servanda.read(request.param, index=index)


def undated(finding: Finding) -> Finding:
    """Return a finding without what only cards tell."""
    return replace(finding, since=None, late_since=None)


def test_board_of_an_index_is_that_of_its_files(both):
    files, index = both
    expected = api.assess(files, explained=False)
    found = api.assess(index)
    assert [undated(f) for f in found.findings] == [undated(f) for f in expected.findings]
    assert found.clauses == expected.clauses
    assert found.counts["reports"] == expected.counts["reports"] > 0
    assert found.as_of == expected.as_of


def test_counts_are_those_of_the_board(both):
    _, index = both
    counted = api.count(index).to_pylist()
    board = api.assess(index)
    for row in counted:
        same = [
            f
            for f in board.findings
            if (f.clause, f.reading, f.bearer, f.verdict)
            == (row["clause"], row["reading"], row["bearer"], row["verdict"])
        ]
        assert len(same) == sum(
            r["findings"] for r in counted if {**r, "findings": 0} == {**row, "findings": 0}
        )
    assert sum(row["findings"] for row in counted) == len(board.findings)


def test_cards_from_an_index_are_those_of_the_files(both):
    files, index = both
    whole = api.assess(files)
    told = [finding for finding in whole.findings if finding.uses]
    for finding in (told[0], told[len(told) // 2], told[-1]):
        wanted = api.Wanted(finding.clause, finding.slot or None, finding.reading, finding.bearer)
        expected = [f for f in whole.findings if wanted.fits(f)]
        board = api.explain(index, wanted)
        assert list(board.findings) == expected
        named = {(use.source, use.report) for f in expected for use in f.uses}
        shown = {(note.source, note.report): note for note in board.material.reports}
        known = {(note.source, note.report): note for note in whole.material.reports}
        assert named <= set(shown)
        assert all(shown[name].text == known[name].text for name in named)


def test_an_earlier_board_reads_only_what_was_known(both):
    files, index = both
    earlier = api.instant_of_case(files, None) - 3 * 86_400_000_000
    expected = api.assess(files, explained=False, as_of=earlier)
    found = api.assess(index, as_of=earlier)
    assert [undated(f) for f in found.findings] == [undated(f) for f in expected.findings]


def copied(tmp_path: Path) -> tuple[Path, Path]:
    """Return a copy of an example and an index of it."""
    case, index = tmp_path / "case", tmp_path / "index"
    shutil.copytree("examples/northland", case)
    api.index(case, index)
    return case, index


def test_cards_need_the_files_of_the_index_unchanged(tmp_path: Path):
    case, index = copied(tmp_path)
    read = servanda.read(case, index=index)
    finding = next(f for f in api.assess(read).findings if f.certain)
    reports = case / "reports.csv"
    reports.write_text(reports.read_text("utf-8") + "\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="SV397"):
        api.explain(read, api.Wanted(finding.clause, finding.slot or None))
    reports.unlink()
    with pytest.raises(EvidenceError, match="SV397"):
        api.explain(read, api.Wanted(finding.clause, finding.slot or None))


def test_a_rule_that_links_reports_needs_the_reports(tmp_path: Path):
    case, index = copied(tmp_path)
    agreement = case / "agreement.md"
    text = agreement.read_text("utf-8")
    assert "\nlinking:" not in text
    head, _, rest = text.removeprefix("---\n").partition("\n---\n")
    linking = "linking: {within: 2 hours}"
    agreement.write_text(f"---\n{head}\n{linking}\n---\n{rest}", encoding="utf-8")
    with pytest.raises(EngineError, match="SV509"):
        api.assess(servanda.read(case, index=index))


def test_rulings_are_of_the_clauses_under_which_they_were_read(tmp_path: Path):
    case, index = copied(tmp_path)
    assert (case / "rulings.csv").is_file()
    agreement = case / "agreement.md"
    text = agreement.read_text("utf-8")
    assert "[aid]" in text
    agreement.write_text(text.replace("[aid", "[help"), encoding="utf-8")
    with pytest.raises(EvidenceError, match="SV395"):
        servanda.read(case, index=index)
