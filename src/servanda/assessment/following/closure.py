"""What new evidence touches: which reports weigh otherwise than before, and where they lie.

Wider than needed is only slower; narrower would be wrong. A report is touched if its own chain of
corrections, its incident, a denial or plea or ruling of it, or its neighbours in a series changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from servanda.assessment.following.columns import (
    EVER,
    Columns,
    Numbers,
    distinct,
    rows_at,
    size_of,
    union,
)
from servanda.assessment.following.evidence import Evidence, Seeds
from servanda.assessment.following.spots import EVENTS, LEVELS, TALLIES, shelves_of
from servanda.assessment.tables import (
    ASSERTS,
    DENIES,
    EVENT,
    EXCEPTS,
    LEVEL,
    OBSERVED_NONE,
    TALLY,
)

_KEY = ("source_id", "origin_id", "series_id", "thing_id", "place_id", "hand_id")


@dataclass(frozen=True)
class Touched:
    """What is touched.

    Attributes:
        reports: assertions of which something changed.
        seers: `observed-none` of which something changed.
        incidents: incidents that touched reports were of before, or are of.
        coverage: rows of coverage that changed.
        words: source to the end of its last word before and now.
    """

    reports: Columns
    seers: Columns
    incidents: dict[int, set[int]]
    coverage: list[int] = field(default_factory=list)
    words: dict[int, tuple[int, int]] = field(default_factory=dict)


def touched_by(evidence: Evidence, seeds: Seeds) -> Touched:
    """Return what some changes touch, in evidence that has them already."""
    changed = evidence.chains_of(union(seeds.reports))
    rows = evidence.record.rows(changed)
    reached = [changed, evidence.members_of(union(seeds.incidents)), _aims(evidence, rows)]
    seers = rows_at(rows, rows["stance"] == OBSERVED_NONE)
    reached += _seen_over(evidence, seers)
    every = _fellows(evidence, union(reached))
    told = evidence.record.rows(every)
    told = rows_at(told, told["stance"] == ASSERTS)
    neighbours = [_neighbours(evidence, told)]
    if len(neighbours[0]):
        more = evidence.record.rows(union([told["report_no"], *neighbours]))
        told = rows_at(more, more["stance"] == ASSERTS)
    return Touched(told, seers, _incidents(evidence, told, seeds), seeds.coverage)


def _aims(evidence: Evidence, rows: Columns) -> Numbers:
    """Return what denials and pleas among some reports speak of, in all its versions."""
    remarks = rows["report_no"][np.isin(rows["stance"], (DENIES, EXCEPTS))]
    aims = distinct(evidence.targets.rows("report_no", remarks)["target_no"])
    return evidence.chains_of(aims)


def _seen_over(evidence: Evidence, seers: Columns) -> list[Numbers]:
    """Return what lies in the time and place over which somebody looked and saw none."""
    found: list[Numbers] = []
    for thing, place, begins, ends, kind in zip(
        *(seers[name].tolist() for name in ("thing_id", "place_id", "begins_at", "ends_at",
                                            "kind")), strict=True
    ):  # fmt: skip
        inside = evidence.spots.inside(evidence.spots.id_of(thing, place))
        if kind == LEVEL:
            # It also ends what its source told before, which holds until then.
            found += evidence.record.on_shelves(shelves_of(inside, (LEVELS,)), -EVER, ends)
        else:
            shelves = shelves_of(inside, (EVENTS, TALLIES))
            found += evidence.record.on_shelves(shelves, begins, ends)
    return found


def _fellows(evidence: Evidence, numbers: Numbers) -> Numbers:
    """Return reports with the other members of their incidents, in all versions of each."""
    fellows = evidence.fellows_of(numbers)
    return evidence.chains_of(fellows) if len(fellows) > len(numbers) else numbers


def _neighbours(evidence: Evidence, told: Columns) -> Numbers:
    """Return the tallies that weigh otherwise where some do: of their series, and beside totals."""
    tallies = rows_at(told, told["kind"] == TALLY)
    return union([same_series(evidence, tallies), beside_totals(evidence, tallies)])


def same_series(evidence: Evidence, tallies: Columns) -> Numbers:
    """Return the tallies that are of a key and time with some others (2.4.1, 2.4.2)."""
    found: list[Numbers] = []
    if not size_of(tallies):
        return union(found)
    pairs = np.stack([tallies["thing_id"], tallies["place_id"]])
    for thing, place in np.unique(pairs, axis=1).T.tolist():
        mine = rows_at(tallies, (tallies["thing_id"] == thing) & (tallies["place_id"] == place))
        shelves = shelves_of([evidence.spots.id_of(thing, place)], (TALLIES,))
        begins, ends = int(mine["begins_at"].min()), int(mine["ends_at"].max())
        others = evidence.record.rows(union(evidence.record.on_shelves(shelves, begins, ends)))
        keys = set(_keys(mine))
        mask = [key in keys for key in _keys(others)]
        found.append(others["report_no"][np.array(mask, bool)])
    return union(found)


def beside_totals(evidence: Evidence, tallies: Columns) -> Numbers:
    """Return what running totals among tallies are held against, and totals held against these.

    They are the tallies of another key at the same spot that share an instant (2.4.3), with their
    series.
    """
    found: list[Numbers] = []
    pairs = np.stack([tallies["thing_id"], tallies["place_id"]])
    for thing, place in np.unique(pairs, axis=1).T.tolist() if size_of(tallies) else ():
        mine = rows_at(tallies, (tallies["thing_id"] == thing) & (tallies["place_id"] == place))
        shelves = shelves_of([evidence.spots.id_of(thing, place)], (TALLIES,))
        begins, ends = int(mine["begins_at"].min()), int(mine["ends_at"].max())
        others = evidence.record.rows(union(evidence.record.on_shelves(shelves, begins, ends)))
        if _has_totals(others):
            own = set(_keys(mine))
            others = rows_at(others, np.array([key not in own for key in _keys(others)], bool))
            found += [others["report_no"], same_series(evidence, others)]
    return union(found)


def _keys(tallies: Columns) -> list[tuple[int, ...]]:
    return list(zip(*(tallies[name].tolist() for name in _KEY), strict=True))


def _has_totals(tallies: Columns) -> bool:
    """Return whether two of one key have one begin and different ends (2.4)."""
    ends: dict[tuple[int, ...], int] = {}
    for *key, end in zip(
        *(tallies[name].tolist() for name in (*_KEY, "begins_at", "ends_at")), strict=True
    ):
        if ends.setdefault(tuple(key), end) != end:
            return True
    return False


def _incidents(evidence: Evidence, told: Columns, seeds: Seeds) -> dict[int, set[int]]:
    """Return touched report to the numbers that its incident has or had."""
    events = told["report_no"][told["kind"] == EVENT]
    linked = evidence.linked.rows("report_no", events)
    found = {number: {number} for number in events.tolist()}
    pairs = zip(linked["report_no"].tolist(), linked["incident_no"].tolist(), strict=True)
    for number, incident in pairs:
        found[number].add(incident)
    before = set(union(seeds.incidents).tolist())
    return {number: some | before for number, some in found.items()}


__all__ = ["Touched", "beside_totals", "same_series", "touched_by"]
