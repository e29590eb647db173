"""By which power of ten the figures of each unit become whole (SEMANTICS 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from servanda.evidence.projection.record import Record
from servanda.evidence.projection.stage import Stage


def scales_of(
    connection: duckdb.DuckDBPyConnection, record: Record, stage: Stage, words: pa.Table
) -> dict[str, int]:
    """Return the power of ten that makes all figures of a unit whole, where one is needed."""
    places: dict[str, int] = {}
    cases = " ".join(
        f"WHEN low % {10 ** (6 - p)} = 0 AND coalesce(high, 0) % {10 ** (6 - p)} = 0 THEN {p}"
        for p in range(6)
    )
    large = stage.large
    connection.register("large", pa.table({
        "row": pa.array(list(large), pa.int64()),
        "places": pa.array([_places_of(figures) for figures in large.values()], pa.int64()),
    }))  # fmt: skip
    rows = connection.execute(
        f"""SELECT thing, max(coalesce(places, CASE {cases} ELSE 6 END)), list(DISTINCT word)
        FROM parts LEFT JOIN large USING (row)
        WHERE row NOT IN (SELECT row FROM dropped) GROUP BY thing"""
    ).fetchall()
    spreads = words.to_pylist()
    for code, decimals, spoken in rows:
        unit: Any = record.things.values[code]
        unit = unit[6] if unit else None
        if unit:
            said = [record.words.values[word] for word in spoken if word]
            most = max((decimals, *(_decimals(word, spreads) for word in said)))
            places[unit] = max(places.get(unit, 0), most)
    return {unit: 10**most for unit, most in sorted(places.items()) if most}


def _decimals(word: Any, spreads: list[dict[str, Any]]) -> int:  # noqa: ANN401 - (source, word, _)
    """Return how many decimals the spreads have that a source ever declared for a word."""
    return max(
        (
            _places_of((row["low"], row["high"]))
            for row in spreads
            if row["source"] == word[0] and " ".join(row["word"].lower().split()) == word[1]
        ),
        default=0,
    )


def _places_of(figures: Sequence[Decimal | None]) -> int:
    """Return how many decimals figures have."""
    known = (f.normalize().as_tuple().exponent for f in figures if f is not None)
    return max((max(0, -int(exponent)) for exponent in known), default=0)
