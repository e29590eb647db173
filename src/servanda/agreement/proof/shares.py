"""What a share and a running balance make of other bounds (SEMANTICS 5.3.6, 5.3.9).

At least 30 % of at least 100 are at least 30. At least as many as somebody else must release are as
many as that. And never more in than out, where no more than 5 may come out, is no more than 5.
Such bounds are written here, each with those from which it follows; what they contradict is
decided with all others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from servanda.agreement.duty_rows import BALANCE, FLOOR, SUM, DutyRow, RuleRow, TermRow, TriggerRow
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Beside, Bound, Bounds, measured_acts
from servanda.agreement.proof.chains import Span, spans_of
from servanda.agreement.slots import WHOLE
from servanda.civil import Period


@dataclass(frozen=True)
class Share:
    """A duty whose n is a share of other acts in the same time.

    Attributes:
        duty: the bound that it would be; its number says nothing, nor does its `acts_id`.
        part, whole: what it counts, and of what that is a share.
        num, den: which share.
        rounds_up: to whole numbers, up for a floor; else full multiples count.
    """

    duty: Bound
    part: Acts
    whole: Acts
    num: int
    den: int
    rounds_up: bool = False

    def of(self, number: int) -> int:
        """Return what a whole makes due, or allows."""
        if not self.rounds_up:
            return self.num * (number // self.den)
        if self.duty.is_floor:
            return -(-self.num * number // self.den)
        return self.num * number // self.den


@dataclass(frozen=True)
class Amount:
    """So much there is at least, or at most, with the bounds that say so."""

    number: int
    by: tuple[Bound, ...] = ()


def shares_of(bounds: Bounds) -> list[Share]:
    """Return the duties whose n is a share of one other measure, in the order of the file."""
    rows = bounds.tables.rows
    terms: dict[int, list[TermRow]] = {}
    for term in rows.duty_terms:
        terms.setdefault(term.duty_id, []).append(term)
    return [
        share
        for duty in (rows.duties if terms else ())
        if (share := _share(bounds, duty, terms.get(duty.duty_id, ()))) is not None
        and share.duty.clause not in bounds.left_out
    ]


def _share(bounds: Bounds, duty: DutyRow, terms: Sequence[TermRow]) -> Share | None:
    is_read = not duty.reading_no and duty.slot != WHOLE and duty.is_certain
    is_share = len(terms) == 1 and terms[0].beyond == 0 and duty.n_low == duty.n_high == 0
    if not is_read or not is_share or duty.is_group or duty.cut_at is not None:
        return None
    term, agreement, tables = terms[0], bounds.agreement, bounds.tables
    measure, whole = bounds.measures[duty.measure_id], bounds.measures[term.measure_id]
    if measure.mode != SUM or whole.mode != SUM or measure.windowed:
        return None
    is_floor = duty.op == FLOOR
    wide = Period(measure.may_begin_at, measure.may_end_at)
    period = wide if is_floor else Period(measure.begins_at, measure.ends_at)
    part = measured_acts(agreement, tables, measure, measure.bearer_id, is_result=is_floor)
    return Share(
        _bound(bounds, duty, is_floor=is_floor, period=period, slot=duty.slot),
        part,
        measured_acts(agreement, tables, whole, whole.bearer_id, is_result=True),
        term.num,
        term.den,
        term.rounds_up,
    )


def _bound(
    bounds: Bounds, row: DutyRow | RuleRow, *, is_floor: bool, period: Period, slot: str
) -> Bound:
    facts = bounds.tables.facts(row.clause_no, row.reading_no, row.member_id)
    return Bound(
        0, is_floor, 0, (period,), bounds.clause_of(facts.clause), facts.clause, facts.bearer,
        slot=slot, duty=facts.duty, area=facts.area, unit=facts.unit,
    )  # fmt: skip


def with_shares(bounds: Bounds, kinds: Kinds) -> Bounds:
    """Return bounds with those that follow from shares and running balances.

    Args:
        bounds: of the agreement, with declared totals.
        kinds: how its acts lie to each other.
    """
    drawn = _Drawing(bounds, kinds, {acts: number for number, acts in bounds.acts.items()})
    found = [*drawn.of_shares(), *drawn.of_balances()]
    if not found:
        return bounds
    return replace(
        bounds,
        acts={number: acts for acts, number in drawn.numbers.items()},
        floors=(*bounds.floors, *(bound for bound in found if bound.is_floor)),
        ceilings=(*bounds.ceilings, *(bound for bound in found if not bound.is_floor)),
    )


@dataclass
class _Drawing:
    """Writes the bounds that follow from others."""

    bounds: Bounds
    kinds: Kinds
    numbers: dict[Acts, int] = field(default_factory=dict)

    def of_shares(self) -> Iterator[Bound]:
        """Yield for every share what it asks or allows at the least, or the most, of its whole."""
        for share in shares_of(self.bounds):
            period = share.duty.span
            if not share.duty.is_floor:
                most = most_in(self.ceilings_on(share.whole), period)
                if most is not None:
                    yield self._following(share, share.of(most.number), most, period)
                continue
            inside = floors_in(self.bounds, self.kinds, share.whole)
            least = least_in(inside, period)
            if least is not None and share.of(least.number):
                yield self._following(share, share.of(least.number), least, period)
            yield from self._beside_others(share, inside, period)

    def _beside_others(
        self, share: Share, inside: Sequence[Bound], period: Period
    ) -> Iterator[Bound]:
        """Yield what a share must be beside a part apart from it: 30 men, so 70 % women are 70."""
        acts = self.bounds.acts
        others = [b for b in inside if self.kinds.apart(acts[b.acts_id], share.part)]
        least = least_in(others, period)
        if least is None or not share.rounds_up or share.num >= share.den:
            return
        number = -(-share.num * least.number // (share.den - share.num))
        # One fewer than due, with the others, is a whole of which it is too small a share.
        yield self._following(
            share, number, replace(least, number=least.number + number - 1), period
        )

    def of_balances(self) -> Iterator[Bound]:
        """Yield for every running balance what it allows by the end of each floor on one side."""
        triggers: dict[int, list[TriggerRow]] = {}
        for trigger in self.bounds.tables.rows.rule_triggers:
            triggers.setdefault(trigger.rule_id, []).append(trigger)
        for row in self.bounds.tables.rows.rules:
            own = triggers.get(row.rule_id, [])
            is_read = row.kind == BALANCE and row.is_certain and not row.reading_no
            is_share = len(own) == 1 and own[0].beyond == own[0].at_least == 0
            if is_read and row.mode == SUM and is_share:
                yield from self._of_balance(row, own[0])

    def _of_balance(self, row: RuleRow, trigger: TriggerRow) -> Iterator[Bound]:
        agreement, tables = self.bounds.agreement, self.bounds.tables
        facts = tables.facts(row.clause_no, row.reading_no, row.member_id)
        if self.bounds.clause_of(facts.clause) in self.bounds.left_out:
            return
        given = measured_acts(agreement, tables, row, row.bearer_id)
        other = measured_acts(agreement, tables, trigger, trigger.bearer_id)
        ceilings = self.ceilings_on(other)
        ends = {
            b.span.ends_at
            for b in floors_in(self.bounds, self.kinds, given)
            if b.span.begins_at >= row.opens_at
        }
        for until in sorted(end for end in ends if end <= row.closes_at) if ceilings else ():
            period = Period(row.opens_at, until)
            amount = most_in(ceilings, period)
            if amount is not None:
                duty = _bound(self.bounds, row, is_floor=False, period=period, slot="*")
                share = Share(duty, given, other, trigger.num, trigger.den)
                yield self._following(share, share.of(amount.number), amount, period)

    def ceilings_on(self, acts: Acts) -> list[Bound]:
        """Return the ceilings under which every one of some acts falls, whoever does it."""
        acts = replace(acts, answerable=None)
        above = {
            (number, is_none)
            for number, one in self.bounds.acts.items()
            for is_none in (True, False)
            if self.kinds.inside(acts, one, is_none=is_none)
        }
        return [b for b in self.bounds.ceilings if (b.acts_id, b.number == 0) in above]

    def _following(self, share: Share, number: int, amount: Amount, period: Period) -> Bound:
        whole = self._number(share.whole)
        return replace(
            share.duty,
            acts_id=self._number(share.part),
            number=number,
            by=amount.by,
            beside=Beside(whole, period, amount.number, amount.by[0].bearer),
        )

    def _number(self, acts: Acts) -> int:
        return self.numbers.setdefault(acts, len(self.numbers) + 1)


def floors_in(bounds: Bounds, kinds: Kinds, acts: Acts) -> list[Bound]:
    """Return the floors of which every act is one of some acts, counted alike."""
    inside = {number for number, one in bounds.acts.items() if kinds.inside(one, acts)}
    return [bound for bound in bounds.floors if bound.acts_id in inside]


# ---- amounts ----------------------------------------------------------------------------------


def least_in(floors: Iterable[Bound], period: Period) -> Amount | None:
    """Return the most that floors apart from each other ask for in a period; None: nothing."""
    spans = sorted(
        (span for span in spans_of(floors) if period.contains(span.period)),
        key=lambda span: span.period.ends_at,
    )
    ends = [span.period.ends_at for span in spans]
    best: list[tuple[int, tuple[Span, ...]]] = [(0, ())]
    for number, span in enumerate(spans):
        before = bisect_right(ends, span.period.begins_at, 0, number)
        with_it = (best[before][0] + span.number, (*best[before][1], span))
        best.append(max(best[number], with_it, key=lambda one: one[0]))
    number, chosen = best[-1]
    return Amount(number, _sources(chosen)) if chosen else None


def most_in(ceilings: Iterable[Bound], period: Period) -> Amount | None:
    """Return the least that ceilings allow in all of a period; None: they do not cover it."""
    spans = [span for span in spans_of(ceilings) if span.period.meets(period)]
    reached: list[tuple[int, int, int, tuple[Span, ...]]] = [(0, 0, period.begins_at, ())]
    done: set[int] = set()
    turn = 0
    while reached:
        number, _, at, chosen = heappop(reached)
        if at >= period.ends_at:
            return Amount(number, _sources(chosen))
        if at in done:
            continue
        done.add(at)
        for span in spans:
            if span.period.begins_at <= at < span.period.ends_at:
                turn += 1
                more = (number + span.number, turn, span.period.ends_at, (*chosen, span))
                heappush(reached, more)
    return None


def _sources(spans: Iterable[Span]) -> tuple[Bound, ...]:
    """Return one bound of each line, and of each declared total, that spans rest on."""
    found: dict[tuple[str, str], Bound] = {}
    for span in spans:
        for source in span.sources:
            found.setdefault((source.line, source.total), source)
    return tuple(found.values())
