"""What reports of a projection are called and where they were written, read when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.scratch import scratch

_ROWS_SQL: Final = """
SELECT n.report_no, n.source_id, n.report, n.file_no, n.row_no
FROM read_parquet($names) n SEMI JOIN asked USING (report_no) ORDER BY n.report_no
"""
_KINDS: Final = pa.schema([
    ("report_no", pa.int64()), ("source_id", pa.int32()), ("report", pa.string()),
    ("file_no", pa.int64()), ("row_no", pa.int64()),
])  # fmt: skip


class NamedRows:
    """Finds rows of reports by their numbers; what was found last stays at hand.

    Whoever asks what reports are called asks mostly for their words next.
    """

    def __init__(self, pattern: str) -> None:
        """Be told where the names are.

        Args:
            pattern: of the files that hold them.
        """
        self._pattern = pattern
        self._last = _KINDS.empty_table()

    def rows(self, numbers: pa.Array, among: Callable[[], pa.Array] | None = None) -> pa.Table:
        """Return some rows.

        Args:
            numbers: of the reports, `int64`, each once.
            among: returns numbers, these among them, that are likely to be asked for next; if some
                are not at hand, all of those are read, since each look at the files takes long.

        Returns:
            `report_no`, `source_id`, `report`, `file_no` and `row_no`, in order of `numbers`.
        """
        known = self._last
        places = pc.index_in(numbers, known["report_no"])
        if places.null_count:
            self._last = known = self._read(numbers if among is None else among())
            places = pc.index_in(numbers, known["report_no"])
        return known.take(places)

    def _read(self, numbers: pa.Array) -> pa.Table:
        with scratch() as connection:
            connection.register("asked", pa.table({"report_no": numbers}))
            found = connection.sql(_ROWS_SQL, params={"names": self._pattern}).to_arrow_table()
        return found.cast(_KINDS).combine_chunks()
