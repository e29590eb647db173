"""Lines of clauses that evidence calls into being: replies, orders, exchanges, balances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from servanda.agreement.chosen import is_asked
from servanda.agreement.duty_rows import SUM
from servanda.agreement.limits import Limit, limit_of, notice_limit, refuse
from servanda.agreement.line_kinds import ONE, Kind, Line, Trigger, Wanted, bare
from servanda.agreement.line_parts import part_lines
from servanda.agreement.line_wanted import wanted_of
from servanda.agreement.model import (
    DailyHours,
    Demand,
    Duration,
    DutyClause,
    Each,
    Event,
    Every,
    Lead,
    OnDaysWhen,
    Quantity,
    Window,
)

# ---- triggers ---------------------------------------------------------------------------------


def acts_of(event: Event) -> Wanted:
    """Return the acts of an event; without a doer they are anyone's."""
    found = event.filter
    who = None if event.is_bearer else found.whose
    # An act whose doer nobody names counts by any hand.
    return Wanted(bare(found), found.places, (), found.any_hand or who == (), who)


def trigger_of(event: Event) -> Trigger:
    """Return the acts that call for something, each for itself.

    Of several who are named with `each` the acts of any of them do. A number is that of one act
    (`moves more than 50 soldiers`).

    Raises:
        Unjudged: the number is none that one act can have.
    """
    quantity = event.quantity
    if quantity is None or quantity == ONE:
        return Trigger(acts_of(event))
    if quantity.op != "at least" or quantity.about is not None or quantity.basis != "number":
        refuse("of the acts that call for something only `at least n` or `more than n` is judged")
    if not event.filter.unit:
        refuse("one act is never several: say how many things it is done to, or `when A has done`")
    return Trigger(acts_of(event), at_least=quantity)


def _earlier(event: Event) -> Iterator[tuple[Wanted, Quantity]]:
    """Yield what must have been done before: of `each party` by every one of them.

    Raises:
        Unjudged: it is not `at least n`.
    """
    quantity = event.quantity or ONE
    if quantity.op != "at least":
        refuse("what must have been done before is judged as `at least n` or `more than n`")
    acts = acts_of(event)
    doers = [(name,) for name in event.filter.whose] if event.each else [acts.who]
    for who in doers:
        yield replace(acts, who=who), quantity


def refuse_times(clause: DutyClause, what: str, *kinds: type[Window]) -> None:
    """Refuse time phrases that do not say of which of two acts they speak.

    Args:
        clause: with two acts.
        what: of the sentence.
        kinds: of the phrases.
    """
    if any(isinstance(window, kinds) for window in clause.windows):
        refuse(f"{what} has two acts: of which its hours, or its `each day`, is not said")


# ---- replies ----------------------------------------------------------------------------------


def called_lines(clause: DutyClause, lines: list[Line]) -> list[Line]:
    """Return lines as replies to the act of an opening, or on the days of an act (5.3).

    Weeks and months that an act chooses, days on which it reaches a number, and what stands from
    an act on are times of the lines themselves (`times`).

    Raises:
        Unjudged: what is called is itself a rule, or needs what was asked.
    """
    chosen = [w for w in clause.windows if isinstance(w, OnDaysWhen)]
    events = [o.event for o in clause.openings if o.kind == "when" and o.event is not None] + [
        w.event for w in chosen
    ]
    if len(events) > 1:
        refuse("which acts of two belong together is not said: write `When A has done x, when B has"
               " done y,` for once, as soon as both are done")  # fmt: skip
    if chosen and chosen[0].period == "term":
        refuse("a term of the agreement that an act chooses is not judged")
    if chosen and is_asked(clause, chosen[0]):
        if any(line.is_rule for line in lines):
            refuse("what is owed for other acts, or needs them, is not judged on days of an act")
        return list(lines)
    if lines and not chosen and all(line.is_level for line in lines):
        return list(lines)  # what stands holds from the first act on
    refuse_times(clause, "an answer", Each, Every, DailyHours)
    trigger = trigger_of(events[0])
    if clause.bearer.mode == "doer":  # whichever of them did it must reply
        trigger = replace(trigger, wanted=replace(trigger.wanted, who=None))
    limit = Limit(days=0) if chosen else limit_of(clause.windows)
    return [_reply(line, trigger, limit, whole_day=bool(chosen)) for line in lines]


def _reply(line: Line, trigger: Trigger, limit: Limit | None, *, whole_day: bool) -> Line:
    is_plain = line.kind in {"floor", "ceiling"} and line.asked is None and line.share is None
    if not is_plain or line.triggers:
        refuse("what an act calls into being is judged only as a duty or a prohibition")
    if line.is_level and not whole_day:
        refuse("a number of what stands is judged together with no number of acts")
    return replace(
        _with_rest(line, limit),
        kind="reply",
        triggers=(trigger,),
        limit=limit,
        same_about=line.kind == "floor" and line.mode == SUM and not whole_day,
        whole_day=whole_day,
    )


def _with_rest(line: Line, limit: Limit | None) -> Line:
    """Return a limit of how long an act may last as the rest of the hours without it.

    Raises:
        Unjudged: nobody knows how long all of the time is.
    """
    if line.leaves_us is None:
        return line
    if limit is None or replace(limit, elapsed_us=None) != Limit() or limit.elapsed_us is None:
        refuse("how long an act may last after another is judged within so many hours of it only")
    rest = Decimal(max(0, limit.elapsed_us - line.leaves_us))
    return replace(line, leaves_us=None, quantity=Quantity("at least", rest, rest))


# ---- orders -----------------------------------------------------------------------------------


def order_lines(clause: DutyClause) -> Iterator[Line]:
    """Yield the lines of an order or a notice: each later act needs the earlier one."""
    lead = next((w for w in clause.windows if isinstance(w, Lead)), None)
    is_forbidden = lead is None and clause.order is not None and clause.order.kind == "only after"
    kinds = () if is_forbidden else (DailyHours,)
    refuse_times(clause, "a sentence about what comes first", Each, Every, *kinds)
    for demand in clause.demands:
        wanted = wanted_of(clause, demand.filter)
        if lead is not None and isinstance(lead.before, Event):
            yield Line("order", wanted, demand.quantity or ONE, same_about=True,
                       triggers=(trigger_of(lead.before),),
                       limit=notice_limit(lead.duration))  # fmt: skip
        elif is_forbidden and clause.order is not None:
            for earlier, quantity in _earlier(clause.order.event):
                yield Line("order", earlier, quantity, triggers=(Trigger(wanted),))
        elif clause.order is not None:
            yield from _before(clause, demand, clause.order.event)


def _before(clause: DutyClause, demand: Demand, event: Event) -> Iterator[Line]:
    """Yield `must release at least 3 men before it releases ...`, and its parts."""
    trigger = trigger_of(event)
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
    """Yield the lines of an exchange: the whole, and each part by its own number.

    Anew in each period, and for `at most n` of a part, n is what is due for the acts of the same
    time; else there are running totals, checked a limit after each act.
    """
    refuse_times(clause, "an exchange", DailyHours)
    demand, limit = clause.demands[0], limit_of(clause.windows)
    is_anew = isinstance(clause.period, Each | Every)
    if is_anew and limit is not None:
        refuse("an exchange anew in each period is due at its end: it has no other time limit")
    kind: Kind = "floor" if is_anew else "exchange"
    dues = tuple(
        _due(term.per, term.every, term.beyond, acts_of(term.trigger)) for term in clause.exchange
    )
    yield Line(kind, wanted_of(clause, demand.filter), limit=limit, triggers=dues)
    if demand.parts and len(clause.exchange) > 1:
        refuse("`of which` does not say of which of the numbers: write a sentence for each class")
    for line in part_lines(clause, demand):
        due = (_due_part(clause, line),)
        if line.kind == "ceiling":
            yield replace(line, share=None, triggers=due)
        else:
            yield replace(line, kind=kind, limit=limit, share=None, triggers=due)


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
    refuse_times(clause, "a balance", DailyHours)
    period = clause.period
    if period == Each("term") or (isinstance(period, Every) and period.duration.is_elapsed):
        refuse("a balance begins anew on whole days, weeks, months or years only")
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
        Unjudged: the line is more than a number of acts.
    """
    for line in lines:
        is_plain = line.kind in {"floor", "ceiling"} and line.asked is None and line.share is None
        if not is_plain or line.mode != SUM or line.triggers:
            refuse("`in any n days` is judged only with a number of acts")
        yield replace(line, kind="sliding", length=length)
