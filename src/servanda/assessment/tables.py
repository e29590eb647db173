"""The tables of a judged case: all that an engine may see, as integers.

`prepare` makes them from an agreement's duties and the evidence; every engine (DuckDB,
PostgreSQL, Spark, the reference evaluator) reads exactly these and gives `FINDINGS`.
Calendars, zones, names, geometry and the vocabulary all end before this point.

Conventions: instants are microseconds since 1970-01-01T00:00Z; periods are half-open; ids are
dense integers from 1, 0 meaning "none" where the column says so; null means unknown.
Quantities are integers, decimals being scaled by `units.scale`.

A *relation* (`rel`) says how what a report speaks of lies to what a duty speaks of, in one
dimension (thing, place, hand): 3 the same, 1 wholly inside, 2 contains it, 0 may overlap; no row
means that they are apart. Relations of several dimensions combine by bitwise AND; an absent row
in any dimension means apart. Bit 1 = "inside", bit 2 = "contains".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

INSIDE: Final = 1
CONTAINS: Final = 2
SAME: Final = 3
OVERLAPS: Final = 0

FLOOR: Final = 1
CEILING: Final = 2

EVENT: Final = 1
TALLY: Final = 2
LEVEL: Final = 3

ASSERTS: Final = 1
DENIES: Final = 2
OBSERVED_NONE: Final = 3
EXCEPTS: Final = 4

NEUTRAL: Final = 0
OWN_SIDE: Final = 1
OTHER_SIDE: Final = 2
UNLISTED: Final = 3

COUNTS: Final = 1
COVERS: Final = 2
DENIED: Final = 3

RULE_EXCHANGE: Final = 1
RULE_REPLY: Final = 2
RULE_ORDER: Final = 3
RULE_BALANCE: Final = 4
RULE_SLIDING: Final = 5

SUM_MODE: Final = 0
LEVEL_MODE: Final = 1
IDLE_MODE: Final = 2
IDLE_RUN_MODE: Final = 3
"""How a measure reads its reports: acts added up, how many stand there (4.8), time without an act
in microseconds, the longest stretch of it (4.9)."""

STANDARDS: Final = ("claimed", "independent", "corroborated", "verified")
VERDICTS: Final = ("violated", "disputed", "not verifiable", "pending", "complied", "ended")
"""Worst first (SEMANTICS 5.10)."""
REASONS: Final = (
    "",
    "alleged",
    "contradicted",
    "hand unknown",
    "uncertain",
    "exception claimed",
    "condition",
    "not attributed",
    "day not known",
)

ANYONE: Final = 0


def _schema(*columns: tuple[str, pa.DataType, bool]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable) for name, kind, nullable in columns])


_I64, _I32, _I8, _BOOL, _TEXT = pa.int64(), pa.int32(), pa.int8(), pa.bool_(), pa.string()

# ---- the duties -------------------------------------------------------------------------------

MEASURES: Final = _schema(
    ("measure_id", _I64, False),
    ("direction", _I8, False),  # FLOOR or CEILING: whose interest a statement serves (3.2), and
    #                             whether silence speaks (4.3)
    ("bearer_id", _I32, False),  # ANYONE (0) or an id of `bearer_hands`
    ("any_hand", _BOOL, False),  # duty of result: the act counts by any hand (4.7)
    ("filter_id", _I32, False),
    ("site_id", _I32, False),
    ("begins_at", _I64, False),  # inner period: a report must lie inside it to count for certain
    ("ends_at", _I64, False),
    ("may_begin_at", _I64, False),  # outer period: an at-most must contain it, what meets it may
    ("may_end_at", _I64, False),  # count; equal to the inner one unless an anchor is imprecise
    ("windowed", _BOOL, False),  # true: only the rows of `windows` inside the period belong to it
    ("mode", _I8, False),  # SUM_MODE, LEVEL_MODE, IDLE_MODE or IDLE_RUN_MODE
)
"""What is measured, one row each. An engine adds cells itself (local days x parts of the site)."""

WINDOWS: Final = _schema(
    ("measure_id", _I64, False),
    ("begins_at", _I64, False),  # inner period of the window, empty where nothing lies inside for
    ("ends_at", _I64, False),  # certain
    ("may_begin_at", _I64, False),  # outer period; equal to the inner one unless an anchor is
    ("may_end_at", _I64, False),  # imprecise
)
"""The daily windows of a windowed measure; they take the place of the days as its cells."""

DUTIES: Final = _schema(
    ("duty_id", _I64, False),
    ("clause_no", _I32, False),
    ("reading_no", _I32, False),  # 0 the clause as it stands, 1.. its readings in order of label
    ("member_id", _I32, False),  # bearer id whose verdict this is; of the group for `is_group`
    ("is_group", _BOOL, False),  # the row of the whole group of bearers (5.1)
    ("slot", _TEXT, False),  # "" | local date (ISO) of a repeating clause | "whole" (5.2)
    ("measure_id", _I64, False),
    ("op", _I8, False),  # FLOOR: at least n; CEILING: at most n
    ("n_low", _I64, True),  # both null: "all" of a total that nobody declared (4.10)
    ("n_high", _I64, True),
    ("asked_measure_id", _I64, False),  # 0 or the measure of what was asked (5.4): n = min(n, it)
    ("opens_at", _I64, False),  # t0 and t1 of section 5
    ("closes_at", _I64, False),
    ("cut_at", _I64, True),  # a floor is cut short at this instant (1.6)
    ("is_certain", _BOOL, False),  # false: its condition holds only in some histories (5.5)
)

DUTY_TERMS: Final = _schema(
    ("duty_id", _I64, False),
    ("measure_id", _I64, False),
    ("num", _I64, False),
    ("den", _I64, False),
    ("beyond", _I64, False),
    ("rounds_up", _BOOL, False),  # a share: the quotient of num * max(0, m - beyond) and den,
    #                               rounded up for a floor and down for a ceiling
)
"""n = sum over terms of num * floor(max(0, m - beyond) / den), m of `measure_id`, as an interval
(5.3); replaces n_low, n_high of its duty."""

RULES: Final = _schema(
    ("rule_id", _I64, False),
    ("kind", _I8, False),  # RULE_EXCHANGE .. RULE_SLIDING
    ("clause_no", _I32, False),
    ("reading_no", _I32, False),
    ("member_id", _I32, False),
    ("bearer_id", _I32, False),  # who must give, reply or have asked before
    ("any_hand", _BOOL, False),
    ("filter_id", _I32, False),
    ("site_id", _I32, False),
    ("opens_at", _I64, False),  # triggers inside [opens_at, closes_at) count
    ("closes_at", _I64, False),
    ("limit_us", _I64, True),  # elapsed limit (reply, exchange) or lead (order)
    ("limit_days", _I32, True),  # or: the end of the local day that many days after (0 = same
    #                              day; for an order: the start of the day that many days before)
    ("limit_clock_us", _I64, True),  # or: that local time of the trigger's local day (`by 16:00 on
    #                                  the same day`), an instant by `day_clocks`
    ("same_about", _BOOL, False),  # the reply must name the same matter where both reports do
    ("is_certain", _BOOL, False),
    ("op", _I8, False),  # FLOOR or CEILING: at least or at most n; not of exchanges and balances
    ("n_low", _I64, True),
    ("n_high", _I64, True),
    ("mode", _I8, False),  # as in `measures`, of a reply
    ("whole_day", _BOOL, False),  # of a reply: its time begins with the trigger's local day
    ("limit_months", _I32, True),  # or: the end of the local day so many months after (for an
    #                                order: before), the month's last day where it has no such day
    ("lapses_at", _I64, True),  # what is due later lapses (1.6); null: nothing does
)
"""Duties that evidence calls into being (5.3). With no limit at all: due at `closes_at`."""

RULE_TRIGGERS: Final = _schema(
    ("rule_id", _I64, False),
    ("bearer_id", _I32, False),
    ("any_hand", _BOOL, False),
    ("filter_id", _I32, False),
    ("site_id", _I32, False),
    ("num", _I64, False),
    ("den", _I64, False),
    ("beyond", _I64, False),
    ("at_least", _I64, False),  # of a reply or an order: how many one act must be done to, to call
    #                             for something; 0: any act does
)

RULE_WINDOWS: Final = _schema(
    ("rule_id", _I64, False),
    ("begins_at", _I64, False),
    ("ends_at", _I64, False),
)
"""The hours of a reply or an order in which a trigger must lie (4.1.2); a rule without a row here
has all of its time."""

DAYS: Final = _schema(
    ("day_no", _I32, False),
    ("slot", _TEXT, False),  # ISO date
    ("begins_at", _I64, False),
    ("ends_at", _I64, False),
)
"""Every local day that any period or limit can touch, without gaps."""

DAY_CLOCKS: Final = _schema(("day_no", _I32, False), ("clock_us", _I64, False), ("at", _I64, False))
"""The instant of every `limit_clock_us` of a rule on every day (1.1.1)."""

SITE_PARTS: Final = _schema(("site_id", _I32, False), ("part_site_id", _I32, False))
"""The declared parts of a site; they are a partition. Sites without parts have no row."""

# ---- how reports lie to duties ----------------------------------------------------------------

FILTER_THINGS: Final = _schema(
    ("filter_id", _I32, False),
    ("thing_id", _I32, False),  # distinct (act, object, attributes, list, recipient, manner, unit)
    ("rel", _I8, False),
    ("as_count", _BOOL, False),  # true: an event counts its quantity (the filter has a unit and
    #                              the thing has that unit); false: an event counts 1 (2.3). A tally
    #                              of a thing with another unit than the filter's has no row.
    ("other_unit", _BOOL, False),  # but one with `other_unit`, if the filter has no unit: from 1
    #                                on it is at least one occurrence (2.3.1)
)
SITE_PLACES: Final = _schema(
    ("site_id", _I32, False), ("place_id", _I32, False), ("rel", _I8, False)
)
BEARER_HANDS: Final = _schema(
    ("bearer_id", _I32, False),
    ("hand_id", _I32, False),  # a distinct set of candidate actors; 0 the unknown hand
    ("rel", _I8, False),  # 3: names the bearer itself, alone; 1: only some of it (those it answers
    #                       for, one member of a group); 0: names it among others, or nobody; no
    #                       row: names only others. For ANYONE: the unknown hand 3, all others 1. A
    #                       count of 1 is a part, so it is never an at-most of the bearer.
)
SIDES: Final = _schema(("bearer_id", _I32, False), ("source_id", _I32, False), ("side", _I8, False))
"""Where a source stands to a bearer (3.1, 3.2): NEUTRAL, OWN_SIDE, OTHER_SIDE or UNLISTED.

For ANYONE and for groups (see `groups`) a source affiliated to any member is OWN_SIDE, and what
it says is self-serving unless it names a hand of its own affiliation (an admission): see
`own_hands`."""
OWN_HANDS: Final = _schema(("source_id", _I32, False), ("hand_id", _I32, False))
"""The hands that name only the source's own side."""
GROUPS: Final = _schema(("bearer_id", _I32, False), ("member_id", _I32, False))
"""Bearers that are groups judged as one (the `clause` row of 5.1), and their members."""
SOURCES: Final = _schema(
    ("source_id", _I32, False),
    ("is_monitor", _BOOL, False),  # named by the agreement (3.3)
    ("is_listed", _BOOL, False),
)
THINGS_WITHIN: Final = _schema(("outer_thing_id", _I32, False), ("thing_id", _I32, False))
"""For things and places of `observed-none` rows: what they contain (3.4)."""
CONTRARIES: Final = _schema(("thing_id", _I32, False), ("none_thing_id", _I32, False))
"""For things in a state: what nothing is that is so (4.8.7). A level of the first that is not 0 is
an `observed-none` of the second besides."""
PLACES_WITHIN: Final = _schema(("outer_place_id", _I32, False), ("place_id", _I32, False))
THINGS_APART: Final = _schema(("thing_id", _I32, False), ("other_thing_id", _I32, False))
"""Only for things of named series: pairs known to be disjoint."""

# ---- the evidence -----------------------------------------------------------------------------

REPORTS: Final = _schema(
    ("report_no", _I64, False),  # in order of (source, report id): ids compare as the ids do
    ("root_no", _I64, False),  # the first report of its chain of corrections (2.8)
    ("source_id", _I32, False),
    ("origin_id", _I32, False),  # = source_id where the source speaks for itself
    # Before everything: of what another replaces as soon as it is usable, so that it never stands.
    ("recorded_at", _I64, False),
    ("usable_at", _I64, False),  # when it and all that it replaces had been recorded
    ("begins_at", _I64, False),
    ("ends_at", _I64, False),
    ("kind", _I8, False),
    ("series_id", _I32, False),  # 0: none named
    ("hand_id", _I32, False),
    ("thing_id", _I32, False),
    ("place_id", _I32, False),
    ("low", _I64, False),
    ("high", _I64, True),  # null: unknown
    ("stance", _I8, False),
    ("withdrawn", _BOOL, False),
    ("about_id", _I32, False),  # 0: names no matter
    ("holds_us", _I64, True),  # of a level: how long after its begin it holds at most (4.8.1);
    #                            null: until replaced
)
TARGETS: Final = _schema(("report_no", _I64, False), ("target_no", _I64, False))
"""What a `denies` or `excepts` report speaks of."""
LINKED: Final = _schema(("report_no", _I64, False), ("incident_no", _I64, False))
"""Reports that share an incident as of the asked instant: standing members only, incident_no the
least report_no of its members. A report that is not here is an incident by itself."""
MARKS: Final = _schema(("report_no", _I64, False), ("recorded_at", _I64, False))
EXCEPTED: Final = _schema(("report_no", _I64, False), ("recorded_at", _I64, False))
"""Reports whose incident a person has ruled to fall under an exception (5.6)."""
RULED: Final = _schema(
    ("report_no", _I64, False), ("happened", _BOOL, False), ("recorded_at", _I64, False)
)
"""Reports of which a person has ruled that what they tell happened, or did not (5.6.3)."""
COVERAGE: Final = _schema(
    ("coverage_id", _I64, False),
    ("source_id", _I32, False),
    ("role", _I8, False),  # COUNTS | COVERS | DENIED
    ("thing_id", _I32, False),
    ("place_id", _I32, False),
    ("begins_at", _I64, False),
    ("ends_at", _I64, False),
    ("recorded_at", _I64, False),
)

# ---- what comes out ---------------------------------------------------------------------------

FINDINGS: Final = _schema(
    ("clause_no", _I32, False),
    ("reading_no", _I32, False),
    ("member_id", _I32, False),
    ("is_group", _BOOL, False),
    ("slot", _TEXT, False),  # as in DUTIES; of a rule: "check:<instant us>" for an exchange,
    #                          "trigger:<incident_no>" for a reply or an order
    ("direction", _I8, False),
    ("opens_at", _I64, False),
    ("closes_at", _I64, False),
    ("n_low", _I64, True),
    ("n_high", _I64, True),  # null: unbounded, or with n_low null: nobody declared the total
    ("certain", _I64, False),
    ("possible", _I64, True),  # null: unbounded
    ("alleged", _I64, False),
    ("verdict", _TEXT, False),
    ("reason", _TEXT, False),  # "" where none
    ("since", _I64, True),
    ("late_since", _I64, True),  # a violated floor that was met after its time
)
"""One row per duty, sorted by the first five columns. What SEMANTICS 5.2 changes in the days of a
repeating clause is already in it."""

BUNDLES: Final = pa.schema([("report_no", pa.int64()), ("acts", pa.int64())])

VERDICT_COUNTS: Final = _schema(
    ("clause_no", _I32, False),
    ("reading_no", _I32, False),
    ("member_id", _I32, False),
    ("is_group", _BOOL, False),
    ("verdict", _TEXT, False),
    ("findings", _I64, False),  # how many
)
"""One row per clause, reading, bearer and verdict that occurs, sorted by the first five columns."""

USES: Final = _schema(
    *((f.name, f.type, False) for f in list(FINDINGS)[:5]),
    ("report_no", _I64, False),  # negative: the derived difference that ends with -report_no (2.4)
    ("bears", _TEXT, False),  # "at least" | "at most" | "both" | "alleged" | "left out"
    ("interest", _TEXT, False),  # "neutral" | "against interest" | "self-serving" | "unlisted"
    ("low", _I64, False),
    ("high", _I64, True),
    ("why", _TEXT, False),  # why it only alleges or was left out; "" otherwise
    ("incident_no", _I64, False),  # 0 for a tally
    ("status", _TEXT, False),  # "alleged" | "established" | "contested" | "refuted" | "ruled" | ""
)
"""On demand: how each report that touches a duty bears on its finding."""

FIGURES: Final = _schema(
    *((f.name, f.type, False) for f in list(FINDINGS)[:5]),
    ("source_id", _I32, False),
    ("origin_id", _I32, False),
    ("at_least", _I64, True),
    ("at_most", _I64, True),
    ("at_least_interest", _TEXT, False),
    ("at_most_interest", _TEXT, False),
    ("is_silence", _BOOL, False),
    ("contradicts_itself", _BOOL, False),
)
"""On demand: what each source itself says of a whole duty (4.2)."""

LOOKS: Final = _schema(
    *((f.name, f.type, False) for f in list(FINDINGS)[:5]),
    ("begins_at", _I64, False),
    ("ends_at", _I64, False),
    ("certain", _I64, False),
    ("possible", _I64, True),
    ("alleged", _I64, False),
)
"""On demand: the stretches of the duties that ask at every instant (4.8.2), in order of time."""

TABLES: Final = {
    "measures": MEASURES,
    "windows": WINDOWS,
    "duties": DUTIES,
    "duty_terms": DUTY_TERMS,
    "rules": RULES,
    "rule_triggers": RULE_TRIGGERS,
    "rule_windows": RULE_WINDOWS,
    "days": DAYS,
    "day_clocks": DAY_CLOCKS,
    "site_parts": SITE_PARTS,
    "filter_things": FILTER_THINGS,
    "site_places": SITE_PLACES,
    "bearer_hands": BEARER_HANDS,
    "sides": SIDES,
    "own_hands": OWN_HANDS,
    "groups": GROUPS,
    "sources": SOURCES,
    "things_within": THINGS_WITHIN,
    "contraries": CONTRARIES,
    "places_within": PLACES_WITHIN,
    "things_apart": THINGS_APART,
    "reports": REPORTS,
    "targets": TARGETS,
    "linked": LINKED,
    "marks": MARKS,
    "excepted": EXCEPTED,
    "ruled": RULED,
    "coverage": COVERAGE,
}
"""Name to schema of every input table."""


@dataclass(frozen=True)
class ParquetTable:
    """A table that stays in its files, of which an engine reads what it needs.

    Attributes:
        pattern: path of Parquet files, `*` for any part of a name.
    """

    pattern: str


@dataclass(frozen=True)
class CaseTables:
    """All input tables of a judged case, and the two parameters of a judgement.

    Attributes:
        tables: one Arrow table per name of `TABLES`, in its schema; but for those of `projected`.
        as_of: microseconds since the epoch; engines ignore every row recorded later.
        standard: one of `STANDARDS`.
        projected: the reports of a projection, in place of the table `reports`.
        reads: with `projected`: what of its reports is read otherwise than as written, one table
            per name of `servanda.assessment.projected.readings.READS`.
        known: with `projected`: what its index knows of all reports at `as_of`, by the names of
            `servanda.evidence.projection.format.AHEAD`; empty: nothing.
        bundles: in schema `BUNDLES`, reports that stand for several acts each, since nothing tells
            these apart; None: each for one.
    """

    tables: dict[str, pa.Table]
    as_of: int
    standard: str = "independent"
    projected: ParquetTable | None = None
    reads: Mapping[str, pa.Table] = field(default_factory=dict)
    known: Mapping[str, ParquetTable] = field(default_factory=dict)
    bundles: pa.Table | None = None

    @property
    def is_as_written(self) -> bool:
        """Whether all reports of a projection are read as they are written."""
        return not any(table.num_rows for table in self.reads.values())

    @property
    def is_known(self) -> bool:
        """Whether what an index knows of the reports holds for all of them as they are read."""
        return self.projected is not None and bool(self.known) and self.is_as_written


_PLAIN: Final[dict[str, dict[str, int | bool | None]]] = {
    "measures": {"mode": SUM_MODE},
    "duty_terms": {"rounds_up": False},
    "rules": {
        "op": FLOOR,
        "n_low": 1,
        "n_high": 1,
        "mode": SUM_MODE,
        "whole_day": False,
        "limit_months": None,
        "lapses_at": None,
    },
    "rule_triggers": {"at_least": 0},
    "filter_things": {"other_unit": False},
    "reports": {"holds_us": None},
}


def completed(name: str, table: pa.Table) -> pa.Table:
    """Return the table `name` in its schema; columns that it lacks have their plain meaning."""
    schema = TABLES[name]
    for column, value in _PLAIN.get(name, {}).items():
        if column not in table.column_names:
            plain = pa.array([value] * table.num_rows, schema.field(column).type)
            table = table.append_column(schema.field(column), plain)
    return table.select(schema.names).cast(schema)


def empty_table(name: str) -> pa.Table:
    """Return the table `name` with no row."""
    return TABLES[name].empty_table()
