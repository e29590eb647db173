"""What sources have declared of their words, as far as it is known where files are recorded.

`none` says nothing unless its source has declared what it means by it (SEMANTICS 2.2). The
declaration may be on record already, or be recorded with the reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.files import RawTable
from servanda.evidence.ledger.book import Ledger
from servanda.evidence.ledger.delivery import Delivery, plain_table
from servanda.evidence.names import KnownNames
from servanda.evidence.quantities import DeclaredWords, read_quantity
from servanda.evidence.rows import build_rows
from servanda.evidence.tables import arrow_schema

TABLE = "words"
_ON_RECORD = """
SELECT cells FROM rows r WHERE table_name = 'words' AND fault IS NULL
    AND change NOT IN ('withdrawn', 'dropped')
    AND NOT EXISTS (SELECT 1 FROM rows n WHERE n.replaces_seq = r.seq)
ORDER BY seq
"""


def no_words() -> DeclaredWords:
    """Return that nobody has declared anything."""
    return DeclaredWords(arrow_schema(TABLE).empty_table())


def words_at_door(ledger: Ledger, deliveries: Sequence[Delivery]) -> DeclaredWords:
    """Return what is declared on record or in a delivery, if any figure asks for it.

    Args:
        ledger: to which they are added.
        deliveries: of an import.
    """
    tables = [table for delivery in deliveries for table in delivery.tables]
    if not any(map(_asks, tables)):
        return no_words()
    declared = [table for table in tables if table.name == TABLE and table.rows.num_rows]
    on_record = [json.loads(_text(cells)) for (cells,) in ledger.store.run(_ON_RECORD)]
    if on_record:
        declared.append(plain_table(TABLE, on_record))
    return DeclaredWords(pa.concat_tables([*_usable(declared), arrow_schema(TABLE).empty_table()]))


def _text(cells: Any) -> str:  # noqa: ANN401 - PostgreSQL gives JSON as what it says
    return cells if isinstance(cells, str) else json.dumps(cells)


def _asks(table: RawTable) -> bool:
    """Return whether some figure of a table says nothing by itself."""
    if table.name != "reports" or "quantity" not in table.rows.column_names:
        return False
    texts = pc.unique(table.rows["quantity"]).to_pylist()
    return any(text and not read_quantity(text).says_some for text in texts)


def _usable(tables: Iterable[RawTable]) -> Iterator[pa.Table]:
    for table in tables:
        rows, faults = build_rows(TABLE, table.rows, KnownNames(ZoneInfo("UTC")), no_words())
        good = [number for number in range(rows.num_rows) if number not in faults.by_row]
        yield rows.take(pa.array(good, pa.int64()))
