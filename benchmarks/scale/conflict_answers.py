"""Who answers the reports of one day: denials, exceptions, corrections, counts, empty looks."""

from __future__ import annotations

from typing import Final

import numpy as np

from benchmarks.scale.conflict_events import (
    DENIES,
    EXCEPTS,
    NONE_SEEN,
    NOTHING,
    ROW,
    Rows,
    Shares,
    blank,
    chance,
)
from benchmarks.scale.conflict_terms import ACTS, AREAS, COUNTED, FIRST_PARTY, PARTIES
from benchmarks.scale.facts import DAY, SPAN
from benchmarks.scale.writing import Ints

_AGENCY, _MISSION = 1, 0
_MINUTES: Final = 1_440
_SLOTS: Final = np.array([n for n in range(1, _MINUTES + 1) if _MINUTES % n == 0])
_HOURS_OF_LOOKS: Final = 6
BY_SLOT, BY_DAY = 0, 1
"""Series of tallies: of the declared counter, and what a party claims for whole days."""


def follow_ups(random: np.random.Generator, reports: Rows, size: int, shares: Shares) -> Rows:
    """Return rows that answer reports of the day.

    Args:
        random: of the day.
        reports: numbered already; only they are answered.
        size: of all rows of the day; the shares are of it.
        shares: how many of each.
    """
    denials = _answers(random, reports, round(size * shares.denials), DENIES)
    _by_parties(random, denials, shares.neutral_denials)
    exceptions = _answers(random, reports, round(size * shares.exceptions), EXCEPTS)
    _by_parties(random, exceptions, shares.neutral_denials)
    count, taken_back = round(size * shares.corrections), round(size * shares.withdrawals)
    later = _corrections(random, reports, count + taken_back)
    later["withdrawn"][count:] = True
    return np.concatenate([denials, exceptions, later])


def _answers(random: np.random.Generator, reports: Rows, size: int, stance: int) -> Rows:
    """Return answers to as many reports, each another one."""
    chosen = reports[random.choice(len(reports), size, replace=False)]
    rows = chosen.copy()
    rows["stance"], rows["target"], rows["origin"] = stance, chosen["report"], NOTHING
    rows["occurrence"] = NOTHING
    for name in ("number", "low", "high", "word"):
        rows[name] = NOTHING
    rows["recorded"] = chosen["recorded"] + 600 + random.integers(0, 2 * DAY, size)
    return rows


def _by_parties(random: np.random.Generator, rows: Rows, neutral: float) -> None:
    """Let most be said by the accused party, some by a neutral source."""
    accused = np.where(rows["actor"] >= 0, rows["actor"], 0) + FIRST_PARTY
    is_neutral = chance(random, neutral, len(rows))
    rows["source"] = np.where(is_neutral, random.integers(0, 5, len(rows)), accused)


def _corrections(random: np.random.Generator, reports: Rows, size: int) -> Rows:
    chosen = reports[random.choice(len(reports), size, replace=False)]
    rows = chosen.copy()
    rows["replaces"] = chosen["report"]
    has_number = chosen["number"] > 0
    other = np.maximum(1, chosen["number"] + random.integers(-2, 3, size))
    rows["number"] = np.where(has_number, other, chosen["number"])
    rows["recorded"] = chosen["recorded"] + 3_600 + random.integers(0, 3 * DAY, size)
    return rows


def corrected_again(random: np.random.Generator, rows: Rows, share: float) -> None:
    """Let some corrections correct another correction of one report instead, in place.

    Args:
        random: of the day.
        rows: numbered corrections of one day, withdrawals not among them.
        share: of them.
    """
    count = int(len(rows) * share)
    first, second = rows[:count], rows[count : 2 * count]
    numbers, recorded = second["report"].copy(), second["recorded"].copy()
    second[...] = first
    second["report"] = numbers
    second["replaces"] = first["report"]
    second["recorded"] = np.maximum(first["recorded"], recorded) + random.integers(60, DAY, count)
    has_number = second["number"] > 0
    second["number"] = np.where(has_number, second["number"] + 1, second["number"])


# ---- counts and looks -------------------------------------------------------------------------


def tallies(random: np.random.Generator, day: int, truth: Rows, size: int, inexact: float) -> Rows:
    """Return at most so many counts of the declared counter, in slots that leave no gap."""
    groups = len(COUNTED) * len(AREAS)
    fitting = _SLOTS[_SLOTS * groups <= size]
    if not len(fitting):
        return np.zeros(0, ROW)
    slots = int(fitting[-1])
    sums = _sums(truth, day, slots)
    act, area, slot = (grid.ravel() for grid in np.indices(sums.shape))
    rows = _counts(sums.ravel(), act, area)
    rows["source"], rows["series"] = _AGENCY, BY_SLOT
    length = DAY // slots
    rows["begins"] = day * DAY + slot * length
    rows["ends"] = rows["begins"] + length
    error = np.where(chance(random, inexact, len(rows)), random.integers(-3, 4, len(rows)), 0)
    rows["number"] = np.maximum(0, rows["number"] + error)
    rows["recorded"] = rows["ends"] + random.integers(600, DAY, len(rows))
    return rows


def party_tallies(random: np.random.Generator, day: int, truth: Rows, size: int) -> Rows:
    """Return what parties claim to have done on a whole day: about a tenth more than they did."""
    sums = _sums(truth, day, 1)
    act, area, _ = (grid.ravel() for grid in np.indices(sums.shape))
    rows = _counts(np.ceil(sums.ravel() * 1.1).astype(np.int64), act, area)
    rows["actor"] = (act + area) % len(PARTIES)
    rows["source"], rows["series"] = FIRST_PARTY + rows["actor"], BY_DAY
    rows["begins"], rows["ends"] = day * DAY, (day + 1) * DAY
    rows["recorded"] = rows["ends"] + random.integers(600, DAY, len(rows))
    return rows[np.argsort(area, kind="stable")][:size]


def _sums(truth: Rows, day: int, slots: int) -> Ints:
    """Return how many there were: act counted x area x slot of the day."""
    found = np.zeros((len(COUNTED), len(AREAS), slots), np.int64)
    for k, act in enumerate(COUNTED):
        rows = truth[truth["act"] == act]
        slot = (rows["begins"] - day * DAY) // (DAY // slots)
        np.add.at(found, (k, rows["area"], slot), rows["number"])
    return found


def _counts(numbers: Ints, act: Ints, area: Ints) -> Rows:
    rows = blank(len(numbers))
    rows["kind"], rows["number"] = 1, numbers
    rows["act"], rows["area"] = np.array(COUNTED)[act], area
    return rows


def looks(random: np.random.Generator, day: int, size: int, rows_of_day: int) -> Rows:
    """Return looks that saw none: each so short that a report or two may fall into it.

    Args:
        random: of the day.
        day: its number.
        size: how many.
        rows_of_day: the more reports, the shorter the looks.
    """
    rows = blank(size)
    length = int(np.clip(DAY * 200 // max(rows_of_day, 1), 10, _HOURS_OF_LOOKS * 3_600))
    rows["begins"] = day * DAY + random.integers(0, DAY - length, size)
    rows["ends"] = np.minimum(rows["begins"] + length, SPAN)
    rows["act"] = random.integers(0, len(ACTS) - 1, size)
    rows["area"] = random.integers(0, len(AREAS), size)
    rows["source"] = np.where(random.random(size) < 0.5, _MISSION, random.integers(1, 5, size))
    rows["stance"] = NONE_SEEN
    rows["recorded"] = rows["ends"] + random.integers(60, DAY, size)
    return rows
