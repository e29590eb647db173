"""What is to be checked at the door of a file: which columns are sums, totals, points, clocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """Columns that add up to another.

    Attributes:
        total: column of the sum.
        parts: columns of its parts; an empty cell counts 0.
        is_whole: the parts divide the total; else they are only some of it and may not exceed it.
    """

    total: str
    parts: tuple[str, ...]
    is_whole: bool = True


@dataclass(frozen=True)
class Running:
    """A running total.

    Attributes:
        total: column of the total, which never falls.
        daily: column of what each row adds to it; empty: there is none.
        within: columns that part the file into series; empty: it is one series.
    """

    total: str
    daily: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ordered:
    """Columns of which none may exceed the next: low, best, high."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Clocks:
    """Two clocks of one instant, whose difference never changes.

    Attributes:
        one, other: columns that give the instant together, such as a date and a time.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True)
class DoorPlan:
    """All that can be checked of a file.

    Attributes:
        day: column that orders the rows; empty: they stand in order.
        parts, running, ordered, clocks: see there.
        latitude, longitude: columns of points; empty: there are none.
        unit: column whose change ends a comparison (`level` of an alert); empty: there is none.
    """

    day: str = ""
    parts: tuple[Parts, ...] = ()
    running: tuple[Running, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    clocks: tuple[Clocks, ...] = ()
    latitude: str = ""
    longitude: str = ""
    unit: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every column that it reads as a number, once."""
        named = [
            *(name for parts in self.parts for name in (parts.total, *parts.parts)),
            *(name for running in self.running for name in (running.total, running.daily)),
            *(name for ordered in self.ordered for name in ordered.columns),
            self.latitude,
            self.longitude,
        ]
        return tuple(dict.fromkeys(name for name in named if name))
