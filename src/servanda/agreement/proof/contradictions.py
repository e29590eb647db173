"""Clauses that no conduct could keep together: floors above ceilings.

For every kind of act that some clause speaks of, floors on kinds of it and ceilings on wider kinds
bind one number over time, and `chains` decides whether any number keeps them all. What lies apart
and adds up (women and men of one total, two parts of an area) is left to `sums`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.periods import common, joined
from servanda.agreement.proof.above import Above, Key
from servanda.agreement.proof.acts import Acts, Kinds
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.chains import Chain, Span, spans_of
from servanda.civil import Period


@dataclass(frozen=True)
class Clash:
    """Spans that contradict each other, on one kind of act.

    Attributes:
        acts_id: the kind of act that all of them bind.
        floors, ceilings: in order of time.
        more: how many further periods of the same clauses contradict each other in the same way.
        also: further ceilings, each of which forbids by itself what the floor asks for.
    """

    acts_id: int
    floors: tuple[Span, ...]
    ceilings: tuple[Span, ...]
    more: int = 0
    also: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return all of them, floors first."""
        return (*self.floors, *self.ceilings)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Return the labels of their clauses, each once."""
        every = (*self.spans, *self.also)
        named = (source.clause for source in sources_of(every) if source.clause)
        return tuple(dict.fromkeys(named))

    @property
    def totals(self) -> tuple[str, ...]:
        """Return the declared totals among the ceilings."""
        return tuple(source.total for source in sources_of(self.ceilings) if source.total)

    @property
    def excess(self) -> int:
        """Return how much more is asked for than is allowed."""
        asked, allowed = (sum(s.number for s in spans) for spans in (self.floors, self.ceilings))
        return asked - allowed

    @property
    def period(self) -> Period:
        """Return the time in which all floors lie."""
        begins = min(span.period.begins_at for span in self.floors)
        return Period(begins, max(span.period.ends_at for span in self.floors))


def sources_of(spans: Iterable[Span]) -> Iterator[Bound]:
    """Yield the bounds that spans rest on, and those from which these follow."""
    for span in spans:
        for source in span.sources:
            yield from source.sources


@dataclass(frozen=True)
class Related:
    """Which floors and ceilings bind a kind of act."""

    acts_id: int
    floors: tuple[Bound, ...]
    ceilings: tuple[Bound, ...]

    @property
    def clauses(self) -> frozenset[str]:
        """Return the labels of their clauses, and of those from which they follow."""
        every = (*self.floors, *self.ceilings)
        return frozenset(source.clause for bound in every for source in bound.sources)


def clashes_of(bounds: Bounds, inside: Inside, among: Collection[str] | None = None) -> list[Clash]:
    """Return bounds that contradict each other along time, each set of clauses once.

    Args:
        bounds: of the agreement.
        inside: how its acts lie to each other.
        among: labels of clauses; kinds of act of which none of them speaks are left out.
    """
    found: dict[frozenset[str], Clash] = {}
    for related in related_of(bounds, inside):
        if among is not None and related.clauses.isdisjoint(among):
            continue
        for clash in _found_in(bounds, related):
            key = frozenset((*clash.clauses, *clash.totals))
            known = found.get(key)
            if known is None or clash.period < known.period:
                found[key] = clash
    lesser = {key for key in found for other in found if other < key}
    return [clash for key, clash in found.items() if key not in lesser]


def related_of(bounds: Bounds, inside: Inside) -> Iterator[Related]:
    """Yield every kind of act with the floors inside it and the ceilings around it."""
    floors = _by_acts(bounds.floors)
    ceilings = _by_acts(bounds.ceilings)
    seen: set[tuple[frozenset[int], frozenset[int]]] = set()
    for acts_id in dict.fromkeys([*floors, *ceilings]):
        below = frozenset(f for f in floors if f == acts_id or inside.owed(f, acts_id))
        above = frozenset(c for c in ceilings if c == acts_id or inside.under(acts_id, c))
        if below and above and (below, above) not in seen:
            seen.add((below, above))
            yield Related(
                acts_id,
                tuple(bound for f in sorted(below) for bound in floors[f]),
                tuple(
                    bound
                    for c in sorted(above)
                    for bound in ceilings[c]
                    if bound.number == 0 or inside.plain(acts_id, c)
                ),
            )


def _by_acts(bounds: Iterable[Bound]) -> dict[int, list[Bound]]:
    found: dict[int, list[Bound]] = {}
    for bound in bounds:
        found.setdefault(bound.acts_id, []).append(bound)
    return found


class Inside:
    """Remembers which acts lie inside which."""

    def __init__(self, bounds: Bounds, kinds: Kinds) -> None:
        """Keep what is asked."""
        self._acts, self._kinds = bounds.acts, kinds
        self._plain: dict[tuple[int, int], bool] = {}
        self._under: dict[tuple[int, int], bool] = {}

    def plain(self, one: int, other: int) -> bool:
        """Return whether each of the first is one of the second, counted in the same unit."""
        if (one, other) not in self._plain:
            self._plain[one, other] = one == other or self._kinds.inside(
                self._acts[one], self._acts[other]
            )
        return self._plain[one, other]

    def owed(self, one: int, other: int) -> bool:
        """Return whether each of the first is one of the second, and owed by no further hand.

        Of a duty of result the acts of anybody count; but what is forbidden to who owes the second
        is not forbidden to who owes the first.
        """
        bound = self._acts[other].answerable
        hands = self._acts[one].hands or self._acts[one].answerable
        is_own = bound is None or (hands is not None and hands <= bound)
        return is_own and self.plain(one, other)

    def has_exceptions(self, number: int) -> bool:
        """Return whether some acts do not count, though they would."""
        return bool(self._acts[number].filter.less)

    @staticmethod
    def between(kinds: Kinds, one: Acts, other: Acts) -> bool:
        """Return whether each of the first is one of the second, counted in the same unit."""
        return kinds.inside(one, other)

    def under(self, one: int, other: int) -> bool:
        """Return whether each of the first is one of the second, in whatever unit it counts."""
        if (one, other) not in self._under:
            self._under[one, other] = one == other or self._kinds.inside(
                self._acts[one], self._acts[other], is_none=True
            )
        return self._under[one, other]


def _found_in(bounds: Bounds, related: Related) -> Iterator[Clash]:
    """Yield contradictions on one kind of act, by the way in which it is measured."""
    mode = bounds.acts[related.acts_id].mode
    if mode == SUM:
        yield from _added_up(related)
    elif mode == LEVEL:
        yield from _at_one_instant(related)


def _at_one_instant(related: Related) -> Iterator[Clash]:
    """Yield floors above ceilings of what stands: at any instant that both have in common."""
    above = standing(related.ceilings)
    for floors in standing(related.floors):
        for ceilings in above:
            if floors[0].number <= ceilings[0].number:
                continue
            met = common(*(joined(p for b in same for p in b.times) for same in (floors, ceilings)))
            if met:
                moment = Period(met[0].begins_at, met[0].begins_at + 1)
                floor, ceiling = (held_at(moment, same) for same in (floors, ceilings))
                first = common(common(floor.times, ceiling.times), met)[0]
                yield Clash(
                    related.acts_id,
                    (Span(first, floor.number, True, (floor,)),),
                    (Span(first, ceiling.number, False, (ceiling,)),),
                )


def standing(bounds: Iterable[Bound]) -> list[list[Bound]]:
    """Return bounds on what stands by line, bearer and number, each over all its days."""
    found: dict[tuple[int, int, str, str], list[Bound]] = {}
    for bound in bounds:
        key = (bound.acts_id, bound.number, bound.line, bound.bearer)
        found.setdefault(key, []).append(bound)
    return list(found.values())


def held_at(moment: Period, bounds: Iterable[Bound]) -> Bound:
    """Return the bound among several whose time contains an instant."""
    return next(b for b in bounds if any(period.contains(moment) for period in b.times))


def _added_up(related: Related) -> Iterator[Clash]:
    """Yield contradictions until the floors that are left can all be kept."""
    floors = spans_of(related.floors)
    ceilings = spans_of(related.ceilings)
    above = Above(ceilings)
    while floors:
        circle = Chain([*floors, *ceilings]).circle()
        if not circle:
            return
        clashes = _simplest(related.acts_id, floors, above, circle)
        yield from clashes
        guilty = {source.line for span in clashes[0].floors for source in span.sources}
        floors = [span for span in floors if span.sources[0].line not in guilty]


def _simplest(
    acts_id: int, floors: Sequence[Span], above: Above, circle: Sequence[Span]
) -> list[Clash]:
    """Return the plainest contradictions at hand: one floor above each ceiling that it exceeds.

    All of these ceilings, in no order of the file: to mend one of them leaves the others. Where no
    single one does, the circle.
    """
    in_time = sorted(floors, key=lambda span: span.period)
    guilty = next((floor for floor in in_time if above.exceeded(floor)), None)
    if guilty is None:
        first = tuple(span for span in circle if span.is_floor)
        return [Clash(acts_id, first, tuple(span for span in circle if not span.is_floor))]
    found: dict[Key, list[Span]] = {}
    for floor in in_time:
        if floor.sources[0].line == guilty.sources[0].line:
            for key in above.exceeded(floor):
                found.setdefault(key, []).append(floor)
    return [
        Clash(acts_id, (floor,), (_within(above.first(key, floor), floor.period),), len(others))
        for key, (floor, *others) in found.items()
    ]


def together(clashes: Iterable[Clash]) -> list[Clash]:
    """Return contradictions of one floor with several equal ceilings as one that names them all."""
    found: dict[object, list[Clash]] = {}
    for number, clash in enumerate(clashes):
        floor, ceiling = clash.floors[0], clash.ceilings[0]
        is_plain = len(clash.spans) == 2 and len(clash.clauses) == 2 and not clash.totals
        source = floor.sources[0]
        key = (source.line, source.bearer, floor.period, floor.number, ceiling.number, clash.more)
        found.setdefault(key if is_plain else number, []).append(clash)
    return [_joined(same) for same in found.values()]


def _joined(same: Sequence[Clash]) -> Clash:
    """Return the first of several by the label of its ceiling, whatever their order in the file."""
    first, *others = sorted(same, key=lambda clash: clash.ceilings[0].sources[0].line)
    return replace(first, also=tuple(clash.ceilings[0] for clash in others))


def _within(ceiling: Span, period: Period) -> Span:
    """Return a ceiling with only those of its bounds that meet a period."""
    met = tuple(s for s in ceiling.sources if any(p.meets(period) for p in s.times))
    return replace(ceiling, sources=met or ceiling.sources)
