"""What the reports of a projection are called: read when somebody asks, not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.dictionary import Dictionary
from servanda.evidence.projection.folder import ProjectionFolder


@dataclass(frozen=True)
class ProjectedDictionary(Dictionary):
    """A dictionary whose table of reports is empty: names are read from the projection.

    Attributes:
        folder: the projection.
    """

    folder: ProjectionFolder = field(kw_only=True)
    _names: dict[int, tuple[str, str]] = field(default_factory=dict, kw_only=True, repr=False)

    def report_name(self, report_no: int) -> tuple[str, str]:
        """Return source and report id of a report number; of a derived difference its last row."""
        number = abs(report_no)
        return self.report_names((number,))[number]

    def report_names(self, numbers: Iterable[int]) -> Mapping[int, tuple[str, str]]:
        """Return report number to source and report id; one by one takes a look at files each."""
        new = sorted({number for number in numbers if number not in self._names})
        if new:
            self._learn(new)
        return self._names

    def named(
        self, numbers: pa.Array, among: Callable[[], pa.Array] | None = None
    ) -> tuple[pa.Array, pa.Array]:
        """Return sources and report ids of report numbers, as a dictionary does."""
        rows = self.folder.named.rows(numbers, among)
        sources = pa.array(self.sources, pa.string())
        found = sources.take(pc.subtract(rows["source_id"], 1).combine_chunks())
        return found, rows["report"].combine_chunks()

    def _learn(self, numbers: list[int]) -> None:
        sources, reports = self.named(pa.array(numbers, pa.int64()))
        names = zip(sources.to_pylist(), reports.to_pylist(), strict=True)
        self._names.update(zip(numbers, names, strict=True))
