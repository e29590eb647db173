"""Spark: the pipeline runs on the machines of a cluster, or on all cores of this one.

Every table that a station makes is worked out at once and kept where no worker can take it away:
of a small case in the memory of this process, which hands it out again, of a large one as Parquet
in a folder that all machines reach (decision 13). So what a lost worker held is worked out anew
from whole tables, and nothing changes.

Only Java runs on the workers: Arrow goes in and comes out, and no function is written in Python.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import pyarrow as pa

from servanda.assessment.backends.cluster import Cluster, session_of
from servanda.assessment.tables import ParquetTable
from servanda.errors import EngineError, problem_error

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# More rows than this are not handed out anew whenever they are read, but written once.
_HANDED_ROWS: Final = 100_000
# What takes more than this for each row in files is not asked whether it has so few rows.
_ROW_BYTES: Final = 80
_SMALL: Final = {
    # Compiling each of some 250 statements costs more than running it on a few rows.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.shuffle.partitions": "1",
}
_LARGE: Final = {
    # How little it is that this process hands out Spark does not know by itself: it would move the
    # large table with which it is joined.
    "spark.sql.defaultSizeInBytes": "1000000",
}
_EVERY: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
}


class SparkBackend:
    """One session of a Spark application; the application itself stays for the next one.

    Attributes:
        small_rows: up to how many rows a table is given back to whoever asks for a small one.
        is_small: whether no table was too large so far to be handed out by this process; then all
            is worked out in one piece.
    """

    is_for_few: Final = False

    def __init__(self, cluster: Cluster) -> None:
        """Open a session.

        Args:
            cluster: where it runs. A table of no more than 100,000 rows is handed out by this
                process, if that is what the cluster calls small, and a case whose largest table is
                handed out is worked out in one piece, because planning and moving pieces costs more
                than it saves.

        Raises:
            MissingExtraError: SV506, the extra `spark` is not installed.
            EngineError: SV507, there is no Java, or the cluster does not answer.
        """
        self._master = cluster.master
        self._scratch = cluster.scratch
        self._session = session_of(cluster).newSession()
        self.small_rows: Final = cluster.small_rows
        self._handed_rows: Final = min(cluster.small_rows, _HANDED_ROWS)
        self.is_small = True
        self._names: set[str] = set()
        self._kept: dict[str, pa.Table] = {}
        self._written: dict[str, str] = {}
        self._folder = ""
        self._files = 0
        for name, value in _EVERY.items():
            self._session.conf.set(name, value)
        self._plan_for(0)

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Make a table readable under a name."""
        if isinstance(table, ParquetTable):
            frame = self._session.read.parquet(_as_hadoop_names_it(table.pattern))
            self._name(name, frame)
            self._plan_for(frame.count())
            return
        self._plan_for(table.num_rows)
        if table.num_rows <= self._handed_rows:
            self._hand_out(name, table)
        else:
            self._write(name, self._session.createDataFrame(table))

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        frame = self._session.sql(query)
        if kind == "view":
            self._name(name, frame)
        elif self.is_small:
            self._hand_out(name, frame.toArrow())
        else:
            self._write(name, frame)

    def drop(self, name: str) -> None:
        """Do nothing: a table that is read no more leaves memory by itself."""

    def foresee(self, rows: int) -> None:
        """Plan for much from here on, if so many rows are much."""
        self._plan_for(rows)

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        kept = self._kept.get(name)
        return self._session.table(name).count() if kept is None else kept.num_rows

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        kept = self._kept.get(name)
        if kept is None:
            kept = self._session.table(name).select(*schema.names).toArrow()
        return kept.select(schema.names).cast(schema)

    def few(self, name: str) -> pa.Table | None:
        """Return the rows of a table, in no order, if it is a small one."""
        if name in self._kept:
            kept = self._kept[name]
            return kept if kept.num_rows <= self.small_rows else None
        path, files = self._place(self._written[name])
        most = _ROW_BYTES * max(self.small_rows, _HANDED_ROWS)
        if files.getContentSummary(path).getLength() > most:
            return None
        frame = self._session.table(name)
        return frame.toArrow() if frame.count() <= self.small_rows else None

    def explain(self, query: str) -> str:
        """Return Spark's plan of a query."""
        ((plan,),) = self._session.sql(f"EXPLAIN FORMATTED {query}").collect()
        return str(plan)

    def close(self) -> None:
        """End the session and delete what it wrote."""
        for name in self._names:
            self._session.catalog.dropTempView(name)
        self._names.clear()
        self._kept.clear()
        self._written.clear()
        if self._folder:
            path, files = self._place(self._folder)
            files.delete(path, True)
            self._folder = ""

    def _plan_for(self, rows: int) -> None:
        """Take the settings for so many rows; what was large once stays large."""
        is_small = self.is_small and rows <= self._handed_rows
        self.is_small = is_small
        taken, left = (_SMALL, _LARGE) if is_small else (_LARGE, _SMALL)
        for name in left:
            self._session.conf.unset(name)
        for name, value in taken.items():
            self._session.conf.set(name, value)

    def _hand_out(self, name: str, table: pa.Table) -> None:
        """Keep a table in this process, from where every worker gets it whenever it is read."""
        self._kept[name] = table
        frame = self._session.createDataFrame(table)
        # In one piece nothing has to be moved before it is joined or counted.
        frame = frame.coalesce(1) if self.is_small else frame
        self._name(name, frame)

    def _write(self, name: str, frame: DataFrame) -> None:
        """Keep a table as Parquet where every machine reaches it."""
        if not self._folder:
            self._open_folder()
        self._files += 1
        path = f"{self._folder}/{self._files:05}-{name}"
        frame.write.parquet(path)
        self._written[name] = path
        self._kept.pop(name, None)
        self._name(name, self._session.read.schema(frame.schema).parquet(path))

    def _name(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._names.add(name)

    def _open_folder(self) -> None:
        """Take a new folder, after a trial that what workers write is read here.

        Raises:
            EngineError: SV508, none is named, or not all machines reach it.
        """
        scratch, master = self._scratch, self._master
        if not scratch:
            message = f"a case of that size needs a folder that all machines of `{master}` reach"
            hint = f"name one: `--engine '{master}?scratch=FOLDER'`"
            raise problem_error(EngineError, "SV508", message, hint)
        self._folder = f"{scratch}/servanda-{uuid4().hex}"
        # More pieces than cores, so that every worker writes one.
        pieces = 4 * self._session.sparkContext.defaultParallelism
        trial = f"{self._folder}/00000-trial"
        self._session.range(pieces, numPartitions=pieces).write.parquet(trial)
        path, files = self._place(self._folder)
        files.deleteOnExit(path)
        found = self._session.read.schema("id bigint").parquet(trial).count()
        if found != pieces:
            came = f"{found} of {pieces} rows came back"
            message = f"`{scratch}` is not one folder for all machines: {came}"
            hint = "name a folder that all machines share, such as `hdfs://...`"
            raise problem_error(EngineError, "SV508", message, hint)

    def _place(self, folder: str) -> tuple[Any, Any]:
        """Return a folder and its file system, as Hadoop knows them."""
        context = self._session.sparkContext
        java: Any = context._jvm
        path = java.org.apache.hadoop.fs.Path(folder)
        return path, path.getFileSystem(context._jsc.hadoopConfiguration())


def _as_hadoop_names_it(pattern: str) -> str:
    """Return files that lie here as such: a cluster may take a plain path for one of its own."""
    path = Path(pattern).absolute()
    if "://" in pattern or not any(Path(path.anchor).glob(str(path.relative_to(path.anchor)))):
        return pattern
    return f"file://{path}"
