"""The part of a followed case that bears on some duties: small, and judged as the whole case is.

As `assessment.narrow`, but found by looking up and not by reading the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.assessment.following.asked import Asked, Rule
from servanda.assessment.following.bundles import bundled
from servanda.assessment.following.closure import beside_totals, same_series
from servanda.assessment.following.columns import (
    EVER,
    NONE,
    Columns,
    Numbers,
    distinct,
    rows_at,
    size_of,
    table_of,
    union,
)
from servanda.assessment.following.evidence import Evidence
from servanda.assessment.following.spots import (
    EVENTS,
    LEVELS,
    LEVELS_SEEN_NONE,
    SEEN_NONE,
    TALLIES,
    Look,
    plain_shelves_of,
    shelves_of,
)
from servanda.assessment.following.touching import Judged
from servanda.assessment.tables import (
    ASSERTS,
    COVERS,
    EVENT,
    LEVEL_MODE,
    OBSERVED_NONE,
    TABLES,
    TALLY,
    CaseTables,
)

_FIXED: Final = ("days", "day_clocks", "site_parts", "groups")
_ENDS: Final = ("begins_at", "ends_at")
_MAY: Final = ("may_begin_at", "may_end_at")
_MANY: Final = 1_000
"""The answers to more calls are searched for together."""
_FEW: Final = 100
"""So many reports are not worth the search for those that are alike."""


@dataclass(frozen=True)
class _Search:
    """What a duty looks at, and when.

    Attributes:
        bearers: whose acts are looked for.
        abouts: only reports of these matters or of none.
    """

    look: Look
    begins: int
    ends: int
    bearers: frozenset[int]
    is_level: bool = False
    abouts: tuple[int, ...] = ()


class Cutter:
    """Cuts out of a followed case the part that bears on some duties."""

    def __init__(
        self, case: CaseTables, asked: Asked, evidence: Evidence, *, is_bundled: bool = False
    ) -> None:
        """Take what is asked and what is told.

        Args:
            case: but for its reports.
            asked: its duties.
            evidence: its evidence.
            is_bundled: put reports together that nothing tells apart; since when a finding is what
                it is cannot be told then.
        """
        self._is_bundled = is_bundled
        days = case.tables["days"]
        self._borders = distinct(np.concatenate([_array(days, n) for n in _ENDS]))
        self._tables = {name: table.combine_chunks() for name, table in case.tables.items()}
        self._standard = case.standard
        self._asked = asked
        self._evidence = evidence
        self._windows = _grouped(case.tables["windows"], "measure_id")
        self._terms = _grouped(case.tables["duty_terms"], "duty_id")
        self._triggers = _grouped(case.tables["rule_triggers"], "rule_id")
        self._hours = _grouped(case.tables["rule_windows"], "rule_id")
        rules = case.tables["rules"]["rule_id"].to_pylist()
        self._rules = {number: place for place, number in enumerate(rules)}

    def part(self, judged: Judged, as_of: int) -> CaseTables:
        """Return the part of the case that bears on what is to be judged again."""
        measures = sorted(self._asked.measures_of(judged.duties))
        rules = sorted({*judged.rules, *judged.calls})
        searches = [*self._of_measures(measures), *self._of_rules(judged.rules)]
        members = []
        for rule_id in sorted(judged.calls):
            found, numbers = self._of_calls(self._asked.rules[rule_id], judged.calls[rule_id])
            searches += found
            members.append(numbers)
        looks = {search.look for search in searches}
        looks |= {look for rule_id in rules for look in self._asked.rules[rule_id].looks}
        duties = self._duty_tables(sorted(judged.duties), measures, rules)
        told, rows, last = self._evidence_tables(searches, members, looks)
        bundles = None
        if self._is_bundled and size_of(rows) > _FEW:
            fixed = self._fixed(told, rows, last, (measures, rules))
            rows, bundles = bundled(rows, fixed, self._borders_of(duties, as_of))
        tables = {
            **{name: self._tables[name] for name in _FIXED},
            **duties,
            **told,
            "reports": table_of(rows),
            **self._evidence.relations,
        }
        return CaseTables(tables, as_of, self._standard, bundles=bundles)

    # ---- what may be put together ----

    def _fixed(
        self, told: dict[str, pa.Table], rows: Columns, last: Numbers,
        asking: tuple[list[int], list[int]],
    ) -> npt.NDArray[np.bool_]:  # fmt: skip
        """Return which reports have to be looked at by themselves.

        Those that share an incident, of which something is said, that are the last word of a
        source, and what somebody looks at who asks for more than a sum: single acts, stretches of
        time, since when a floor that was cut short is met.
        """
        measures, rules = asking
        names = [(name, "report_no") for name in ("linked", *self._evidence.notes)]
        some = [_array(told[name], column) for name, column in (*names, ("targets", "target_no"))]
        found: npt.NDArray[np.bool_] = np.isin(rows["report_no"], union([*some, last]))
        looks = {look for rule_id in rules for look in self._asked.rules[rule_id].looks}
        looks |= {self._asked.looks[m] for m in measures if self._asked.keeps_time[m]}
        if not looks:
            return found
        spots = rows["thing_id"].astype(np.int64) * 2**32 + rows["place_id"]
        every, places = np.unique(spots, return_inverse=True)
        look_at = self._evidence.spots.looks_at
        seen = [not looks.isdisjoint(look_at(*divmod(spot, 2**32))) for spot in every.tolist()]
        found |= np.array(seen, bool)[places]
        return found

    def _borders_of(self, duties: dict[str, pa.Table], as_of: int) -> Numbers:
        """Return the instants between which it does not matter when an act was."""
        times = [_array(duties[t], n) for t in ("measures", "windows") for n in (*_ENDS, *_MAY)]
        return union([self._borders, np.array([as_of], np.int64), *times])

    # ---- what is looked at ----

    def _of_measures(self, measures: Iterable[int]) -> list[_Search]:
        asked = self._asked
        mode = asked.measures["mode"]
        widest: dict[tuple[Look, int], list[tuple[int, int, bool]]] = {}
        for measure in measures:
            span = (int(asked.begins[measure]), int(asked.ends[measure]),
                    int(mode[measure]) == LEVEL_MODE)  # fmt: skip
            name = (asked.looks[measure], int(asked.bearers[measure]))
            widest.setdefault(name, []).append(span)
        return [
            _Search(look, begins, ends, frozenset((bearer,)), is_level)
            for (look, bearer), spans in widest.items()
            for begins, ends, is_level in _joined_spans(spans)
        ]

    def _of_rules(self, rules: Iterable[int]) -> list[_Search]:
        return [
            _Search(look, -EVER, EVER, frozenset((bearer,)), rule.is_level and number == 0)
            for rule in (self._asked.rules[rule_id] for rule_id in sorted(rules))
            for number, (look, bearer) in enumerate(rule.looked_for)
        ]

    def _of_calls(self, rule: Rule, incidents: set[int]) -> tuple[list[_Search], Numbers]:
        """Return where the answers to some calls lie, and the reports that call."""
        evidence = self._evidence
        named = np.array(sorted(incidents), np.int64)
        linked = evidence.linked.rows("incident_no", named)
        numbers = union([named, np.asarray(linked["report_no"])])
        rows = evidence.record.rows(numbers)
        linked = evidence.linked.rows("report_no", rows["report_no"])
        homes = dict(zip(linked["report_no"].tolist(), linked["incident_no"].tolist(), strict=True))
        calls: dict[int, list[int]] = {}
        for place, number in enumerate(rows["report_no"].tolist()):
            calls.setdefault(homes.get(number, number), []).append(place)
        searches = []
        for incident, places in calls.items():
            mine = rows_at(rows, np.array(places, np.int64))
            begins, ends = int(mine["begins_at"].min()), int(mine["ends_at"].max())
            searches.append(
                _Search(
                    rule.answer,
                    rule.opens_at - 1 if rule.is_order else max(-EVER, begins - rule.before_us),
                    min(EVER, ends + rule.after_us),
                    frozenset((rule.bearer,)),
                    rule.is_level,
                    self._abouts(rule, mine, is_alone=incident not in homes.values()),
                )
            )
        if len(searches) > _MANY:
            # To look for each by itself would take longer than what is read in vain.
            begins, ends = min(s.begins for s in searches), max(s.ends for s in searches)
            searches = [replace(searches[0], begins=begins, ends=ends, abouts=())]
        return searches, np.asarray(rows["report_no"], np.int64)

    def _abouts(self, rule: Rule, rows: Columns, *, is_alone: bool) -> tuple[int, ...]:
        """Return the matters that an answer may name; none: any (5.3.4).

        Several reports of one act may name it from afar, and then its matter does not bind.
        """
        about = int(rows["about_id"][0])
        if not rule.same_about or rule.is_open or not is_alone or about == 0:
            return ()
        return (about,)

    # ---- duties ----

    def _duty_tables(
        self, duties: list[int], measures: list[int], rules: list[int]
    ) -> dict[str, pa.Table]:
        asked, tables = self._asked, self._tables
        duty_ids = asked.duties["duty_id"][duties].tolist() if duties else []
        measure_ids = asked.measures["measure_id"][measures].tolist() if measures else []
        return {
            "duties": _rows(tables["duties"], duties),
            "measures": _rows(tables["measures"], measures),
            "windows": _of(tables["windows"], self._windows, measure_ids),
            "duty_terms": _of(tables["duty_terms"], self._terms, duty_ids),
            "rules": _rows(tables["rules"], [self._rules[rule_id] for rule_id in rules]),
            "rule_triggers": _of(tables["rule_triggers"], self._triggers, rules),
            "rule_windows": _of(tables["rule_windows"], self._hours, rules),
        }

    # ---- evidence ----

    def _evidence_tables(
        self, searches: list[_Search], members: list[Numbers], looks: set[Look]
    ) -> tuple[dict[str, pa.Table], Columns, Numbers]:
        """Return what is told: small tables, the reports, and the last words among them."""
        evidence = self._evidence
        coverage = self._coverage(looks)
        abouts = sorted({about for search in searches for about in search.abouts})
        named = evidence.record.rows(evidence.record.about(np.array(abouts, np.int64)))
        near = self._near(searches, members, named)
        versions = evidence.chains_of(evidence.fellows_of(near))
        remarks = [distinct(evidence.targets.rows("target_no", versions)["report_no"])]
        remarks += self._looks_over(searches, near, named)
        spoken = [
            evidence.words.spoken[row["source_id"]][1]
            for row in coverage
            if row["role"] == COVERS and row["source_id"] in evidence.words.spoken
        ]
        words = np.array(spoken, np.int64)
        last = evidence.chains_of(union([*remarks, words]))
        rows = evidence.record.rows(union([versions, last]))
        numbers = np.asarray(rows["report_no"], np.int64)
        found = {}
        for name, table in (("linked", evidence.linked), ("targets", evidence.targets)):
            found[name] = table.table(table.rows("report_no", numbers))
        for name, table in evidence.notes.items():
            found[name] = table.table(table.rows("report_no", numbers))
        found["coverage"] = pa.Table.from_pylist(coverage, TABLES["coverage"])
        return found, rows, words

    def _coverage(self, looks: set[Look]) -> list[dict[str, int]]:
        spots = self._evidence.spots
        return [
            row
            for row in self._evidence.coverage
            if not looks.isdisjoint(spots.looks_at(row["thing_id"], row["place_id"]))
        ]

    def _near(self, searches: list[_Search], members: list[Numbers], named: Columns) -> Numbers:
        """Return the assertions that may fall in what is looked at, with those of their series."""
        record, spots = self._evidence.record, self._evidence.spots
        found = list(members)
        for search in searches:
            seen = spots.seen(search.look)
            hands = self._asked.hands.of(search.bearers)
            if search.is_level:
                shelves = shelves_of(seen, (LEVELS,))
                found += record.on_shelves(shelves, -EVER, search.ends, hands)
                continue
            find = shelves_of if not search.abouts else plain_shelves_of
            shelves = find(seen, (EVENTS, TALLIES))
            found += record.on_shelves(shelves, search.begins, search.ends, hands)
            if not search.abouts:
                continue
            found.append(self._named(search, named, ASSERTS))
        near = union(found)
        rows = record.rows(near)
        tallies = rows_at(rows, rows["kind"] == TALLY)
        more = union([same_series(self._evidence, tallies), beside_totals(self._evidence, tallies)])
        return union([near, more]) if len(more) else near

    def _named(self, search: _Search, named: Columns, stance: int) -> Numbers:
        """Return the reports that name a matter and may fall in what is looked at."""
        is_near = np.isin(named["about_id"], search.abouts)
        is_near &= (named["stance"] == stance) & np.isin(named["kind"], (EVENT, TALLY))
        is_near &= (named["begins_at"] < search.ends) & (named["ends_at"] > search.begins)
        if not is_near.any():
            return NONE
        seen = set(self._evidence.spots.seen(search.look))
        rows = rows_at(named, is_near)
        names = zip(rows["thing_id"].tolist(), rows["place_id"].tolist(), strict=True)
        mask = [self._evidence.spots.id_of(*name) in seen for name in names]
        return np.asarray(rows["report_no"][np.array(mask, bool)], np.int64)

    def _looks_over(self, searches: list[_Search], near: Numbers, named: Columns) -> list[Numbers]:
        """Return those who looked where a duty looks and saw none, or looked over what is told."""
        record, spots = self._evidence.record, self._evidence.spots
        found = self._denied_by_sight(near)
        for search in searches:
            if search.is_level:
                shelves = shelves_of(spots.seers(search.look), (LEVELS_SEEN_NONE,))
                found += record.on_shelves(shelves, -EVER, search.ends)
                continue
            find = shelves_of if not search.abouts else plain_shelves_of
            shelves = find(spots.seen(search.look), (SEEN_NONE,))
            found += record.on_shelves(shelves, search.begins, search.ends)
            if search.abouts:
                found.append(self._named(search, named, OBSERVED_NONE))
        return found

    def _denied_by_sight(self, near: Numbers) -> list[Numbers]:
        """Return those who looked over some of what is told, at that time, and saw none."""
        rows = self._evidence.record.rows(near)
        found: list[Numbers] = []
        pairs = rows["thing_id"].astype(np.int64) * 2**32 + rows["place_id"]
        for pair in distinct(pairs).tolist():
            seers = self._evidence.spots.seers_over(*divmod(pair, 2**32))
            if not seers:
                continue
            mine = pairs == pair
            time = (int(rows["begins_at"][mine].min()), int(rows["ends_at"][mine].max()))
            shelves = shelves_of(seers, (SEEN_NONE,))
            found += self._evidence.record.on_shelves(shelves, *time)
        return found


def _joined_spans(spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Return spans of time with those that meet joined, levels apart from all else."""
    found: list[tuple[int, int, bool]] = []
    for begins, ends, is_level in sorted(spans, key=lambda span: (span[2], span[0])):
        if found and found[-1][2] == is_level and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]), is_level)
        else:
            found.append((begins, ends, is_level))
    return found


def _grouped(table: pa.Table, key: str) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, number in enumerate(table[key].to_pylist()):
        places.setdefault(number, []).append(place)
    return places


def _array(table: pa.Table, column: str) -> Numbers:
    return np.asarray(table[column].to_numpy(), np.int64)


def _rows(table: pa.Table, places: list[int]) -> pa.Table:
    return table.take(pa.array(places, pa.int64()))


def _of(table: pa.Table, places: dict[int, list[int]], keys: Iterable[int]) -> pa.Table:
    return _rows(table, [place for key in keys for place in places.get(key, ())])
