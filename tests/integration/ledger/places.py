"""Files of a made-up agency, and ways into the database behind a ledger."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from servanda.evidence.ledger import Entry, Terms, deliver_table, open_ledger, record_deliveries

HEADER = "report,source,recorded_at,begins,act,object,quantity,unit"


def report(name: str, quantity: int = 96, recorded: str = "2024-03-05") -> str:
    """Return a row of a report on trucks."""
    return f"{name},agency,{recorded},2024-03-04,admit,aid truck,{quantity},truck"


def write_reports(folder: Path, *rows: str, name: str = "reports.csv") -> Path:
    """Write a table of reports."""
    path = folder / name
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def record(address: str, path: Path, **terms: object) -> Entry:
    """Record one file and return its receipt."""
    with open_ledger(address, create=True) as ledger:
        how = Terms("A. Monitor", **terms)  # type: ignore[arg-type]
        return record_deliveries(ledger, [deliver_table(path, "1")], how)[0]


def tamper(address: str, *statements: str) -> None:
    """Change a ledger behind its back, its guards removed, as its owner could."""
    if address.startswith("postgresql"):
        import psycopg

        with psycopg.connect(address) as connection:
            connection.execute("SET search_path = servanda")
            for table in ("rows", "entries", "files", "file_parts", "ledger"):
                connection.execute(f"DROP TRIGGER only_grows ON {table}")
            for statement in statements:
                connection.execute(statement.encode())
        return
    connection = sqlite3.connect(address)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
