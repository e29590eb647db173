"""Incidents that an index holds are those that its links give, as known after the last row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from benchmarks.scale.conflict import write_conflict

from servanda import api
from servanda.evidence.incidents import LINKED, find_incidents
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.projection.head import read_head
from servanda.evidence.projection.linking import linked_reports, read_linked
from servanda.moments import read_moment

ROWS = 3_000
DAY_US = 86_400_000_000


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A case with many links, corrections and withdrawals, and its index."""
    folder = tmp_path_factory.mktemp("conflict")
    write_conflict(ROWS, folder)
    api.index(folder / "case", folder / "index")
    return folder / "case", folder / "index"


def test_the_incidents_of_an_index_are_those_of_its_links(record: tuple[Path, Path]):
    _, path = record
    folder = ProjectionFolder(path, read_head(path))
    last = folder.head.last_recorded_at
    assert last is not None
    known = read_linked(path)
    assert known is not None
    found, is_torn = linked_reports(folder.links, folder.reports, last)
    assert known.num_rows > ROWS / 3
    assert known.schema == LINKED
    assert not is_torn
    assert known == found.sort_by("report_no").combine_chunks()
    earlier, _ = linked_reports(folder.links, folder.reports, last - 20 * DAY_US)
    assert 0 < earlier.num_rows < known.num_rows


@pytest.mark.parametrize("days", [0, 20])
def test_without_them_the_links_give_the_same_verdicts(record: tuple[Path, Path], days: int):
    case, path = record
    last = read_head(path).last_recorded_at
    assert last is not None
    at = last - days * DAY_US if days else None
    held = api.count(api.read(case, index=path), as_of=at)
    kept = (path / fmt.LINKED_FILE).rename(path / "away")
    try:
        assert api.count(api.read(case, index=path), as_of=at) == held
    finally:
        kept.rename(path / fmt.LINKED_FILE)


def test_an_index_without_links_has_no_incidents(tmp_path: Path):
    write_conflict(100, tmp_path)
    (tmp_path / "case" / "links.parquet").unlink()
    api.index(tmp_path / "case", tmp_path / "index")
    assert read_linked(tmp_path / "index") is None
    links = str(tmp_path / "index" / fmt.TABLES_FOLDER / "links.parquet")
    reports = str(tmp_path / "index" / fmt.REPORTS_FOLDER / "*.parquet")
    assert linked_reports(links, reports, 2**60) == (LINKED.empty_table(), False)


HEAD = "source,report,recorded_at,begins,actor,act,area,replaces\n"
AMENDED = """\
agency,a,2024-03-02 09:00,2024-03-02 08:00,northland,shell,west,
agency,b,2024-03-06 09:00,2024-03-02 08:30,northland,shell,west,a
radio,r,2024-03-03 09:00,2024-03-02 08:20,northland,shell,west,
"""
AT = {"2024-03-04": 0, "2024-03-06 08:00": 0, "2024-03-06 09:00": 2, "2024-03-09": 2}


@pytest.mark.parametrize("as_of", AT)
def test_a_link_of_a_report_that_is_not_there_yet_links_nothing(tmp_path: Path, as_of: str):
    """Who corrected the first report in `b` linked `b`: until it came, `a` was linked to none."""
    case = tmp_path / "case"
    case.mkdir()
    shutil.copy(Path("examples/northland/agreement.md"), case / "agreement.md")
    (case / "reports.csv").write_text(HEAD + AMENDED, encoding="utf-8")
    links = "reports,link,by,reason,recorded_at\nagency:b|radio:r,same,A. Reader,x,2024-03-05\n"
    (case / "links.csv").write_text(links, encoding="utf-8")
    api.index(case, tmp_path / "index")
    read = api.read(case)
    at = read_moment(as_of, read.names.zone)
    folder = ProjectionFolder(tmp_path / "index", read_head(tmp_path / "index"))
    found, _ = linked_reports(folder.links, folder.reports, at)
    whole = find_incidents(read.evidence.tables, read.names, at)
    assert found.num_rows == whole.linked.num_rows == AT[as_of]
