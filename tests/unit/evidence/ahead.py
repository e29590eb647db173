"""What an index works out ahead of its reports, by loops over them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from pyarrow import dataset, parquet
from tests.golden.world import rank_in_chain

from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.head import read_head

Row = dict[str, Any]


def rows_ahead(folder: Path) -> dict[str, list[Row]]:
    """Return the tables that an index has; of pairs the order says nothing."""
    tables = {
        name: parquet.read_table(folder / fmt.AHEAD_FOLDER / f"{name}.parquet")
        for name in fmt.AHEAD
    }
    assert {name: table.schema.names for name, table in tables.items()} == {
        name: schema.names for name, schema in fmt.AHEAD.items()
    }
    assert {name: table.schema.types for name, table in tables.items()} == {
        name: schema.types for name, schema in fmt.AHEAD.items()
    }
    found = {name: table.to_pylist() for name, table in tables.items()}
    return found | {"pairs": sorted(found["pairs"], key=lambda row: row["a_no"])}


def rows_by_hand(folder: Path) -> dict[str, list[Row]]:
    """Return what the reports of an index say should stand in these tables."""
    files = sorted((folder / fmt.REPORTS_FOLDER).iterdir())
    reports = sorted(dataset.dataset(files).to_table().to_pylist(), key=lambda r: r["report_no"])
    last = read_head(folder).last_recorded_at
    topics = _topics(reports)
    replaced = _replaced(reports)
    pairs = _pairs(reports, topics, folder, {row["report_no"] for row in replaced})
    paired = {row["report_no"] for row in reports if row["is_paired"]}
    head = read_head(folder)
    if head.counts["rejected"] or head.counts["repeated"]:
        pairs = [pair for pair in pairs if pair["a_no"] in paired]
    assert paired == {pair[f"{side}_no"] for pair in pairs for side in "ab"}
    return {
        "topics": topics,
        "replaced": replaced,
        "spoken_until": _spoken_until(reports, last),
        "pairs": pairs,
    }


def _topics(reports: list[Row]) -> list[Row]:
    found: dict[tuple[int, ...], bool] = defaultdict(bool)
    for row in reports:
        if row["stance"] == 1:
            key = tuple(row[name] for name in ("thing_id", "place_id", "hand_id"))
            found[key] |= row["kind"] != 1 or row["about_id"] == 0
    return [
        dict(zip(fmt.TOPICS.names, (number, *key, is_open), strict=True))
        for number, (key, is_open) in enumerate(sorted(found.items()), start=1)
    ]


def _replaced(reports: list[Row]) -> list[Row]:
    roots = {row["root_no"] for row in reports if row["root_no"] != row["report_no"]}
    return [{name: row[name] for name in fmt.REPLACED.names}
            for row in reports if row["root_no"] in roots]  # fmt: skip


def _spoken_until(reports: list[Row], last: int | None) -> list[Row]:
    heads: dict[int, Row] = {}
    for row in reports:
        head = heads.get(row["root_no"])
        if row["usable_at"] <= (last or 0) and (
            head is None or rank_in_chain(row) > rank_in_chain(head)
        ):
            heads[row["root_no"]] = row
    found: dict[int, int] = {}
    for row in heads.values():
        if not row["withdrawn"]:
            until = min(row["ends_at"], row["recorded_at"])
            found[row["source_id"]] = max(found.get(row["source_id"], until), until)
    return [{"source_id": s, "spoken_until": until} for s, until in sorted(found.items())]


def _pairs(reports: list[Row], topics: list[Row], folder: Path, replaced: set[int]) -> list[Row]:
    known = {
        tuple(t[n] for n in ("thing_id", "place_id", "hand_id")): t["topic_no"] for t in topics
    }
    spoken_of = set(replaced)
    for name in ("marks", "rulings"):
        table = parquet.read_table(folder / fmt.TABLES_FOLDER / f"{name}.parquet")
        spoken_of |= set(table["report_no"].to_pylist())
    links = parquet.read_table(folder / fmt.TABLES_FOLDER / "links.parquet")
    spoken_of |= {number for row in links["report_nos"].to_pylist() for number in row}
    spoken_of |= set(parquet.read_table(folder / fmt.TARGETS_FILE)["target_no"].to_pylist())
    matters = defaultdict(list)
    for row in reports:
        matters[row["about_id"]].append(row)
    found = []
    for about_id, rows in matters.items():
        if about_id and len(rows) == 2 and all(_is_plain(r, spoken_of) for r in rows):
            sides = sorted(
                ((known[r["thing_id"], r["place_id"], r["hand_id"]], r["report_no"], r)
                 for r in rows), key=lambda side: side[:2],
            )  # fmt: skip
            found.append({"about_id": about_id} | _side("a", sides[0]) | _side("b", sides[1]))
    return sorted(found, key=lambda row: row["a_no"])


def _is_plain(row: Row, spoken_of: set[int]) -> bool:
    return (
        (row["kind"], row["stance"], row["withdrawn"]) == (1, 1, False)
        and row["report_no"] not in spoken_of
        and row["usable_at"] == row["recorded_at"]
        and row["series_id"] == 0
    )


def _side(name: str, side: tuple[int, int, Row]) -> Row:
    topic_no, report_no, row = side
    told = ("source_id", "origin_id", "recorded_at", "begins_at", "ends_at", "low", "high")
    return {f"{name}_no": report_no, f"{name}_topic_no": topic_no} | {
        f"{name}_{column}": row[column] for column in told
    }
