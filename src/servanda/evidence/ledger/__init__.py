"""The ledger: an append-only record of evidence with receipts and a hash chain.

with open_ledger("case.servanda", create=True) as ledger:
    record_deliveries(ledger, [deliver_table(Path("reports.csv"), "0.1")], Terms("A. Monitor"))
    for_later = ledger.rows_after(0)
"""

from __future__ import annotations

from servanda.evidence.ledger.book import Head, Ledger, open_ledger
from servanda.evidence.ledger.delivery import Delivery, deliver_table
from servanda.evidence.ledger.importing import Terms, record_deliveries
from servanda.evidence.ledger.projection import Record, read_record
from servanda.evidence.ledger.records import Entry

__all__ = [
    "Delivery",
    "Entry",
    "Head",
    "Ledger",
    "Record",
    "Terms",
    "deliver_table",
    "open_ledger",
    "read_record",
    "record_deliveries",
]
