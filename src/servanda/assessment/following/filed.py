"""Arrays too large to be held: they lie in files, and only what is read comes to memory."""

from __future__ import annotations

import mmap
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import pyarrow.parquet as pq

from servanda.assessment.following.columns import UNKNOWN
from servanda.assessment.narrow import open_reports
from servanda.assessment.tables import REPORTS, CaseTables, ParquetTable
from servanda.evidence.formats import quoted_text
from servanda.evidence.scratch import scratch

_FEW: Final = 500_000
"""Arrays of so few numbers are held in memory."""
SLICE: Final = 500_000
"""So many rows are read at a time."""

_Array = npt.NDArray[Any]


class Drawer:
    """Where large arrays are laid down: in files without a name, which end with the process."""

    def __init__(self) -> None:
        self._kept: list[mmap.mmap] = []

    def keep(self, array: _Array) -> _Array:
        """Return an array as it is, or if it is large as one that lies in a file."""
        if len(array) <= _FEW:
            return array
        with tempfile.TemporaryFile(prefix="servanda-follow-") as file:
            array.tofile(file)
            file.flush()
            kept = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._kept.append(kept)
        return np.frombuffer(kept, array.dtype)

    def rest(self) -> None:
        """Let go of what was read of the files; it is read again where it is needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            for kept in self._kept:
                kept.madvise(mmap.MADV_DONTNEED)


class FiledColumns(dict[str, _Array]):
    """The reports of an index as arrays, each read when it is asked for and not kept."""

    def __init__(self, case: CaseTables, reports: ParquetTable) -> None:
        """Find the files of a case's reports, read as its agreement reads them.

        Args:
            case: with its reports in the files of an index.
            reports: these files.
        """
        super().__init__()
        pattern = Path(reports.pattern)
        if not case.is_as_written:
            pattern = self._written_as_read(case) / "*.parquet"
        self._files = [pq.ParquetFile(path) for path in sorted(pattern.parent.glob(pattern.name))]
        self._size = sum(file.metadata.num_rows for file in self._files)
        self._is_as_written = case.is_as_written

    def __missing__(self, name: str) -> _Array:
        """Read one column of all reports, in the order of the files; a null is `UNKNOWN`."""
        field = REPORTS.field(name)
        found: _Array = np.zeros(self._size, field.type.to_pandas_dtype())
        if name == "holds_us" and self._is_as_written:
            return found
        first = 0
        for file in self._files:
            for batch in file.iter_batches(columns=[name], batch_size=SLICE):
                column = batch.column(0).cast(field.type)
                if field.nullable:
                    column = pc.fill_null(column, UNKNOWN)
                found[first : first + len(column)] = column.to_numpy(zero_copy_only=False)
                first += len(column)
        return found

    def _written_as_read(self, case: CaseTables) -> Path:
        """Write the reports as the agreement reads them, for as long as they are wanted."""
        folder = tempfile.mkdtemp(prefix="servanda-follow-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        with scratch() as connection:
            open_reports(connection, case)
            rows = f"SELECT {', '.join(REPORTS.names)} FROM reports"
            target = quoted_text(str(Path(folder) / "reports.parquet"))
            connection.execute(f"COPY ({rows}) TO {target} (FORMAT parquet)")
        return Path(folder)
