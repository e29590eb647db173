"""What is asked: measures by what they look at and when, duties by what they measure.

All of it comes from the agreement, so it is worked out once. A *window* of a measure is the time in
which a report may bear on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from servanda.assessment.following.columns import EVER, Columns, Numbers
from servanda.assessment.following.spots import Look
from servanda.assessment.tables import (
    CEILING,
    IDLE_MODE,
    IDLE_RUN_MODE,
    LEVEL_MODE,
    RULE_BALANCE,
    RULE_ORDER,
    RULE_REPLY,
    RULE_SLIDING,
    SUM_MODE,
)

HOUR: Final = 3_600_000_000
_DAY: Final = 26 * HOUR
"""Longer than any local day."""


@dataclass(frozen=True)
class Windows:
    """The measures of one look: which, and from when to when each may be touched."""

    measures: Numbers
    begins: Numbers
    ends: Numbers
    bearers: Numbers

    def meeting(self, begins_at: int, ends_at: int, bearers: Numbers | None = None) -> Numbers:
        """Return the measures that a time touches; both of its ends belong to it.

        Args:
            begins_at: of the time.
            ends_at: of the time.
            bearers: of whom it may have been; None: it does not matter.
        """
        is_met = (self.begins <= ends_at) & (begins_at <= self.ends)
        if bearers is not None:
            is_met &= np.isin(self.bearers, bearers)
        return self.measures[is_met]


@dataclass(frozen=True)
class Rule:
    """A rule, as far as following asks of it.

    Attributes:
        rule_id, name: its id; clause, reading and member of what it calls into being.
        answer: what it looks at for what must be given.
        bearer: whose answer it is; `ANY_HAND`: anybody's.
        triggers: what it looks at for what calls.
        callers: whose act each of these is, likewise.
        is_each: its duties are called one by one by incidents, and stand by themselves.
        is_order: what must be given comes before.
        same_about: an answer must name the same matter.
        is_open: what it calls may change by mere time as long as it is not over.
        opens_at, lapses_at: as in `tables.RULES`; no lapse: `EVER`.
        before_us, after_us: how far from a trigger an answer may lie.
        is_level: it asks how many stand there.
    """

    rule_id: int
    name: tuple[int, int, int]
    answer: Look
    bearer: int
    triggers: tuple[Look, ...]
    callers: tuple[int, ...]
    is_each: bool
    is_order: bool
    same_about: bool
    is_open: bool
    opens_at: int
    lapses_at: int
    before_us: int
    after_us: int
    is_level: bool

    @property
    def looks(self) -> tuple[Look, ...]:
        """All that it looks at."""
        return (self.answer, *self.triggers)

    @property
    def looked_for(self) -> list[tuple[Look, int]]:
        """All that it looks at, the answer first, each with whose act it is."""
        return [(self.answer, self.bearer), *zip(self.triggers, self.callers, strict=True)]

    def calls_at(self, look: Look, bearers: frozenset[int]) -> bool:
        """Return whether an act that a look sees may call, done by one of some bearers."""
        pairs = zip(self.triggers, self.callers, strict=True)
        return any(seen == look and caller in bearers for seen, caller in pairs)


class Asked:
    """The duties of a case, by what may touch them."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.measures = _arrays(tables["measures"])
        self.duties = _arrays(tables["duties"])
        self.rules = _rules(tables)
        self.keys = list(zip(*(tables["duties"][n].to_pylist() for n in _KEY), strict=True))
        self._duties_of = _duties_of(self.duties, tables["duty_terms"], self.measures)
        self.looks: list[Look] = list(
            zip(self.measures["filter_id"].tolist(), self.measures["site_id"].tolist(), strict=True)
        )
        self.bearers = _bearers(self.measures)
        self.hands = Hands(tables["bearer_hands"])
        self.begins, self.ends = self._times()
        self.windows = self._windows(range(len(self.looks)))
        mode = self.measures["mode"]
        is_clipped = (self.measures["direction"] == CEILING) | (mode != SUM_MODE)
        self.clipped = self._windows(np.flatnonzero(is_clipped).tolist())
        is_cut = np.isin(self.measures["measure_id"], self._cut_measures())
        self.keeps_time = (mode != SUM_MODE) | is_cut
        self._is_plain = (mode == SUM_MODE) & ~self.measures["windowed"]
        self._day_ends = np.sort(np.asarray(tables["days"]["ends_at"].to_numpy()))
        self.rules_of: defaultdict[Look, list[Rule]] = defaultdict(list)
        for rule in self.rules.values():
            for look in dict.fromkeys(rule.looks):
                self.rules_of[look].append(rule)
        self._set_times()

    @property
    def every_look(self) -> set[Look]:
        """All that anybody looks at."""
        return {*self.looks, *self.rules_of}

    def duties_of(self, measures: Iterable[int]) -> set[int]:
        """Return the duties (by place in their table) of some measures (likewise)."""
        return {duty for measure in measures for duty in self._duties_of[measure]}

    def measures_of(self, duties: Iterable[int]) -> set[int]:
        """Return the measures on which some duties rest."""
        return {measure for duty in duties for measure in self._measures_of[duty]}

    def heard(self, look: Look, words: tuple[int, int], *, is_new: bool) -> set[int]:
        """Return the measures of a look to which it matters that a last word moved (4.3).

        Silence speaks of a day, a part or a whole only when it is over. So of a plain ceiling a
        word tells something new if a day or the ceiling ended since the one before, or if it was
        spoken at the very instant up to which the ceiling is read.

        Args:
            look: that sees what the source watches.
            words: end of the last word before and now, the earlier first.
            is_new: whether one of them is as late as the board.
        """
        windows = self.clipped.get(look)
        if windows is None:
            return set()
        measures = windows.meeting(*words)
        first, last = np.searchsorted(self._day_ends, words, "right")
        if is_new or first < last:
            return set(measures.tolist())
        ends = np.maximum(self.measures["ends_at"], self.measures["may_end_at"])[measures]
        is_over = (words[0] < ends) & (ends <= words[1])
        return set(measures[~self._is_plain[measures] | is_over].tolist())

    def due_by_time(self, since: int, until: int) -> set[int]:
        """Return the duties that may change from one instant to another without new evidence.

        What is said of a time that ends in between is for others to see.
        """
        first = int(np.searchsorted(self._turns, since, "left"))
        last = int(np.searchsorted(self._turns, until, "right"))
        found = set(self._turning[first:last].tolist())
        open_now = (self._open_from <= until) & (self._open_to >= since)
        return found | set(self._open_duties[open_now].tolist())

    def _cut_measures(self) -> Numbers:
        """Return the measures of floors that may be cut short: it matters since when one is met."""
        is_cut = self.duties["cut_at"] > -EVER
        found: Numbers = self.duties["measure_id"][is_cut]
        return found

    def _times(self) -> tuple[Numbers, Numbers]:
        rows = self.measures
        begins = np.minimum(rows["begins_at"], rows["may_begin_at"])
        ends = np.maximum(rows["ends_at"], rows["may_end_at"])
        late = {
            int(self.duties["measure_id"][place])
            for place, slot in enumerate(self.duties["slot"].tolist())
            if slot == ""
        }
        # A floor of one time may be met late.
        is_late = np.array([m in late for m in rows["measure_id"].tolist()], bool)
        is_late &= (rows["direction"] != CEILING) & (rows["mode"] == SUM_MODE)
        return begins, np.where(is_late, EVER, ends)

    def _windows(self, places: Iterable[int]) -> dict[Look, Windows]:
        grouped: defaultdict[Look, list[int]] = defaultdict(list)
        for place in places:
            grouped[self.looks[place]].append(place)
        found = {}
        for look, some in grouped.items():
            numbers = np.array(some, np.int64)
            times = (self.begins[numbers], self.ends[numbers])
            found[look] = Windows(numbers, *times, self.bearers[numbers])
        return found

    def _set_times(self) -> None:
        """Note when each duty turns, and from when to when it may change at any instant."""
        rows = self.measures
        own = np.maximum(rows["ends_at"], rows["may_end_at"])
        is_open = (rows["mode"] != SUM_MODE) | (rows["windowed"] & (rows["direction"] == CEILING))
        turns: list[tuple[int, int]] = []
        spans: list[tuple[int, int, int]] = []
        self._measures_of: defaultdict[int, set[int]] = defaultdict(set)
        for measure, duties in self._duties_of.items():
            names = ("begins_at", "ends_at", "may_begin_at", "may_end_at")
            times = {int(rows[name][measure]) for name in names}
            for duty in duties:
                self._measures_of[duty].add(measure)
                turns += [(at, duty) for at in times]
                if is_open[measure]:
                    spans.append((int(self.begins[measure]), int(own[measure]), duty))
        cut = self.duties["cut_at"]
        for duty in range(len(cut)):
            every = (self.duties["opens_at"][duty], self.duties["closes_at"][duty], cut[duty])
            turns += [(int(at), duty) for at in every if abs(int(at)) < EVER]
        turns.sort()
        self._turns = np.array([at for at, _ in turns], np.int64)
        self._turning = np.array([duty for _, duty in turns], np.int64)
        self._open_from = np.array([span[0] for span in spans], np.int64)
        self._open_to = np.array([span[1] for span in spans], np.int64)
        self._open_duties = np.array([span[2] for span in spans], np.int64)


ANY_HAND: Final = -1
"""In place of a bearer: the act counts by any hand."""


class Hands:
    """Who may have been a hand, and by what hands a bearer may have done something."""

    def __init__(self, bearer_hands: pa.Table) -> None:
        self._bearers: defaultdict[int, set[int]] = defaultdict(set)
        self._hands: defaultdict[int, set[int]] = defaultdict(set)
        self._known: dict[int, frozenset[int]] = {}
        self.relate(bearer_hands)

    def relate(self, bearer_hands: pa.Table) -> None:
        """Learn of further hands."""
        rows = (bearer_hands["bearer_id"].to_pylist(), bearer_hands["hand_id"].to_pylist())
        for bearer, hand in zip(*rows, strict=True):
            self._bearers[hand].add(bearer)
            self._hands[bearer].add(hand)
        self._known.clear()

    def bearers_of(self, hand: int) -> frozenset[int]:
        """Return who may have been a hand; `ANY_HAND` is always one of them."""
        found = self._known.get(hand)
        if found is None:
            found = self._known[hand] = frozenset({ANY_HAND, *self._bearers.get(hand, ())})
        return found

    def of(self, bearers: Iterable[int]) -> Numbers | None:
        """Return the hands of some bearers; None: any."""
        every = set(bearers)
        if ANY_HAND in every:
            return None
        return np.array(sorted({h for b in every for h in self._hands.get(b, ())}), np.int64)


def _bearers(rows: Columns) -> Numbers:
    found: Numbers = np.where(rows["any_hand"], ANY_HAND, rows["bearer_id"]).astype(np.int64)
    return found


_KEY: Final = ("clause_no", "reading_no", "member_id", "is_group", "slot")


def _arrays(table: pa.Table) -> Columns:
    found: Columns = {}
    for field in table.schema:
        column = table[field.name]
        if pa.types.is_string(field.type):
            found[field.name] = np.array(column.to_pylist(), object)
        elif field.nullable:
            found[field.name] = np.asarray(column.fill_null(-(2**62)).to_numpy())
        else:
            found[field.name] = np.asarray(column.to_numpy())
    return found


def _duties_of(duties: Columns, terms: pa.Table, measures: Columns) -> defaultdict[int, list[int]]:
    """Return measure to the duties that rest on it, both by place."""
    places = {number: place for place, number in enumerate(measures["measure_id"].tolist())}
    by_id = {number: place for place, number in enumerate(duties["duty_id"].tolist())}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for name in ("measure_id", "asked_measure_id"):
        for place, number in enumerate(duties[name].tolist()):
            if number in places:
                found[places[number]].append(place)
    pairs = zip(terms["duty_id"].to_pylist(), terms["measure_id"].to_pylist(), strict=True)
    for duty, number in pairs:
        if number in places and duty in by_id:
            found[places[number]].append(by_id[duty])
    return found


def _rules(tables: Mapping[str, pa.Table]) -> dict[int, Rule]:
    triggers: defaultdict[int, list[tuple[Look, int]]] = defaultdict(list)
    for row in tables["rule_triggers"].to_pylist():
        caller = ANY_HAND if row["any_hand"] else row["bearer_id"]
        triggers[row["rule_id"]].append(((row["filter_id"], row["site_id"]), caller))
    return {
        row["rule_id"]: _rule(row, triggers[row["rule_id"]]) for row in tables["rules"].to_pylist()
    }


def _rule(row: dict[str, int | None], triggers: list[tuple[Look, int]]) -> Rule:
    is_ceiling = row["kind"] == RULE_BALANCE or (
        row["kind"] in {RULE_REPLY, RULE_SLIDING} and row["op"] == CEILING
    )
    lapses = row["lapses_at"]
    is_each = row["kind"] in {RULE_REPLY, RULE_ORDER}
    is_order = row["kind"] == RULE_ORDER
    return Rule(
        rule_id=int(row["rule_id"] or 0),
        name=(int(row["clause_no"] or 0), int(row["reading_no"] or 0), int(row["member_id"] or 0)),
        answer=(int(row["filter_id"] or 0), int(row["site_id"] or 0)),
        bearer=ANY_HAND if row["any_hand"] else int(row["bearer_id"] or 0),
        triggers=tuple(look for look, _ in triggers),
        callers=tuple(caller for _, caller in triggers),
        is_each=is_each,
        is_order=is_order,
        same_about=bool(row["same_about"]),
        is_open=is_ceiling or row["mode"] in {LEVEL_MODE, IDLE_MODE, IDLE_RUN_MODE},
        opens_at=int(row["opens_at"] or 0),
        lapses_at=EVER if lapses is None else lapses,
        before_us=EVER if is_order else _DAY,
        after_us=_DAY if is_order else _reach(row),
        is_level=row["mode"] == LEVEL_MODE,
    )


def _reach(row: dict[str, int | None]) -> int:
    """Return how long after a trigger a reply may come at most."""
    limits = []
    if row["limit_us"] is not None:
        limits.append(row["limit_us"])
    if row["limit_days"] is not None:
        limits.append((row["limit_days"] + 2) * _DAY)
    if row["limit_months"] is not None:
        limits.append((row["limit_months"] + 2) * 31 * _DAY)
    if row["limit_clock_us"] is not None:
        limits.append(2 * _DAY)
    return min(limits, default=EVER)
