"""A duty while it is being read: what its parts have said so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from servanda.agreement.meaning.objects import Item
from servanda.agreement.model import (
    Bearer,
    Boundary,
    Demand,
    Distance,
    Exemption,
    Filter,
    Leave,
    LetPass,
    Modality,
    ObjectSpec,
    Opening,
    Order,
    Part,
    PlaceSpec,
    Point,
    Quantity,
    RatioTerm,
    Stage,
    Window,
)

if TYPE_CHECKING:
    from servanda.agreement.meaning.context import Node


@dataclass
class Draft:
    """What is known of a duty; `duties.read_duty` turns it into a clause.

    Attributes:
        negated: `must not`, `no party may`.
        acts_joined, acts_written: how several acts are joined; the words of the sentence.
        filter: what all demands share.
        items: objects as written, with their quantities.
        items_joined: how they are joined.
        all_areas: areas joined by `and`, as written.
        all_actors: `to a and b`, `from each party`: a phrase of several of whom each is meant.
        upon_each: what is done is done to each of several actors: `visit a and b`.
        only, only_to: as in `DutyClause`.
        only_times: when each phrase of `only` with a time forbids the act.
        level: what stands, for a level.
        form: set where the predicate decides it.
        times: `at least once`.
        distance, held_at: as in `DutyClause`.
        let_upon: `let farmers harvest crops`: the crops.
        as_many: `as many ... as x stores`: the acts of x.
        kinds_apart, pace: as in `DutyClause`.
        counts_from: the begin or end of a phase, as the opening names it.
    """

    bearer: Bearer = field(default_factory=lambda: Bearer("one", ()))
    modality: Modality = "must"
    negated: bool = False
    acts_joined: str = ""
    acts_written: Node | None = None
    filter: Filter = field(default_factory=lambda: Filter(()))
    items: list[Item] = field(default_factory=list)
    items_joined: str = ""
    all_areas: Node | None = None
    all_actors: Node | None = None
    upon_each: bool = False
    windows: list[Window] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    exchange: list[RatioTerm] = field(default_factory=list)
    stages: tuple[Stage, ...] = ()
    order: Order | None = None
    leave: Leave | None = None
    let: LetPass | None = None
    only: list[PlaceSpec | tuple[str, ...]] = field(default_factory=list)
    only_to: tuple[str, ...] = ()
    only_times: list[Window] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    begins_to: bool = False
    level: str = ""
    form: str = ""
    times: Quantity | None = None
    demands: tuple[Demand, ...] = ()
    distance: Distance | None = None
    held_at: Point | None = None
    let_upon: tuple[ObjectSpec, ...] = ()
    as_many: Filter | None = None
    kinds_apart: bool = False
    pace: str = ""
    counts_from: Boundary | None = None
