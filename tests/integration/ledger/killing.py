"""Imports that are killed, and a look at what they leave behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from servanda.evidence.ledger import Terms, deliver_table, open_ledger, record_deliveries
from servanda.evidence.ledger.verify import verify_ledger

PARTS = 2
_MODULES = [
    "pyarrow.csv",
    "servanda.evidence.ledger.postgres",
    "servanda.evidence.ledger.sqlite",
    "tests.integration.ledger.killing",
]


def processes() -> multiprocessing.context.ForkServerContext:
    """Return a way to start processes quickly from one that has loaded everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_MODULES)
    return context


def write_files(folder: Path, rows: int) -> list[list[Path]]:
    """Write two versions of two files; the second changes every row of the first."""
    versions = []
    for version in (1, 2):
        files = []
        for part in range(1, PARTS + 1):
            place = folder / str(version) / f"reports-{part}.csv"
            place.parent.mkdir(exist_ok=True)
            lines = [
                f"a{k},agency,2024-03-05,2024-03-04,admit,aid truck,{k + version},truck"
                for k in range(rows)
            ]
            header = "report,source,recorded_at,begins,act,object,quantity,unit"
            place.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
            files.append(place)
        versions.append(files)
    return versions


def import_files(address: str, files: list[Path], die_at: int | None = None) -> None:
    """Import some files in one transaction; kill this process before a statement if asked to."""
    with open_ledger(address, create=True) as ledger:
        if die_at is not None:
            _die_before(ledger.store, die_at)
        record_deliveries(ledger, [deliver_table(path, "1") for path in files], Terms("A. Monitor"))


def _die_before(store: Any, statement: int) -> None:
    count = 0

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            nonlocal count
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*values)

        return call

    for name in ("run", "read", "insert"):
        setattr(store, name, counted(getattr(store, name)))


def state_after(address: str) -> tuple[int, int]:
    """Verify a ledger and return its number of receipts and rows.

    Raises:
        AssertionError: it holds a part of an import.
    """
    with open_ledger(address, create=True) as ledger:
        found = verify_ledger(ledger)
        entries = ledger.entries()
    if found.findings:
        raise AssertionError(found.findings)
    if len(entries) % PARTS:
        message = f"{len(entries)} receipts: half of an import was kept"
        raise AssertionError(message)
    kept = sum(entry.rows_new + entry.rows_changed + entry.rows_withdrawn for entry in entries)
    if kept != found.rows:
        message = f"receipts speak of {kept} rows, there are {found.rows}"
        raise AssertionError(message)
    return len(entries), found.rows


def kill_once(address: str, files: list[Path], after_s: float) -> bool:
    """Start an import, kill it after some time, and return whether the whole import was kept."""
    before, _ = state_after(address)
    process = processes().Process(target=import_files, args=(address, files))
    process.start()
    time.sleep(after_s)
    process.kill()
    process.join()
    after, _ = state_after(address)
    return after > before
