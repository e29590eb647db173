"""Full disks, broken files, newer formats, servers that are not there: a clear word, no harm."""

from __future__ import annotations

import multiprocessing
import resource
import signal
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from tests.integration.ledger.places import record, report, tamper, write_reports

from servanda.errors import EvidenceError
from servanda.evidence import KnownNames
from servanda.evidence.ledger import (
    Terms,
    deliver_table,
    open_ledger,
    read_record,
    record_deliveries,
)
from servanda.evidence.ledger.migrate import newest_format
from servanda.evidence.ledger.verify import verify_ledger

SERVER = pytest.mark.parametrize(
    "template", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
MANY = [report(f"a{k}", k) for k in range(3000)]


def code_of(address: str, *, create: bool = False) -> str:
    with pytest.raises(EvidenceError) as caught, open_ledger(address, create=create):
        pass
    return caught.value.code


def verified_rows(address: str) -> int:
    with open_ledger(address) as ledger:
        found = verify_ledger(ledger)
    assert found.findings == ()
    return found.rows


def test_full_sqlite_database_keeps_nothing_of_the_import(tmp_path):
    address = str(tmp_path / "case.servanda")
    record(address, write_reports(tmp_path, report("a1")))
    path = write_reports(tmp_path, *MANY)
    with open_ledger(address) as ledger:
        # SQLite itself answers as on a full disk.
        ledger.store.run("PRAGMA max_page_count = 60")
        with pytest.raises(EvidenceError, match="cannot be written: database or disk is full") as e:
            record_deliveries(ledger, [deliver_table(path, "1")], Terms("A. Monitor"))
    assert e.value.code == "SV704"
    assert verified_rows(address) == 1


def record_with_little_room(address: str, path: str, answers: multiprocessing.Queue) -> None:
    """Import while the system lets no file grow beyond 400 kB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    try:
        record(address, Path(path))
    except EvidenceError as error:
        answers.put(error.code)


def test_disk_that_takes_no_more_leaves_the_ledger_intact(tmp_path):
    address = str(tmp_path / "case.servanda")
    record(address, write_reports(tmp_path, report("a1")))
    path = write_reports(tmp_path, *MANY)
    context = multiprocessing.get_context("forkserver")
    answers = context.Queue()
    process = context.Process(target=record_with_little_room, args=(address, str(path), answers))
    process.start()
    assert answers.get(timeout=60) == "SV704"
    process.join()
    assert verified_rows(address) == 1


def test_row_that_was_made_unreadable_is_told(tmp_path):
    address = str(tmp_path / "case.servanda")
    record(address, write_reports(tmp_path, report("a1")))
    tamper(address, "UPDATE rows SET cells = 'x{' WHERE seq = 1")
    names = KnownNames(ZoneInfo("Africa/Maputo"))
    with pytest.raises(EvidenceError) as caught, open_ledger(address) as ledger:
        read_record(ledger, names).at()
    assert caught.value.code == "SV717"


@SERVER
def test_full_server_keeps_nothing_of_the_import(filled, tmp_path):
    import psycopg

    with psycopg.connect(filled) as connection:
        connection.execute(
            """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON servanda.entries
            FOR EACH ROW EXECUTE FUNCTION full_disk()"""
        )
    with pytest.raises(EvidenceError, match="could not extend file") as caught:
        record(filled, write_reports(tmp_path, report("c1"), name="reports-c.csv"))
    assert caught.value.code == "SV704"
    assert verified_rows(filled) == 10


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 64])
def test_file_that_is_no_database_is_told_and_left_alone(tmp_path, content):
    path = tmp_path / "case.servanda"
    path.write_bytes(content)
    assert code_of(str(path), create=True) == "SV703"
    assert path.read_bytes() == content


def test_database_of_something_else_is_told_and_left_alone(tmp_path):
    path = tmp_path / "case.servanda"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = path.read_bytes()
    assert code_of(str(path), create=True) == "SV703"
    assert path.read_bytes() == before


def test_truncated_ledger_is_told(tmp_path):
    address = tmp_path / "case.servanda"
    record(str(address), write_reports(tmp_path, *MANY))
    content = address.read_bytes()
    address.write_bytes(content[: len(content) // 3])
    with pytest.raises(EvidenceError) as caught, open_ledger(address) as ledger:
        verify_ledger(ledger)
    assert caught.value.code == "SV703"


def test_ledger_of_a_newer_format_is_told_and_left_alone(filled):
    newer = newest_format() + 7
    tamper(filled, f"INSERT INTO formats VALUES ({newer}, 'x', 'x')")
    with pytest.raises(EvidenceError, match=f"is of format {newer}") as caught, open_ledger(filled):
        pass
    assert caught.value.code == "SV702"


VIEWS = ("agreement_texts", "taken_back", "reports", "sources", "coverage", "words", "links",
         "marks", "rulings", "totals", "notes", "attachments", "agreements", "outside", "rejected",
         "standing", "receipts")  # fmt: skip
WITHDRAWN_OF_2 = """CREATE VIEW withdrawn AS
SELECT r.seq, r.entry_no, e.entered_at, e.author, e.feed, r.table_name, r.row_key, r.change,
    r.replaces_seq, r.cells
FROM rows r JOIN entries e ON e.entry_no = r.entry_no
WHERE r.change IN ('withdrawn', 'dropped')"""


def as_of_format_1(address: str) -> None:
    """Make a ledger one that an older program wrote: without views."""
    drops = [f"DROP VIEW {view}" for view in ("withdrawn", *VIEWS)]
    tamper(address, *drops, "DELETE FROM formats WHERE format > 1")


def as_of_format_2(address: str) -> None:
    """Make a ledger one that the program before this one wrote."""
    drops = [f"DROP VIEW {view}" for view in ("withdrawn", "agreement_texts", "taken_back")]
    tamper(address, *drops, WITHDRAWN_OF_2, "DELETE FROM formats WHERE format > 2")


@pytest.mark.parametrize("made_older", [as_of_format_1, as_of_format_2])
def test_ledger_of_an_older_format_is_brought_up_to_date(filled, made_older):
    made_older(filled)
    with open_ledger(filled) as ledger:
        assert len(ledger.store.run("SELECT report FROM reports")) == 10
        assert ledger.store.run("SELECT * FROM withdrawn") == []
        assert ledger.store.run("SELECT text FROM agreement_texts") == []
        assert ledger.store.run("SELECT max(format) FROM formats") == [(newest_format(),)]
    assert verified_rows(filled) == 10


def test_copy_of_an_older_format_that_may_not_be_written_is_read(tmp_path, monkeypatch):
    address = str(tmp_path / "case.servanda")
    record(address, write_reports(tmp_path, report("a1")))
    as_of_format_2(address)
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert verified_rows(address) == 1


def test_ledger_that_is_not_there_is_told(address, tmp_path):
    assert code_of(address) == "SV701"
    assert not (tmp_path / "case.servanda").exists()


@pytest.mark.parametrize(
    "address",
    ["postgresql://nobody:secret@127.0.0.1:9/case", "postgresql://u:secret@no-such-host.invalid/c"],
)
def test_server_that_does_not_answer_is_told_without_the_password(address):
    with pytest.raises(EvidenceError, match="does not answer") as caught, open_ledger(address):
        pass
    assert caught.value.code == "SV705"
    assert "secret" not in str(caught.value)


@SERVER
def test_wrong_database_is_told(template, tmp_path):
    assert code_of(f"{template}_missing") == "SV705"


def test_writer_that_waits_too_long_is_told(tmp_path, monkeypatch):
    from servanda.evidence.ledger import sqlite

    address = str(tmp_path / "case.servanda")
    path = write_reports(tmp_path, report("a1"))
    record(address, path)
    monkeypatch.setattr(sqlite, "_PATIENCE_S", 0.2)
    with (
        open_ledger(address) as other,
        other.store.writing(),
        pytest.raises(EvidenceError) as caught,
    ):
        record(address, path)
    assert caught.value.code == "SV706"


@SERVER
@pytest.mark.parametrize("made_older", [None, as_of_format_2])
def test_member_of_a_team_may_add_and_not_change(filled, tmp_path, made_older):
    import psycopg

    if made_older:
        made_older(filled)

    url = urlsplit(filled)
    member = url._replace(netloc=f"monitor_{url.path[1:]}:pw@{url.hostname}:{url.port}").geturl()
    name = urlsplit(member).username
    with psycopg.connect(filled) as connection:
        for statement in (
            f"CREATE ROLE {name} LOGIN PASSWORD 'pw'",
            f"GRANT USAGE ON SCHEMA servanda TO {name}",
            f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA servanda TO {name}",
        ):
            connection.execute(statement.encode())
    try:
        entry = record(member, write_reports(tmp_path, report("c1"), name="reports-c.csv"))
        assert entry.rows_new == 1
        with open_ledger(member) as ledger, pytest.raises(EvidenceError, match="permission denied"):
            ledger.store.run("UPDATE rows SET cells = '{}'")
        assert verified_rows(member) == 11
    finally:
        with psycopg.connect(filled) as connection:
            connection.execute(f"DROP OWNED BY {name}".encode())
            connection.execute(f"DROP ROLE {name}".encode())


def test_ledger_that_may_not_be_written_can_be_read(tmp_path, monkeypatch):
    address = str(tmp_path / "case.servanda")
    record(address, write_reports(tmp_path, report("a1")))
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert verified_rows(address) == 1
    with pytest.raises(EvidenceError) as caught:
        record(address, write_reports(tmp_path, report("a1")))
    assert caught.value.code == "SV704"
