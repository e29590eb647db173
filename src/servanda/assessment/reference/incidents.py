"""What reports of one occurrence say together (SEMANTICS 2.7, 3.4, 3.5, 4.1, 5.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from servanda.assessment.reference.proof import AT_LEAST, AT_MOST, Voice, meets, voice_of
from servanda.assessment.reference.record import Record
from servanda.assessment.reference.rows import Case, Measure, Statement
from servanda.assessment.reference.units import (
    Unit,
    claim_of,
    counts_whole_hand,
    figures_of,
    is_inside,
    may_be_of,
    may_fall,
    names_alone,
    relation,
)
from servanda.assessment.tables import CONTAINS, SAME

INDEPENDENT = "independent"


@dataclass(frozen=True)
class Setting:
    """A measure on a record: what every question below is about."""

    case: Case
    record: Record
    measure: Measure

    def voices(self, reports: Iterable[Statement], bound: str) -> list[Voice]:
        """Return who speaks in reports, as an at-least or an at-most."""
        return [voice_of(self.case, self.measure, report, bound) for report in reports]

    def is_good(self, report: Statement) -> bool:
        """Return whether a report meets `independent` as an at-most by itself."""
        return voice_of(self.case, self.measure, report, AT_MOST).is_good

    def does_see_none(self, none_seen: Statement, report: Statement) -> bool:
        """Return whether an `observed-none` contains what a report tells (3.4)."""
        things = (none_seen.thing_id, report.thing_id)
        places = (none_seen.place_id, report.place_id)
        return (
            none_seen.about_id in {0, report.about_id}
            and none_seen.period.contains(report.period)
            and (things[0] == things[1] or things in self.case.within_things)
            and (places[0] == places[1] or places in self.case.within_places)
            and counts_whole_hand(self.case, self.measure, none_seen)
        )

    def is_met(self, standard: str, reports: Iterable[Statement], bound: str) -> bool:
        """Return whether reports prove a bound together."""
        return meets(standard, self.voices(reports, bound))

    def is_set_aside(self, numbers: Iterable[int], standard: str) -> bool:
        """Return whether an exception to any of some reports is proved, or is ruled (5.6)."""
        numbers = set(numbers)
        pleas = [plea for number in numbers for plea in self.record.pleas.get(number, ())]
        is_ruled = bool(numbers & (self.record.ruled_excepted | self.record.ruled_out))
        return is_ruled or self.is_met(standard, pleas, AT_MOST)

    def is_gone(self, numbers: set[int]) -> bool:
        """Return whether an exception removes reports altogether.

        It must meet `independent` even at `claimed`: a bare claim changes nothing.
        """
        standards = (INDEPENDENT, self.case.standard)
        return all(self.is_set_aside(numbers, standard) for standard in standards)

    def is_pleaded(self, numbers: Iterable[int]) -> bool:
        """Return whether anybody pleads an exception for any of some reports."""
        return any(self.record.pleas.get(number) for number in numbers)


@dataclass(frozen=True)
class Incident:
    """One occurrence, seen from one measure."""

    setting: Setting
    number: int
    reports: tuple[Statement, ...]

    @cached_property
    def numbers(self) -> set[int]:
        """The numbers of its reports."""
        return {report.report_no for report in self.reports}

    @cached_property
    def own_reports(self) -> list[Statement]:
        """Its reports that may mean the bearer."""
        case, measure = self.setting.case, self.setting.measure
        return [report for report in self.reports if may_be_of(case, measure, report)]

    @cached_property
    def denials(self) -> list[Statement]:
        """Who denies it: by name, or having looked over all that it may be (3.4, 5.6.3)."""
        record = self.setting.record
        if self.numbers & record.ruled_in:
            return []
        named = [denial for n in sorted(self.numbers) for denial in record.denials.get(n, ())]
        looked = [
            seen
            for seen in record.none_seen
            if self.own_reports
            and all(self.setting.does_see_none(seen, report) for report in self.own_reports)
        ]
        return named + looked

    @cached_property
    def is_contested(self) -> bool:
        """A denial that meets `independent` contests at every standard (3.4)."""
        return self.setting.is_met(INDEPENDENT, self.denials, AT_MOST)

    @cached_property
    def is_proved(self) -> bool:
        """It happened, by whatever hand that may be the bearer's."""
        return self.setting.is_met(self.setting.case.standard, self.own_reports, AT_LEAST)

    @cached_property
    def is_refuted(self) -> bool:
        """Denied under the standard in force, and not established (3.4)."""
        is_denied = self.setting.is_met(self.setting.case.standard, self.denials, AT_MOST)
        return is_denied and not self.is_proved

    def is_open_at(self, standard: str) -> bool:
        """Return whether it is proved, but for being contested (4.5.3)."""
        is_told = self.setting.is_met(standard, self.own_reports, AT_LEAST)
        return self.is_contested and not self.is_refuted and is_told

    @cached_property
    def is_gone(self) -> bool:
        """An exception removes it (5.6)."""
        return self.setting.is_gone(self.numbers)

    @cached_property
    def is_excepted(self) -> bool:
        """An exception keeps it from counting for certain, at every standard (5.6)."""
        return self.setting.is_set_aside(self.numbers, INDEPENDENT)

    @cached_property
    def has_rival(self) -> bool:
        """An assertion that meets `independent` names only others (3.5)."""
        others = [report for report in self.reports if report not in self.own_reports]
        return self.setting.is_met(INDEPENDENT, others, AT_MOST)

    def is_named(self, standard: str) -> bool:
        """Return whether those who name the bearer alone meet the standard (3.5)."""
        case, measure = self.setting.case, self.setting.measure
        named = [report for report in self.reports if names_alone(case, measure, report)]
        return self.setting.is_met(standard, named, AT_LEAST)

    def is_certain(self, standard: str) -> bool:
        """Return whether it is attributed, uncontested and not excepted (4.1)."""
        is_attributed = self.is_named(standard) and not self.has_rival
        return is_attributed and not self.is_contested and not self.is_excepted

    def is_put_elsewhere(self, unit: Unit) -> bool:
        """Return whether a good report of it lies wholly outside the unit (4.1)."""
        return any(
            relation(self.setting.case, unit, report) is None and self.setting.is_good(report)
            for report in self.reports
        )

    @cached_property
    def caps(self) -> dict[bool, int]:
        """The least good high, of things that contain what is measured, by way of counting."""
        case, measure = self.setting.case, self.setting.measure
        least: dict[bool, int] = {}
        for report in filter(self.setting.is_good, self.reports):
            rel, as_count = case.things.get((measure.filter_id, report.thing_id), (0, False))
            _, high = figures_of(case, measure, report)
            if rel & CONTAINS and high is not None:
                least[as_count] = min(high, least.get(as_count, high))
        return least

    def is_over_cap(self, report: Statement) -> bool:
        """Return whether a report's low exceeds a good high of the same incident (4.1)."""
        case, measure = self.setting.case, self.setting.measure
        _, as_count = case.things.get((measure.filter_id, report.thing_id), (SAME, False))
        low, _ = figures_of(case, measure, report)
        cap = self.caps.get(as_count)
        return cap is not None and low > cap

    def at_least_reports(self, unit: Unit, standard: str) -> list[Statement]:
        """Return its reports that say at least their low of the unit (4.1)."""
        if not self.is_certain(standard) or self.is_put_elsewhere(unit):
            return []
        return [r for r in self.claims_inside(unit) if not self.is_over_cap(r)]

    def claims_inside(self, unit: Unit) -> list[Statement]:
        """Return its reports that tell of something inside the unit, proved or not."""
        return [report for report in self.own_reports if is_inside(self.setting.case, unit, report)]

    def claims(self, unit: Unit) -> list[Statement]:
        """Return its reports that tell of something that may fall in the unit."""
        return [report for report in self.reports if may_fall(self.setting.case, unit, report)]

    def claim(self, unit: Unit) -> int:
        """Return the most that its reports claim of the unit (4.6); 0 if refuted or excepted."""
        if self.is_refuted or self.is_gone:
            return 0
        case, measure = self.setting.case, self.setting.measure
        return max((claim_of(case, measure, report) for report in self.claims(unit)), default=0)

    def is_open(self, unit: Unit) -> bool:
        """Return whether it may fall in the unit, and none of its reports says how much at most."""
        if self.is_refuted or self.is_gone:
            return False
        case, measure = self.setting.case, self.setting.measure
        highs = [figures_of(case, measure, report)[1] for report in self.claims(unit)]
        return bool(highs) and all(high is None for high in highs)


def incidents_of(setting: Setting) -> list[Incident]:
    """Return the incidents of which some report may be of the measure's thing."""
    groups: dict[int, list[Statement]] = {}
    for event in setting.record.events:
        groups.setdefault(event.incident_no, []).append(event)
    filter_id = setting.measure.filter_id
    return [
        Incident(setting, number, tuple(reports))
        for number, reports in sorted(groups.items())
        if any((filter_id, report.thing_id) in setting.case.things for report in reports)
    ]
