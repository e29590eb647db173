"""Differences of running totals whose earlier total others exclude (SEMANTICS 2.4.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from servanda.assessment.reference.incidents import INDEPENDENT, Setting
from servanda.assessment.reference.proof import AT_LEAST, AT_MOST
from servanda.assessment.reference.rows import Key, Statement
from servanda.assessment.tables import CONTAINS, COUNTS, INSIDE


@dataclass(frozen=True)
class Totals:
    """The tallies that concern a measure.

    Attributes:
        setting: the measure and the record.
        tallies: those that concern it, as it counts them, and are not gone.
        contested: report numbers of those that are denied.
        excepted: report numbers of those that an exception keeps from being certain.
    """

    setting: Setting
    tallies: list[Statement]
    contested: Collection[int]
    excepted: Collection[int]

    def contradicted(self) -> set[int]:
        """Return the numbers of the differences whose earlier total others exclude."""
        plain = {t.report_no: t for t in self.tallies if len(t.parts) == 1}
        spoken = [t for t in plain.values() if t.report_no not in self.contested]
        found = set()
        for difference in self.tallies:
            earlier = plain.get(difference.parts[0])
            if len(difference.parts) == 1 or earlier is None:
                continue
            if earlier.report_no in self.setting.record.ruled_in:  # 5.6.3
                continue
            rivals = [t for t in spoken if _is_of_another(t, earlier)]
            if self._is_less_counted(earlier, rivals) or self._is_more_told(earlier, rivals):
                found.add(difference.report_no)
        return found

    def _is_less_counted(self, earlier: Statement, rivals: Iterable[Statement]) -> bool:
        """Return whether a declared counter counted less over all of its time."""
        return any(
            rival.high is not None
            and rival.high < earlier.low
            and rival.period.contains(earlier.period)
            and rival.about_id in {0, earlier.about_id}
            and self.setting.is_met(INDEPENDENT, [rival], AT_MOST)
            and self._is_counter(rival, earlier)
            for rival in rivals
        )

    def _is_more_told(self, earlier: Statement, rivals: Iterable[Statement]) -> bool:
        """Return whether one series of another says more of a part of its time."""
        if earlier.high is None:
            return False
        sums: dict[Key, int] = {}
        for rival in rivals:
            is_part = earlier.about_id in {0, rival.about_id}
            if (
                is_part
                and earlier.period.contains(rival.period)
                and rival.report_no not in self.excepted
                and self.setting.is_met(INDEPENDENT, [rival], AT_LEAST)
            ):
                sums[rival.series] = sums.get(rival.series, 0) + rival.low
        return any(low > earlier.high for low in sums.values())

    def _is_counter(self, rival: Statement, earlier: Statement) -> bool:
        """Return whether the source of a rival counts all that a total counts (2.6)."""
        case, filter_id = self.setting.case, self.setting.measure.filter_id
        told, _ = case.things.get((filter_id, earlier.thing_id), (0, False))
        sites = {
            site
            for (site, place), rel in case.places.items()
            if place == earlier.place_id and rel & INSIDE
        }
        return bool(told & INSIDE) and any(
            cover.role == COUNTS
            and cover.source_id == rival.source_id
            and cover.period.contains(earlier.period)
            and (case.things.get((filter_id, cover.thing_id), (0, False))[0] & CONTAINS)
            and any((case.places.get((site, cover.place_id)) or 0) & CONTAINS for site in sites)
            for cover in case.coverage
        )


def _is_of_another(rival: Statement, earlier: Statement) -> bool:
    """Return whether a tally is of another voice, but of the same thing, place and hand."""
    return (rival.source_id, rival.origin_id) != (earlier.source_id, earlier.origin_id) and (
        rival.thing_id,
        rival.place_id,
        rival.hand_id,
    ) == (earlier.thing_id, earlier.place_id, earlier.hand_id)
