"""Which engine a name means. No engine is imported before it is opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from servanda.assessment.backends import Backend
from servanda.errors import UsageError, problem_error

if TYPE_CHECKING:
    from servanda.evidence.ledger.address import Address

OpenBackend = Callable[[], Backend]
"""Opens a session of its own for one judgement."""

DUCKDB: Final = "duckdb"
SQLITE: Final = "sqlite"
OF_LEDGER: Final = "ledger"
_SPARK: Final = re.compile(r"spark://\S+|local(\[[^\]]+\])?(\?\S*)?|yarn(\?\S*)?|k8s://\S+")


def find_engine(name: str | None, ledger: Path | str | None = None) -> OpenBackend | None:
    """Return how the engine of a name is opened.

    Args:
        name: `duckdb`, `sqlite`, `postgresql://...`, `ledger`, `spark://host:port` or `local[*]`;
            None: the embedded engine that judges a case fastest.
        ledger: address of the ledger that the case comes from, for `ledger`.

    Returns:
        What opens a session; None: an embedded engine, as it is without any choice.

    Raises:
        UsageError: SV505, there is no such engine, or the ledger is no database.
    """
    if name is None:
        return None
    if name in {DUCKDB, SQLITE}:
        return _duckdb if name == DUCKDB else _sqlite
    if name == OF_LEDGER:
        return _of_ledger(ledger)
    address = _address_of(name)
    if address.url:
        return _postgres(address.url, address.shown)
    if _SPARK.fullmatch(name):
        return _spark(name)
    hint = "write `duckdb`, `sqlite`, `ledger`, `postgresql://...`, `spark://...` or `local[*]`"
    raise problem_error(UsageError, "SV505", f"there is no engine `{name}`", hint)


def _address_of(text: Path | str) -> Address:
    from servanda.evidence.ledger.address import read_address

    return read_address(text)


def _duckdb() -> Backend:
    from servanda.assessment.backends.duckdb import DuckDBBackend

    return DuckDBBackend()


def _sqlite() -> Backend:
    from servanda.assessment.backends.sqlite import SqliteBackend

    return SqliteBackend()


def _of_ledger(ledger: Path | str | None) -> OpenBackend:
    address = None if ledger is None else _address_of(ledger)
    if address is None or not address.url:
        where = "no ledger is named" if address is None else f"`{address.shown}` is a file"
        message = f"`ledger` means the database in which the ledger lives, but {where}"
        hint = "name one: `--ledger postgresql://user@host/case`"
        raise problem_error(UsageError, "SV505", message, hint)
    return _postgres(address.url, address.shown)


def _postgres(url: str, shown: str) -> OpenBackend:
    def opened() -> Backend:
        from servanda.assessment.backends.postgres import PostgresBackend

        return PostgresBackend(url, shown)

    return opened


def _spark(name: str) -> OpenBackend:
    from servanda.assessment.backends.cluster import read_cluster

    cluster = read_cluster(name)

    def opened() -> Backend:
        from servanda.assessment.backends.parted import PartedBackend
        from servanda.assessment.backends.spark import SparkBackend

        return PartedBackend(SparkBackend(cluster))

    return opened
