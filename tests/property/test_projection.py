"""A projection says what evidence in memory says, of drawn and often faulty records."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.unit.evidence.ahead import rows_ahead, rows_by_hand
from tests.unit.evidence.projected import (
    rejected_rows,
    targets_of,
    told_by_evidence,
    told_by_projection,
)
from tests.unit.evidence.valley import names

from servanda.evidence import read_evidence
from servanda.evidence.projection import batches
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.making import make_projection

Row = dict[str, str]

CELLS: dict[str, tuple[str, ...]] = {
    "report": ("a1", "a2", "a3", "b:a1", "a10", "a9", "é1", ""),
    "source": ("agency", "paper", "nl", " agency ", ""),
    "origin": ("", "", "paper", "witness"),
    "recorded_at": ("2024-03-06", "2024-03-05 10:00", "2024-03-06T10:00:00Z",
                    "2024-03-06T10:00:00.5Z", "soon", ""),
    "begins": ("2024-03-01", "2024-03-01 07:15", "2024-03-01 07:15:13", "2024-03-31 02:30",
               "2024-03-01T07:15+01:00", "2024-02-30", ""),
    "ends": ("", "", "2024-03-02", "2024-03-01 08:00", "2024-02-28"),
    "kind": ("", "event", "Tally", "level", "sum"),
    "series": ("", "", "by day", "other"),
    "actor": ("", "northland", "nl|southland", "NL", "|", "nobody"),
    "act": ("shelling", "admit", "move", "shell", "sheling", ""),
    "object": ("", "truck", "aid trucks", "trukc"),
    "attributes": ("", "", "armed", "armed, women|child", "odd"),
    "list": ("", "", "list-1", "list-2"),
    "recipient": ("", "", "southland"),
    "quantity": ("", "5", "1.5", "0.25", "at least 3", "dozens", "many", "-2", "50000000000000",
                 "at most 7"),
    "quantity_low": ("", "", "3", "2.125", "x"),
    "quantity_high": ("", "", "4", "1"),
    "average_per": ("", "", "", "day"),
    "unit": ("", "trucks", "litre", "person", "furlongs"),
    "area": ("", "east", "east|west", "coast", "esat"),
    "area_from": ("", "", "west"),
    "latitude": ("", "", "31.5", "95", "31.1234567"),
    "longitude": ("", "", "34.25"),
    "radius_m": ("", "", "100", "-1"),
    "about": ("", "", "ship", "boat", "Ship "),
    "stance": ("", "", "asserts", "denies", "observed-none", "maybe"),
    "of": ("", "", "", "a1", "agency:a2|a3", "zz"),
    "replaces": ("", "", "", "a1", "agency:a2", "paper:a1", "zz", "a2"),
    "withdrawn": ("", "", "yes", "perhaps"),
    "means": ("", "seen", " heard "),
    "place": ("", "by the bridge"),
    "text": ("", "they said", "two, and\nmore"),
    "note": ("", "12:3=x"),
    "original_id": ("", "x1"),
    "original_a\"b": ("", " é \"x\" "),
}  # fmt: skip
CLEAN = {name: cells[0] for name, cells in CELLS.items()}

WORDS = "source,word,low,high,recorded_at\nagency,dozens,24,60,\nagency,dozens,20.5,70,2024-03-09\n"
LINKS = (
    "reports,link,reason,recorded_at\na1|a2,same,one,2024-03-07\nagency:a1|zz,same,two,2024-03-07\n"
)


@st.composite
def records(draw: Any) -> list[list[Row]]:
    """Return the rows of up to three files; most cells are plain."""
    count = draw(st.integers(0, 12))
    rows = []
    for number in range(count):
        changed = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=6, unique=True))
        row = CLEAN | {"report": f"a{number}", "about": f"m{number // 2}"}
        rows.append(row | {name: draw(st.sampled_from(CELLS[name])) for name in changed})
    cuts = sorted(draw(st.lists(st.integers(0, count), max_size=2)))
    return [rows[a:b] for a, b in zip([0, *cuts], [*cuts, count], strict=True)]


def _write(rows: list[Row], path: Path, *, has_all: bool) -> None:
    """Write a file; if it is JSON, with all keys, or only with those that say something."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(CELLS), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".jsonl":
        lines = [
            json.dumps({k: v or None for k, v in row.items() if v or has_all}, ensure_ascii=False)
            for row in rows
        ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        columns = {name: pa.array([row[name] or None for row in rows], pa.string())
                   for name in CELLS}  # fmt: skip
        parquet.write_table(pa.table(columns), path, row_group_size=3)


def _has_header(rows: list[Row], suffix: str) -> bool:
    """JSON Lines without a row that has them lack the columns that are needed."""
    needed = ("source", "recorded_at", "begins", "act")
    return suffix != ".jsonl" or all(any(row[name] for row in rows) for name in needed)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(records(), st.sampled_from([".csv", ".jsonl", ".parquet"]), st.sampled_from([2, 100]),
       st.booleans())  # fmt: skip
def test_a_projection_says_what_evidence_says(
    parts: list[list[Row]], suffix: str, size: int, has_all: bool
):
    known = names("Europe/Berlin")
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "BATCH_ROWS", size)
        case, target = Path(name) / "case", Path(name) / "index"
        case.mkdir()
        for number, rows in enumerate(parts):
            if _has_header(rows, suffix):
                _write(rows, case / f"reports-{number}{suffix}", has_all=has_all)
        (case / "words.csv").write_text(WORDS, encoding="utf-8")
        (case / "links.csv").write_text(LINKS, encoding="utf-8")
        evidence = read_evidence(case, known)
        evidence.raise_errors()
        made = make_projection(case, known, target, hashed=True)
        assert told_by_projection(target) == told_by_evidence(evidence, known)
        rejects = parquet.read_table(target / fmt.REJECTS_FILE)
        assert rejected_rows(rejects) == rejected_rows(evidence.rejects)
        targets = parquet.read_table(target / fmt.TARGETS_FILE).to_pylist()
        assert [tuple(row.values()) for row in targets] == targets_of(evidence)
        assert made.head.counts == evidence.counts
        assert made.head.hash == evidence.hash
        assert [(p.code, p.message) for p in made.problems] == [
            (p.code, p.message) for p in evidence.problems
        ]
        if evidence.counts["reports"]:
            assert rows_ahead(target) == rows_by_hand(target)
        links = parquet.read_table(target / fmt.TABLES_FOLDER / "links.parquet")
        assert links.select(evidence.tables["links"].column_names) == evidence.tables["links"]
