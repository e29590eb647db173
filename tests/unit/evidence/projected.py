"""What a projection says of each report, in words, beside what evidence in memory says."""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset, parquet
from tests.unit.evidence.valley import names as known_names

from servanda.evidence import Evidence, KnownNames, read_evidence
from servanda.evidence.numbering import BEFORE_EVERYTHING, number_reports
from servanda.evidence.places import ANYWHERE_M
from servanda.evidence.projection import format as fmt
from servanda.evidence.projection.head import read_head
from servanda.evidence.projection.making import make_projection
from servanda.evidence.things import two_ended_acts

LATE = 2**61
MOST = 2**62
Row = dict[str, Any]


def told_by_evidence(evidence: Evidence, names: KnownNames) -> list[Row]:
    """Return the reports of evidence in memory, in order of their numbers."""
    rows = number_reports(evidence.reports, LATE, evidence.tables["words"]).to_pylist()
    scales = _scales(rows)
    ended = two_ended_acts(names.vocabulary)
    return [_told(row, scales.get(row["unit"], 1), row["act"] in ended) for row in rows]


def _scales(rows: list[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for figure in (row["quantity_low"], row["quantity_high"]):
            if row["unit"] and figure is not None:
                places = max(0, -int(figure.normalize().as_tuple().exponent))
                found[row["unit"]] = max(found.get(row["unit"], 1), 10**places)
    return found


def _told(row: Row, scale: int, is_two_ended: bool) -> Row:
    low, high = row["quantity_low"], row["quantity_high"]
    has_point = row["area"] is None and row["latitude"] is not None
    # A point without a radius may lie anywhere.
    given = (row["latitude"], row["longitude"],
             ANYWHERE_M if row["radius_m"] is None else row["radius_m"])  # fmt: skip
    point = [float(value) for value in given] if has_point else None
    word = (row["source"], row["word"], row["average_per"] == "day") if row["word"] else None
    return {
        "no": row["report_no"],
        "name": (row["source"], row["report"]),
        "place_in_file": (row["file"], row["row_no"]),
        "root": row["root_no"],
        "usable_at": row["usable_at"],
        # What another replaces at once never stands.
        "recorded_at": BEFORE_EVERYTHING if row["overtaken"] else row["recorded_at"],
        "period": (row["begins"], row["ends"], row["precision"] == "day"),
        "origin": row["origin"] or row["source"],
        "hand": row["actor"],
        "thing": tuple(row[n] for n in ("act", "object", "attributes", "list", "recipient",
                                        "manner", "unit", "kind", "stance")),
        "place": (row["area"], row["area_from"], row["area_from"] is None and is_two_ended),
        "point": point,
        "about": row["about"],
        "series": (row["source"], row["series"]) if row["series"] else None,
        "withdrawn": row["withdrawn"],
        "figures": (_scaled(low, scale, ROUND_FLOOR), _scaled(high, scale, ROUND_CEILING)),
        "word": word,
    }  # fmt: skip


def _scaled(figure: Decimal | None, scale: int, rounding: str) -> int | None:
    if figure is None:
        return None
    return min(int((figure * scale).to_integral_value(rounding)), MOST)


def told_by_projection(folder: Path) -> list[Row]:
    """Return the reports of a projection, in order of their numbers."""
    known = {name: [None, *parquet.read_table(folder / "dictionary" / f"{name}.parquet")
                    .to_pylist()] for name in fmt.DICTIONARY}  # fmt: skip
    head = read_head(folder)
    files = head.report_files()
    named = {row["report_no"]: row for row in _read(folder / fmt.NAMES_FOLDER)}
    rows = sorted(_read(folder / fmt.REPORTS_FOLDER), key=lambda row: row["report_no"])
    assert [row["report_no"] for row in rows] == sorted(named)
    return [_spoken(row, named[row["report_no"]], known, files) for row in rows]


def _read(folder: Path) -> list[Row]:
    files = sorted(folder.iterdir())
    return dataset.dataset(files).to_table().to_pylist() if files else []


def _spoken(row: Row, name: Row, known: dict[str, list[Any]], files: tuple[str, ...]) -> Row:
    thing = known["things"][row["thing_id"]]
    kinds = {number: kind for kind, number in fmt.KINDS.items()}
    stances = {number: stance for stance, number in fmt.STANCES.items()}
    assert (thing["kind"], thing["stance"]) == (row["kind"], row["stance"])
    place, point = known["places"][row["place_id"]], known["points"][row["point_id"]]
    series, word = known["series"][row["series_id"]], known["words"][row["word_id"]]
    about, hand = known["abouts"][row["about_id"]], known["hands"][row["hand_id"]]
    source = known["sources"][row["source_id"]]["name"]
    assert row["source_id"] == name["source_id"]
    return {
        "no": row["report_no"],
        "name": (source, name["report"]),
        "place_in_file": (files[name["file_no"]], name["row_no"]),
        "root": row["root_no"],
        "usable_at": row["usable_at"],
        "recorded_at": row["recorded_at"],
        "period": (row["begins_at"], row["ends_at"], row["by_day"]),
        "origin": known["sources"][row["origin_id"]]["name"],
        "hand": hand and hand["hand"],
        "thing": (*(thing[n] for n in ("act", "object", "attributes", "list", "recipient",
                                       "manner", "unit")),
                  kinds[thing["kind"]], stances[thing["stance"]]),
        "place": (place["area"], place["area_from"], place["has_open_end"]),
        "point": point and [point[n] for n in ("latitude", "longitude", "radius_m")],
        "about": about and about["about"],
        "series": series and (series["source"], series["series"]),
        "withdrawn": row["withdrawn"],
        "figures": (row["low"], row["high"]),
        "word": word and (word["source"], word["word"], word["by_day"]),
    }  # fmt: skip


def targets_of(evidence: Evidence) -> list[tuple[int, int]]:
    """Return what reports of evidence in memory deny or except, by numbers."""
    rows = number_reports(evidence.reports, LATE, evidence.tables["words"]).to_pylist()
    numbers = {f"{row['source']}:{row['report']}": row["report_no"] for row in rows}
    return sorted({(row["report_no"], numbers[ref]) for row in rows for ref in row["of"] or ()})


def rejected_rows(table: pa.Table) -> list[Row]:
    """Return rejects with their rows as mappings: the order of their columns says nothing."""
    return [row | {"row": json.loads(row["row"])} for row in table.to_pylist()]


def same(source, target: Path, known=None):
    """Make a projection, compare it with evidence in memory, and return both."""
    known = known or known_names()
    evidence = read_evidence(source, known)
    evidence.raise_errors()
    made = make_projection(source, known, target, hashed=True)
    assert told_by_projection(target) == told_by_evidence(evidence, known)
    rejects = parquet.read_table(target / fmt.REJECTS_FILE)
    assert rejects.to_pylist() == evidence.rejects.to_pylist()
    targets = parquet.read_table(target / fmt.TARGETS_FILE).to_pylist()
    assert [tuple(row.values()) for row in targets] == targets_of(evidence)
    assert made.head.counts == evidence.counts
    assert made.head.hash == evidence.hash
    return evidence, made


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
