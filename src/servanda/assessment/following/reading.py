"""Reads new rows for a followed case: checked as all evidence is, against what is there already."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.following.known import Known
from servanda.evidence.checks import Reports, with_known_targets, without_bad_corrections
from servanda.evidence.faults import Fault, Faults
from servanda.evidence.files import RawTable, table_name
from servanda.evidence.load import Evidence, Loader
from servanda.evidence.names import KnownNames
from servanda.evidence.numbering import BEFORE_EVERYTHING
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.remarks import remarks_on
from servanda.evidence.series import without_overlaps
from servanda.evidence.tables import REJECTS

_POINTS_NOWHERE: Final = "SV336"
_NO_NUMBER: Final = "SV325"
_QUANTITY: Final = "`quantity`: "
_COUNTS_AGAIN: Final = "SV335"
_CORRECTS: Final = '"replaces": "[^"]'
_REPEATED: Final = Fault(
    "SV333",
    "another row with the same `source` and `report` says something else",
    "reports never change: give the new one its own id and name the old one in `replaces`",
)


class BatchLoader(Loader):
    """A reading of new rows, which may name rows that were read before."""

    def __init__(
        self, raws: Sequence[RawTable], names: KnownNames, known: Known, words: pa.Table
    ) -> None:
        super().__init__(raws, names)
        self._known = known
        self._all_words = words
        self._kept_names = names

    def read(self, name: str, target: tuple[str, Reports] | None = None) -> pa.Table:
        """Return one table of new rows; words mean what they meant before."""
        if name == "reports":
            self.words = DeclaredWords(self._all_words)
        rows = super().read(name, target)
        if name == "words":
            self._all_words = pa.concat_tables([self._all_words, self._first_said(rows)])
        return rows

    def _first_said(self, words: pa.Table) -> pa.Table:
        """Return new words without which no report could be read that has them (2.2).

        What others mean may be told anew; but reports that are there already, and are repeated,
        would then seem to say something else.
        """
        known = DeclaredWords(self._all_words)
        pairs = zip(words["source"].to_pylist(), words["word"].to_pylist(), strict=True)
        return words.filter(
            pa.array([known.said_from(*pair) is None for pair in pairs], pa.bool_())
        )

    def _checked(
        self, name: str, rows: pa.Table, tools: tuple[Faults, tuple[str, Reports] | None]
    ) -> pa.Table:
        faults, target = tools
        if name == "reports":
            self._known.look_up(rows)
            rows = self._without_known(rows, faults)
            rows = without_bad_corrections(rows, faults)
            rows = self._without_overlaps(rows, faults)
            return self._with_known_targets(rows, faults)
        is_new = [not self._known.has_row(name, digest) for digest in rows["hash"].to_pylist()]
        self.repeats[name] = self.repeats.get(name, 0) + is_new.count(False)
        rows = rows.filter(pa.array(is_new, pa.bool_()))
        if target is not None:
            column, reports = target
            target = (column, Reports(self._with_known(reports.named, rows[column])))
        return super()._checked(name, rows, (faults, target))

    def _without_known(self, rows: pa.Table, faults: Faults) -> pa.Table:
        """Leave out reports that are there; one that says something else is rejected."""
        names = list(zip(rows["source"].to_pylist(), rows["report"].to_pylist(), strict=True))
        before = self._known.digests(name for name in names if name in self._known.numbers)
        digests, places = rows["hash"].to_pylist(), rows["row_id"].to_pylist()
        for name, digest, place in zip(names, digests, places, strict=True):
            if name in before and before[name] != digest:
                faults.add(place, _REPEATED)
            elif name in before:
                self.repeats["reports"] = self.repeats.get("reports", 0) + 1
        return rows.filter(pa.array([name not in before for name in names], pa.bool_()))

    def _without_overlaps(self, rows: pa.Table, faults: Faults) -> pa.Table:
        """Reject tallies that overlap others of their series, new or known.

        One that is known stands, also where the new one was recorded before it: what was judged
        already is not taken back, and never are both counted.
        """
        tallies = rows.filter(pc.and_(pc.is_valid(rows["series"]), pc.equal(rows["kind"], "tally")))
        known = self._known.of_series(tallies)
        if not known.num_rows:
            return without_overlaps(rows, self._kept_names, faults)
        every = pa.concat_tables([rows, _as_first(known, rows.schema)])
        found = Faults()
        without_overlaps(every, self._kept_names, found)
        for place, some in found.by_row.items():
            for fault in some:
                faults.add(place, fault)
        bad = pa.array([*found.by_row], pa.int64())
        return rows.filter(pc.invert(pc.is_in(rows["row_id"], bad)))

    def _with_known_targets(self, rows: pa.Table, faults: Faults) -> pa.Table:
        while True:
            named = self._with_known(rows, rows["of"])
            kept = with_known_targets(rows, "of", Reports(named), faults)
            if kept.num_rows == rows.num_rows:
                return kept
            rows = rows.filter(pc.is_in(rows["row_id"], kept["row_id"].combine_chunks()))

    def _with_known(self, named: pa.Table, references: pa.ChunkedArray) -> pa.Table:
        cells = references.drop_null().to_pylist()
        wanted = {ref for cell in cells for ref in (cell if isinstance(cell, list) else [cell])}
        known = self._known.named(wanted)
        own = named.select(known.schema.names).cast(known.schema)
        return pa.concat_tables([own, known])


def _as_first(known: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return rows of before as rows of a batch, recorded before all others."""
    places = pa.array(range(-1, -known.num_rows - 1, -1), pa.int64())
    told = known.schema.get_field_index("recorded_at")
    first = pa.repeat(pa.scalar(BEFORE_EVERYTHING, pa.int64()), known.num_rows)
    known = known.set_column(told, known.schema.field(told), first)
    blank = pa.nulls(known.num_rows, schema.field("hash").type)
    rows = known.append_column("row_id", places).append_column("hash", blank)
    return rows.select(schema.names).cast(schema)


def read_batch(
    raws: Sequence[RawTable], names: KnownNames, known: Known, whole: Evidence
) -> tuple[Evidence, list[RawTable]]:
    """Return the new rows that can be used, and those that wait for a report that they name.

    Args:
        raws: tables as text.
        names: what the rows may name.
        known: what was read before.
        whole: the evidence of the case so far: its sources and words are declared already.

    Returns:
        The evidence; its rejects hold what waits as well.
    """
    loader = BatchLoader(raws, names, known, whole.tables["words"])
    tables = loader.load()
    problems = [problem for raw in raws for problem in raw.problems]
    sources = pa.concat_tables([whole.tables["sources"], tables["sources"]])
    problems += remarks_on({**tables, "sources": sources}, loader.words)
    rejects = pa.concat_tables([*loader.rejects, REJECTS.empty_table()])
    rejects = rejects.sort_by([("file", "ascending"), ("row_no", "ascending")])
    waiting = _waiting(raws, rejects)
    evidence = Evidence(tables, rejects, tuple(problems), loader.repeats, loader.digests)
    return evidence, waiting


def called_apart(raws: Sequence[RawTable], rejects: pa.Table) -> list[RawTable]:
    """Return tables by other names than those of which rows are kept, by file and line.

    Tables in memory are all called alike, and a file may be written anew.
    """
    taken, found = {*rejects["file"].unique().to_pylist()}, []
    for raw in raws:
        names = (_numbered(raw.file, number) for number in count(1))
        file = next(name for name in names if name not in taken)
        bad_rows = tuple(replace(row, file=file) for row in raw.bad_rows)
        found.append(replace(raw, file=file, bad_rows=bad_rows))
    return found


def _numbered(file: str, number: int) -> str:
    if number == 1:
        return file
    return f"{file} ({number})" if Path(file).suffix else f"{file}-{number}"


def waits(rejects: pa.Table, *, declares: bool = False) -> pa.ChunkedArray:
    """Return which rejected rows may be used once another has come.

    One names a report that is not there. One corrects a tally by way of a correction that is not
    there, and so far seems to count anew what the tally counts. One has a quantity that says
    nothing by itself: it is asked for only if words come (`declares`), since there may be many.
    """
    corrects = pc.and_(
        pc.equal(rejects["code"], _COUNTS_AGAIN),
        pc.match_substring_regex(rejects["row"], _CORRECTS),
    )
    found = pc.or_(pc.equal(rejects["code"], _POINTS_NOWHERE), corrects)
    return pc.or_(found, _says_nothing(rejects)) if declares else found


def _says_nothing(rejects: pa.Table) -> pa.ChunkedArray:
    is_quantity = pc.starts_with(rejects["reason"], _QUANTITY)
    return pc.and_(pc.equal(rejects["code"], _NO_NUMBER), is_quantity)


def unspoken_of(rejects: pa.Table) -> list[RawTable]:
    """Return the rejected rows of a case that may be used once their words are declared."""
    return _raws_of(rejects.filter(_says_nothing(rejects)))


def waiting_of(rejects: pa.Table) -> list[RawTable]:
    """Return the rejected rows of a case that may be used once the report they name has come."""
    return _raws_of(rejects.filter(waits(rejects)))


def _raws_of(rejects: pa.Table) -> list[RawTable]:
    found: dict[str, list[dict[str, str | int]]] = {}
    for row in rejects.to_pylist():
        cells = {name: cell for name, cell in json.loads(row["row"]).items() if name != "row_no"}
        found.setdefault(row["file"], []).append({**cells, "row_no": row["row_no"]})
    return [_raw_of(file, some) for file, some in found.items() if table_name(Path(file))]


def _raw_of(file: str, rows: list[dict[str, str | int]]) -> RawTable:
    names = list(dict.fromkeys(name for row in rows for name in row if name != "row_no"))
    schema = pa.schema([*((name, pa.string()) for name in names), ("row_no", pa.int64())])
    return RawTable(table_name(Path(file)), file, pa.Table.from_pylist(rows, schema))


def _waiting(raws: Sequence[RawTable], rejects: pa.Table) -> list[RawTable]:
    """Return the rows that may be used once the report that they name has come."""
    found = []
    rows = rejects.filter(waits(rejects))
    for raw in raws:
        mine = rows.filter(pc.equal(rows["file"], raw.file))["row_no"]
        some = raw.rows.filter(pc.is_in(raw.rows["row_no"], mine.combine_chunks()))
        if some.num_rows:
            found.append(replace(raw, rows=some, bad_rows=(), problems=()))
    return found
