"""The agreement as plain data: what the file says, with positions, before any calendar.

Everything is frozen and nothing reads a file or a clock. Clauses stand in the order of the file.
Their parts live in `clauses`, `windows`, `patterns` and `points`; all names are here too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from servanda.agreement.clauses import (
    AnyClause,
    Bearer,
    BearerMode,
    Clause,
    Demand,
    Distance,
    DutyClause,
    EffectClause,
    Exemption,
    Extension,
    Form,
    Leave,
    LetPass,
    Modality,
    NoteClause,
    Opening,
    Order,
    Part,
    PhaseClause,
    RatioTerm,
    ReadingClause,
    Renewal,
    RenewalTest,
    TermClause,
)
from servanda.agreement.patterns import (
    ANY_UNIT,
    Attribute,
    ClauseState,
    Event,
    Fact,
    Filter,
    HasHappened,
    IsDone,
    Length,
    ObjectSpec,
    PlaceSpec,
    Quantity,
    Size,
    UnderWay,
)
from servanda.agreement.points import (
    AgreementSpan,
    Boundary,
    ChosenPoint,
    ClauseSpan,
    ClockPoint,
    DatePoint,
    DayPoint,
    DonePoint,
    DPlusPoint,
    Duration,
    EntryPoint,
    LocalMoment,
    MomentPoint,
    PhaseSpan,
    Point,
    ShiftedPoint,
    SigningPoint,
    TriggerDay,
    WeekPoint,
    Whole,
    YearPoint,
)
from servanda.agreement.windows import (
    After,
    AtOnce,
    Before,
    By,
    DailyHours,
    During,
    Each,
    Every,
    From,
    HoursOf,
    InAny,
    Lasting,
    Lead,
    On,
    OnDaysWhen,
    Schedule,
    Stage,
    Until,
    While,
    Window,
    Within,
)
from servanda.errors import Place
from servanda.vocabulary.terms import Vocabulary


@dataclass(frozen=True)
class Actor:
    """A party, a third party or a monitor.

    Attributes:
        name: canonical.
        title: as shown.
        also: other names of itself, as evidence may write them.
        answers_for: actors whose acts are its acts (SEMANTICS 3.5).
        is_party: one of the parties.
        is_monitor: its word verifies (3.3).
    """

    name: str
    title: str
    also: tuple[str, ...] = ()
    answers_for: tuple[str, ...] = ()
    is_party: bool = False
    is_monitor: bool = False


@dataclass(frozen=True)
class InForce:
    """The base period in force. One of `lasts` and `until` is given, or neither (open end)."""

    begins: LocalMoment
    lasts: Duration | None = None
    until: LocalMoment | None = None


@dataclass(frozen=True)
class Amendment:
    """A change agreed later.

    Attributes:
        on: when it was agreed; a bare date is that local day (known at its end).
        in_force_until: the new end, None if it changes none.
        texts: labels of clauses that it brings.
    """

    on: LocalMoment | date
    in_force_until: LocalMoment | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phase:
    """A named stretch of the agreement.

    Attributes:
        begins, ends: both included, as after `from ... to`; None: a sentence or a recorded decision
            says it.
    """

    name: str
    title: str
    begins: Point | None = None
    ends: Point | None = None


@dataclass(frozen=True)
class Area:
    """A named area.

    Attributes:
        name: canonical.
        title: as shown.
        parts: areas that divide it without rest (a partition); empty: none declared.
        union, less: it is the union of `union`, less those of `less`; empty: not derived so.
        buffer: (line, distance) if it is all that lies so near a line; None otherwise.
        common: it is what all of these have in common; empty: not derived so.
        side_of: line (directed as it is drawn) if it is all that lies on one side of it.
        side: which, looking along the line.
        centre: latitude and longitude in degrees of a circle, whose radius is that of `buffer`.
        in_file: the GeoJSON file has a feature of that name.
    """

    name: str
    title: str
    parts: tuple[str, ...] = ()
    union: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    buffer: tuple[str, Length] | None = None
    in_file: bool = False
    common: tuple[str, ...] = ()
    side_of: str = ""
    side: Literal["", "left", "right"] = ""
    centre: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True)
class ListDef:
    """A declared list (annex).

    Attributes:
        members: if they are given in the file.
        file: path of a file with the members.
        of: thing that its members are; empty: not said.
        total: how many stand on it, `(low, high)`; None: not declared.
    """

    name: str
    title: str
    members: tuple[str, ...] = ()
    file: str = ""
    of: str = ""
    is_secret: bool = False
    version: str = ""
    total: tuple[Decimal, Decimal | None] | None = None


@dataclass(frozen=True)
class TotalDef:
    """A declared total of a thing (with adjectives, as written) or a list, for `all`.

    Attributes:
        is_unknown: it is declared that nobody knows it: `all` is asked for, and how many are all is
            not known; `low` and `high` mean nothing.
    """

    of: str
    low: Decimal
    high: Decimal | None
    declared_by: str = ""
    on: date | None = None
    accepted_by: tuple[str, ...] = ()
    is_unknown: bool = False


@dataclass(frozen=True)
class TableDef:
    """A table of distances by class of thing.

    Attributes:
        rows: class and distance.
        sectors: for each row the area in which it holds; empty text: everywhere; empty: no row has
            one.
    """

    name: str
    rows: tuple[tuple[str, Length], ...]
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prose:
    """A piece of the agreed text.

    Attributes:
        heading: nearest heading above, without `#`; empty: none.
        level: of the heading.
        text: Markdown as it is.
        line: of its first line.
        labels: clauses whose blocks stand right below it.
    """

    heading: str
    level: int
    text: str
    line: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """One agreement.

    Attributes:
        path: as the user gave it.
        title, language: of the text.
        zone_name: IANA zone in which its days are counted.
        actors: canonical name to actor: parties, third parties, monitors.
        groups: name to its members; `party` and `side` are all parties.
        signed: None if not given.
        in_force: base period; None if not given (a problem of `check`).
        amendments: in order of `on`.
        phases, areas, lists, tables: by name.
        geojson: path of the file of areas, relative to the agreement; empty: none.
        apart: groups of areas that are known to be disjoint.
        own: name to party to area (`its half of the dmz`).
        totals: declared totals of things and lists.
        about: number to the interval it means.
        levels: act to how long a level of it holds without a new report.
        linking_within: default window for linking reports; None: not said.
        at_once: how soon `at once` is; None: not said.
        vocabulary: shipped and added terms.
        clauses: all, in the order of the file.
        prose: the agreed text.
        text_hash: SHA-256 of the file as text (without carriage returns and byte order mark), hex.
        places: (kind, name) of what the front matter declares to where; also some of its keys and
            its local times (`front_places`).
        mentioned: (kind, name) of what the sentences use.
    """

    path: str
    title: str
    language: str
    zone_name: str
    actors: dict[str, Actor] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    signed: LocalMoment | None = None
    in_force: InForce | None = None
    amendments: tuple[Amendment, ...] = ()
    phases: dict[str, Phase] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    geojson: str = ""
    apart: tuple[tuple[str, ...], ...] = ()
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    lists: dict[str, ListDef] = field(default_factory=dict)
    totals: tuple[TotalDef, ...] = ()
    tables: dict[str, TableDef] = field(default_factory=dict)
    about: dict[Decimal, tuple[Decimal, Decimal]] = field(default_factory=dict)
    levels: dict[str, Duration] = field(default_factory=dict)
    linking_within: Duration | None = None
    at_once: Duration | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    clauses: tuple[AnyClause, ...] = ()
    prose: tuple[Prose, ...] = ()
    text_hash: str = ""
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    mentioned: frozenset[tuple[str, str]] = frozenset()

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the names of the parties, in the order of the file."""
        return tuple(name for name, actor in self.actors.items() if actor.is_party)

    @property
    def monitors(self) -> tuple[str, ...]:
        """Return the names of those whose word verifies."""
        return tuple(name for name, actor in self.actors.items() if actor.is_monitor)

    @property
    def duties(self) -> tuple[DutyClause, ...]:
        """Return the clauses that bind or permit, in the order of the file."""
        return tuple(c for c in self.clauses if isinstance(c, DutyClause))

    @property
    def under_way(self) -> frozenset[str]:
        """Return what sentences speak of as under way, by any form of its name."""
        return frozenset(name for kind, name in self.mentioned if kind == "under way")

    def clause(self, label: str) -> AnyClause | None:
        """Return the clause of that label, or None."""
        return self._by_label.get(label)

    def readings_of(self, label: str) -> tuple[ReadingClause, ...]:
        """Return the other readings of a clause, sorted by label."""
        readings = [c for c in self.clauses if isinstance(c, ReadingClause) and c.base == label]
        return tuple(sorted(readings, key=lambda reading: reading.label))

    @cached_property
    def _by_label(self) -> dict[str, AnyClause]:
        return {clause.label: clause for clause in self.clauses}


__all__ = [
    "ANY_UNIT",
    "Actor",
    "After",
    "Agreement",
    "AgreementSpan",
    "Amendment",
    "AnyClause",
    "Area",
    "AtOnce",
    "Attribute",
    "Bearer",
    "BearerMode",
    "Before",
    "Boundary",
    "By",
    "ChosenPoint",
    "Clause",
    "ClauseSpan",
    "ClauseState",
    "ClockPoint",
    "DPlusPoint",
    "DailyHours",
    "DatePoint",
    "DayPoint",
    "Demand",
    "Distance",
    "DonePoint",
    "Duration",
    "During",
    "DutyClause",
    "Each",
    "EffectClause",
    "EntryPoint",
    "Event",
    "Every",
    "Exemption",
    "Extension",
    "Fact",
    "Filter",
    "Form",
    "From",
    "HasHappened",
    "HoursOf",
    "InAny",
    "InForce",
    "IsDone",
    "Lasting",
    "Lead",
    "Leave",
    "Length",
    "LetPass",
    "ListDef",
    "LocalMoment",
    "Modality",
    "MomentPoint",
    "NoteClause",
    "ObjectSpec",
    "On",
    "OnDaysWhen",
    "Opening",
    "Order",
    "Part",
    "Phase",
    "PhaseClause",
    "PhaseSpan",
    "PlaceSpec",
    "Point",
    "Prose",
    "Quantity",
    "RatioTerm",
    "ReadingClause",
    "Renewal",
    "RenewalTest",
    "Schedule",
    "ShiftedPoint",
    "SigningPoint",
    "Size",
    "Stage",
    "TableDef",
    "TermClause",
    "TotalDef",
    "TriggerDay",
    "UnderWay",
    "Until",
    "WeekPoint",
    "While",
    "Whole",
    "Window",
    "Within",
    "YearPoint",
]
