"""Lines of `of which`: parts of what is counted, each judged by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from servanda.agreement.duty_rows import SUM
from servanda.agreement.limits import refuse
from servanda.agreement.line_kinds import Line, Share, Wanted, bare
from servanda.agreement.line_wanted import of_own_hand, wanted_of
from servanda.agreement.model import Demand, DutyClause, Filter, Part, Quantity


def part_lines(clause: DutyClause, demand: Demand, mode: int = SUM) -> Iterator[Line]:
    """Yield the parts of a demand (`of which at least 50 carry fuel`), each by itself."""
    before: Filter | None = None
    whole = wanted_of(clause, demand.filter) if demand.parts else None
    for part in demand.parts:
        for op in _ops(part.quantity):
            is_limited = op == "ceiling" and mode == SUM
            found = of_own_hand(part.filter) if is_limited else part.filter
            wanted = wanted_of(clause, found)
            if part.others and before is not None:
                wanted = replace(wanted, less=(*wanted.less, bare(before)))
            quantity = replace(part.quantity, op="at most" if op == "ceiling" else "at least")
            share = _share_of(part, whole) if whole is not None else None
            kind = "schedule" if clause.form == "schedule" and op == "floor" else op
            yield Line(kind, wanted, quantity, part=part, mode=mode, share=share)
        before = part.filter


def _share_of(part: Part, whole: Wanted) -> Share | None:
    """Return the share of the whole that a part is; None: it has a number of its own."""
    if part.quantity.basis == "number":
        return None
    if part.quantity.basis != "percent":
        refuse("`all` and `the rest` of what is counted are no part of it that can be judged")
    return share(whole, part.quantity)


def share(base: Wanted, quantity: Quantity) -> Share:
    """Return a percentage of something as a share."""
    num, den = (quantity.low / 100).as_integer_ratio()
    return Share(base, num, den)


def _ops(quantity: Quantity) -> tuple[Literal["floor", "ceiling"], ...]:
    both: tuple[Literal["floor", "ceiling"], ...] = ("floor", "ceiling")
    return {"exactly": both, "at least": both[:1], "at most": both[1:]}[quantity.op]
