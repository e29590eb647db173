"""New rows of evidence in the integers of a followed case.

The new rows are prepared as a small case by themselves, together with the reports that they correct
or are linked with, and what its numbers mean is looked up in the followed case. So every rule of
preparing (words, states, corrections, links) is the one that whole cases are prepared by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.following.columns import (
    Columns,
    Numbers,
    columns_of,
    rows_at,
    table_of,
)
from servanda.assessment.following.evidence import Batch
from servanda.assessment.following.known import Known, Name, name_of
from servanda.assessment.following.meanings import Meanings
from servanda.assessment.following.reading import waits
from servanda.assessment.prepare import DutySide, PreparedCase, Setting, prepare
from servanda.assessment.tables import TABLES
from servanda.evidence.load import Evidence

_IDS: Final = {
    "source_id": "sources", "origin_id": "sources", "series_id": "series", "hand_id": "hands",
    "thing_id": "things", "place_id": "places", "about_id": "matters",
}  # fmt: skip
_PLACED: Final = ("report_no", "root_no", "usable_at", "recorded_at")
"""What tells the place of a report in its chain."""
_SMALL: Final = ("sources", "words", "totals")


@dataclass(frozen=True)
class Small:
    """New rows prepared by themselves, with what they are kin to.

    Attributes:
        prepared: the small case.
        kin: reports whose chains and incidents are complete in it.
    """

    prepared: PreparedCase
    kin: frozenset[Name]


@dataclass(frozen=True)
class Gathered:
    """New rows with the old ones that they are kin to.

    Attributes:
        names: of the new reports.
        evidence: all these rows, and the small tables of the whole case.
        kin: reports whose chains and incidents are complete in it.
    """

    names: tuple[Name, ...]
    evidence: Evidence
    kin: frozenset[Name]


def gather(new: Evidence, names: Iterable[Name], known: Known, whole: Evidence) -> Gathered:
    """Return new rows with what they are kin to.

    Args:
        new: the new rows.
        names: of the reports among them.
        known: all rows, the new ones included.
        whole: the other tables of the case.
    """
    kin = known.kindred(_named_in(new, known))
    pointed = {name for full in _pointed_at(new) if (name := name_of(full, known.numbers))}
    tables = {
        **new.tables,
        **{name: whole.tables[name] for name in _SMALL},
        "reports": known.rows(kin | pointed),
        "links": known.links_among(kin),
    }
    return Gathered(tuple(names), Evidence(tables), frozenset(kin))


def prepare_small(
    gathered: Gathered, tools: tuple[DutySide, Setting, int], scales: Mapping[str, int]
) -> Small:
    """Return new rows as a small case by themselves.

    Args:
        gathered: the new rows, and what they are kin to.
        tools: duties, setting, and an instant by which all is recorded.
        scales: of the followed case; the figures are multiplied by no less.
    """
    duties, setting, as_of = tools
    prepared = prepare(_Scaled(duties, scales), gathered.evidence, setting, as_of)
    return Small(prepared, gathered.kin)


class _Scaled:
    """The duties of a case, told by which scales its figures are."""

    def __init__(self, duties: DutySide, scales: Mapping[str, int]) -> None:
        self._duties = duties
        self.scales = scales

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the duties have it
        return getattr(self._duties, name)


def _named_in(new: Evidence, known: Known) -> set[Name]:
    rows = new.reports
    names = set(zip(rows["source"].to_pylist(), rows["report"].to_pylist(), strict=True))
    linked = (full for cell in new.tables["links"]["reports"].to_pylist() for full in cell)
    return names | {name for full in linked if (name := name_of(full, known.numbers))}


def _pointed_at(new: Evidence) -> Iterable[str]:
    for cell in new.reports["of"].drop_null().to_pylist():
        yield from cell
    yield from new.tables["marks"]["report"].to_pylist()
    yield from new.tables["rulings"]["subject"].to_pylist()


# ---- into the numbers of the followed case ------------------------------------------------------


class Translator:
    """Translates small cases into the numbers of a followed case."""

    def __init__(self, known: Known, meanings: Meanings, coverage: int) -> None:
        self._known = known
        self._meanings = meanings
        self._coverage = coverage

    def batch(
        self, small: Small, new: Iterable[Name], held: Columns, linked: Mapping[int, int]
    ) -> tuple[Batch, bool]:
        """Return new rows as a batch, and whether there are new names among them.

        Args:
            small: the rows prepared by themselves.
            new: names of the new reports.
            held: the kin as the followed case has them.
            linked: report to incident of the kin as the followed case has them.
        """
        tables = small.prepared.case.tables
        maps, is_grown = self._meanings.learn(small.prepared.dictionary)
        named = small.prepared.dictionary.reports
        pairs = zip(named["source"].to_pylist(), named["report"].to_pylist(), strict=True)
        numbers = np.array([0, *(self._known.numbers[pair] for pair in pairs)], np.int64)
        fresh = {self._known.numbers[name] for name in new}
        reports = self._reports(tables["reports"], maps, numbers)
        mask = self._is_new(reports, fresh, held)
        targets = _renumbered(tables["targets"], numbers, ("report_no", "target_no"))
        is_fresh = np.isin(np.asarray(targets["report_no"].to_numpy()), sorted(fresh))
        kin = {self._known.numbers[name] for name in small.kin}
        now, gone = self._links(tables["linked"], numbers, kin, linked)
        return Batch(
            reports=table_of(rows_at(reports, mask)),
            targets=targets.filter(pa.array(is_fresh)),
            marks=_renumbered(tables["marks"], numbers, ("report_no",)),
            excepted=_renumbered(tables["excepted"], numbers, ("report_no",)),
            ruled=_renumbered(tables["ruled"], numbers, ("report_no",)),
            coverage=self._covered(tables["coverage"], maps),
            linked=now,
            unlinked=gone,
        ), is_grown

    def _reports(self, table: pa.Table, maps: Mapping[str, Numbers], numbers: Numbers) -> Columns:
        columns = columns_of(table)
        for column, kind in _IDS.items():
            columns[column] = maps[kind][columns[column]]
        for column in ("report_no", "root_no"):
            columns[column] = numbers[columns[column]]
        return columns

    def _is_new(self, reports: Columns, fresh: set[int], held: Columns) -> np.ndarray[Any, Any]:
        """Return which reports are new, or stand otherwise in their chain than before."""
        before = {
            number: place
            for number, *place in zip(*(held[name].tolist() for name in _PLACED), strict=True)
        }
        rows = zip(*(reports[name].tolist() for name in _PLACED), strict=True)
        return np.array(
            [
                number in fresh or (number in before and before[number] != place)
                for number, *place in rows
            ],
            bool,
        )

    def _links(
        self, table: pa.Table, numbers: Numbers, kin: set[int], before: Mapping[int, int]
    ) -> tuple[pa.Table, Numbers]:
        """Return what is linked otherwise than before; an incident is named by its least number."""
        members: dict[int, list[int]] = {}
        rows = zip(table["report_no"].to_pylist(), table["incident_no"].to_pylist(), strict=True)
        for number, incident in rows:
            members.setdefault(incident, []).append(int(numbers[number]))
        now = {number: min(some) for some in members.values() for number in some}
        changed = {n: i for n, i in now.items() if n in kin and before.get(n) != i}
        gone = sorted(n for n in before if n in kin and n not in now)
        rows_now = [{"report_no": n, "incident_no": i} for n, i in sorted(changed.items())]
        return pa.Table.from_pylist(rows_now, TABLES["linked"]), np.array(gone, np.int64)

    def _covered(self, table: pa.Table, maps: Mapping[str, Numbers]) -> pa.Table:
        rows = table.to_pylist()
        for row in rows:
            self._coverage += 1
            row["coverage_id"] = self._coverage
            for column, kind in _IDS.items():
                if column in row:
                    row[column] = int(maps[kind][row[column]])
        return pa.Table.from_pylist(rows, TABLES["coverage"])


def _renumbered(table: pa.Table, numbers: Numbers, columns: Iterable[str]) -> pa.Table:
    for column in columns:
        place = table.schema.get_field_index(column)
        values = numbers[np.asarray(table[column].to_numpy(), np.int64)]
        table = table.set_column(place, table.schema.field(column), pa.array(values, pa.int64()))
    return table


def with_rows(whole: Evidence, new: Evidence, *, declares: bool = False) -> Evidence:
    """Return evidence with further rows.

    Args:
        whole: the evidence.
        new: the further rows.
        declares: those that were rejected for a word of theirs are among the new ones.
    """
    tables = {n: pa.concat_tables([table, new.tables[n]]) for n, table in whole.tables.items()}
    digests = {
        name: pa.chunked_array([
            *(whole.digests[name].chunks if name in whole.digests else []),
            *(new.digests[name].chunks if name in new.digests else []),
        ], type=pa.string())
        for name in {*whole.digests, *new.digests}
    }  # fmt: skip
    repeats = {n: whole.repeats.get(n, 0) + new.repeats.get(n, 0)
               for n in {*whole.repeats, *new.repeats}}  # fmt: skip
    # What waits is read again with every batch, and told of anew.
    rest = whole.rejects.filter(pc.invert(waits(whole.rejects, declares=declares)))
    rejects = pa.concat_tables([rest, new.rejects])
    rejects = rejects.sort_by([("file", "ascending"), ("row_no", "ascending")])
    found = replace(whole, tables=tables, digests=digests, repeats=repeats, rejects=rejects)
    return _in_order_of_content(found)


def _in_order_of_content(whole: Evidence) -> Evidence:
    """Return evidence whose small tables stand as if all rows had been read at once.

    Reports keep the order in which they are numbered. Of an index nobody knows the hashes.
    """
    tables, digests = dict(whole.tables), dict(whole.digests)
    for name, table in whole.tables.items():
        hashes = digests.get(name)
        if name == "reports" or hashes is None or len(hashes) != table.num_rows:
            continue
        order = pc.sort_indices(hashes)
        tables[name], digests[name] = table.take(order), hashes.take(order)
    return replace(whole, tables=tables, digests=digests)


def in_order(whole: Evidence, named: pa.Table) -> Evidence:
    """Return evidence whose reports stand in the order in which they are numbered.

    Args:
        whole: the evidence.
        named: source and id of each report, in order of its number.
    """
    rows = whole.reports
    names = list(zip(rows["source"].to_pylist(), rows["report"].to_pylist(), strict=True))
    wanted = list(zip(named["source"].to_pylist(), named["report"].to_pylist(), strict=True))
    if names == wanted:
        return whole
    places = {name: place for place, name in enumerate(names)}
    order = pa.array([places[name] for name in wanted], pa.int64())
    digests = {**whole.digests, "reports": whole.digests["reports"].take(order)}
    return replace(whole, tables={**whole.tables, "reports": rows.take(order)}, digests=digests)
