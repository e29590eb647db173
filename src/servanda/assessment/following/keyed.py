"""Small facts about reports (marks, targets, links ...), found by a number at any length."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.assessment.following.columns import (
    NONE,
    Columns,
    Numbers,
    distinct,
    place_type,
    rows_at,
)
from servanda.assessment.following.filed import Drawer

_FULL: Final = 200_000


class _Chunk:
    def __init__(self, columns: Columns, keys: tuple[str, ...], drawer: Drawer) -> None:
        self.columns = {name: drawer.keep(column) for name, column in columns.items()}
        self.size = len(next(iter(columns.values())))
        self.is_there = np.ones(self.size, bool)
        self.orders: dict[str, npt.NDArray[Any]] = {}
        self.sorted: dict[str, Numbers] = {}
        for key in keys:
            order = np.argsort(columns[key], kind="stable").astype(place_type(columns[key]))
            self.sorted[key] = drawer.keep(columns[key][order].astype(np.int64))
            self.orders[key] = drawer.keep(order)

    def places(self, key: str, numbers: Numbers) -> Numbers:
        names, order = self.sorted[key], self.orders[key]
        first = np.searchsorted(names, numbers, "left")
        last = np.searchsorted(names, numbers, "right")
        sizes = last - first
        if not sizes.any():
            return NONE
        # All places first[i] .. last[i] - 1, without a loop.
        starts = np.repeat(first - np.append(0, np.cumsum(sizes)[:-1]), sizes)
        every = order[starts + np.arange(int(sizes.sum()))]
        found: Numbers = every[self.is_there[every]]
        return found


class Keyed:
    """A table of integers and truths, found by one of some columns."""

    def __init__(
        self, table: pa.Table, keys: tuple[str, ...], drawer: Drawer | None = None
    ) -> None:
        self._schema = table.schema
        self._keys = keys
        self._drawer = drawer or Drawer()
        self._chunks = [_Chunk(_columns(table), keys, self._drawer)]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return sum(int(chunk.is_there.sum()) for chunk in self._chunks)

    def add(self, table: pa.Table) -> None:
        """Add rows."""
        if table.num_rows:
            rows = table.select(self._schema.names).cast(self._schema)
            self._chunks.append(_Chunk(_columns(rows), self._keys, self._drawer))
            self._put_together()

    def remove(self, key: str, numbers: Numbers) -> None:
        """Take out all rows whose key is one of some numbers."""
        for chunk in self._chunks:
            chunk.is_there[chunk.places(key, distinct(numbers))] = False

    def rows(self, key: str, numbers: Numbers) -> Columns:
        """Return the rows whose key is one of some distinct numbers."""
        parts = []
        for chunk in self._chunks:
            places = chunk.places(key, numbers) if chunk.size else NONE
            if len(places):
                parts.append(rows_at(chunk.columns, places))
        if not parts:
            return {name: column[:0] for name, column in self._chunks[0].columns.items()}
        return {name: np.concatenate([part[name] for part in parts]) for name in self._schema.names}

    def table(self, columns: Columns) -> pa.Table:
        """Return rows as a table."""
        arrays = [pa.array(columns[field.name], field.type) for field in self._schema]
        return pa.Table.from_arrays(arrays, schema=self._schema)

    def every(self) -> Columns:
        """Return all rows."""
        parts = [rows_at(chunk.columns, chunk.is_there) for chunk in self._chunks]
        return {name: np.concatenate([part[name] for part in parts]) for name in self._schema.names}

    def _put_together(self) -> None:
        while len(self._chunks) > 2:
            before, last = self._chunks[-2:]
            if before.size > _FULL or before.size > 2 * last.size:
                return
            parts = [rows_at(chunk.columns, chunk.is_there) for chunk in (before, last)]
            columns = {n: np.concatenate([p[n] for p in parts]) for n in self._schema.names}
            self._chunks[-2:] = [_Chunk(columns, self._keys, self._drawer)]


def _columns(table: pa.Table) -> Columns:
    found: dict[str, npt.NDArray[np.generic]] = {}
    for field in table.schema:
        found[field.name] = np.asarray(table[field.name].to_numpy())
    return found
