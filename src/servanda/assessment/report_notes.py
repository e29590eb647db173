"""Reports as their sources gave them, in words: column by column, equal words made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from servanda.assessment.later import Later
from servanda.assessment.material import ReportNote
from servanda.evidence import Evidence
from servanda.evidence.numbering import known_by

Marks: TypeAlias = Mapping[str, str]
"""`source:report` to who marked it verified and why."""

_QUANTITY: Final = ("quantity", "quantity_low", "quantity_high", "unit")


def report_notes(evidence: Evidence, as_of: int) -> Sequence[ReportNote]:
    """Return the reports recorded by an instant, as their sources gave them."""
    rows, marks = known_by(evidence.reports, as_of), marks_of(evidence, as_of)
    return Later(
        rows.num_rows, lambda start, stop: notes_of(rows.slice(start, stop - start), marks)
    )


def marks_of(evidence: Evidence, as_of: int) -> Marks:
    """Return which reports had been marked verified by an instant."""
    return {
        row["report"]: f"{row['by']}: {row['reason']}"
        for row in known_by(evidence.tables["marks"], as_of).to_pylist()
    }


def notes_of(reports: pa.Table, marks: Marks) -> list[ReportNote]:
    """Return reports in words.

    Args:
        reports: rows in `arrow_schema("reports")`.
        marks: which of them are marked.
    """
    if not reports.num_rows:
        return []
    rows = {name: _one(reports[name]) for name in reports.column_names}
    areas = _filled(pc.binary_join(rows["area"], ", "), "")
    columns = (
        rows["report"], rows["source"], _filled(rows["origin"], rows["source"]),
        rows["begins"], rows["ends"], rows["recorded_at"], _filled(rows["precision"], "instant"),
        _what(rows), _by_distinct([rows[name] for name in _QUANTITY], _quantity),
        _filled(rows["place"], areas), rows["stance"],
        *(_filled(rows[name], "") for name in ("text", "language", "link", "means", "note")),
        _marked(rows, marks), areas, _filled(rows["licence"], ""),
    )  # fmt: skip
    return list(map(ReportNote, *(column.to_pylist() for column in columns)))


def _one(column: pa.ChunkedArray) -> pa.Array:
    found: Any = column.combine_chunks()
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _filled(column: pa.Array, instead: pa.Array | str) -> pa.Array:
    """Return a column of texts with something else where there is none."""
    is_empty = pc.equal(pc.fill_null(column, ""), "")
    return pc.if_else(is_empty, instead, column)


def _what(rows: Mapping[str, pa.Array]) -> pa.Array:
    """Return actor, act and object in words."""
    actors = _filled(pc.binary_join(rows["actor"], ", "), "unknown")
    said = [rows[name] for name in ("act", "attributes", "object")]
    # What is empty takes no blank.
    parts = [pc.if_else(pc.equal(part, ""), None, part) for part in said]
    return pc.binary_join_element_wise(actors, *parts, " ", null_handling="skip")


def _marked(rows: Mapping[str, pa.Array], marks: Marks) -> pa.Array:
    if not marks:
        return pa.repeat("", len(rows["report"]))
    names = pc.binary_join_element_wise(rows["source"], rows["report"], ":").to_pylist()
    return pa.array([marks.get(name, "") for name in names], pa.string())


def _by_distinct(columns: Sequence[pa.Array], words: Callable[..., str]) -> pa.Array:
    """Return a text for each row, made once for all rows in which some columns are the same."""
    codes = pa.repeat(pa.scalar(0, pa.int64()), len(columns[0]))
    for column in columns:
        coded = column.dictionary_encode(null_encoding="encode")
        both = pc.add(pc.multiply(codes, len(coded.dictionary)), coded.indices.cast(pa.int64()))
        # Numbered anew each time, so that no product of many columns grows too large.
        codes = both.dictionary_encode().indices.cast(pa.int64())
    numbered = pa.table({"code": codes, "row": pa.arange(0, len(codes))})
    first = numbered.group_by("code", use_threads=False).aggregate([("row", "min")])
    places = first.sort_by("code")["row_min"].combine_chunks()
    rows = zip(*(column.take(places).to_pylist() for column in columns), strict=True)
    return pa.array([words(*row) for row in rows], pa.string()).take(codes)


def _quantity(written: str | None, low: Any, high: Any, unit: str | None) -> str:  # noqa: ANN401 - decimals
    """Return the figure in the words of the report; empty where it gave none."""
    named = unit or ""
    if written:
        return f"{written} {named}".strip()
    if low is None or (low == high == 1 and not named):
        return ""
    shown = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    return f"{shown} {named}".strip()


def _number(value: Any) -> str:  # noqa: ANN401 - a decimal or None from Arrow
    return "?" if value is None else f"{value.normalize():f}"
