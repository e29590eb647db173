"""What the usual rows of a batch say, cell by cell, so that they hash as rows that were read whole.

A row of a projection has only what a verdict may rest on; its hash rests on every cell. Each
distinct value of a batch is made a text once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.civil import MINUTE
from servanda.evidence.formats import text_of
from servanda.evidence.hashing import as_texts, content_columns, row_hashes
from servanda.evidence.projection.batches import Batch, all_null, joined, text_column
from servanda.evidence.projection.instants import Moments
from servanda.evidence.projection.record import CODED, Record
from servanda.evidence.quantities import Bounds, DeclaredWords, number_array
from servanda.evidence.rows import originals_of
from servanda.evidence.values import split_all

_TAKEN: Final = {"report": "report", "recorded_at": "recorded_at", "begins": "begins_at",
                 "ends": "ends_at", "about": "about"}  # fmt: skip
_PRECISIONS: Final = pa.array(["day", "instant", "minute", "second"])
_MILLIONTH: Final = pa.scalar(Decimal("0.000001"), pa.decimal128(7, 6))
_FEW: Final = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class Understood:
    """What was read of a batch; of unusual rows it means nothing.

    Attributes:
        batch: with all columns of its file.
        codes: of the columns of `CODED`.
        columns: as `PART` names them.
        begins: how the begin is written.
        points: `latitude`, `longitude`, `radius_m` in millionths; None: empty.
    """

    batch: Batch
    codes: Mapping[str, pa.Array]
    columns: Mapping[str, pa.Array]
    begins: Moments
    points: Mapping[str, pa.Array | None]


def hashes_of(read: Understood, record: Record, words: DeclaredWords) -> pa.Array:
    """Return the SHA-256 of the content of each row, as `row_hashes` does of rows read whole.

    Args:
        read: the rows.
        record: what their codes mean.
        words: spreads that sources have declared.
    """
    size = read.batch.size
    columns: dict[str, pa.Array] = {name: read.columns[place] for name, place in _TAKEN.items()}
    columns |= {name: _of_codes(read.codes[name], record, name) for name in CODED}
    columns |= {name: None if found is None else _of_millionths(found)
                for name, found in read.points.items()}  # fmt: skip
    columns |= _quantities(read, record, words)
    columns |= {"quantity": _cells(text_column(read.batch, "quantity")),
                "replaces": _cells(text_column(read.batch, "replaces")),
                "of": _targets(text_column(read.batch, "of")),
                "precision": _precisions(read.begins)}  # fmt: skip
    columns |= _kept(read.batch)
    names = content_columns("reports")
    found = [columns.get(name) for name in names]
    nothing = pa.nulls(size, pa.string())
    return row_hashes("reports", pa.table([nothing if c is None else c for c in found], names))


def _of_codes(codes: pa.Array, record: Record, name: str) -> pa.Array:
    return _by_value(codes, lambda found: _texts([record.value(name, c) for c in found]))


def _texts(values: list[Any]) -> pa.Array:
    """Return the meanings of codes as texts."""
    if all(value is None or isinstance(value, str) for value in values):
        return pa.array(values, pa.string())
    return as_texts(pa.array([list(v) if isinstance(v, tuple) else v for v in values]))


def _by_value(column: pa.Array, texts_of: Callable[[list[Any]], pa.Array]) -> pa.Array:
    """Return a column in a dictionary of texts, made of its distinct values at once."""
    found = column.dictionary_encode()
    return _in_dictionary(found.indices, texts_of(found.dictionary.to_pylist()))


def _in_dictionary(places: pa.Array, texts: pa.Array) -> pa.Array:
    if texts.null_count:
        places = pc.if_else(pc.is_valid(texts).take(places), places, None)
    return pa.DictionaryArray.from_arrays(places.cast(pa.int32()), texts.fill_null(""))


# ---- figures ----------------------------------------------------------------------------------


def _of_millionths(numbers: pa.Array) -> pa.Array:
    found = numbers.dictionary_encode()
    return _in_dictionary(found.indices, _decimals(found.dictionary))


def _decimals(millionths: pa.Array) -> pa.Array:
    """Return numbers as texts with six decimals."""
    return as_texts(pc.multiply(millionths.cast(pa.decimal128(19, 0)), _MILLIONTH))


def _quantities(read: Understood, record: Record, words: DeclaredWords) -> dict[str, pa.Array]:
    """Return low and high, those of words too, and the words."""
    low, high, word = (read.columns[name] for name in ("low", "high", "word"))
    columns = {"quantity_low": _of_millionths(low), "quantity_high": _of_millionths(high)}
    if not pc.any(pc.greater(word, 0)).as_py():
        return columns
    found = word.dictionary_encode()
    said = [record.words.values[code] for code in found.dictionary.to_pylist()]
    spreads = [_spread(value, words) for value in said]
    for place, name in enumerate(("quantity_low", "quantity_high")):
        spread = as_texts(number_array([None if s is None else s[place] for s in spreads]))
        columns[name] = _either(found.indices, spread, pc.greater(word, 0), columns[name])
    spoken = pa.array([None if value is None else str(value[1]) for value in said], pa.string())
    return columns | {"word": _in_dictionary(found.indices, spoken)}


def _spread(value: Any, words: DeclaredWords) -> Bounds | None:  # noqa: ANN401 - as codes mean it
    if value is None:
        return None
    return words.meaning(value[0], value[1])


def _either(places: pa.Array, texts: pa.Array, is_said: pa.Array, others: pa.Array) -> pa.Array:
    """Return texts by their places where `is_said`, and another column elsewhere."""
    return pc.if_else(is_said, texts.take(places), others.cast(pa.string()))


# ---- other cells --------------------------------------------------------------------------------


def _precisions(begins: Moments) -> pa.Array:
    is_minute = pc.equal(pc.subtract(begins.after_at, begins.first_at), MINUTE)
    place = pc.case_when(pc.make_struct(begins.is_day, begins.is_instant, is_minute), 0, 1, 2, 3)
    return pa.DictionaryArray.from_arrays(place.cast(pa.int32()), _PRECISIONS)


def _targets(column: pa.Array) -> pa.Array:
    if all_null([column]):
        return pa.nulls(len(column), pa.string())
    return split_all(_cells(column).cast(pa.string()))


def _kept(batch: Batch) -> dict[str, pa.Array]:
    """Return what is kept and not judged by; the columns without a meaning as one text."""
    found = {name: _cells(column) for name, column in batch.kept.items()}
    originals = {name: column.cast(pa.string()) for name, column in found.items()
                 if name.startswith("original_")}  # fmt: skip
    if not originals:
        return found
    return found | {"original": originals_of(pa.table(originals))}


def _cells(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return cells as texts without blanks around them, null where nothing is left."""
    whole: Any = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    if whole.null_count == len(whole):
        return pa.nulls(len(whole), pa.string())
    if whole.type == _FEW:
        found = joined(whole)
        return _in_dictionary(found.indices, _cells(found.dictionary))
    texts = text_of(whole, is_time=False).cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed).combine_chunks()
