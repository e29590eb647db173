"""Reads the small files of a projection; the reports stay where they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from servanda.errors import EvidenceError, problem_error
from servanda.evidence.load import Evidence
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import BEFORE_EVERYTHING
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.head import Head, read_head
from servanda.evidence.projection.named import NamedRows
from servanda.evidence.scratch import scratch
from servanda.evidence.tables import FILES, arrow_schema

Whole: TypeAlias = Callable[[Collection[int]], pa.Table]
"""From lines or rows in a file to whole rows as text, with `row_no`, in order."""


@dataclass(frozen=True)
class ProjectionFolder:
    """A projection on disk.

    Attributes:
        path: the folder.
        head: what it says of itself.
        own: files of reports that were written for this projection and that nobody else knows, with
            what reads their rows as they were read; those of others are opened by their paths.
        known: instant to how many reports of each source had been recorded by it, as far as
            somebody asked.
        unchanged: files that were found to be those that it was made from, as they were then.
    """

    path: Path
    head: Head
    own: Mapping[str, Whole] = field(default_factory=dict, hash=False, compare=False, repr=False)
    known: dict[int, dict[str, int]] = field(
        default_factory=dict, hash=False, compare=False, repr=False
    )
    unchanged: set[object] = field(default_factory=set, hash=False, compare=False, repr=False)

    @property
    def scales(self) -> Mapping[str, int]:
        """Unit to the number by which its figures were multiplied."""
        return self.head.scales

    @property
    def reports(self) -> str:
        """Where the reports are, as a pattern of files."""
        return str(self.path / fmt.REPORTS_FOLDER / "*.parquet")

    @property
    def ahead(self) -> dict[str, str]:
        """Where the tables are that were worked out ahead, as far as there are any."""
        paths = {name: self.path / fmt.AHEAD_FOLDER / f"{name}.parquet" for name in fmt.AHEAD}
        return {name: str(path) for name, path in paths.items() if path.is_file()}

    @property
    def names(self) -> str:
        """Where the names of the reports are, as a pattern of files."""
        return str(self.path / fmt.NAMES_FOLDER / "*.parquet")

    @cached_property
    def named(self) -> NamedRows:
        """The rows of those files by the numbers of the reports."""
        return NamedRows(self.names)

    @cached_property
    def dictionary(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each small dictionary; points are not small."""
        return {
            name: self._read(f"{fmt.DICTIONARY_FOLDER}/{name}.parquet").to_pylist()
            for name in fmt.DICTIONARY
            if name not in {"points", "abouts"}
        }

    @cached_property
    def points(self) -> pa.Table:
        """Points with a radius, in order of their numbers."""
        return self._read(f"{fmt.DICTIONARY_FOLDER}/points.parquet")

    @cached_property
    def tables(self) -> dict[str, pa.Table]:
        """The other tables of evidence."""
        return {
            name: self._read(f"{fmt.TABLES_FOLDER}/{name}.parquet")
            for name in FILES
            if name not in {"reports", "links"}
        }

    @property
    def links(self) -> str:
        """Where the links are."""
        return str(self.path / fmt.TABLES_FOLDER / "links.parquet")

    @cached_property
    def targets(self) -> pa.Table:
        """What denials and pleas speak of."""
        return self._read(fmt.TARGETS_FILE)

    def _read(self, name: str) -> pa.Table:
        try:
            return pq.read_table(self.path / name)
        except (pa.ArrowException, OSError):
            message = f"`{self.path}` is a damaged index: `{name}` cannot be read"
            hint = "make it anew: `servanda index CASE --to FOLDER`"
            raise problem_error(EvidenceError, "SV394", message, hint) from None

    def newer_files(self) -> list[str]:
        """Return the files from which it was made that were written again since."""
        made_at = (self.path / fmt.HEAD).stat().st_mtime_ns
        found = [file.path for file in self.head.files if Path(file.path).is_file()]
        return [path for path in found if Path(path).stat().st_mtime_ns > made_at]

    def known_reports(self, as_of: int) -> Mapping[str, int]:
        """Return the sources of which reports had been recorded by an instant, and how many."""
        if as_of not in self.known:
            with scratch() as connection:
                found = connection.execute(
                    # What is replaced as soon as it is usable was recorded by then at the latest.
                    """SELECT source_id, count(*) FROM read_parquet($reports)
                    WHERE CASE WHEN recorded_at = $before THEN usable_at ELSE recorded_at END
                          <= $as_of
                    GROUP BY source_id""",
                    {"reports": self.reports, "as_of": as_of, "before": BEFORE_EVERYTHING},
                ).fetchall()
            sources = self.dictionary["sources"]
            self.known[as_of] = {sources[number - 1]["name"]: count for number, count in found}
        return self.known[as_of]

    def evidence(self) -> Evidence:
        """Return all tables of evidence but for reports and links, which stay where they are."""
        empty = {name: arrow_schema(name).empty_table() for name in ("reports", "links")}
        small = {n: table.select(arrow_schema(n).names) for n, table in self.tables.items()}
        tables = {name: {**empty, **small}[name] for name in FILES}
        return Evidence(tables, self.rejects, self.head.problems)

    @cached_property
    def rejects(self) -> pa.Table:
        """Rows that could not be used, with the reason."""
        return self._read(fmt.REJECTS_FILE)


def open_index(
    path: Path | str, names: KnownNames, own: Mapping[str, Whole] | None = None
) -> ProjectionFolder:
    """Open a projection that was made for an agreement.

    Args:
        path: the folder.
        names: what evidence may name under the agreement.
        own: as `ProjectionFolder` has it; None: there is no such file.

    Raises:
        EvidenceError: SV394, there is none; SV395, it was made under other names.
    """
    folder = Path(path)
    return ProjectionFolder(folder, read_head(folder, names), own or {})
