"""The words that one agreement may use: declared names and vocabulary, by longest match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.agreement.keywords import KEYWORDS, LENGTHS, REFUSED, ROLES, SIZES, TIME_UNITS
from servanda.vocabulary.terms import Vocabulary


@dataclass(frozen=True)
class Meaning:
    """One class that a phrase may have.

    Attributes:
        kind: terminal of the grammar, or a class that the tokeniser resolves (`ROLE`).
        name: canonical name.
    """

    kind: str
    name: str


@dataclass
class Phrases:
    """All known phrases, by their first word.

    Attributes:
        by_first: first word to phrases, as (all words, meanings).
        words: single words and whole names, for near names: text to its kind.
    """

    by_first: dict[str, dict[tuple[str, ...], list[Meaning]]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)

    def add(self, phrase: str, kind: str, name: str) -> None:
        """Add a phrase; a second class of the same phrase is kept beside the first."""
        words = tuple(split_words(phrase.lower()))
        if not words:
            return
        meanings = self.by_first.setdefault(words[0], {}).setdefault(words, [])
        if all(known.kind != kind for known in meanings):
            meanings.append(Meaning(kind, name))
        self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))
        self.words.setdefault(phrase.lower(), kind)

    def match(self, words: list[str], start: int) -> tuple[int, list[Meaning]]:
        """Return how many of `words` from `start` the longest known phrase has, and its classes.

        Args:
            words: lower case.
            start: where to begin.
        """
        known = self.by_first.get(words[start])
        if known is None:
            return 0, []
        for length in range(min(self.longest[words[start]], len(words) - start), 0, -1):
            meanings = known.get(tuple(words[start : start + length]))
            if meanings:
                return length, meanings
        return 0, []


def split_words(phrase: str) -> list[str]:
    """Return the words of a phrase as the tokeniser cuts them."""
    return phrase.replace("'s ", " 's ").split()


@dataclass(frozen=True)
class Declared:
    """The names that the front matter declares: canonical name to further ways to write it."""

    actors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    areas: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    phases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    own: tuple[str, ...] = ()


def build_phrases(declared: Declared, vocabulary: Vocabulary) -> Phrases:
    """Return every phrase that a sentence of this agreement may use."""
    phrases = Phrases()
    for phrase, kinds in KEYWORDS.items():
        for kind in kinds:
            phrases.add(phrase, kind, phrase)
    for phrase in REFUSED:
        phrases.add(phrase, "REFUSED", phrase)
    for table, kind in (
        (ROLES, "ROLE"),
        (TIME_UNITS, "TUNIT"),
        (LENGTHS, "LENGTH"),
        (SIZES, "SIZE"),
    ):
        for phrase, name in table.items():
            phrases.add(phrase, kind, name)
    for phrase in ("over", "under"):
        phrases.add(phrase, "SIDE", phrase)
    for phrase in ("with", "for", "once", "twice", "times", "time", "percent", "within"):
        phrases.add(phrase, "WORD", phrase)
    _add_declared(phrases, declared)
    _add_vocabulary(phrases, vocabulary)
    return phrases


def _add_declared(phrases: Phrases, declared: Declared) -> None:
    for kind, table in (
        ("PARTY", {**declared.actors, **declared.groups}),
        ("AREA", declared.areas),
        ("LIST", declared.lists),
        ("PHASE", declared.phases),
    ):
        for name, others in table.items():
            _add_all(phrases, kind, name, (name, *others))
    for kind, names in (("TABLE", declared.tables), ("OWN", declared.own)):
        for name in names:
            phrases.add(name, kind, name)


def _add_vocabulary(phrases: Phrases, vocabulary: Vocabulary) -> None:
    for manner in vocabulary.manners.values():
        _add_all(phrases, "MANNER", manner.name, (manner.name, *manner.forms))
    for state in vocabulary.states.values():
        _add_all(phrases, "STATE", state.name, (state.name, *state.forms))
    for adjective in vocabulary.adjectives.values():
        _add_all(phrases, "ADJ", adjective.name, (adjective.name, *adjective.forms))
    for thing in vocabulary.things.values():
        _add_all(phrases, "THING", thing.name, (thing.name, thing.plural, *thing.forms))
    for act in vocabulary.acts.values():
        phrases.add(act.base, "ACT", act.name)
        phrases.add(act.does, "DOES", act.name)
        phrases.add(act.doing, "DOING", act.name)
        phrases.add(act.done, "DONE", act.name)


def _add_all(phrases: Phrases, kind: str, name: str, forms: Iterable[str]) -> None:
    for form in forms:
        phrases.add(form, kind, name)


def near_names(word: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return the known names nearest to a word: edit distance at most 2, at most three of them.

    A distance of 2 is only near for words of five letters or more.
    """
    allowed = 2 if len(word) > 4 else 1
    found = []
    letters = set(word)
    for name in known:
        is_like = abs(len(name) - len(word)) <= allowed and len(letters ^ set(name)) <= 2 * allowed
        if is_like:
            distance = _distance(word, name, allowed)
            if distance <= allowed:
                found.append((distance, name))
    return tuple(name for _, name in sorted(found)[:limit])


def _distance(one: str, other: str, limit: int) -> int:
    """Return the edit distance (a swap of neighbours counts once), or more than `limit`."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if before and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]
