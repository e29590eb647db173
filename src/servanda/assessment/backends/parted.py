"""Spark for what is large, DuckDB for the rest (decision 33).

Of some 250 statements twenty read a table that one machine cannot hold; Spark takes longer to plan
the others than DuckDB takes to run them. So a statement that reads nothing large is worked out by
this process. What a large statement reads is handed to Spark; what it gives is taken back if it is
little.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.spark import SparkBackend
from servanda.assessment.backends.sqlite_text import reads_of
from servanda.assessment.tables import ParquetTable


class PartedBackend:
    """A session on Spark with one of DuckDB beside it; each table is read from one of them."""

    is_for_few: Final = False

    def __init__(self, spark: SparkBackend) -> None:
        """Open a session here beside one on Spark, which is closed with it.

        Args:
            spark: gets every table of more rows than it calls small, and what is read together
                with one.
        """
        self._spark = spark
        self._here = DuckDBBackend()
        self._large: set[str] = set()
        self._handed: set[str] = set()

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Make a table readable under a name."""
        if isinstance(table, ParquetTable) or table.num_rows > self._spark.small_rows:
            self._spark.load(name, table)
            self._large.add(name)
        else:
            self._here.load(name, table)

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        reads = reads_of(query)
        if self._large.isdisjoint(reads):
            self._here.create(kind, name, query)
            self._be_here(name)
            if kind == "table":
                self._hand_over_if_large(name)
            return
        self._hand_over(reads)
        self._spark.create(kind, name, query)
        self._large.add(name)
        few = self._spark.few(name) if kind == "table" else None
        if few is not None:
            self._here.take(name, few)
            self._be_here(name)
            self._handed.add(name)  # for as long as it is not made anew

    def drop(self, name: str) -> None:
        """Be told that nobody reads a table any more."""
        if name not in self._large:
            self._here.drop(name)

    def foresee(self, rows: int) -> None:
        """Do nothing: who works a statement out depends on what it reads."""

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        return self._spark.count(name) if name in self._large else self._here.count(name)

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        if name in self._large:
            return self._spark.fetch(name, schema)
        return self._here.fetch(name, schema)

    def explain(self, query: str) -> str:
        """Return the plan of a query, of the engine that would work it out."""
        reads = reads_of(query)
        if self._large.isdisjoint(reads):
            return self._here.explain(query)
        self._hand_over(reads)
        return self._spark.explain(query)

    def close(self) -> None:
        """End both sessions."""
        self._here.close()
        self._spark.close()

    def _be_here(self, name: str) -> None:
        """Let a table be read from here; what Spark had under the name is old."""
        self._large.discard(name)
        self._handed.discard(name)

    def _hand_over_if_large(self, name: str) -> None:
        """Let Spark have what has grown large here, unless all that it has is little."""
        if not self._large or self._spark.is_small:
            return
        if self._here.count(name) > self._spark.small_rows:
            self._spark.load(name, self._here.rows(name))
            self._here.drop(name)
            self._large.add(name)

    def _hand_over(self, reads: tuple[str, ...]) -> None:
        """Let Spark read what lies here and is read together with something large."""
        for name in reads:
            if name not in self._large and name not in self._handed:
                self._spark.load(name, self._here.rows(name))
                self._handed.add(name)
