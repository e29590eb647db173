"""Integers for the ways in which a circle can lie to all areas at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from servanda.evidence.grid.outlines import APART, INSIDE, OPEN

if TYPE_CHECKING:
    from servanda.evidence.grid.arrays import Bools, Integers

NOWHERE: Final = 0
"""The class of what is apart from every area."""
UNKNOWN: Final = 1
"""The class of what is not yet settled for any area."""
OPEN_FROM: Final = 1 << 30
"""What is added to the code of a class in which an area is not settled."""

_FEW: Final = 15
"""So many answers of two bits fit into one key beside the number of a class."""


class PlaceClasses:
    """Distinct rows of relations to all areas, numbered as they are met."""

    def __init__(self, is_empty: Bools) -> None:
        import numpy as np

        self._known: dict[bytes, int] = {}
        self._led_to: dict[int, int] = {}
        self._rows = np.zeros((0, len(is_empty)), np.int8)
        self._turns = np.zeros((0, len(is_empty)), np.int16)
        self._codes = np.zeros(0, np.int32)
        self._number(np.stack([np.full(len(is_empty), APART), np.where(is_empty, APART, OPEN)]))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._known)

    def relations(self, number: int) -> dict[int, int]:
        """Return area to relation of a settled class: 1 inside, 0 may overlap; apart: none."""
        row = self._rows[number].tolist()
        return {area: int(rel == INSIDE) for area, rel in enumerate(row) if rel != APART}

    def codes(self, numbers: Integers) -> Integers:
        """Return classes as codes: from `OPEN_FROM` on, those in which something is open."""
        return self._codes.take(numbers)

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

        turn = self._turn(numbers, item_no, area_no)
        is_wide = np.zeros(len(numbers), bool)
        is_wide[item_no[turn >= _FEW]] = True
        found = np.empty_like(numbers)
        for places, number in (
            (np.flatnonzero(~is_wide), self._by_key),
            (np.flatnonzero(is_wide), self._by_row),
        ):
            if len(places):
                place = np.full(len(numbers), -1)
                place[places] = np.arange(len(places))
                told = np.flatnonzero(place[item_no] >= 0)
                answers = place[item_no[told]], area_no[told], rel[told]
                found[places] = number(numbers[places], *answers)
        return found

    def _by_row(
        self, numbers: Integers, item_no: Integers, area_no: Integers, rel: Integers
    ) -> Integers:
        """Return classes after answers, by a row for every item."""
        rows = self._rows[numbers]
        rows[item_no, area_no] = rel
        return self._number(rows)

    def _turn(self, numbers: Integers, item_no: Integers, area_no: Integers) -> Integers:
        """Return where an area stands among those that are open in the class of an item."""
        import numpy as np

        places = numbers.take(item_no).astype(np.int64) * self._turns.shape[1] + area_no
        return self._turns.ravel().take(places)

    def _by_key(
        self, numbers: Integers, item_no: Integers, area_no: Integers, rel: Integers
    ) -> Integers:
        """Return classes after a few answers each, by a row for items that were never met."""
        import numpy as np

        turn = self._turn(numbers, item_no, area_no).astype(np.int64)
        bits = (rel.astype(np.int64) ^ OPEN) << (2 * turn)  # open is 0, as what was not answered
        keys = numbers.astype(np.int64) << (2 * _FEW)
        starts = np.flatnonzero(np.diff(item_no, prepend=-1))
        if len(starts):
            keys[item_no[starts]] |= np.add.reduceat(bits, starts)
        distinct, first, which = np.unique(keys, return_index=True, return_inverse=True)
        names = distinct.tolist()
        fresh = np.flatnonzero([name not in self._led_to for name in names])
        if len(fresh):
            place = np.full(len(numbers), -1)
            place[first[fresh]] = np.arange(len(fresh))
            told = np.flatnonzero(place[item_no] >= 0)
            answers = place[item_no[told]], area_no[told], rel[told]
            made = self._by_row(numbers[first[fresh]], *answers).tolist()
            self._led_to.update(zip(distinct[fresh].tolist(), made, strict=True))
        return np.array([self._led_to[name] for name in names], np.int32)[which]

    def _number(self, rows: Integers) -> Integers:
        """Return the number of each row, a new one where it was not met before."""
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
            codes = np.arange(before, len(known)) + np.where(is_open.any(axis=1), OPEN_FROM, 0)
            self._codes = np.concatenate([self._codes, codes.astype(np.int32)])
        return found
