"""A golden case becomes the integer tables that every engine reads.

Beside the keys described in `cases/cases.yaml`:

duty    `may_from`, `may_to` (outer period of an imprecise anchor); `mode` level, idle or idle run
        (n of the last two in hours); a term with `share` (5.3.9)
rule    also of kind order, balance or sliding; limit `days`, `months` or `clock`; `lapses`
        (5.3.5); `op` floor or ceiling, `n`, `mode`, `whole_day` (5.3.8); `trigger_hours`; a
        trigger with `at_least` (5.3.10); `checked` (of totals: when an end calls for a check,
        5.3.14)
report  `about`; a level: `kind: level`, and `holds` in hours (absent: until replaced; 0: a
        sighting)
case    `duties` in place of one `duty`; `ruled` (exceptions ruled by a person); `rulings`
        (report, `happened` true or false, recorded)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from tests.golden import duties
from tests.golden.names import EVERY_UNIT, Names, Thing, areas_of
from tests.golden.times import dates_of, instant, is_of_whole_days, period, recorded

from servanda.assessment.tables import (
    ASSERTS,
    COUNTS,
    COVERS,
    DENIED,
    DENIES,
    EVENT,
    EXCEPTS,
    LEVEL,
    OBSERVED_NONE,
    TABLES,
    TALLY,
    CaseTables,
    completed,
    empty_table,
)
from servanda.civil import HOUR, Period, days_between, later_instant

Row = dict[str, Any]

STANCES = {"asserts": ASSERTS, "denies": DENIES, "observed-none": OBSERVED_NONE, "excepts": EXCEPTS}
KINDS = {"event": EVENT, "tally": TALLY, "level": LEVEL}
ROLES = {"counts": COUNTS, "covers": COVERS, "denied": DENIED}
ALWAYS = Period(-(2**60), 2**60)
BEFORE_EVERYTHING = -(2**60)


@dataclass
class World:
    """One golden case, read once; `tables_at` gives its tables under a standard and as-of."""

    case: dict[str, Any]

    @property
    def agreement(self) -> dict[str, Any]:
        return self.case["agreement"]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.agreement["zone"])

    @cached_property
    def in_force(self) -> Period:
        return period(self.agreement["in_force"], self.zone)

    @cached_property
    def names(self) -> Names:
        return Names(self.agreement)

    def instant(self, text: str) -> int:
        return instant(text, self.zone)

    # ---- reports ----

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Report ids to numbers, in the order of (source, id) (tables.REPORTS)."""
        order = sorted((r["source"], r["id"]) for r in self.case.get("reports", []))
        return {name: number for number, (_, name) in enumerate(order, 1)}

    def report_period(self, report: Row) -> Period:
        """Return the period of a report; whole days from the day of entry are read from entry."""
        span = period(report["when"], self.zone)
        entry_day = dates_of(self.in_force, self.zone)[0]
        if is_of_whole_days(report["when"]) and dates_of(span, self.zone)[0] == entry_day:
            return Period(self.in_force.begins_at, span.ends_at)
        return span

    def recorded_at(self, row: Row, otherwise: int) -> int:
        return recorded(row["recorded"], self.zone) if "recorded" in row else otherwise

    @cached_property
    def root_names(self) -> dict[str, str]:
        """Each report's first of its chain of corrections by the same source (2.8)."""
        rows = {report["id"]: report for report in self.case.get("reports", [])}

        def root(name: str) -> str:
            replaced = rows.get(rows[name].get("replaces", ""))
            is_own = replaced is not None and replaced["source"] == rows[name]["source"]
            return root(replaced["id"]) if is_own and replaced else name

        return {name: root(name) for name in rows}

    @cached_property
    def overtaken(self) -> set[str]:
        """The corrections that another replaces as soon as they are usable: they never stand."""
        rows = {row["id"]: row for row in self.case.get("reports", [])}
        return {
            row["replaces"]
            for row in rows.values()
            if row.get("replaces") in rows
            and rows[row["replaces"]]["source"] == row["source"]
            and self.root_names[row["replaces"]] != row["replaces"]
            and self.usable_at(rows[row["replaces"]]) == self.usable_at(row)
        }

    def usable_at(self, report: Row) -> int:
        """Return when a report and all that it replaces had been recorded."""
        rows = {row["id"]: row for row in self.case.get("reports", [])}
        own = self.recorded_at(report, self.report_period(report).ends_at)
        replaced = rows.get(report.get("replaces", ""))
        if replaced is None or replaced["source"] != report["source"]:
            return own
        return max(own, self.usable_at(replaced))

    def quantity(self, report: Row) -> tuple[int, int | None]:
        """Return low and high (2.2); a word has the spread that its source declares."""
        n = report.get("n")
        if report.get("stance") == "observed-none":
            return 0, 0
        if isinstance(n, str):
            n = self.agreement["sources"][report["source"]]["words"][n]
        if n is None:
            return 1, (1 if report.get("unit") is None else None)
        low, high = n if isinstance(n, list) else (n, n)
        return low, high

    def holds_us(self, report: Row) -> int | None:
        """Return how long a level holds, from hours (4.8.1); an `observed-none` does not."""
        if report.get("kind") != "level":
            return None
        hours = 0 if report.get("stance") == "observed-none" else report.get("holds")
        return None if hours is None else int(hours * HOUR)

    def thing(self, report: Row) -> int:
        unit = report.get("unit")
        if report.get("stance") == "observed-none" and unit is None:
            return self.names.things[Thing(report["act"], EVERY_UNIT)]
        is_tally = report.get("kind") in {"tally", "level"}
        return self.names.things[Thing(report["act"], unit, is_tally)]

    def report_row(self, report: Row) -> Row:
        names = self.names
        span = self.report_period(report)
        low, high = self.quantity(report)
        source = report["source"]
        return {
            "report_no": self.numbers[report["id"]],
            "root_no": self.numbers[self.root_names[report["id"]]],
            "source_id": names.sources[source],
            "origin_id": names.sources[report.get("origin", source)],
            "recorded_at": BEFORE_EVERYTHING
            if report["id"] in self.overtaken
            else self.recorded_at(report, span.ends_at),
            "usable_at": self.usable_at(report),
            "begins_at": span.begins_at,
            "ends_at": span.ends_at,
            "kind": KINDS[report.get("kind", "event")],
            "series_id": names.series[source, report["series"]] if "series" in report else 0,
            "hand_id": names.hand(report.get("hand")),
            "thing_id": self.thing(report),
            "place_id": names.places[areas_of(report.get("area"))],
            "low": low,
            "high": high,
            "stance": STANCES[report.get("stance", "asserts")],
            "withdrawn": report.get("withdrawn", False),
            "about_id": names.matters[report["about"]] if report.get("about") else 0,
            "holds_us": self.holds_us(report),
        }

    def target_rows(self) -> list[Row]:
        return [
            {"report_no": self.numbers[report["id"]], "target_no": self.numbers[target]}
            for report in self.case.get("reports", [])
            for target in report.get("of", [])
            if target in self.numbers
        ]

    def linked_rows(self, rows: list[Row], as_of: int) -> list[Row]:
        """Return the incidents of more than one standing report (2.7)."""
        standing = _standing(rows, as_of)
        heir = {root: row["report_no"] for root, row in standing.items()}
        root_no = {row["report_no"]: row["root_no"] for row in rows}
        groups: dict[int, int] = {row["report_no"]: row["report_no"] for row in standing.values()}
        for pair in self._links(as_of):
            ends = [heir.get(root_no.get(self.numbers.get(name, 0), 0)) for name in pair]
            if None not in ends:
                least, most = sorted(groups[end] for end in ends if end is not None)
                groups = {n: least if g == most else g for n, g in groups.items()}
        sizes = Counter(groups.values())
        return [
            {"report_no": n, "incident_no": g} for n, g in sorted(groups.items()) if sizes[g] > 1
        ]

    def _links(self, as_of: int) -> Iterable[tuple[str, str]]:
        for report in self.case.get("reports", []):
            usable = self.usable_at(report) <= as_of
            if "same_as" in report and usable and report["same_as"] in self.numbers:
                yield report["id"], report["same_as"]
        for link in self.case.get("links", []):
            if recorded(link["recorded"], self.zone) <= as_of:
                yield from ((link["reports"][0], other) for other in link["reports"][1:])

    def noted_rows(self, key: str) -> list[Row]:
        """Return the rows of `marks` or `ruled`."""
        return [
            {
                "report_no": self.numbers[row["report"]],
                "recorded_at": self.recorded_at(row, BEFORE_EVERYTHING),
            }
            for row in self.case.get(key, [])
            if row["report"] in self.numbers
        ]

    def ruled_rows(self) -> list[Row]:
        """Return the rows of `ruled`, from `rulings`: report and whether it `happened` (5.6.3)."""
        return [
            {
                "report_no": self.numbers[row["report"]],
                "happened": row["happened"],
                "recorded_at": self.recorded_at(row, BEFORE_EVERYTHING),
            }
            for row in self.case.get("rulings", [])
            if row["report"] in self.numbers
        ]

    # ---- sources ----

    def coverage_rows(self) -> list[Row]:
        rows = []
        for source, row in self.agreement["sources"].items():
            for role, number in ROLES.items():
                for declared in row.get(role, []):
                    rows.append(self._coverage_row(source, number, declared, len(rows) + 1))
        return rows

    def _coverage_row(self, source: str, role: int, row: Row, number: int) -> Row:
        span = Period(
            self.instant(row["from"]) if "from" in row else ALWAYS.begins_at,
            self.instant(row["to"]) if "to" in row else ALWAYS.ends_at,
        )
        return {
            "coverage_id": number,
            "source_id": self.names.sources[source],
            "role": role,
            "thing_id": self.names.things[Thing(row["act"], row.get("unit", EVERY_UNIT))],
            "place_id": self.names.places[areas_of(row.get("area"))],
            "begins_at": span.begins_at,
            "ends_at": span.ends_at,
            "recorded_at": self.recorded_at(row, BEFORE_EVERYTHING),
        }

    # ---- everything ----

    def tables_at(self, standard: str, as_of: str) -> CaseTables:
        """Return the tables of the case at one instant, under one standard."""
        return case_tables(self.rows_at(as_of), self.instant(as_of), standard)

    def rows_at(self, as_of: str) -> dict[str, list[Row]]:
        """Return the rows of all tables at one instant."""
        now = self.instant(as_of)
        reports = [self.report_row(report) for report in self.case.get("reports", [])]
        # Every name that anything mentions must have its id before relations are written.
        rows: dict[str, list[Row]] = {
            "reports": reports,
            "targets": self.target_rows(),
            "linked": self.linked_rows(reports, now),
            "marks": self.noted_rows("marks"),
            "excepted": self.noted_rows("ruled"),
            "ruled": self.ruled_rows(),
            "coverage": self.coverage_rows(),
            "days": self._day_rows(),
        }
        rows |= duties.duty_tables(self, now)
        rows["day_clocks"] = self._clock_rows(rows)
        for source in self.agreement["sources"]:
            self.names.sources[source]
        return rows | relation_rows(self.names)

    def _clock_rows(self, rows: dict[str, list[Row]]) -> list[Row]:
        """Return when the times of day of rules come on every day (1.1.1)."""
        clocks = {rule["limit_clock_us"] for rule in rows.get("rules", [])} - {None}
        return [
            {
                "day_no": day["day_no"],
                "clock_us": clock,
                "at": later_instant(day["slot"], clock, self.zone),
            }
            for clock in sorted(clocks)
            for day in rows["days"]
        ]

    def _day_rows(self) -> list[Row]:
        """Return the local days from `days`, or those that anything touches with a margin."""
        if "days" in self.case:
            return day_rows(tuple(self.case["days"]), self.zone)
        spans = [self.in_force, *(self.report_period(r) for r in self.case.get("reports", []))]
        first = min(span.begins_at for span in spans) - 10 * duties.DAY
        last = max(span.ends_at for span in spans) + 10 * duties.DAY
        days = dates_of(Period(first, last), self.zone)
        return day_rows((days[0].isoformat(), days[-1].isoformat()), self.zone)


@cache
def day_rows(days: tuple[str, str], zone: ZoneInfo) -> list[Row]:
    """Return the rows of `days` between two dates."""
    first, last = map(date.fromisoformat, days)
    return [
        {
            "day_no": number,
            "slot": day.isoformat(),
            "begins_at": span.begins_at,
            "ends_at": span.ends_at,
        }
        for number, (day, span) in enumerate(days_between(first, last, zone), 1)
    ]


def case_tables(rows: dict[str, list[Row]], as_of: int, standard: str) -> CaseTables:
    """Return rows as the tables of a case; tables without rows are empty."""
    return CaseTables({name: _table(name, rows.get(name, [])) for name in TABLES}, as_of, standard)


def _table(name: str, rows: list[Row]) -> pa.Table:
    if not rows:
        return empty_table(name)
    named = rows[0].keys()
    schema = pa.schema([field for field in TABLES[name] if field.name in named])
    return completed(name, pa.Table.from_pylist(rows, schema))


def rank_in_chain(row: Row) -> tuple[bool, int, int]:
    """Return the place of a report among those of its chain, the last of which stands (2.8)."""
    return row["report_no"] != row["root_no"], row["recorded_at"], row["report_no"]


def _standing(rows: list[Row], as_of: int) -> dict[int, Row]:
    last: dict[int, Row] = {}
    for row in sorted(rows, key=rank_in_chain):
        if row["usable_at"] <= as_of:
            last[row["root_no"]] = row
    return {root: row for root, row in last.items() if not row["withdrawn"]}


# ---- relations ----------------------------------------------------------------------------------


def relation_rows(names: Names) -> dict[str, list[Row]]:
    """Return how all things, places, hands and sources that were named lie to each other."""
    return {
        "filter_things": _filter_things(names),
        "site_places": _pairs(
            names.sites, names.places, names.place_relation, ("site_id", "place_id", "rel")
        ),
        "site_parts": _site_parts(names),
        "bearer_hands": _bearer_hands(names),
        "sides": [
            {"bearer_id": number, "source_id": s, "side": names.side(bearer, source)}
            for bearer, number in [("anyone", 0), *names.bearers.names.items()]
            for source, s in names.sources.names.items()
        ],
        "own_hands": [
            {"source_id": s, "hand_id": h}
            for source, s in names.sources.names.items()
            for hand, h in names.hands.names.items()
            if names.is_own_hand(source, hand)
        ],
        "groups": [
            {"bearer_id": number, "member_id": names.bearers[member]}
            for bearer, number in list(names.bearers.names.items())
            if isinstance(bearer, tuple)
            for member in bearer
        ],
        "sources": [
            {
                "source_id": s,
                "is_monitor": bool(names.agreement["sources"].get(source, {}).get("monitor")),
                "is_listed": source in names.agreement["sources"],
            }
            for source, s in names.sources.names.items()
        ],
        "things_within": _within(
            names.things, names.does_contain_thing, ("outer_thing_id", "thing_id")
        ),
        "places_within": _within(
            names.places, names.does_contain_place, ("outer_place_id", "place_id")
        ),
    }


def _filter_things(names: Names) -> list[Row]:
    rows = []
    for wanted, f in names.filters.names.items():
        for thing, t in names.things.names.items():
            found = names.thing_relation(wanted, thing)
            if found is not None:
                row = dict(zip(("rel", "as_count", "other_unit"), found, strict=True))
                rows.append({"filter_id": f, "thing_id": t, **row})
    return rows


def _site_parts(names: Names) -> list[Row]:
    return [
        {"site_id": number, "part_site_id": names.sites[part]}
        for site, number in list(names.sites.names.items())
        for part in names.parts(str(site))
        if part in names.sites.names
    ]


def _bearer_hands(names: Names) -> list[Row]:
    rows = [{"bearer_id": 0, "hand_id": 0, "rel": 3}]
    rows += [{"bearer_id": 0, "hand_id": h, "rel": 1} for h in names.hands.names.values()]
    rows += [{"bearer_id": b, "hand_id": 0, "rel": 0} for b in names.bearers.names.values()]
    return rows + _pairs(
        names.bearers, names.hands, names.hand_relation, ("bearer_id", "hand_id", "rel")
    )


def _pairs(
    outer: Any, inner: Any, relation: Callable[[Any, Any], int | None], columns: tuple[str, ...]
) -> list[Row]:
    found = [
        (o, i, relation(one, other))
        for one, o in outer.names.items()
        for other, i in inner.names.items()
    ]
    return [dict(zip(columns, row, strict=True)) for row in found if row[2] is not None]


def _within(
    names: Any, contains: Callable[[Any, Any], bool], columns: tuple[str, str]
) -> list[Row]:
    return [
        dict(zip(columns, (o, i), strict=True))
        for one, o in names.names.items()
        for other, i in names.names.items()
        if one != other and contains(one, other)
    ]
