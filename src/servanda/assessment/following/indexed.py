"""The index behind a followed case: what its ids mean, and how it is made anew with what came."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from servanda.assessment.following.meanings import Matters, Meanings
from servanda.assessment.prepare import PreparedCase
from servanda.assessment.tables import ASSERTS
from servanda.case import Case
from servanda.evidence.faults import reject_bad_rows
from servanda.evidence.files import RawTable
from servanda.evidence.formats import BadRow
from servanda.evidence.projection.folder import ProjectionFolder, open_index
from servanda.evidence.projection.making import make_projection
from servanda.evidence.projection.originals import check_unchanged
from servanda.evidence.tables import REJECTS


class IndexBehind:
    """The index of a case, and the rows that were taken since.

    Where new rows bear on the whole case, an index of all of them is made in the folder for
    temporary files, and the case goes on from there.

    Attributes:
        opened: the index.
    """

    def __init__(self, opened: ProjectionFolder) -> None:
        """Take an index, made of files that are as they were read."""
        self.opened = opened
        self._files = [Path(file.path) for file in opened.head.files]
        self._folder: Path | None = None
        self._shown: dict[str, tuple[str, pa.Array]] = {}
        self._bad_rows: list[BadRow] = []
        self._made = 0

    def check_files(self) -> None:
        """Raise if a file that the index was made of could not be read again.

        Raises:
            EvidenceError: SV397, it is gone, or is not the one that was read.
        """
        for file in self.opened.head.files:
            check_unchanged(self.opened, file)

    def meanings(self, prepared: PreparedCase, matters: Matters) -> Meanings:
        """Return what the ids of a case on this index mean.

        An index tells things apart by what is said of them as well (asserted, denied ...), so that
        several may mean the same: new rows are taken for those that are asserted.
        """
        reads = prepared.case.reads["thing_reads"].select(["thing_id", "told_id"]).to_pylist()
        told = {row["thing_id"]: row["told_id"] for row in reads}
        things = self.opened.dictionary["things"]
        asserted = [row["thing_id"] for row in things if row["stance"] == ASSERTS]
        first = (told.get(number, number) for number in asserted)
        return Meanings(prepared.dictionary, first, matters)

    # ---- what came ----

    def keep(self, raws: Sequence[RawTable]) -> None:
        """Keep rows as they came, for an index that may have to be made of all."""
        for raw in raws:
            self._bad_rows += raw.bad_rows
            if not raw.rows.num_rows:
                continue
            number = len(self._shown) + 1
            path = self._place() / f"{raw.name}-{number:06}.parquet"
            pq.write_table(raw.rows.drop_columns(["row_no"]), path)
            self._shown[str(path)] = (raw.file, raw.rows["row_no"].combine_chunks())
            self._files.append(path)

    def made_anew(self, case: Case) -> Case:
        """Return the case on an index of all files, those that came included.

        Raises:
            EvidenceError: the index cannot be made.
        """
        self._made += 1
        before, target = self.opened.path, self._place() / f"index-{self._made}"
        make_projection(self._files, case.names, target)
        if before.parent == target.parent:
            shutil.rmtree(before, ignore_errors=True)
        self.opened = open_index(target, case.names)
        found = replace(case, evidence=self.opened.evidence(), index=self.opened)
        return replace(found, evidence=replace(
            found.evidence, rejects=self._as_they_came(found.evidence.rejects)
        ))  # fmt: skip

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="servanda-follow-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def _as_they_came(self, rejects: pa.Table) -> pa.Table:
        """Return rejected rows by the files and lines in which they came."""
        rows = rejects.to_pylist()
        for row in rows:
            if row["file"] in self._shown:
                row["file"], lines = self._shown[row["file"]]
                row["row_no"] = lines[row["row_no"] - 1].as_py()
        tables = [pa.Table.from_pylist(rows, REJECTS), reject_bad_rows(self._bad_rows)]
        return pa.concat_tables(tables).sort_by([("file", "ascending"), ("row_no", "ascending")])
