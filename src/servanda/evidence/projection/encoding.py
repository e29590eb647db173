"""From a batch of rows to integers; what is unusual is left to the slow reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.formats import text_of
from servanda.evidence.projection.batches import Batch, all_null, text_column
from servanda.evidence.projection.coding import BAD, combined, distinct, filled
from servanda.evidence.projection.contents import Understood, hashes_of
from servanda.evidence.projection.figures import Figures, in_millionths, read_figures
from servanda.evidence.projection.instants import Moments, read_moments
from servanda.evidence.projection.points import read_points
from servanda.evidence.projection.record import CODED, PART, REFERENCES, THING, Record, targets_of
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.times import is_midnight

_REQUIRED: Final = ("source", "act")


@dataclass(frozen=True)
class Encoded:
    """The rows of a batch that were understood, and the places of the others.

    Attributes:
        part: rows of `PART`.
        references: rows of `REFERENCES`; `row` counts those of `part`.
        unusual: places in the batch that the slow reader has to look at.
        hashes: of the content of each row of `part`, if they were asked for.
    """

    part: pa.Table
    references: pa.Table
    unusual: pa.Array
    hashes: pa.Array | None = None


def encode(batch: Batch, record: Record, hashed_by: DeclaredWords | None = None) -> Encoded:
    """Read a batch of reports.

    Args:
        batch: of one file; with all its columns, if it is hashed.
        record: its codes; new ones are added.
        hashed_by: spreads that sources have declared, on which hashes rest; None: no row is hashed.
    """
    work = _Work(batch, record)
    work.read()
    found = work.encoded()
    return found if hashed_by is None else replace(found, hashes=work.hashes(hashed_by))


class _Work:
    """The reading of one batch: columns so far, and which rows are unusual."""

    def __init__(self, batch: Batch, record: Record) -> None:
        self._batch, self._record = batch, record
        self._size = batch.size
        self._unusual: pa.Array | None = None
        self._codes: dict[str, pa.Array] = {}
        self._columns: dict[str, pa.Array] = {}
        self._begins: Moments | None = None
        self._points: dict[str, pa.Array | None] = {}

    def _doubt(self, mask: pa.Array) -> None:
        mask = filled(mask, False)
        if pc.any(mask).as_py():
            self._unusual = mask if self._unusual is None else pc.or_(self._unusual, mask)

    def _text(self, name: str) -> pa.Array:
        column = text_column(self._batch, name)
        kind = column.type
        is_text = pa.types.is_string(kind) or pa.types.is_dictionary(kind)
        if is_text:
            return column
        joined: Any = text_of(pa.chunked_array([column]), is_time=False).cast(pa.string())
        return joined.combine_chunks()

    def read(self) -> None:
        """Read all columns."""
        for name in CODED:
            self._codes[name] = self._coded(name)
        for name in _REQUIRED:
            self._doubt(pc.equal(self._codes[name], 0))
        self._doubt(pc.greater(self._codes["average_per"], 0))
        self._read_times()
        self._read_names()
        figures = read_figures(self._figures(), self._record)
        self._doubt(figures.is_unusual)
        self._columns |= {"low": figures.low, "high": figures.high, "word": figures.word}
        self._points = {n: self._number(n) for n in ("latitude", "longitude", "radius_m")}
        points = read_points([*self._points.values()], self._record.names)
        if points is not None:
            self._doubt(points.is_unusual)
            has_area = pc.greater(self._codes["area"], 0)
            self._columns |= points.columns(has_area)
            has_point = pc.is_valid(points.latitude)
            is_bare = pc.and_not(pc.and_not(has_point, pc.is_valid(points.radius)), has_area)
            self._columns["has_bare_point"] = is_bare
            self._columns["has_point_beside_area"] = pc.and_(has_point, has_area)
        self._read_combinations()

    def _coded(self, name: str) -> pa.Array:
        if name not in self._batch.columns:
            return pa.repeat(pa.scalar(0, pa.int32()), self._size)
        codes = self._record.columns[name].of_texts(self._text(name))
        if pc.min(codes).as_py() == BAD:
            self._doubt(pc.equal(codes, BAD))
            codes = pc.max_element_wise(codes, 0)
        return codes

    def _moments(self, name: str) -> Moments:
        column = text_column(self._batch, name)
        kind = column.type
        if pa.types.is_integer(kind):
            column = column.cast(pa.timestamp("us", "UTC"))
        elif (pa.types.is_timestamp(kind) and kind.tz is None) or not (
            pa.types.is_timestamp(kind) or pa.types.is_string(kind) or pa.types.is_dictionary(kind)
        ):
            column = _text_of_time(column)
        moments = read_moments(column, self._record.names.zone)
        self._doubt(moments.is_unread)
        return moments

    def _read_times(self) -> None:
        recorded, begins = self._moments("recorded_at"), self._moments("begins")
        self._begins, ends_at = begins, begins.after_at
        if not all_null([text_column(self._batch, "ends")]):
            ends = self._moments("ends")
            is_late = is_midnight(ends.first_at, begins.first_at, self._record.names.zone)
            is_open = pc.or_(ends.is_instant, pc.and_not(is_late, ends.is_day))
            told = pc.if_else(is_open, ends.first_at, ends.after_at)
            ends_at = pc.coalesce(told, ends_at)
        recorded_at = pc.if_else(recorded.is_day, recorded.after_at, recorded.first_at)
        self._doubt(pc.or_(pc.is_null(recorded_at), pc.is_null(begins.first_at)))
        self._doubt(pc.greater_equal(begins.first_at, ends_at))
        self._columns |= {
            "recorded_at": recorded_at,
            "begins_at": begins.first_at,
            "ends_at": ends_at,
            "by_day": begins.is_day,
        }

    def _read_names(self) -> None:
        report = pc.utf8_trim_whitespace(_plain(self._text("report")))
        self._doubt(pc.or_kleene(pc.is_null(report), pc.equal(report, "")))
        origin, source = self._codes["origin"], self._codes["source"]
        origin = self._origin_codes(origin, source) if pc.max(origin).as_py() else source
        self._columns |= {"report": report, "source": source, "origin": origin}
        self._columns["about"] = _trimmed(self._text("about"))

    def _origin_codes(self, origin: pa.Array, source: pa.Array) -> pa.Array:
        """Return origins in the codes of sources."""
        values = self._record.columns["origin"].values
        known = self._record.columns["source"].of_values(values)
        return pc.if_else(pc.greater(origin, 0), known.take(origin), source)

    def _figures(self) -> Figures:
        codes = self._codes
        return Figures(
            quantity=self._text("quantity"),
            low=self._number("quantity_low"),
            high=self._number("quantity_high"),
            is_event=pc.equal(codes["kind"], 0),
            unit=codes["unit"],
            is_none_seen=pc.equal(
                codes["stance"], self._record.columns["stance"].of_value("observed-none")
            ),
            source=codes["source"],
        )

    def _number(self, name: str) -> pa.Array | None:
        """Return a column of numbers in millionths; None if it is empty."""
        if name not in self._batch.columns or all_null([self._batch.columns[name]]):
            return None
        places, texts = distinct(self._text(name))
        numbers = in_millionths(texts)
        is_empty = filled(pc.equal(texts, ""), True)
        is_bad = pc.and_not(pc.is_null(numbers), is_empty)
        self._doubt(is_bad.take(places))
        return numbers.take(places)

    def _read_combinations(self) -> None:
        codes, record = self._codes, self._record
        above = {name: len(record.columns[name]) for name in CODED}
        things, found = combined([(codes[name], above[name]) for name in THING])
        values = [tuple(record.value(n, c) for n, c in zip(THING, row, strict=True))
                  for row in found]  # fmt: skip
        self._columns["thing"] = record.things.of_values(values).take(things)
        series, found = combined([(codes["source"], above["source"]),
                                  (codes["series"], above["series"])])  # fmt: skip
        pairs = [(record.value("source", s), record.value("series", n)) if n else None
                 for s, n in found]  # fmt: skip
        self._columns["series"] = record.series.of_values(pairs).take(series)
        acts = record.columns["act"].values
        is_open = pa.array([act in record.two_ended for act in acts], pa.bool_())
        opened = pc.and_(is_open.take(codes["act"]), pc.equal(codes["area_from"], 0))
        places, found = combined([
            (codes["area"], above["area"]), (codes["area_from"], above["area_from"]),
            (opened.cast(pa.int32()), 2),
        ])  # fmt: skip
        spots = [(record.value("area", a), record.value("area_from", f), bool(o))
                 for a, f, o in found]  # fmt: skip
        self._columns["place"] = record.places.of_values(spots).take(places)
        self._columns["hand"] = codes["actor"]
        flags = pa.array(record.columns["withdrawn"].values, pa.bool_())
        self._columns["withdrawn"] = flags.take(codes["withdrawn"])

    def encoded(self) -> Encoded:
        """Return what was read."""
        size = self._size
        columns = self._columns | {
            "file_no": pa.repeat(pa.scalar(self._batch.file_no, pa.int32()), size),
            "row_no": self._batch.row_no,
        }
        arrays = [columns.get(f.name, None) for f in PART]
        part = pa.table([pa.nulls(size, f.type) if a is None else a.cast(f.type)
                         for a, f in zip(arrays, PART, strict=True)], schema=PART)  # fmt: skip
        references = self._references(part)
        if self._unusual is None:
            return Encoded(part, references, pa.array([], pa.int64()))
        usual = pc.invert(self._unusual)
        if references.num_rows:
            rows = pc.subtract(pc.cumulative_sum(usual.cast(pa.int64())), 1)
            references = references.filter(usual.take(references["row"]))
            references = references.set_column(0, "row", rows.take(references["row"]))
        return Encoded(part.filter(usual), references, pc.indices_nonzero(self._unusual))

    def hashes(self, words: DeclaredWords) -> pa.Array:
        """Return the hashes of the rows that were understood."""
        assert self._begins is not None
        read = Understood(self._batch, self._codes, self._columns, self._begins, self._points)
        found = hashes_of(read, self._record, words)
        return found if self._unusual is None else found.filter(pc.invert(self._unusual))

    def _references(self, part: pa.Table) -> pa.Table:
        cells = [_trimmed(self._text(name)) for name in ("replaces", "of")]
        if all_null(cells):
            return REFERENCES.empty_table()
        has_any = pc.or_(pc.is_valid(cells[0]), pc.is_valid(cells[1]))
        rows = pc.indices_nonzero(has_any).cast(pa.int64())
        named = part.select(["source", "report", "recorded_at"]).take(rows)
        return pa.table([rows, named["source"], named["report"], cells[0].take(rows),
                         _targets(cells[1].take(rows)), named["recorded_at"]],
                        schema=REFERENCES)  # fmt: skip


def _targets(cells: pa.Array) -> pa.Array:
    """Return the references of cells without blanks around them; mostly each has but one."""
    if pc.any(pc.match_substring(cells, "|")).as_py():
        return pa.array([targets_of(text) for text in cells.to_pylist()], pa.list_(pa.string()))
    is_given = pc.is_valid(cells)
    starts = pc.subtract(pc.cumulative_sum(is_given.cast(pa.int32())), is_given.cast(pa.int32()))
    starts = pc.if_else(is_given, starts, None)
    ends = pa.array([len(cells) - cells.null_count], pa.int32())
    return pa.ListArray.from_arrays(pa.concat_arrays([starts, ends]), cells.drop_null())


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _trimmed(column: pa.Array) -> pa.Array:
    """Return texts without blanks around them, null where nothing is left."""
    if column.null_count == len(column):
        return pa.nulls(len(column), pa.string())
    trimmed = pc.utf8_trim_whitespace(_plain(column))
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _text_of_time(column: pa.Array) -> pa.Array:
    joined: Any = text_of(pa.chunked_array([column]), is_time=True)
    return joined.combine_chunks()
