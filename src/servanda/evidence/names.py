"""The names that evidence may use: those of the agreement and of its vocabulary.

Evidence never imports the agreement; it reads the few parts it needs through `AgreementNames`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from servanda.civil import find_zone
from servanda.errors import EvidenceError, problem_error
from servanda.evidence.places import AreaMap, build_area_map
from servanda.evidence.sizes import size_name
from servanda.vocabulary import Vocabulary, shipped_vocabulary

MOST_NEAR: Final = 3


class ActorNames(Protocol):
    """An actor of an agreement, as far as evidence needs it."""

    @property
    def also(self) -> tuple[str, ...]:
        """Other names of itself."""
        ...

    @property
    def answers_for(self) -> tuple[str, ...]:
        """Actors whose acts are its acts."""
        ...

    @property
    def is_party(self) -> bool:
        """Whether it is one of the parties."""
        ...

    @property
    def is_monitor(self) -> bool:
        """Whether its word verifies."""
        ...


@dataclass(frozen=True)
class KnownNames:
    """What a row of evidence may name, and the zone of its local times.

    Attributes:
        zone: of local times without an offset.
        vocabulary: acts, things, adjectives and manners.
        actors: every name of an actor, in lower case, to the canonical one.
        parties, monitors: canonical names.
        answers_for: actor to all those whose acts are its acts, at any depth, itself included.
        lists: declared lists.
        clauses: labels of clauses, names of phases, and what may be under way: what a ruling may
            name.
        areas: declared areas and how they lie to each other.
    """

    zone: ZoneInfo
    vocabulary: Vocabulary = field(default_factory=shipped_vocabulary)
    actors: Mapping[str, str] = field(default_factory=dict)
    parties: tuple[str, ...] = ()
    monitors: tuple[str, ...] = ()
    answers_for: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    areas: AreaMap = field(default_factory=AreaMap)

    def actor(self, name: str) -> str:
        """Return the canonical name of an actor, or an empty text."""
        return self.actors.get(name.lower(), "")

    def own_side(self, actor: str) -> frozenset[str]:
        """Return an actor and all those whose acts are its acts (SEMANTICS 3.5)."""
        return self.answers_for.get(actor, frozenset((actor,)))

    def attribute(self, word: str) -> str:
        """Return the canonical form of what may be said of a thing, or an empty text.

        Adjectives and things by any form, sizes (`122 mm`, `5 miles from merchant vessel`), and
        what `attributes.FORMS` has: `held by <actor>`, `carrying <thing>` and the like.
        """
        word = word.lower()
        known = self._attributes.get(word) or self.vocabulary.thing_of_form(word)
        return known or self._pattern(word)

    def _pattern(self, word: str) -> str:
        for start in ("held by ", "of ", "from ", "notified to "):
            if word.startswith(start) and (actor := self.actor(word.removeprefix(start).strip())):
                return start + actor
        for start in ("carrying ", "of "):
            thing = self.vocabulary.thing_of_form(word.removeprefix(start).strip())
            if word.startswith(start) and thing:
                return start + thing
        listed = word.removeprefix("on ").strip()
        if word.startswith("on ") and listed in self.lists:
            return f"on {listed}"
        area = word.removeprefix("in ").strip()
        if word.startswith("in ") and area in self.areas.names:
            return f"in {area}"
        return size_name(word) or self._by_act(word)

    def _by_act(self, word: str) -> str:
        """Return `release by <actor>` for `released by`, `doing patrol` for `patrolling`."""
        done, by, actor = word.partition(" by ")
        if by:
            act, name = self._done.get(done, ""), self.actor(actor.strip())
            return f"{act} by {name}" if act and name else ""
        act = self._doing.get(word, "")
        return f"doing {act}" if act else self._by_act_upon(word)

    def _by_act_upon(self, word: str) -> str:
        """Return `doing guard depot` for `guarding depots`."""
        words = word.split()
        for k in range(len(words) - 1, 0, -1):
            act = self._doing.get(" ".join(words[:k]), "")
            thing = self.vocabulary.thing_of_form(" ".join(words[k:]))
            if act and thing:
                return f"doing {act} {thing}"
        return ""

    @cached_property
    def _done(self) -> dict[str, str]:
        acts = self.vocabulary.acts.values()
        return {form: act.name for act in acts for form in (act.name, act.done)}

    @cached_property
    def _doing(self) -> dict[str, str]:
        acts = self.vocabulary.acts.values()
        return {form: act.name for act in acts for form in (f"doing {act.name}", act.doing)}

    @cached_property
    def _attributes(self) -> dict[str, str]:
        adjectives = self.vocabulary.adjectives.values()
        return {form: a.name for a in adjectives for form in (a.name, *a.forms)}

    @cached_property
    def manners(self) -> dict[str, str]:
        """Every form of a manner to the canonical one."""
        manners = self.vocabulary.manners.values()
        return {form: m.name for m in manners for form in (m.name, *m.forms)}

    @cached_property
    def units(self) -> frozenset[str]:
        """All units that count something."""
        things = self.vocabulary.things.values()
        return frozenset(t.unit for t in things if t.unit) | {t.name for t in things if t.is_unit}

    def unit(self, word: str) -> str:
        """Return the unit of a word: `trucks`, `hostages` (counted in `person`), else empty."""
        name = self.vocabulary.thing_of_form(word) or word.lower()
        if name in self.units:
            return name
        thing = self.vocabulary.things.get(name)
        return (thing.unit or name) if thing else ""


class Labelled(Protocol):
    """A clause, as far as evidence needs it."""

    @property
    def label(self) -> str:
        """Its label, without brackets."""
        ...


class AgreementNames(Protocol):
    """What evidence needs of an agreement; `servanda.agreement.model.Agreement` has it."""

    @property
    def zone_name(self) -> str:
        """IANA zone."""
        ...

    @property
    def actors(self) -> Mapping[str, ActorNames]:
        """Canonical name to actor."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """Shipped and added terms."""
        ...

    @property
    def lists(self) -> Mapping[str, object]:
        """Declared lists by name."""
        ...

    @property
    def phases(self) -> Mapping[str, object]:
        """Phases by name."""
        ...

    @property
    def clauses(self) -> Sequence[Labelled]:
        """All clauses."""
        ...

    @property
    def under_way(self) -> frozenset[str]:
        """What its sentences speak of as under way."""
        ...


def known_names(agreement: AgreementNames, areas: AreaMap | None = None) -> KnownNames:
    """Return the names that evidence for an agreement may use.

    Args:
        agreement: the agreement's model.
        areas: its areas, from `build_area_map`; None: no area is known.

    Raises:
        EvidenceError: SV301, the agreement's zone is none.
    """
    zone = find_zone(agreement.zone_name)
    if zone is None:
        raise problem_error(
            EvidenceError,
            "SV301",
            f"`{agreement.zone_name}` is no IANA time zone",
            "name the zone of local times in the front matter, such as `Africa/Maputo`",
        )
    actors = agreement.actors
    return KnownNames(
        zone=zone,
        vocabulary=agreement.vocabulary,
        actors=_all_names(actors),
        parties=tuple(name for name, actor in actors.items() if actor.is_party),
        monitors=tuple(name for name, actor in actors.items() if actor.is_monitor),
        answers_for={name: _own_side(name, actors) for name in actors},
        lists=frozenset(agreement.lists),
        clauses=frozenset(c.label.lower() for c in agreement.clauses)
        | set(agreement.phases)
        | agreement.under_way,
        areas=areas or AreaMap(),
    )


def near_names(word: str, known: Iterable[str], most: int = MOST_NEAR) -> list[str]:
    """Return the known names nearest to a word, best first, at most `most`."""
    near = get_close_matches(word.lower(), sorted(set(known)), 4 * most, 0.6)
    ranked = sorted((_edits(word.lower(), name), name) for name in near)
    return [name for edits, name in ranked if edits <= max(1, len(word) // 3)][:most]


def _edits(one: str, other: str) -> int:
    """Return the least number of letters put in, left out, changed or swapped with the next."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, target in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def near_hint(word: str, known: Iterable[str]) -> str:
    """Return `did you mean ...`, or an empty text where nothing is near."""
    near = near_names(word, known)
    return "did you mean " + " or ".join(f"`{name}`" for name in near) + "?" if near else ""


def _all_names(actors: Mapping[str, ActorNames]) -> dict[str, str]:
    names = {also.lower(): name for name, actor in actors.items() for also in actor.also}
    own = {name.lower(): name for name in actors}
    answered = {other.lower(): other for a in actors.values() for other in a.answers_for}
    return {**answered, **names, **own}


def _own_side(name: str, actors: Mapping[str, ActorNames]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += actors[current].answers_for if current in actors else ()
    return frozenset(found)


__all__ = [
    "AgreementNames",
    "KnownNames",
    "build_area_map",
    "known_names",
    "near_hint",
    "near_names",
]
