"""Until when each watching source has spoken, kept as reports come and go (SEMANTICS 4.3.1)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from servanda.assessment.following.columns import NONE, Columns, Numbers, rows_at
from servanda.assessment.following.shelves import Record

SILENT: Final = -(2**62)
"""The last word of a source that has said nothing."""


@dataclass
class _Words:
    """The words of a source, the last first; those found not to stand any more are dropped.

    A version that has been replaced never stands again, so that no word has to be taken back in.
    """

    ends: Numbers = field(default_factory=lambda: NONE)
    numbers: Numbers = field(default_factory=lambda: NONE)
    place: int = 0
    later: list[tuple[int, int]] = field(default_factory=list)

    def first(self) -> tuple[int, int, bool] | None:
        """Return end and number of the latest word, and whether it came since the begin."""
        old = None
        if self.place < len(self.ends):
            old = (int(self.ends[self.place]), int(self.numbers[self.place]), False)
        if self.later and (old is None or -self.later[0][0] >= old[0]):
            return -self.later[0][0], self.later[0][1], True
        return old

    def drop(self, *, is_later: bool) -> None:
        if is_later:
            heapq.heappop(self.later)
        else:
            self.place += 1


class LastWords:
    """The last words of all sources that watch something."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._words: dict[int, _Words] = {}
        self._new: set[int] = set()
        self._heard: set[int] = set()
        self.spoken: dict[int, tuple[int, int]] = {}
        """Source to the end of its last word and the report that is it, as last asked."""

    def watch(self, source: int) -> None:
        """Keep the words of a source from now on."""
        if source not in self._words:
            self._words[source] = _Words()
            self._new.add(source)

    def begin(self, as_of: int) -> None:
        """Read what sources have said that were not watched before."""
        if not self._new:
            return
        wanted = np.array(sorted(self._new), np.int64)
        parts: dict[int, list[Columns]] = {source: [] for source in self._new}
        names = ("report_no", "source_id", "ends_at", "recorded_at", "usable_at")
        for columns in self._record.every():
            mask = np.isin(columns["source_id"], wanted) & (columns["usable_at"] <= as_of)
            rows = rows_at({name: columns[name] for name in names}, mask)
            for source in self._new:
                parts[source].append(rows_at(rows, rows["source_id"] == source))
        for source, some in parts.items():
            ends = np.concatenate([np.minimum(p["ends_at"], p["recorded_at"]) for p in some])
            numbers = np.concatenate([part["report_no"] for part in some])
            order = np.argsort(-ends, kind="stable")
            self._words[source] = _Words(ends[order], numbers[order])
        self._heard |= self._new
        self._new.clear()

    def tell(self, columns: Columns, as_of: int) -> None:
        """Hear further reports; those not known yet come again."""
        known = rows_at(columns, columns["usable_at"] <= as_of)
        ends = np.minimum(known["ends_at"], known["recorded_at"])
        rows = zip(known["source_id"].tolist(), ends.tolist(), known["report_no"].tolist(),
                   strict=True)  # fmt: skip
        for source, end, number in rows:
            if source in self._words and source not in self._new:
                self._heard.add(source)
                heapq.heappush(self._words[source].later, (-end, number))

    def ask(self, as_of: int) -> dict[int, tuple[int, int]]:
        """Return the sources whose last word has changed: its end before and now."""
        self.begin(as_of)
        changed = {}
        for source in sorted(self._heard):
            before = self.spoken.get(source, (SILENT, 0))
            now = self._last(self._words[source], as_of)
            if now != before:
                self.spoken[source] = now
            if now[0] != before[0]:
                changed[source] = (before[0], now[0])
        self._heard.clear()
        return changed

    def _last(self, words: _Words, as_of: int) -> tuple[int, int]:
        while (first := words.first()) is not None:
            end, number, is_later = first
            if stands(self._record, number, as_of):
                return end, number
            words.drop(is_later=is_later)
        return SILENT, 0


def stands(record: Record, number: int, as_of: int) -> bool:
    """Return whether a report stands at an instant: the last of its chain, not withdrawn (2.8)."""
    rows = record.rows(np.array([number], np.int64))
    if not len(rows["report_no"]):
        return False
    chain = record.rows(record.versions(rows["root_no"]))
    chain = rows_at(chain, chain["usable_at"] <= as_of)
    if not len(chain["report_no"]):
        return False
    last = np.lexsort((chain["report_no"], chain["recorded_at"]))[-1]
    return int(chain["report_no"][last]) == number and not bool(chain["withdrawn"][last])
