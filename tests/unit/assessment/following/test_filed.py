"""A case on an index is followed from its files, without holding the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda import api
from servanda.assessment import engine
from servanda.assessment.following import Following, filed
from servanda.assessment.following.columns import columns_of
from servanda.assessment.following.filed import FiledColumns
from servanda.assessment.judge import Request, ready_case
from servanda.assessment.tables import REPORTS, CaseTables
from servanda.evidence.scratch import scratch

EXAMPLES = Path(__file__).parents[4] / "examples"
CASES = ("northland", "gaza-2023")


def on_index(name: str, folder: Path) -> CaseTables:
    """Return an example as prepared from an index."""
    api.index(EXAMPLES / name, folder)
    case = api.read(EXAMPLES / name, index=folder)
    request = Request(api.instant_of_case(case, None), explained=False)
    return ready_case(case, request)[1].case


@pytest.fixture(autouse=True)
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay down arrays of any length."""
    monkeypatch.setattr(filed, "_FEW", 0)


@pytest.mark.parametrize("name", CASES)
def test_case_on_an_index_is_judged_as_from_its_files(name: str, tmp_path: Path):
    case = on_index(name, tmp_path)
    followed = Following(case, is_dated=False)
    assert followed.findings == engine.judge(case, is_dated=False)


@pytest.mark.parametrize("name", CASES)
def test_reports_of_an_index_are_read_as_the_agreement_reads_them(name: str, tmp_path: Path):
    case = on_index(name, tmp_path)
    assert case.projected is not None
    columns = FiledColumns(case, case.projected)
    with scratch() as connection:
        filed.open_reports(connection, case)
        rows = connection.sql(f"SELECT {', '.join(REPORTS.names)} FROM reports").to_arrow_table()
    expected = columns_of(rows.cast(REPORTS).sort_by("report_no"))
    order = columns["report_no"].argsort()
    for name_ in REPORTS.names:
        assert columns[name_][order].tolist() == expected[name_].tolist(), name_
