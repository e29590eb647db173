"""What falls due under a suspension, and when it was called for (SEMANTICS 1.6, 5.3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from servanda.agreement.lines import Line
from servanda.agreement.periods import TimeSet, common, joined, up_to, whole_days, without
from servanda.civil import Period, date_at, day_start


@dataclass(frozen=True)
class Checks:
    """When what calls for a check of running totals comes, that a suspension interrupts.

    Attributes:
        surely: what is due before the suspension began.
        possibly: what is due after it. Whether what was owed before, and what was done meanwhile,
            is still owed then, the agreement does not say.
        lapsing: what falls due under it, and when each of that lapses.
        is_interrupted: there is a suspension.
    """

    surely: TimeSet
    possibly: TimeSet = ()
    lapsing: tuple[tuple[TimeSet, int], ...] = ()
    is_interrupted: bool = True


def checks_around(whole: Period, seen: Sequence[TimeSet], line: Line, zone: ZoneInfo) -> Checks:
    """Return when what calls for checks of running totals comes, around suspensions.

    Args:
        whole: over which the totals run.
        seen: the suspensions as each side of what is known sees them.
        line: an exchange or a running balance.
        zone: of the agreement.
    """
    away = common(joined(span for found in seen for span in found), (whole,))
    if not away:
        return Checks((whole,), is_interrupted=False)
    free = without((whole,), away)
    first = away[0].begins_at
    if line.kind == "balance":
        # Checked at once: nothing of it falls due under a suspension.
        before = common(free, up_to(first))
        return Checks(before, without(free, before))
    begun = [span.begins_at for span in _due_in(Period(first, whole.ends_at), line, whole, zone)]
    surely = common(free, up_to(min([first, *begun])))
    lapsing, left = [], without(free, surely)
    for sure in reduce(common, seen):
        hours = common(left, _due_in(sure, line, whole, zone))
        left = without(left, hours)
        if hours:
            lapsing.append((hours, lapse_of(sure, line, zone)))
    return Checks(surely, left, tuple(lapsing))


def _due_in(due: Period, line: Line, whole: Period, zone: ZoneInfo) -> TimeSet:
    """Return when what calls for something comes that is due in a time; else at the end of all."""
    if line.limit is None:
        return (whole,) if due.begins_at < whole.ends_at <= due.ends_at else ()
    return called_for(due, line, zone)


def lapse_of(away: Period, line: Line, zone: ZoneInfo) -> int:
    """Return when what is due under a suspension lapses; of a limit in days with the whole day."""
    is_elapsed = line.limit is None or line.limit.elapsed_us is not None
    return away.begins_at if is_elapsed else day_start(date_at(away.begins_at, zone), zone)


def called_for(due: Period, line: Line, zone: ZoneInfo) -> TimeSet:
    """Return when what calls for a reply may come, if the reply is due within some time."""
    limit = line.limit
    if limit is None or due.begins_at >= due.ends_at:
        return ()
    if limit.months is not None:
        return up_to(due.ends_at)
    found: list[Period] = []
    if limit.elapsed_us is not None:
        found.append(Period(due.begins_at - limit.elapsed_us, due.ends_at - limit.elapsed_us))
    first, last = date_at(due.begins_at, zone), date_at(due.ends_at, zone)
    if limit.clock_us is not None:
        found.append(whole_days(first, last, zone))
    if limit.days is not None and first < last:  # they end at a midnight of that time
        back = timedelta(days=limit.days)
        found.append(whole_days(first - back, last - timedelta(days=1) - back, zone))
    return joined(found)
