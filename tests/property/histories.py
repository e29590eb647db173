"""Admissible histories of tiny worlds, enumerated (SEMANTICS 8, property 8).

A third opinion beside the engines and the reference evaluator, from which it takes nothing. A tiny
world has two days and two parts of one area; a history says how many acts of the bearer there were
on each day in each part. Reports become *bounds*: at least or at most k acts within some of these
four places. A history is admissible if it keeps every established bound that no others exclude, and
of those that exclude each other at least one.

Histories are numbered, and a set of histories is a Python integer with one bit each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Any

Row = dict[str, Any]
Place = tuple[int, str]
Places = frozenset[Place]

BEARER, OTHER = "northland", "southland"
OWN_SOURCES = {"northland"}
OTHER_SOURCES = {"southland", "courier"}
NEUTRAL_SOURCES = {"mediator", "monitor", "agency-a", "agency-b"}

DAY_ONE, DAY_TWO = "2024-03-02", "2024-03-03"
DAYS = {DAY_ONE: {1}, DAY_TWO: {2}, (DAY_ONE, "2024-03-04"): {1, 2}}
PARTS = {"valley": {"east", "west"}, "east": {"east"}, "west": {"west"}}
ALL_PLACES: Places = frozenset(product((1, 2), ("east", "west")))


@dataclass(frozen=True)
class Bound:
    """At least or at most `k` acts within some places."""

    places: Places
    is_least: bool
    k: int


@dataclass(frozen=True)
class Says:
    """What one source itself says of some places; None: nothing."""

    source: str
    is_marked: bool
    least: int | None
    highs: int | None
    counted: int | None
    most: int | None


@dataclass(frozen=True)
class Range:
    """Least and greatest number of acts over all admissible histories.

    Attributes:
        least: certain may not exceed it.
        greatest: possible may not be below it; None: unbounded.
        is_plain: among the bounds of `greatest` all conflicts are of two.
    """

    least: int
    greatest: int | None
    is_plain: bool


# ---- what reports mean --------------------------------------------------------------------------


def places_of(report: Row) -> Places:
    """Return where and when what a report tells may have been."""
    when = report["when"]
    key = tuple(when) if isinstance(when, list) else when
    days = DAYS.get(key) or DAYS[str(key)[:10]]
    return frozenset(product(days, PARTS[report.get("area", "valley")]))


def may_be_bearer(report: Row) -> bool:
    hand = report.get("hand")
    return hand is None or BEARER in ([hand] if isinstance(hand, str) else hand)


def is_bearer_alone(report: Row) -> bool:
    return report.get("hand") == BEARER


@dataclass
class Tiny:
    """A tiny world with its questions."""

    world: Row

    @property
    def standard(self) -> str:
        return str(self.world["standard"])

    @property
    def is_ceiling(self) -> bool:
        return bool(self.world["duty"]["kind"] == "ceiling")

    @property
    def reports(self) -> list[Row]:
        """Return what was told of the two days; the last word is of later."""
        return [report for report in self.world["reports"] if report["when"] != LAST_WORD]

    @property
    def marked(self) -> set[str]:
        return {mark["report"] for mark in self.world["marks"]}

    def duty_places(self) -> Places:
        duty = self.world["duty"]
        days = DAYS.get((duty["from"], duty["to"])) or DAYS[duty["from"]]
        return frozenset(product(days, PARTS[duty["area"]]))

    def units(self) -> list[Places]:
        """Return the whole duty, its days, its parts and its cells, each once."""
        whole = self.duty_places()
        found = [whole]
        found += [frozenset(p for p in whole if p[0] == day) for day in (1, 2)]
        if self.world["duty"]["area"] == "valley":
            found += [frozenset(p for p in whole if p[1] == part) for part in ("east", "west")]
            found += [frozenset({p}) for p in whole]
        return [unit for unit in dict.fromkeys(found) if unit]

    # ---- proof (3.2, 3.3) ----

    def is_proof(self, source: str, *, is_least: bool) -> bool:
        """Return whether a statement is neutral or against interest."""
        if source in NEUTRAL_SOURCES:
            return True
        helps = is_least != self.is_ceiling
        return (source in OWN_SOURCES and not helps) or (source in OTHER_SOURCES and helps)

    def meets(self, standard: str, who: Iterable[tuple[str, bool]], *, is_least: bool) -> bool:
        """Return whether sources, each with whether it is marked, prove what they say together."""
        sayers = list(who)
        if standard == "claimed":
            return bool(sayers)
        if any(marked or source == "monitor" for source, marked in sayers):
            return True
        proving = {source for source, _ in sayers if self.is_proof(source, is_least=is_least)}
        return len(proving) >= {"independent": 1, "corroborated": 2, "verified": 99}[standard]

    def prove(self, standard: str, reports: Iterable[Row], *, is_least: bool) -> bool:
        sayers = [(r["source"], r["id"] in self.marked) for r in reports]
        return self.meets(standard, sayers, is_least=is_least)

    # ---- incidents (2.7, 3.4, 3.5, 4.1) ----

    def incidents(self) -> list[list[Row]]:
        events = [r for r in self.reports if r.get("kind") != "tally" and "stance" not in r]
        groups = [[event] for event in events]
        for link in self.world["links"]:
            joined = [g for g in groups if any(r["id"] in link["reports"] for r in g)]
            groups = [g for g in groups if g not in joined]
            groups.append([report for group in joined for report in group])
        return [group for group in groups if group]

    def is_contested(self, reports: list[Row]) -> bool:
        names = {report["id"] for report in reports}
        own = [report for report in reports if may_be_bearer(report)]
        against = [
            r
            for r in self.reports
            if (r.get("stance") == "denies" and names & set(r.get("of", [])))
            or (
                r.get("stance") == "observed-none"
                and own
                and all(places_of(report) <= places_of(r) for report in own)
            )
        ]
        return self.prove("independent", against, is_least=False)

    def sure_reports(self, incident: list[Row], unit: Places, standard: str) -> list[Row]:
        """Return the reports of an incident that say that it was the bearer's and in the unit."""
        alone = [r for r in incident if is_bearer_alone(r)]
        rivals = [r for r in incident if not may_be_bearer(r)]
        elsewhere = [r for r in incident if not places_of(r) & unit]
        is_sure = (
            self.prove(standard, alone, is_least=True)
            and not self.prove("independent", rivals, is_least=False)
            and not self.prove("independent", elsewhere, is_least=False)
            and not self.is_contested(incident)
        )
        return [r for r in incident if is_sure and may_be_bearer(r) and places_of(r) <= unit]

    # ---- what a source says (4.1 to 4.3) ----

    def says(self, unit: Places, standard: str) -> list[Says]:
        sources = sorted(NEUTRAL_SOURCES | OWN_SOURCES | OTHER_SOURCES)
        found = [
            self._says(source, marked, unit, standard)
            for source in sources
            for marked in (False, True)
        ]
        return [says for says in found if says.least is not None or says.most is not None]

    def _says(self, source: str, marked: bool, unit: Places, standard: str) -> Says:
        own = [
            r
            for r in self.reports
            if r["source"] == source and (not marked or r["id"] in self.marked)
        ]
        names = {r["id"] for r in own}
        tallies = [r for r in own if r.get("kind") == "tally"]
        good = [t for t in tallies if not self._is_doubted(t)]
        inside = [t for t in good if is_bearer_alone(t) and places_of(t) <= unit]
        told = [
            i
            for i in self.incidents()
            if any(r["id"] in names for r in self.sure_reports(i, unit, standard))
        ]
        least = sum(_low(t) for t in inside) + len(told) if inside or told else None
        highs = _sum([_high(t) for t in inside] + [1] * len(told)) if inside or told else None
        counted = self._counted(own, good, unit)
        if least is not None and counted is not None and least > counted:
            least, counted = counted, least
        most = counted
        if not marked and (silence := self._silence(source, unit)) is not None:
            silence = max(silence, least or 0)
            most = silence if most is None else min(most, silence)
        return Says(source, marked, least, highs, counted, most)

    def _is_doubted(self, tally: Row) -> bool:
        against = [
            r
            for r in self.reports
            if (r.get("stance") == "denies" and tally["id"] in r.get("of", []))
            or (
                r.get("stance") == "observed-none"
                and _low(tally) > 0
                and places_of(tally) <= places_of(r)
            )
        ]
        return self.prove("independent", against, is_least=False)

    def _counted(self, own: list[Row], tallies: list[Row], unit: Places) -> int | None:
        if any(r.get("stance") == "observed-none" and unit <= places_of(r) for r in own):
            return 0
        source = self.world["agreement"]["sources"][own[0]["source"]] if own else {}
        met = [t for t in tallies if may_be_bearer(t) and places_of(t) & unit]
        # One tally, or several that follow each other in time over all parts of the unit.
        parts = {place[1] for place in unit}
        wide = [t for t in met if parts <= {place[1] for place in places_of(t)}]
        covered = frozenset().union(*(places_of(t) for t in wide)) if wide else frozenset()
        if "counts" not in source or not unit <= covered:
            return None
        return _sum([_high(t) for t in wide])

    def _silence(self, source: str, unit: Places) -> int | None:
        declared = self.world["agreement"]["sources"][source].get("covers")
        spoken = [r for r in self.world["reports"] if r["source"] == source]
        last = max((_last_day(r) for r in spoken), default=0)
        if not (self.is_ceiling and declared and last >= max(day for day, _ in unit)):
            return None
        mine = [
            r
            for r in self.reports
            if r["source"] == source
            and "stance" not in r
            and may_be_bearer(r)
            and places_of(r) & unit
        ]
        numbers = [_high(r) for r in mine if r.get("kind") == "tally"]
        incidents = [i for i in self.incidents() if any(r in mine for r in i)]
        return _sum([*numbers, *(1 for _ in incidents)])


LAST_WORD = "2024-03-05"


def _last_day(report: Row) -> int:
    """Return the last day of which a report speaks to its end."""
    if report["when"] == LAST_WORD:
        return 3
    is_of_minutes = isinstance(report["when"], str) and ":" in report["when"]
    return max(day for day, _ in places_of(report)) - is_of_minutes


def _low(tally: Row) -> int:
    n = tally["n"]
    return int(n[0] if isinstance(n, list) else n)


def _high(tally: Row) -> int | None:
    n = tally["n"]
    return n[1] if isinstance(n, list) else int(n)


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(n for n in known if n is not None)


# ---- bounds -------------------------------------------------------------------------------------


def least_bounds(tiny: Tiny, standard: str, *, alone: bool) -> Iterator[Bound]:
    """Yield the established at-leasts; `alone`: every one that a single source establishes."""
    for unit in tiny.units():
        says = [s for s in tiny.says(unit, standard) if s.least is not None]
        lone = says if standard == "claimed" else tiny.says(unit, "independent")
        for k in {s.least for s in [*says, *lone] if s.least}:
            sayers = [(s.source, s.is_marked) for s in says if (s.least or 0) >= k]
            own = [(s.source, s.is_marked) for s in says if s.least == k]
            tried = [[one] for one in own] if alone else [sayers]
            if any(tiny.meets(standard, some, is_least=True) for some in tried):
                yield Bound(unit, True, k)


def most_bounds(tiny: Tiny, standard: str, *, with_silence: bool) -> Iterator[Bound]:
    """Yield the established at-mosts."""
    for unit in tiny.units():
        numbers = [(s, s.most if with_silence else s.counted) for s in tiny.says(unit, standard)]
        for k in {most for _, most in numbers if most is not None}:
            sayers = [
                (s.source, s.is_marked) for s, most in numbers if most is not None and most <= k
            ]
            if tiny.meets(standard, sayers, is_least=False):
                yield Bound(unit, False, k)


def own_tops(tiny: Tiny, standard: str, bounds: list[Bound]) -> Iterator[Bound]:
    """Yield what a source that says more than the established at-most allows says at most (4.5)."""
    for unit in tiny.units():
        upper = _upper(tiny, unit, bounds)
        for s in tiny.says(unit, standard):
            is_heard = tiny.meets(standard, [(s.source, s.is_marked)], is_least=True)
            top = s.most if s.most is not None else s.highs
            if upper is not None and is_heard and (s.least or 0) > upper and top is not None:
                yield Bound(unit, False, top)


def _upper(tiny: Tiny, unit: Places, bounds: list[Bound]) -> int | None:
    """Return the least at-most of some places, read directly or added up from disjoint ones."""
    most = [b for b in bounds if not b.is_least and b.places <= unit]
    totals = [
        sum(b.k for b in some)
        for size in (1, 2, 3, 4)
        for some in combinations(most, size)
        if sorted(place for b in some for place in b.places) == sorted(unit)
    ]
    return min(totals, default=None)


# ---- histories ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Histories:
    """All histories in which no place has more than `cap` acts."""

    places: tuple[Place, ...]
    cap: int

    @cached_property
    def all(self) -> list[tuple[int, ...]]:
        """Every one, numbered by its place in the list."""
        return list(product(range(self.cap + 1), repeat=len(self.places)))

    def keeping(self, bound: Bound) -> int:
        """Return the histories that keep a bound."""
        inside = [k for k, place in enumerate(self.places) if place in bound.places]
        bits = 0
        for number, history in enumerate(self.all):
            total = sum(history[k] for k in inside)
            if total >= bound.k if bound.is_least else total <= bound.k:
                bits |= 1 << number
        return bits

    def is_plain(self, bounds: Iterable[Bound]) -> bool:
        """Return whether some history is left when only conflicts of two are conflicts."""
        kept = sorted({self.keeping(bound) for bound in bounds})
        everything = (1 << len(self.all)) - 1
        return bool(_kept_by(kept, _conflicts(kept, 2, [], everything), everything))

    def admissible(self, bounds: Iterable[Bound]) -> list[tuple[int, ...]]:
        """Return the histories that keep every bound, or of each conflict at least one.

        Two bounds conflict if no history keeps both. Only where that leaves no history are three
        or more that exclude each other a conflict as well.
        """
        kept = sorted({self.keeping(bound) for bound in bounds})
        everything = (1 << len(self.all)) - 1
        conflicts: list[tuple[int, ...]] = []
        bits = 0
        for size in (2, 3, 4, 5):
            conflicts += _conflicts(kept, size, conflicts, everything)
            bits = _kept_by(kept, conflicts, everything)
            if bits:
                break
        return [history for number, history in enumerate(self.all) if bits >> number & 1]


def _conflicts(
    bounds: list[int], size: int, smaller: list[tuple[int, ...]], everything: int
) -> list[tuple[int, ...]]:
    """Return the sets of bounds of one size that no history keeps, without smaller such sets."""
    found = []
    for some in combinations(bounds, size):
        common = everything
        for bound in some:
            common &= bound
        if not common and not any(set(conflict) <= set(some) for conflict in smaller):
            found.append(some)
    return found


def _kept_by(bounds: list[int], conflicts: list[tuple[int, ...]], everything: int) -> int:
    """Return the histories that keep what nothing excludes, and one bound of each conflict."""
    disputed = {bound for conflict in conflicts for bound in conflict}
    bits = everything
    for bound in set(bounds) - disputed:
        bits &= bound
    for conflict in conflicts:
        either = 0
        for bound in conflict:
            either |= bound
        bits &= either
    return bits


def range_of(world: Row) -> Range:
    """Return between which numbers all admissible histories of a tiny world lie."""
    tiny = Tiny(world)
    heard = "claimed" if tiny.standard == "claimed" else "independent"
    low = [
        *least_bounds(tiny, tiny.standard, alone=False),
        *most_bounds(tiny, "independent", with_silence=False),
    ]
    high = [
        *least_bounds(tiny, heard, alone=True),
        *most_bounds(tiny, tiny.standard, with_silence=True),
    ]
    high += list(own_tops(tiny, heard, high))
    cap = 1 + max((bound.k for bound in [*low, *high]), default=0)
    plain = Histories(tuple(sorted(tiny.duty_places())), cap).is_plain(high)
    return Range(_extreme(tiny, low, cap, min), _greatest(tiny, high, cap), plain)


def most_told(world: Row) -> int:
    """Return the most that one source itself tells of a floor (4.6); of a ceiling nothing.

    What is claimed of a ceiling may be lowered by a count (4.6).
    """
    tiny = Tiny(world)
    says = [] if tiny.is_ceiling else tiny.says(tiny.duty_places(), "claimed")
    return max((max(s.least or 0, s.highs or 0) for s in says), default=0)


def _greatest(tiny: Tiny, bounds: list[Bound], cap: int) -> int | None:
    """Return the greatest number of acts; None if more room gives more acts."""
    one, other = _extreme(tiny, bounds, cap, max), _extreme(tiny, bounds, cap + 1, max)
    return one if one == other else None


def _extreme(tiny: Tiny, bounds: list[Bound], cap: int, how: Any) -> int:
    places = tuple(sorted(tiny.duty_places()))
    histories = Histories(places, cap).admissible(bounds)
    return int(how(sum(history) for history in histories))
