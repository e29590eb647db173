"""A record in memory, in which the reports of a thing at a place and time are found at once.

A *shelf* is a number for all that decides in what kind of search a report is found: thing and
place, what kind of report it is, and whether it names a matter. On its shelf a report stands in
order of its begin. New reports make a shelf of their own kind beside the old ones, and small ones
are put together, so that adding a hundred costs no more in a record of ten million.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from servanda.assessment.following.columns import (
    NONE,
    Columns,
    Numbers,
    columns_of,
    joined,
    place_type,
    rows_at,
    taken,
    union,
)
from servanda.assessment.following.filed import SLICE, Drawer
from servanda.assessment.tables import REPORTS

_FULL: Final = 200_000
"""A segment of so many rows is put together with no other."""


class Segment:
    """Reports that came at one time, or were put together since."""

    def __init__(self, columns: Columns, shelves: Numbers, drawer: Drawer) -> None:
        """Sort some reports by shelf and begin; they are taken out of what is given.

        One column is taken after the other and laid down, so that a large record is never held.

        Args:
            columns: the reports.
            shelves: of each.
            drawer: for what is large.
        """
        self._drawer = drawer
        order = np.lexsort((columns["begins_at"], shelves)).astype(place_type(shelves))
        self.columns: Columns = {
            name: drawer.keep(taken(columns, name)[order]) for name in REPORTS.names
        }
        shelves = shelves[order]
        del order
        self.is_there = np.ones(len(shelves), bool)
        self.begins = self.columns["begins_at"]
        self.ends = self.columns["ends_at"]
        is_first = np.append(True, shelves[1:] != shelves[:-1])[: len(shelves)]
        first = np.flatnonzero(is_first)
        names = shelves[first]
        last = np.append(first[1:], len(shelves))[: len(first)]
        spans = zip(names.tolist(), first.tolist(), last.tolist(), strict=True)
        self.spans = {name: (start, stop) for name, start, stop in spans}
        # An event of a month must not make every search as long as a month: it is known by shelf.
        lengths = self.ends - self.begins
        longest = np.maximum.reduceat(lengths, first) if len(shelves) else NONE
        self.longest = dict(zip(names.tolist(), longest.tolist(), strict=True))
        del lengths
        by_number = np.argsort(self.columns["report_no"], kind="stable").astype(place_type(shelves))
        self.numbers = drawer.keep(self.columns["report_no"][by_number])
        self._by_number = drawer.keep(by_number)
        del by_number
        self._by_root, self._roots = self._sorted_by("root_no", _is_correction(self.columns))
        self._by_about, self._abouts = self._sorted_by("about_id", self.columns["about_id"] != 0)

    @property
    def shelves(self) -> Numbers:
        """The shelf of each report."""
        sizes = [stop - start for start, stop in self.spans.values()]
        return np.repeat(np.array(list(self.spans), np.int64), sizes)

    def _sorted_by(self, name: str, mask: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
        places = np.flatnonzero(mask).astype(place_type(mask))
        # As wide as what is looked up, or every search would first widen all of it.
        names = self.columns[name][places]
        order = np.argsort(names, kind="stable")
        kept: Numbers = self._drawer.keep(places[order])
        names = names[order]
        del order, places
        return kept, self._drawer.keep(names.astype(np.int64))

    def on_shelf(
        self, shelf: int, begins_at: int, ends_at: int, hands: Numbers | None = None
    ) -> Numbers:
        """Return the places of the reports of a shelf that meet `[begins_at, ends_at)`."""
        span = self.spans.get(shelf)
        if span is None:
            return NONE
        start, stop = span
        begins = self.begins[start:stop]
        last = int(np.searchsorted(begins, ends_at, "left"))
        first = int(np.searchsorted(begins, begins_at - self.longest[shelf], "left"))
        places = np.arange(start + first, start + last)
        found: Numbers = places[(self.ends[places] > begins_at) & self.is_there[places]]
        if hands is not None and len(found):
            found = found[np.isin(self.columns["hand_id"][found], hands)]
        return found

    def of_numbers(self, numbers: Numbers) -> Numbers:
        """Return the places of those of some reports that are here."""
        if not len(self.numbers) or not len(numbers):
            return NONE
        found = np.searchsorted(self.numbers, numbers)
        found[found == len(self.numbers)] = 0
        places: Numbers = self._by_number[found[self.numbers[found] == numbers]]
        return places[self.is_there[places]]

    def of_roots(self, roots: Numbers) -> Numbers:
        """Return the places of the corrections in some chains."""
        return self._in_order(roots, self._roots, self._by_root)

    def of_abouts(self, abouts: Numbers) -> Numbers:
        """Return the places of the reports that name one of some matters."""
        return self._in_order(abouts, self._abouts, self._by_about)

    def _in_order(self, wanted: Numbers, names: Numbers, places: Numbers) -> Numbers:
        if not len(names) or not len(wanted):
            return NONE
        first = np.searchsorted(names, wanted, "left")
        last = np.searchsorted(names, wanted, "right")
        found = [places[a:b] for a, b in zip(first, last, strict=True) if a < b]
        if not found:
            return NONE
        every = np.concatenate(found)
        return every[self.is_there[every]]


def _is_correction(columns: Columns) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = columns["root_no"] != columns["report_no"]
    return found


class Record:
    """All reports of a followed case."""

    def __init__(self, columns: Columns, shelves: Numbers, drawer: Drawer | None = None) -> None:
        """Take reports out of what is given, one column after the other.

        Args:
            columns: the reports.
            shelves: of each.
            drawer: for what is large; None: one of its own.
        """
        self._drawer = drawer or Drawer()
        self._segments = [Segment(columns, shelves, self._drawer)]

    def __len__(self) -> int:
        """Return how many reports there are."""
        return sum(int(segment.is_there.sum()) for segment in self._segments)

    def add(self, columns: Columns, shelves: Numbers) -> None:
        """Add reports; one that is there already is put in place of the old one."""
        for segment in self._segments:
            segment.is_there[segment.of_numbers(columns["report_no"])] = False
        self._segments.append(Segment({**columns}, shelves, self._drawer))
        self._put_together()

    def _put_together(self) -> None:
        while len(self._segments) > 2:
            before, last = self._segments[-2:]
            if len(before.numbers) > max(_FULL, 2 * len(last.numbers)):
                return
            if len(before.numbers) > 2 * len(last.numbers):
                return
            kept = [(rows_at(s.columns, s.is_there), s.shelves[s.is_there]) for s in (before, last)]
            columns = joined([rows for rows, _ in kept])
            shelves = np.concatenate([shelf for _, shelf in kept])
            self._segments[-2:] = [Segment(columns, shelves, self._drawer)]

    def on_shelves(
        self,
        shelves: Iterable[int],
        begins_at: int,
        ends_at: int,
        hands: Numbers | None = None,
    ) -> list[Numbers]:
        """Return the numbers of the reports of some shelves that meet `[begins_at, ends_at)`.

        Args:
            shelves: where.
            begins_at: of the time.
            ends_at: of the time.
            hands: only of these hands; None: of any.
        """
        found = []
        for shelf in shelves:
            for segment in self._segments:
                places = segment.on_shelf(shelf, begins_at, ends_at, hands)
                if len(places):
                    found.append(segment.columns["report_no"][places])
        return found

    def rows(self, numbers: Numbers) -> Columns:
        """Return reports by their numbers, in order of them; numbers of no report are left out."""
        parts = []
        for segment in self._segments:
            places = segment.of_numbers(numbers)
            if len(places):
                parts.append(rows_at(segment.columns, places))
        if not parts:
            return columns_of(REPORTS.empty_table())
        rows = joined(parts)
        return rows_at(rows, np.argsort(rows["report_no"], kind="stable"))

    def versions(self, roots: Numbers) -> Numbers:
        """Return the numbers of all reports in the chains of corrections of some roots."""
        found = [s.columns["report_no"][s.of_roots(roots)] for s in self._segments]
        there = [s.columns["report_no"][s.of_numbers(roots)] for s in self._segments]
        return union([*found, *there])

    def about(self, abouts: Numbers) -> Numbers:
        """Return the numbers of the reports that name one of some matters."""
        return union([s.columns["report_no"][s.of_abouts(abouts)] for s in self._segments])

    def every(self) -> Iterable[Columns]:
        """Yield all reports, piece by piece."""
        for segment in self._segments:
            yield (
                segment.columns
                if segment.is_there.all()
                else rows_at(segment.columns, segment.is_there)
            )

    def slices(self, names: Iterable[str]) -> Iterable[Columns]:
        """Yield some columns of all reports, little by little."""
        wanted = list(names)
        for segment in self._segments:
            for first in range(0, len(segment.is_there), SLICE):
                span = slice(first, first + SLICE)
                is_there = segment.is_there[span]
                yield {name: segment.columns[name][span][is_there] for name in wanted}
