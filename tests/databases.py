"""Databases on the one PostgreSQL server that all workers share."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LOCK: Final = Path(tempfile.gettempdir()) / "servanda-test-postgres.lock"


@contextmanager
def server_held(*, alone: bool = False) -> Iterator[None]:
    """Hold the server while a database comes or goes, or alone while a disk of it is full.

    The server then writes all that it holds to its disks, which fails for everybody while one of
    them is full.
    """
    with _LOCK.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def execute(server: str, *statements: str) -> None:
    """Execute statements that make or drop databases, one by one."""
    import psycopg

    with server_held(), psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
