"""Dense numbers for what columns say: each distinct text is read once, rows hold numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

BAD: Final = -1
"""Code of a text that cannot be read."""
_MOST_KEYS: Final = 2**40

Value: TypeAlias = Hashable
ReadText: TypeAlias = Callable[[str], tuple[Value, bool]]
"""What a text means, and whether it means anything."""


def as_is(text: str) -> tuple[Value, bool]:
    """Return a text as its own meaning."""
    return text, True


class Codes:
    """Numbers for the meanings of one column, in the order in which they are first seen.

    Attributes:
        values: code to meaning; 0 is that of an empty cell.
    """

    def __init__(self, read: ReadText = as_is, empty: Value = None) -> None:
        self.values: list[Value] = [empty]
        self._read = read
        self._of_value: dict[Value, int] = {empty: 0}
        self._of_text: dict[str | None, int] = {None: 0, "": 0}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self.values)

    def of_value(self, value: Value) -> int:
        """Return the code of a meaning."""
        with self._lock:
            return self._number(value)

    def of_values(self, values: Sequence[Value]) -> pa.Array:
        """Return the codes of meanings."""
        with self._lock:
            return pa.array([self._number(value) for value in values], pa.int32())

    def of_texts(self, column: pa.Array) -> pa.Array:
        """Return the code of each text of a column, `BAD` where it means nothing."""
        indices, texts = distinct(column)
        with self._lock:
            codes = pa.array([self._code(text) for text in texts.to_pylist()], pa.int32())
        return filled(codes.take(indices), 0)

    def _number(self, value: Value) -> int:
        found = self._of_value.get(value)
        if found is None:
            found = self._of_value[value] = len(self.values)
            self.values.append(value)
        return found

    def _code(self, text: str | None) -> int:
        found = self._of_text.get(text)
        if found is None:
            value, is_good = self._read(text or "")
            found = self._of_text[text] = self._number(value) if is_good else BAD
        return found


def distinct(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return a column of texts as places in its distinct texts, and these, trimmed.

    Args:
        column: texts, or a dictionary of texts.

    Returns:
        Places, null where the cell is null; and texts, among which some may be the same, or empty.
    """
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    texts = column.dictionary.cast(pa.string())
    return column.indices, pc.utf8_trim_whitespace(texts)


def filled(column: pa.Array, value: int | bool) -> pa.Array:
    """Return a column with a value in the place of nulls."""
    return column.fill_null(value) if column.null_count else column


def combined(columns: Sequence[tuple[pa.Array, int]]) -> tuple[pa.Array, list[tuple[int, ...]]]:
    """Return which combination of codes each row has, as its place in the distinct ones.

    Args:
        columns: codes from 0, and a number above all of them.

    Returns:
        A place from 0 for each row, and the combinations.
    """
    size = len(columns[0][0])
    known: list[tuple[int, ...]] = [()]
    places: pa.Array | None = None
    waiting: list[tuple[pa.Array, int]] = []
    keys = 1
    for number, (codes, above) in enumerate(columns):
        waiting.append((codes, above))
        keys *= above
        following = columns[number + 1][1] if number + 1 < len(columns) else _MOST_KEYS
        if keys * following >= _MOST_KEYS:
            places, known = _merged(places, known, waiting)
            waiting, keys = [], max(1, len(known))
    if places is None:
        return pa.array([0] * size, pa.int32()), known
    return places, known


def _merged(
    places: pa.Array | None, known: list[tuple[int, ...]], columns: list[tuple[pa.Array, int]]
) -> tuple[pa.Array, list[tuple[int, ...]]]:
    """Return the combinations of those known so far with further columns."""
    first = columns[0][0] if places is None else places
    key: Any = first.cast(pa.int64())
    for codes, above in columns[places is None :]:
        if above > 1:
            key = pc.add(pc.multiply(key, above), codes)
    found = key.dictionary_encode()
    return found.indices, [_split(k, known, columns) for k in found.dictionary.to_pylist()]


def _split(
    key: int, known: list[tuple[int, ...]], columns: list[tuple[pa.Array, int]]
) -> tuple[int, ...]:
    codes = []
    first = 1 if known == [()] else 0
    for _, above in reversed(columns[first:]):
        key, code = divmod(key, above) if above > 1 else (key, 0)
        codes.append(code)
    if first:
        return (key, *reversed(codes))
    return (*known[key], *reversed(codes))
