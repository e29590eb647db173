"""What rows say, as hashes: the same for every order and every file format (SEMANTICS 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.scratch import scratch_for
from servanda.evidence.tables import FILES, arrow_schema

_NOT_CONTENT: Final = frozenset({"file", "row_no"})
_TEXT: Final = 'CAST("{0}" AS VARCHAR)'


def content_columns(name: str) -> list[str]:
    """Return the columns of a table that its hashes rest on: where a row was written does not."""
    return [f.name for f in arrow_schema(name) if f.name not in _NOT_CONTENT]


def row_hashes(name: str, rows: pa.Table) -> pa.Array:
    """Return the SHA-256 of each row's content, hexadecimal; where it was written is left out.

    Args:
        name: of the table.
        rows: `content_columns`, in their types or as `as_texts` gives them, also in a dictionary.
    """
    columns = content_columns(name)
    filled = [c for c in columns if rows[c].null_count < rows.num_rows]
    found = rows.select(columns)
    # Each cell with its name and its length, so that no two rows give one text; `concat` leaves out
    # nulls, and copies each cell once.
    cells = ["''"]
    for column in filled:
        if pa.types.is_dictionary(rows[column].type):
            place = found.schema.get_field_index(column)
            found = found.set_column(place, column, _with_name(column, rows[column]))
            cells.append(f'"{column}"')
        else:
            text = _TEXT.format(column)
            cells.append(f"'{column}=' || strlen({text}) || ':' || {text}")
    with scratch_for(rows.num_rows) as place:
        places = pa.arange(0, rows.num_rows)
        place.register("found", found.append_column("_place", places))
        hashes = place.read(
            f"SELECT sha256(concat({', '.join(cells)})) AS h FROM found ORDER BY _place"
        )
        return hashes["h"].combine_chunks()


def as_texts(values: pa.Array) -> pa.Array:
    """Return values as the texts that hashes are taken of."""
    with scratch_for(len(values)) as place:
        places = pa.arange(0, len(values))
        place.register("found", pa.table({"value": values, "place": places}))
        texts = place.read(f"SELECT {_TEXT.format('value')} AS t FROM found ORDER BY place")
        return texts["t"].combine_chunks()


def _with_name(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a dictionary of texts with the name and the length before each."""
    whole: Any = column.combine_chunks()
    texts = whole.dictionary
    length = pc.binary_length(texts).cast(pa.string())
    named = pc.binary_join_element_wise(f"{name}=", length, ":", texts, "")
    return pa.chunked_array([pa.DictionaryArray.from_arrays(whole.indices, named)])


def evidence_hash(digests: Mapping[str, pa.ChunkedArray]) -> str:
    """Return the SHA-256 of all evidence: of the sorted hashes of its rows, table by table."""
    return hash_of_sorted({name: sorted_hashes(hashes) for name, hashes in digests.items()})


def sorted_hashes(hashes: pa.ChunkedArray) -> tuple[int, Iterable[str]]:
    """Return how many hashes there are, and all of them in order in one text."""
    return len(hashes), ["".join(sorted(hashes.to_pylist()))]


def hash_of_sorted(hashes: Mapping[str, tuple[int, Iterable[str]]]) -> str:
    """Return the SHA-256 of all evidence.

    Args:
        hashes: by table, how many rows it has, and their hashes in order, in texts that are read
            once.
    """
    whole = sha256()
    for name in FILES:
        count, texts = hashes.get(name, (0, ()))
        whole.update(f"{name}:{count}:".encode())
        for text in texts:
            whole.update(text.encode())
    return whole.hexdigest()
