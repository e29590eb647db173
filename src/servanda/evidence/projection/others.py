"""The other tables of evidence: read as always, with the numbers of the reports that they name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow import parquet

from servanda.evidence.files import RawTable
from servanda.evidence.load import REFERENCES, Loader
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.denials import find_references, known_reports
from servanda.evidence.values import split_names


def read_others(
    connection: duckdb.DuckDBPyConnection,
    loader: Loader,
    raws: Sequence[RawTable],
    tools: tuple[pa.Array, Path, pa.Table],
) -> dict[str, pa.Table]:
    """Read and write all tables but reports and words.

    Args:
        connection: with `parts`, `source_order`, `dropped`.
        loader: of these tables; it has read the words.
        raws: the tables as text.
        tools: number of each row of `parts`; the folder of the projection; the table of words.

    Returns:
        The tables, in their own schemas.
    """
    report_no, folder, words = tools
    (folder / fmt.TABLES_FOLDER).mkdir()
    tables = {name: loader.read(name) for name in ("sources", "coverage", "totals")}
    asked = pa.table({"ref": pa.array(sorted(_references(raws)), pa.string())})
    found = find_references(connection, asked)
    connection.register("referred", found)
    reports = known_reports(connection, "referred")
    connection.unregister("referred")
    for name, column in REFERENCES.items():
        tables[name] = loader.read(name, (column, reports))
    keys = zip(*(found[key].to_pylist() for key in ("source", "report")), strict=True)
    numbers = dict(
        zip((f"{source}:{report}" for source, report in keys),
            report_no.take(found["row"].combine_chunks()).to_pylist(), strict=True)
    )  # fmt: skip
    for name, table in tables.items():
        written = table
        if name in REFERENCES:
            told = table[REFERENCES[name]].to_pylist()
            written = table.append_column(fmt.TABLE_NUMBERS[name], _numbers(name, told, numbers))
        _write(name, written, folder)
    _write("words", words, folder)
    return tables


def _write(name: str, table: pa.Table, folder: Path) -> None:
    parquet.write_table(table, folder / fmt.TABLES_FOLDER / f"{name}.parquet")


def _references(raws: Sequence[RawTable]) -> set[str]:
    """Return all that other tables may name a report by."""
    found: set[str] = set()
    for raw in raws:
        column = REFERENCES.get(raw.name, "")
        if column not in raw.rows.column_names:
            continue
        cells = raw.rows[column].unique().to_pylist()
        found |= {ref for cell in cells if cell for ref in (cell, *split_names(cell))}
    return found


def _numbers(name: str, told: list[Any], numbers: dict[str, int]) -> pa.Array:
    kind = fmt.TABLE_NUMBERS[name].type
    if name == "links":
        return pa.array([[numbers[ref] for ref in refs] for refs in told], kind)
    return pa.array([numbers.get(ref) for ref in told], kind)
