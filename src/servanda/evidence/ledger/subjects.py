"""What people name when they enter something: who is on record, and what a note may be about."""

from __future__ import annotations

import re
from typing import Final

from servanda.errors import EvidenceError, Problem
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.names import KnownNames, near_hint

_MOST_LOOKED_AT: Final = 5_000
"""Of a long record only so many reports are looked at for near names."""
_FIRST: Final = "record it in `sources` first"


def refused(reason: str, hint: str) -> EvidenceError:
    """Return the error of a row that cannot be entered."""
    message = f"the row cannot be entered: {reason}"
    return EvidenceError((Problem("SV723", message, hint=hint),))


def check_source(ledger: Ledger, source: str) -> None:
    """Refuse a source that nothing on record names.

    Raises:
        EvidenceError: SV723.
    """
    if source and not _is_source(ledger, source) and not _may_lie_outside(ledger):
        reason = f"`{source}` is no source on record"
        raise refused(reason, near_hint(source, _sources(ledger)) or _FIRST)


def check_about(ledger: Ledger, about: str, names: KnownNames) -> None:
    """Refuse a subject that is no clause, phase, report or source, nor `agreement`; empty is none.

    Raises:
        EvidenceError: SV723.
    """
    name = about.strip()
    clauses = {*names.clauses, "agreement"}
    bare = name.strip("[] ").lower()
    if not name or bare in clauses:
        return
    if name.startswith("["):
        reason = f"`{name}` is no clause"
        raise refused(reason, near_hint(bare, names.clauses) or "use the label of a clause")
    # A silent change of a report is shown as its version: `a04@2`.
    plain = re.sub(r"@\d+$", "", name)
    if plain.startswith("row-") or sources_on_record(ledger, plain) or _is_source(ledger, plain):
        return
    if not _may_lie_outside(ledger):
        hint = near_hint(name, {*_reports_like(ledger, name), *_sources(ledger), *clauses})
        reason = f"`{name}` is no report on record, and no clause"
        raise refused(reason, hint or "a report is recorded first; a clause is written `[aid]`")


def sources_on_record(ledger: Ledger, reference: str) -> set[str]:
    """Return the sources that have a report, named `report` or `source:report`.

    An id may hold colons itself, as `uuid:77` of a form does.
    """
    parts = reference.split(":")
    pairs = [(":".join(parts[:n]), ":".join(parts[n:])) for n in range(1, len(parts))]
    own = " OR (cells ->> 'report' = ? AND cells ->> 'source' = ?)" * len(pairs)
    found = ledger.store.run(
        "SELECT DISTINCT cells ->> 'source' FROM rows WHERE table_name = 'reports' AND"
        f" (cells ->> 'report' = ?{own})",
        (reference, *(text for source, report in pairs for text in (report, source))),
    )
    return {name for (name,) in found}


def _is_source(ledger: Ledger, name: str) -> bool:
    sql = "SELECT 1 FROM rows WHERE cells ->> 'source' = ? OR cells ->> 'origin' = ? LIMIT 1"
    return bool(ledger.store.run(sql, (name, name)))


def _sources(ledger: Ledger) -> set[str]:
    found = ledger.store.run("SELECT DISTINCT cells ->> 'source' FROM rows")
    return {name for (name,) in found if name}


def _reports_like(ledger: Ledger, name: str) -> set[str]:
    """Return reports on record that begin with the same letter."""
    found = ledger.store.run(
        "SELECT DISTINCT cells ->> 'report' FROM rows WHERE table_name = 'reports'"
        " AND substr(cells ->> 'report', 1, 1) = ? LIMIT ?",
        (name[:1], _MOST_LOOKED_AT),
    )
    return {report for (report,) in found if report}


def _may_lie_outside(ledger: Ledger) -> bool:
    """Return whether the ledger names files whose rows it does not hold."""
    return bool(ledger.store.run("SELECT 1 FROM rows WHERE table_name = 'outside' LIMIT 1"))
