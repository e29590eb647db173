"""Engines that run the pipeline: connect, take Arrow, run SQL, give Arrow.

Each engine is one file with one class of the same methods; what the engines do differently
(session zone, types of sums, how a table is made) ends there. No engine is imported here.
"""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from servanda.assessment.tables import ParquetTable


class Backend(Protocol):
    """An engine with one open session; all its tables vanish with it.

    Attributes:
        is_for_few: of few reports each is looked at by itself; to find out which are alike would
            take longer.
    """

    @property
    def is_for_few(self) -> bool:
        """Return whether it is meant for few reports."""
        ...

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Make a table readable under a name.

        Args:
            name: a plain lower-case name.
            table: its rows, or the files that hold them; they must not change until the session
                ends.
        """
        ...

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query.

        Args:
            kind: `table` (worked out now, once) or `view` (worked out where it is read; what it is
                made from is not replaced after it).
            name: what it is called; a table may be replaced by one made from itself.
            query: a `SELECT` in the common subset of the engines.

        Raises:
            Exception: whatever the engine says; the caller knows which station it was.
        """
        ...

    def drop(self, name: str) -> None:
        """Be told that nobody reads a table any more; its memory may be given back."""
        ...

    def foresee(self, rows: int) -> None:
        """Be told how many rows the large tables of the statements to come have."""
        ...

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        ...

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        ...

    def explain(self, query: str) -> str:
        """Return how the engine would work a query out, in its own words."""
        ...

    def close(self) -> None:
        """End the session."""
        ...
