"""The tables of a ledger, made and brought up to date in numbered steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Final
from uuid import uuid4

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.ledger.instants import now_text
from servanda.evidence.ledger.store import Store

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sqlite": {
        "integer": "INTEGER", "text": "TEXT", "json": "TEXT", "bytes": "BLOB", "strict": "STRICT",
    },
    "postgresql": {
        "integer": "BIGINT", "text": "TEXT", "json": "JSON", "bytes": "BYTEA", "strict": "",
    },
}  # fmt: skip
_OLDEST_USED: Final = 2
_STEP: Final = re.compile(r"(\d{3})_\w+(?:\.(sqlite|postgresql))?\.sql")


def newest_format() -> int:
    """Return the newest format that this program knows."""
    return max(number for number, _, _ in _steps())


def bring_up_to_date(store: Store, shown: str) -> None:
    """Make the tables, or change them by the steps that are missing, all or none.

    A copy that may not be written, and a member of a team who may only add, use an older format as
    it is: later steps only added views for people.

    Raises:
        EvidenceError: SV702, the ledger is of a newer format.
    """
    check_format(store, shown)
    found = current_format(store)
    if found == newest_format() or (found >= _OLDEST_USED and not store.may_change_tables()):
        return
    with store.writing():
        if store.dialect == "postgresql":
            store.script("CREATE SCHEMA IF NOT EXISTS servanda")
        if not store.has_table("formats"):
            store.script(_filled(store, _FORMATS))
        # Another program may have been first while this one waited.
        _take_steps(store, current_format(store))


_FORMATS: Final = """CREATE TABLE formats (
    format $integer NOT NULL PRIMARY KEY, step $text NOT NULL, taken_at $text NOT NULL
) $strict;
"""


def _take_steps(store: Store, start: int) -> None:
    steps = [step for step in _steps() if step[0] > start]
    for number, name, dialect in steps:
        if dialect in {"", store.dialect}:
            text = (resources.files(__package__) / "schema" / name).read_text("utf-8")
            store.script(_filled(store, text))
        if not dialect:
            taken = (number, name.removesuffix(".sql"), now_text())
            store.run("INSERT INTO formats (format, step, taken_at) VALUES (?, ?, ?)", taken)
    if not store.run("SELECT 1 FROM ledger"):
        named = (str(uuid4()), now_text())
        store.run("INSERT INTO ledger (ledger_id, created_at) VALUES (?, ?)", named)


def current_format(store: Store) -> int:
    """Return the format of a ledger; 0 where there is none yet."""
    if not store.has_table("formats"):
        return 0
    return int(store.run("SELECT coalesce(max(format), 0) FROM formats")[0][0])


def check_format(store: Store, shown: str) -> None:
    """Refuse a ledger of a newer format, and a SQLite file of something else."""
    found, known = current_format(store), newest_format()
    if not found and store.dialect == "sqlite" and store.run(_FOREIGN):
        message = f"`{shown}` is a database, and no ledger"
        raise EvidenceError((Problem("SV703", message, (Place(shown),), "name another file"),))
    if found > known:
        message = f"`{shown}` is of format {found}, this program knows formats up to {known}"
        problem = Problem("SV702", message, (Place(shown),), "update servanda")
        raise EvidenceError((problem,))


# One question, since another program may be making the ledger at this moment.
_FOREIGN: Final = (
    "SELECT 1 FROM sqlite_master"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'formats') LIMIT 1"
)


def _steps() -> list[tuple[int, str, str]]:
    """Return the files of the schema in order: number, name, dialect (empty: both)."""
    names = sorted(entry.name for entry in (resources.files(__package__) / "schema").iterdir())
    found = [(match, name) for name in names if (match := _STEP.fullmatch(name))]
    steps = [(int(match[1]), name, match[2] or "") for match, name in found]
    # What both share comes first: guards and views of one dialect rest on it.
    return sorted(steps, key=lambda step: (step[0], bool(step[2]), step[1]))


def _filled(store: Store, text: str) -> str:
    return Template(text).safe_substitute(_WORDS[store.dialect])
