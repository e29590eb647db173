"""What one version of an agreement changed in another: clause by clause, in words.

Clauses are compared by what they mean, not by how they are written: the other wording of the same
duty is `reworded`, not `changed`. Every field of the model is compared, known here or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final, Literal

from servanda.agreement.areas import feature_outlines
from servanda.agreement.diff_terms_words import (
    NONE,
    Joined,
    asks_for_all,
    element_of,
    in_full,
    joining,
    said,
)
from servanda.agreement.model import (
    Agreement,
    AnyClause,
    Clause,
    Demand,
    Duration,
    Filter,
    LocalMoment,
    NoteClause,
)
from servanda.agreement.reading import read_geojson
from servanda.agreement.schema import meaning
from servanda.agreement.wording import canonical_text
from servanda.errors import Place
from servanda.vocabulary.terms import Vocabulary

Kind = Literal["added", "dropped", "renamed", "changed", "reworded"]

LIKE: Final = 0.75
"""How alike two sentences must be for one to be the other under a new label (0 to 1)."""
_OPENED: Final = (Clause, Demand, Filter)
_SET_APART: Final = frozenset(
    ("path", "text_hash", "places", "mentioned", "clauses", "prose", "vocabulary")
)
_REFERENCES: Final = frozenset(("label", "labels", "base", "continues", "again", "pace"))

_ANY_ORDER: Final = frozenset(
    ("actors", "acts", "also", "answers_for", "areas", "attributes", "carries", "common",
     "by", "exemptions", "held_by", "labels", "less", "manners", "objects", "of_actors", "places",
     "recipients", "roles", "senders", "union", "whose")
)  # fmt: skip
"""Fields that say the same in whatever order."""


@dataclass(frozen=True)
class Change:
    """One element that is not as it was.

    Attributes:
        element: `bearer`, `number`, `area`, `period` ...
        before, after: in words; `none` where it is missing.
    """

    element: str
    before: str
    after: str


@dataclass(frozen=True)
class ClauseChange:
    """A clause that is not as it was.

    Attributes:
        kind: `renamed` may have changes too; `reworded` means the same.
        label: in the new version; of a dropped clause, in the old one.
        old_label: in the old version; empty for an added one.
        before, after: its sentence; empty where there is none.
        old_line, line: where it stands, 0 where it does not.
        changes: element by element.
    """

    kind: Kind
    label: str
    old_label: str = ""
    before: str = ""
    after: str = ""
    old_line: int = 0
    line: int = 0
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class TermsDiff:
    """What changed between two versions.

    Attributes:
        before, after: titles.
        declarations: changes of the front matter and of tables of sources: of what (`in force`,
            `areas: east`, `sources: agency`), with each.
        clauses: in the order of the new version, dropped ones last.
        same: number of clauses that are as they were.
    """

    before: str
    after: str
    declarations: tuple[tuple[str, Change], ...]
    clauses: tuple[ClauseChange, ...]
    same: int

    def count(self, kind: Kind) -> int:
        """Return how many clauses changed in a way."""
        return sum(change.kind == kind for change in self.clauses)


Outlines = Mapping[str, Any]
"""Name of an area to its geometry, as its GeoJSON file has it."""


def diff_terms(
    before: Agreement, after: Agreement, outlines: tuple[Outlines, Outlines] = ({}, {})
) -> TermsDiff:
    """Return what a later version of an agreement changed.

    Args:
        before: the earlier version.
        after: the later one.
        outlines: of the areas of each, from `outlines_of`.
    """
    names = _renamed(before, after)
    found, same = [], 0
    for clause in after.clauses:
        old_label = names.get(clause.label, clause.label)
        change = _clause_change(before, after, clause, old_label, names)
        found += [change] if change else []
        same += change is None
    kept = {names.get(clause.label, clause.label) for clause in after.clauses}
    found += [_one_sided("dropped", c) for c in before.clauses if c.label not in kept]
    declarations = (
        *_declarations(before, after),
        *_outlines(*outlines),
        *_words(before.vocabulary, after.vocabulary),
    )
    return TermsDiff(before.title, after.title, declarations, tuple(found), same)


# ---- clauses ----------------------------------------------------------------------------------


def _renamed(before: Agreement, after: Agreement) -> dict[str, str]:
    """Return the new label to the old one of every clause that has another label now."""
    old = [clause for clause in before.clauses if after.clause(clause.label) is None]
    new = [clause for clause in after.clauses if before.clause(clause.label) is None]
    found: dict[str, str] = {}
    for is_exact in (True, False):
        for clause in new:
            if clause.label not in found:
                free = [c for c in old if c.label not in found.values()]
                best = _likest(clause, free, before.vocabulary, is_exact=is_exact)
                found |= {clause.label: best.label} if best else {}
    return found


def _likest(
    clause: AnyClause, others: list[AnyClause], vocabulary: Vocabulary, *, is_exact: bool
) -> AnyClause | None:
    alike = [other for other in others if type(other) is type(clause)]
    if is_exact:
        return next((o for o in alike if _bare(o, {}) == _bare(clause, {})), None)
    likeness = [(_likeness(o, clause, vocabulary), o.label, o) for o in alike]
    best = max(likeness, default=None, key=lambda entry: entry[:2])
    return best[2] if best and best[0] >= LIKE else None


def _likeness(one: AnyClause, other: AnyClause, vocabulary: Vocabulary) -> float:
    ours, theirs = (canonical_text(clause, vocabulary).split()[1:] for clause in (one, other))
    return SequenceMatcher(a=ours, b=theirs, autojunk=False).ratio()


def _bare(clause: AnyClause, names: Mapping[str, str]) -> AnyClause:
    """Return what a clause means, without its label and with other clauses by their old labels."""
    renamed = meaning(_with_labels(clause, names))
    if isinstance(clause, NoteClause):  # its sentence is all that it says
        renamed = replace(renamed, sentence=clause.sentence)
    without: AnyClause = _with_labels(renamed, {clause.label: "", renamed.label: ""})
    return without


def _with_labels(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of a clause
    """Return a value in which every reference to a clause has another label."""
    if isinstance(value, tuple):
        return tuple(_with_labels(item, names) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    found: dict[str, Any] = {}
    for one in fields(value):
        inner = getattr(value, one.name)
        is_named = one.name in _REFERENCES
        if is_named and isinstance(inner, str):
            found[one.name] = names.get(inner, inner)
        elif is_named and isinstance(inner, tuple):
            found[one.name] = tuple(names.get(label, label) for label in inner)
        else:  # also the point that another one is so long after, its `base`
            found[one.name] = _with_labels(inner, names)
    return replace(value, **found)


def _clause_change(
    before: Agreement, after: Agreement, clause: AnyClause, old_label: str, names: Mapping[str, str]
) -> ClauseChange | None:
    old = before.clause(old_label)
    if old is None:
        return _one_sided("added", clause)
    ours, theirs = _bare(old, {}), _bare(clause, names)
    found = list(differences(ours, theirs))
    found += differences(_shown(old), _shown(clause))
    vocabularies = (before.vocabulary, after.vocabulary)
    changes = _in_words(found, vocabularies)
    is_reworded = old.sentence != clause.sentence
    if old_label == clause.label and not changes and not is_reworded:
        return None
    kind: Kind = "renamed" if old_label != clause.label else "changed" if changes else "reworded"
    return ClauseChange(
        kind, clause.label, old_label, old.sentence, clause.sentence,
        old.place.line, clause.place.line, changes,
    )  # fmt: skip


def _shown(clause: AnyClause) -> Clause:
    """Return what is said of a clause beside its meaning."""
    told = {"words": clause.words, "is_judged": clause.is_judged, "reason": clause.reason}
    return Clause("", Place(""), "", **told)  # type: ignore[arg-type]


def _one_sided(kind: Literal["added", "dropped"], clause: AnyClause) -> ClauseChange:
    if kind == "added":
        return ClauseChange(kind, clause.label, after=clause.sentence, line=clause.place.line)
    return ClauseChange(
        kind, clause.label, clause.label, clause.sentence, old_line=clause.place.line
    )


# ---- fields -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """Two values at one place of the model.

    Attributes:
        path: names of the fields that lead there.
        before, after: the values; of lists, only what the other does not have.
        joined: how several of each are joined.
    """

    path: tuple[str, ...]
    before: Any
    after: Any
    joined: tuple[Joined, Joined] = (("and",), ("and",))


def differences(before: object, after: object, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield where two values differ, down to the fields of clauses, demands and filters.

    Args:
        before: of any type.
        after: of any type.
        path: of both.
    """
    return _differences(Difference(path, before, after), (False, False))


def _differences(pair: Difference, all_of: tuple[bool, bool]) -> Iterator[Difference]:
    """Yield where the two values of a pair differ, being of demands that ask for all or not."""
    before, after, path = pair.before, pair.after, pair.path
    name = path[-1] if path else ""
    if before == after or _in_one_order(before, name) == _in_one_order(after, name):
        return
    if isinstance(before, _OPENED) and type(before) is type(after):
        if isinstance(before, Demand):
            all_of = asks_for_all(before), asks_for_all(after)
        for one in fields(before):
            inner = getattr(before, one.name), getattr(after, one.name)
            joined = joining(before, one.name, all_of[0]), joining(after, one.name, all_of[1])
            yield from _differences(Difference((*path, one.name), *inner, joined), all_of)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        yield from _of_lists(pair, all_of)
    else:
        yield pair


def _in_one_order(value: object, name: str) -> object:
    """Return the value of a field with all in one order of which the order says nothing."""
    if isinstance(value, tuple):
        found = [_in_one_order(item, name) for item in value]
        return tuple(sorted(found, key=repr) if name in _ANY_ORDER else found)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inner = {f.name: _in_one_order(getattr(value, f.name), f.name) for f in fields(value)}
    return type(value).__name__, tuple(inner.items())


def _of_lists(pair: Difference, all_of: tuple[bool, bool]) -> Iterator[Difference]:
    before, after = pair.before, pair.after
    if len(before) == len(after) and all(isinstance(item, _OPENED) for item in before + after):
        for one, other in zip(before, after, strict=True):
            yield from _differences(replace(pair, before=one, after=other), all_of)
        return
    gone, come = _missing(before, after), _missing(after, before)
    yield replace(pair, before=gone, after=come) if gone or come else pair


def _missing(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...]:
    rest = list(theirs)
    found = []
    for item in ours:
        if item in rest:
            rest.remove(item)
        else:
            found.append(item)
    return tuple(found)


def _in_words(
    found: Iterable[Difference], vocabularies: tuple[Vocabulary, Vocabulary]
) -> tuple[Change, ...]:
    changes = [_change_of(element_of(one.path), one, vocabularies) for one in found]
    # What follows from other changes is said only if it is all that changed.
    own = [change for change in changes if change.element != "form"]
    return tuple(dict.fromkeys(own or changes))


def _change_of(
    element: str, difference: Difference, vocabularies: tuple[Vocabulary, Vocabulary]
) -> Change:
    """Return a difference in words; in full where both sides read alike."""
    sides = (difference.before, difference.after)
    pairs = tuple(zip(sides, vocabularies, difference.joined, strict=True))
    before, after = (said(*pair) for pair in pairs)
    if before == after:
        before, after = (in_full(*pair) for pair in pairs)
    return Change(element, before, after)


# ---- the front matter -------------------------------------------------------------------------


def _declarations(before: Agreement, after: Agreement) -> Iterator[tuple[str, Change]]:
    """Yield every change of the front matter but the vocabulary."""
    for one in fields(Agreement):
        if one.name not in _SET_APART:
            pair = getattr(before, one.name), getattr(after, one.name)
            yield from _declared(element_of((one.name,)), *pair, before.vocabulary)


def outlines_of(path: Path) -> dict[str, Any]:
    """Return the outlines of the areas of an agreement file, by name; none can be read: none.

    Args:
        path: of the agreement.
    """
    files = read_geojson(path.read_text(encoding="utf-8"), path.parent)
    return {
        name: found for text in files.values() for name, found in feature_outlines(text).items()
    }


def _outlines(before: Outlines, after: Outlines) -> Iterator[tuple[str, Change]]:
    """Yield the areas that both versions draw, but not alike."""
    for name in after:
        if name in before and before[name] != after[name]:
            texts = [_outline(found) for found in (before[name], after[name])]
            more = ", drawn otherwise" if texts[0] == texts[1] else ""
            yield f"areas: {name}", Change("outline", texts[0], f"{texts[1]}{more}")


def _outline(geometry: object) -> str:
    if not isinstance(geometry, dict):
        return NONE
    return f"{geometry.get('type')} of {_points(geometry.get('coordinates')):,} points"


def _points(coordinates: object) -> int:
    """Return how many points there are in lists of lists of points."""
    if not isinstance(coordinates, list) or not coordinates:
        return 0
    if not isinstance(coordinates[0], list):
        return 1
    return sum(_points(inner) for inner in coordinates)


def _words(before: Vocabulary, after: Vocabulary) -> Iterator[tuple[str, Change]]:
    for one in fields(Vocabulary):
        yield from _declared(one.name, getattr(before, one.name), getattr(after, one.name), after)


def _declared(
    what: str, before: object, after: object, vocabulary: Vocabulary
) -> Iterator[tuple[str, Change]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            inner = before.get(key), after.get(key)
            name = f"{what}: {said(key, vocabulary)}"
            yield from _declared(name, *inner, vocabulary)
    elif is_dataclass(before) and type(before) is type(after) and not _is_one(before):
        for one in fields(before):
            pair = getattr(before, one.name), getattr(after, one.name)
            yield from _declared_field(what, one.name, pair, vocabulary)
    else:
        for difference in differences(before, after):
            happened = _what_happened(difference)
            yield what, _change_of(happened, difference, (vocabulary, vocabulary))


def _is_one(value: object) -> bool:
    """Return whether a value is said as a whole."""
    return isinstance(value, Duration | LocalMoment)


def _declared_field(
    what: str, name: str, pair: tuple[object, object], vocabulary: Vocabulary
) -> Iterator[tuple[str, Change]]:
    for difference in differences(*pair, (name,)):
        element = element_of(difference.path)
        yield what, _change_of(element, difference, (vocabulary, vocabulary))


def _what_happened(difference: Difference) -> str:
    if difference.before in (None, ()):
        return "added"
    return "dropped" if difference.after in (None, ()) else "changed"
