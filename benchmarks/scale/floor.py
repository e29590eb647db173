"""Merely reads the columns that an answer needs: nobody can be faster than that.

Usage: python -m benchmarks.scale.floor PARQUET COLUMN ...
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

LOG_COLUMNS: Final = ("t", "actor", "act", "area", "qty", "ref")
CASE_COLUMNS: Final = (
    "report", "source", "origin", "recorded_at", "begins", "ends", "kind", "series", "actor", "act",
    "object", "recipient", "quantity", "quantity_low", "quantity_high", "unit", "area", "about",
    "stance", "of", "replaces", "withdrawn",
)  # fmt: skip
"""What a judgement reads of the reports: everything but the words and their links."""
UNNAMED_COLUMNS: Final = CASE_COLUMNS[1:]
"""The same where no report names another one, so that nothing rests on their names."""
_DISTINCT: Final = ("report", "about", "of", "replaces")


def read_columns(path: Path, columns: Sequence[str]) -> int:
    """Read columns batch by batch, texts that repeat as numbers; return the number of rows."""
    from pyarrow import parquet

    there = parquet.read_schema(path).names
    wanted = [name for name in columns if name in there]
    repeating = [name for name in wanted if name not in _DISTINCT]
    file = parquet.ParquetFile(path, read_dictionary=repeating, pre_buffer=False)
    return sum(batch.num_rows for batch in file.iter_batches(1 << 17, columns=wanted))


def main(arguments: list[str] | None = None) -> int:
    """Read and print the number of rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.floor")
    parser.add_argument("path", type=Path)
    parser.add_argument("columns", nargs="+")
    options = parser.parse_args(arguments)
    print(json.dumps({"rows": read_columns(options.path, options.columns)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
