"""Time phrases of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from servanda.agreement.keywords import PERIODS
from servanda.agreement.meaning.context import (
    Context,
    token,
    tokens,
    tree,
    trees,
    value,
    written,
)
from servanda.agreement.meaning.events import EVENTS, inner_clause, read_event, read_fact
from servanda.agreement.meaning.objects import QUANTS, read_amount
from servanda.agreement.meaning.points import WHOLES, clock_of, read_duration, read_point
from servanda.agreement.model import (
    After,
    AtOnce,
    Before,
    Boundary,
    By,
    ClauseState,
    ClockPoint,
    DailyHours,
    During,
    Each,
    Event,
    Every,
    From,
    HoursOf,
    InAny,
    Lead,
    On,
    OnDaysWhen,
    Point,
    Quantity,
    ShiftedPoint,
    Stage,
    TriggerDay,
    Until,
    While,
    Window,
    Within,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node
    from servanda.agreement.windows import PeriodName

POINTS: Final = (
    "point_day", "point_week", "point_year", "point_same_day", "point_clock", "point_signing",
    "point_entry", "boundary", "point_done", "shifted", "chosen",
)  # fmt: skip


@dataclass
class TimePhrase:
    """What one time phrase says.

    Attributes:
        windows: in the order written.
        trigger: `within 3 days after hamas releases hostages` is a reply to that event.
        times: `at least 2 times`: how often.
        stages: of a schedule, after its first one.
    """

    windows: list[Window] = field(default_factory=list)
    trigger: Event | None = None
    times: Quantity | None = None
    stages: tuple[Stage, ...] = ()


def read_time(context: Context, node: Node) -> TimePhrase:
    """Return the meaning of a `time` tree."""
    return _READERS[node.data](context, node)


def _point(context: Context, node: Node) -> Point:
    return read_point(context, trees(node, *POINTS)[0])


def _point_or_event(context: Context, node: Node) -> Point | Event:
    event = tree(node, *EVENTS)
    return read_event(context, event) if event is not None else _point(context, node)


def _by(context: Context, node: Node) -> TimePhrase:
    point = _point(context, node)
    stages = tuple(
        _stage(context, stage) for stage in trees(node, "stage_by", "stage_every", "stage_rest")
    )
    return TimePhrase([By(point)], stages=stages)


def _stage(context: Context, node: Node) -> Stage:
    if node.data == "stage_rest":
        return Stage(Quantity("at least", basis="rest"), _point(context, node))
    quant = tree(node, *QUANTS)
    amount = read_amount(context, quant)
    if tree(node, "noun") is not None:
        context.report(
            "SV214",
            "a later stage of a schedule counts the same things as the first",
            trees(node, "noun")[0],
            "leave the noun out, or write two sentences",
        )
    quantity = amount.quantity
    if quantity is None or quantity.op != "at least":
        context.report("SV214", f"`{written(context, node)}` is no stage of a schedule", node,
                       "write a number, `n more`, `all` or `the rest`")  # fmt: skip
        quantity = Quantity("at least", basis="all")
    if node.data == "stage_every":
        every = read_duration(context, trees(node, "duration")[0])
        if not quantity.more:
            quantity = replace(quantity, more=True)
        return Stage(quantity, every=every)
    return Stage(quantity, _point(context, node))


def _by_clock(context: Context, node: Node) -> TimePhrase:
    clock = clock_of(context, token(node, "CLOCK"))
    period = _period_name(node)
    if period != "day":
        context.report("SV214", "a clock time goes with `each day` or with a date", node)
    return TimePhrase([By(ClockPoint(clock, "each day")), Each("day")])


def _period_name(node: Node) -> PeriodName:
    found: PeriodName = PERIODS[value(node, "PERIOD")]  # type: ignore[assignment]
    return found


def _on(context: Context, node: Node) -> TimePhrase:
    return TimePhrase([On(_point(context, node))])


def _before(context: Context, node: Node) -> TimePhrase:
    return TimePhrase([Before(_point_or_event(context, node))])


def _after(context: Context, node: Node) -> TimePhrase:
    return TimePhrase([After(_point_or_event(context, node))])


def _until(context: Context, node: Node) -> TimePhrase:
    found = _point_or_event(context, node)
    check_until(context, node, found)
    return TimePhrase([Until(found)])


def check_until(context: Context, node: Node, found: Point | Event) -> None:
    """Report `until` before something with a length: is it included?"""
    if isinstance(found, WHOLES):
        day = written(context, trees(node, *POINTS)[-1])
        context.report(
            "SV206",
            f"`until {day}`: is `{day}` included?",
            node,
            f"write `until the start of {day}` or `until the end of {day}`",
        )


def _from_to(context: Context, node: Node) -> TimePhrase:
    points = [read_point(context, child) for child in trees(node, *POINTS)]
    return TimePhrase([From(points[0], to=points[1] if len(points) > 1 else None)])


def _from_until(context: Context, node: Node) -> TimePhrase:
    parts = [c for c in trees(node) if c.data in (*POINTS, *EVENTS)]
    begins = read_point(context, parts[0])
    until: Point | Event
    if parts[1].data in EVENTS:
        until = read_event(context, parts[1])
    else:
        until = read_point(context, parts[1])
        check_until(context, node, until)
    return TimePhrase([From(begins), Until(until)])


def _within(context: Context, node: Node) -> TimePhrase:
    duration = read_duration(context, trees(node, "duration")[0])
    event = tree(node, *EVENTS)
    if event is not None:
        return TimePhrase([Within(duration)], trigger=read_event(context, event))
    point = tree(node, *POINTS)
    return TimePhrase([Within(duration, _point(context, node) if point is not None else None)])


def _lead(context: Context, node: Node) -> TimePhrase:
    duration = read_duration(context, trees(node, "duration")[0])
    found = _point_or_event(context, node)
    if isinstance(found, Event):
        return TimePhrase([Lead(duration, found)])
    return TimePhrase([By(ShiftedPoint(duration, "before", found))])


def _daily_hours(context: Context, node: Node) -> TimePhrase:
    begins, ends = (clock_of(context, clock) for clock in tokens(node, "CLOCK"))
    on = None
    if node.data == "hours_on":
        on = _point(context, node)
    elif _period_name(node) != "day":
        context.report("SV214", "hours of the clock go with `each day` or with a date", node)
    return TimePhrase([DailyHours(begins, ends, on)])


def _period(context: Context, node: Node) -> TimePhrase:
    del context
    return TimePhrase([Each(_period_name(node))])


def _every(context: Context, node: Node) -> TimePhrase:
    return TimePhrase([Every(read_duration(context, trees(node, "duration")[0]))])


def _in_any(context: Context, node: Node) -> TimePhrase:
    return TimePhrase([InAny(read_duration(context, trees(node, "duration")[0]))])


def _times(context: Context, node: Node) -> TimePhrase:
    written_as = value(node, "TIMES")
    comparator, _, number = written_as.rpartition(" ")
    if not comparator:
        context.report("SV201", f"`{written(context, node.children[0])}` has no comparator", node,
                       "write `at least`, `exactly` or `at most` before it")  # fmt: skip
    step = {"more than": 1, "fewer than": -1, "less than": -1}.get(comparator, 0)
    count = Decimal(number) + step
    op = "at most" if comparator in {"at most", "fewer than", "less than"} else "at least"
    quantity = Quantity("exactly" if comparator == "exactly" else op, count, count)  # type: ignore[arg-type]
    windows: list[Window] = []
    if (duration := tree(node, "duration")) is not None:
        length = read_duration(context, duration)
        windows = [InAny(length) if token(node, "IN_ANY") else Every(length)]
    elif token(node, "PERIOD"):
        windows = [Each(_period_name(node))]
    return TimePhrase(windows, times=quantity)


def _hours_of(context: Context, node: Node) -> TimePhrase:
    how = "in a row" if token(node, "IN_A_ROW") else "in total" if token(node, "IN_TOTAL") else ""
    duration = read_duration(context, trees(node, "duration")[0])
    return TimePhrase([HoursOf(value(node, "CMP"), duration, how)])  # type: ignore[arg-type]


def _in_phase(context: Context, node: Node) -> TimePhrase:
    return TimePhrase([During(context.mention("phase", value(node, "PHASE")))])


def _while(context: Context, node: Node) -> TimePhrase:
    inner = inner_clause(node)
    fact = read_fact(context, inner) if inner is not None else ClauseState("", "in force")
    return TimePhrase([While(fact)])


def _on_days(context: Context, node: Node) -> TimePhrase:
    event = trees(node, *EVENTS)[0]
    return TimePhrase([OnDaysWhen(_period_name(node), read_event(context, event))])


def _at_once(context: Context, node: Node) -> TimePhrase:
    if context.front.at_once is None:
        context.report("SV231", "`at once` has no length here, so nothing is ever late", node,
                       "add `at once: 24 hours` to the front matter")  # fmt: skip
    return TimePhrase([AtOnce(context.front.at_once)])


_READERS: Final[dict[str, Callable[[Context, Node], TimePhrase]]] = {
    "by": _by,
    "by_clock": _by_clock,
    "on": _on,
    "before": _before,
    "after": _after,
    "until": _until,
    "from_to": _from_to,
    "from_until": _from_until,
    "within": _within,
    "lead": _lead,
    "daily_hours": _daily_hours,
    "hours_on": _daily_hours,
    "period": _period,
    "every": _every,
    "in_any": _in_any,
    "times": _times,
    "hours_of": _hours_of,
    "in_phase": _in_phase,
    "while_fact": _while,
    "on_days": _on_days,
    "at_once": _at_once,
}
TIMES: Final = tuple(_READERS)

_COMPLEMENT_HINT = "say when it is forbidden: `must not ... before ...`"


def forbidden_windows(  # noqa: PLR0911 - one line a kind
    context: Context, node: Node, phrase: TimePhrase
) -> list[Window] | Event:
    """Return when an act is forbidden that is allowed only then; an event: only after it.

    `only after P` forbids up to the end of P, `only from P` before P, `only by P` and `only before
    P` after it, `only between 10:00 and 16:00 each day` the other hours.
    """
    window = phrase.windows[0] if len(phrase.windows) == 1 else None
    match window:
        case After(point=Event() as event):
            return event
        case After(point=point) if not isinstance(point, Event):
            if isinstance(point, WHOLES):
                return [Until(Boundary("end", point))]
            return [Until(point)]
        case From(point=point, to=None, until=None):
            return [Before(point)]
        case By(point=point):
            return [After(point)]
        case DailyHours(begins=begins, ends=ends, on=None):
            return [DailyHours(ends, begins)]
        case Before(point=point) if not isinstance(point, Event):
            side = Boundary("start", point) if isinstance(point, WHOLES) else point
            return [From(side)]
        case Until(point=point) if not isinstance(point, Event):
            return [From(point)]
        case _:
            context.report("SV214", f"`{written(context, node)}` cannot be turned round", node,
                           _COMPLEMENT_HINT)  # fmt: skip
            return []


def names_trigger(windows: list[Window]) -> bool:
    """Return whether a window counts from a trigger (`within 24 hours`, `the end of the day`)."""
    for window in windows:
        match window:
            case Within(of=None) | By(point=ClockPoint(of="trigger day")):
                return True
            case By(point=Boundary(of=TriggerDay())):
                return True
            case _:
                continue
    return False
