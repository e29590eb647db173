"""Numbers and names as they are written in cells: each distinct text is read once.

A `Reading` is one Arrow table per column with a row per distinct text; columns are then joined by
dictionary index, so that no loop runs over reports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.scratch import scratch

NUMBER: Final = pa.decimal128(38, 6)

_NUMBER: Final = r"^[+-]?(\d{1,30}([.]\d{0,6}0*)?|[.]\d{1,6})$"


def read_numbers(texts: pa.Array) -> pa.Array:
    """Return texts as decimals with six places; null where a text is no plain number."""
    trimmed = pc.replace_substring_regex(texts, r"([.]\d*?)0+$", r"\1")
    trimmed = pc.replace_substring_regex(trimmed, r"[.]$", "")
    is_number = pc.match_substring_regex(trimmed, _NUMBER)
    plain = pc.if_else(is_number, trimmed, None)
    return _decimals(plain)


def _decimals(texts: pa.Array) -> pa.Array:
    """Return texts that are plain numbers as decimals; 30 digits before the point fit."""
    return texts.cast(NUMBER)


def split_names(text: str) -> list[str]:
    """Return the names in one cell, parted by `|`, each once, sorted."""
    return sorted({part.strip() for part in text.split("|")} - {""})


_FEW: Final = 100
_ODD_ENDS: Final = "^$|^[^!-~]|[^!-~]$"


def split_all(texts: pa.Array) -> pa.Array:
    """Return the names in each cell of a column, as `split_names` does, null where it is null."""
    if len(texts) <= _FEW:
        names = [None if text is None else split_names(text) for text in texts.to_pylist()]
        return pa.array(names, pa.list_(pa.string()))
    parts = pc.split_pattern(texts, "|")
    flat = parts.flatten()
    # Only letters of ASCII stand at all ends of nearly all cells: there is nothing to strip there.
    is_odd = pc.match_substring_regex(flat, _ODD_ENDS)
    odd = pc.unique(pc.list_parent_indices(parts).filter(is_odd))
    with scratch() as connection:
        connection.register("cells", pa.table({"parts": parts}))
        found = connection.sql("SELECT list_sort(list_distinct(parts)) AS names FROM cells")
        plain: Any = found.to_arrow_table()["names"].combine_chunks().cast(pa.list_(pa.string()))
    if not len(odd):
        return plain
    mended = pa.array([split_names(text) for text in texts.take(odd).to_pylist()], plain.type)
    places = pc.index_in(pa.arange(0, len(texts)), odd.cast(pa.int64()))
    return pc.if_else(pc.is_valid(places), mended.take(places), plain)


def spread(column: pa.ChunkedArray, read: Callable[[pa.Array], pa.Table]) -> pa.Table:
    """Read a column by its distinct texts.

    Args:
        column: strings, null where the cell is empty.
        read: from distinct texts to one row per text.

    Returns:
        One row per row of `column`, the columns of `read`, null where the cell is empty.
    """
    encoded = pc.dictionary_encode(column.combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    found = read(encoded.dictionary)
    return found.take(encoded.indices)
