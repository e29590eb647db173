"""What each source itself says of a unit: at least, at most, silence (SEMANTICS 4.1 to 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from servanda.assessment.reference.incidents import INDEPENDENT, Incident, Setting
from servanda.assessment.reference.proof import (
    AT_LEAST,
    AT_MOST,
    Voice,
    interest,
    is_admission,
    is_monitor_speaking,
    is_own_side,
)
from servanda.assessment.reference.rows import Key, Statement
from servanda.assessment.reference.totals import Totals
from servanda.assessment.reference.units import (
    Unit,
    as_counted,
    does_contain,
    figures_of,
    hand_relation,
    is_inside,
    is_of_one_matter,
    may_fall,
    names_alone,
    place_relation,
    relation,
)
from servanda.assessment.tables import CONTAINS, COUNTS, COVERS, DENIED, INSIDE
from servanda.civil import Period

ALL = "all"
ADMITTED = "admitted"
MARKED = "marked"

NO_SERIES: Key = ()


@dataclass(frozen=True)
class Tally:
    """One tally, seen from one measure."""

    setting: Setting
    report: Statement

    @property
    def numbers(self) -> set[int]:
        """The reports it rests on: one, or two for a difference."""
        return set(self.report.parts)

    def denials(self) -> list[Statement]:
        """Return who denies it, by name or by having looked and seen none (3.4)."""
        record = self.setting.record
        open_to = sorted(self.numbers - record.ruled_in)  # 5.6.3
        named = [d for number in open_to for d in record.denials.get(number, ())]
        totals = [t for t in record.tallies if t.parts == (t.report_no,)]
        bases = [t for t in totals if t.report_no in open_to and t.low > 0]
        looked = [
            seen
            for base in bases
            for seen in record.none_seen
            if self.setting.does_see_none(seen, base)
        ]
        return named + looked

    def is_contested(self) -> bool:
        """Return whether it only alleges (3.4)."""
        return self.setting.is_met(INDEPENDENT, self.denials(), AT_MOST)


@dataclass(frozen=True)
class Matter:
    """A measure on a record with its incidents and tallies, each judged once.

    Attributes:
        incidents: those that may concern the measure and are not gone (5.6).
        tallies: those that may concern it, are not gone and name a hand that may be the bearer's.
        contested: report numbers of tallies that only allege (3.4, 2.4.3).
        excepted: report numbers of tallies that an exception keeps from being certain.
    """

    setting: Setting
    incidents: list[Incident]
    tallies: list[Statement]
    contested: set[int]
    excepted: set[int]


def matter_of(setting: Setting, incidents: Iterable[Incident]) -> Matter:
    """Return the measure with all that is said of it."""
    case, measure = setting.case, setting.measure
    counted = (
        as_counted(case, measure, tally)
        for tally in setting.record.tallies
        if (measure.filter_id, tally.thing_id) in case.things
        and hand_relation(case, measure, tally.hand_id) is not None
    )
    tallies = [Tally(setting, report) for report in counted if report is not None]
    kept = [tally for tally in tallies if not setting.is_gone(tally.numbers)]
    told = [tally.report for tally in kept]
    contested = {tally.report.report_no for tally in kept if tally.is_contested()}
    excepted = {
        tally.report.report_no for tally in kept if setting.is_set_aside(tally.numbers, INDEPENDENT)
    }
    return Matter(
        setting,
        [incident for incident in incidents if not incident.is_gone],
        told,
        contested | Totals(setting, told, contested, excepted).contradicted(),
        excepted,
    )


@dataclass(frozen=True)
class Part:
    """One thing that counts in a sum: a tally, or an incident in the words of one source.

    Attributes:
        low, high: what it adds; the high of an incident is the greatest of that source.
        report: the tally, or the report of the incident that gives its low.
    """

    low: int
    high: int | None
    report: Statement


@dataclass(frozen=True)
class Figure:
    """What one voice says of one unit (4.2).

    Attributes:
        speaker: source and origin.
        kind: ALL its reports, those ADMITTED against its own side, or those MARKED.
        low_voice, high_voice: as whom it speaks with its at-least and its at-most.
        at_least: None where it says none.
        highs: of the same figures; None: unknown.
        sums: the parts of each of its series, for capping (4.4).
        counted: its at-most that is more than silence; None where it says none.
        at_most: the same with its silence.
        contradicts_itself: the two numbers have changed places.
    """

    speaker: tuple[int, int]
    kind: str
    low_voice: Voice
    high_voice: Voice
    at_least: int | None
    highs: int | None
    sums: tuple[tuple[Part, ...], ...]
    counted: int | None
    at_most: int | None
    contradicts_itself: bool = False

    @property
    def is_silence(self) -> bool:
        """Return whether its at-most rests on silence alone."""
        return self.at_most is not None and self.counted is None


def figures_in(matter: Matter, unit: Unit, level: str) -> list[Figure]:
    """Return what every voice says of a unit, events being attributed at `level` (3.5, 4.2)."""
    if unit.hull is None:
        return []
    figures = [
        _figure(matter, unit, level, (speaker, kind))
        for speaker in _speakers(matter, unit)
        for kind in _kinds(matter, speaker)
    ]
    return [f for f in figures if f.at_least is not None or f.at_most is not None]


def _speakers(matter: Matter, unit: Unit) -> list[tuple[int, int]]:
    case = matter.setting.case
    told = [report for incident in matter.incidents for report in incident.reports]
    told += [*matter.tallies, *matter.setting.record.none_seen]
    speakers = {(report.source_id, report.origin_id) for report in told}
    watching = {c.source_id for c in case.coverage if c.role == COVERS}
    if unit.measure.is_ceiling:
        speakers |= {(source, source) for source in watching}
    return sorted(speakers)


def _kinds(matter: Matter, speaker: tuple[int, int]) -> list[str]:
    case, measure = matter.setting.case, matter.setting.measure
    is_member = any(is_own_side(case, measure, who) for who in speaker)
    if measure.judged_id in case.groups and is_member:
        return [ALL, ADMITTED, MARKED]
    return [ALL, MARKED]


def _is_said_by(matter: Matter, who: tuple[tuple[int, int], str]) -> Callable[[Statement], bool]:
    """Return which reports belong to a voice (3.2, 3.3)."""
    speaker, kind = who
    case, measure = matter.setting.case, matter.setting.measure

    def belongs(report: Statement) -> bool:
        if (report.source_id, report.origin_id) != speaker:
            return False
        if kind == ADMITTED:
            return is_admission(case, measure, speaker, report.hand_id)
        return kind == ALL or report.marked

    return belongs


def _voice(matter: Matter, who: tuple[tuple[int, int], str], bound: str) -> Voice:
    speaker, kind = who
    case, measure = matter.setting.case, matter.setting.measure
    is_verified = kind == MARKED or is_monitor_speaking(case, measure, speaker)
    word = interest(case, measure, speaker, bound, admits=kind == ADMITTED)
    return Voice(*speaker, word, is_verified)


def _figure(matter: Matter, unit: Unit, level: str, who: tuple[tuple[int, int], str]) -> Figure:
    belongs = _is_said_by(matter, who)
    sums = tuple(_sums(matter, unit, level, belongs))
    at_least, highs = _greatest(sums)
    counted = _counted(matter, unit, who[0][0], belongs)
    contradicts = at_least is not None and counted is not None and at_least > counted
    if contradicts:  # 4.2: the two numbers change places
        at_least, counted = counted, at_least
    silence = _silence(matter, unit, who) if not contradicts else None
    if silence is not None:
        silence = max(silence, at_least or 0)
    known = [number for number in (counted, silence) if number is not None]
    return Figure(
        speaker=who[0],
        kind=who[1],
        low_voice=_voice(matter, who, AT_LEAST),
        high_voice=_voice(matter, who, AT_MOST),
        at_least=at_least,
        highs=highs,
        sums=sums,
        counted=counted,
        at_most=min(known, default=None),
        contradicts_itself=contradicts,
    )


# ---- at least (4.2) -----------------------------------------------------------------------------


def _sums(
    matter: Matter, unit: Unit, level: str, belongs: Callable[[Statement], bool]
) -> Iterator[tuple[Part, ...]]:
    """Yield for each series of a voice, and for its events alone, what is added up."""
    setting = matter.setting
    barred = matter.contested | matter.excepted
    tallies = [
        tally
        for tally in matter.tallies
        if belongs(tally)
        and tally.report_no not in barred
        and names_alone(setting.case, setting.measure, tally)
        and is_inside(setting.case, unit, tally)
    ]
    told = [
        [report for report in incident.at_least_reports(unit, level) if belongs(report)]
        for incident in matter.incidents
    ]
    for series in [NO_SERIES, *_series(tallies)]:
        counted = [tally for tally in tallies if tally.series == series]
        parts = [Part(tally.low, tally.high, tally) for tally in counted]
        parts += [
            _incident_part(setting, reports)
            for reports in told
            if reports and not _do_meet(reports, counted)
        ]
        if parts:
            yield tuple(parts)


def _series(tallies: Iterable[Statement]) -> list[Key]:
    return list(dict.fromkeys(tally.series for tally in tallies))


def _do_meet(reports: Iterable[Statement], tallies: Sequence[Statement]) -> bool:
    return any(report.period.meets(tally.period) for report in reports for tally in tallies)


def _incident_part(setting: Setting, reports: Sequence[Statement]) -> Part:
    """Return an incident at the greatest low of one voice, once (4.2)."""
    figures = {r.report_no: figures_of(setting.case, setting.measure, r) for r in reports}
    first = min(reports, key=lambda r: (-figures[r.report_no][0], r.report_no))
    high = add_all_or_none(max, [high for _, high in figures.values()])
    return Part(figures[first.report_no][0], high, first)


def add_all_or_none(
    how: Callable[[Iterable[int]], int], numbers: Sequence[int | None]
) -> int | None:
    """Return the sum (or the greatest) of numbers; None, unknown, where one is."""
    known = [number for number in numbers if number is not None]
    return how(known) if len(known) == len(numbers) else None


def _greatest(sums: Sequence[tuple[Part, ...]]) -> tuple[int | None, int | None]:
    """Return the greatest sum of lows, and the highs of the same figures."""
    if not sums:
        return None, None
    lows = [sum(part.low for part in parts) for parts in sums]
    most = max(lows)
    highs = [
        add_all_or_none(sum, [part.high for part in parts])
        for parts, low in zip(sums, lows, strict=True)
        if low == most
    ]
    return most, add_all_or_none(max, highs)


# ---- at most (4.2, 4.3) -------------------------------------------------------------------------


def _counted(
    matter: Matter, unit: Unit, source: int, belongs: Callable[[Statement], bool]
) -> int | None:
    """Return the at-most of a voice that is more than silence (4.1, 4.2)."""
    case, record = matter.setting.case, matter.setting.record
    seen = [r for r in record.none_seen if belongs(r) and does_contain(case, unit, r)]
    numbers: list[int | None] = [0 for _ in seen]
    if is_declared(matter.setting, unit, source, COUNTS):
        tallies = [t for t in matter.tallies if belongs(t) and t.report_no not in matter.contested]
        numbers += [t.high for t in tallies if does_contain(case, unit, t)]
        numbers += [_series_high(matter, unit, tallies, s) for s in _series(tallies)]
    return min((number for number in numbers if number is not None), default=None)


def _series_high(
    matter: Matter, unit: Unit, tallies: Iterable[Statement], series: Key
) -> int | None:
    """Return the sum of one series' highs, if its tallies together contain the unit."""
    case, measure = matter.setting.case, matter.setting.measure
    met = [
        tally
        for tally in tallies
        if tally.series == series
        and relation(case, unit, tally) is not None
        and (place_relation(case, unit, tally.thing_id, tally.place_id) or 0) & CONTAINS
        and hand_relation(case, measure, tally.hand_id) != INSIDE
        and not is_of_one_matter(measure, tally)
    ]
    if unit.hull is None or not _do_cover([tally.period for tally in met], unit.hull):
        return None
    return add_all_or_none(sum, [tally.high for tally in met])


def _do_cover(periods: Iterable[Period], hull: Period) -> bool:
    reached = hull.begins_at
    for period in sorted(periods):
        if period.begins_at > reached:
            return False
        reached = max(reached, period.ends_at)
    return reached >= hull.ends_at


def is_declared(setting: Setting, unit: Unit, source: int, role: int) -> bool:
    """Return whether one row of coverage of a source contains the unit (2.6)."""
    hull = unit.hull
    return hull is not None and any(
        cover.period.contains(hull)
        and (place_relation(setting.case, unit, cover.thing_id, cover.place_id) or 0) & CONTAINS
        for cover in setting.case.coverage
        if cover.source_id == source and cover.role == role
    )


def _was_kept_out(setting: Setting, unit: Unit, source: int) -> bool:
    """Return whether denied access meets the unit (2.6)."""
    return any(
        any(stretch.meets(cover.period) for stretch in unit.outer)
        and place_relation(setting.case, unit, cover.thing_id, cover.place_id) is not None
        for cover in setting.case.coverage
        if cover.source_id == source and cover.role == DENIED
    )


def _silence(matter: Matter, unit: Unit, who: tuple[tuple[int, int], str]) -> int | None:
    """Return what the silence of a watching source says at most, for ceilings only (4.3)."""
    (source, origin), kind = who
    setting, hull = matter.setting, unit.hull
    if not unit.measure.is_ceiling or source != origin or kind != ALL or hull is None:
        return None
    has_spoken = setting.record.last_word.get(source, hull.begins_at) >= hull.ends_at
    watches = is_declared(setting, unit, source, COVERS)
    if not has_spoken or not watches or _was_kept_out(setting, unit, source):
        return None
    return _told(matter, unit, source)


def _told(matter: Matter, unit: Unit, source: int) -> int | None:
    """Return the most that a source itself reported that may fall in the unit (4.3)."""
    setting = matter.setting
    tallies = [
        t for t in matter.tallies if t.source_id == source and may_fall(setting.case, unit, t)
    ]
    told = [
        [report for report in incident.claims(unit) if report.source_id == source]
        for incident in matter.incidents
    ]
    totals = []
    for series in [NO_SERIES, *_series(tallies)]:
        counted = [tally for tally in tallies if tally.series == series]
        highs = [tally.high for tally in counted]
        highs += [
            _incident_part(setting, reports).high
            for reports in told
            if reports and not _do_meet(reports, counted)
        ]
        totals.append(add_all_or_none(sum, highs))
    return add_all_or_none(max, totals)
