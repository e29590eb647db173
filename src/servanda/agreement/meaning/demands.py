"""What a sentence asks for: acts, objects, numbers and their parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from servanda.agreement.meaning.actors import joining, read_actors
from servanda.agreement.meaning.context import Context, token, tokens, tree, trees, value, written
from servanda.agreement.meaning.draft import Draft
from servanda.agreement.meaning.events import PLACES, counted_unit, read_named_target
from servanda.agreement.meaning.objects import (
    QUANTS,
    Amount,
    Item,
    doing,
    narrow,
    read_amount,
    read_attributes,
    read_np,
    read_place,
    uncounted,
)
from servanda.agreement.meaning.ratios import read_ratio
from servanda.agreement.meaning.several import limit_of_any, note_areas, upon_each
from servanda.agreement.model import (
    ANY_UNIT,
    Demand,
    Event,
    Filter,
    ObjectSpec,
    Part,
    Quantity,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node

TELLING = frozenset(("report", "publish", "announce", "declare", "notify", "inform", "tell"))
"""Acts of words: `report all arrivals` asks for a report, it does not count arrivals."""

STANDING = frozenset(("level", "distance"))
"""Forms of what stands: nothing, or something, of it in whatever unit it is told."""

NONE_OF_IT = Quantity("at most", Decimal(0), Decimal(0))


def read_acts(context: Context, draft: Draft, node: Node) -> None:
    """Set the acts of a draft from an `acts` tree."""
    acts = tuple(dict.fromkeys(str(t) for t in tokens(node, "ACT")))
    draft.acts_joined = joining(context, node)
    draft.acts_written = node
    if draft.negated and draft.acts_joined == "and":
        names = " or ".join(written(context, t) for t in tokens(node, "ACT"))
        context.report(
            "SV202",
            f"`must not {written(context, node)}`: neither, or not both?",
            node,
            f"if neither is allowed, write `must not {names}`",
        )
    known = [context.front.vocabulary.acts[act] for act in acts]
    # A result counts whoever brings it about; what is forbidden is the bearer's own act.
    any_hand = all(act.is_result for act in known) and not draft.negated
    draft.filter = replace(draft.filter, acts=acts, any_hand=any_hand)


def read_target(context: Context, draft: Draft, node: Node | None) -> None:
    """Set objects, place or recipients of a draft from a `target` tree."""
    if node is None:
        return
    named = read_named_target(context, draft.filter.acts, node, negated=draft.negated)
    if named is None:
        read_objects(context, draft, trees(node, "objects")[0])
        return
    places = (*draft.filter.places, *((named.place,) if named.place else ()))
    note_areas(draft, tree(node, "place_np"))
    draft.filter = replace(
        draft.filter, objects=named.objects, places=places, recipients=named.recipients,
        any_recipient=named.any_recipient,
    )  # fmt: skip
    draft.upon_each = named.is_upon_each


def read_objects(context: Context, draft: Draft, node: Node) -> None:
    """Set the items and the exchange of a draft from an `objects` tree."""
    items = trees(node, "item")
    if any(tree(item, "ratio_of") for item in items):
        _read_exchange(context, draft, items)
        return
    draft.items = [read_np(context, trees(item, "np")[0]) for item in items]
    draft.items_joined = joining(context, node)


# ---- exchanges --------------------------------------------------------------------------------


def _read_exchange(context: Context, draft: Draft, items: list[Node]) -> None:
    """Read `30 detainees for each civilian hostage and 50 for each soldier hostage that ...`."""
    last_event: Event | None = None
    found: list[tuple[Amount, Node]] = []
    for item in items:
        ratio = tree(item, "ratio_of")
        np = tree(item, "np")
        if ratio is None:
            context.report("SV214", "an exchange needs `for each` after every number", item)
            continue
        amount = read_amount(context, tree(item, *QUANTS))
        if np is not None:
            read = read_np(context, np)
            amount = read.amount
            _check_other(context, read)
            if draft.items and read.spec != draft.items[0].spec:
                context.report("SV214", "an exchange gives one kind of thing", np,
                               "write a sentence for each kind")  # fmt: skip
            draft.items = draft.items or [replace(read, amount=Amount())]
        found.append((amount, ratio))
    for amount, ratio in reversed(found):
        per = _per(context, amount, ratio)
        term = read_ratio(context, ratio, per, last_event)
        last_event = term.trigger
        draft.exchange.insert(0, term)


def _per(context: Context, amount: Amount, ratio: Node) -> Decimal:
    quantity = amount.quantity
    if amount.determiner in {"A", "ANOTHER"}:
        return Decimal(1)
    if quantity is None or quantity.basis != "number" or quantity.op != "at least":
        context.report("SV214", "an exchange says `at least n`, or a number", ratio)
        return Decimal(1)
    return quantity.low


# ---- demands ----------------------------------------------------------------------------------


def build_demands(context: Context, draft: Draft) -> tuple[Demand, ...]:
    """Return the demands of a draft: one, or one for each number or act of its own."""
    if draft.acts_joined == "and" and not draft.negated:
        demands: list[Demand] = []
        for act in draft.filter.acts:
            result = context.front.vocabulary.acts[act].is_result
            shared = replace(draft.filter, acts=(act,), any_hand=result)
            demands += _of_items(context, draft, shared)
    else:
        demands = _of_items(context, draft, draft.filter)
    return tuple(limit_of_any(draft, _of_own_hand(context, demand)) for demand in demands)


def _of_own_hand(context: Context, demand: Demand) -> Demand:
    """Return a demand whose limit on a result is one on what the bearer itself brings about."""
    wanted, known = demand.filter, context.front.vocabulary.acts
    is_of_results = wanted.any_hand and all(known[act].is_result for act in wanted.acts)
    if not demand.is_limit or not is_of_results:
        return demand
    return replace(demand, filter=replace(wanted, any_hand=False))


def _of_items(context: Context, draft: Draft, shared: Filter) -> list[Demand]:
    if not draft.items:
        quantity = NONE_OF_IT if draft.negated and draft.times is None else _times(draft)
        if draft.form == "standstill":
            quantity = NONE_OF_IT
        if draft.form in STANDING:
            shared = replace(shared, unit=ANY_UNIT)
        return [Demand(found, quantity) for found in upon_each(draft, shared)]
    groups: list[list[Item]] = []
    for item in draft.items:
        if groups and not _stands_alone(draft, item):
            groups[-1].append(item)
        else:
            groups.append([item])
    found = []
    for number, group in enumerate(groups):
        before = tuple(item.spec for earlier in groups[:number] for item in earlier)
        one = _demand(context, draft, shared, group)
        found.append(_but(context, one, group[0], before))
    return found


def _but(context: Context, demand: Demand, item: Item, before: tuple[ObjectSpec, ...]) -> Demand:
    """Return what is asked for of `other` things: none of those that the sentence named before."""
    if not item.amount.is_other:
        return demand
    if not before or (demand.quantity is not None and demand.quantity.basis != "number"):
        _check_other(context, item)
        return demand
    return replace(demand, filter=replace(demand.filter, other_than=before))


def _check_other(context: Context, item: Item) -> None:
    if item.amount.is_other:
        context.unjudged(
            "`other` does not say than which, or how many those are: name them by a list"
            " (`hostages not on sick-list`), or by what they are not (`who are not women`)"
        )


def _stands_alone(draft: Draft, item: Item) -> bool:
    """Return whether an item of a list is a demand of its own."""
    if draft.items_joined != "and" or draft.negated or draft.modality == "may":
        return False
    if draft.form == "distance":  # none of them nearer
        return False
    if item.amount.quantity is not None:
        return True
    numbered = any(i.amount.quantity is not None for i in draft.items)
    return not numbered and draft.modality == "must"


def _demand(context: Context, draft: Draft, shared: Filter, items: list[Item]) -> Demand:
    _check_lists(context, draft, items)
    first = items[0]
    quantity = _no_nearer(context, items) if draft.form == "distance" else None
    quantity = quantity or _quantity(context, draft, first)
    objects = tuple(item.spec for item in items)
    found = measured(context, replace(shared, objects=objects))
    is_none = quantity is not None and quantity.is_none
    if draft.form in STANDING:
        is_some = quantity is None and draft.modality == "must"
        found = replace(
            found, unit=ANY_UNIT if is_none or is_some else counted_unit(context, found)
        )
    elif is_none or draft.times is not None or draft.form == "refrain":
        found = replace(found, unit="")
    elif (not found.unit and draft.modality != "may" and not draft.negated) or (
        not found.unit and quantity is not None
    ):
        found = replace(found, unit=counted_unit(context, found))
    return Demand(found, quantity)


def _no_nearer(context: Context, items: list[Item]) -> Quantity:
    """Return what is allowed nearer than a distance: nothing, however many there are."""
    for item in items:
        uncounted(context, item)
    return NONE_OF_IT


def _asks(draft: Draft) -> bool:
    """Return whether the sentence asks for the act."""
    return draft.modality != "may" and not draft.negated


def _times(draft: Draft) -> Quantity | None:
    """Return how often; `must not ... at least 3 times` is at most 2."""
    times = draft.times
    if times is None or not draft.negated or times.op != "at least":
        return times
    limit = max(Decimal(0), times.low - 1)
    return Quantity("at most", limit, limit)


def measured(context: Context, found: Filter) -> Filter:
    """Return a filter with `litres of fuel` read as fuel, counted in litres."""
    things = context.front.vocabulary.things
    units = {o.thing for o in found.objects if o.thing in things and things[o.thing].is_unit}
    if len(units) != 1 or len(found.objects) != 1:
        return found
    measure = found.objects[0]
    inner = measure.of_object or ObjectSpec("")
    attributes = (*inner.attributes, *measure.attributes)
    counted = replace(inner, attributes=attributes, on_list=measure.on_list or inner.on_list)
    objects = () if counted == ObjectSpec("") else (counted,)
    return replace(found, objects=objects, unit=measure.thing)


def _check_lists(context: Context, draft: Draft, items: list[Item]) -> None:
    """Report `at least 5 women or at least 3 children`: one class, or two?"""
    if draft.items_joined == "or":
        for item in draft.items[1:]:
            if item.amount.quantity is not None:
                context.report("SV213", "a second number after `or` can be read in two ways",
                               item.node, "write two sentences, or one number")  # fmt: skip
    for before, after in pairwise(items):
        if before.spec.attributes and not after.spec.attributes and not after.amount.determiner:
            _warn_adjective(context, before, after)


def _warn_adjective(context: Context, before: Item, after: Item) -> None:
    """Warn of `combat aircraft or drones`: is it combat drones?"""
    adjective = before.spec.attributes[0][0].name
    leading = tree(trees(before.node, "noun")[0], "adjs")
    if leading is not None:
        noun = written(context, after.node)
        context.report(
            "SV234",
            f"`{adjective}` goes with `{before.spec.thing}` only, not with `{noun}`",
            after.node,
            f"write `{adjective} {noun}` if it should",
        )


def _quantity(context: Context, draft: Draft, item: Item) -> Quantity | None:
    """Return the number asked for, after the rules on bare numbers and `not`."""
    amount = item.amount
    if amount.quantity is not None and amount.quantity.more:
        context.report("SV214", "`more` stands only in a later stage of a schedule", item.node)
    if draft.times is not None:
        if amount.quantity is not None and amount.quantity.basis == "number":
            context.report("SV214", "the sentence has two numbers", item.node,
                           "leave one of them out")  # fmt: skip
        return _times(draft)
    if amount.determiner in {"NO", "ONLY"}:
        return _none(context, draft, item)
    return _negated(context, draft, item) if draft.negated else _asked(context, draft, item)


def _asked(context: Context, draft: Draft, item: Item) -> Quantity | None:
    """Return the number of what must, or may, be done."""
    amount = item.amount
    if amount.quantity is None:
        _warn_plural(context, draft, item)
        return None
    if amount.quantity.basis == "all" and all(act in TELLING for act in draft.filter.acts):
        # Whether a report is complete is not measured: one that speaks of them is asked for.
        return None
    if amount.quantity.basis == "number" and not amount.written and not draft.stages:
        return _bare(context, draft, item, amount.quantity)
    if draft.modality == "may" and amount.quantity.op != "at most":
        context.report("SV214", "what is permitted is limited by `at most`", item.node)
    return amount.quantity


def _none(context: Context, draft: Draft, item: Item) -> Quantity:
    if item.amount.determiner == "ONLY" or draft.negated or draft.modality == "may":
        context.report(
            "SV214", f"`{written(context, item.node)}` can be read in two ways here", item.node,
            "write what must not be done",
        )  # fmt: skip
    return NONE_OF_IT


def _negated(context: Context, draft: Draft, item: Item) -> Quantity:
    """Return the ceiling of `must not`: nothing, or `more than n`."""
    amount = item.amount
    if amount.quantity is None:
        return NONE_OF_IT
    if amount.written == "more than":
        limit = amount.quantity.low - 1
        return Quantity("at most", limit, limit)
    act = written_acts(context, draft)
    plain = written(context, trees(item.node, "noun")[0]) if tree(item.node, "noun") else "them"
    said = written(context, item.node)
    context.report(
        "SV203",
        f"`must not {act} {said}`: none, or not so many?",
        item.node,
        f"write `must not {act} {plain}` (none), or `must {act} at most n {plain}`",
    )
    return NONE_OF_IT


def written_acts(context: Context, draft: Draft) -> str:
    """Return the acts of a draft as sentences write them."""
    acts = context.front.vocabulary.acts
    return " or ".join(acts[act].base if act in acts else act for act in draft.filter.acts)


def _bare(context: Context, draft: Draft, item: Item, quantity: Quantity) -> Quantity:
    if draft.modality == "may":
        return replace(quantity, op="at most")
    said = written(context, item.node)
    context.report(
        "SV201",
        f"`{said}`: at least, at most or exactly {quantity.low}?",
        item.node,
        f"write `at least {said}`, `exactly {said}` or `at most {said}`",
    )
    return quantity


def _warn_plural(context: Context, draft: Draft, item: Item) -> None:
    if not item.is_plural or item.amount.determiner or draft.modality != "must" or draft.exchange:
        return
    if draft.level or draft.only or draft.order is not None:
        return
    said = written(context, item.node)
    context.report(
        "SV232",
        f"`{said}` with no number: one is enough",
        item.node,
        f"write `at least n {said}` or `all {said}`",
    )


# ---- of which ---------------------------------------------------------------------------------


def read_parts(context: Context, draft: Draft, node: Node) -> None:
    """Add the parts of an `of_which` tree; their filters are narrowed once demands are known."""
    for child in trees(node, "part_does", "part_goes", "part_is"):
        amount = read_amount(context, trees(child)[0])
        quantity = amount.quantity
        if quantity is None:
            context.report("SV214", "a part needs a number", child, "write `at least n`")
            continue
        if not amount.written and quantity.basis == "number":
            context.report(
                "SV201",
                f"`{written(context, child)}`: at least, at most or exactly {quantity.low}?",
                child,
                "write `at least` before the number",
            )
        others = token(child, "OTHERS") is not None
        words = written(context, child)
        draft.parts.append(Part(quantity, _part_filter(context, child), others, words))


def _part_filter(context: Context, node: Node) -> Filter:
    """Return what the part adds: one bare object with its narrowing, or a place."""
    bare = ObjectSpec("")
    if node.data == "part_is":
        attrs = trees(node, "attrs")[0]
        found = read_attributes(context, attrs, negated=token(node, "NOT") is not None)
        return Filter((), (narrow(bare, found),))
    if node.data == "part_goes":
        place = next(child for child in trees(node) if child.data in PLACES)
        return Filter((), places=(read_place(context, place),))
    acts = value(node, "DOES", "ACT")
    return Filter((), (doing(context, bare, acts, trees(node, "objects")[0]),))


def narrowed(whole: Filter, part: Filter) -> Filter:
    """Return the filter of a part: that of the whole, and what the part adds."""
    objects = whole.objects or (ObjectSpec(""),)
    if part.objects:
        more = part.objects[0]
        objects = tuple(
            replace(
                spec,
                attributes=(*spec.attributes, *more.attributes),
                carries=more.carries or spec.carries,
                held_by=more.held_by or spec.held_by,
                event=more.event or spec.event,
            )
            for spec in objects
        )
    return replace(
        whole, objects=objects if whole.objects or part.objects else (),
        places=(*whole.places, *part.places),
    )  # fmt: skip


def read_levels_np(context: Context, draft: Draft, node: Node) -> None:
    """Set the items of a level, whose numbers need no comparator check of acts."""
    draft.items = []
    for item in trees(node, "item"):
        np = tree(item, "np")
        if np is not None:
            draft.items.append(read_np(context, np))
    draft.items_joined = joining(context, node)


def read_let(context: Context, draft: Draft, node: Node) -> None:
    """Set who is let pass: things, or actors."""
    objects = tree(node, "objects")
    if objects is not None:
        read_objects(context, draft, objects)
        return
    actors = tree(node, "actors")
    if actors is not None:
        found = read_actors(context, actors)
        draft.filter = replace(draft.filter, whose=found.names)
