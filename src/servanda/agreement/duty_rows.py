"""The rows of the tables of duties, as they are written and as Arrow.

The columns are those of `servanda.assessment.tables`, which a test compares with these: the
agreement does not import the engine's side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import pyarrow as pa

FLOOR: Final = 1
CEILING: Final = 2

EXCHANGE: Final = 1
REPLY: Final = 2
ORDER: Final = 3
BALANCE: Final = 4
SLIDING: Final = 5

SUM: Final = 0
LEVEL: Final = 1
IDLE: Final = 2
IDLE_RUN: Final = 3

ANYONE: Final = 0
"""Bearer of `no one may`: everyone, unknown hands included."""


@dataclass(frozen=True)
class MeasureRow:
    """What is measured; `windows` of its id take the place of the period where `windowed`."""

    measure_id: int
    direction: int
    bearer_id: int
    any_hand: bool
    filter_id: int
    site_id: int
    begins_at: int
    ends_at: int
    may_begin_at: int
    may_end_at: int
    windowed: bool
    mode: int = SUM


@dataclass(frozen=True)
class WindowRow:
    """One stretch of a windowed measure: as it certainly is, perhaps empty, and as it may be."""

    measure_id: int
    begins_at: int
    ends_at: int
    may_begin_at: int
    may_end_at: int


@dataclass(frozen=True)
class DutyRow:
    """One duty of one bearer in one period."""

    duty_id: int
    clause_no: int
    reading_no: int
    member_id: int
    is_group: bool
    slot: str
    measure_id: int
    op: int
    n_low: int | None
    n_high: int | None
    asked_measure_id: int
    opens_at: int
    closes_at: int
    cut_at: int | None
    is_certain: bool


@dataclass(frozen=True)
class TermRow:
    """One share of n that another measure makes due."""

    duty_id: int
    measure_id: int
    num: int
    den: int
    beyond: int
    rounds_up: bool = False


@dataclass(frozen=True)
class RuleRow:
    """Duties that evidence calls into being."""

    rule_id: int
    kind: int
    clause_no: int
    reading_no: int
    member_id: int
    bearer_id: int
    any_hand: bool
    filter_id: int
    site_id: int
    opens_at: int
    closes_at: int
    limit_us: int | None
    limit_days: int | None
    limit_clock_us: int | None
    same_about: bool
    is_certain: bool
    op: int = FLOOR
    n_low: int | None = 1
    n_high: int | None = 1
    mode: int = SUM
    whole_day: bool = False
    limit_months: int | None = None
    lapses_at: int | None = None


@dataclass(frozen=True)
class TriggerRow:
    """What calls them."""

    rule_id: int
    bearer_id: int
    any_hand: bool
    filter_id: int
    site_id: int
    num: int
    den: int
    beyond: int
    at_least: int = 0


@dataclass(frozen=True)
class RuleWindowRow:
    """Hours in which the acts of an order need something before; none: all of its time."""

    rule_id: int
    begins_at: int
    ends_at: int


@dataclass(frozen=True)
class DayRow:
    """A local day."""

    day_no: int
    slot: str
    begins_at: int
    ends_at: int


@dataclass(frozen=True)
class PartRow:
    """A declared part of a site."""

    site_id: int
    part_site_id: int


@dataclass(frozen=True)
class GroupRow:
    """A member of a bearer that is judged as a group."""

    bearer_id: int
    member_id: int


Row: TypeAlias = (
    MeasureRow
    | WindowRow
    | DutyRow
    | TermRow
    | RuleRow
    | TriggerRow
    | RuleWindowRow
    | DayRow
    | PartRow
    | GroupRow
)


@dataclass
class Rows:
    """All rows of the duties of an agreement, in order of their ids."""

    measures: list[MeasureRow] = field(default_factory=list)
    windows: list[WindowRow] = field(default_factory=list)
    duties: list[DutyRow] = field(default_factory=list)
    duty_terms: list[TermRow] = field(default_factory=list)
    rules: list[RuleRow] = field(default_factory=list)
    rule_triggers: list[TriggerRow] = field(default_factory=list)
    rule_windows: list[RuleWindowRow] = field(default_factory=list)
    days: list[DayRow] = field(default_factory=list)
    site_parts: list[PartRow] = field(default_factory=list)
    groups: list[GroupRow] = field(default_factory=list)


_KINDS: Final[dict[str, type[Row]]] = {
    "measures": MeasureRow,
    "windows": WindowRow,
    "duties": DutyRow,
    "duty_terms": TermRow,
    "rules": RuleRow,
    "rule_triggers": TriggerRow,
    "rule_windows": RuleWindowRow,
    "days": DayRow,
    "site_parts": PartRow,
    "groups": GroupRow,
}


def arrow_tables(rows: Rows) -> dict[str, pa.Table]:
    """Return one Arrow table per kind of row, named as in `servanda.assessment.tables`."""
    return {name: _table(getattr(rows, name), kind) for name, kind in _KINDS.items()}


def _table(rows: Sequence[Row], kind: type[Row]) -> pa.Table:
    import pyarrow as pa

    types = {"int": pa.int64(), "int | None": pa.int64(), "bool": pa.bool_(), "str": pa.string()}
    columns = fields(kind)
    arrays = [
        pa.array([getattr(row, column.name) for row in rows], types[str(column.type)])
        for column in columns
    ]
    return pa.table(arrays, names=[column.name for column in columns])
