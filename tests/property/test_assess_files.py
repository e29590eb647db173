"""A board from an index of its own is that of the files as they were read, of drawn records."""

from __future__ import annotations

import csv
import shutil
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from rich.console import Console
from tests.property.drawn_records import Row, read_rows

from servanda import api, large_files
from servanda.publish.terminal import show_board

NORTHLAND = Path(__file__).parents[2] / "examples" / "northland"


ROWS = read_rows(NORTHLAND / "reports.csv")
NAMES = list(ROWS[0])
CELLS = {name: sorted({row[name] for row in ROWS} | {"", "zz", "2024-03-04 10:00", "7"})
         for name in NAMES}  # fmt: skip


@st.composite
def records(draw: Any) -> list[Row]:
    """Return rows of the example: some are gone, some come twice, some say something else."""
    places = draw(st.lists(st.integers(0, len(ROWS) - 1), min_size=1, max_size=40))
    rows = []
    for place in places:
        names = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
        rows.append(ROWS[place] | {name: draw(st.sampled_from(CELLS[name])) for name in names})
    return rows


def _write(rows: list[Row], path: Path) -> None:
    if path.suffix == ".parquet":
        columns = {n: pa.array([row[n] or None for row in rows], pa.string()) for n in NAMES}
        parquet.write_table(pa.table(columns), path)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, NAMES)
        writer.writeheader()
        writer.writerows(rows)


def _told(found: large_files.Assessed) -> tuple[str, object]:
    text = StringIO()
    show_board(found.board, Console(file=text, width=100), most=None)
    return text.getvalue(), found.problems


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(records(), st.sampled_from([".csv", ".parquet"]),
       st.sampled_from(["claimed", "independent", "verified"]),
       st.sampled_from(["2024-03-03", "2024-03-20"]))  # fmt: skip
def test_a_board_from_an_own_index_is_that_of_the_files(
    rows: list[Row], suffix: str, standard: str, as_of: str
):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        case = Path(shutil.copytree(NORTHLAND, Path(folder) / "case"))
        (case / "reports.csv").unlink()
        _write(rows, case / f"reports{suffix}")
        asked: dict[str, Any] = {"standard": standard, "as_of": as_of}
        whole = api.assess_files(case, **asked)
        patch.setattr(large_files, "LARGE", -1)
        assert _told(api.assess_files(case, **asked)) == _told(whole)
