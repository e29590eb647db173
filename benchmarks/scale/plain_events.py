"""What happens in the plain workload, day by day: acts that stand alone, and pairs of acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.scale.facts import DAY, DAYS, SPAN
from benchmarks.scale.writing import Ints

AREAS: Final = 50
SOURCES: Final = 8
ACTS: Final = (
    ("shell", "shell", None), ("airstrike", "air strike", None), ("drone", "fly", "drone"),
    ("move", "move", "troop"), ("deliver", "deliver", "aid truck"), ("inspect", "inspect", "truck"),
    ("statement", "announce", None), ("other", "patrol", None),
    ("release_h", "release", "hostage"), ("release_p", "receive", "prisoner"),
    ("notify", "notify", None), ("withdraw", "withdraw", "troop"),
)  # fmt: skip
"""Each act as the log names it, as the vocabulary does, and its object."""
DELIVER, RELEASE, ANSWER, NOTICE, WITHDRAWAL = 4, 8, 9, 10, 11
_SHARES: Final = np.array([0.24, 0.11, 0.20, 0.17, 0.14, 0.08, 0.03, 0.03])
"""Of the acts that stand alone."""
_RELEASE_ID, _NOTICE_ID = 10**9, 2 * 10**9
_ANSWER_LAG, _NOTICE_LAG = (1_800, 86_000, 86_460, 216_000), (86_460, 259_200, 3_600, 86_000)
"""Seconds: of those in time from .. to, of those that are not from .. to."""


@dataclass(frozen=True)
class Events:
    """Some events: columns of equal length, seconds from the begin of the log."""

    at: Ints
    act: npt.NDArray[np.int8]
    reference: Ints


@dataclass(frozen=True)
class Pairs:
    """Pairs of an earlier and a later event whose earlier one lies on one day.

    Attributes:
        earlier, later: seconds from the begin of the log.
        reference: of both.
        has_first, has_second: whether each of them took place at all.
    """

    earlier: Ints
    later: Ints
    reference: Ints
    has_first: npt.NDArray[np.bool_]
    has_second: npt.NDArray[np.bool_]


def share_of(rows: int, day: int) -> tuple[int, int]:
    """Return where the part of a number that falls on one day begins, and where it ends."""
    return rows * day // DAYS, rows * (day + 1) // DAYS


def releases(rows: int, day: int) -> Pairs:
    """Return the releases of one day with their answers, wherever those lie."""
    return _pairs((rows // 50, day, 8), _ANSWER_LAG, _RELEASE_ID, earlier_always=True)


def withdrawals(rows: int, day: int) -> Pairs:
    """Return the notices of one day with their withdrawals, wherever those lie."""
    return _pairs((rows * 3 // 100, day, 10), _NOTICE_LAG, _NOTICE_ID, earlier_always=False)


def _pairs(
    seed: tuple[int, int, int], lags: tuple[int, int, int, int], first_id: int, *,
    earlier_always: bool,
) -> Pairs:  # fmt: skip
    count, day, _ = seed
    low, high = share_of(count, day)
    size = high - low
    random = np.random.default_rng([20241127, *seed])
    earlier = day * DAY + random.integers(0, DAY, size)
    in_time = random.integers(lags[0], lags[1], size)
    late = random.integers(lags[2], lags[3], size)
    lag = np.where(random.random(size) < 0.95, in_time, late)
    happens, always = random.random(size) < 0.98, np.ones(size, np.bool_)
    later = earlier + lag
    is_inside = (later < SPAN) & (later >= DAY if not earlier_always else True)
    first, second = (always, happens) if earlier_always else (happens, always)
    return Pairs(earlier, later, first_id + np.arange(low, high), first, second & is_inside)


def _paired(rows: int, day: int) -> Iterator[Events]:
    """Yield the events of one day that have a partner on it or on another day."""
    for pairs_of, first, second in ((releases, RELEASE, ANSWER), (withdrawals, NOTICE, WITHDRAWAL)):
        for earlier_day in range(max(0, day - 3), day + 1):
            pairs = pairs_of(rows, earlier_day)
            if earlier_day == day:
                yield _chosen(pairs.earlier, first, pairs, pairs.has_first)
            is_here = pairs.has_second & (pairs.later // DAY == day)
            yield _chosen(pairs.later, second, pairs, is_here)


def _chosen(at: Ints, act: int, pairs: Pairs, chosen: npt.NDArray[np.bool_]) -> Events:
    found = at[chosen]
    return Events(found, np.full(len(found), act, np.int8), pairs.reference[chosen])


def events_of_day(rows: int, day: int) -> Events:
    """Return all events of one day in order; over all days they are so many rows."""
    low, high = share_of(rows, day)
    paired = list(_paired(rows, day))
    alone = high - low - sum(len(part.at) for part in paired)
    random = np.random.default_rng([20241127, rows, day])
    at = np.concatenate([day * DAY + random.integers(0, DAY, alone), *(p.at for p in paired)])
    act = np.concatenate(
        [random.choice(8, alone, p=_SHARES).astype(np.int8), *(p.act for p in paired)]
    )
    reference = np.concatenate([np.arange(low, low + alone), *(p.reference for p in paired)])
    order = np.argsort(at, kind="stable")
    return Events(at[order], act[order], reference[order])
