"""Writes planned lines as rows: duties with their measures, rules with their triggers."""

from __future__ import annotations

from dataclasses import dataclass

from servanda.agreement.amounts import Totals
from servanda.agreement.bearers import Member, other_parties
from servanda.agreement.duty_ids import Ids, MeasureKey
from servanda.agreement.duty_rows import (
    CEILING,
    EXCHANGE,
    FLOOR,
    ORDER,
    REPLY,
    DutyRow,
    RuleRow,
    TriggerRow,
)
from servanda.agreement.limits import Limit
from servanda.agreement.lines import Line, Wanted
from servanda.agreement.periods import TimeSet
from servanda.agreement.plan import Planned
from servanda.agreement.slots import Slot
from servanda.civil import Period

_RULES = {"exchange": EXCHANGE, "reply": REPLY, "order": ORDER}
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
            self._write_rule(planned, span, key)
        return member_id

    # ---- duties -------------------------------------------------------------------------------

    def _write_duty(self, planned: Planned, slot: Slot, key: tuple[int, int, int]) -> None:
        line, member = planned.line, planned.member
        direction = CEILING if line.kind == "ceiling" else FLOOR
        quantity = slot.quantity or line.quantity
        times = slot.count * (member.times if direction == CEILING else 1)
        low, high = self.totals.amount(quantity, line.wanted.filter, times)
        span, duties = slot.span, self.ids.rows.duties
        duties.append(
            DutyRow(
                duty_id=len(duties) + 1,
                clause_no=key[0],
                reading_no=key[1],
                member_id=key[2],
                is_group=member.is_group,
                slot=slot.name,
                measure_id=self._measured(line, key[2], slot),
                op=direction,
                n_low=low,
                n_high=high,
                asked_measure_id=self._asked(line, member, slot),
                opens_at=span.begins_at,
                closes_at=span.ends_at,
                cut_at=slot.cut_at,
                is_certain=slot.is_certain,
            )
        )

    def _measured(self, line: Line, bearer_id: int, slot: Slot) -> int:
        direction = CEILING if line.kind == "ceiling" else FLOOR
        site_id = self.ids.site_id(line.wanted.places, is_prohibition=line.is_prohibition)
        return self.ids.measure_id(
            MeasureKey(
                direction, bearer_id, line.wanted.any_hand,
                self.ids.filter_id(line.wanted), site_id, slot.inner, slot.outer,
            )
        )  # fmt: skip

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

    def _write_rule(self, planned: Planned, span: Period, key: tuple[int, int, int]) -> None:
        line, member, rules = planned.line, planned.member, self.ids.rows.rules
        limit = line.limit or _NO_LIMIT
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
                filter_id=self.ids.filter_id(line.wanted),
                site_id=self.ids.site_id(line.wanted.places),
                opens_at=span.begins_at,
                closes_at=span.ends_at,
                limit_us=limit.elapsed_us,
                limit_days=limit.days,
                limit_clock_us=limit.clock_us,
                same_about=line.same_about,
                is_certain=True,
            )
        )
        for trigger in line.triggers:
            wanted = trigger.wanted
            self.ids.rows.rule_triggers.append(
                TriggerRow(
                    rule_id=rule_id,
                    bearer_id=self._doer_id(wanted, member),
                    any_hand=wanted.any_hand,
                    filter_id=self.ids.filter_id(wanted),
                    site_id=self.ids.site_id(wanted.places),
                    num=trigger.num,
                    den=trigger.den,
                    beyond=trigger.beyond,
                )
            )

    def _doer_id(self, wanted: Wanted, member: Member) -> int:
        return self.ids.bearer_id(member.actors if wanted.who is None else wanted.who)
