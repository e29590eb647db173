"""From the numbers of an engine back to names: uses, figures and what is missing (SEMANTICS 6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.dictionary import Dictionary
from servanda.assessment.findings import Figure, Use
from servanda.assessment.prepare import PreparedCase
from servanda.assessment.tables import OTHER_SIDE, OWN_SIDE

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

    def uses(self, rows: Iterable[Row], scale: int) -> tuple[Use, ...]:
        """Return how reports bear on a finding; figures divided by the scale of its unit."""
        return tuple(self._use(row, scale) for row in rows)

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

    def _use(self, row: Row, scale: int) -> Use:
        source, report = self.dictionary.report_name(row["report_no"])
        incident = row["incident_no"]
        return Use(
            report=report,
            source=source,
            origin=self._origin(row["report_no"]),
            bears=row["bears"],
            interest=row["interest"],
            low=row["low"] / scale,
            high=_scaled(row["high"], scale),
            why=row["why"],
            incident=self.dictionary.report_name(incident)[1] if incident else "",
            status=row["status"],
        )

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

    def _origin(self, report_no: int) -> str:
        origin_id = self.origins.get(abs(report_no))
        if origin_id is not None:
            return self.dictionary.source_name(origin_id)
        return self.dictionary.report_name(report_no)[0]


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


def _scaled(value: int | None, scale: int) -> float | None:
    return None if value is None else value / scale
