"""Sorts texts as numbers, some letters at a time: where NumPy is there, that is far quicker."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.int64]
    Narrow: TypeAlias = NDArray[np.uint32]
    Keys: TypeAlias = NDArray[np.uint64]

_MOST_BYTES: Final = 1 << 31
_MOST_ROWS: Final = (1 << 32) - 2
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
    if len(texts) > _MOST_ROWS:
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
        return pa.array([], pa.uint32())
    letters = _Letters(texts)
    run = np.zeros(len(texts), np.uint32)
    if groups is not None:
        run = groups.to_numpy(zero_copy_only=False).astype(np.uint32)
    taken, count = letters.common, _letters_beside(run)
    key = letters.at(None, run, taken, count)
    again = np.argsort(key)
    order, is_same = again.astype(np.uint32), _like_before(key, again)
    while True:
        del key, again
        taken += count
        # Only rows whose letters so far are those of another one are looked at again.
        places = np.flatnonzero(is_same | np.append(is_same[1:], False))
        if not len(places):
            break
        rows, run = order[places], np.cumsum(~is_same[places], dtype=np.uint32)
        length = letters.length(rows)
        if (length <= taken).all():
            order[places] = rows[np.lexsort((rows, length, run))]
            break
        count = _letters_beside(run)
        key = letters.at(rows, run, taken, count)
        again = np.argsort(key)
        order[places] = rows.take(again)
        is_same[places] = _like_before(key, again)
    return _as_arrow(order, pa.uint32())


def _letters_beside(run: Narrow) -> int:
    """Return how many letters fit into a number beside what is known of the order."""
    return (64 - int(run.max()).bit_length()) // 8


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
    is_same = _like_before(values, order)
    # In which order those come that are alike is left open by the quickest way to sort.
    places = np.flatnonzero(is_same | np.append(is_same[1:], False))
    if len(places):
        rows = order[places]
        order[places] = rows[np.lexsort((rows, np.cumsum(~is_same[places])))]
    return _as_arrow(order, pa.int64())


def _as_arrow(order: Numbers | Narrow, kind: pa.DataType) -> pa.Array:
    """Return an order as it lies in memory; Arrow loads masked arrays to ask whether it is one."""
    return pa.Array.from_buffers(kind, len(order), [None, pa.py_buffer(order)])


def _like_before(keys: Keys | Numbers, order: Numbers) -> NDArray[np.bool_]:
    """Return which keys are, once they are put in order, like the one before."""
    import numpy as np

    found = np.zeros(len(keys), bool)
    for first in range(1, len(keys), _AT_ONCE):
        some = keys.take(order[first - 1 : first + _AT_ONCE])
        np.equal(some[1:], some[:-1], out=found[first : first + _AT_ONCE])
    return found


class _Letters:
    """The bytes of texts.

    Attributes:
        common: with so many bytes all of them begin alike.
    """

    def __init__(self, texts: pa.Array) -> None:
        import numpy as np

        _, offsets, data = texts.buffers()
        ends = np.frombuffer(offsets, np.int32)
        self._ends = ends[texts.offset : texts.offset + len(texts) + 1]
        last = int(self._ends[-1])
        letters = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
        if len(letters) < last + _WORD:
            letters = np.append(letters[:last], np.zeros(_WORD, np.uint8))
        # Of each byte the number that it and the seven behind it make.
        self._words = np.ndarray((last + 1,), ">u8", letters, strides=(1,))
        self.common = _common(texts)

    def length(self, rows: Narrow) -> NDArray[np.int32]:
        """Return how many bytes texts have."""
        return self._ends.take(rows + 1) - self._ends.take(rows)

    def at(self, rows: Narrow | None, run: Narrow, place: int, count: int) -> Keys:
        """Return up to eight bytes of texts as numbers, above them the number of their run.

        Args:
            rows: which texts; None: all of them.
            run: of each.
            place: at which the bytes begin; beyond the end of a text they are 0.
            count: so many bytes.
        """
        import numpy as np

        found = np.empty(len(run), np.uint64)
        for first in range(0, len(run), _AT_ONCE):
            here = slice(first, min(first + _AT_ONCE, len(run)))
            if rows is None:
                start, end = self._ends[here], self._ends[first + 1 : here.stop + 1]
            else:
                start, end = self._ends.take(rows[here]), self._ends.take(rows[here] + 1)
            left = np.clip(end - start - place, 0, count)
            start = np.minimum(start.astype(np.int64) + place, len(self._words) - 1)
            words = self._words[start].astype(np.uint64)
            # What lies beyond the end is pushed out; of nothing left that are all 64 bits.
            beyond = (4 * (8 - left)).astype(np.uint64)
            words = words >> beyond >> beyond << beyond << beyond
            words >>= np.uint64(8 * (8 - count))
            found[here] = words | (run[here].astype(np.uint64) << np.uint64(8 * count))
        return found


def _common(texts: pa.Array) -> int:
    """Return with how many bytes all texts begin alike."""
    ends = pc.min_max(texts).as_py()
    first, last = ends["min"].encode(), ends["max"].encode()
    pairs = zip(first, last, strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(first), len(last)))
