"""Sorts texts as numbers, some letters at a time: where NumPy is there, that is far quicker."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.int64]
    Keys: TypeAlias = NDArray[np.uint64]

_MOST_BYTES: Final = 1 << 31
_MOST_GROUPS: Final = (1 << 16) - 1
_LONGEST: Final = 1000
"""Texts as long as this are no names: each of their letters would be looked at."""
_WORD: Final = 8
_AT_ONCE: Final = 1 << 15


@cache
def has_numpy() -> bool:
    """Return whether NumPy is there; looking for it takes as long as sorting a thousand texts."""
    return find_spec("numpy") is not None


def can_sort(texts: pa.ChunkedArray, groups: int = 1) -> bool:
    """Return whether texts in so many groups can be sorted here."""
    if not len(texts) or groups > _MOST_GROUPS or not has_numpy():
        return False
    length = pc.binary_length(texts)
    return (pc.max(length).as_py() or 0) <= _LONGEST and (pc.sum(length).as_py() or 0) < _MOST_BYTES


def sorted_rows(texts: pa.Array, groups: pa.Array | None = None) -> pa.Array:
    """Return the rows in order of their group, their text (by code point), and their number.

    Args:
        texts: none is null.
        groups: from 0 to 65,535; None: all are in one.
    """
    import numpy as np

    if not len(texts):
        return pa.array([], pa.int64())
    letters = _Letters(texts)
    order: Numbers = np.arange(len(texts))
    is_same = np.arange(len(texts)) > 0
    run = np.zeros(len(texts), np.uint64)
    if groups is not None:
        run = groups.to_numpy(zero_copy_only=False).astype(np.uint64)
    places: Any = slice(None)
    taken = letters.common
    while True:
        rows = order[places]
        count = (64 - int(run.max()).bit_length()) // 8
        key = letters.at(rows, taken, count)
        key |= run << np.uint64(8 * count)
        again = np.argsort(key)
        order[places] = rows.take(again)
        is_same[places] = _like_before(key.take(again))
        taken += count
        # Only rows whose letters so far are those of another one are looked at again.
        places = np.flatnonzero(is_same | np.append(is_same[1:], False))
        if not len(places):
            break
        rows, run = order[places], np.cumsum(~is_same[places], dtype=np.uint64)
        length = letters.length.take(rows)
        if (length <= taken).all():
            order[places] = rows[np.lexsort((rows, length, run))]
            break
    return _places(order)


def sorted_places(keys: pa.Array) -> pa.Array:
    """Return the places of whole numbers in order of these, and of the places where they are one.

    Args:
        keys: none is null, or less than 0.
    """
    if not has_numpy():
        return pc.sort_indices(keys)
    import numpy as np

    values = keys.to_numpy()
    order = np.argsort(values)
    is_same = _like_before(values.take(order))
    # In which order those come that are alike is left open by the quickest way to sort.
    places = np.flatnonzero(is_same | np.append(is_same[1:], False))
    if len(places):
        rows = order[places]
        order[places] = rows[np.lexsort((rows, np.cumsum(~is_same[places])))]
    return _places(order)


def _places(order: Numbers) -> pa.Array:
    """Return an order as it lies in memory; Arrow loads masked arrays to ask whether it is one."""
    return pa.Array.from_buffers(pa.int64(), len(order), [None, pa.py_buffer(order)])


def _like_before(keys: Keys | Numbers) -> NDArray[np.bool_]:
    """Return which sorted keys are like the one before."""
    import numpy as np

    found = np.zeros(len(keys), bool)
    np.equal(keys[1:], keys[:-1], out=found[1:])
    return found


class _Letters:
    """The bytes of texts.

    Attributes:
        length: of each, in bytes.
        common: with so many bytes all of them begin alike.
    """

    def __init__(self, texts: pa.Array) -> None:
        import numpy as np

        size = len(texts)
        _, offsets, data = texts.buffers()
        ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + size + 1]
        letters = (
            np.frombuffer(data, np.uint8)[ends[0] : ends[-1]] if data else np.zeros(0, np.uint8)
        )
        bytes_of = np.append(letters, np.zeros(_WORD, np.uint8))
        self._start = (ends[:-1] - ends[0]).astype(np.int64)
        self.length: Any = np.diff(ends)
        # Of each byte the number that it and the seven behind it make.
        self._words = np.ndarray((len(letters) + 1,), ">u8", bytes_of, strides=(1,))
        self.common = _common(texts)

    def at(self, rows: Numbers, place: int, count: int) -> Keys:
        """Return up to eight bytes of texts from a place on as numbers, 0 beyond their end."""
        import numpy as np

        found = np.empty(len(rows), np.uint64)
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            left = np.clip(self.length.take(some) - place, 0, count)
            start = np.minimum(self._start.take(some) + place, len(self._words) - 1)
            words = self._words[start].astype(np.uint64)
            # What lies beyond the end is pushed out; of nothing left that are all 64 bits.
            beyond = (4 * (8 - left)).astype(np.uint64)
            words = words >> beyond >> beyond << beyond << beyond
            found[first : first + len(some)] = words >> np.uint64(8 * (8 - count))
        return found


def _common(texts: pa.Array) -> int:
    """Return with how many bytes all texts begin alike."""
    ends = pc.min_max(texts).as_py()
    first, last = ends["min"].encode(), ends["max"].encode()
    pairs = zip(first, last, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(first), len(last)))
