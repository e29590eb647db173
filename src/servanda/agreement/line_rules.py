"""Lines of clauses that evidence calls into being: replies, orders, exchanges, balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from servanda.agreement.duty_rows import SUM
from servanda.agreement.limits import Limit, limit_of, notice_limit, refuse
from servanda.agreement.line_kinds import ONE, Line, Trigger, Wanted, bare
from servanda.agreement.line_parts import part_lines
from servanda.agreement.line_wanted import is_notified, wanted_of
from servanda.agreement.model import (
    DailyHours,
    Demand,
    Duration,
    DutyClause,
    Each,
    Event,
    Every,
    Filter,
    Lead,
    ObjectSpec,
    OnDaysWhen,
    Quantity,
)

GIVE_LEAVE = "give leave"
NOTIFY = "notify"


# ---- leave and notice as exceptions -----------------------------------------------------------


@dataclass(frozen=True)
class Gate:
    """What makes an act allowed if it came before: leave, or a notice.

    Attributes:
        wanted: the leave or the notice.
        objects: the acts upon which are allowed then; none: all of them.
        limit: how long before; None: at any time before.
    """

    wanted: Wanted
    objects: tuple[ObjectSpec, ...] = ()
    limit: Limit | None = None


def gates_of(clause: DutyClause) -> list[Gate]:
    """Return the leaves and notices that a prohibition excepts."""
    leaves = [clause.leave] if clause.leave is not None else []
    leaves += [e.leave for e in clause.exemptions if e.leave is not None]
    found = [Gate(Wanted(Filter((GIVE_LEAVE,)), who=leave.by)) for leave in leaves]
    for exemption in clause.exemptions:
        if is_notified(exemption):
            told = tuple(dict.fromkeys(to for o in exemption.objects for to in o.notified_to))
            objects = tuple(replace(spec, notified_to=()) for spec in exemption.objects)
            limit = notice_limit(exemption.lead) if exemption.lead else None
            found.append(Gate(Wanted(Filter((NOTIFY,), recipients=told)), objects, limit))
    return found


def gated_line(clause: DutyClause, demand: Demand, gates: list[Gate]) -> Line:
    """Return `without the leave of x` as an order: every act needs the leave before it."""
    if len(gates) > 1:
        refuse("either leave or notice as an exception is not judged yet")
    if clause.form not in {"never", "standstill"}:
        refuse("leave or notice is judged only for what is otherwise forbidden")
    gate = gates[0]
    if any(not _is_generic(spec) for spec in gate.objects):
        refuse("notice that only some of the acts need is not judged yet")
    _refuse_windows(clause)
    act = wanted_of(clause, demand.filter)
    return Line("order", gate.wanted, triggers=(Trigger(act),), limit=gate.limit,
                same_about=True)  # fmt: skip


def _is_generic(spec: ObjectSpec) -> bool:
    """Return whether an object says no more than its kind (`flights`)."""
    return spec == ObjectSpec(spec.thing)


# ---- triggers ---------------------------------------------------------------------------------


def acts_of(event: Event) -> Wanted:
    """Return the acts of an event; without a doer they are anyone's.

    Raises:
        Unjudged: it is more than one act of one of several.
    """
    if event.each:
        refuse("what every one of several must have done is not judged yet")
    quantity = event.quantity
    if quantity is not None and (quantity.op != "at least" or quantity.low > 1):
        refuse("acts that must reach a number first are not judged yet")
    found = event.filter
    who = None if event.is_bearer else found.whose
    # An act whose doer nobody names counts by any hand.
    return Wanted(bare(found), found.places, (), found.any_hand or who == (), who)


def _refuse_windows(clause: DutyClause) -> None:
    """Refuse times that a rule cannot have: it runs from one instant to another."""
    if any(isinstance(w, Each | Every | DailyHours) for w in clause.windows):
        refuse("a rule that holds only at some hours, or anew each day, is not judged yet")


# ---- replies ----------------------------------------------------------------------------------


def called_lines(clause: DutyClause, lines: Iterable[Line]) -> list[Line]:
    """Return lines as replies to the act of an opening, or on the days of an act (5.3).

    Raises:
        Unjudged: what is called is itself a rule, a level, or needs what was asked.
    """
    _refuse_windows(clause)
    chosen = [w for w in clause.windows if isinstance(w, OnDaysWhen)]
    events = [o.event for o in clause.openings if o.kind == "when" and o.event is not None] + [
        w.event for w in chosen
    ]
    if len(events) > 1:
        refuse("a duty that needs two acts at once is not judged yet")
    if any(window.period != "day" for window in chosen):
        refuse("weeks and months that are chosen by an act are not judged yet")
    acts = acts_of(events[0])
    if clause.bearer.mode == "doer":  # whichever of them did it must reply
        acts = replace(acts, who=None)
    limit = Limit(days=0) if chosen else limit_of(clause.windows)
    return [_reply(line, Trigger(acts), limit, whole_day=bool(chosen)) for line in lines]


def _reply(line: Line, trigger: Trigger, limit: Limit | None, *, whole_day: bool) -> Line:
    if line.is_level:
        refuse("what stands somewhere from an act on is not judged yet")
    is_plain = line.kind in {"floor", "ceiling"} and line.asked is None and line.share is None
    if not is_plain or line.leaves_us is not None:
        refuse("what an act calls into being is judged only as a duty or a prohibition")
    if line.mode != SUM and not whole_day:
        refuse("time without an act is judged on whole days of another act, not after it")
    return replace(
        line,
        kind="reply",
        triggers=(trigger,),
        limit=limit,
        same_about=line.kind == "floor" and line.mode == SUM and not whole_day,
        whole_day=whole_day,
    )


# ---- orders -----------------------------------------------------------------------------------


def order_lines(clause: DutyClause) -> Iterator[Line]:
    """Yield the lines of an order or a notice: each later act needs the earlier one."""
    _refuse_windows(clause)
    lead = next((w for w in clause.windows if isinstance(w, Lead)), None)
    for demand in clause.demands:
        wanted = wanted_of(clause, demand.filter)
        if lead is not None and isinstance(lead.before, Event):
            trigger = Trigger(acts_of(lead.before))
            limit = notice_limit(lead.duration)
            yield Line("order", wanted, demand.quantity or ONE, triggers=(trigger,), limit=limit,
                       same_about=True)  # fmt: skip
        elif clause.order is not None and clause.order.kind == "only after":
            earlier = acts_of(clause.order.event)
            yield Line("order", earlier, triggers=(Trigger(wanted),))
        elif clause.order is not None:
            yield from _before(clause, demand)


def _before(clause: DutyClause, demand: Demand) -> Iterator[Line]:
    """Yield `must release at least 3 men before it releases ...`, and its parts."""
    if clause.order is None:
        return
    trigger = Trigger(acts_of(clause.order.event))
    quantity = demand.quantity or ONE
    if quantity.op != "at least":
        refuse("an order asks for at least so many acts before")
    yield Line("order", wanted_of(clause, demand.filter), quantity, triggers=(trigger,))
    for line in part_lines(clause, demand):
        if line.kind != "floor" or line.share is not None:
            refuse("parts of an order are judged only as `at least n`")
        yield replace(line, kind="order", triggers=(trigger,))


# ---- exchanges --------------------------------------------------------------------------------


def exchange_lines(clause: DutyClause) -> Iterator[Line]:
    """Yield the lines of an exchange: the whole, and each part by its own number."""
    _refuse_windows(clause)
    demand = clause.demands[0]
    limit = limit_of(clause.windows)
    yield Line("exchange", wanted_of(clause, demand.filter), limit=limit,
               triggers=tuple(_due(term.per, term.every, term.beyond, acts_of(term.trigger))
                              for term in clause.exchange))  # fmt: skip
    if demand.parts and len(clause.exchange) > 1:
        refuse("`of which` does not say of which of the numbers: write a sentence for each class")
    for line in part_lines(clause, demand):
        if line.kind == "ceiling":
            refuse("ceilings in an exchange are not judged yet")
        yield replace(line, kind="exchange", limit=limit, share=None,
                      triggers=(_due_part(clause, line),))  # fmt: skip


def _due_part(clause: DutyClause, line: Line) -> Trigger:
    """Return what of a part is due: its number, or its share of what is owed in all."""
    term = clause.exchange[0]
    per = line.quantity.low
    if line.share is not None:
        per = term.per * line.quantity.low / 100
    return _due(per, term.every, term.beyond, acts_of(term.trigger))


def _due(per: Decimal, every: int, beyond: int, acts: Wanted) -> Trigger:
    num, den = per.as_integer_ratio()
    return Trigger(acts, num, den * every, beyond)


# ---- balances and stretches -------------------------------------------------------------------


def balance_lines(clause: DutyClause) -> Iterator[Line]:
    """Yield `must never have brought in more than it has taken out` (5.3)."""
    _refuse_windows(clause)
    other = clause.no_more_than
    if other is None:
        refuse("the balance names no other act")
    for demand in clause.demands:
        wanted = wanted_of(clause, demand.filter)
        trigger = Trigger(wanted_of(clause, other))
        yield Line("balance", wanted, Quantity("at most"), triggers=(trigger,))


def sliding_lines(lines: Iterable[Line], length: Duration) -> Iterator[Line]:
    """Yield lines as judged for every stretch of a length (`in any 8 days`).

    Raises:
        Unjudged: the stretch counts months, or the line is more than a number of acts.
    """
    if length.unit in {"month", "year"}:
        refuse("stretches of months (`in any n months`) are not judged: write days")
    for line in lines:
        is_plain = line.kind in {"floor", "ceiling"} and line.asked is None and line.share is None
        if not is_plain or line.mode != SUM:
            refuse("`in any n days` is judged only with a number of acts")
        yield replace(line, kind="sliding", length=length)
