"""What is worked out partly on one engine and partly on another is what it is on one alone.

DuckDB stands in for Spark, so that all statements on either side of the border can be tried.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.integration.engines.worlds import as_bytes, drawn, said, together
from tests.property.test_calls_together import tables_of

from servanda.assessment import engine
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.parted import PartedBackend
from servanda.assessment.backends.sqlite_text import reads_of
from servanda.assessment.tables import STANDARDS, ParquetTable

DRAWN = 40
SMALL = (0, 3, 30, 300)


class Elsewhere(DuckDBBackend):
    """Gets what is large, and has to know everything that it reads."""

    def __init__(self, small_rows: int) -> None:
        super().__init__()
        self.small_rows = small_rows
        self.is_small = False
        self.known: set[str] = set()
        self.views: set[str] = set()
        self.made: list[str] = []

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        if isinstance(table, ParquetTable):
            super().load(name, table)
        else:
            if name in self.views:  # Spark replaces a view by a table as it is
                self._connection.execute(f"DROP VIEW {name}")
                self.views.discard(name)
            self.take(name, table)
        self.known.add(name)

    def create(self, kind: str, name: str, query: str) -> None:
        assert self.known.issuperset(reads_of(query))
        super().create(kind, name, query)
        self.known.add(name)
        self.made.append(name)
        if kind == "view":
            self.views.add(name)

    def few(self, name: str) -> pa.Table | None:
        return self.rows(name) if self.count(name) <= self.small_rows else None


def parted(small_rows: int) -> tuple[PartedBackend, Elsewhere]:
    elsewhere = Elsewhere(small_rows)
    return PartedBackend(elsewhere), elsewhere  # type: ignore[arg-type]


@pytest.mark.parametrize(("standard", "small_rows"), list(zip(STANDARDS, SMALL, strict=True)))
def test_wherever_the_border_lies_the_findings_are_the_same(standard: str, small_rows: int):
    case = together(drawn(range(DRAWN), standard))
    backend, elsewhere = parted(small_rows)
    assert said(case, backend) == said(case, DuckDBBackend())
    assert elsewhere.made
    undated = engine.judge(case, parted(small_rows)[0], is_dated=False)
    assert undated == engine.judge(case, DuckDBBackend(), is_dated=False)


@pytest.mark.parametrize("small_rows", SMALL)
def test_calls_are_counted_as_on_one_engine(tmp_path: Path, small_rows: int):
    case = tables_of(tmp_path, 1, is_indexed=True)
    counted = engine.count(case, parted(small_rows)[0])
    assert as_bytes(counted) == as_bytes(engine.count(case, DuckDBBackend()))


def test_what_is_little_is_not_sent_elsewhere():
    case = together(drawn(range(2), "claimed"))
    backend, elsewhere = parted(100_000)
    said(case, backend)
    assert elsewhere.made == []
    assert elsewhere.known == set()


def test_reports_in_files_are_read_elsewhere_however_few_they_are(tmp_path: Path):
    pq.write_table(pa.table({"report_no": [1, 2, 3]}), tmp_path / "some.parquet")
    backend, elsewhere = parted(100)
    backend.load("reports", ParquetTable(str(tmp_path / "*.parquet")))
    backend.load("bounds", pa.table({"least": [2]}))
    query = "SELECT r.report_no FROM reports r JOIN bounds b ON r.report_no >= b.least"
    backend.create("table", "found", query)
    assert elsewhere.made == ["found"]
    assert backend.count("found") == 2
    backend.create("table", "found", "SELECT report_no FROM found WHERE report_no > 2")
    assert elsewhere.made == ["found"]
    assert backend.fetch("found", pa.schema({"report_no": pa.int64()})).to_pylist() == [
        {"report_no": 3}
    ]
    backend.close()


def test_the_plan_of_a_statement_is_that_of_the_engine_that_works_it_out():
    backend, elsewhere = parted(1)
    backend.load("few", pa.table({"number": [1]}))
    backend.load("many", pa.table({"number": [1, 2]}))
    assert "few" not in elsewhere.known
    assert backend.explain("SELECT number FROM few")
    assert "few" not in elsewhere.known
    assert backend.explain("SELECT m.number FROM many m JOIN few f ON f.number = m.number")
    assert "few" in elsewhere.known
    backend.close()


def test_what_grows_is_sent_elsewhere_and_comes_back_when_it_is_little():
    backend, elsewhere = parted(2)
    backend.load("many", pa.table({"number": [1, 2, 3]}))
    backend.load("few", pa.table({"number": [1, 2]}))
    backend.create("table", "grown", "SELECT a.number FROM few a CROSS JOIN few b")
    assert elsewhere.made == []
    assert backend.count("grown") == 4
    backend.create("table", "shrunk", "SELECT number FROM grown WHERE number = 2")
    assert elsewhere.made == ["shrunk"]
    backend.create("table", "last", "SELECT number FROM shrunk")
    assert elsewhere.made == ["shrunk"]
    assert backend.count("last") == 2
    backend.close()


def test_what_grows_beside_little_stays_here():
    """Nobody need name a folder for it."""
    backend, elsewhere = parted(2)
    elsewhere.is_small = True
    backend.load("many", pa.table({"number": [1, 2, 3]}))
    backend.load("few", pa.table({"number": [1, 2]}))
    backend.create("table", "grown", "SELECT a.number FROM few a CROSS JOIN few b")
    assert elsewhere.known == {"many"}
    assert backend.count("grown") == 4
    backend.close()
