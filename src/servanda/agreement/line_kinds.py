"""What a line is: one thing of a clause that is judged by itself, before any calendar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from servanda.agreement.duty_rows import LEVEL, SUM
from servanda.agreement.limits import Limit
from servanda.agreement.model import Duration, Filter, Part, PlaceSpec, Quantity

Kind: TypeAlias = Literal[
    "floor", "ceiling", "schedule", "exchange", "reply", "order", "balance", "sliding"
]

NONE: Final = Quantity("at most")
ONE: Final = Quantity("at least", Decimal(1), Decimal(1))
_RULES: Final = frozenset(("exchange", "reply", "order", "balance", "sliding"))


@dataclass(frozen=True)
class Wanted:
    """Acts that count.

    Attributes:
        filter: acts, objects, unit and so on; its places, `whose` and `any_hand` are here instead.
        places: all of them hold; exceptions by place have `outside` among several roles.
        less: acts that do not count (exceptions of the sentence, parts counted before).
        only: acts that are allowed: others count only if they are known to be others.
        any_hand: by whomever it is done (SEMANTICS 4.7).
        who: whose acts; None: the bearer's; empty: anyone's.
    """

    filter: Filter
    places: tuple[PlaceSpec, ...] = ()
    less: tuple[Filter, ...] = ()
    any_hand: bool = False
    who: tuple[str, ...] | None = None
    only: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Trigger:
    """Acts that call a duty into being: due is num * floor(max(0, acts - beyond) / den).

    Attributes:
        wanted: the acts.
        num, den, beyond: of what is due for them.
        at_least: of a reply or an order: an act counts that is done to so many; None: any act.
    """

    wanted: Wanted
    num: int = 1
    den: int = 1
    beyond: int = 0
    at_least: Quantity | None = None


@dataclass(frozen=True)
class Share:
    """A share of something else in the same periods: num / den of it."""

    base: Wanted
    num: int
    den: int


@dataclass(frozen=True)
class Line:
    """One thing that is judged by itself.

    Attributes:
        kind: `schedule` is a floor in stages; the last five are rules (SEMANTICS 5.3).
        wanted: what is counted; of a rule: what must be given, replied or done before.
        quantity: how many.
        part: the part of `of which` that it is.
        asked: what was asked for, of which at most all is due (5.4).
        triggers: of a rule; of a balance: what must never be outnumbered; of any other line: acts
            for which n is due in the same time.
        limit: of a rule; None: due at the end of its period.
        same_about: a reply must name the same matter where both do.
        mode: how it is measured (`duty_rows.SUM` and its kin): acts, what stands, time without.
        share: the number is this share of something else.
        leaves_us: of time without an act: all of the period but so many microseconds.
        length: of `sliding`: how long each stretch is.
        whole_day: of a reply: it counts from the start of the trigger's day.
    """

    kind: Kind
    wanted: Wanted
    quantity: Quantity = ONE
    part: Part | None = None
    asked: Wanted | None = None
    triggers: tuple[Trigger, ...] = field(default=())
    limit: Limit | None = None
    same_about: bool = False
    mode: int = SUM
    share: Share | None = None
    leaves_us: int | None = None
    length: Duration | None = None
    whole_day: bool = False

    @property
    def is_rule(self) -> bool:
        """Return whether evidence calls its duties into being."""
        return self.kind in _RULES

    @property
    def is_prohibition(self) -> bool:
        """Return whether it forbids an act, or a presence, altogether."""
        is_zero = self.quantity.high == 0 and self.quantity.basis == "number"
        return self.kind == "ceiling" and is_zero and self.share is None

    @property
    def binds_part_periods(self) -> bool:
        """Return whether it binds every local day that meets the period in force, clipped (1.3)."""
        return self.kind == "ceiling" or self.is_level or self.leaves_us is not None

    @property
    def is_level(self) -> bool:
        """Return whether it speaks of what stands at every moment (4.8)."""
        return self.mode == LEVEL


def bare(found: Filter) -> Filter:
    """Return a filter without what `Wanted` keeps beside it."""
    return replace(found, places=(), whose=(), any_hand=False)
