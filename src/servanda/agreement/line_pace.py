"""Lines of a pace: at least as far with one thing as another is with its own (SEMANTICS 5.3.13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from servanda.agreement.limits import limit_of, refuse
from servanda.agreement.line_kinds import Line, Trigger, Wanted
from servanda.agreement.line_wanted import wanted_of
from servanda.agreement.model import Agreement, DutyClause, Quantity


def pace_lines(agreement: Agreement, clause: DutyClause) -> Iterator[Line]:
    """Yield a pace as an exchange: of what the other does each part makes its share due.

    What goes beyond the number of the other makes nothing more due, so it is taken off again.

    Raises:
        Unjudged: one of the two has no one number that is known.
    """
    other = agreement.clause(clause.pace)
    if not isinstance(other, DutyClause) or other.form not in {"floor", "exactly"}:
        refuse("`at the pace of` needs a clause that asks for a number of acts")
    demand = clause.demands[0]
    ours, theirs = _number(demand.quantity), _number(other.demands[0].quantity)
    share = Fraction(ours, theirs)
    acts = _acts_of(other)
    due = (
        Trigger(acts, share.numerator, share.denominator),
        Trigger(acts, -share.numerator, share.denominator, theirs),
    )
    yield Line(
        "exchange", wanted_of(clause, demand.filter), limit=limit_of(clause.windows), triggers=due
    )


def _number(quantity: Quantity | None) -> int:
    if quantity is None or quantity.basis != "number" or quantity.low != quantity.high:
        refuse("a pace is judged only between two numbers that the sentences themselves say")
    if quantity.low != quantity.low.to_integral_value() or quantity.low < Decimal(1):
        refuse("a pace is judged only between whole numbers from 1")
    return int(quantity.low)


def _acts_of(other: DutyClause) -> Wanted:
    """Return the acts that set the pace, and whose they are."""
    if len(other.demands) > 1 or other.period is not None or other.openings:
        refuse("`at the pace of` needs a clause that asks once for one thing")
    if other.bearer.mode not in {"one", "together"}:
        refuse("`at the pace of` does not say whose pace: the clause binds each of several")
    wanted = wanted_of(other, other.demands[0].filter)
    if any(place.own for place in wanted.places):
        refuse("`at the pace of` a clause with `its` places is not judged: name the area")
    return wanted if wanted.who is not None else replace(wanted, who=other.bearer.actors)
