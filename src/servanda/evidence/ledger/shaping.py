"""From a delivery to rows of a ledger: identity, canonical cells, faults; nothing is left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.faults import Fault, Faults
from servanda.evidence.files import RawTable
from servanda.evidence.formats import BadRow, quoted_name, quoted_text
from servanda.evidence.ledger.delivery import Delivery
from servanda.evidence.names import KnownNames
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import build_rows
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES, arrow_schema

IDENTITY: Final = {
    "reports": ("source", "report"),
    "sources": ("source", "recorded_at"),
    "coverage": ("source", "role", "act", "object", "attributes", "unit", "area", "begins"),
    "words": ("source", "word", "recorded_at"),
    "links": ("reports", "by", "recorded_at"),
    "marks": ("report", "by", "recorded_at"),
    "rulings": ("ruling",),
    "totals": ("of", "declared_by", "recorded_at"),
    "notes": ("subject", "by", "recorded_at"),
    "agreements": ("name",),
    "attachments": ("about", "sha256"),
    "outside": ("path",),
    "figures": ("fingerprint", "recorded_at"),
}
"""The cells that name a row in its feed; a report without an id is named by all its cells."""

# What is wrong with a row whatever the agreement says.
_ANYWHERE: Final = frozenset({"SV320", "SV321", "SV322", "SV324", "SV325", "SV326", "SV327"})

_NAMES: Final = frozenset(
    {"object", "attributes", "unit", "area", "area_from", "list", "actor", "recipient", "manner",
     "affiliation", "leaning", "bearer"}
)  # fmt: skip
_ANY_ACT: Final = "attack"

SHAPED: Final = pa.schema(
    [
        ("table_name", pa.string()),
        ("row_key", pa.string()),
        ("cells", pa.string()),
        ("original", pa.string()),
        ("fault", pa.string()),
        ("file_row", pa.int64()),
        ("place", pa.int64()),  # order in the delivery
    ]
)


def shape_delivery(
    delivery: Delivery, names: KnownNames | None, words: DeclaredWords | None = None
) -> tuple[pa.Table, int]:
    """Return the rows of a delivery, each identity once, and how many only repeated another.

    Args:
        delivery: of one file.
        names: what rows may name under the agreement on record; None where there is none, and only
            what is wrong under every agreement is a fault.
        words: what sources have declared, from `words_at_door`; None: nothing.

    Returns:
        Rows in `SHAPED`, in the order of the file. Of rows with one identity and different content
        all are kept, told apart by a number.
    """
    known = words or DeclaredWords(arrow_schema("words").empty_table())
    parts = [
        _shaped(raw, delivery.originals.get(raw.name), (names, known)) for raw in delivery.tables
    ]
    parts += [_unreadable(raw) for raw in delivery.tables if raw.bad_rows]
    whole = pa.concat_tables([*parts, SHAPED.empty_table()])
    with scratch() as connection:
        connection.register("found", _placed(whole))
        keys = connection.sql("SELECT count(DISTINCT (table_name, row_key)) FROM found")
        if keys.fetchall()[0][0] == whole.num_rows:
            return _placed(whole), 0
        distinct = connection.sql(
            """SELECT * EXCLUDE (n)
                REPLACE (CASE WHEN n = 1 THEN row_key ELSE row_key || ' #' || n END AS row_key)
            FROM (SELECT *, row_number() OVER (PARTITION BY table_name, row_key ORDER BY place) AS n
                FROM (SELECT DISTINCT ON (table_name, row_key, cells, original) * FROM found
                    ORDER BY place))
            ORDER BY place"""
        ).to_arrow_table()
    return distinct.cast(SHAPED), whole.num_rows - distinct.num_rows


def _placed(rows: pa.Table) -> pa.Table:
    places = pa.arange(0, rows.num_rows)
    return rows.set_column(rows.schema.get_field_index("place"), "place", places)


def cells_sql(name: str, header: Iterable[str]) -> str:
    """Return SQL for a row's cells as one JSON object, in the order of the table's columns."""
    known = [column.name for column in FILES.get(name, ())]
    order = [c for c in known if c in header] + sorted(set(header) - {*known, "row_no", "file"})
    cell = "CASE WHEN {0} IS NOT NULL THEN {1} || to_json({0}) END"
    cells = [cell.format(quoted_name(c), quoted_text(json.dumps(c) + ": ")) for c in order]
    return f"'{{' || concat_ws(', ', {', '.join(cells)}) || '}}'" if cells else "'{}'"


def _shaped(
    raw: RawTable, originals: pa.Array | None, known: tuple[KnownNames | None, DeclaredWords]
) -> pa.Table:
    rows = raw.rows
    if not rows.num_rows:
        return SHAPED.empty_table()
    faults = _fault_texts(_faults_of(raw, *known), rows.num_rows)
    with scratch() as connection:
        read = rows.append_column("_fault", faults)
        read = read.append_column("_original", _texts(rows, originals))
        read = read.append_column("_place", pa.arange(0, rows.num_rows))
        connection.register("read", read)
        header = [n for n in rows.column_names if n != "row_no"]
        # In two steps, so that the cells are put together once.
        found = connection.sql(
            f"""SELECT {quoted_text(raw.name)} AS table_name,
                {_key_sql(raw.name, header)} AS row_key, _cells AS cells, _original AS original,
                _fault AS fault, row_no AS file_row, _place AS place
            FROM (SELECT *, {cells_sql(raw.name, header)} AS _cells FROM read)
            ORDER BY _place"""
        )
        return found.to_arrow_table().cast(SHAPED)


def _key_sql(name: str, header: Sequence[str]) -> str:
    parts = [quoted_name(c) if c in header else "NULL" for c in IDENTITY[name]]
    known = f"CAST(to_json([{', '.join(parts)}]) AS VARCHAR)"
    if name == "reports":
        return f"CASE WHEN {parts[-1]} IS NULL THEN 'row ' || sha256(_cells)[:16] ELSE {known} END"
    return known


def _texts(rows: pa.Table, originals: pa.Array | None) -> pa.Array:
    if originals is None:
        return pa.nulls(rows.num_rows, pa.string())
    # No database keeps a NUL in a text.
    return pc.replace_substring(originals.cast(pa.string()), "\0", "\ufffd")


def _faults_of(raw: RawTable, names: KnownNames | None, words: DeclaredWords) -> Faults:
    if raw.name not in FILES:
        return Faults()
    anywhere = names or KnownNames(ZoneInfo("UTC"))
    rows = raw.rows if names else _without_names(raw.rows)
    # What is only kept is never at fault.
    rows = rows.drop_columns([n for n in rows.column_names if n.startswith("original_")])
    rows = rows.append_column("file", pa.array([raw.file] * raw.rows.num_rows, pa.string()))
    found = build_rows(raw.name, rows, anywhere, words)[1]
    if names is None:
        kept = {row: [f for f in faults if f.code in _ANYWHERE]
                for row, faults in found.by_row.items()}  # fmt: skip
        found = Faults({row: faults for row, faults in kept.items() if faults})
    for column in raw.rows.column_names:
        if column != "row_no":
            has_nul = pc.match_substring(raw.rows[column].combine_chunks(), "\0")
            reason = f"`{column}` holds a NUL character"
            found.add_where(has_nul, Fault("SV720", reason, "take the file from its source again"))
    return found


def _without_names(rows: pa.Table) -> pa.Table:
    """Return rows without what only an agreement can tell to be right; acts are all one act."""
    kept = rows.drop_columns([name for name in rows.column_names if name in _NAMES])
    if "act" not in kept.column_names:
        return kept
    act = pc.if_else(pc.is_valid(kept["act"]), _ANY_ACT, pa.scalar(None, pa.string()))
    return kept.set_column(kept.schema.get_field_index("act"), "act", act)


def _fault_texts(faults: Faults, count: int) -> pa.Array:
    texts: list[str | None] = [None] * count
    for row, found in faults.by_row.items():
        reason = "; ".join(dict.fromkeys(f.reason for f in found))
        hint = next((f.hint for f in found if f.hint), "")
        texts[row] = fault_text(found[0].code, reason, hint)
    return pa.array(texts, pa.string())


def fault_text(code: str, reason: str, hint: str, *, is_readable: bool = True) -> str:
    """Return why a row cannot be used, as the ledger keeps it."""
    fault = {"code": code, "reason": reason, "hint": hint, "readable": is_readable}
    return json.dumps(fault, ensure_ascii=False)


def _unreadable(raw: RawTable) -> pa.Table:
    lines = [bad.row.replace("\0", "\ufffd") for bad in raw.bad_rows]
    faults = [fault_text(b.code, b.reason, b.hint, is_readable=False) for b in raw.bad_rows]
    cells = [json.dumps({"line": line}, ensure_ascii=False) for line in lines]
    return pa.table(
        {
            "table_name": [raw.name] * len(lines),
            "row_key": [f"line {line}"[:200] for line in lines],
            "cells": cells,
            "original": pa.nulls(len(lines), pa.string()),
            "fault": faults,
            "file_row": [bad.row_no for bad in raw.bad_rows],
            "place": [0] * len(lines),
        },
        SHAPED,
    )


def bad_row(file: str, row_no: int, cells: str, fault: str) -> BadRow:
    """Return a row that could not be read, as the reader of its file gave it."""
    why = json.loads(fault)
    line = json.loads(cells)["line"]
    return BadRow(file, row_no, why["code"], why["reason"], why["hint"], line)
