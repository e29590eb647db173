"""What the reports of a projection are called: read when somebody asks, not before."""

from __future__ import annotations

from collections.abc import Iterable
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
        if number not in self._names:
            self.learn((number,))
        return self._names[number]

    def learn(self, numbers: Iterable[int]) -> None:
        """Read the names of many reports at once; one by one takes a look at the files each."""
        new = sorted({abs(n) for n in numbers} - self._names.keys())
        if not new:
            return
        asked = pa.table({"report_no": pa.array(new, pa.int64())})
        with scratch() as connection:
            connection.register("asked", asked)
            rows = connection.execute(
                "SELECT n.report_no, n.source_id, n.report FROM read_parquet($names) n"
                " SEMI JOIN asked USING (report_no)",
                {"names": self.folder.names},
            ).fetchall()
        for number, source_id, report in rows:
            self._names[number] = (self.sources[source_id - 1], report)
