"""Ledgers as they grow: files that come again, changed, shortened or mended, and rows by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from hypothesis import strategies as st
from pyarrow import parquet
from tests.property.drawn_records import Row, read_rows

from servanda import api
from servanda.case import bare_case
from servanda.errors import EvidenceError
from servanda.evidence import KnownNames
from servanda.evidence.ledger import Ledger, Terms, deliver_table, open_ledger, record_deliveries
from servanda.evidence.ledger.by_hand import enter_row, take_back
from servanda.evidence.ledger.delivery import deliver_outside

NORTHLAND: Final = Path(__file__).parents[2] / "examples" / "northland"
_ROWS: Final = {name: read_rows(NORTHLAND / f"{name}.csv") for name in
                ("reports", "links", "rulings", "coverage", "sources", "words")}  # fmt: skip
_MARKS: Final = [
    {"report": f"{row['source']}:{row['report']}", "mark": "verified", "by": "A. Reader",
     "reason": "seen", "recorded_at": at}
    for row in _ROWS["reports"][:6] for at in ("2024-03-06 10:00", "2024-03-08")
]  # fmt: skip
_TABLES: Final = {**_ROWS, "marks": _MARKS}
_SEEN: Final = tuple(f"2024-03-{day:02}T09:00:00.000000Z" for day in (6, 8, 9, 12, 14))


@dataclass(frozen=True)
class Step:
    """One thing that is recorded.

    Attributes:
        table: of its rows.
        file: name of the file; empty: the first row is entered by hand.
        rows: that it has.
        how: terms other than the author.
        undone: the row by hand is taken back again.
    """

    table: str
    file: str
    rows: tuple[Row, ...]
    how: dict[str, Any]
    undone: bool = False


@st.composite
def ledgers(draw: Any) -> list[Step]:
    """Return what is recorded, one after the other; the times at which files were seen go on."""
    count = draw(st.integers(2, 6))
    seen = sorted(draw(st.lists(st.sampled_from(_SEEN), min_size=count, max_size=count)))
    return [_step(draw, "" if place else "reports", at) for place, at in enumerate(seen)]


def _step(draw: Any, table: str, seen: str) -> Step:
    table = table or draw(st.sampled_from(["reports", "reports", "reports", *_TABLES]))
    names = list(_TABLES[table][0])
    cells = {n: sorted({row[n] for row in _TABLES[table]} | {"", " zz ", "2024-03-04 10:00", "7"})
             for n in names}  # fmt: skip
    places = draw(st.lists(st.integers(0, len(_TABLES[table]) - 1), min_size=1, max_size=20))
    rows = []
    for place in places:
        changed = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        own = {name: draw(st.sampled_from(cells[name])) for name in changed}
        if draw(st.integers(0, 9)) == 0:
            own["original_x"] = draw(st.sampled_from(["", "as it was", "{}"]))
        rows.append(_TABLES[table][place] | own)
    kind = draw(st.sampled_from([".csv", ".csv", ".jsonl", ".parquet", "outside", "hand"]))
    if kind == "hand":
        return Step(table, "", tuple(rows), {}, draw(st.booleans()))
    how = {
        "feed": draw(st.sampled_from(["", "", "agency"])), "seen_at": seen,
        "is_partial": draw(st.booleans()), "is_mending": draw(st.integers(0, 4)) == 0,
    }  # fmt: skip
    name = draw(st.sampled_from([table, f"{table}-more"]))
    return Step(table, f"{name}{kind}", tuple(rows), how)


def record(steps: Sequence[Step], folder: Path, case: Path, address: str) -> None:
    """Make a ledger; what it refuses is left out.

    Args:
        steps: drawn.
        folder: for the files.
        case: with the agreement.
        address: of the ledger.
    """
    api.record([case / "agreement.md"], address, Terms("A. Monitor"))
    names = bare_case(case / "agreement.md").names
    for number, step in enumerate(steps):
        with open_ledger(address) as ledger, suppress(EvidenceError):
            if step.file:
                # A file outside has to stay as it is, others come again under the same name.
                is_outside = step.file.endswith("outside")
                path = _written(step, folder / (str(number) if is_outside else "files"))
                deliver = deliver_outside if is_outside else deliver_table
                terms = Terms("A. Monitor", allows_withdrawals=True, **step.how)
                record_deliveries(ledger, [deliver(path, "1")], terms, names)
            else:
                _enter(ledger, step, names)


def _enter(ledger: Ledger, step: Step, names: KnownNames) -> None:
    cells = {name: text for name, text in step.rows[0].items() if text}
    terms = Terms("B. Chief", "it was so")
    entry = enter_row(ledger, step.table, cells, terms, names)
    if step.undone:
        take_back(ledger, entry.last_seq, terms)


def _written(step: Step, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / step.file.replace("outside", ".parquet")
    names = list(dict.fromkeys(name for row in step.rows for name in row))
    if path.suffix == ".parquet":
        columns = {n: pa.array([r.get(n) or None for r in step.rows], pa.string()) for n in names}
        parquet.write_table(pa.table(columns), path)
    elif path.suffix == ".jsonl":
        lines = [json.dumps(row) for row in step.rows]
        path.write_text("\n".join([*lines, "not a row", ""]), encoding="utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(step.rows)
            file.write("one,cell,too,few\n")
    return path
