"""On a Spark cluster every finding is what it is on DuckDB, also when a worker dies.

How what is little is worked out beside it, and what is handed over, is tried in `test_parted.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Timer

import pyarrow.parquet as pq
import pytest
from tests.integration.engines.conftest import LocalCluster
from tests.integration.engines.worlds import drawn, golden_cases, said, together

from servanda.assessment import engine
from servanda.assessment.backends.cluster import SMALL_ROWS, read_cluster
from servanda.assessment.backends.parted import PartedBackend
from servanda.assessment.backends.spark import SparkBackend
from servanda.errors import EngineError

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "run-on-a-cluster.md"
DRAWN = 300
FEW = 40
SMALL = 500
DIES_AT = 20


def test_golden_cases_and_drawn_worlds_are_judged_as_on_duckdb(cluster: LocalCluster):
    case = together([*golden_cases("independent"), *drawn(range(DRAWN), "independent")])
    assert said(case, SparkBackend(read_cluster(cluster.engine))) == said(case)


class Unlucky(SparkBackend):
    """Keeps tables in the folder, and kills a worker in the midst of the pipeline."""

    def __init__(self, cluster: LocalCluster) -> None:
        super().__init__(read_cluster(f"{cluster.engine}&small={SMALL}"))
        self.cluster = cluster
        self.made: list[str] = []

    def create(self, kind: str, name: str, query: str) -> None:
        if len(self.made) == DIES_AT:
            Timer(0.2, self.cluster.kill_worker).start()
        super().create(kind, name, query)
        self.made.append(name)


def test_a_worker_that_dies_changes_nothing_and_nothing_is_left_in_the_folder(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
):
    """What the page says of reports in Parquet files is run, and a worker dies meanwhile."""
    case = together(drawn(range(1000, 1000 + FEW), "corroborated"))
    rows = case.tables["reports"]
    half = rows.num_rows // 2
    pq.write_table(rows.slice(0, half), cluster.folder / "0.parquet")
    pq.write_table(rows.slice(half), cluster.folder / "1.parquet")
    unlucky = Unlucky(cluster)
    monkeypatch.setattr("servanda.assessment.backends.spark.SparkBackend", lambda _: unlucky)
    text = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert text is not None
    told = text[1].replace("hdfs:///record/reports", str(cluster.folder))
    names = {"case": case}
    exec(told, names)
    cluster.add_worker()
    assert len(unlucky.made) > 2 * DIES_AT
    assert names["findings"] == engine.judge(names["large"], is_dated=False)
    assert list((cluster.folder / "scratch").iterdir()) == []


def test_up_to_how_many_rows_no_folder_is_needed_stands_on_the_page():
    assert f"more than {SMALL_ROWS:,} rows" in PAGE.read_text(encoding="utf-8")


def test_a_large_case_wants_a_folder_that_all_machines_reach(cluster: LocalCluster):
    address = re.sub(r"scratch=[^&]*&", "small=0&", cluster.engine)
    backend = SparkBackend(read_cluster(address))
    with pytest.raises(EngineError) as caught:
        engine.judge(together(drawn(range(1), "independent")), PartedBackend(backend))
    assert caught.value.code == "SV508"
