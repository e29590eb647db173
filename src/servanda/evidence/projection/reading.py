"""Reads files of reports into the stage: the usual rows at once, the unusual ones slowly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count
from typing import Final

import pyarrow as pa

from servanda.errors import Problem
from servanda.evidence.formats import FileFault, illegible
from servanda.evidence.projection.batches import Batch, ReportsFile, problem_of
from servanda.evidence.projection.digests import Digests
from servanda.evidence.projection.encoding import Encoded, encode
from servanda.evidence.projection.record import Record
from servanda.evidence.projection.stage import Stage
from servanda.evidence.projection.unusual import Slowly, read_slowly
from servanda.evidence.quantities import DeclaredWords

_MOST_WORKERS: Final = 4


class ReportReader:
    """Reads files of reports.

    Attributes:
        files: all of them.
    """

    def __init__(
        self, files: Sequence[ReportsFile], record: Record, stage: Stage, words: DeclaredWords,
        digests: Digests | None = None,
    ) -> None:  # fmt: skip
        self.files, self._record, self._stage = tuple(files), record, stage
        self._words, self._digests = words, digests
        record.declared = words.texts

    def read(self) -> list[Problem]:
        """Read all batches, some at a time; parts stand in the order of the files.

        Returns:
            What is wrong with whole files.
        """
        workers = max(1, min(_MOST_WORKERS, cpu_count() or 1))
        hashed_by = None if self._digests is None else self._words
        with ThreadPoolExecutor(workers) as pool:
            waiting: list[tuple[Batch, Future[Encoded]]] = []
            for batch in self._batches():
                waiting.append((batch, pool.submit(encode, batch, self._record, hashed_by)))
                if len(waiting) > workers:
                    self._keep(*waiting.pop(0))
            for batch, job in waiting:
                self._keep(batch, job)
        self._stage.close()
        return [problem for file in self.files for problem in file.problems]

    def _batches(self) -> Iterator[Batch]:
        for number, file in enumerate(self.files):
            try:
                yield from file.batches(number)
            except FileFault as fault:
                file.problems.append(problem_of(fault, file.file))
            except (OSError, pa.ArrowException) as error:
                self._note(file, error)

    def _note(self, file: ReportsFile, error: Exception) -> None:
        """Note once why a file cannot be read."""
        problem = illegible(file.file, error)
        if problem not in file.problems:
            file.problems.append(problem)

    def _keep(self, batch: Batch, job: Future[Encoded]) -> None:
        try:
            found = job.result()
        except pa.ArrowException as error:  # a column of a kind that cannot be written as text
            self._note(self.files[batch.file_no], error)
            return
        self._stage.add(found.part, found.references, {})
        self._hashed(found.hashes)
        if not len(found.unusual):
            return
        raw = batch.whole(found.unusual)
        if raw.num_rows:
            file = batch.file_no, self.files[batch.file_no].file
            slow: Slowly = read_slowly(raw, file, self._record, self._words)
            self._stage.add(slow.part, slow.references, slow.large)
            self._hashed(slow.hashes)
            self._stage.rejects.append(slow.rejects)

    def _hashed(self, hashes: pa.Array | None) -> None:
        """Keep the hashes of the rows that were put into the stage last, if they are wanted."""
        if self._digests is not None and hashes is not None:
            self._digests.add(hashes)

    def whole_rows(self, rows: Sequence[int]) -> pa.Table:
        """Return rows of the stage as text, in that order."""
        wanted = self._stage.places(rows)
        tables: list[pa.Table] = []
        place: dict[tuple[int, int], int] = {}
        for number, file in enumerate(self.files):
            lines = {line for file_no, line in wanted if file_no == number}
            if lines:
                raw = file.whole(lines)
                tables.append(raw.append_column("file", pa.repeat(file.file, raw.num_rows)))
                first = len(place)
                place |= {(number, n): first + k for k, n in enumerate(raw["row_no"].to_pylist())}
        whole = pa.concat_tables(tables, promote_options="default")
        return whole.take(pa.array([place[key] for key in wanted], pa.int64()))
