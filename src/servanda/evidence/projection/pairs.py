"""Which reports are paired: the two of a matter of which nobody tells anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.dictionary import Numbered
from servanda.evidence.projection.numbers import Ranked


def paired_matters(
    parts: Iterator[tuple[int, pa.Table]],
    abouts: Ranked,
    report_no: pa.Array,
    things: Numbered,
    unfit: tuple[pa.Array, Callable[[], pa.Array]],
) -> pa.Array:
    """Return of each number of a matter from 0 whether its reports are paired (`fmt.PAIRS`).

    Args:
        parts: of the stage, each with the row at which it begins.
        abouts: the matters that rows name.
        report_no: of each row.
        things: of the dictionary.
        unfit: rows that are dropped, whose numbers mean nothing; what gives the numbers of other
            reports that may not be paired.
    """
    paired = abouts.is_double
    if not pc.any(paired).as_py():
        return paired
    dropped, unfit_numbers = unfit
    is_event = _are_plain(things)
    is_unfit = pc.is_in(report_no, unfit_numbers().cast(report_no.type))
    spoilt = []
    for start, part in parts:
        about = abouts.numbers.slice(start, part.num_rows)
        thing, withdrawn, series = (
            part[name].combine_chunks() for name in ("thing", "withdrawn", "series")
        )
        fit = pc.and_not(pc.and_(is_event.take(thing), pc.equal(series, 0)), withdrawn)
        fit = pc.and_not(fit, is_unfit.slice(start, part.num_rows))
        if len(dropped):
            rows = pa.arange(start, start + part.num_rows)
            fit = pc.and_not(fit, pc.is_in(rows, dropped))
        spoilt.append(about.filter(pc.and_not(paired.take(about), fit)))
    left_out = pa.concat_arrays(spoilt).unique()
    if not len(left_out):
        return paired
    none = pa.repeat(pa.scalar(False), len(left_out))
    return pc.coalesce(pc.scatter(none, left_out, max_index=len(paired) - 1), paired)


def _are_plain(things: Numbered) -> pa.Array:
    """Return of each code of a thing whether its reports assert an event."""
    kind, stance = (
        pa.concat_arrays([pa.nulls(1, pa.int8()), *things.table[name].chunks])  # by id
        for name in ("kind", "stance")
    )
    is_event = pc.equal(kind, fmt.KINDS["event"])
    is_plain = pc.and_(is_event, pc.equal(stance, fmt.STANCES["asserts"]))
    return pc.fill_null(is_plain, False).take(things.ids)


def unfit_reports(folder: Path, report_no: pa.Array, chains: pa.Table) -> pa.Array:
    """Return numbers of all reports that are corrected, linked, marked, denied or ruled on.

    Args:
        folder: of the projection; links, marks, rulings and targets are there.
        report_no: of each row.
        chains: rows that replace others, and their roots.
    """
    tables = folder / fmt.TABLES_FOLDER
    found = [pc.list_flatten(_column(tables / "links.parquet", "report_nos"))]
    found += [_column(tables / f"{name}.parquet", "report_no") for name in ("marks", "rulings")]
    found.append(_column(folder / fmt.TARGETS_FILE, "target_no"))
    found += [pa.chunked_array([report_no.take(chains[name].combine_chunks())])
              for name in ("row", "root")]  # fmt: skip
    chunks = [chunk.cast(pa.int64()) for column in found for chunk in column.chunks]
    return pc.drop_null(pa.concat_arrays([*chunks, pa.array([], pa.int64())]).unique())


def _column(path: Path, name: str) -> pa.ChunkedArray:
    """Read one column, and not the texts beside it."""
    return parquet.read_table(path, columns=[name])[name]
