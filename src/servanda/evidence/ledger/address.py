"""Where a ledger is: a file, or a database behind a URL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True)
class Address:
    """Where a ledger is.

    Attributes:
        url: of a PostgreSQL database; empty for a file.
        path: of a SQLite file; None for a database.
        shown: as messages show it, without a password.
    """

    url: str
    path: Path | None
    shown: str


def read_address(text: str | Path) -> Address:
    """Return the address of `case.servanda` or `postgresql://user@host/database`."""
    words = str(text)
    parts = urlsplit(words)
    if parts.scheme not in _SCHEMES:
        return Address("", Path(words), words)
    user, _, host = parts.netloc.rpartition("@")
    name = user.split(":", 1)[0]
    shown = parts._replace(netloc=f"{name}@{host}" if name else host, query="").geturl()
    return Address(words, None, shown)
