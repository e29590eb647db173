"""The engines that need no server, each for what it is good at (decision 17).

A small case is judged on SQLite. A large record is read on DuckDB; what it tells of what is asked
is mostly little, and from there on SQLite takes over.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from servanda.assessment.backends import Backend
from servanda.assessment.backends.duckdb import DuckDBBackend
from servanda.assessment.backends.sqlite import SqliteBackend, are_figures_small, is_new_enough
from servanda.assessment.backends.sqlite_text import reads_of
from servanda.assessment.tables import CaseTables, ParquetTable

FEW_REPORTS: Final = 4_000
"""Measured: up to so many reports, all of which are asked for, SQLite judges faster than DuckDB."""
FEW_TOLD: Final = 1_500
"""The same of what is told of what is asked, where tables have to be handed over."""
SMALL_ROWS: Final = 20_000
"""The same of all tables of a case; reading them is a small part of judging them."""
_TOLD: Final = ("told", "siblings")


def open_embedded(case: CaseTables) -> Backend:
    """Return a session of the engine that judges a case fastest; findings are the same on any."""
    if not is_new_enough():
        return DuckDBBackend()
    rows = sum(table.num_rows for table in case.tables.values())
    is_small = rows <= SMALL_ROWS and has_few_reports(case, FEW_REPORTS)
    return SqliteBackend() if is_small else HandingBackend()


def has_few_reports(case: CaseTables, most: int) -> bool:
    """Return whether a case has at most so many reports, all of them fit for SQLite."""
    # What lacks a table is refused by any engine.
    reports = case.tables.get("reports")
    if case.projected is not None or reports is None or reports.num_rows > most:
        return False
    return is_new_enough() and are_figures_small(reports)


class HandingBackend:
    """A DuckDB session that hands over to SQLite where little is left to be looked at."""

    is_for_few: Final = False

    def __init__(self) -> None:
        """Open a session on DuckDB."""
        self._large = DuckDBBackend()
        self._small: SqliteBackend | None = None
        self._on_large: set[str] = set()

    @property
    def has_handed_over(self) -> bool:
        """Whether SQLite has taken over."""
        return self._small is not None

    def load(self, name: str, table: pa.Table | ParquetTable) -> None:
        """Make a table readable under a name."""
        if self._small is None:
            self._large.load(name, table)
            self._on_large.add(name)
        else:
            self._small.load(name, table)

    def create(self, kind: str, name: str, query: str) -> None:
        """Make or replace a table or a view from a query."""
        if self._small is None:
            self._large.create(kind, name, query)
            self._on_large.add(name)
            return
        for read in reads_of(query):
            if read in self._on_large:
                self._hand_over(self._small, read, self._large.rows(read))
        self._small.create(kind, name, query)
        self._on_large.discard(name)

    def drop(self, name: str) -> None:
        """Drop a table, if it is a large one's."""
        if self._small is None or name in self._on_large:
            self._large.drop(name)
            self._on_large.discard(name)

    def foresee(self, rows: int) -> None:
        """Hand over to SQLite, if so few rows are left."""
        if self._small is not None:
            return
        if rows <= FEW_TOLD and set(_TOLD) <= self._on_large:
            told = {name: self._large.rows(name) for name in _TOLD}
            if all(are_figures_small(table) for table in told.values()):
                self._small = SqliteBackend()
                for name, table in told.items():
                    self._hand_over(self._small, name, table)
                return
        self._large.foresee(rows)

    def count(self, name: str) -> int:
        """Return how many rows a table has."""
        return self._holder(name).count(name)

    def fetch(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return the rows of a table, in no order, in a schema."""
        return self._holder(name).fetch(name, schema)

    def explain(self, query: str) -> str:
        """Return the plan of a query, of the engine whose turn it is."""
        return (self._small or self._large).explain(query)

    def close(self) -> None:
        """End both sessions."""
        if self._small is not None:
            self._small.close()
        self._large.close()

    def _holder(self, name: str) -> Backend:
        if self._small is None or name in self._on_large:
            return self._large
        return self._small

    def _hand_over(self, small: SqliteBackend, name: str, table: pa.Table) -> None:
        small.load(name, table)
        self._on_large.discard(name)
