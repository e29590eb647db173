"""Reports whose words have been declared since they were read (SEMANTICS 2.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pyarrow as pa

from servanda.evidence.hashing import row_hashes
from servanda.evidence.load import Evidence, id_of, ids_of
from servanda.evidence.names import KnownNames
from servanda.evidence.quantities import Bounds, DeclaredWords, number_array
from servanda.evidence.quantity_words import as_word
from servanda.evidence.rows import read_aspect
from servanda.evidence.tables import arrow_schema

_NO_WORDS: Final = DeclaredWords(arrow_schema("words").empty_table())


def said_anew(evidence: Evidence, names: KnownNames) -> Evidence:
    """Return evidence whose reports say what all the words of its table make of them.

    As it would be if all had been read at once: a report that comes again is then the same, and the
    hash is that of these rows. Rows keep their order.

    Args:
        evidence: with the digests of its reports.
        names: with which it was read.
    """
    words = DeclaredWords(evidence.tables["words"])
    reports, digests = evidence.reports, evidence.digests.get("reports")
    if digests is None:
        return evidence
    quantities = zip(reports["word"].to_pylist(), reports["quantity"].to_pylist(), strict=True)
    places = [
        place
        for place, (word, quantity) in enumerate(quantities)
        if word is not None or (quantity is not None and as_word(quantity) in words.texts)
    ]
    if not places:
        return evidence
    told = [
        _told(row, digest, (names, words))
        for row, digest in zip(
            reports.take(places).to_pylist(), digests.take(places).to_pylist(), strict=True
        )
    ]
    fresh = pa.Table.from_pylist(told, reports.schema)
    hashes = row_hashes("reports", fresh)
    fresh = fresh.set_column(0, fresh.schema.field(0), ids_of(fresh["report"], hashes))
    order = list(range(reports.num_rows))
    for number, place in enumerate(places, start=reports.num_rows):
        order[place] = number
    return replace(
        evidence,
        tables={**evidence.tables, "reports": pa.concat_tables([reports, fresh]).take(order)},
        digests={
            **evidence.digests,
            "reports": pa.chunked_array([*digests.chunks, hashes], pa.string()).take(order),
        },
    )


def _told(
    row: dict[str, Any], digest: str, tools: tuple[KnownNames, DeclaredWords]
) -> dict[str, Any]:
    """Return a report with what its quantity means now; without an id that its content gave it."""
    if row["report"] == id_of(digest):
        row = {**row, "report": None}
    said = {**row, "low": None, "high": None, "average": row["average_per"]}
    figures = row["quantity_low"], row["quantity_high"]
    if row["word"] is None and _figures(read_aspect(said, (tools[0], _NO_WORDS))[0]) != figures:
        return row  # its low and high were written beside the word
    bounds, word = read_aspect(said, tools)
    low, high = _figures(bounds)
    return {**row, "quantity_low": low, "quantity_high": high, "word": word or None}


def _figures(bounds: Bounds) -> tuple[Any, Any]:
    low, high = number_array([*bounds]).to_pylist()
    return low, high
