"""Incidents that an index holds are those that its links give, as known after the last row."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.scale.conflict import write_conflict

from servanda import api
from servanda.evidence.incidents import LINKED
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.projection.head import read_head
from servanda.evidence.projection.linking import linked_reports, read_linked

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
