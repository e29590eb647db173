"""What a clause asks for, line by line, before any calendar and any bearer.

A clause has a line for each thing that is judged by itself: a second number, a part (`of which`),
each half of `exactly`, each area of `in each zone`, and for `must let` with a number the acts that
stop someone. The first line has the label of the clause, the others `label.2`, `label.3` ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from servanda.agreement.limits import Limit, limit_of, notice_limit, refuse
from servanda.agreement.model import (
    Agreement,
    DailyHours,
    Demand,
    DutyClause,
    Each,
    Event,
    Every,
    Exemption,
    Filter,
    Lead,
    ObjectSpec,
    Part,
    PlaceSpec,
    Quantity,
)

Kind: TypeAlias = Literal["floor", "ceiling", "schedule", "exchange", "reply", "order"]

GIVE_LEAVE = "give leave"
NOTIFY = "notify"
NONE = Quantity("at most")
ONE = Quantity("at least", Decimal(1), Decimal(1))


@dataclass(frozen=True)
class Wanted:
    """Acts that count.

    Attributes:
        filter: acts, objects, unit and so on; its places, `whose` and `any_hand` are here instead.
        places: all of them hold; exceptions by place have `outside` among their roles.
        less: acts that do not count (exceptions of the sentence, parts counted before).
        any_hand: by whomever it is done (SEMANTICS 4.7).
        who: whose acts; None: the bearer's; empty: anyone's.
    """

    filter: Filter
    places: tuple[PlaceSpec, ...] = ()
    less: tuple[Filter, ...] = ()
    any_hand: bool = False
    who: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Trigger:
    """Acts that call a duty into being: due is num * floor(max(0, acts - beyond) / den)."""

    wanted: Wanted
    num: int = 1
    den: int = 1
    beyond: int = 0


@dataclass(frozen=True)
class Line:
    """One thing that is judged by itself.

    Attributes:
        kind: `schedule` is a floor in stages; the last three are rules (SEMANTICS 5.3).
        wanted: what is counted; of a rule: what must be given, replied or done before.
        quantity: how many.
        part: the part of `of which` that it is.
        asked: what was asked for, of which at most all is due (5.4).
        triggers: of a rule.
        limit: of a rule; None: due at the end of its period.
        same_about: a reply must name the same matter where both do.
    """

    kind: Kind
    wanted: Wanted
    quantity: Quantity = ONE
    part: Part | None = None
    asked: Wanted | None = None
    triggers: tuple[Trigger, ...] = field(default=())
    limit: Limit | None = None
    same_about: bool = False

    @property
    def is_rule(self) -> bool:
        """Return whether evidence calls its duties into being."""
        return self.kind in {"exchange", "reply", "order"}

    @property
    def is_prohibition(self) -> bool:
        """Return whether it forbids an act altogether."""
        return (
            self.kind == "ceiling" and self.quantity.high == 0 and (self.quantity.basis == "number")
        )


def bare(found: Filter) -> Filter:
    """Return a filter without what `Wanted` keeps beside it."""
    return replace(found, places=(), whose=(), any_hand=False)


def lines_of(agreement: Agreement, clause: DutyClause) -> tuple[Line, ...]:
    """Return the lines of a clause in their order.

    Args:
        agreement: knows the parts of areas.
        clause: a duty that the language judges.

    Raises:
        Unjudged: the tables cannot say it.
    """
    if not clause.is_judged:
        refuse(clause.reason)
    if any(_is_fraction(q) for q in _quantities(clause)):
        refuse("numbers that are not whole are not judged yet")
    lines = list(_without_places(clause))
    return tuple(one for line in lines for one in _in_each(agreement, line))


def _quantities(clause: DutyClause) -> Iterator[Quantity]:
    for demand in clause.demands:
        if demand.quantity is not None:
            yield demand.quantity
        yield from (part.quantity for part in demand.parts)
    if clause.schedule is not None:
        yield from (stage.quantity for stage in clause.schedule.stages)


def _is_fraction(quantity: Quantity) -> bool:
    return quantity.basis == "number" and any(n % 1 for n in (quantity.low, quantity.high))


def _without_places(clause: DutyClause) -> Iterator[Line]:
    is_called = any(opening.event is not None for opening in clause.openings)
    if is_called:
        if clause.form not in {"floor", "exactly"}:
            refuse("what an act calls into being is judged only if it is a duty to do")
        yield from _replies(clause)
        return
    match clause.form:
        case "never" | "ceiling" | "floor" | "exactly" | "schedule":
            yield from _plain(clause)
        case "let":
            yield from _let(clause)
        case "exchange":
            yield from _exchange(clause)
        case "order" | "notice":
            yield from _order(clause)
        case _:
            refuse(f"the form `{clause.form}` is not judged yet")


# ---- floors and ceilings ----------------------------------------------------------------------


def _plain(clause: DutyClause) -> Iterator[Line]:
    gates = _gates(clause)
    for demand in clause.demands:
        if gates:
            yield _gated(clause, demand, gates[0])
        else:
            yield from _lines_of_demand(clause, demand)


def _lines_of_demand(clause: DutyClause, demand: Demand) -> Iterator[Line]:
    wanted = wanted_of(clause, demand.filter)
    quantity = demand.quantity or ONE
    if clause.form == "schedule":
        yield Line("schedule", wanted, quantity)
    elif clause.form == "exactly" or quantity.op == "exactly":
        yield Line("floor", wanted, replace(quantity, op="at least"))
        yield Line("ceiling", wanted, replace(quantity, op="at most"))
    else:
        yield Line("ceiling" if quantity.op == "at most" else "floor", wanted, quantity)
    yield from _parts(clause, demand)


def _parts(clause: DutyClause, demand: Demand) -> Iterator[Line]:
    before: Filter | None = None
    for part in demand.parts:
        if clause.form == "schedule":
            refuse("parts of a schedule are not judged yet")
        if part.quantity.basis != "number":
            refuse("parts that are told as a share are not judged yet")
        wanted = wanted_of(clause, part.filter)
        if part.others and before is not None:
            wanted = replace(wanted, less=(*wanted.less, bare(before)))
        for op in _ops(part.quantity):
            quantity = replace(part.quantity, op="at most" if op == "ceiling" else "at least")
            yield Line(op, wanted, quantity, part=part)
        before = part.filter


def _ops(quantity: Quantity) -> tuple[Literal["floor", "ceiling"], ...]:
    both: tuple[Literal["floor", "ceiling"], ...] = ("floor", "ceiling")
    return {"exactly": both, "at least": both[:1], "at most": both[1:]}[quantity.op]


def wanted_of(clause: DutyClause, found: Filter) -> Wanted:
    """Return what a filter counts under the exceptions of its sentence.

    Raises:
        Unjudged: an exception, or whose acts they are, cannot be said in the tables.
    """
    if found.whose and not found.any_hand:
        refuse("acts that others than the bearer do are not judged yet")
    base = bare(found)
    places, less = list(found.places), []
    for exemption in _other_exemptions(clause):
        place, taken = _exempted(base, exemption)
        places += place
        less += taken
    return Wanted(base, tuple(places), tuple(less), found.any_hand)


def _exempted(base: Filter, exemption: Exemption) -> tuple[list[PlaceSpec], list[Filter]]:
    """Return an exception as places outside of which an act counts, or as acts that do not."""
    if exemption.event is not None:
        refuse("exceptions that hang on another act are not judged yet")
    if exemption.place is not None:
        if exemption.place.distance is not None or exemption.place.near is not None:
            refuse("exceptions by distance are not judged yet")
        return [replace(exemption.place, roles=("outside", *exemption.place.roles))], []
    if exemption.objects:
        return [], [replace(base, objects=exemption.objects)]
    if exemption.manners:
        return [], [replace(base, manners=(exemption.manners,))]
    return [], []  # windows and recorded facts bound the time instead


# ---- leave and notice as exceptions -----------------------------------------------------------


@dataclass(frozen=True)
class _Gate:
    """What makes an act allowed if it came before: leave, or a notice.

    Attributes:
        wanted: the leave or the notice.
        objects: the acts upon which are allowed then; none: all of them.
        limit: how long before; None: at any time before.
    """

    wanted: Wanted
    objects: tuple[ObjectSpec, ...] = ()
    limit: Limit | None = None


def _is_notified(exemption: Exemption) -> bool:
    return any(spec.notified_to for spec in exemption.objects)


def _gates(clause: DutyClause) -> list[_Gate]:
    leaves = [clause.leave] if clause.leave is not None else []
    leaves += [e.leave for e in clause.exemptions if e.leave is not None]
    found = [_Gate(Wanted(Filter((GIVE_LEAVE,)), who=leave.by)) for leave in leaves]
    for exemption in clause.exemptions:
        if _is_notified(exemption):
            told = tuple(dict.fromkeys(to for o in exemption.objects for to in o.notified_to))
            objects = tuple(replace(spec, notified_to=()) for spec in exemption.objects)
            limit = notice_limit(exemption.lead) if exemption.lead else None
            found.append(_Gate(Wanted(Filter((NOTIFY,), recipients=told)), objects, limit))
    if len(found) > 1:
        refuse("either leave or notice as an exception is not judged yet")
    return found


def _other_exemptions(clause: DutyClause) -> list[Exemption]:
    return [e for e in clause.exemptions if e.leave is None and not _is_notified(e)]


def _gated(clause: DutyClause, demand: Demand, gate: _Gate) -> Line:
    """Return `without the leave of x` as an order: every act needs the leave before it."""
    if clause.form != "never":
        refuse("leave or notice is judged only for what is otherwise forbidden")
    if any(not _is_generic(spec) for spec in gate.objects):
        refuse("notice that only some of the acts need is not judged yet")
    _refuse_windows(clause)
    act = wanted_of(clause, demand.filter)
    return Line("order", gate.wanted, triggers=(Trigger(act),), limit=gate.limit,
                same_about=True)  # fmt: skip


def _is_generic(spec: ObjectSpec) -> bool:
    """Return whether an object says no more than its kind (`flights`)."""
    return spec == ObjectSpec(spec.thing)


# ---- rules ------------------------------------------------------------------------------------


def _acts_of(event: Event) -> Wanted:
    """Return the acts of an event; without a doer they are anyone's."""
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


def _replies(clause: DutyClause) -> Iterator[Line]:
    _refuse_windows(clause)
    events = [o.event for o in clause.openings if o.event is not None]
    if len(events) > 1:
        refuse("a duty that needs two acts at once is not judged yet")
    acts = _acts_of(events[0])
    if clause.bearer.mode == "doer":  # whichever of them did it must reply
        acts = replace(acts, who=None)
    trigger = Trigger(acts)
    for demand in clause.demands:
        if demand.parts or (demand.quantity is not None and demand.quantity != ONE):
            refuse("a reply of more than one act is not judged yet")
        wanted = wanted_of(clause, demand.filter)
        yield Line("reply", wanted, triggers=(trigger,), limit=limit_of(clause.windows),
                   same_about=True)  # fmt: skip


def _order(clause: DutyClause) -> Iterator[Line]:
    _refuse_windows(clause)
    lead = next((w for w in clause.windows if isinstance(w, Lead)), None)
    for demand in clause.demands:
        wanted = wanted_of(clause, demand.filter)
        if lead is not None and isinstance(lead.before, Event):
            _refuse_many(demand)
            trigger = Trigger(_acts_of(lead.before))
            yield Line("order", wanted, triggers=(trigger,), limit=notice_limit(lead.duration),
                       same_about=True)  # fmt: skip
        elif clause.order is not None and clause.order.kind == "only after":
            earlier = _acts_of(clause.order.event)
            yield Line("order", earlier, triggers=(Trigger(wanted),))
        elif clause.order is not None:
            _refuse_many(demand)
            yield Line("order", wanted, triggers=(Trigger(_acts_of(clause.order.event)),))


def _refuse_many(demand: Demand) -> None:
    if demand.parts or (demand.quantity is not None and demand.quantity != ONE):
        refuse("an order that asks for more than one act before is not judged yet")


def _exchange(clause: DutyClause) -> Iterator[Line]:
    _refuse_windows(clause)
    demand = clause.demands[0]
    limit = limit_of(clause.windows)
    yield Line("exchange", wanted_of(clause, demand.filter), limit=limit,
               triggers=tuple(_share(term.per, term.every, term.beyond, _acts_of(term.trigger))
                              for term in clause.exchange))  # fmt: skip
    if demand.parts and len(clause.exchange) > 1:
        refuse("parts of an exchange with several classes are not judged yet")
    term = clause.exchange[0]
    for line in _parts(clause, demand):
        if line.kind == "ceiling":
            refuse("ceilings in an exchange are not judged yet")
        share = _share(line.quantity.low, term.every, term.beyond, _acts_of(term.trigger))
        yield replace(line, kind="exchange", limit=limit, triggers=(share,))


def _share(per: Decimal, every: int, beyond: int, acts: Wanted) -> Trigger:
    num, den = per.as_integer_ratio()
    return Trigger(acts, num, den * every, beyond)


# ---- let --------------------------------------------------------------------------------------


def _let(clause: DutyClause) -> Iterator[Line]:
    let = clause.let
    if let is None or clause.modality == "must not let":
        for demand in clause.demands:
            yield Line("ceiling", wanted_of(clause, demand.filter), demand.quantity or NONE)
        return
    for demand in clause.demands:
        if demand.quantity is None:
            continue
        if demand.quantity.op != "at least":
            refuse("`let` with `at most` or `exactly` is not judged yet")
        wanted = wanted_of(clause, demand.filter)
        yield Line("floor", wanted, demand.quantity, asked=_asked(let.asking, wanted))
        for line in _parts(clause, demand):
            yield replace(line, asked=_asked(let.asking, line.wanted))
    yield Line("ceiling", wanted_of(clause, let.refusing), NONE)


def _asked(asking: Filter, passing: Wanted) -> Wanted:
    """Return what was asked for of that which is to be let pass (5.4)."""
    objects, unit = passing.filter.objects, passing.filter.unit
    found = bare(replace(asking, objects=objects, unit=unit))
    return Wanted(found, passing.places, passing.less, asking.any_hand, asking.whose)


# ---- in each zone -----------------------------------------------------------------------------


def _in_each(agreement: Agreement, line: Line) -> Iterable[Line]:
    """Return a line for each area of `in each zone` (GRAMMAR, rule 5 of section 3)."""
    wanted = line.wanted
    index = next((k for k, place in enumerate(wanted.places) if place.for_each), None)
    if index is None:
        return (line,)
    place = wanted.places[index]
    areas = place.areas
    if len(areas) == 1 and areas[0] in agreement.areas:
        areas = agreement.areas[areas[0]].parts or areas
    before, after = wanted.places[:index], wanted.places[index + 1 :]
    singles = [replace(place, areas=(area,), for_each=False) for area in areas]
    narrowed = [replace(wanted, places=(*before, single, *after)) for single in singles]
    return [one for each in narrowed for one in _in_each(agreement, replace(line, wanted=each))]
