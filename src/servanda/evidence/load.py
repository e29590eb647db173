"""Reading evidence: files or Arrow tables in, checked Arrow tables out, and nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.errors import EvidenceError, Place, Problem
from servanda.evidence.checks import (
    Reports,
    with_known_subjects,
    with_known_targets,
    without_bad_corrections,
    without_repeats,
    without_unknown_denials,
)
from servanda.evidence.faults import Faults, reject_bad_rows, reject_rows
from servanda.evidence.files import RawTable, find_files, raw_of_arrow, read_raw
from servanda.evidence.hashing import evidence_hash, row_hashes
from servanda.evidence.names import KnownNames
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.remarks import remarks_on
from servanda.evidence.rows import build_rows
from servanda.evidence.series import without_overlaps
from servanda.evidence.tables import FILES, REJECTS, arrow_schema

REFERENCES: Final = {"links": "reports", "marks": "report", "rulings": "subject"}
"""Tables that name reports, and the column in which they do."""
ON_REPORTS: Final = ("happened", "did not happen", "excepted")
"""What rulings on reports say; others are on clauses, phases or the agreement."""


@dataclass(frozen=True)
class Evidence:
    """All that was read, checked.

    Attributes:
        tables: one Arrow table per name of `tables.FILES`, in `arrow_schema(name)`, sorted by
            identity; references are written in full (`source:report`).
        rejects: rows that cannot be used, in the schema `REJECTS`, by file and row.
        problems: what is wrong with whole files (errors), and what is worth knowing (warnings).
        repeats: how many rows only repeated another and were ignored, by table.
        digests: SHA-256 of each used row as it was written, by table, in the order of its rows.
    """

    tables: Mapping[str, pa.Table]
    rejects: pa.Table = field(default_factory=REJECTS.empty_table)
    problems: tuple[Problem, ...] = ()
    repeats: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, pa.ChunkedArray] = field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content, the same for every order of rows and every file format."""
        return evidence_hash(self.digests)

    @property
    def counts(self) -> dict[str, int]:
        """Rows used, by table, and `rejected` and `repeated` rows."""
        rows = {name: table.num_rows for name, table in self.tables.items()}
        return {**rows, "rejected": self.rejects.num_rows, "repeated": sum(self.repeats.values())}

    @property
    def reports(self) -> pa.Table:
        """The table of reports."""
        return self.tables["reports"]

    def raise_errors(self) -> None:
        """Raise what is wrong with whole files, all at once.

        Raises:
            EvidenceError: a file cannot be read or has a wrong header.
        """
        errors = tuple(p for p in self.problems if p.severity == "error")
        if errors:
            raise EvidenceError(errors)


def empty_evidence() -> Evidence:
    """Return evidence without any row."""
    return Evidence({name: arrow_schema(name).empty_table() for name in FILES})


def read_evidence(
    source: Path | str | Sequence[Path] | Mapping[str, Any], names: KnownNames
) -> Evidence:
    """Read a folder, files or tables in memory.

    Args:
        source: a folder; one or several files; or table name to an Arrow table (anything with the
            Arrow C stream interface) with the columns of the files.
        names: what the rows may name, from `known_names(agreement)`.

    Returns:
        What could be used, what could not and why. A wrong header stops its file, which is then a
        problem of severity `error`; a wrong row is rejected. Nothing is raised for either: call
        `raise_errors`.

    Raises:
        MissingExtraError: SV391, a workbook is given and openpyxl is not installed.
    """
    raws, problems = _read_all(source)
    return evidence_of(raws, names, problems)


def evidence_of(
    raws: Sequence[RawTable], names: KnownNames, problems: Sequence[Problem] = ()
) -> Evidence:
    """Check tables that were read as text already, as `read_evidence` does.

    Args:
        raws: one for each file.
        names: what the rows may name.
        problems: found so far.
    """
    problems = [*problems]
    problems += [problem for raw in raws for problem in raw.problems]
    problems += [p for p in names.areas.problems if p.severity == "warning"]
    loader = Loader(raws, names)
    tables = loader.load()
    problems += remarks_on(tables, loader.words)
    rejects = pa.concat_tables([*loader.rejects, REJECTS.empty_table()])
    rejects = rejects.sort_by([("file", "ascending"), ("row_no", "ascending")])
    return Evidence(tables, rejects, tuple(problems), loader.repeats, loader.digests)


def _read_all(
    source: Path | str | Sequence[Path] | Mapping[str, Any],
) -> tuple[list[RawTable], list[Problem]]:
    if isinstance(source, Mapping):
        unknown = [name for name in source if name not in FILES]
        hint = f"tables: {', '.join(FILES)}"
        problems = [
            Problem("SV309", f"`{name}` is no table of evidence", (Place(str(name)),), hint)
            for name in unknown
        ]
        return [raw_of_arrow(n, t) for n, t in source.items() if n in FILES], problems
    paths = Path(source) if isinstance(source, str | Path) else list(source)
    files, problems = find_files(paths)
    return [read_raw(name, path) for name, path in files], problems


class Loader:
    """The state of one reading.

    Attributes:
        rejects: tables of rows that cannot be used.
        repeats: by table.
        digests: of the rows used, by table.
        words: declared spreads, once the table of words was read.
    """

    def __init__(self, raws: Sequence[RawTable], names: KnownNames) -> None:
        self._names = names
        self._raws = {name: [raw for raw in raws if raw.name == name] for name in FILES}
        self.rejects = [reject_bad_rows(raw.bad_rows) for raw in raws if raw.bad_rows]
        self.repeats: dict[str, int] = {}
        self.digests: dict[str, pa.ChunkedArray] = {}
        self.words = DeclaredWords(arrow_schema("words").empty_table())

    def load(self) -> dict[str, pa.Table]:
        """Return all tables: words first, since figures rest on them; references last."""
        tables = {"words": self.read("words")}
        self.words = DeclaredWords(tables["words"])
        reports = self.read("reports")
        for name in ("sources", "coverage", "totals"):
            tables[name] = self.read(name)
        for name, column in REFERENCES.items():
            tables[name] = self.read(name, (column, Reports(reports)))
        tables["reports"] = reports
        return {name: tables[name] for name in FILES}

    def raw(self, name: str) -> pa.Table:
        """Return all rows of one table as text, each with its file."""
        return _joined(self._raws[name])

    def read(self, name: str, target: tuple[str, Reports] | None = None) -> pa.Table:
        """Return one table; `target` is its column of references with what they may name."""
        raw = self.raw(name)
        if not raw.num_rows:
            return arrow_schema(name).empty_table()
        rows, faults = build_rows(name, raw, self._names, self.words)
        places = pa.array(range(rows.num_rows), pa.int64())
        rows = rows.append_column("row_id", places)
        rows = rows.append_column("hash", row_hashes(name, rows))
        if faults.by_row:
            bad = pa.array(sorted(faults.by_row), pa.int64())
            rows = rows.filter(pc.invert(pc.is_in(places, bad)))
        rows = _named(rows) if name == "reports" else rows
        rows, self.repeats[name] = without_repeats(name, rows, faults)
        rows = self._checked(name, rows, (faults, target))
        if faults.by_row:
            self.rejects.append(reject_rows(raw, faults))
        rows = _sorted(name, rows)
        self.digests[name] = rows["hash"]
        return rows.select(arrow_schema(name).names)

    def _checked(
        self, name: str, rows: pa.Table, tools: tuple[Faults, tuple[str, Reports] | None]
    ) -> pa.Table:
        faults, target = tools
        if name == "reports":
            rows = without_bad_corrections(rows, faults)
            rows = without_overlaps(rows, self._names, faults)
            return without_unknown_denials(rows, faults)
        if target is None:
            return rows
        column, reports = target
        if name != "rulings":
            return with_known_targets(rows, column, reports, faults)
        about_report = pc.is_in(rows["says"], pa.array(ON_REPORTS))
        known = with_known_targets(rows.filter(about_report), column, reports, faults)
        other = rows.filter(pc.invert(about_report))
        return pa.concat_tables([known, with_known_subjects(other, self._names, faults)])


def _joined(raws: Sequence[RawTable]) -> pa.Table:
    """Return all files of one table below each other, each row with its file."""
    tables = [
        raw.rows.append_column("file", pa.array([raw.file] * raw.rows.num_rows, pa.string()))
        for raw in raws
        if raw.rows.num_rows
    ]
    if not tables:
        return pa.table({"row_no": pa.array([], pa.int64()), "file": pa.array([], pa.string())})
    return pa.concat_tables(tables, promote_options="default")


def _named(rows: pa.Table) -> pa.Table:
    """Give reports without an id the hash of their content as one (2.8)."""
    if not rows["report"].null_count:
        return rows
    position = rows.schema.get_field_index("report")
    return rows.set_column(position, "report", ids_of(rows["report"], rows["hash"]))


def ids_of(named: pa.ChunkedArray, hashes: pa.Array) -> pa.ChunkedArray:
    """Return ids of reports; without one of its own a report has one made of its hash (2.8)."""
    short = pc.binary_join_element_wise("row", pc.utf8_slice_codeunits(hashes, 0, 12), "-")
    return pc.coalesce(named, short)


def id_of(digest: str) -> str:
    """Return the id of a report that has none of its own."""
    return f"row-{digest[:12]}"


def _sorted(name: str, rows: pa.Table) -> pa.Table:
    """Sort rows by what names them, so that the order of files leaves no trace."""
    keys = ("source", "report") if name == "reports" else ("hash",)
    return rows.sort_by([(key, "ascending") for key in keys])
