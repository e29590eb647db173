"""A disk that is truly full: a clear word, and an intact ledger once there is room again.

A small disk in memory is mounted for each test, which only root may do; else the test says why it
is skipped. What the system answers is simulated in `test_trouble.py` everywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.databases import server_held
from tests.integration.ledger.places import record, report, write_reports

from servanda.errors import EvidenceError
from servanda.evidence.ledger import open_ledger
from servanda.evidence.ledger.verify import verify_ledger

MANY = [report(f"a{k}", k) for k in range(6000)]
ROOM_LEFT = 400_000
Mounted = Callable[..., Path]


@pytest.fixture
def mounted() -> Iterator[Mounted]:
    """A function that mounts a disk of so many bytes for a user, and gives its folder."""
    if not sys.platform.startswith("linux"):
        pytest.skip("a disk in memory is mounted on Linux only")
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk to fill")
    folders: list[Path] = []

    def mount(size: int, user: int = 0) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="servanda-full-"))
        options = f"size={size},mode=0700,uid={user},gid={user}"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            folder.rmdir()
            pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
        folders.append(folder)
        return folder

    yield mount
    for folder in folders:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def filled_up(disk: Path, left: int) -> Path:
    """Fill a disk with one file until only so many bytes are left, and return the file.

    It is filled in steps, because a database may write to the disk at the same time.
    """
    filler = disk / "filler"
    step = max(left // 4, 65_536)
    with filler.open("wb", buffering=0) as file:
        while (free := shutil.disk_usage(disk).free) > left:
            file.write(b"\1" * min(step, free - left))
    return filler


def verified_rows(address: str) -> int:
    with open_ledger(address) as ledger:
        found = verify_ledger(ledger)
    assert found.findings == ()
    return found.rows


def fails_and_recovers(address: str, disk: Path, folder: Path) -> None:
    """Record one report, fail to record many on the full disk, then record them after all."""
    record(address, write_reports(folder, report("b1"), name="reports-b.csv"))
    many = write_reports(folder, *MANY)
    filler = filled_up(disk, ROOM_LEFT)
    with pytest.raises(EvidenceError) as caught:
        record(address, many)
    assert caught.value.code == "SV704"
    assert "cannot be written" in str(caught.value)
    assert "the ledger is as it was before" in caught.value.problems[0].hint
    filler.unlink()
    assert verified_rows(address) == 1
    assert record(address, many).rows_new == len(MANY)
    assert verified_rows(address) == 1 + len(MANY)


def test_sqlite_ledger_on_a_full_disk_is_intact_when_there_is_room(mounted, tmp_path):
    disk = mounted(30_000_000)
    fails_and_recovers(str(disk / "case.servanda"), disk, tmp_path)


def test_sqlite_ledger_that_has_no_room_to_begin_can_be_made_later(mounted, tmp_path):
    disk = mounted(1_000_000)
    address = str(disk / "case.servanda")
    path = write_reports(tmp_path, report("a1"))
    filler = filled_up(disk, 0)
    with pytest.raises(EvidenceError) as caught:
        record(address, path)
    assert caught.value.code == "SV704"
    filler.unlink()
    assert record(address, path).rows_new == 1
    assert verified_rows(address) == 1


def test_link_file_on_a_full_disk_is_as_it_was(mounted):
    from servanda import api
    from servanda.evidence.ledger import Terms

    disk = mounted(1_000_000)
    case = disk / "northland"
    shutil.copytree(Path(__file__).parents[3] / "examples" / "northland", case)
    before = (case / "links.csv").read_bytes()
    filled_up(disk, 0)
    with pytest.raises(EvidenceError, match="No space left on device") as caught:
        api.link_in_folder(case, "a04|c04", "same", Terms("A. Monitor", "same convoy"))
    assert caught.value.code == "SV726"
    assert (case / "links.csv").read_bytes() == before


def test_index_on_a_full_disk_is_not_there_and_an_older_one_is_as_it_was(mounted, tmp_path):
    from servanda import api

    case = Path(
        shutil.copytree(Path(__file__).parents[3] / "examples" / "northland", tmp_path / "case")
    )
    disk = mounted(1_000_000)
    index = disk / "northland.index"
    api.index(case, index)
    before = {path: path.read_bytes() for path in index.rglob("*.*") if path.is_file()}
    filled_up(disk, 0)
    with pytest.raises(EvidenceError, match="No space left on device") as caught:
        api.index(case, index)
    assert caught.value.code == "SV393"
    assert {path: path.read_bytes() for path in index.rglob("*.*") if path.is_file()} == before
    assert {path.name for path in disk.iterdir()} == {"filler", "northland.index"}


@pytest.fixture
def small_database(mounted: Mounted, postgres_url: str) -> Iterator[tuple[str, Path]]:
    """A database whose tables lie on a small disk of their own, and that disk."""
    import psycopg

    if urlsplit(postgres_url).hostname not in {"127.0.0.1", "localhost", "::1"}:
        pytest.skip("the PostgreSQL server runs elsewhere, so that its disk cannot be filled")
    name = f"{urlsplit(postgres_url).path[1:]}_full"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        data = server.execute("SHOW data_directory").fetchone()[0]
        disk = mounted(40_000_000, Path(data).stat().st_uid)
        try:
            server.execute(f"CREATE TABLESPACE {name} LOCATION '{disk}'".encode())
        except psycopg.Error as error:
            pytest.skip(f"the server cannot use a small disk: {error}")
        try:
            made = f"CREATE DATABASE {name} TEMPLATE template0 TABLESPACE {name}"
            server.execute(made.encode())
            yield urlsplit(postgres_url)._replace(path=f"/{name}").geturl(), disk
        finally:
            with suppress(FileNotFoundError):
                (disk / "filler").unlink()
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            server.execute(f"DROP TABLESPACE {name}".encode())


@pytest.mark.postgres
def test_database_on_a_full_disk_is_intact_when_there_is_room(small_database, tmp_path):
    address, disk = small_database
    with server_held(alone=True):
        fails_and_recovers(address, disk, tmp_path)
