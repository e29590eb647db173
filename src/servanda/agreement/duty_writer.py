"""Writes planned lines as rows: duties with their measures, rules with their triggers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servanda.agreement.amounts import Totals
from servanda.agreement.bearers import Member, other_parties
from servanda.agreement.duty_ids import Ids, MeasureKey
from servanda.agreement.duty_rows import (
    BALANCE,
    CEILING,
    EXCHANGE,
    FLOOR,
    IDLE,
    IDLE_RUN,
    ORDER,
    REPLY,
    SLIDING,
    DutyRow,
    RuleRow,
    RuleWindowRow,
    TermRow,
    TriggerRow,
)
from servanda.agreement.limits import Limit, limit_after
from servanda.agreement.line_kinds import Line, Trigger, Wanted
from servanda.agreement.periods import TimeSet, earlier, within
from servanda.agreement.planned import Planned
from servanda.agreement.slots import Slot
from servanda.civil import Period

_RULES = {"exchange": EXCHANGE, "reply": REPLY, "order": ORDER, "balance": BALANCE,
          "sliding": SLIDING}  # fmt: skip
_NO_LIMIT = Limit()


@dataclass(frozen=True)
class Writer:
    """Writes rows.

    Attributes:
        ids: gives ids and holds the rows.
        totals: declared totals.
    """

    ids: Ids
    totals: Totals

    def write(self, planned: Planned, clause_no: int, reading_no: int) -> int:
        """Write a planned line; return the id of its bearer."""
        member_id = self.ids.bearer_id(planned.member.actors)
        key = (clause_no, reading_no, member_id)
        for slot in planned.slots:
            self._write_duty(planned, slot, key)
        for span in planned.spans:
            self._write_rule(planned, span, key, is_certain=True)
        for span, lapses_at in planned.suspended:
            self._write_rule(replace(planned, lapses_at=lapses_at), span, key, is_certain=True)
        for span, hours, lapses_at in planned.lapsing:
            first = earlier(planned.lapses_at, lapses_at)
            lapsing = replace(planned, hours=hours, lapses_at=first)
            self._write_rule(lapsing, span, key, is_certain=True)
        for span in planned.may_spans:
            self._write_rule(planned, span, key, is_certain=False)
        return member_id

    def _write_hours(self, rule_id: int, hours: TimeSet, span: Period) -> None:
        """Write the hours of the acts that call for something, or for a check of totals."""
        self.ids.rows.rule_windows += [
            RuleWindowRow(rule_id, hour.begins_at, hour.ends_at) for hour in within(hours, span)
        ]

    def write_question(
        self,
        clause_no: int,
        measured: tuple[int, int],
        bound: tuple[int, int | None, int | None],
        period: Period,
    ) -> None:
        """Write a duty that nobody sees: it only asks how much there was.

        Args:
            clause_no: under which its finding is read.
            measured: ids of its bearer and of its measure.
            bound: FLOOR or CEILING, n.low and n.high.
            period: over which it runs.
        """
        (bearer_id, measure_id), (op, low, high) = measured, bound
        self.ids.rows.duties.append(
            DutyRow(
                duty_id=len(self.ids.rows.duties) + 1,
                clause_no=clause_no,
                reading_no=0,
                member_id=bearer_id,
                is_group=False,
                slot="",
                measure_id=measure_id,
                op=op,
                n_low=low,
                n_high=high,
                asked_measure_id=0,
                opens_at=period.begins_at,
                closes_at=period.ends_at,
                cut_at=None,
                is_certain=True,
            )
        )

    # ---- duties -------------------------------------------------------------------------------

    def _write_duty(self, planned: Planned, slot: Slot, key: tuple[int, int, int]) -> None:
        line, member = planned.line, planned.member
        low, high = self._amount(line, member, slot)
        span, duties = slot.span, self.ids.rows.duties
        duties.append(
            DutyRow(
                duty_id=len(duties) + 1,
                clause_no=key[0],
                reading_no=key[1],
                member_id=key[2],
                is_group=member.is_group,
                slot=slot.name,
                measure_id=self._measured(line, member, slot),
                op=_direction(line),
                n_low=low,
                n_high=high,
                asked_measure_id=self._asked(line, member, slot),
                opens_at=span.begins_at,
                closes_at=span.ends_at,
                cut_at=slot.cut_at,
                is_certain=slot.is_certain,
            )
        )
        if line.share is not None:
            self._write_share(line, member, slot)
        for trigger in line.triggers:
            self._write_due(trigger, member, slot)

    def _amount(self, line: Line, member: Member, slot: Slot) -> tuple[int | None, int | None]:
        """Return n as an interval; what other amounts make due is in the terms instead."""
        if line.share is not None or line.triggers:
            return 0, 0
        if line.leaves_us is not None:
            length = sum(period.ends_at - period.begins_at for period in slot.inner or slot.outer)
            least = max(0, length - line.leaves_us * slot.count)
            return least, least
        times = slot.count * (member.times if line.kind == "ceiling" else 1)
        found = [
            self.totals.amount(quantity, line.wanted.filter, times)
            for quantity in slot.quantities or (line.quantity,)
        ]
        return _sum([low for low, _ in found]), _sum([high for _, high in found])

    def _measured(self, line: Line, member: Member, slot: Slot) -> int:
        site_id = self.ids.site_id(line.wanted.places, is_safe=line.is_prohibition or line.is_level)
        return self.ids.measure_id(
            MeasureKey(
                _direction(line), self._accused_id(line.wanted, member), line.wanted.any_hand,
                self.ids.filter_id(line.wanted, is_limit=_is_limit(line)), site_id, slot.inner,
                slot.outer, line.mode,
            )
        )  # fmt: skip

    def _write_share(self, line: Line, member: Member, slot: Slot) -> None:
        """Write what the line is a share of: a greater whole makes a floor harder (5.3)."""
        share = line.share
        if share is None:
            return
        site_id = self.ids.site_id(share.base.places, is_safe=line.is_level)
        against = FLOOR if line.kind == "ceiling" else CEILING
        key = MeasureKey(
            against, self._accused_id(share.base, member), share.base.any_hand,
            self.ids.filter_id(share.base, is_limit=against == CEILING), site_id, slot.inner,
            slot.outer, line.mode,
        )  # fmt: skip
        duty_id = len(self.ids.rows.duties)
        measure_id = self.ids.measure_id(key)
        self.ids.rows.duty_terms.append(
            TermRow(duty_id, measure_id, share.num, share.den, 0, rounds_up=True)
        )

    def _write_due(self, trigger: Trigger, member: Member, slot: Slot) -> None:
        """Write what is due for each act of others in the same time, as an exchange has it."""
        wanted = trigger.wanted
        who = member.actors if wanted.who is None else wanted.who
        measure_id = self.measure(wanted, who, (slot.inner, slot.outer))
        duty_id = len(self.ids.rows.duties)
        self.ids.rows.duty_terms.append(
            TermRow(duty_id, measure_id, trigger.num, trigger.den, trigger.beyond)
        )

    def _asked(self, line: Line, member: Member, slot: Slot) -> int:
        """Return the measure of what was asked for: in the interest of who asks (5.4)."""
        if line.asked is None:
            return 0
        who = line.asked.who or other_parties(self.ids.agreement, member.actors)
        return self.measure(line.asked, who, (slot.inner, slot.outer))

    def measure(self, wanted: Wanted, who: tuple[str, ...], times: tuple[TimeSet, TimeSet]) -> int:
        """Return the id of a measure of acts as a floor of those who do them."""
        return self.ids.measure_id(
            MeasureKey(
                FLOOR, self.ids.bearer_id(who), wanted.any_hand, self.ids.filter_id(wanted),
                self.ids.site_id(wanted.places), *times,
            )
        )  # fmt: skip

    # ---- rules --------------------------------------------------------------------------------

    def _write_rule(
        self, planned: Planned, span: Period, key: tuple[int, int, int], *, is_certain: bool
    ) -> None:
        line, member, rules = planned.line, planned.member, self.ids.rows.rules
        if planned.hours or planned.may_hours:
            hours = planned.hours if is_certain else planned.may_hours
            if not within(hours, span):
                return
            self._write_hours(len(rules) + 1, hours, span)
        limit = _limit(line)
        low, high = self.totals.amount(line.quantity, line.wanted.filter)
        rule_id = len(rules) + 1
        rules.append(
            RuleRow(
                rule_id=rule_id,
                kind=_RULES[line.kind],
                clause_no=key[0],
                reading_no=key[1],
                member_id=key[2],
                bearer_id=self._doer_id(line.wanted, member),
                any_hand=line.wanted.any_hand,
                filter_id=self.ids.filter_id(line.wanted, is_limit=_is_limit(line)),
                site_id=self.ids.site_id(line.wanted.places),
                opens_at=span.begins_at,
                closes_at=span.ends_at,
                limit_us=limit.elapsed_us,
                limit_days=limit.days,
                limit_clock_us=limit.clock_us,
                same_about=line.same_about,
                is_certain=is_certain,
                op=CEILING if line.quantity.op == "at most" else FLOOR,
                n_low=low,
                n_high=high,
                mode=line.mode,
                whole_day=line.whole_day,
                limit_months=limit.months,
                lapses_at=planned.lapses_at if is_certain else planned.may_lapses_at,
            )
        )
        for trigger in line.triggers:
            wanted = trigger.wanted
            self.ids.rows.rule_triggers.append(
                TriggerRow(
                    rule_id=rule_id,
                    bearer_id=self._doer_id(wanted, member),
                    any_hand=wanted.any_hand,
                    filter_id=self.ids.filter_id(wanted, is_limit=line.kind == "order"),
                    site_id=self.ids.site_id(wanted.places),
                    num=trigger.num,
                    den=trigger.den,
                    beyond=trigger.beyond,
                    at_least=self._at_least(trigger),
                )
            )

    def _at_least(self, trigger: Trigger) -> int:
        """Return how many an act must be done to, to call for something; 0: any act does."""
        if trigger.at_least is None:
            return 0
        return self.totals.amount(trigger.at_least, trigger.wanted.filter)[0] or 0

    def _accused_id(self, wanted: Wanted, member: Member) -> int:
        """Return whose acts are measured in the interest of a bearer."""
        if wanted.who is None:
            return self.ids.bearer_id(member.actors)
        return self.ids.accused_id(wanted.who, member.actors)

    def _doer_id(self, wanted: Wanted, member: Member) -> int:
        if wanted.who is None:
            return self.ids.bearer_id(member.actors)
        return self.ids.bearer_id(wanted.who)


def _direction(line: Line) -> int:
    return CEILING if line.kind == "ceiling" else FLOOR


def _is_limit(line: Line) -> bool:
    """Return whether acts are forbidden or limited; time without them is read as a prohibition."""
    if line.kind in {"order", "exchange"}:
        return False
    is_most = line.kind == "ceiling" or line.quantity.op == "at most"
    return is_most or line.kind == "balance" or line.mode in {IDLE, IDLE_RUN}


def _limit(line: Line) -> Limit:
    """Return the limit of a rule; of a sliding one its length."""
    if line.length is not None:
        return limit_after(line.length)
    return line.limit or _NO_LIMIT


def _sum(numbers: list[int | None]) -> int | None:
    """Return what numbers add up to; None: one of them is not known."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
