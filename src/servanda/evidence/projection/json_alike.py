"""JSON Lines that all have the same keys in the same order, read as the table that they nearly are.

Most programs write each key of each row, without line breaks or blanks that change. Such a line,
cut at its commas, has a `"key":value` in each piece. Pieces are looked through one by one, or once
for all that are alike: what is taken here is JSON and can mean but one thing. Whatever it is not
sure of (a comma, quotation mark or backslash in a text, a list, a number with decimals, another
key) is left to the readers of any JSON.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

_BLOCK: Final = 1 << 20
"""So few bytes stay at hand of the processor while they are made into columns."""
_KEY: Final = re.compile(r'[^\x00-\x1f",\\]+')
_OTHER: Final = re.compile(r"null|true|false|0|-?[1-9][0-9]{0,17}")
_MOST_OTHERS: Final = 1 << 10
"""So many different numbers in a block are looked at singly."""
_SPACE, _QUOTE, _BACKSLASH = (pa.scalar(ord(letter), pa.uint8()) for letter in ' "\\')


@dataclass(frozen=True)
class Shape:
    """How lines are written.

    Attributes:
        keys: in their order.
        heads: what stands before the value of each, from the comma before it on.
    """

    keys: tuple[str, ...]
    heads: tuple[str, ...]

    def tail(self, place: int) -> str:
        """Return what stands behind the value of a key, up to the next comma."""
        return "}" if place == len(self.keys) - 1 else ""


def shape_of(line: bytes) -> Shape | None:
    """Return how a line is written; None: not in a way that is read here."""
    try:
        pairs = json.loads(line.decode(), object_pairs_hook=tuple)
    except ValueError:
        return None
    if not isinstance(pairs, tuple) or len(pairs) < 2:
        return None
    keys = tuple(str(key) for key, _ in pairs)
    if len({*keys}) < len(keys) or not all(map(_KEY.fullmatch, keys)):
        return None
    colon = ": " if line.startswith(f'{{"{keys[0]}": '.encode()) else ":"
    between = " " if f', "{keys[1]}"'.encode() in line else ""
    rest = (f'{between}"{key}"{colon}' for key in keys[1:])
    return Shape(keys, (f'{{"{keys[0]}"{colon}', *rest))


def read_alike(data: bytes, shape: Shape, few: Collection[str]) -> pa.Table | None:
    """Return lines as a table of texts; None: they are not all written like that.

    Args:
        data: whole lines in UTF-8.
        shape: of the lines.
        few: columns that are to be dictionaries of texts.
    """
    if data.startswith(codecs.BOM_UTF8):  # the reader of CSV would leave it out
        return None
    pieces = _pieces(data, shape, few)
    if pieces is None:
        return None
    columns = {}
    for place, (key, head) in enumerate(zip(shape.keys, shape.heads, strict=True)):
        found = _read(pieces[key], head, shape.tail(place))
        if found is None:
            return None
        columns[key] = found
    return pa.table(columns)


def _pieces(data: bytes, shape: Shape, few: Collection[str]) -> pa.Table | None:
    """Return what stands between commas; null where that is the null of a key.

    It need not be the key that is asked for: whichever keys of a line are null, or are missing
    because another one is there twice and null, their values are the same. At both ends of a line
    that would not be all there is to say, so no null is taken there.
    """
    from pyarrow import csv

    nulls = [f"{head}null" for head in shape.heads[1:-1]]
    texts = pa.string()
    kinds = {key: pa.dictionary(pa.int32(), texts) if key in few else texts for key in shape.keys}
    try:
        found = csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=[*shape.keys]
            ),
            parse_options=csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                check_utf8=False, column_types=kinds, null_values=nulls, strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:  # another number of pieces
        return None
    ends = (found.column(0), found.column(found.num_columns - 1))
    return None if any(column.null_count for column in ends) else found


def _read(pieces: pa.ChunkedArray, head: str, tail: str) -> pa.ChunkedArray | None:
    """Return the values of a column of pieces."""
    if not pa.types.is_dictionary(pieces.type):
        found = _values(pa.concat_arrays([pa.array([], pa.string()), *pieces.chunks]), head, tail)
        return None if found is None else pa.chunked_array([found])
    pieces = pieces.unify_dictionaries()
    texts = pieces.chunk(0).dictionary if pieces.num_chunks else pa.array([], pa.string())
    values = _values(texts, head, tail)
    if values is None:
        return None
    if not values.null_count:
        places = [chunk.indices for chunk in pieces.chunks]
    else:
        given = pc.if_else(pc.is_valid(values), pa.arange(0, len(values)), None).cast(pa.int32())
        places = [given.take(chunk.indices) for chunk in pieces.chunks]
        values = values.fill_null("")
    kind = pa.dictionary(pa.int32(), pa.string())
    return pa.chunked_array([pa.DictionaryArray.from_arrays(p, values) for p in places], kind)


def _values(pieces: pa.Array, head: str, tail: str) -> pa.Array | None:
    """Return the values that stand between a head and a tail; None: one is not surely a value."""
    if pieces.null_count == len(pieces):
        return pieces
    is_text = pc.and_(pc.starts_with(pieces, f'{head}"'), pc.ends_with(pieces, f'"{tail}'))
    least = len(f'{head}""{tail}'.encode())
    is_text = pc.and_(is_text, pc.greater_equal(pc.binary_length(pieces), least))
    if pc.all(is_text).as_py():
        return _cut(pieces, f'{head}"', f'"{tail}')
    texts = _cut(pc.if_else(is_text, pieces, None), f'{head}"', f'"{tail}')
    others = pieces.filter(pc.invert(is_text)).dictionary_encode()
    if texts is None or len(others.dictionary) > _MOST_OTHERS:
        return None
    found = [_other(text, head, tail) for text in others.dictionary.to_pylist()]
    if None in found:
        return None
    named = pa.array([None if text == "null" else text for text in found], pa.string())
    return pc.replace_with_mask(texts, pc.fill_null(pc.invert(is_text), False),
                                named.take(others.indices))  # fmt: skip


def _cut(pieces: pa.Array, head: str, tail: str) -> pa.Array | None:
    """Return texts without their heads and tails; None: one holds what JSON writes otherwise."""
    ends = len(head.encode()), -len(tail.encode())
    found: Any = pc.binary_slice(pieces.view(pa.binary()), *ends).view(pa.string())
    letters = found.buffers()[2]
    if letters is None or not letters.size:
        return found
    codes = pa.Array.from_buffers(pa.uint8(), letters.size, [None, letters])
    signs = (pc.less(codes, _SPACE), pc.equal(codes, _QUOTE), pc.equal(codes, _BACKSLASH))
    return None if any(pc.any(sign).as_py() for sign in signs) else found


def _other(piece: str, head: str, tail: str) -> str | None:
    """Return a value that is no text as it reads; None: it is left to others."""
    if not piece.startswith(head) or not piece.endswith(tail):
        return None
    value = piece[len(head) : len(piece) - len(tail)]
    return value if _OTHER.fullmatch(value) else None
