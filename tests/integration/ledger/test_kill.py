"""A killed import leaves all of itself or nothing; concurrent writers lose nothing."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
from pathlib import Path

from tests.integration.ledger.killing import (
    PARTS,
    import_files,
    kill_once,
    processes,
    state_after,
    write_files,
)
from tests.integration.ledger.places import record, report, write_reports

from servanda.evidence.ledger import open_ledger
from servanda.evidence.ledger.verify import verify_ledger

STATEMENTS = 12
"""Statements of an import of two files after the ledger was opened."""


def test_import_killed_before_any_statement_leaves_nothing(address, tmp_path):
    versions = write_files(tmp_path, 40)
    import_files(address, versions[0])
    before = state_after(address)
    # A server takes longer to connect to: there, before every third.
    for statement in range(1, STATEMENTS + 1, 3 if address.startswith("postgresql") else 1):
        process = processes().Process(target=import_files, args=(address, versions[1], statement))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert state_after(address) == before
    import_files(address, versions[1], STATEMENTS + 1)
    assert state_after(address) == (2 * PARTS, 160)


def test_import_killed_at_any_instant_leaves_all_or_nothing(address, tmp_path):
    versions = write_files(tmp_path, 400)
    import_files(address, versions[0])
    draw = random.Random(20240305)
    for number in range(10):
        kill_once(address, versions[(number + 1) % 2], draw.uniform(0.0, 0.6))
    import_files(address, versions[1])
    entries, rows = state_after(address)
    assert entries >= 2 * PARTS
    assert rows >= 1600


def record_many(address: str, folder: str, name: str) -> None:
    """Record five versions of a file, as one of several writers."""
    place = Path(folder) / name
    place.mkdir()
    for version in range(5):
        path = write_reports(place, report("a1", version), name=f"reports-{name}.csv")
        record(address, path)


def test_concurrent_writers_lose_nothing(address, tmp_path):
    names = ["one", "two", "three"]
    writers = [
        processes().Process(target=record_many, args=(address, str(tmp_path), name))
        for name in names
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with open_ledger(address) as ledger:
        feeds = [entry.feed for entry in ledger.entries()]
        seqs = ledger.rows_after(0)["seq"].to_pylist()
    assert sorted(feeds) == sorted(f"reports-{name}.csv" for name in names for _ in range(5))
    assert seqs == list(range(1, 16))
    with open_ledger(address) as ledger:
        assert verify_ledger(ledger).findings == ()


def test_reader_sees_no_half_of_an_import(address, tmp_path):
    versions = write_files(tmp_path, 400)
    import_files(address, versions[0])
    process = processes().Process(target=import_files, args=(address, versions[1]))
    process.start()
    seen = set()
    with open_ledger(address) as ledger:
        while process.is_alive():
            with ledger.reading():
                seen.add((len(ledger.entries()), ledger.rows_after(0).num_rows))
    process.join()
    assert seen <= {(2, 800), (4, 1600)}


def test_a_new_file_waits_for_whoever_writes_to_it(tmp_path):
    path = tmp_path / "case.servanda"
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, other.execute, ("COMMIT",))
    release.start()
    with open_ledger(path, create=True) as ledger:
        assert ledger is not None
    release.join()
    other.close()
