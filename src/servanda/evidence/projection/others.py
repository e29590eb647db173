"""The other tables of evidence: read as always, with the numbers of the reports that they name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
from pyarrow import parquet

from servanda.evidence.files import RawTable
from servanda.evidence.load import REFERENCES, Loader
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.denials import find_references, known_reports
from servanda.evidence.projection.links import StagedLinks, write_links

_NAMING: Final = ("marks", "rulings")
"""Small tables that name reports."""


def read_others(
    connection: duckdb.DuckDBPyConnection,
    loader: Loader,
    raws: Sequence[RawTable],
    tools: tuple[pa.Array, Path, pa.Table],
    staged: tuple[StagedLinks, Sequence[str]],
) -> dict[str, pa.Table]:
    """Read and write all tables but reports and words.

    Args:
        connection: with `parts`, `source_order`, `dropped`.
        loader: of these tables; it has read the words.
        raws: the tables as text.
        tools: number of each row of `parts`; the folder of the projection; the table of words.
        staged: the links; the sources in order of their ids, from 1.

    Returns:
        The tables, in their own schemas; of links only the column `recorded_at`.
    """
    report_no, folder, words = tools
    (folder / fmt.TABLES_FOLDER).mkdir()
    tables = {name: loader.read(name) for name in ("sources", "coverage", "totals")}
    asked = pa.table({"ref": pa.array(sorted(_references(raws)), pa.string())})
    found = find_references(connection, asked)
    connection.register("referred", found)
    reports = known_reports(connection, "referred")
    connection.unregister("referred")
    for name in _NAMING:
        tables[name] = loader.read(name, (REFERENCES[name], reports))
    keys = zip(*(found[key].to_pylist() for key in ("source", "report")), strict=True)
    numbers = dict(
        zip((f"{source}:{report}" for source, report in keys),
            report_no.take(found["row"].combine_chunks()).to_pylist(), strict=True)
    )  # fmt: skip
    for name, table in tables.items():
        written = table
        if name in _NAMING:
            told = table[REFERENCES[name]].to_pylist()
            kind = fmt.TABLE_NUMBERS[name]
            nos = pa.array([numbers.get(ref) for ref in told], kind.type)
            written = table.append_column(kind, nos)
        _write(name, written, folder)
    _write("words", words, folder)
    return tables | {"links": write_links(connection, *staged, folder)}


def _write(name: str, table: pa.Table, folder: Path) -> None:
    parquet.write_table(table, folder / fmt.TABLES_FOLDER / f"{name}.parquet")


def _references(raws: Sequence[RawTable]) -> set[str]:
    """Return all that small tables may name a report by."""
    found: set[str] = set()
    for raw in raws:
        column = REFERENCES[raw.name] if raw.name in _NAMING else ""
        if column not in raw.rows.column_names:
            continue
        found |= {cell for cell in raw.rows[column].unique().to_pylist() if cell}
    return found
