"""Which acts are certainly among others, and which are certainly not (SEMANTICS 2.1, 2.3).

`inside` and `apart` say yes only where no act whatever could be otherwise. Whatever is said in a
way that this module does not know makes both answers no, so that no proof rests on a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Final

from servanda.agreement.duty_ids import DutyFilter
from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.model import ANY_UNIT, Agreement, Filter, ObjectSpec, PlaceSpec
from servanda.agreement.proof.areas import AreaRelations
from servanda.vocabulary.terms import Vocabulary

_FROM: Final = frozenset(("from", "out of"))
_AT: Final = frozenset(("into", "to", "against"))
_ODD: Final = frozenset(("between", "below"))

_OF_OBJECTS: Final = frozenset(
    ("thing", "attributes", "on_list", "held_by", "of_actors", "carries", "size")
)
_OF_PLACES: Final = frozenset(("roles", "areas", "distance"))
_OF_FILTERS: Final = frozenset(
    ("acts", "objects", "unit", "recipients", "senders", "manners", "less", "only",
     "any_recipient", "any_sender")
)  # fmt: skip
"""What is compared here; whatever else is said must be said of both in the same words."""

Said = frozenset[tuple[str, bool]]
"""One clause about an object: any of these, each perhaps denied."""


@dataclass(frozen=True)
class Acts:
    """Acts that a measure counts.

    Attributes:
        filter: which acts and objects.
        places: all of which hold.
        hands: whose acts, with those they answer for; None: anyone's, unknown hands included.
        mode: how they are measured (`duty_rows.SUM` and its kin).
        answerable: of a duty of result, which anyone's acts fulfil (4.7): who is bound to bring it
            about, with those they answer for; None: of others.
    """

    filter: DutyFilter
    places: tuple[PlaceSpec, ...] = ()
    hands: frozenset[str] | None = None
    mode: int = SUM
    answerable: frozenset[str] | None = None


@dataclass(frozen=True)
class Kinds:
    """Says how acts lie to each other under an agreement.

    Attributes:
        agreement: its vocabulary and lists are used.
        areas: what is known of areas.
    """

    agreement: Agreement
    areas: AreaRelations

    # ---- whole acts ---------------------------------------------------------------------------

    def inside(self, one: Acts, other: Acts, *, is_none: bool = False) -> bool:
        """Return whether every act of the first is one of the second, and counts as much there.

        A duty of result is read as done by whoever owes it: that another might do it in its place
        makes no sense of a text that forbids the one what it asks of the same.

        Args:
            one: acts of a floor.
            other: acts of a ceiling.
            is_none: the ceiling is 0, so that it does not matter in what unit it counts.
        """
        if one.mode != other.mode or not self._same_unit(one.filter, other.filter, is_none=is_none):
            return False
        return (
            self._hands_inside(one.hands or one.answerable, other.hands)
            and self.filter_inside(one.filter, other.filter)
            and self.places_inside(one.places, other.places)
            and self._spared(one, other)
        )

    def apart(self, one: Acts, other: Acts) -> bool:
        """Return whether no act is one of the first and one of the second."""
        hands_apart = one.hands is not None and other.hands is not None
        if hands_apart and not (one.hands or frozenset()) & (other.hands or frozenset()):
            return True
        if self.filters_apart(one.filter, other.filter):
            return True
        has_one_place = self.has_one_place(one) or self.has_one_place(other)
        return self.places_apart(one.places, other.places, has_one_place=has_one_place)

    def has_one_place(self, acts: Acts) -> bool:
        """Return whether each of these is at one place alone: what stands, or has no two ends."""
        known = [self._words.acts.get(name) for name in acts.filter.acts]
        return acts.mode == LEVEL or all(a is not None and not a.has_two_ends for a in known)

    def is_empty(self, acts: Acts) -> bool:
        """Return whether no act could be one of these: an exception takes all, or two parts."""
        taken = [self.taken(less) for less in acts.filter.less]
        whole = replace(acts.filter, less=(), only=())
        if any(
            self.filter_inside(whole, f) and self.places_inside(acts.places, p) for f, p in taken
        ):
            return True
        if any(self._self_contradictory(spec) for spec in acts.filter.objects):
            return all(self._self_contradictory(spec) for spec in acts.filter.objects)
        ours = [p for p in acts.places if "outside" not in p.roles and p.distance is None]
        out = [p for p in acts.places if "outside" in p.roles and p.distance is None]
        return any(
            p.areas and o.areas and not p.near and not o.near
            and self.areas.is_inside(p.areas, o.areas)
            and self._one_end(p, o, has_one_place=self.has_one_place(acts))
            for p in ours for o in out
        )  # fmt: skip

    @staticmethod
    def taken(less: Filter) -> tuple[DutyFilter, tuple[PlaceSpec, ...]]:
        """Return acts that do not count as a filter and places."""
        found = DutyFilter(
            less.acts, less.objects, "", less.recipients, less.senders, less.manners,
            any_recipient=less.any_recipient, any_sender=less.any_sender,
        )  # fmt: skip
        return found, less.places

    @staticmethod
    def _same_unit(one: DutyFilter, other: DutyFilter, *, is_none: bool) -> bool:
        return one.unit == other.unit or (is_none and other.unit in {"", ANY_UNIT})

    @staticmethod
    def _hands_inside(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
        return other is None or (one is not None and one <= other)

    def _spared(self, one: Acts, other: Acts) -> bool:
        """Return whether no act of the first is among those that the second leaves out."""
        return all(self._is_spared(one, less) for less in other.filter.less) and all(
            self._is_spared(one, allowed) for allowed in other.filter.only
        )

    def _is_spared(self, one: Acts, less: Filter) -> bool:
        found, places = self.taken(less)
        if less.whose and one.hands is not None and not one.hands & frozenset(less.whose):
            return True
        if self.filters_apart(one.filter, found):
            return True
        if self.places_apart(one.places, places, has_one_place=self.has_one_place(one)):
            return True
        own = [self.taken(own) for own in one.filter.less if not own.whose]
        return any(self.filter_inside(found, f) and self.places_inside(places, p) for f, p in own)

    # ---- acts and objects ---------------------------------------------------------------------

    def filter_inside(self, one: DutyFilter, other: DutyFilter) -> bool:
        """Return whether all that a filter counts is what another names, exceptions left aside."""
        acts = all(any(self._words.is_kind(a, b) for b in other.acts) for a in one.acts)
        if not acts or not _is_known(one, other, _OF_FILTERS):
            return False
        if other.objects and not self._objects_inside(one.objects, other.objects):
            return False
        manners = all(
            any(set(mine) and all(self._any_kind(m, asked) for m in mine) for mine in one.manners)
            for asked in other.manners
        )
        return (
            manners
            and _persons_inside(
                (one.recipients, one.any_recipient), (other.recipients, other.any_recipient)
            )
            and _persons_inside((one.senders, one.any_sender), (other.senders, other.any_sender))
        )

    def _any_kind(self, name: str, wider: Iterable[str]) -> bool:
        return any(self._words.is_kind(name, one) for one in wider)

    def _objects_inside(self, one: Sequence[ObjectSpec], other: Sequence[ObjectSpec]) -> bool:
        return bool(one) and all(any(self.spec_inside(a, b) for b in other) for a in one)

    def spec_inside(self, one: ObjectSpec, other: ObjectSpec) -> bool:
        """Return whether every object of one kind is of another."""
        if one == other:
            return True
        if other.on_list not in {"", one.on_list} or not _is_known(one, other, _OF_OBJECTS):
            return False
        has_load = not other.carries or self._objects_inside(one.carries, other.carries)
        has_owner = all(
            not asked or (bool(mine) and set(mine) <= set(asked))
            for mine, asked in ((one.held_by, other.held_by), (one.of_actors, other.of_actors))
        )
        said = self._said(one)
        return (
            has_load
            and has_owner
            and _sizes_inside(one, other)
            and all(any(self._implies(c, asked) for c in said) for asked in self._said(other))
        )

    def _said(self, spec: ObjectSpec) -> list[Said]:
        """Return what is said of an object as clauses: its kind, and its adjectives."""
        found = [frozenset((a.name, a.negated) for a in group) for group in spec.attributes]
        thing = spec.thing or self._list_of(spec.on_list)
        return [*found, frozenset(((thing, False),))] if thing else found

    def _list_of(self, name: str) -> str:
        known = self.agreement.lists.get(name)
        return known.of if known is not None else ""

    def _implies(self, clause: Said, asked: Said) -> bool:
        return all(any(self._one_implies(a, b) for b in asked) for a in clause)

    def _one_implies(self, one: tuple[str, bool], other: tuple[str, bool]) -> bool:
        words = self._words
        if not one[1] and not other[1]:
            return other[0] in words.holds_of(one[0])
        if one[1] and other[1]:
            return one[0] in words.holds_of(other[0])
        return not one[1] and words.are_apart(one[0], other[0])

    # ---- apart --------------------------------------------------------------------------------

    def filters_apart(self, one: DutyFilter, other: DutyFilter) -> bool:
        """Return whether nothing is counted by both."""
        if all(not self._acts_meet(a, b) for a in one.acts for b in other.acts):
            return True
        if one.objects and other.objects and all(
            self.specs_apart(a, b) for a in one.objects for b in other.objects
        ):  # fmt: skip
            return True
        excepted = [self.taken(less) for less in one.less if not less.whose and not less.places]
        if any(self.filter_inside(replace(other, less=()), f) for f, _ in excepted):
            return True
        theirs = [self.taken(less) for less in other.less if not less.whose and not less.places]
        if any(self.filter_inside(replace(one, less=()), f) for f, _ in theirs):
            return True
        return any(
            all(self._words.are_apart(a, b) for a in mine for b in yours)
            for mine in one.manners for yours in other.manners
        )  # fmt: skip

    def _acts_meet(self, one: str, other: str) -> bool:
        return bool(self._words.kinds_below(one) & self._words.kinds_below(other))

    def specs_apart(self, one: ObjectSpec, other: ObjectSpec) -> bool:
        """Return whether no object is of both kinds."""
        if one.thing and other.thing and self._things_apart(one.thing, other.thing):
            return True
        if one.held_by and other.held_by and not set(one.held_by) & set(other.held_by):
            return True
        if _sizes_apart(one, other):
            return True
        return any(self._excludes(a, b) for a in self._said(one) for b in self._said(other))

    def _things_apart(self, one: str, other: str) -> bool:
        words = self._words
        if words.is_kind(one, other) or words.is_kind(other, one):
            return False
        if words.are_apart(one, other):
            return True
        if words.is_kind(one, "person") and words.is_kind(other, "person"):
            return False
        return not words.kinds_below(one) & words.kinds_below(other)

    def _excludes(self, clause: Said, other: Said) -> bool:
        return all(self._literals_apart(a, b) for a in clause for b in other)

    def _literals_apart(self, one: tuple[str, bool], other: tuple[str, bool]) -> bool:
        if one[1] and other[1]:
            return False
        if not one[1] and not other[1]:
            return self._words.are_apart(one[0], other[0])
        denied, said = (one[0], other[0]) if one[1] else (other[0], one[0])
        return denied in self._words.holds_of(said)

    def _self_contradictory(self, spec: ObjectSpec) -> bool:
        said = self._said(spec)
        return any(self._excludes(a, b) for k, a in enumerate(said) for b in said[k + 1 :])

    # ---- places -------------------------------------------------------------------------------

    def places_inside(self, one: Iterable[PlaceSpec], other: Iterable[PlaceSpec]) -> bool:
        """Return whether whatever lies in all of the first places lies in all of the others."""
        ours = tuple(one)
        return all(any(self._place_inside(mine, asked) for mine in ours) for asked in other)

    def _place_inside(self, one: PlaceSpec, other: PlaceSpec) -> bool:
        if one == other:
            return True
        is_odd = other.near or other.own or _ODD & set(other.roles)
        is_clear = _is_plain(one) and not is_odd and _is_known(one, other, _OF_PLACES)
        if not is_clear or not self._ends_fit(one, other):
            return False
        match "outside" in one.roles, "outside" in other.roles:
            case False, False:
                return self.areas.is_inside(one.areas, other.areas)
            case True, True:
                return not other.distance and self.areas.is_inside(other.areas, one.areas)
            case False, True:
                return not other.distance and self.areas.are_apart(one.areas, other.areas)
            case _:
                return False

    @staticmethod
    def _ends_fit(one: PlaceSpec, other: PlaceSpec) -> bool:
        """Return whether the end of an act that one phrase speaks of is one the other does."""
        theirs = _end(other)
        return theirs == "either" or theirs == _end(one)

    def places_apart(
        self, one: Iterable[PlaceSpec], other: Iterable[PlaceSpec], *, has_one_place: bool
    ) -> bool:
        """Return whether no act lies in all of both; two ends of one act may lie apart."""
        theirs = tuple(other)
        return any(
            self._two_places_apart(a, b, has_one_place=has_one_place) for a in one for b in theirs
        )

    def _two_places_apart(self, one: PlaceSpec, other: PlaceSpec, *, has_one_place: bool) -> bool:
        if not _is_plain(one) or not _is_plain(other):
            return False
        if not self._one_end(one, other, has_one_place=has_one_place):
            return False
        outside = ("outside" in one.roles, "outside" in other.roles)
        if outside == (False, False):
            return self.areas.are_apart(one.areas, other.areas)
        if outside == (True, False):
            return self.areas.is_inside(other.areas, one.areas)
        return outside == (False, True) and self.areas.is_inside(one.areas, other.areas)

    @staticmethod
    def _one_end(one: PlaceSpec, other: PlaceSpec, *, has_one_place: bool) -> bool:
        """Return whether both phrases speak of the same end of an act, or it has only one."""
        if _end(one) != _end(other):
            return False
        return _end(one) != "either" or has_one_place

    @cached_property
    def _words(self) -> Vocabulary:
        return self.agreement.vocabulary


def _is_known(
    one: ObjectSpec | PlaceSpec | DutyFilter,
    other: ObjectSpec | PlaceSpec | DutyFilter,
    known: frozenset[str],
) -> bool:
    """Return whether all that the second says, and that is not compared, the first says as well."""
    return all(
        getattr(other, field.name) in {field.default, getattr(one, field.name)}
        for field in fields(other)
        if field.name not in known
    )


def _end(place: PlaceSpec) -> str:
    roles = set(place.roles) - {"outside"}
    if roles and roles <= _FROM:
        return "from"
    return "at" if roles and roles <= _AT else "either"


def _is_plain(place: PlaceSpec) -> bool:
    """Return whether a phrase of place names areas and nothing more."""
    is_odd = bool(_ODD & set(place.roles)) or place.for_each
    return bool(place.areas) and not (place.distance or place.near or place.own or is_odd)


def _persons_inside(one: tuple[tuple[str, ...], bool], other: tuple[tuple[str, ...], bool]) -> bool:
    """Return whether who receives (or sends) by one filter does so by another."""
    (mine, any_mine), (asked, any_asked) = one, other
    if not asked:
        return True
    if any_asked:
        return bool(mine) and (
            set(mine) <= set(asked) if any_mine else bool(set(mine) & set(asked))
        )
    return set(asked) <= set(mine) and (not any_mine or len(mine) == 1)


def _sizes_inside(one: ObjectSpec, other: ObjectSpec) -> bool:
    if other.size is None or one.size == other.size:
        return True
    if one.size is None or (one.size.side, one.size.unit) != (other.size.side, other.size.unit):
        return False
    if one.size.side == "over":
        return one.size.count >= other.size.count
    return one.size.count <= other.size.count


def _sizes_apart(one: ObjectSpec, other: ObjectSpec) -> bool:
    mine, yours = one.size, other.size
    if mine is None or yours is None or mine.unit != yours.unit or mine.side == yours.side:
        return False
    over, under = (mine, yours) if mine.side == "over" else (yours, mine)
    return over.count >= under.count
