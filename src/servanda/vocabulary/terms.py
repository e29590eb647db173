"""The words of a vocabulary and how they lie to each other (SEMANTICS 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Term:
    """A word of the vocabulary.

    Attributes:
        name: canonical, lower case; what files of evidence use.
        forms: other ways to write it: plural, spelling.
        kind_of: wider terms directly above it (a `fuel truck` is a `truck`).
        apart_from: terms that nothing can be at once with it, besides those known already.
        codes: data set to its codes for the term, such as `acled` to `("Shelling/...",)`.
        meaning: one sentence; empty where the word says it.
        is_added: the agreement itself added it.
    """

    name: str
    forms: tuple[str, ...] = ()
    kind_of: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    codes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    meaning: str = ""
    is_added: bool = False


@dataclass(frozen=True)
class Act(Term):
    """Something that is done.

    Attributes:
        base, does, doing, done: how sentences write it: `release`, `releases`, `releasing`,
            `released`; of `air strike`: `carry out air strikes` ...
        let_as: acts by which others report that it was let happen: who lets trucks `enter` is
            reported to `admit` them.
        is_result: a duty to do it counts the act by any hand (4.7), as with `admit`.
        is_level: it stands rather than happens (`station`): measured as a level (4.8).
        is_lasting: a level that, once told, stands until another is told; others only for as long
            as they were told of, or as the agreement says.
        has_two_ends: it has an origin and a place of effect; an end that a report does not name may
            lie anywhere (2.1).
    """

    base: str = ""
    does: str = ""
    doing: str = ""
    done: str = ""
    let_as: tuple[str, ...] = ()
    is_result: bool = False
    is_level: bool = False
    is_lasting: bool = False
    has_two_ends: bool = False


@dataclass(frozen=True)
class Thing(Term):
    """Something acted upon or counted.

    Attributes:
        plural: `hostages`.
        unit: what counts it (`person`, `truck`); empty: acts upon it are counted as occurrences.
        is_unit: it is itself a unit of measure (`litre`): `130,000 litres of fuel` counts litres.
        implies: adjectives that hold of every one of its kind (a `soldier hostage` is `soldier`).
    """

    plural: str = ""
    unit: str = ""
    is_unit: bool = False
    implies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adjective(Term):
    """Something said of a thing: `living`, `israeli`; every thing may be used as one (`women`)."""


@dataclass(frozen=True)
class State(Term):
    """How a place or thing stands: `open`, `closed`."""


@dataclass(frozen=True)
class Manner(Term):
    """How an act is done: `in self-defence`, `without inspection`.

    Attributes:
        forbids: the act that it rules out (`without inspection` rules out `inspect`).
    """

    forbids: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All terms that an agreement may use: the shipped ones and its own.

    Attributes:
        acts, things, adjectives, states, manners: canonical name to term.
    """

    acts: dict[str, Act] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    adjectives: dict[str, Adjective] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    manners: dict[str, Manner] = field(default_factory=dict)

    def term(self, name: str) -> Term | None:
        """Return the act, thing, adjective, state or manner of that canonical name."""
        for terms in (self.acts, self.things, self.adjectives, self.states, self.manners):
            if name in terms:
                return terms[name]
        return None

    def kinds_above(self, name: str) -> frozenset[str]:
        """Return the term itself and every wider term of the same class, at any height."""
        return self._above.get(name, frozenset((name,)))

    def is_kind(self, name: str, wider: str) -> bool:
        """Return whether every `name` is a `wider`: the same term, or below it."""
        return wider in self.kinds_above(name)

    def kinds_below(self, name: str) -> frozenset[str]:
        """Return the term itself and every narrower term, at any depth."""
        return self._below.get(name, frozenset((name,)))

    def holds_of(self, name: str) -> frozenset[str]:
        """Return all that is true of whatever is `name`: it, all above it, and what they imply."""
        found = set(self.kinds_above(name))
        for kind in tuple(found):
            thing = self.things.get(kind)
            for adjective in thing.implies if thing else ():
                found |= self.kinds_above(adjective)
        return frozenset(found)

    def are_apart(self, one: str, other: str) -> bool:
        """Return whether nothing can be both: they, or what holds of them, are declared apart."""
        theirs = self.holds_of(other)
        return any((a, b) in self._apart for a in self.holds_of(one) for b in theirs)

    def act_of_form(self, word: str) -> str:
        """Return the canonical act of any of its forms, or an empty text."""
        return self._acts_by_form.get(word.lower(), "")

    def thing_of_form(self, word: str) -> str:
        """Return the canonical thing of any of its forms, or an empty text."""
        return self._things_by_form.get(word.lower(), "")

    @cached_property
    def _classes(self) -> tuple[Mapping[str, Term], ...]:
        return (self.acts, self.things, self.adjectives, self.states, self.manners)

    @cached_property
    def _above(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for terms in self._classes:
            for name in terms:
                found[name] = found.get(name, frozenset()) | _reach(name, terms)
        return found

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name, above in self._above.items():
            for wider in above:
                found.setdefault(wider, {wider}).add(name)
        return {name: frozenset(below) for name, below in found.items()}

    @cached_property
    def _apart(self) -> frozenset[tuple[str, str]]:
        pairs = {
            (name, other)
            for terms in self._classes
            for name, term in terms.items()
            for other in term.apart_from
        }
        return frozenset(pairs | {(b, a) for a, b in pairs})

    @cached_property
    def _acts_by_form(self) -> dict[str, str]:
        return {
            form: act.name
            for act in self.acts.values()
            for form in (act.name, act.base, act.does, act.doing, act.done, *act.forms)
            if form
        }

    @cached_property
    def _things_by_form(self) -> dict[str, str]:
        return {
            form: thing.name
            for thing in self.things.values()
            for form in (thing.name, thing.plural, *thing.forms)
            if form
        }


def circle_above(name: str, terms: Mapping[str, Term]) -> tuple[str, ...]:
    """Return a shortest way from a term upwards back to itself, without its end; mostly nothing."""
    seen: set[str] = set()
    ways: list[tuple[str, ...]] = [(name,)]
    while ways:
        way = ways.pop(0)
        for wider in terms[way[-1]].kind_of if way[-1] in terms else ():
            if wider == name:
                return way
            if wider not in seen:
                seen.add(wider)
                ways.append((*way, wider))
    return ()


def _reach(name: str, terms: Mapping[str, Term]) -> frozenset[str]:
    """Return a term and all above it; a circle ends where it closes."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if current in terms:
            waiting += terms[current].kind_of
    return frozenset(seen)
