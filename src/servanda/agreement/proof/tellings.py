"""The two histories of a contradiction: who keeps the floors breaks a ceiling, and reversely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.chains import Chain, Span
from servanda.agreement.proof.contradictions import Clash
from servanda.agreement.proof.figures import figure
from servanda.agreement.proof.histories import Deed, History, Telling, can_be_told, can_happen
from servanda.agreement.proof.states import state_floor
from servanda.agreement.words import join
from servanda.civil import Period


def histories_of(bounds: Bounds, clash: Clash) -> tuple[History, ...]:
    """Return what happens if all floors are kept, and what if all ceilings are.

    Args:
        bounds: of the agreement.
        clash: spans on one kind of act that contradict each other.
    """
    told = [bounds.acts[s.acts_id] for span in clash.floors for s in span.sources[:1]]
    besides = [s.beside for span in clash.spans for s in span.sources if s.beside is not None]
    if not all(can_be_told(bounds.acts[b.acts_id], bounds.agreement) for b in besides):
        return ()
    if not all(can_happen(acts, bounds.agreement) for acts in told):
        return ()
    if not all(can_be_told(acts, bounds.agreement) for acts in told):
        is_clear = not clash.totals and bounds.acts[clash.acts_id].mode == SUM
        return (_kept_floors(bounds, clash),) if is_clear else ()
    if bounds.acts[clash.acts_id].mode == LEVEL:
        return tuple(_standing(bounds, clash, is_kept=is_kept) for is_kept in (True, False))
    by_ceilings = _kept_ceilings(bounds, clash)
    if clash.totals:  # a total is no clause that anybody could break
        return (by_ceilings,)
    return _kept_floors(bounds, clash), by_ceilings


def _standing(bounds: Bounds, clash: Clash, *, is_kept: bool) -> History:
    """Return that so much stands at one instant as the floor asks for, or as the ceiling allows."""
    floor, ceiling = clash.floors[0].sources[0], clash.ceilings[0].sources[0]
    number = floor.number if is_kept else ceiling.number
    kept, broken = (floor, ceiling) if is_kept else (ceiling, floor)
    telling = Telling(bounds)
    when = clash.floors[0].period
    telling.level(Deed(bounds.acts[floor.acts_id], when, number, floor.bearer))
    if ceiling.opposite_id:  # a look tells of one state; that it is not in the other is told too
        other = state_floor(ceiling)
        stands = 0 if is_kept else other.number
        telling.level(Deed(bounds.acts[other.acts_id], when, stands, other.bearer))
    return telling.done(f"if `[{kept.line}]` is kept, `[{broken.line}]` is violated", broken)


def _kept_floors(bounds: Bounds, clash: Clash) -> History:
    broken = max(clash.ceilings, key=lambda span: (-span.number, span.period.begins_at))
    counts = _counts(clash, [replace(broken, number=0, is_floor=True)])
    telling = Telling(bounds)
    for period, number in counts:
        if number:
            floor = _narrowest(clash.floors, period)
            source = floor.sources[0]
            acts = bounds.acts[source.acts_id]
            telling.deed(Deed(acts, period, number, source.bearer))
            _tell_asked(bounds, telling, source, floor)
    source = _met(broken, counts)
    if source.beside is not None:
        beside = source.beside
        whole = Deed(bounds.acts[beside.acts_id], beside.period, beside.number)
        telling.count(whole, f"{source.line} whole")
    done = figure(bounds, clash.floors[0].sources[0], sum(number for _, number in counts))
    also = [Span(b.span, b.number, False, (b,)) for b in source.by]
    kept = (
        f"{_names([*clash.floors, *also])} {_is([*clash.floors, *also])} kept, with {done} in all"
    )
    says = f"if {kept}, `[{source.line}]` is violated"
    return telling.done(says, source)


def _kept_ceilings(bounds: Bounds, clash: Clash) -> History:
    broken = clash.floors[-1]
    lowered = _lowered(clash, broken.sources[0].line)
    counts = _counts(clash, lowered) or _counts(clash, [replace(s, number=0) for s in lowered])
    telling = Telling(bounds)
    for floor in clash.floors:
        source = floor.sources[0]
        done = sum(number for period, number in counts if floor.period.contains(period))
        period = floor.period
        if source.slides_from is not None and source.slides_from < period.begins_at:
            period = _asked_window(bounds, telling, floor, counts)
        part = Deed(bounds.acts[source.acts_id], period, done, source.bearer)
        telling.count(part, source.line, by_hand=source.beside is not None)
        _tell_asked(bounds, telling, source, floor)
        if source.beside is not None:
            beside = source.beside
            whole = bounds.acts[beside.acts_id]
            telling.deed(Deed(whole, beside.period, beside.number, beside.bearer))
    source = broken.sources[0]
    most = figure(bounds, source, sum(number for _, number in counts))
    how = "with nothing done" if most == "0" else f"with {most} in all"
    less = {span.sources[0].line for span in lowered}
    others = [span for span in clash.floors if span.sources[0].line not in less]
    also = [Span(b.span, b.number, True, (b,)) for b in source.by]
    spans = [*others, *also, *clash.ceilings]
    kept = f"{_names(spans)} {_is(spans)} kept, {how}"
    says = f"if {kept}, `[{source.line}]` is violated"
    return telling.done(says, source)


def _asked_window(
    bounds: Bounds, telling: Telling, floor: Span, counts: Sequence[tuple[Period, int]]
) -> Period:
    """Tell what makes a sliding window one that is asked; return the time to be counted (5.3.7).

    A window is asked after the last act before it. If there is none, that of the begin of the
    clause is asked, and in it no more was done.
    """
    source = floor.sources[0]
    before = Period(source.slides_from or 0, floor.period.begins_at)
    done = sum(number for period, number in counts if before.contains(period))
    if not done:
        return Period(before.begins_at, floor.period.ends_at)
    telling.count(Deed(bounds.acts[source.acts_id], before, done), f"{source.line} before")
    return floor.period


def _tell_asked(bounds: Bounds, telling: Telling, source: Bound, floor: Span) -> None:
    """Tell that as much was asked for as is due, where a duty is to let pass."""
    if source.asked_id:
        asked = bounds.acts[source.asked_id]
        telling.count(Deed(asked, floor.period, source.number), f"{source.line} asked")


def _lowered(clash: Clash, line: str) -> list[Span]:
    """Return floors that ask for so much less that the others and all ceilings can be kept.

    Args:
        clash: its spans.
        line: whose floors are lowered, the last first; those of others only if that is too little.
    """
    found: list[Span] = []
    left = clash.excess
    last = clash.floors[::-1]
    own = [span for span in last if span.sources[0].line == line]
    for span in [*own, *(one for one in last if one not in own)]:
        if left > 0:
            found.append(replace(span, number=max(0, span.number - left)))
            left -= span.number
    return found


def _counts(clash: Clash, instead: Sequence[Span]) -> list[tuple[Period, int]]:
    """Return how many acts happen when, so that all spans are kept, some of them changed.

    Args:
        clash: whose spans are kept.
        instead: take the places of the spans with their periods.
    """
    kept = list(clash.spans)
    for span in instead:
        changed = next(k for k, one in enumerate(kept) if one.period == span.period
                       and one.sources == span.sources)  # fmt: skip
        kept[changed] = span
    edges = [replace(span, number=0, is_floor=True) for span in clash.floors]
    return Chain([*kept, *edges]).counts()


def _narrowest(floors: Sequence[Span], period: Period) -> Span:
    inside = [floor for floor in floors if floor.period.contains(period)]
    return min(inside or floors, key=lambda floor: floor.period.ends_at - floor.period.begins_at)


def _met(span: Span, counts: Sequence[tuple[Period, int]]) -> Bound:
    """Return the bound of a span in whose time something was done first."""
    busy = [period for period, number in counts if number]
    for source in span.sources:
        if any(
            p.contains(Period(b.begins_at, b.begins_at + 1)) for p in source.times for b in busy
        ):
            return source
    return span.sources[0]


def _names(spans: Sequence[Span]) -> str:
    found = (source for span in spans for source in span.sources[0].sources)
    names = (f"the total of `{b.total}`" if b.total else f"`[{b.line}]`" for b in found)
    return join(dict.fromkeys(names))


def _is(spans: Sequence[Span]) -> str:
    named = {source.line for span in spans for source in span.sources[0].sources}
    return "is" if len(named) == 1 else "are"
