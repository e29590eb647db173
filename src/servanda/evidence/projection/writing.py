"""Writes the reports of a projection: parts of integers, sorted so that a judgement skips most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from os import cpu_count
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from servanda.evidence.numbering import BEFORE_EVERYTHING
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.dictionary import Numbered
from servanda.evidence.projection.record import LARGEST, MILLION
from servanda.evidence.projection.texts import sorted_places
from servanda.evidence.remarks import OddPoints

GROUP_ROWS: Final = 122_880
_COMPRESSION: Final = "snappy"
_INSTANTS: Final = ("recorded_at", "usable_at", "begins_at", "ends_at")
_TRIED_ROWS: Final = 1 << 13
_WORTH_IT: Final = 0.75
"""Instants are read four times as fast as they are; they are compressed if this much remains."""
_REPEATED: Final = [
    "source_id", "origin_id", "by_day", "kind", "stance", "withdrawn", "series_id", "hand_id",
    "thing_id", "place_id", "low", "high", "word_id",
    "is_paired",
]  # fmt: skip
"""Columns of few different values."""
_SORT_RANGE: Final = 2**62


@dataclass(frozen=True)
class Numbers:
    """What rows of the stage become.

    Attributes:
        report_no: of each row; it means nothing for those dropped.
        about_id, point_id: of each row.
        is_paired: of each `about_id` from 0: the reports of the matter are paired.
        dropped: rows.
        chains: `row`, `root` (a row), `usable_at` of those that replace others, or say something
            later than they were recorded.
        dictionary: by name, from `numbered_columns`.
        bounds: word code to its low and high; None: as the rows have them.
        large: row to figures that do not fit into millionths.
    """

    report_no: pa.Array
    about_id: pa.Array
    point_id: pa.Array
    is_paired: pa.Array
    dropped: pa.Array
    chains: pa.Table
    dictionary: Mapping[str, Numbered]
    bounds: Sequence[tuple[Decimal, Decimal | None] | None]
    large: Mapping[int, tuple[Decimal, Decimal | None]]


@dataclass
class Written:
    """What was written.

    Attributes:
        spoken: (thing, place) to how many reports speak of them.
        series_things: (series, thing).
        above_one: thing to how many reports count more than one of it.
        of_none: thing to how many events of it give the figure 0.
        odd_points: how many reports have a point that does not place them.
    """

    spoken: Counter[tuple[int, int]] = field(default_factory=Counter)
    series_things: set[tuple[int, int]] = field(default_factory=set)
    above_one: Counter[int] = field(default_factory=Counter)
    of_none: Counter[int] = field(default_factory=Counter)
    odd_points: OddPoints = field(default_factory=OddPoints)


def write_reports(parts: Iterator[tuple[int, pa.Table]], numbers: Numbers, folder: Path) -> Written:
    """Write all parts, several at a time.

    Args:
        parts: of the stage, each with the row at which it begins.
        numbers: what they become.
        folder: of the parts; it is made.
    """
    folder.mkdir(parents=True)
    written = Written()
    with ThreadPoolExecutor(max(1, min(4, cpu_count() or 1))) as pool:
        jobs = [
            pool.submit(_write_part, (start, part), numbers, folder, f"{number:06}")
            for number, (start, part) in enumerate(parts)
        ]
        for job in jobs:
            table = job.result()
            written.spoken.update(table.spoken)
            written.series_things |= table.series_things
            written.above_one.update(table.above_one)
            written.of_none.update(table.of_none)
            written.odd_points = written.odd_points.and_also(table.odd_points)
    if not any(folder.iterdir()):  # whoever reads them need not know that there are none
        parquet.write_table(fmt.REPORTS.empty_table(), folder / "part-000000.parquet")
    return written


def _write_part(
    placed: tuple[int, pa.Table], numbers: Numbers, folder: Path, number: str
) -> Written:
    start, part = placed
    rows = report_rows(start, part, numbers)
    is_dropped = pc.is_in(pa.arange(start, start + part.num_rows), numbers.dropped)
    for name, is_paired in (("part", 0), ("pair", 1)):
        is_here = pc.and_not(pc.equal(rows["is_paired"], is_paired), is_dropped)
        places = pc.indices_nonzero(is_here)
        if len(places):
            keys = rows.select(["thing_id", "place_id", "begins_at"])
            is_whole = len(places) == rows.num_rows
            order = _order(keys) if is_whole else places.take(_order(keys.take(places)))
            write_rows(rows, order, folder / f"{name}-{number}.parquet")
    told = _told(rows.select(["thing_id", "place_id", "series_id"]).filter(pc.invert(is_dropped)))
    told.above_one = _above_one(start, part, numbers)
    told.of_none = _of_none(rows.filter(pc.invert(is_dropped)))
    told.odd_points = _odd_points(part, is_dropped)
    return told


def write_rows(rows: pa.Table, order: pa.Array, path: Path) -> None:
    """Write at least one row in an order, a group at a time: so few stay at hand meanwhile.

    Columns that stand twice, or in which nothing changes, are not put in order.
    """
    taken = _Taken(rows)
    compression = _compression(taken.at(order.slice(0, _TRIED_ROWS)))
    with parquet.ParquetWriter(
        path, rows.schema, compression=compression, use_dictionary=_REPEATED,
        write_statistics=True, write_page_index=True,
    ) as writer:  # fmt: skip
        for start in range(0, len(order), GROUP_ROWS):
            group = taken.at(order.slice(start, GROUP_ROWS))
            writer.write_table(group, row_group_size=GROUP_ROWS)


def _compression(first: pa.Table) -> dict[str, str]:
    """Return how each column is compressed, tried on the first rows."""
    found = dict.fromkeys(first.column_names, _COMPRESSION)
    for name in _INSTANTS:
        instants = first[name].combine_chunks().buffers()[1].slice(0, 8 * first.num_rows)
        size = pa.compress(instants, _COMPRESSION).size
        found[name] = _COMPRESSION if size < _WORTH_IT * instants.size else "none"
    return found


class _Taken:
    """Takes rows of a table."""

    def __init__(self, rows: pa.Table) -> None:
        self._schema = rows.schema
        columns = [column.combine_chunks() for column in rows.columns]
        self._kept: list[pa.Array] = []
        self._places = []
        for column in columns:
            place = next((k for k, c in enumerate(self._kept) if _is_one(c, column)), None)
            self._places.append(len(self._kept) if place is None else place)
            if place is None:
                self._kept.append(column)
        self._is_constant = [_is_constant(column) for column in self._kept]

    def at(self, places: pa.Array) -> pa.Table:
        """Return the rows at some places, at most as many as the table has."""
        found = [
            column.slice(0, len(places)) if is_constant else column.take(places)
            for column, is_constant in zip(self._kept, self._is_constant, strict=True)
        ]
        return pa.table([found[k] for k in self._places], schema=self._schema)


def _is_one(column: pa.Array, other: pa.Array) -> bool:
    """Return whether two columns are one and the same in memory."""
    return [(b.address, b.size) for b in column.buffers() if b] == [
        (b.address, b.size) for b in other.buffers() if b
    ] and (column.type, column.offset, len(column)) == (other.type, other.offset, len(other))


def _is_constant(column: pa.Array) -> bool:
    some = (column[k] for k in (len(column) // 2, len(column) - 1))
    if column.null_count or any(value != column[0] for value in some):
        return False
    ends = pc.min_max(column)
    return bool(ends["min"].equals(ends["max"]))


def _order(rows: pa.Table) -> pa.Array:
    """Return the order by thing, place and begin (as finely as one number can tell)."""
    thing, place = rows["thing_id"].cast(pa.int64()), rows["place_id"].cast(pa.int64())
    above = (pc.max(place).as_py() or 0) + 1
    spot = pc.add(pc.multiply(thing, above), place)
    limits = pc.min_max(rows["begins_at"]).as_py()
    spots = (pc.max(spot).as_py() or 0) + 1
    step = max(1, -(-(limits["max"] - limits["min"] + 1) * spots // _SORT_RANGE))
    span = (limits["max"] - limits["min"]) // step + 1
    begin = pc.divide(pc.subtract(rows["begins_at"], limits["min"]), step)
    return sorted_places(pc.add(pc.multiply(spot, span), begin).combine_chunks())


def report_rows(start: int, part: pa.Table, numbers: Numbers) -> pa.Table:
    """Return a part of the stage as rows of `format.REPORTS`; those dropped mean nothing."""
    size = part.num_rows
    known = {name: table.ids for name, table in numbers.dictionary.items()}
    things = numbers.dictionary["things"]
    thing = known["things"].take(part["thing"])
    of_thing = {name: _shifted(things.table[name]) for name in ("kind", "stance", "scale")}
    number = numbers.report_no.slice(start, size).cast(pa.int64())
    low, high = _figures(start, part, numbers, of_thing["scale"].take(thing))
    root, usable, recorded = _chained(start, (number, part["recorded_at"]), numbers)
    about = numbers.about_id.slice(start, size)
    columns = {
        "report_no": number,
        "root_no": root,
        "source_id": known["sources"].take(part["source"]),
        "origin_id": known["sources"].take(part["origin"]),
        "recorded_at": recorded,
        "usable_at": usable,
        "begins_at": part["begins_at"],
        "ends_at": part["ends_at"],
        "by_day": part["by_day"],
        "kind": of_thing["kind"].take(thing),
        "stance": of_thing["stance"].take(thing),
        "withdrawn": part["withdrawn"],
        "series_id": known["series"].take(part["series"]),
        "hand_id": known["hands"].take(part["hand"]),
        "thing_id": thing,
        "place_id": known["places"].take(part["place"]),
        "point_id": numbers.point_id.slice(start, size),
        "about_id": about,
        "low": low,
        "high": high,
        "word_id": known["words"].take(part["word"]),
        "is_paired": numbers.is_paired.take(about).cast(pa.int8()),
    }
    return pa.table([columns[name] for name in fmt.REPORTS.names], schema=fmt.REPORTS)


def _shifted(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of a dictionary by id: a null stands before the first."""
    return pa.concat_arrays([pa.nulls(1, column.type), *column.chunks])


def _chained(
    start: int, own: tuple[pa.Array, Any], numbers: Numbers
) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return root number, usable-at and recorded-at; most rows replace nothing.

    What something replaces as soon as it is usable is as if recorded before everything: it is never
    the last of its chain.
    """
    number, recorded = own
    recorded = recorded.combine_chunks()
    if not numbers.chains.num_rows:
        return number, recorded, recorded
    end = start + len(number)
    rows = numbers.chains["row"]
    here = numbers.chains.filter(pc.and_(pc.greater_equal(rows, start), pc.less(rows, end)))
    if not here.num_rows:
        return number, recorded, recorded
    places = pc.subtract(here["row"], start).combine_chunks()
    roots = numbers.report_no.take(here["root"].combine_chunks()).cast(pa.int64())
    usable = here["usable_at"].combine_chunks()
    known = pc.if_else(here["overtaken"].combine_chunks(), BEFORE_EVERYTHING,
                       recorded.take(places))  # fmt: skip
    return (_put(number, places, roots), _put(recorded, places, usable),
            _put(recorded, places, known))  # fmt: skip


def _put(column: pa.Array, places: pa.Array, values: pa.Array) -> pa.Array:
    """Return a column with values put at places."""
    placed = pc.scatter(values, places, max_index=len(column) - 1)
    return pc.coalesce(placed, column)


# ---- figures ----------------------------------------------------------------------------------


def _figures(
    start: int,
    part: pa.Table,
    numbers: Numbers,
    scale: Any,  # noqa: ANN401 - a column
) -> tuple[pa.Array, pa.Array]:
    """Return low and high times the scale of their unit, rounded outwards."""
    scale = scale.combine_chunks() if isinstance(scale, pa.ChunkedArray) else scale
    # Things of dropped rows alone have none; these rows are not written.
    scale = pc.fill_null(scale, 1)
    low, high = part["low"].combine_chunks(), part["high"].combine_chunks()
    step = pc.divide(MILLION, scale)
    low = pc.divide(low, step)
    high = pc.divide(pc.add(high, pc.subtract(step, 1)), step)
    if pc.max(part["word"]).as_py():
        low, high = _with_words(part["word"].combine_chunks(), (low, high), scale, numbers)
    end = start + part.num_rows
    for row, figures in numbers.large.items():
        if start <= row < end:
            own = scaled(figures, scale[row - start].as_py())
            place = pa.array([row - start], pa.int64())
            low = _put(low, place, pa.array([own[0]], pa.int64()))
            if own[1] is not None:
                high = _put(high, place, pa.array([own[1]], pa.int64()))
    return low, high


def _with_words(
    word: pa.Array, own: tuple[pa.Array, pa.Array], scale: pa.Array, numbers: Numbers
) -> tuple[pa.Array, pa.Array]:
    """Put the spreads of words in the place of figures."""
    rows = pc.indices_nonzero(pc.greater(word, 0))
    codes, scales = word.take(rows).to_pylist(), scale.take(rows).to_pylist()
    old = zip(own[0].take(rows).to_pylist(), own[1].take(rows).to_pylist(), strict=True)
    found = []
    for code, by, figures in zip(codes, scales, old, strict=True):
        bounds = numbers.bounds[code]
        found.append(figures if bounds is None else scaled(bounds, by))
    mask = pc.greater(word, 0)
    return (
        pc.replace_with_mask(own[0], mask, pa.array([low for low, _ in found], pa.int64())),
        pc.replace_with_mask(own[1], mask, pa.array([high for _, high in found], pa.int64())),
    )


def scaled(bounds: tuple[Decimal, Decimal | None], scale: int) -> tuple[int, int | None]:
    """Return figures times a scale, rounded outwards and no larger than can be counted."""
    low, high = bounds
    least = min(int((low * scale).to_integral_value(ROUND_FLOOR)), LARGEST)
    if high is None:
        return least, None
    return least, min(int((high * scale).to_integral_value(ROUND_CEILING)), LARGEST)


# ---- what was told ----------------------------------------------------------------------------


def _told(rows: pa.Table) -> Written:
    spots = rows.group_by(["thing_id", "place_id"]).aggregate([([], "count_all")]).to_pylist()
    found = Written(Counter({(r["thing_id"], r["place_id"]): r["count_all"] for r in spots}))
    some = rows.filter(pc.greater(rows["series_id"], 0))
    if some.num_rows:
        pairs = some.group_by(["series_id", "thing_id"]).aggregate([]).to_pylist()
        found.series_things = {(pair["series_id"], pair["thing_id"]) for pair in pairs}
    return found


def _above_one(start: int, part: pa.Table, numbers: Numbers) -> Counter[int]:
    """Return thing to how many reports count more than one of it, before figures are rounded."""
    word, rows = part["word"], pa.arange(start, start + part.num_rows)
    said = {code: bounds for code, bounds in enumerate(numbers.bounds) if bounds is not None}
    above = [code for code, (low, _) in said.items() if low > 1]
    large = [row for row, (low, _) in numbers.large.items() if low > 1]
    is_above = pc.and_(pc.greater(part["low"], MILLION), pc.invert(_among(word, said)))
    is_above = pc.or_(is_above, pc.or_(_among(word, above), _among(rows, large)))
    some = pc.and_(is_above, pc.invert(pc.is_in(rows, numbers.dropped)))
    things = numbers.dictionary["things"].ids.take(part["thing"].filter(some))
    return Counter({row["values"]: row["counts"] for row in things.value_counts().to_pylist()})


def _of_none(rows: pa.Table) -> Counter[int]:
    """Return thing to how many events of it give the figure 0."""
    is_event = pc.and_(pc.equal(rows["kind"], fmt.KINDS["event"]), pc.equal(rows["high"], 0))
    some = rows.filter(pc.and_(is_event, pc.equal(rows["stance"], fmt.STANCES["asserts"])))
    return Counter(some["thing_id"].to_pylist())


def _odd_points(part: pa.Table, is_dropped: pa.Array) -> OddPoints:
    """Return how many of the rows that are not dropped have a point that does not place them."""
    masks = [pc.and_not(part[n], is_dropped) for n in ("has_bare_point", "has_point_beside_area")]
    return OddPoints(*(pc.sum(mask).as_py() or 0 for mask in masks))


def _among(column: pa.Array, values: Iterable[int]) -> pa.Array:
    return pc.is_in(column, pa.array(sorted(values), column.type))
