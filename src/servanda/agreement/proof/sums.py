"""Sums that no conduct could keep: floors apart from each other under common ceilings (with z3).

Women and men of one total, two parts of an area, several overlapping weeks: the bounds are linear
inequalities over whole numbers, one for every atom and stretch of time. What a plain sum already
shows to be possible is never given to the solver; what the solver cannot decide in time is said so.
"""

from __future__ import annotations

import importlib.util
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.periods import common, joined
from servanda.agreement.proof.acts import Kinds
from servanda.agreement.proof.atoms import Atom, TooManyAtoms, atoms_of, variants_of
from servanda.agreement.proof.bounds import Bound, Bounds
from servanda.agreement.proof.contradictions import standing
from servanda.civil import Period

TIME_LIMIT_MS = 1_000
"""For one question to the solver."""
ALL_LIMIT_S = 4.0
"""For all questions together."""
MOST_VARIABLES = 20_000
"""Atoms times stretches of time that are given to the solver."""


@dataclass(frozen=True)
class Deeds:
    """So many acts of an atom in one stretch of time."""

    atom: Atom
    period: Period
    number: int


@dataclass(frozen=True)
class SumClash:
    """Bounds that cannot be kept together, each of them needed for that.

    Attributes:
        floors, ceilings: the bounds.
        kept_floors: what may be done if the first ceiling is not kept.
        kept_ceilings: what may be done if the last floor is not kept.
    """

    floors: tuple[Bound, ...]
    ceilings: tuple[Bound, ...]
    kept_floors: tuple[Deeds, ...] = ()
    kept_ceilings: tuple[Deeds, ...] = ()


@dataclass
class Sums:
    """What came of the sums.

    Attributes:
        clashes: bounds that cannot be kept together.
        undecided: labels of clauses of questions that were not decided, with why.
        is_missing: there was a question, and no solver is installed.
    """

    clashes: list[SumClash] = field(default_factory=list)
    undecided: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    is_missing: bool = False


def has_solver() -> bool:
    """Return whether z3 is installed."""
    return importlib.util.find_spec("z3") is not None


def sums_of(bounds: Bounds, kinds: Kinds, known: Iterable[frozenset[str]]) -> Sums:
    """Return bounds that cannot be kept together because their sums do not fit.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
        known: sets of lines that are known to contradict each other; their floors are left out.
    """
    found = Sums()
    guilty = {line for lines in known for line in lines}
    until = time.monotonic() + ALL_LIMIT_S
    for question in questions_of(bounds, kinds, frozenset(guilty)):
        labels = tuple(dict.fromkeys(b.clause for b in question.bounds if b.clause))
        if not has_solver():
            found.is_missing = True
            return found
        if any(b.line in guilty for b in question.floors):
            continue
        if time.monotonic() > until:
            found.undecided.append((labels, "the time for all sums was over"))
            continue
        before = len(found.clashes)
        _answer(bounds, kinds, question, found)
        guilty.update(b.line for clash in found.clashes[before:] for b in clash.floors)
    return found


# ---- questions --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """Bounds on acts that touch each other, in times that hang together."""

    floors: tuple[Bound, ...]
    ceilings: tuple[Bound, ...]

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Return all of them, floors first."""
        return (*self.floors, *self.ceilings)

    def shape(self, *, is_level: bool) -> tuple[Any, ...]:
        """Return what two questions have in common that have the same answer.

        Only the order of instants matters, and of what stands not even that.
        """
        if is_level:
            return tuple(sorted({(b.acts_id, b.is_floor, b.number, b.line) for b in self.bounds}))
        edges = {e for b in self.bounds for p in b.times for e in (p.begins_at, p.ends_at)}
        order = {edge: number for number, edge in enumerate(sorted(edges))}
        return tuple(
            (b.acts_id, b.is_floor, b.number, b.line,
             tuple((order[p.begins_at], order[p.ends_at]) for p in b.times))
            for b in self.bounds
        )  # fmt: skip


def questions_of(bounds: Bounds, kinds: Kinds, guilty: frozenset[str]) -> Iterator[Question]:
    """Yield what plain sums do not decide, each shape once.

    Args:
        bounds: of the agreement.
        kinds: how its acts lie to each other.
        guilty: lines whose floors are left out.
    """
    bounds = _standing_as_one(bounds)
    floors = [bound for bound in bounds.floors if bound.line not in guilty and not bound.asked_id]
    touching = Touching(bounds, kinds)
    for group in _groups(touching, floors):
        acts = {bound.acts_id for bound in group.floors}
        variants = [
            len(list(variants_of(bounds.acts[f], bounds.agreement,
                                 [bounds.acts[c.acts_id] for c in group.ceilings])))
            for f in acts
        ]  # fmt: skip
        is_level = any(bounds.acts[f].mode == LEVEL for f in acts)
        is_chain = len(acts) == 1 and variants == [1]
        is_chain = is_chain and all(len(b.times) == 1 for b in group.floors)
        if is_chain:
            continue  # `contradictions` has decided it
        seen: set[tuple[Any, ...]] = set()
        for question in _in_time(group):
            shape = question.shape(is_level=is_level)
            if shape in seen:
                continue
            seen.add(shape)
            kept = _needed(touching, question)
            if kept is not None:
                yield kept


def _standing_as_one(bounds: Bounds) -> Bounds:
    """Return bounds with what stands joined over its days: the same number at every instant."""

    def joint(found: Iterable[Bound]) -> tuple[Bound, ...]:
        by_mode: dict[bool, list[Bound]] = {True: [], False: []}
        for bound in found:
            by_mode[bounds.acts[bound.acts_id].mode == LEVEL].append(bound)
        whole = [
            replace(same[0], times=joined(period for bound in same for period in bound.times))
            for same in standing(by_mode[True])
        ]
        return (*by_mode[False], *whole)

    return replace(bounds, floors=joint(bounds.floors), ceilings=joint(bounds.ceilings))


def _groups(touching: Touching, floors: Sequence[Bound]) -> Iterator[Question]:
    """Yield floors and ceilings whose acts hang together through ceilings."""
    ceilings = touching.bounds.ceilings
    groups: list[tuple[set[int], set[int]]] = []
    for ceiling, below in _under_each(touching, floors).items():
        merged = (set(below), {ceiling})
        for group in [g for g in groups if g[0] & below]:
            merged[0].update(group[0])
            merged[1].update(group[1])
            groups.remove(group)
        groups.append(merged)
    for below, above in groups:
        yield Question(
            tuple(b for b in floors if b.acts_id in below),
            tuple(b for b in ceilings if b.acts_id in above),
        )


def _under_each(touching: Touching, floors: Sequence[Bound]) -> dict[int, set[int]]:
    """Return the acts of every ceiling with the acts of floors of which some lie under it."""
    below = dict.fromkeys(bound.acts_id for bound in floors)
    found: dict[int, set[int]] = {}
    for number, is_none in _nothing_in(touching.bounds.ceilings).items():
        if touching.bounds.acts[number].mode in {SUM, LEVEL}:
            touched = {f for f in below if touching.meets(f, number, is_none=is_none)}
            if touched:
                found[number] = touched
    return found


def _nothing_in(ceilings: Iterable[Bound]) -> dict[int, bool]:
    """Return the acts of ceilings, and whether all of these are 0."""
    found: dict[int, bool] = {}
    for ceiling in ceilings:
        found[ceiling.acts_id] = found.get(ceiling.acts_id, True) and ceiling.number == 0
    return found


def _in_time(group: Question) -> Iterator[Question]:
    """Yield the bounds of a group by stretches of time that share no instant.

    What stands is the same question at every instant, so such bounds are taken instant by instant.
    """
    ordered = sorted(group.bounds, key=lambda bound: bound.span)
    together: list[Bound] = []
    ends = 0
    for bound in ordered:
        if together and bound.span.begins_at >= ends:
            yield _question(together)
            together = []
        together.append(bound)
        ends = max(ends, bound.span.ends_at)
    if together:
        yield _question(together)


def _question(bounds: Sequence[Bound]) -> Question:
    return Question(
        tuple(b for b in bounds if b.is_floor), tuple(b for b in bounds if not b.is_floor)
    )


def _needed(touching: Touching, question: Question) -> Question | None:
    """Return a question without ceilings that hold whatever is done; None: nothing is left."""
    near = _Near(question.floors)
    ceilings = []
    under: dict[Bound, None] = {}
    for ceiling in question.ceilings:
        below = [f for f in near.to(ceiling) if touching.bound(f, ceiling)]
        if sum(floor.number for floor in below) > ceiling.number:
            ceilings.append(ceiling)
            under |= dict.fromkeys(below)
    return Question(tuple(under), tuple(ceilings)) if ceilings else None


class _Near:
    """Floors by time, so that those of one ceiling are found without a look at all of them."""

    def __init__(self, floors: Sequence[Bound]) -> None:
        """Sort them by their begin, long ones apart."""
        lengths = sorted(f.span.ends_at - f.span.begins_at for f in floors)
        self._length = lengths[len(lengths) * 9 // 10] if lengths else 0
        ordered = sorted(floors, key=lambda floor: floor.span.begins_at)
        self._long = [f for f in ordered if f.span.ends_at - f.span.begins_at > self._length]
        self._short = [f for f in ordered if f.span.ends_at - f.span.begins_at <= self._length]
        self._begins = [floor.span.begins_at for floor in self._short]

    def to(self, ceiling: Bound) -> list[Bound]:
        """Return the floors that may share an instant with a ceiling."""
        span = ceiling.span
        first = bisect_left(self._begins, span.begins_at - self._length)
        last = bisect_left(self._begins, span.ends_at)
        return [*self._long, *self._short[first:last]]


@dataclass
class Touching:
    """Remembers which floors have some acts under which ceilings."""

    bounds: Bounds
    kinds: Kinds
    known: dict[tuple[int, int, bool], bool] = field(default_factory=dict)

    def meets(self, floor: int, ceiling: int, *, is_none: bool) -> bool:
        """Return whether some part of the acts of a floor lies under a ceiling."""
        key = (floor, ceiling, is_none)
        if key not in self.known:
            over = self.bounds.acts[ceiling]
            parts = variants_of(self.bounds.acts[floor], self.bounds.agreement, (over,))
            self.known[key] = any(self.kinds.inside(p, over, is_none=is_none) for p in parts)
        return self.known[key]

    def bound(self, floor: Bound, ceiling: Bound) -> bool:
        """Return whether some acts of a floor count under a ceiling, at some common instant."""
        is_none = ceiling.number == 0
        if not self.meets(floor.acts_id, ceiling.acts_id, is_none=is_none):
            return False
        return bool(common(floor.times, ceiling.times))


# ---- answers ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class System:
    """A question as linear inequalities.

    Attributes:
        question: its bounds.
        atoms: kinds of act.
        stretches: of time.
        is_level: every stretch by itself.
    """

    question: Question
    atoms: tuple[Atom, ...]
    stretches: tuple[Period, ...]
    is_level: bool = False

    @cached_property
    def variables(self) -> Mapping[tuple[int, int], Any]:
        """How many of each kind happen in each stretch, as variables of z3, made once."""
        import z3

        return {
            (atom, stretch): z3.Int(f"n_{atom}_{stretch}")
            for atom in range(len(self.atoms))
            for stretch in range(len(self.stretches))
        }

    @cached_property
    def at_least_none(self) -> list[Any]:
        """What holds of all variables."""
        return [variable >= 0 for variable in self.variables.values()]


def _answer(bounds: Bounds, kinds: Kinds, question: Question, found: Sums) -> None:
    labels = tuple(dict.fromkeys(b.clause for b in question.bounds if b.clause))
    nothing = _nothing_in(question.ceilings)
    floors = tuple(dict.fromkeys(bound.acts_id for bound in question.floors))
    try:
        atoms = tuple(atoms_of(bounds.acts, kinds, floors, nothing))
    except TooManyAtoms:
        found.undecided.append((labels, "too many kinds of act lie in each other"))
        return
    edges = sorted({e for b in question.bounds for p in b.times for e in (p.begins_at, p.ends_at)})
    stretches = tuple(Period(a, b) for a, b in pairwise(edges))
    is_level = bounds.acts[floors[0]].mode == LEVEL
    if len(atoms) * len(stretches) > MOST_VARIABLES:
        found.undecided.append((labels, "too many periods overlap each other"))
        return
    system = System(question, atoms, stretches, is_level)
    for part in _instants(system) if is_level else (system,):
        outcome = _solve(part)
        if outcome is None:
            found.undecided.append((labels, "the solver took too long"))
        elif isinstance(outcome, SumClash):
            found.clashes.append(outcome)
            return


def _instants(system: System) -> Iterator[System]:
    """Yield what stands, stretch by stretch, each set of bounds once."""
    seen: set[tuple[int, ...]] = set()
    for stretch in system.stretches:
        held = tuple(k for k, b in enumerate(system.question.bounds) if common(b.times, (stretch,)))
        if held not in seen:
            seen.add(held)
            kept = [replace(system.question.bounds[k], times=(stretch,)) for k in held]
            yield replace(system, question=_question(kept), stretches=(stretch,))


def _solve(system: System) -> SumClash | bool | None:
    """Return a contradiction, True where all can be kept, None where it was not decided."""
    core = _core(system, system.question.bounds)
    if not isinstance(core, list):
        return core
    core = _smallest(system, core)
    floors = tuple(bound for bound in core if bound.is_floor)
    ceilings = tuple(bound for bound in core if not bound.is_floor)
    if not floors or not ceilings:
        return None
    return SumClash(
        floors,
        ceilings,
        _model(system, [bound for bound in core if bound is not ceilings[0]]),
        _model(system, [bound for bound in core if bound is not floors[-1]]),
    )


def _smallest(system: System, core: list[Bound]) -> list[Bound]:
    """Return bounds of which none can be left out."""
    for bound in tuple(core):
        rest = [other for other in core if other is not bound]
        if rest and isinstance(_core(system, rest), list):
            core = rest
    return core


def _core(system: System, wanted: Sequence[Bound]) -> list[Bound] | bool | None:
    """Return bounds that contradict each other, True if none do, None if it was not decided."""
    import z3

    solver = _solver(system)
    names = {}
    for number, bound in enumerate(wanted):
        name = z3.Bool(f"b{number}")
        names[str(name)] = bound
        solver.assert_and_track(_inequality(system, bound), name)
    outcome = solver.check()
    if outcome == z3.sat:
        return True
    if outcome == z3.unknown:
        return None
    guilty = {str(name) for name in solver.unsat_core()}
    return [bound for name, bound in names.items() if name in guilty]


def _model(system: System, wanted: Sequence[Bound]) -> tuple[Deeds, ...]:
    """Return acts that keep some bounds."""
    import z3

    solver, variables = _solver(system), system.variables
    for bound in wanted:
        solver.add(_inequality(system, bound))
    solver.add(z3.Sum(list(variables.values())) <= sum(b.number for b in wanted if b.is_floor))
    if solver.check() != z3.sat:
        return ()
    model = solver.model()
    counts = {key: model.eval(v, model_completion=True).as_long() for key, v in variables.items()}
    return tuple(
        Deeds(system.atoms[atom], system.stretches[stretch], number)
        for (atom, stretch), number in counts.items()
        if number
    )


def _solver(system: System) -> Any:  # noqa: ANN401 - a solver of z3
    import z3

    solver = z3.Solver()
    solver.set("timeout", TIME_LIMIT_MS)
    solver.set("random_seed", 0)
    solver.add(*system.at_least_none)
    return solver


def _inequality(system: System, bound: Bound) -> Any:  # noqa: ANN401 - an expression of z3
    import z3

    atoms = [
        number
        for number, atom in enumerate(system.atoms)
        if bound.acts_id in (atom.floors if bound.is_floor else atom.ceilings)
    ]
    held = [k for k, stretch in enumerate(system.stretches) if common(bound.times, (stretch,))]
    counted = [system.variables[atom, stretch] for atom in atoms for stretch in held]
    total = z3.Sum(counted) if counted else z3.IntVal(0)
    return total >= bound.number if bound.is_floor else total <= bound.number
