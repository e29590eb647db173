"""Actors, objects, attributes and places of a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from servanda.agreement.keywords import TIME_UNITS
from servanda.agreement.meaning.actors import joining, read_actors, read_any_actor
from servanda.agreement.meaning.context import Context, is_tree, token, tokens, tree, trees, value
from servanda.agreement.meaning.context import written as written_of
from servanda.agreement.model import (
    Attribute,
    Event,
    Filter,
    Length,
    ObjectSpec,
    PlaceSpec,
    Quantity,
    Size,
)
from servanda.agreement.patterns import Op

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node

# ---- quantities -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Amount:
    """A quantity as written.

    Attributes:
        quantity: None: a determiner or nothing.
        written: the comparator; empty: a bare number.
        determiner: kind of the determiner: `A`, `THE`, `NO`, `ONLY`, ...; empty: none.
        is_other: `all other`, `2 other`.
        is_same: `as many ... as`.
    """

    quantity: Quantity | None = None
    written: str = ""
    determiner: str = ""
    is_other: bool = False
    is_same: bool = False


QUANTS: Final = ("quant_number", "quant_percent", "quant_det", "quant_same")
_OPS: dict[str, Op] = {
    "": "at least",
    "at least": "at least",
    "more than": "at least",
    "at most": "at most",
    "fewer than": "at most",
    "less than": "at most",
    "exactly": "exactly",
    "about": "at least",
}
_STEP = {"more than": 1, "fewer than": -1, "less than": -1}


def read_amount(context: Context, node: Node | None) -> Amount:
    """Return the quantity of a `quant` tree."""
    if node is None:
        return Amount()
    is_other = token(node, "OTHER") is not None
    if node.data == "quant_det":
        kind = tokens(trees(node, "det")[0])[0].type
        quantity = Quantity("at least", basis="all") if kind == "ALL" else None
        return Amount(quantity, determiner=kind, is_other=is_other)
    written = value(node, "CMP")
    number = Decimal(value(node, "NUMBER", "PERCENT") or 0)
    if node.data == "quant_same":
        if written not in {"at least", "at most", "exactly"}:
            context.report("SV214", f"`{written} as many as` can be read in two ways", node,
                           "write `at least`, `at most` or `exactly as many ... as`")  # fmt: skip
            written = "exactly"
        hundred = Decimal(100)
        return Amount(Quantity(_OPS[written], hundred, hundred, "percent"), written, is_same=True)
    if node.data == "quant_percent":
        is_more = token(node, "MORE") is not None
        share = Quantity(_OPS[written], number, number, "percent", more=is_more)
        return Amount(share, written)
    return Amount(_count(context, node, written, number), written, is_other=is_other)


def _count(context: Context, node: Node, written: str, number: Decimal) -> Quantity:
    more = token(node, "MORE") is not None
    if written == "about":
        interval = context.front.about.get(number)
        if interval is None:
            context.report(
                "SV211",
                f"`about {number}` has no declared interval",
                node,
                f"add `about: {{about {number}: [low, high]}}` to the front matter",
            )
            interval = (number, number)
        return Quantity("at least", interval[0], interval[1], about=number, more=more)
    number += _STEP.get(written, 0)
    if number < 0:
        context.report("SV214", f"`{written_of(context, node)}` can never be", node)
        number = Decimal(0)
    return Quantity(_OPS[written], number, number, more=more)


# ---- objects ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One noun phrase with what stands before it.

    Attributes:
        spec: the object; thing and list empty for `the rest`.
        amount: its quantity.
        node: its tree.
        is_plural: written in a plural that is not its singular.
    """

    spec: ObjectSpec
    amount: Amount
    node: Node
    is_plural: bool = False


def read_np(context: Context, node: Node) -> Item:
    """Return the meaning of an `np` tree."""
    if token(node, "THE_REST"):
        inner = tree(node, "np")
        spec = read_np(context, inner).spec if inner is not None else ObjectSpec("")
        return Item(spec, Amount(Quantity("at least", basis="rest")), node)
    quant = tree(node, *QUANTS)
    noun = trees(node, "noun")[0]
    spec = read_noun(context, noun)
    if spec.event is not None and spec.event.group:  # only a trigger needs the name of its group
        spec = replace(spec, event=replace(spec.event, group=""))
    return Item(spec, read_amount(context, quant), node, _is_plural(context, noun))


def _is_plural(context: Context, noun: Node) -> bool:
    found = token(noun, "THING")
    thing = context.front.vocabulary.things.get(str(found)) if found is not None else None
    if found is None or thing is None or thing.plural == thing.name:
        return False
    return written_of(context, found).lower() != thing.name


def read_noun(context: Context, node: Node) -> ObjectSpec:
    """Return the meaning of a `noun` tree: the object, without a quantity."""
    spec = ObjectSpec(value(node, "THING"))
    if name := value(node, "LIST"):
        listed = context.front.lists.get(context.mention("list", name))
        spec = ObjectSpec(listed.of if listed else "", on_list=name)
    adjectives = tree(node, "adjs")
    if adjectives is not None:
        spec = replace(spec, attributes=_adjectives(context, adjectives, spec.thing))
    for restriction in trees(node):
        if restriction is not adjectives:
            spec = _restrict(context, spec, restriction)
    return spec


def _adjectives(context: Context, node: Node, thing: str) -> tuple[tuple[Attribute, ...], ...]:
    alternatives = trees(node, "adj_alt")
    if any(len(tokens(alt, "ADJ")) > 1 for alt in alternatives) and len(alternatives) > 1:
        context.report(
            "SV234",
            f"in `{written_of(context, node)} {thing}` the adjectives can be read in two ways",
            node,
            "write `who are ... or ...` after the noun",
        )
    return tuple(
        tuple(Attribute(str(word)) for word in tokens(alternative, "ADJ"))
        for alternative in alternatives
    )


def _restrict(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    """Return the object with one restriction more."""
    return _RESTRICTIONS[node.data](context, spec, node)


def _by_attributes(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    negated = token(node, "NOT") is not None
    return narrow(spec, read_attributes(context, trees(node, "attrs")[0], negated=negated))


def _by_list(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    return replace(spec, on_list=context.mention("list", value(node, "LIST")))


def _by_holder(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    actors = read_actors(context, trees(node, "actors")[0]).names
    act = value(node, "DONE")
    if act == "hold":
        return replace(spec, held_by=actors)
    return replace(spec, event=Event(Filter((act,), whose=actors)))


def _by_owner(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    if (actors := tree(node, "actors")) is not None:
        return replace(spec, of_actors=read_actors(context, actors).names)
    return replace(spec, of_object=uncounted(context, read_np(context, trees(node, "np")[0])))


def _by_notice(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    return replace(spec, notified_to=read_any_actor(context, trees(node, "actors")[0]))


def _by_size(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    del context
    side: Literal["over", "under"] = "over" if value(node, "SIZE_OVER") == "over" else "under"
    return replace(spec, size=Size(side, Decimal(value(node, "NUMBER")), _unit(node)))


def _unit(node: Node) -> str:
    """Return the unit of a size, its singular."""
    unit = value(node, "TUNIT")
    return TIME_UNITS[unit] if unit else value(node, "SIZE", "LENGTH")


def _by_limit(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    """Return `artillery of at most 100 mm`: the number is included."""
    written = value(node, "CMP")
    if written not in {"at least", "at most"}:
        context.report("SV214", f"a size is `at least` or `at most`, not `{written}`", node,
                       "write `over`, `under`, `of at least` or `of at most`")  # fmt: skip
    side: Literal["at least", "at most"] = "at least" if written == "at least" else "at most"
    return replace(spec, size=Size(side, Decimal(value(node, "NUMBER")), _unit(node)))


def _by_no_list(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    return replace(spec, off_list=context.mention("list", value(node, "LIST")))


def _by_place(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    place = next(child for child in trees(node) if not is_tree(child, "be"))
    return replace(spec, place=read_place(context, place))


def uncounted(context: Context, item: Item) -> ObjectSpec:
    """Return the object of an item that stands where no number can; a number is reported."""
    amount = item.amount
    if amount.quantity is not None and amount.quantity.basis != "all":
        context.report("SV214", f"`{written_of(context, item.node)}`: no number can stand here",
                       item.node, "leave the number out")  # fmt: skip
    return definite(context, item)


def definite(context: Context, item: Item) -> ObjectSpec:
    """Return the object of an item; `no`, `only` and `other` before it are reported."""
    if item.amount.determiner in {"NO", "ONLY"} or item.amount.is_other:
        context.report("SV214", f"`{written_of(context, item.node)}` has no meaning here",
                       item.node, "say what happens, not what does not")  # fmt: skip
    return item.spec


def narrow(spec: ObjectSpec, found: Attributes) -> ObjectSpec:
    """Return the object with further attributes and holders."""
    return replace(
        spec,
        attributes=(*spec.attributes, *found.attributes),
        held_by=found.held_by or spec.held_by,
    )


def _by_doing(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    """Return `trucks that carry fuel`: as an adjective where the vocabulary has one."""
    objects = tree(node, "objects")
    verb = value(node, "DOES", "ACT")
    if objects is None:
        return replace(spec, event=Event(Filter((verb,))))
    return doing(context, spec, verb, objects)


def doing(context: Context, spec: ObjectSpec, verb: str, objects: Node) -> ObjectSpec:
    """Return an object that does something to any of `objects`: `soldiers who guard depots`."""
    if verb == "carry":
        return carrying(context, spec, objects)
    items = tuple(uncounted(context, item) for item in read_items(context, objects))
    if any(item != ObjectSpec(item.thing) for item in items):
        context.unjudged("what an object does to others is judged only by their kind")
    return replace(spec, event=Event(Filter((verb,), items)))


def carrying(context: Context, spec: ObjectSpec, objects: Node) -> ObjectSpec:
    """Return an object that carries any of `objects`."""
    items = [uncounted(context, item) for item in read_items(context, objects)]
    adjectives = context.front.vocabulary.adjectives
    if all(f"carrying {i.thing}" in adjectives and i == ObjectSpec(i.thing) for i in items):
        clause = tuple(Attribute(f"carrying {item.thing}") for item in items)
        return replace(spec, attributes=(*spec.attributes, clause))
    if any(item != ObjectSpec(item.thing) for item in items):
        context.unjudged("what an object carries is judged only by its kind")
    return replace(spec, carries=tuple(items))


def _by_event(context: Context, spec: ObjectSpec, node: Node) -> ObjectSpec:
    return replace(spec, event=_relative(context, node))


def _relative(context: Context, node: Node) -> Event:
    """Return `that hamas releases`: the event that the object takes part in."""
    verb = value(trees(node, "rel_verb")[0], "DOES", "ACT", "DONE")
    actors = tree(node, "actors")
    if actors is None:
        return Event(Filter((verb,)), is_bearer=True)
    found = read_actors(context, actors)
    group = found.groups[0] if found.groups else ""
    return Event(Filter((verb,), whose=found.names), group=group)


_RESTRICTIONS: Final[dict[str, Callable[[Context, ObjectSpec, Node], ObjectSpec]]] = {
    "restr_attrs": _by_attributes,
    "restr_list": _by_list,
    "restr_held": _by_holder,
    "restr_of": _by_owner,
    "restr_does": _by_doing,
    "restr_by": _by_event,
    "restr_notified": _by_notice,
    "restr_size": _by_size,
    "restr_limit": _by_limit,
    "restr_off_list": _by_no_list,
    "restr_place": _by_place,
}


def read_items(context: Context, objects: Node) -> list[Item]:
    """Return the noun phrases of an `objects` tree that holds no exchange."""
    found = []
    for item in trees(objects, "item"):
        np = tree(item, "np")
        if np is None or tree(item, "ratio_of") is not None:
            context.report("SV214", "an exchange (`for each`) cannot stand here", item)
            continue
        found.append(read_np(context, np))
    return found


@dataclass(frozen=True)
class Attributes:
    """What `who are ...` says."""

    attributes: tuple[tuple[Attribute, ...], ...] = ()
    held_by: tuple[str, ...] = ()


def read_attributes(context: Context, node: Node, *, negated: bool = False) -> Attributes:
    """Return the attributes of an `attrs` tree; `or` joins one class, `and` asks for all."""
    names: list[Attribute] = []
    held_by: tuple[str, ...] = ()
    for attr in trees(node, "attr"):
        if token(attr, "DONE"):
            held_by = read_actors(context, trees(attr, "actors")[0]).names
        else:
            names.append(Attribute(value(attr, "ADJ", "THING"), negated))
    joined = joining(context, node)
    if joined == "or" and held_by and names:
        context.report("SV213", "`or` cannot join these", node, "write two sentences")
    # `not A or B` is neither: not A, and not B.
    together = joined == "or" and not negated
    clauses = (tuple(names),) if together and names else tuple((name,) for name in names)
    return Attributes(clauses, held_by)


# ---- places -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Places:
    """Areas as named: their union, or something of a party's own."""

    areas: tuple[str, ...] = ()
    for_each: bool = False
    own: str = ""
    owner: Literal["", "bearer", "other side"] = ""


def read_places(context: Context, node: Node) -> Places:
    """Return the areas of a `place_np` tree (or of `area` trees as a list)."""
    joining(context, node)
    areas: list[str] = []
    found = Places()
    for child in trees(node):
        if child.data == "area":
            name = context.mention("area", value(child, "AREA"))
            det = tree(child, "det")
            kind = tokens(det)[0].type if det is not None else ""
            areas.append(name)
            if kind in {"EACH", "ANY"}:
                found = _each_part(context, child, name, found, is_each=kind == "EACH")
            elif kind not in {"", "THE", "ALL"}:
                context.report("SV214", f"`{written_of(context, child)}` names no area", child)
        else:
            found = _own(context, child)
            areas += found.areas
    if found.own and areas:
        context.report("SV214", "own areas and named areas cannot be joined", node,
                       "write two sentences")  # fmt: skip
    return replace(found, areas=tuple(dict.fromkeys(areas)))


def _each_part(context: Context, node: Node, name: str, found: Places, *, is_each: bool) -> Places:
    area = context.front.areas.get(name)
    if is_each and area is not None and not area.parts:
        context.report(
            "SV214",
            f"`each {name}`: the area has no declared parts",
            node,
            f"add `{name}: {{parts: [...]}}` to `areas`, or name the areas",
        )
    return replace(found, for_each=is_each or found.for_each)


def _own(context: Context, node: Node) -> Places:
    """Return `its line`, `the other side's islands`, `egypt's line`."""
    own = context.mention("own", value(node, "OWN"))
    det = tree(node, "det")
    kind = tokens(det)[0].type if det is not None else ""
    if node.data == "own_area":
        if kind != "ITS":
            context.report("SV214", f"whose `{own}`?", node, f"write `its {own}`")
        return Places(own=own, owner="bearer")
    party = value(node, "PARTY")
    if kind == "THE_OTHER":
        members = context.front.groups.get(party, ())
        if len(members) != 2:
            context.report("SV210", f"`the other {party}` needs a group of exactly two", node,
                           "name the party")  # fmt: skip
        return Places(own=own, owner="other side")
    area = context.front.own.get(own, {}).get(party)
    if area is None:
        context.report("SV221", f"`{own}` is not declared for `{party}`", node)
        return Places()
    context.mention("area", area)
    return Places(areas=(area,))


def read_place(context: Context, node: Node) -> PlaceSpec:
    """Return the meaning of a `place` tree."""
    inner = tree(node, "place_np")
    if node.data == "place_in":
        roles = tuple(dict.fromkeys(str(t) for t in tokens(trees(node, "preps")[0], "PREP")))
        return _spec(roles, read_places(context, inner)) if inner is not None else PlaceSpec(roles)
    if node.data == "place_between":
        names = [context.mention("area", value(area, "AREA")) for area in trees(node, "area")]
        return PlaceSpec(("between",), tuple(names))
    length = Length(Decimal(value(node, "NUMBER")), value(node, "LENGTH"))
    role = "near" if node.data == "place_near" else "below"
    np = tree(node, "np")
    if np is not None:
        near = uncounted(context, read_np(context, np))
        return PlaceSpec((role,), distance=length, near=near)
    found = read_places(context, inner) if inner is not None else Places()
    return replace(_spec((role,), found), distance=length)


def _spec(roles: tuple[str, ...], found: Places) -> PlaceSpec:
    return PlaceSpec(roles, found.areas, found.for_each, found.own, found.owner)


def object_place(context: Context, node: Node) -> PlaceSpec:
    """Return an area that is itself the object of the act: `enter gaza`."""
    return _spec(("object",), read_places(context, node))
