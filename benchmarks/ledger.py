"""Measure a ledger: how many rows a second go in, are verified and come out.

Usage: python -m benchmarks.ledger [--rows N] [--ledger postgresql://user@host/empty]

Beside each rate stands the time against DuckDB reading the same CSV file into a table of text. All
are CPU seconds of this process, so that a busy machine distorts them least; what a PostgreSQL
server does is not among them. The lines called `least` are what a ledger in a file cannot do
without: the hashes of its chain, and SQLite taking its rows in under its guards.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import duckdb

from servanda.evidence import KnownNames
from servanda.evidence.ledger import (
    Ledger,
    Terms,
    deliver_table,
    open_ledger,
    read_record,
    record_deliveries,
)
from servanda.evidence.ledger.chain import links, row_digests
from servanda.evidence.ledger.shaping import shape_delivery
from servanda.evidence.ledger.verify import verify_ledger

T = TypeVar("T")
_HEADER = (
    "report,source,recorded_at,begins,kind,act,object,quantity,unit,area,text,link,licence,"
    "original_id,original_notes"
)


def write_reports(path: Path, rows: int, changed: int = 0) -> None:
    """Write made-up reports; the first `changed` of them say something else than without it."""
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADER + "\n")
        for k in range(rows):
            day = f"2024-{k % 12 + 1:02d}-{k % 28 + 1:02d}"
            count = k % 200 + (k < changed)
            file.write(
                f"r{k},source {k % 50},{day} 09:00,{day},tally,admit,aid truck,{count},truck,"
                f'valley,"On {day}, {count} trucks came in by the gate of the valley.",'
                f"https://agency.example/{k},CC BY 4.0,{k},counted by hand at the gate\n"
            )


def timed(name: str, work: Callable[[], T], rows: int, base: float = 0.0) -> tuple[T, float]:
    """Run work once and print its rate."""
    start = time.process_time()
    found = work()
    seconds = time.process_time() - start
    ratio = f"{seconds / base:7.1f} x" if base else ""
    sys.stdout.write(f"{name:34} {seconds:8.2f} s {rows / seconds:12,.0f} rows/s {ratio}\n")
    return found, seconds


def read_with_duckdb(path: Path) -> int:
    """Read a CSV file into a table of text and return its number of rows."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar = true)",
                           [str(path)])  # fmt: skip
        return int(connection.sql("SELECT count(*) FROM t").fetchall()[0][0])


def measure(ledger: Ledger, folder: Path, rows: int) -> None:
    """Measure one ledger."""
    names = KnownNames(ZoneInfo("UTC"))
    first, second = folder / "1" / "reports.csv", folder / "2" / "reports.csv"
    for path, changed in ((first, 0), (second, rows // 100)):
        path.parent.mkdir()
        write_reports(path, rows, changed)
    megabytes = first.stat().st_size / 1e6
    sys.stdout.write(f"{rows:,} reports, {megabytes:,.0f} MB of CSV\n")
    _, base = timed("DuckDB reads the CSV", lambda: read_with_duckdb(first), rows)
    delivery, _ = timed("read as text", lambda: deliver_table(first, "0"), rows, base)
    timed("check and shape", lambda: shape_delivery(delivery, None), rows, base)
    terms = Terms("benchmark")
    timed("import", lambda: record_deliveries(ledger, [deliver_table(first, "0")], terms),
          rows, base)  # fmt: skip
    timed("import again, 1 % changed",
          lambda: record_deliveries(ledger, [deliver_table(second, "0")], terms),
          rows, base)  # fmt: skip
    timed("verify", lambda: verify_ledger(ledger), rows, base)
    record, _ = timed("read the record", lambda: read_record(ledger, names), rows, base)
    timed("as checked evidence", record.at, rows, base)
    written = ledger.rows_after(0, most=rows)
    timed("least: hashes of the rows", lambda: row_digests(written), rows, base)
    digests = row_digests(written)
    timed("least: links of the chain", lambda: links("", digests), rows, base)
    if ledger.store.dialect == "sqlite":
        with open_ledger(folder / "bare.servanda", create=True) as bare, bare.store.writing():
            timed("least: rows into SQLite", lambda: bare.store.insert("rows", written), rows, base)
    last = ledger.head().seq
    start = time.perf_counter()
    ledger.rows_after(last - 100)
    milliseconds = 1000 * (time.perf_counter() - start)
    sys.stdout.write(f"the last 100 rows by number          {milliseconds:6.2f} ms\n")


def main() -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--ledger", default="", help="without it: a new SQLite file")
    arguments = parser.parse_args()
    sys.stdout.write(f"{platform.machine()}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory() as folder:
        address = arguments.ledger or str(Path(folder) / "case.servanda")
        with open_ledger(address, create=True) as ledger:
            measure(ledger, Path(folder), arguments.rows)
        if not arguments.ledger:
            size = Path(address).stat().st_size / 1e6
            sys.stdout.write(f"the file of the ledger               {size:6.0f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
