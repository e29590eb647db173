"""Which duties what was touched may change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from servanda.assessment.following.asked import Asked, Rule
from servanda.assessment.following.closure import Touched
from servanda.assessment.following.columns import EVER, Numbers, distinct, union
from servanda.assessment.following.evidence import Evidence
from servanda.assessment.following.spots import EVENTS, Look, plain_shelves_of, shelves_of
from servanda.assessment.following.spread import NEAR
from servanda.assessment.tables import ASSERTS, COUNTS, COVERS, EVENT, LEVEL

_ANY: Final = -1
"""Whatever matter is named."""


@dataclass
class Judged:
    """What is to be judged again.

    Attributes:
        duties: of the agreement, by place in their table.
        rules: all that they call into being.
        calls: rule to the incidents of whose call it is asked.
    """

    duties: set[int] = field(default_factory=set)
    rules: set[int] = field(default_factory=set)
    calls: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        """Return whether anything is."""
        return bool(self.duties or self.rules or self.calls)


class Finder:
    """Finds the duties that what was touched may change."""

    def __init__(self, asked: Asked, evidence: Evidence) -> None:
        self._asked = asked
        self._evidence = evidence

    def find(self, touched: Touched, since: int, until: int) -> Judged:
        """Return what is to be judged again after evidence was added and time has passed."""
        judged = Judged()
        measures: set[int] = set()
        self._of_reports(touched, judged, measures)
        self._of_seers(touched, judged, measures)
        for number in touched.coverage:
            row = self._evidence.coverage[number]
            looks = self._evidence.spots.looks_at(row["thing_id"], row["place_id"])
            # Who counts may contradict a total whose difference lies later (2.4.3).
            ends = EVER if row["role"] == COUNTS else row["ends_at"]
            self._of_time(looks, (row["begins_at"], ends), judged, measures)
        self._of_words(touched, (since, until), judged, measures)
        judged.duties |= self._asked.duties_of(measures)
        if until > since:
            judged.duties |= self._asked.due_by_time(since, until)
        self._with_namesakes(judged)
        return judged

    def _with_namesakes(self, judged: Judged) -> None:
        """Judge with a rule all that call duties of the same name: a finding is known by it."""
        rules = self._asked.rules
        whole = {rules[rule_id].name for rule_id in judged.rules}
        incidents: defaultdict[tuple[int, int, int], set[int]] = defaultdict(set)
        for rule_id, some in judged.calls.items():
            incidents[rules[rule_id].name] |= some
        judged.calls.clear()
        for rule_id, rule in rules.items():
            if rule.name in whole:
                judged.rules.add(rule_id)
            elif rule.is_each and incidents.get(rule.name):
                judged.calls[rule_id] |= incidents[rule.name]

    # ---- reports ----

    def _of_reports(self, touched: Touched, judged: Judged, measures: set[int]) -> None:
        names = ("report_no", "thing_id", "place_id", "begins_at", "ends_at", "kind", "about_id",
                 "hand_id")  # fmt: skip
        rows = touched.reports
        for number, thing, place, begins, ends, kind, about, hand in zip(
            *(rows[name].tolist() for name in names), strict=True
        ):
            until = EVER if kind == LEVEL else ends
            bearers = self._asked.hands.bearers_of(hand)
            for look in self._evidence.spots.looks_at(thing, place):
                windows = self._asked.windows.get(look)
                if windows is not None:
                    some = np.array(sorted(bearers), np.int64)
                    measures |= set(windows.meeting(begins, until, some).tolist())
                for rule in self._asked.rules_of.get(look, ()):
                    if not rule.is_each:
                        judged.rules.add(rule.rule_id)
                        continue
                    if kind == EVENT and rule.calls_at(look, bearers):
                        judged.calls[rule.rule_id] |= touched.incidents[number]
                    if look == rule.answer and rule.bearer in bearers:
                        self._of_answer(rule, (begins, until), about, judged)

    def _of_seers(self, touched: Touched, judged: Judged, measures: set[int]) -> None:
        names = ("thing_id", "place_id", "begins_at", "ends_at", "kind", "about_id")
        rows = touched.seers
        for thing, place, begins, ends, kind, about in zip(
            *(rows[name].tolist() for name in names), strict=True
        ):
            until = EVER if kind == LEVEL else ends
            spots = self._evidence.spots
            looks = {*spots.looks_within(thing, place), *spots.looks_at(thing, place)}
            self._of_time(sorted(looks), (begins, until), judged, measures, about)

    def _of_words(
        self, touched: Touched, time: tuple[int, int], judged: Judged, measures: set[int]
    ) -> None:
        """Find what the silence of a source may change that watched and has spoken since."""
        since, until = time
        moved = dict(touched.words)
        if until > since:
            # Spoken as late as the board: what was read up to there is read on now.
            for source, (end, _) in self._evidence.words.spoken.items():
                if max(moved.get(source, (end, end))) >= since:
                    moved.setdefault(source, (end, end))
        for row in self._evidence.coverage if moved else ():
            if row["role"] != COVERS or row["source_id"] not in moved:
                continue
            before, now = moved[row["source_id"]]
            is_new = before >= since or now >= until
            words = (min(before, now), max(before, now))
            span = (words[0], until) if is_new else words
            for look in self._evidence.spots.looks_at(row["thing_id"], row["place_id"]):
                measures |= self._asked.heard(look, span, is_new=is_new)
                for rule in self._asked.rules_of.get(look, ()):
                    if rule.is_open and look == rule.answer:
                        self._of_rule(rule, span, judged)

    # ---- measures and rules ----

    def _of_time(
        self,
        looks: Iterable[Look],
        time: tuple[int, int],
        judged: Judged,
        measures: set[int],
        about: int = _ANY,
    ) -> None:
        for look in looks:
            self._of_measures(look, *time, measures)
            for rule in self._asked.rules_of.get(look, ()):
                if rule.is_each and look == rule.answer and look not in rule.triggers:
                    self._of_answer(rule, time, _ANY if rule.is_open else about, judged)
                else:
                    self._of_rule(rule, time, judged)

    def _of_measures(self, look: Look, begins: int, ends: int, measures: set[int]) -> None:
        windows = self._asked.windows.get(look)
        if windows is not None:
            measures |= set(windows.meeting(begins, ends).tolist())

    def _of_rule(self, rule: Rule, time: tuple[int, int], judged: Judged) -> None:
        if rule.is_each:
            self._of_answer(rule, time, _ANY, judged)
        else:
            judged.rules.add(rule.rule_id)

    def _of_answer(self, rule: Rule, time: tuple[int, int], about: int, judged: Judged) -> None:
        """Find the triggers for whose answer it matters what happened at a time."""
        numbers = self.triggers_near(rule, time, about)
        if len(numbers):
            judged.calls[rule.rule_id] |= self.incidents_of(numbers)

    def triggers_near(self, rule: Rule, time: tuple[int, int], about: int) -> Numbers:
        """Return the reports that may call for an answer at a time, of a matter or of none."""
        begins = max(-EVER, time[0] - rule.after_us - NEAR)
        ends = min(EVER, time[1] + rule.before_us + NEAR)
        spots = {spot for look in rule.triggers for spot in self._evidence.spots.seen(look)}
        record = self._evidence.record
        hands = self._asked.hands.of(rule.callers)
        if about <= 0 or not rule.same_about:
            near = record.on_shelves(shelves_of(spots, (EVENTS,)), begins - 1, ends + 1, hands)
        else:
            shelves = plain_shelves_of(spots, (EVENTS,))
            near = record.on_shelves(shelves, begins - 1, ends + 1, hands)
            near.append(self._in_spots(record.about(np.array([about], np.int64)), spots))
        far = self._evidence.spread.around(begins, ends)
        if len(far):
            near.append(self._in_spots(distinct(self._evidence.members_of(far)), spots))
        return union(near)

    def _in_spots(self, numbers: Numbers, spots: set[int]) -> Numbers:
        """Return those of some reports that tell of an act at one of some spots."""
        rows = self._evidence.record.rows(numbers)
        mask = [
            kind == EVENT
            and stance == ASSERTS
            and self._evidence.spots.id_of(thing, place) in spots
            for kind, stance, thing, place in zip(
                *(rows[name].tolist() for name in ("kind", "stance", "thing_id", "place_id")),
                strict=True,
            )
        ]
        return np.asarray(rows["report_no"][np.array(mask, bool)], np.int64)

    def incidents_of(self, numbers: Numbers) -> set[int]:
        """Return the incidents of some reports; of one alone its own number."""
        linked = self._evidence.linked.rows("report_no", numbers)
        own = set(numbers.tolist()) - set(linked["report_no"].tolist())
        return own | set(linked["incident_no"].tolist())
