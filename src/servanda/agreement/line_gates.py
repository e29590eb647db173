"""Acts that are allowed after leave or notice: each needs it before it (SEMANTICS 5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from servanda.agreement.limits import Limit, notice_limit, refuse
from servanda.agreement.line_kinds import NONE, Line, Trigger, Wanted
from servanda.agreement.line_wanted import is_notified, wanted_of
from servanda.agreement.model import Demand, DutyClause, Exemption, Filter, ObjectSpec
from servanda.vocabulary.terms import Vocabulary

GIVE_LEAVE = "give leave"
NOTIFY = "notify"


@dataclass(frozen=True)
class Gate:
    """What makes an act allowed if it came before: leave, or a notice.

    Attributes:
        wanted: the leave or the notice.
        objects: the acts upon which are allowed then; none: all of them.
        limit: how long before; None: at any time before.
        each: every one of those who give leave has to.
    """

    wanted: Wanted
    objects: tuple[ObjectSpec, ...] = ()
    limit: Limit | None = None
    each: bool = False

    def alone(self) -> list[Gate]:
        """Return what has to come before, one by one."""
        if not self.each:
            return [self]
        who = self.wanted.who or ()
        return [replace(self, wanted=replace(self.wanted, who=(name,))) for name in who]


def gates_of(clause: DutyClause) -> list[Gate]:
    """Return the leaves and notices that a prohibition excepts; several leaves are one."""
    leaves = [clause.leave] if clause.leave is not None else []
    leaves += [e.leave for e in clause.exemptions if e.leave is not None]
    who = tuple(dict.fromkeys(name for leave in leaves for name in leave.by))
    each = any(leave.each for leave in leaves)
    if each and len(leaves) > 1:
        refuse("leave of each of several, or else of others, is not judged in one clause")
    found = [Gate(Wanted(Filter((GIVE_LEAVE,)), who=who), each=each)] if leaves else []
    return found + [_notice(e) for e in clause.exemptions if is_notified(e)]


def _notice(exemption: Exemption) -> Gate:
    told, *further = dict.fromkeys(o.notified_to for o in exemption.objects)
    if further:
        refuse("notice of one thing to one, and of another to another, is not judged in one clause")
    objects = tuple(replace(spec, notified_to=()) for spec in exemption.objects)
    limit = notice_limit(exemption.lead) if exemption.lead else None
    notice = Filter((NOTIFY,), recipients=told, any_recipient=len(told) > 1)
    return Gate(Wanted(notice), objects, limit)


def gated_lines(clause: DutyClause, gates: list[Gate], vocabulary: Vocabulary) -> Iterator[Line]:
    """Yield `without the leave of x` as an order: every act needs the leave before it.

    Where notice allows only some of the acts, the others stay forbidden by a line of their own.

    Args:
        clause: a prohibition.
        gates: what it excepts; at least one.
        vocabulary: knows of what kind things are.

    Raises:
        Unjudged: several things allow an act, or it is no prohibition.
    """
    if len(gates) > 1:
        refuse("an act that either leave or notice allows has two measures, not one: not judged")
    if clause.form not in {"never", "standstill"}:
        refuse("leave or notice is judged only for what is otherwise forbidden")
    (gate,) = gates
    for demand in clause.demands:
        act = wanted_of(clause, demand.filter)
        allowed = _allowed(demand, gate, vocabulary)
        if allowed:
            taken = replace(act.filter, objects=allowed)
            yield Line("ceiling", replace(act, less=(*act.less, taken)), NONE)
            act = replace(act, filter=taken)
        for one in gate.alone():
            yield Line("order", one.wanted, triggers=(Trigger(act),), limit=gate.limit,
                       same_about=True)  # fmt: skip


def _allowed(demand: Demand, gate: Gate, vocabulary: Vocabulary) -> tuple[ObjectSpec, ...]:
    """Return upon what an act is allowed after notice; nothing: upon all that is forbidden."""
    found = demand.filter
    nouns = {form for act in found.acts if act in vocabulary.acts
             for form in vocabulary.acts[act].forms}  # fmt: skip
    allowed: list[ObjectSpec] = []
    for spec in gate.objects:
        if any(_is_all(spec, one, nouns, vocabulary) for one in found.objects or (ObjectSpec(""),)):
            return ()
        allowed += [_both(spec, one, nouns, vocabulary) for one in found.objects] or [spec]
    return tuple(dict.fromkeys(allowed))


def _is_all(spec: ObjectSpec, own: ObjectSpec, nouns: set[str], vocabulary: Vocabulary) -> bool:
    """Return whether what is excepted is no narrower than what is forbidden (`flights`)."""
    is_wide = spec.thing in nouns or (bool(own.thing) and vocabulary.is_kind(own.thing, spec.thing))
    return spec == ObjectSpec(spec.thing) and is_wide


def _both(spec: ObjectSpec, own: ObjectSpec, nouns: set[str], vocabulary: Vocabulary) -> ObjectSpec:
    """Return what is both excepted and forbidden: `medical flights` of `drones`."""
    if own != ObjectSpec(own.thing, own.attributes):
        refuse("notice that only some of the acts need is judged for plain kinds of things only")
    attributes = (*own.attributes, *spec.attributes)
    if spec.thing in nouns or vocabulary.is_kind(own.thing, spec.thing):
        return replace(spec, thing=own.thing, attributes=attributes)
    if not vocabulary.is_kind(spec.thing, own.thing):
        refuse(f"`{spec.thing}` may be notified, but no `{own.thing}` is one: nothing is excepted")
    return replace(spec, attributes=attributes)
