"""The duties of an agreement as bounds: of these acts, in this time, at least or at most so many.

Taken are duties that the agreement itself sets and that are certainly in force, each read in favour
of whoever drafted it: of an interval of n the end that is easier to keep, of a period not exactly
known the longer one of a floor and the shorter one of a ceiling. A contradiction between such
bounds is one however the rest comes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from zoneinfo import ZoneInfo

from servanda.agreement.decisions import Decision
from servanda.agreement.duties import DutyTables
from servanda.agreement.duty_ids import DutyFilter
from servanda.agreement.duty_rows import (
    CEILING,
    FLOOR,
    SLIDING,
    SUM,
    DutyRow,
    MeasureRow,
    RuleRow,
    TriggerRow,
)
from servanda.agreement.model import Agreement
from servanda.agreement.periods import TimeSet, joined
from servanda.agreement.proof.acts import Acts
from servanda.agreement.proof.sliding import sliding_windows
from servanda.agreement.slots import WHOLE
from servanda.civil import Period


@dataclass(frozen=True)
class Bound:
    """One bound.

    Attributes:
        acts_id: number of the acts, as in `Bounds.acts`.
        is_floor: at least `number`; else at most.
        number: in whole (scaled) figures of its unit.
        times: in which it is counted; of a level: at every instant of it.
        clause: label of the clause in the file.
        line: label of the line: that of the clause, or `label.2`.
        bearer: as findings show it.
        slot: name of the period; empty: the only one.
        asked_id: acts that were asked for, of which at most all is due; 0: none.
        duty: what is asked for in a few words.
        area: where, in words; empty: everywhere.
        unit: what is counted; empty: occurrences.
        total: the declared total that this ceiling says; empty: a clause says it.
        slides_from: begin of the clause whose sliding window this is (5.3.7); None: it does not
            slide.
        is_tile: of a sliding window: it begins where one that it does not overlap ends.
        by: other bounds from which this one follows, where its own clause says a share (5.3.9).
        beside: what a history tells besides, so that a share of it is due.
        opposite_id: of a ceiling on a state: acts of the floor on a state apart from it, of which
            this was made; 0: a clause says it itself.
    """

    acts_id: int
    is_floor: bool
    number: int
    times: TimeSet
    clause: str
    line: str
    bearer: str
    slot: str = ""
    asked_id: int = 0
    duty: str = ""
    area: str = ""
    unit: str = ""
    total: str = ""
    slides_from: int | None = None
    is_tile: bool = True
    by: tuple[Bound, ...] = ()
    beside: Beside | None = None
    opposite_id: int = 0

    @property
    def sources(self) -> tuple[Bound, ...]:
        """Return the bound and those from which it follows, as the drafter knows them."""
        return (self, *self.by)

    @property
    def span(self) -> Period:
        """Return the first to the last instant of its time."""
        return Period(self.times[0].begins_at, self.times[-1].ends_at)


@dataclass(frozen=True)
class Beside:
    """How much there is of what a share is taken from: as much as its own bounds ask or allow.

    Attributes:
        acts_id: number of its acts.
        period: in which it is counted.
        number: how much, in scaled figures.
        bearer: by whom, where one alone is meant.
    """

    acts_id: int
    period: Period
    number: int
    bearer: str = ""


@dataclass(frozen=True)
class Bounds:
    """All bounds of an agreement.

    Attributes:
        agreement: its model.
        tables: its duties.
        acts: number to acts.
        floors, ceilings: in the order of the file.
        assumed: decisions of people without which these duties do not hold.
        left_out: labels of clauses of which no bound is drawn.
    """

    agreement: Agreement
    tables: DutyTables
    acts: Mapping[int, Acts] = field(default_factory=dict)
    floors: tuple[Bound, ...] = ()
    ceilings: tuple[Bound, ...] = ()
    assumed: tuple[Decision, ...] = ()
    left_out: frozenset[str] = frozenset()

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the zone in which its days are counted."""
        life = self.tables.life
        return life.zone if life is not None else ZoneInfo("UTC")

    @cached_property
    def measures(self) -> dict[int, MeasureRow]:
        """Return the measures by their ids."""
        return {measure.measure_id: measure for measure in self.tables.rows.measures}

    @cached_property
    def ruled(self) -> frozenset[str]:
        """Return the labels of the clauses that evidence calls into being."""
        rows = self.tables.rows.rules
        facts = (self.tables.facts(r.clause_no, r.reading_no, r.member_id) for r in rows)
        return frozenset(self.clause_of(found.clause) for found in facts)

    def clause_of(self, line: str) -> str:
        """Return the label of the clause of a line: `aid` of `aid.2`."""
        return self._clauses.get(line, line)

    @cached_property
    def _clauses(self) -> dict[str, str]:
        return clauses_of_lines(self.agreement, self.tables)

    @property
    def scales(self) -> Mapping[str, int]:
        """Return by how much figures of a unit were multiplied to be whole."""
        return self.tables.scales


def bounds_of(agreement: Agreement, tables: DutyTables) -> Bounds:
    """Return the bounds that the duties of an agreement set, readings left aside.

    Args:
        agreement: its model.
        tables: its duties, from `build_duties`.
    """
    reader = _Reader(agreement, tables)
    plain = list(reader.bounds())
    found = [*plain, *reader.windows(plain)]
    return Bounds(
        agreement,
        tables,
        {number: acts for acts, number in reader.acts.items()},
        tuple(bound for bound in found if bound.is_floor),
        tuple(bound for bound in found if not bound.is_floor),
    )


def clauses_of_lines(agreement: Agreement, tables: DutyTables) -> dict[str, str]:
    """Return the label of every line to that of its clause."""
    labels = {clause.label for clause in agreement.clauses}
    found: dict[str, str] = {}
    current = ""
    for line in tables.order:
        current = line if line in labels else current
        found[line] = current
    return found


def without_windows(bounds: Bounds, *, keep_tiles: bool = False) -> Bounds:
    """Return bounds without those of sliding windows.

    Args:
        bounds: of the agreement.
        keep_tiles: of ceilings, windows that share no instant with each other stay.
    """
    return replace(
        bounds,
        floors=tuple(bound for bound in bounds.floors if bound.slides_from is None),
        ceilings=tuple(
            bound
            for bound in bounds.ceilings
            if bound.slides_from is None or (keep_tiles and bound.is_tile)
        ),
    )


def without_clauses(bounds: Bounds, labels: Collection[str]) -> Bounds:
    """Return bounds without those that some clauses set, and nothing follows from these.

    Args:
        bounds: of the agreement.
        labels: of the clauses.
    """
    return replace(
        bounds,
        floors=tuple(bound for bound in bounds.floors if bound.clause not in labels),
        ceilings=tuple(bound for bound in bounds.ceilings if bound.clause not in labels),
        left_out=frozenset(labels),
    )


def with_more(bounds: Bounds, more: Bounds, labels: Iterable[str]) -> Bounds:
    """Return bounds with those of some further clauses, of which they have none.

    Args:
        bounds: as far as is known.
        more: bounds of clauses that hang on something, if it comes.
        labels: of these clauses.
    """
    wanted = set(labels)
    numbers = {acts: number for number, acts in bounds.acts.items()}

    def numbered(found: Iterable[Bound]) -> tuple[Bound, ...]:
        own = [bound for bound in found if bound.clause in wanted]
        return tuple(
            replace(
                bound,
                acts_id=numbers.setdefault(more.acts[bound.acts_id], len(numbers) + 1),
                asked_id=numbers.setdefault(more.acts[bound.asked_id], len(numbers) + 1)
                if bound.asked_id
                else 0,
            )
            for bound in own
        )

    floors = (*bounds.floors, *numbered(more.floors))
    ceilings = (*bounds.ceilings, *numbered(more.ceilings))
    acts = {number: found for found, number in numbers.items()}
    return replace(bounds, acts=acts, floors=floors, ceilings=ceilings)


def hands_of(agreement: Agreement, members: tuple[str, ...]) -> frozenset[str] | None:
    """Return some actors and all whose acts are theirs (3.5); None for nobody named: anyone."""
    found: set[str] = set()
    waiting = list(members)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            actor = agreement.actors.get(name)
            waiting += actor.answers_for if actor is not None else ()
    return frozenset(found) if found else None


def measured_acts(
    agreement: Agreement,
    tables: DutyTables,
    row: MeasureRow | RuleRow | TriggerRow,
    bearer_id: int,
    *,
    is_result: bool = False,
) -> Acts:
    """Return the acts that a row counts.

    Args:
        agreement: its model.
        tables: its duties.
        row: a measure, a rule, or what calls it.
        bearer_id: whose acts.
        is_result: where anyone's acts count, those bound to bring them about are remembered.
    """
    hands = hands_of(agreement, tables.bearers.get(bearer_id, ()))
    # An act is the same act whether it is asked for or limited.
    found = replace(tables.filters.get(row.filter_id, DutyFilter(())), is_limit=False)
    return Acts(
        found,
        tables.sites.get(row.site_id, ()),
        None if row.any_hand else hands,
        SUM if isinstance(row, TriggerRow) else row.mode,
        hands if row.any_hand and is_result else None,
    )


@dataclass
class _Reader:
    """Reads rows as bounds."""

    agreement: Agreement
    tables: DutyTables
    acts: dict[Acts, int] = field(default_factory=dict)

    def bounds(self) -> Iterator[Bound]:
        shares = {term.duty_id for term in self.tables.rows.duty_terms}
        for duty in self.tables.rows.duties:
            if duty.reading_no or duty.slot == WHOLE or not duty.is_certain:
                continue
            if duty.duty_id in shares or duty.cut_at is not None:
                continue
            if duty.is_group and duty.op == FLOOR:
                continue
            number = duty.n_low if duty.op == FLOOR else duty.n_high
            measure = self._measures[duty.measure_id]
            times = self._times(measure, is_floor=duty.op == FLOOR)
            if number is not None and times and (duty.op == CEILING or number > 0):
                yield self._bound(duty, measure, number, times)

    def windows(self, plain: Sequence[Bound]) -> Iterator[Bound]:
        """Yield the windows of sliding rules (5.3.7)."""
        rows = [row for row in self.tables.rows.rules if row.kind == SLIDING and row.mode == SUM]
        spans = [period for bound in plain for period in bound.times] if rows else []
        edges = {edge for span in spans for edge in (span.begins_at, span.ends_at)}
        for row in rows:
            number = row.n_low if row.op == FLOOR else row.n_high
            if row.reading_no or not row.is_certain or number is None:
                continue
            if row.op == FLOOR and number == 0:
                continue
            acts_id = self.acts_id(row.bearer_id, row, is_result=row.op == FLOOR)
            facts = self.tables.facts(row.clause_no, row.reading_no, row.member_id)
            for window, is_tile in sliding_windows(row, self._zone, edges):
                yield Bound(
                    acts_id=acts_id,
                    is_floor=row.op == FLOOR,
                    number=number,
                    times=(window,),
                    clause=self._clauses.get(facts.clause, facts.clause),
                    line=facts.clause,
                    bearer=facts.bearer,
                    slot="*",
                    duty=facts.duty,
                    area=facts.area,
                    unit=facts.unit,
                    slides_from=row.opens_at,
                    is_tile=is_tile,
                )

    @property
    def _zone(self) -> ZoneInfo:
        life = self.tables.life
        return life.zone if life is not None else ZoneInfo("UTC")

    def _bound(self, duty: DutyRow, measure: MeasureRow, number: int, times: TimeSet) -> Bound:
        facts = self.tables.facts(duty.clause_no, duty.reading_no, duty.member_id)
        asked = self._measures.get(duty.asked_measure_id)
        return Bound(
            acts_id=self.acts_id(measure.bearer_id, measure, is_result=duty.op == FLOOR),
            is_floor=duty.op == FLOOR,
            number=number,
            times=times,
            clause=self._clauses.get(facts.clause, facts.clause),
            line=facts.clause,
            bearer=facts.bearer,
            slot=duty.slot,
            asked_id=self.acts_id(asked.bearer_id, asked) if asked is not None else 0,
            duty=facts.duty,
            area=facts.area,
            unit=facts.unit,
        )

    def acts_id(
        self, bearer_id: int, measure: MeasureRow | RuleRow, *, is_result: bool = False
    ) -> int:
        acts = measured_acts(self.agreement, self.tables, measure, bearer_id, is_result=is_result)
        return self.acts.setdefault(acts, len(self.acts) + 1)

    def _times(self, measure: MeasureRow, *, is_floor: bool) -> TimeSet:
        if measure.windowed:
            return self._windows.get((measure.measure_id, is_floor), ())
        if is_floor:
            return joined([Period(measure.may_begin_at, measure.may_end_at)])
        return joined([Period(measure.begins_at, measure.ends_at)])

    @cached_property
    def _measures(self) -> dict[int, MeasureRow]:
        return {measure.measure_id: measure for measure in self.tables.rows.measures}

    @cached_property
    def _windows(self) -> dict[tuple[int, bool], TimeSet]:
        """Windows by measure: as wide as they may be for floors, as they are for ceilings."""
        found: dict[tuple[int, bool], list[Period]] = {}
        for row in self.tables.rows.windows:
            wide, sure = (row.may_begin_at, row.may_end_at), (row.begins_at, row.ends_at)
            found.setdefault((row.measure_id, True), []).append(Period(*wide))
            if sure[0] < sure[1]:
                found.setdefault((row.measure_id, False), []).append(Period(*sure))
        return {key: joined(periods) for key, periods in found.items()}

    @cached_property
    def _clauses(self) -> dict[str, str]:
        return clauses_of_lines(self.agreement, self.tables)
