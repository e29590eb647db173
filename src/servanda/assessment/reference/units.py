"""What a measure covers and how it falls into cells (SEMANTICS 4, 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from servanda.assessment.reference.rows import Case, Measure, Statement
from servanda.assessment.tables import CONTAINS, INSIDE, OVERLAPS
from servanda.civil import Period

DAYS = "days"
PARTS = "parts"
CELLS = "cells"


@dataclass(frozen=True)
class Unit:
    """A measure, or one of its days, parts or cells.

    Attributes:
        measure: whose thing, hands and bearer hold.
        site_id: the place, the measure's own or a part of it.
        inner: stretches inside which a report counts for certain.
        outer: stretches that a report must meet to count at all.
        day, part: which day (or window) and which part of the measure; None: all of them.
    """

    measure: Measure
    site_id: int
    inner: tuple[Period, ...]
    outer: tuple[Period, ...]
    day: int | None = None
    part: int | None = None

    @property
    def hull(self) -> Period | None:
        """Return the stretch that an at-most must contain; None where there is none."""
        if not self.outer:
            return None
        return Period(self.outer[0].begins_at, max(period.ends_at for period in self.outer))


def whole_unit(measure: Measure) -> Unit:
    """Return the measure itself as a unit."""
    if measure.windows is None:
        inner, outer = [measure.inner], [measure.outer]
    else:
        outer = list(measure.windows)
        inner = outer if measure.narrow is None else list(measure.narrow)
    return Unit(measure, measure.site_id, _real(inner), _real(outer))


def _real(periods: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(period for period in periods if period.begins_at < period.ends_at)


def families(case: Case, unit: Unit) -> dict[str, list[Unit]]:
    """Return the days, parts and cells that a unit falls into (4.4).

    A day has only its cells and a part has only its cells; a cell has nothing.
    """
    days = list(_days(case, unit)) if unit.day is None else [unit]
    halves = list(_parts(case, unit)) if unit.part is None else [unit]
    if unit.day is None and unit.part is None:
        cells = [cell for day in days for cell in _parts(case, day)]
        every = {CELLS: cells, DAYS: days, PARTS: halves}
    elif unit.day is None:
        every = {CELLS: days}
    elif unit.part is None:
        every = {CELLS: halves}
    else:
        every = {}
    return {name: units for name, units in every.items() if units}


def _days(case: Case, unit: Unit) -> Iterator[Unit]:
    windows = unit.measure.windows
    spans = case.days if windows is None else list(windows)
    for number, span in enumerate(spans):
        inner, outer = _clipped(unit.inner, span), _clipped(unit.outer, span)
        if outer:
            yield Unit(unit.measure, unit.site_id, inner, outer, number, unit.part)


def _clipped(periods: tuple[Period, ...], span: Period) -> tuple[Period, ...]:
    common = (period.clipped_to(span) for period in periods)
    return tuple(period for period in common if period is not None)


def _parts(case: Case, unit: Unit) -> Iterator[Unit]:
    for site in case.parts.get(unit.site_id, ()):
        yield Unit(unit.measure, site, unit.inner, unit.outer, unit.day, site)


# ---- how a report lies to a unit ----------------------------------------------------------------


def relation(case: Case, unit: Unit, report: Statement) -> int | None:
    """Return how a report lies to a unit in thing, place and time; None: apart (hand is 3.5)."""
    if _is_of_other_matter(unit.measure, report):
        return None
    here = place_relation(case, unit, report.thing_id, report.place_id)
    when = _time_relation(unit, report.period)
    if here is None or when is None:
        return None
    return here & when & (INSIDE if is_of_one_matter(unit.measure, report) else INSIDE | CONTAINS)


def place_relation(case: Case, unit: Unit, thing_id: int, place_id: int) -> int | None:
    """Return how a thing at a place lies to a unit, whatever the time; None: apart."""
    thing = case.things.get((unit.measure.filter_id, thing_id))
    place = case.places.get((unit.site_id, place_id))
    return None if thing is None or place is None else thing[0] & place


def _time_relation(unit: Unit, period: Period) -> int | None:
    hull = unit.hull
    if hull is None or not any(stretch.meets(period) for stretch in unit.outer):
        return None
    inside = INSIDE if any(stretch.contains(period) for stretch in unit.inner) else OVERLAPS
    return inside | (CONTAINS if period.contains(hull) else OVERLAPS)


def _is_of_other_matter(measure: Measure, report: Statement) -> bool:
    """Return whether both name a matter and not the same (5.3)."""
    return bool(measure.abouts and report.about_id and report.about_id not in measure.abouts)


def is_of_one_matter(measure: Measure, report: Statement) -> bool:
    """Return whether a report speaks of one matter only, where all are asked for (4)."""
    return bool(report.about_id and not measure.abouts)


def hand_relation(case: Case, measure: Measure, hand_id: int) -> int | None:
    """Return how a hand lies to the bearer; None: names only others (3.5, 4.7)."""
    if measure.any_hand:
        return INSIDE | CONTAINS
    return case.hands.get((measure.bearer_id, hand_id))


def names_alone(case: Case, measure: Measure, report: Statement) -> bool:
    """Return whether a report names the bearer, or those it answers for, alone."""
    return bool((hand_relation(case, measure, report.hand_id) or 0) & INSIDE)


def may_be_of(case: Case, measure: Measure, report: Statement) -> bool:
    """Return whether the bearer is among those whom a report may mean."""
    return hand_relation(case, measure, report.hand_id) is not None


def counts_whole_hand(case: Case, measure: Measure, report: Statement) -> bool:
    """Return whether a count includes all that the bearer did: not only some of its hands."""
    return hand_relation(case, measure, report.hand_id) not in {None, INSIDE}


def is_inside(case: Case, unit: Unit, report: Statement) -> bool:
    """Return whether what a report counts lies wholly inside a unit."""
    return bool((relation(case, unit, report) or 0) & INSIDE)


def does_contain(case: Case, unit: Unit, report: Statement) -> bool:
    """Return whether what a report counts contains a unit, hands included."""
    fits = bool((relation(case, unit, report) or 0) & CONTAINS)
    return fits and counts_whole_hand(case, unit.measure, report)


def may_fall(case: Case, unit: Unit, report: Statement) -> bool:
    """Return whether what a report tells may belong to a unit."""
    return relation(case, unit, report) is not None and may_be_of(case, unit.measure, report)


def as_counted(case: Case, measure: Measure, tally: Statement) -> Statement | None:
    """Return a tally as a measure counts it: one in a unit is one occurrence or more (2.3.1).

    None: it says nothing.
    """
    if (measure.filter_id, tally.thing_id) not in case.other_units:
        return tally
    if tally.high == 0:
        return None
    alone = (*tally.series, "in a unit", tally.report_no)
    return replace(tally, low=min(tally.low, 1), high=None, series=alone)


def figures_of(case: Case, measure: Measure, report: Statement) -> tuple[int, int | None]:
    """Return low and high: of an event counted as an occurrence 1, or 0 where they are 0 (2.3)."""
    _, as_count = case.things.get((measure.filter_id, report.thing_id), (0, False))
    if report.incident_no and not as_count:
        return int(report.low != 0), int(report.high != 0)
    return report.low, report.high


def claim_of(case: Case, measure: Measure, report: Statement) -> int:
    """Return the most that a report claims: its high, or its low where that is unknown (4.6)."""
    low, high = figures_of(case, measure, report)
    return low if high is None else high
