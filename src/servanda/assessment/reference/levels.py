"""How many stand there: duties that ask at every instant (SEMANTICS 4.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from servanda.assessment.reference.bounds import Bounds, Ledger, bounds_in
from servanda.assessment.reference.figures import Matter, add_all_or_none, matter_of
from servanda.assessment.reference.incidents import Setting
from servanda.assessment.reference.reasons import first_of, reasons_in
from servanda.assessment.reference.rows import Case, Key, Statement
from servanda.assessment.reference.units import Unit, may_be_of, place_relation, whole_unit
from servanda.assessment.tables import FLOOR, OBSERVED_NONE
from servanda.civil import Period

FOREVER = 2**62

Amount = tuple[int | None, int | None]
_Valid = dict[tuple[int, int], Period]
"""Report number and stance to when a level is valid: one report may say both (4.8.7)."""


@dataclass(frozen=True)
class Stretch:
    """A time in which nothing changes of what is said of a level.

    Attributes:
        period: from one change to the next.
        ledger: what is said of it.
        bounds: what is found of it.
        is_certain: it lies inside the narrow period of the duty.
    """

    period: Period
    ledger: Ledger
    bounds: Bounds
    is_certain: bool


@dataclass(frozen=True)
class LevelReading:
    """A duty on a level, read stretch by stretch."""

    matter: Matter
    stretches: tuple[Stretch, ...]

    @property
    def bounds(self) -> Bounds:
        """Certain, possible and alleged of all stretches (4.8.3)."""
        wide = [stretch.bounds for stretch in self.stretches]
        narrow = [stretch.bounds for stretch in self.stretches if stretch.is_certain]
        is_contradicted = any(bounds.is_contradicted for bounds in wide)
        if self.matter.setting.measure.is_ceiling:
            return Bounds(
                certain=max((bounds.certain for bounds in narrow), default=0),
                possible=_greatest(bounds.possible for bounds in wide),
                alleged=max((bounds.alleged for bounds in wide), default=0),
                is_contradicted=is_contradicted,
            )
        known = [bounds.possible for bounds in narrow if bounds.possible is not None]
        return Bounds(
            certain=min((bounds.certain for bounds in wide), default=0),
            possible=min(known, default=None),
            alleged=min((bounds.alleged for bounds in wide), default=0),
            is_contradicted=is_contradicted,
        )

    @property
    def extent(self) -> Bounds:
        """Least certain and greatest possible of any stretch: as the whole of a share (5.3.9)."""
        every = [stretch.bounds for stretch in self.stretches]
        return Bounds(
            certain=min((bounds.certain for bounds in every), default=0),
            possible=_greatest(bounds.possible for bounds in every),
            alleged=max((bounds.alleged for bounds in every), default=0),
            is_contradicted=any(bounds.is_contradicted for bounds in every),
        )

    def reason(self, op: int, amount: Amount) -> str:
        """Return why the finding is disputed, asked in the stretches that make it so (4.8.4)."""
        found: set[str] = set()
        for stretch in self.stretches:
            if _is_open(stretch.bounds, op, amount):
                found |= reasons_in(stretch.ledger, stretch.bounds)
        return first_of(found)

    def broken_at(self, op: int, amount: Amount) -> int | None:
        """Return the begin of the first stretch that breaks the duty."""
        breaks = _falls_short if op == FLOOR else _exceeds
        found = [s for s in self.stretches if s.is_certain and breaks(s.bounds, amount)]
        return found[0].period.begins_at if found else None


def _is_open(bounds: Bounds, op: int, amount: Amount) -> bool:
    low, high = amount
    if op == FLOOR:
        return high is None or bounds.certain < high
    return low is not None and bounds.alleged > low


def _falls_short(bounds: Bounds, amount: Amount) -> bool:
    return bounds.possible is not None and amount[0] is not None and bounds.possible < amount[0]


def _exceeds(bounds: Bounds, amount: Amount) -> bool:
    return amount[1] is not None and bounds.certain > amount[1]


def _greatest(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return add_all_or_none(max, found) if found else None


# ---- stretches (4.8.1, 4.8.2) -------------------------------------------------------------------


def read_levels(matter: Matter) -> LevelReading:
    """Return a duty on a level with the stretches into which its period falls."""
    return LevelReading(matter, tuple(_stretches(matter)))


def _stretches(matter: Matter) -> Iterable[Stretch]:
    unit = whole_unit(matter.setting.measure)
    valid = valid_levels(matter.setting, unit)
    cuts = sorted({*_edges(unit), *_changes(matter.setting, unit, valid)})
    for begins, ends in pairwise(cuts):
        period = Period(begins, ends)
        if any(outer.contains(period) for outer in unit.outer):
            ledger = _ledger_at(matter.setting, period, valid)
            is_certain = any(inner.contains(period) for inner in unit.inner)
            yield Stretch(period, ledger, bounds_in(ledger), is_certain)


def _edges(unit: Unit) -> Iterable[int]:
    return (edge for p in (*unit.inner, *unit.outer) for edge in (p.begins_at, p.ends_at))


def _changes(setting: Setting, unit: Unit, valid: _Valid) -> Iterable[int]:
    case = setting.case
    declared = [
        cover.period
        for cover in case.coverage
        if place_relation(case, unit, cover.thing_id, cover.place_id) is not None
    ]
    for period in (*valid.values(), *declared):
        yield from (period.begins_at, period.ends_at)
    yield from setting.record.last_word.values()


def valid_levels(setting: Setting, unit: Unit) -> _Valid:
    """Return when every level report that may concern a duty is valid, by number and stance."""
    case = setting.case
    return {
        (report.report_no, report.stance): _validity(setting, report)
        for report in (*setting.record.levels, *setting.record.none_stood)
        if place_relation(case, unit, report.thing_id, report.place_id) is not None
        and may_be_of(case, unit.measure, report)
    }


def _validity(setting: Setting, report: Statement) -> Period:
    """Return how long a level report is valid (4.8.1)."""
    begins = report.period.begins_at
    if report.stance == OBSERVED_NONE:
        return report.period
    later = (*setting.record.levels, *setting.record.none_stood)
    nexts = [o.period.begins_at for o in later if _does_replace(setting.case, o, report)]
    limit = FOREVER if report.holds_us is None else begins + report.holds_us
    return Period(begins, max(report.period.ends_at, min([limit, *nexts])))


def _does_replace(case: Case, other: Statement, report: Statement) -> bool:
    is_later = other.period.begins_at > report.period.begins_at
    is_same_speaker = (other.source_id, other.origin_id) == (report.source_id, report.origin_id)
    if not (is_later and is_same_speaker):
        return False
    same = [getattr(other, n) == getattr(report, n) for n in ("thing_id", "place_id", "hand_id")]
    if other.stance != OBSERVED_NONE:
        return all(same)
    return (
        (same[0] or (other.thing_id, report.thing_id) in case.within_things)
        and (same[1] or (other.place_id, report.place_id) in case.within_places)
        and (same[2] or other.hand_id == 0)
        and other.about_id in {0, report.about_id}
    )


def _ledger_at(setting: Setting, period: Period, valid: _Valid) -> Ledger:
    """Return what is said of one stretch: valid levels are tallies of exactly that time."""

    def told(reports: Sequence[Statement]) -> list[Statement]:
        spans = ((r, valid.get((r.report_no, r.stance))) for r in reports)
        return [replace(r, period=period) for r, span in spans if span and span.contains(period)]

    record = replace(
        setting.record,
        events=[],
        tallies=_in_series(told(setting.record.levels)),
        none_seen=told(setting.record.none_stood),
    )
    measure = replace(setting.measure, inner=period, outer=period, windows=None)
    matter = matter_of(Setting(setting.case, record, measure), [])
    return Ledger(matter, Unit(measure, measure.site_id, (period,), (period,), day=0))


def _in_series(levels: list[Statement]) -> list[Statement]:
    """Return levels with their series: a named one, else each by itself (4.8.2)."""
    kinds = Counter(map(_kind_of, levels))
    return [
        replace(level, series=_series_key(level, is_alone=kinds[_kind_of(level)] > 1))
        for level in levels
    ]


def _kind_of(level: Statement) -> Key:
    speaker = (level.source_id, level.origin_id, level.series_id)
    return (*speaker, level.thing_id, level.place_id, level.hand_id)


def _series_key(level: Statement, *, is_alone: bool) -> Key:
    speaker = (level.source_id, level.origin_id)
    if not level.series_id or is_alone:
        return (*speaker, "alone", level.report_no)
    return (*speaker, "named", level.series_id)
