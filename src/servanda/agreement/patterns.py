"""What a sentence speaks of: quantities, objects, places, acts, events and facts.

All names are canonical: lower case, the key under which the front matter or the vocabulary
declares them (`aid trucks` is the thing `aid truck`, `released` the act `release`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from servanda.agreement.points import DonePoint, Point

ANY_UNIT: Final = "*"
"""Unit of what is counted in whatever unit it is told (nothing at all, or anything at all)."""

Op = Literal["at least", "at most", "exactly"]
Basis = Literal["number", "all", "rest", "percent"]


@dataclass(frozen=True)
class Quantity:
    """How many. `more than n` is `at least n+1`, `fewer than n` is `at most n-1`: counts are whole.

    Attributes:
        op: a bare number is `at least` in a schedule or an exchange and `at most` with `may`.
        basis: `number`: `low` to `high`; `all`, `rest`: of the declared total of the object;
            `percent`: `low` (= `high`) is a percentage of the declared total.
        low, high: equal but for `about n`, whose declared interval they are; 0 where `basis` is
            `all` or `rest`.
        about: the number of `about n`, None otherwise.
        more: `4 more`: added to the total of the stage before.
    """

    op: Op
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    basis: Basis = "number"
    about: Decimal | None = None
    more: bool = False

    @property
    def is_zero(self) -> bool:
        """Whether it is `at most 0` or `exactly 0`."""
        return self.basis == "number" and self.high == 0

    @property
    def is_none(self) -> bool:
        """Whether it is `at most 0`, which says the same as `none`."""
        return self.op == "at most" and self.is_zero


@dataclass(frozen=True)
class Attribute:
    """An adjective, or a thing used as one (`who are women`), perhaps denied (`not armed`)."""

    name: str
    negated: bool = False


@dataclass(frozen=True)
class Length:
    """`25 km`, `5,000 feet`."""

    count: Decimal
    unit: str


@dataclass(frozen=True)
class Size:
    """`over 100 mm`, `under 19 years`: the number itself is excluded; `of at most 100 mm`: not."""

    side: Literal["over", "under", "at least", "at most"]
    count: Decimal
    unit: str


@dataclass(frozen=True)
class PlaceSpec:
    """Where. Several of them in a filter must all hold.

    Attributes:
        roles: any of `in`, `into`, `to`, `from`, `over`, `through`, `along`, `against`, `outside`,
            `inside`, `at`, `near`, `out of`, `between`, `object` (the act names the place itself:
            `enter gaza`, `cross mdl`) (SEMANTICS 2.1: `in`, `inside`, `at`, `object` are met by
            either end of the act; `from`, `out of` by its origin; `into`, `to`, `against` by where
            it takes effect).
        areas: their union; the two sides of `between`.
        for_each: `in each zone`: one duty for each part of the one area named.
        own: name of an entry of `own` (`its half of the dmz`); `areas` is empty then.
        owner: whose: `bearer` or `other side`; empty without `own`.
        distance: `within 5 km of`, `below 5,000 feet over`; None otherwise.
        near: `within 5 km of each merchant vessel`: a thing instead of areas.
    """

    roles: tuple[str, ...]
    areas: tuple[str, ...] = ()
    for_each: bool = False
    own: str = ""
    owner: Literal["", "bearer", "other side"] = ""
    distance: Length | None = None
    near: ObjectSpec | None = None


@dataclass(frozen=True)
class ObjectSpec:
    """One kind of object. Everything said of it must hold.

    Attributes:
        thing: of the vocabulary; empty: whatever is on `on_list`.
        attributes: all of (any of): `((woman, child), (israeli,))` is Israeli, and a woman or a
            child.
        on_list: a declared list it stands on; empty: none named.
        held_by: `held by israel`.
        of_actors: `drones of the osce`.
        of_object: `the number of living hostages`, `members of the commission`.
        carries: any of: `trucks that carry fuel`.
        size: `over 100 mm`.
        place: `that is in corridor`.
        event: `hostages that hamas has released`.
        notified_to: `flights notified to the mission`; empty: not said.
        off_list: a declared list it does not stand on; empty: none named.
    """

    thing: str
    attributes: tuple[tuple[Attribute, ...], ...] = ()
    on_list: str = ""
    held_by: tuple[str, ...] = ()
    of_actors: tuple[str, ...] = ()
    of_object: ObjectSpec | None = None
    carries: tuple[ObjectSpec, ...] = ()
    size: Size | None = None
    place: PlaceSpec | None = None
    event: Event | None = None
    notified_to: tuple[str, ...] = ()
    off_list: str = ""


@dataclass(frozen=True)
class Filter:
    """Which acts count. Every attribute must hold; an empty one does not narrow.

    Attributes:
        acts: any of, with their kinds.
        objects: any of.
        unit: what is counted (`person`, `truck`, `litre`); empty: occurrences of the act.
        recipients: `to the mac and nnsc`: to each of them.
        senders: `from` actors.
        manners: all of (any of).
        places: all of.
        any_hand: duty of result, the act counts by any hand (SEMANTICS 4.7).
        whose: actors whose act it is; empty: the bearer's. Set where the doer is another than the
            bearer.
        any_recipient, any_sender: `to a party`: to any one of them.
        told_as: those of `acts` that only tell of the others (`admit` of `enter`): who counts the
            others has counted these too (SEMANTICS 5.4.1).
        other_than: none of these (`at least 9 women and at least 5 other hostages`).
    """

    acts: tuple[str, ...]
    objects: tuple[ObjectSpec, ...] = ()
    unit: str = ""
    recipients: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    manners: tuple[tuple[str, ...], ...] = ()
    places: tuple[PlaceSpec, ...] = ()
    any_hand: bool = False
    whose: tuple[str, ...] = ()
    any_recipient: bool = False
    any_sender: bool = False
    told_as: tuple[str, ...] = ()
    other_than: tuple[ObjectSpec, ...] = ()


@dataclass(frozen=True)
class Event:
    """`hamas releases hostages`, `a merchant vessel enters inspection-area`.

    Attributes:
        filter: what happens; its `whose` are the doers named, empty: anyone, unless `is_bearer`.
        quantity: `hamas releases at least 5 hostages`; None: any.
        is_bearer: `it releases`: the doer is the bearer of the sentence.
        each: `each party consents`: by every one of the doers.
        group: the name by which the doers were written, if a group (`a side`).
        phase: `phase 1 begins`; `agreement` for the agreement itself; empty otherwise.
        turn: `begins` or `ends`, with `phase`.
    """

    filter: Filter
    quantity: Quantity | None = None
    is_bearer: bool = False
    each: bool = False
    group: str = ""
    phase: str = ""
    turn: Literal["", "begins", "ends"] = ""


@dataclass(frozen=True)
class HasHappened:
    """`hamas has (not) released fewer than 33 hostages by the end of week 5`."""

    event: Event
    negated: bool = False
    by: Point | None = None


@dataclass(frozen=True)
class ClauseState:
    """`[x] is not done`, `[x] is in force`, `[x] is suspended`."""

    label: str
    state: Literal["not done", "in force", "suspended"]


@dataclass(frozen=True)
class IsDone:
    """`[x] is done`, `[x] is verified by m`, `[x] is found breached`, as a fact."""

    done: DonePoint


@dataclass(frozen=True)
class UnderWay:
    """`talks are under way`."""

    what: ObjectSpec


Fact: TypeAlias = HasHappened | ClauseState | IsDone | UnderWay
