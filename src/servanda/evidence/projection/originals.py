"""The reports of a projection as they were written: texts, links and notes, from their files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import file_digest
from os import fstat
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, problem_error
from servanda.evidence.names import KnownNames
from servanda.evidence.projection.batches import open_reports
from servanda.evidence.projection.folder import ProjectionFolder, Whole
from servanda.evidence.projection.head import SourceFile
from servanda.evidence.projection.unusual import with_ids
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import build_rows
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import arrow_schema

_FILES_SQL: Final = """
SELECT DISTINCT file_no FROM read_parquet($names) n SEMI JOIN asked USING (report_no)
ORDER BY file_no
"""


def check_originals(folder: ProjectionFolder, numbers: Sequence[int]) -> None:
    """Raise if some reports could not be read again.

    Args:
        folder: the projection.
        numbers: of the reports.

    Raises:
        EvidenceError: SV397, a file is gone, or is not the one that was read.
    """
    files = _report_files(folder)
    found: list[tuple[int]] = [(0,)] if numbers else []
    if numbers and len(files) > 1:
        asked = pa.table({"report_no": pa.array(numbers, pa.int64())})
        with scratch() as connection:
            connection.register("asked", asked)
            found = connection.execute(_FILES_SQL, {"names": folder.names}).fetchall()
    for (file_no,) in found:
        check_unchanged(folder, files[file_no])


def _report_files(folder: ProjectionFolder) -> list[SourceFile]:
    return [file for file in folder.head.files if file.table == "reports"]


def read_originals(folder: ProjectionFolder, numbers: Iterable[int], names: KnownNames) -> pa.Table:
    """Return some reports of a projection, read again from the files that it was made from.

    Args:
        folder: the projection.
        numbers: of the reports.
        names: of the agreement for which it was made.

    Returns:
        Rows in `arrow_schema("reports")`, in order of source and report.

    Raises:
        EvidenceError: SV397, a file is gone, or is not the one that was read.
    """
    places = folder.named.rows(pa.array(sorted(set(numbers)), pa.int64()))
    places = places.sort_by([("file_no", "ascending"), ("row_no", "ascending")])
    files = _report_files(folder)
    words = DeclaredWords(folder.tables["words"])
    schema = arrow_schema("reports")
    parts, order = [], []
    for file_no in pc.unique(places["file_no"]).to_pylist():
        here = places.filter(pc.equal(places["file_no"], file_no))
        rows = _rows_of(_whole(folder, files[file_no]), here["row_no"], (names, words))
        parts.append(rows.select(schema.names).cast(schema))
        found = pc.index_in(rows["row_no"].cast(pa.int64()), here["row_no"])
        order += here["report_no"].take(found).chunks
    if not parts:
        return schema.empty_table()
    # Numbers are in order of source and report.
    return pa.concat_tables(parts).take(pc.sort_indices(pa.chunked_array(order, pa.int64())))


def _whole(folder: ProjectionFolder, file: SourceFile) -> tuple[str, Whole]:
    """Return the name of a file of reports, and what reads its rows."""
    check_unchanged(folder, file)
    own = folder.own.get(file.path)
    return file.path, open_reports(Path(file.path)).whole if own is None else own


def _rows_of(
    file: tuple[str, Whole], numbers: pa.ChunkedArray, known: tuple[KnownNames, DeclaredWords]
) -> pa.Table:
    (path, whole), (names, words) = file, known
    raw = whole(numbers.to_pylist())
    raw = raw.append_column("file", pa.repeat(path, raw.num_rows))
    rows, _ = build_rows("reports", raw, names, words)
    return with_ids(rows)


def check_unchanged(folder: ProjectionFolder, file: SourceFile) -> None:
    """Raise if a file is not the one that was read; of one that nobody touched it is known."""
    if file.path in folder.own:
        return
    path = Path(file.path)
    hint = "bring the file back, or make the index anew: `servanda index CASE --to FOLDER`"
    try:
        with path.open("rb") as opened:
            stat = fstat(opened.fileno())
            state = (file.path, stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if state in folder.unchanged:
                return
            found = file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        message = f"`{file.path}`, from which the index was made, cannot be read: {error.strerror}"
        raise problem_error(EvidenceError, "SV397", message, hint) from None
    if found != file.sha256:
        message = f"`{file.path}` was changed after the index was made"
        raise problem_error(EvidenceError, "SV397", message, hint)
    folder.unchanged.add(state)
