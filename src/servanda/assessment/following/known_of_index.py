"""What a case that is followed on an index has: rows of the index, and rows that came since."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.following.columns import Numbers
from servanda.assessment.following.known import Known, Name, named_table
from servanda.assessment.following.recorded import Recorded
from servanda.evidence.load import empty_evidence

Kindred = Callable[[Numbers], Numbers]
"""From numbers of reports to them and all versions and fellows of them, one by one or together."""


class KnownOfIndex(Known):
    """As `Known`; what lies in the index is looked up when a new row may mean it."""

    def __init__(self, recorded: Recorded, kindred: Kindred) -> None:
        """Take a record that lies in an index.

        Args:
            recorded: what it has.
            kindred: by numbers, of reports of the index and of those that came since.
        """
        self._recorded, self._kindred = recorded, kindred
        super().__init__(empty_evidence(), recorded.numbers, recorded.last + 1)
        self._others = recorded.digests_of_others()

    def look_up(self, rows: pa.Table) -> None:
        """Find those of new reports that are there already."""
        self._recorded.look_up(rows["report"].to_pylist())

    def names_of(self, numbers: Iterable[int]) -> dict[int, Name]:
        """Return number to source and id of some reports."""
        some = [*numbers]
        old = self._recorded.names_of(number for number in some if number < self._first)
        return old | super().names_of(number for number in some if number >= self._first)

    def digests(self, names: Iterable[Name]) -> dict[Name, str]:
        """Return the hashes of reports as they were written."""
        some = [*names]
        old = {self.numbers[name]: name for name in some if name not in self._own}
        found = super().digests(name for name in some if name in self._own)
        return found | {old[n]: digest for n, digest in self._recorded.digests_of(old).items()}

    def named(self, references: Iterable[str]) -> pa.Table:
        """Return `source`, `report`, `recorded_at` of all reports that references may mean."""
        wanted = {*references}
        self._recorded.look_up(id_ for reference in wanted for id_ in _ids_in(reference))
        found = {
            (source, id_)
            for reference in wanted
            for id_ in _ids_in(reference)
            for source in self._recorded.sources_of(id_)
            if reference in {id_, f"{source}:{id_}"}
        }
        numbers = {name: self.numbers[name] for name in found if name not in self._own}
        told = self._recorded.recorded_at(numbers.values())
        old = named_table({name: told[number] for name, number in numbers.items()})
        return pa.concat_tables([old, super().named(wanted)])

    def kindred(self, names: Iterable[Name]) -> set[Name]:
        """Return reports with all that correct each other or are linked, one by one or together."""
        found: set[Name] = set()
        linked: set[int] = set()
        waiting = {*names}
        while waiting:
            self._recorded.look_up(report for _, report in waiting)
            found |= waiting
            waiting = {kin for name in waiting for kin in self._next_of(name)}
            numbers = self._with_kindred(self.numbers[n] for n in found if n in self.numbers)
            links = self._recorded.links_of(n for n in numbers - linked if n < self._first)
            linked |= numbers
            numbers |= {number for cell in links["report_nos"].to_pylist() for number in cell}
            waiting |= {*self.names_of(numbers).values()}
            waiting -= found
        return {name for name in found if name in self.numbers}

    def _next_of(self, name: Name) -> list[Name]:
        return [*self.next_of_kin(name), *self._recorded.waiting.get(name, ())]

    def _with_kindred(self, numbers: Iterable[int]) -> set[int]:
        """Return numbers of the index, and of what their record says is kin to them."""
        mine = np.array(sorted(number for number in numbers if number < self._first), np.int64)
        return {*self._kindred(mine).tolist()} if len(mine) else set()

    def links_among(self, names: Iterable[Name]) -> pa.Table:
        """Return the links that name some reports."""
        some = [*names]
        numbers = {self.numbers[name] for name in some if name not in self._own}
        new = super().links_among(some)
        old = self._recorded.links_of(numbers).select(new.schema.names).cast(new.schema)
        return pa.concat_tables([old, new])

    def rows(self, names: Iterable[Name]) -> pa.Table:
        """Return the rows of some reports."""
        some = [*names]
        numbers = {self.numbers[name] for name in some if name not in self._own}
        own = super().rows(name for name in some if name in self._own)
        return pa.concat_tables([self._recorded.rows(numbers), own])

    def of_series(self, tallies: pa.Table) -> pa.Table:
        """Return the tallies of the named series of some tallies that may count the same."""
        own = super().of_series(tallies)
        if not tallies.num_rows:
            return own
        pairs = zip(tallies["source"].to_pylist(), tallies["series"].to_pylist(), strict=True)
        bounds = (pc.min(tallies["begins"]).as_py(), pc.max(tallies["ends"]).as_py())
        old = self._recorded.tallies(dict.fromkeys(pairs), *bounds)
        return pa.concat_tables([old, own])


def _ids_in(reference: str) -> list[str]:
    """Return all ids that a reference may name: the whole of it, or what follows a colon."""
    parts = reference.split(":")
    return [":".join(parts[place:]) for place in range(len(parts))]
