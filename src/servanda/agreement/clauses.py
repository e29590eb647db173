"""Clauses: the sentences of an agreement as plain data.

A form that the language can say but that is not judged yet is a clause with `is_judged` False and
a `reason`; it is shown, never counted and never read as something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from servanda.agreement.patterns import (
    Event,
    Fact,
    Filter,
    Length,
    ObjectSpec,
    PlaceSpec,
    Quantity,
)
from servanda.agreement.points import Duration, Point
from servanda.agreement.windows import Each, Every, InAny, Schedule, Window
from servanda.errors import Place

BearerMode = Literal["one", "each", "together", "anyone", "all but", "doer"]
Modality = Literal["must", "must not", "may", "must let", "must not let"]
Form = Literal[
    "never",
    "floor",
    "ceiling",
    "exactly",
    "schedule",
    "exchange",
    "order",
    "notice",
    "let",
    "permission",
    "level",
    "distance",
    "standstill",
    "refrain",
    "balance",
    "share",
    "pace",
]


@dataclass(frozen=True)
class Bearer:
    """Who is bound.

    Attributes:
        mode: `one`: the one actor; `each`: a duty for each of the actors; `together`: one duty,
            measures summed over them; `anyone`: no one may, unknown actors included; `all but`:
            everyone but these (`only unef may`); `doer`: whichever of these was the subject of the
            opening (`When a side brings in weapons, it must`).
        actors: canonical names; every declared actor for `anyone`.
        group: the name by which they were written, if a group; empty otherwise.
    """

    mode: BearerMode
    actors: tuple[str, ...]
    group: str = ""


@dataclass(frozen=True)
class Part:
    """`of which at least 50 carry fuel`: a floor (or ceiling) of its own in the same periods.

    Attributes:
        quantity: how many.
        filter: the demand's filter, narrowed.
        others: `20 others`: none of those counted in the part before.
        words: the part as written.
    """

    quantity: Quantity
    filter: Filter
    others: bool = False
    words: str = ""


@dataclass(frozen=True)
class Demand:
    """One thing asked for or forbidden; a sentence with two numbers has two, each a duty apart.

    Attributes:
        filter: what counts.
        quantity: None: no number (a prohibition: at most 0; a duty: at least 1).
        parts: `of which`.
    """

    filter: Filter
    quantity: Quantity | None = None
    parts: tuple[Part, ...] = ()

    @property
    def is_limit(self) -> bool:
        """Whether it sets a greatest number, none included."""
        return self.quantity is not None and self.quantity.op == "at most"


@dataclass(frozen=True)
class RatioTerm:
    """`3 detainees for each hostage that hamas releases`: due is per * floor((m - beyond) / every).

    Attributes:
        per: how many are owed.
        every: for each so many (`for every 9`), full ones only.
        beyond: `beyond 50`, else 0.
        trigger: what is counted; its `filter.whose` are the doers.
    """

    per: Decimal
    every: int
    beyond: int
    trigger: Event


@dataclass(frozen=True)
class Opening:
    """What calls the duty into being, or what it hangs on.

    Attributes:
        kind: `when`: one duty for each such event; `when done`: once, from the first instant at
            which the fact holds; `if`: if the fact holds at the start of the duty's period.
        event: of `when`, and of `if` with an event.
        fact: of `when done` and `if`.
    """

    kind: Literal["when", "when done", "if"]
    event: Event | None = None
    fact: Fact | None = None


@dataclass(frozen=True)
class Order:
    """Order between acts.

    Attributes:
        kind: `before`: every `event` needs the whole of the demand earlier (`must release the
            living before it releases the dead`); `only after`: every act of the demand needs an
            earlier `event`.
        event: the other act.
        is_apart: `only after` beside another `only`: each of them forbids by itself.
    """

    kind: Literal["before", "only after"]
    event: Event
    is_apart: bool = False


@dataclass(frozen=True)
class Leave:
    """`without the leave of the mac`: each act needs an earlier leave.

    Attributes:
        by: who gives it; any one of them.
        each: every one of them: `without the leave of a and b`.
    """

    by: tuple[str, ...]
    each: bool = False


@dataclass(frozen=True)
class Exemption:
    """What `except` or `unless` takes away from the whole sentence; exactly one field is filled.

    Attributes:
        objects: any of these objects; `lead` with `objects[..].notified_to`.
        place, manners, window, leave: an act of that kind.
        event, fact: `unless hamas attacks`, `unless [x] is done`.
    """

    objects: tuple[ObjectSpec, ...] = ()
    place: PlaceSpec | None = None
    manners: tuple[str, ...] = ()
    window: Window | None = None
    leave: Leave | None = None
    event: Event | None = None
    fact: Fact | None = None
    lead: Duration | None = None


@dataclass(frozen=True)
class LetPass:
    """The two measures behind `must let X A` (SEMANTICS 5.4).

    Attributes:
        refusing: acts by the bearer that stop X: at most 0.
        asking: what was asked; a floor is of min(n, asked).
        upon: upon what X acts (`let farmers harvest crops`); it is shown, who is stopped counts.
    """

    refusing: Filter
    asking: Filter
    upon: tuple[ObjectSpec, ...] = ()


@dataclass(frozen=True)
class Distance:
    """`at least 25 km from contact-line`, `at the distances in weapon-distances from its line`.

    Attributes:
        op: `at least` or `at most`.
        length: None with `table`.
        table: name of a table of distances by class.
        place: the areas from which it is measured; None with `near`.
        near: things from which it is measured (`from each merchant vessel`).
    """

    op: Literal["at least", "at most"] = "at least"
    length: Length | None = None
    table: str = ""
    place: PlaceSpec | None = None
    near: ObjectSpec | None = None


@dataclass(frozen=True)
class Clause:
    """What every clause has.

    Attributes:
        label: unique, without brackets.
        place: where the sentence stands.
        sentence: as it is written, white space collapsed, with its full stop, without its label.
        words: the text of the agreement beside its block: quotation or paragraphs; empty: none.
        heading: the nearest heading above.
        is_judged: false: kept and shown; no verdict is computed.
        reason: why it is not judged, in one plain sentence.
    """

    label: str
    place: Place
    sentence: str
    words: str = ""
    heading: str = ""
    is_judged: bool = True
    reason: str = ""


@dataclass(frozen=True)
class DutyClause(Clause):
    """A duty, a prohibition or a permission.

    Attributes:
        bearer, modality: who must, must not, may.
        form: its kernel, so that readers need not work it out again.
        demands: at least one for every judged form.
        windows: time phrases, of the opening too; empty: the whole time in force.
        openings: `when`, `if`.
        exchange: terms of an exchange; dues of all terms add up.
        order: of `order`.
        leave: the leave that each act needs.
        let: of `let`.
        only: places or manners outside of which the act is forbidden (`only through its ports`):
            the demand is forbidden unless all of these hold.
        only_to: those to whom alone it may be done.
        only_times: of several phrases of `only`, those of time: when each of them forbids the
            demand; a single one is among the windows.
        exemptions: `except`, `unless`; several add up.
        begins_to: `must begin to talk`: the first act, or a report that it began.
        level: what stands: `have`, an act, a state, `be`; empty: acts that happen.
        distance: of `distance`.
        held_at: of `standstill`: the time whose positions are held.
        share_of: of `share`: what the demand is a share of, or (`as many ... as`) as many as.
        kinds_apart: `kind by kind`: for each kind of the objects by itself.
        pace: of `pace`: label of the clause whose acts it keeps up with.
        no_more_than: of `balance`: the acts that those of the demand must never outnumber.
    """

    bearer: Bearer = Bearer("one", ())
    modality: Modality = "must"
    form: Form = "floor"
    demands: tuple[Demand, ...] = ()
    windows: tuple[Window, ...] = ()
    openings: tuple[Opening, ...] = ()
    exchange: tuple[RatioTerm, ...] = ()
    order: Order | None = None
    leave: Leave | None = None
    let: LetPass | None = None
    only: tuple[PlaceSpec | tuple[str, ...], ...] = ()
    only_to: tuple[str, ...] = ()
    only_times: tuple[Window, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    begins_to: bool = False
    level: str = ""
    distance: Distance | None = None
    held_at: Point | None = None
    share_of: Filter | None = None
    kinds_apart: bool = False
    pace: str = ""
    no_more_than: Filter | None = None

    @property
    def schedule(self) -> Schedule | None:
        """Return the staged schedule, if it has one."""
        return next((w for w in self.windows if isinstance(w, Schedule)), None)

    @property
    def period(self) -> Each | Every | InAny | None:
        """Return what makes it repeat, if anything does."""
        repeats = (w for w in self.windows if isinstance(w, Each | Every | InAny))
        return next(repeats, None)


@dataclass(frozen=True)
class ReadingClause(Clause):
    """Another reading of a clause, judged beside it (SEMANTICS 5.9).

    Attributes:
        base: label of the clause it reads.
        instead: (old act, new act): `count offload instead of admit`; empty with `clause`.
        clause: the clause as it stands under this reading, label and all: the base with other acts,
            or the sentence of its own.
    """

    base: str = ""
    instead: tuple[tuple[str, str], ...] = ()
    clause: DutyClause | None = None


@dataclass(frozen=True)
class NoteClause(Clause):
    """`not checked: ...`: kept and shown, no verdict. `sentence` is its text."""


@dataclass(frozen=True)
class Extension:
    """`For every 10 hostages that hamas releases beyond 50, the agreement is extended by 1 day`.

    Attributes:
        terms: what earns it; `per` is 1 each; empty: the openings alone earn it, once.
        by: how much each earns, to the same clock time.
        cap: `at most 5 days in total`; None: no limit.
    """

    terms: tuple[RatioTerm, ...]
    by: Duration
    cap: Duration | None = None


@dataclass(frozen=True)
class RenewalTest:
    """`unless a party gives notice at least 15 days before the end`.

    Attributes:
        kind: `if` or `unless`.
        event, fact: one of them.
        before: `before the end`; None: at any time.
        lead: `at least 15 days` of it.
    """

    kind: Literal["if", "unless"]
    event: Event | None = None
    fact: Fact | None = None
    before: Point | None = None
    lead: Duration | None = None


@dataclass(frozen=True)
class Renewal:
    """`The agreement renews for 120 days unless ...`: at each end, repeatedly."""

    duration: Duration
    tests: tuple[RenewalTest, ...] = ()


@dataclass(frozen=True)
class TermClause(Clause):
    """What changes the life of the agreement or of a clause. One of the fields is filled.

    Attributes:
        extension: the period in force grows with a measure, or once (SEMANTICS 5.7).
        openings, windows: of an extension: what it waits for, and when what earns it counts.
        renewal: at each end.
        turn, at: `the agreement ends 120 days after signing`; or by `when`.
        lag: how long after `when`; None: at once.
        continues: label of a clause that continues after the end.
        again: label of a clause that starts again in each renewal.
    """

    extension: Extension | None = None
    openings: tuple[Opening, ...] = ()
    windows: tuple[Window, ...] = ()
    renewal: Renewal | None = None
    turn: Literal["", "begins", "ends"] = ""
    at: Point | None = None
    when: Event | Fact | None = None
    lag: Duration | None = None
    continues: str = ""
    again: str = ""


@dataclass(frozen=True)
class PhaseClause(Clause):
    """`Phase 2 begins when [x] is done`, `Phase 2 begins at day 43`.

    Attributes:
        phase: its name.
        turn: begins or ends.
        at: the point; None with `when`.
        when: the event or fact; a recorded ruling on the phase decides too (SEMANTICS 5.5).
        lag: how long after `when`; None: at once.
    """

    phase: str = ""
    turn: Literal["begins", "ends"] = "begins"
    at: Point | None = None
    when: Event | Fact | None = None
    lag: Duration | None = None


@dataclass(frozen=True)
class EffectClause(Clause):
    """Release or suspension after a recorded finding; never by a computed verdict.

    Attributes:
        effect: what happens to the clauses.
        labels: of the clauses.
        actors: who is released; empty for `suspended`: everyone.
        openings: what brings it about.
        lasts: `for 7 days`, `until [x] is done`, `until hamas releases ...`; None: for good.
    """

    effect: Literal["released", "suspended"] = "suspended"
    labels: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    openings: tuple[Opening, ...] = ()
    lasts: Duration | Point | Event | None = None


AnyClause: TypeAlias = (
    DutyClause | ReadingClause | NoteClause | TermClause | PhaseClause | EffectClause
)
