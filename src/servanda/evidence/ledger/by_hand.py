"""What people enter: notes, marks, rulings, links, gaps; with author, time and reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

import pyarrow as pa

from servanda.errors import EvidenceError, Problem
from servanda.evidence.checks import fault_of_bearer, fault_of_subject
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.delivery import Delivery, plain_table
from servanda.evidence.ledger.importing import ADDED, Terms, record_deliveries
from servanda.evidence.ledger.instants import now_text
from servanda.evidence.ledger.records import GONE, ROWS, Entry
from servanda.evidence.ledger.shaping import shape_delivery
from servanda.evidence.ledger.subjects import (
    check_about,
    check_source,
    refused,
    sources_on_record,
)
from servanda.evidence.names import KnownNames
from servanda.evidence.tables import FILES
from servanda.evidence.values import split_names

SourcesOf: TypeAlias = Callable[[str], set[str]]
"""From `report` or `source:report` to the sources that have such a report."""

FEED: Final = "by hand"
_OF_REPORTS: Final = ("happened", "did not happen", "excepted")


def enter_row(
    ledger: Ledger, table: str, cells: Mapping[str, str], terms: Terms, names: KnownNames | None
) -> Entry:
    """Add one row that a person enters.

    Args:
        ledger: to add to.
        table: `marks`, `rulings`, `links`, `coverage`, `notes` ... (`shaping.IDENTITY`).
        cells: column to text; `recorded_at`, `by` and `reason` are filled in where the table has
            them and they are left out.
        terms: author and reason.
        names: what the row may name; None: no agreement is on record, and names are not checked.

    Returns:
        The receipt; the row is its `last_seq`.

    Raises:
        EvidenceError: SV709 or SV722, author or reason is missing; SV723, the row cannot be used.
    """
    filled, delivery = checked_row(table, cells, terms, names)
    if names is not None:
        check_targets(table, filled, names, partial(sources_on_record, ledger))
        if table == "coverage":
            check_source(ledger, filled.get("source", ""))
        if table == "notes":
            check_about(ledger, filled.get("subject", ""), names)
    kept = replace(terms, feed=FEED, is_partial=True, seen_at="")
    return record_deliveries(ledger, [delivery], kept, names)[0]


def checked_row(
    table: str, cells: Mapping[str, str], terms: Terms, names: KnownNames | None
) -> tuple[dict[str, str], Delivery]:
    """Return a row that a person enters, filled in, and as a delivery; see `enter_row`.

    Raises:
        EvidenceError: SV709 or SV722, author or reason is missing; SV723, the row cannot be used.
    """
    check_author(terms)
    if not terms.reason.strip():
        is_note = table == "notes"
        message = "a note needs words" if is_note else "a reason is needed"
        hint = "write them between quotation marks" if is_note else "add `--reason WHY`"
        raise EvidenceError((Problem("SV722", message, hint=hint),))
    filled = _filled(table, cells, terms)
    delivery = Delivery(
        "", "", 0, "hand", "", (plain_table(table, [filled]),), kind="hand"
    )  # fmt: skip
    rows, _ = shape_delivery(delivery, names)
    if rows["fault"].null_count == 0:
        fault = json.loads(rows["fault"][0].as_py())
        raise refused(fault["reason"], fault["hint"])
    return filled, delivery


def check_targets(
    table: str, cells: Mapping[str, str], names: KnownNames, sources_of: SourcesOf
) -> None:
    """Refuse a row that points at a report, clause or phase that is not there.

    Args:
        table: `marks`, `links`, `rulings` or another, of which nothing is checked.
        cells: of the row.
        names: clauses and phases.
        sources_of: tells the sources that have a report.

    Raises:
        EvidenceError: SV723.
    """
    references = {
        "marks": [cells.get("report", "")],
        "links": split_names(cells.get("reports", "")),
        "rulings": [cells.get("subject", "")],
    }.get(table, [])
    if table == "rulings" and cells.get("says") not in _OF_REPORTS:
        _check_ruling(cells, names)
        return
    if table == "links" and len(references) < 2:
        reason = "a link needs two reports"
        raise refused(reason, "name both: `a04 c04`")
    for reference in references:
        _check_report(reference, sources_of)


def _check_ruling(cells: Mapping[str, str], names: KnownNames) -> None:
    fault = fault_of_subject(cells.get("subject", ""), names)
    fault = fault or fault_of_bearer(cells.get("says"), cells.get("bearer", ""), names)
    if fault is not None:
        raise refused(fault.reason, fault.hint)


def _check_report(reference: str, sources_of: SourcesOf) -> None:
    # A silent change of a report is shown as its version: `a04@2`.
    plain = re.sub(r"@\d+$", "", reference)
    found = sources_of(plain)
    if not found and not plain.startswith("row-"):
        reason = f"`{reference}` is no report on record"
        raise refused(reason, "")
    if len(found) > 1:
        shown = " or ".join(sorted(f"`{name}:{reference}`" for name in found)[:3])
        reason = f"`{reference}` is a report of several sources"
        raise refused(reason, f"write {shown}")


def check_author(terms: Terms) -> None:
    """Refuse to write for nobody.

    Raises:
        EvidenceError: SV709.
    """
    if not terms.author.strip():
        raise EvidenceError(
            (Problem("SV709", "nobody is named as author", hint="add `--by NAME`"),)
        )


def _filled(table: str, cells: Mapping[str, str], terms: Terms) -> dict[str, str]:
    columns = [column.name for column in FILES.get(table, ())] or ["by", "reason", "recorded_at"]
    usual = {"by": terms.author, "reason": terms.reason, "recorded_at": now_text()}
    own = {name: text for name, text in cells.items() if text}
    return {**{name: text for name, text in usual.items() if name in columns}, **own}


def take_back(ledger: Ledger, seq: int, terms: Terms) -> Entry:
    """Take back a row that was entered by hand; it stays on record as withdrawn.

    Raises:
        EvidenceError: SV709 or SV722, author or reason is missing; SV713, there is no such row, it
            was imported, or it was taken back already.
    """
    check_author(terms)
    if not terms.reason.strip():
        raise EvidenceError((Problem("SV722", "a reason is needed", hint="add `--reason WHY`"),))
    with ledger.store.writing():
        row = ledger.row(seq)
        current = ledger.current_rows(FEED)
        if row is None or seq not in current["seq"].to_pylist() or row["change"] in GONE:
            raise _no_row(ledger, seq, is_there=row is not None)
        gone = {**row, "change": "withdrawn", "replaces_seq": seq}
        rows = pa.Table.from_pylist(
            [{name: gone[name] for name in ADDED}],
            pa.schema([ROWS.field(name) for name in ADDED]),
        )
        draft = Entry(
            0, "hand", "", "", terms.author, terms.reason, FEED, None, None, None, "hand", "",
            None, 0, 0, 0, 1, 0, 0, 0, 0, 0, "",
        )  # fmt: skip
        return ledger.append(draft, rows)


def _no_row(ledger: Ledger, seq: int, *, is_there: bool) -> EvidenceError:
    message = f"`{ledger.shown}` has no row {seq} that can be taken back"
    hint = (
        "only the last version of what was entered by hand; an imported row goes when its source"
        " no longer shows it"
    )
    return EvidenceError((Problem("SV713", message, hint=hint if is_there else ""),))
