"""Findings held by key, and told together: groups and wholes (SEMANTICS 5.1, 5.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

import pyarrow as pa

from servanda.assessment.following.alone import MODE, REASON, VERDICT, Alone, Key
from servanda.assessment.tables import FINDINGS, FLOOR, IDLE_MODE, SUM_MODE

Found: TypeAlias = tuple[object, ...]
"""A finding: the columns of `FINDINGS` after the key."""

WHOLE: Final = "whole"
_ADDED_UP: Final = (SUM_MODE, IDLE_MODE)


class Board:
    """The findings of a followed case."""

    def __init__(self, rows: dict[Key, Alone]) -> None:
        self._alone: dict[Key, Alone] = {}
        self._pins: Counter[tuple[int, int, str]] = Counter()
        self._broken_days: Counter[tuple[int, int, int, bool]] = Counter()
        self._broken_wholes: set[tuple[int, int, int, bool]] = set()
        self._days: defaultdict[tuple[int, int, int, bool], set[Key]] = defaultdict(set)
        self._groups: defaultdict[tuple[int, int, str], set[Key]] = defaultdict(set)
        self._calls: defaultdict[tuple[int, int, int], set[Key]] = defaultdict(set)
        self.counts: Counter[tuple[int, int, int, bool, str]] = Counter()
        for key, row in rows.items():
            self._put(key, row)
        for key in rows:
            self.counts[*key[:4], str(self.finding(key)[VERDICT])] += 1

    def __len__(self) -> int:
        """Return how many findings there are."""
        return len(self._alone)

    def called_of(self, name: tuple[int, int, int]) -> set[Key]:
        """Return the keys of all that a rule of some name has called into being."""
        return set(self._calls.get(name, ()))

    def alone(self, key: Key) -> Alone | None:
        """Return what is found of a duty by itself; None: there is no such duty."""
        return self._alone.get(key)

    def finding(self, key: Key) -> Found:
        """Return the finding of a duty."""
        row = self._alone[key]
        verdict, reason = row[VERDICT], row[REASON]
        clause, reading, _, is_group, slot = key
        is_unattributed = (
            is_group and verdict == "violated" and not self._pins[clause, reading, slot]
        )
        is_broken = key[:4] in self._broken_wholes and not self._broken_days[key[:4]]
        if is_broken and slot == WHOLE:
            reason = "day not known"
        elif is_broken and verdict == "not verifiable" and _may_be_the_day(row):
            verdict, reason = "disputed", "uncertain"
        elif is_unattributed:
            reason = "not attributed"
        return (*row[:VERDICT], verdict, reason, *row[REASON + 1 : MODE])

    def replace(
        self, gone: Iterable[Key], rows: dict[Key, Alone]
    ) -> dict[Key, tuple[Found | None, Found | None]]:
        """Put new findings in place of old ones.

        Args:
            gone: keys of the findings that were judged again.
            rows: what was found; a key that is gone and not here is of no duty any more.

        Returns:
            Key to the finding before and after, where they differ; None: there was none, or is.
        """
        changed = {key for key in {*gone, *rows} if self._alone.get(key) != rows.get(key)}
        reach = self._reach(changed)
        before = {key: self._finding_or_none(key) for key in reach}
        for key in changed:
            self._take(key)
        for key in changed:
            if key in rows:
                self._put(key, rows[key])
        reach |= self._reach(changed)
        found = {}
        for key in reach:
            one, other = before.get(key), self._finding_or_none(key)
            if one != other:
                found[key] = (one, other)
                if one is not None:
                    self.counts[*key[:4], str(one[VERDICT])] -= 1
                if other is not None:
                    self.counts[*key[:4], str(other[VERDICT])] += 1
        return found

    def table(self) -> pa.Table:
        """Return all findings in schema `FINDINGS`, sorted by their keys, in one piece."""
        return findings_table({key: self.finding(key) for key in self._alone})

    def _finding_or_none(self, key: Key) -> Found | None:
        return self.finding(key) if key in self._alone else None

    def _reach(self, keys: Iterable[Key]) -> set[Key]:
        """Return the keys whose findings depend on some findings."""
        found = set(keys)
        for key in keys:
            found |= self._groups.get((key[0], key[1], key[4]), set())
            if key[:4] in self._broken_wholes or key[4] == WHOLE:
                found |= self._days.get(key[:4], set())
        return found

    def _put(self, key: Key, row: Alone) -> None:
        self._alone[key] = row
        self._count(key, row, 1)
        slot = key[4]
        if ":" in slot:
            self._calls[key[:3]].add(key)
        elif slot:
            self._days[key[:4]].add(key)
        if key[3]:
            self._groups[key[0], key[1], slot].add(key)
        if _is_broken_whole(key, row):
            self._broken_wholes.add(key[:4])

    def _take(self, key: Key) -> None:
        row = self._alone.pop(key, None)
        if row is None:
            return
        self._count(key, row, -1)
        self._calls.get(key[:3], set()).discard(key)
        self._days.get(key[:4], set()).discard(key)
        self._groups.get((key[0], key[1], key[4]), set()).discard(key)
        if _is_broken_whole(key, row):
            self._broken_wholes.discard(key[:4])

    def _count(self, key: Key, row: Alone, step: int) -> None:
        if row[VERDICT] != "violated":
            return
        if not key[3]:
            self._pins[key[0], key[1], key[4]] += step
        if key[4] != WHOLE:
            self._broken_days[key[:4]] += step


def findings_table(found: Mapping[Key, Found]) -> pa.Table:
    """Return findings in schema `FINDINGS`, sorted by their keys, in one piece."""
    rows = [(*key, *found[key]) for key in sorted(found)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(FINDINGS)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, FINDINGS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=FINDINGS)


def _may_be_the_day(row: Alone) -> bool:
    """Return whether a clause that was broken on some day may have been on this one (5.2)."""
    return row[0] == FLOOR or bool(row[VERDICT - 1])


def _is_broken_whole(key: Key, row: Alone) -> bool:
    return key[4] == WHOLE and row[VERDICT] == "violated" and row[MODE] in _ADDED_UP
