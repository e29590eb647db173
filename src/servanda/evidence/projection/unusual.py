"""Rows that the quick reader leaves alone: read as files of a folder are (`rows.build_rows`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.faults import reject_rows
from servanda.evidence.hashing import row_hashes
from servanda.evidence.places import ANYWHERE_M
from servanda.evidence.projection.record import (
    LARGEST,
    MILLION,
    PART,
    REFERENCES,
    THING,
    Record,
)
from servanda.evidence.quantities import DeclaredWords
from servanda.evidence.rows import build_rows

_NO_ID: Final = "row"


@dataclass(frozen=True)
class Slowly:
    """Rows that were read slowly.

    Attributes:
        part: rows of `PART` that can be used.
        references: rows of `REFERENCES`; `row` counts those of `part`.
        rejects: rows of `tables.REJECTS`.
        large: row of `part` to figures of which the millionths do not fit.
        hashes: of the content of each row of `part`.
    """

    part: pa.Table
    references: pa.Table
    rejects: pa.Table
    large: dict[int, tuple[Decimal, Decimal | None]]
    hashes: pa.Array


def read_slowly(
    raw: pa.Table, file: tuple[int, str], record: Record, words: DeclaredWords
) -> Slowly:
    """Read whole rows.

    Args:
        raw: texts, and `row_no`.
        file: place of their file among all, and its name.
        record: codes; new ones are added.
        words: spreads that sources have declared.
    """
    raw = raw.append_column("file", pa.array([file[1]] * raw.num_rows, pa.string()))
    rows, faults = build_rows("reports", raw, record.names, words)
    rejects = reject_rows(raw, faults)
    hashes = row_hashes("reports", rows)
    rows = with_ids(rows)
    is_bad = pc.is_in(pa.arange(0, rows.num_rows), pa.array(sorted(faults.by_row), pa.int64()))
    rows, hashes = (found.filter(pc.invert(is_bad)) for found in (rows, hashes))
    part, large = _part(rows.to_pylist(), file[0], record)
    return Slowly(part, _references(rows, part), rejects, large, hashes)


def with_ids(rows: pa.Table) -> pa.Table:
    """Give reports without an id the hash of their content as one (2.8)."""
    if not rows["report"].null_count:
        return rows
    short = pc.binary_join_element_wise(
        _NO_ID, pc.utf8_slice_codeunits(row_hashes("reports", rows), 0, 12), "-"
    )
    position = rows.schema.get_field_index("report")
    return rows.set_column(position, "report", pc.coalesce(rows["report"], short))


def _references(rows: pa.Table, part: pa.Table) -> pa.Table:
    has_any = pc.or_(pc.is_valid(rows["replaces"]), pc.is_valid(rows["of"]))
    places = pc.indices_nonzero(has_any).cast(pa.int64())
    if not len(places):
        return REFERENCES.empty_table()
    found = rows.take(places)
    return pa.table(
        [places, part["source"].take(places), found["report"], found["replaces"], found["of"],
         found["recorded_at"]], schema=REFERENCES,
    )  # fmt: skip


def _part(
    rows: list[dict[str, Any]], file_no: int, record: Record
) -> tuple[pa.Table, dict[int, tuple[Decimal, Decimal | None]]]:
    large: dict[int, tuple[Decimal, Decimal | None]] = {}
    found = []
    for place, row in enumerate(rows):
        low, high = row["quantity_low"], row["quantity_high"]
        if max(low, high or 0) * MILLION > LARGEST:
            large[place] = (low, high)
        found.append(_row(row, record) | {"file_no": file_no})
    return pa.Table.from_pylist(found, PART), large


def _row(row: dict[str, Any], record: Record) -> dict[str, Any]:
    columns, source = record.columns, row["source"]
    plain = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    is_point, has_area = row["latitude"] is not None, row["area"] is not None
    has_point = is_point and not has_area
    radius = ANYWHERE_M if row["radius_m"] is None else row["radius_m"]
    is_open = row["area_from"] is None and row["act"] in record.two_ended
    word = (source, row["word"], row["average_per"] == "day") if row["word"] else None
    spot = (plain["area"], plain["area_from"], is_open)
    return {
        "source": columns["source"].of_value(source),
        "origin": columns["source"].of_value(row["origin"] or source),
        "series": record.series.of_value((source, row["series"]) if row["series"] else None),
        "hand": columns["actor"].of_value(plain["actor"]),
        "thing": record.things.of_value(tuple(plain[name] for name in THING)),
        "place": record.places.of_value(spot),
        "word": record.words.of_value(word),
        "recorded_at": row["recorded_at"],
        "begins_at": row["begins"],
        "ends_at": row["ends"],
        "by_day": row["precision"] == "day",
        "withdrawn": row["withdrawn"],
        "low": _fitting(row["quantity_low"]),
        "high": None if row["quantity_high"] is None else _fitting(row["quantity_high"]),
        "latitude": int(row["latitude"] * MILLION) if has_point else None,
        "longitude": int(row["longitude"] * MILLION) if has_point else None,
        "radius": int(radius * MILLION) if has_point else None,
        "has_bare_point": has_point and row["radius_m"] is None,
        "has_point_beside_area": is_point and has_area,
        "about": row["about"],
        "report": row["report"],
        "row_no": row["row_no"],
    }


def _fitting(figure: Decimal) -> int:
    return min(int(figure * MILLION), LARGEST)
