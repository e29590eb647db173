"""Points of time as an agreement writes them: before any zone and any calendar (SEMANTICS 1).

A point that names something with a length (a day, a week, a year) is that whole stretch; what
`by`, `before` or `from` make of it is said in `windows`. Only `duties` turns points into instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal, TypeAlias

Unit = Literal["minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True)
class Duration:
    """`24 hours`, `5 days`.

    Hours and minutes are elapsed time; days, weeks, months and years go by the local calendar.
    """

    count: int
    unit: Unit

    @property
    def is_elapsed(self) -> bool:
        """Return whether it is elapsed time rather than calendar time."""
        return self.unit in {"minute", "hour"}


@dataclass(frozen=True)
class LocalMoment:
    """A local date and clock time of the front matter: `2023-11-24 07:00`."""

    day: date
    clock: time


@dataclass(frozen=True)
class DayPoint:
    """`day 22`: the local day of entry into force plus n-1 (SEMANTICS 1.2)."""

    number: int


@dataclass(frozen=True)
class DPlusPoint:
    """`D+30`, `D-35`: the date of entry plus (or less) that many days (SEMANTICS 1.2)."""

    days: int


@dataclass(frozen=True)
class DatePoint:
    """`2014-09-19`: that local date."""

    day: date


@dataclass(frozen=True)
class WeekPoint:
    """`week n`: days 7n-6 to 7n."""

    number: int


@dataclass(frozen=True)
class YearPoint:
    """`2015`: that calendar year."""

    number: int


@dataclass(frozen=True)
class MomentPoint:
    """`day 1 14:00`, `2015-02-15 00:00`: one minute of a local day."""

    day: DayPoint | DPlusPoint | DatePoint
    clock: time


@dataclass(frozen=True)
class ClockPoint:
    """A clock time of the day in question.

    Attributes:
        clock: to the minute.
        of: `each day` (`by 12:00 each day`) or `trigger day` (`by 16:00 on the same day`).
    """

    clock: time
    of: Literal["each day", "trigger day"]


@dataclass(frozen=True)
class SigningPoint:
    """`signing`: the instant in `signed` of the front matter."""


@dataclass(frozen=True)
class EntryPoint:
    """`entry into force`: the instant from which the agreement is in force."""


@dataclass(frozen=True)
class PhaseSpan:
    """The whole of a phase."""

    phase: str


@dataclass(frozen=True)
class ClauseSpan:
    """The whole time of the duties of a clause."""

    label: str


@dataclass(frozen=True)
class AgreementSpan:
    """The whole time in force (`the end`, `the start`)."""


@dataclass(frozen=True)
class TriggerDay:
    """`the day`: the local day of the trigger."""


Whole: TypeAlias = (
    DayPoint
    | DPlusPoint
    | DatePoint
    | WeekPoint
    | YearPoint
    | PhaseSpan
    | ClauseSpan
    | AgreementSpan
    | TriggerDay
)


@dataclass(frozen=True)
class Boundary:
    """`the start of day 22`, `the end of phase 1`, `the end`: an instant."""

    side: Literal["start", "end"]
    of: Whole


@dataclass(frozen=True)
class DonePoint:
    """`[x] is done`, `[x] is verified by the mission`, `[x] is found breached`: an instant.

    Attributes:
        label: of the clause.
        state: `done`: it is complied; `verified`: a monitor's record says so; `found breached`: a
            person's recorded finding.
        by: who verifies; empty otherwise.
        own_part: `its part of [x] is done`: the bearer's own part of it.
    """

    label: str
    state: Literal["done", "verified", "found breached"] = "done"
    by: tuple[str, ...] = ()
    own_part: bool = False


@dataclass(frozen=True)
class ShiftedPoint:
    """`72 hours after entry into force`, `5 days before the end`."""

    duration: Duration
    direction: Literal["before", "after"]
    base: Point


@dataclass(frozen=True)
class ChosenPoint:
    """`the earlier of P and Q`, `the later of P and Q`."""

    which: Literal["earlier", "later"]
    first: Point
    second: Point


Point: TypeAlias = (
    DayPoint
    | DPlusPoint
    | DatePoint
    | WeekPoint
    | YearPoint
    | MomentPoint
    | ClockPoint
    | SigningPoint
    | EntryPoint
    | Boundary
    | DonePoint
    | ShiftedPoint
    | ChosenPoint
)
