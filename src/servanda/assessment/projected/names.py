"""What the reports of a projection are called: read when somebody asks, not before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from servanda.assessment.dictionary import Dictionary
from servanda.evidence.projection.folder import ProjectionFolder
from servanda.evidence.scratch import scratch


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

    def _learn(self, numbers: list[int]) -> None:
        asked = pa.table({"report_no": pa.array(numbers, pa.int64())})
        with scratch() as connection:
            connection.register("asked", asked)
            rows = connection.sql(
                "SELECT n.report_no, n.source_id, n.report FROM read_parquet($names) n"
                " SEMI JOIN asked USING (report_no)",
                params={"names": self.folder.names},
            ).to_arrow_table()
        sources = [self.sources[source_id - 1] for source_id in rows["source_id"].to_pylist()]
        names = zip(sources, rows["report"].to_pylist(), strict=True)
        self._names.update(zip(rows["report_no"].to_pylist(), names, strict=True))
