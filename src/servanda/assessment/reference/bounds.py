"""Certain, possible and alleged, of a unit and of a whole from its cells (SEMANTICS 4.4 to 4.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TypeVar, cast

from servanda.assessment.reference.figures import (
    NO_SERIES,
    Figure,
    Matter,
    Part,
    add_all_or_none,
    figures_in,
)
from servanda.assessment.reference.incidents import INDEPENDENT, Incident
from servanda.assessment.reference.proof import AT_LEAST, is_enough_alone, meets
from servanda.assessment.reference.rows import Statement
from servanda.assessment.reference.units import (
    DAYS,
    PARTS,
    Unit,
    claim_of,
    families,
    figures_of,
    is_inside,
    may_fall,
    whole_unit,
)

CLAIMED = "claimed"


Method = TypeVar("Method", bound=Callable[..., object])


def remembered(method: Method) -> Method:
    """Return a method of a ledger that is worked out once for each of its arguments."""

    @wraps(method)
    def recalled(self: Ledger, *args: str) -> object:
        key = (method.__name__, *args)
        if key not in self.memory:
            self.memory[key] = method(self, *args)
        return self.memory[key]

    return cast("Method", recalled)


@dataclass(frozen=True)
class Bounds:
    """What is found of a measure.

    Attributes:
        certain, possible, alleged: the three numbers of section 4; None in `possible`: unbounded.
        is_contradicted: good statements about it, or about a cell of it, exclude each other.
    """

    certain: int
    possible: int | None
    alleged: int
    is_contradicted: bool


@dataclass(frozen=True)
class Ledger:
    """One unit with what every voice says of it, and its cells."""

    matter: Matter
    unit: Unit
    memory: dict[tuple[str, ...], object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def standard(self) -> str:
        """The standard of proof in force."""
        return self.matter.setting.case.standard

    @cached_property
    def cells(self) -> dict[str, list[Ledger]]:
        """Its days, parts and cells."""
        found = families(self.matter.setting.case, self.unit)
        return {
            name: [Ledger(self.matter, unit) for unit in units] for name, units in found.items()
        }

    @cached_property
    def figures(self) -> dict[str, list[Figure]]:
        """What every voice says, events attributed under each level in use."""
        levels = {INDEPENDENT, self.standard}
        return {level: figures_in(self.matter, self.unit, level) for level in levels}

    @cached_property
    def lone_figures(self) -> list[Figure]:
        """The voices that alone weigh against others (4.5), with their at-least."""
        level = CLAIMED if self.standard == CLAIMED else INDEPENDENT
        return [f for f in self.figures[level] if is_enough_alone(level, f.low_voice)]

    def sums(self, value: Callable[[Ledger], int | None]) -> dict[str, int | None]:
        """Return per family the sum over its units; None where one is unknown."""
        return {
            name: add_all_or_none(sum, [value(cell) for cell in cells])
            for name, cells in self.cells.items()
        }

    # ---- at most ----

    @remembered
    def at_most(self, level: str) -> int | None:
        """Return the least at-most established under `level`, read directly (4.4)."""
        bounds = [(f.high_voice, f.at_most) for f in self.figures[level] if f.at_most is not None]
        proved = [k for _, k in bounds if meets(level, [v for v, most in bounds if most <= k])]
        return min(proved, default=None)

    @remembered
    def counted_at_most(self, level: str) -> int | None:
        """Return the same without bounds that rest on silence alone, sums included (4.5)."""
        bounds = [(f.high_voice, f.counted) for f in self.figures[level] if f.counted is not None]
        proved = [k for _, k in bounds if meets(level, [v for v, most in bounds if most <= k])]
        sums = self.sums(lambda cell: cell.counted_at_most(level)).values()
        return _least([*proved, *sums])

    @cached_property
    def held_down_by(self) -> int | None:
        """U', the at-most that holds `certain` down whatever the standard (4.5)."""
        return self.counted_at_most(INDEPENDENT)

    # ---- at least ----

    @remembered
    def at_least(self, level: str) -> int:
        """Return L: the greatest at-least established under `level`, cells included (4.4)."""
        bounds = [
            (f.low_voice, self.capped(f, level))
            for f in self.figures[level]
            if f.at_least is not None
        ]
        proved = [k for _, k in bounds if meets(level, [v for v, least in bounds if least >= k])]
        return max([0, *proved, *self.certain_sums(level)])

    @remembered
    def certain_sums(self, level: str) -> list[int]:
        """Return per family the sum of what is certain of its units.

        A contradicted day or part is not seen by the units of another family, which add up
        figures of it that cannot all be true (4.4.1).
        """
        bad = {name for name in (DAYS, PARTS) if self._has_contradicted(name, level)}
        return [
            sum(cell.certain(level) for cell in cells)
            for name, cells in self.cells.items()
            if not bad - {name}
        ]

    def _has_contradicted(self, name: str, level: str) -> bool:
        return any(cell.is_contradicted(level) for cell in self.cells.get(name, ()))

    def capped(self, figure: Figure, level: str) -> int:
        """Return a voice's at-least; in contradicted cells no more than `certain` counts (4.4)."""
        least = max((self._capped_sum(parts, level) for parts in figure.sums), default=0)
        return min(least, figure.at_least or 0)

    def _capped_sum(self, parts: tuple[Part, ...], level: str) -> int:
        bad = [[c for c in cells if c.is_contradicted(level)] for cells in self.cells.values()]
        plain = sum(part.low for part in parts)
        return min([plain, *(_sum_under_caps(parts, cells, level) for cells in bad if cells)])

    def raw(self, level: str) -> int:
        """Return L, or where U' contradicts it the greatest at-least that U' does not (4.5)."""
        least, most = self.at_least(level), self.held_down_by
        if most is None or least <= most:
            return least
        lone = [self.capped(f, level) for f in self.lone_at(level) if f.at_least is not None]
        return max([0, *(k for k in [*lone, *self.certain_sums(level)] if k <= most)])

    def lone_at(self, level: str) -> list[Figure]:
        """Return the voices that alone meet `independent`, or any where `claimed` is asked."""
        read = CLAIMED if level == CLAIMED else INDEPENDENT
        return [f for f in self.figures[read] if is_enough_alone(read, f.low_voice)]

    @remembered
    def certain(self, level: str) -> int:
        """Return what no admissible history goes below (4.5).

        A stricter standard never has more than `independent`, `claimed` never less (property 3).
        """
        if level == INDEPENDENT:
            return self.raw(INDEPENDENT)
        how = max if level == CLAIMED else min
        return how(self.raw(level), self.certain(INDEPENDENT))

    @remembered
    def is_contradicted(self, level: str) -> bool:
        """Return whether L exceeds U' (4.4), read at `independent` for all that is stricter."""
        least = self.at_least(CLAIMED if level == CLAIMED else INDEPENDENT)
        return self.held_down_by is not None and least > self.held_down_by

    # ---- possible (4.5) ----

    @cached_property
    def possible(self) -> int | None:
        """What no admissible history goes above; None: unbounded."""
        sums = self.sums(lambda cell: cell.possible).values()
        upper = _least([self.at_most(self.standard), *sums])
        if upper is None:
            return None
        above = [f for f in self.lone_figures if (f.at_least or 0) > upper]
        most = [f.at_most if f.at_most is not None else f.highs for f in above]
        certain = self.certain(self.standard)
        denied = contested_tops(self, upper)
        return add_all_or_none(max, [upper, certain, *most, *denied, *self._sums_above(upper)])

    def _sums_above(self, upper: int) -> list[int | None]:
        """Return the families whose at-leasts add up to more than the upper bound of the whole."""
        level = CLAIMED if self.standard == CLAIMED else INDEPENDENT
        return [
            add_all_or_none(sum, [cell.possible for cell in cells])
            for cells in self.cells.values()
            if sum(cell.at_least(level) for cell in cells) > upper
        ]


def contested_tops(ledger: Ledger, upper: int) -> list[int | None]:
    """Return the highs of what is proved but contested and says more than an upper bound (4.5.3).

    The contested incidents together, and each contested tally inside the unit.
    """
    matter, unit = ledger.matter, ledger.unit
    level = CLAIMED if ledger.standard == CLAIMED else INDEPENDENT
    setting = matter.setting
    told = [incident.claims(unit) for incident in matter.incidents if incident.is_open_at(level)]
    groups = [[_span(matter, reports) for reports in told if reports]]
    groups += [
        [figures_of(setting.case, setting.measure, tally)]
        for tally in matter.tallies
        if tally.report_no in matter.contested
        and is_inside(setting.case, unit, tally)
        and setting.is_met(level, [tally], AT_LEAST)
    ]
    return [
        add_all_or_none(sum, [high for _, high in spans])
        for spans in groups
        if sum(low for low, _ in spans) > upper
    ]


def _span(matter: Matter, reports: list[Statement]) -> tuple[int, int | None]:
    """Return the greatest low and the greatest high of reports of one incident."""
    case, measure = matter.setting.case, matter.setting.measure
    spans = [figures_of(case, measure, report) for report in reports]
    return max(low for low, _ in spans), add_all_or_none(max, [high for _, high in spans])


def _least(numbers: Iterable[int | None]) -> int | None:
    return min((number for number in numbers if number is not None), default=None)


def _sum_under_caps(parts: tuple[Part, ...], cells: list[Ledger], level: str) -> int:
    """Return a sum in which what lies in a contradicted cell counts for its `certain` at most."""
    total, inside = 0, [0] * len(cells)
    for part in parts:
        home = _home(part.report, cells)
        if home is None:
            total += part.low
        else:
            inside[home] += part.low
    pairs = zip(inside, cells, strict=True)
    return total + sum(min(amount, cell.certain(level)) for amount, cell in pairs)


def _home(report: Statement, cells: list[Ledger]) -> int | None:
    for number, cell in enumerate(cells):
        if is_inside(cell.matter.setting.case, cell.unit, report):
            return number
    return None


# ---- alleged (4.6) ------------------------------------------------------------------------------


def claims_above(ledger: Ledger) -> set[tuple[int, int]]:
    """Return who claims by itself more than `certain` of a unit, or of one of its cells (5.0.1)."""
    overlapping = ledger.unit.measure.is_ceiling
    return _above(ledger, overlapping=overlapping).union(
        *(_above(cell, overlapping=False) for cell in _all_cells(ledger))
    )


def _all_cells(ledger: Ledger) -> list[Ledger]:
    return [cell for cells in ledger.cells.values() for cell in cells]


def _above(ledger: Ledger, *, overlapping: bool) -> set[tuple[int, int]]:
    matter, certain = ledger.matter, ledger.certain(ledger.standard)
    return {
        speaker
        for speaker in _claimants(matter)
        if _own_claim(matter, ledger.unit, speaker, overlapping) > certain
    }


def _claimants(matter: Matter) -> list[tuple[int, int]]:
    speakers = {(r.source_id, r.origin_id) for r in matter.tallies}
    speakers |= {(r.source_id, r.origin_id) for i in matter.incidents for r in i.reports}
    return sorted(speakers)


def own_claims(matter: Matter, unit: Unit, *, overlapping: bool) -> int:
    """Return the greatest of the sources' own figures of a unit, handless ones too (4.6).

    Args:
        matter: what is said.
        unit: of what.
        overlapping: tallies that merely overlap allege as well (ceilings).
    """
    speakers = _claimants(matter)
    return max((_own_claim(matter, unit, s, overlapping) for s in speakers), default=0)


def claiming_tallies(matter: Matter, unit: Unit, *, overlapping: bool) -> list[Statement]:
    """Return the tallies that allege something of a unit, contested ones too."""
    case = matter.setting.case
    tells = may_fall if overlapping else is_inside
    return [tally for tally in matter.tallies if tells(case, unit, tally)]


def _own_claim(matter: Matter, unit: Unit, speaker: tuple[int, int], overlapping: bool) -> int:
    tallies = [
        t
        for t in claiming_tallies(matter, unit, overlapping=overlapping)
        if (t.source_id, t.origin_id) == speaker
    ]
    told = [_told_inside(incident, unit, speaker) for incident in matter.incidents]
    totals = []
    for series in [NO_SERIES, *dict.fromkeys(tally.series for tally in tallies)]:
        counted = [tally for tally in tallies if tally.series == series]
        free = [
            reports
            for reports in told
            if reports and not any(r.period.meets(t.period) for r in reports for t in counted)
        ]
        totals.append(
            sum(_claim(matter, t) for t in counted)
            + sum(max(_claim(matter, r) for r in reports) for reports in free)
        )
    return max(totals)


def _told_inside(incident: Incident, unit: Unit, speaker: tuple[int, int]) -> list[Statement]:
    if incident.is_refuted:
        return []
    inside = incident.claims_inside(unit)
    return [r for r in inside if (r.source_id, r.origin_id) == speaker]


def _claim(matter: Matter, report: Statement) -> int:
    return claim_of(matter.setting.case, matter.setting.measure, report)


def alleged_of(ledger: Ledger) -> int:
    """Return the most that is claimed at any standard (4.6)."""
    matter, unit = ledger.matter, ledger.unit
    is_ceiling = unit.measure.is_ceiling
    sums = [
        sum(own_claims(matter, cell.unit, overlapping=False) for cell in cells)
        for cells in ledger.cells.values()
    ]
    most = max(
        ledger.at_least(ledger.standard),
        own_claims(matter, unit, overlapping=is_ceiling),
        sum(incident.claim(unit) for incident in matter.incidents),
        *sums,
        0,
    )
    counted = ledger.counted_at_most(ledger.standard)
    if is_ceiling and counted is not None and ledger.possible is not None:
        return min(most, max(counted, ledger.possible))
    return most


def is_open_ended(ledger: Ledger) -> bool:
    """Return whether somebody tells of it without saying how much at most: "dozens" (5.3)."""
    matter, unit = ledger.matter, ledger.unit
    tallies = claiming_tallies(matter, unit, overlapping=False)
    top = max((tally.high for tally in tallies if tally.high is not None), default=None)
    return any(incident.is_open(unit) for incident in matter.incidents) or any(
        tally.high is None and (top is None or tally.low > top) for tally in tallies
    )


def bounds_of(matter: Matter) -> Bounds:
    """Return certain, possible and alleged of a measure."""
    return bounds_in(ledger_of(matter))


def ledger_of(matter: Matter) -> Ledger:
    """Return the ledger of a whole measure."""
    return Ledger(matter, whole_unit(matter.setting.measure))


def bounds_in(ledger: Ledger) -> Bounds:
    """Return certain, possible and alleged as a ledger has them."""
    return Bounds(
        certain=ledger.certain(ledger.standard),
        possible=ledger.possible,
        alleged=alleged_of(ledger),
        is_contradicted=_is_contradicted_anywhere(ledger),
    )


def _is_contradicted_anywhere(ledger: Ledger) -> bool:
    levels = {INDEPENDENT, ledger.standard}
    return (
        any(ledger.is_contradicted(level) for level in levels)
        or _exceeds_possible(ledger)
        or any(f.contradicts_itself for f in ledger.lone_figures)
        or any(_is_contradicted_anywhere(c) for cells in ledger.cells.values() for c in cells)
    )


def _exceeds_possible(ledger: Ledger) -> bool:
    """Return whether a voice that weighs alone says more than an established at-most allows."""
    upper = ledger.at_most(ledger.standard)
    return upper is not None and any((f.at_least or 0) > upper for f in ledger.lone_figures)
