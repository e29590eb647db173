"""How the things that reports speak of lie to the filters of duties (SEMANTICS 2.3, 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, Protocol

import pyarrow as pa

from servanda.agreement.model import ANY_UNIT, Event, Filter, ObjectSpec
from servanda.assessment.tables import (
    FILTER_THINGS,
    INSIDE,
    THINGS_APART,
    THINGS_WITHIN,
)
from servanda.evidence.sizes import size_name
from servanda.evidence.things import (
    Clause,
    Clauses,
    Thing,
    ThingRelations,
    less_relation,
    union_relation,
)

EVERY_UNIT: Final = ANY_UNIT
"""Unit of coverage and of `observed-none` rows that name none: whatever is counted."""


class FilterLike(Protocol):
    """Which acts count; `servanda.agreement.model.Filter` is one."""

    @property
    def acts(self) -> tuple[str, ...]:
        """Any of."""
        ...

    @property
    def objects(self) -> tuple[ObjectSpec, ...]:
        """Any of; none: whatever it is."""
        ...

    @property
    def unit(self) -> str:
        """What is counted; empty: occurrences."""
        ...

    @property
    def recipients(self) -> tuple[str, ...]:
        """To each of them."""
        ...

    @property
    def senders(self) -> tuple[str, ...]:
        """From actors."""
        ...

    @property
    def manners(self) -> tuple[tuple[str, ...], ...]:
        """All of (any of)."""
        ...

    @property
    def any_recipient(self) -> bool:
        """To any one of the recipients."""
        ...

    @property
    def any_sender(self) -> bool:
        """From any one of the senders."""
        ...

    @property
    def told_as(self) -> tuple[str, ...]:
        """Those of the acts that only tell of the others."""
        ...


@dataclass(frozen=True)
class Pattern:
    """A filter as a union of things, less others.

    Attributes:
        unit: what is counted; empty: occurrences.
        wanted: any of.
        less: none of (exceptions of the sentence, parts counted before).
        only: these are allowed: an act counts only if it is known to be none of them.
        told: any of as well; whatever contains all that is wanted has counted them too (5.4.1).
        is_presumed: an act counts unless it is itself said to fall under an exception (5.6); else
            it counts only if it is known to fall under none.
    """

    unit: str
    wanted: tuple[Thing, ...]
    less: tuple[Thing, ...] = ()
    is_presumed: bool = False
    only: tuple[Thing, ...] = ()
    told: tuple[Thing, ...] = ()


@dataclass(frozen=True)
class SpokenThing:
    """A distinct thing of the evidence.

    Attributes:
        thing: what it is; its unit is `EVERY_UNIT` where the row means whatever is counted.
        is_count: it is spoken of in tallies or levels, else in events.
    """

    thing: Thing
    is_count: bool = False


class WantedLike(FilterLike, Protocol):
    """A filter with its exceptions; `servanda.agreement.duty_ids.DutyFilter` is one."""

    @property
    def less(self) -> tuple[Filter, ...]:
        """Acts that do not count, though they would."""
        ...

    @property
    def only(self) -> tuple[Filter, ...]:
        """Acts that are allowed: others count only if they are known to be others."""
        ...


def pattern_of(wanted: WantedLike, *, is_presumed: bool = False) -> Pattern:
    """Return a filter with its exceptions as a pattern.

    Args:
        wanted: what counts and what does not.
        is_presumed: as in `Pattern`; so it is for prohibitions and ceilings, where an exception is
            for those who plead it to prove.
    """
    less = tuple(thing for taken in wanted.less for thing in _taken_out(taken))
    only = tuple(thing for allowed in wanted.only for thing in _things_of(allowed))
    wanted_things = _things_of(wanted)
    told = tuple(thing for thing in wanted_things if thing.act in wanted.told_as)
    main = tuple(thing for thing in wanted_things if thing.act not in wanted.told_as)
    return Pattern(wanted.unit, main, less, is_presumed, only, told)


def _taken_out(taken: Filter) -> tuple[Thing, ...]:
    """Return the things of an exception; what no thing can say keeps reports from being inside."""
    if not taken.places and not taken.whose:
        return _things_of(taken)
    beyond = frozenset((_any_of(["(place or hand)"]),))
    return tuple(
        replace(thing, attributes=thing.attributes | beyond) for thing in _things_of(taken)
    )


def _things_of(wanted: FilterLike) -> tuple[Thing, ...]:
    manners = frozenset(_any_of(group) for group in wanted.manners)
    told = [f"from {sender}" for sender in wanted.senders]
    groups = ([told] if told else []) if wanted.any_sender else [[one] for one in told]
    senders = frozenset(_any_of(group) for group in groups)
    objects: Sequence[ObjectSpec | None] = wanted.objects or (None,)
    recipients = [frozenset(wanted.recipients)]
    if wanted.any_recipient:
        recipients = [frozenset((one,)) for one in wanted.recipients]
    return tuple(
        Thing(
            act=act,
            object=spec.thing if spec else "",
            attributes=(clauses_of(spec) if spec else frozenset()) | senders,
            on_list=spec.on_list if spec else "",
            recipients=to,
            manners=manners,
            unit=wanted.unit,
        )
        for act, spec, to in product(wanted.acts, objects, recipients)
    )


def clauses_of(spec: ObjectSpec) -> Clauses:
    """Return all that is said of an object, as clauses in the words of evidence.

    What no column of evidence can say becomes a word that no report implies: reports then may
    count, never certainly.
    """
    clauses = {
        frozenset((attribute.name, attribute.negated) for attribute in group)
        for group in spec.attributes
    }
    clauses |= {_any_of(names) for names in _restrictions(spec) if names}
    denied = [f"on {spec.off_list}"] if spec.off_list else []
    # `of at most 100 mm` is what is not over it.
    turned = {"at most": "over", "at least": "under"}
    if spec.size is not None and spec.size.side in turned:
        size = spec.size
        denied.append(size_name(f"{turned[size.side]} {size.count.normalize():f} {size.unit}"))
    return frozenset(clauses | {frozenset(((name, True),)) for name in denied})


def _restrictions(spec: ObjectSpec) -> list[list[str]]:
    size = spec.size
    return [
        [f"held by {actor}" for actor in spec.held_by],
        [f"of {actor}" for actor in spec.of_actors],
        [_of_thing(spec.of_object)] if spec.of_object else [],
        [f"carrying {carried.thing}" for carried in spec.carries],
        [f"notified to {actor}" for actor in spec.notified_to],
        [size_name(f"{size.side} {size.count.normalize():f} {size.unit}")]
        if size and size.side in {"over", "under"}
        else [],
        [f"in {area}" for area in spec.place.areas] or ["(place)"] if spec.place else [],
        _done_to(spec.event) if spec.event else [],
    ]


def _of_thing(whole: ObjectSpec) -> str:
    """Return `of hostage`, of a range its size; of more no column of evidence tells."""
    size = whole.size
    if whole.thing == "range" and size is not None and size.side in {"over", "under"}:
        return size_name(f"{size.side} {size.count.normalize():f} {size.unit}")
    return f"of {whole.thing}" if whole == ObjectSpec(whole.thing) else "(of_object)"


def _done_to(event: Event) -> list[str]:
    """Return `release by hamas`, or what the object itself is doing, as evidence names it."""
    act = event.filter.acts[0]
    if event.filter.whose:
        return [f"{act} by {actor}" for actor in event.filter.whose]
    if event.is_bearer or any(spec != ObjectSpec(spec.thing) for spec in event.filter.objects):
        return ["(event)"]
    upon = event.filter.objects or (ObjectSpec(""),)
    return [f"doing {act} {spec.thing}".strip() for spec in upon]


def _any_of(names: Iterable[str]) -> Clause:
    return frozenset((name, False) for name in names)


class ThingMatcher:
    """Relates things of evidence to patterns and to each other."""

    def __init__(self, relations: ThingRelations) -> None:
        self._relations = relations

    def relation(self, spoken: Thing, pattern: Pattern) -> int | None:
        """Return how a thing lies to a pattern, units left aside."""
        wanted = self._wanted(spoken, pattern)
        if pattern.only:
            allowed = union_relation([self._relations.relation(spoken, t) for t in pattern.only])
            wanted = less_relation(wanted, allowed)
        if wanted is None or not pattern.less:
            return wanted
        taken = union_relation([self._relations.relation(spoken, t) for t in pattern.less])
        if pattern.is_presumed:
            return None if taken is not None and taken & INSIDE else wanted
        return less_relation(wanted, taken)

    def _wanted(self, spoken: Thing, pattern: Pattern) -> int | None:
        wanted = union_relation([self._relations.relation(spoken, t) for t in pattern.wanted])
        if not pattern.told:
            return wanted
        told = union_relation([self._relations.relation(spoken, t) for t in pattern.told])
        if wanted is None:
            return None if told is None else told & INSIDE
        return wanted | ((told or 0) & INSIDE)

    def filter_things(
        self, patterns: Mapping[int, Pattern], things: Sequence[SpokenThing]
    ) -> pa.Table:
        """Return `FILTER_THINGS`; things are numbered from 1 in their order."""
        rows = []
        for filter_id, pattern in sorted(patterns.items()):
            for thing_id, spoken in enumerate(things, start=1):
                if not is_counted(pattern.unit, spoken):
                    continue
                rel = self.relation(spoken.thing, pattern)
                if rel is not None:
                    unit = pattern.unit
                    as_count = bool(unit) and unit in {EVERY_UNIT, spoken.thing.unit}
                    other = is_other_unit(unit, spoken)
                    rows.append((filter_id, thing_id, rel, as_count, other))
        return rows_table(rows, FILTER_THINGS)

    def things_within(self, outer: Iterable[int], things: Sequence[SpokenThing]) -> pa.Table:
        """Return `THINGS_WITHIN`: what the things of `observed-none` rows contain."""
        rows = []
        for one in sorted(set(outer)):
            whole = things[one - 1].thing
            for other, spoken in enumerate(things, start=1):
                if other == one or whole.unit not in {EVERY_UNIT, spoken.thing.unit}:
                    continue
                if (self._relations.relation(spoken.thing, whole) or 0) & INSIDE:
                    rows.append((one, other))
        return rows_table(rows, THINGS_WITHIN)

    def things_apart(
        self, pairs: Iterable[tuple[int, int]], things: Sequence[SpokenThing]
    ) -> pa.Table:
        """Return `THINGS_APART`, both ways round, of pairs that share a named series.

        Figures in different units never add up, so their things are apart as well.
        """
        found = set()
        for one, other in pairs:
            a, b = things[one - 1].thing, things[other - 1].thing
            if a.unit != b.unit or self._relations.relation(a, b) is None:
                found |= {(one, other), (other, one)}
        return rows_table(sorted(found), THINGS_APART)


def is_counted(unit: str, spoken: SpokenThing) -> bool:
    """Return whether figures of a thing say something to a filter that counts a unit (2.3)."""
    if EVERY_UNIT in {spoken.thing.unit, unit}:
        return True
    return not unit or spoken.thing.unit == unit


def is_other_unit(unit: str, spoken: SpokenThing) -> bool:
    """Return whether a thing is told in a unit where occurrences are counted (2.3.1)."""
    return not unit and spoken.is_count and spoken.thing.unit not in {"", EVERY_UNIT}


def rows_table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    """Return tuples as a table of a schema."""
    columns = [[row[k] for row in rows] for k in range(len(schema))]
    return pa.table(
        [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema
    )
