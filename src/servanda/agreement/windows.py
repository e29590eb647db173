"""Time phrases: what each does to the period of a duty (GRAMMAR, "When").

Several phrases of one sentence all hold (intersection). A whole (a day, a week) after `by` is
included to its end, after `before` and `after` excluded, after `from` included from its start;
`by` a clock time includes that minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal, TypeAlias

from servanda.agreement.patterns import Event, Fact, Quantity
from servanda.agreement.points import Duration, Point

PeriodName = Literal["day", "week", "calendar month", "calendar year", "term"]


@dataclass(frozen=True)
class By:
    """`by day 42`, `by the end`, `by 12:00 each day`: up to the end of P."""

    point: Point


@dataclass(frozen=True)
class Before:
    """`before D+91`, `before hamas releases hostages`: up to the start of P."""

    point: Point | Event


@dataclass(frozen=True)
class After:
    """`after D+10`, `after [x] is done`: from the end of P."""

    point: Point | Event


@dataclass(frozen=True)
class From:
    """`from day 22`, `from A to B` (both included).

    `from A until B` is read as `From(A)` and `Until(B)`, so `until` stays empty.
    """

    point: Point
    to: Point | None = None
    until: Point | Event | None = None


@dataclass(frozen=True)
class Until:
    """`until the start of day 22`, `until [x] is done`: up to that instant."""

    point: Point | Event


@dataclass(frozen=True)
class On:
    """`on day 3`: inside it."""

    point: Point


@dataclass(frozen=True)
class Within:
    """`within 24 hours`, `within 60 days of entry into force`.

    Attributes:
        duration: hours are elapsed; of n days the last is included whole, the first not counted.
        of: what it counts from; None: the trigger in the opening or of the exchange.
    """

    duration: Duration
    of: Point | Event | None = None


@dataclass(frozen=True)
class AtOnce:
    """`at once`: within a time that the agreement declares; None: it declares none, never late."""

    within: Duration | None = None


@dataclass(frozen=True)
class DailyHours:
    """`between 10:00 and 16:00 each day`, local; if `ends` is not later, it runs into the next day.

    Attributes:
        begins, ends: `[begins, ends)`.
        on: one day (`between 10:00 and 16:00 on day 3`); None: every day.
    """

    begins: time
    ends: time
    on: Point | None = None


@dataclass(frozen=True)
class Each:
    """`each day`, `each week`, `each calendar month`, `each term`: one duty for each."""

    period: PeriodName


@dataclass(frozen=True)
class Every:
    """`every 8 days`: blocks of that length from day 1."""

    duration: Duration


@dataclass(frozen=True)
class InAny:
    """`in any 8 days`: every stretch of that length."""

    duration: Duration


@dataclass(frozen=True)
class Lead:
    """`at least 44 hours before a merchant vessel enters ...`: notice of an act.

    Attributes:
        duration: the least lead; days count by the calendar, so `1 day` is any instant of the day
            before or earlier.
        before: the act that needs it, or a point.
    """

    duration: Duration
    before: Event | Point


@dataclass(frozen=True)
class During:
    """`in phase 2`."""

    phase: str


@dataclass(frozen=True)
class While:
    """`while [x] is in force`.

    Attributes:
        is_begun: only its begin counts here, for its end excuses (SEMANTICS 5.5.1).
    """

    fact: Fact
    is_begun: bool = False


@dataclass(frozen=True)
class OnDaysWhen:
    """`on each day on which hamas releases hostages`."""

    period: PeriodName
    event: Event


@dataclass(frozen=True)
class HoursOf:
    """`for at least 10 hours in total`, `for at most 2 hours`: how long, not when."""

    op: str
    duration: Duration
    how: Literal["", "in total", "in a row"]


@dataclass(frozen=True)
class Lasting:
    """`for 30 days`: a term of its own, from the begin of the time that the sentence has.

    Attributes:
        duration: to the same clock time, so much later.
        in_days: to the end of its last day: what is asked for each day has whole days (1.3).
    """

    duration: Duration
    in_days: bool = False


@dataclass(frozen=True)
class Stage:
    """One stage of a schedule: a running total from the start of the duty.

    Attributes:
        quantity: `more` adds to the stage before; `rest` and `all` are the declared total.
        by: `by day 7`: due at its end; None with `every`.
        every: `3 more every 7 days`: due at the end of each 7th day after the last dated stage.
    """

    quantity: Quantity
    by: Point | None = None
    every: Duration | None = None


@dataclass(frozen=True)
class Schedule:
    """A staged schedule; the first stage is the quantity of the sentence itself."""

    stages: tuple[Stage, ...]


Window: TypeAlias = (
    By
    | Before
    | After
    | From
    | Until
    | On
    | Within
    | AtOnce
    | DailyHours
    | Each
    | Every
    | InAny
    | Lead
    | During
    | While
    | OnDaysWhen
    | HoursOf
    | Lasting
    | Schedule
)
