"""The dictionaries of a projection: what codes mean, in the order in which ids count them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.coding import Codes
from servanda.evidence.projection.record import THING, Record


@dataclass(frozen=True)
class Numbered:
    """Ids of codes, and what they mean.

    Attributes:
        ids: code to id, 0 for nothing.
        table: in the schema of `format.DICTIONARY`.
    """

    ids: pa.Array
    table: pa.Table


def numbered_columns(
    record: Record, scales: Mapping[str, int], used: Mapping[str, set[int]]
) -> dict[str, Numbered]:
    """Return the dictionaries of all coded columns.

    Args:
        record: codes.
        scales: unit to its scale.
        used: codes that rows have, by column of the stage; others get no id.
    """

    def thing(value: Any) -> list[Any]:  # noqa: ANN401 - a combination of `THING`
        row = dict(zip(THING, value, strict=True))
        scale = scales.get(row["unit"], 1) if row["unit"] else 1
        kinds = [fmt.KINDS[row["kind"]], fmt.STANCES[row["stance"]]]
        return [*value[:7], *kinds, scale]

    sources = used["source"] | used["origin"]
    return {
        "sources": _numbered("sources", record.columns["source"], sources, lambda v: [v]),
        "hands": _numbered("hands", record.columns["actor"], used["hand"], lambda v: [v]),
        "things": _numbered("things", record.things, used["thing"], thing),
        "places": _numbered("places", record.places, used["place"], list),
        "series": _numbered("series", record.series, used["series"], list),
        "words": _numbered("words", record.words, used["word"], list),
    }


def _numbered(
    name: str, codes: Codes, used: set[int], row_of: Callable[[Any], list[Any]]
) -> Numbered:
    known = [(code, row_of(codes.values[code])) for code in used if codes.values[code] is not None]
    known.sort(key=lambda pair: _sort_key(pair[1]))
    ids = [0] * len(codes)
    for number, (code, _) in enumerate(known, start=1):
        ids[code] = number
    return Numbered(pa.array(ids, pa.int32()), table_of(name, [row for _, row in known]))


def _sort_key(row: Sequence[Any]) -> list[tuple[bool, Any]]:
    """Return nulls last, as DuckDB orders them."""
    return [(cell is None, () if cell is None else cell) for cell in row]


def table_of(name: str, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Return rows with their ids before them, from 1."""
    schema = fmt.DICTIONARY[name]
    columns = [list(range(1, len(rows) + 1)), *([row[k] for row in rows] for k in
                                                 range(len(schema) - 1))]  # fmt: skip
    arrays = [pa.array([list(c) if isinstance(c, tuple) else c for c in column], field.type)
              for column, field in zip(columns, schema, strict=True)]  # fmt: skip
    return pa.table(arrays, schema=schema)


class DictionaryWriter:
    """Writes a dictionary that may be as long as the record, a batch at a time."""

    def __init__(self, name: str, folder: Path) -> None:
        self._schema = fmt.DICTIONARY[name]
        self._file = parquet.ParquetWriter(folder / f"{name}.parquet", self._schema)
        self._count = 0

    def add(self, columns: Sequence[pa.Array]) -> None:
        """Write values in order of their ids."""
        size = len(columns[0])
        ids = pa.arange(self._count + 1, self._count + size + 1).cast(pa.int32())
        self._file.write_table(pa.table([ids, *columns], schema=self._schema))
        self._count += size

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
