"""Makes a projection: reads a record once, checks it, and writes it ready for judging."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from servanda.errors import EvidenceError, Problem, ServandaError, problem_error
from servanda.evidence.faults import reject_bad_rows, reject_rows
from servanda.evidence.files import RawTable, find_files, raw_of_arrow, read_raw
from servanda.evidence.hashing import hash_of_sorted, sorted_hashes
from servanda.evidence.load import Loader
from servanda.evidence.names import KnownNames
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.ahead import write_ahead
from servanda.evidence.projection.batches import ReportsFile, open_reports, reports_of_arrow
from servanda.evidence.projection.dictionary import DictionaryWriter, numbered_columns
from servanda.evidence.projection.digests import Digests
from servanda.evidence.projection.head import (
    Head,
    SourceFile,
    clauses_hash,
    hash_of_files,
    names_hash,
    write_head,
)
from servanda.evidence.projection.linking import write_linked
from servanda.evidence.projection.links import stage_links
from servanda.evidence.projection.memory import MEMORY_SIZE, bytes_of, default_memory, limit_memory
from servanda.evidence.projection.names import NamesWriter
from servanda.evidence.projection.numbers import (
    Ranked,
    bytes_to_sort,
    order_rows,
    rank,
    source_order,
)
from servanda.evidence.projection.others import read_others
from servanda.evidence.projection.pairs import paired_matters, unfit_reports
from servanda.evidence.projection.pieces import IN_PIECES, PiecesFile, open_pieces, pieces_of_arrow
from servanda.evidence.projection.reading import ReportReader
from servanda.evidence.projection.record import MILLION, Record
from servanda.evidence.projection.scales import scales_of
from servanda.evidence.projection.settled import Settled, rejected
from servanda.evidence.projection.settling import settle
from servanda.evidence.projection.stage import CODES, Stage
from servanda.evidence.projection.warnings import warnings_of
from servanda.evidence.projection.writing import Numbers, Written, write_reports
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.tables import FILES, REJECTS
from servanda.progress import Progress, silent

_HELD_SHARE: Final = 4
"""Rows on their way are kept in memory if they take no more than this part of what is allowed."""
_SCRATCH: Final = "scratch"
"""Tables that may be too long to be read whole."""


@dataclass(frozen=True)
class Projection:
    """A projection that was made.

    Attributes:
        folder: where it lies.
        head: what it holds.
        problems: warnings.
    """

    folder: Path
    head: Head
    problems: tuple[Problem, ...] = ()


def make_projection(  # noqa: PLR0913 - all behind the folder are options
    source: Source,
    names: KnownNames,
    folder: Path,
    progress: Progress = silent,
    memory: str = "",
    *,
    hashed: bool = False,
) -> Projection:
    """Read a record and write it ready for judging.

    Args:
        source: a folder, files, or table names to Arrow tables, as for `read_evidence`; or what
            opens the evidence, and once more if memory does not suffice.
        names: what rows may name.
        folder: is made; one that is there already and holds an older projection is replaced.
        progress: called with the name of the step and the done share.
        memory: that sorting may take before it goes to disk; reading takes some more. Without it:
            an eighth of the memory that there is.
        hashed: whether `head.hash` is that of the evidence, as in memory; else it is that of its
            files, which takes as little as half the time.

    Raises:
        EvidenceError: a file is wrong as a whole, all such problems at once; SV393, the disk
            is full or the folder cannot be written; SV396, something else stands in its place;
            SV398, the memory does not suffice; SV399, it is no size.
    """
    memory = memory or default_memory()
    if not MEMORY_SIZE.fullmatch(memory):
        hint = "write a number and `MB` or `GB`, such as `4GB`"
        raise problem_error(EvidenceError, "SV399", f"`{memory}` is no size of memory", hint)
    target = folder
    if target.exists() and not (target / fmt.HEAD).is_file() and _holds_something(target):
        hint = "name a folder that is empty or not there yet"
        raise problem_error(EvidenceError, "SV396", f"`{target}` is no index of a record", hint)
    folder = folder.with_name(folder.name + ".part")
    try:
        made = _made(source, names, (folder, progress), (memory, hashed))
        shutil.rmtree(folder / _SCRATCH)
        shutil.rmtree(target, ignore_errors=True)
        folder.rename(target)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        failure = _failure(error, target, memory)
        if failure is None:
            raise
        raise failure from error
    return Projection(target, made.head, made.problems)


def _failure(error: BaseException, target: Path, memory: str) -> ServandaError | None:
    """Return what a user is told where the machine did not suffice; None: it is not to blame."""
    if isinstance(error, duckdb.OutOfMemoryException):
        message = f"the record cannot be sorted in {memory} of memory"
        hint = "allow more when you make an index: `servanda index CASE --to INDEX --memory 4GB`"
        return problem_error(EvidenceError, "SV398", message, hint)
    if isinstance(error, OSError | duckdb.IOException):
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        message = f"the index `{target}` cannot be made: {reason}"
        return problem_error(EvidenceError, "SV393", message, "make room, or name another place")
    return None


def _made(
    source: Source, names: KnownNames, where: tuple[Path, Progress], how: tuple[str, bool]
) -> Projection:
    """Make a projection; once more by one thread, which needs less, if memory does not suffice."""
    memory, hashed = how
    try:
        return _made_by(source, names, where, (memory, 0, hashed))
    except duckdb.OutOfMemoryException:
        return _made_by(source, names, where, (memory, 1, hashed))


def _made_by(
    source: Source, names: KnownNames, where: tuple[Path, Progress], how: tuple[str, int, bool]
) -> Projection:
    (folder, progress), (memory, threads, hashed) = where, how
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    making = _Making(names, folder, progress, (memory, threads), hashed=hashed)
    return making.make(_opened(source, hashed=hashed))


def _holds_something(path: Path) -> bool:
    return not path.is_dir() or any(path.iterdir())


def _as_they_are(rejects: pa.Table) -> pa.Table:
    return rejects


@dataclass(frozen=True)
class Opened:
    """All files of a record, and what is wrong with them so far; the small ones are read.

    Attributes:
        reports, links: read a batch at a time.
        raws: the other tables.
        found: what is wrong with the files together.
        files: waits until all are hashed.
        as_shown: from rejected rows to these by the files and lines that a user knows.
    """

    reports: list[ReportsFile]
    links: list[PiecesFile]
    raws: list[RawTable]
    found: list[Problem]
    files: Callable[[], list[SourceFile]]
    as_shown: Callable[[pa.Table], pa.Table] = _as_they_are

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files, all together."""
        parts: list[Any] = [*self.reports, *self.links, *self.raws]
        return [*self.found, *(problem for part in parts for problem in part.problems)]


Source: TypeAlias = Path | Sequence[Path] | Mapping[str, Any] | Callable[[], Opened]


def _opened(source: Source, *, hashed: bool) -> Opened:
    if callable(source):
        return source()
    if isinstance(source, Mapping):
        raws = [raw_of_arrow(n, table) for n, table in source.items() if n not in IN_PIECES]
        reports = [reports_of_arrow(t) for name, t in source.items() if name == "reports"]
        links = [pieces_of_arrow(name, t) for name, t in source.items() if name == "links"]
        files = [SourceFile(name, name, "") for name in source]
        return Opened(reports, links, raws, [], lambda: files)
    found, problems = find_files(source)
    pool = ThreadPoolExecutor(1)  # hashes are needed last, and let others work meanwhile
    digests = [pool.submit(_digest, path) for _, path in found]
    pool.shutdown(wait=False)
    raws = [read_raw(name, path) for name, path in found if name not in IN_PIECES]
    reports = [open_reports(p, has_kept=hashed) for name, p in found if name == "reports"]
    links = [open_pieces(name, path) for name, path in found if name == "links"]
    return Opened(reports, links, raws, problems, lambda: [
        SourceFile(str(path), name, digest.result())
        for (name, path), digest in zip(found, digests, strict=True)
    ])  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


class _Making:
    """The making of one projection."""

    def __init__(
        self, names: KnownNames, folder: Path, progress: Progress, memory: tuple[str, int],
        *, hashed: bool,
    ) -> None:  # fmt: skip
        self._names, self._folder, self._progress = names, folder, progress
        self._memory = memory
        self._record = Record(names)
        most = bytes_of(memory[0]) // _HELD_SHARE
        self._stage = Stage(folder / _SCRATCH / "parts", most)
        self._words = DeclaredWords(pa.Table.from_pylist([], schema=_WORDS))
        self._scales_told: dict[str, int] = {}
        kept = folder / _SCRATCH
        self._digests = {n: Digests(kept / f"{n}-hashes.arrow") for n in IN_PIECES if hashed}

    def make(self, opened: Opened) -> Projection:
        """Read, check and write everything."""
        problems = opened.problems
        problems += [p for p in self._names.areas.problems if p.severity == "warning"]
        _raise_errors(problems)
        raws, loader = opened.raws, Loader(opened.raws, self._names)
        tables = {"words": loader.read("words")}
        self._words = loader.words = DeclaredWords(tables["words"])
        self._progress("reports", 0.1)
        digests = self._digests.get("reports")
        reader = ReportReader(opened.reports, self._record, self._stage, self._words, digests)
        found = reader.read()
        links = stage_links(opened.links, self._names, self._folder / _SCRATCH / "links.arrow")
        links.digests = self._digests.get("links")
        _raise_errors([*found, *links.problems])
        with duckdb.connect() as connection:
            self._prepare(connection)
            self._progress("order", 0.5)
            names = connection.sql("SELECT name FROM source_order ORDER BY place")
            writer = NamesWriter(self._folder, names.to_arrow_table()["name"])
            order = order_rows(connection, writer.add, self._at_hand())
            settled = settle(connection, self._record, order, (reader.whole_rows, self._words))
            report_no = order.numbers(list(settled.dropped))
            used = self._used(settled)
            left = source_order(
                self._record.columns["source"].values, used["source"] | used["origin"]
            )
            writer.finish(order.place, sorted(settled.dropped), left["name"])
            del order
            self._progress("other tables", 0.6)
            tables |= read_others(
                connection, loader, raws,
                (report_no, self._folder, tables["words"]), (links, left["name"].to_pylist()),
            )  # fmt: skip
            numbers = self._numbers(connection, settled, (report_no, tables["words"], used))
            whole = self._hash(connection, loader, (settled.dropped, links.wrong))
        self._progress("writing", 0.7)
        written = write_reports(self._stage.parts(), numbers, self._folder / fmt.REPORTS_FOLDER)
        self._write_small(numbers, written)
        found = self._rejects([*loader.rejects, *links.rejects], reader, settled)
        rejects = self._write_rejects(opened.as_shown(found))
        problems += warnings_of(numbers.dictionary, written, tables["sources"], self._words)
        counts = {name: table.num_rows for name, table in tables.items()}
        counts["reports"] = self._stage.rows - len(settled.dropped)
        repeats = settled.repeats + sum(loader.repeats.values()) + links.repeats
        counts |= {"rejected": rejects, "repeated": repeats}
        last = self._last_recorded(tables, counts)
        if counts["reports"] and counts["links"] and last is not None:
            write_linked(self._folder, self._folder / _SCRATCH / "links", last, self._memory)
        if counts["reports"] and last is not None:
            write_ahead(self._folder, self._folder / _SCRATCH / "ahead", last, self._memory)
        head = self._head(counts, problems, opened.files(), last)
        head = replace(head, hash=whole or head.hash)
        write_head(head, self._folder)
        self._progress("written", 1.0)
        return Projection(self._folder, head, tuple(problems))

    def _prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        limit_memory(connection, self._memory, self._folder / _SCRATCH / "sort")
        connection.register("parts", self._stage.table())
        connection.register("refs", self._stage.references)
        used = self._stage.used["source"] | self._stage.used["origin"]
        order = source_order(self._record.columns["source"].values, used)
        connection.register("source_order", order)

    # ---- numbers ----------------------------------------------------------------------------

    def _numbers(
        self, connection: duckdb.DuckDBPyConnection, settled: Settled,
        known: tuple[pa.Array, pa.Table, Mapping[str, set[int]]],
    ) -> Numbers:  # fmt: skip
        report_no, words, used = known
        (self._folder / fmt.DICTIONARY_FOLDER).mkdir()
        abouts = self._ranked(connection, "abouts", ["about"])
        point_id = self._ranked(connection, "points", ["latitude", "longitude", "radius"]).numbers
        self._scales_told = scales_of(connection, self._record, self._stage, words)
        targets = pa.table(
            [report_no.take(settled.targets[k].combine_chunks()).cast(pa.int64())
             for k in ("row", "target")],
            schema=fmt.TARGETS,
        ).sort_by([("report_no", "ascending"), ("target_no", "ascending")])  # fmt: skip
        parquet.write_table(targets, self._folder / fmt.TARGETS_FILE)
        dictionary = numbered_columns(self._record, self._scales_told, used)
        dropped = pa.array(sorted(settled.dropped), pa.int64())
        unfit = partial(unfit_reports, self._folder, report_no, settled.chains)
        return Numbers(
            report_no,
            abouts.numbers,
            point_id,
            paired_matters(
                self._stage.parts(), abouts, report_no, dictionary["things"], (dropped, unfit)
            ),
            dropped,
            settled.chains,
            dictionary,
            [self._spread(value) for value in self._record.words.values],
            self._stage.large,
        )

    def _ranked(
        self, connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str]
    ) -> Ranked:
        """Write a dictionary, and return which of its values each row has."""
        writer = DictionaryWriter(name, self._folder / fmt.DICTIONARY_FOLDER)

        def keep(values: pa.RecordBatch) -> None:
            writer.add([column if pa.types.is_string(column.type) else
                        pc.divide(column.cast(pa.float64()), float(MILLION))
                        for column in values.columns])  # fmt: skip

        ranked = rank(connection, columns, keep, self._at_hand())
        writer.close()
        return ranked

    def _at_hand(self) -> pa.Table | None:
        """Return all rows, if they may be sorted here by any text without more than is allowed."""
        size, threads = self._memory
        rows = self._stage.table()
        if self._stage.held is None and (threads or bytes_to_sort(rows) > bytes_of(size)):
            return None
        return rows

    def _used(self, settled: Settled) -> Mapping[str, set[int]]:
        """Return the codes that rows have, by column."""
        if not settled.dropped:
            return self._stage.used
        dropped = pa.array(sorted(settled.dropped), pa.int64())
        found = {}
        for name in CODES:
            column = self._stage.column(name)
            lost = _counted(column.take(dropped))
            found[name] = {code for code, count in _counted(column).items()
                           if count > lost.get(code, 0)}  # fmt: skip
        return found

    def _spread(self, value: Any) -> tuple[Decimal, Decimal | None] | None:  # noqa: ANN401
        """Return what a word means; of an average, rows have the figures of their own periods."""
        if value is None or value[2]:
            return None
        return self._words.meaning(value[0], value[1])

    def _hash(
        self, connection: duckdb.DuckDBPyConnection, loader: Loader,
        dropped: tuple[Collection[int], Collection[int]],
    ) -> str:  # fmt: skip
        """Return the hash of the evidence, empty if it was not asked for."""
        if not self._digests:
            return ""
        found = {name: sorted_hashes(hashes) for name, hashes in loader.digests.items()}
        reports, links = (self._digests[name] for name in ("reports", "links"))
        found["reports"] = reports.sorted(connection, dropped[0])
        found["links"] = links.as_written(dropped[1])
        return hash_of_sorted(found)

    def _last_recorded(self, tables: Mapping[str, pa.Table], counts: dict[str, int]) -> int | None:
        found = [pc.max(table["recorded_at"]).as_py() for table in tables.values()]
        if counts["reports"]:
            files = sorted((self._folder / fmt.REPORTS_FOLDER).iterdir())
            place = fmt.REPORTS.get_field_index("recorded_at")
            for file in files:
                head = parquet.read_metadata(file)
                found += [head.row_group(k).column(place).statistics.max
                          for k in range(head.num_row_groups)]  # fmt: skip
        return max((at for at in found if at is not None), default=None)

    # ---- what is small ----------------------------------------------------------------------

    def _write_small(self, numbers: Numbers, written: Written) -> None:
        folder = self._folder / fmt.DICTIONARY_FOLDER
        for name, numbered in numbers.dictionary.items():
            parquet.write_table(numbered.table, folder / f"{name}.parquet")
        spoken = [(*key, count) for key, count in sorted(written.spoken.items())]
        for name, rows in (("spoken", spoken), ("series_things", sorted(written.series_things))):
            schema = fmt.DICTIONARY[name]
            columns = [pa.array([row[k] for row in rows], f.type) for k, f in enumerate(schema)]
            parquet.write_table(pa.table(columns, schema=schema), folder / f"{name}.parquet")

    def _rejects(self, others: list[pa.Table], reader: ReportReader, settled: Settled) -> pa.Table:
        raw, faults = rejected(settled, reader.whole_rows)
        tables = [*self._stage.rejects, *others, REJECTS.empty_table()]
        tables += [reject_bad_rows(file.bad_rows) for file in reader.files if file.bad_rows]
        if faults.by_row:
            tables.append(reject_rows(raw, faults))
        return pa.concat_tables(tables)

    def _write_rejects(self, rejects: pa.Table) -> int:
        rejects = rejects.sort_by([("file", "ascending"), ("row_no", "ascending")])
        parquet.write_table(rejects, self._folder / fmt.REJECTS_FILE)
        return int(rejects.num_rows)

    def _head(
        self, counts: dict[str, int], problems: list[Problem], files: list[SourceFile],
        last: int | None,
    ) -> Head:  # fmt: skip
        remarks = tuple((p.code, p.message, p.hint) for p in problems)
        return Head(
            {name: counts[name] for name in (*FILES, "rejected", "repeated")},
            hash_of_files(tuple(files)), names_hash(self._names), clauses_hash(self._names),
            self._scales_told, last, tuple(files), remarks,
        )  # fmt: skip


_WORDS: Final = pa.schema([("source", pa.string()), ("word", pa.string()), ("low", pa.int64()),
                           ("high", pa.int64()), ("recorded_at", pa.int64())])  # fmt: skip


def _counted(codes: pa.ChunkedArray) -> dict[int, int]:
    """Return how many rows have each code."""
    found = codes.value_counts()
    values, counts = (found.field(k).to_pylist() for k in (0, 1))
    return dict(zip(values, counts, strict=True))


def _raise_errors(problems: Sequence[Problem]) -> None:
    errors = tuple(p for p in problems if p.severity == "error")
    if errors:
        raise EvidenceError(errors)
