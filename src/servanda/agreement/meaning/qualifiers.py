"""Qualifiers and exceptions of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from servanda.agreement.meaning.actors import is_each, joining, read_actors
from servanda.agreement.meaning.context import Context, token, tokens, tree, trees, value, written
from servanda.agreement.meaning.demands import read_parts
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.meaning.events import (
    PLACES,
    inner_clause,
    read_event,
    read_fact,
    with_recipients,
)
from servanda.agreement.meaning.objects import read_items, read_place, uncounted
from servanda.agreement.meaning.points import read_duration
from servanda.agreement.meaning.ratios import read_ratio
from servanda.agreement.meaning.several import note_actors, note_areas
from servanda.agreement.meaning.windows import TIMES, TimePhrase, forbidden_windows, read_time
from servanda.agreement.model import (
    Before,
    Duration,
    Event,
    Exemption,
    Filter,
    Leave,
    Opening,
    Order,
    Until,
    Window,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node


def read_qualifier(context: Context, draft: Draft, node: Node) -> None:
    """Add one qualifier or exception to a draft."""
    read = _QUALIFIERS.get(str(node.data))
    if read is not None:
        read(context, draft, node)
        return
    inner = trees(node)[0]
    if inner.data in TIMES:
        add_time(context, draft, read_time(context, inner))
    elif inner.data in PLACES:
        places = (*draft.filter.places, read_place(context, inner))
        draft.filter = replace(draft.filter, places=places)
        note_areas(draft, tree(inner, "place_np"))
    elif inner.data == "manner":
        draft.filter = _with_manner(context, draft.filter, inner)
    elif inner.data == "recipient":
        draft.filter = with_recipients(context, inner, draft.filter, negated=draft.negated)
        note_actors(draft, inner)
    elif inner.data == "of_which":
        read_parts(context, draft, inner)
    else:
        _leave(context, draft, inner)


def _kinds(context: Context, draft: Draft, node: Node) -> None:
    del context, node
    draft.kinds_apart = True


def _ratio(context: Context, draft: Draft, node: Node) -> None:
    draft.exchange.append(read_ratio(context, trees(node)[0], Decimal(0)))


def _except(context: Context, draft: Draft, node: Node) -> None:
    draft.exemptions.append(_exemption(context, draft, node))


def _unless_qual(context: Context, draft: Draft, node: Node) -> None:
    draft.exemptions.append(_unless(context, node))


def _pace(context: Context, draft: Draft, node: Node) -> None:
    draft.pace = context.mention("label", value(node, "LABEL"))


def _as_many(context: Context, draft: Draft, node: Node) -> None:
    """Read `as the other-army stores in its depots`: what the number is compared with."""
    found = read_actors(context, trees(node, "actors")[0])
    act = value(node, "DOES", "ACT")
    places = tuple(read_place(context, place) for place in trees(node, *PLACES))
    is_level = context.front.vocabulary.acts[act].is_level
    if is_level != bool(draft.level):
        context.report("SV213", "one of the two stands, the other happens", node,
                       "compare acts with acts, or what stands with what stands")  # fmt: skip
    draft.as_many = Filter((act,), places=places, whose=found.names)


def _with_manner(context: Context, found: Filter, node: Node) -> Filter:
    names = tuple(str(word) for word in tokens(node, "MANNER"))
    if joining(context, node) == "and":
        return replace(found, manners=(*found.manners, *((name,) for name in names)))
    return replace(found, manners=(*found.manners, names))


def _leave(context: Context, draft: Draft, node: Node) -> None:
    draft.leave = _leave_of(context, node)
    if node.data == "with_leave" or not draft.negated:
        context.unjudged("`leave` is judged only in `must not ... without the leave of ...`")


def _leave_of(context: Context, node: Node) -> Leave:
    actors = read_actors(context, trees(node, "actors")[0])
    return Leave(actors.names, each=len(actors.names) > 1 and is_each(actors))


def add_time(context: Context, draft: Draft, phrase: TimePhrase) -> None:
    """Add a time phrase; those that name another act make an order or a reply."""
    draft.times = phrase.times or draft.times
    if phrase.stages:
        draft.stages = phrase.stages
    if phrase.trigger is not None:
        draft.openings.append(Opening("when", event=phrase.trigger))
    for window in phrase.windows:
        _add_window(context, draft, window)


def _add_window(context: Context, draft: Draft, window: Window) -> None:
    match window:
        case Before(point=Event() as event):
            _set_order(context, draft, "only after" if draft.negated else "before", event)
        case Until(point=Event() as event) if draft.negated:
            _set_order(context, draft, "only after", event)
        case _:
            draft.windows.append(window)


def _set_order(context: Context, draft: Draft, kind: str, event: Event) -> None:
    if draft.order is not None:
        context.report("SV214", "the sentence names two other acts", None, "write two sentences")
    draft.order = Order("before" if kind == "before" else "only after", event)


def _only(context: Context, draft: Draft, qualifier: Node) -> None:
    """Read `only after P`, `only through its ports`: it forbids the rest and asks for nothing."""
    node = trees(qualifier)[0]
    # `may ... only` permits nothing that was not free before: it forbids the rest.
    draft.modality, draft.negated = "must", True
    if node.data in PLACES:
        draft.only.append(read_place(context, node))
    elif node.data == "manner":
        names = tuple(str(word) for word in tokens(node, "MANNER"))
        together = joining(context, node) == "and"
        draft.only += [(name,) for name in names] if together else [names]
    elif node.data == "recipient":
        _only_to(context, draft, node)
    else:
        found = forbidden_windows(context, node, read_time(context, node))
        if isinstance(found, Event):
            _set_order(context, draft, "only after", found)
            draft.order = replace(draft.order, is_apart=True) if draft.order else None
        else:
            draft.only_times += found


def _only_to(context: Context, draft: Draft, node: Node) -> None:
    """Read `only to the mission`: to nobody else."""
    if token(node, "FROM_ACTOR"):
        context.unjudged("`only from` somebody is not judged: write `must not ... from A or B`")
    draft.only_to = (*draft.only_to, *read_actors(context, trees(node, "actors")[0]).names)


def _exemption(context: Context, draft: Draft, node: Node) -> Exemption:
    inner = trees(node)[0]
    if inner.data == "objects":
        items = read_items(context, inner)
        lead = _lead_in(context, inner)
        return Exemption(objects=tuple(uncounted(context, i) for i in items), lead=lead)
    if inner.data in PLACES:
        return Exemption(place=read_place(context, inner))
    if inner.data == "manner":
        if joining(context, inner) == "and":
            context.report("SV213", "`and` in an exception can be read in two ways", inner,
                           "write `or`")  # fmt: skip
        return Exemption(manners=tuple(str(word) for word in tokens(inner, "MANNER")))
    if inner.data in {"with_leave", "without_leave"}:
        if inner.data == "without_leave":
            context.report("SV214", "`except without the leave of` turns twice", inner,
                           "write `except with the leave of`")  # fmt: skip
        return Exemption(leave=_leave_of(context, inner))
    phrase = read_time(context, inner)
    if len(phrase.windows) != 1:
        context.report("SV214", f"`{written(context, inner)}` cannot be an exception", inner)
        return Exemption()
    del draft
    return Exemption(window=phrase.windows[0])


def _lead_in(context: Context, objects: Node) -> Duration | None:
    """Return the lead of `flights notified to the mission at least 24 hours before`."""
    for found in objects.find_data("restr_notified"):
        duration = tree(found, "duration")
        if duration is not None:
            return read_duration(context, duration)
    return None


def _unless(context: Context, node: Node) -> Exemption:
    inner = inner_clause(node)
    if inner is None:
        return Exemption()
    if inner.data.startswith("event"):
        return Exemption(event=read_event(context, inner))
    fact = read_fact(context, inner)
    return Exemption(fact=fact)


_QUALIFIERS: Final[dict[str, Callable[[Context, Draft, Node], None]]] = {
    "only_qual": _only,
    "except_qual": _except,
    "unless_qual": _unless_qual,
    "ratio_qual": _ratio,
    "as_qual": _as_many,
    "kinds_qual": _kinds,
    "pace_qual": _pace,
}
