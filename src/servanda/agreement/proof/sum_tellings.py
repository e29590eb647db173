"""The two histories of sums that do not fit, and how they are told to the drafter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.agreement.duty_rows import LEVEL
from servanda.agreement.periods import common
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.atoms import Atom
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.chains import Span
from servanda.agreement.proof.contradictions import Clash, held_at
from servanda.agreement.proof.faults import Fault, clash_fault, names_of
from servanda.agreement.proof.histories import Deed, History, Telling, can_be_told, can_happen
from servanda.agreement.proof.sums import Deeds, SumClash
from servanda.civil import Period


def sum_fault(bounds: Bounds, kinds: Kinds, clash: SumClash) -> Fault:
    """Return sums that do not fit as a fault, with its histories where reports can tell them."""
    if bounds.acts[clash.floors[0].acts_id].mode == LEVEL:
        clash = _on_one_day(bounds, clash)
    floors = tuple(Span(b.span, b.number, True, (b,)) for b in clash.floors)
    ceilings = tuple(Span(b.span, b.number, False, (b,)) for b in clash.ceilings)
    plain = Clash(clash.floors[0].acts_id, floors, ceilings)
    return clash_fault(bounds, plain, _histories(bounds, kinds, clash, plain))


def _on_one_day(bounds: Bounds, clash: SumClash) -> SumClash:
    """Return bounds on what stands as they are on the day of the contradiction."""
    begins = clash.floors[0].span.begins_at
    moment = Period(begins, begins + 1)

    def of_day(bound: Bound) -> Bound:
        same = [
            b
            for b in (*bounds.floors, *bounds.ceilings)
            if (b.acts_id, b.line, b.bearer, b.is_floor)
            == (bound.acts_id, bound.line, bound.bearer, bound.is_floor)
        ]
        found = held_at(moment, same)
        return replace(found, times=common(found.times, bound.times))

    return replace(
        clash,
        floors=tuple(of_day(bound) for bound in clash.floors),
        ceilings=tuple(of_day(bound) for bound in clash.ceilings),
    )


def _histories(bounds: Bounds, kinds: Kinds, clash: SumClash, plain: Clash) -> tuple[History, ...]:
    found = []
    broken = clash.ceilings[0]
    if clash.kept_floors and not broken.total:
        done = _deeds(bounds, kinds, clash.kept_floors, clash.floors[0].bearer)
        if done is not None:
            telling = Telling(bounds)
            for deed in done:
                _tell(telling, deed)
            over = bounds.acts[broken.acts_id]
            if over.mode == LEVEL and can_be_told(over, bounds.agreement):
                # Whoever sees the parts sees the whole; nobody else adds them up.
                total = sum(d.number for d in clash.kept_floors
                            if broken.acts_id in d.atom.ceilings)  # fmt: skip
                telling.level(Deed(over, done[0].period, total, broken.bearer))
            kept = f"{names_of(plain.floors)} {_is(plain.floors)} kept"
            says = f"if {kept}, `[{broken.line}]` is violated"
            found.append(telling.done(says, broken))
    if all(can_be_told(bounds.acts[b.acts_id], bounds.agreement) for b in clash.floors):
        found.append(_kept_ceilings(bounds, clash, plain))
    return tuple(found)


def _kept_ceilings(bounds: Bounds, clash: SumClash, plain: Clash) -> History:
    broken = clash.floors[-1]
    telling = Telling(bounds)
    # Of several who owe something, each table counts what its own one did.
    is_of_each = len({bounds.acts[floor.acts_id].hands for floor in clash.floors}) > 1
    for floor in clash.floors:
        number = sum(
            deeds.number
            for deeds in clash.kept_ceilings
            if floor.acts_id in deeds.atom.floors and common(floor.times, (deeds.period,))
        )
        acts = bounds.acts[floor.acts_id]
        if acts.mode == LEVEL:
            telling.level(Deed(acts, floor.span, number, floor.bearer))
        else:
            name = f"{floor.line} {floor.bearer}" if is_of_each else floor.line
            deed = Deed(acts, floor.span, number, floor.bearer)
            telling.count(deed, name, by_hand=is_of_each)
    # What others owe by the same line goes without saying.
    others = (span for span in plain.floors[:-1] if span.sources[0].line != broken.line)
    kept = (*others, *plain.ceilings)
    says = f"if {names_of(kept)} {_is(kept)} kept, `[{broken.line}]` is violated"
    return telling.done(says, broken)


def _is(spans: Sequence[Span]) -> str:
    return "is" if len({span.sources[0].line for span in spans}) == 1 else "are"


def _tell(telling: Telling, deed: Deed) -> None:
    if deed.acts.mode == LEVEL:
        telling.level(deed)
    else:
        telling.deed(deed)


def _deeds(bounds: Bounds, kinds: Kinds, found: Sequence[Deeds], bearer: str) -> list[Deed] | None:
    """Return what is done as reports can tell it; None: no report says it exactly."""
    told = []
    for deeds in found:
        acts = _merged(deeds.atom, kinds)
        if acts is None or not can_happen(acts, bounds.agreement):
            return None
        told.append(Deed(acts, deeds.period, deeds.number, bearer))
    return told


def _merged(atom: Atom, kinds: Kinds) -> Acts | None:
    """Return acts that are of every kind of an atom; None: it cannot be said in one report."""
    first, *others = atom.acts
    for other in others:
        if kinds.inside(first, other):
            continue
        if kinds.inside(other, first):
            first = other
            continue
        merged = _both(first, other)
        if merged is None or not (kinds.inside(merged, first) and kinds.inside(merged, other)):
            return None
        first = merged
    return first


def _both(one: Acts, other: Acts) -> Acts | None:
    """Return acts of which all holds that is said of both kinds."""
    mine, yours = one.filter, other.filter
    if len(mine.objects) != 1 or len(yours.objects) != 1 or mine.unit != yours.unit:
        return None
    a, b = mine.objects[0], yours.objects[0]
    spec = replace(
        a, attributes=(*a.attributes, *b.attributes), on_list=a.on_list or b.on_list,
        held_by=a.held_by or b.held_by, of_actors=a.of_actors or b.of_actors,
        carries=a.carries or b.carries, size=a.size or b.size,
    )  # fmt: skip
    found = replace(mine, objects=(spec,), manners=(*mine.manners, *yours.manners))
    places = tuple(dict.fromkeys((*one.places, *other.places)))
    return replace(one, filter=found, places=places)


def lines_of(bounds: Sequence[Bound]) -> frozenset[str]:
    """Return the lines of bounds."""
    return frozenset(bound.line for bound in bounds if bound.line)
