"""The windows of a sliding rule that bind whatever is done ("in any 7 days", SEMANTICS 5.3.7).

A finding asks the windows that some report makes matter. Each of the windows here is kept whenever
all of those are: in days they are all windows of whole days, in hours those that begin where
something else in the agreement begins or ends, and those that follow each other from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from servanda.agreement.duty_rows import CEILING, RuleRow
from servanda.civil import Period, date_at, local_day

MOST_WINDOWS: Final = 1_200
"""Windows of one rule that are looked at."""


def sliding_windows(
    row: RuleRow, zone: ZoneInfo, edges: Iterable[int]
) -> Iterator[tuple[Period, bool]]:
    """Yield the windows of a sliding rule, each with whether it is one of those side by side.

    Args:
        row: a rule of kind `SLIDING`; one whose length is in months has none here.
        zone: in which days are counted.
        edges: instants at which something else begins or ends, microseconds UTC.
    """
    if row.limit_days is not None and row.limit_us is None:
        found = _of_days(row, row.limit_days, zone)
    elif row.limit_us is not None and row.limit_days is None and row.limit_months is None:
        found = _of_hours(row, row.limit_us, edges)
    else:
        return
    force = Period(row.opens_at, row.closes_at)
    for number, (window, is_tile) in enumerate(found):
        if number >= MOST_WINDOWS:
            return
        clipped = window.clipped_to(force)
        # A floor is asked only of windows that lie wholly inside the clause.
        if clipped is not None and (row.op == CEILING or clipped == window):
            yield clipped, is_tile


def _of_days(row: RuleRow, length: int, zone: ZoneInfo) -> Iterator[tuple[Period, bool]]:
    first = date_at(row.opens_at, zone)
    begins_whole = local_day(first, zone).begins_at == row.opens_at
    if row.op != CEILING:  # with the clause: a first day that is not whole is not counted
        last = first + timedelta(days=length - begins_whole)
        yield Period(row.opens_at, local_day(last, zone).ends_at), True
        first += timedelta(days=1)
    days = (date_at(row.closes_at - 1, zone) - first).days + 1
    for k in range(days):
        is_tile = row.op == CEILING and k % length == 0
        if is_tile or k + length <= max(days, length):  # a later one lies in the last of these
            begins = local_day(first + timedelta(days=k), zone).begins_at
            ends = local_day(first + timedelta(days=k + length - 1), zone).ends_at
            yield Period(begins, ends), is_tile


def _of_hours(row: RuleRow, length: int, edges: Iterable[int]) -> Iterator[tuple[Period, bool]]:
    tiles = range(row.opens_at, row.closes_at, length)
    yield from ((Period(begins, begins + length), True) for begins in tiles)
    inside = sorted(edge for edge in edges if row.opens_at <= edge <= row.closes_at)
    seen = set(tiles)
    for edge in inside:
        for begins in (edge, edge - length):
            if begins not in seen and begins >= row.opens_at:
                seen.add(begins)
                yield Period(begins, begins + length), False
