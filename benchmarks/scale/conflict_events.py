"""What happens on one day of the conflicting workload, and who tells of it.

A row is one report as numbers: codes of names, seconds since the begin of the log, -1 for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.scale.conflict_terms import (
    ACTS,
    AREA_WEIGHTS,
    AREAS,
    FIRST_PARTY,
    MEDIA,
    PARTIES,
    REGIONS,
    SOURCES,
    WORDS,
)
from benchmarks.scale.facts import DAY, SPAN
from benchmarks.scale.writing import Ints

ROW: Final = np.dtype([
    ("report", "i8"), ("source", "i1"), ("origin", "i1"), ("recorded", "i8"), ("begins", "i8"),
    ("ends", "i8"), ("kind", "i1"), ("series", "i1"), ("actor", "i1"), ("rival", "i1"),
    ("act", "i1"), ("number", "i4"), ("low", "i4"), ("high", "i4"), ("word", "i1"),
    ("area", "i2"), ("second_area", "i2"), ("stance", "i1"), ("target", "i8"), ("replaces", "i8"),
    ("withdrawn", "?"), ("occurrence", "i8"),
])  # fmt: skip
"""`rival`: a second name of the actor; `occurrence`: what it tells of, -1 for none."""
Rows = npt.NDArray[np.void]
ASSERTS, DENIES, NONE_SEEN, EXCEPTS = range(4)
NOTHING: Final = -1


@dataclass(frozen=True)
class Shares:
    """How much conflict there is; every figure is a share unless it says otherwise.

    Attributes:
        reports_per_event: mean number, by different sources.
        linked: of the occurrences told more than once, how many are linked as one.
        kept_apart: of the occurrences, how many are linked as not the same as the next one.
        denials, exceptions, corrections, withdrawals, none_seen, tallies, party_tallies: of all
            rows.
        neutral_denials: of the denials, those of a neutral source; the others are of a party.
        second_corrections: of the corrections, those of a correction.
        inexact_tallies: of the tallies, those that differ from what happened.
        relayed: of the reports of media, those that relay what a party claims.
        other_number: of the reports with a number, those that tell another one.
        bounds: of them, those that say from .. to; words: those that say a word (`dozens`).
        to_minute, to_hour, to_day, to_days: of the reports, how finely the time is known; the
            others know the instant.
        several_areas, region_only, no_area: of the reports, how vaguely the place is told.
        several_actors, no_actor, other_actor: of the reports, how the hand is told.
        late: of the reports, recorded a week later on average; the others some hours later.
    """

    reports_per_event: float = 3.0
    linked: float = 0.7
    kept_apart: float = 0.005
    denials: float = 0.03
    exceptions: float = 0.01
    corrections: float = 0.02
    withdrawals: float = 0.005
    none_seen: float = 0.005
    tallies: float = 0.05
    party_tallies: float = 0.01
    neutral_denials: float = 0.15
    second_corrections: float = 0.1
    inexact_tallies: float = 0.2
    relayed: float = 0.2
    other_number: float = 0.15
    bounds: float = 0.1
    words: float = 0.02
    to_minute: float = 0.3
    to_hour: float = 0.15
    to_day: float = 0.1
    to_days: float = 0.02
    several_areas: float = 0.05
    region_only: float = 0.06
    no_area: float = 0.03
    several_actors: float = 0.04
    no_actor: float = 0.15
    other_actor: float = 0.03
    late: float = 0.05

    def as_facts(self) -> dict[str, float]:
        """Return all of them by name."""
        return {field.name: float(getattr(self, field.name)) for field in fields(self)}


def blank(size: int) -> Rows:
    """Return rows that say nothing yet."""
    rows = np.zeros(size, ROW)
    for name in ("origin", "series", "actor", "rival", "number", "low", "high", "word", "area",
                 "second_area", "target", "replaces", "occurrence"):  # fmt: skip
        rows[name] = NOTHING
    return rows


def chance(random: np.random.Generator, share: float, size: int) -> npt.NDArray[np.bool_]:
    """Return for each row whether it is one of that share."""
    return random.random(size) < share


def reports_of_events(
    random: np.random.Generator, day: int, size: int, shares: Shares
) -> tuple[Rows, Rows]:
    """Return what happened on a day, one row each, and so many reports of it."""
    counts = _report_counts(random, size, shares.reports_per_event)
    truth = _occurrences(random, day, len(counts))
    of = np.repeat(np.arange(len(counts)), counts)
    rows = truth[of].copy()
    rows["occurrence"] = of
    nth = np.arange(size) - np.repeat(np.cumsum(counts) - counts, counts)
    _tell_sources(random, rows, nth, shares)
    _tell_numbers(random, rows, shares)
    _tell_times(random, rows, shares)
    _tell_places(random, rows, shares)
    _tell_hands(random, rows, shares)
    return truth, rows


def _report_counts(random: np.random.Generator, size: int, mean: float) -> Ints:
    """Return how many tell of each occurrence; together they are so many rows."""
    most = len(SOURCES)
    drawn = 1 + random.poisson(mean - 1, int(size / mean * 1.2) + 50)
    counts = np.minimum(drawn, most).astype(np.int64)
    sums = np.cumsum(counts)
    last = int(np.searchsorted(sums, size))
    counts = counts[: last + 1]
    counts[-1] -= sums[last] - size
    return counts


def _occurrences(random: np.random.Generator, day: int, size: int) -> Rows:
    rows = blank(size)
    act_shares = np.array([act[3] for act in ACTS])
    weights = np.array(AREA_WEIGHTS) / sum(AREA_WEIGHTS)
    rows["begins"] = day * DAY + np.sort(random.integers(0, DAY, size))
    rows["ends"] = rows["begins"] + 1
    rows["act"] = random.choice(len(ACTS), size, p=act_shares)
    most = np.array([act[4] for act in ACTS])[rows["act"]]
    has_unit = np.array([act[2] is not None for act in ACTS])[rows["act"]]
    rows["number"] = np.where(has_unit, 1 + random.integers(0, most), NOTHING)
    rows["area"] = random.choice(len(AREAS), size, p=weights)
    rows["actor"] = random.integers(0, len(PARTIES), size)
    return rows


# ---- what each report makes of it -------------------------------------------------------------


def _tell_sources(random: np.random.Generator, rows: Rows, nth: Ints, shares: Shares) -> None:
    """Give each report of one occurrence a source of its own, and some of them an origin."""
    size, of = len(rows), rows["occurrence"]
    most = len(SOURCES)
    steps = np.array([step for step in range(1, most) if np.gcd(step, most) == 1])
    first = random.integers(0, most, of[-1] + 1 if size else 0)
    step = steps[random.integers(0, len(steps), len(first))]
    rows["source"] = (first[of] + nth * step[of]) % most
    relays = np.isin(rows["source"], MEDIA) & chance(random, shares.relayed, size)
    claimant = FIRST_PARTY + random.integers(0, len(PARTIES), size)
    rows["origin"] = np.where(relays, claimant, NOTHING)


def _tell_numbers(random: np.random.Generator, rows: Rows, shares: Shares) -> None:
    size, true = len(rows), rows["number"].copy()
    has_number = true > 0
    differs = has_number & chance(random, shares.other_number, size)
    told = np.where(differs, np.maximum(1, true + random.integers(-3, 4, size)), true)
    kind = random.random(size)
    is_bounds = has_number & (kind < shares.bounds)
    is_word = has_number & ~is_bounds & (kind < shares.bounds + shares.words)
    rows["low"] = np.where(is_bounds, np.maximum(0, told - random.integers(0, 3, size)), NOTHING)
    is_open = chance(random, 0.3, size)
    rows["high"] = np.where(is_bounds & ~is_open, told + random.integers(0, 4, size), NOTHING)
    rows["word"] = np.where(is_word, random.integers(0, len(WORDS), size), NOTHING)
    rows["number"] = np.where(is_bounds | is_word, NOTHING, told)


def _tell_times(random: np.random.Generator, rows: Rows, shares: Shares) -> None:
    """Make some times less fine, and say when each report was recorded."""
    size, at = len(rows), rows["begins"].copy()
    bounds = np.cumsum([shares.to_minute, shares.to_hour, shares.to_day, shares.to_days])
    fineness = np.searchsorted(bounds, random.random(size), side="right")
    length = np.array([60, 3_600, DAY, DAY, 1])[fineness]
    begins = at - at % length
    days = np.where(fineness == 3, random.integers(2, 5, size), 1)
    rows["begins"] = begins
    rows["ends"] = np.minimum(begins + length * days, np.maximum(SPAN, at + 1))
    mean_hours = np.where(chance(random, shares.late, size), 168, 6)
    hours = random.exponential(mean_hours)
    rows["recorded"] = rows["ends"] + 60 + (hours * 3_600).astype(np.int64)


def _tell_places(random: np.random.Generator, rows: Rows, shares: Shares) -> None:
    size, true = len(rows), rows["area"].copy()
    drawn = random.random(size)
    is_region = drawn < shares.region_only
    is_open = (drawn >= shares.region_only) & (drawn < shares.region_only + shares.no_area)
    is_several = (
        ~is_region
        & ~is_open
        & (chance(random, shares.several_areas / (1 - shares.region_only - shares.no_area), size))
    )
    other = (true + random.integers(1, len(AREAS), size)) % len(AREAS)
    rows["second_area"] = np.where(is_several, other, NOTHING)
    region = len(AREAS) + true % len(REGIONS)
    rows["area"] = np.select([is_region, is_open], [region, NOTHING], true)


def _tell_hands(random: np.random.Generator, rows: Rows, shares: Shares) -> None:
    size, true = len(rows), rows["actor"].copy()
    bounds = np.cumsum([shares.no_actor, shares.several_actors, shares.other_actor])
    how = np.searchsorted(bounds, random.random(size), side="right")
    other = (true + random.integers(1, len(PARTIES), size)) % len(PARTIES)
    rows["actor"] = np.select([how == 0, how == 2], [NOTHING, other], true)
    rows["rival"] = np.where(how == 1, other, NOTHING)
