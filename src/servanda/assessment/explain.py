"""From the numbers of an engine back to names: uses, figures and what is missing (SEMANTICS 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.dictionary import Dictionary
from servanda.assessment.findings import Figure, Use
from servanda.assessment.later import Later
from servanda.assessment.prepare import PreparedCase
from servanda.assessment.tables import OTHER_SIDE, OWN_SIDE, USES

_KEY: Final = USES.names[:5]
_OF_USES: Final = USES.names[5:]
Row = Mapping[str, Any]
Key = tuple[int, int, int, bool, str]


def key_of(row: Row) -> Key:
    """Return what names the finding of a row of `FINDINGS`, `USES` or `FIGURES`."""
    return (
        row["clause_no"],
        row["reading_no"],
        row["member_id"],
        row["is_group"],
        row["slot"],
    )


def rows_by_finding(table: pa.Table) -> dict[Key, list[Row]]:
    """Return the rows of a table by the finding they belong to, in their order."""
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        found[key_of(row)].append(row)
    return dict(found)


def parts_by_finding(table: pa.Table) -> dict[Key, pa.Table]:
    """Return the parts of a table that belong to one finding each.

    Args:
        table: with the columns of a key, all rows of a finding one after the other.
    """
    if not table.num_rows:
        return {}
    keys = table.select(_KEY)
    is_new = pa.repeat(pa.scalar(False), table.num_rows - 1)
    for column in keys.columns:
        is_new = pc.or_(is_new, pc.not_equal(column[1:], column[:-1]))
    starts = [0, *(place + 1 for place in pc.indices_nonzero(is_new).to_pylist())]
    named = map(key_of, keys.take(starts).to_pylist())
    spans = pairwise([*starts, table.num_rows])
    return {
        key: table.slice(start, stop - start)
        for key, (start, stop) in zip(named, spans, strict=True)
    }


def in_groups(parts: Iterable[pa.Table], most: int) -> Iterator[list[pa.Table]]:
    """Yield for each part of a table the group that it belongs to, of about so many rows.

    A group is whole only when all parts have been gone through.
    """
    group: list[pa.Table] = []
    rows = 0
    for part in parts:
        if rows + part.num_rows > most and group:
            group, rows = [], 0
        group.append(part)
        rows += part.num_rows
        yield group


def _numbers_of(uses: pa.Table) -> pa.Array:
    """Return the numbers of all reports and incidents in rows of `USES`, each once."""
    numbers, incidents = pc.abs(_one(uses["report_no"])), _one(uses["incident_no"])
    every = pc.unique(pa.concat_arrays([numbers, incidents.cast(numbers.type)]))
    return every.filter(pc.greater(every, 0))


@dataclass(frozen=True)
class Translator:
    """Turns rows of one prepared case into what people read.

    Attributes:
        dictionary: from ids to names.
        sides: (bearer id, source id) to where the source stands.
        origins: report number to the id of who claims it, where its source only relays.
    """

    dictionary: Dictionary
    sides: Mapping[tuple[int, int], int]
    origins: Mapping[int, int] = field(default_factory=dict)

    def uses(self, rows: pa.Table, scale: int, near: Sequence[pa.Table] = ()) -> Sequence[Use]:
        """Return how reports bear on a finding; figures divided by the scale of its unit.

        They are put into words when somebody looks at them.

        Args:
            rows: of `USES`, of that finding.
            scale: of its unit.
            near: rows of findings that somebody looks at next, its own among them.
        """
        return Later(
            rows.num_rows,
            lambda start, stop: self._uses(rows.slice(start, stop - start), scale, near),
        )

    def figures(self, rows: Iterable[Row], scale: int) -> tuple[Figure, ...]:
        """Return what each source itself says of a finding."""
        return tuple(self._figure(row, scale) for row in rows)

    def stated(self, rows: Iterable[Row], member_id: int, scale: int) -> dict[int, float | None]:
        """Return what the bearer's own side and the other side state: the greatest figure of each.

        An at-least comes before an at-most; None: the side states nothing.
        """
        said: dict[int, float | None] = {OWN_SIDE: None, OTHER_SIDE: None}
        for row in rows:
            side = self.sides.get((member_id, row["origin_id"]))
            figure = row["at_least"] if row["at_least"] is not None else row["at_most"]
            if side in said and figure is not None:
                before = said[side]
                value = figure / scale
                said[side] = value if before is None else max(before, value)
        return said

    def _uses(self, rows: pa.Table, scale: int, near: Sequence[pa.Table]) -> list[Use]:
        columns = {name: _one(rows[name]) for name in _OF_USES}
        numbers, incidents = pc.abs(columns["report_no"]), columns["incident_no"]
        every = _numbers_of(rows)
        among = (lambda: _numbers_of(pa.concat_tables(near))) if near else None
        names, reports = self.dictionary.named(every, among)
        places = pc.index_in(numbers, every)
        sources = names.take(places).to_pylist()
        # Of a tally there is no incident.
        alike = pc.fill_null(reports.take(pc.index_in(incidents, every)), "")
        words = {name: columns[name].to_pylist() for name in _OF_USES[1:]}
        return list(map(
            Use,
            reports.take(places).to_pylist(),
            sources,
            self._origins(numbers.to_pylist(), sources),
            words["bears"],
            words["interest"],
            [low / scale for low in words["low"]],
            [_scaled(high, scale) for high in words["high"]],
            words["why"],
            alike.to_pylist(),
            words["status"],
        ))  # fmt: skip

    def _figure(self, row: Row, scale: int) -> Figure:
        return Figure(
            source=self.dictionary.source_name(row["source_id"]),
            origin=self.dictionary.source_name(row["origin_id"]),
            interest_low=row["at_least_interest"],
            interest_high=row["at_most_interest"],
            low=_scaled(row["at_least"], scale),
            high=_scaled(row["at_most"], scale),
            is_silence=row["is_silence"],
            contradicts_itself=row["contradicts_itself"],
        )

    def _origins(self, numbers: Sequence[int], sources: Sequence[str]) -> list[str]:
        """Return who claims some reports: their source, where it does not only relay."""
        if not self.origins:
            return list(sources)
        claimed = (self.origins.get(number) for number in numbers)
        return [
            source if origin is None else self.dictionary.source_name(origin)
            for origin, source in zip(claimed, sources, strict=True)
        ]


def build_translator(prepared: PreparedCase) -> Translator:
    """Return the translator of a prepared case."""
    sides = {
        (row["bearer_id"], row["source_id"]): row["side"]
        for row in prepared.case.tables["sides"].to_pylist()
    }
    return Translator(prepared.dictionary, sides, _relayed(prepared))


def _relayed(prepared: PreparedCase) -> dict[int, int]:
    """Return who claims the reports whose source only relays; none where no report is at hand."""
    reports = prepared.case.tables.get("reports")
    if reports is None:
        return {}
    some = reports.filter(pc.not_equal(reports["source_id"], reports["origin_id"]))
    return dict(zip(some["report_no"].to_pylist(), some["origin_id"].to_pylist(), strict=True))


def _one(column: pa.ChunkedArray) -> pa.Array:
    found: Any = column.combine_chunks()
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _scaled(value: int | None, scale: int) -> float | None:
    return None if value is None else value / scale
