"""From typed cells to rows of the declared schema (tables.py): periods, quantities, points."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from servanda.evidence.cells import TypedTable, read_cells
from servanda.evidence.faults import Fault, Faults
from servanda.evidence.formats import quoted_name, quoted_text
from servanda.evidence.names import KnownNames
from servanda.evidence.places import AreaMap
from servanda.evidence.quantities import (
    LARGEST,
    Bounds,
    DeclaredWords,
    average_bounds,
    days_of,
    number_array,
    read_quantity,
    unstated_bounds,
)
from servanda.evidence.scratch import scratch
from servanda.evidence.shapes import is_near
from servanda.evidence.tables import arrow_schema
from servanda.evidence.times import is_midnight

_FAULT = pa.struct([("reason", pa.string()), ("hint", pa.string())])
_INCLUDED = "a day, minute or second named in `ends` is included"


def build_rows(
    name: str, raw: pa.Table, names: KnownNames, words: DeclaredWords
) -> tuple[pa.Table, Faults]:
    """Return the rows of a table in its schema, and the faults of those that cannot be used.

    Args:
        name: of the table.
        raw: as it was read: string columns, `file`, `row_no`.
        names: what its cells may name.
        words: spreads that sources have declared; used for reports only.

    Returns:
        As many rows as `raw`, in its order; values of a row with faults mean nothing.
    """
    typed = read_cells(name, raw, names)
    columns = dict(typed.columns)
    _settle_times(name, columns, typed.faults, names.zone)
    if name == "reports":
        columns["precision"] = columns["begins_precision"]
        columns |= _quantities(raw, columns, typed, (names, words))
        _check_points(columns, typed.faults, names.areas)
        columns |= {"file": raw["file"], "row_no": raw["row_no"], "original": originals_of(raw)}
    if name == "rulings":
        columns["begins"] = pc.coalesce(columns["begins"], columns["recorded_at"])
    if name in {"words", "totals"}:
        _check_order(columns, "low", "high", typed.faults)
    schema = arrow_schema(name)
    return pa.table({f.name: columns[f.name] for f in schema}, schema=schema), typed.faults


def _settle_times(name: str, columns: dict[str, Any], faults: Faults, zone: ZoneInfo) -> None:
    """Make `ends` exclusive, and a recorded-at known to the day the end of that day (7)."""
    if "recorded_at" in columns:
        is_day = pc.equal(columns["recorded_at_precision"], "day")
        columns["recorded_at"] = pc.if_else(
            is_day, columns["recorded_at_after"], columns["recorded_at"]
        )
    if "ends" not in columns:
        return
    precision = columns["ends_precision"]
    named = (columns["ends"], columns["ends_after"])
    is_open = pc.or_(
        pc.equal(precision, "instant"),
        pc.and_(pc.not_equal(precision, "day"), is_midnight(named[0], columns["begins"], zone)),
    )
    ends = pc.if_else(is_open, *named)
    columns["ends"] = pc.coalesce(ends, columns["begins_after"]) if name == "reports" else ends
    is_late = pc.greater_equal(columns["begins"], columns["ends"])
    faults.add_where(is_late, Fault("SV324", "it ends before it begins", _INCLUDED))


def _check_order(columns: dict[str, Any], low: str, high: str, faults: Faults) -> None:
    faults.add_where(pc.less(columns[low], Decimal(0)), Fault("SV326", f"`{low}` is below 0"))
    is_crossed = pc.greater(columns[low], columns[high])
    faults.add_where(is_crossed, Fault("SV326", f"`{low}` is more than `{high}`"))
    for name in (low, high):
        is_large = pc.greater(columns[name], LARGEST)
        faults.add_where(is_large, Fault("SV326", f"`{name}` is more than {LARGEST:,}"))


# ---- quantities -------------------------------------------------------------------------------

_FEW: Final = 100
"""Of so few rows each is read by itself: to find out which are alike would take longer."""
_ASPECTS_SQL: Final = """
SELECT said.quantity, said.low, said.high, said.average, said.kind, said.unit, said.stance,
    CASE WHEN regexp_full_match(coalesce(said.quantity, '0'), '[-+]?[0-9]+([.][0-9]+)?') THEN NULL
        ELSE said.source END AS source,
    CASE WHEN said.average <> '' THEN said.begins END AS begins,
    CASE WHEN said.average <> '' THEN said.ends END AS ends,
    said.place
FROM said
"""
_ASPECT: Final = (
    "quantity", "low", "high", "average", "kind", "unit", "stance", "source", "begins", "ends",
)  # fmt: skip
_DISTINCT_SQL: Final = f"""
CREATE TEMP TABLE kinds AS SELECT *, row_number() OVER (ORDER BY {", ".join(_ASPECT)}) - 1 AS aspect
FROM (SELECT DISTINCT {", ".join(_ASPECT)} FROM aspects)
"""
_ASPECT_OF_EACH_SQL: Final = f"""
SELECT k.aspect FROM aspects a
JOIN kinds k ON {" AND ".join(f"k.{c} IS NOT DISTINCT FROM a.{c}" for c in _ASPECT)}
ORDER BY a.place
"""


def _quantities(
    raw: pa.Table,
    columns: dict[str, Any],
    typed: TypedTable,
    tools: tuple[KnownNames, DeclaredWords],
) -> dict[str, pa.Array]:
    """Return `quantity_low`, `quantity_high` and `word`, reading each distinct quantity once."""
    said = pa.table({
        "quantity": columns["quantity"], "low": columns["quantity_low"],
        "high": columns["quantity_high"], "average": columns["average_per"],
        "kind": columns["kind"], "unit": columns["unit"], "stance": columns["stance"],
        "source": columns["source"], "begins": columns["begins"], "ends": columns["ends"],
        "place": pa.array(range(raw.num_rows), pa.int64()),
    })  # fmt: skip
    distinct, aspect = _distinct(said)
    aspects = distinct.to_pylist()
    read = [read_aspect(row, tools) for row in aspects]
    faults = pa.array([_fault_of(said[0]) or _fault_of_parts(row, said, tools[0])
                       for row, said in zip(aspects, read, strict=True)], _FAULT)  # fmt: skip
    typed.faults.add_column(faults.take(aspect), "SV326")
    said_none = [_fault_of_word(row["source"], word, tools[1])
                 for row, (_, word) in zip(aspects, read, strict=True)]  # fmt: skip
    typed.faults.add_column(pa.array(said_none, _FAULT).take(aspect), "SV325")
    return {
        "quantity_low": number_array([b[0] for b, _ in read]).take(aspect),
        "quantity_high": number_array([b[1] for b, _ in read]).take(aspect),
        "word": pa.array([word or None for _, word in read], pa.string()).take(aspect),
    }


def _distinct(said: pa.Table) -> tuple[pa.Table, pa.Array]:
    """Return the distinct quantities, and which of them each row has."""
    if said.num_rows <= _FEW:
        return said, said["place"].combine_chunks()
    with scratch() as connection:
        connection.register("said", said)
        connection.execute(f"CREATE TEMP TABLE aspects AS {_ASPECTS_SQL}")
        connection.execute(_DISTINCT_SQL)
        distinct = connection.sql("SELECT * FROM kinds ORDER BY aspect").to_arrow_table()
        numbers = connection.sql(_ASPECT_OF_EACH_SQL).to_arrow_table()
    return distinct, numbers["aspect"].combine_chunks()


def _fault_of(bounds: Bounds) -> dict[str, str] | None:
    low, high = bounds
    if low < 0 or (high is not None and high < 0):
        hint = "what was taken back is a report of its own; else correct the figure"
        return {"reason": "the quantity is below 0", "hint": hint}
    if high is not None and low > high:
        hint = "write the lesser figure first"
        return {"reason": "the low of the quantity is more than its high", "hint": hint}
    if max(low, high or low) > LARGEST:
        hint = "count in a larger unit, or correct the figure"
        return {"reason": f"the quantity is more than {LARGEST:,}", "hint": hint}
    return None


def _fault_of_parts(
    row: dict[str, Any], said: tuple[Bounds, str], names: KnownNames
) -> dict[str, str] | None:
    """Return the fault of a figure with a fraction, of what has none: `1.200` may be 1200 (2.2)."""
    bounds, word = said
    broken = [figure for figure in bounds if figure is not None and figure % 1]
    if word or not broken or row["average"] == "day" or not _is_whole(row["unit"], names):
        return None
    shown = row["quantity"] or f"{broken[0].normalize():f}"
    hint = "write 1200 for a thousand and two hundred; of an average fill in `average_per`"
    return {"reason": f"`{shown}` has a fraction, and what is counted has none", "hint": hint}


def _fault_of_word(source: str | None, word: str, words: DeclaredWords) -> dict[str, str] | None:
    if not word or words.spread(source or "", word) is not None or read_quantity(word).says_some:
        return None
    hint = "write 0, or leave the cell empty if nobody said how many"
    if any(sign.isnumeric() for sign in word):
        hint = "write only 1200, 5-10, at least 5 or up to 5; what is counted goes into `unit`"
    return {"reason": f"`quantity`: `{word}` is no number", "hint": hint}


def read_aspect(row: dict[str, Any], tools: tuple[KnownNames, DeclaredWords]) -> tuple[Bounds, str]:
    """Return what one distinct quantity means, and the word that it rests on, if any."""
    names, words = tools
    low, high = row["low"], row["high"]
    written = words.read(row["source"] or "", row["quantity"]) if row["quantity"] else None
    if row["stance"] == "observed-none":
        return unstated_bounds(row["kind"], row["unit"], row["stance"]), ""
    word, half_step = "", Decimal(0)
    if low is not None or high is not None:
        bounds: Bounds = (low if low is not None else Decimal(0), high)
        half_step = _half_step_of(low, high)
    elif written is None:
        return unstated_bounds(row["kind"], row["unit"], row["stance"]), ""
    elif written.bounds is not None:
        bounds, half_step = written.bounds, written.half_step
        if written.of_measure is not None and not _is_whole(row["unit"], names):
            bounds = written.of_measure
    else:
        word = written.word
        bounds = words.meaning(row["source"] or "", word)
    if row["average"] == "day" and row["begins"] is not None and row["ends"] is not None:
        bounds = total_of_average(bounds, half_step, row, names)
    return bounds, word


def _half_step_of(low: Decimal | None, high: Decimal | None) -> Decimal:
    shown = [d.normalize() for d in (low, high) if d is not None]
    places = max((max(0, -int(d.as_tuple().exponent)) for d in shown), default=0)
    return Decimal(1).scaleb(-places) / 2


def total_of_average(
    bounds: Bounds, half_step: Decimal, row: dict[str, Any], names: KnownNames
) -> Bounds:
    """Return the total of the row's period (`begins`, `ends`, `unit`) from its average per day."""
    days = days_of(row["begins"], row["ends"], names.zone)
    return average_bounds(bounds, half_step, days, is_whole=_is_whole(row["unit"], names))


def _is_whole(unit: str | None, names: KnownNames) -> bool:
    """Return whether what is counted has no fractions."""
    thing = names.vocabulary.things.get(unit or "")
    return thing is None or not thing.is_unit


# ---- points -----------------------------------------------------------------------------------


def _check_points(columns: dict[str, Any], faults: Faults, areas: AreaMap) -> None:
    latitude, longitude, radius = (columns[n] for n in ("latitude", "longitude", "radius_m"))
    half = pc.xor(pc.is_null(latitude), pc.is_null(longitude))
    faults.add_where(half, Fault("SV332", "a point needs both `latitude` and `longitude`"))
    is_out = pc.greater(pc.abs(latitude), Decimal(90))
    faults.add_where(
        is_out, Fault("SV332", "`latitude` is beyond 90 degrees", "is it the longitude?")
    )
    is_out = pc.greater(pc.abs(longitude), Decimal(180))
    faults.add_where(is_out, Fault("SV332", "`longitude` is beyond 180 degrees"))
    faults.add_where(pc.less(radius, Decimal(0)), Fault("SV332", "`radius_m` is below 0"))
    lost = pc.and_(pc.is_valid(radius), pc.is_null(latitude))
    faults.add_where(lost, Fault("SV332", "`radius_m` needs a point"))
    _check_swapped(columns, faults, areas)


def _check_swapped(columns: dict[str, Any], faults: Faults, areas: AreaMap) -> None:
    """Reject points outside of all outlines whose mirror point lies among them."""
    bounds = areas.bounds
    if bounds is None or columns["latitude"].null_count == len(columns["latitude"]):
        return
    points = pa.table({"latitude": columns["latitude"], "longitude": columns["longitude"]})
    distinct = points.group_by(["latitude", "longitude"], use_threads=False).aggregate([])
    swapped = [
        (float(row["latitude"]), float(row["longitude"]))
        for row in distinct.to_pylist()
        if None not in row.values() and _is_swapped(row, bounds)
    ]
    if not swapped:
        return
    pairs = zip(columns["latitude"].to_pylist(), columns["longitude"].to_pylist(), strict=True)
    fault = Fault("SV332", "latitude and longitude are swapped", "the mirror point is among the"
                  " areas of the agreement, this one is not")  # fmt: skip
    wrong = set(swapped)
    for row, (latitude, longitude) in enumerate(pairs):
        if latitude is not None and (float(latitude), float(longitude or 0)) in wrong:
            faults.add(row, fault)


def _is_swapped(row: dict[str, Any], bounds: tuple[float, float, float, float]) -> bool:
    latitude, longitude = float(row["latitude"]), float(row["longitude"])
    return is_near(longitude, latitude, bounds) and not is_near(latitude, longitude, bounds)


# ---- what is only kept --------------------------------------------------------------------------


def originals_of(raw: pa.Table) -> pa.Array:
    """Return the `original_` columns as one JSON object a row, null where all are empty."""
    kept = [name for name in raw.column_names if name.startswith("original_")]
    if not kept:
        return pa.nulls(raw.num_rows, pa.string())
    cell = "CASE WHEN {0} IS NOT NULL THEN to_json({1}) || ':' || to_json({0}) END"
    cells = ", ".join(cell.format(quoted_name(n), quoted_text(n)) for n in sorted(kept))
    with scratch() as connection:
        connection.register("raw", raw.append_column("row_id", pa.array(range(raw.num_rows))))
        joined = connection.sql(
            f"SELECT nullif('{{' || concat_ws(',', {cells}) || '}}', '{{}}') AS o FROM raw"
            " ORDER BY row_id"
        ).to_arrow_table()
    return joined["o"].combine_chunks()
