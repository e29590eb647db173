"""What a ledger needs of a database; `sqlite.py` and `postgres.py` have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pyarrow as pa

Values = Sequence[Any]


class Store(Protocol):
    """A database that holds one ledger.

    SQL is written with `?` for values, in the words that SQLite and PostgreSQL share.
    """

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    def run(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows, few of them."""
        ...

    def script(self, sql: str) -> None:
        """Run several statements."""
        ...

    def read(self, sql: str, values: Values, schema: pa.Schema) -> pa.Table:
        """Return many rows as an Arrow table of that schema."""
        ...

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add many rows; integers and texts only."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Hold the one writer's place; on leaving all is kept, after an error nothing."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """See one state of the ledger, whatever others write meanwhile."""
        ...

    def has_table(self, name: str) -> bool:
        """Return whether a table is there."""
        ...

    def may_change_tables(self) -> bool:
        """Return whether whoever opened the database may make tables and views in it."""
        ...

    def parts(self, sql: str, values: Values) -> Iterator[bytes]:
        """Yield the bytes of a one-column answer, row by row."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
