"""Lines of clauses about what stands at every moment: levels, distances, shares (4.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.keywords import SIZES
from servanda.agreement.limits import refuse
from servanda.agreement.line_counts import lines_of_demand
from servanda.agreement.line_kinds import NONE, Line
from servanda.agreement.line_parts import share
from servanda.agreement.line_wanted import measured_from, sized, wanted_of
from servanda.agreement.model import (
    Agreement,
    Attribute,
    Demand,
    Distance,
    DutyClause,
    Filter,
    Length,
    ObjectSpec,
    PlaceSpec,
    Size,
)
from servanda.vocabulary.terms import Vocabulary

_SIZED = re.compile(r"(?P<noun>.+?) (?P<side>over|under) (?P<count>[\d.]+) ?(?P<unit>[a-z]+)")


def level_lines(clause: DutyClause) -> Iterator[Line]:
    """Yield the lines of what must, or must not, stand somewhere at every moment.

    What stands there has no act that leave could precede: that it had leave, or was notified, is
    for those to plead whom it accuses (5.6).
    """
    for demand in clause.demands:
        for one in _each_place(clause, demand):
            yield from lines_of_demand(clause, one, LEVEL)


def _each_place(clause: DutyClause, demand: Demand) -> Iterator[Demand]:
    """Yield `keep a and b open` for each of the places: both must be open."""
    places = demand.filter.places
    is_state = demand.filter.acts[0].startswith("be ") and clause.modality == "must"
    if not is_state or not places or len(places[0].areas) < 2:
        yield demand
        return
    for area in places[0].areas:
        single = replace(places[0], areas=(area,), for_each=False)
        yield replace(demand, filter=replace(demand.filter, places=(single, *places[1:])))


# ---- distances --------------------------------------------------------------------------------


def distance_lines(agreement: Agreement, clause: DutyClause) -> Iterator[Line]:
    """Yield what is kept at a distance: nothing nearer (or farther), class by class."""
    distance = clause.distance
    if distance is None:
        refuse("the sentence says no distance")
    for demand in clause.demands:
        if distance.table:
            yield from _by_table(agreement, clause, demand, distance)
        elif distance.length is not None:
            yield _kept_away(clause, demand.filter, distance, distance.length)


def _kept_away(
    clause: DutyClause, found: Filter, distance: Distance, length: Length, sector: str = ""
) -> Line:
    if distance.near is not None:
        # How far it is from a thing that moves, a report says itself (4.8.6).
        is_away = distance.op == "at least"
        said = measured_from(length, distance.near, "under" if is_away else "over")
        found = replace(found, objects=sized(found.objects, said))
    elif distance.place is not None:
        roles = ("near",) if distance.op == "at least" else ("outside",)
        near = replace(distance.place, roles=roles, distance=length)
        found = replace(found, places=(*found.places, near))
    if sector:
        found = replace(found, places=(*found.places, PlaceSpec(("in",), (sector,))))
    return Line("ceiling", wanted_of(clause, found), NONE, mode=LEVEL)


def _by_table(
    agreement: Agreement, clause: DutyClause, demand: Demand, distance: Distance
) -> Iterator[Line]:
    table = agreement.tables.get(distance.table)
    if table is None:
        refuse(f"the table `{distance.table}` is not declared")
    sectors = table.sectors or ("",) * len(table.rows)
    for (name, length), sector in zip(table.rows, sectors, strict=True):
        spec = class_of(agreement.vocabulary, name)
        objects = tuple(_both(agreement.vocabulary, spec, o) for o in demand.filter.objects)
        found = replace(demand.filter, objects=tuple(dict.fromkeys(objects)))
        yield _kept_away(clause, found, distance, length, sector)


def _both(vocabulary: Vocabulary, spec: ObjectSpec, whole: ObjectSpec) -> ObjectSpec:
    """Return a class of a table as far as it is what the sentence speaks of."""
    if whole == ObjectSpec(whole.thing) and vocabulary.is_kind(spec.thing, whole.thing):
        return spec
    more = ((Attribute(whole.thing),),) if whole.thing else ()
    return replace(spec, attributes=(*spec.attributes, *more, *whole.attributes))


def class_of(vocabulary: Vocabulary, name: str) -> ObjectSpec:
    """Return a class of a table of distances (`artillery over 100 mm`) as an object.

    Raises:
        Unjudged: it is no thing of the vocabulary.
    """
    sizes = _SIZED.fullmatch(name)
    noun = sizes["noun"] if sizes else name
    words = noun.split()
    starts = (k for k in range(len(words)) if vocabulary.thing_of_form(" ".join(words[k:])))
    start = next(starts, None)
    if start is None or any(word not in vocabulary.adjectives for word in words[:start]):
        refuse(f"`{name}` in the table is no thing of the vocabulary")
    attributes = tuple((Attribute(word),) for word in words[:start])
    thing = vocabulary.thing_of_form(" ".join(words[start:]))
    return ObjectSpec(thing, attributes, size=_size(sizes))


def _size(found: re.Match[str] | None) -> Size | None:
    if found is None:
        return None
    unit = SIZES.get(found["unit"], found["unit"])
    return Size("over" if found["side"] == "over" else "under", Decimal(found["count"]), unit)


# ---- shares -----------------------------------------------------------------------------------


def share_lines(agreement: Agreement, clause: DutyClause) -> Iterator[Line]:
    """Yield `women must be at least 30% of the members`: of what stands, or of acts."""
    base = clause.share_of
    if base is None:
        refuse("the share names no whole")
    mode = LEVEL if clause.level else SUM
    for demand in clause.demands:
        for objects in _kinds(agreement, clause, demand):
            one = replace(demand, filter=replace(demand.filter, objects=objects), parts=())
            # With `kind by kind` both sides are counted by the same kind.
            of = replace(base, objects=objects) if clause.kinds_apart else base
            for line in lines_of_demand(clause, one, mode):
                yield replace(line, share=share(wanted_of(clause, of), line.quantity))


def _kinds(
    agreement: Agreement, clause: DutyClause, demand: Demand
) -> list[tuple[ObjectSpec, ...]]:
    """Return the objects, or each kind right below them by itself."""
    objects = demand.filter.objects
    if not clause.kinds_apart:
        return [objects]
    things = agreement.vocabulary.things
    found: list[tuple[ObjectSpec, ...]] = [
        (replace(spec, thing=name),)
        for spec in objects
        for name, thing in things.items()
        if spec.thing in thing.kind_of
    ]
    return found or [objects]
