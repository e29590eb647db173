"""Clauses whose time hangs on something: no period before it comes, and another one when it does.

When it comes nobody knows. So all of it is assumed to come at once, halfway, at its latest and on
the last day, and a contradiction is one only if it is found however it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from servanda.agreement.model import Agreement
from servanda.agreement.proof.acts import Kinds
from servanda.agreement.proof.assumptions import Assumed, assumed_of, concerned
from servanda.agreement.proof.bounds import Bounds, bounds_of, with_more
from servanda.agreement.proof.contradictions import Clash, Inside, clashes_of
from servanda.agreement.proof.dead import dead_faults, early_faults, timeless
from servanda.agreement.proof.faults import Fault, clash_fault
from servanda.agreement.proof.shares import with_shares
from servanda.agreement.proof.states import with_states
from servanda.agreement.proof.tellings import histories_of
from servanda.agreement.proof.totals import with_totals
from servanda.agreement.words import join


@dataclass(frozen=True)
class World:
    """What the clauses ask and allow if all comes at one turn.

    Attributes:
        bounds: of the clauses that hang on nothing, and of those that hang on something then.
        clashes: contradictions between them.
        present: labels of the clauses that have a bound.
    """

    bounds: Bounds
    clashes: tuple[Clash, ...]
    present: frozenset[str]

    def has(self, clash: Clash) -> bool:
        """Return whether the clauses of a contradiction contradict each other here as well."""
        return any(set(one.clauses) <= set(clash.clauses) for one in self.clashes)


def waiting_faults(
    base: Bounds,
    settled: Bounds,
    kinds: Kinds,
    guilty: Sequence[frozenset[str]],
    hanging: Mapping[str, frozenset[Hashable]],
) -> Iterator[Fault]:
    """Yield what is at fault with clauses whose time hangs on something.

    Args:
        base: of the agreement, if nothing comes.
        settled: of the clauses that hang on nothing.
        kinds: how acts lie to each other.
        guilty: lines of floors that are known to contradict something.
        hanging: label of a clause to what its time hangs on.
    """
    agreement, tables = base.agreement, base.tables
    labels = timeless(agreement, tables)
    never: set[str] = set()
    if labels:
        smaller = concerned(agreement, labels)
        both = (assumed_of(smaller, tables), assumed_of(smaller, tables, "latest"))
        dead = [*early_faults(agreement, tables), *dead_faults(agreement, labels, both)]
        never = {fault.clauses[0] for fault in dead}
        yield from dead
    found = {label: on for label, on in hanging.items() if label not in never}
    if found:
        yield from _clashing(base, settled, kinds, guilty, found)


def _clashing(
    base: Bounds,
    settled: Bounds,
    kinds: Kinds,
    guilty: Sequence[frozenset[str]],
    hanging: Mapping[str, frozenset[Hashable]],
) -> Iterator[Fault]:
    tables = base.tables
    smaller = concerned(base.agreement, hanging)
    known = {line for lines in guilty for line in lines}
    floors = tuple(bound for bound in settled.floors if bound.line not in known)
    settled = replace(settled, floors=floors)
    first = assumed_of(smaller, tables)
    earliest = _world(settled, smaller, first, kinds, hanging)
    candidates = [
        clash
        for clash in earliest.clashes
        if set(clash.clauses) & hanging.keys()
        and len({hanging[label] for label in clash.clauses if label in hanging}) == 1
    ]
    if not candidates:
        return
    others = [
        _world(settled, smaller, assumed_of(smaller, tables, "latest"), kinds, hanging),
        _world(settled, smaller, assumed_of(smaller, tables, "halfway"), kinds, hanging),
        _world(settled, smaller, assumed_of(smaller, tables, "last"), kinds, hanging),
    ]
    never = _drawn(with_more(settled, base, hanging), kinds, hanging)
    for clash in candidates:
        own = [label for label in clash.clauses if label in hanging]
        if _however(clash, set(own), never, others):
            is_told = not first.anchors
            bounds = earliest.bounds
            histories = histories_of(bounds, clash) if is_told else ()
            verb = "waits" if len(own) == 1 else "wait"
            names = join(f"`[{label}]`" for label in own)
            given = f", if what {names} {verb} for comes at once"
            yield clash_fault(bounds, clash, histories, given)


def _however(clash: Clash, own: set[str], never: World, others: Sequence[World]) -> bool:
    """Return whether clauses contradict each other however that comes on which they hang.

    A clause that has no time if it comes too late binds nobody to anything, so that it says nothing
    of the contradiction. One that has a time if nothing comes, and none if it does, has ended.
    """
    has_begun = own <= never.present
    if has_begun and not never.has(clash):
        return False
    return all(world.has(clash) if own <= world.present else not has_begun for world in others)


def _world(
    settled: Bounds,
    smaller: Agreement,
    assumed: Assumed,
    kinds: Kinds,
    hanging: Mapping[str, frozenset[Hashable]],
) -> World:
    more = bounds_of(smaller, assumed.tables)
    whole = replace(with_more(settled, more, hanging), assumed=assumed.decisions)
    return _drawn(whole, kinds, hanging)


def _drawn(bounds: Bounds, kinds: Kinds, among: Collection[str]) -> World:
    """Return a world with what follows from its bounds, and what some clauses contradict."""
    found = with_states(with_shares(with_totals(bounds), kinds))
    present = frozenset(bound.clause for bound in (*found.floors, *found.ceilings))
    clashes = clashes_of(found, Inside(found, kinds), among)
    return World(found, tuple(clashes), present)
