"""How much memory may be taken: by the making of an index, and by what else asks for a part."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import duckdb

from servanda.evidence.formats import quoted_text

MEMORY_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?) ?([MG])i?B", re.IGNORECASE)
_SHARE: Final = 8
_LEAST_MEGABYTES: Final = 1_000
_LIMITS: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where Linux says how much a container may take."""


def default_memory() -> str:
    """Return how much making an index may take, if nobody says it."""
    return share_of_memory(_SHARE)


def share_of_memory(share: int) -> str:
    """Return a part of the memory of this machine or container, but at least one gigabyte.

    Args:
        share: the how manieth part.
    """
    found = [size for size in (_physical(), *map(_limit, _LIMITS)) if size]
    megabytes = min(found) // share // 1_000_000 if found else 0
    return f"{max(_LEAST_MEGABYTES, megabytes)}MB"


def _physical() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # as on Windows
        return 0


def _limit(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such file, or `max`
        return 0


def bytes_of(size: str) -> int:
    """Return a `MEMORY_SIZE` in bytes, of which each unit is taken for the smaller one."""
    ((number, unit),) = MEMORY_SIZE.findall(size)
    return int(float(number) * (10**9 if unit in "gG" else 10**6))


def limit_memory(
    connection: duckdb.DuckDBPyConnection, memory: tuple[str, int], scratch: Path
) -> None:
    """Let a connection take no more than some memory, and go to disk with the rest.

    Args:
        connection: new.
        memory: a size; by how many threads at once, 0: as many as there are.
        scratch: a folder for what does not fit; it is made.
    """
    size, threads = memory
    connection.execute(f"SET memory_limit = '{size}'")
    connection.execute(f"SET temp_directory = {quoted_text(str(scratch))}")
    if threads:
        connection.execute(f"SET threads = {threads}")
