"""Until when each watching source has spoken, kept as reports come and go (SEMANTICS 4.3.1)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from servanda.assessment.following.columns import NONE, Columns, Numbers, rows_at
from servanda.assessment.following.shelves import Record

_MANY: Final = 1_000
"""So many words of a source are held at first."""
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
    is_cut: bool = False
    """There are earlier ones, which are read when all of these are gone."""

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
        self._read(self._new, _MANY, as_of)
        self._heard |= self._new
        self._new.clear()

    def _read(self, sources: set[int], most: int, as_of: int) -> None:
        """Read the last words of some sources, so many of each."""
        found: dict[int, tuple[Numbers, Numbers]] = dict.fromkeys(sources, (NONE, NONE))
        is_cut: set[int] = set()
        names = ("report_no", "source_id", "ends_at", "recorded_at", "usable_at")
        for columns in self._record.slices(names):
            ends = np.minimum(columns["ends_at"], columns["recorded_at"])
            is_known = columns["usable_at"] <= as_of
            for source in sources:
                mine = is_known & (columns["source_id"] == source)
                every = np.concatenate([found[source][0], ends[mine]])
                numbers = np.concatenate([found[source][1], columns["report_no"][mine]])
                if len(every) > most:
                    is_cut.add(source)
                    last = np.argpartition(-every, most)[:most]
                    every, numbers = every[last], numbers[last]
                found[source] = every, numbers
        for source, (every, numbers) in found.items():
            order = np.argsort(-every, kind="stable")
            self._words[source] = _Words(every[order], numbers[order], is_cut=source in is_cut)

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
            now = self._last(source, as_of)
            if now != before:
                self.spoken[source] = now
            if now[0] != before[0]:
                changed[source] = (before[0], now[0])
        self._heard.clear()
        return changed

    def _last(self, source: int, as_of: int) -> tuple[int, int]:
        words = self._words[source]
        while True:
            if words.is_cut and words.place == len(words.ends):
                self._read({source}, 100 * len(words.ends), as_of)
                words = self._words[source]
            first = words.first()
            if first is None:
                return SILENT, 0
            end, number, is_later = first
            if stands(self._record, number, as_of):
                return end, number
            words.drop(is_later=is_later)


def stands(record: Record, number: int, as_of: int) -> bool:
    """Return whether a report stands at an instant: the last of its chain, not withdrawn (2.8)."""
    rows = record.rows(np.array([number], np.int64))
    if not len(rows["report_no"]):
        return False
    chain = record.rows(record.versions(rows["root_no"]))
    chain = rows_at(chain, chain["usable_at"] <= as_of)
    if not len(chain["report_no"]):
        return False
    is_later = chain["report_no"] != chain["root_no"]
    last = np.lexsort((chain["report_no"], chain["recorded_at"], is_later))[-1]
    return int(chain["report_no"][last]) == number and not bool(chain["withdrawn"][last])
