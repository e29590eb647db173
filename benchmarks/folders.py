"""What programs have in common that measure workloads, each in a folder."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def parser_of_folders(name: str, text: str | None) -> argparse.ArgumentParser:
    """Return the parser of a program that takes one folder or more.

    Args:
        name: of the program, as `python -m benchmarks` knows it.
        text: that its help shows.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks {name}",
        description=text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path)
    return parser


def measure_batches(
    parser: argparse.ArgumentParser,
    batches: tuple[str, int],
    measure: Callable[[Path, str, int, int], dict[str, Any]],
    arguments: list[str] | None,
) -> int:
    """Measure batches of reports and print one JSON document on a line for each folder.

    Args:
        parser: from `parser_of_folders`.
        batches: what a batch is called, and how many of each kind there are unless said otherwise.
        measure: gives the document for a folder, the name of its case, how many batches, and how
            many reports in each.
        arguments: of the command line; None: those of this process.
    """
    name, usual = batches
    parser.add_argument(f"--{name}", dest="batches", type=int, default=usual, help="of each kind")
    parser.add_argument("--size", type=int, default=100, help="reports in each of them")
    parser.add_argument("--case", default="case", help="folder of the case in each FOLDER")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        found = measure(folder, options.case, options.batches, options.size)
        print(json.dumps(found), flush=True)
    return 0
