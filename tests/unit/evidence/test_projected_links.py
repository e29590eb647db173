"""Links of an index are those of the files, whatever they name and however."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.unit.evidence.valley import names

from servanda.errors import EvidenceError
from servanda.evidence import checks, read_evidence
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection import links as projected
from servanda.evidence.projection import pieces
from servanda.evidence.projection.making import make_projection

REPORTS = [
    ("agency", "a1"), ("agency", "a2"), ("paper", "a1"), ("paper", "agency:a2"),
    ("paper", "p:q"), ("a:b", "d"), ("a", "b:c"), ("radio", "r 9"),
]  # fmt: skip
REFERENCES = [
    "a1", "a2", "agency:a1", "agency:a2", "paper:a1", "paper:agency:a2", "p:q", "paper:p:q",
    "a:b:c", "a:b:d", "b:c", "d", "r 9", " radio:r 9 ", "zz", "nobody:a1", ":", "", "é",
]  # fmt: skip


def write(folder: Path, name: str, header: str, rows: list[tuple[str, ...]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def compared(folder: Path, links: list[tuple[str, ...]] | None) -> Mapping[str, int]:
    """Compare an index with what is read whole; links of None are in the folder already."""
    case, target = folder / "case", folder / "index"
    case.mkdir(exist_ok=True)
    # Some had been recorded when links name them, some had not.
    reports = [(report, source, f"2024-03-0{5 + number % 5}", "2024-03-05", "shell")
               for number, (source, report) in enumerate(REPORTS)]  # fmt: skip
    write(case, "reports", "report,source,recorded_at,begins,act", reports)
    if links is not None:
        write(case, "links", "reports,link,reason,recorded_at", links)
    evidence = read_evidence(case, names())
    evidence.raise_errors()
    made = make_projection(case, names(), target, hashed=True)
    found = parquet.read_table(target / fmt.TABLES_FOLDER / "links.parquet")
    assert found.select(evidence.tables["links"].column_names) == evidence.tables["links"]
    assert parquet.read_table(target / fmt.REJECTS_FILE) == evidence.rejects
    assert made.head.counts == evidence.counts
    assert made.head.hash == evidence.hash
    numbers = {f"{row['source']}:{row['report']}": number
               for number, row in enumerate(evidence.reports.to_pylist(), start=1)}  # fmt: skip
    for row in found.to_pylist():
        told = row["reports"]
        assert row["report_nos"] == (None if told is None else [numbers[ref] for ref in told])
    return made.head.counts


@settings(max_examples=20)
@given(st.lists(st.tuples(
    st.lists(st.sampled_from(REFERENCES), min_size=1, max_size=4).map("|".join),
    st.sampled_from(["same", "not the same", "", "perhaps"]),
    st.sampled_from(["one", "two", ""]),
    st.sampled_from(["2024-03-07", "2024-03-08T10:00:00Z", "soon"]),
), max_size=8), st.sampled_from([3, checks.FEW_REPORTS]))  # fmt: skip
def test_drawn_links(tmp_path_factory: pytest.TempPathFactory, links, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE_ROWS", 3)
        patch.setattr(projected, "_PIECE", 2)
        patch.setattr(projected, "_GROUP", 2)
        for module in (checks, projected):
            patch.setattr(module, "FEW_REPORTS", few)
        compared(tmp_path_factory.mktemp("links"), links)


def test_what_is_both_a_whole_id_and_a_report_of_a_source_is_refused(tmp_path):
    compared(tmp_path, [("agency:a2|agency:a1", "same", "one", "2024-03-12")])
    (row,) = parquet.read_table(tmp_path / "index" / fmt.REJECTS_FILE).to_pylist()
    assert "of several sources" in row["reason"]


def test_a_link_that_only_repeats_another_is_counted(tmp_path):
    link = ("agency:a1|paper:a1", "same", "one", "2024-03-07")
    compared(tmp_path, [link, link, ("paper:a1|agency:a1", *link[1:])])
    found = parquet.read_table(tmp_path / "index" / fmt.TABLES_FOLDER / "links.parquet")
    assert found.num_rows == 1


@pytest.mark.parametrize("ending", ["jsonl", "parquet", "csv"])
def test_links_of_every_format_are_read_in_pieces_as_they_are_whole(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(pieces, "PIECE_ROWS", 2)
    links = pa.Table.from_pylist([
        {"reports": ["agency:a1", "paper:a1"], "link": "same", "reason": "one"},
        {"reports": ["agency:a1", "zz"], "link": "same", "reason": "two"},
        {"reports": ["agency:a1", "paper:p:q"], "link": "perhaps", "reason": "three"},
        {"reports": ["p:q", "d"], "link": None, "reason": "four"},
        {"reports": ["agency:a1", "paper:a1"], "link": "same", "reason": "one"},
    ]).append_column("recorded_at", pa.array(["2024-03-07"] * 5))  # fmt: skip
    case = tmp_path / "case"
    case.mkdir()
    with duckdb.connect() as connection:
        connection.register("links", links)
        told = "* REPLACE (array_to_string(reports, '|') AS reports)" if ending == "csv" else "*"
        format_of = {"jsonl": "json"}.get(ending, ending)
        connection.execute(
            f"COPY (SELECT {told} FROM links) TO '{case}/links.{ending}' (FORMAT {format_of})"
        )
    found = compared(tmp_path, None)
    assert (found["links"], found["rejected"], found["repeated"]) == (2, 2, 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("links.jsonl", '{"reports": ["a1"], "because": "x"}', "SV306"),
     ("links.csv", "reports,reason\na1,x\n", "SV307"),
     ("links.csv", 'reports,reason,recorded_at\n"a1,x,2024-03-07\n', "SV304"),
     ("links.parquet", "none", "SV302")],
)  # fmt: skip
def test_a_wrong_file_of_links_is_said(tmp_path, name, content, code):
    (tmp_path / name).write_text(content)
    with pytest.raises(EvidenceError, match=code):
        make_projection([tmp_path / name], names(), tmp_path / "index")
