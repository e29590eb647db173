"""How many findings have each verdict, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from servanda.assessment.tables import VERDICTS
from servanda.publish.terminal.style import cell, legend, said


def show_counts(rows: Iterable[Mapping[str, Any]], console: Console) -> None:
    """Print a table of clauses and parties, with a column for each verdict, and what letters mean.

    Args:
        rows: with `clause`, `reading`, `bearer`, `verdict` and `findings`, in the order of clauses.
        console: to print to.
    """
    found = list(rows)
    if not found:
        console.print(said("no clause has a duty yet"))
        return
    console.print(counts_table(found))
    console.print(legend())


def counts_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Return a table of clauses and parties, with a column for each verdict.

    Args:
        rows: as `show_counts` takes them.
    """
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in rows:
        key = (row["clause"], row["reading"], row["bearer"])
        counts.setdefault(key, {})[row["verdict"]] = row["findings"]
    table = Table(box=box.SIMPLE, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("clause", overflow="fold", ratio=1)
    table.add_column("party", overflow="fold")
    for verdict in VERDICTS:
        table.add_column(cell(verdict), justify="right", no_wrap=True)
    for (clause, reading, bearer), found in counts.items():
        figures = (f"{found[verdict]:,}" if verdict in found else "" for verdict in VERDICTS)
        name = f"{clause} / {reading}" if reading else clause
        table.add_row(said(name), said(bearer), *figures)
    return table
