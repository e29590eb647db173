"""The rows of evidence that a followed case has, found by what new rows may name."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.checks import replaced_id
from servanda.evidence.load import Evidence
from servanda.evidence.tables import arrow_schema

Name: TypeAlias = tuple[str, str]
"""Source and id of a report."""


def name_of(full: str, known: Mapping[Name, int]) -> Name | None:
    """Return the report that `source:report` names; both parts may have colons in them."""
    parts = full.split(":")
    for place in range(1, len(parts)):
        name = (":".join(parts[:place]), ":".join(parts[place:]))
        if name in known:
            return name
    return None


class Known:
    """Reports by name and number, who corrects whom, and links.

    Attributes:
        numbers: of all reports that may be named, by name.
    """

    def __init__(
        self, evidence: Evidence, elsewhere: dict[Name, int] | None = None, first: int = 1
    ) -> None:
        """Take the rows of evidence.

        Args:
            evidence: read from files.
            elsewhere: numbers of reports that lie elsewhere, and may be named as well.
            first: the number of the first report.
        """
        self._own: dict[Name, int] = {}
        # Those elsewhere may become more, also of none.
        others = {} if elsewhere is None else elsewhere
        self.numbers: Mapping[Name, int] = ChainMap(self._own, others)
        self._names: list[Name] = []
        self._first = first
        self._sources: defaultdict[str, list[str]] = defaultdict(list)
        self._reports: list[pa.Table] = []
        self._digests: list[str] = []
        self._recorded_at: list[int] = []
        self._replaced: dict[Name, Name] = {}
        self._replacers: defaultdict[Name, list[Name]] = defaultdict(list)
        self._links: list[dict[str, Any]] = []
        self._links_of: defaultdict[Name, list[int]] = defaultdict(list)
        self._others: set[tuple[str, str]] = set()
        self.add(evidence)

    def add(self, evidence: Evidence) -> list[Name]:
        """Add rows; the reports are numbered on in their order."""
        rows = evidence.reports
        self._reports.append(rows)
        self._recorded_at += rows["recorded_at"].to_pylist()
        self._digests += evidence.digests["reports"].to_pylist() if rows.num_rows else []
        for table, digests in evidence.digests.items():
            if table != "reports":
                self._others |= {(table, digest) for digest in digests.to_pylist()}
        new = list(zip(rows["source"].to_pylist(), rows["report"].to_pylist(), strict=True))
        for name in new:
            self._own[name] = self._first + len(self._names)
            self._names.append(name)
            self._sources[name[1]].append(name[0])
        corrections = rows.filter(pc.is_valid(rows["replaces"]))
        for row in corrections.select(["source", "report", "replaces"]).to_pylist():
            replaced = (row["source"], replaced_id(row["source"], row["replaces"]))
            self._replaced[row["source"], row["report"]] = replaced
            self._replacers[replaced].append((row["source"], row["report"]))
        for row in evidence.tables["links"].to_pylist():
            self._links.append(row)
            for full in row["reports"]:
                linked = name_of(full, self.numbers)
                if linked is not None:
                    self._links_of[linked].append(len(self._links) - 1)
        return new

    def look_up(self, rows: pa.Table) -> None:
        """Make ready for new reports, so that `numbers` has those which are there already."""

    def names_of(self, numbers: Iterable[int]) -> dict[int, Name]:
        """Return number to source and id of some reports."""
        return {number: self._names[number - self._first] for number in numbers}

    def digests(self, names: Iterable[Name]) -> dict[Name, str]:
        """Return the hashes of reports as they were written."""
        return {name: self._digests[self._own[name] - self._first] for name in names}

    def has_row(self, table: str, digest: str) -> bool:
        """Return whether a row of another table is there already."""
        return (table, digest) in self._others

    def named(self, references: Iterable[str]) -> pa.Table:
        """Return `source`, `report`, `recorded_at` of all reports that references may mean."""
        found: set[Name] = set()
        for reference in references:
            found |= {(source, reference) for source in self._sources.get(reference, ())}
            name = name_of(reference, self.numbers)
            if name is not None:
                found.add(name)
        return named_table({name: self._recorded_at[self._own[name] - self._first]
                            for name in found if name in self._own})  # fmt: skip

    def kindred(self, names: Iterable[Name]) -> set[Name]:
        """Return reports with all that correct each other or are linked, one by one or together."""
        found: set[Name] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.next_of_kin(name)
        return {name for name in found if name in self.numbers}

    def next_of_kin(self, name: Name) -> list[Name]:
        """Return what a report replaces, what replaces it, and what it is linked with."""
        found = [*self._replacers.get(name, ())]
        if name in self._replaced:
            found.append(self._replaced[name])
        for number in self._links_of.get(name, ()):
            others = (name_of(full, self.numbers) for full in self._links[number]["reports"])
            found += [other for other in others if other is not None]
        return found

    def links_among(self, names: Iterable[Name]) -> pa.Table:
        """Return the links that name some reports."""
        numbers = sorted({n for name in names for n in self._links_of.get(name, ())})
        rows = [self._links[number] for number in numbers]
        return pa.Table.from_pylist(rows, arrow_schema("links"))

    def rows(self, names: Iterable[Name]) -> pa.Table:
        """Return the rows of some reports."""
        places = sorted(self._own[name] - self._first for name in names)
        parts, first = [], 0
        for table in self._reports:
            mine = [place - first for place in places if first <= place < first + table.num_rows]
            parts += [table.slice(place, 1) for place in mine]
            first += table.num_rows
        return pa.concat_tables([arrow_schema("reports").empty_table(), *parts])

    def of_series(self, tallies: pa.Table) -> pa.Table:
        """Return the tallies of the named series of some tallies."""
        pairs = zip(tallies["source"].to_pylist(), tallies["series"].to_pylist(), strict=True)
        wanted = {*pairs}
        parts = [arrow_schema("reports").empty_table()]
        for table in self._reports:
            mask = pc.is_in(
                table["series"], pa.array(sorted({name for _, name in wanted}), pa.string())
            )
            some = table.filter(mask)
            pairs = zip(some["source"].to_pylist(), some["series"].to_pylist(), strict=True)
            parts.append(some.filter(pa.array([pair in wanted for pair in pairs], pa.bool_())))
        return pa.concat_tables(parts)


def named_table(names: Mapping[Name, int]) -> pa.Table:
    """Return names, and when each was recorded, as `source`, `report` and `recorded_at`."""
    rows = sorted(names)
    return pa.table({
        "recorded_at": pa.array([names[name] for name in rows], pa.int64()),
        "source": pa.array([source for source, _ in rows], pa.string()),
        "report": pa.array([report for _, report in rows], pa.string()),
    })  # fmt: skip
