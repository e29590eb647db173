"""Events and facts: the inner clauses of a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from servanda.agreement.meaning.actors import Actors, is_any, is_each, read_actors
from servanda.agreement.meaning.context import Context, is_tree, token, tokens, tree, trees, value
from servanda.agreement.meaning.objects import (
    definite,
    object_place,
    read_items,
    read_np,
    read_place,
    uncounted,
)
from servanda.agreement.meaning.points import read_done, read_point
from servanda.agreement.model import (
    ClauseState,
    Event,
    Fact,
    Filter,
    HasHappened,
    IsDone,
    ObjectSpec,
    PlaceSpec,
    Point,
    Quantity,
    UnderWay,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node

EVENTS = ("event_does", "event_passive", "event_turn")
FACTS = ("fact_has", "fact_been", "fact_state", "fact_done", "fact_under_way")
PLACES = ("place_in", "place_near", "place_between", "place_below")
TOLD = frozenset(("notify", "inform", "tell", "ask", "give notice", "give access", "give leave"))
"""Acts whose object in the sentence is to whom they are done."""


@dataclass(frozen=True)
class Target:
    """What an act is done to.

    Attributes:
        objects: any of.
        place: the act names the place itself.
        recipients: to whom.
        any_recipient: to any one of them.
        is_upon_each: the last of the objects are actors joined by `and`.
        quantity: of the objects.
    """

    objects: tuple[ObjectSpec, ...] = ()
    place: PlaceSpec | None = None
    recipients: tuple[str, ...] = ()
    any_recipient: bool = False
    is_upon_each: bool = False
    quantity: Quantity | None = None


def read_named_target(
    context: Context, acts: tuple[str, ...], node: Node, *, negated: bool = False
) -> Target | None:
    """Return a target that is a place, actors or a phase; None if it is objects."""
    if (place := tree(node, "place_np")) is not None:
        return Target(place=object_place(context, place))
    if phase := value(node, "PHASE"):
        return Target((ObjectSpec(context.mention("phase", phase)),))
    actors = tree(node, "actors")
    if actors is None:
        return None
    found = read_actors(context, actors)
    about = tree(node, "objects")
    items = read_items(context, about) if about is not None else []
    objects = tuple(uncounted(context, item) for item in items)
    if all(act in TOLD for act in acts):
        to_one = is_any(found, negated=negated)
        return Target(objects, recipients=found.names, any_recipient=to_one)
    them = ObjectSpec("", of_actors=found.names)
    return Target((*objects, them), is_upon_each=found.joined == "and")


def _read_target(context: Context, act: str, node: Node | None) -> Target:
    """Return the target of the act of an event."""
    if node is None:
        return Target()
    named = read_named_target(context, (act,), node)
    if named is not None:
        return named
    items = read_items(context, trees(node, "objects")[0])
    first, *others = items
    objects = (definite(context, first), *(uncounted(context, item) for item in others))
    return Target(objects, quantity=first.amount.quantity)


@dataclass(frozen=True)
class _Subject:
    actors: Actors | None = None
    thing: ObjectSpec | None = None
    quantity: Quantity | None = None
    is_it: bool = False


def _read_subject(context: Context, node: Node) -> _Subject:
    if token(node, "IT"):
        return _Subject(is_it=True)
    if (actors := tree(node, "actors")) is not None:
        return _Subject(actors=read_actors(context, actors))
    item = read_np(context, trees(node, "np")[0])
    return _Subject(thing=definite(context, item), quantity=item.amount.quantity)


def read_event(context: Context, node: Node) -> Event:
    """Return the meaning of an `event` tree."""
    if node.data == "event_turn":
        phase = value(node, "PHASE")
        name = context.mention("phase", phase) if phase else "agreement"
        return Event(Filter(()), phase=name, turn="begins" if token(node, "BEGINS") else "ends")
    subject = _read_subject(context, trees(node, "subject")[0])
    if node.data == "event_passive":
        return _passive(context, node, subject)
    acts = tuple(dict.fromkeys(str(t) for t in tokens(trees(node, "verbs")[0], "DOES", "ACT")))
    target = _read_target(context, acts[0], tree(node, "target"))
    event = _active(acts[0], subject, target)
    return _qualified(context, node, replace(event, filter=replace(event.filter, acts=acts)))


def _active(act: str, subject: _Subject, target: Target) -> Event:
    """Return the event of a subject that does an act; a thing that acts is its object."""
    places = (target.place,) if target.place else ()
    objects = target.objects
    if subject.thing is not None:
        objects = (subject.thing, *objects)
    found = Filter(
        (act,), objects, recipients=target.recipients, any_recipient=target.any_recipient,
        places=places,
    )  # fmt: skip
    return _with_doers(Event(found, target.quantity or subject.quantity), subject)


def _with_doers(event: Event, subject: _Subject) -> Event:
    if subject.is_it:
        return replace(event, is_bearer=True)
    if subject.actors is None:
        return event
    return replace(
        event,
        filter=replace(event.filter, whose=subject.actors.names),
        each=is_each(subject.actors),
        group=subject.actors.groups[0] if subject.actors.groups else "",
    )


def _passive(context: Context, node: Node, subject: _Subject) -> Event:
    act = value(node, "DONE")
    objects = (subject.thing,) if subject.thing is not None else ()
    if subject.actors is not None:
        objects = (ObjectSpec("", of_actors=subject.actors.names),)
    agents = tree(node, "actors")
    whose = read_actors(context, agents).names if agents is not None else ()
    event = Event(Filter((act,), objects, whose=whose), subject.quantity)
    return _qualified(context, node, event)


def _qualified(context: Context, node: Node, event: Event) -> Event:
    """Add places, recipients and manners of an inner clause."""
    found = event.filter
    for qualifier in trees(node, "ev_qual"):
        inner = trees(qualifier)[0]
        if inner.data in PLACES:
            found = replace(found, places=(*found.places, read_place(context, inner)))
        elif inner.data == "manner":
            names = tuple(str(word) for word in tokens(inner, "MANNER"))
            found = replace(found, manners=(*found.manners, names))
        else:
            found = with_recipients(context, inner, found)
    unit = counted_unit(context, found) if event.quantity is not None else ""
    return replace(event, filter=replace(found, unit=unit))


def with_recipients(
    context: Context, node: Node, found: Filter, *, negated: bool = False
) -> Filter:
    """Return a filter with the actors of a `recipient` tree."""
    actors = read_actors(context, trees(node, "actors")[0])
    names, is_one = actors.names, is_any(actors, negated=negated)
    if token(node, "FROM_ACTOR"):
        return replace(found, senders=(*found.senders, *names), any_sender=is_one)
    return replace(found, recipients=(*found.recipients, *names), any_recipient=is_one)


def counted_unit(context: Context, found: Filter) -> str:
    """Return the unit that counts the objects of a filter; empty: occurrences of the act.

    Objects without one unit in common are counted as occurrences.
    """
    things = context.front.vocabulary.things
    units = {things[o.thing].unit if o.thing in things else "" for o in found.objects}
    return units.pop() if len(units) == 1 else ""


def read_fact(context: Context, node: Node) -> Fact:
    """Return the meaning of a `fact` tree."""
    match node.data:
        case "fact_state":
            label = context.mention("label", value(node, "LABEL"))
            if token(node, "IS_NOT_DONE"):
                return ClauseState(label, "not done")
            return ClauseState(label, "in force" if token(node, "IS_IN_FORCE") else "suspended")
        case "fact_done":
            return IsDone(read_done(context, trees(node, "is_done", "is_verified", "is_found")[0]))
        case "fact_under_way":
            return _under_way(context, trees(node, "subject")[0])
        case _:
            return _happened(context, node)


def _under_way(context: Context, node: Node) -> UnderWay:
    """Return `talks are under way`: what people record as begun and ended, by its name."""
    what = _read_subject(context, node).thing or ObjectSpec("")
    thing = context.front.vocabulary.things.get(what.thing)
    if thing is None or what != ObjectSpec(what.thing):
        context.unjudged("what is under way is recorded by one word: write `talks are under way`")
    else:
        for name in (thing.name, thing.plural):
            context.mention("under way", name.lower())
    return UnderWay(what)


def _happened(context: Context, node: Node) -> HasHappened:
    subject = _read_subject(context, trees(node, "subject")[0])
    if node.data == "fact_been":
        event = _passive(context, node, subject)
        negated = token(node, "HAVE_NOT_BEEN") is not None
    else:
        act = value(node, "DONE")
        target = _read_target(context, act, tree(node, "target"))
        event = _qualified(context, node, _active(act, subject, target))
        negated = token(node, "NOT") is not None
    point = _point_after_by(context, node)
    return HasHappened(event, negated, point)


def _point_after_by(context: Context, node: Node) -> Point | None:
    """Return the point of the `by` at the end of a fact (never that of an agent)."""
    if token(node, "BY") is None:
        return None
    point = node.children[-1]
    return read_point(context, point) if is_tree(point) else None  # type: ignore[arg-type]


def read_event_or_fact(context: Context, node: Node) -> Event | Fact:
    """Return an event or a fact, whichever the tree is."""
    return read_event(context, node) if node.data in EVENTS else read_fact(context, node)


def inner_clause(node: Node) -> Node | None:
    """Return the event or fact below a node, or None."""
    return tree(node, *EVENTS, *FACTS)
