"""Integers for the ways in which a circle can lie to all areas at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.arrays import taken
from servanda.evidence.grid.outlines import APART, INSIDE, OPEN

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Bools, Integers

NOWHERE: Final = 0
"""The class of what is apart from every area."""
UNKNOWN: Final = 1
"""The class of what is not yet settled for any area."""

_FEW: Final = 15
"""Of so many open areas of a class it is kept what an answer leads to."""


class PlaceClasses:
    """Distinct rows of relations to all areas, numbered as they are met."""

    def __init__(self, is_empty: Bools) -> None:
        import numpy as np

        self._known: dict[bytes, int] = {}
        self._rows = np.zeros((0, len(is_empty)), np.int8)
        self._turns = np.zeros((0, len(is_empty)), np.int16)
        self._is_open = np.zeros(0, bool)
        # By class, place of an area among those open in it, and relation; below 0: not known yet.
        self._led_to = np.zeros(0, np.int32)
        self.numbered(np.stack([np.full(len(is_empty), APART), np.where(is_empty, APART, OPEN)]))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._known)

    def relations(self, number: int) -> dict[int, int]:
        """Return area to relation of a settled class: 1 inside, 0 may overlap; apart: none."""
        row = self._rows[number].tolist()
        return {area: int(rel == INSIDE) for area, rel in enumerate(row) if rel != APART}

    def are_open(self, numbers: Integers) -> Bools:
        """Return of which classes something is open."""
        return self._is_open.take(numbers)

    def rows(self, numbers: Integers) -> Integers:
        """Return how classes lie to all areas."""
        found: Integers = self._rows[numbers]
        return found

    def relation(self, numbers: Integers, area_no: Integers) -> Integers:
        """Return how classes lie to one area each."""
        return self._rows[numbers, area_no]

    def open_areas(self, numbers: Integers) -> tuple[Integers, Integers]:
        """Return which area is open in which class: places in `numbers`, ascending, and areas."""
        import numpy as np

        found = np.nonzero(self._rows[numbers] == OPEN)
        return found[0], found[1]

    def answered(
        self, numbers: Integers, item_no: Integers, area_no: Integers, rel: Integers
    ) -> Integers:
        """Return classes after answers.

        Args:
            numbers: classes of items.
            item_no: of each answer, ascending.
            area_no: of each answer; one that is open in the class.
            rel: the answers.
        """
        import numpy as np

        told = np.flatnonzero(rel != OPEN)
        item_no, area_no, rel = item_no.take(told), area_no.take(told), rel.take(told)
        starts = np.flatnonzero(np.diff(item_no, prepend=-1))
        counts = np.diff(starts, append=len(item_no))
        found = numbers.copy()
        is_long = counts > _FEW
        for turn in range(min(_FEW, int(counts.max(initial=0)))):
            answer = starts[(counts > turn) & ~is_long] + turn
            items = item_no.take(answer)
            found[items] = self._after(found[items], area_no.take(answer), rel.take(answer))
        if is_long.any():
            items = item_no.take(starts[is_long])
            some = np.flatnonzero(np.repeat(is_long, counts))
            place = np.repeat(np.arange(len(items)), counts[is_long])
            rows = self._rows[numbers[items]]
            rows[place, area_no[some]] = rel[some]
            found[items] = self.numbered(rows)
        return found

    def _after(self, numbers: Integers, area_no: Integers, rel: Integers) -> Integers:
        """Return classes after one answer each, by a row for what was never met."""
        import numpy as np

        areas = self._rows.shape[1]
        wide = numbers.astype(np.int64)
        # The last turn stands for all that are not kept: what it leads to is never written down.
        turn = np.minimum(self._turns.ravel().take(wide * areas + area_no), _FEW)
        keys = (wide * (_FEW + 1) + turn) * OPEN + rel
        found = self._led_to.take(keys)
        fresh = np.flatnonzero(found < 0)
        if len(fresh):
            names = keys.take(fresh) * areas + area_no.take(fresh)
            _, first, which = np.unique(names, return_index=True, return_inverse=True)
            some = taken(fresh, first)
            rows: Integers = self._rows.take(numbers.take(some), axis=0)
            rows[np.arange(len(some)), area_no.take(some)] = rel.take(some)
            made = self.numbered(rows)
            found[fresh] = made.take(which)
            is_kept = turn.take(some) < _FEW
            self._led_to[keys.take(some)[is_kept]] = made[is_kept]
        return found

    def numbered(self, rows: Integers) -> Integers:
        """Return the class of each row of relations, a new one where it was not met before."""
        import numpy as np

        known, before = self._known, len(self._known)
        keys = [row.tobytes() for row in rows.astype(np.int8)]
        found = np.array([known.setdefault(key, len(known)) for key in keys], np.int32)
        if len(known) > before:
            fresh = np.frombuffer(b"".join(list(known)[before:]), np.int8)
            self._rows = np.concatenate(
                [self._rows, fresh.reshape(len(known) - before, self._rows.shape[1])]
            )
            is_open = self._rows[before:] == OPEN
            turns = np.cumsum(is_open, axis=1) - 1
            self._turns = np.concatenate([self._turns, turns.astype(np.int16)])
            self._is_open = np.concatenate([self._is_open, is_open.any(axis=1)])
            unknown = np.full((len(known) - before) * (_FEW + 1) * OPEN, -1, np.int32)
            self._led_to = np.concatenate([self._led_to, unknown])
        return found
