"""Rows of a board that are put into words when somebody looks at them.

A card may rest on tens of thousands of reports. What they come to is known before any of them has
been put into words, and most who open a card read its figures and the first few reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar, overload

T = TypeVar("T")
_AT_ONCE: Final = 2_000
"""Of so few rows all are made when some are asked for: to begin costs more than they do."""


class Later(Sequence[T]):
    """A tuple that is made when it is first gone through; how long it is, is known before.

    It is equal to the tuple that it stands for, and copied and pickled as that tuple.
    """

    __slots__ = ("_length", "_made", "_make")

    def __init__(self, length: int, make: Callable[[int, int], Sequence[T]]) -> None:
        """Be told how to make it.

        Args:
            length: how many rows there are.
            make: from first and past-the-last place to the rows there.
        """
        self._length = length
        self._make: Callable[[int, int], Sequence[T]] | None = make
        self._made: tuple[T, ...] = ()

    def whole(self) -> tuple[T, ...]:
        """Return all of it, made now or before."""
        make = self._make
        if make is not None:
            self._made = tuple(make(0, self._length))
            # What it was made from may be large.
            self._make = None
        return self._made

    def __len__(self) -> int:
        """Return how many rows there are; none is made for that."""
        return self._length

    def __iter__(self) -> Iterator[T]:
        """Go through all rows."""
        return iter(self.whole())

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        """Return a row, or some; of many, those that follow each other are made alone."""
        make = self._make
        if isinstance(place, slice) and make is not None and self._length > _AT_ONCE:
            start, stop, step = place.indices(self._length)
            if step == 1:
                return tuple(make(start, max(start, stop)))
        return self.whole()[place]

    def __eq__(self, other: object) -> bool:
        """Return whether it stands for the same tuple."""
        if not isinstance(other, Later | tuple):
            return NotImplemented
        return len(self) == len(other) and self.whole() == tuple(other)

    def __hash__(self) -> int:
        """Return the hash of the tuple that it stands for."""
        return hash(self.whole())

    def __repr__(self) -> str:
        """Return the text of the tuple that it stands for."""
        return repr(self.whole())

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied and pickled as the tuple that it stands for."""
        return tuple, (self.whole(),)
