"""On a Spark cluster every finding is what it is on DuckDB, also when a worker dies.

How what is little is worked out beside it, and what is handed over, is tried in `test_parted.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from threading import Timer

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql.pandas.types import to_arrow_schema
from tests.integration.engines.conftest import LocalCluster
from tests.integration.engines.worlds import drawn, golden_cases, said, together

from servanda.assessment import engine
from servanda.assessment.backends.cluster import SMALL_ROWS, read_cluster, session_of
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.parted import PartedBackend
from servanda.assessment.backends.spark import SparkBackend
from servanda.assessment.pipeline import (
    CLAIM,
    COUNT,
    JUDGE,
    MEASURE,
    RECORD,
    SETTLE,
    SINCE,
    UNPAIRED,
    WITHOUT,
    steps_of,
)
from servanda.assessment.tables import BUNDLES, FINDINGS, TABLES
from servanda.errors import EngineError

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "run-on-a-cluster.md"
DRAWN = 300
FEW = 40
GIVEN_BESIDE = {
    "bundles": BUNDLES,
    "params": engine.PARAMS,
    "wanted": pa.schema(list(FINDINGS)[:5]),
    "is_wanted": pa.schema([("every", pa.bool_())]),
}
# From the tables of a case on; what an index knows of its reports is in files of their own.
STATIONS = (
    UNPAIRED,
    *(WITHOUT[name] if name == "12_known" else name for name in RECORD),
    *CLAIM, *MEASURE, *SETTLE, *JUDGE, *SINCE,
    "92_probes", "94_answers", "96_findings", "97_uses", "98_figures", "99_looks", *COUNT,
)  # fmt: skip
SMALL, HANDED = 500, 100
DIES_AT = 20


def test_golden_cases_and_drawn_worlds_are_judged_as_on_duckdb(cluster: LocalCluster):
    case = together([*golden_cases("independent"), *drawn(range(DRAWN), "independent")])
    assert said(case, SparkBackend(read_cluster(cluster.engine))) == said(case)


def test_every_column_has_the_type_that_it_has_on_duckdb(cluster: LocalCluster):
    """A narrower number would do for what tests hold, and not for what a cluster is for."""
    duckdb = DuckDBBackend()
    spark = session_of(read_cluster(cluster.engine)).newSession()
    for name, schema in {**TABLES, **GIVEN_BESIDE}.items():
        duckdb.load(name, schema.empty_table())
        spark.createDataFrame(schema.empty_table()).createOrReplaceTempView(name)
    differing, columns = [], 0
    for step in (step for station in STATIONS for step in steps_of(station)):
        duckdb.create(step.kind, step.name, step.query)
        frame = spark.sql(step.query)
        made = frame if step.kind == "view" else spark.createDataFrame([], frame.schema)
        made.createOrReplaceTempView(step.name)
        on_duckdb = duckdb.rows(step.name).schema
        for field in to_arrow_schema(frame.schema):
            columns += 1
            if field.type != on_duckdb.field(field.name).type:
                differing.append((step.station, step.name, field.name, str(field.type)))
    assert differing == []
    assert columns > 1000


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
    monkeypatch.setattr("servanda.assessment.backends.spark._HANDED_ROWS", HANDED)
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
