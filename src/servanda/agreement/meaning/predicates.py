"""What a sentence asks for, by the form of its predicate: do, let, keep, have, be, hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from servanda.agreement.meaning.context import Context, tree, trees, value
from servanda.agreement.meaning.demands import (
    read_acts,
    read_let,
    read_levels_np,
    read_target,
)
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.meaning.events import PLACES
from servanda.agreement.meaning.objects import (
    Item,
    object_place,
    read_attributes,
    read_items,
    read_np,
    read_place,
    read_places,
    uncounted,
)
from servanda.agreement.meaning.points import read_point
from servanda.agreement.meaning.windows import POINTS
from servanda.agreement.model import Distance, Length, ObjectSpec, PlaceSpec
from servanda.vocabulary.loader import state_act

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node

HAVE: Final = "have"
ADVANCE: Final = "advance"


def _do(context: Context, draft: Draft, node: Node) -> None:
    read_acts(context, draft, trees(node, "acts")[0])
    levels = [a for a in draft.filter.acts if context.front.vocabulary.acts[a].is_level]
    if levels:
        draft.form, draft.level = "level", levels[0]
    if levels and len(levels) < len(draft.filter.acts):
        context.report("SV213", "one of the acts happens, the other stands", node,
                       "write two sentences")  # fmt: skip
    read_target(context, draft, tree(node, "target"))


def _begin_to(context: Context, draft: Draft, node: Node) -> None:
    draft.begins_to = True
    _do(context, draft, node)


def _refrain(context: Context, draft: Draft, node: Node) -> None:
    if draft.negated or draft.modality == "may":
        context.report("SV203", "`refrain from` turns twice here", node,
                       "write `must refrain from ... for at least n hours`")  # fmt: skip
    draft.form = "refrain"
    draft.filter = replace(draft.filter, acts=(value(node, "DOING"),))
    read_target(context, draft, tree(node, "target"))


def _let(context: Context, draft: Draft, node: Node) -> None:
    draft.form = "let"
    draft.modality = "must let"
    read_let(context, draft, trees(node, "let_who")[0])
    let_who = draft.filter.whose
    negated = draft.negated
    draft.negated = False  # `must not let A and B` is about what they do, not about not letting
    read_acts(context, draft, trees(node, "acts")[0])
    draft.negated = negated
    items, joined = draft.items, draft.items_joined
    read_target(context, draft, tree(node, "target"))
    if items:
        if draft.items is not items:
            _let_upon(context, draft, items)
        draft.items, draft.items_joined = items, joined
    draft.filter = replace(draft.filter, whose=let_who)


def _let_upon(context: Context, draft: Draft, items: list[Item]) -> None:
    """Read `let farmers harvest crops`: who is stopped matters, upon what is a further object."""
    numbered = any(item.amount.quantity is not None for item in items)
    if numbered and (len(draft.filter.acts) > 1 or any(item.spec.event for item in items)):
        context.unjudged("how many are let act upon other things is judged for one act only")
    draft.let_upon = tuple(uncounted(context, item) for item in draft.items)


def _keep_distance(context: Context, draft: Draft, node: Node) -> None:
    draft.form, draft.level = "distance", "keep"
    draft.filter = replace(draft.filter, acts=(HAVE,))
    read_levels_np(context, draft, trees(node, "objects")[0])
    if draft.negated or draft.modality == "may":
        context.report("SV203", "a distance that must not, or may, be kept says nothing", node,
                       "write `must keep ... at least n km from ...`")  # fmt: skip
    draft.distance = _distance(context, trees(node, "distance_of", "distance_table")[0])


def _distance(context: Context, node: Node) -> Distance:
    place = np = None
    if (inner := tree(node, "place_np")) is not None:
        found = read_places(context, inner)
        place = PlaceSpec(("near",), found.areas, found.for_each, found.own, found.owner)
    if (inner := tree(node, "np")) is not None:
        np = uncounted(context, read_np(context, inner))
    if table := value(node, "TABLE"):
        return Distance(table=context.mention("table", table), place=place, near=np)
    written = value(node, "CMP")
    if written not in {"at least", "at most"}:
        context.report("SV214", f"a distance is `at least` or `at most`, not `{written}`", node)
    length = Length(Decimal(value(node, "NUMBER")), value(node, "LENGTH"))
    return Distance("at most" if written == "at most" else "at least", length, "", place, np)


def _keep_state(context: Context, draft: Draft, node: Node) -> None:
    state = value(node, "STATE")
    draft.form, draft.level = "level", state
    draft.filter = replace(draft.filter, acts=(state_act(state),), any_hand=True)
    objects = tree(node, "objects")
    if objects is not None:
        items = read_items(context, objects)
        if any(item.amount.determiner in {"ALL", "EACH"} or _is_all(item) for item in items):
            context.unjudged("whether all of several things are so is judged for areas only")
        specs = tuple(uncounted(context, item) for item in items)
        draft.filter = replace(draft.filter, objects=specs)
        return
    draft.filter = replace(
        draft.filter, places=(object_place(context, trees(node, "place_np")[0]),)
    )


def _is_all(item: Item) -> bool:
    return item.amount.quantity is not None and item.amount.quantity.basis == "all"


def _hold(context: Context, draft: Draft, node: Node) -> None:
    draft.form = "standstill"
    if draft.negated or draft.modality == "may":
        context.report("SV203", "`hold its positions` goes with `must`", node)
    point = read_point(context, trees(node, *POINTS)[0])
    draft.held_at = point
    draft.filter = replace(draft.filter, acts=(ADVANCE,))


def _have(context: Context, draft: Draft, node: Node) -> None:
    draft.form, draft.level = "level", HAVE
    draft.filter = replace(draft.filter, acts=(HAVE,))
    read_levels_np(context, draft, trees(node, "objects")[0])


def _be(context: Context, draft: Draft, node: Node) -> None:
    draft.form, draft.level = "level", "be"
    draft.filter = replace(draft.filter, acts=(HAVE,))
    place = tree(node, *PLACES)
    if place is not None:
        draft.filter = replace(draft.filter, places=(read_place(context, place),))
        return
    context.unjudged("what someone must be is judged only for a place or a state")
    found = read_attributes(context, trees(node, "attrs")[0])
    draft.filter = replace(draft.filter, objects=(ObjectSpec("", found.attributes),))


PREDICATES: Final[dict[str, Callable[[Context, Draft, Node], None]]] = {
    "do": _do,
    "begin_to": _begin_to,
    "refrain": _refrain,
    "let": _let,
    "keep_distance": _keep_distance,
    "keep_state": _keep_state,
    "hold": _hold,
    "have": _have,
    "be": _be,
}
